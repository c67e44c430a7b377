"""From the rows of one return to claims: what began, changed or ended, on which day, and how surely.

A return is a window of one year on longer histories. Of the first row of a stretch of care that is seen, only what its
RNE says began that day is exact; everything else is known to have begun by then.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from permtrack.domain.accounting import Place
from permtrack.domain.days import ADULT_AGE, day_after, years_after
from permtrack.domain.events import Precision, Value
from permtrack.domain.records import record
from permtrack.exchange.ssda903 import codes
from permtrack.exchange.ssda903.returns import ChildRows, Return, last_day
from permtrack.exchange.ssda903.rows import AdoptedRow, DecisionRow, EpisodeRow, ReviewRow, WorkerRow


@record
class Claim:
    """That something happened to a child, as one return's row says it; `year` is that return's."""

    child: str
    kind: str
    on: date
    year: int
    place: Place
    fields: Mapping[str, Value] = field(default_factory=dict)
    precision: Precision = Precision.EXACT


@record
class Spell:
    """That a child was in care from one day to another without a break, as one return says."""

    child: str
    first: date
    last: date
    year: int


@dataclass(frozen=True, slots=True)
class Told:
    """What one return says of one child."""

    claims: tuple[Claim, ...]
    spells: tuple[Spell, ...]


def tell(returned: Return, child: str, rows: ChildRows, dob: date | None) -> Told:
    """The claims and spells of one child's rows in one return."""
    care = rows.care
    walk = _Walk(child=child, year=returned.year, dob=dob)
    claims = [claim for row in care for claim in walk.claims(row)]
    claims += _reviews(returned.year, rows.reviews) if returned.may_be_in_care(child) else []
    claims += [claim for row in rows.decisions for claim in _decided(returned.year, row)]
    claims += _matches(returned.year, rows.adopted)
    claims += _workers(returned.year, rows.workers) if returned.may_be_in_care(child) else []
    return Told(claims=tuple(claims), spells=tuple(_spells(returned.year, care)))


@dataclass(slots=True)
class _Walk:
    """Goes through a child's episodes of care in order, knowing what ran before each."""

    child: str
    year: int
    dob: date | None
    before: EpisodeRow | None = None
    left_on: date | None = None
    placed: str | None = None
    away: bool = False

    def claims(self, row: EpisodeRow) -> Iterator[Claim]:
        """What the row says that the rows before it did not."""
        if self.before is None or (self.left_on is not None and self.left_on <= row.began):
            self.before, self.left_on, self.placed, self.away = None, None, None, False
        if row.rne == "S":
            yield from self._entry(row)
        elif self.before is None:
            yield from self._first_seen(row)
        else:
            yield from self._later(row)
        yield from self._exit(row)
        self._pass(row)

    def _entry(self, row: EpisodeRow) -> Iterator[Claim]:
        yield self._claim(row, "entered-care", fields={"basis": codes.basis(row.status)})
        changed_in_care = self.before is not None and self.before.status != row.status
        # The basis of care says the legal status too, except that no basis is a freeing order.
        if row.status in {"E1", "D1"} or changed_in_care:
            yield self._status(row)
        yield from self._placement(row)

    def _first_seen(self, row: EpisodeRow) -> Iterator[Claim]:
        yield self._claim(row, "entered-care", exact=False)
        yield self._status(row, exact=row.rne in codes.STATUS_BEGAN)
        yield from self._placement(row, exact=row.rne in codes.PLACEMENT_BEGAN)

    def _later(self, row: EpisodeRow) -> Iterator[Claim]:
        if self.before is not None and self.before.status != row.status:
            yield self._status(row)
        if row.is_temporary or (self.away and row.where == self.placed):
            return
        if row.rne in codes.CARER_BEGAN or _differ(self.placed, row.where):
            # After an absence from a placement that was never seen, the child is back where it was before.
            yield from self._placement(row, exact=not (self.away and self.placed is None))

    def _exit(self, row: EpisodeRow) -> Iterator[Claim]:
        if row.exit_on is not None:
            kind, fields = codes.ending(row.reason, grown_up=self._grown_up(row.exit_on))
            yield self._claim(row, kind, on=row.exit_on, fields=fields)

    def _grown_up(self, day: date) -> bool:
        return self.dob is not None and day >= years_after(self.dob, ADULT_AGE)

    def _pass(self, row: EpisodeRow) -> None:
        self.before = row
        self.left_on = max(filter(None, (self.left_on, row.exit_on)), default=None)
        self.away = row.is_temporary
        if not row.is_temporary:
            self.placed = row.where

    def _status(self, row: EpisodeRow, *, exact: bool = True) -> Claim:
        if row.status == "E1":
            return self._claim(row, "placement-order", exact=exact)
        return self._claim(row, "legal-status", exact=exact, fields={"status": codes.STATUS[row.status]})

    def _placement(self, row: EpisodeRow, *, exact: bool = True) -> Iterator[Claim]:
        means = codes.placement(row.where)
        if means is None:
            return
        kind, fields = means
        if row.rne in codes.SAME_CARER and exact:
            fields["same_carer"] = "yes"
        if row.where in codes.ADOPTED_BY_CARER and row.rne in codes.CARER_BEGAN and exact:
            fields["carer_since"] = row.began.isoformat()
        yield self._claim(row, kind, exact=exact, fields=fields)

    def _claim(
        self,
        row: EpisodeRow,
        kind: str,
        *,
        on: date | None = None,
        exact: bool = True,
        fields: Mapping[str, Value] | None = None,
    ) -> Claim:
        return Claim(
            child=self.child,
            kind=kind,
            on=on or row.began,
            year=self.year,
            place=row.place,
            fields=fields or {},
            precision=Precision.EXACT if exact else Precision.ON_OR_BEFORE,
        )


