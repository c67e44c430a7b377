"""The standing facts of planning and of court, worked out from what the journey has been told.

They are part of the journey, in a room of their own for their number; `journey` gives them their names.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from permtrack.domain.stretches import Moment, Stretch, first_after

if TYPE_CHECKING:
    from permtrack.domain.journey import Journey

ENDS_PROCEEDINGS = ("proceedings-concluded", "placement-order", "guardianship-order", "adoption-order")


def proceedings(journey: "Journey") -> tuple[Stretch, ...]:
    """Care proceedings, from issue until they are over or the period of care that runs then or begins next ends."""
    found: list[Stretch] = []
    for issued in journey.of_kind("proceedings-issued"):
        if found and (found[-1].end is None or found[-1].end.on >= issued.on):
            continue
        began = Stretch(started_on=issued.on, start=issued.event, place=issued.place, exact=issued.exact)
        found.append(replace(began, end=_proceedings_over(journey, began)))
    return tuple(found)


def _proceedings_over(journey: "Journey", began: Stretch) -> Moment | None:
    ends = [m for kind in ENDS_PROCEEDINGS for m in journey.of_kind(kind)]
    ends += [status for status in journey.statuses if status.why == "co"]
    ends += journey.moments("left-care")
    later = [end for end in ends if end.on >= began.started_on and end.place != began.place]
    return min(later, key=lambda end: (end.on, end.place), default=None)


def adoption_planned(journey: "Journey") -> tuple[Stretch, ...]:
    """The times in care in which adoption is the plan or a parallel plan, until the child is placed for adoption."""
    found: list[Stretch] = []
    for plan in journey.plans:
        running = bool(found) and found[-1].end is None
        if plan.has_adoption and not running:
            found.append(Stretch(started_on=plan.on, start=plan.event, place=plan.place, exact=plan.event.is_exact))
        elif not plan.has_adoption and running:
            why = "adoption is no longer planned"
            end = Moment(on=plan.on, event=plan.event, place=plan.place, exact=plan.event.is_exact, why=why)
            found[-1] = replace(found[-1], end=end)
    return tuple(stretch.ended(first_after(journey.moments("placed-for-adoption"), stretch)) for stretch in found)


def unsettled(journey: "Journey") -> tuple[Stretch, ...]:
    """The times in care in which permanence is not achieved."""
    return tuple(part for care in journey.stretches("care") for part in _not_settled(journey, care))


def _not_settled(journey: "Journey", care: Stretch) -> Iterator[Stretch]:
    since: Stretch | None = care
    for settled in _settled(journey):
        if since is None or not care.touches(settled.started_on) or settled.place < since.place:
            continue
        yield since.ended(settled.beginning("permanence was achieved"))
        lasts = settled.end is None or (care.end is not None and settled.end.on >= care.end.on)
        since = None if lasts or settled.end is None else _from(settled.end, care.end)
    if since is not None:
        yield since


def _from(end: Moment, until: Moment | None) -> Stretch:
    return Stretch(started_on=end.on, start=end.event, place=end.place, exact=end.exact, end=until)


def _settled(journey: "Journey") -> list[Stretch]:
    """The placements in which permanence is achieved short of an order: matched long-term, or meant to last."""
    found = []
    for matched in journey.of_kind("long-term-match"):
        lived_in = [p.stretch for p in journey.placements if p.stretch.touches(matched.on)]
        found.append(_from(matched, lived_in[-1].end if lived_in else None))
    lasting = (p.stretch for p in journey.placements if p.until_18 and not _planned_otherwise(journey, p.stretch))
    found.extend(lasting)
    return sorted(found, key=lambda settled: (settled.started_on, settled.place))


def _planned_otherwise(journey: "Journey", placement: Stretch) -> bool:
    """Whether a plan other than long-term fostering stands while the placement runs."""
    last = placement.end.place if placement.end else len(journey.events)
    standing = [plan for plan in journey.plans if plan.place < last]
    return bool(standing) and standing[-1].is_recorded and standing[-1].primary != "long-term-fostering"


def must_apply(journey: "Journey") -> tuple[Stretch, ...]:
    """From the first day on which a decision is in force, proceedings are open or a care order stands, and no consent."""
    found = []
    for decision in journey.stretches("decision"):
        first = min(_all_hold(journey, decision), key=lambda began: (began.on, began.place), default=None)
        if first is not None:
            found.append(
                Stretch(started_on=first.on, start=first.event, place=first.place, exact=first.exact, end=decision.end)
            )
    return tuple(found)


def _all_hold(journey: "Journey", decision: Stretch) -> Iterator[Moment]:
    """The moments at which the last of the three things came to hold."""
    courts = [*journey.stretches("proceedings"), *_care_orders(journey)]
    consents = journey.stretches("consent")
    turns = [decision.beginning(), *(court.beginning() for court in courts), *(c.end for c in consents if c.end)]
    for turn in turns:
        in_court = any(court.touches(turn.on) for court in courts)
        consented = any(consent.lasts_on(turn.on) for consent in consents)
        if decision.touches(turn.on) and in_court and not consented:
            yield turn


def _care_orders(journey: "Journey") -> Iterator[Stretch]:
    for place, status in enumerate(journey.statuses):
        if status.why == "co":
            after = journey.statuses[place + 1] if place + 1 < len(journey.statuses) else None
            stretch = Stretch(
                started_on=status.on, start=status.event, place=status.place, exact=status.exact, end=after
            )
            yield stretch.ended(first_after(journey.moments("left-care"), stretch))


def answers(journey: "Journey") -> Mapping[str, str]:
    """For each event that answers another, the id of the one it answers: by its own word, else the oldest open one."""
    found: dict[str, str] = {}
    open_escalations: list[str] = []
    for event in journey.events:
        if event.kind in {"action-done", "action-cancelled"}:
            found[event.id] = event.word("action_id") or ""
        elif event.kind == "iro-escalation":
            open_escalations.append(event.id)
        elif event.kind == "escalation-resolved":
            answered = event.word("event") or (open_escalations[0] if open_escalations else "")
            found[event.id] = answered
            if answered in open_escalations:
                open_escalations.remove(answered)
    return found


def open_links(journey: "Journey") -> tuple[Moment, ...]:
    """Each link, counting until the link or match with that family ends."""
    return tuple(replace(link, until=_link_ended(journey, link)) for link in journey.of_kind("link"))


def _link_ended(journey: "Journey", link: Moment) -> date | None:
    for ended in journey.of_kind("match-ended"):
        families = {ended.event.word("family"), link.event.word("family")} - {None}
        if ended.place > link.place and len(families) < 2:
            return ended.on
    return None


def early_permanence(journey: "Journey") -> tuple[Moment, ...]:
    """The beginnings of early-permanence placements."""
    return tuple(p.stretch.beginning() for p in journey.placements if p.type == "early-permanence")


def plan_left_adoption(journey: "Journey") -> tuple[Moment, ...]:
    """The moments at which adoption is not the primary plan."""
    return tuple(
        Moment(
            on=plan.on,
            event=plan.event,
            place=plan.place,
            exact=plan.event.is_exact,
            why="adoption is no longer the plan",
        )
        for plan in journey.plans
        if plan.primary != "adoption"
    )


def proceedings_over(journey: "Journey") -> tuple[Moment, ...]:
    """The ends of care proceedings by an order or a conclusion; leaving care closes them without meeting anything."""
    ends = [s.end for s in journey.stretches("proceedings") if s.end is not None and s.end.event.kind != "left-care"]
    return tuple(replace(end, why="proceedings are over") for end in ends)


PLANNING_STRETCHES: Mapping[str, Callable[["Journey"], tuple[Stretch, ...]]] = {
    "proceedings": proceedings,
    "adoption-planned": adoption_planned,
    "unsettled": unsettled,
    "must-apply": must_apply,
}

PLANNING_MOMENTS: Mapping[str, Callable[["Journey"], tuple[Moment, ...]]] = {
    "open-link": open_links,
    "early-permanence": early_permanence,
    "plan-left-adoption": plan_left_adoption,
    "proceedings-over": proceedings_over,
}
