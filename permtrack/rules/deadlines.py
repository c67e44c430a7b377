"""Every deadline of one child: the journey held against the rulebook.

A deadline has three answers: a day, met, or cannot be assessed with the reason. How a single duty is judged is in
`settling`, what repeats in `series`, what is owed once in `single`, how days are found in `counting`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from permtrack.domain.events import Event
from permtrack.domain.findings import Deadline, Status
from permtrack.domain.journey import Journey
from permtrack.domain.records import record
from permtrack.rules.policy.beside import every_series
from permtrack.rules.rulebook import Tier
from permtrack.rules.single import single_deadlines
from permtrack.rules.surroundings import Case, Surroundings

OPEN = frozenset({Status.OVERDUE, Status.DUE_TODAY, Status.DUE_SOON, Status.UPCOMING})
STRICTNESS = {tier.value: place for place, tier in enumerate(Tier)}


@record
class Found:
    """The deadlines of a child, and the ids of the rules whose duty has not closed, whether or not a deadline was kept."""

    deadlines: tuple[Deadline, ...]
    asked: frozenset[str]


def deadlines(journey: Journey, surroundings: Surroundings, waivers: Iterable[Event] = ()) -> tuple[Deadline, ...]:
    """Every deadline of the child as at the journey's day, in the rulebook's order, each by its trigger day.

    Those of one trigger and one due day that are still open point to the strictest among them by `same_as`.
    """
    return found_for(journey, surroundings, waivers).deadlines


def found_for(
    journey: Journey, surroundings: Surroundings, waivers: Iterable[Event] = (), *, running_only: bool = False
) -> Found:
    """The deadlines of the child; with `running_only` none that belong to the history."""
    case = Case(journey=journey, surroundings=surroundings, waivers=tuple(waivers), running_only=running_only)
    # The chains come first: they show which reviews have a known number.
    found = [*every_series(case), *single_deadlines(case)]
    if running_only:
        found = [deadline for deadline in found if deadline.running]
    places = surroundings.rulebook.places
    found.sort(key=lambda deadline: (places[deadline.rule], deadline.trigger.on if deadline.trigger else date.min))
    return Found(deadlines=_one_line_a_cause(found), asked=frozenset(case.asked))


def _one_line_a_cause(found: list[Deadline]) -> tuple[Deadline, ...]:
    first: dict[tuple[object, ...], Deadline] = {}
    for deadline in sorted(found, key=lambda deadline: STRICTNESS[deadline.tier]):
        if _shares_a_line(deadline):
            first.setdefault(_cause(deadline), deadline)
    return tuple(_naming(deadline, first) for deadline in found)


def _shares_a_line(deadline: Deadline) -> bool:
    return deadline.status in OPEN and deadline.due_on is not None and not deadline.is_benchmark


def _cause(deadline: Deadline) -> tuple[object, ...]:
    return (deadline.trigger, deadline.due_on, deadline.status)


def _naming(deadline: Deadline, first: dict[tuple[object, ...], Deadline]) -> Deadline:
    if not _shares_a_line(deadline):
        return deadline
    strictest = first[_cause(deadline)]
    return deadline if strictest is deadline else replace(deadline, same_as=strictest.id)
