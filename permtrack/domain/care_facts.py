"""The standing facts of care and of adoption: authority, returns, waiting, plans, what closes a record.

They are part of the journey, in a room of their own; `journey` gives them their names.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from permtrack.domain.days import age_in_months
from permtrack.domain.events import Event
from permtrack.domain.stretches import Moment, Plan, Stretch, first_after

if TYPE_CHECKING:
    from permtrack.domain.journey import Journey

RELINQUISHED_MONTHS = 6
RETURNS = frozenset({"placement-ended", "placement-started"})
ADOPTED_FROM = date(2005, 12, 30)
"""The day the Adoption and Children Act 2002 came into force; the 100-year rule speaks of adoptions from then."""


def _told(name: str) -> Callable[["Journey"], tuple[Stretch, ...]]:
    return lambda journey: journey.told.get(name, ())


def _authority(journey: "Journey") -> tuple[Stretch, ...]:
    """Authority to place: an order or consent, joined where one follows the other without a gap; none from 18."""
    joined: list[Stretch] = []
    grants = (*journey.told.get("order", ()), *journey.told.get("consent", ()))
    for grant in sorted(grants, key=lambda grant: (grant.started_on, grant.place)):
        last = joined[-1] if joined else None
        if last is None or (last.end is not None and last.end.on < grant.started_on):
            joined.append(grant)
        elif last.end is not None:
            later = None if grant.end is None else max(last.end, grant.end, key=lambda end: (end.on, end.place))
            joined[-1] = replace(last, end=later)
    return tuple(_until_18(journey, stretch) for stretch in joined)


def _until_18(journey: "Journey", stretch: Stretch) -> Stretch:
    adult = journey.eighteenth
    if adult is None or adult > journey.as_at or adult <= stretch.started_on:
        return stretch
    return stretch.ended(Moment(on=adult, event=stretch.start, place=len(journey.events), why="turned 18"))


def _returns(journey: "Journey") -> tuple[Stretch, ...]:
    """From each day on which an adoptive placement ended without an order, until the next placing.

    Not a death, not leaving care, and not a placing with others on the same day.
    """
    placed = journey.stretches("placed")
    found = []
    for stretch in placed:
        end = stretch.end
        if end is None or end.event.kind not in RETURNS or any(p.started_on == end.on for p in placed if p != stretch):
            continue
        again = next((p for p in placed if p.started_on > end.on), None)
        found.append(
            Stretch(
                started_on=end.on,
                start=end.event,
                place=end.place,
                exact=end.exact,
                end=again.beginning("placed for adoption again") if again else None,
            )
        )
    return tuple(found)


def _without_placed(journey: "Journey", whole: Stretch) -> tuple[Stretch, ...]:
    """The parts of a stretch in which the child is not placed for adoption; those after a return are resumed."""
    whole = whole.ended(first_after(journey.moments("left-care"), whole))
    parts: list[Stretch] = []
    unplaced: Stretch | None = whole
    for placed in journey.stretches("placed"):
        if not _overlap(placed, whole):
            continue
        if unplaced is not None and not (unplaced is whole and _is_placed_at(placed, whole)):
            parts.append(unplaced.ended(placed.beginning("placed for adoption")))
        returned = next((r for r in journey.stretches("return") if placed.end and r.place == placed.end.place), None)
        goes_on = returned is not None and (whole.end is None or whole.end.on > returned.started_on)
        unplaced = replace(returned, end=whole.end, resumed=True) if returned and goes_on else None
    return (*parts, unplaced) if unplaced is not None else tuple(parts)


def _overlap(placed: Stretch, whole: Stretch) -> bool:
    """Whether the placing lasted into the stretch, and began before it ended."""
    over_before = placed.end is not None and (placed.end.on, placed.end.place) < (whole.started_on, whole.place)
    return not over_before and (whole.end is None or placed.started_on <= whole.end.on)


def _is_placed_at(placed: Stretch, whole: Stretch) -> bool:
    """Whether the placing came before the stretch began."""
    return placed.place < whole.place


def _looked_after(journey: "Journey") -> tuple[Stretch, ...]:
    return tuple(part for care in journey.stretches("care") for part in _without_placed(journey, care))


def _waiting(journey: "Journey") -> tuple[Stretch, ...]:
    """Authority to place without a placing, period of care by period.

    In a later period than that in which authority began, only what follows a return is waiting.
    """
    care = journey.stretches("care")
    found: list[Stretch] = []
    for authority in journey.stretches("authority"):
        began_in = journey.care_on(authority.started_on)
        if not care or (began_in is not None and not began_in.exact):
            found += _without_placed(journey, authority)
            continue
        for period in care:
            if began_in is not None and period.place == began_in.place:
                found += _without_placed(journey, authority)
            elif authority.place < period.place and (authority.end is None or authority.end.place > period.place):
                later = period.ended(authority.end)
                found += [part for part in _without_placed(journey, later) if part.resumed]
    return tuple(found)


def _adoption_plan(journey: "Journey") -> tuple[Stretch, ...]:
    """The times in which adoption is the primary plan."""
    found: list[Stretch] = []
    for plan in journey.plans:
        running = bool(found) and found[-1].end is None
        if plan.primary == "adoption" and not running:
            found.append(Stretch(started_on=plan.on, start=plan.event, place=plan.place, exact=plan.event.is_exact))
        elif plan.primary != "adoption" and running:
            why = _why_plan_ended(journey, plan)
            end = Moment(on=plan.on, event=plan.event, place=plan.place, exact=plan.event.is_exact, why=why)
            found[-1] = replace(found[-1], end=end)
    return tuple(found)


def _why_plan_ended(journey: "Journey", plan: Plan) -> str:
    """A plan ends with the period of care; otherwise adoption left it."""
    ended = (care.end for care in journey.stretches("care") if care.end is not None and care.end.place == plan.place)
    return next((end.why for end in ended), "adoption is no longer the plan")


def _closed_record(journey: "Journey") -> tuple[Stretch, ...]:
    """From the end of the last period of care, or the eighteenth birthday, for a child who is not in care now."""
    care = journey.stretches("care")
    end = care[-1].end if care else None
    adult = journey.eighteenth
    if care and adult is not None and adult <= journey.as_at and (end is None or adult < end.on):
        end = Moment(on=adult, event=care[-1].start, place=len(journey.events))
    if end is None:
        return ()
    return (Stretch(started_on=end.on, start=end.event, place=end.place, exact=end.exact),)


def _guardianship_support(journey: "Journey") -> tuple[Stretch, ...]:
    """From the later of a guardianship order and a support plan."""
    orders, plans = journey.of_kind("guardianship-order"), journey.of_kind("support-plan")
    if not orders or not plans:
        return ()
    later = max(orders[-1], plans[0], key=lambda moment: (moment.on, moment.place))
    return (Stretch(started_on=later.on, start=later.event, place=later.place, exact=later.exact),)


CARE_STRETCHES: Mapping[str, Callable[["Journey"], tuple[Stretch, ...]]] = {
    "care": _told("care"),
    "placed": _told("placed"),
    "decision": _told("decision"),
    "match": _told("match"),
    "order": _told("order"),
    "consent": _told("consent"),
    "adoption-by-review": _told("adoption-by-review"),
    "authority": _authority,
    "return": _returns,
    "looked-after": _looked_after,
    "waiting": _waiting,
    "adoption-plan": _adoption_plan,
    "closed-record": _closed_record,
    "guardianship-support": _guardianship_support,
}


def _plan_moments(wanted: Callable[[Plan], bool], why: str) -> Callable[["Journey"], tuple[Moment, ...]]:
    return lambda journey: tuple(
        Moment(on=plan.on, event=plan.event, place=plan.place, exact=plan.event.is_exact, why=why)
        for plan in journey.plans
        if wanted(plan)
    )


def _ends(name: str) -> Callable[["Journey"], tuple[Moment, ...]]:
    return lambda journey: tuple(s.end for s in journey.stretches(name) if s.end is not None)


def _kind(kind: str, why: str) -> Callable[["Journey"], tuple[Moment, ...]]:
    return lambda journey: tuple(replace(moment, why=why) for moment in journey.of_kind(kind))


def _left_care(journey: "Journey") -> tuple[Moment, ...]:
    """The ends of care; for a child never recorded in care, whatever would have ended it."""
    if journey.stretches("care"):
        return _ends("care")(journey)
    found = [m for kind in ("left-care", "adoption-order", "guardianship-order") for m in journey.of_kind(kind)]
    return tuple(sorted((replace(m, why="left care") for m in found), key=lambda m: m.place))


def _moved_in(journey: "Journey") -> tuple[Moment, ...]:
    """When the child moved in with the adoptive family: the day lived there first, where the carers stay the same."""
    found = []
    for moment in journey.of_kind("placed-for-adoption"):
        same_carer = moment.event.is_yes("same_carer")
        since = moment.event.day("carer_since") if same_carer else None
        exact = moment.exact if not same_carer else since is not None
        found.append(replace(moment, on=since or moment.on, exact=exact))
    for placement in journey.placements:
        if placement.type == "early-permanence":
            stretch = placement.stretch
            until = stretch.end.on if stretch.end else None
            found.append(replace(stretch.beginning("moved in"), until=until))
    return tuple(sorted(found, key=lambda moment: moment.on))


CARE_MOMENTS: Mapping[str, Callable[["Journey"], tuple[Moment, ...]]] = {
    "left-care": _left_care,
    "placed-for-adoption": _kind("placed-for-adoption", "placed for adoption"),
    "placement-order-refused": _kind("placement-order-refused", "the placement order was refused"),
    "match-ended": _kind("match-ended", "the match ended"),
    "decision-reversed": _kind("adm-decision-reversed", "the decision was reversed"),
    "adoption-order": _kind("adoption-order", "adopted"),
    "plan-without-adoption": _plan_moments(
        lambda plan: plan.is_recorded and not plan.has_adoption, "adoption is no longer planned"
    ),
    "plan-recorded": _plan_moments(lambda plan: plan.is_recorded and _says_plan(plan.event), "a plan was recorded"),
    "authority-ended": _ends("authority"),
    "moved-in": _moved_in,
}


def _says_plan(event: Event) -> bool:
    return "plan" in event.fields or event.kind == "adm-decision"


def relinquished_under_six_months(journey: "Journey", on: date) -> bool:
    """Whether a parent asked for the child's adoption and the child was under six months old on the day."""
    dob = journey.child.dob
    return journey.child.pathway == "relinquished" and dob is not None and age_in_months(dob, on) < RELINQUISHED_MONTHS


def _died_before_18(journey: "Journey", on: date) -> bool:
    died = any(m.event.word("outcome") == "died" and m.on == on for m in journey.of_kind("left-care"))
    return died and (journey.eighteenth is None or on < journey.eighteenth)


def _adopted_under_the_act(journey: "Journey", on: date) -> bool:
    return on in journey.adoption_days and on >= ADOPTED_FROM


CARE_CONDITIONS: Mapping[str, Callable[["Journey", date], bool]] = {
    "relinquished-under-six-months": relinquished_under_six_months,
    "died-before-18": _died_before_18,
    "adopted-under-the-act": _adopted_under_the_act,
}
