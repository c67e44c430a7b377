"""Whether a ledger can be believed: its protection, its structure, its chain, its texts, and heads kept elsewhere.

A chain alone shows carelessness, not intent: whoever may write the file can rewrite all of it. Only a head that was
noted somewhere else shows that, or that the newest events are gone. So a verification says how far it got.
"""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from permtrack.domain.records import record
from permtrack.errors import LedgerUnsound
from permtrack.ledger import connection as connections
from permtrack.ledger import schema
from permtrack.ledger.anchors import noted_heads
from permtrack.ledger.chain import BEFORE_THE_FIRST, CHAINED_COLUMNS, TEXT_REMOVED, chained, commitment
from permtrack.ledger.files import located
from permtrack.ledger.store import Head, version_of

NUMBER, FIELDS, COMMITMENTS, RECORDED_AT, PREV, HASH = (
    (*CHAINED_COLUMNS, "hash").index(name)
    for name in ("number", "fields", "commitments", "recorded_at", "prev", "hash")
)
MOST_STRUCTURE_PROBLEMS = 5
# A writer notes the instant, then waits for those before it: of two at once, the later event may be the earlier noted.
WAITED_AT_MOST = timedelta(minutes=1)

NOTED_ELSEWHERE = "noted elsewhere"
PUT_BACK = "if an older copy was put back on purpose, keep that file of heads and begin a new one"

Row = tuple[str | int | None, ...]


@record
class Verification:
    """What was checked and what was found wrong; no problems means as sound as `level` says."""

    head: Head
    problems: tuple[str, ...]
    notices: tuple[str, ...]
    checked: tuple[str, ...]
    anchored: bool

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def level(self) -> str:
        """How far the verification can be relied on: a chain alone does not show a rewriting of everything."""
        return "chain and anchor" if self.anchored else "chain only"


def verify(path: Path, against: str | None = None) -> Verification:
    """Check a ledger, and that it holds the heads noted elsewhere: `123:0123456789abcdef`, or a file of such lines.

    Raises what opening raises where the file is no ledger at all; everything else that is wrong is in the answer.
    """
    return verified(path, noted_heads(against) if against is not None else ())


def verified(path: Path, anchors: Sequence[Head]) -> Verification:
    """Check a ledger, and that its chain passes through these heads."""
    resolved = located(path)
    with contextlib.closing(connections.connect(path, "ro")) as connection:
        inspection = _Inspection(resolved, connection, anchors)
        inspection.run()
    return Verification(
        head=inspection.head,
        problems=tuple(inspection.problems),
        notices=tuple(inspection.notices),
        checked=tuple(inspection.checked),
        anchored=bool(anchors),
    )


class _Inspection:
    """One verification under way: each step adds what it checked and what it found."""

    def __init__(self, path: Path, connection: sqlite3.Connection, anchors: Iterable[Head]) -> None:
        self.path = path
        self.head = Head(number=0, hash=BEFORE_THE_FIRST)
        self.problems: list[str] = []
        self.notices: list[str] = []
        self.checked: list[str] = []
        self._connection = connection
        self._anchors = tuple(anchors)
        self._readable = False

    def run(self) -> None:
        """Check everything, in one reading of the file as it is at one moment."""
        self._step(self._schema)
        self._step(self._structure)
        if self._readable:
            self._step(self._chain)

    def _step(self, check: Callable[[], None]) -> None:
        """Run one check; damage that keeps it from ending is a finding of its own."""
        try:
            with connections.reading(self.path):
                if not self._connection.in_transaction:
                    self._connection.execute("BEGIN")
                check()
        except LedgerUnsound as error:
            self.problems.append(str(error))
        except (TypeError, ValueError):
            # A flipped bit can make a number or raw bytes of what was a text.
            self.problems.append(f"event {self.head.number + 1} is damaged: it cannot be read")

    def _schema(self) -> None:
        found = self._connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        self.problems += schema.departures(found, version_of(self._connection))
        self._readable = not schema.unreadable(found)
        self.checked.append("the tables and their append-only protection")

    def _structure(self) -> None:
        integrity = self._connection.execute(f"PRAGMA integrity_check({MOST_STRUCTURE_PROBLEMS})").fetchall()
        self.problems += [f"the file is damaged: {line}" for (line,) in integrity if line != "ok"]
        orphans = self._connection.execute("PRAGMA foreign_key_check").fetchall()
        self.problems += ["a free text belongs to no event"] if orphans else []
        self.checked.append("the file's structure")

    def _chain(self) -> None:
        """Walk the chain; tell of the first event that is wrong, not of all that follow from it."""
        wanted = {anchor.number: "" for anchor in self._anchors}
        texts = _Texts(self._connection)
        clock = ""
        for row in self._rows():
            number, prev = self.head.number, self.head.hash
            self._first(_broken(row, number, prev))
            self._first(texts.wrong(row))
            if _went_back(clock, str(row[RECORDED_AT])):
                self._notice_clock(row)
            clock = max(clock, str(row[RECORDED_AT]))
            self.head = Head(number=_whole(row[NUMBER]), hash=str(row[HASH]))
            if self.head.number in wanted:
                wanted[self.head.number] = self.head.hash
        self._first(texts.unrecorded())
        self.checked.append(f"{self.head.number:,} events, each with the hash of the one before it")
        self.checked.append(f"{texts.count:,} free texts against what their events say of them")
        self._meet(wanted)

    def _rows(self) -> Iterator[Row]:
        columns = ", ".join((*CHAINED_COLUMNS, "hash"))
        return iter(self._connection.execute(f"SELECT {columns} FROM event ORDER BY number"))  # noqa: S608 (our own names)

    def _first(self, problem: str | None) -> None:
        """Keep a problem, unless one like it is known: after one broken link every later one is suspect."""
        if problem and not any(known.startswith(("event", "a text of event")) for known in self.problems):
            self.problems.append(problem)

    def _notice_clock(self, row: Row) -> None:
        if not self.notices:
            self.notices.append(f"warning: event {row[NUMBER]} was recorded at an earlier time than an event before it")

    def _meet(self, found: Mapping[int, str]) -> None:
        """Hold the heads noted elsewhere against the chain, in their order; tell of the first that is not in it."""
        wrong = [words for anchor in self._anchors if (words := self._missed(anchor, found[anchor.number]))]
        if wrong:
            more = f"; {len(wrong):,} of the {len(self._anchors):,} heads do not fit" if wrong[1:] else ""
            self.problems.append(wrong[0] + more)
        if self._anchors:
            self.checked.append(f"{len(self._anchors):,} heads {NOTED_ELSEWHERE}")

    def _missed(self, anchor: Head, found: str) -> str | None:
        if anchor.number > self.head.number:
            return (
                f"the ledger is shorter than the head {anchor} {NOTED_ELSEWHERE}: it ends with event {self.head.number}"
            )
        if not found.startswith(anchor.hash):
            return (
                f"the ledger differs from the head {anchor} {NOTED_ELSEWHERE}: "
                f"event {anchor.number} or one before it was changed"
            )
        return None


