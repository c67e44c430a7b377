"""The standing facts that the alerts rest on: how long the present state has held, and what belongs to this period.

They read the journey as planning_facts does; nothing here reads events in a way of its own.
"""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from permtrack.domain.stretches import Moment, Placement, Plan, Stretch, first_after

if TYPE_CHECKING:
    from permtrack.domain.journey import Journey

State = TypeVar("State")

NO_STEP = frozenset({"visit", "review", "note", "worker-changed"})
"""The kinds that are no event of substance."""

ENDS_PRE_PROCEEDINGS = (
    "pre-proceedings-ended", "proceedings-issued", "tracking-ended", "left-care", "adoption-order", "guardianship-order",
)  # fmt: skip


def running(journey: "Journey", name: str) -> Stretch | None:
    """The stretch of a name that lasts at the end of the as-at day."""
    stretches = journey.stretches(name)
    return stretches[-1] if stretches and stretches[-1].lasts_on(journey.as_at) else None


def last_end(journey: "Journey", name: str) -> Moment | None:
    """The latest end of the stretches of a name."""
    ends = [stretch.end for stretch in journey.stretches(name) if stretch.end is not None]
    return ends[-1] if ends else None


def this_period(journey: "Journey", *kinds: str) -> tuple[Moment, ...]:
    """The events of some kinds in the present period of care or the work that leads to it, in time order."""
    after = journey.period_place
    found = [m for kind in kinds for m in journey.of_kind(kind) if m.place > after]
    return tuple(sorted(found, key=lambda moment: moment.place))


def plan_run(journey: "Journey", wanted: Callable[[Plan], bool]) -> Plan | None:
    """The plan with which the present run of wanted plans began; None where the plan that stands is none."""
    began: Plan | None = None
    for plan in reversed(journey.plans_of_period):
        if not plan.is_recorded or not wanted(plan):
            break
        began = plan
    return began


def plans_hold_since(journey: "Journey", wanted: Callable[[Plan], bool]) -> date:
    """The first day from which every plan of the present period, and the lack of one, has been as wanted."""
    for plan, later in reversed(list(pairwise([*journey.plans_of_period, None]))):
        if plan is not None and not wanted(plan):
            return later.on if later is not None else date.max
    return date.min


def plan_on(journey: "Journey", day: date) -> Plan | None:
    """The plan that stood at the end of a day of the present period; None where none was recorded."""
    told = [plan for plan in journey.plans_of_period if plan.on <= day]
    return told[-1] if told and told[-1].is_recorded else None


def plan_fell_away(journey: "Journey") -> Plan | None:
    """The event that left the present period without a plan it had; None where it never had one, or has one."""
    fell: Plan | None = None
    for plan in reversed(journey.plans_of_period):
        if plan.is_recorded:
            return fell
        fell = plan
    return None


def plan_changes(journey: "Journey") -> tuple[tuple[str, Plan], ...]:
    """Each change of the primary plan in the present period, with the primary plan before it."""
    found = []
    before: str | None = None
    for plan in journey.plans_of_period:
        if plan.primary is None:
            continue
        if before is not None and plan.primary != before:
            found.append((before, plan))
        before = plan.primary
    return tuple(found)


def status_run(journey: "Journey", status: str) -> Moment | None:
    """The moment since which the legal status has been this one; None where it is another."""
    began: Moment | None = None
    for moment in reversed(_statuses_of_period(journey)):
        if moment.why != status:
            break
        began = moment
    return began


def remand_ended(journey: "Journey") -> date | None:
    """The day on which the present period stopped being a remand; None where it never was one, or still is."""
    statuses = _statuses_of_period(journey)
    remands = [place for place, moment in enumerate(statuses) if moment.why == "remand"]
    after = statuses[remands[-1] + 1 :] if remands else []
    return after[0].on if after else None


def _statuses_of_period(journey: "Journey") -> list[Moment]:
    """The legal statuses of the present period of care, as each day left them."""
    care = running(journey, "care")
    by_day = {m.on: m for m in journey.statuses if care is not None and m.place >= care.place}
    return list(by_day.values())


