"""Opening a child's record, and changing what it says of the child: by events, never by overwriting."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from dateutil.relativedelta import relativedelta

from permtrack.app.books import Books
from permtrack.app.drafting import Occasion, Typed, draft, event, fields_of, single
from permtrack.app.guards import refuse_before_birth, warnings_of_ref
from permtrack.app.packaged import vocabulary
from permtrack.app.writing import Decision, books_and_all, write
from permtrack.domain.changes import Written
from permtrack.domain.events import Child, Event, Value
from permtrack.domain.typed_dates import parse_date, shown
from permtrack.domain.vocabulary import ref as checked_ref
from permtrack.errors import RequestRefused
from permtrack.ledger.store import Ledger

ADULT_YEARS = 18
# What every child has; a detail of these can be changed, but not taken away.
NEVER_EMPTY = frozenset({"pathway", "dob", "edd", "new_ref"})


def add_child(
    ledger: Ledger,
    occasion: Occasion,
    ref: str,
    typed: Typed,
    *,
    entered_care: str | None = None,
    basis: str | None = None,
    dry_run: bool = False,
) -> Written:
    """Open a child's record, with the day it became looked after where that is given."""
    checked_ref(ref)

    def decide(books: Books) -> Decision:
        added = child_added(occasion, ref, child_fields(books, typed))
        child = described(added, occasion.today)
        entry = _entry(occasion, books, child, entered_care, basis)
        warnings = (*warnings_of_ref(ref, books), *_warnings_of_birth(child, occasion.today))
        return Decision(
            child=added.id,
            drafts=tuple(draft(vocabulary(), recorded) for recorded in (added, *entry)),
            warnings=warnings,
        )

    return write(ledger, occasion, lambda: books_and_all(ledger, ref, occasion.today), decide, dry_run=dry_run)


def child_fields(books: Books, typed: Typed) -> dict[str, Value]:
    """The details of a new child, checked. Raises RequestRefused."""
    if "ref" in typed:
        raise RequestRefused("the ref is given by itself, not among the fields")
    return fields_of(vocabulary(), books, vocabulary().kinds["child-added"], typed, None)


def child_added(occasion: Occasion, ref: str, fields: Mapping[str, Value]) -> Event:
    """The event that opens a child's record; its own id is the child's identity from then on."""
    if ("dob" in fields) == ("edd" in fields):
        raise RequestRefused(f"{ref} needs a date of birth (dob) or, before birth, an expected one (edd): exactly one")
    added = event(occasion, None, "child-added", occasion.today, {"ref": ref, **fields})
    return replace(added, child=added.id)


def described(added: Event, today: date) -> Child:
    """The child that a `child-added` event describes."""
    child = Books([added], today).described(added.id)
    if child is None:
        raise ValueError("a child-added event describes a child")
    return child


def _entry(occasion: Occasion, books: Books, child: Child, day: str | None, basis: str | None) -> Iterator[Event]:
    """The event of becoming looked after, where a new child's record is opened with it."""
    if day is None:
        if basis is not None:
            raise RequestRefused("--basis says how a child came into care; give the day too: --entered-care DATE")
        return
    kind = vocabulary().kinds["entered-care"]
    if child.dob is None:
        raise RequestRefused("an unborn child is not looked after yet; record the birth and the entry when they happen")
    on = parse_date(day, occasion.today, name="--entered-care")
    refuse_before_birth(child, kind.kind, on)
    fields = fields_of(vocabulary(), books, kind, {"basis": [basis]} if basis else {}, child.id)
    yield event(occasion, child.id, kind.kind, on, fields)


def _warnings_of_birth(child: Child, today: date) -> Iterator[str]:
    if child.dob and child.dob + relativedelta(years=ADULT_YEARS) <= today:
        yield f"born on {shown(child.dob)}, {child.ref} is 18 or older; check the year"


def amend_child(
    ledger: Ledger,
    occasion: Occasion,
    ref: str,
    typed: Typed,
    *,
    on: str | None = None,
    dry_run: bool = False,
) -> Written:
    """Change a child's details from a day on; `new_ref` among them. An empty value takes a detail away."""

    def decide(books: Books) -> Decision:
        child = books.child(ref)
        fields = amended_fields(books, child, typed)
        day = parse_date(on, occasion.today, name="--on") if on else occasion.today
        recorded = event(occasion, child.id, "child-amended", day, fields)
        return Decision(
            child=child.id,
            drafts=(draft(vocabulary(), recorded),),
            warnings=tuple(_warnings_of_amendment(books, recorded)),
        )

    return write(ledger, occasion, lambda: books_and_all(ledger, ref, occasion.today), decide, dry_run=dry_run)


def amended_fields(books: Books, child: Child, typed: Typed) -> dict[str, Value]:
    """A child's new details, checked against what the child is now. Raises RequestRefused."""
    if "ref" in typed:
        raise RequestRefused("a child's ref is changed with new_ref: --set new_ref=...")
    kind = vocabulary().kinds["child-amended"]
    taken_away = {name: "" for name, values in typed.items() if single(values) == "" and name in kind.fields}
    fields = {**fields_of(vocabulary(), books, kind, typed, child.id), **taken_away}
    if not fields:
        raise RequestRefused("nothing to change; say what with --set field=value")
    if NEVER_EMPTY & taken_away.keys():
        raise RequestRefused(f"{min(NEVER_EMPTY & taken_away.keys())} can be changed, but not taken away")
    if "new_ref" in fields:
        checked_ref(str(fields["new_ref"]))
    if "dob" in fields and child.dob is None:
        raise RequestRefused(
            f"{child.ref} is unborn by the record; record the birth: permtrack add-event {child.ref} born DATE"
        )
    if "edd" in fields and child.dob is not None:
        raise RequestRefused(f"{child.ref} was born on {shown(child.dob)}; an expected date cannot be set any more")
    return fields


def _warnings_of_amendment(books: Books, amended: Event) -> Iterator[str]:
    if "new_ref" in amended.fields:
        yield from warnings_of_ref(str(amended.fields["new_ref"]), books)
    after = books.with_added([amended])
    child = after.described(str(amended.child))
    if child and child.dob and "dob" in amended.fields:
        early = [e for e in after.of_child(child.id) if e.on < child.dob and _is_refused(child, e)]
        if early:
            yield f"{len(early)} recorded events now lie before the birth; see: permtrack timeline {child.ref}"


def _is_refused(child: Child, recorded: Event) -> bool:
    try:
        refuse_before_birth(child, recorded.kind, recorded.on)
    except RequestRefused:
        return True
    return False
