"""Alerts about decisions, orders and consents that the plan, the placement or the child's whereabouts contradict."""

from collections.abc import Iterator
from datetime import date

from permtrack.domain.days import day_after, day_before
from permtrack.domain.drift_facts import plan_run, running, this_period
from permtrack.domain.findings import Severity
from permtrack.domain.stretches import Moment, Plan, Stretch
from permtrack.domain.typed_dates import shown
from permtrack.rules.drift.clock import Found, Start, Step, Watch, counted, latest, started
from permtrack.rules.drift.plans import plan_words

AUTHORITY_PASSES = frozenset({"adopted", "special-guardianship", "died", "turned-18", "other-authority"})
"""Ways of leaving care that end the authority, or pass it on to another agency."""


def _other_plan(watch: Watch) -> Plan | None:
    """Since when a plan has been recorded in which adoption has no place; None where that is not so."""
    return plan_run(watch.journey, lambda plan: not plan.has_adoption)


def plan_not_adoption(watch: Watch) -> Iterator[Found]:
    """A placement order is in force and the plan is another."""
    order, since, plan = running(watch.journey, "order"), _other_plan(watch), watch.journey.plan
    if order is None or since is None or plan is None or order.start.word("status") == "freeing-order":
        return
    start = latest(order, since)
    steps, said = _softened(watch, start, order)
    yield Found(
        event=start.event,
        steps=steps,
        sentence=f"The placement order of {shown(order.started_on)} is in force, and the plan recorded on "
        f"{shown(plan.on)} is {_plans_said(plan)}, without adoption{said}.",
    )


def _plans_said(plan: Plan) -> str:
    if plan.primary is None:
        return " or ".join(plan_words(parallel) for parallel in plan.parallel)
    beside = "".join(f" or {plan_words(parallel)}" for parallel in plan.parallel)
    return f"{plan_words(plan.primary)}{beside}"


def _softened(watch: Watch, start: Start, order: Stretch) -> tuple[tuple[Step, ...], str]:
    """Red from the start, amber while a revocation is applied for, red again where it is refused; and how to say it."""
    steps = [Step(on=start.on)]
    said = ""
    for moment in this_period(watch.journey, "revocation-applied", "revocation-refused"):
        if moment.on < order.started_on:
            continue
        applied = moment.event.kind == "revocation-applied"
        steps.append(Step(on=max(start.on, moment.on), severity=Severity.AMBER if applied else Severity.RED))
        said = f"; its revocation was {'applied for' if applied else 'refused'} on {shown(moment.on)}"
    return tuple(steps), said


def decision_not_reversed(watch: Watch) -> Iterator[Found]:
    """The decision is in force though the plan is another, or though the court refused the placement order."""
    decision = running(watch.journey, "decision")
    if decision is None:
        return
    causes = [cause for cause in (_other_plan(watch), _refusal(watch, decision)) if cause is not None]
    if not causes:
        return
    start = min((latest(decision, cause) for cause in causes), key=lambda start: (start.on, start.place))
    what = "the placement order was refused"
    if any(isinstance(cause, Plan) and latest(decision, cause) == start for cause in causes):
        what = "the plan recorded is without adoption"
    yield Found(
        event=start.event,
        steps=(Step(on=watch.past(start.on, "days")),),
        sentence=f"The decision of {shown(decision.started_on)} that the child should be placed for adoption has not "
        f"been reversed, although {what} {watch.since(start)}.",
    )


def _refusal(watch: Watch, decision: Stretch) -> Moment | None:
    """The first refusal of a placement order since the decision, and since the last order that was made."""
    orders = watch.journey.stretches("order")
    after = orders[-1].place if orders else -1
    refused = this_period(watch.journey, "placement-order-refused")
    return next((m for m in refused if m.on >= decision.started_on and m.place > after), None)


def _reversal(watch: Watch) -> Moment | None:
    """The latest reversal of this period, where no decision has been made since."""
    reversals = this_period(watch.journey, "adm-decision-reversed")
    return reversals[-1] if reversals and running(watch.journey, "decision") is None else None


