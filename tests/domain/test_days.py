"""Which days are working days, and how far the table of holidays is to be trusted."""

from datetime import date

import pytest

from permtrack.domain.days import BankHolidays, parse_bank_holidays, working_days_after

EASTER_2025 = """
complete_from = 2025-01-01
complete_to = 2025-12-31
source = "https://www.gov.uk/bank-holidays"
[holidays]
2025-01-01 = "New Year"
2025-04-18 = "Good Friday"
2025-04-21 = "Easter Monday"
2025-12-31 = "a day of mourning"
"""


def easter() -> BankHolidays:
    return parse_bank_holidays(EASTER_2025)


@pytest.mark.parametrize(
    ("first", "last", "known"),
    [
        ("2025-01-01", "2025-12-31", True),
        ("2024-12-31", "2025-12-31", False),
        ("2025-01-01", "2026-01-01", False),
    ],
)
def test_the_table_is_known_from_its_first_day_to_its_last(first: str, last: str, *, known: bool) -> None:
    assert easter().knows(date.fromisoformat(first), date.fromisoformat(last)) is known


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-04-17", True),  # Thursday
        ("2025-04-18", False),  # Good Friday
        ("2025-04-19", False),  # Saturday
        ("2025-04-20", False),  # Sunday
        ("2025-04-21", False),  # Easter Monday
        ("2025-12-24", True),  # Wednesday
        ("2025-12-25", False),  # Christmas Day, though this table does not list it
        ("2025-12-26", True),  # Friday: Boxing Day is a holiday only where the table lists it
    ],
)
def test_a_working_day_is_no_weekend_and_no_holiday(day: str, *, works: bool) -> None:
    assert easter().is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("2025-04-17", "2025-04-21", ["Good Friday", "Easter Monday"]),
        ("2025-04-18", "2025-04-21", ["Easter Monday"]),
        ("2025-04-17", "2025-04-20", ["Good Friday"]),
    ],
)
def test_the_holidays_after_a_day_up_to_another(first: str, last: str, names: list[str]) -> None:
    found = easter().within(date.fromisoformat(first), date.fromisoformat(last))
    assert [name for _, name in found] == names


def test_a_holiday_on_a_saturday_is_not_among_those_skipped() -> None:
    # Christmas Day 2021 was a Saturday, and Monday 27 December the substitute.
    days = {date(2021, 12, 27): "Christmas Day (substitute)", date(2021, 12, 25): "Christmas Day"}
    table = BankHolidays(days=days, complete_from=date(2021, 1, 1), complete_to=date(2021, 12, 31), source="")
    assert table.within(date(2021, 12, 24), date(2021, 12, 31)) == ((date(2021, 12, 27), "Christmas Day (substitute)"),)


def test_a_day_beyond_the_table_is_not_counted_to() -> None:
    # From Tue 30 Dec 2025 the next working day would be Thu 1 Jan 2026, of which the table knows nothing.
    assert working_days_after(date(2025, 12, 30), 1, easter()) is None
    assert working_days_after(date(2025, 12, 29), 1, easter()) == date(2025, 12, 30)


def test_a_table_says_where_it_comes_from() -> None:
    assert easter().source == "https://www.gov.uk/bank-holidays"


@pytest.mark.parametrize("day", ["2024-12-31", "2026-01-01"])
def test_a_day_outside_what_the_table_claims_is_refused(day: str) -> None:
    with pytest.raises(ValueError, match=r"^bank holidays: a day lies outside complete_from to complete_to$"):
        parse_bank_holidays(f'{EASTER_2025}{day} = "x"\n')
