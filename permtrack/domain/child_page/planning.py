"""What is planned for the child and by whom, and why it takes longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from permtrack.domain.drift_facts import plan_run, status_run, this_period
from permtrack.domain.journey import Journey

PEOPLE = ("worker", "team", "iro", "family_finder")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan that stands. `ratified_on` is the day of the first review, since it became the plan, that recorded it.

    A review that does not say what is planned ratifies nothing.
    """

    primary: str | None
    parallel: tuple[str, ...]
    since: date | None
    ratified_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """Whether early permanence was last considered with the answer yes or no, and on which day."""

    outcome: str | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who has a part in the child's case, by a code, and since when where a change was recorded."""

    role: str
    who: str
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """A reason for delay: whose it is, since and until when, what it explains. `is_over` where its time has passed."""

    reason: str | None
    whose: str | None
    since: date
    until: date | None
    rule: str | None
    is_over: bool


def planned(journey: Journey) -> Planned:
    """The plan as it stands, with nothing in it where none is recorded."""
    plan = journey.plan
    if plan is None:
        return Planned(primary=None, parallel=(), since=None, ratified_on=None)
    began = plan_run(journey, lambda earlier: earlier.primary == plan.primary)
    since = began.on if began else plan.on
    reviews = (r.on for r in this_period(journey, "review") if r.on >= since and r.event.word("plan") == plan.primary)
    return Planned(
        primary=plan.primary,
        parallel=plan.parallel,
        since=since,
        ratified_on=next(reviews, None) if plan.primary else None,
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
    told = [
        Delay(
            reason=m.event.word("reason"),
            whose=m.event.word("whose"),
            since=m.on,
            until=m.event.day("until"),
            rule=m.event.word("rule"),
            is_over=(until := m.event.day("until")) is not None and until < journey.as_at,
        )
        for m in this_period(journey, "delay-recorded")
    ]
    running = tuple(delay for delay in told if not delay.is_over)
    return running or tuple(told[-1:])
