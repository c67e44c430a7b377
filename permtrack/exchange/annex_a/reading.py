"""From a workbook to the rows of its lists: what each says of a child, and everything that is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from permtrack.domain.accounting import ImportFinding, Outcome, Place, RowAccount
from permtrack.domain.records import record
from permtrack.errors import RequestRefused
from permtrack.exchange.annex_a.headings import REF, Heading, List, heading_of, list_of
from permtrack.exchange.annex_a.rows import ListRow, RowRead, read_row
from permtrack.exchange.cells import plain_words
from permtrack.exchange.grids import Cell, Grid, Row, read_sheets


@record
class AnnexA:
    """The lists of a workbook read whole: every row is among `rows`, or accounted for as refused or not needed.

    `columns` are, for each list found, the names of its columns that are read.
    """

    name: str
    rows: tuple[ListRow, ...]
    columns: Mapping[List, frozenset[str]]
    accounts: tuple[RowAccount, ...] = ()
    findings: tuple[ImportFinding, ...] = ()
    notices: tuple[str, ...] = ()


def read_annex_a(content: bytes, name: str, today: date) -> AnnexA:
    """What List 8 and List 10 of a workbook say. Raises RequestRefused where it has neither, or cannot be used at all."""
    sheets = read_sheets(content, name, _holds_a_list)
    found = [_sheet(title, grid) for title, grid in sheets.items()]
    _refuse_unclear(found, name)
    reads = [(sheet, _rows(sheet, name, today)) for sheet in found]
    read = [one for _, rows in reads for one in rows]
    return AnnexA(
        name=name,
        rows=tuple(one.row for one in read if one.row),
        columns={sheet.list: frozenset(heading.name for heading in sheet.columns.values()) for sheet in found},
        accounts=tuple(one.account for one in read if one.account),
        findings=tuple(finding for one in read for finding in one.findings),
        notices=tuple(notice for sheet, rows in reads for notice in _notices(sheet, rows, name)),
    )


@record
class _Sheet:
    """One sheet that holds a list: its columns by their place, and the rows under them."""

    title: str
    list: List
    grid: Grid
    columns: Mapping[int, Heading]


def _holds_a_list(rows: Sequence[Row]) -> bool:
    return _header(rows) is not None


def _header(rows: Sequence[Row]) -> int | None:
    """Which of the first rows names the columns of a list; a title or a note may stand above it."""
    return next((place for place, row in enumerate(rows) if list_of([str(cell) for cell in row.cells])), None)


def _sheet(title: str, grid: Grid) -> _Sheet:
    rows = [Row(line=grid.header_line, cells=grid.header), *grid.rows]
    place = _header(rows) or 0
    header = tuple(str(cell) for cell in rows[place].cells)
    list_ = list_of(header)
    if list_ is None:
        raise ValueError("a sheet was taken for a list without the columns of one")
    own = replace(grid, header=header, header_line=rows[place].line, rows=tuple(rows[place + 1 :]))
    columns = {at: heading for at, typed in enumerate(header) if (heading := heading_of(typed, list_))}
    return _Sheet(title=title, list=list_, grid=own, columns=columns)


def _refuse_unclear(found: Sequence[_Sheet], name: str) -> None:
    """Raise RequestRefused where no list is there, one is there twice, or a list has a column twice."""
    if not found:
        raise RequestRefused(
            f"{name} holds neither List 8 nor List 10 of Annex A: no sheet has the column Child Unique ID and "
            "Date Started to be Looked After, or Date of Decision that Child Should be Placed for Adoption"
        )
    for place, sheet in enumerate(found):
        twin = next((other for other in found[:place] if other.list is sheet.list), None)
        if twin:
            raise RequestRefused(
                f"{name} holds {sheet.list} twice, on the sheets {twin.title!r} and {sheet.title!r}; keep one of them"
            )
        names = [heading.name for heading in sheet.columns.values()]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            typed = [sheet.grid.header[at].strip() for at, heading in sheet.columns.items() if heading.name == twice]
            raise RequestRefused(
                f"{name}: sheet {sheet.title!r} has two columns for one thing, {typed[0]!r} and {typed[1]!r}; "
                "take one of them out"
            )


def _rows(sheet: _Sheet, name: str, today: date) -> list[RowRead]:
    read: list[RowRead] = []
    first: dict[str, int] = {}
    for row in sheet.grid.rows:
        if _is_no_row(row, sheet):
            continue
        # Both lists are of one file, and count their lines each from 1.
        place = Place(file=f"{name} {sheet.list}", line=row.line, table=str(sheet.list))
        cells = {heading.name: _cell(row, at) for at, heading in sheet.columns.items()}
        faults = {
            heading.name: fault
            for at, heading in sheet.columns.items()
            if (fault := sheet.grid.faults.get((row.line, at)))
        }
        ref_at = next(at for at, heading in sheet.columns.items() if heading is REF)
        one = read_row(sheet.list, place, cells, faults, today, is_number=(row.line, ref_at) in sheet.grid.numbers)
        if one.row and (earlier := first.setdefault(one.row.ref, row.line)) != row.line:
            reason = f"the child stands twice in {sheet.list}, first on line {earlier}; keep one row"
            account = RowAccount(place=place, child=one.row.ref, outcome=Outcome.REFUSED, field="ref", reason=reason)
            one = RowRead(account=account)
        read.append(one)
    return read


def _is_no_row(row: Row, sheet: _Sheet) -> bool:
    """Whether a row is none of a child's: nothing in the columns that are read, or the headings over again."""
    return all(_cell(row, at) == "" for at in sheet.columns) or list_of([str(cell) for cell in row.cells]) is sheet.list


def _cell(row: Row, at: int) -> Cell:
    """A cell of a row, which may end before its list's last column."""
    return row.cells[at] if at < len(row.cells) else ""


def _notices(sheet: _Sheet, rows: Sequence[RowRead], name: str) -> Iterator[str]:
    """What people should know of a list as a whole."""
    if plain_words(sheet.title).replace(" ", "") != plain_words(str(sheet.list)).replace(" ", ""):
        yield f"{sheet.list} is the sheet {sheet.title!r} of {name}"
    other = sum(1 for at, typed in enumerate(sheet.grid.header) if typed.strip() and at not in sheet.columns)
    if other:
        yield f"{sheet.list}: {other} of its columns are not kept (names of workers, postcodes and the like)"
    if not rows:
        yield f"{sheet.list} has no rows"
