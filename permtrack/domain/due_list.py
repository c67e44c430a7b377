"""What `due` lists: which findings are wanted, in which order, and the counts that sum them up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from permtrack.domain.alert_lines import AlertLine, AlertLines, alert_lines, speaking_for
from permtrack.domain.delays import DELAY_ALERTS, DELAY_GROUPS, counted_delays, whose_delay
from permtrack.domain.events import Child, History
from permtrack.domain.findings import Alert, Deadline, Gap, Outlook, Severity, Status
from permtrack.domain.journey import journey

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
GRAVEST_FIRST = (Severity.RED, Severity.AMBER, Severity.INFO)
FAR_OFF = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the findings was asked for; None and empty mean no restriction. `refs` are whole refs.

    Listed is what presses; with `coming` also what lies further ahead, with `everything` whatever there is, with
    `delays` only what is overdue, by whose delay it is.
    """

    refs: tuple[str, ...] = ()
    team: str | None = None
    worker: str | None = None
    iro: str | None = None
    authority: str | None = None
    plan: str | None = None
    rule: str | None = None
    tier: str | None = None
    set: str | None = None
    within: int = 28
    everything: bool = False
    coming: bool = False
    delays: bool = False
    limit: int | None = None
    by: str | None = None

    @property
    def some_children(self) -> bool:
        """Whether only some of the children were asked for."""
        named = (self.team, self.worker, self.iro, self.authority, self.plan)
        return bool(self.refs) or any(value is not None for value in named)

    def in_words(self) -> str:
        """The restrictions, for an answer that must say what was searched: `team North, rule review.next`."""
        named = ("team", "worker", "iro", "authority", "plan", "rule", "tier", "set")
        said = [f"{name} {getattr(self, name)}" for name in named if getattr(self, name) is not None]
        return ", ".join([*self.refs, *said])


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One listed deadline with its child, and the deadlines and alerts of the same cause that it stands for.

    `lacks_a_reason` says that the line must tell that no reason for the delay is recorded.
    """

    deadline: Deadline
    child: Child
    also: tuple[Deadline, ...] = ()
    alerts: tuple[Alert, ...] = ()
    lacks_a_reason: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many lines press, and how many are set aside; benchmarks are never among them."""

    overdue: int
    due_today: int
    due_soon: int
    cannot_assess: int
    waived: int
    waived_until: date | None
    children: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueList:
    """The answer of `due`: lines in order, alerts, gaps, and the counts over all lines, shown or not.

    `alert_lines` are the alerts in lines of their own, `shared_hints` those of many children, by name and number.
    `delays` counts the lines by whose delay it is, where that was asked for.
    `found` holds every deadline behind the lines, merged ones too, by state, days and ref: what machine formats carry.
    In `lines` the averages stand behind the duties.
    """

    wanted: Wanted
    outlook: Outlook
    found: tuple[Deadline, ...]
    lines: tuple[Line, ...]
    alerts: tuple[Alert, ...]
    alert_lines: tuple[AlertLine, ...]
    shared_hints: tuple[tuple[str, int], ...]
    gaps: tuple[Gap, ...]
    counts: Counts
    children: Mapping[str, Child]
    delays: tuple[tuple[str, int], ...] = ()
    lines_left: int = 0
    alerts_left: int = 0

    def group_of(self, ref: str) -> str:
        """The team, worker or authority under which a child is listed; empty where none is recorded."""
        return (getattr(self.children[ref], self.wanted.by) or "") if self.wanted.by else ""


