"""The pack as a workbook: one sheet a section, real dates and numbers, headers that stay, filters, and never a formula.

Every text is written as a text: Excel and LibreOffice show it and work nothing out, whatever it begins with.
"""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from permtrack.domain.events import Child
from permtrack.domain.meeting.pack import MeetingPack
from permtrack.render.pack_sections import sections
from permtrack.render.pack_tables import WIDTH_OF_SENTENCES, Cell, Section, in_words
from permtrack.render.pack_words import Source, summary, title
from permtrack.render.visible import visible

if TYPE_CHECKING:
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.worksheet import Worksheet

DAY_FORMAT = "d mmm yyyy"
WHOLE_WIDTH, ABOUT_WIDTH = 20, 110
LINE_HEIGHT = 15.0
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What a workbook would read as one character: `_x000D_`."""
EARLIEST = date(1900, 3, 1)
"""Excel counts a 29 February 1900; days before it are written as words."""


def pack_workbook(pack: MeetingPack, source: Source) -> bytes:
    """The workbook's bytes."""
    from openpyxl import Workbook  # noqa: PLC0415  (150 ms that other answers need not wait for)

    book = Workbook()
    book.properties.creator = "permtrack"
    book.properties.title = title(pack)
    book.properties.created = source.known_at.astimezone(UTC).replace(tzinfo=None)
    first = book.active
    told = sections(pack)
    _about(first, pack, source, told)
    for section in told:
        _sheet(book.create_sheet(section.sheet), section)
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def _about(sheet: "Worksheet | Any", pack: MeetingPack, source: Source, told: Sequence[Section]) -> None:
    """The first sheet: what the workbook is, where it comes from, and what its figures mean."""
    sheet.title = "About"
    sheet.column_dimensions["A"].width = ABOUT_WIDTH
    lines = [title(pack), *([source.authority] if source.authority else ())]
    lines += [f"Only {pack.searched}"] if pack.searched else []
    lines += [*source.sentences(pack), summary(pack), source.versions(pack), f"To make it again: {source.again}"]
    for section in told:
        lines += [f"{section.title}: {sentence}" for sentence in (*section.says, *section.notes)]
    for place, line in enumerate(lines, start=1):
        _put(sheet, place, 1, line, wrapped=True, bold=place == 1)
        sheet.row_dimensions[place].height = _height((line,), (ABOUT_WIDTH,))
    _on_paper(sheet)


def _sheet(sheet: "Worksheet | Any", section: Section) -> None:
    """One section: its headings in the first row, which stays in sight, then a row a line."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for column, heading in enumerate(section.headings, start=1):
        _put(sheet, 1, column, heading.name, bold=True, wrapped=True)
        width = max(heading.width, WHOLE_WIDTH) if heading.whole else heading.width
        sheet.column_dimensions[get_column_letter(column)].width = width
    for place, row in enumerate(section.rows or ((section.empty,),), start=2):
        for column, cell in enumerate(row, start=1):
            _put(sheet, place, column, cell, wrapped=section.headings[column - 1].width > WHOLE_WIDTH)
        widths = (heading.width for heading in section.headings)
        sheet.row_dimensions[place].height = _height(row, widths if section.rows else (WIDTH_OF_SENTENCES,))
    sheet.freeze_panes = "B2" if len(section.headings) > 2 else "A2"
    if section.rows:
        last = get_column_letter(len(section.headings))
        sheet.auto_filter.ref = f"A1:{last}{len(section.rows) + 1}"
    sheet.print_title_rows = "1:1"
    _on_paper(sheet)


def _on_paper(sheet: "Worksheet | Any") -> None:
    """A4 on its side, as wide as the sheet."""
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _height(row: Iterable[Cell], widths: Iterable[int]) -> float:
    """The height of a row whose sentences are wrapped: LibreOffice does not always work it out for itself."""
    lines = (_lines(in_words(cell), width) for cell, width in zip(row, widths, strict=False) if width > WHOLE_WIDTH)
    return LINE_HEIGHT * max(lines, default=1)


def _lines(words: str, width: int) -> int:
    return sum(max(-(-len(line) // width), 1) for line in words.split("\n"))


def _put(sheet: Any, row: int, column: int, value: Cell, *, wrapped: bool = False, bold: bool = False) -> None:
    if value is None or value == "":
        return
    cell = sheet.cell(row=row, column=column)
    if isinstance(value, date) and value >= EARLIEST:
        cell.value = datetime(value.year, value.month, value.day)  # noqa: DTZ001  (a workbook's days have no zone)
        cell.number_format = DAY_FORMAT
    elif isinstance(value, int | float):
        cell.value = value
    else:
        cell.value = text_of(value)
        # Set by openpyxl to a formula or an error where the text looks like one.
        cell.data_type = "s"
        cell.quotePrefix = cell.value.startswith(("=", "+", "-", "@", "'"))
    cell.alignment = _alignment(wrapped=wrapped)
    if bold:
        cell.font = _bold()


@cache
def _alignment(*, wrapped: bool) -> "Alignment":
    """At the top of its row. Kept: openpyxl takes longer to make one than to write a cell."""
    from openpyxl.styles import Alignment  # noqa: PLC0415

    return Alignment(vertical="top", wrap_text=wrapped)


@cache
def _bold() -> "Font":
    from openpyxl.styles import Font  # noqa: PLC0415

    return Font(name="Calibri", size=11, bold=True)


def text_of(value: Cell) -> str:
    """A text as a workbook can hold it: what it cannot is made visible, and nothing in it is read as a character's code."""
    words = value.ref if isinstance(value, Child) else in_words(value)
    return ESCAPED.sub("_x005F_", visible(words, keep="\n\t"))
