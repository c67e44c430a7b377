"""From a file's bytes to rows of cells, whether it is a CSV file or a workbook; the name of the file is not believed.

A cell is a text or a day. A CSV file only ever has texts; a workbook's dates are days, its numbers are written out.
"""

import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from permtrack.domain.texts import is_blank
from permtrack.errors import RequestRefused
from permtrack.exchange.decoding import decode
from permtrack.exchange.delimited import numbered_lines

if TYPE_CHECKING:
    from openpyxl import Workbook

Cell = str | date
WORKBOOK = b"PK\x03\x04"
OLD_OR_LOCKED_WORKBOOK = b"\xd0\xcf\x11\xe0"
NEVER_WORKED_OUT = "a formula that has never been worked out; open the workbook, save it and try again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row with anything in it, and the line of the file it stands on; line 1 is the header."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A header and the rows under it.

    Of a workbook's cells, by (line, column): `numbers` were numbers there and have lost any leading zeros, `faults`
    hold nothing that can be used, and why.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    numbers: frozenset[tuple[int, int]] = frozenset()
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def read_grid(content: bytes, name: str, encoding: str | None = None) -> Grid:
    """The rows of a CSV file or of a workbook's first sheet. Raises RequestRefused where they cannot be read."""
    if content.startswith(OLD_OR_LOCKED_WORKBOOK):
        raise RequestRefused(f"{name} is an old or a password-protected workbook; save it as .xlsx without a password")
    if content.startswith(WORKBOOK):
        return _workbook(content, name)
    return _text(decode(content, encoding, name), name)


def _text(text: str, name: str) -> Grid:
    lines = numbered_lines(text, name)
    rows = [Row(line=line, cells=tuple(cells)) for line, cells in lines if not all(is_blank(cell) for cell in cells)]
    if not rows:
        raise RequestRefused(f"{name} is empty; its first line names the columns: ref, kind, on, ...")
    header = tuple(str(cell) for cell in rows[0].cells)
    return Grid(header=header, rows=tuple(rows[1:]))


def _workbook(content: bytes, name: str) -> Grid:
    import openpyxl  # noqa: PLC0415  (150 ms that a CSV file need not wait for)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of every decoration it does not keep
            shown = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            written = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            return _sheet(shown, written, name)
    except RequestRefused:
        raise
    except Exception as error:  # a damaged workbook raises whatever its reader stumbles over
        raise RequestRefused(f"{name} is not a workbook that can be read; save it again") from error


def _sheet(shown: "Workbook", written: "Workbook", name: str) -> Grid:
    """The first sheet, read twice: what its cells show, and whether a formula stands behind one that shows nothing."""
    rows: list[Row] = []
    numbers: set[tuple[int, int]] = set()
    faults: dict[tuple[int, int], str] = {}
    for line, (cells, sources) in enumerate(zip_longest(_cells(shown), _cells(written), fillvalue=()), start=1):
        read = [_cell(cell.value, source) for cell, source in zip(cells, sources, strict=True)]
        if any(value != "" or fault for value, fault in read):
            rows.append(Row(line=line, cells=tuple(value for value, _ in read)))
        faults |= {(line, column): fault for column, (_, fault) in enumerate(read) if fault}
        numbers |= {(line, column) for column, cell in enumerate(cells) if isinstance(cell.value, int | float)}
    if not rows:
        raise RequestRefused(
            f"{name} has nothing on its first sheet; its first line names the columns: ref, kind, on, ..."
        )
    return Grid(
        header=tuple(str(cell) for cell in rows[0].cells),
        rows=tuple(rows[1:]),
        numbers=frozenset(numbers),
        faults=faults,
        notices=_other_sheets(shown.sheetnames),
    )


def _cells(workbook: "Workbook") -> Iterator[tuple[Any, ...]]:
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()  # the size a workbook states of itself is often wrong
    return sheet.iter_rows()


def _other_sheets(names: list[str]) -> tuple[str, ...]:
    return (f"only the first sheet, {names[0]!r}, is read; {len(names) - 1} more left alone",) if len(names) > 1 else ()


def _cell(value: object, source: Any) -> tuple[Cell, str]:
    """A cell's text or day, and what is wrong with it."""
    if value is None:
        return "", NEVER_WORKED_OUT if source.data_type == "f" else ""
    if source.data_type == "e":
        return str(value), "an error of the workbook's own"
    if isinstance(value, datetime | time):
        return (
            (value.date(), "")
            if isinstance(value, datetime) and value.time() == time()
            else ("", "a time of day, where a day is wanted")
        )
    return _written(value), ""


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
