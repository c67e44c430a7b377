"""What the record says that cannot all be so: each contradiction with its dates, and the national rule that names it.

A contradiction is reported only where no possible day of either date could mend it: a date known only as "on or before"
is given every benefit. What may be missing is reported only where the table that would hold it could be seen.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from permtrack.domain.care_facts import ADOPTED_FROM
from permtrack.domain.days import ADULT_AGE, years_after
from permtrack.domain.events import Event
from permtrack.domain.findings import Alert, Severity
from permtrack.domain.journey import Journey
from permtrack.domain.sight import TABLE_OF_KIND, Sight
from permtrack.domain.stretches import Stretch
from permtrack.domain.typed_dates import shown
from permtrack.rules.open_orders import order_left_open
from permtrack.rules.panels import Contradiction, panel_contradictions
from permtrack.rules.returned_words import SAID_BY_RETURNS
from permtrack.rules.rulebook import Tier

SIX_WEEKS = timedelta(weeks=6)
CARERS_BEFORE = frozenset({"foster", "connected-person", "connected-person-temporary", "early-permanence"})
ONCE_A_DAY = (
    "entered-care", "left-care", "adm-decision", "adm-decision-reversed", "placement-order", "adoption-order",
    "guardianship-order", "placed-for-adoption", "review",
)  # fmt: skip


def contradictions(journey: Journey, sight: Sight) -> tuple[Alert, ...]:
    """The contradictions in one child's record, as alerts."""
    found = [
        _alert(journey, name, contradiction)
        for name, check in CHECKS.items()
        for contradiction in check(journey, sight)
    ]
    return (*found, *order_left_open(journey, sight))


def _alert(journey: Journey, name: str, found: Contradiction) -> Alert:
    return Alert(
        id=f"{journey.child.ref}:{name}:{found.event.id}",
        child=journey.child.ref,
        alert=name,
        severity=Severity.INFO,
        since=found.since,
        sentence=found.sentence,
        tier=Tier.LOCAL_POLICY.value,
    )


def _decided(journey: Journey) -> tuple[Stretch, ...]:
    return journey.stretches("decision")


