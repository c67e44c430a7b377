"""The five stages of a child's way to adoption, in the period of care that runs or ran last.

Five because England's adoption services compare journeys in these: from entering care to the plan of adoption at a
review, to the decision-maker's decision, to the placement order, to the placing for adoption, to the adoption order.

The days of a stage are its last day less its first: the day it begins is day 0, a stage begun and ended on one day took
0 days. The stage a child is in is counted to the as-at day. Each stage is counted between its own two days, so stages
are never added up to a longer time: where something happened out of order they overlap.
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from permtrack.domain.records import record
from permtrack.domain.sight import Sight, unseen_run
from permtrack.domain.stage_steps import Step, reversed_under_order, steps_reached
from permtrack.domain.stretches import Stretch
from permtrack.domain.typed_dates import shown

if TYPE_CHECKING:
    from permtrack.domain.journey import Journey


class StageName(StrEnum):
    """The stages in their order; each ends with the step with which the next begins."""

    ENTRY_TO_PLAN = "entry-to-plan"
    PLAN_TO_DECISION = "plan-to-decision"
    DECISION_TO_ORDER = "decision-to-order"
    ORDER_TO_PLACEMENT = "order-to-placement"
    PLACEMENT_TO_ADOPTION = "placement-to-adoption"


class Bound(StrEnum):
    """How a number of days is to be read: a day known only as "on or before" leaves a bound."""

    EXACT = "exact"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"


@record
class Stage:
    """One stage. One that was not reached has no days and no reason; one that nobody need pass has a reason alone.

    `ended_on` is the day of the step that ends it, None where that step was not reached. `resumed` marks a stage to
    which the child came back: `started_on` is then the day of coming back. `reason` says why the days are unknown, or
    what is to be known about them, `missing` the steps without a day. `start_exact` and `end_exact` are False for a day
    that may have been earlier, `in_order` where the step that ends it came first. `by_consent` marks a stage that begins
    or ends with section 19 consent.
    """

    name: StageName
    started_on: date | None = None
    ended_on: date | None = None
    days: int | None = None
    bound: Bound = Bound.EXACT
    is_current: bool = False
    resumed: bool = False
    reason: str = ""
    start_exact: bool = True
    end_exact: bool = True
    in_order: bool = True
    by_consent: bool = False
    missing: tuple[str, ...] = ()

    @property
    def is_measured(self) -> bool:
        """Whether the stage is over and its days are known, so that it may be compared with others'."""
        known = self.days is not None and self.bound is Bound.EXACT
        return self.ended_on is not None and known and self.in_order


@record
class Stages:
    """The five stages in their order; where none of them is current, `none_because` says why.

    `reversal` says that the decision was reversed while the order that followed it still stands.
    """

    stages: tuple[Stage, ...]
    none_because: str = ""
    reversal: str = ""

    @property
    def current(self) -> Stage | None:
        """The stage the child is in."""
        return next((stage for stage in self.stages if stage.is_current), None)


STEPS = (
    "the entry to care",
    "a review that planned adoption",
    "the decision",
    "the placement order",
    "the placing for adoption",
    "the adoption order",
)
CONSENT = "the consent"
NOT_RECORDED = "not recorded in this period of care: "
SHOWN_BY = ("entered-care", "plan-set", "adm-decision", "placement-order", "placed-for-adoption", "adoption-order")
"""The kind that shows each step, for what could be seen of it; no return shows a plan."""


def stages(journey: "Journey", sight: Sight | None = None) -> Stages:
    """The stages as at the journey's day.

    What counts as reached is what stands: a decision reversed, an order revoked or a placing ended without an order
    puts the child back, and the stage it comes back to is counted from that day. So does a reversal after which the order
    still stands: nobody is placed by a decision against it. Where adoption is decided anew under such an order, no stage
    leads to the order, and the stage to the placing is counted from the new decision. Section 19 consent counts as the
    placement order does. With `sight`, a stage is in doubt where the step that ends it could have happened unseen.
    """
    periods = journey.stretches("care")
    if not periods:
        return Stages(stages=tuple(Stage(name=name) for name in StageName), none_because="not looked after")
    care = periods[-1]
    steps = steps_reached(journey, care)
    furthest = max(place for place, step in enumerate(steps) if step is not None)
    because = _why_none(journey, care, furthest)
    found = []
    for place, name in enumerate(StageName):
        begun = steps[place]
        if place < furthest:
            found.append(_past(name, place, begun, steps[place + 1]))
        elif place > furthest or begun is None:
            found.append(Stage(name=name))
        elif because:
            found.append(_left(name, begun, care, because))
        else:
            found.append(_current(journey, name, place, begun, sight))
    return Stages(stages=tuple(found), none_because=because, reversal=_reversal(journey, care))


