"""Which alerts a list shows in lines of their own: no cause gives more than one line for a child.

An alert that says what a listed deadline says is named in that deadline's line; one that a graver alert covers is named
in that one's line; a mere hint shared by many children is said once for all of them. Machine formats keep every alert.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from permtrack.domain.events import Child
from permtrack.domain.findings import Alert, Severity

SHARED_BY = 10
"""From so many children on, a hint is said once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """One listed alert, and the names of what has the same cause: alerts, and duties that cannot be assessed."""

    alert: Alert
    also: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()

    @property
    def others(self) -> str:
        """What has the same cause, in words: `also search.silent; cannot be assessed: match.six-months`."""
        also = f"also {', '.join(self.also)}" if self.also else ""
        doubted = f"cannot be assessed: {', '.join(self.doubted)}" if self.doubted else ""
        return "; ".join(said for said in (also, doubted) if said)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLines:
    """The alerts in lines of their own, those named in deadlines' lines by the deadline's id, and the shared hints."""

    lines: tuple[AlertLine, ...]
    beside: Mapping[str, tuple[Alert, ...]]
    shared: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftList:
    """The alerts of a day, gravest first, as lines and whole; `new_since` is the day before which none of them began."""

    as_at: date
    lines: tuple[AlertLine, ...]
    alerts: tuple[Alert, ...]
    shared: tuple[tuple[str, int], ...]
    children: dict[str, Child]
    waived: int
    new_since: date | None


def alert_lines(alerts: Sequence[Alert], deadlines: Collection[str], *, share: bool) -> AlertLines:
    """The alerts as a list shows them beside deadlines, by their ids; `share` says shared hints once."""
    beside = _beside(alerts, deadlines)
    named = {alert.id for found in beside.values() for alert in found}
    own = [alert for alert in alerts if alert.id not in named]
    covering = {covered: alert.id for alert in own for covered in alert.covers}
    heads = [alert for alert in own if covering.get(alert.id) is None]
    shared = _shared(heads) if share else ()
    hidden = {name for name, _ in shared}
    lines = (AlertLine(alert=head, also=_also(head, own)) for head in heads if not _is_hint(head, hidden))
    return AlertLines(lines=tuple(lines), beside=beside, shared=shared)


def speaking_for(
    lines: Sequence[AlertLine], doubted: Mapping[str, str]
) -> tuple[tuple[AlertLine, ...], frozenset[str]]:
    """The lines, naming the duties in doubt that each speaks for, and the ids of those duties; `doubted` are their rules.

    Where a duty cannot be assessed and an alert tells of the same cause, the alert's line is the one that is listed.
    """
    spoken = [[name for name in line.alert.covers if name in doubted] for line in lines]
    named = (
        replace(line, doubted=tuple(dict.fromkeys(doubted[name] for name in names)))
        for line, names in zip(lines, spoken, strict=True)
    )
    return tuple(named), frozenset(name for names in spoken for name in names)


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


def _shared(heads: Iterable[Alert]) -> tuple[tuple[str, int], ...]:
    counted = Counter(head.alert for head in heads if head.severity is Severity.INFO)
    return tuple((name, count) for name, count in counted.most_common() if count >= SHARED_BY)


def _is_hint(alert: Alert, hidden: Collection[str]) -> bool:
    return alert.alert in hidden and alert.severity is Severity.INFO
