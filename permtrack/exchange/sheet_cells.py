"""What every sheet that comes back from people has in common: cells as texts, and what is wrong with a row at sight."""

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date

from permtrack.domain.records import record
from permtrack.errors import RequestRefused
from permtrack.exchange.grids import WORKBOOK, Grid, Row


def faults(grid: Grid, row: Row, columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a row before any of it is read: the column, by the names used here, and the reason."""
    for (line, place), fault in grid.faults.items():
        if line == row.line:
            yield (columns[place] if place < len(columns) else ""), fault
    if any(cell != "" for cell in row.cells[len(columns) :]):
        yield "", "more cells than columns; a text with a comma in it needs quotation marks"
    if isinstance(dict(zip(columns, row.cells, strict=False)).get("ref"), date):
        yield "ref", "the workbook made a date of this ref; format the column as text and type it again"


@record
class Layout:
    """What a workbook says beside its cells: the names of its sheets, and on the first the ranges of merged cells.

    The ranges are told by the line each begins on: of merged cells only the first has a value, so that rows seem to
    say less than they show. A CSV file has neither.
    """

    sheets: tuple[str, ...] = ()
    merged: Mapping[int, str] = field(default_factory=dict)


def layout(content: bytes, name: str) -> Layout:
    """The layout of a file. Raises RequestRefused where it is a workbook that cannot be read."""
    if not content.startswith(WORKBOOK):
        return Layout()
    import openpyxl  # noqa: PLC0415  (150 ms that a CSV file need not wait for)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of every decoration it does not keep
            book = openpyxl.load_workbook(io.BytesIO(content))
            ranges = book.worksheets[0].merged_cells.ranges
    except Exception as error:  # a damaged workbook raises whatever its reader stumbles over
        raise RequestRefused(f"{name} is not a workbook that can be read; save it again") from error
    return Layout(sheets=tuple(book.sheetnames), merged={one.min_row: one.coord for one in ranges})
