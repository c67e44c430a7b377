"""One return: the tables of one year, each row given its meaning, each child's rows together, repeated rows told apart."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from permtrack.domain.accounting import Outcome, Place, ReturnRead, RowAccount
from permtrack.domain.events import Span
from permtrack.domain.records import record
from permtrack.errors import RequestRefused
from permtrack.exchange.ssda903.reading import TableRead
from permtrack.exchange.ssda903.rows import (
    AdoptedRow,
    DecisionRow,
    EpisodeRow,
    HeaderRow,
    Refusal,
    ReviewRow,
    Row,
    RowReader,
    UasRow,
    WorkerRow,
)
from permtrack.exchange.ssda903.tables import BY_TITLE, COVERING


@dataclass(slots=True)
class ChildRows:
    """Everything that one return says of one child. Episodes stand in the order in which they began.

    `other_births` are the days of birth of rows of Header that contradict the one that was taken, and were refused.
    """

    header: HeaderRow | None = None
    other_births: list[date] = field(default_factory=list)
    episodes: list[EpisodeRow] = field(default_factory=list)
    reviews: list[ReviewRow] = field(default_factory=list)
    decisions: list[DecisionRow] = field(default_factory=list)
    adopted: list[AdoptedRow] = field(default_factory=list)
    workers: list[WorkerRow] = field(default_factory=list)
    uasc: list[UasRow] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Put a row with its like."""
        match row:
            case HeaderRow():
                self.header = row
            case EpisodeRow():
                self.episodes.append(row)
            case ReviewRow():
                self.reviews.append(row)
            case DecisionRow():
                self.decisions.append(row)
            case AdoptedRow():
                self.adopted.append(row)
            case WorkerRow():
                self.workers.append(row)
            case UasRow():
                self.uasc.append(row)

    def all(self) -> tuple[Row, ...]:
        """Every row, Header first."""
        header = (self.header,) if self.header else ()
        return (
            *header,
            *self.episodes,
            *self.reviews,
            *self.decisions,
            *self.adopted,
            *self.workers,
            *self.uasc,
        )

    @property
    def care(self) -> list[EpisodeRow]:
        """The episodes that count as care."""
        return [row for row in self.episodes if row.is_care]


@record
class Return:
    """One year's return: what it covers, and its rows by child. `accounts` holds the rows already accounted for."""

    read: ReturnRead
    children: Mapping[str, ChildRows]
    accounts: tuple[RowAccount, ...]
    iso_rows: tuple[tuple[Place, str, str], ...]

    @property
    def year(self) -> int:
        """The calendar year of the 31 March that ends it."""
        return self.read.year

    def has(self, table: str) -> bool:
        """Whether a table was among the files."""
        return table in self.read.tables

    def shows(self, table: str, child: str) -> bool:
        """Whether a table was among the files, and no row of it that may be the child's was refused."""
        return self.has(table) and not self.lost(table, child)

    def lost(self, table: str, child: str) -> bool:
        """Whether a row of a table was refused that is the child's, or may be."""
        return table in self.read.unread or child in self.read.unseen.get(table, ())

    def may_be_in_care(self, child: str) -> bool:
        """Whether reviews and workers are a looked-after child's, as far as this return can tell."""
        rows = self.children[child]
        return bool(rows.care) or not (rows.episodes or self.shows("episodes", child))


def year_of(day: date) -> int:
    """The return year that holds a day, named by its 31 March."""
    return day.year + (day.month >= 4)


def first_day(year: int) -> date:
    """The 1 April on which a return year begins."""
    return date(year - 1, 4, 1)


def last_day(year: int) -> date:
    """The 31 March on which a return year ends."""
    return date(year, 3, 31)


def read_return(tables: Sequence[TableRead], today: date, year: int | None = None) -> Return:
    """The return that these tables make up. `year` replaces the one that holds the latest DECOM.

    Raises RequestRefused where no year can be told, or where a file's dates put the month first.
    """
    reader = RowReader(today=today)
    rows: list[Row] = []
    accounts: list[RowAccount] = []
    for table in tables:
        for raw in table.rows:
            if raw.is_blank:
                accounts.append(_account(raw.place, "", Outcome.NOT_NEEDED, reason="a blank row"))
            elif not table.table.is_needed:
                accounts.append(_account(raw.place, "", Outcome.NOT_NEEDED, reason=f"{table.table.title} is not used"))
            else:
                read = reader.read(table.table.name, raw)
                if isinstance(read, Refusal):
                    accounts.append(_refused(read))
                else:
                    rows.append(read)
    _refuse_month_first(reader)
    kept, repeated = _once(rows, accounts)
    read_year = year or _year(kept, tables)
    return Return(
        read=_summary(tables, read_year, today, _Refused.among(accounts, kept)),
        children=_by_child(kept, repeated),
        accounts=tuple(accounts),
        iso_rows=tuple(reader.iso_rows),
    )