def _differ(before: str | None, now: str) -> bool:
    """Whether two placement codes are recorded differently. Moving between adoptive codes is one placement going on."""
    if before is None:
        return True
    if before in codes.ADOPTIVE and now in codes.ADOPTIVE:
        return False
    return codes.placement(before) != codes.placement(now)


def _reviews(year: int, rows: Sequence[ReviewRow]) -> list[Claim]:
    return [
        Claim(
            child=row.child,
            kind="review",
            on=row.held,
            year=year,
            place=row.place,
            fields={"participation": row.participation} if row.participation else {},
        )
        for row in rows
    ]


def _decided(year: int, row: DecisionRow) -> Iterator[Claim]:
    if row.decided is not None:
        yield Claim(
            child=row.child,
            kind="adm-decision",
            on=row.decided,
            year=year,
            place=row.place,
            fields={"outcome": "yes"},
        )
    if row.reversed is not None:
        yield Claim(
            child=row.child,
            kind="adm-decision-reversed",
            on=row.reversed,
            year=year,
            place=row.place,
            fields={"reason": row.reason} if row.reason else {},
        )


def _matches(year: int, rows: Sequence[AdoptedRow]) -> list[Claim]:
    return [
        Claim(
            child=row.child,
            kind="match-decision",
            on=row.matched,
            year=year,
            place=row.place,
            fields={"outcome": "yes"},
        )
        for row in rows
        if row.matched is not None
    ]


def _workers(year: int, rows: Sequence[WorkerRow]) -> list[Claim]:
    return [
        Claim(
            child=row.child,
            kind="worker-changed",
            on=row.since,
            year=year,
            place=row.place,
            fields={"role": "worker", "to": row.worker},
        )
        for row in rows
    ]


def _spells(year: int, care: Sequence[EpisodeRow]) -> Iterator[Spell]:
    """Each row as a spell: to the day it ended, or to the next row, or to the end of the year."""
    for place, row in enumerate(care):
        ends = [
            row.ended or day_after(last_day(year)),
            *(after.began for after in care[place + 1 : place + 2]),
        ]
        yield Spell(child=row.child, first=row.began, last=min(ends), year=year)
