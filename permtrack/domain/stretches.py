"""The pieces of a journey: stretches of time with what began and what ended them, placements, plans, moments."""

from dataclasses import replace
from datetime import date

from permtrack.domain.events import Event
from permtrack.domain.records import record


@record
class Moment:
    """Something that happened on a day, as the rules need it; `exact` is False where it may have been earlier.

    `place` is the place of its event in the reading order; `why` says, for an end, what brought it about; `until` is
    the day on which it ceases to count, for something that counts only while it lasts.
    """

    on: date
    event: Event
    place: int
    exact: bool = True
    why: str = ""
    until: date | None = None

    def holds_on(self, day: date, *, closing: bool) -> bool:
        """Whether it still counts on a day; what ends on the day that closes a duty counts to the end."""
        return self.until is None or day < self.until or (closing and day == self.until)


@record
class Stretch:
    """A time during which something held: a period of care, an adoptive placement, a decision in force.

    `start` is the event that began it; `place` is that event's place in the reading order, so that two things of one
    day can be told apart. `end` is None while it lasts. `resumed` marks a stretch that goes on after a return, `continued` one in which the
    child's circumstances changed, so that a chain does not start from its first step again.
    """

    started_on: date
    start: Event
    place: int
    exact: bool = True
    end: Moment | None = None
    resumed: bool = False
    continued: bool = False

    def beginning(self, why: str = "") -> Moment:
        """The moment at which it begins."""
        return Moment(on=self.started_on, event=self.start, place=self.place, exact=self.exact, why=why)

    def lasts_on(self, day: date) -> bool:
        """Whether it holds at the end of the day; the day it ends on it no longer does."""
        return self.started_on <= day and (self.end is None or day < self.end.on)

    def touches(self, day: date) -> bool:
        """Whether the day belongs to it, the day of its end included."""
        return self.started_on <= day and (self.end is None or day <= self.end.on)

    def ended(self, end: Moment | None) -> "Stretch":
        """The same stretch with the earlier of its own end and the one given."""
        if end is None or (self.end is not None and self.end.on <= end.on):
            return self
        return replace(self, end=end)


@record
class Placement:
    """Where a child lived, from `stretch.started_on`. `type` is `adoptive` for a placing for adoption."""

    stretch: Stretch
    type: str
    same_carer: bool = False
    until_18: bool = False


@record
class Plan:
    """The permanence plan as an event left it: the primary plan and the parallel ones; both empty where none stands."""

    on: date
    event: Event
    place: int
    primary: str | None
    parallel: tuple[str, ...]
    before: str | None

    @property
    def is_recorded(self) -> bool:
        """Whether any plan stands."""
        return self.primary is not None or bool(self.parallel)

    @property
    def has_adoption(self) -> bool:
        """Whether adoption is the plan or a parallel plan."""
        return self.primary == "adoption" or "adoption" in self.parallel


@record
class Oddity:
    """Something the record says that cannot be so, noticed while the events were read."""

    name: str
    event: Event
    other: Event | None = None


def first_after(moments: tuple[Moment, ...], stretch: Stretch) -> Moment | None:
    """The first of the moments that comes after the stretch began, by day and, within a day, by reading order."""
    began = (stretch.started_on, stretch.place)
    return min((m for m in moments if (m.on, m.place) > began), key=lambda m: (m.on, m.place), default=None)
