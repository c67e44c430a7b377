"""Which findings say the same: one cause gives one listed line, the gravest, which names the others."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from permtrack.domain.findings import GRAVEST_FIRST, Alert, Deadline
from permtrack.rules.drift.thresholds import Thresholds


def with_deadlines(alert: Alert, deadlines: Iterable[Deadline], thresholds: Thresholds) -> Alert:
    """The alert with the ids of the running deadlines that say the same; one that knows them already is left alone."""
    if alert.covers:
        return alert
    known = thresholds.alerts.get(alert.alert)
    same = known.same_as if known else ()
    return replace(alert, covers=tuple(d.id for d in deadlines if d.rule in same and d.running))


def one_line_a_cause(alerts: Iterable[Alert], thresholds: Thresholds) -> tuple[Alert, ...]:
    """The alerts of any number of children; the gravest of each child's of one cause covers the others of it.

    Of equally grave ones it is the one that `alerts.toml` gives first. An alert whose id another one covers is kept,
    for machine formats, and is not listed in a line of its own.
    """
    found = tuple(alerts)
    if len(found) < 2:
        return found
    causes = [(_cause(alert, thresholds), alert) for alert in found if _cause(alert, thresholds) is not None]
    covering: dict[str, tuple[str, ...]] = {}
    for _, told in groupby(sorted(causes, key=lambda one: str(one[0])), key=lambda one: one[0]):
        same = sorted((alert for _, alert in told), key=lambda alert: _gravity(alert, thresholds))
        first, others = same[0], same[1:]
        covering[first.id] = tuple(covered for other in others for covered in (other.id, *other.covers))
    return tuple(_covering(alert, covering[alert.id]) if alert.id in covering else alert for alert in found)


def _covering(alert: Alert, others: tuple[str, ...]) -> Alert:
    return replace(alert, covers=tuple(dict.fromkeys((*alert.covers, *others))))


def _cause(alert: Alert, thresholds: Thresholds) -> tuple[str, str] | None:
    known = thresholds.alerts.get(alert.alert)
    return (alert.child, known.cause) if known and known.cause else None


def _gravity(alert: Alert, thresholds: Thresholds) -> tuple[int, int]:
    return GRAVEST_FIRST.index(alert.severity), thresholds[alert.alert].place


ORDER_OPEN = "return.order-open"
PLAN_AGAINST_ORDER = "order.plan-not-adoption"


def one_open_order(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """The alerts of a child; where the decision was reversed, the order left open also says that the plan has left it."""
    found = tuple(alerts)
    against = tuple(alert.id for alert in found if alert.alert == PLAN_AGAINST_ORDER)
    return tuple(_covering(alert, against) if alert.alert == ORDER_OPEN and against else alert for alert in found)
