"""What every command that records something shares: gather, decide, apply, and say what changed.

All of it happens in one transaction, so that nobody else's writing comes between what a decision saw and what it wrote.
A rehearsal does the same and gives it all back.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from permtrack.app.asking import Question
from permtrack.app.books import Books
from permtrack.app.drafting import Occasion
from permtrack.app.guards import refuse_shared_refs
from permtrack.app.looking import look
from permtrack.app.naming import children_called, kin_of
from permtrack.app.packaged import bank_holidays, rulebook
from permtrack.app.rehearsing import rehearsal
from permtrack.domain.changes import Written, difference
from permtrack.domain.events import Event
from permtrack.domain.findings import Outlook
from permtrack.domain.records import record
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import Ledger

MAKES_CHILDREN = ("child-added", "child-amended", "void", "correction")


@record
class Decision:
    """What is to be recorded, about which child, and what people should know of it."""

    child: str
    drafts: tuple[Draft, ...]
    warnings: tuple[str, ...] = ()


def books_about(ledger: Ledger, ref: str, today: date) -> Books:
    """Everything about the child with this ref, and the records as such of its brothers and sisters, if not of all."""
    called = children_called(ledger, ref)
    near = kin_of(ledger, called) if called else None
    books = _with_everything(ledger, ref, today, near)
    # Where nobody near has the ref, everybody's tell which was meant.
    return books_and_all(ledger, ref, today) if near is not None and ref not in books.refs_ever else books


def books_and_all(ledger: Ledger, ref: str, today: date) -> Books:
    """Everything about the child with this ref, and every child's record as such."""
    return _with_everything(ledger, ref, today, None)


def _with_everything(ledger: Ledger, ref: str, today: date, children: Collection[str] | None) -> Books:
    records = {event.number: event for event in ledger.entries(children=children, kinds=MAKES_CHILDREN)}
    identity = Books(records.values(), today).refs_ever.get(ref)
    own = ledger.entries(children=[identity]) if identity else ()
    return Books((records | {event.number: event for event in own}).values(), today)


def all_books(ledger: Ledger, today: date) -> Books:
    """Everything ever recorded."""
    return Books(ledger.entries(), today)


def write(
    ledger: Ledger,
    occasion: Occasion,
    gather: Callable[[], Books],
    decide: Callable[[Books], Decision],
    *,
    dry_run: bool = False,
) -> Written:
    """Record what is decided on what was gathered, and say what that changed in what is due today."""
    # Read before the ledger is held, not while others wait for it.
    rulebook()
    bank_holidays()
    with rehearsal(ledger) if dry_run else ledger.transaction():
        return _written(ledger, occasion, gather(), decide, rehearsed=dry_run)


def _written(
    ledger: Ledger, occasion: Occasion, books: Books, decide: Callable[[Books], Decision], *, rehearsed: bool
) -> Written:
    decision = decide(books)
    after = books.with_added(draft.event for draft in decision.drafts)
    refuse_shared_refs(after)
    looked_at = concerned(decision.child, books, after)
    earlier = outlook_of(ledger, occasion.today, looked_at)
    events = ledger.append(decision.drafts)
    was, child = books.described(decision.child), after.described(decision.child)
    renamed = {was.ref: child.ref} if was and child else {}
    named = child or was
    return Written(
        ref=named.ref if named else "",
        child=child,
        events=events,
        about=_about(events, after),
        difference=difference(earlier, outlook_of(ledger, occasion.today, looked_at), renamed),
        warnings=decision.warnings,
        rehearsed=rehearsed,
    )


def _about(events: Sequence[Event], books: Books) -> Mapping[str, Event]:
    """The events that those recorded refer to, by id; those recorded with them have their numbers of the ledger.

    Books of one child number what is added after the last entry that they hold, which is not the ledger's last.
    """
    known = {**books.by_id, **{event.id: event for event in events}}
    return {id_: known[id_] for event in events for id_ in map(str, event.fields.values()) if id_ in known}


def concerned(child: str, *books: Books) -> tuple[str, ...]:
    """The child, and the children of every sibling group it is or was in."""
    groups = {described.sibling_group for book in books if (described := book.described(child))} - {None}
    siblings = {
        other
        for book in books
        for other in (book.refs_ever.values() if groups else ())
        if (described := book.described(other)) and described.sibling_group in groups
    }
    return (child, *sorted(siblings - {child}))


def outlook_of(ledger: Ledger, today: date, children: Sequence[str]) -> Outlook:
    """What follows for some children, by their ids, as a writing command compares it before and after."""
    return look(ledger, Question(as_at=today), children=children)
