"""The form as Excel and LibreOffice will meet it, read back with openpyxl."""

import csv
import io
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from permtrack.app.packaged import vocabulary
from permtrack.domain.events import Child, Event
from permtrack.domain.minutes import COLUMNS, FormChild, FormFacts, MinutesForm, heading
from permtrack.domain.situations import Situation
from permtrack.exchange.minutes_form import read_minutes
from permtrack.render.minutes_form import form_sheet, form_workbook
from tests.app.desk import Desk
from tests.app.secretary import columns, csv_form, line_of, workbook
from tests.cli.test_hostile import texts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.add_child("0001", dob="12/3/2020", initials="AB", care="6/7/2026")
    desk.add_event("review", "3/8/2026", plan="adoption", parallel="sgo")
    desk.add_event("legal-status", "6/7/2026", status="ico")
    desk.add_event("placement", "7/7/2026", type="foster")
    desk.add_event("action", "4/8/2026", action="Chase the medical", owner="SW1", due="1/9/2026")
    desk.add_event("action", "5/8/2026", action="Book the panel")
    desk.add_event("action", "6/8/2026", action="Over and done")
    desk.done("9", "7/8/2026")
    desk.add_child("1E5", dob="1/5/2021", care="6/7/2026")
    return desk


@pytest.fixture
def page(desk: Desk) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(workbook(desk))).worksheets[0]


def told(page: Worksheet, line: int) -> dict[str, object]:
    at = columns(page)
    return {column: page.cell(line, at[column]).value for column in at if page.cell(line, at[column]).value is not None}


def test_a_row_says_where_the_child_stands_and_the_meeting_on_every_row(page: Worksheet) -> None:
    first, second, third = (told(page, line) for line in (2, 3, 4))
    assert first["ref"] == second["ref"] == "0001"
    assert third["ref"] == "1E5"
    assert first["plan_now"] == "adoption; parallel special-guardianship"
    assert first["stands"] == "2 Plan to decision; ico since 6 Jul 2026; foster since 7 Jul 2026"
    assert first["open_action"] == "#7 Chase the medical (SW1, due 1 Sep 2026)"
    assert (second["open_action"], "stands" in second, "plan_now" in second) == ("#8 Book the panel", False, False)
    assert third["plan_now"] == "none recorded"
    assert {first["meeting"], second["meeting"], third["meeting"]} == {"Wed 18 Nov 2026"}
    assert first["ledger"] == third["ledger"]
    assert isinstance(first["overdue"], int)


def test_refs_are_texts_and_stay_so(page: Worksheet) -> None:
    cells = [page.cell(line, 1) for line in (2, 4)]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells] == [
        ("0001", "s", "@"),
        ("1E5", "s", "@"),
    ]
    assert page.column_dimensions["A"].number_format == "@"


def test_the_header_stays_in_sight_and_the_rows_can_be_filtered(page: Worksheet) -> None:
    assert [cell.value for cell in page[1]] == [heading(column) for column in COLUMNS]
    assert (page.freeze_panes, page.auto_filter.ref) == ("C2", "A1:AA4")


def test_it_prints_on_landscape_a4_with_header_and_refs_on_every_page(page: Worksheet) -> None:
    assert (page.page_setup.orientation, str(page.page_setup.paperSize)) == ("landscape", "9")
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (2, 0)
    assert (page.print_title_rows, page.print_title_cols) == ("$1:$1", "$A:$B")
    assert page.print_area == "'Minutes'!$A$1:$X$4"


def test_coded_values_are_offered_and_days_are_days(page: Worksheet) -> None:
    at = columns(page)
    offered = {}
    for validation in page.data_validations.dataValidation:
        (cells,) = validation.sqref.ranges
        assert len(validation.formula1) <= 257  # 255 characters between quotation marks
        offered[cells.min_col] = (validation.formula1.strip('"').split(","), validation.showErrorMessage)
    assert offered[at["new_plan"]] == (list(vocabulary().plans), True)
    assert offered[at["new_parallel"]] == ([*vocabulary().plans, "none"], False)
    assert offered[at["discussed"]] == (["yes", "no"], True)
    assert offered[at["done"]] == (["yes", "no"], False)
    assert offered[at["delay_whose"]][0] == ["court", "authority", "family", "agency", "purposeful"]
    assert "court-timetable" in offered[at["delay_reason"]][0]
    assert page.cell(2, at["due_1"]).number_format == "dd/mm/yyyy"


def test_nothing_is_locked_and_nothing_calls_out(desk: Desk) -> None:
    content = workbook(desk)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert not any(sheet.protection.sheet for sheet in book.worksheets)
    assert book.sheetnames == ["Minutes", "How to fill it in"]
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [name for name in names if "external" in name.lower() or "vba" in name.lower()]


def test_the_csv_form_has_the_same_rows_as_the_workbook(desk: Desk, page: Worksheet) -> None:
    header, *rows = csv.reader(io.StringIO(csv_form(desk), newline=""), strict=True)
    assert header == list(COLUMNS)
    for line, row in enumerate(rows, start=2):
        assert [str(page.cell(line, place).value or "") for place in range(1, len(COLUMNS) + 1)] == [
            "" if cell == "0" else cell for cell in row
        ]


def hostile_form() -> MinutesForm:
    def child(place: int, text: str) -> FormChild:
        action = Event(
            id=f"A{place}",
            child="C",
            kind="action-agreed",
            on=date(2026, 1, 1),
            number=place,
            fields={"action": text, "owner": text},
        )
        known = Child(id=f"C{place}", ref=f"R{place}", initials=text[:4])
        one = Situation(child=known, age_months=1, plan=text)
        return FormChild(situation=one, place="no-stage", overdue=0, open_actions=(action,))

    facts = FormFacts(meeting_on=date(2026, 11, 18), ledger="01ABC", head="5:0123456789abcdef")
    return MinutesForm(facts=facts, children=tuple(child(n, text) for n, text in enumerate(texts(), start=1)))


def test_hostile_texts_are_texts_in_the_workbook_and_in_csv() -> None:
    form = hostile_form()
    content = form_workbook(form, vocabulary())
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not [
        c for cell in cells for c in str(cell.value) if c not in "\n\t" and unicodedata.category(c) in {"Cc", "Cf"}
    ]
    rows = list(csv.reader(io.StringIO(form_sheet(form), newline=""), strict=True))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]


def test_what_was_written_is_read_again(desk: Desk) -> None:
    read = [
        read_minutes(content, name, vocabulary(), date(2026, 11, 21))
        for content, name in ((workbook(desk), "m.xlsx"), (csv_form(desk).encode(), "m.csv"))
    ]
    assert read[0].facts == read[1].facts
    for minutes in read:
        assert [(row.line, row.ref) for row in minutes.rows] == [(2, "0001"), (3, "0001"), (4, "1E5")]
        assert (minutes.accounts, minutes.notices) == ((), ())
    assert line_of(openpyxl.load_workbook(io.BytesIO(workbook(desk))).worksheets[0], "1E5") == 4
