"""Which child is meant by what a reader typed: a whole ref, its beginning, or the initials. Writers type whole refs."""

from collections.abc import Iterable, Sequence

from permtrack.app.looking import Question, under_authority
from permtrack.domain.events import Child, Event
from permtrack.domain.standing import describe_child, standing
from permtrack.domain.vocabulary import nearest
from permtrack.errors import RequestRefused
from permtrack.ledger.store import Ledger

MOST_CANDIDATES = 8
DESCRIBES_A_CHILD = ("child-added", "child-amended", "worker-changed", "born", "void", "correction")


def known_children(ledger: Ledger, question: Question) -> tuple[Child, ...]:
    """Every child with a standing record, in the order of the refs; only the entries that describe it are read."""
    by_child: dict[str, list[Event]] = {}
    for entry in ledger.entries(kinds=DESCRIBES_A_CHILD, known_at=question.known_at):
        if entry.child is not None:
            by_child.setdefault(entry.child, []).append(entry)
    described = (describe_child(standing(entries), question.as_at) for entries in by_child.values())
    found = (under_authority(child, ledger) for child in described if child is not None)
    return tuple(sorted(found, key=lambda child: child.ref))


def children_meant(children: Sequence[Child], typed: Iterable[str]) -> tuple[Child, ...]:
    """The children that were typed, each once; all of them where none was. Raises RequestRefused."""
    wanted = [child_meant(children, one) for one in typed]
    return tuple(dict.fromkeys(wanted)) if wanted else tuple(children)


def child_meant(children: Sequence[Child], typed: str) -> Child:
    """The child whose ref was typed, wholly or by an unambiguous beginning, or whose initials; a whole ref always wins.

    Raises RequestRefused with the candidates, or with the nearest ref.
    """
    whole = [child for child in children if child.ref == typed]
    begun = [child for child in children if typed and child.ref.lower().startswith(typed.lower())]
    called = [child for child in children if typed and (child.initials or "").lower() == typed.lower()]
    meant = whole or list(dict.fromkeys([*begun, *called]))
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise RequestRefused(f"{typed!r} may be any of {_listed(meant)}; type more of the ref")
    raise _unknown(children, typed)


def _listed(children: Sequence[Child]) -> str:
    shown = [f"{child.ref} ({child.initials})" if child.initials else child.ref for child in children[:MOST_CANDIDATES]]
    more = len(children) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _unknown(children: Sequence[Child], typed: str) -> RequestRefused:
    if not children:
        return RequestRefused(f"there is no child {typed[:40]!r}; the ledger holds no children yet")
    close = nearest(typed, (child.ref for child in children))
    return RequestRefused(f"there is no child {typed[:40]!r}{close}; see: permtrack children")
