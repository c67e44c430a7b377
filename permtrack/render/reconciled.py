"""The ledger beside another office's list: as tables, as JSON and as CSV."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from permtrack import __version__
from permtrack.domain.reconciling import Reconciled, Unmatched
from permtrack.domain.typed_dates import shown
from permtrack.render.differences import COLUMNS, difference_parts, difference_record, difference_rows, in_short
from permtrack.render.machine import Record
from permtrack.render.screen import Screen
from permtrack.render.sheets import Value, sheet
from permtrack.render.tables import paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST_LINES = 20


def reconciled_parts(told: Reconciled, screen: Screen) -> "Iterator[RenderableType]":
    """What differs, who is on one list only, what could not be compared, and a last line that sums up."""
    if told.differences:
        yield from difference_parts(told.differences, screen)
        yield paragraph("")
    for line in _lines(told):
        yield paragraph(line)
    yield paragraph(_sum(told))


def _lines(told: Reconciled) -> Iterator[str]:
    if told.only_ours:
        yield f"Only in the ledger ({told.searched}): {in_short([child.ref for child in told.only_ours])}"
    if told.only_theirs:
        yield from _some("Only in the list", [in_a_line(row) for row in told.only_theirs])
    if told.closed:
        yield f"On the list, and no longer in care or followed here: {in_short([child.ref for child in told.closed])}"
    if told.twice:
        twice = [f"{ref} (lines {', '.join(map(str, lines))})" for ref, lines in told.twice.items()]
        yield from _some("More than once in the list, the first row compared", twice)
    unread = [f"line {one.place.line}, {one.column}: {one.reason}" for one in told.office.unread]
    yield from _some("Could not be read", unread)
    compared = ", ".join(column.heading for column in told.office.columns)
    yield f"Compared, by {told.office.on}: {compared or 'nothing; no column is known, only who is on the list'}"
    if told.office.ignored:
        yield f"Not compared: {', '.join(told.office.ignored)}"
    yield from (f"Note: {notice}" for notice in told.office.notices)


def _some(what: str, said: Sequence[str]) -> Iterator[str]:
    """A heading with its lines below it, of very many the first."""
    if said:
        yield f"{what}: {len(said):,}"
    yield from (f"  {line}" for line in said[:MOST_LINES])
    if len(said) > MOST_LINES:
        yield f"  and {len(said) - MOST_LINES:,} more: --format csv lists every one"


def in_a_line(row: Unmatched) -> str:
    """A row without a child: its ref, its line, and which refs it may be meant for."""
    like = f", very like {' and '.join(row.like)} here" if row.like else ""
    return f"{row.ref[:64]} (line {row.place.line}{like})"


def _sum(told: Reconciled) -> str:
    children = len({one.child for one in told.differences})
    count = len(told.differences)
    differ = f"{count:,} {'difference' if count == 1 else 'differences'} in {_children(children)}"
    only = f"{len(told.only_ours):,} only in the ledger, {len(told.only_theirs):,} only in the list"
    return f"{_children(told.matched)} on both: {differ}; {only}; as at {shown(told.as_at)}"


def _children(count: int) -> str:
    return "1 child" if count == 1 else f"{count:,} children"


def reconciled_record(told: Reconciled) -> Record:
    """The whole comparison as JSON."""
    return {
        "permtrack": __version__,
        "as_at": told.as_at,
        "file": told.office.name,
        "on": told.office.on,
        "searched": told.searched,
        "compared": [
            {"column": column.heading, "about": column.about, "is": column.sort.value} for column in told.office.columns
        ],
        "not_compared": list(told.office.ignored),
        "on_both": told.matched,
        "differences": [difference_record(one) for one in told.differences],
        "only_in_ledger": [child.ref for child in told.only_ours],
        "only_in_list": [
            {"ref": row.ref, "line": row.place.line, "very_like": list(row.like)} for row in told.only_theirs
        ],
        "closed": [child.ref for child in told.closed],
        "more_than_once": [{"ref": ref, "lines": list(lines)} for ref, lines in told.twice.items()],
        "unread": [{"line": one.place.line, "column": one.column, "reason": one.reason} for one in told.office.unread],
        "notices": list(told.office.notices),
    }


def reconciled_sheet(told: Reconciled) -> str:
    """The comparison as CSV: a row for each difference, and for each child or row that stands alone."""
    rows: list[Sequence[Value]] = [("differs", *row) for row in difference_rows(told.differences)]
    rows += [_row("only in ledger", child.ref) for child in told.only_ours]
    rows += [
        _row("only in list", row.ref, row.place.line, f"very like {' and '.join(row.like)}" if row.like else "")
        for row in told.only_theirs
    ]
    rows += [_row("closed", child.ref) for child in told.closed]
    rows += [
        _row("more than once", ref, lines[0], f"lines {', '.join(map(str, lines))}")
        for ref, lines in told.twice.items()
    ]
    rows += [_row("not read", "", one.place.line, f"{one.column}: {one.reason}") for one in told.office.unread]
    return sheet(("finding", *COLUMNS), rows)


def _row(finding: str, ref: str, line: int | None = None, remark: str = "") -> Sequence[Value]:
    """A row that is about no single column."""
    empty = dict.fromkeys(COLUMNS)
    return (finding, *(empty | {"child": ref, "line": line, "remark": remark}).values())
