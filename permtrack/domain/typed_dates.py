"""Dates as people type them, and as people read them. Day first, always; nothing is guessed and nothing is swapped."""

import re
from datetime import date, timedelta
from functools import lru_cache

from permtrack.errors import RequestRefused

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SHOWN_MONTHS = tuple(month.title() for month in MONTHS)
FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_WEEKDAYS = {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}
EARLIEST_YEAR = 1900
# A non-breaking hyphen is what word processors make of the hyphen in a pasted date.
SEPARATORS = r"[./\-\u2011 ]"
NUMBERS = re.compile(rf"([0-9]{{1,2}})({SEPARATORS})([0-9]{{1,2}})\2([0-9]{{4}})")
ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
WORDS = re.compile(r"(?:([a-z]+),? )?([0-9]{1,2})(st|nd|rd|th)? ([a-z]+) ([0-9]{4})")
ACCEPTED = "type a date like 27/3/2024, 27 Mar 2024 or 2024-03-27"


@lru_cache(maxsize=4096)
def shown(day: date) -> str:
    """The day as tables show it: `12 Mar 2025`. Kept: what is told of many children happened on the same days."""
    return f"{day.day} {SHOWN_MONTHS[day.month - 1]} {day.year:04}"


def parse_date(typed: str, today: date, *, name: str = "the date", ahead: bool = False) -> date:
    """The day a person typed.

    `ahead` says whether it may lie after today. Raises RequestRefused saying what was typed and what is accepted.
    """
    day = _read(typed, today, name, ahead=ahead)
    if day.year < EARLIEST_YEAR:
        raise RequestRefused(f"{name} {typed.strip()!r} is before {EARLIEST_YEAR}; {ACCEPTED}")
    if day > today and not ahead:
        raise RequestRefused(f"{name} must be today or in the past: {shown(day)} is after today, {shown(today)}")
    return day


def _read(typed: str, today: date, name: str, *, ahead: bool) -> date:
    text = re.sub(r" +", " ", typed.strip(" ").lower())
    words = {"today": 0, "yesterday": -1} | ({"tomorrow": 1} if ahead else {})
    if text in words:
        return today + timedelta(days=words[text])
    if match := ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        return _day(year, month, day, typed, name)
    if match := NUMBERS.fullmatch(text):
        return _day(int(match[4]), int(match[3]), int(match[1]), typed, name)
    if match := WORDS.fullmatch(text):
        return _worded(match, typed, name)
    raise RequestRefused(f"{name} {_plain(typed)} is not a date that can be read; {ACCEPTED}")


def _worded(match: re.Match[str], typed: str, name: str) -> date:
    weekday, number, ordinal, month, year = match.groups()
    if month not in MONTHS and month not in FULL_MONTHS and month != "sept":
        raise RequestRefused(f"{name} {_plain(typed)}: there is no month {month!r}; {ACCEPTED}")
    if ordinal and ordinal != _ordinal(int(number)):
        raise RequestRefused(f"{name} {_plain(typed)}: {number}{ordinal} is not how it is written; {ACCEPTED}")
    day = _day(int(year), MONTHS.index(month[:3]) + 1, int(number), typed, name)
    if weekday is not None:
        _agree(weekday, day, typed, name)
    return day


def _ordinal(number: int) -> str:
    if number in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _agree(weekday: str, day: date, typed: str, name: str) -> None:
    meant = SHORT_WEEKDAYS.get(weekday, WEEKDAYS.index(weekday) if weekday in WEEKDAYS else None)
    if meant is None:
        raise RequestRefused(f"{name} {_plain(typed)}: there is no weekday {weekday!r}; {ACCEPTED}")
    if meant != day.weekday():
        raise RequestRefused(f"{name} {_plain(typed)}: {shown(day)} is a {WEEKDAYS[day.weekday()].title()}")


def _day(year: int, month: int, day: int, typed: str, name: str) -> date:
    if not 1 <= month <= len(MONTHS):
        meant = f"; did you mean {month}/{day}/{year}?" if 1 <= day <= len(MONTHS) and _exists(year, day, month) else ""
        raise RequestRefused(
            f"{name} {_plain(typed)}: there is no month {month}; day comes first{meant or '; ' + ACCEPTED}"
        )
    if not _exists(year, month, day):
        raise RequestRefused(f"{name} {_plain(typed)} must be a real date; {ACCEPTED}")
    return date(year, month, day)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _plain(typed: str) -> str:
    """What was typed, made harmless to show."""
    return ascii(typed[:40])
