"""What an import did: every row accounted for, every contradiction and every difference named. Records only."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum

from permtrack.domain import changes
from permtrack.domain.events import Span
from permtrack.domain.records import record


class Outcome(StrEnum):
    """What became of one row of input."""

    IMPORTED = "imported"
    ALREADY_THERE = "already there"
    DIFFERS = "differs"
    SUPERSEDED = "superseded"
    NOT_NEEDED = "not needed"
    REFUSED = "refused"


@record
class Place:
    """One row of input: the file, the line (the header is line 1; in XML, where the element begins) and its table.

    `element` counts the elements of an XML file, which may all stand on one line; 0 in a CSV file.
    """

    file: str
    line: int
    table: str
    element: int = 0

    def __str__(self) -> str:
        """The place as an event's source: `episodes.csv:41`."""
        return f"{self.file}:{self.line}"


@record
class RowAccount:
    """One row and what became of it. `field` and `reason` say why where it was not simply taken in."""

    place: Place
    child: str
    outcome: Outcome
    field: str = ""
    reason: str = ""


@record
class ImportFinding:
    """Something in the return that contradicts itself, the ledger or the national rules; the row was not refused for it.

    `id` is a short name of our own; `rule` the number of the national validation rule, empty where there is none.
    `said` is what the rows of the return for `year` say that no event holds: the ledger keeps it with the import.
    """

    id: str
    rule: str
    child: str
    place: Place
    sentence: str
    said: tuple[str, ...] = ()
    year: int = 0


@record
class Said:
    """What one side says: a word, a day, or both; nothing where it says nothing.

    `by` is True for a day known only as "on or before".
    """

    word: str | None = None
    on: date | None = None
    by: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether the side says nothing."""
        return self.word is None and self.on is None


@record
class Difference:
    """One thing of which the ledger and another office's list say different things: `about` is a kind or a field.

    `place` is the row of the list; None where the list has no row of the child's. `remark` says what else to know.
    """

    child: str
    about: str
    ours: Said = Said()
    theirs: Said = Said()
    place: Place | None = None
    remark: str = ""


@record
class ReturnRead:
    """One return: the year to the 31 March that names it, its tables, and the days each can speak for.

    `unseen` holds, by table, the refs of the children of whom a row of it was refused; `unread` the tables of which
    rows were refused that may be any child's, or all rows: they show nothing for sure.
    """

    year: int
    files: tuple[str, ...]
    tables: tuple[str, ...]
    covers: Mapping[str, Span] = field(default_factory=dict)
    unseen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The year as people write it: `2024-25`."""
        return f"{self.year - 1}-{self.year % 100:02}"


@record
class ImportReport:
    """The whole of an import: what was read, what became of each row, what was found, and what is now in the ledger.

    `refused` is True where nothing was written because rows were refused; `written` where something was. `changed` is
    what became different in what is due, by child, None where an import does not ask; `recorded` the numbers of what
    was written, by the child's ref, first to last.
    """

    returns: tuple[ReturnRead, ...]
    rows: tuple[RowAccount, ...]
    findings: tuple[ImportFinding, ...] = ()
    differences: tuple[Difference, ...] = ()
    notices: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    children_added: int = 0
    children_amended: int = 0
    events_added: int = 0
    events_corrected: int = 0
    events_struck_out: int = 0
    refused: bool = False
    dry_run: bool = False
    written: bool = False
    imported_on: date | None = None
    changed: tuple[changes.Difference, ...] | None = None
    recorded: tuple[tuple[str, tuple[int, ...]], ...] = ()

    def counts(self) -> Mapping[str, Mapping[Outcome, int]]:
        """The number of rows of each table by outcome, tables in the order in which they were read."""
        by_table: dict[str, Counter[Outcome]] = {}
        for row in self.rows:
            by_table.setdefault(row.place.table, Counter())[row.outcome] += 1
        return by_table

    def refusals(self) -> tuple[RowAccount, ...]:
        """The rows that could not be used, each with its field and reason."""
        return tuple(row for row in self.rows if row.outcome is Outcome.REFUSED)
