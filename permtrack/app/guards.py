"""Which days and repetitions make sense for an event: what is refused, and what is recorded with a warning."""

from collections.abc import Iterator
from datetime import date

from dateutil.relativedelta import relativedelta

from permtrack.app.books import Books, named
from permtrack.domain.events import Child, Event
from permtrack.domain.names import may_name_person
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import Kind, very_like
from permtrack.errors import RequestRefused

# Planning may begin before a child is born; everything else happens to a child who is there.
BEFORE_BIRTH = frozenset({
    "tracking-ended", "early-alert", "born", "family-group-conference", "pre-proceedings-started",
    "pre-proceedings-ended", "ppm", "plan-set", "early-permanence-considered", "tracking-meeting", "action-agreed",
    "action-done", "action-cancelled", "delay-recorded", "sibling-decision", "worker-changed", "iro-escalation",
    "escalation-resolved", "care-plan", "placement-plan", "permanence-report", "needs-meeting", "family-finding",
    "search-widened", "link", "selection-meeting", "child-added", "child-amended", "waiver", "note",
})  # fmt: skip
SITS_ON_WEEKDAYS = frozenset({"panel", "decision-papers"})
PEOPLE = ("chair", "owner")
SATURDAY = 5
LONG_AGO_YEARS = 25
# Of these, another on the same day is the same only where it is about the same thing.
ABOUT_ONE_THING = {"action-done": "action_id", "action-cancelled": "action_id", "escalation-resolved": "event"}


def refuse_before_birth(child: Child, kind: str, on: date) -> None:
    """Raise RequestRefused where the day lies before the child's birth and the kind does not."""
    if child.dob and on < child.dob and kind not in BEFORE_BIRTH:
        raise RequestRefused(
            f"{kind} on {shown(on)} would be before the birth of {child.ref} ({shown(child.dob)}); check both dates"
        )


def warnings_of_day(child: Child, kind: Kind, on: date, today: date) -> Iterator[str]:
    """What looks wrong about a day, though it may be right."""
    if on < today - relativedelta(years=LONG_AGO_YEARS):
        yield f"{shown(on)} is more than {LONG_AGO_YEARS} years ago; check the year"
    if (kind.reads == "court" or kind.kind in SITS_ON_WEEKDAYS) and on.weekday() >= SATURDAY:
        yield f"{on:%A} {shown(on)} is a weekend day, unusual for {kind.kind}; check the date"
    if child.dob is None and kind.kind not in BEFORE_BIRTH:
        yield f"no birth is recorded for {child.ref}; record it with: permtrack add-event {child.ref} born DATE"
    if kind.kind == "born" and child.dob not in {None, on}:
        yield f"{child.ref} was born on {shown(child.dob or on)} by the record until now"


def warnings_of_repetition(books: Books, recorded: Event) -> Iterator[str]:
    """The warning that names an earlier event of the same child, kind and day."""
    about = ABOUT_ONE_THING.get(recorded.kind, "")
    for earlier in books.of_child(recorded.child or ""):
        same = (earlier.kind, earlier.on) == (recorded.kind, recorded.on)
        if same and earlier.fields.get(about) == recorded.fields.get(about):
            yield f"the same is recorded already: {named(earlier)}; strike one out if it is one event"
            return


def warnings_of_people(recorded: Event) -> Iterator[str]:
    """The warning that somebody at work is recorded by name, where a code was meant."""
    for name in PEOPLE:
        if may_name_person(recorded.word(name) or ""):
            yield f"{name} may be a person's name; if it is, strike this out and record a code, like SW2: no names are held"


def refuse_shared_refs(books: Books) -> None:
    """Raise RequestRefused where, with everything in these books, two children would have had one ref."""
    holders: dict[str, str] = {}
    for ref, child in books.refs_given:
        if holders.setdefault(ref, child) != child:
            holder = books.described(holders[ref])
            now = f" (now {holder.ref})" if holder and holder.ref != ref else ""
            raise RequestRefused(f"{ref} is already a child's ref{now}; a ref is one child's for good")


def warnings_of_ref(ref: str, books: Books) -> Iterator[str]:
    """The warning that a ref differs from another child's only in letter case or leading zeros."""
    for other in very_like(ref, books.refs_ever):
        yield f"{other} is another child's ref, and very like {ref}: make sure that they are two children"
