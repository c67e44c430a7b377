"""The whole of what a tracking meeting is told: figures first, exceptions next, then everything child by child.

In the pack are the children who are followed, and any other with a red alert or an overdue duty. Everything is as at
the end of one day, by what had been recorded by one instant; both are said in the pack, with the ledger's head.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from permtrack.domain.due_list import DueList
from permtrack.domain.findings import Severity, Status
from permtrack.domain.meeting.cohort import PLACES, Standing
from permtrack.domain.meeting.exceptions import (
    Exceptional,
    Rank,
    alerts_told,
    children_with_red_or_overdue,
    exceptions,
    overdue_lines,
)
from permtrack.domain.meeting.matters import (
    Delayed,
    EarlyAlert,
    OpenAction,
    Waived,
    WhoseDelay,
    delays,
    early_alerts,
    overdue_actions,
    overdue_by_whose,
    waivers,
)
from permtrack.domain.meeting.movement import Movement
from permtrack.domain.meeting.pipeline import Limit, PipelineRow, WaitingList, pipeline, waiting_list
from permtrack.domain.records import record
from permtrack.domain.stages import StageName

RECORD = "record."


@record
class RouteRow:
    """One route with the numbers of the followed children at each of PLACES; `route` is None where no plan is recorded."""

    route: str | None
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many children follow the route."""
        return sum(self.counts)


@record
class RecordGap:
    """Something that the record cannot say or contradicts, of how many children, and their refs where it is few."""

    name: str
    says: str
    children: int
    refs: tuple[str, ...]


@record
class Headline:
    """The numbers at the head of the pack. `left_out` are the children recorded who are not in it.

    `overdue` counts every overdue duty, as the list of what is due does, those that a red alert tells of included.
    """

    followed: int
    others: int
    left_out: int
    routes: tuple[RouteRow, ...]
    no_plan: tuple[str, ...]
    red: int
    amber: int
    overdue: int
    by_the_meeting: int
    cannot_assess: int


@record
class MeetingPack:
    """The pack. `standings` are its children in the order of the refs; `movement` is None where no day is known to count from.

    `overdue` are the overdue duties of each child by its ref, those that a red alert tells of included.
    """

    meeting_on: date
    as_at: date
    rulebook: str
    policy_from: date | None
    searched: str
    headline: Headline
    movement: Movement | None
    exceptions: tuple[Exceptional, ...]
    overdue: Mapping[str, int]
    pipeline: tuple[PipelineRow, ...]
    waiting: WaitingList
    by_whose: tuple[WhoseDelay, ...]
    delays: tuple[Delayed, ...]
    actions: tuple[OpenAction, ...]
    waivers: tuple[Waived, ...]
    gaps: tuple[RecordGap, ...]
    data_age: str | None
    imported_to: date | None
    early_alerts: tuple[EarlyAlert, ...]
    standings: tuple[Standing, ...]


@record
class Numbers:
    """The numbers by which a pack counts: the limits of the stages, and the days beyond which waiting is long."""

    limits: Mapping[StageName, Limit]
    waiting_days: int


def meeting_pack(
    meeting_on: date, everyone: Sequence[Standing], listing: DueList, numbers: Numbers, moved: Movement | None
) -> MeetingPack:
    """The pack of the children listed; `everyone` are all of them, in the order of the refs."""
    pressing = children_with_red_or_overdue(listing)
    inside = tuple(one for one in everyone if one.followed or one.child.ref in pressing)
    followed = tuple(one for one in inside if one.followed)
    refs = frozenset(one.child.ref for one in inside)
    lines = exceptions(listing, meeting_on)
    return MeetingPack(
        meeting_on=meeting_on,
        as_at=listing.outlook.as_at,
        rulebook=f"{listing.outlook.rulebook} {listing.outlook.version}",
        policy_from=listing.outlook.policy_from,
        searched=listing.wanted.in_words(),
        headline=_headline(everyone, inside, followed, listing, lines),
        movement=moved,
        exceptions=tuple(line for line in lines if line.child.ref in refs),
        overdue=Counter(line.child.ref for line in overdue_lines(listing)),
        pipeline=pipeline(followed, everyone, numbers.limits),
        waiting=waiting_list(followed, numbers.waiting_days),
        by_whose=overdue_by_whose(overdue_lines(listing)),
        delays=delays(inside),
        actions=overdue_actions(listing, inside),
        waivers=waivers(inside),
        gaps=_gaps(listing, refs),
        data_age=listing.outlook.data_age,
        imported_to=listing.outlook.imported_to,
        early_alerts=early_alerts(inside),
        standings=inside,
    )


def _headline(
    everyone: Sequence[Standing],
    inside: Sequence[Standing],
    followed: Sequence[Standing],
    listing: DueList,
    lines: Sequence[Exceptional],
) -> Headline:
    refs = {one.child.ref for one in inside}
    ranks = [line.rank for line in lines if line.child.ref in refs]
    unknown = [line for line in listing.lines if line.deadline.status is Status.CANNOT_ASSESS]
    return Headline(
        followed=len(followed),
        others=len(inside) - len(followed),
        left_out=len(everyone) - len(inside),
        routes=_routes(followed),
        no_plan=tuple(one.child.ref for one in followed if one.needs_plan),
        red=ranks.count(Rank.RED),
        amber=sum(1 for alert in alerts_told(listing, Severity.AMBER) if alert.child in refs),
        overdue=len(overdue_lines(listing)),
        by_the_meeting=ranks.count(Rank.BY_THE_MEETING),
        cannot_assess=sum(1 for line in unknown if line.child.ref in refs),
    )


def _routes(followed: Sequence[Standing]) -> tuple[RouteRow, ...]:
    """The routes, the commonest first, no plan last."""
    counted: dict[str | None, list[int]] = {}
    for one in followed:
        counted.setdefault(one.route, [0] * len(PLACES))[PLACES.index(one.place)] += 1
    rows = (RouteRow(route=route, counts=tuple(counts)) for route, counts in counted.items())
    return tuple(sorted(rows, key=lambda row: (row.route is None, -row.total, row.route or "")))


def _gaps(listing: DueList, refs: frozenset[str]) -> tuple[RecordGap, ...]:
    """What the record lacks: said once for many, then rule by rule, then what contradicts itself."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for line in listing.lines:
        if line.deadline.status is Status.CANNOT_ASSESS and line.child.ref in refs:
            found.setdefault((line.deadline.rule, line.deadline.reason or ""), {})[line.child.ref] = None
    for alert in listing.alerts:
        if alert.alert.startswith(RECORD) and alert.child in refs:
            found.setdefault((alert.alert, alert.sentence), {})[alert.child] = None
    return (
        *(RecordGap(name=gap.id, says=gap.sentence, children=gap.children, refs=()) for gap in listing.gaps),
        *(
            RecordGap(name=name, says=says, children=len(of), refs=tuple(of))
            for (name, says), of in sorted(found.items())
        ),
    )
