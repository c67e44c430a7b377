"""What the cells of a row mean, and for which reasons a row cannot be used."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permtrack.domain.accounting import Place
from permtrack.errors import RequestRefused
from permtrack.exchange.ssda903.reading import RawRow, read_csv
from permtrack.exchange.ssda903.returns import read_return, year_of
from permtrack.exchange.ssda903.rows import EpisodeRow, Refusal, ReviewRow, RowReader

TODAY = date(2026, 5, 1)
EPISODE = {"CHILD": "0071", "DECOM": "06/01/2025", "RNE": "S", "LS": "V2", "PLACE": "U6", "DEC": "", "REC": ""}
PLACE = Place(file="f.csv", line=2, table="Episodes")


def test_a_day_in_the_iso_form_is_noted_once() -> None:
    reader = RowReader(today=TODAY)
    reader.read("episodes", RawRow(PLACE, {**EPISODE, "DECOM": "2025-05-01", "DEC": "2025-06-01", "REC": "X1"}))
    assert [name for _, _, name in reader.iso_rows] == ["DECOM", "DEC"]


def read(table: str, **cells: str):
    return RowReader(today=TODAY).read(table, RawRow(PLACE, cells))


def episode(**cells: str):
    return read("episodes", **{**EPISODE, **cells})


@pytest.mark.parametrize(
    "written", ["06/01/2025", "6/1/2025", "2025-01-06", "2025-01-06 00:00:00", "2025-01-06T00:00:00.000"]
)
def test_a_day_that_can_be_meant_in_one_way_only(written: str) -> None:
    row = episode(DECOM=written)
    assert isinstance(row, EpisodeRow)
    assert row.began == date(2025, 1, 6)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("06/01/25", "has a year of two digits"),
        ("45663", "is a day number of a workbook"),
        ("01/13/2025", "the month does not come first"),
        ("31/02/2025", "is not a date that can be read"),
        ("6 Jan 2025", "is not a date that can be read"),
        ("06/01/2025 09:30", "is not a date that can be read"),
        ("06/01/1825", "is not a date that can be read"),
        ("2025-06-31", "is not a date that can be read"),
        ("\u0660\u0666/01/2025", "is not a date that can be read"),
        ("02/05/2026", "lies after today"),
        ("", "DECOM is empty"),
    ],
)
def test_a_day_that_cannot_be_used(written: str, said: str) -> None:
    refused = episode(DECOM=written)
    assert isinstance(refused, Refusal)
    assert refused.field == "DECOM"
    assert said in refused.reason
    assert refused.reason.isascii()


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_a_refusal(written: str) -> None:
    assert isinstance(episode(DECOM=written), EpisodeRow | Refusal)


@given(st.dates(date(1990, 1, 1), TODAY))
def test_a_day_is_never_swapped_with_its_month(day: date) -> None:
    for written in (day.strftime("%d/%m/%Y"), day.isoformat()):
        row = episode(DECOM=written)
        assert isinstance(row, EpisodeRow)
        assert row.began == day


@pytest.mark.parametrize(
    ("field", "code"), [("RNE", "*DUMMY*"), ("LS", ""), ("LS", "C9"), ("PLACE", "Q1"), ("REC", "E55"), ("CHILD", "")]
)
def test_a_code_that_no_year_has_cannot_be_used(field: str, code: str) -> None:
    refused = episode(**{field: code})
    assert isinstance(refused, Refusal)
    assert refused.field == field


def test_codes_are_taken_in_any_letter_case_and_refs_are_not_changed() -> None:
    row = episode(CHILD="ab/01", RNE="s", LS="v2", PLACE="u6", REC="e4a", DEC="07/01/2025")
    assert isinstance(row, EpisodeRow)
    assert (row.child, row.rne, row.status, row.where, row.reason) == ("ab/01", "S", "V2", "U6", "E4A")


def test_an_end_before_the_beginning_cannot_be_used() -> None:
    refused = episode(DEC="05/01/2025", REC="E4A")
    assert isinstance(refused, Refusal)
    assert (refused.field, refused.reason) == ("DEC", "DEC 05/01/2025 lies before DECOM 06/01/2025")


def test_a_child_that_cannot_be_a_ref() -> None:
    refused = episode(CHILD="=cmd|' /C calc'!A0")
    assert isinstance(refused, Refusal)
    assert (refused.field, refused.child) == ("CHILD", "")


def test_a_day_of_birth_that_only_repeats_is_not_worth_a_row() -> None:
    row = read("reviews", CHILD="0071", DOB="xx", REVIEW="24/01/2025", REVIEW_CODE="")
    assert isinstance(row, ReviewRow)
    assert row.dob is None


@pytest.mark.parametrize(
    ("day", "year"), [(date(2025, 3, 31), 2025), (date(2025, 4, 1), 2026), (date(2024, 12, 31), 2025)]
)
def test_a_return_year_ends_on_31_march(day: date, year: int) -> None:
    assert year_of(day) == year


def test_a_file_whose_dates_put_the_month_first_is_refused_whole() -> None:
    """Skipping the bad rows would take the others with day and month swapped."""
    head = "CHILD,DECOM,RNE,LS,PLACE,DEC,REC"
    swapped = read_csv(f"{head}\n1,03/04/2025,S,V2,U6,,\n2,03/25/2025,S,V2,U6,,\n".encode(), "e.csv")
    assert swapped is not None
    with pytest.raises(RequestRefused, match=r"e\.csv: line 3: the dates seem to put the month first"):
        read_return([swapped], TODAY)
    slipped = read_csv(f"{head}\n1,25/04/2025,S,V2,U6,,\n2,03/25/2025,S,V2,U6,,\n".encode(), "e.csv")
    assert slipped is not None
    assert [account.outcome.value for account in read_return([slipped], TODAY).accounts] == ["refused"]
