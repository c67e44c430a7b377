"""From a file's bytes to rows of cells, whether it is a CSV file or a workbook; the name of the file is not believed.

A cell is a text or a day. A CSV file only ever has texts; a workbook's dates are days, its numbers are written out.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, time
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, Any, TypeVar

from permtrack.domain.records import record
from permtrack.domain.texts import is_blank
from permtrack.errors import RequestRefused
from permtrack.exchange.decoding import decode
from permtrack.exchange.delimited import numbered_lines

if TYPE_CHECKING:
    from openpyxl import Workbook

Cell = str | date
WORKBOOK = b"PK\x03\x04"
OLD_OR_LOCKED = "{name} is an old or a password-protected workbook; save it as .xlsx without a password"
OLD_OR_LOCKED_WORKBOOK = b"\xd0\xcf\x11\xe0"
LARGEST_UNPACKED = 512 * 1024 * 1024
MOST_LINES = 200_000
LOOKED_AT = 20
"""How many rows of a sheet are looked at to see what it holds: titles and notes may stand above its columns."""
NEVER_WORKED_OUT = "a formula that has never been worked out; open the workbook, save it and try again"


@record
class Row:
    """One row with anything in it, and the line of the file it stands on."""

    line: int
    cells: tuple[Cell, ...]


@record
class Grid:
    """A header and the rows under it.

    Of a workbook's cells, by (line, column): `numbers` were numbers there and have lost any leading zeros, `faults`
    hold nothing that can be used, and why.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    header_line: int = 1
    numbers: frozenset[tuple[int, int]] = frozenset()
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def read_grid(content: bytes, name: str, encoding: str | None = None, columns: str = "ref, kind, on, ...") -> Grid:
    """The rows of a CSV file or of a workbook's first sheet. Raises RequestRefused where they cannot be read.

    `columns` is what an empty file is told that its first line names.
    """
    if content.startswith(OLD_OR_LOCKED_WORKBOOK):
        raise RequestRefused(OLD_OR_LOCKED.format(name=name))
    if content.startswith(WORKBOOK):
        return _opened(content, name, lambda shown, written: _first_sheet(shown, written, name, columns))
    return _text(decode(content, encoding, name), name, columns)


def _text(text: str, name: str, columns: str) -> Grid:
    lines = numbered_lines(text, name)
    rows = [Row(line=line, cells=tuple(cells)) for line, cells in lines if not all(is_blank(cell) for cell in cells)]
    if not rows:
        raise RequestRefused(f"{name} is empty; its first line names the columns: {columns}")
    header = tuple(str(cell) for cell in rows[0].cells)
    return Grid(header=header, rows=tuple(rows[1:]), header_line=rows[0].line)


def read_sheets(content: bytes, name: str, is_wanted: Callable[[Sequence[Row]], bool]) -> Mapping[str, Grid]:
    """The sheets of a workbook that are wanted, by their names; a blank one never is.

    `is_wanted` is asked with the first rows of each. Raises RequestRefused where the file is no workbook.
    """
    if content.startswith(OLD_OR_LOCKED_WORKBOOK):
        raise RequestRefused(OLD_OR_LOCKED.format(name=name))
    if not content.startswith(WORKBOOK):
        raise RequestRefused(f"{name} is not a workbook (.xlsx); save it as one")
    return _opened(content, name, lambda shown, written: _wanted_sheets(shown, written, name, is_wanted))


Made = TypeVar("Made")


