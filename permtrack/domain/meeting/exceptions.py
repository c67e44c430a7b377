"""What a tracking meeting looks at first: red alerts, then what is overdue, worst first, then what the meeting's day brings.

A red alert that says what an overdue duty says is told once, as the alert, naming the duty.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum

from permtrack.domain.due_list import DueList
from permtrack.domain.events import Child
from permtrack.domain.findings import Alert, Delay, Severity, Status
from permtrack.domain.own_lines import Line
from permtrack.domain.records import record


class Rank(StrEnum):
    """Why a line is among the exceptions, in the order in which they are listed."""

    RED = "red"
    OVERDUE = "overdue"
    BY_THE_MEETING = "due by the meeting"


@record
class Exceptional:
    """One line: what is wrong in a sentence or a title, since or due when, and the names of what it also stands for.

    `days` is negative for what is overdue, as in a deadline; None for an alert. `delay` is the reason recorded for a duty's
    delay; `lacks_a_reason` says that one is owed and not recorded.
    """

    rank: Rank
    child: Child
    name: str
    says: str
    on: date
    days: int | None
    tier: str
    also: tuple[str, ...] = ()
    delay: Delay | None = None
    lacks_a_reason: bool = False


def exceptions(listing: DueList, meeting_on: date) -> tuple[Exceptional, ...]:
    """The lines of the children listed: red alerts by the day they began, overdue duties by days, then what falls due."""
    reds = sorted(_reds(listing), key=lambda one: (one.on, one.child.ref, one.name))
    told = {(one.child.ref, name) for one in reds for name in (one.name, *one.also)}
    overdue = overdue_lines(listing)
    coming = (line for line in _duties(listing) if _falls_due(line, meeting_on))
    return (
        *reds,
        *(_of_line(line, Rank.OVERDUE) for line in overdue if (line.child.ref, line.deadline.rule) not in told),
        *(_of_line(line, Rank.BY_THE_MEETING) for line in coming),
    )


def _duties(listing: DueList) -> Iterator[Line]:
    """The duties of children; the service's own meetings and the averages are nobody's exception."""
    return (line for line in listing.lines if line.child.id and not line.deadline.is_benchmark)


def _falls_due(line: Line, meeting_on: date) -> bool:
    pending = line.deadline.status in {Status.DUE_TODAY, Status.DUE_SOON, Status.UPCOMING}
    return pending and line.deadline.due_on is not None and line.deadline.due_on <= meeting_on


def _reds(listing: DueList) -> Iterator[Exceptional]:
    for line in listing.alert_lines:
        if line.alert.severity is Severity.RED:
            yield _of_alert(line.alert, listing.children[line.alert.child], line.also)
    for duty in _duties(listing):
        names = (duty.deadline.rule, *(also.rule for also in duty.also))
        for alert in duty.alerts:
            if alert.severity is Severity.RED:
                told = _of_alert(alert, duty.child, names)
                yield replace(told, delay=duty.deadline.delay, lacks_a_reason=duty.lacks_a_reason)


def _of_alert(alert: Alert, child: Child, also: Iterable[str]) -> Exceptional:
    return Exceptional(
        rank=Rank.RED,
        child=child,
        name=alert.alert,
        says=alert.sentence,
        on=alert.since,
        days=None,
        tier=alert.tier,
        also=tuple(also),
    )


def _of_line(line: Line, rank: Rank) -> Exceptional:
    deadline = line.deadline
    named = (*(also.rule for also in line.also), *(alert.alert for alert in line.alerts))
    return Exceptional(
        rank=rank,
        child=line.child,
        name=deadline.rule,
        says=f"{deadline.title}; {deadline.reason}" if deadline.reason else deadline.title,
        on=deadline.due_on or date.max,
        days=deadline.days,
        tier=deadline.tier,
        also=tuple(dict.fromkeys(named)),
        delay=deadline.delay,
        lacks_a_reason=line.lacks_a_reason,
    )


def overdue_lines(listing: DueList) -> tuple[Line, ...]:
    """The overdue duties of children, those that a red alert tells of included."""
    return tuple(line for line in _duties(listing) if line.deadline.status is Status.OVERDUE)


def alerts_told(listing: DueList, severity: Severity) -> tuple[Alert, ...]:
    """The alerts of a severity, one for each cause."""
    beside = (alert for line in listing.lines for alert in line.alerts)
    told = (*(line.alert for line in listing.alert_lines), *beside)
    return tuple({alert.id: alert for alert in told if alert.severity is severity}.values())


def children_with_red_or_overdue(listing: DueList) -> frozenset[str]:
    """The refs of the children of whom something is red or overdue."""
    overdue = {line.child.ref for line in overdue_lines(listing)}
    return frozenset(overdue | {alert.child for alert in alerts_told(listing, Severity.RED)})
