"""Whom a tracking meeting follows, by which route and at which stage: one child's standing on one day.

Followed are the children whom the planning rules follow (by age at the start of care, by a plan of adoption, or by a
manager's word) from the first alert, before birth or before care, until permanence is achieved. A child on remand or
grown up is not followed.
"""

from dataclasses import dataclass

from permtrack.domain.drift_facts import is_remanded, is_unborn, pre_proceedings, running, this_period
from permtrack.domain.events import Child, History
from permtrack.domain.journey import Journey
from permtrack.domain.sight import Sight
from permtrack.domain.stages import StageName, Stages, stages

BEFORE_CARE = "before-care"
NO_STAGE = "no-stage"
PLACES = (BEFORE_CARE, *(name.value for name in StageName), NO_STAGE)
"""Where a followed child can be: not yet looked after, in one of the five stages, or in none of them."""

RECORDED_STEPS = ("decision", "authority", "placed")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One child on one day. `route` is the primary plan as recorded, None where none is."""

    history: History
    journey: Journey
    stages: Stages
    followed: bool
    place: str

    @property
    def child(self) -> Child:
        """The child as it is described on the day."""
        return self.history.child

    @property
    def route(self) -> str | None:
        """The primary plan."""
        plan = self.journey.plan
        return plan.primary if plan else None

    @property
    def parallel(self) -> tuple[str, ...]:
        """The parallel plans."""
        plan = self.journey.plan
        return plan.parallel if plan else ()

    @property
    def needs_plan(self) -> bool:
        """Whether the child is looked after and followed, and no plan at all is recorded."""
        return self.followed and self.journey.in_care and self.journey.plan is None


def standing(history: History, travelled: Journey, sight: Sight) -> Standing:
    """A child's standing at the end of the journey's day."""
    staged = stages(travelled, sight.of_child(history.refs))
    return Standing(
        history=history,
        journey=travelled,
        stages=staged,
        followed=is_followed(travelled),
        place=_place(travelled, staged),
    )


def is_followed(travelled: Journey) -> bool:
    """Whether the tracking meeting follows the child at the end of the journey's day."""
    adult = travelled.eighteenth
    if (adult is not None and travelled.as_at >= adult) or is_remanded(travelled):
        return False
    care = running(travelled, "care")
    if care is None and not (awaits_care(travelled) or _is_on_the_way(travelled)):
        return False
    if care is not None and running(travelled, "unsettled") is None:
        return False
    planned = travelled.plan is not None and travelled.plan.has_adoption
    return travelled.scope.takes_in(travelled.child, care.started_on if care else None, adoption_planned=planned)


def awaits_care(travelled: Journey) -> bool:
    """Whether the child is not looked after but was notified: unborn, in pre-proceedings, or by an early alert."""
    if travelled.in_care or this_period(travelled, "tracking-ended"):
        return False
    in_pre_proceedings = any(stretch.lasts_on(travelled.as_at) for stretch in pre_proceedings(travelled))
    return is_unborn(travelled) or in_pre_proceedings or bool(this_period(travelled, "early-alert"))


def _is_on_the_way(travelled: Journey) -> bool:
    """Whether a child never recorded in care has a decision, authority or an adoptive placement that still runs."""
    if travelled.stretches("care") or travelled.adopted_on is not None:
        return False
    return any(running(travelled, name) is not None for name in RECORDED_STEPS)


def _place(travelled: Journey, staged: Stages) -> str:
    if staged.current is not None:
        return staged.current.name.value
    return BEFORE_CARE if awaits_care(travelled) else NO_STAGE
