"""Whose rows of a meeting's minutes are whose: each ref found among the children, or refused with the one it may mean."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from permtrack.app.books import Books
from permtrack.domain.events import Child, Value
from permtrack.domain.minutes import DISCUSSION
from permtrack.domain.records import record
from permtrack.domain.vocabulary import nearest, very_like
from permtrack.exchange.minutes_form import Minutes, MinutesRow

AS_TEXT = "format the column as text and type the ref again"


@dataclass(slots=True, kw_only=True)
class RowAtWork:
    """One row and what has become of it so far: everything wrong, what it added, what was there already or differs."""

    row: MinutesRow
    problems: list[tuple[str, str]] = field(default_factory=list)
    added: int = 0
    there: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)

    def says(self, column: str) -> Value | None:
        """What stands in a cell; None where nothing does."""
        return self.row.said.get(column)

    def text(self, column: str) -> str | None:
        """The same, of a cell that holds one text."""
        value = self.says(column)
        return value if isinstance(value, str) else None

    def wrong(self, column: str, reason: str) -> None:
        """Keep what is wrong with one cell."""
        if (column, reason) not in self.problems:
            self.problems.append((column, reason))

    def discusses(self) -> tuple[str, ...]:
        """The filled cells that only a discussion can have filled."""
        return tuple(column for column in DISCUSSION if column in self.row.said)


@record
class ChildMinutes:
    """A child and its rows, in the order of the sheet: the first, and any further ones."""

    child: Child
    rows: tuple[RowAtWork, ...]

    def all_saying(self, column: str) -> tuple[RowAtWork, ...]:
        """The rows in which a cell is filled."""
        return tuple(row for row in self.rows if column in row.row.said)

    def one_saying(self, column: str) -> RowAtWork | None:
        """The row in which a cell is filled; of two that say different things the later is refused."""
        first: RowAtWork | None = None
        for row in self.all_saying(column):
            if first is None:
                first = row
            elif row.says(column) != first.says(column):
                row.wrong(column, f"{column} stands already in line {first.row.line}; write it once for each child")
        return first


@record
class Gathered:
    """The rows of the sheet by child; `at_work` are all of them, those of unknown refs included."""

    children: tuple[ChildMinutes, ...]
    at_work: tuple[RowAtWork, ...]
    renamed: tuple[tuple[RowAtWork, Child], ...]
    doubtful: tuple[tuple[RowAtWork, str], ...]


def gathered(books: Books, minutes: Minutes) -> Gathered:
    """The rows of the sheet by child. A ref of nobody is refused, as is one that may have lost its zeros."""
    at_work = tuple(RowAtWork(row=row) for row in minutes.rows)
    by_child: dict[str, list[RowAtWork]] = {}
    known: dict[str, Child] = {}
    for row in at_work:
        child = _child(books, row)
        if child is not None:
            known[child.id] = child
            by_child.setdefault(child.id, []).append(row)
    return Gathered(
        children=tuple(ChildMinutes(child=known[id_], rows=tuple(rows)) for id_, rows in by_child.items()),
        at_work=at_work,
        renamed=tuple((rows[0], known[id_]) for id_, rows in by_child.items() if rows[0].row.ref != known[id_].ref),
        doubtful=tuple(_doubtful(books, minutes, by_child)),
    )


def _child(books: Books, row: RowAtWork) -> Child | None:
    ref = row.row.ref
    identity = books.refs_ever.get(ref)
    child = books.described(identity) if identity else None
    if child is None:
        row.wrong("ref", _unknown(books, ref))
    elif row.row.as_number and (longer := _longer(books, ref)):
        row.wrong("ref", f"{ref} is a number in the workbook, and may be {' or '.join([*longer, ref])}; {AS_TEXT}")
    return child


def _unknown(books: Books, ref: str) -> str:
    if longer := _longer(books, ref):
        return f"no child {ref!r} is known; did a spreadsheet take the zeros of {' or '.join(longer)}? {AS_TEXT}"
    return f"no child {ref!r} is known{nearest(ref, books.refs_ever)}; add the child first: permtrack add-child"


def _longer(books: Books, ref: str) -> list[str]:
    """Other children's refs that are this one with zeros before it."""
    own = books.refs_ever.get(ref)
    return [o for o in very_like(ref, books.refs_ever) if len(o) > len(ref) and books.refs_ever[o] != own]


def _doubtful(books: Books, minutes: Minutes, by_child: dict[str, list[RowAtWork]]) -> Iterator[tuple[RowAtWork, str]]:
    """First rows of children whose ref may be what is left of another child's, which the sheet does not hold."""
    held = {row.ref for row in minutes.rows}
    for rows in by_child.values():
        row = rows[0].row
        if row.as_text or row.as_number:
            continue
        others = [other for other in _longer(books, row.ref) if other not in held]
        if others:
            yield rows[0], others[0]