def due_list(outlook: Outlook, histories: Sequence[History], wanted: Wanted) -> DueList:
    """The findings that are wanted, sorted, merged where one cause would give two lines, and counted."""
    children = {child.ref: child for child in _children_wanted(outlook, histories, wanted)}
    count = len(children)
    if not wanted.some_children:
        # What the service itself owes (its recurring meetings) is about no child.
        children[""] = Child(id="", ref="(service)")
    group = _grouping(children, wanted)
    found = [d for d in outlook.deadlines if d.child in children and _is_of_rule(d, wanted)]
    listed = sorted((d for d in found if _is_listed(d, wanted)), key=lambda d: (group(d), *_place(d)))
    # Averages are nobody's deadline, so they come last and never use up the limit.
    lines = tuple(
        sorted(_merged(listed, children), key=lambda line: (group(line.deadline), line.deadline.is_benchmark))
    )
    alerts = sorted(
        (a for a in outlook.alerts if a.child in children and _is_alert_wanted(a, wanted)),
        key=lambda a: (group(a), GRAVEST_FIRST.index(a.severity), a.since, a.child, a.alert),
    )
    pressing = {line.deadline.id for line in lines if line.deadline.status in PRESSING}
    share = not wanted.everything and wanted.rule is None and not wanted.some_children
    told, lines, doubted = _speaking(alert_lines(alerts, pressing, share=share), lines, wanted)
    gaps = _gaps(outlook, found, wanted)
    said_once = tuple(line for line in lines if _is_said_once(line, gaps, wanted))
    hidden = {line.deadline.id for line in said_once}
    own = [_completed(line, told, wanted) for line in lines if line.deadline.id not in hidden]
    kept = tuple(own[: wanted.limit])
    # Machine formats keep the items that a table says once, unless a number of lines was asked for.
    behind = _behind(kept if wanted.limit else (*kept, *said_once, *doubted))
    return DueList(
        wanted=wanted,
        outlook=outlook,
        found=tuple(d for d in listed if d.id in behind),
        lines=kept,
        alerts=tuple(alerts[: wanted.limit]),
        alert_lines=told.lines[: wanted.limit],
        shared_hints=told.shared,
        gaps=gaps,
        counts=_counts(lines, found, count, outlook),
        children=children,
        delays=counted_delays(line.deadline for line in own) if wanted.delays else (),
        lines_left=len(own) - len(kept),
        alerts_left=len(told.lines) - len(told.lines[: wanted.limit]),
    )


def _completed(line: Line, told: AlertLines, wanted: Wanted) -> Line:
    """The line with the alerts that say the same, and whether it must say that its delay is unexplained."""
    lacking = line.deadline.owes_a_reason and line.deadline.delay is None
    # By whose delay, a heading says it of them all.
    return replace(line, alerts=told.beside.get(line.deadline.id, ()), lacks_a_reason=lacking and not wanted.delays)


def _speaking(
    told: AlertLines, lines: tuple[Line, ...], wanted: Wanted
) -> tuple[AlertLines, tuple[Line, ...], tuple[Line, ...]]:
    """The alerts, naming the duties in doubt that they speak for; the lines that stay; the lines of those duties."""
    if wanted.everything:
        return told, lines, ()
    doubted = {line.deadline.id: line.deadline.rule for line in lines if line.deadline.status is Status.CANNOT_ASSESS}
    named, spoken = speaking_for(told.lines, doubted)
    stay = tuple(line for line in lines if line.deadline.id not in spoken)
    return replace(told, lines=named), stay, tuple(line for line in lines if line.deadline.id in spoken)


def _behind(lines: Iterable[Line]) -> frozenset[str]:
    """The ids of the deadlines that some lines stand for."""
    return frozenset(deadline.id for line in lines for deadline in (line.deadline, *line.also))


def _gaps(outlook: Outlook, found: Sequence[Deadline], wanted: Wanted) -> tuple[Gap, ...]:
    """The gaps of the rules asked for; of some children the lines themselves are shown."""
    if wanted.some_children:
        return ()
    asked = {deadline.rule for deadline in found}
    return tuple(gap for gap in outlook.gaps if gap.id in asked)


def _is_said_once(line: Line, gaps: Sequence[Gap], wanted: Wanted) -> bool:
    """Whether a table leaves the line out because a gap of the record says it once for all children."""
    if wanted.everything:
        return False
    status = line.deadline.status
    return any(
        gap.id == line.deadline.rule and (status is Status.CANNOT_ASSESS or (gap.silent and status is Status.OVERDUE))
        for gap in gaps
    )


