"""Which alerts a list shows in lines of their own: no cause gives more than one line for a child.

An alert that says what a listed deadline says is named in that deadline's line; one that a graver alert covers is named
in that one's line; a mere hint shared by many children is said once for all of them. Machine formats keep every alert.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from permtrack.domain.events import Child
from permtrack.domain.findings import Alert, Severity
from permtrack.domain.records import record

SHARED_BY = 10
"""From so many children on, a hint is said once."""


@record
class AlertLine:
    """One listed alert, and the names of what has the same cause: alerts, and duties that cannot be assessed."""

    alert: Alert
    also: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()

    @property
    def as_hint(self) -> str:
        """The alert's name where it is a mere hint, which is said once where many children share it; else empty."""
        return self.alert.alert if self.alert.severity is Severity.INFO else ""

    @property
    def others(self) -> str:
        """What has the same cause, in words: `also search.silent; cannot be assessed: match.six-months`."""
        also = f"also {', '.join(self.also)}" if self.also else ""
        doubted = f"cannot be assessed: {', '.join(self.doubted)}" if self.doubted else ""
        return "; ".join(said for said in (also, doubted) if said)


@record
class AlertLines:
    """The alerts in lines of their own, and the hints that are said once instead."""

    lines: tuple[AlertLine, ...]
    shared: tuple[tuple[str, int], ...]


@record
class DriftList:
    """The alerts of a day, gravest first, as lines and whole; `new_since` is the day since which they are new."""

    as_at: date
    lines: tuple[AlertLine, ...]
    alerts: tuple[Alert, ...]
    shared: tuple[tuple[str, int], ...]
    children: dict[str, Child]
    waived: int
    new_since: date | None


@record
class OwnAlerts:
    """The alerts of one child: those with lines of their own, those named in lines of deadlines by the deadline's id.

    `elsewhere` are the ids of alerts about other children of whom one of these alerts tells.
    """

    heads: tuple[AlertLine, ...]
    beside: Mapping[str, tuple[Alert, ...]]
    elsewhere: frozenset[str] = frozenset()


def alert_lines(alerts: Sequence[Alert], *, share: bool) -> AlertLines:
    """The alerts of any number of children without their deadlines; `share` says shared hints once."""
    own = own_alerts(alerts, ())
    shared = shared_hints(own.heads) if share else ()
    hidden = {name for name, _ in shared}
    return AlertLines(lines=tuple(line for line in own.heads if line.as_hint not in hidden), shared=shared)


def own_alerts(alerts: Sequence[Alert], deadlines: Collection[str]) -> OwnAlerts:
    """The alerts before any is said once for many children; `deadlines` are the ids of those that have lines."""
    beside = _beside(alerts, deadlines)
    named = {alert.id for found in beside.values() for alert in found}
    own = [alert for alert in alerts if alert.id not in named]
    covered = frozenset(name for alert in own for name in alert.covers)
    return OwnAlerts(
        heads=tuple(AlertLine(alert=alert, also=_also(alert, own)) for alert in own if alert.id not in covered),
        beside=beside,
        elsewhere=covered.difference(alert.id for alert in own) if covered else covered,
    )


def shared_hints(heads: Iterable[AlertLine]) -> tuple[tuple[str, int], ...]:
    """The hints that so many children share that each is said once, with the number of lines, the most frequent first."""
    return most_shared(Counter(line.as_hint for line in heads if line.as_hint))


def most_shared(counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Those of the counted hints that are said once, the most frequent first."""
    shared = ((name, count) for name, count in counted.items() if count >= SHARED_BY)
    return tuple(sorted(shared, key=lambda hint: (-hint[1], hint[0])))


def _beside(alerts: Iterable[Alert], deadlines: Collection[str]) -> Mapping[str, tuple[Alert, ...]]:
    found: dict[str, list[Alert]] = {}
    for alert in alerts:
        covered = next((name for name in alert.covers if name in deadlines), None)
        if covered is not None:
            found.setdefault(covered, []).append(alert)
    return {name: tuple(named) for name, named in found.items()}


def _also(head: Alert, alerts: Iterable[Alert]) -> tuple[str, ...]:
    named = (alert.alert for alert in alerts if alert.id in head.covers and alert.alert != head.alert)
    return tuple(dict.fromkeys(named))
