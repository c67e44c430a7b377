"""The child's own clock: how old it was at each step, how long it has been in care, how often it has moved."""

from collections.abc import Iterator
from datetime import date

from dateutil.relativedelta import relativedelta

from permtrack.domain.days import age_in_months
from permtrack.domain.journey import Journey
from permtrack.domain.records import record
from permtrack.domain.stretches import Placement, Stretch

STEPS = (
    ("decision", "decision that the child should be placed for adoption"),
    ("order", "placement order"),
    ("placed", "placed for adoption"),
)


@record
class AgeAt:
    """A step of the child's life and the age at it; unknown without a day of birth, or before birth."""

    step: str
    what: str
    on: date
    exact: bool
    age_months: int | None


@record
class InCare:
    """The period of care that runs, or ran last: its days and completed months, and how often the child moved in it.

    A move is a change of home: a placement of this period, adoptive ones too, after the first. Staying with the same
    carers is none, whatever the placement is called, nor is a placement begun and ended on one day. `exact` is False
    where the period may have begun earlier: then there may be more of everything.
    """

    started_on: date
    ended_on: date | None
    ended_by: str
    exact: bool
    days: int
    months: int
    placements: int
    moves: int


def ages(journey: Journey) -> tuple[AgeAt, ...]:
    """The age on entering care and at the decision, placement order, placing and adoption order of this period."""
    return tuple(_ages(journey))


def _ages(journey: Journey) -> Iterator[AgeAt]:
    care = last_period(journey)
    if care is not None:
        yield _age_at(journey, "entry", "entered care", care)
    for name, what in STEPS:
        found = [s for s in journey.stretches(name) if care is None or s.end is None or s.end.place > care.place]
        if found:
            yield _age_at(journey, name, what, found[-1])
    if journey.adopted_on is not None:
        age = _age(journey.child.dob, journey.adopted_on)
        yield AgeAt(step="adopted", what="adoption order", on=journey.adopted_on, exact=True, age_months=age)


def _age_at(journey: Journey, step: str, what: str, began: Stretch) -> AgeAt:
    age = _age(journey.child.dob, began.started_on) if began.exact else None
    return AgeAt(step=step, what=what, on=began.started_on, exact=began.exact, age_months=age)


def _age(dob: date | None, on: date) -> int | None:
    return age_in_months(dob, on) if dob is not None and dob <= on else None


def last_period(journey: Journey) -> Stretch | None:
    """The period of care that runs, or ran last."""
    periods = journey.stretches("care")
    return periods[-1] if periods else None


def in_care(journey: Journey) -> InCare | None:
    """The last period of care; None for a child never looked after."""
    care = last_period(journey)
    if care is None:
        return None
    until = care.end.on if care.end else journey.as_at
    between = relativedelta(until, care.started_on)
    homes = _homes(journey, care)
    return InCare(
        started_on=care.started_on,
        ended_on=care.end.on if care.end else None,
        ended_by=care.end.why if care.end else "",
        exact=care.exact,
        days=(until - care.started_on).days,
        months=between.years * 12 + between.months,
        placements=len(placements_of(journey, care)),
        moves=max(len(homes) - 1, 0),
    )


def placements_of(journey: Journey, care: Stretch) -> tuple[Placement, ...]:
    """The placements of a period of care, in time order."""
    return tuple(
        placement
        for placement in journey.placements
        if placement.stretch.place > care.place and (care.end is None or placement.stretch.place < care.end.place)
    )


def _homes(journey: Journey, care: Stretch) -> list[Placement]:
    """The placements of a period that began a new home."""
    homes: list[Placement] = []
    carer: str | None = None
    for placement in placements_of(journey, care):
        stretch = placement.stretch
        if stretch.end is not None and stretch.end.on == stretch.started_on:
            continue
        named = stretch.start.word("carer") or stretch.start.word("family")
        if not homes or not (placement.same_carer or (named is not None and named == carer)):
            homes.append(placement)
        carer = named or (carer if placement.same_carer else None)
    return homes
