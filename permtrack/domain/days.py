"""How time is counted: working days, weeks, months and birthdays. Every duty is counted here and nowhere else.

The day of the trigger is day 0. A due day that falls on a weekend or a holiday stays there. Months are calendar months,
counted from the trigger: the same-numbered day, or the last day of a shorter month.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from permtrack.domain.records import record

SATURDAY = 5
ADULT_AGE = 18


@record
class BankHolidays:
    """The days that are not working days although they fall on a weekday, with their names, and how far they are known."""

    days: Mapping[date, str]
    complete_from: date
    complete_to: date
    source: str

    def knows(self, first: date, last: date) -> bool:
        """Whether the table is complete for all the days from `first` to `last`."""
        return self.complete_from <= first and last <= self.complete_to

    def is_working_day(self, day: date) -> bool:
        """Whether the day is no Saturday, Sunday, Christmas Day, Good Friday or bank holiday in England."""
        return day.weekday() < SATURDAY and day not in self.days and (day.month, day.day) != (12, 25)

    def within(self, first: date, last: date) -> tuple[tuple[date, str], ...]:
        """The holidays on weekdays after `first`, up to and including `last`, with their names."""
        found = (day for day in self.days if first < day <= last and day.weekday() < SATURDAY)
        return tuple((day, self.days[day]) for day in sorted(found))


def parse_bank_holidays(text: str) -> BankHolidays:
    """The table of a TOML text. Raises ValueError where a day lies outside the span that the table claims."""
    read = tomllib.loads(text)
    days = {date.fromisoformat(day): name for day, name in read["holidays"].items()}
    first, last = read["complete_from"], read["complete_to"]
    if not all(first <= day <= last for day in days):
        raise ValueError("bank holidays: a day lies outside complete_from to complete_to")
    return BankHolidays(days=days, complete_from=first, complete_to=last, source=read["source"])


def working_days_after(day: date, count: int, holidays: BankHolidays) -> date | None:
    """The `count`th working day after `day`; None where the holidays are not known all the way."""
    reached = day
    while count > 0:
        reached += timedelta(days=1)
        if holidays.is_working_day(reached):
            count -= 1
    return reached if holidays.knows(day, reached) else None


@lru_cache(maxsize=100_000)
def months_after(day: date, count: int) -> date:
    """The same-numbered day `count` months later, or the last day of a shorter month."""
    return day + relativedelta(months=count)


def month_end(day: date) -> date:
    """The last day of the day's calendar month."""
    return months_after(day.replace(day=1), 1) - timedelta(days=1)


def years_after(day: date, count: int) -> date:
    """The anniversary `count` years later; 29 February falls on 1 March in a common year."""
    try:
        return day.replace(year=day.year + count)
    except ValueError:
        return date(day.year + count, 3, 1)


def eighteenth_birthday(dob: date | None) -> date | None:
    """The day a child turns 18; None for a child not yet born."""
    return years_after(dob, ADULT_AGE) if dob else None


def age_in_months(dob: date, on: date) -> int:
    """The completed months of age on a day."""
    between = relativedelta(on, dob)
    return between.years * 12 + between.months


def day_after(day: date) -> date:
    """The day after."""
    return day + timedelta(days=1)


def day_before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)
