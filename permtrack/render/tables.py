"""Tables that lose nothing: a ref, a rule or a date is never cut, and what does not fit is set out line by line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from textwrap import wrap
from typing import TYPE_CHECKING

from permtrack.domain.records import record
from permtrack.render.screen import Screen
from permtrack.render.visible import visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

NARROWEST_WORDS = 16
LONGEST_WORD_KEPT_WHOLE = 40
GAP = 2
APART = " | "
UNWRAPPED = 100_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column; one that is `whole` is as wide as its longest line, the others share what is left and fold at blanks."""

    heading: str
    whole: bool = False


Words = str | tuple[str, ...]
"""What a cell says, on one line or on several. A line break inside a stored text is shown, never obeyed."""


@dataclass(frozen=True, slots=True)
class Styled:
    """A cell in a style; the words alone must say what the style says."""

    words: Words
    style: str


Cell = Words | Styled


def table(
    columns: Sequence[Column], rows: Iterable[Sequence[Cell]], screen: Screen, *, apart: bool = False
) -> "Iterator[RenderableType]":
    """A table as wide as the screen allows, or one record below the other where it would not fit.

    `apart` leaves a line between rows of several lines.
    """
    rows = [tuple(row) for row in rows]
    if screen.is_narrow or not fits(columns, rows, screen):
        yield from _records(columns, rows)
    else:
        yield _grid(columns, rows, screen, apart=apart)


@record
class Layout:
    """One way of laying out the same records, for screens of at least `room` columns."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    room: int = 0
    apart: bool = False


def first_that_fits(layouts: Sequence[Layout], screen: Screen) -> "Iterator[RenderableType]":
    """The table in the first of its layouts, the widest first, that the screen has room for."""
    chosen = layouts[0]
    if screen.width is not None and not screen.is_narrow:
        able = (one for one in layouts if one.room <= screen.width and fits(one.columns, one.rows, screen))
        chosen = next(able, layouts[0])
    yield from table(chosen.columns, chosen.rows, screen, apart=chosen.apart)


def lines(cell: Cell) -> list[str]:
    """The lines of a cell, safe to show."""
    said = cell.words if isinstance(cell, Styled) else cell
    return [visible(line) for line in ((said,) if isinstance(said, str) else said)]


def text(cell: Cell, between: str = "\n") -> "Text":
    """The cell as rich shows it: its words are never read as markup."""
    from rich.text import Text  # noqa: PLC0415  (rich is loaded only where a table is shown)

    return Text(between.join(lines(cell)), style=cell.style if isinstance(cell, Styled) else "")


def paragraph(line: Cell) -> "RenderableType":
    """A line of its own between tables."""
    return text(line)


def named(facts: Sequence[tuple[str, str]], style: str = "bold") -> "RenderableType":
    """Facts by their names, side by side: `Care: since 6 Jan 2025 | Plan: adoption`."""
    line = text("")
    for place, (name, said) in enumerate(facts):
        line.append(APART if place else "").append(f"{visible(name)}:", style).append(f" {visible(said)}")
    return line


def packed(facts: Iterable[tuple[str, str]], screen: Screen) -> "Iterator[RenderableType]":
    """Facts in their order; one begins in the line in which the one before ends where it fits there as a whole."""
    line: list[tuple[str, str]] = []
    used = 0
    for fact in facts:
        needed = _width(visible(": ".join(fact)))
        if line and (screen.width is None or used + len(APART) + needed > screen.width):
            yield named(line)
            line = []
        used = _ends_at(fact, screen) if not line else used + len(APART) + needed
        line.append(fact)
    if line:
        yield named(line)


def _ends_at(fact: tuple[str, str], screen: Screen) -> int:
    """The column in which a fact that begins a line ends, on whichever line that is."""
    said = visible(": ".join(fact))
    return _width(wrap(said, screen.width)[-1]) if screen.width else _width(said)


def height(parts: "Iterable[RenderableType]", screen: Screen) -> int:
    """How many lines the screen needs for them."""
    from rich.console import Console  # noqa: PLC0415  (rich is loaded only where a table is shown)

    console = Console(width=screen.width or UNWRAPPED, file=StringIO())
    return sum(len(console.render_lines(part, pad=False)) for part in parts)


def fits(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], screen: Screen) -> bool:
    """Whether the table can be drawn without cutting anything that must stay whole."""
    if screen.width is None:
        return True
    needed = sum(_least(column, place, rows) for place, column in enumerate(columns))
    return needed + GAP * (len(columns) - 1) <= screen.width


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], screen: Screen) -> list[int]:
    """The width of each column. Counted here because rich, where room is short, goes below a column's least width."""
    least = [_least(column, place, rows) for place, column in enumerate(columns)]
    wanted = [_widest(column, place, rows) for place, column in enumerate(columns)]
    room = sum(wanted) if screen.width is None else screen.width - GAP * (len(columns) - 1) - sum(least)
    widths: list[int] = []
    for narrow, wide in zip(least, wanted, strict=True):
        still_wanted = sum(wanted[len(widths) :]) - sum(least[len(widths) :])
        more = wide - narrow if still_wanted <= room else room * (wide - narrow) // still_wanted
        room -= more
        widths.append(narrow + more)
    return widths


def _widest(column: Column, place: int, rows: Sequence[Sequence[Cell]]) -> int:
    return max(map(_width, (column.heading, *_all_lines(place, rows))))


def _least(column: Column, place: int, rows: Sequence[Sequence[Cell]]) -> int:
    """The width below which a column would cut a line that stays whole, or a word such as a rule's name."""
    said = _all_lines(place, rows)
    if column.whole:
        return max(_width(part) for part in (column.heading, *said))
    longest = max((_width(word) for line in said for word in line.split()), default=0)
    return max(
        min(longest, LONGEST_WORD_KEPT_WHOLE),
        min(NARROWEST_WORDS, max(map(_width, said), default=0)),
        _width(column.heading),
    )


def _all_lines(place: int, rows: Sequence[Sequence[Cell]]) -> list[str]:
    return [line for row in rows for line in lines(row[place])]


def _width(line: str) -> int:
    from rich.cells import cell_len  # noqa: PLC0415  (rich is loaded only where a table is shown)

    return cell_len(line)


def _grid(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], screen: Screen, *, apart: bool
) -> "RenderableType":
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415  (rich is loaded only where a table is shown)

    # The lines of a box take one of the blanks between columns.
    gap = GAP - 1 if screen.lines else GAP
    grid = Table(
        box=box.SIMPLE_HEAD if screen.lines else None,
        padding=(0, gap, 0, 0),
        pad_edge=False,
        show_edge=False,
    )
    for column, width in zip(columns, _widths(columns, rows, screen), strict=True):
        grid.add_column(text(column.heading), overflow="fold", width=width)
    for number, row in enumerate(rows, start=1):
        below = "\n" if apart and number < len(rows) else ""
        grid.add_row(*(text(cell).append(below) for cell in row))
    return grid


def _records(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> "Iterator[RenderableType]":
    for number, row in enumerate(rows):
        if number:
            yield text("")
        for column, cell in zip(columns, row, strict=True):
            if any(lines(cell)):
                record = text(f"{column.heading}: ")
                record.append_text(text(cell, between=", "))
                yield record
