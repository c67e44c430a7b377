"""From what is known of the children to what follows from it: deadlines, alerts and gaps, by the rulebook that holds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from permtrack.app.packaged import bank_holidays
from permtrack.app.reigning import Reign
from permtrack.domain.due_list import LOOK_AHEAD_DAYS
from permtrack.domain.events import Event, History, ReturnImported
from permtrack.domain.findings import Alert, Deadline, Outlook
from permtrack.domain.journey import Journey, journey
from permtrack.domain.records import record
from permtrack.domain.siblings import Groups, sibling_groups, siblings
from permtrack.domain.sight import Sight, sight
from permtrack.domain.typed_dates import shown
from permtrack.domain.waivers import waiver_over
from permtrack.rules.contradictions import contradictions
from permtrack.rules.deadlines import found_for
from permtrack.rules.drift import Circumstances, drift, with_delays
from permtrack.rules.drift.causes import one_open_order
from permtrack.rules.gaps import Kept, counted, gaps
from permtrack.rules.surroundings import Surroundings


class Asked(Protocol):
    """The day a question is about, by when things had been recorded, how far ahead, and what is wanted."""

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

    @property
    def alerts(self) -> bool:
        """Whether alerts are wanted."""


@record
class Known:
    """The children asked about, their brothers and sisters, and what the ledger's imports can show.

    `panels_elsewhere` says that panels are recorded of children who may not be among them.
    """

    histories: tuple[History, ...]
    family: tuple[History, ...]
    imports: tuple[ReturnImported, ...]
    tracking_from: date
    panels_elsewhere: bool = False


@record
class _Scene:
    """What every child asked about is held against; `panels` says whether the ledger holds panels at all."""

    seen: Sight
    surroundings: Surroundings
    journeys: Mapping[str, Journey]
    groups: Groups
    panels: bool


@record
class Found:
    """What was found for one child; `asked` are the rules whose duty has not closed, `kinds` what is recorded."""

    history: History
    deadlines: tuple[Deadline, ...]
    alerts: tuple[Alert, ...]
    waived: tuple[Alert, ...]
    asked: frozenset[str]
    kinds: frozenset[str]


def travelled_by(known: Known, asked: Asked, reign: Reign) -> Mapping[str, Journey]:
    """The journeys of the children asked about and of their brothers and sisters, by their ids."""
    everyone = {history.child.id: history for history in (*known.family, *known.histories)}
    return {identity: journey(told, asked.as_at, reign.scope) for identity, told in everyone.items()}


def worked_out(known: Known, asked: Asked, reign: Reign, journeys: Mapping[str, Journey] | None = None) -> Outlook:
    """Everything found for the children asked about; `journeys` are theirs where they are at hand."""
    deadlines: list[Deadline] = []
    alerts: list[Alert] = []
    waived: list[Alert] = []
    children: Counter[Kept] = Counter()
    for found in each_worked_out(known, asked, reign, journeys):
        deadlines += found.deadlines
        alerts += found.alerts
        waived += found.waived
        children.update(counted(found.deadlines, found.asked, found.kinds))
    seen = sight(known.imports, known.tracking_from)
    return Outlook(
        as_at=asked.as_at,
        known_at=asked.known_at.isoformat() if asked.known_at else None,
        rulebook=reign.rulebook.id,
        version=reign.rulebook.version,
        policy_from=reign.since,
        children=len(known.histories),
        deadlines=(*deadlines, *reign.meetings),
        alerts=tuple(alerts),
        waived_alerts=tuple(waived),
        gaps=gaps(children, reign.rulebook.rules),
        data_age=data_age(known.imports, seen, asked.as_at),
        imported_to=imported_to(known.imports),
    )


def each_worked_out(
    known: Known, asked: Asked, reign: Reign, journeys: Mapping[str, Journey] | None = None
) -> Iterator[Found]:
    """What is found for each of the children asked about, in their order."""
    scene = _scene(known, asked, reign, travelled_by(known, asked, reign) if journeys is None else journeys)
    for child in known.histories:
        own = scene.seen.of_child(child.refs)
        among = scene.surroundings if own is scene.seen else replace(scene.surroundings, sight=own)
        travelled = scene.journeys[child.child.id]
        of_child = found_for(travelled, among, child.waivers, running_only=not asked.history)
        owed = with_delays(of_child.deadlines, travelled, reign.thresholds)
        alerts = _going_wrong(travelled, owed, own, scene, reign) if asked.alerts else ()
        waived = tuple(alert for alert in alerts if _set_aside(alert, child.waivers, asked.as_at))
        yield Found(
            history=child,
            deadlines=owed,
            alerts=tuple(alert for alert in alerts if alert not in waived) if waived else alerts,
            waived=waived,
            asked=of_child.asked,
            kinds=travelled.kinds,
        )


def _scene(known: Known, asked: Asked, reign: Reign, journeys: Mapping[str, Journey]) -> _Scene:
    seen = sight(known.imports, known.tracking_from)
    return _Scene(
        seen=seen,
        surroundings=_surroundings(seen, asked, reign),
        journeys=journeys,
        groups=sibling_groups(journeys.values()),
        panels=known.panels_elsewhere or any(travelled.of_kind("panel") for travelled in journeys.values()),
    )


def _going_wrong(
    travelled: Journey, owed: tuple[Deadline, ...], own: Sight, scene: _Scene, reign: Reign
) -> tuple[Alert, ...]:
    """The alerts about one child, contradictions in its record among them."""
    circumstances = Circumstances(
        sight=own,
        thresholds=reign.thresholds,
        siblings=siblings(travelled, scene.groups),
        deadlines=owed,
        casework_from=reign.casework_from,
        panels_recorded=scene.panels,
    )
    return one_open_order((*drift(travelled, circumstances), *contradictions(travelled, own)))


def _surroundings(seen: Sight, asked: Asked, reign: Reign) -> Surroundings:
    return Surroundings(
        rulebook=reign.rulebook,
        holidays=bank_holidays(),
        sight=seen,
        within=asked.within,
        # A look-ahead that was typed is meant as typed; otherwise local policy may set one for a rule.
        look_ahead=reign.look_ahead if asked.within == LOOK_AHEAD_DAYS else {},
    )


def _set_aside(alert: Alert, waivers: Iterable[Event], as_at: date) -> bool:
    """Whether a waiver names the alert, for all its causes or for this one, and holds on the day."""
    return waiver_over(waivers, alert.alert, alert.id.rsplit(":", 1)[-1], as_at) is not None


def imported_to(imports: Iterable[ReturnImported]) -> date | None:
    """The last day that imported returns cover; None where none was imported."""
    covered = [span.last for imported in imports for spans in imported.covers.values() for span in spans]
    return max(covered, default=None)


def data_age(imports: Iterable[ReturnImported], seen: Sight, as_at: date) -> str | None:
    """How old imported data is, where unseen days lie between it and the start of tracking; None where none do."""
    last = imported_to(imports)
    if last is None or last >= as_at or (seen.tracking_from - last).days <= 1:
        return None
    until = f"tracking began on {shown(seen.tracking_from)}"
    if as_at < seen.tracking_from:
        until = f"tracking begins on {shown(seen.tracking_from)}"
    return (
        f"Imported data ends on {shown(last)} and {until}: what happened between is not known. "
        "Import the next return, or record it with import-events."
    )
