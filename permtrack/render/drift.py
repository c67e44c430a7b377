"""The drift alerts as a table, as JSON and as CSV: each with its reason, and the day its present severity began."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from permtrack import __version__
from permtrack.domain.alert_lines import DriftList
from permtrack.domain.typed_dates import shown
from permtrack.render.due import alert_table
from permtrack.render.machine import Record, alert_record
from permtrack.render.screen import Screen
from permtrack.render.sheets import sheet
from permtrack.render.tables import paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType

SHEET = ("id", "child", "alert", "severity", "since", "sentence", "tier", "covers")


def drift_parts(drifting: DriftList, screen: Screen) -> "Iterator[RenderableType]":
    """The table, what many children share, and a last line that sums up."""
    if drifting.lines:
        yield from alert_table(drifting.lines, drifting.children, screen)
    for name, children in drifting.shared:
        yield paragraph(f"{name} is true of {children} children; permtrack due --rule {name} lists them")
    yield paragraph(_sum(drifting))


def _sum(drifting: DriftList) -> str:
    severities = [line.alert.severity.value for line in drifting.lines]
    counted = ", ".join(f"{severities.count(name)} {name}" for name in ("red", "amber", "info"))
    new = f" new since {shown(drifting.new_since)}" if drifting.new_since else ""
    waived = f"; {drifting.waived} waived" if drifting.waived else ""
    return f"{counted}{new}; {len(drifting.children)} children, as at {shown(drifting.as_at)}{waived}"


def drift_record(drifting: DriftList) -> Record:
    """The alerts as JSON, every one of them."""
    return {
        "permtrack": __version__,
        "as_at": drifting.as_at,
        "new_since": drifting.new_since,
        "alerts": [alert_record(alert) for alert in drifting.alerts],
    }


def drift_sheet(drifting: DriftList) -> str:
    """The alerts as CSV, one row each."""
    rows = (
        (a.id, a.child, a.alert, a.severity.value, a.since, a.sentence, a.tier, ";".join(a.covers))
        for a in drifting.alerts
    )
    return sheet(SHEET, rows)
