"""From what is known of the children to what follows from it: deadlines, alerts and gaps, by the rulebook that holds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from permtrack.app.packaged import bank_holidays
from permtrack.app.reigning import Reign
from permtrack.domain.events import Event, History, ReturnImported
from permtrack.domain.findings import Alert, Deadline, Outlook
from permtrack.domain.journey import Journey, journey
from permtrack.domain.sight import Sight, sight
from permtrack.domain.typed_dates import shown
from permtrack.rules.contradictions import contradictions
from permtrack.rules.deadlines import found_for
from permtrack.rules.drift import Circumstances, drift
from permtrack.rules.drift.causes import one_open_order
from permtrack.rules.gaps import gaps
from permtrack.rules.rulebook import Rulebook
from permtrack.rules.surroundings import LOOK_AHEAD_DAYS, Surroundings


class Asked(Protocol):
    """The day a question is about, by when things had been recorded, how far ahead, and whether the history is wanted."""

    @property
    def as_at(self) -> date:
        """The day."""

    @property
    def known_at(self) -> datetime | None:
        """The instant; None for everything recorded."""

    @property
    def within(self) -> int:
        """The days ahead within which a duty counts as due soon."""

    @property
    def history(self) -> bool:
        """Whether deadlines that no longer run are wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The children asked about, their brothers and sisters, and what the ledger's imports can show."""

    histories: tuple[History, ...]
    family: tuple[History, ...]
    imports: tuple[ReturnImported, ...]
    tracking_from: date


def worked_out(known: Known, asked: Asked, reign: Reign) -> Outlook:
    """Everything found for the children asked about."""
    seen = sight(known.imports, known.tracking_from)
    surroundings = _surroundings(seen, asked, reign)
    everyone = {history.child.id: history for history in (*known.family, *known.histories)}
    journeys = {identity: journey(told, asked.as_at, reign.scope) for identity, told in everyone.items()}
    groups = _groups(journeys.values())
    panels = any(travelled.of_kind("panel") for travelled in journeys.values())
    found: list[Deadline] = []
    alerts: list[Alert] = []
    waived: list[Alert] = []
    applies: Counter[str] = Counter()
    for child in known.histories:
        travelled = journeys[child.child.id]
        own = seen.of_child(child.refs)
        among = surroundings if own is seen else replace(surroundings, sight=own)
        of_child = found_for(travelled, among, child.waivers, running_only=not asked.history)
        found += of_child.deadlines
        applies.update(of_child.asked)
        circumstances = Circumstances(
            sight=own,
            thresholds=reign.thresholds,
            siblings=_siblings(travelled, groups),
            deadlines=of_child.deadlines,
            casework_from=reign.casework_from,
            panels_recorded=panels,
        )
        for alert in one_open_order((*drift(travelled, circumstances), *contradictions(travelled, own))):
            (waived if _set_aside(alert, child.waivers, asked.as_at) else alerts).append(alert)
    found += reign.meetings
    return Outlook(
        as_at=asked.as_at,
        known_at=asked.known_at.isoformat() if asked.known_at else None,
        rulebook=reign.rulebook.id,
        version=reign.rulebook.version,
        policy_from=reign.since,
        children=len(known.histories),
        deadlines=tuple(found),
        alerts=tuple(alerts),
        waived_alerts=tuple(waived),
        gaps=gaps(found, applies, _unrecorded(reign.rulebook, journeys.values())),
        data_age=_data_age(known.imports, seen, asked.as_at),
    )


def _surroundings(seen: Sight, asked: Asked, reign: Reign) -> Surroundings:
    return Surroundings(
        rulebook=reign.rulebook,
        holidays=bank_holidays(),
        sight=seen,
        within=asked.within,
        # A look-ahead that was typed is meant as typed; otherwise local policy may set one for a rule.
        look_ahead=reign.look_ahead if asked.within == LOOK_AHEAD_DAYS else {},
    )


def _unrecorded(rulebook: Rulebook, journeys: Iterable[Journey]) -> frozenset[str]:
    """The rules of which nothing that could meet them was ever recorded for anybody."""
    recorded = frozenset[str]().union(*(travelled.kinds for travelled in journeys))
    return frozenset(rule.id for rule in rulebook.rules if not recorded.intersection(rule.seen_by))


def _groups(journeys: Iterable[Journey]) -> Mapping[str, Sequence[Journey]]:
    groups: dict[str, list[Journey]] = {}
    for travelled in journeys:
        if travelled.child.sibling_group:
            groups.setdefault(travelled.child.sibling_group, []).append(travelled)
    return groups


def _siblings(travelled: Journey, groups: Mapping[str, Sequence[Journey]]) -> tuple[Journey, ...]:
    group = groups.get(travelled.child.sibling_group or "", ())
    return tuple(other for other in group if other.child.id != travelled.child.id)


def _set_aside(alert: Alert, waivers: Iterable[Event], as_at: date) -> bool:
    """Whether a waiver names the alert, for all its causes or for this one, and holds on the day."""
    for waiver in waivers:
        until = waiver.day("until")
        named = waiver.word("rule") == alert.alert and waiver.word("event") in {None, alert.id.rsplit(":", 1)[-1]}
        if named and until is not None and waiver.on <= as_at <= until:
            return True
    return False


def _data_age(imports: Iterable[ReturnImported], seen: Sight, as_at: date) -> str | None:
    """How old imported data is, where unseen days lie between it and the start of tracking; None where none do."""
    covered = [span.last for imported in imports for spans in imported.covers.values() for span in spans]
    last = max(covered, default=None)
    if last is None or last >= as_at or (seen.tracking_from - last).days <= 1:
        return None
    until = f"tracking began on {shown(seen.tracking_from)}"
    if as_at < seen.tracking_from:
        until = f"tracking begins on {shown(seen.tracking_from)}"
    return (
        f"Imported data ends on {shown(last)} and {until}: what happened between is not known. "
        "Import the next return, or record it with import-events."
    )
