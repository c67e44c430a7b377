"""What the ledger and another office's list say differently, in words, as records and as a sheet."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from permtrack.domain.accounting import Difference, Said
from permtrack.domain.typed_dates import shown
from permtrack.render.machine import Record
from permtrack.render.screen import Screen
from permtrack.render.sheets import Value
from permtrack.render.tables import Cell, Column, Layout, first_that_fits, paragraph
from permtrack.render.visible import visible

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST_NAMED = 12
NONE = "-"
COLUMNS = ("child", "about", "ours", "ours_on", "ours_precision", "theirs", "theirs_on", "file", "line", "remark")


def difference_parts(
    differences: Sequence[Difference], screen: Screen, *, theirs: str = "List"
) -> "Iterator[RenderableType]":
    """The differences as a table, a line each; children who are not on a list at all by the list."""
    unlike = [one for one in differences if one.place is not None]
    if unlike:
        yield from first_that_fits(_layouts(unlike, theirs), screen)
    absent: dict[str, list[str]] = {}
    for one in differences:
        if one.place is None:
            absent.setdefault(f"Not in {one.about}, but in the ledger ({one.ours.word})", []).append(one.child)
    for what, children in absent.items():
        yield paragraph(f"{what}: {in_short(children)}")


def _layouts(differences: Sequence[Difference], theirs: str) -> Sequence[Layout]:
    """Everything beside everything; the remarks under what the list says; and the child above what it is about."""
    child, what, row = Column("Child", whole=True), Column("What", whole=True), Column("Row", whole=True)
    sides = (Column("Ledger"), Column(theirs))
    note = [Column("Note")] if any(one.remark for one in differences) else []
    rows = [[*_sides(one), _row(one), *([one.remark] if note else [])] for one in differences]
    beside = [[*_sides(one)[:3], _with_remark(one), _row(one)] for one in differences]
    stacked = [[(one.child, one.about, _row(one)), _parts(one.ours), _with_remark(one)] for one in differences]
    return (
        Layout(columns=(child, what, *sides, row, *note), rows=rows, room=100),
        Layout(columns=(child, what, *sides, row), rows=beside),
        Layout(columns=(Column("Child and what", whole=True), *sides), rows=stacked, apart=True),
    )


def _sides(one: Difference) -> Sequence[Cell]:
    return (one.child, one.about, _parts(one.ours), _parts(one.theirs))


def _with_remark(one: Difference) -> Cell:
    return (*_parts(one.theirs), f"({one.remark})") if one.remark else _parts(one.theirs)


def _row(one: Difference) -> str:
    if one.place is None:
        return ""
    line = f"line {one.place.line}"
    return f"{one.place.table}, {line}" if one.place.table else line


def in_words(said: Said) -> str:
    """What one side says: `co, 12 Mar 2025`, `by 1 Apr 2024`, or a dash for nothing."""
    return ", ".join(_parts(said))


def _parts(said: Said) -> tuple[str, ...]:
    """What one side says on lines of their own, so that no day is folded."""
    day = f"{'by ' if said.by else ''}{shown(said.on)}" if said.on else ""
    return tuple(part for part in (said.word, day) if part) or (NONE,)


def in_a_sentence(one: Difference) -> str:
    """A difference on one line: `ledger 12 Mar 2024, list 14 Mar 2024`."""
    sides = f"ledger {in_words(one.ours)}, list {in_words(one.theirs)}"
    return f"{sides} ({one.remark})" if one.remark else sides


def in_short(refs: Sequence[str]) -> str:
    """The number of children and their refs, of very many the first."""
    more = len(refs) - MOST_NAMED
    named = ", ".join(visible(ref) for ref in refs[:MOST_NAMED])
    return f"{len(refs):,} ({named}{f' and {more:,} more' if more > 0 else ''})"


def difference_record(one: Difference) -> Record:
    """A difference as JSON; a side that says nothing is null."""
    return {
        "child": one.child,
        "about": one.about,
        "ours": _said_record(one.ours),
        "theirs": _said_record(one.theirs),
        "place": str(one.place) if one.place else None,
        "remark": one.remark or None,
    }


def _said_record(said: Said) -> Record | None:
    if said.is_nothing:
        return None
    return {"word": said.word, "on": said.on, "precision": _precision(said)}


def _precision(said: Said) -> str | None:
    return ("on-or-before" if said.by else "exact") if said.on else None


def difference_rows(differences: Iterable[Difference]) -> Iterator[Sequence[Value]]:
    """The differences as rows of a sheet, under COLUMNS."""
    for one in differences:
        file, line = (one.place.file, one.place.line) if one.place else (None, None)
        ours = (one.ours.word, one.ours.on, _precision(one.ours))
        yield (one.child, one.about, *ours, one.theirs.word, one.theirs.on, file, line, one.remark)