def is_remanded(journey: "Journey") -> bool:
    """Whether the child is looked after on remand."""
    return status_run(journey, "remand") is not None


def is_unborn(journey: "Journey") -> bool:
    """Whether a birth is awaited and the child is still followed."""
    child = journey.child
    return child.dob is None and child.edd is not None and not journey.of_kind("tracking-ended")


def pre_proceedings(journey: "Journey") -> tuple[Stretch, ...]:
    """The times in pre-proceedings, each until it ends, proceedings are issued or care ends."""
    found: list[Stretch] = []
    ends = sorted((m for kind in ENDS_PRE_PROCEEDINGS for m in journey.of_kind(kind)), key=lambda m: m.place)
    for moment in journey.of_kind("pre-proceedings-started"):
        if found and (found[-1].end is None or found[-1].end.place > moment.place):
            continue
        began = Stretch(started_on=moment.on, start=moment.event, place=moment.place, exact=moment.exact)
        found.append(began.ended(first_after(tuple(ends), began)))
    return tuple(found)


def concerned_since(journey: "Journey") -> date | None:
    """The first day of the run in which the child has been under 18 and looked after, unborn or in pre-proceedings.

    None where the child is not so on the as-at day.
    """
    adult = journey.eighteenth
    if adult is not None and journey.as_at >= adult:
        return None
    if is_unborn(journey):
        return date.min
    runs = [(care.started_on, care.end) for care in journey.stretches("care")]
    runs += [(stretch.started_on, stretch.end) for stretch in pre_proceedings(journey)]
    runs += [(date.min, born) for born in journey.of_kind("born")]
    now = [began for began, end in runs if end is None or journey.as_at < end.on]
    return _reaching_back(min(now), [(began, end) for began, end in runs if end is not None]) if now else None


def _reaching_back(since: date, ended: list[tuple[date, Moment]]) -> date:
    """The start of the unbroken run that reaches a day: what ended on that day or later hands over without a gap."""
    earlier = [began for began, end in ended if began < since <= end.on]
    return _reaching_back(min(earlier), ended) if earlier else since


def parent_run(journey: "Journey") -> Stretch | None:
    """The first of the unbroken placements with a parent in which the child lives now."""
    began: Stretch | None = None
    for placement in reversed(journey.placements):
        stretch = placement.stretch
        follows = began is None or (stretch.end is not None and stretch.end.on == began.started_on)
        if placement.type != "parent" or not follows or (began is None and stretch.end is not None):
            break
        began = stretch
    return began


def carers(journey: "Journey", day: date, forgotten: Callable[[date], date], passed_over: frozenset[str]) -> int:
    """How many carers a child lived with up to a day, leaving some types of placement out.

    A placement that ended counts until the day on which it is `forgotten`. One without a code is with carers of its
    own, unless it says that they stayed the same.
    """
    found: set[str] = set()
    carer = ""
    for placement in journey.placements:
        stretch = placement.stretch
        carer = _carer(placement, carer)
        remembered = stretch.end is None or day < forgotten(stretch.end.on)
        if stretch.started_on <= day and remembered and placement.type not in passed_over:
            found.add(carer)
    return len(found)


def _carer(placement: Placement, before: str) -> str:
    if placement.same_carer and before:
        return before
    return placement.stretch.start.word("carer") or placement.stretch.start.id


def last_step(journey: "Journey", after: Moment) -> Moment | None:
    """The latest event of substance on or after a moment's day."""
    for place in range(len(journey.events) - 1, -1, -1):
        event = journey.events[place]
        if event.on < after.on:
            return None
        if event.kind not in NO_STEP:
            return Moment(on=event.on, event=event, place=place, exact=event.is_exact)
    return None


def run_of(state_on: Callable[[date], State], changes: Iterable[date], last: date) -> tuple[State, date]:
    """The state at the end of a day and the first day of its present run.

    `changes` are the days on which the state can have changed; before the first of them it is not asked.
    """
    state, since = state_on(last), last
    for day in sorted({day for day in changes if day <= last}, reverse=True):
        if state_on(day) != state:
            break
        since = day
    return state, since
