"""Alerts about the permanence plan: none, one only, changed without a review, changed too often, not taken forward."""

from collections.abc import Iterator

from permtrack.domain.drift_facts import (
    last_end,
    plan_changes,
    plan_fell_away,
    plan_run,
    running,
    this_period,
)
from permtrack.domain.findings import Severity, Status
from permtrack.domain.stretches import Plan
from permtrack.domain.typed_dates import shown
from permtrack.rules.drift.clock import Found, Step, Watch, latest, started

LISTED = frozenset({Status.OVERDUE, Status.DUE_TODAY, Status.DUE_SOON})


def plan_words(plan: str | None) -> str:
    """A plan as it stands in a sentence: `long-term fostering`."""
    return (plan or "no plan").replace("-", " ").replace("long term", "long-term")


def missing(watch: Watch) -> Iterator[Found]:
    """No plan is recorded, long after care began, tracking began, the plan fell away, or permanence was lost again.

    While the duty to have a plan is listed itself, this is not; it is then told from the day it would have been.
    """
    journey = watch.journey
    unsettled = running(journey, "unsettled")
    if unsettled is None or journey.plan is not None or _duty_is_listed(watch):
        return
    start = watch.tracked(latest(unsettled, plan_fell_away(journey)))
    yield Found(
        event=start.event,
        steps=(
            Step(on=watch.past(start.on, "months")),
            Step(on=watch.past(start.on, "red-months"), severity=Severity.RED),
        ),
        sentence=f"No permanence plan is recorded {watch.since(start)}.",
    )


def _duty_is_listed(watch: Watch) -> bool:
    rules = watch.threshold.same_as
    return any(d.rule in rules and d.status in LISTED for d in watch.circumstances.deadlines)


def no_parallel(watch: Watch) -> Iterator[Found]:
    """Care proceedings are open and only one plan is recorded."""
    journey = watch.journey
    proceedings, plan = running(journey, "proceedings"), journey.plan
    if proceedings is None or plan is None or len(_all_plans(plan)) != 1:
        return
    began = plan_run(journey, lambda earlier: _all_plans(earlier) == _all_plans(plan))
    start = watch.tracked(latest(began))
    yield Found(
        event=start.event,
        steps=(Step(on=max(watch.past(start.on, "weeks"), proceedings.started_on)),),
        sentence=f"Only one plan ({plan_words(plan.primary or plan.parallel[0])}) is recorded {watch.since(start)}, "
        f"while proceedings issued on {shown(proceedings.started_on)} are open.",
    )


def _all_plans(plan: Plan) -> frozenset[str]:
    return frozenset(plan.parallel) | ({plan.primary} if plan.primary else set())


def changed_without_review(watch: Watch) -> Iterator[Found]:
    """The primary plan changed and no review has considered it."""
    journey = watch.journey
    for before, plan in plan_changes(journey):
        first = plan.on - (watch.reached(plan.on, "days") - plan.on)
        reviewed = any(first <= review.on for review in journey.review_days)
        if reviewed or not watch.seen_throughout("review", first, max(watch.day, plan.on)):
            continue
        before_days = (plan.on - first).days
        days = "day" if before_days == 1 else "days"
        yield Found(
            event=plan.event.id,
            steps=(Step(on=plan.on),),
            sentence=f"The plan changed from {plan_words(before)} to {plan_words(plan.primary)} on {shown(plan.on)}, "
            f"and no review was held from {shown(first)} ({before_days} {days} before) on.",
        )
        return


def keeps_changing(watch: Watch) -> Iterator[Found]:
    """The primary plan changed again and again."""
    changes = plan_changes(watch.journey)
    most = watch.threshold.count("changes")
    if len(changes) < most:
        return
    told = [plan_words(changes[0][0]), *(f"{plan_words(plan.primary)} ({shown(plan.on)})" for _, plan in changes)]
    nth = changes[most - 1][1]
    yield Found(
        event=nth.event.id,
        steps=(Step(on=nth.on),),
        sentence=f"The plan has changed {len(changes)} times in this period of care: {', '.join(told)}.",
    )


def _primary_run(watch: Watch, wanted: str) -> Plan | None:
    plan = watch.journey.plan
    if plan is None or plan.primary != wanted:
        return None
    return plan_run(watch.journey, lambda earlier: earlier.primary == wanted)


def long_term_unmatched(watch: Watch) -> Iterator[Found]:
    """The plan is long-term fostering and no carers are matched."""
    plan = _primary_run(watch, "long-term-fostering")
    unsettled = running(watch.journey, "unsettled")
    if plan is None or unsettled is None or this_period(watch.journey, "long-term-match"):
        return
    start = watch.tracked(started(plan))
    yield Found(
        event=start.event,
        steps=(Step(on=max(watch.reached(start.on, "weeks"), unsettled.started_on)),),
        sentence=f"The plan is long-term fostering since {shown(plan.on)}, and no long-term match is recorded "
        f"{watch.within(start, plan.on)}.",
    )


def guardianship_stalled(watch: Watch) -> Iterator[Found]:
    """The plan is special guardianship and nobody has taken it towards a court."""
    journey = watch.journey
    plan = _primary_run(watch, "special-guardianship")
    taken = this_period(journey, "guardianship-notice", "guardianship-report", "guardianship-order")
    if plan is None or taken or running(journey, "proceedings") is not None:
        return
    start = watch.tracked(started(plan))
    over = last_end(journey, "proceedings")
    reached = watch.reached(start.on, "weeks")
    yield Found(
        event=start.event,
        steps=(Step(on=max(reached, over.on) if over else reached),),
        sentence=f"The plan is special guardianship since {shown(plan.on)}; no notice, report, proceedings or order "
        f"{watch.within(start, plan.on)}.",
    )


def conference_not_offered(watch: Watch) -> Iterator[Found]:
    """Proceedings are open or adoption is the plan, and no family group conference was held or declined."""
    journey = watch.journey
    if journey.of_kind("family-group-conference"):
        return
    plan = _primary_run(watch, "adoption")
    starts = [watch.tracked(started(why)) for why in (running(journey, "proceedings"), plan) if why is not None]
    if not starts:
        return
    start = min(starts, key=lambda start: (start.on, start.place))
    of_plan = plan is not None and start.event == plan.event.id
    why = "Adoption is the plan" if of_plan else "Care proceedings are open"
    yield Found(
        event=start.event,
        steps=(Step(on=watch.reached(start.on, "weeks")),),
        sentence=f"{why}, and no family group conference was held or declined {watch.since(start)}.",
    )