def _went_back(latest: str, recorded_at: str) -> bool:
    """Whether an instant lies further before the latest one than waiting for the ledger explains."""
    if recorded_at >= latest:
        return False
    try:
        return datetime.fromisoformat(latest) - datetime.fromisoformat(recorded_at) > WAITED_AT_MOST
    except (ValueError, TypeError):
        return False  # no instant at all, which the hash tells of


def _whole(value: str | int | None) -> int:
    return value if isinstance(value, int) else 0


def _broken(row: Row, last: int, prev: str) -> str | None:
    """What is wrong with an event's place in the chain."""
    number = _whole(row[NUMBER])
    if number != last + 1:
        return f"event {last + 1} is missing: event {number} comes after event {last}"
    if chained(row[:HASH]) != row[HASH]:
        return f"event {number} has been changed since it was recorded: it does not fit its hash"
    if row[PREV] != prev:
        return f"event {number} does not continue the chain: the event before it is not the one it was recorded after"
    return None


class _Texts:
    """The free texts, held against the commitments of their events."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.count = 0
        self._connection = connection
        removals = connection.execute("SELECT fields FROM event WHERE kind = ?", [TEXT_REMOVED])
        self._removed = {_removal(fields) for (fields,) in removals}

    def wrong(self, row: Row) -> str | None:
        """What is wrong with the texts of an event."""
        if row[COMMITMENTS] == "{}":
            return None
        asked = self._connection.execute("SELECT name, salt, text FROM free_text WHERE event = ?", [row[NUMBER]])
        held = {name: commitment(salt, text) for name, salt, text in asked}
        self.count += len(held)
        return self._disagreement(row, held)

    def _disagreement(self, row: Row, held: Mapping[str, str]) -> str | None:
        try:
            promised: Mapping[str, str] = dict(json.loads(str(row[COMMITMENTS])))
        except (ValueError, TypeError):
            return f"event {row[NUMBER]} has been changed: what it says of its texts cannot be read"
        for name, expected in promised.items():
            if name not in held:
                if (row[1], name) not in self._removed:
                    return f"a text of event {row[NUMBER]} is missing: {name!a}, and no entry says that it was removed"
            elif held[name] != expected:
                return f"a text of event {row[NUMBER]} has been changed since it was recorded: {name!a}"
        return f"event {row[NUMBER]} carries a text that it was recorded without" if held.keys() - promised else None

    def unrecorded(self) -> str | None:
        """A text that came to an event recorded without any."""
        found = self._connection.execute(
            "SELECT t.event FROM free_text AS t LEFT JOIN event AS e ON e.number = t.event "
            "WHERE e.number IS NULL OR e.commitments = '{}' LIMIT 1"
        ).fetchone()
        return f"event {found[0]} carries a text that it was recorded without" if found else None


def _removal(fields: str) -> tuple[str, str]:
    """The event and the text that an entry says were parted."""
    try:
        told = json.loads(fields)
        return str(told["event"]), str(told["field"])
    except (ValueError, TypeError, KeyError):
        return "", ""


def demand_sound(path: Path, anchors: Sequence[Head] = (), *, named: Path | None = None) -> Verification:
    """The verification of a ledger that must be sound. Raises LedgerUnsound with the first thing wrong.

    `named` is what people know it as, where it is a copy that has no name yet.
    """
    verification = verified(path, anchors)
    if not verification.sound:
        problem = verification.problems[0]
        hint = f"\n{PUT_BACK}" if NOTED_ELSEWHERE in problem else ""
        raise LedgerUnsound(f"{named or path} cannot be relied on: {problem}{hint}")
    return verification


def holds(path: Path, head: Head) -> bool:
    """Whether a ledger's chain passes through this head."""
    with contextlib.closing(connections.connect(path, "ro")) as connection, connections.reading(path):
        found = connection.execute("SELECT hash FROM event WHERE number = ?", [head.number]).fetchone()
    return found is not None and found[0] == head.hash
