"""One defective workbook for every message of `import-annex-a`, each made here, and one list for every one of `reconcile`."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest

from permtrack.app.packaged import vocabulary
from permtrack.errors import RequestRefused
from permtrack.exchange.office_list import read_office_list
from permtrack.render.import_report import refusal_lines
from tests.app.annexed import LIST_10, book, bring_in, content, day, read
from tests.app.desk import TODAY, Desk

GOOD = {"id": "000123", "dob": day("2023-05-04"), "adm": "11/06/2024"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.add_child("000123", dob="4/5/2023")
    return desk


def with_cell(at: str, value: object) -> openpyxl.Workbook:
    made = book([GOOD])
    made["List 10"][at] = value
    return made


def without_lists() -> bytes:
    made = openpyxl.Workbook()
    made.active.append(["ref", "kind", "on"])
    return content(made)


def twice_the_list() -> bytes:
    made = book([GOOD])
    copy = made.create_sheet("Sheet2")
    copy.append(list(LIST_10.values()))
    return content(made)


def twice_a_column() -> bytes:
    return content(with_cell("O1", "Date of Matching Child and Adopters"))


def only_the_name() -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "List 10"
    made.active.append(["Name", "Date of Decision that Child Should be Placed for Adoption"])
    return content(made)


def packed(*names: str) -> bytes:
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return page.getvalue()


def bomb() -> bytes:
    page = io.BytesIO()
    with (
        zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(520):
            part.write(b"\0" * (1024 * 1024))
    return page.getvalue()


def endless() -> bytes:
    made = book([GOOD])
    made["List 10"]["A200002"] = "000124"
    return content(made)


NO_LIST = (
    "annex.xlsx holds neither List 8 nor List 10 of Annex A: no sheet has the column Child Unique ID and "
    "Date Started to be Looked After, or Date of Decision that Child Should be Placed for Adoption"
)
FILES: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "an old workbook": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
        "annex.xlsx is an old or a password-protected workbook; save it as .xlsx without a password",
    ),
    "a CSV file": (lambda: b"Child Unique ID\n000123\n", "annex.xlsx is not a workbook (.xlsx); save it as one"),
    "nothing": (lambda: b"", "annex.xlsx is not a workbook (.xlsx); save it as one"),
    "a zip": (lambda: packed("letter.txt"), "annex.xlsx is not a workbook that can be read; save it again"),
    "half a workbook": (
        lambda: content(book([GOOD]))[:4000],
        "annex.xlsx is not a workbook that can be read; save it again",
    ),
    "a zip bomb": (bomb, "annex.xlsx unpacks to more than any list can hold; it was not opened"),
    "other sheets": (without_lists, NO_LIST),
    "a list without ids": (only_the_name, NO_LIST),
    "the list twice": (
        twice_the_list,
        "annex.xlsx holds List 10 twice, on the sheets 'List 10' and 'Sheet2'; keep one of them",
    ),
    "a column twice": (
        twice_a_column,
        (
            "annex.xlsx: sheet 'List 10' has two columns for one thing, 'Date of Matching Child and Prospective "
            "Adopters' and 'Date of Matching Child and Adopters'; take one of them out"
        ),
    ),
    "an endless sheet": (
        endless,
        "annex.xlsx: sheet 'List 10' has more than 200,000 lines; delete the empty rows below the list",
    ),
}


@pytest.mark.parametrize("defect", FILES)
def test_a_workbook_that_cannot_be_used_is_refused_in_these_words(defect: str) -> None:
    made, says = FILES[defect]
    with pytest.raises(RequestRefused) as refused:
        read(made())
    assert str(refused.value) == says
    assert len(says.splitlines()) == 1


ROWS: Mapping[str, tuple[str, object, str]] = {
    "no id": ("A2", None, "ref: which child? the Child Unique ID is missing"),
    "a name": ("A2", "Ann Smith", "ref: 'Ann Smith' cannot be a ref: 1 to 32 of A-Z a-z 0-9 . _ / - beginning with a letter or a digit, and no names"),
    "a date for an id": ("A2", day("2024-01-02"), "ref: the workbook made a date of this ref; format the column as text and type it again"),
    "an id in markup": ("A2", "[b]1[/b]", "ref: '[b]1[/b]' cannot be a ref: 1 to 32 of A-Z a-z 0-9 . _ / - beginning with a letter or a digit, and no names"),
    "an id that drives a screen": ("A2", "1\u202e2", "ref: '1\\u202e2' cannot be a ref: 1 to 32 of A-Z a-z 0-9 . _ / - beginning with a letter or a digit, and no names"),
    "an unreckoned formula": ("G2", "=F2+5", "should be placed: a formula that has never been worked out; open the workbook, save it and try again"),
    "an error": ("G2", "#REF!", "should be placed: an error of the workbook's own"),
    "a time": ("G2", day("2024-06-11T09:30"), "should be placed: a time of day, where a day is wanted"),
    "a serial number": ("G2", 45454, "should be placed '45454' is not a date that can be read; type a date like 27/3/2024, 27 Mar 2024 or 2024-03-27"),
    "month first": ("G2", "06/31/2024", "should be placed '06/31/2024': there is no month 31; day comes first; type a date like 27/3/2024, 27 Mar 2024 or 2024-03-27"),
    "two digits": ("G2", "11/06/24", "should be placed '11/06/24' is not a date that can be read; type a date like 27/3/2024, 27 Mar 2024 or 2024-03-27"),
    "ahead": ("G2", "22/11/2026", "should be placed must be today or in the past: 22 Nov 2026 is after today, 21 Nov 2026"),
    "before birth": ("G2", "11/06/2022", "adm-decision on 11 Jun 2022 would be before the birth of 000123 (4 May 2023); check both dates"),
    "a hidden character": ("M2", "RD2\u202e", "reason reversed contains a character that cannot be shown (U+202E); take it out"),
    "unknown": ("A2", "X1", "ref: no child 'X1' is known; a row with a date of birth would bring it"),
    "zeros lost": ("A2", 123, "ref: the workbook holds the number 123, and a number has no leading zeros: it may be 000123; format the column as text and type the whole id"),
    "zeros typed away": ("A2", "0123", "ref: no child '0123' is known, and 000123 is very like it; give the whole id, or if they are two children open its record first: permtrack add-child"),
}  # fmt: skip


@pytest.mark.parametrize("defect", ROWS)
def test_a_row_that_cannot_be_used_is_refused_in_these_words_and_nothing_is_written(desk: Desk, defect: str) -> None:
    at, value, says = ROWS[defect]
    made = with_cell(at, value)
    if defect == "unknown":
        made["List 10"]["E2"] = None
    before = desk.path.read_bytes()
    report = bring_in(desk.path, made=made)
    assert list(refusal_lines(report)) == [f"annex.xlsx List 10:2: {says}"]
    assert (report.refused, desk.path.read_bytes() == before) == (True, True)


def test_a_child_twice_in_a_list_is_refused_the_second_time(desk: Desk) -> None:
    report = bring_in(desk.path, [GOOD, GOOD])
    assert list(refusal_lines(report)) == [
        "annex.xlsx List 10:3: ref: the child stands twice in List 10, first on line 2; keep one row"
    ]


LISTS: Mapping[str, tuple[bytes, str]] = {
    "empty": (b"", "theirs.csv is empty; its first line names the columns: ref, placement-order, match, ..."),
    "not utf-8": (b"ref,plan\n1,\xff\n", "theirs.csv: line 2 is not utf-8; if the file is cp1252 (Excel's \"CSV\" on Windows), say --encoding cp1252"),
    "an old workbook": (b"\xd0\xcf\x11\xe0", "theirs.csv is an old or a password-protected workbook; save it as .xlsx without a password"),
    "a zip": (packed("letter.txt"), "theirs.csv is not a workbook that can be read; save it again"),
    "no refs": (b"a,b\n1,2\n", "theirs.csv has no column that is known to hold refs; name it with --on; its columns: 'a', 'b'"),
    "an unclosed quote": (b'ref,plan\n1,"adoption\n', "theirs.csv: from line 2 on the rows cannot be told apart (unexpected end of data); look for a stray quotation mark"),
}  # fmt: skip


@pytest.mark.parametrize("defect", LISTS)
def test_a_list_that_cannot_be_used_is_refused_in_these_words(defect: str) -> None:
    raw, says = LISTS[defect]
    with pytest.raises(RequestRefused) as refused:
        read_office_list(raw, "theirs.csv", vocabulary(), TODAY)
    assert str(refused.value).startswith(says)
