"""What the last meeting left behind: what it decided, what it agreed, what has happened since."""

from collections.abc import Iterable
from datetime import date

from permtrack.domain.agreed_actions import FOLLOW_UP, AgreedAction, agreed_actions
from permtrack.domain.drift_facts import this_period
from permtrack.domain.events import Event
from permtrack.domain.journey import Journey
from permtrack.domain.records import record


@record
class Meeting:
    """The last tracking or planning meeting, and what it decided in its own words."""

    event: Event
    chair: str | None
    decision: str | None

    @property
    def on(self) -> date:
        """The day it was held."""
        return self.event.on


@record
class Followed:
    """The last meeting, the actions it agreed and those that are open from earlier ones, and the events since.

    Without a meeting the events are all of this period of care.
    """

    meeting: Meeting | None
    actions: tuple[AgreedAction, ...]
    since: tuple[Event, ...]


def followed(journey: Journey) -> Followed:
    """The last tracking or planning meeting of this period and what came of it."""
    held = this_period(journey, *FOLLOW_UP)
    last = held[-1] if held else None
    meeting = None
    if last is not None:
        event = last.event
        meeting = Meeting(event=event, chair=event.word("chair"), decision=event.word("decision"))
    return Followed(
        meeting=meeting,
        actions=_actions(agreed_actions(journey), meeting),
        since=_since(journey, meeting),
    )


def _actions(told: Iterable[AgreedAction], meeting: Meeting | None) -> tuple[AgreedAction, ...]:
    """Open actions by the day they are due, those without one last; then what the last meeting agreed and is done."""
    agreed_there = [a for a in told if a.is_open or (meeting is not None and a.agreed.on == meeting.on)]
    return tuple(sorted(agreed_there, key=lambda a: (not a.is_open, a.due_on or date.max, a.agreed.number)))


def _since(journey: Journey, meeting: Meeting | None) -> tuple[Event, ...]:
    """What happened after the meeting's day, or in this period where none was held."""
    if meeting is None:
        return journey.events[journey.period_place + 1 :]
    return tuple(event for event in journey.events if event.on > meeting.on)
