"""Somebody who takes the minutes: has the form written, fills in its cells as a person would, and brings it in."""

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from permtrack.app.asking import Question
from permtrack.app.import_minutes import import_minutes
from permtrack.app.meeting_form import meeting_form
from permtrack.app.meeting_pack import prepare_pack
from permtrack.app.packaged import vocabulary
from permtrack.domain.accounting import ImportReport
from permtrack.domain.due_list import Wanted
from permtrack.domain.minutes import MinutesForm, column_named
from permtrack.exchange.minutes_form import read_minutes
from permtrack.ledger.store import open_ledger
from permtrack.render.minutes_form import form_sheet, form_workbook
from tests.app.desk import OCCASION, TODAY, Desk

MEETING = date(2026, 11, 18)
Cells = Mapping[str, object]


def form(desk: Desk, meeting_on: date = MEETING, wanted: Wanted | None = None) -> MinutesForm:
    with open_ledger(desk.path) as ledger:
        asked = Question(as_at=min(TODAY, meeting_on))
        prepared = prepare_pack(ledger, asked, wanted or Wanted(coming=True), meeting_on)
        return meeting_form(prepared, ledger.info.id)


def workbook(desk: Desk, meeting_on: date = MEETING) -> bytes:
    return form_workbook(form(desk, meeting_on), vocabulary())


def csv_form(desk: Desk, meeting_on: date = MEETING) -> str:
    return form_sheet(form(desk, meeting_on))


def columns(page: Worksheet) -> dict[str, int]:
    return {column_named(str(cell.value)): place for place, cell in enumerate(page[1], start=1) if cell.value}


def line_of(page: Worksheet, ref: str) -> int:
    place = columns(page)["ref"]
    return next(line for line in range(2, page.max_row + 1) if page.cell(line, place).value == ref)


def changed(content: bytes, change: Any) -> bytes:
    """The workbook after something was done to its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book.worksheets[0])
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def filled(content: bytes, rows: Mapping[str | int, Cells]) -> bytes:
    """The workbook with cells filled in: by the ref of a child, or by the line."""

    def fill(page: Worksheet) -> None:
        at = columns(page)
        for where, cells in rows.items():
            line = line_of(page, where) if isinstance(where, str) else where
            for column, value in cells.items():
                page.cell(line, at[column]).value = value

    return changed(content, fill)


def bring_in(
    desk: Desk,
    content: bytes | str,
    *,
    name: str = "minutes.xlsx",
    meeting_on: date | None = None,
    dry_run: bool = False,
) -> ImportReport:
    raw = content.encode() if isinstance(content, str) else content
    minutes = read_minutes(raw, name, vocabulary(), TODAY)
    with open_ledger(desk.path, writing=True) as ledger:
        return import_minutes(ledger, OCCASION, minutes, meeting_on=meeting_on, dry_run=dry_run)


def take_minutes(desk: Desk, rows: Mapping[str | int, Cells], *, dry_run: bool = False) -> ImportReport:
    return bring_in(desk, filled(workbook(desk), rows), dry_run=dry_run)


def warned(report: ImportReport) -> list[tuple[str, str, int]]:
    """What was warned of: by name, of which child, at which line."""
    return [(finding.id, finding.child, finding.place.line) for finding in report.findings]
