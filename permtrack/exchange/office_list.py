"""A list that another office keeps, CSV or XLSX: rows by an agreed column of refs, and what can be compared in them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from permtrack.domain.accounting import Place, Said
from permtrack.domain.reconciling import EITHER, ListColumn, OfficeList, OfficeRow, Sort, Unread
from permtrack.domain.typed_dates import parse_date
from permtrack.domain.vocabulary import Vocabulary
from permtrack.errors import RequestRefused
from permtrack.exchange.annex_a import values
from permtrack.exchange.cells import MIDNIGHT, before_export, plain_words, text_of
from permtrack.exchange.grids import Cell, Grid, Row, read_grid, read_sheets
from permtrack.exchange.office_columns import REFS, column_of
from permtrack.exchange.ssda903 import codes

HEADER_WITHIN = 20
"""In how many of the first rows the headings are looked for: titles may stand above them."""
MOST_NAMED = 20
COLUMNS = "ref, placement-order, match, ..."


def read_office_list(
    content: bytes,
    name: str,
    vocabulary: Vocabulary,
    today: date,
    *,
    on: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
) -> OfficeList:
    """The list of a file, or of one sheet of a workbook, its refs in the column `on`.

    Raises RequestRefused where the file cannot be read, or has no such column; then the columns there are are named.
    """
    found = _sheet(content, name, sheet) if sheet else read_grid(content, name, encoding, COLUMNS)
    grid, at = _header(found, name, on)
    columns, ignored = _columns(grid, at, vocabulary)
    reader = _Reader(name=name, grid=grid, ref_at=at, columns=columns, vocabulary=vocabulary, today=today)
    rows = tuple(row for row in map(reader.row, grid.rows) if row)
    return OfficeList(
        name=name,
        on=grid.header[at].strip(),
        rows=rows,
        columns=tuple(columns.values()),
        ignored=ignored,
        unread=tuple(reader.unread),
        notices=grid.notices,
    )


def _sheet(content: bytes, name: str, sheet: str) -> Grid:
    """The sheet of that name. Raises RequestRefused naming those there are."""
    sheets = read_sheets(content, name, bool)
    for title, grid in sheets.items():
        if plain_words(title) == plain_words(sheet):
            return grid
    there = ", ".join(repr(title) for title in sheets)
    raise RequestRefused(f"{name} has no sheet {sheet[:40]!r} with anything on it; there are: {there or 'none'}")


def _header(grid: Grid, name: str, on: str | None) -> tuple[Grid, int]:
    """The grid from its headings on, and the place of the refs among them."""
    rows = [Row(line=grid.header_line, cells=grid.header), *grid.rows]
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        headings = tuple(str(cell) for cell in row.cells)
        at = _refs_at(headings, on, name)
        if at is not None:
            below = Grid(
                header=headings,
                rows=tuple(rows[place + 1 :]),
                header_line=row.line,
                numbers=grid.numbers,
                faults=grid.faults,
                notices=grid.notices,
            )
            return below, at
    named = [heading.strip() for heading in grid.header if heading.strip()]
    there = ", ".join(repr(heading[:40]) for heading in named[:MOST_NAMED])
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    wanted = f"no column {on[:40]!r}" if on is not None else "no column that is known to hold refs; name it with --on"
    raise RequestRefused(f"{name} has {wanted}; its columns: {there}{more}")


def _refs_at(headings: Sequence[str], on: str | None, name: str) -> int | None:
    """The place of the refs in a row of headings. Raises RequestRefused where the column that was named is there twice."""
    if on is None:
        words = [plain_words(heading) for heading in headings]
        return next((words.index(known) for known in REFS if known in words), None)
    exact = [at for at, heading in enumerate(headings) if heading.strip() == on.strip()]
    alike = [at for at, heading in enumerate(headings) if plain_words(on) and plain_words(heading) == plain_words(on)]
    found = exact or alike
    if len(found) > 1:
        raise RequestRefused(f"{name} has the column {on[:40]!r} twice; take one of them out, or name it otherwise")
    return found[0] if found else None


def _columns(grid: Grid, ref_at: int, vocabulary: Vocabulary) -> tuple[Mapping[int, ListColumn], tuple[str, ...]]:
    """The columns that are compared by their place, and the headings of the others; of two for one thing, the first."""
    found: dict[int, ListColumn] = {}
    ignored: list[str] = []
    for at, heading in enumerate(grid.header):
        column = column_of(heading.strip(), vocabulary) if at != ref_at else None
        twin = column and any(
            (c.about, c.sort, c.fields) == (column.about, column.sort, column.fields) for c in found.values()
        )
        if column and not twin:
            found[at] = column
        elif at != ref_at and heading.strip():
            ignored.append(heading.strip() + (" (there twice)" if twin else ""))
    return found, tuple(ignored)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """What is the same for every row of one list; `unread` gathers the cells that could not be read."""

    name: str
    grid: Grid
    ref_at: int
    columns: Mapping[int, ListColumn]
    vocabulary: Vocabulary
    today: date
    unread: list[Unread] = field(default_factory=list)

    def row(self, row: Row) -> OfficeRow | None:
        """The row; None where it has no ref."""
        place = Place(file=self.name, line=row.line, table="")
        ref = self._ref(row, place)
        if ref is None:
            return None
        is_number = (row.line, self.ref_at) in self.grid.numbers
        return OfficeRow(place=place, ref=ref, is_number=is_number, said=dict(self._said(row, place)))

    def _ref(self, row: Row, place: Place) -> str | None:
        cell = row.cells[self.ref_at] if self.ref_at < len(row.cells) else ""
        heading = self.grid.header[self.ref_at].strip()
        fault = self.grid.faults.get((row.line, self.ref_at))
        if isinstance(cell, date):
            fault = "the workbook made a date of this ref; format the column as text and type it again"
        if fault or not str(cell).strip():
            if fault or any(self.columns.get(at) and cell != "" for at, cell in enumerate(row.cells)):
                self.unread.append(Unread(place=place, column=heading, reason=fault or "no ref: the row was left out"))
            return None
        return str(cell).strip()

    def _said(self, row: Row, place: Place) -> Iterator[tuple[ListColumn, Said]]:
        for at, column in self.columns.items():
            if fault := self.grid.faults.get((row.line, at)):
                self.unread.append(Unread(place=place, column=column.heading, reason=fault))
                continue
            try:
                yield column, self._cell(column, row.cells[at] if at < len(row.cells) else "")
            except RequestRefused as refused:
                self.unread.append(Unread(place=place, column=column.heading, reason=str(refused)))

    def _cell(self, column: ListColumn, cell: Cell) -> Said:
        typed = MIDNIGHT.sub("", text_of(before_export(cell)))
        if not typed:
            return Said()
        if column.sort is Sort.EVENT or self.vocabulary.child_fields.get(column.about) in {"date", "future-date"}:
            return Said(on=parse_date(typed, self.today, name=column.heading, ahead=True))
        if column.sort is Sort.STATE:
            return self._state(column.about, typed)
        return Said(word=_detail(column.about, typed, self.vocabulary))

    def _state(self, about: str, typed: str) -> Said:
        """How things stand as a word of the vocabulary, or the day since when."""
        try:
            return Said(on=parse_date(typed, self.today, ahead=True))
        except RequestRefused:
            return Said(word=STATE_WORDS[about](typed, self.vocabulary))


def _plan(typed: str, vocabulary: Vocabulary) -> str:
    word = plain_words(typed).replace(" ", "-")
    if word in vocabulary.plans or word in vocabulary.plan_aliases:
        return vocabulary.plan_aliases.get(word, word)
    return EITHER.join(values.plans(typed)) or typed


def _parallel(typed: str, vocabulary: Vocabulary) -> str:
    return "; ".join(_plan(part, vocabulary) for part in typed.replace(",", ";").split(";") if part.strip())


def _status(typed: str, _vocabulary: Vocabulary) -> str:
    code = values.status_code(typed)
    return codes.STATUS.get(code or "", typed)


def _placement(typed: str, _vocabulary: Vocabulary) -> str:
    code = values.placement_code(typed)
    if code is None:
        return typed
    return "adoptive" if code in codes.ADOPTIVE else codes.PLACEMENT.get(code, typed)


def _as_typed(typed: str, _vocabulary: Vocabulary) -> str:
    return typed


STATE_WORDS: Mapping[str, Callable[[str, Vocabulary], str]] = {
    "plan": _plan,
    "parallel": _parallel,
    "legal-status": _status,
    "placement": _placement,
    "placement-since": _as_typed,
    "in-care-since": _as_typed,
    "left-care": _as_typed,
}


def _detail(about: str, typed: str, vocabulary: Vocabulary) -> str:
    """A detail of the child in the words of the vocabulary, where the list uses others."""
    if about == "sex":
        return values.sex(typed) or typed
    if vocabulary.child_fields.get(about) == "yes-no":
        return "yes" if values.says_yes(typed) else "no" if plain_words(typed).split()[-1:] in NO else typed
    return typed


NO = (["no"], ["n"], ["0"])