def _account(place: Place, child: str, outcome: Outcome, *, name: str = "", reason: str = "") -> RowAccount:
    return RowAccount(place=place, child=child, outcome=outcome, field=name, reason=reason)


def _refused(refusal: Refusal) -> RowAccount:
    return _account(refusal.place, refusal.child, Outcome.REFUSED, name=refusal.field, reason=refusal.reason)


def _refuse_month_first(reader: RowReader) -> None:
    """A file with 12/25/2024 and no day above 12 in the first place: its 03/04 would be read wrongly, every one."""
    for file, place in reader.month_first.items():
        if file not in reader.day_first:
            raise RequestRefused(f"{file}: line {place.line}: the dates seem to put the month first; export dd/mm/yyyy")


def row_key(row: Row) -> Hashable:
    """What makes a row the same row in another file or another year."""
    match row:
        case EpisodeRow():
            return ("episode", row.child, row.began)
        case ReviewRow():
            return ("review", row.child, row.held)
        case DecisionRow():
            return ("decision", row.child, row.decided or row.reversed)
        case WorkerRow():
            return ("worker", row.child, row.since)
        case _:
            return (type(row).__name__, row.child)


KEY_FIELD = {"EpisodeRow": "DECOM", "DecisionRow": "DATE_PLACED", "WorkerRow": "SW_DECOM"}


def _once(rows: Iterable[Row], accounts: list[RowAccount]) -> tuple[list[Row], list[Row]]:
    """Each row once, and the others: one that says the same is accounted for, one that says otherwise is refused."""
    kept: dict[Hashable, Row] = {}
    repeated: list[Row] = []
    for row in rows:
        first = kept.setdefault(row_key(row), row)
        if first is row:
            continue
        repeated.append(row)
        if isinstance(row, ReviewRow) or replace(row, place=first.place) == first:
            reason = f"the same stands in {first.place}"
            accounts.append(_account(row.place, row.child, Outcome.ALREADY_THERE, reason=reason))
        else:
            name = KEY_FIELD.get(type(row).__name__, "CHILD")
            reason = f"{first.place} says otherwise of the same child and day; keep the row that is right"
            if name == "CHILD":
                reason = f"{first.place} says otherwise of the same child; keep the row that is right"
            accounts.append(_account(row.place, row.child, Outcome.REFUSED, name=name, reason=reason))
    return list(kept.values()), repeated


def _year(rows: Iterable[Row], tables: Sequence[TableRead]) -> int:
    latest = max((row.began for row in rows if isinstance(row, EpisodeRow)), default=None)
    if latest is None:
        files = ", ".join(sorted({table.file for table in tables}))
        raise RequestRefused(
            f"no episode tells the year of {files}; say which with --year (2026: the year to 31 March 2026)"
        )
    return year_of(latest)


@dataclass(frozen=True, slots=True)
class _Refused:
    """What refused rows leave unknown: of which children a table is not whole, and of which tables nothing is sure."""

    unseen: Mapping[str, frozenset[str]]
    unread: frozenset[str]

    @classmethod
    def among(cls, accounts: Iterable[RowAccount], kept: Iterable[Row]) -> "_Refused":
        """By table; a table of which no row at all could be used is as good as not there."""
        lost: defaultdict[str, set[str]] = defaultdict(set)
        for account in accounts:
            if account.outcome is Outcome.REFUSED:
                lost[BY_TITLE[account.place.table].name].add(account.child)
        used = {BY_TITLE[row.place.table].name for row in kept}
        unread = frozenset(table for table, refs in lost.items() if "" in refs or table not in used)
        return cls({table: frozenset(refs - {""}) for table, refs in lost.items()}, unread)


def _summary(tables: Sequence[TableRead], year: int, today: date, refused: _Refused) -> ReturnRead:
    names = tuple(dict.fromkeys(table.table.name for table in tables))
    span = Span(first=first_day(year), last=min(last_day(year), today))
    covering = [name for name in COVERING if name in names and name not in refused.unread]
    return ReturnRead(
        year=year,
        files=tuple(dict.fromkeys(t.file for t in tables)),
        tables=names,
        covers=dict.fromkeys(covering, span) if span.first <= span.last else {},
        unseen=refused.unseen,
        unread=refused.unread,
    )


def _by_child(rows: Iterable[Row], repeated: Iterable[Row]) -> dict[str, ChildRows]:
    children: defaultdict[str, ChildRows] = defaultdict(ChildRows)
    for row in rows:
        children[row.child].add(row)
    for row in repeated:
        header = children[row.child].header
        if isinstance(row, HeaderRow) and header is not None and row.dob != header.dob:
            children[row.child].other_births.append(row.dob)
    for found in children.values():
        found.episodes.sort(key=lambda row: row.began)
    return dict(children)
