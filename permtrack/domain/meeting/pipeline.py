"""The pipeline of the five stages, and the children who wait with a placement order.

A stage's days are counted as `stages` counts them. A median is given only with the number of lengths it rests on, and
rests on lengths that are known exactly; a stage that may have ended unseen is in doubt and over nothing. How long a stage
took is asked of every child that finished it within the last year, whether or not the meeting still follows the child.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from statistics import median

from permtrack.domain.days import months_after
from permtrack.domain.drift_facts import running
from permtrack.domain.events import Child, Event
from permtrack.domain.journey import journey
from permtrack.domain.meeting.cohort import Standing
from permtrack.domain.records import record
from permtrack.domain.stages import Bound, Stage, StageName, stages

TOOK_MONTHS = 12
"""How far back a stage may have been finished to count for how long it takes."""
FINISHING = frozenset(
    {"review", "adm-decision", "placement-order", "consent-given", "legal-status", "entered-care"}
    | {"placed-for-adoption", "adoption-order", "left-care"}
)
"""The kinds whose events can finish a stage."""


@record
class Limit:
    """The length of a stage beyond which it is counted as over: in words, whose it is, and its last day from a start."""

    words: str
    source: str
    last_day: Callable[[date], date]


@record
class Median:
    """The middle of some lengths, and of how many; `days` is None where there are none."""

    days: float | None
    n: int


@record
class InStage:
    """One child in a stage: how long so far, whether that is over the limit, and what is in doubt."""

    child: Child
    stage: Stage
    over: bool


@record
class PipelineRow:
    """One stage: the children in it, how long they have been, and how long it took those who finished it lately."""

    name: StageName
    inside: tuple[InStage, ...]
    so_far: Median
    took: Median
    limit: Limit | None

    @property
    def over(self) -> tuple[InStage, ...]:
        """The children over the limit, the longest first."""
        return tuple(one for one in self.inside if one.over)

    @property
    def in_doubt(self) -> int:
        """How many are in the stage unless a step that returns cannot show has ended it."""
        return sum(1 for one in self.inside if one.stage.days is None or one.stage.bound is Bound.AT_MOST)


def pipeline(
    followed: Iterable[Standing], everyone: Iterable[Standing], limits: Mapping[StageName, Limit]
) -> tuple[PipelineRow, ...]:
    """The five stages in their order: the followed children in each, and how long each took whoever finished it."""
    standings, took = tuple(followed), [stage for one in everyone for stage in finished_lately(one)]
    return tuple(_row(place, name, standings, took, limits.get(name)) for place, name in enumerate(StageName))


def finished_lately(one: Standing) -> tuple[Stage, ...]:
    """The measured stages a child finished within the last year, those of earlier ways and periods of care included.

    Each is taken as it stood at the end of the day that finished it, unless it still stands as passed.
    """
    travelled = one.journey
    since = months_after(travelled.as_at, -TOOK_MONTHS)
    found = {(stage.name, stage.ended_on): stage for stage in one.stages.stages if stage.ended_on is not None}
    for day in sorted({event.on for event in travelled.events if event.on > since and _may_finish(event)}):
        for stage in stages(journey(one.history, day, travelled.scope)).stages:
            if stage.ended_on == day:
                found.setdefault((stage.name, day), stage)
    return tuple(s for s in found.values() if s.is_measured and s.ended_on is not None and s.ended_on > since)


def _may_finish(event: Event) -> bool:
    """Whether an event can finish a stage: of reviews only those that plan adoption do."""
    return event.kind in FINISHING and (event.kind != "review" or event.word("plan") == "adoption")


def _row(
    place: int, name: StageName, standings: Iterable[Standing], took: Iterable[Stage], limit: Limit | None
) -> PipelineRow:
    inside = []
    for one in standings:
        stage = one.stages.stages[place]
        if stage.is_current:
            inside.append(InStage(child=one.child, stage=stage, over=_is_over(stage, limit, one.journey.as_at)))
    inside.sort(key=lambda one: (-(one.stage.days or 0), one.child.ref))
    return PipelineRow(
        name=name,
        inside=tuple(inside),
        so_far=_median(one.stage for one in inside),
        took=_median(stage for stage in took if stage.name is name),
        limit=limit,
    )


def _is_over(stage: Stage, limit: Limit | None, as_at: date) -> bool:
    known = stage.days is not None and stage.bound is not Bound.AT_MOST
    if limit is None or stage.started_on is None or not known:
        return False
    return as_at > limit.last_day(stage.started_on)


def _median(stages: Iterable[Stage]) -> Median:
    days = [stage.days for stage in stages if stage.days is not None and stage.bound is Bound.EXACT]
    return Median(days=median(days) if days else None, n=len(days))


@record
class Waiting:
    """One child with a placement order in force, not placed: since when, and how far the search has come.

    `since` is the last of the order, the end of an adoptive placement and a decision made anew after a reversal under the
    order; `exact` is False where it may be earlier.
    """

    child: Child
    ordered_on: date
    since: date
    exact: bool
    days: int
    matched_on: date | None
    linked: bool
    widened_on: date | None


@record
class WaitingList:
    """The children who wait with a placement order, the longest first; `long` are those past so many days."""

    limit_days: int
    waiting: tuple[Waiting, ...]
    by_consent: int
    decided: int

    @property
    def long(self) -> tuple[Waiting, ...]:
        """Those who have waited more than the limit."""
        return tuple(one for one in self.waiting if one.days > self.limit_days)


def waiting_list(standings: Sequence[Standing], limit_days: int) -> WaitingList:
    """Who waits: an order in force, not placed, looked after, and no reversal since the order but one decided anew.

    `by_consent` counts those who may be placed by consent alone, `decided` all with a decision in force and not placed.
    """
    unplaced = [one for one in standings if running(one.journey, "placed") is None]
    found = sorted(_waiting(unplaced), key=lambda one: (-one.days, one.child.ref))
    return WaitingList(
        limit_days=limit_days,
        waiting=tuple(found),
        by_consent=sum(1 for one in unplaced if _by_consent(one)),
        decided=sum(1 for one in unplaced if running(one.journey, "decision") is not None),
    )


def _by_consent(one: Standing) -> bool:
    return running(one.journey, "order") is None and running(one.journey, "consent") is not None


def _waiting(standings: Iterable[Standing]) -> Iterator[Waiting]:
    for one in standings:
        order = running(one.journey, "order")
        if order is None:
            continue
        reversed_since = any(m.place > order.place for m in one.journey.moments("decision-reversed"))
        decision = running(one.journey, "decision")
        if reversed_since and decision is None:
            continue
        returned = [r for r in one.journey.stretches("return") if r.place > order.place]
        anew = [decision] if reversed_since and decision is not None else []
        start = max((order, *returned, *anew), key=lambda begun: begun.place)
        match = running(one.journey, "match")
        widened = [m for m in one.journey.of_kind("search-widened") if m.place > order.place or not returned]
        yield Waiting(
            child=one.child,
            ordered_on=order.started_on,
            since=start.started_on,
            exact=start.exact,
            days=(one.journey.as_at - start.started_on).days,
            matched_on=match.started_on if match else None,
            linked=any(link.until is None for link in one.journey.moments("open-link")),
            widened_on=widened[-1].on if widened else None,
        )
