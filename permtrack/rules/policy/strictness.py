"""Whether a local length is stricter than the law's: it must never end later, whatever day it starts.

Lengths in different units are compared by the fewest and the most days they can come to. Where they overlap the local
one is not stricter: in doubt the law stands.
"""

from datetime import date, timedelta
from enum import StrEnum

from permtrack.domain.days import months_after
from permtrack.rules.lengths import DueDay, Length
from permtrack.rules.rulebook import Rule, Tier, Version

LAW = frozenset({Tier.ACT, Tier.REGULATION})
LEAP_YEAR = date(2024, 1, 1)
DAYS_OF_FOUR_YEARS = 1461
HOLIDAYS_IN_THIRTY = 4
"""No thirty working days in England hold more holidays than this."""


class Compared(StrEnum):
    """How a local length stands to another."""

    STRICTER = "stricter"
    EQUAL = "equal"
    NOT_STRICTER = "not stricter"


def is_law(version: Version) -> bool:
    """Whether the version rests on an Act or a regulation."""
    return version.tier in LAW


def touched(rule: Rule, first: date, last: date = date.max) -> tuple[Version, ...]:
    """The versions of a rule that are in force on any day of a time."""
    return tuple(v for v in rule.versions if v.in_force_from <= last and v.in_force_to >= first)


def law_touched(rule: Rule, first: date, last: date = date.max) -> bool:
    """Whether any version in force in a time rests on an Act or a regulation, so that nothing may weaken the rule."""
    return any(is_law(version) for version in touched(rule, first, last))


def own_length(due: DueDay | None) -> Length | None:
    """The length that a due day counts from its trigger, or counts for want of anything else; None where it counts none."""
    if due is None:
        return None
    terms = (due.otherwise,) if due.otherwise is not None else due.terms
    if len(terms) == 1 and terms[0] is not None and terms[0].anchor == "trigger":
        return terms[0].length
    return None


def compared(local: Length, other: Length) -> Compared:
    """How a local length stands to another."""
    if local == other:
        return Compared.EQUAL
    if _only_working_days(local) and _only_working_days(other):
        return Compared.STRICTER if local.working_days < other.working_days else Compared.NOT_STRICTER
    if _only_months(local) and _only_months(other):
        return Compared.STRICTER if _months(local) < _months(other) else Compared.NOT_STRICTER
    most, fewest = most_days(local), fewest_days(other)
    if most == fewest == fewest_days(local) == most_days(other):
        return Compared.EQUAL
    return Compared.STRICTER if most <= fewest else Compared.NOT_STRICTER


def _only_working_days(length: Length) -> bool:
    return length == Length(working_days=length.working_days)


def _only_months(length: Length) -> bool:
    return length == Length(months=length.months, years=length.years)


def _months(length: Length) -> int:
    return length.months + 12 * length.years


def fewest_days(length: Length) -> int:
    """The fewest days a length can come to."""
    working = length.working_days
    weekends = 7 * ((working - 1) // 5) + (working - 1) % 5 + 1 if working else 0
    return _plain_days(length) + weekends + min(_days_of_months(length), default=0) + 28 * length.months_end


def most_days(length: Length) -> int:
    """The most days a length can come to."""
    working = length.working_days
    if working:
        working += HOLIDAYS_IN_THIRTY * -(-working // 30)
    weekends = 7 * ((working - 1) // 5) + (working - 1) % 5 + 3 if working else 0
    ends = 31 * (length.months_end + 1) if length.months_end else 0
    return _plain_days(length) + weekends + max(_days_of_months(length), default=0) + ends


def _plain_days(length: Length) -> int:
    return length.days + 7 * length.weeks


def _days_of_months(length: Length) -> list[int]:
    """How many days so many months and years come to, from every day of four years."""
    months = _months(length)
    if not months:
        return []
    starts = (LEAP_YEAR + timedelta(days=count) for count in range(DAYS_OF_FOUR_YEARS))
    return [(months_after(start, months) - start).days for start in starts]
