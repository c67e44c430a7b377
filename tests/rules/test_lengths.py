"""Lengths and due days as a rulebook writes them: in words, and which are refused."""

import re
from datetime import date

import pytest

from permtrack.domain.days import BankHolidays
from permtrack.rules.lengths import CannotCount, Length, parse_due
from permtrack.rules.selectors import parse_selector

YEAR_2025 = BankHolidays(
    days={date(2025, 12, 26): "Boxing Day"}, complete_from=date(2025, 1, 1), complete_to=date(2025, 12, 31), source=""
)
NOTHING = {}.get


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (Length(working_days=1), "1 working day"),
        (Length(working_days=20), "20 working days"),
        (Length(days=1), "1 day"),
        (Length(days=42), "42 days"),
        (Length(weeks=1), "1 week"),
        (Length(weeks=4, months=3), "4 weeks and 3 months"),
        (Length(months=1), "1 month"),
        (Length(years=1), "1 year"),
        (Length(years=75), "75 years"),
        (Length(months_end=1), "the end of the month after"),
        (Length(months_end=3), "the end of month 3"),
        (Length(), "the same day"),
    ],
)
def test_a_length_in_words(length: Length, words: str) -> None:
    assert length.words() == words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ({"weeks": 6}, "6 weeks after care began"),
        ({"after": "trigger"}, "care began"),
        ({"months-end": 1}, "the end of the month after care began"),
        ({"months-end": 3}, "the end of month 3 after care began"),
        ({"working-days": 1}, "1 working day after care began"),
        ({"days": 2}, "2 days after care began"),
        ({"months": 6}, "6 months after care began"),
        ({"years": 1}, "1 year after care began"),
        (
            {"earliest": [{"months-end": 1}, {"after": "birth", "months-end": 1}]},
            "the earlier of the end of the month after care began and the end of the month after the birth",
        ),
        ({"after": "birth", "years": 75}, "75 years after the birth"),
        ({"after": "own interval", "days": 3}, "3 days after own interval"),
        (
            {"earliest": [{"after": "first-review"}, {"after": "first-review-due"}]},
            "the earlier of the first review and the day the first review was due",
        ),
        (
            {"latest": [{"after": "trigger"}, {"after": "carer-since", "weeks": 10}]},
            "the later of care began and 10 weeks after the day the child first lived with these carers",
        ),
        (
            {"after": "extended-until", "otherwise": {"days": 181}},
            "the day to which the court extended it; where that is not known, 181 days after care began",
        ),
    ],
)
def test_a_due_day_in_words(due: dict[str, object], words: str) -> None:
    assert parse_due(due).words("care began") == words


@pytest.mark.parametrize(
    ("due", "words"), [({"weeks": 6}, "6 weeks"), ({}, "the same day"), ({"after": "birth"}, "the birth")]
)
def test_a_due_day_in_words_that_do_not_name_the_start(due: dict[str, object], words: str) -> None:
    assert parse_due(due).words() == words


def test_holidays_matter_where_any_part_counts_working_days() -> None:
    assert parse_due({"latest": [{"weeks": 1}, {"working-days": 5}]}).counts_working_days()
    assert not parse_due({"latest": [{"weeks": 1}, {"months": 5}]}).counts_working_days()


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (
            {"after": "birth", "working-days": 1},
            "2025-12-29",
        ),  # from Wed 24 Dec: 25 and 26 are holidays, 27 and 28 a weekend
        ({"after": "birth", "days": 0}, "2025-12-24"),
        ({"latest": [{"after": "birth"}, {"weeks": 1}]}, "2025-12-24"),
        ({"earliest": [{"after": "birth"}, {"weeks": 1}]}, "2025-11-10"),
        ({"latest": [{"after": "nowhere"}, {"weeks": 1}], "otherwise": {"weeks": 3}}, "2025-11-24"),
        ({"months-end": 1}, "2025-12-31"),
    ],
)
def test_the_day_that_a_due_day_comes_to(due: dict[str, object], day: str) -> None:
    anchors = {"birth": date(2025, 12, 24)}.get
    if "latest" in due and "otherwise" in due:
        with pytest.raises(ValueError, match="beside latest"):
            parse_due({**due, "weeks": 1})
    assert parse_due(due).on(date(2025, 11, 3), anchors, YEAR_2025) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("due", "reason"),
    [
        ({"after": "first-review-due"}, "the day of first review due is not recorded"),
        (
            {"after": "carer-since", "otherwise": {"after": "first-placed-review"}},
            "the day of first placed review is not recorded",
        ),
        ({"latest": [{"after": "first-review"}, {"weeks": 1}]}, "the day of first review is not recorded"),
        ({"working-days": 50}, "bank holidays are known only from 1 Jan 2025 to 31 Dec 2025"),
    ],
)
def test_a_day_that_cannot_be_counted_says_why(due: dict[str, object], reason: str) -> None:
    with pytest.raises(CannotCount, match=f"^{re.escape(reason)}$"):
        parse_due(due).on(date(2025, 11, 3), NOTHING, YEAR_2025)


UNITS = "a length is given in working-days, days, weeks, months, months-end, years, whole numbers, not "


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ({"fortnights": 2}, f"{UNITS}{{'fortnights': 2}}"),
        ({"weeks": -1}, f"{UNITS}{{'weeks': -1}}"),
        ({"weeks": 1.5}, f"{UNITS}{{'weeks': 1.5}}"),
        ({"weeks": "2"}, f"{UNITS}{{'weeks': '2'}}"),
        ({"latest": [{"weeks": 1}], "weeks": 2, "days": 1}, "a due day cannot have ['days', 'weeks'] beside latest"),
    ],
)
def test_a_length_that_means_nothing_is_refused(due: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        parse_due(due)


def test_no_weeks_at_all_is_a_length() -> None:
    assert parse_due({"weeks": 0}).words() == "the same day"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("moment", "'moment' names no moment of the journey; there are: "),
        ("moment nowhere", "'moment nowhere' names no moment of the journey; there are: "),
        (
            "moment left-care early-permanence",
            "'moment left-care early-permanence' names no moment of the journey; there",
        ),
        ("panel for", "'panel for' is not a kind with field=value conditions"),
        ("panel for=", "'panel for=' is not a kind with field=value conditions"),
        ("panel =match", "'panel =match' is not a kind with field=value conditions"),
    ],
)
def test_a_selector_that_selects_nothing_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(said)}"):
        parse_selector(text)


def test_the_moments_there_are_are_listed() -> None:
    with pytest.raises(ValueError, match="left-care, ") as refused:
        parse_selector("moment nowhere")
    assert "early-permanence, " in str(refused.value)


def test_a_value_may_itself_hold_an_equals_sign() -> None:
    assert parse_selector("panel for=a=b").conditions == (("for", "a=b"),)
