"""What was recorded, and what that changed in what is due: one outlook laid beside another of the same day."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from permtrack.domain.events import Child, Event
from permtrack.domain.findings import Alert, Deadline, Outlook, Status
from permtrack.domain.records import record


class Change(StrEnum):
    """What became of one deadline, in the word that people read."""

    MET = "met"
    NEW = "new"
    MOVED = "moved"
    CLOSED = "closed"
    OPEN_AGAIN = "open again"
    SET_ASIDE = "set aside"
    UNKNOWN = "can no longer be assessed"


class State(StrEnum):
    """The little that matters of a deadline's state when two are compared; a date that creeps nearer is no change."""

    ABSENT = "absent"
    UNKNOWN = "unknown"
    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    WAIVED = "waived"


BECAME = {State.MET: Change.MET, State.MISSED: Change.CLOSED, State.WAIVED: Change.SET_ASIDE}


@record
class Changed:
    """One deadline that is not what it was: as it now stands, or as it last stood where it is gone.

    `was` is the same deadline before the change, None where there was none.
    """

    change: Change
    deadline: Deadline
    was: Deadline | None = None


@record
class Difference:
    """What an event changed: deadlines in the order of their words, alerts that came and alerts that went."""

    deadlines: tuple[Changed, ...] = ()
    raised: tuple[Alert, ...] = ()
    cleared: tuple[Alert, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing that is due, and no alert, changed."""
        return not (self.deadlines or self.raised or self.cleared)


@record
class Written:
    """What was recorded about one child, or would be, and what it changed.

    `child` is None once its record has been struck out. `about` holds the events that those recorded refer to, by id.
    """

    ref: str
    child: Child | None
    events: tuple[Event, ...]
    about: Mapping[str, Event]
    difference: Difference
    warnings: tuple[str, ...] = ()
    rehearsed: bool = False


def difference(before: Outlook, after: Outlook, renamed: Mapping[str, str] | None = None) -> Difference:
    """What changed between two outlooks of one day. `renamed` gives the new ref of a child by the old one."""
    new_refs = renamed or {}
    was = {_lasting(deadline, new_refs): deadline for deadline in before.deadlines}
    now = {_lasting(deadline, {}): deadline for deadline in after.deadlines}
    changed = [c for key in {**was, **now} for c in _changed(was.get(key), now.get(key))]
    order = list(Change)
    had = {_lasting(alert, new_refs) for alert in before.alerts}
    have = {_lasting(alert, {}) for alert in after.alerts}
    return Difference(
        deadlines=tuple(sorted(changed, key=lambda c: (order.index(c.change), _day(c.deadline), c.deadline.id))),
        raised=tuple(alert for alert in after.alerts if _lasting(alert, {}) not in had),
        cleared=tuple(alert for alert in before.alerts if _lasting(alert, new_refs) not in have),
    )


def _lasting(finding: Deadline | Alert, new_refs: Mapping[str, str]) -> str:
    """The id of a finding, whose first part is the child's ref, under the child's new ref."""
    ref, _, rest = finding.id.partition(":")
    return f"{new_refs.get(ref, ref)}:{rest}"


def _day(deadline: Deadline) -> str:
    day = deadline.due_on or deadline.opens_on
    return day.isoformat() if day else ""


def _changed(was: Deadline | None, now: Deadline | None) -> Iterator[Changed]:
    before, after = _state(was), _state(now)
    if now and before != after and after in BECAME:
        yield Changed(change=BECAME[after], deadline=now, was=was)
    elif now and after == State.OPEN:
        if before in {State.ABSENT, State.UNKNOWN}:
            yield Changed(change=Change.NEW, deadline=now, was=was)
        elif before != State.OPEN:
            yield Changed(change=Change.OPEN_AGAIN, deadline=now, was=was)
        elif was and (was.due_on, was.opens_on) != (now.due_on, now.opens_on):
            yield Changed(change=Change.MOVED, deadline=now, was=was)
    elif was and before in {State.OPEN, State.WAIVED} and before != after:
        change = Change.UNKNOWN if after == State.UNKNOWN else Change.CLOSED
        yield Changed(change=change, deadline=now or was, was=was)


def _state(deadline: Deadline | None) -> State:
    if deadline is None:
        return State.ABSENT
    match deadline.status:
        case Status.MET | Status.MET_LATE:
            return State.MET
        case Status.MISSED:
            return State.MISSED
        case Status.WAIVED:
            return State.WAIVED
        case Status.CANNOT_ASSESS:
            return State.UNKNOWN
        case _:
            return State.OPEN


def by_child(whole: Difference) -> tuple[Difference, ...]:
    """A difference of several children in parts, one a child, in the order of the refs."""
    refs = {one.deadline.child for one in whole.deadlines} | {one.child for one in (*whole.raised, *whole.cleared)}
    return tuple(
        Difference(
            deadlines=tuple(one for one in whole.deadlines if one.deadline.child == ref),
            raised=tuple(alert for alert in whole.raised if alert.child == ref),
            cleared=tuple(alert for alert in whole.cleared if alert.child == ref),
        )
        for ref in sorted(refs)
    )
