"""What a list may show of one child: its lines, before the children are taken together.

Taken together, a hint that many children share is said once, and so is what most of the records lack; which lines that
leaves is decided in `due_list`. Everything here follows from the one child alone, so it can be kept until the child
changes.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from permtrack.domain.alert_lines import AlertLine, own_alerts
from permtrack.domain.events import Child
from permtrack.domain.findings import Alert, Deadline, Status
from permtrack.domain.records import record

PRESSING = (Status.OVERDUE, Status.DUE_TODAY, Status.DUE_SOON)
ORDER = (
    *PRESSING,
    Status.CANNOT_ASSESS,
    Status.UPCOMING,
    Status.MISSED,
    Status.MET_LATE,
    Status.MET,
    Status.WAIVED,
)
FAR_OFF = 1_000_000


@record
class Line:
    """One listed deadline with its child, and the deadlines and alerts of the same cause that it stands for.

    `lacks_a_reason` says that the line must tell that no reason for the delay is recorded. `spoken_for` names the
    alerts whose lines tell of the same doubt: a mere hint by its name, any other by an empty one.
    """

    deadline: Deadline
    child: Child
    also: tuple[Deadline, ...] = ()
    alerts: tuple[Alert, ...] = ()
    lacks_a_reason: bool = False
    spoken_for: tuple[str, ...] = ()

    def is_listed_beside(self, hidden: Collection[str]) -> bool:
        """Whether no alert's line speaks for it, where these hints have no lines of their own."""
        return all(hint in hidden for hint in self.spoken_for)


@record
class OwnLines:
    """The lines of one child in the order of a list, spoken for or not, and its alerts in lines of their own.

    `others` are the alerts without a line of their own, which machine formats carry all the same.
    `elsewhere` are the ids of alerts about its brothers and sisters that have no lines where this child's are listed.
    """

    lines: tuple[Line, ...] = ()
    alerts: tuple[AlertLine, ...] = ()
    others: tuple[Alert, ...] = ()
    elsewhere: frozenset[str] = frozenset()


def own_lines(
    child: Child,
    deadlines: Sequence[Deadline],
    alerts: Sequence[Alert],
    *,
    speaking: bool = True,
    explained: bool = False,
) -> OwnLines:
    """The lines of a child's listed deadlines and alerts, both in the order of the list.

    With `speaking` an alert's line speaks for the duties in doubt that tell of its cause; `explained` says that a
    heading tells where no reason for a delay is recorded.
    """
    merged = _merged(deadlines, child, explained=explained)
    pressing = {line.deadline.id for line in merged if line.deadline.status in PRESSING}
    told = own_alerts(alerts, pressing)
    lines = [replace(line, alerts=told.beside.get(line.deadline.id, ())) for line in merged] if told.beside else merged
    heads = told.heads
    doubted = {line.deadline.id: line.deadline.rule for line in lines if line.deadline.status is Status.CANNOT_ASSESS}
    if speaking and heads and doubted:
        spoken = _speaking(heads, doubted)
        lines = [_spoken_for(line, spoken) for line in lines]
        heads = tuple(_naming(head, doubted) for head in heads)
    listed = {head.alert.id for head in heads}
    others = tuple(alert for alert in alerts if alert.id not in listed)
    return OwnLines(lines=tuple(lines), alerts=heads, others=others, elsewhere=_of_others(child, told.elsewhere))


def _of_others(child: Child, covered: Collection[str]) -> frozenset[str]:
    """Those of the ids that are of findings about other children; an id begins with the ref."""
    return frozenset(name for name in covered if not name.startswith(f"{child.ref}:"))


def _speaking(heads: Sequence[AlertLine], doubted: Collection[str]) -> dict[str, tuple[str, ...]]:
    """By the ids of duties in doubt, the alerts whose lines tell of the same."""
    spoken: dict[str, tuple[str, ...]] = {}
    for head in heads:
        for name in head.alert.covers:
            if name in doubted:
                spoken[name] = (*spoken.get(name, ()), head.as_hint)
    return spoken


def _spoken_for(line: Line, spoken: dict[str, tuple[str, ...]]) -> Line:
    return replace(line, spoken_for=spoken[line.deadline.id]) if line.deadline.id in spoken else line


def place(deadline: Deadline) -> tuple[int, int, str, str, str]:
    """Where a deadline stands among others: by its state, then the days, the ref and the rule."""
    days = FAR_OFF if deadline.days is None else deadline.days
    return (ORDER.index(deadline.status), days, deadline.child, deadline.rule, deadline.id)


def _naming(head: AlertLine, doubted: dict[str, str]) -> AlertLine:
    """The alert's line, naming the rules of the duties in doubt that it speaks for."""
    names = (doubted[name] for name in head.alert.covers if name in doubted)
    named = tuple(dict.fromkeys(names))
    return replace(head, doubted=named) if named else head


def _merged(listed: Sequence[Deadline], child: Child, *, explained: bool) -> list[Line]:
    """One line for each cause: a deadline that is the same as another listed one is named in that one's line."""
    shown = {deadline.id for deadline in listed if deadline.same_as is None}
    also: dict[str, list[Deadline]] = {}
    for deadline in listed:
        if deadline.same_as in shown:
            also.setdefault(str(deadline.same_as), []).append(deadline)
    return [
        Line(
            deadline=deadline,
            child=child,
            also=tuple(also.get(deadline.id, ())),
            lacks_a_reason=not explained and deadline.owes_a_reason and deadline.delay is None,
        )
        for deadline in listed
        if deadline.same_as not in shown
    ]
