"""What each cell of a row means: dates, codes and refs, and the reasons for which a row cannot be used."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from permtrack.domain.accounting import Place
from permtrack.domain.records import record
from permtrack.domain.typed_dates import EARLIEST_YEAR
from permtrack.domain.vocabulary import REF
from permtrack.exchange.ssda903 import codes
from permtrack.exchange.ssda903.reading import RawRow

DAY_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: 00:00(?::00)?)?")
ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
SHORT_YEAR = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}")
SERIAL = re.compile(r"[0-9]{5}(?:\.0)?")
DAYS_ARE = "dates are dd/mm/yyyy"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row cannot be used: the field, and what is wrong with it."""

    place: Place
    child: str
    field: str
    reason: str


@record
class HeaderRow:
    """Who a child is."""

    place: Place
    child: str
    dob: date
    sex: str | None
    sex_code: str


@record
class EpisodeRow:
    """A stretch of days in which nothing about a child's care changed. `ended` and `reason` may each be missing."""

    place: Place
    child: str
    began: date
    rne: str
    status: str
    where: str
    ended: date | None
    reason: str

    @property
    def exit_on(self) -> date | None:
        """The day on which care ended with this row; None where it goes on, or where either half is missing."""
        going_on = self.reason in {"", codes.CONTINUES} or self.reason in codes.INVENTED_ENDINGS
        return None if going_on else self.ended

    @property
    def is_care(self) -> bool:
        """Whether the child was looked after as this tool counts it: short breaks are not."""
        return self.status not in codes.SHORT_BREAKS

    @property
    def is_temporary(self) -> bool:
        """Whether the child was away from a placement that goes on: hospital, holiday, a few days elsewhere."""
        return self.where in codes.TEMPORARY


@record
class ReviewRow:
    """A review held."""

    place: Place
    child: str
    dob: date | None
    held: date
    participation: str


@record
class DecisionRow:
    """A decision that a child should be placed for adoption, and its reversal. DATE_PLACED is the decision's day."""

    place: Place
    child: str
    dob: date | None
    decided: date | None
    reversed: date | None
    reason: str


@record
class AdoptedRow:
    """A child adopted in the year: when decided, when matched, and whether by the carer."""

    place: Place
    child: str
    dob: date | None
    decided: date | None
    matched: date | None
    by_carer: str


@record
class WorkerRow:
    """From when a social worker was the child's."""

    place: Place
    child: str
    dob: date | None
    worker: str
    since: date


@record
class UasRow:
    """A child named as an unaccompanied asylum-seeking child."""

    place: Place
    child: str
    dob: date | None


Row = HeaderRow | EpisodeRow | ReviewRow | DecisionRow | AdoptedRow | WorkerRow | UasRow


class _Unusable(Exception):
    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name
        self.reason = reason


@dataclass(slots=True)
class RowReader:
    """Gives rows their meaning. No date may lie after `today`.

    It keeps what a later look at whole files needs: the rows with ISO dates (place, child, field), and the files with a
    date that only the month first, or only the day first, can explain.
    """

    today: date
    iso_rows: list[tuple[Place, str, str]] = field(default_factory=list)
    month_first: dict[str, Place] = field(default_factory=dict)
    day_first: set[str] = field(default_factory=set)

    def read(self, table: str, raw: RawRow) -> Row | Refusal:
        """The row's meaning, or why it cannot be used."""
        child = raw.cells.get("CHILD", "")
        try:
            _usable(raw, child)
            return READERS[table](self, raw, child)
        except _Unusable as problem:
            return Refusal(raw.place, child if REF.fullmatch(child) else "", problem.name, problem.reason)

    def day(self, raw: RawRow, name: str) -> date | None:
        """The day in a cell, None where it is empty."""
        written = raw.cells.get(name, "")
        if not written:
            return None
        day, form = _day(written)
        if form == "iso":
            self.iso_rows.append((raw.place, raw.cells.get("CHILD", ""), name))
        elif form == "month-first":
            self.month_first.setdefault(raw.place.file, raw.place)
        elif form == "surely-day-first":
            self.day_first.add(raw.place.file)
        if day is None:
            raise _Unusable(name, f"{name} {written[:40]!a} {_wrong(written)}")
        if day > self.today:
            raise _Unusable(name, f"{name} {written} lies after today")
        return day

    def needed_day(self, raw: RawRow, name: str) -> date:
        """The day in a cell that may not be empty."""
        day = self.day(raw, name)
        if day is None:
            raise _Unusable(name, f"{name} is empty")
        return day


def _usable(raw: RawRow, child: str) -> None:
    if raw.fault:
        raise _Unusable("", raw.fault)
    if not child:
        raise _Unusable("CHILD", "CHILD is empty")
    if not REF.fullmatch(child):
        raise _Unusable("CHILD", f"{child[:40]!a} cannot be a ref: 1 to 32 letters, digits, . _ / -")


