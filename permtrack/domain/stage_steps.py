"""The steps between the stages of a child's way to adoption: which of them stand in a period of care, and since when."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from permtrack.domain.records import record
from permtrack.domain.stretches import Moment, Stretch

if TYPE_CHECKING:
    from permtrack.domain.journey import Journey


@record
class Step:
    """A step reached on a day. The stage after it is counted from `counted_from`: later where the child came back to it.

    `exact` tells how well the day of the step is known, `start_exact` that from which is counted; `by_consent` marks
    authority to place that section 19 consent gave, `stood_already` authority that outlasted the reversal of one decision
    and so was there when the next was made.
    """

    on: date
    exact: bool
    counted_from: date
    start_exact: bool
    is_local: bool
    resumed: bool = False
    by_consent: bool = False
    stood_already: bool = False

    def back_on(self, back: Moment | None) -> "Step":
        """The step with its stage counted from when the child came back to it, where it did."""
        if back is None:
            return self
        return replace(self, counted_from=back.on, start_exact=back.exact, resumed=True)


Steps = tuple[Step | None, Step | None, Step | None, Step | None, Step | None, Step | None]


def steps_reached(journey: "Journey", care: Stretch) -> Steps:
    """Entry, plan of adoption at a review, decision, authority to place, placing and order, as they stand.

    Where care has ended, as they stood when it ended. Authority that outlasts the reversal of its decision leads nowhere
    until adoption is decided anew, and from then on to the placing.
    """
    decision = _standing(journey, "decision", care)
    placed = _standing(journey, "placed", care)
    reversal = reversed_under_order(journey, care)
    authority = _standing(journey, "authority", care) if reversal is None or placed else None
    planned = _planned_at_review(journey, care, decision)
    return (
        _of(care).back_on(_way_left(journey, care, planned or decision)),
        _step(planned),
        _of(decision).back_on(_authority_lost(journey, care, decision, authority)) if decision else None,
        _authorised(journey, care, authority, placed, decision) if authority else None,
        _of(placed) if placed else None,
        _step(_adopted(care)),
    )


@record
class Reversal:
    """A decision that was reversed, and the authority to place that came of it and still stands."""

    decision: Stretch
    reversed_on: date
    authority: Stretch


def reversed_under_order(journey: "Journey", care: Stretch) -> Reversal | None:
    """The reversal that left authority to place standing, where adoption was not decided anew."""
    authority = _standing(journey, "authority", care)
    if authority is None or _standing(journey, "decision", care) is not None:
        return None
    return _outlasted(journey, care, authority)


def _outlasted(journey: "Journey", care: Stretch, authority: Stretch) -> Reversal | None:
    """The reversal that authority to place has outlasted."""
    before = [way for way in _within(care, journey.stretches("decision")) if way.place < authority.place]
    end = before[-1].end if before else None
    if end is None or end.place < authority.place:
        return None
    return Reversal(decision=before[-1], reversed_on=end.on, authority=authority)


def _of(stretch: Stretch) -> Step:
    return _at(stretch.beginning())


def _at(moment: Moment) -> Step:
    return Step(
        on=moment.on,
        exact=moment.exact,
        counted_from=moment.on,
        start_exact=moment.exact,
        is_local=moment.event.is_local,
    )


def _step(moment: Moment | None) -> Step | None:
    return _at(moment) if moment else None


def _within(care: Stretch, stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches that held in a period of care, also those begun before it."""
    return [
        stretch
        for stretch in stretches
        if (stretch.end is None or stretch.end.place > care.place)
        and (care.end is None or stretch.place <= care.end.place)
    ]


def _standing(journey: "Journey", name: str, care: Stretch) -> Stretch | None:
    """The stretch of a name that holds at the end of the as-at day or, where care has ended, held until it did."""
    found = _within(care, journey.stretches(name))
    if not found:
        return None
    end, last = found[-1].end, care.end.place if care.end else len(journey.events)
    return found[-1] if end is None or end.place >= last else None


def _planned_at_review(journey: "Journey", care: Stretch, decision: Stretch | None) -> Moment | None:
    """The first review to record adoption as the plan, since adoption became the plan that led to the decision.

    Without a decision, the plan that stands. A review that does not say what is planned plans nothing.
    """
    if decision is not None:
        runs = [run for run in journey.stretches("adoption-plan") if _holds(run, decision.place)]
    else:
        standing = _standing(journey, "adoption-plan", care)
        runs = [standing] if standing else []
    for run in runs:
        for review in journey.of_kind("review"):
            if _holds(run, review.place) and review.event.word("plan") == "adoption":
                return review if decision is None or review.on <= decision.started_on else None
    return None


def _holds(run: Stretch, place: int) -> bool:
    return run.place <= place and (run.end is None or place < run.end.place)


def _way_left(journey: "Journey", care: Stretch, begun: Moment | Stretch | None) -> Moment | None:
    """When a way to adoption decided or planned at a review was last left, before the present one began."""
    before = begun.place if begun else len(journey.events)
    ways = _within(care, (*journey.stretches("decision"), *_reviewed_plans(journey)))
    left = [way.end for way in ways if way.end is not None and way.end.place <= before]
    last = care.end.place if care.end else len(journey.events)
    return max((end for end in left if end.place < last), key=_when, default=None)


def _reviewed_plans(journey: "Journey") -> list[Stretch]:
    """The times in which adoption was the plan and a review recorded it."""
    reviews = [r.place for r in journey.of_kind("review") if r.event.word("plan") == "adoption"]
    return [run for run in journey.stretches("adoption-plan") if any(_holds(run, place) for place in reviews)]


def _authority_lost(journey: "Journey", care: Stretch, decision: Stretch, authority: Stretch | None) -> Moment | None:
    """When authority to place last ended while the decision stood, before the authority that stands now."""
    before = authority.place if authority else len(journey.events)
    last = care.end.place if care.end else len(journey.events)
    ends = (stretch.end for stretch in _within(care, journey.stretches("authority")) if stretch.end is not None)
    return max((e for e in ends if decision.place < e.place <= min(before, last - 1)), key=_when, default=None)


def _authorised(
    journey: "Journey", care: Stretch, authority: Stretch, placed: Stretch | None, decision: Stretch | None
) -> Step:
    """Authority to place; counted anew from a return, from a decision made anew, and from entering care again under it."""
    step = replace(_of(authority), by_consent=authority.start.kind == "consent-given")
    if (
        authority.place < care.place
        and authority.started_on < care.started_on
        and care.exact
        and _left_before(journey, care)
    ):
        step = step.back_on(care.beginning())
    anew = decision is not None and decision.place > authority.place
    if decision is not None and anew and _outlasted(journey, care, authority) is not None:
        step = replace(step.back_on(decision.beginning()), stood_already=True)
    before = placed.place if placed else len(journey.events)
    returns = [r for r in _within(care, journey.stretches("return")) if care.place < r.place <= before]
    back = returns[-1].beginning() if returns else None
    return step.back_on(back if back and back.on > step.counted_from else None)


def _when(moment: Moment) -> tuple[date, int]:
    return moment.on, moment.place


def _left_before(journey: "Journey", care: Stretch) -> bool:
    return any(earlier.place < care.place for earlier in journey.stretches("care"))


def _adopted(care: Stretch) -> Moment | None:
    return care.end if care.end is not None and care.end.why == "adopted" else None