def _children_wanted(outlook: Outlook, histories: Sequence[History], wanted: Wanted) -> Iterable[Child]:
    for history in histories:
        if (not wanted.refs or history.child.ref in wanted.refs) and is_child_wanted(history, outlook.as_at, wanted):
            yield history.child


def is_child_wanted(history: History, as_at: date, wanted: Wanted) -> bool:
    """Whether the child is one of the team, worker, reviewing officer, authority or plan asked for."""
    child = history.child
    asked = ((wanted.team, child.team), (wanted.worker, child.worker), (wanted.iro, child.iro))
    if any(not same_word(typed, kept) for typed, kept in (*asked, (wanted.authority, child.authority))):
        return False
    if wanted.plan is None:
        return True
    plan = journey(history, as_at).plan
    return plan is not None and wanted.plan in {plan.primary, *plan.parallel}


def same_word(typed: str | None, kept: str | None) -> bool:
    """Whether a restriction is met: none was typed, or the same word in any letter case."""
    return typed is None or (kept or "").lower() == typed.lower()


def _is_of_rule(deadline: Deadline, wanted: Wanted) -> bool:
    asked = ((wanted.rule, deadline.rule), (wanted.tier, deadline.tier), (wanted.set, deadline.set))
    return all(same_word(typed, kept) for typed, kept in asked)


def _is_alert_wanted(alert: Alert, wanted: Wanted) -> bool:
    if wanted.delays and alert.alert not in DELAY_ALERTS:
        return False
    return wanted.set is None and same_word(wanted.rule, alert.alert) and same_word(wanted.tier, alert.tier)


def _is_listed(deadline: Deadline, wanted: Wanted) -> bool:
    if wanted.delays:
        return deadline.owes_a_reason
    if wanted.everything or deadline.status in PRESSING or (wanted.coming and deadline.status is Status.UPCOMING):
        return True
    return deadline.status is Status.CANNOT_ASSESS and deadline.running


def _grouping(children: Mapping[str, Child], wanted: Wanted) -> Callable[[Deadline | Alert], tuple[int, str]]:
    """The place of a finding's group: that of its child, where children of none come last, or that of its delay."""
    if wanted.delays:
        return lambda found: (DELAY_GROUPS.index(whose_delay(found)) if isinstance(found, Deadline) else 0, "")
    if wanted.by is None:
        return lambda _: (0, "")
    groups = {ref: getattr(child, wanted.by) or "" for ref, child in children.items()}
    return lambda found: (groups[found.child] == "", groups[found.child])


def _place(deadline: Deadline) -> tuple[int, int, str, str, str]:
    days = FAR_OFF if deadline.days is None else deadline.days
    return (ORDER.index(deadline.status), days, deadline.child, deadline.rule, deadline.id)


def _merged(listed: Sequence[Deadline], children: Mapping[str, Child]) -> tuple[Line, ...]:
    """One line for each cause: a deadline that is the same as another listed one is named in that one's line."""
    shown = {deadline.id for deadline in listed if deadline.same_as is None}
    also: dict[str, list[Deadline]] = {}
    for deadline in listed:
        if deadline.same_as in shown:
            also.setdefault(str(deadline.same_as), []).append(deadline)
    return tuple(
        Line(deadline=deadline, child=children[deadline.child], also=tuple(also.get(deadline.id, ())))
        for deadline in listed
        if deadline.same_as not in shown
    )


def _counts(lines: Sequence[Line], found: Sequence[Deadline], children: int, outlook: Outlook) -> Counts:
    counted = [line.deadline.status for line in lines if not line.deadline.is_benchmark]
    waived = [deadline for deadline in found if deadline.status is Status.WAIVED]
    return Counts(
        overdue=counted.count(Status.OVERDUE),
        due_today=counted.count(Status.DUE_TODAY),
        due_soon=counted.count(Status.DUE_SOON),
        cannot_assess=[line.deadline.status for line in lines].count(Status.CANNOT_ASSESS),
        waived=len(waived) + len(outlook.waived_alerts),
        waived_until=min((d.waived_until for d in waived if d.waived_until is not None), default=None),
        children=children,
    )