@lru_cache(maxsize=65_536)
def _day(written: str) -> tuple[date | None, str]:
    """The day that was written, and in which form. Kept: a return holds few different days, each many times."""
    iso = ISO.fullmatch(written)
    match = iso or DAY_FIRST.fullmatch(written)
    if match is None:
        return None, ""
    first, month, last = (int(part) for part in match.groups())
    year, day = (first, last) if iso else (last, first)
    try:
        read = date(year, month, day)
    except ValueError:
        return None, "month-first" if not iso and day <= 12 < month <= 31 else ""
    if year < EARLIEST_YEAR:
        return None, ""
    return read, "iso" if iso else "surely-day-first" if day > 12 else ""


def _wrong(written: str) -> str:
    if SHORT_YEAR.fullmatch(written):
        return f"has a year of two digits; {DAYS_ARE}"
    if SERIAL.fullmatch(written):
        return f"is a day number of a workbook, not a date; {DAYS_ARE}"
    match = DAY_FIRST.fullmatch(written)
    if match and int(match[1]) <= 12 < int(match[2]) <= 31:
        return f"has no such month; the month does not come first, {DAYS_ARE}"
    return f"is not a date that can be read; {DAYS_ARE}"


def _code(raw: RawRow, name: str, known: frozenset[str] | Mapping[str, str]) -> str:
    """The code of a cell, upper-case. A code that no year of the return has cannot be used."""
    written = raw.cells.get(name, "").upper()
    if not written:
        raise _Unusable(name, f"{name} is empty")
    if written not in known:
        raise _Unusable(name, f"{name} {written[:40]!a} is not a code of any year")
    return written


def _optional_code(raw: RawRow, name: str, known: frozenset[str]) -> str:
    return _code(raw, name, known) if raw.cells.get(name) else ""


def _header(reader: RowReader, raw: RawRow, child: str) -> HeaderRow:
    written = raw.cells.get("SEX", "").upper()
    return HeaderRow(
        place=raw.place,
        child=child,
        dob=reader.needed_day(raw, "DOB"),
        sex=codes.SEX.get(written),
        sex_code=written,
    )


STATUSES = frozenset(codes.STATUS) | codes.SHORT_BREAKS


def _episode(reader: RowReader, raw: RawRow, child: str) -> EpisodeRow:
    began = reader.needed_day(raw, "DECOM")
    return EpisodeRow(
        place=raw.place,
        child=child,
        began=began,
        rne=_code(raw, "RNE", codes.RNE),
        status=_code(raw, "LS", STATUSES),
        where=_code(raw, "PLACE", codes.PLACES),
        ended=_ended(reader, raw, began),
        reason=_optional_code(raw, "REC", codes.REASONS_FOR_CEASING),
    )


def _ended(reader: RowReader, raw: RawRow, began: date) -> date | None:
    ended = reader.day(raw, "DEC")
    if ended is not None and ended < began:
        raise _Unusable("DEC", f"DEC {raw.cells['DEC']} lies before DECOM {raw.cells['DECOM']}")
    return ended


def _review(reader: RowReader, raw: RawRow, child: str) -> ReviewRow:
    return ReviewRow(
        place=raw.place,
        child=child,
        dob=_dob(raw),
        held=reader.needed_day(raw, "REVIEW"),
        participation=_optional_code(raw, "REVIEW_CODE", codes.PARTICIPATION),
    )


def _decision(reader: RowReader, raw: RawRow, child: str) -> DecisionRow:
    reversed_on = reader.day(raw, "DATE_PLACED_CEASED")
    return DecisionRow(
        place=raw.place,
        child=child,
        dob=_dob(raw),
        decided=reader.day(raw, "DATE_PLACED") if reversed_on else reader.needed_day(raw, "DATE_PLACED"),
        reversed=reversed_on,
        reason=_optional_code(raw, "REASON_PLACED_CEASED", codes.REVERSAL_REASONS),
    )


def _adopted(reader: RowReader, raw: RawRow, child: str) -> AdoptedRow:
    return AdoptedRow(
        place=raw.place,
        child=child,
        dob=_dob(raw),
        decided=reader.day(raw, "DATE_INT"),
        matched=reader.day(raw, "DATE_MATCH"),
        by_carer=raw.cells.get("FOSTER_CARE", ""),
    )


def _worker(reader: RowReader, raw: RawRow, child: str) -> WorkerRow:
    worker = raw.cells.get("SW_ID", "")
    if not REF.fullmatch(worker):
        raise _Unusable("SW_ID", f"SW_ID {worker[:40]!a} is not a worker's code" if worker else "SW_ID is empty")
    return WorkerRow(
        place=raw.place, child=child, dob=_dob(raw), worker=worker, since=reader.needed_day(raw, "SW_DECOM")
    )


def _uasc(_reader: RowReader, raw: RawRow, child: str) -> UasRow:
    return UasRow(place=raw.place, child=child, dob=_dob(raw))


def _dob(raw: RawRow) -> date | None:
    """The day of birth as a table other than Header repeats it: only ever compared, so an odd one is left out."""
    return _day(raw.cells.get("DOB", ""))[0]


READERS: Mapping[str, Callable[[RowReader, RawRow, str], Row]] = {
    "header": _header,
    "episodes": _episode,
    "reviews": _review,
    "placed_for_adoption": _decision,
    "ad1": _adopted,
    "sw_episodes": _worker,
    "uasc": _uasc,
}
