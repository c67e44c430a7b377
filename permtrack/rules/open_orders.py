"""A placement order left open though the decision is reversed: the national return's own rules miss it."""

from collections.abc import Iterator
from datetime import date

from permtrack.domain.findings import Alert, Severity
from permtrack.domain.journey import Journey
from permtrack.domain.sight import Sight, as_far_as_seen
from permtrack.domain.stretches import Stretch
from permtrack.domain.typed_dates import shown
from permtrack.rules.rulebook import Tier

MENDED_BY = ("adm-decision", "legal-status", "left-care")
"""What would end it, beside a revocation; it counts only to the last day on which these could be seen."""


def order_left_open(journey: Journey, sight: Sight) -> Iterator[Alert]:
    """The decision is reversed and the placement order stays in force."""
    order = _running(journey.stretches("order"))
    reversals = journey.of_kind("adm-decision-reversed")
    if order is None or not reversals or not journey.in_care or _running(journey.stretches("decision")) is not None:
        return
    reversal = reversals[-1]
    since, applied = _since_reversed(journey, order, max(reversal.on, order.started_on))
    began = max(reversal, order.beginning(), key=lambda moment: moment.place)
    last = sight.shown_to(MENDED_BY, began.event, journey.as_at, journey.adoption_days)
    if since > last:
        return
    said = "; its revocation has been applied for" if applied else ""
    yield Alert(
        id=f"{journey.child.ref}:return.order-open:{reversal.event.id}",
        child=journey.child.ref,
        alert="return.order-open",
        severity=Severity.AMBER if applied else Severity.RED,
        since=since,
        sentence=as_far_as_seen(
            f"The decision was reversed on {shown(reversal.on)} while the placement order of "
            f"{shown(order.started_on)} is still in force{said}.",
            last,
            journey.as_at,
        ),
        tier=Tier.ACT.value,
    )


def _since_reversed(journey: Journey, order: Stretch, began: date) -> tuple[date, bool]:
    """The first day of the present state of an order without a decision: its revocation applied for, or not."""
    told = [*journey.of_kind("revocation-applied"), *journey.of_kind("revocation-refused")]
    since, pending = began, False
    for moment in sorted(told, key=lambda moment: moment.place):
        applied = moment.event.kind == "revocation-applied"
        if moment.on >= order.started_on and applied is not pending:
            since, pending = max(began, moment.on), applied
    return since, pending


def _running(stretches: tuple[Stretch, ...]) -> Stretch | None:
    return stretches[-1] if stretches and stretches[-1].end is None else None
