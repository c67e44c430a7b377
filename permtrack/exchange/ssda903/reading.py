"""From the bytes of a CSV file to the rows of one table. Which table it is, its columns say; its name is not believed."""

from collections.abc import Mapping
from dataclasses import dataclass

from permtrack.domain.accounting import Place
from permtrack.domain.records import record
from permtrack.errors import RequestRefused
from permtrack.exchange.decoding import decode
from permtrack.exchange.delimited import numbered_lines
from permtrack.exchange.ssda903.tables import DEGRADED, Table, recognise

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it was written: the cells of the columns that are used, trimmed. `fault` says why it cannot be read."""

    place: Place
    cells: Mapping[str, str]
    fault: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was written in the row."""
        return not self.fault and not self.cells


@record
class TableRead:
    """The rows of one table of one file; `degraded` where a cleaning tool has coarsened it."""

    file: str
    table: Table
    rows: tuple[RawRow, ...]
    notices: tuple[str, ...] = ()
    degraded: bool = False


def is_markup(content: bytes) -> bool:
    """Whether a file is XML rather than CSV."""
    start = content[:200]
    for mark in (b"\xef\xbb\xbf", *UTF_16_MARKS):
        start = start.removeprefix(mark)
    return start.replace(b"\0", b"").lstrip().startswith(b"<")


def read_csv(content: bytes, file: str, encoding: str | None = None) -> TableRead | None:
    """The rows of a table; None where the file is empty, so that no columns tell which table it would be.

    Raises RequestRefused, with file and line, where the rows cannot be told apart or no table has these columns.
    """
    _refuse_nul(content, file)
    lines = numbered_lines(decode(content, encoding, file), file)
    header = next(lines, None)
    if header is None:
        return None
    columns = [name.strip().upper() for name in header[1]]
    table = recognise(columns)
    if table is None:
        shown = ", ".join(ascii(name)[1:-1][:30] for name in columns[:12])
        raise RequestRefused(f"{file}: line {header[0]} names no table of the return; its columns are {shown}")
    _refuse_twice(columns, table, file)
    rows = tuple(_row(Place(file=file, line=line, table=table.title), columns, table, cells) for line, cells in lines)
    extra = [name for name in columns if name and name not in table.columns]
    return TableRead(
        file=file,
        table=table,
        rows=rows,
        notices=_noticed(file, table, extra),
        degraded=set(extra) >= DEGRADED,
    )


def _refuse_nul(content: bytes, file: str) -> None:
    """A NUL in a file without the mark of UTF-16: damaged, or not text."""
    if b"\0" in content and not content.startswith(UTF_16_MARKS):
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise RequestRefused(
            f"{file}: line {line} holds a NUL byte: the file is damaged or is not text; export it again"
        )


def _refuse_twice(columns: list[str], table: Table, file: str) -> None:
    twice = sorted({name for name in columns if name in table.columns and columns.count(name) > 1})
    if twice:
        raise RequestRefused(f"{file}: the column {twice[0]} stands twice in the header; take one out")


def _row(place: Place, columns: list[str], table: Table, cells: list[str]) -> RawRow:
    """One row. A short one is taken: Excel leaves out the commas of empty columns at the end of a row."""
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        return RawRow(place, {}, f"{len(cells)} cells under {len(columns)} columns")
    if not any(cell.strip() for cell in cells):
        return RawRow(place, {})
    used = table.used or ("CHILD",)
    return RawRow(place, {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name in used})


def _noticed(file: str, table: Table, extra: list[str]) -> tuple[str, ...]:
    notices = []
    if extra:
        shown = ", ".join(ascii(name)[1:-1][:30] for name in extra[:8])
        notices.append(f"{file}: left out, not columns of {table.title}: {shown}")
    if set(extra) >= DEGRADED:
        notices.append(
            f"{file}: cleaned data of a region (columns LA and YEAR): days of birth are likely the first of their month, "
            "so answers that rest on age are approximate; refs may carry a suffix"
        )
    return tuple(notices)
