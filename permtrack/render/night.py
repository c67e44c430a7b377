"""One night as people and machines read it: what is new and worse first, then what is still open, then what is cleared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from permtrack import __version__
from permtrack.domain.events import Child
from permtrack.domain.night import Change, Comparison, Finding, Turn
from permtrack.domain.typed_dates import shown
from permtrack.render.machine import Record
from permtrack.render.screen import Screen
from permtrack.render.sheets import Value, sheet
from permtrack.render.states import days_in_words
from permtrack.render.tables import Cell, Column, Styled, paragraph, table

if TYPE_CHECKING:
    from rich.console import RenderableType

SHEET = (
    "turn", "id", "child", "rule", "title", "tier", "state", "was", "due_on", "since", "open_since", "open_days",
    "because_of_policy", "why", "sentence",
)  # fmt: skip
OWN_MARK = "permtrack check"
"""What stands near the beginning of every file of the nightly check, which replaces no other file."""
HEADINGS = {Turn.NEW: "New", Turn.WORSE: "Worse", Turn.OPEN: "Still open", Turn.CLEARED: "Cleared"}
STATES = {
    "overdue": "OVERDUE", "due-today": "DUE TODAY", "due-soon": "due soon", "red": "RED", "amber": "AMBER", "info": "info",
}  # fmt: skip
STYLES = {"overdue": "bold red", "red": "bold red", "due-today": "bold yellow", "amber": "yellow", "due-soon": "yellow"}


def night_parts(
    night: Comparison, remarks: Sequence[str], children: Mapping[str, Child], screen: Screen
) -> "Iterator[RenderableType]":
    """What the reader should know first, the tables, and a last line that sums up."""
    yield paragraph(f"{OWN_MARK}, {shown(night.as_at)}")
    for remark in remarks:
        yield paragraph(remark)
    yield paragraph("")
    for turn in Turn:
        if changes := night.of(turn):
            yield paragraph(Styled(HEADINGS[turn], "bold"))
            yield from _table(changes, night, children, screen)
            yield paragraph("")
    yield paragraph(summary(night))


def summary(night: Comparison) -> str:
    """`2 new, 0 worse, 11 still open, 1 cleared since 20 Nov 2026; as at 21 Nov 2026`."""
    since = f" since {shown(night.since)}" if night.since else ""
    return f"{night.counted()}{since}; as at {shown(night.as_at)}"


def _table(
    changes: Sequence[Change], night: Comparison, children: Mapping[str, Child], screen: Screen
) -> "Iterator[RenderableType]":
    columns = (Column("Child", whole=True), Column("Due or since", whole=True), Column("State"), Column("What"))
    rows = [
        (child_named(change.finding, children), shown(change.finding.on), _state(change), words(change, night))
        for change in changes
    ]
    yield from table(columns, rows, screen)


def child_named(finding: Finding, children: Mapping[str, Child]) -> str:
    """The ref, with the initials where there are any; the service itself for what is about no child."""
    child = children.get(finding.child)
    return f"{finding.child} ({child.initials})" if child and child.initials else finding.child or "(service)"


def _state(change: Change) -> Cell:
    cleared = change.turn is Turn.CLEARED
    return Styled(state_words(change), "" if cleared else STYLES.get(change.finding.state, ""))


def state_words(change: Change) -> str:
    """`OVERDUE (was due soon)`; of what is cleared, why."""
    if change.turn is Turn.CLEARED:
        return change.why
    was = f" (was {STATES[change.was]})" if change.turn is Turn.WORSE and change.was else ""
    return f"{STATES[change.finding.state]}{was}"


def words(change: Change, night: Comparison) -> tuple[str, ...]:
    """The rule or alert, what it says, since when it has been open, and whether policy alone moved it."""
    finding = change.finding
    said = [finding.rule, finding.sentence or finding.title]
    if change.turn in {Turn.OPEN, Turn.WORSE}:
        said.append(f"open since {shown(finding.first_on)} ({days_in_words((night.as_at - finding.first_on).days)})")
    if change.by_policy:
        said.append("only because local policy changed")
    return tuple(line for line in said if line)


def is_own(beginning: str) -> bool:
    """Whether a file that begins so was written by the nightly check."""
    return OWN_MARK in beginning or beginning.lstrip("\ufeff").startswith(",".join(SHEET[:4]))


def within(night: Comparison, days: int) -> Comparison:
    """The night without the changes about deadlines that lie further ahead."""
    furthest = night.as_at + timedelta(days=days)
    shown_changes = tuple(c for c in night.changes if c.finding.is_alert or c.finding.on <= furthest)
    return replace(night, changes=shown_changes)


def night_record(night: Comparison, remarks: Sequence[str]) -> Record:
    """The night as JSON: every change in a line of its own, and the counts."""
    return {
        "answer": OWN_MARK,
        "permtrack": __version__,
        "as_at": night.as_at,
        "compared_with": night.since,
        "counts": {turn.value: len(night.of(turn)) for turn in Turn},
        "remarks": list(remarks),
        "changes": [_record(change, night) for change in night.changes],
    }


def _record(change: Change, night: Comparison) -> Record:
    cells: Record = dict(zip(SHEET, _row(change, night), strict=True))
    return {**cells, "because_of_policy": change.by_policy}


def night_sheet(night: Comparison) -> str:
    """The changes as CSV, one row each."""
    return sheet(SHEET, (_row(change, night) for change in night.changes))


def _row(change: Change, night: Comparison) -> tuple[Value, ...]:
    finding = change.finding
    return (
        *(
            change.turn.value,
            finding.id,
            finding.child,
            finding.rule,
            finding.title or None,
            finding.tier,
            finding.state,
        ),
        *(change.was, None if finding.is_alert else finding.on, finding.on if finding.is_alert else None),
        *(finding.first_on, (night.as_at - finding.first_on).days, "yes" if change.by_policy else "no"),
        *(change.why or None, finding.sentence or None),
    )
