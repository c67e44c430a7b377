"""Lengths of time and due days as a rule writes them, and the days they come to.

A rule writes `{ working-days = 20 }`, `{ weeks = 4, months = 3 }` (weeks first, then months), `{ after = "birth",
years = 75 }`, or the earliest or latest of several such terms. `after` names an anchor of the journey; a term whose
anchor is not there is left out, and `otherwise` is used where none is left (for `latest`: where any is missing).
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from permtrack.domain.days import BankHolidays, month_end, months_after, working_days_after, years_after
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown


class CannotCount(Exception):
    """A day that cannot be worked out; the message is the reason, worded to stand after "cannot be assessed:"."""


UNITS = ("working-days", "days", "weeks", "months", "months-end", "years")
Anchors = Callable[[str], date | None]


@record
class Length:
    """A length of time, counted from a day that is day 0."""

    working_days: int = 0
    days: int = 0
    weeks: int = 0
    months: int = 0
    months_end: int = 0
    years: int = 0

    def after(self, day: date, holidays: BankHolidays) -> date:
        """The last day of the length. Raises CannotCount where the bank holidays are not known all the way."""
        reached = day + timedelta(days=self.days, weeks=self.weeks) if self.days or self.weeks else day
        if self.months:
            reached = months_after(reached, self.months)
        if self.months_end:
            reached = month_end(months_after(reached.replace(day=1), self.months_end))
        if self.years:
            reached = years_after(reached, self.years)
        if not self.working_days:
            return reached
        last = working_days_after(reached, self.working_days, holidays)
        if last is None:
            known = f"from {shown(holidays.complete_from)} to {shown(holidays.complete_to)}"
            raise CannotCount(f"bank holidays are known only {known}")
        return last

    def words(self) -> str:
        """The length in words, `4 weeks and 3 months`."""
        counts = (self.working_days, self.days, self.weeks, self.months, self.years)
        names = ("working day", "day", "week", "month", "year")
        said = [f"{n} {name}{'' if n == 1 else 's'}" for n, name in zip(counts, names, strict=True) if n]
        if self.months_end:
            said.append("the end of the month after" if self.months_end == 1 else f"the end of month {self.months_end}")
        return " and ".join(said) or "the same day"


NO_LENGTH = Length()


@record
class Term:
    """A length counted from an anchor of the journey; from the trigger where `anchor` is `trigger`."""

    anchor: str
    length: Length


@record
class DueDay:
    """How a day is found: one term, or the earliest or latest of several, with what applies where they are missing."""

    terms: tuple[Term, ...]
    pick: str = "only"
    otherwise: Term | None = None

    def on(self, trigger: date, anchors: Anchors, holidays: BankHolidays) -> date:
        """The day. Raises CannotCount where an anchor is not known or the bank holidays are not known all the way."""
        if self.pick == "only" and self.terms[0].anchor == "trigger":
            return self.terms[0].length.after(trigger, holidays)

        def term_on(term: Term) -> date | None:
            start = trigger if term.anchor == "trigger" else anchors(term.anchor)
            return term.length.after(start, holidays) if start is not None else None

        days = [day for term in self.terms if (day := term_on(term)) is not None]
        if days if self.pick == "earliest" else len(days) == len(self.terms):
            return max(days) if self.pick == "latest" else min(days)
        fallback = term_on(self.otherwise) if self.otherwise is not None else None
        if fallback is None:
            missing = self.otherwise or self.terms[0]
            raise CannotCount(f"the day of {missing.anchor.replace('-', ' ')} is not recorded")
        return fallback

    def counts_working_days(self) -> bool:
        """Whether any part of it counts working days, so that holidays are skipped."""
        return any(term.length.working_days for term in self.terms)

    def words(self, trigger: str | None = None) -> str:
        """How the day is found, in words; `trigger` is what to call the day that starts the clock, if anything."""
        picked = {"only": "", "earliest": "the earlier of ", "latest": "the later of "}[self.pick]
        text = picked + " and ".join(_term_words(term, trigger) for term in self.terms)
        if self.otherwise is None:
            return text
        return f"{text}; where that is not known, {_term_words(self.otherwise, trigger)}"


ANCHOR_WORDS = {
    "birth": "the birth",
    "carer-since": "the day the child first lived with these carers",
    "first-review": "the first review",
    "second-review": "the second review",
    "first-review-due": "the day the first review was due",
    "first-placed-review": "the first review after placing",
    "second-placed-review": "the second review after placing",
    "extended-until": "the day to which the court extended it",
    "own extension": "the weeks by which it was extended",
    "agreed interval": "the interval the review agreed",
    "own due": "the day agreed",
    "own respond_by": "the day asked for",
}


def _term_words(term: Term, trigger: str | None) -> str:
    start = trigger if term.anchor == "trigger" else ANCHOR_WORDS.get(term.anchor, term.anchor)
    if term.length == NO_LENGTH:
        return start or "the same day"
    return f"{term.length.words().removesuffix(' after')} after {start}" if start else term.length.words()


def parse_due(read: Mapping[str, Any]) -> DueDay:
    """The due day that a table of the rulebook describes. Raises ValueError on a word that means nothing."""
    table = dict(read)
    otherwise = table.pop("otherwise", None)
    pick = next((name for name in ("earliest", "latest") if name in table), "only")
    terms = [_term(term) for term in table.pop(pick)] if pick != "only" else [_term(table)]
    if pick != "only" and table:
        raise ValueError(f"a due day cannot have {sorted(table)} beside {pick}")
    return DueDay(
        terms=tuple(terms),
        pick=pick,
        otherwise=_term(otherwise) if otherwise is not None else None,
    )


def _term(read: Mapping[str, Any]) -> Term:
    table = dict(read)
    anchor = table.pop("after", "trigger")
    return Term(anchor=anchor, length=_length(table))


def _length(read: Mapping[str, Any]) -> Length:
    unknown = set(read) - set(UNITS)
    if unknown or not all(isinstance(n, int) and n >= 0 for n in read.values()):
        raise ValueError(f"a length is given in {', '.join(UNITS)}, whole numbers, not {dict(read)}")
    return Length(**{unit.replace("-", "_"): count for unit, count in read.items()})
