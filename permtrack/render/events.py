"""Events in words for people, and as records for machines."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from permtrack.domain.events import Event, Value
from permtrack.domain.recorded import Recorded
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import FieldType, Vocabulary
from permtrack.render.machine import Record, instant
from permtrack.render.sheets import Value as CellValue
from permtrack.render.sheets import sheet

NOTE = "note"
DAYS = ("date", "future-date")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
BEFORE_THE_FIELDS = ("id", "ref", "kind", "on", "precision")
# Not `source`, as in JSON: in a sheet that is a field of an early alert.
AFTER_THE_FIELDS = ("note", "recorded_at", "recorded_by", "recorded_from", "returned", "voided_by", "corrected_by")
IN_COLUMNS_OF_THEIR_OWN = frozenset({"ref", NOTE})


def day_in_words(event: Event) -> str:
    """The day of an event; `by 1 Apr 2024` where it may have been earlier."""
    return shown(event.on) if event.is_exact else f"by {shown(event.on)}"


def fields_in_words(event: Event, numbers: Mapping[str, int], vocabulary: Vocabulary) -> str:
    """What an event says: `plan adoption; parallel special-guardianship; note: ...`; other events by their number."""
    types = _types(event, vocabulary)
    names = sorted(event.fields, key=lambda name: list(types).index(name) if name in types else len(types))
    parts = [f"{_name(n)} {_value_in_words(event.fields[n], types.get(n), numbers)}" for n in names if n != NOTE]
    if note := event.word(NOTE):
        parts.append(f"note: {note}")
    return "; ".join(parts)


def _types(event: Event, vocabulary: Vocabulary) -> Mapping[str, FieldType]:
    """The types of what an event may say; a correction may say whatever another event may."""
    kind = vocabulary.kinds.get(event.kind)
    types = dict(kind.fields) if kind else {}
    if event.kind == "correction":
        every = {name: of for other in vocabulary.kinds.values() for name, of in other.fields.items()}
        types |= {"new_on": "date"} | {f"set.{name}": of for name, of in every.items()}
    return types


def _name(name: str) -> str:
    return name.removeprefix("set.").replace("_", " ")


def _value_in_words(value: Value, of: FieldType | None, numbers: Mapping[str, int]) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, int):
        return str(value)
    if of in DAYS and ISO_DAY.fullmatch(value):
        return shown(date.fromisoformat(value))
    return f"#{numbers[value]}" if value in numbers else value


def label(event: Event, vocabulary: Vocabulary) -> str:
    """The words people read for the kind of an event."""
    kind = vocabulary.kinds.get(event.kind)
    return kind.label if kind else event.kind


def event_record(entry: Recorded, refs: Mapping[str, str]) -> Record:
    """One entry as JSON, with its values as they stand; `child` is the ref, null for an entry about the ledger."""
    event = entry.event
    return {
        "id": event.id,
        "child": refs.get(event.child) if event.child else None,
        "kind": event.kind,
        "on": event.on,
        "precision": event.precision.value,
        "fields": {name: _plain(value) for name, value in event.fields.items() if name != NOTE},
        "note": event.word(NOTE),
        "recorded_at": instant(event.recorded_at),
        "recorded_by": event.recorded_by,
        "source": event.source,
        "voided_by": entry.voided_by.id if entry.voided_by else None,
        "number": event.number,
        "corrected_by": [correction.id for correction in entry.corrected_by],
        "returned": not event.is_local,
    }


def _plain(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value


def event_sheet(entries: Iterable[Recorded], refs: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """The children's events as CSV, in columns that `import-events` reads; the fields in the vocabulary's order.

    Corrections are in the values, striking-out in a column; the entries that say so are left to JSON.
    """
    told = [entry for entry in entries if entry.event.child in refs and not entry.changes]
    used = {name for entry in told for name in entry.event.fields} - IN_COLUMNS_OF_THEIR_OWN
    fields = list(dict.fromkeys(name for kind in vocabulary.kinds.values() for name in kind.fields if name in used))
    return sheet((*BEFORE_THE_FIELDS, *fields, *AFTER_THE_FIELDS), (tuple(_row(e, refs, fields)) for e in told))


def _row(entry: Recorded, refs: Mapping[str, str], fields: Sequence[str]) -> Iterable[CellValue]:
    event = entry.event
    yield from (event.id, refs.get(event.child or ""), event.kind, event.on, event.precision.value)
    yield from (_cell(event.fields.get(name)) for name in fields)
    yield from (event.word(NOTE), instant(event.recorded_at), event.recorded_by, event.source)
    yield None if event.is_local else "yes"
    yield entry.voided_by.id if entry.voided_by else None
    yield ";".join(correction.id for correction in entry.corrected_by)


def _cell(value: Value | None) -> CellValue:
    return ";".join(value) if isinstance(value, tuple) else value
