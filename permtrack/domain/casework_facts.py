"""The standing facts of casework: placements as they are visited, health, temporary approval.

They are part of the journey, in a room of their own; `journey` gives them their names.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from permtrack.domain.days import months_after, years_after
from permtrack.domain.stretches import Moment, Placement, Stretch

if TYPE_CHECKING:
    from permtrack.domain.journey import Journey

TEMPORARY = "connected-person-temporary"
HEALTH_MONTHS = 6
HEALTH_AGE = 5


def first_placements(journey: "Journey") -> tuple[Stretch, ...]:
    """The first placement of each period of care, lasting as a duty until care ends."""
    found = []
    for care in journey.stretches("care"):
        within = [p.stretch for p in journey.placements if care.touches(p.stretch.started_on)]
        if within:
            found.append(replace(within[0], end=care.end))
    return tuple(found)


def placements_in_care(journey: "Journey") -> tuple[Stretch, ...]:
    """Every placement that is not adoptive; a care order made while the child lives with a parent divides it."""
    return tuple(part for p in journey.placements if p.type != "adoptive" for part in _divided(journey, p))


def _divided(journey: "Journey", placement: Placement) -> Iterator[Stretch]:
    stretch = placement.stretch
    order = _care_order_with_parent(journey, placement)
    if order is None:
        yield stretch
        return
    yield stretch.ended(replace(order, why="a care order was made"))
    yield Stretch(
        started_on=order.on, start=order.event, place=order.place, exact=order.exact, end=stretch.end, continued=True
    )


def _care_order_with_parent(journey: "Journey", placement: Placement) -> Moment | None:
    stretch = placement.stretch
    if placement.type != "parent":
        return None
    made = (status for status in journey.statuses if status.why == "co" and status.place > stretch.place)
    return next((status for status in made if stretch.lasts_on(status.on)), None)


def placed_unreviewed(journey: "Journey") -> tuple[Stretch, ...]:
    """Each adoptive placement until the first review in it."""
    return tuple(placed.ended(_first_review(journey, placed)) for placed in journey.stretches("placed"))


def _first_review(journey: "Journey", placed: Stretch) -> Moment | None:
    reviews = (r for r in journey.review_days if placed.touches(r.on))
    return next((replace(review, why="the first review was held") for review in reviews), None)


def visits_agreed(journey: "Journey") -> tuple[Stretch, ...]:
    """Each adoptive placement from the first review in it that agreed how often the child is visited."""
    found = []
    for placed in journey.stretches("placed"):
        agreed = next((r for r in journey.of_kind("review") if placed.touches(r.on) and _interval(r)), None)
        if agreed is not None:
            found.append(replace(placed, started_on=agreed.on, start=agreed.event, place=agreed.place))
    return tuple(found)


def _interval(review: Moment) -> int | None:
    return review.event.whole("interval_days")


def agreed_days(journey: "Journey", visited_on: date) -> int | None:
    """The days between visits that the last review to say so agreed, as at a visit."""
    said = [_interval(review) for review in journey.of_kind("review") if review.on <= visited_on and _interval(review)]
    return said[-1] if said else None


def temporary_placement_over(journey: "Journey") -> tuple[Moment, ...]:
    """The ends of placements with a temporarily approved connected person."""
    ends = (p.stretch.end for p in journey.placements if p.type == TEMPORARY)
    return tuple(end for end in ends if end is not None)


def _placement_on(journey: "Journey", day: date) -> Placement | None:
    running = [p for p in journey.placements if p.stretch.touches(day)]
    return running[-1] if running else None


def _status_on(journey: "Journey", day: date) -> str | None:
    said = [status.why for status in journey.statuses if status.on <= day]
    return said[-1] if said else None


def under_a_care_order(journey: "Journey", day: date) -> bool:
    """Whether the legal status on the day is an interim or a full care order."""
    return _status_on(journey, day) in {"ico", "co"}


def lasting_after_a_year(journey: "Journey", day: date) -> bool:
    """Whether the child has lived for a year in a placement meant to last until 18."""
    placement = _placement_on(journey, day)
    return placement is not None and placement.until_18 and day >= years_after(placement.stretch.started_on, 1)


def _closely_watched(journey: "Journey", day: date) -> bool:
    placement = _placement_on(journey, day)
    if placement is None:
        return False
    return placement.type == TEMPORARY or (placement.type == "parent" and _status_on(journey, day) == "ico")


def _reviewed_by(journey: "Journey", day: date) -> bool:
    care = journey.care_on(day)
    return care is not None and any(care.started_on <= review.on <= day for review in journey.review_days)


def watched_before_review(journey: "Journey", day: date) -> bool:
    """Whether the child lives with a temporary carer, or with a parent under an interim order, and was not reviewed."""
    return _closely_watched(journey, day) and not _reviewed_by(journey, day)


def watched_after_review(journey: "Journey", day: date) -> bool:
    """Whether the child lives with a temporary carer, or with a parent under an interim order, and has been reviewed."""
    return _closely_watched(journey, day) and _reviewed_by(journey, day)


def care_order_with_parent(journey: "Journey", day: date) -> bool:
    """Whether a care order was made on the day for a child living with a parent, not visited since."""
    visited = any(visit.on == day for visit in journey.of_kind("visit"))
    divided = (_care_order_with_parent(journey, placement) for placement in journey.placements)
    return not visited and any(order is not None and order.on == day for order in divided)


def health_followed(journey: "Journey") -> tuple[Stretch, ...]:
    """The times in care without a placing for adoption; after a return the next assessment is a first one again."""
    return tuple(replace(part, resumed=False) for part in journey.stretches("looked-after"))


def under_five_in_six_months(journey: "Journey", day: date) -> bool:
    """Whether six months from the day end before the fifth birthday."""
    dob = journey.child.dob
    return dob is not None and months_after(day, HEALTH_MONTHS) < years_after(dob, HEALTH_AGE)


CASEWORK_STRETCHES: Mapping[str, Callable[["Journey"], tuple[Stretch, ...]]] = {
    "first-placement": first_placements,
    "placement-in-care": placements_in_care,
    "placed-unreviewed": placed_unreviewed,
    "placed-visits-agreed": visits_agreed,
    "health": health_followed,
}

CASEWORK_MOMENTS: Mapping[str, Callable[["Journey"], tuple[Moment, ...]]] = {
    "temporary-placement-over": temporary_placement_over,
}

CASEWORK_CONDITIONS: Mapping[str, Callable[["Journey", date], bool]] = {
    "under-a-care-order": under_a_care_order,
    "lasting-placement-after-a-year": lasting_after_a_year,
    "temporary-carer-or-parent-before-review": watched_before_review,
    "temporary-carer-or-parent-after-review": watched_after_review,
    "care-order-made-with-parent": care_order_with_parent,
    "still-under-five-in-six-months": under_five_in_six_months,
}
