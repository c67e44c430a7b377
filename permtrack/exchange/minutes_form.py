"""The minutes of a meeting as they come back: every cell of the form checked, everything wrong named row by row.

Whether a child is known, what its plan is and which of its actions are open is not decided here: a form does not know
the ledger.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from permtrack.domain.accounting import Outcome, Place, RowAccount
from permtrack.domain.events import Value
from permtrack.domain.minutes import (
    ACTIONS_A_ROW,
    COLUMNS,
    FACTS,
    FIELDS,
    KNOWN,
    NO_PARALLEL,
    TABLE,
    FormFacts,
    action_columns,
    column_named,
    heading,
)
from permtrack.domain.records import record
from permtrack.domain.texts import is_blank
from permtrack.domain.typed_dates import parse_date, shown
from permtrack.domain.vocabulary import Vocabulary, ref
from permtrack.errors import RequestRefused
from permtrack.exchange.cells import before_export
from permtrack.exchange.grids import Grid, Row, read_grid
from permtrack.exchange.sheet_cells import Layout, faults, layout

OWN_SHEETS = frozenset({"Minutes", "How to fill it in"})
NEEDED = tuple(column for column in COLUMNS if column not in KNOWN)
OPEN_ACTION = "open_action"
NUMBER = re.compile(r"#?([0-9]{1,12})\b")
YES_NO = {"y": "yes", "x": "yes", "\u2713": "yes", "\u2714": "yes", "n": "no"}
WRITE_AGAIN = "write the form again: permtrack pack --meeting DATE --form FILE.xlsx"


@record
class MinutesRow:
    """One row that can be used: what was written, by column, checked and in the form in which it is recorded.

    `done` is `yes` or an ISO day, `open_action` the number of an action. `as_number` is True where the workbook held
    the ref as a number; `as_text` where it can have lost no zeros.
    """

    line: int
    ref: str
    said: Mapping[str, Value] = field(default_factory=dict)
    as_number: bool = False
    as_text: bool = False


@record
class Minutes:
    """A form read whole: every row is among `rows`, or accounted for as refused."""

    name: str
    facts: FormFacts
    rows: tuple[MinutesRow, ...]
    accounts: tuple[RowAccount, ...] = ()
    notices: tuple[str, ...] = ()


def read_minutes(
    content: bytes, name: str, vocabulary: Vocabulary, today: date, encoding: str | None = None
) -> Minutes:
    """The rows of a form. Raises RequestRefused where the file, its columns or what it was made for cannot be used."""
    if not content.strip():
        raise RequestRefused(f"{name} is empty; {WRITE_AGAIN}")
    grid = read_grid(content, name, encoding)
    laid_out = layout(content, name)
    columns = _columns(grid, name)
    facts = _facts(grid, columns, name, today)
    reader = _Reader(
        name=name, grid=grid, columns=columns, vocabulary=vocabulary, meeting_on=facts.meeting_on, today=today,
        laid_out=laid_out,
    )  # fmt: skip
    read = [found for row in grid.rows if (found := reader.row(row)) is not None]
    return Minutes(
        name=name,
        facts=facts,
        rows=tuple(row for row in read if isinstance(row, MinutesRow)),
        accounts=tuple(row for row in read if isinstance(row, RowAccount)),
        notices=tuple(_notices(grid, columns, laid_out.sheets)),
    )


def _columns(grid: Grid, name: str) -> tuple[str, ...]:
    """The columns by the names used here, in whatever order. Raises RequestRefused for one missing or twice."""
    columns = tuple(column_named(typed) for typed in grid.header)
    missing = [column for column in NEEDED if column not in columns]
    if missing == [OPEN_ACTION] and not _is_any_filled(grid, columns, "done"):
        missing = []
    if missing:
        strange = [typed.strip() for typed, column in zip(grid.header, columns, strict=True) if column not in COLUMNS]
        renamed = f" (what is {', '.join(repr(typed[:40]) for typed in strange if typed)}?)" if any(strange) else ""
        several = len(missing) > 1
        raise RequestRefused(
            f"{name}: line 1: {'columns' if several else 'a column'} of the form {'are' if several else 'is'} missing: "
            f"{', '.join(f'{heading(column)} ({_between(column)})' for column in missing)}{renamed}; put "
            f"{'them' if several else 'it'} back there, or, for empty ones, {WRITE_AGAIN}"
        )
    for place, column in enumerate(columns):
        if column in COLUMNS and column in columns[:place]:
            raise RequestRefused(f"{name}: line 1: column {column!r} stands there twice; take one of them out")
    return columns


def _between(column: str) -> str:
    """Where a column stands in a form as it is written: `between Delay until and Meeting`."""
    place = COLUMNS.index(column)
    before, after = COLUMNS[place - 1 : place], COLUMNS[place + 1 : place + 2]
    if before and after:
        return f"between {heading(before[0])} and {heading(after[0])}"
    return f"before {heading(after[0])}" if after else f"after {heading(before[0])}"


def _is_any_filled(grid: Grid, columns: Sequence[str], column: str) -> bool:
    if column not in columns:
        return False
    place = columns.index(column)
    return any(not is_blank(str(cell)) for row in grid.rows for cell in row.cells[place : place + 1])


def _notices(grid: Grid, columns: Sequence[str], sheets: Sequence[str]) -> Iterator[str]:
    """What of the file was not read though something stands there."""
    added = [sheet for sheet in sheets[1:] if sheet not in OWN_SHEETS]
    if added:
        yield f"only the first sheet is read; left alone: {', '.join(repr(sheet[:40]) for sheet in added)}"
    for place, column in enumerate(columns):
        filled = [row for row in grid.rows if row.cells[place : place + 1] not in {(), ("",)}]
        if column not in COLUMNS and filled:
            said = repr(grid.header[place][:40]) if column else f"number {place + 1}"
            yield f"column {said} is not of the form and is not read ({len(filled)} cells)"


def _facts(grid: Grid, columns: Sequence[str], name: str, today: date) -> FormFacts:
    """What the form was made for. Raises RequestRefused where it does not say, or says two things."""
    told: dict[str, list[tuple[int, str]]] = {fact: [] for fact in FACTS}
    for row in grid.rows:
        for fact, text in (
            (c, before_export(cell).strip()) for c, cell in zip(columns, row.cells, strict=False) if c in FACTS
        ):
            if text and text not in (earlier for _, earlier in told[fact]):
                told[fact].append((row.line, text))
    for fact, found in told.items():
        if not found:
            raise RequestRefused(f"{name} does not say what it was made for: column {fact!r} is empty; {WRITE_AGAIN}")
        if len(found) > 1:
            raise RequestRefused(
                f"{name} is put together from forms for different meetings or ledgers: column {fact!r} says other "
                f"things in lines {found[0][0]} and {found[1][0]}; import each form by itself"
            )
    (line, meeting), (_, ledger), (_, head) = (found[0] for found in told.values())
    try:
        meeting_on = parse_date(meeting, today, name="meeting", ahead=True)
    except RequestRefused as refused:
        raise RequestRefused(f"{name}: line {line}: {refused}") from refused
    return FormFacts(meeting_on=meeting_on, ledger=ledger, head=head)


@record
class _Reader:
    """What is the same for every row of one form."""

    name: str
    grid: Grid
    columns: Sequence[str]
    vocabulary: Vocabulary
    meeting_on: date
    today: date
    laid_out: Layout

    def row(self, row: Row) -> MinutesRow | RowAccount | None:
        """The row, or why it is refused; None where it says nothing at all."""
        cells = {name: before_export(cell) for name, cell in zip(self.columns, row.cells, strict=False)}
        cells = {name: text for name, text in cells.items() if not is_blank(text) and name in NEEDED}
        wrong = [(column, why) for column, why in faults(self.grid, row, self.columns) if column in {"", *NEEDED}]
        if not wrong and cells.keys() <= set(FACTS):
            return None
        check = _RowCheck(vocabulary=self.vocabulary, meeting_on=self.meeting_on, today=self.today)
        check.problems += wrong
        if row.line in self.laid_out.merged:
            check.wrong(
                "",
                f"cells {self.laid_out.merged[row.line]} are merged, so it cannot be told which row says what; unmerge them",
            )
        typed = cells.pop("ref", "")
        name = check.ref(typed) if "ref" not in dict(wrong) else typed
        said = check.cells(cells)
        if check.problems:
            return self._refused(row, name, check.problems)
        as_number = (row.line, self.columns.index("ref")) in self.grid.numbers
        return MinutesRow(
            line=row.line,
            ref=name,
            said=said,
            as_number=as_number,
            as_text=bool(self.laid_out.sheets) and not as_number,
        )

    def _refused(self, row: Row, ref: str, problems: Sequence[tuple[str, str]]) -> RowAccount:
        return RowAccount(
            place=Place(file=self.name, line=row.line, table=TABLE),
            child=ref,
            outcome=Outcome.REFUSED,
            field=", ".join(dict.fromkeys(name for name, _ in problems if name)),
            reason="; ".join(reason for _, reason in problems),
        )


@dataclass(slots=True, kw_only=True)
class _RowCheck:
    """The checking of one row: goes through all of it, and keeps everything that is wrong."""

    vocabulary: Vocabulary
    meeting_on: date
    today: date
    problems: list[tuple[str, str]] = field(default_factory=list)

    def wrong(self, column: str, reason: str) -> None:
        """Keep what is wrong with one cell."""
        self.problems.append((column, reason))

    def ref(self, typed: str) -> str:
        """The child's ref; empty where there is none that could be one."""
        try:
            return ref(typed.strip())
        except RequestRefused as refused:
            self.wrong("ref", str(refused) if typed else "which child? the ref is missing")
            return ""

    def cells(self, cells: Mapping[str, str]) -> dict[str, Value]:
        """What the cells of the row say, each in the form in which it is recorded."""
        said: dict[str, Value] = {}
        for column, text in cells.items():
            try:
                said[column] = self._cell(column, text)
            except RequestRefused as refused:
                self.wrong(column, str(refused))
        for column, reason in _incomplete(cells):
            self.wrong(column, reason)
        return {column: value for column, value in said.items() if column not in FACTS}

    def _cell(self, column: str, text: str) -> Value:
        match column:
            case "discussed":
                return self._yes_no(column, text)
            case "done":
                return self._done(text)
            case "open_action":
                return _number(text)
            case "new_parallel" if text.strip().lower() == NO_PARALLEL:
                return ()
            case "meeting" | "ledger" | "head":
                return text
            case _:
                kind, name = FIELDS[column]
                # A day in words (today, tomorrow) is meant from the meeting, whenever the minutes are brought in.
                return self.vocabulary.value(column, self.vocabulary.kinds[kind].fields[name], text, self.meeting_on)

    def _yes_no(self, column: str, text: str) -> Value:
        return self.vocabulary.value(column, "yes-no", YES_NO.get(text.strip().lower(), text), self.meeting_on)

    def _done(self, text: str) -> Value:
        """`yes`, `no`, or the day on which the action was done."""
        typed = text.strip().lower()
        if YES_NO.get(typed, typed) in {"yes", "no"}:
            return YES_NO.get(typed, typed)
        day = parse_date(text, self.meeting_on, name="done", ahead=True)
        if day > self.today:
            raise RequestRefused(f"done {shown(day)} lies ahead; write the day on which the action was done, or yes")
        return day.isoformat()


def _number(text: str) -> str:
    match = NUMBER.match(text.strip())
    if match is None:
        raise RequestRefused("open_action begins with the number of an action, like #41; put the cell back as it was")
    return match[1]


def _incomplete(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Cells that say nothing without another one that is empty."""
    for number in range(1, ACTIONS_A_ROW + 1):
        action, *others = action_columns(number)
        orphans = [column for column in others if column in cells]
        if orphans and action not in cells:
            yield action, f"{' and '.join(orphans)} without {action}: write what is to be done, or empty the cell"
    details = [column for column in ("delay_whose", "delay_until") if column in cells]
    if details and "delay_reason" not in cells:
        yield "delay_reason", f"{' and '.join(details)} without delay_reason: write the reason, or empty the cell"
    if "done" in cells and "open_action" not in cells:
        yield (
            "open_action",
            "done, and no action beside it: write its number, like #41, in the column Open action of that row",
        )
