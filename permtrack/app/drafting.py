"""From words to an event that may be recorded: what every way of recording has in common, and nothing that writes."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from permtrack.app.books import Books
from permtrack.domain.events import Event, Precision, Value
from permtrack.domain.records import record
from permtrack.domain.vocabulary import Kind, Vocabulary, choose
from permtrack.errors import RequestRefused
from permtrack.ledger.identity import new_id
from permtrack.ledger.rows import Draft

Typed = Mapping[str, Sequence[str]]
"""Fields as they were typed: each name with everything typed for it."""


@record
class Occasion:
    """When, by whom and through what something is recorded."""

    today: date
    now: datetime
    account: str
    source: str = "cli"


def event(
    occasion: Occasion,
    child: str | None,
    kind: str,
    on: date,
    fields: Mapping[str, Value],
    precision: Precision = Precision.EXACT,
) -> Event:
    """A new event with an identity of its own, made before anything is written."""
    return Event(
        id=new_id(occasion.now),
        child=child,
        kind=kind,
        on=on,
        fields=dict(fields),
        precision=precision,
        recorded_at=occasion.now,
        recorded_by=occasion.account,
        source=occasion.source,
    )


def draft(vocabulary: Vocabulary, recorded: Event) -> Draft:
    """The event with its free texts named, so that the ledger keeps them apart."""
    free = vocabulary.kinds[recorded.kind].free_texts()
    return Draft(event=recorded, private=frozenset(free) & frozenset(recorded.fields))


def more_said(
    vocabulary: Vocabulary, occasion: Occasion, recorded: Event, more: Mapping[str, Value], reason: str
) -> Draft:
    """The correction that adds to a recorded event what an import says beyond it."""
    changes: dict[str, Value] = {"event": recorded.id, "reason": reason, **{f"set.{n}": v for n, v in more.items()}}
    correction = event(occasion, recorded.child, "correction", occasion.today, changes)
    free = vocabulary.kinds[recorded.kind].free_texts()
    return Draft(event=correction, private=frozenset({"reason", *(f"set.{name}" for name in free)} & changes.keys()))


def read_settings(settings: Sequence[str]) -> dict[str, list[str]]:
    """What `--set field=value` asks for, by field. Raises RequestRefused where a setting has no `=`."""
    typed: dict[str, list[str]] = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not sign or not name.strip():
            raise RequestRefused(f"--set takes field=value, like --set plan=adoption; not {name[:40]!r}")
        typed.setdefault(field_name(name), []).append(value)
    return typed


def field_name(typed: str) -> str:
    """The name of a field as the vocabulary writes it."""
    return re.sub(r"[\s-]+", "_", typed.strip().lower())


def single(values: Sequence[str]) -> str | Sequence[str]:
    """One value as itself, several as they are: whether several may stand is for the vocabulary to say."""
    return values[0] if len(values) == 1 else tuple(values)


def take_precision(typed: dict[str, list[str]]) -> Precision | None:
    """Take `precision` out of what was typed: it says how well a day is known, and is no field of any kind."""
    values = typed.pop("precision", None)
    return Precision(choose("precision", str(single(values)), list(Precision))) if values else None


def fields_of(vocabulary: Vocabulary, books: Books, kind: Kind, typed: Typed, child: str | None) -> dict[str, Value]:
    """The fields as they are recorded: checked, and events named by number turned into their ids.

    What they refer to must be the same child's.
    """
    checked = vocabulary.fields(kind, {name: single(values) for name, values in typed.items()}, books.today)
    return resolved(books, kind, checked, child)


def resolved(books: Books, kind: Kind, checked: Mapping[str, Value], child: str | None) -> dict[str, Value]:
    """The fields with events named by their ids, whichever way they were named."""
    refers = {name for name, type_of_field in kind.fields.items() if type_of_field == "event"} & checked.keys()
    return {**checked, **{name: referred_to(books, kind, name, str(checked[name]), child) for name in refers}}


REFERS_TO = {
    ("action-done", "action_id"): ("action-agreed",),
    ("action-cancelled", "action_id"): ("action-agreed",),
    ("escalation-resolved", "event"): ("iro-escalation",),
}


def referred_to(books: Books, kind: Kind, name: str, typed: str, child: str | None) -> str:
    """The id of the event that a field refers to. Raises RequestRefused where it cannot be that one."""
    target = books.standing_event(typed)
    refuse_reference(kind, name, target, child)
    return target.id


def refuse_reference(kind: Kind, name: str, target: Event, child: str | None) -> None:
    """Raise RequestRefused where a field names another child's event, or one of a kind that it cannot mean."""
    shown = f"#{target.number}" if target.number else "the row it names"
    if child is not None and target.child != child:
        raise RequestRefused(f"{name}: {shown} belongs to another child")
    wanted = REFERS_TO.get((kind.kind, name))
    if wanted and target.kind not in wanted:
        raise RequestRefused(f"{name}: {shown} is {target.kind}, not {' or '.join(wanted)}")
