"""What `due` lists: which findings are wanted, in which order, and the counts that sum them up."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from permtrack.domain.alert_lines import AlertLine, shared_hints
from permtrack.domain.delays import DELAY_ALERTS, DELAY_GROUPS, counted_delays, whose_delay
from permtrack.domain.events import Child, History
from permtrack.domain.findings import GRAVEST_FIRST, Alert, Deadline, Gap, Outlook, Status
from permtrack.domain.own_lines import PRESSING, Line, OwnLines, own_lines, place
from permtrack.domain.records import record

LOOK_AHEAD_DAYS = 28
"""How many days ahead a duty counts as due soon, unless something else is typed or local policy."""
GROUPS = ("team", "worker", "authority")
"""By what the lines can be grouped."""
SERVICE = Child(id="", ref="(service)")
"""Stands where a child does, for what the service itself owes."""


@record
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
    within: int = LOOK_AHEAD_DAYS
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


@record
class Counts:
    """How many lines press, and how many are set aside; benchmarks are never among them."""

    overdue: int
    due_today: int
    due_soon: int
    cannot_assess: int
    waived: int
    waived_until: date | None
    children: int


@record
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
    authorities: tuple[str, ...] = ()
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
    authorities = authorities_of(children.values())
    if not wanted.some_children:
        # What the service itself owes (its recurring meetings) is about no child.
        children[""] = SERVICE
    group = _grouping(children, wanted)
    found = [d for d in outlook.deadlines if d.child in children and _is_of_rule(d, wanted)]
    listed = sorted((d for d in found if _is_listed(d, wanted)), key=lambda d: (group(d), *place(d)))
    is_wanted = _alerts_wanted(children, wanted)
    alerts = sorted(filter(is_wanted, outlook.alerts), key=lambda a: (group(a), *alert_place(a)))
    own = _own_lines(listed, alerts, children, wanted)
    told, shared = _told(own, group, wanted)
    hidden = frozenset(name for name, _ in shared)
    # Averages are nobody's deadline, so they come last and never use up the limit.
    every = [line for lines in own for line in lines.lines]
    every.sort(key=lambda line: (group(line.deadline), line.deadline.is_benchmark, *place(line.deadline)))
    doubted = [line for line in every if not line.is_listed_beside(hidden)]
    lines = [line for line in every if line.is_listed_beside(hidden)]
    gaps = _gaps(outlook, found, wanted)
    said_once = [line for line in lines if _is_said_once(line, gaps, wanted)]
    elsewhere = {line.deadline.id for line in said_once}
    listed_lines = [line for line in lines if line.deadline.id not in elsewhere]
    kept = tuple(listed_lines[: wanted.limit])
    # Machine formats keep the items that a table says once, unless a number of lines was asked for.
    behind = _behind(kept if wanted.limit else (*kept, *said_once, *doubted))
    return DueList(
        wanted=wanted,
        outlook=outlook,
        found=tuple(d for d in listed if d.id in behind),
        lines=kept,
        alerts=tuple(alerts[: wanted.limit]),
        alert_lines=tuple(told[: wanted.limit]),
        shared_hints=shared,
        gaps=gaps,
        counts=_counts(lines, found, count, sum(is_wanted(alert) for alert in outlook.waived_alerts)),
        children=children,
        authorities=authorities,
        delays=counted_delays(line.deadline for line in listed_lines) if wanted.delays else (),
        lines_left=len(listed_lines) - len(kept),
        alerts_left=len(told) - len(told[: wanted.limit]),
    )


def _told(
    own: Sequence[OwnLines], group: Callable[[Alert], tuple[int, str]], wanted: Wanted
) -> tuple[list[AlertLine], tuple[tuple[str, int], ...]]:
    """The alerts in lines of their own, in order, and the hints that are said once instead."""
    elsewhere = frozenset[str]().union(*(lines.elsewhere for lines in own))
    heads = [line for lines in own for line in lines.alerts if line.alert.id not in elsewhere]
    heads.sort(key=lambda line: (group(line.alert), *alert_place(line.alert)))
    shared = shared_hints(heads) if shares_hints(wanted) else ()
    hidden = {name for name, _ in shared}
    return [head for head in heads if head.as_hint not in hidden], shared


def listed_of(deadlines: Iterable[Deadline], wanted: Wanted) -> list[Deadline]:
    """Those of one child's deadlines that are listed, in the order of the list."""
    return sorted((deadline for deadline in deadlines if _is_listed(deadline, wanted)), key=place)


