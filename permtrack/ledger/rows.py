"""Events to rows of the ledger's tables and back."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache

from permtrack.domain.events import Event, Precision, ReturnImported, Said, Span, Value
from permtrack.domain.records import record
from permtrack.errors import LedgerUnsound, RequestRefused
from permtrack.ledger.chain import canonical, chained, commitment, new_salt

NOTHING = "{}"
# One query: the free texts are joined in only where the event has any.
SELECT_EVENTS = """\
SELECT e.number, e.id, e.origin, e.child, e.kind, e.happened_on, e.precision, e.fields,
  e.recorded_at, e.recorded_by, e.source, e.returned_by,
  CASE e.commitments WHEN '{}' THEN NULL
    ELSE (SELECT json_group_object(t.name, t.text) FROM free_text AS t WHERE t.event = e.number) END
FROM event AS e"""
INSERT_EVENT = """\
INSERT INTO event (number, id, origin, child, kind, happened_on, precision, fields, commitments,
  recorded_at, recorded_by, source, returned_by, prev, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
INSERT_TEXT = "INSERT INTO free_text (event, name, salt, text) VALUES (?, ?, ?, ?)"

Stored = tuple[str | int | None, ...]
"""A row to be inserted, in the order of its statement's columns."""
EventRow = tuple[int, str, str, str | None, str, str, str, str, str, str, str, str | None, str | None]
_decode = json.JSONDecoder().raw_decode
_precisions = {precision.value: precision for precision in Precision}


@record
class Draft:
    """An event to be recorded; `private` names those of its fields whose text is kept apart under a commitment.

    The event's id, recorded_at (an instant of a known time zone) and recorded_by are its maker's; its number and, where
    it has none yet, its origin are the ledger's to give.
    """

    event: Event
    private: frozenset[str] = frozenset()


@lru_cache(maxsize=256)
def instant(at: datetime) -> str:
    """An instant as it is stored: UTC, always as long, so that it sorts as text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def encode(draft: Draft, number: int, origin: str, prev: str) -> tuple[Stored, list[Stored]]:
    """The row of an event, its hash at the end, and the rows of its free texts. Raises RequestRefused on what cannot be stored."""
    event = draft.event
    if event.recorded_at.tzinfo is None:
        raise ValueError("an event is recorded at an instant of a known time zone")
    told = {name: _storable(name, value) for name, value in event.fields.items() if name not in draft.private}
    texts = [
        (name, new_salt(), _text(name, event.fields[name])) for name in sorted(draft.private & event.fields.keys())
    ]
    columns = (
        number, event.id, event.origin or origin, event.child, event.kind, event.on.isoformat(), event.precision.value,
        _written(told), _written({name: commitment(salt, text) for name, salt, text in texts}),
        instant(event.recorded_at), _text("the recorder", event.recorded_by), _text("the source", event.source),
        event.returned_by, prev,
    )  # fmt: skip
    return (*columns, chained(columns)), [(number, *text) for text in texts]


def _written(value: Mapping[str, Value]) -> str:
    # Most events say nothing beyond their kind and day, and hardly any holds a free text.
    return canonical(value) if value else NOTHING


def _storable(name: str, value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(_text(name, part) for part in value)
    return value if type(value) is int else _text(name, value)


def _text(name: str, value: object) -> str:
    """A text that SQLite keeps whole: it stops counting at a NUL, and cannot hold half a surrogate pair."""
    if not isinstance(value, str):
        raise TypeError(f"{name}: {type(value).__name__} cannot be stored")
    whole = value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)
    if "\0" in value or not whole:
        raise RequestRefused(f"{name} contains a character that cannot be stored; nothing was saved")
    return value


def decode(rows: Iterable[EventRow]) -> Iterator[Event]:
    """The events of rows. Raises LedgerUnsound on a row that no permtrack can have written."""
    number = 0
    try:
        for row in rows:
            number = row[0]
            yield _event(row)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise LedgerUnsound(f"the ledger is damaged: event {number} cannot be read; run: permtrack verify") from error


def _event(row: EventRow) -> Event:
    number, id_, origin, child, kind, on, precision, fields, recorded_at, recorded_by, source, returned_by, texts = row
    return Event(
        id=id_,
        child=child,
        kind=kind,
        on=date.fromisoformat(on),
        fields=_fields(fields, texts),
        precision=_precisions[precision],
        number=number,
        origin=origin,
        recorded_at=datetime.fromisoformat(recorded_at),
        recorded_by=recorded_by,
        source=source,
        returned_by=returned_by,
    )


def _fields(fields: str, texts: str | None) -> Mapping[str, Value]:
    # Most events say nothing beyond their kind and day.
    read: dict[str, Value] = {} if fields == NOTHING else _whole(fields)
    if "[" in fields:
        for name, value in read.items():
            if isinstance(value, list):
                read[name] = tuple(value)
    if texts is not None:
        read.update(_whole(texts))
    return read


def _whole(text: str) -> dict[str, Value]:
    # What `json.loads` does for any text and layout; the ledger writes its own without blanks around it.
    read, end = _decode(text)
    if end != len(text) or not isinstance(read, dict):
        raise ValueError(text[:60])
    return read


def return_imported(event: Event) -> ReturnImported:
    """What an import could show, from its entry.

    Its `covers` says `table first..last` once a span; its `unseen` says `table ref` once a child that lost a row; its
    `said` says `name ref word..` once a contradiction.
    """
    covers: dict[str, list[Span]] = {}
    for covered in event.words("covers") or ():
        table, _, days = covered.partition(" ")
        first, _, last = days.partition("..")
        covers.setdefault(table, []).append(Span(first=date.fromisoformat(first), last=date.fromisoformat(last)))
    unseen: dict[str, set[str]] = {}
    for lost in event.words("unseen") or ():
        table, _, ref = lost.partition(" ")
        unseen.setdefault(table, set()).add(ref)
    return ReturnImported(
        id=event.id,
        recorded_at=event.recorded_at,
        covers={table: tuple(spans) for table, spans in covers.items()},
        unseen={table: frozenset(refs) for table, refs in unseen.items()},
        year=int((event.words("years") or ("0",))[-1]),
        said=tuple(_said(words) for words in event.words("said") or ()),
    )


def _said(words: str) -> Said:
    name, ref, *rest = words.split(" ")
    return Said(name=name, ref=ref, words=tuple(rest))
