"""Striking out and replacing: both are events of their own; what was recorded first stays in the ledger."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from permtrack.app.books import Books, named
from permtrack.app.drafting import Occasion, Typed, draft, event, field_name, resolved, single, take_precision
from permtrack.app.guards import refuse_before_birth, warnings_of_day
from permtrack.app.packaged import vocabulary
from permtrack.app.writing import Decision, all_books, write
from permtrack.domain.changes import Written
from permtrack.domain.events import Event, Precision, Value
from permtrack.domain.typed_dates import parse_date
from permtrack.domain.vocabulary import Kind
from permtrack.domain.vocabulary import ref as checked_ref
from permtrack.errors import RequestRefused
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import Ledger


def void(ledger: Ledger, occasion: Occasion, typed: Sequence[str], reason: str, *, dry_run: bool = False) -> Written:
    """Strike out events of one child, one after another; striking out a striking-out gives the event back."""

    def decide(books: Books) -> Decision:
        strikes: list[Event] = []
        warnings: list[str] = []
        for one in typed:
            target = _may_be_struck(books.with_added(strikes), books.event(one))
            strikes.append(_strike(occasion, books, target, reason))
            warnings += _warnings_of_strike(books.with_added(strikes), target)
        if len({strike.child for strike in strikes}) > 1:
            raise RequestRefused("these events are about several children; strike out one child's at a time")
        return Decision(
            child=str(strikes[0].child),
            drafts=tuple(draft(vocabulary(), strike) for strike in strikes),
            warnings=tuple(warnings),
        )

    return write(ledger, occasion, lambda: all_books(ledger, occasion.today), decide, dry_run=dry_run)


def _strike(occasion: Occasion, books: Books, target: Event, reason: str) -> Event:
    fields = vocabulary().fields(vocabulary().kinds["void"], {"event": target.id, "reason": reason}, books.today)
    return event(occasion, target.child, "void", occasion.today, fields)


def _may_be_struck(books: Books, target: Event) -> Event:
    if target.child is None:
        raise RequestRefused(f"#{target.number} is about the ledger itself and stays")
    if target.id in books.struck:
        strike = books.by_id[books.struck[target.id]]
        raise RequestRefused(f"#{target.number} is struck out already, by #{strike.number}")
    others = [other for other in books.of_child(target.child) if other.id != target.id]
    if target.kind == "child-added" and others:
        raise RequestRefused(
            f"#{target.number} opens a child's record that has {len(others)} other events; strike those out first, "
            "or change the details with: permtrack amend-child"
        )
    return target


def _warnings_of_strike(after: Books, target: Event) -> Iterator[str]:
    referring = [e for e in after.of_child(str(target.child)) if target.id in e.fields.values()]
    if referring and target.kind not in {"void", "correction"}:
        yield f"still referring to it: {', '.join(named(other) for other in referring)}"


def correct(
    ledger: Ledger,
    occasion: Occasion,
    typed: str,
    settings: Typed,
    reason: str,
    *,
    on: str | None = None,
    dry_run: bool = False,
) -> Written:
    """Replace what an event says; it keeps its id, and everything that refers to it. An empty value takes a field away."""

    def decide(books: Books) -> Decision:
        target = _may_be_corrected(books, books.standing_event(typed))
        kind = vocabulary().kinds[target.kind]
        day = parse_date(on, occasion.today, name="--on", ahead=kind.future) if on else None
        changes = {
            "event": target.id,
            **vocabulary().fields(
                vocabulary().kinds["correction"], {"event": target.id, "reason": reason}, books.today
            ),
            **dict(_new_day(books, target, day, settings)),
            **_new_fields(books, target, kind, settings),
        }
        if changes.keys() == {"event", "reason"}:
            raise RequestRefused(f"{named(target)} says that already; nothing to correct")
        recorded = event(occasion, target.child, "correction", occasion.today, changes)
        child = books.described(str(target.child))
        warnings = warnings_of_day(child, kind, day, books.today) if child and day else ()
        return Decision(child=str(target.child), drafts=(_draft(recorded, kind),), warnings=tuple(warnings))

    return write(ledger, occasion, lambda: all_books(ledger, occasion.today), decide, dry_run=dry_run)


def _draft(correction: Event, kind: Kind) -> Draft:
    """The correction with its free texts: its own reason, and those of the event that it replaces."""
    private = {"reason", *(f"set.{name}" for name in kind.free_texts())}
    return Draft(event=correction, private=frozenset(private & correction.fields.keys()))


def _may_be_corrected(books: Books, target: Event) -> Event:
    if target.child is None:
        raise RequestRefused(f"#{target.number} is about the ledger itself and stays")
    if target.kind in {"void", "correction"}:
        about = books.by_id.get(str(target.fields["event"]), target)
        raise RequestRefused(
            f"#{target.number} is itself a change to #{about.number}; correct that, or void #{target.number}"
        )
    return target


def _new_day(books: Books, target: Event, day: date | None, settings: Typed) -> Iterator[tuple[str, Value]]:
    typed = {name: list(values) for name, values in settings.items()}
    precision = take_precision(typed) or (Precision.EXACT if day else target.precision)
    child = books.described(str(target.child))
    if day and child:
        refuse_before_birth(child, target.kind, day)
    if day and day != target.on:
        yield "new_on", day.isoformat()
    if precision is not target.precision:
        yield "new_precision", precision.value


def _new_fields(books: Books, target: Event, kind: Kind, settings: Typed) -> dict[str, Value]:
    """The fields that become other, under `set.`; the event as a whole is checked with its new values."""
    typed = {field_name(name): list(values) for name, values in settings.items()}
    take_precision(typed)
    own = {name: value for name, value in target.fields.items() if name in kind.fields}
    wanted = {name: single(values) for name, values in (_retyped(own) | typed).items()}
    checked = vocabulary().fields(kind, wanted, books.today)
    # Only what was typed now is looked up: what the event referred to before may have been struck out since.
    checked |= resolved(books, kind, {name: checked[name] for name in typed if name in checked}, target.child)
    if target.kind == "child-added" and ("dob" in checked) == ("edd" in checked):
        raise RequestRefused("a child has a date of birth (dob) or, before birth, an expected one (edd): exactly one")
    if "ref" in checked:
        checked_ref(str(checked["ref"]))
    changed = {f"set.{name}": value for name, value in checked.items() if target.fields.get(name) != value}
    return {**changed, **{f"set.{name}": "" for name in own if name not in checked}}


def _retyped(fields: Mapping[str, Value]) -> dict[str, list[str]]:
    """Stored values as somebody might have typed them."""
    return {name: list(value) if isinstance(value, tuple) else [str(value)] for name, value in fields.items()}
