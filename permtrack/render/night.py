"""One night as people and machines read it: what is new and worse first, then what is still open, then what is cleared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from permtrack import __version__
from permtrack.domain.delays import DELAY_ALERTS
from permtrack.domain.events import Child
from permtrack.domain.night import Change, Comparison, Finding, Turn
from permtrack.domain.typed_dates import shown
from permtrack.render.machine import Record
from permtrack.render.screen import Screen
from permtrack.render.sheets import Value, sheet
from permtrack.render.states import NO_REASON, days_in_words, delay_in_words
from permtrack.render.tables import Cell, Column, Styled, paragraph, table

if TYPE_CHECKING:
    from rich.console import RenderableType

SHEET = (
    "turn", "id", "child", "rule", "title", "tier", "state", "was", "due_on", "since", "open_since", "open_days",
    "because_of_policy", "why", "sentence", "told_with",
)  # fmt: skip
OWN_MARK = "permtrack check"
"""What stands near the beginning of every file of the nightly check, which replaces no other file."""
HEADINGS = {Turn.NEW: "New", Turn.WORSE: "Worse", Turn.OPEN: "Still open", Turn.CLEARED: "Cleared"}
STATES = {
    "overdue": "OVERDUE", "due-today": "DUE TODAY", "due-soon": "due soon", "red": "RED", "amber": "AMBER", "info": "info",
}  # fmt: skip
STYLES = {"overdue": "bold red", "red": "bold red", "due-today": "bold yellow", "amber": "yellow", "due-soon": "yellow"}


def night_parts(
    night: Comparison,
    remarks: Sequence[str],
    children: Mapping[str, Child],
    screen: Screen,
    turns: Sequence[Turn] = tuple(Turn),
) -> "Iterator[RenderableType]":
    """What the reader should know first, a table for each of the turns asked for, and a last line that sums up."""
    yield paragraph(f"{OWN_MARK}, {shown(night.as_at)}")
    for remark in remarks:
        yield paragraph(remark)
    yield paragraph("")
    for turn in turns:
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
    short = all(change.turn is not Turn.CLEARED for change in changes)
    names = (("Child", True), ("Due or since", True), ("State", short), ("What", False))
    columns = [Column(name, whole=whole) for name, whole in names]
    rows = [
        (child_named(change.finding, children), shown(change.finding.on), _state(change, night), words(change, night))
        for change in changes
    ]
    yield from table(columns, rows, screen)


def child_named(finding: Finding, children: Mapping[str, Child]) -> str:
    """The ref, with the initials where there are any; the service itself for what is about no child."""
    child = children.get(finding.child)
    return f"{finding.child} ({child.initials})" if child and child.initials else finding.child or "(service)"


def _state(change: Change, night: Comparison) -> Cell:
    cleared = change.turn is Turn.CLEARED
    return Styled(state_words(change, night), "" if cleared else STYLES.get(change.finding.state, ""))


def state_words(change: Change, night: Comparison) -> str:
    """`OVERDUE by 3 days (was due soon)`; of what is cleared, why."""
    if change.turn is Turn.CLEARED:
        return change.why
    was = f" (was {STATES[change.was]})" if change.turn is Turn.WORSE and change.was else ""
    return f"{_stands(change.finding, night)}{was}"


def _stands(finding: Finding, night: Comparison) -> str:
    days = (finding.on - night.as_at).days
    match finding.state:
        case "overdue":
            return f"OVERDUE by {days_in_words(days)}"
        case "due-soon":
            return f"due in {days_in_words(days)}"
        case _:
            return STATES[finding.state]


def words(change: Change, night: Comparison) -> tuple[str, ...]:
    """The rule or alert, what it says, what is told with it, when it was first reported, and what moved it."""
    finding = change.finding
    also = (f"also {_named(other.finding)}" for other in change.also)
    said = [finding.rule, "; ".join([finding.sentence or finding.title, *_delay(change)]), *also]
    if change.turn in {Turn.OPEN, Turn.WORSE} and finding.first_on < night.as_at:
        said.append(f"first reported on {shown(finding.first_on)}")
    if change.by_policy:
        said.append("only because local policy changed")
    return tuple(line for line in said if line)


def _named(finding: Finding) -> str:
    """A finding told in another's line: an alert with its reason, since every alert says why."""
    if not finding.is_alert:
        return finding.rule
    # That no reason is recorded stands beside the duty itself.
    why = "" if finding.rule in DELAY_ALERTS else f": {finding.sentence}"
    return f"{STATES[finding.state]} {finding.rule}{why}"


def _delay(change: Change) -> Iterator[str]:
    finding = change.finding
    if change.turn is Turn.CLEARED:
        return
    if finding.delay is not None:
        yield delay_in_words(finding.delay)
    elif finding.lacks_a_reason:
        yield NO_REASON


def is_own(beginning: str) -> bool:
    """Whether a file that begins so was written by the nightly check."""
    return OWN_MARK in beginning or beginning.lstrip("\ufeff").startswith(",".join(SHEET[:4]))


def within(night: Comparison, days: int) -> Comparison:
    """The night without the changes about deadlines that lie further ahead."""
    furthest = night.as_at + timedelta(days=days)
    near = (
        tuple(c for c in told if c.finding.is_alert or c.finding.on <= furthest)
        for told in (night.changes, night.lines)
    )
    changes, lines = near
    return replace(night, changes=changes, lines=lines)


def night_record(night: Comparison, remarks: Sequence[str]) -> Record:
    """The night as JSON: every finding, and how many are new, worse, still open and cleared."""
    ids = _ids(night)
    return {
        "answer": OWN_MARK,
        "permtrack": __version__,
        "as_at": night.as_at,
        "compared_with": night.since,
        "counts": {turn.value: sum(change.turn is turn for change in night.changes) for turn in Turn},
        "remarks": list(remarks),
        "changes": [_record(change, night, ids) for change in night.changes],
    }


def _ids(night: Comparison) -> Mapping[str, str]:
    """The name of every finding in machine formats, by its key."""
    return {change.finding.key: change.finding.id for change in night.changes}


def _record(change: Change, night: Comparison, ids: Mapping[str, str]) -> Record:
    cells: Record = dict(zip(SHEET, _row(change, night, ids), strict=True))
    return {**cells, "because_of_policy": change.by_policy}


def night_sheet(night: Comparison) -> str:
    """The changes as CSV, one row each."""
    ids = _ids(night)
    return sheet(SHEET, (_row(change, night, ids) for change in night.changes))


def _row(change: Change, night: Comparison, ids: Mapping[str, str]) -> tuple[Value, ...]:
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
        *(change.why or None, finding.sentence or None, ids.get(finding.under or "")),
    )
