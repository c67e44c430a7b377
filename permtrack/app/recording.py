"""Recording what happened to a child: an event with the actions agreed at it, an action done, a waiver.

Each is a decision on the books as they stand; `writing.write` gathers them, applies it, and says what changed.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from permtrack.app.actions import action_meant, agreed_actions, refuse_second_end
from permtrack.app.books import Books
from permtrack.app.drafting import Occasion, Typed, draft, event, fields_of, take_precision
from permtrack.app.family_codes import warnings_of_families
from permtrack.app.guards import refuse_before_birth, warnings_of_day, warnings_of_people, warnings_of_repetition
from permtrack.app.packaged import vocabulary
from permtrack.app.rule_names import refuse_unknown_rule
from permtrack.app.writing import Decision, all_books, books_about, write
from permtrack.domain.changes import Written
from permtrack.domain.events import Child, Event, Precision
from permtrack.domain.typed_dates import parse_date, shown
from permtrack.domain.vocabulary import Kind
from permtrack.errors import RequestRefused
from permtrack.ledger.store import Ledger

COMMANDS = {
    "child-added": "permtrack add-child",
    "child-amended": "permtrack amend-child",
    "void": "permtrack void",
    "correction": "permtrack correct",
    "waiver": "permtrack waive",
}


def add_event(
    ledger: Ledger,
    occasion: Occasion,
    ref: str,
    kind_typed: str,
    when: str | None,
    typed: Typed,
    *,
    actions: Sequence[str] = (),
    dry_run: bool = False,
) -> Written:
    """Record an event of a child, with the actions agreed at it. Without a day it happened today."""
    kind = vocabulary().kind(kind_typed)
    if kind.kind in COMMANDS:
        raise RequestRefused(f"{kind.kind} is not recorded as an event; use: {COMMANDS[kind.kind]}")
    on = occasion.today if when is None else parse_date(when, occasion.today, ahead=kind.future)

    def decide(books: Books) -> Decision:
        child = books.child(ref)
        recorded = _recorded(occasion, books, child, kind, on, typed)
        agreed = tuple(agreed_actions(occasion, books, recorded, actions))
        return Decision(
            child=child.id,
            drafts=tuple(draft(vocabulary(), each) for each in (recorded, *agreed)),
            warnings=tuple(_warnings(books, child, kind, recorded, agreed)),
        )

    return write(ledger, occasion, lambda: _books(ledger, occasion, ref, kind, typed), decide, dry_run=dry_run)


def _books(ledger: Ledger, occasion: Occasion, ref: str, kind: Kind, typed: Typed) -> Books:
    """What is known of the child; of every child where a field names an event, which may turn out to be another's."""
    if any(kind.fields.get(name) == "event" for name in typed):
        return all_books(ledger, occasion.today)
    return books_about(ledger, ref, occasion.today)


def _recorded(occasion: Occasion, books: Books, child: Child, kind: Kind, on: date, typed: Typed) -> Event:
    """The event to be, with everything about it checked."""
    fields = {name: list(values) for name, values in typed.items()}
    # The everyday option is called --reason; a selection meeting has its `reasons`.
    if "reason" in fields and "reason" not in kind.fields and "reasons" in kind.fields:
        fields["reasons"] = fields.pop("reason")
    precision = take_precision(fields) or Precision.EXACT
    refuse_before_birth(child, kind.kind, on)
    checked = fields_of(vocabulary(), books, kind, fields, child.id)
    recorded = event(occasion, child.id, kind.kind, on, checked, precision)
    refuse_second_end(books, recorded)
    if unasked := kind.unasked(checked):
        raise RequestRefused(f"{kind.kind} needs {', '.join(unasked)}; only a sheet of old events may lack it")
    return recorded


def _warnings(books: Books, child: Child, kind: Kind, recorded: Event, agreed: Sequence[Event]) -> Iterator[str]:
    yield from warnings_of_day(child, kind, recorded.on, books.today)
    yield from warnings_of_repetition(books, recorded)
    yield from warnings_of_families(books, recorded)
    yield from dict.fromkeys(said for one in (recorded, *agreed) for said in warnings_of_people(one))


def done(ledger: Ledger, occasion: Occasion, action: str, when: str | None, *, dry_run: bool = False) -> Written:
    """Record that an agreed action is done, today or on a day."""
    on = occasion.today if when is None else parse_date(when, occasion.today)

    def decide(books: Books) -> Decision:
        agreed = action_meant(books, action)
        recorded = event(occasion, agreed.child, "action-done", on, {"action_id": agreed.id})
        refuse_second_end(books, recorded)
        return Decision(child=str(agreed.child), drafts=(draft(vocabulary(), recorded),))

    return write(ledger, occasion, lambda: all_books(ledger, occasion.today), decide, dry_run=dry_run)


def waive(ledger: Ledger, occasion: Occasion, ref: str, rule: str, typed: Typed, *, dry_run: bool = False) -> Written:
    """Set a deadline or alert of a child aside until a day: who authorised it, and why, are part of the record."""
    kind = vocabulary().kinds["waiver"]
    refuse_unknown_rule(rule)

    def decide(books: Books) -> Decision:
        child = books.child(ref)
        fields = fields_of(vocabulary(), books, kind, {**typed, "rule": [rule]}, child.id)
        if date.fromisoformat(str(fields["until"])) < occasion.today:
            raise RequestRefused(
                f"until {shown(date.fromisoformat(str(fields['until'])))} is past; a waiver ends ahead"
            )
        recorded = event(occasion, child.id, kind.kind, occasion.today, fields)
        return Decision(child=child.id, drafts=(draft(vocabulary(), recorded),))

    return write(ledger, occasion, lambda: _books(ledger, occasion, ref, kind, typed), decide, dry_run=dry_run)
