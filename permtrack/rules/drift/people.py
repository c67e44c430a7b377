"""Alerts about the people around the child: brothers and sisters, workers; and about birthdays."""

from collections.abc import Iterator
from datetime import date

from permtrack.domain.days import years_after
from permtrack.domain.drift_facts import last_end, plan_on, plan_run, run_of, running, this_period
from permtrack.domain.findings import Severity
from permtrack.domain.journey import Journey
from permtrack.domain.stretches import Moment, Stretch
from permtrack.domain.typed_dates import shown
from permtrack.rules.drift.clock import Found, Step, Watch, concern, counted, started
from permtrack.rules.drift.plans import plan_words

TOGETHER_OR_APART = frozenset({"together", "apart"})


def diverge(watched: Watch) -> Iterator[Found]:
    """Brothers or sisters in care have different plans, or one is placed without the other, and nobody decided so.

    Among the children of the group for whom it is true, the one whose ref comes first covers the alerts of the others.
    """
    journey, siblings = watched.journey, _siblings(watched)
    if not siblings:
        return
    changes = [day for one in (journey, *siblings) for day in _turns(one)]
    true, since = run_of(lambda day: _diverge_on(journey, siblings, day), changes, watched.day)
    if not true:
        return
    yield Found(
        event=_what_happened(journey, siblings, since),
        steps=(Step(on=since),),
        sentence=_apart_said(journey, siblings, watched.day),
        covers=_of_the_others(watched, siblings),
    )


def _siblings(watched: Watch) -> tuple[Journey, ...]:
    """The other children of the sibling group who are in care and under 18."""
    child = watched.journey.child
    return tuple(
        other
        for other in watched.circumstances.siblings
        if child.sibling_group is not None
        and other.child.sibling_group == child.sibling_group
        and other.child.id != child.id
        and other.in_care
        and (other.eighteenth is None or other.as_at < other.eighteenth)
    )


def _diverge_on(journey: Journey, siblings: tuple[Journey, ...], day: date) -> bool:
    if not _lasts(journey, "care", day) or _decided_by(journey, day):
        return False
    return any(_lasts(other, "care", day) and _differ_on(journey, other, day) for other in siblings)


def _decided_by(journey: Journey, day: date) -> bool:
    told = this_period(journey, "sibling-decision")
    return any(m.on <= day and m.event.word("outcome") in TOGETHER_OR_APART for m in told)


def _differ_on(one: Journey, other: Journey, day: date) -> bool:
    plans = {_primary_on(one, day), _primary_on(other, day)} - {None}
    return len(plans) > 1 or _lasts(one, "placed", day) is not _lasts(other, "placed", day)


def _primary_on(journey: Journey, day: date) -> str | None:
    plan = plan_on(journey, day)
    return plan.primary if plan else None


def _lasts(journey: Journey, name: str, day: date) -> bool:
    return any(stretch.lasts_on(day) for stretch in journey.stretches(name))


def _turns(journey: Journey) -> Iterator[date]:
    """The days on which a child's part in the comparison can change."""
    yield from (plan.on for plan in journey.plans_of_period)
    for name in ("care", "placed"):
        for stretch in journey.stretches(name):
            yield from _ends_of(stretch)


def _ends_of(stretch: Stretch) -> Iterator[date]:
    yield stretch.started_on
    if stretch.end is not None:
        yield stretch.end.on


def _what_happened(journey: Journey, siblings: tuple[Journey, ...], day: date) -> str:
    """The event of a day from which children of a group have gone different ways: the child's own, else a sibling's."""
    for one in (journey, *siblings):
        placed = one.stretches("placed")
        told = [plan.event for plan in one.plans_of_period if plan.on == day]
        told += [stretch.start for stretch in (*placed, *one.stretches("care")) if stretch.started_on == day]
        told += [stretch.end.event for stretch in placed if stretch.end is not None and stretch.end.on == day]
        if told:
            return told[0].id
    return journey.child.id


def _apart_said(journey: Journey, siblings: tuple[Journey, ...], day: date) -> str:
    placed = [_lasts(one, "placed", day) for one in (journey, *siblings)]
    plans = sorted({plan_words(plan) for one in (journey, *siblings) if (plan := _primary_on(one, day))})
    ways = [f"have different plans ({', '.join(plans)})"] if len(plans) > 1 else []
    ways += ["are not all placed for adoption"] if any(placed) and not all(placed) else []
    return (
        f"Of sibling group {journey.child.sibling_group}, {len(siblings) + 1} children in care "
        f"{' and '.join(ways)}, and no decision of together or apart is recorded."
    )


def _of_the_others(watched: Watch, siblings: tuple[Journey, ...]) -> tuple[str, ...]:
    """The ids of the same alert for the other children, where this child's ref comes first among them."""
    everyone = (watched.journey, *siblings)
    true = [
        one
        for one in everyone
        if concern(one).of(watched.threshold) is not None
        and _diverge_on(one, tuple(other for other in everyone if other is not one), watched.day)
    ]
    if min(true, key=lambda one: one.child.ref) is not watched.journey:
        return ()
    return tuple(_id_of(watched, one, everyone) for one in true if one is not watched.journey)


