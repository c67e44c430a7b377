"""The records of the ledger: an event, a child as the events describe it, and an import with what it could show.

Everything permtrack knows is a tuple of these. They are frozen; a change is another event.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import UTC, date, datetime
from enum import StrEnum

from permtrack.domain.records import record

Value = str | int | tuple[str, ...]
"""A field's value: a word, a text, an ISO day or yes/no as str; a number; several plans or codes as a tuple."""


NOT_RECORDED = datetime.min.replace(tzinfo=UTC)
"""The recorded instant of an event that is still a draft."""


class Precision(StrEnum):
    """How exactly the day of an event is known."""

    EXACT = "exact"
    ON_OR_BEFORE = "on-or-before"


EXACT = Precision.EXACT
"""Asked of every event, and slower to find on its class."""


@record
class Event:
    """Something that happened on a day, and how permtrack came to know of it.

    `child` is the child's own identity (the id of its `child-added` event), never the ref, which may change; None for
    an entry about the ledger itself. `number` is the place in this ledger's chain, 0 until stored. `returned_by` is the
    id of the import of a national return that brought the event; None for everything that people record themselves.
    """

    id: str
    child: str | None
    kind: str
    on: date
    fields: Mapping[str, Value] = field(default_factory=dict)
    precision: Precision = Precision.EXACT
    number: int = 0
    origin: str = ""
    recorded_at: datetime = NOT_RECORDED
    recorded_by: str = ""
    source: str = "cli"
    returned_by: str | None = None

    def word(self, name: str) -> str | None:
        """The value of a one-word or text field, or None where the event does not carry it."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else None

    def words(self, name: str) -> tuple[str, ...] | None:
        """The values of a field that holds several, or None where the event does not carry it."""
        value = self.fields.get(name)
        return value if isinstance(value, tuple) else None

    def whole(self, name: str) -> int | None:
        """The value of a number field, or None where the event does not carry it."""
        value = self.fields.get(name)
        return value if isinstance(value, int) else None

    def day(self, name: str) -> date | None:
        """The value of a date field, or None where the event does not carry it."""
        value = self.word(name)
        return date.fromisoformat(value) if value else None

    def is_yes(self, name: str) -> bool:
        """Whether a yes-no field says yes; silence is not yes."""
        return self.fields.get(name) == "yes"

    @property
    def is_exact(self) -> bool:
        """Whether the event is known to have happened on `on` itself, not merely by then."""
        return self.precision is EXACT

    @property
    def is_local(self) -> bool:
        """Whether people recorded the event themselves, rather than a national return bringing it."""
        return self.returned_by is None


@record
class Child:
    """A child as the standing events describe it on the as-at day. No name and no address is held."""

    id: str
    ref: str
    dob: date | None = None
    edd: date | None = None
    initials: str | None = None
    sex: str | None = None
    authority: str | None = None
    team: str | None = None
    worker: str | None = None
    iro: str | None = None
    family_finder: str | None = None
    sibling_group: str | None = None
    pathway: str = "standard"
    tracked: str | None = None
    uasc: str | None = None


@record
class History:
    """One child with its standing events: those struck out are gone, those corrected carry their new values.

    `events` are in the order in which they are read: by day, within a day by the vocabulary's same-day order, then as
    recorded. `waivers` are kept apart, because they say nothing about the child's journey. `refs` are all that the
    child ever had, `first_worker` is the worker with whom the record was opened.
    """

    child: Child
    events: tuple[Event, ...]
    waivers: tuple[Event, ...] = ()
    refs: frozenset[str] = frozenset()
    first_worker: str | None = None


@record
class Span:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day lies within the span."""
        return self.first <= day <= self.last


@record
class Said:
    """What a return says of a child that contradicts the rest, under the name of the contradiction."""

    name: str
    ref: str
    words: tuple[str, ...]


@record
class ReturnImported:
    """One import of a national return: the days each of its tables can speak for.

    `covers` maps a table (`episodes`, `reviews`, `placed_for_adoption`, `ad1`, ...) to its spans. No span reaches
    outside the return's years, nor past the day the import was made. `unseen` maps a table to the refs of the children
    of whom a row of it was refused: of them it is silent about things that happened. `said` is what its rows say that no
    event holds and that contradicts the rest.
    """

    id: str
    recorded_at: datetime
    covers: Mapping[str, Sequence[Span]]
    unseen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    year: int = 0
    said: tuple[Said, ...] = ()
