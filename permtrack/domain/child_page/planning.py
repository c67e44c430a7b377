"""What is planned for the child and by whom, and why it takes longer."""

from collections.abc import Sequence
from datetime import date, timedelta

from permtrack.domain.delays import told_delay
from permtrack.domain.drift_facts import plan_run, status_run, this_period
from permtrack.domain.findings import Delay
from permtrack.domain.journey import Journey
from permtrack.domain.records import record
from permtrack.domain.telling import PERMANENT

SILENT_DAYS = 28
"""How long after a plan was made a review that does not say what it planned is named beside it."""
PEOPLE = ("worker", "team", "iro", "family_finder")


@record
class SilentReview:
    """A review of which nothing is recorded of what it planned; `returned` where it is known from a return alone."""

    on: date
    returned: bool


@record
class Planned:
    """The plan that stands. `ratified_on` is the day of the first review, since it became the plan, that recorded it.

    A review that does not say what is planned ratifies nothing; `silent_review` is the first one of the plan's own day or
    the four weeks after it. Where care has ended, `achieved` says how and `ended_on` when: how is None for an end that is no
    permanence; `until_then` is the primary plan that stood.
    """

    primary: str | None
    parallel: tuple[str, ...]
    since: date | None
    ratified_on: date | None
    silent_review: SilentReview | None = None
    achieved: str | None = None
    ended_on: date | None = None
    until_then: str | None = None


@record
class Considered:
    """Whether early permanence was last considered with the answer yes or no, and on which day."""

    outcome: str | None
    on: date


@record
class Family:
    """The child's brothers and sisters in the ledger: the group's code, their refs, the last decision on them.

    `searched_together` are those of them for whom a family is sought together with this child: the decision is
    together, and adoption is planned for both.
    """

    group: str
    others: tuple[str, ...]
    outcome: str | None
    decided_on: date | None
    searched_together: tuple[str, ...]


@record
class Person:
    """Who has a part in the child's case, by a code, and since when where a change was recorded."""

    role: str
    who: str
    since: date | None


def planned(journey: Journey) -> Planned:
    """The plan as it stands, with nothing in it where none is recorded."""
    plan = journey.plan
    if plan is None:
        return _planned_until(journey)
    began = plan_run(journey, lambda earlier: earlier.primary == plan.primary)
    since = began.on if began else plan.on
    reviews = (r.on for r in this_period(journey, "review") if r.on >= since and r.event.word("plan") == plan.primary)
    return Planned(
        primary=plan.primary,
        parallel=plan.parallel,
        since=since,
        ratified_on=next(reviews, None) if plan.primary else None,
        silent_review=_silent_review(journey, since),
    )


def _silent_review(journey: Journey, since: date) -> SilentReview | None:
    last = since + timedelta(days=SILENT_DAYS)
    held = (r for r in this_period(journey, "review") if since <= r.on <= last and r.event.word("plan") is None)
    first = next(held, None)
    return SilentReview(on=first.on, returned=not first.event.is_local) if first else None


def _planned_until(journey: Journey) -> Planned:
    """Where no plan stands: what was achieved, and what was planned until then, for a child whose care has ended."""
    care = journey.stretches("care")
    end = care[-1].end if care else None
    last = journey.plans[-1] if journey.plans else None
    return Planned(
        primary=None,
        parallel=(),
        since=None,
        ratified_on=None,
        achieved=end.why if end and end.why in PERMANENT else None,
        ended_on=end.on if end else None,
        until_then=last.before if end and last and last.on == end.on else None,
    )


def status_since(journey: Journey) -> tuple[date, bool] | None:
    """Since when the legal status has been what it is, and whether that day is exact."""
    began = status_run(journey, journey.status) if journey.status else None
    return (began.on, began.exact) if began else None


def early_permanence(journey: Journey) -> Considered | None:
    """The last time early permanence was considered in this period; None where that is not recorded."""
    told = this_period(journey, "early-permanence-considered")
    return Considered(outcome=told[-1].event.word("outcome"), on=told[-1].on) if told else None


def family(journey: Journey, siblings: Sequence[Journey]) -> Family | None:
    """The sibling group; None for a child of none. `siblings` are the other children of the group."""
    group = journey.child.sibling_group
    if group is None:
        return None
    decisions = this_period(journey, "sibling-decision")
    outcome = decisions[-1].event.word("outcome") if decisions else None
    sought = outcome == "together" and _is_sought(journey)
    return Family(
        group=group,
        others=tuple(sorted(other.child.ref for other in siblings)),
        outcome=outcome,
        decided_on=decisions[-1].on if decisions else None,
        searched_together=tuple(sorted(o.child.ref for o in siblings if sought and _is_sought(o))),
    )


def _is_sought(journey: Journey) -> bool:
    return journey.plan is not None and journey.plan.has_adoption and not _is_placed(journey)


def _is_placed(journey: Journey) -> bool:
    return any(placed.lasts_on(journey.as_at) for placed in journey.stretches("placed"))


def people(journey: Journey) -> tuple[Person, ...]:
    """Worker, team, reviewing officer and family finder, those that are known."""
    found = []
    for role in PEOPLE:
        who = getattr(journey.child, role)
        if who:
            changes = [
                m.on
                for m in journey.of_kind("worker-changed")
                if m.event.word("role") == role and m.event.word("to") == who
            ]
            found.append(Person(role=role, who=who, since=changes[-1] if changes else None))
    return tuple(found)


def delays(journey: Journey) -> tuple[Delay, ...]:
    """The reasons for delay of this period whose time is not over; where there are none, the last one that is."""
    told = [told_delay(m.event, journey.as_at) for m in this_period(journey, "delay-recorded")]
    running = tuple(delay for delay in told if not delay.is_over)
    return running or tuple(told[-1:])
