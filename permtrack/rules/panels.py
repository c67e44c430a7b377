"""Whether an adoption panel had its place in a decision that a child should be placed for adoption.

Until 31 August 2012 a panel's recommendation came first. From 1 September 2012 a panel is asked only where the parents
consent (or asked for adoption) and no proceedings are open, and then it must be; otherwise it may not be. Decisions
already on their way to 31 December 2012, and those of 24 April to 25 September 2020, are left alone.

AAR 2005 regs 17 and 18 as amended by SI 2012/1410 (https://www.legislation.gov.uk/uksi/2012/1410/made, known from
secondary sources, 21 November 2026) and SI 2020/445.
"""

from collections.abc import Iterator
from datetime import date

from permtrack.domain.events import Event, Span
from permtrack.domain.journey import Journey
from permtrack.domain.records import record
from permtrack.domain.sight import Sight
from permtrack.domain.stretches import Moment, Stretch
from permtrack.domain.typed_dates import shown

PANEL_FIRST_UNTIL = date(2012, 8, 31)
TRANSITION_UNTIL = date(2012, 12, 31)
DISCRETION = Span(first=date(2020, 4, 24), last=date(2020, 9, 25))
PROCEEDINGS_OVER = ("proceedings-concluded", "placement-order", "guardianship-order", "adoption-order")


@record
class Contradiction:
    """One contradiction: the event it hangs on, the day it came about, and what it says."""

    event: Event
    since: date
    sentence: str


def panel_contradictions(journey: Journey, sight: Sight) -> Iterator[Contradiction]:
    """Panels that the law of the day did not allow, and decisions that lacked the panel it asked for."""
    for decision in journey.stretches("decision"):
        day = decision.started_on
        if DISCRETION.holds(day):
            continue
        panel = _panel_before(journey, decision)
        asked_for = day <= PANEL_FIRST_UNTIL or _consensual(journey, day)
        if asked_for and panel is None and sight.tracking_from <= day:
            sentence = f"Decision of {shown(day)} without a panel's recommendation, which this case needed."
            yield Contradiction(event=decision.start, since=day, sentence=sentence)
        elif panel is not None and not asked_for and panel.on > TRANSITION_UNTIL:
            sentence = f"A panel on {shown(panel.on)} considered whether the child should be placed: not allowed here."
            yield Contradiction(event=panel.event, since=day, sentence=sentence)


def _panel_before(journey: Journey, decision: Stretch) -> Moment | None:
    """The panel on which the decision rests: the last on or before it, in the same period of care."""
    care = next((c for c in journey.stretches("care") if c.touches(decision.started_on)), None)
    since = care.started_on if care else date.min
    held = [
        panel
        for panel in journey.of_kind("panel")
        if panel.event.word("for") == "should-be-placed" and since <= panel.on <= decision.started_on
    ]
    return held[-1] if held else None


def _consensual(journey: Journey, day: date) -> bool:
    """Whether a parent consents or asked for adoption, and no care proceedings are open."""
    consents = any(consent.touches(day) for consent in journey.stretches("consent"))
    return (consents or journey.child.pathway == "relinquished") and not _proceedings_open(journey, day)


def _proceedings_open(journey: Journey, day: date) -> bool:
    issued = [m for m in journey.of_kind("proceedings-issued") if m.on <= day]
    if not issued:
        return False
    over = [m.on for kind in PROCEEDINGS_OVER for m in journey.of_kind(kind) if issued[-1].on <= m.on <= day]
    return not over