def _opened(content: bytes, name: str, read: "Callable[[Workbook, Workbook], Made]") -> Made:
    """What is read from a workbook, opened twice: what its cells show, and what stands behind them."""
    import openpyxl  # noqa: PLC0415  (150 ms that a CSV file need not wait for)

    try:
        _refuse_bomb(content, name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of every decoration it does not keep
            shown = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            written = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            return read(shown, written)
    except RequestRefused:
        raise
    except Exception as error:  # a damaged workbook raises whatever its reader stumbles over
        raise RequestRefused(f"{name} is not a workbook that can be read; save it again") from error


def _refuse_bomb(content: bytes, name: str) -> None:
    """Raise RequestRefused for a file that is small only while it is packed."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
            raise RequestRefused(f"{name} unpacks to more than any list can hold; it was not opened")


def _wanted_sheets(
    shown: "Workbook", written: "Workbook", name: str, is_wanted: Callable[[Sequence[Row]], bool]
) -> Mapping[str, Grid]:
    found: dict[str, Grid] = {}
    for here, behind in zip(shown.worksheets, written.worksheets, strict=True):
        sheet = _Sheet(_paired(here, behind), f"{name}: sheet {here.title!r}")
        first = list(islice(sheet.rows(), LOOKED_AT))
        if first and is_wanted(first):
            found[here.title] = sheet.grid(first)
    return found


def _first_sheet(shown: "Workbook", written: "Workbook", name: str, columns: str) -> Grid:
    sheet = _Sheet(_paired(shown.worksheets[0], written.worksheets[0]), name, most_lines=None)
    first = list(islice(sheet.rows(), 1))
    if not first:
        raise RequestRefused(f"{name} has nothing on its first sheet; its first line names the columns: {columns}")
    return sheet.grid(first, _other_sheets(shown.sheetnames))


def _paired(here: Any, behind: Any) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    for sheet in (here, behind):
        sheet.reset_dimensions()  # the size a workbook states of itself is often wrong
    return zip_longest(here.iter_rows(), behind.iter_rows(), fillvalue=())


class _Sheet:
    """One sheet read row by row: what its cells show, and whether a formula stands behind one that shows nothing."""

    def __init__(
        self, pairs: Iterable[tuple[tuple[Any, ...], tuple[Any, ...]]], name: str, most_lines: int | None = MOST_LINES
    ) -> None:
        self._lines = enumerate(pairs, start=1)
        self._name = name
        self._most_lines = most_lines
        self._numbers: set[tuple[int, int]] = set()
        self._faults: dict[tuple[int, int], str] = {}

    def rows(self) -> Iterator[Row]:
        """The rows with anything in them, from where the reading has come to."""
        for line, (cells, sources) in self._lines:
            if self._most_lines and line > self._most_lines:
                raise RequestRefused(
                    f"{self._name} has more than {self._most_lines:,} lines; delete the empty rows below the list"
                )
            read = [_cell(cell, source) for cell, source in zip(cells, sources, strict=True)]
            self._faults |= {(line, column): fault for column, (_, fault) in enumerate(read) if fault}
            self._numbers |= {(line, column) for column, cell in enumerate(cells) if _is_bare_number(cell)}
            if any(value != "" or fault for value, fault in read):
                yield Row(line=line, cells=tuple(value for value, _ in read))

    def grid(self, first: Sequence[Row], notices: tuple[str, ...] = ()) -> Grid:
        """The sheet whole, once its first rows have been read; the first of them is its header."""
        rows = tuple(chain(first, self.rows()))
        return Grid(
            header=tuple(str(cell) for cell in rows[0].cells),
            rows=rows[1:],
            header_line=rows[0].line,
            numbers=frozenset(self._numbers),
            faults=self._faults,
            notices=notices,
        )


def _other_sheets(names: list[str]) -> tuple[str, ...]:
    return (f"only the first sheet, {names[0]!r}, is read; {len(names) - 1} more left alone",) if len(names) > 1 else ()


def _cell(cell: Any, source: Any) -> tuple[Cell, str]:
    """A cell's text or day, and what is wrong with it."""
    value = cell.value
    if value is None:
        return "", NEVER_WORKED_OUT if source.data_type == "f" else ""
    if source.data_type == "e" or cell.data_type == "e":
        return str(value), "an error of the workbook's own"
    if isinstance(value, datetime | time):
        return (
            (value.date(), "")
            if isinstance(value, datetime) and value.time() == time()
            else ("", "a time of day, where a day is wanted")
        )
    return _written(value).zfill(_zeros(cell)), ""


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _is_bare_number(cell: Any) -> bool:
    """Whether a cell is a number of which the workbook does not say how many digits it has."""
    return isinstance(cell.value, int | float) and not _zeros(cell)


def _zeros(cell: Any) -> int:
    """The number of digits that a number is shown with, where its format asks for leading zeros; else 0."""
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return 0
    return len(cell.number_format) if re.fullmatch("0{2,32}", cell.number_format or "") else 0
