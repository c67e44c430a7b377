"""The working behind one alert, in at most twelve lines: its number, what it rests on, and what could change it."""

from collections.abc import Iterable, Iterator

from permtrack.domain.findings import Alert, Deadline, Status
from permtrack.domain.typed_dates import shown
from permtrack.rules.drift.thresholds import Number, Threshold
from permtrack.rules.explain import CHECKED, MOST_LINES, TIERS, Telling
from permtrack.rules.rulebook import Tier


def explain_alert(
    alert: Alert, threshold: Threshold | None, deadlines: Iterable[Deadline], telling: Telling
) -> tuple[tuple[str, str], ...]:
    """Headings with their sentences. A contradiction of the record has no threshold."""
    lines = [
        ("Alert", alert.sentence),
        ("Since", f"{shown(alert.since)}, {alert.severity.upper()}"),
        ("Starts from", telling.said(alert.id.removeprefix(f"{alert.child}:{alert.alert}:"))),
        ("Numbers", _numbers(threshold) if threshold else None),
        ("Authority", _authority(alert, threshold)),
        ("Source", _source(threshold) if threshold else None),
        ("Could change it", _changers(threshold, telling) if threshold else None),
        ("Same cause", _same_cause(alert, deadlines)),
        ("Local policy", _local_policy(threshold) if threshold else None),
    ]
    return tuple((name, text) for name, text in lines if text)[:MOST_LINES]


def _numbers(threshold: Threshold) -> str:
    """`90 days; amber: 121 days (fixed)`: a number that bears a name stands behind the one that bears only its unit."""
    usual = [_number(name, threshold.numbers[name]) for name in sorted(threshold.numbers, key=lambda name: "-" in name)]
    fixed = [f"{_number(name, number)} (fixed)" for name, number in threshold.fixed.items()]
    return "; ".join([*usual, *fixed])


def _number(name: str, number: Number) -> str:
    which, _, unit = name.rpartition("-")
    if isinstance(number, tuple):
        counted = ", ".join(number) or "nobody named"
    else:
        counted = f"{number} {unit.removesuffix('s') if number == 1 else unit}"
    return f"{which.replace('-', ' ')}: {counted}" if which else counted


def _authority(alert: Alert, threshold: Threshold | None) -> str:
    tier = TIERS[Tier(alert.tier)]
    if threshold is None or threshold.citation is None or threshold.checked is None:
        return tier
    return f"{threshold.citation}: {tier}; {CHECKED[threshold.checked]}"


def _source(threshold: Threshold) -> str | None:
    if threshold.source is None:
        return None
    return threshold.source + (f" (seen {shown(threshold.checked_on)})" if threshold.checked_on else "")


def _changers(threshold: Threshold, telling: Telling) -> str:
    return "; ".join(telling.labels.get(kind, kind) for kind in threshold.seen_by)


def _same_cause(alert: Alert, deadlines: Iterable[Deadline]) -> str:
    """The child's duties and alerts that it covers, by name; a duty that cannot be assessed is called so."""
    doubted = {deadline.id for deadline in deadlines if deadline.status is Status.CANNOT_ASSESS}
    return ", ".join(dict.fromkeys(_covered(alert, doubted)))


def _covered(alert: Alert, doubted: set[str]) -> Iterator[str]:
    own = f"{alert.child}:"
    for identity in (covered for covered in alert.covers if covered.startswith(own)):
        name = identity.removeprefix(own).partition(":")[0]
        yield f"{name} (cannot be assessed)" if identity in doubted else name


def _local_policy(threshold: Threshold) -> str | None:
    if not threshold.numbers:
        return None
    if threshold.since is None:
        return "none; the numbers are the default ones"
    return f"the numbers hold from {shown(threshold.since)} by local policy"
