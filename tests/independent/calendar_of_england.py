"""Days, months and bank holidays, worked out from first principles: Easter by its algorithm, the rest by the fixed rules.

Part of a second, independent reading of the rulebook, kept plain on purpose. It shares nothing with the project's own
counting and not its table of holidays.
"""

import calendar
from datetime import date, timedelta
from functools import cache

MONDAY, SATURDAY, SUNDAY = 0, 5, 6


def after(day, days):
    return day + timedelta(days=days)


def months_after(day, months):
    """The same-numbered day so many months later (or earlier), or the last day of a shorter month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def birthday(dob, age):
    """The day on which someone reaches an age; a birthday of 29 February falls on 1 March in common years."""
    if (dob.month, dob.day) == (2, 29) and not calendar.isleap(dob.year + age):
        return date(dob.year + age, 3, 1)
    return dob.replace(year=dob.year + age)


def easter(year):
    """Easter Sunday, by the method of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def monday_on_or_after(day):
    while day.weekday() != MONDAY:
        day = after(day, 1)
    return day


def last_monday_of(year, month):
    day = date(year, month, 31)
    while day.weekday() != MONDAY:
        day = after(day, -1)
    return day


ONE_OFF = {
    2011: [date(2011, 4, 29)],
    2012: [date(2012, 6, 5)],
    2022: [date(2022, 6, 3), date(2022, 9, 19)],
    2023: [date(2023, 5, 8)],
}
EARLY_MAY_MOVED = {2020: date(2020, 5, 8)}
SPRING_MOVED = {2012: date(2012, 6, 4), 2022: date(2022, 6, 2)}


@cache
def holidays(year):
    """Every day of a year that is Christmas Day, Good Friday or a bank holiday in England, substitutes included."""
    days = {after(easter(year), -2), after(easter(year), 1), date(year, 12, 25), date(year, 12, 26), date(year, 1, 1)}
    days.add(EARLY_MAY_MOVED.get(year, monday_on_or_after(date(year, 5, 1))))
    days.add(SPRING_MOVED.get(year, last_monday_of(year, 5)))
    days.add(last_monday_of(year, 8))
    days.update(ONE_OFF.get(year, []))
    if date(year, 1, 1).weekday() in {SATURDAY, SUNDAY}:
        days.add(monday_on_or_after(date(year, 1, 1)))
    for feast in (date(year, 12, 25), date(year, 12, 26)):
        if feast.weekday() in {SATURDAY, SUNDAY}:
            substitute = date(year, 12, 27)
            while substitute in days or substitute.weekday() in {SATURDAY, SUNDAY}:
                substitute = after(substitute, 1)
            days.add(substitute)
    return frozenset(days)


def is_working_day(day):
    return day.weekday() not in {SATURDAY, SUNDAY} and day not in holidays(day.year)


def working_days_after(day, number):
    """The so-manieth working day after a day."""
    while number:
        day = after(day, 1)
        if is_working_day(day):
            number -= 1
    return day