def _decision_before_care(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    care = journey.stretches("care")
    for decision in _decided(journey):
        if care and care[0].exact and decision.started_on < care[0].started_on:
            yield Contradiction(
                event=decision.start,
                since=care[0].started_on,
                sentence=f"Decision dated {shown(decision.started_on)}, before care began on "
                f"{shown(care[0].started_on)} [1003].",
            )


def _decision_before_birth(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    dob = journey.child.dob
    for decision in _decided(journey):
        if dob is not None and decision.started_on < dob <= journey.as_at:
            yield Contradiction(
                event=decision.start,
                since=dob,
                sentence=f"Decision dated {shown(decision.started_on)}, before the birth on {shown(dob)} [184].",
            )


def _decided_only_after(journey: Journey, began: Stretch) -> Stretch | None:
    """The decision that follows something that should have waited for it; None where one was in force in time."""
    if any(d.touches(began.started_on) for d in _decided(journey)):
        return None
    return next((d for d in _decided(journey) if d.started_on > began.started_on and began.touches(d.started_on)), None)


def _decision_after(name: str, what: str, number: int) -> Callable[[Journey, Sight], Iterator[Contradiction]]:
    def check(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
        for began in journey.stretches(name):
            late = _decided_only_after(journey, began)
            if late is not None:
                yield Contradiction(
                    event=late.start,
                    since=late.started_on,
                    sentence=f"Decision dated {shown(late.started_on)}, after the {what} of "
                    f"{shown(began.started_on)} [{number}].",
                )

    return check


def _no_decision(journey: Journey, sight: Sight) -> Iterator[Contradiction]:
    for name, what, number in (("order", "Placement order", 553), ("placed", "Placed for adoption", 551)):
        for began in journey.stretches(name):
            decided = any(d.touches(began.started_on) for d in _decided(journey))
            if decided or _decided_only_after(journey, began) or not _table_seen("adm-decision", began, journey, sight):
                continue
            yield Contradiction(
                event=began.start,
                since=began.started_on,
                sentence=f"{what} on {shown(began.started_on)}, and no decision that the child should be placed "
                f"for adoption is recorded [{number}].",
            )


def _table_seen(kind: str, stretch: Stretch, journey: Journey, sight: Sight) -> bool:
    """Whether an event of the kind that stands while the stretch lasts would be known.

    A return shows it in every year in which it stands; what nobody imported is known only from the day tracking began.
    """
    last = stretch.end.on if stretch.end else journey.as_at
    returned = sight.spans.get(TABLE_OF_KIND[kind], ())
    shown_by_a_return = any(span.first <= last and stretch.started_on <= span.last for span in returned)
    return shown_by_a_return or sight.tracking_from <= stretch.started_on


def _match_after_placement(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    for placed in journey.stretches("placed"):
        matches = journey.stretches("match")
        if any(match.touches(placed.started_on) for match in matches):
            continue
        late = next((m for m in matches if m.started_on > placed.started_on and placed.touches(m.started_on)), None)
        if late is not None:
            yield Contradiction(
                event=late.start,
                since=late.started_on,
                sentence=f"Match dated {shown(late.started_on)}, after the placing on "
                f"{shown(placed.started_on)} [331].",
            )


def _match_before_decision(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    for match in journey.stretches("match"):
        later = next((d for d in _decided(journey) if d.started_on > match.started_on), None)
        if later is not None and not any(d.touches(match.started_on) for d in _decided(journey)):
            yield Contradiction(
                event=match.start,
                since=later.started_on,
                sentence=f"Match dated {shown(match.started_on)}, before the decision of "
                f"{shown(later.started_on)} [333].",
            )


def _adopted_not_placed(journey: Journey, sight: Sight) -> Iterator[Contradiction]:
    for order in journey.of_kind("adoption-order"):
        care = next((c for c in journey.stretches("care") if c.touches(order.on)), None)
        since = care.started_on if care else date.min
        placed = any(since <= p.started_on <= order.on for p in journey.stretches("placed"))
        day_seen = any(span.holds(order.on) for span in sight.seen_spans("placed-for-adoption", journey.adoption_days))
        if not placed and day_seen:
            yield Contradiction(
                event=order.event,
                since=order.on,
                sentence=f"Adopted on {shown(order.on)}, and no placing for adoption is recorded [390].",
            )


def _reversed_yet_adopted(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    for order in journey.of_kind("adoption-order"):
        ends = [d.end for d in _decided(journey) if d.end is not None and d.end.event.kind == "adm-decision-reversed"]
        in_force = any(d.started_on <= order.on and d.end and d.end.on >= order.on for d in _decided(journey))
        if ends and not in_force and ends[-1].on <= order.on:
            yield Contradiction(
                event=order.event,
                since=order.on,
                sentence=f"Adopted on {shown(order.on)}, although the decision was reversed on "
                f"{shown(ends[-1].on)} [525].",
            )


def _reversal_alone(journey: Journey, *, decided_later: bool) -> Iterator[tuple[Event, date]]:
    for oddity in journey.oddities:
        if oddity.name == "reversal-without-decision":
            later = next((d for d in _decided(journey) if d.started_on > oddity.event.on), None)
            if (later is not None) is decided_later:
                yield oddity.event, later.started_on if later else oddity.event.on


def _reversal_before_decision(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    for event, decided_on in _reversal_alone(journey, decided_later=True):
        yield Contradiction(
            event=event,
            since=decided_on,
            sentence=f"Reversal dated {shown(event.on)}, before the decision of {shown(decided_on)} [522].",
        )


def _reversal_without_decision(journey: Journey, sight: Sight) -> Iterator[Contradiction]:
    for event, _ in _reversal_alone(journey, decided_later=False):
        if any(span.holds(event.on) for span in sight.seen_spans("adm-decision", journey.adoption_days)):
            sentence = f"A decision was reversed on {shown(event.on)}, and no decision in force is recorded [563]."
            yield Contradiction(event=event, since=event.on, sentence=sentence)


def _reversal_without_reason(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    for reversal in journey.of_kind("adm-decision-reversed"):
        if reversal.event.word("reason") is None:
            sentence = f"The decision was reversed on {shown(reversal.on)} without one of the reasons RD1 to RD4 [119]."
            yield Contradiction(event=reversal.event, since=reversal.on, sentence=sentence)


def _oddity(
    name: str, say: Callable[[Event, Event | None], str]
) -> Callable[[Journey, Sight], Iterator[Contradiction]]:
    def check(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
        for oddity in journey.oddities:
            if oddity.name == name:
                sentence = say(oddity.event, oddity.other)
                yield Contradiction(event=oddity.event, since=oddity.event.on, sentence=sentence)

    return check


def _revocation_not_recorded(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    revoked = {m.on for m in journey.of_kind("placement-order-revoked")}
    for oddity in journey.oddities:
        if oddity.name == "revocation-not-recorded" and oddity.event.on not in revoked:
            yield Contradiction(
                event=oddity.event,
                since=oddity.event.on,
                sentence=f"The legal status changed on {shown(oddity.event.on)} while a placement order was in force: "
                "it is taken to have ended then; its revocation is not recorded.",
            )


def _left_with_decision_open(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    for decision in _decided(journey):
        end = decision.end
        if end is not None and end.event.kind in {"left-care", "guardianship-order"} and end.why != "adopted":
            sentence = (
                f"Left care on {shown(end.on)} ({end.why}) with the decision of {shown(decision.started_on)} "
                "still in force; it was not reversed [557]."
            )
            yield Contradiction(event=end.event, since=end.on, sentence=sentence)


def _match_on_order_day(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    orders = {m.on for m in journey.of_kind("adoption-order")}
    for match in journey.of_kind("match-decision"):
        if match.on in orders:
            sentence = f"Match dated {shown(match.on)}, the day of the adoption order itself [582]."
            yield Contradiction(event=match.event, since=match.on, sentence=sentence)


def _order_at_18(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    dob = journey.child.dob
    orders = (("adoption-order", "Adoption order", 386), ("guardianship-order", "Special guardianship order", 407))
    for kind, what, number in orders:
        for order in journey.of_kind(kind):
            if dob is not None and order.on >= years_after(dob, ADULT_AGE):
                sentence = f"{what} dated {shown(order.on)}, when the child was 18 or over [{number}]."
                yield Contradiction(event=order.event, since=order.on, sentence=sentence)


def _order_before_2005(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    for order in journey.of_kind("placement-order"):
        if order.on < ADOPTED_FROM:
            sentence = f"Placement order dated {shown(order.on)}, before there were any (30 Dec 2005) [446]."
            yield Contradiction(event=order.event, since=order.on, sentence=sentence)


def _carer_not_earlier(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    for place, placement in enumerate(journey.placements):
        placed = placement.stretch
        if placement.type != "adoptive" or not placement.same_carer:
            continue
        care = next((c for c in journey.stretches("care") if c.touches(placed.started_on)), None)
        before = journey.placements[place - 1] if place else None
        lived_there = before is not None and before.type in {*CARERS_BEFORE, "adoptive"}
        if care is not None and care.exact and not lived_there:
            sentence = (
                f"Placed with the same carers on {shown(placed.started_on)}, and no earlier placement with carers "
                "is recorded [336]."
            )
            yield Contradiction(event=placed.start, since=placed.started_on, sentence=sentence)


def _adopters_row(journey: Journey, sight: Sight) -> Iterator[Contradiction]:
    covered = sight.spans.get("ad1", ())
    orders = [m for m in journey.of_kind("adoption-order") if any(span.holds(m.on) for span in covered)]
    matched = any(m.event.word("outcome") == "yes" for m in journey.of_kind("match-decision"))
    if orders and not matched:
        sentence = f"Adopted on {shown(orders[-1].on)}, and the return has no adopters' row (AD1) [601]."
        yield Contradiction(event=orders[-1].event, since=orders[-1].on, sentence=sentence)
    # A return gives the match of a child adopted by the end of its year: before that day nothing is odd.
    year_over = bool(covered) and covered[-1].last <= journey.as_at
    with_adopters = {imported.id for imported in sight.imports if imported.covers.get("ad1")}
    for match in journey.of_kind("match-decision"):
        if year_over and match.event.returned_by in with_adopters and journey.adopted_on is None:
            sentence = f"A match of {shown(match.on)} comes from an adopters' row, and no adoption is recorded [602]."
            yield Contradiction(event=match.event, since=match.on, sentence=sentence)


def _consent_too_early(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    dob = journey.child.dob
    for consent in journey.of_kind("consent-given"):
        if dob is not None and consent.on < dob + SIX_WEEKS:
            sentence = f"Consent dated {shown(consent.on)}, before the child was six weeks old: ask legal."
            yield Contradiction(event=consent.event, since=consent.on, sentence=sentence)


def _same_kind_same_day(journey: Journey, _sight: Sight) -> Iterator[Contradiction]:
    for kind in ONCE_A_DAY:
        seen: dict[date, Event] = {}
        for moment in journey.of_kind(kind):
            if moment.on in seen:
                sentence = f"Two events of the kind {kind} on {shown(moment.on)}: strike one out if it is the same."
                yield Contradiction(event=moment.event, since=moment.on, sentence=sentence)
            seen.setdefault(moment.on, moment.event)


def _day(event: Event | None) -> str:
    return shown(event.on) if event is not None else "an unknown day"


CHECKS: Mapping[str, Callable[[Journey, Sight], Iterator[Contradiction]]] = {
    "record.decision-before-care": _decision_before_care,
    "record.decision-before-birth": _decision_before_birth,
    "record.decision-after-order": _decision_after("order", "placement order", 554),
    "record.decision-after-placement": _decision_after("placed", "placing", 552),
    "record.match-after-placement": _match_after_placement,
    "record.match-before-decision": _match_before_decision,
    "record.no-decision": _no_decision,
    "record.adopted-not-placed": _adopted_not_placed,
    "record.reversed-yet-adopted": _reversed_yet_adopted,
    **SAID_BY_RETURNS,
    "record.reversal-before-decision": _reversal_before_decision,
    "record.reversal-without-decision": _reversal_without_decision,
    "record.reversal-without-reason": _reversal_without_reason,
    "record.left-with-decision-open": _left_with_decision_open,
    "record.match-on-order-day": _match_on_order_day,
    "record.order-at-18": _order_at_18,
    "record.order-before-2005": _order_before_2005,
    "record.carer-not-earlier": _carer_not_earlier,
    "record.adopters-row": _adopters_row,
    "record.consent-too-early": _consent_too_early,
    "record.same-kind-same-day": _same_kind_same_day,
    "record.revocation-not-recorded": _revocation_not_recorded,
    "record.entered-while-in-care": _oddity(
        "entered-while-in-care",
        lambda event, other: (
            f"Entry to care dated {_day(event)} while in care since {_day(other)}: nothing is changed."
        ),
    ),
    "record.left-while-not-in-care": _oddity(
        "left-while-not-in-care", lambda event, _: f"Left care on {_day(event)} while not in care: nothing is changed."
    ),
    "record.panel-not-allowed": panel_contradictions,
}
