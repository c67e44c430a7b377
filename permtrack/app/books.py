"""Everything recorded so far, as the writing commands need it: a child by its whole ref, an event by its number or id."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from permtrack.domain.events import Child, Event
from permtrack.domain.standing import describe_child, standing, struck_out
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import nearest
from permtrack.errors import RequestRefused

MOST_DIGITS = 12


class Books:
    """All entries of a ledger on one day, and what stands of them."""

    def __init__(self, entries: Iterable[Event], today: date) -> None:
        """Hold the entries; what is worked out from them is worked out when it is asked for."""
        self.entries = tuple(entries)
        self.today = today

    def with_added(self, events: Iterable[Event]) -> "Books":
        """The books as they would be with more entries at their end."""
        last = max((entry.number for entry in self.entries), default=0)
        added = (replace(event, number=number) for number, event in enumerate(events, start=last + 1))
        return Books((*self.entries, *added), self.today)

    @cached_property
    def standing(self) -> tuple[Event, ...]:
        """The entries that stand, corrected."""
        return standing(self.entries)

    @cached_property
    def struck(self) -> Mapping[str, str]:
        """The id of each event struck out, with the id of the striking-out."""
        return struck_out(self.entries)

    @cached_property
    def by_id(self) -> Mapping[str, Event]:
        """Every entry as it was recorded, by its id."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def standing_by_id(self) -> Mapping[str, Event]:
        """Every entry that stands, corrected, by its id."""
        return {event.id: event for event in self.standing}

    @cached_property
    def _standing_of(self) -> Mapping[str, list[Event]]:
        return _by_child(self.standing)

    @cached_property
    def _recorded_of(self) -> Mapping[str, list[Event]]:
        return _by_child(self.entries)

    def of_child(self, child: str) -> Sequence[Event]:
        """The standing events of one child, corrected, in the order of recording."""
        return self._standing_of.get(child, ())

    def recorded_of(self, child: str) -> Sequence[Event]:
        """Everything ever recorded of one child, as it was recorded."""
        return self._recorded_of.get(child, ())

    def described(self, child: str) -> Child | None:
        """The child as it is described today, or None where its record has been struck out."""
        return describe_child(self.of_child(child), self.today)

    @cached_property
    def refs_given(self) -> tuple[tuple[str, str], ...]:
        """Every ref that was ever given, with the identity of the child it was given to, as recorded."""
        return tuple(
            (str(event.fields[name]), str(event.child))
            for event in self.standing
            for name in ("ref", "new_ref")
            if name in event.fields and event.kind in {"child-added", "child-amended"}
        )

    @cached_property
    def refs_ever(self) -> Mapping[str, str]:
        """Every ref that a child has or once had, with the child's identity: none is ever given to another child."""
        return dict(self.refs_given)

    def child(self, ref: str) -> Child:
        """The child whose whole ref this is. Raises RequestRefused with the nearest refs."""
        identity = self.refs_ever.get(ref)
        child = self.described(identity) if identity else None
        if child is None:
            raise RequestRefused(
                f"there is no child {ref[:40]!r}{nearest(ref, self.refs_ever)}; add one with: permtrack add-child"
            )
        if child.ref != ref:
            raise RequestRefused(f"the child once known as {ref} is now {child.ref}")
        return child

    def event(self, typed: str) -> Event:
        """The entry that a number (41 or #41) or a whole id names, as it was recorded. Raises RequestRefused."""
        wanted = typed.strip()
        number = wanted.removeprefix("#")
        if number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS:
            found = self._by_number.get(int(number))
        else:
            found = self.by_id.get(wanted.upper())
        if found is None:
            raise RequestRefused(
                f"there is no event {typed[:40]!r}; name it by its number (#41) or whole id, as `permtrack timeline` prints them"
            )
        return found

    @cached_property
    def _by_number(self) -> Mapping[int, Event]:
        return {entry.number: entry for entry in self.entries}

    def standing_event(self, typed: str) -> Event:
        """The entry that is named, with its values of today. Raises RequestRefused where it has been struck out."""
        recorded = self.event(typed)
        if recorded.id in self.struck:
            strike = self.by_id[self.struck[recorded.id]]
            raise RequestRefused(f"#{recorded.number} was struck out by #{strike.number}")
        return self.standing_by_id.get(recorded.id, recorded)


def _by_child(events: Iterable[Event]) -> Mapping[str, list[Event]]:
    told: dict[str, list[Event]] = {}
    for event in events:
        if event.child is not None:
            told.setdefault(event.child, []).append(event)
    return told


def named(event: Event) -> str:
    """An event in a few words: `#41 review of 6 Jan 2026`."""
    return f"#{event.number} {event.kind} of {shown(event.on)}"
