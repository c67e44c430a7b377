"""Alerts about where the child lives: adoptive placements that stall or end, many moves, no legal basis."""

from collections.abc import Iterator
from datetime import date, timedelta

from permtrack.domain.days import day_after
from permtrack.domain.drift_facts import carers, run_of, running, this_period
from permtrack.domain.events import Span
from permtrack.domain.findings import Severity
from permtrack.domain.stretches import Moment
from permtrack.domain.typed_dates import shown
from permtrack.rules.drift.clock import Found, Step, Watch, started

NO_MOVE = frozenset({"adoptive", "parent"})
EASED = Span(first=date(2020, 4, 24), last=date(2020, 9, 25))
TEMPORARY = "connected-person-temporary"


def placed_no_order(watch: Watch) -> Iterator[Found]:
    """The child has long been placed for adoption without an adoption order."""
    placed = running(watch.journey, "placed")
    if placed is None:
        return
    start = started(placed)
    past = watch.past(start.on, "months")
    applied = [m for m in this_period(watch.journey, "adoption-application") if m.place > _last_return(watch)]
    steps = [Step(on=past)]
    said = "no application is recorded"
    if applied:
        steps.append(Step(on=max(past, applied[0].on), severity=Severity.INFO))
        said = f"applied for on {shown(applied[0].on)}"
    yield Found(
        event=start.event,
        steps=tuple(steps),
        sentence=f"Placed for adoption {watch.since(start)} and no adoption order; {said}.",
    )


def _last_return(watch: Watch) -> int:
    returns = watch.journey.stretches("return")
    return max([watch.journey.period_place, *(returned.place for returned in returns)])


def disrupted(watch: Watch) -> Iterator[Found]:
    """An adoptive placement ended without an order, and nothing has been planned since."""
    journey = watch.journey
    returned = running(journey, "return")
    if returned is None or running(journey, "care") is None or returned.place <= journey.period_place:
        return
    since = [plan.place for plan in journey.plans]
    since += [m.place for m in journey.of_kind("match-decision") if m.event.word("outcome") != "no"]
    since += [m.place for m in journey.of_kind("adm-decision-reversed")]
    if any(place > returned.place for place in since):
        return
    start = watch.tracked(started(returned))
    yield Found(
        event=start.event,
        steps=(Step(on=start.on),),
        sentence=f"The adoptive placement ended on {shown(returned.started_on)} without an order; no new plan, match, "
        "placing or reversal is recorded since.",
    )


def moves_many(watch: Watch) -> Iterator[Found]:
    """The child has lived with many carers in a short time."""
    many = watch.threshold.count("placements")
    turns = [p.stretch.started_on for p in watch.journey.placements]
    turns += [_forgotten(watch, p.stretch.end.on) for p in watch.journey.placements if p.stretch.end is not None]
    enough, since = run_of(lambda day: _carers(watch, day) >= many, turns, watch.day)
    if not enough:
        return
    began = [p.stretch for p in watch.journey.placements if p.stretch.started_on <= since]
    yield Found(
        event=began[-1].start.id,
        steps=(Step(on=since),),
        sentence=f"{_carers(watch, watch.day)} placements with different carers in the last "
        f"{watch.threshold.words('months')}, the latest from {shown(_latest_move(watch))}.",
    )


def _carers(watch: Watch, day: date) -> int:
    return carers(watch.journey, day, lambda ended: _forgotten(watch, ended), NO_MOVE)


def _forgotten(watch: Watch, ended: date) -> date:
    """The first day on which a placement that ended on a day no longer counts."""
    return watch.reached(ended, "months")


def _latest_move(watch: Watch) -> date:
    moves = [p.stretch.started_on for p in watch.journey.placements if p.type not in NO_MOVE]
    return max(day for day in moves if day <= watch.day)


def placed_without_authority(watch: Watch) -> Iterator[Found]:
    """The child was placed for adoption on a day without authority to place."""
    placed = running(watch.journey, "placed")
    # A consent can only be seen where people record it.
    if placed is None or not placed.exact or placed.started_on < watch.circumstances.sight.tracking_from:
        return
    day = placed.started_on
    authorities = watch.journey.stretches("authority")
    if any(a.touches(day) or (not a.exact and a.started_on > day) for a in authorities) or _agreed(watch, day):
        return
    yield Found(
        event=placed.start.id,
        steps=(Step(on=day),),
        sentence=f"Placed for adoption on {shown(day)} without a placement order, consent or agreement in force.",
    )


def _agreed(watch: Watch, day: date) -> bool:
    """Whether a child under six weeks old was placed with a written agreement."""
    dob = watch.journey.child.dob
    agreed = any(moment.on <= day for moment in this_period(watch.journey, "placement-agreement"))
    return agreed and dob is not None and day < watch.threshold.after(dob, "weeks")


def no_legal_basis(watch: Watch) -> Iterator[Found]:
    """The temporary approval of the carers has run out, and the child still lives with them."""
    approvals = this_period(watch.journey, "temporary-approval")
    approval = approvals[-1] if approvals else None
    if approval is None or _has_moved_on(watch, approval):
        return
    last, said = _runs_to(watch, approval)
    yield Found(
        event=approval.event.id,
        steps=(Step(on=day_after(last)),),
        sentence=f"The temporary approval of {shown(approval.on)} ran out on {shown(last)}{said}, and the child still "
        "lives there.",
    )


def _has_moved_on(watch: Watch, approval: Moment) -> bool:
    """Whether the placement that was approved has ended, or its carers are approved in full.

    An approval may come before the child moves in; where no such placement is recorded, any later move ends it.
    """
    placements = [p for p in watch.journey.placements if p.stretch.end is None or p.stretch.end.place > approval.place]
    approved = next((p for p in placements if p.type == TEMPORARY), None)
    if approved is not None:
        return approved.stretch.end is not None
    moves = this_period(watch.journey, "placement-started", "placement-ended", "placed-for-adoption")
    return any(move.place > approval.place for move in moves)


def _runs_to(watch: Watch, approval: Moment) -> tuple[date, str]:
    """The last day of a temporary approval, with its extension where there is one, and how to say it."""
    last = watch.reached(approval.on, "eased-weeks" if EASED.holds(approval.on) else "weeks")
    extended = [m for m in this_period(watch.journey, "temporary-approval-extended") if m.place > approval.place]
    if not extended:
        return last, ""
    most = watch.threshold.count("extension-weeks")
    weeks = min(extended[0].event.whole("weeks") or most, most)
    return last + timedelta(weeks=weeks), f", extended by {weeks} weeks"