def shares_hints(wanted: Wanted) -> bool:
    """Whether a hint that many children share is said once: where all are asked about, and nothing in particular."""
    return not wanted.everything and wanted.rule is None and not wanted.some_children


def authorities_of(children: Iterable[Child]) -> tuple[str, ...]:
    """The authorities of some children, each once, in order."""
    return tuple(sorted({child.authority for child in children if child.authority}))


def alert_place(alert: Alert) -> tuple[int, date, str, str, str]:
    """Where an alert stands among others: the gravest first, then the longest standing."""
    return (GRAVEST_FIRST.index(alert.severity), alert.since, alert.child, alert.alert, alert.id)


def _own_lines(
    listed: Iterable[Deadline], alerts: Iterable[Alert], children: Mapping[str, Child], wanted: Wanted
) -> list[OwnLines]:
    """The lines of each child, whose findings come in the order of the list."""
    deadlines_of: dict[str, list[Deadline]] = {}
    alerts_of: dict[str, list[Alert]] = {}
    for deadline in listed:
        deadlines_of.setdefault(deadline.child, []).append(deadline)
    for alert in alerts:
        alerts_of.setdefault(alert.child, []).append(alert)
    return [
        own_lines(
            children[ref],
            deadlines_of.get(ref, ()),
            alerts_of.get(ref, ()),
            speaking=not wanted.everything,
            explained=wanted.delays,
        )
        for ref in {**deadlines_of, **alerts_of}
    ]


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
    from permtrack.domain.journey import journey  # noqa: PLC0415  (only the plan asks for it)

    plan = journey(history, as_at).plan
    return plan is not None and wanted.plan in {plan.primary, *plan.parallel}


def same_word(typed: str | None, kept: str | None) -> bool:
    """Whether a restriction is met: none was typed, or the same word in any letter case."""
    return typed is None or (kept or "").lower() == typed.lower()


def _is_of_rule(deadline: Deadline, wanted: Wanted) -> bool:
    asked = ((wanted.rule, deadline.rule), (wanted.tier, deadline.tier), (wanted.set, deadline.set))
    return all(same_word(typed, kept) for typed, kept in asked)


def _alerts_wanted(children: Collection[str], wanted: Wanted) -> Callable[[Alert], bool]:
    """Whether an alert is asked for: about one of the children, and of the rule, tier or kind that was named."""
    if wanted.set is not None:
        return lambda _: False
    return lambda alert: (
        alert.child in children
        and not (wanted.delays and alert.alert not in DELAY_ALERTS)
        and same_word(wanted.rule, alert.alert)
        and same_word(wanted.tier, alert.tier)
    )


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


def _counts(
    lines: Sequence[Line],
    found: Sequence[Deadline],
    count: int,
    alerts_waived: int,
) -> Counts:
    counted = [line.deadline.status for line in lines if not line.deadline.is_benchmark]
    waived = [deadline for deadline in found if deadline.status is Status.WAIVED]
    return Counts(
        overdue=counted.count(Status.OVERDUE),
        due_today=counted.count(Status.DUE_TODAY),
        due_soon=counted.count(Status.DUE_SOON),
        cannot_assess=[line.deadline.status for line in lines].count(Status.CANNOT_ASSESS),
        waived=len(waived) + alerts_waived,
        waived_until=min((d.waived_until for d in waived if d.waived_until is not None), default=None),
        children=count,
    )
