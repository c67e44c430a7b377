"""Alerts about the court and the legal status: proceedings, pre-proceedings, section 20, with parents under an order."""

from collections.abc import Iterator
from datetime import date

from permtrack.domain.days import day_after
from permtrack.domain.drift_facts import (
    last_step,
    parent_run,
    plan_on,
    plan_run,
    pre_proceedings,
    run_of,
    running,
    status_run,
    this_period,
)
from permtrack.domain.findings import Severity
from permtrack.domain.stretches import Moment, Stretch
from permtrack.domain.typed_dates import shown
from permtrack.rules.drift.clock import Found, Step, Watch, counted, latest, started
from permtrack.rules.drift.plans import plan_words

TIMETABLE_FROM = date(2014, 4, 22)
"""The limit of 26 weeks holds for applications issued from this day."""

FORWARD = frozenset({"adoption", "special-guardianship"})


def proceedings_long(watch: Watch) -> Iterator[Found]:
    """Care proceedings come near the limit of time, or are past it."""
    proceedings = running(watch.journey, "proceedings")
    if proceedings is None or proceedings.started_on < TIMETABLE_FROM:
        return
    steps, limit, extended = _steps_of_proceedings(watch, proceedings)
    weeks = (watch.day - proceedings.started_on).days // 7
    ends = "end" if limit >= watch.day else "ended"
    said = f"extended to {shown(limit)}" if extended else f"26 weeks {ends} on {shown(limit)}"
    yield Found(
        event=proceedings.start.id,
        steps=steps,
        sentence=f"Care proceedings issued on {shown(proceedings.started_on)} have been open for "
        f"{counted(weeks, 'week')}; {said}.",
    )


def _steps_of_proceedings(watch: Watch, proceedings: Stretch) -> tuple[tuple[Step, ...], date, bool]:
    """Amber from the first length, red past the limit of the day, amber again where the court extends it later."""
    issued = proceedings.started_on
    first, limit = watch.reached(issued, "weeks"), watch.reached(issued, "limit-days")
    set_on, extended = issued, False
    steps = [Step(on=first)]
    for extension in watch.journey.of_kind("proceedings-extended"):
        until = extension.event.day("until")
        if until is None or extension.place < proceedings.place:
            continue
        if limit < extension.on:
            steps.append(Step(on=day_after(limit), severity=Severity.RED))
            steps.append(Step(on=max(first, extension.on)))
        set_on, limit, extended = extension.on, until, True
    past = Step(on=max(day_after(limit), set_on), severity=Severity.RED)
    return (*steps, past), limit, extended


def section20_drift(watch: Watch) -> Iterator[Found]:
    """The child has long been accommodated under section 20 without a plan, without proceedings, or at all."""
    child = watch.journey.child
    began = status_run(watch.journey, "s20")
    if began is None or child.pathway != "standard" or child.uasc == "yes":
        return
    if this_period(watch.journey, "consent-given"):
        return
    why, since = run_of(lambda day: _why(watch, began, day) is not None, _turns(watch, began), watch.day)
    if not why:
        return
    start = started(began)
    yield Found(
        event=start.event,
        steps=(Step(on=since),),
        sentence=f"Accommodated under section 20 {watch.since(start)}: {_why(watch, began, watch.day)}.",
    )


def _why(watch: Watch, began: Moment, day: date) -> str | None:
    """What is wrong at the end of a day; None where nothing is."""
    tracked = watch.tracked(started(began)).on
    plan = plan_on(watch.journey, day)
    if plan is None and day >= watch.past(tracked, "weeks"):
        return f"no plan is recorded after {watch.threshold.words('weeks')}"
    other = plan is not None and plan.primary != "return-home"
    if other and day >= watch.past(tracked, "other-plan-weeks") and not _proceedings_on(watch, day):
        return f"no proceedings after {watch.threshold.words('other-plan-weeks')}, and the plan is not return home"
    if day >= watch.past(began.on, "any-plan-weeks"):
        return f"more than {watch.threshold.words('any-plan-weeks')}, whatever the plan"
    return None


def _proceedings_on(watch: Watch, day: date) -> bool:
    return any(stretch.lasts_on(day) for stretch in watch.journey.stretches("proceedings"))


def _turns(watch: Watch, began: Moment) -> Iterator[date]:
    """The days on which what is wrong can begin or end."""
    tracked = watch.tracked(started(began)).on
    yield from (watch.past(tracked, "weeks"), watch.past(tracked, "other-plan-weeks"))
    yield watch.past(began.on, "any-plan-weeks")
    yield from (plan.on for plan in watch.journey.plans_of_period)
    for stretch in watch.journey.stretches("proceedings"):
        yield stretch.started_on
        if stretch.end is not None:
            yield stretch.end.on


def final_order_no_progress(watch: Watch) -> Iterator[Found]:
    """Proceedings are concluded, the plan is adoption or special guardianship, and nothing has happened since."""
    journey, plan, over = watch.journey, watch.journey.plan, _concluded(watch)
    forward = plan_run(journey, lambda earlier: earlier.primary in FORWARD)
    if over is None or plan is None or forward is None or running(journey, "placed") is not None:
        return
    start = watch.tracked(latest(over, last_step(journey, over)))
    yield Found(
        event=start.event,
        steps=(Step(on=max(watch.reached(start.on, "weeks"), forward.on)),),
        sentence=f"Proceedings ended on {shown(over.on)} and the plan is {plan_words(plan.primary)}; no step is "
        f"recorded {watch.within(start, over.on)}.",
    )


def _concluded(watch: Watch) -> Moment | None:
    """The end of the last care proceedings, where they ended within the present period of care."""
    proceedings = watch.journey.stretches("proceedings")
    end = proceedings[-1].end if proceedings else None
    if end is None or running(watch.journey, "care") is None or end.place <= watch.journey.period_place:
        return None
    return end


def with_parents(watch: Watch) -> Iterator[Found]:
    """The child lives with a parent under a care order, and nobody has asked the court to end the order."""
    lives, order = parent_run(watch.journey), status_run(watch.journey, "co")
    if lives is None or order is None or this_period(watch.journey, "discharge-applied"):
        return
    start = watch.tracked(latest(lives, order))
    yield Found(
        event=start.event,
        steps=(Step(on=watch.reached(start.on, "months")),),
        sentence=f"Placed with a parent since {shown(lives.started_on)} under the care order of {shown(order.on)}; "
        f"no application to discharge it {watch.within(start, max(lives.started_on, order.on))}.",
    )


def pre_proceedings_stuck(watch: Watch) -> Iterator[Found]:
    """Pre-proceedings go on and on."""
    stretches = pre_proceedings(watch.journey)
    if not stretches or stretches[-1].end is not None:
        return
    start = watch.tracked(started(stretches[-1]))
    yield Found(
        event=start.event,
        steps=(Step(on=watch.past(start.on, "weeks")),),
        sentence=f"In pre-proceedings since {shown(stretches[-1].started_on)}, with no outcome "
        f"{watch.within(start, stretches[-1].started_on)}.",
    )