def _id_of(watched: Watch, one: Journey, everyone: tuple[Journey, ...]) -> str:
    others = tuple(other for other in everyone if other is not one)
    changes = [day for journey in everyone for day in _turns(journey)]
    _, since = run_of(lambda day: _diverge_on(one, others, day), changes, watched.day)
    return f"{one.child.ref}:{watched.threshold.id}:{_what_happened(one, others, since)}"


def undecided(watched: Watch) -> Iterator[Found]:
    """The plan is adoption, the child has brothers or sisters, and nobody decided on together or apart."""
    journey, plan = watched.journey, watched.journey.plan
    if journey.child.sibling_group is None or plan is None or plan.primary != "adoption":
        return
    began = plan_run(journey, lambda earlier: earlier.primary == "adoption")
    if began is None or this_period(journey, "sibling-decision"):
        return
    start = watched.tracked(started(began))
    yield Found(
        event=start.event,
        steps=(Step(on=watched.reached(start.on, "weeks")),),
        sentence=f"The plan is adoption since {shown(began.on)}, the child belongs to sibling group "
        f"{journey.child.sibling_group}, and no decision of together or apart is recorded "
        f"{watched.within(start, began.on)}.",
    )


def worker_changed(watched: Watch) -> Iterator[Found]:
    """The worker changed since the last tracking meeting, or there were many workers in a short time."""
    changes = [m for m in this_period(watched.journey, "worker-changed") if m.event.word("role") == "worker"]
    if not changes:
        return
    meetings = [m.on for m in this_period(watched.journey, "tracking-meeting")]
    turns = [*meetings, *(m.on for m in changes), *(watched.reached(m.on, "months") for m in changes)]
    severity, since = run_of(lambda day: _worker_severity(watched, changes, meetings, day), turns, watched.day)
    if severity is None:
        return
    before = [change for change in changes if change.on <= since]
    yield Found(
        event=before[-1].event.id,
        steps=(Step(on=since, severity=severity),),
        sentence=f"The worker last changed on {shown(changes[-1].on)}{_number_of_workers(watched, changes)}.",
    )


def _number_of_workers(watched: Watch, changes: list[Moment]) -> str:
    """`: 3 workers in the last 12 months`; nothing where one is recorded, and somebody unknown before."""
    number, unknown = len(_workers(watched, changes, watched.day)), _is_first_unknown(watched, changes)
    if unknown and number == 1:
        return ""
    in_time = f"{counted(number, 'worker')} in the last {watched.threshold.words('months')}"
    return f": {'at least ' if unknown else ''}{in_time}"


def _worker_severity(watched: Watch, changes: list[Moment], meetings: list[date], day: date) -> Severity | None:
    if len(_workers(watched, changes, day)) >= watched.threshold.count("workers"):
        return Severity.AMBER
    last = max((held for held in meetings if held <= day), default=date.min)
    return watched.threshold.severity if any(last < change.on <= day for change in changes) else None


def _workers(watched: Watch, changes: list[Moment], day: date) -> set[str]:
    """The workers recorded of a child within the time that counts; who was replaced first may not be among them."""
    known = [change for change in changes if change.on <= day]
    found = set()
    name = watched.journey.first_worker
    for change in known:
        if name is not None and day < watched.reached(change.on, "months"):
            found.add(name)
        name = change.event.word("to") or change.event.id
    return found | {name} if name is not None else found


def _is_first_unknown(watched: Watch, changes: list[Moment]) -> bool:
    """Whether, within the time that counts, somebody was replaced of whom nothing is recorded."""
    within = watched.day < watched.reached(changes[0].on, "months")
    return within and watched.journey.first_worker is None


def age_scope(watched: Watch) -> Iterator[Found]:
    """A birthday is near that changes what is asked."""
    dob = watched.journey.child.dob
    if dob is None:
        return
    for age, since, why in _ages(watched):
        birthday = years_after(dob, age)
        first = birthday - (watched.reached(birthday, "weeks") - birthday)
        if watched.day < birthday:
            yield Found(
                event=watched.journey.child.id,
                steps=(Step(on=max(first, since)),),
                sentence=f"Turns {age} on {shown(birthday)}: {why}.",
            )


def _ages(watched: Watch) -> Iterator[tuple[int, date, str]]:
    """The ages that matter to this child, each with the first day on which it did, and why."""
    journey = watched.journey
    adoption = plan_run(journey, lambda plan: plan.has_adoption)
    if adoption is not None and running(journey, "placed") is None:
        returned = last_end(journey, "placed")
        yield 2, max(adoption.on, returned.on if returned else adoption.on), "adoption is planned and not yet placed"
    if watched.circumstances.casework_from is not None:
        yield 5, watched.circumstances.casework_from, "health assessments become yearly"
    authority = running(journey, "authority")
    yield 18, date.min, "care ends, and authority to place with it" if authority else "care ends"
