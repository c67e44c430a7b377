"""Where a child stands at the end of a day, in the few facts that a list or a first screen shows."""

from datetime import date

from permtrack.domain.days import age_in_months
from permtrack.domain.events import Child, History
from permtrack.domain.journey import Journey, journey
from permtrack.domain.records import record


@record
class Since:
    """A fact and the day since when; `exact` is False where it may have been so earlier."""

    what: str
    on: date
    exact: bool = True


@record
class Situation:
    """A child's standing facts. Care that has ended leaves `left_care_on` and nothing that runs."""

    child: Child
    age_months: int | None
    care: Since | None = None
    left_care_on: date | None = None
    legal_status: Since | None = None
    placement: Since | None = None
    plan: str | None = None
    parallel: tuple[str, ...] = ()
    plan_on: date | None = None
    decision: Since | None = None
    authority: Since | None = None
    match: Since | None = None


def situation(history: History, as_at: date) -> Situation:
    """Where the child stands at the end of the day."""
    return situation_on(journey(history, as_at))


def situation_on(told: Journey) -> Situation:
    """Where the child of a journey stands at the end of its day."""
    care = told.stretches("care")
    plan = told.plan
    return Situation(
        child=told.child,
        age_months=_age(told.child.dob, told.as_at),
        care=_running(told, "care", "looked after"),
        left_care_on=care[-1].end.on if care and care[-1].end else None,
        legal_status=_legal_status(told),
        placement=_placement(told),
        plan=plan.primary if plan else None,
        parallel=plan.parallel if plan else (),
        plan_on=_plan_on(told),
        decision=_running(told, "decision", "should be placed for adoption"),
        authority=_running(told, "authority", "authority to place"),
        match=_running(told, "match", "matched"),
    )


def _age(dob: date | None, as_at: date) -> int | None:
    return age_in_months(dob, as_at) if dob is not None and dob <= as_at else None


def _running(told: Journey, name: str, what: str) -> Since | None:
    stretches = told.stretches(name)
    if not stretches or not stretches[-1].lasts_on(told.as_at):
        return None
    return Since(what=what, on=stretches[-1].started_on, exact=stretches[-1].exact)


def _plan_on(told: Journey) -> date | None:
    """Since when the primary plan has been what it is, whatever else was recorded beside it."""
    since = None
    for plan in reversed(told.plans):
        if not plan.is_recorded or (told.plan and plan.primary != told.plan.primary):
            break
        since = plan.on
    return since


def _legal_status(told: Journey) -> Since | None:
    if told.status is None:
        return None
    last = told.statuses[-1]
    return Since(what=told.status, on=last.on, exact=last.exact)


def _placement(told: Journey) -> Since | None:
    placement = told.placement
    if placement is None:
        return None
    return Since(what=placement.type, on=placement.stretch.started_on, exact=placement.stretch.exact)
