"""A sheet of events, as teams keep them in Excel: its rows checked against the vocabulary, its problems named one by one.

Whether a child is known and whether an event is already there is not decided here: a sheet does not know the ledger.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from permtrack.domain.accounting import Outcome, Place, RowAccount
from permtrack.domain.records import record
from permtrack.domain.texts import is_blank
from permtrack.domain.vocabulary import Kind, Vocabulary, nearest
from permtrack.errors import RequestRefused
from permtrack.exchange.cells import before_export
from permtrack.exchange.grids import Grid, Row, read_grid
from permtrack.exchange.sheet_cells import faults
from permtrack.exchange.sheet_rows import RowCheck, SheetRow

OTHER_NAMES = {"child": "ref", "date": "on", "siblings": "sibling_group"}
# Columns of our own export that say how another ledger came to know of an event: this one has its own knowledge.
NOT_IMPORTED = frozenset({
    "number", "label", "recorded_at", "recorded_by", "recorded_from", "origin", "returned_by", "corrected_by",
})  # fmt: skip
OF_EVERY_ROW = ("ref", "kind", "on", "precision")
OF_OUR_EXPORT = ("id", "voided_by", "returned")
TABLE = "events"
ABOUT_A_LEDGER = frozenset({"tracking-started", "return-imported"})


@record
class Sheet:
    """A sheet read whole: every row is among `rows`, or accounted for as refused or not needed."""

    name: str
    rows: tuple[SheetRow, ...]
    accounts: tuple[RowAccount, ...] = ()
    notices: tuple[str, ...] = ()


def read_sheet(content: bytes, name: str, vocabulary: Vocabulary, today: date, encoding: str | None = None) -> Sheet:
    """The rows of a sheet of events. Raises RequestRefused where the file or its header cannot be used at all."""
    grid = read_grid(content, name, encoding)
    reader = _Reader(name=name, grid=grid, columns=_columns(grid, name, vocabulary), vocabulary=vocabulary, today=today)
    read = [reader.row(row) for row in grid.rows]
    return Sheet(
        name=name,
        rows=tuple(row for row in read if isinstance(row, SheetRow)),
        accounts=tuple(row for row in read if isinstance(row, RowAccount)),
        notices=(*grid.notices, *reader.notices()),
    )


def template(vocabulary: Vocabulary) -> str:
    """An empty sheet as CSV: the columns that every sheet has, those of the child, then every field of the vocabulary."""
    columns = (*OF_EVERY_ROW, *vocabulary.child_fields, *_field_names(vocabulary, "note"), "note")
    return ",".join(columns) + "\r\n"


def _field_names(vocabulary: Vocabulary, *without: str) -> tuple[str, ...]:
    """Every field that an event of a child may carry, once, in the order of the vocabulary."""
    names = (name for kind in vocabulary.kinds.values() if not _about_another(kind) for name in kind.fields)
    return tuple(n for n in dict.fromkeys(names) if n not in vocabulary.child_fields and n not in {"ref", *without})


def _about_another(kind: Kind) -> bool:
    return kind.kind in {"void", "correction"}


def _columns(grid: Grid, name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The header's columns by the names used here. Raises RequestRefused for one unknown, twice or missing."""
    columns = tuple(_column_name(typed) for typed in grid.header)
    known = (*OF_EVERY_ROW, *vocabulary.child_fields, *_field_names(vocabulary), *OF_OUR_EXPORT, *NOT_IMPORTED)
    for place, column in enumerate(columns):
        if column == "" and any(row.cells[place : place + 1] not in {(), ("",)} for row in grid.rows):
            raise RequestRefused(f"{name}: line 1: column {place + 1} has no name; name it, or take it out")
        if column and column not in known:
            raise RequestRefused(
                f"{name}: line 1: there is no column {grid.header[place][:40]!r}{nearest(column, known)}; "
                "every column there may be: permtrack import-events --template"
            )
        if column and column in columns[:place]:
            raise RequestRefused(f"{name}: line 1: column {column!r} stands there twice")
    if "ref" not in columns or not {"kind", "dob", "edd"} & set(columns):
        raise RequestRefused(f"{name}: line 1: a sheet needs the columns ref, kind and on (or ref and dob)")
    return columns


def _column_name(typed: str) -> str:
    name = "_".join(typed.strip().lower().replace("-", " ").replace("_", " ").split())
    return OTHER_NAMES.get(name, name)


@record
class _Reader:
    """What is the same for every row of one sheet."""

    name: str
    grid: Grid
    columns: Sequence[str]
    vocabulary: Vocabulary
    today: date

    def notices(self) -> Iterator[str]:
        """What people should know about the sheet as a whole."""
        left = [column for column in self.columns if column in NOT_IMPORTED]
        if left:
            yield f"not imported, because this ledger keeps its own: {', '.join(left)}"
        place = self.columns.index("ref")
        lines = sorted(line for line, column in self.grid.numbers if column == place)
        if lines:
            yield f"{len(lines)} refs are numbers in the workbook, so leading zeros are lost if there were any (line {lines[0]})"

    def row(self, row: Row) -> SheetRow | RowAccount:
        """The row, or what became of it: not needed, or refused with everything that is wrong with it."""
        cells = {name: before_export(cell) for name, cell in zip(self.columns, row.cells, strict=False)}
        cells = {name: text for name, text in cells.items() if not is_blank(text) and name not in {"", *NOT_IMPORTED}}
        ref = cells.get("ref", "")
        if unneeded := _unneeded(cells):
            return self._account(row, ref, Outcome.NOT_NEEDED, [("", unneeded)])
        check = RowCheck(vocabulary=self.vocabulary, today=self.today)
        check.problems += faults(self.grid, row, self.columns)
        read = check.row(row.line, cells) if not check.problems else None
        return read or self._account(row, ref, Outcome.REFUSED, check.problems)

    def _account(self, row: Row, ref: str, outcome: Outcome, problems: Sequence[tuple[str, str]]) -> RowAccount:
        return RowAccount(
            place=Place(file=self.name, line=row.line, table=TABLE),
            child=ref,
            outcome=outcome,
            field=", ".join(dict.fromkeys(name for name, _ in problems if name)),
            reason="; ".join(reason for _, reason in problems),
        )


def _unneeded(cells: Mapping[str, str]) -> str:
    if cells.get("voided_by"):
        return "struck out in the ledger it comes from"
    kind = cells.get("kind", "").strip().lower()
    if kind == "void":
        return "a striking-out in another ledger; the event it names is left out with it"
    return "about another ledger, not about a child" if kind in ABOUT_A_LEDGER else ""