def _reversal(journey: "Journey", care: Stretch) -> str:
    found = reversed_under_order(journey, care)
    if found is None:
        return ""
    by_consent = found.authority.start.kind == "consent-given"
    standing = f"{CONSENT if by_consent else STEPS[3]} of {shown(found.authority.started_on)} still stands"
    return f"decision of {shown(found.decision.started_on)}, reversed on {shown(found.reversed_on)}; {standing}"


def _why_none(journey: "Journey", care: Stretch, furthest: int) -> str:
    """Why no stage is current; empty where one is."""
    if care.end is not None:
        return f"{care.end.why} on {shown(care.end.on)}"
    plan = journey.plan
    if furthest == 0 and plan is not None and not plan.has_adoption:
        return "adoption is not planned"
    return ""


def _left(name: StageName, begun: Step, care: Stretch, because: str) -> Stage:
    """The stage in which the way to adoption was left: by leaving care, whose day it is counted to, or by the plan."""
    days = (care.end.on - begun.counted_from).days if care.end and begun.start_exact else None
    return Stage(
        name=name,
        started_on=begun.counted_from,
        days=days,
        resumed=begun.resumed,
        reason=because,
        start_exact=begun.start_exact,
        by_consent=begun.by_consent,
    )


def _current(journey: "Journey", name: StageName, place: int, begun: Step, sight: Sight | None) -> Stage:
    unseen = _unseen(journey, place + 1, begun, sight)
    bound = Bound.AT_MOST if unseen else Bound.EXACT if begun.start_exact else Bound.AT_LEAST
    known = begun.start_exact or not unseen
    said = unseen or ("" if begun.start_exact else _from_then(place, begun))
    return Stage(
        name=name,
        started_on=begun.counted_from,
        days=(journey.as_at - begun.counted_from).days if known else None,
        bound=bound if known else Bound.EXACT,
        is_current=True,
        resumed=begun.resumed,
        reason=said,
        start_exact=begun.start_exact,
        by_consent=begun.by_consent,
    )


def _unseen(journey: "Journey", place: int, begun: Step, sight: Sight | None) -> str:
    """That the step which ends the stage could have happened unseen; empty where it would be known."""
    if sight is None or begun.is_local:
        return ""
    seen = sight.seen_spans(SHOWN_BY[place], journey.adoption_days)
    run = unseen_run(seen, begun.counted_from, journey.as_at)
    if run is None:
        return ""
    first, last = max(run.first, begun.counted_from), min(run.last, journey.as_at)
    return f"{STEPS[place]} between {shown(first)} and {shown(last)} could not be seen"


def _past(name: StageName, place: int, begun: Step | None, ended: Step | None) -> Stage:
    """A stage that the child has passed, as far as both its days are known; or that there was no need to pass."""
    if ended is not None and ended.stood_already:
        return Stage(name=name, reason=f"{_step_name(place + 1, ended)} of {shown(ended.on)} stood already")
    passed = Stage(
        name=name,
        started_on=begun.counted_from if begun else None,
        ended_on=ended.on if ended else None,
        start_exact=begun is None or begun.start_exact,
        end_exact=ended is None or ended.exact,
        by_consent=any(step.by_consent for step in (begun, ended) if step is not None),
    )
    if begun is None or ended is None:
        missing = [STEPS[place + later] for later, step in enumerate((begun, ended)) if step is None]
        reason = f"{NOT_RECORDED}{' and '.join(missing)}"
        return replace(passed, missing=tuple(missing), reason=reason)
    days, bound, reason = _counted(place, begun, ended)
    in_order = begun.counted_from <= ended.on
    return replace(passed, days=days, bound=bound, resumed=begun.resumed, reason=reason, in_order=in_order)


def _counted(place: int, begun: Step, ended: Step) -> tuple[int | None, Bound, str]:
    """The days between two steps, how they are to be read and what is to be known about them."""
    days = (ended.on - begun.counted_from).days
    unsure = [] if begun.start_exact else [_from_then(place, begun)]
    unsure += [] if ended.exact else [_by_then(_step_name(place + 1, ended), ended.on)]
    if len(unsure) == 2 or (unsure and days < 0):
        return None, Bound.EXACT, "; ".join(unsure)
    if days < 0:
        return 0, Bound.EXACT, f"{_step_name(place + 1, ended)} came before {_step_name(place, begun)}"
    if unsure:
        return days, Bound.AT_MOST if begun.start_exact else Bound.AT_LEAST, unsure[0]
    return days, Bound.EXACT, ""


def _from_then(place: int, begun: Step) -> str:
    return _by_then("the return to this stage" if begun.resumed else _step_name(place, begun), begun.counted_from)


def _step_name(place: int, step: Step) -> str:
    return CONSENT if step.by_consent else STEPS[place]


def _by_then(what: str, on: date) -> str:
    return f"{what} is known only as on or before {shown(on)}"
