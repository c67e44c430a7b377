"""Which child is meant by what a reader typed: a whole ref, its beginning, or the initials. Writers type whole refs."""

from collections.abc import Collection, Iterable, Sequence

from permtrack.app.asking import Question
from permtrack.app.looking import under_authority
from permtrack.app.naming import DESCRIBES_A_CHILD, children_called
from permtrack.domain.due_list import Wanted, same_word
from permtrack.domain.events import Child, Event
from permtrack.domain.standing import describe_child, standing
from permtrack.domain.vocabulary import nearest
from permtrack.errors import RequestRefused
from permtrack.ledger.store import Ledger

MOST_CANDIDATES = 8


class UnknownChild(RequestRefused):
    """No child is meant by what was typed."""


WHOSE = ("team", "worker", "iro", "authority")


def child_typed(ledger: Ledger, question: Question, typed: str) -> Child:
    """The child that was typed as `child_meant` reads it, of all that are known. Raises RequestRefused."""
    called = children_called(ledger, typed) if typed else None
    if called:
        try:
            return child_meant(known_children(ledger, question, called), typed)
        except UnknownChild:
            pass
    return child_meant(known_children(ledger, question), typed)


def children_typed(ledger: Ledger, question: Question, typed: Iterable[str]) -> tuple[Child, ...]:
    """The children that were typed, each once; none where none was. Raises RequestRefused."""
    return tuple(dict.fromkeys(child_typed(ledger, question, one) for one in typed))


def known_children(ledger: Ledger, question: Question, children: Collection[str] | None = None) -> tuple[Child, ...]:
    """Every child with a standing record, or of some by their ids, in the order of the refs.

    Only the entries that describe them are read.
    """
    by_child: dict[str, list[Event]] = {}
    for entry in ledger.entries(children=children, kinds=DESCRIBES_A_CHILD, known_at=question.known_at):
        if entry.child is not None:
            by_child.setdefault(entry.child, []).append(entry)
    described = (describe_child(standing(entries), question.as_at) for entries in by_child.values())
    found = (under_authority(child, ledger) for child in described if child is not None)
    return tuple(sorted(found, key=lambda child: child.ref))


def refuse_people_unknown(ledger: Ledger, question: Question, wanted: Wanted) -> None:
    """Raise RequestRefused where no child is or ever was of the team, worker, reviewing officer or authority asked for.

    Of those who left, nothing may rightly be due any longer; of a name that was never known that would be no answer.
    """
    asked = {name: value for name in WHOSE if (value := getattr(wanted, name)) is not None}
    if not asked:
        return
    known = _people_ever(ledger, question)
    for name, value in asked.items():
        if any(known.values()) and not any(same_word(value, one) for one in known[name]):
            of = "reviewing officer" if name == "iro" else name
            near = nearest(value, sorted(known[name]))
            raise RequestRefused(f"no child is of {of} {value[:40]}{near}; see: permtrack children")


def _people_ever(ledger: Ledger, question: Question) -> dict[str, set[str]]:
    """Every team, worker, reviewing officer and authority that a child's record has ever named."""
    known: dict[str, set[str]] = {name: set() for name in WHOSE}
    if ledger.info.authority:
        known["authority"].add(ledger.info.authority)
    for entry in ledger.entries(kinds=DESCRIBES_A_CHILD, known_at=question.known_at):
        said = {name: entry.word(name) or entry.word(f"set.{name}") for name in WHOSE}
        if entry.kind == "worker-changed" and (role := entry.word("role")) in WHOSE:
            said[role] = entry.word("to")
        elif to := entry.word("set.to"):
            # The correction of a handover does not say in what role.
            for name in WHOSE:
                known[name].add(to)
        for name, value in said.items():
            if value:
                known[name].add(value)
    return known


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


def _unknown(children: Sequence[Child], typed: str) -> UnknownChild:
    if not children:
        return UnknownChild(f"there is no child {typed[:40]!r}; the ledger holds no children yet")
    close = nearest(typed, (child.ref for child in children))
    return UnknownChild(f"there is no child {typed[:40]!r}{close}; see: permtrack children")
