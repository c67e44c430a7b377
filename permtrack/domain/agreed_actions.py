"""Actions agreed at meetings: which are open, how they ended, and how often they have been carried over."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from permtrack.domain.events import Event
from permtrack.domain.journey import Journey
from permtrack.domain.records import record

MEETINGS = (
    "review", "ppm", "tracking-meeting", "needs-meeting", "selection-meeting", "disruption-meeting",
    "family-group-conference",
)  # fmt: skip
"""The kinds of event at which actions are agreed."""

FOLLOW_UP = ("tracking-meeting", "ppm")
"""The meetings that go through what earlier meetings agreed."""

ENDS = ("action-done", "action-cancelled")


class ActionState(StrEnum):
    """How an agreed action stands on the as-at day, the most pressing first. Due today is not overdue."""

    OVERDUE = "overdue"
    DUE_TODAY = "due-today"
    DUE_LATER = "due-later"
    NO_DUE_DAY = "no-due-day"
    DONE = "done"
    CANCELLED = "cancelled"


@record
class AgreedAction:
    """One action, the meeting that agreed it where one is known, and what has become of it by the as-at day.

    `carried` are the days of the later meetings of the same kind that left it open, of either kind in FOLLOW_UP where no
    meeting is known; `followed_up` the later meetings of both those kinds, by which drift is judged.
    """

    agreed: Event
    state: ActionState
    meeting: Event | None = None
    ended: Event | None = None
    days: int | None = None
    carried: tuple[date, ...] = ()
    followed_up: tuple[date, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor cancelled."""
        return self.ended is None

    @property
    def owner(self) -> str | None:
        """Who is to do it."""
        return self.agreed.word("owner")

    @property
    def due_on(self) -> date | None:
        """The day agreed."""
        return self.agreed.day("due")


def agreed_actions(journey: Journey) -> Iterator[AgreedAction]:
    """Every action of the child as it stands on the journey's day, in the order in which they were agreed."""
    ends = {journey.answers[end.event.id]: end.event for kind in ENDS for end in journey.of_kind(kind)}
    for moment in journey.of_kind("action-agreed"):
        yield _action(moment.event, journey, ends)


def _action(agreed: Event, journey: Journey, ends: Mapping[str, Event]) -> AgreedAction:
    ended, meeting, due = ends.get(agreed.id), _meeting(agreed, journey), agreed.day("due")
    days = (due - journey.as_at).days if due is not None else None
    kinds = FOLLOW_UP if meeting is None else (meeting.kind,)
    return AgreedAction(
        agreed=agreed,
        state=_state(ended, days),
        meeting=meeting,
        ended=ended,
        days=days,
        carried=_held(journey, kinds, agreed.on, ended),
        followed_up=_held(journey, FOLLOW_UP, agreed.on, ended),
    )


def _meeting(agreed: Event, journey: Journey) -> Event | None:
    """The meeting that the action names, else the only one of its day."""
    at = agreed.word("at")
    held = [moment.event for kind in MEETINGS for moment in journey.of_kind(kind)]
    if at is not None:
        return next((meeting for meeting in held if meeting.id == at), None)
    of_the_day = [meeting for meeting in held if meeting.on == agreed.on]
    return of_the_day[0] if len(of_the_day) == 1 else None


def _held(journey: Journey, kinds: Iterable[str], after: date, ended: Event | None) -> tuple[date, ...]:
    """The days of the meetings after the action was agreed, until it ended."""
    days = (m.on for kind in kinds for m in journey.of_kind(kind))
    return tuple(sorted(day for day in days if day > after and (ended is None or day < ended.on)))


def _state(ended: Event | None, days: int | None) -> ActionState:
    if ended is not None:
        return ActionState.DONE if ended.kind == "action-done" else ActionState.CANCELLED
    if days is None:
        return ActionState.NO_DUE_DAY
    if days == 0:
        return ActionState.DUE_TODAY
    return ActionState.OVERDUE if days < 0 else ActionState.DUE_LATER