def reversal_without_review(watch: Watch) -> Iterator[Found]:
    """The decision was reversed and no review was held around that day."""
    reversal = _reversal(watch)
    if reversal is None:
        return
    first = reversal.on - (watch.reached(reversal.on, "before-days") - reversal.on)
    last = watch.reached(reversal.on, "days")
    held = any(first <= review.on <= last for review in watch.journey.review_days)
    if held or not watch.seen_throughout("review", first, last):
        return
    yield Found(
        event=reversal.event.id,
        steps=(Step(on=day_after(last)),),
        sentence=f"The decision was reversed on {shown(reversal.on)}, and no review was held from {shown(first)} to "
        f"{shown(last)}{_held_late(watch, last)}.",
    )


def _held_late(watch: Watch, last: date) -> str:
    """The first review after the last day for it, by the day to which the alert counts; nothing where there is none."""
    late = next((review for review in watch.journey.review_days if last < review.on <= watch.day), None)
    if late is None or not late.exact:
        return ""
    first = "first " if watch.seen_throughout("review", day_after(last), late.on) else ""
    return f"; one was {first}held on {shown(late.on)}"


def parents_not_told(watch: Watch) -> Iterator[Found]:
    """The decision was reversed and nobody told the parents in time."""
    reversal = _reversal(watch)
    if reversal is None:
        return
    start = watch.tracked(started(reversal))
    last = watch.reached(start.on, "days")
    told = [m.on for m in this_period(watch.journey, "parents-told") if m.event.word("of") == "reversal"]
    if any(reversal.on <= day <= last for day in told):
        return
    late = [day for day in told if day > last]
    said = f" (told on {shown(late[0])})" if late else ""
    since = f"since tracking began on {shown(start.on)} " if start.tracked else ""
    yield Found(
        event=start.event,
        steps=(Step(on=day_after(last)),),
        sentence=f"The decision was reversed on {shown(reversal.on)}, and {since}the parents are not recorded as told by "
        f"{shown(last)}{said}.",
    )


def left_under_authority(watch: Watch) -> Iterator[Found]:
    """The child left care while there was authority to place."""
    journey = watch.journey
    care, authority = journey.stretches("care"), running(journey, "authority")
    end = care[-1].end if care else None
    if end is None or end.event.kind != "left-care" or not end.exact or authority is None:
        return
    if end.event.word("outcome") in AUTHORITY_PASSES or authority.started_on > end.on:
        return
    yield Found(
        event=end.event.id,
        steps=(Step(on=end.on),),
        sentence=f"Left care on {shown(end.on)} while there was authority to place since "
        f"{shown(authority.started_on)}: such a child is still looked after in law.",
    )


def consent_not_acted_on(watch: Watch) -> Iterator[Found]:
    """Consent was withdrawn and the child was not returned in the time the Act gives."""
    journey = watch.journey
    consents = journey.stretches("consent")
    end = consents[-1].end if consents else None
    if end is None or end.event.kind != "consent-withdrawn" or end.place < journey.period_place:
        return
    if running(journey, "care") is None or running(journey, "order") is not None:
        return
    placed = any(stretch.touches(end.on) for stretch in journey.stretches("placed"))
    length = "placed-days" if placed else "days"
    last = day_before(watch.reached(end.on, length))
    excused, again = _applied_for(watch)
    if excused:
        return
    yield Found(
        event=end.event.id,
        steps=(Step(on=max(day_after(last), again)),),
        sentence=f"Consent was withdrawn on {shown(end.on)}; the child was to be returned by {shown(last)} "
        f"({counted(watch.threshold.count(length), 'day')} beginning with that day), and no placement order is "
        "applied for.",
    )


def _applied_for(watch: Watch) -> tuple[bool, date]:
    """Whether a placement order is applied for, and the day from which it no longer is, the refusal's."""
    told = this_period(watch.journey, "placement-order-applied", "placement-order-refused")
    if not told:
        return False, date.min
    return told[-1].event.kind == "placement-order-applied", told[-1].on
