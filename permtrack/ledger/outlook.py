"""The outlook: what was worked out for each child on one day, kept in a file beside the ledger until it must change.

It is no part of the record. Deleting it costs time and nothing else; where it cannot be read or written, the answer is
worked out without it. It stands for the ledger up to one event, by that event's hash: a ledger that went another way
finds nothing here that is its own.
"""

import contextlib
import json
import os
import sqlite3
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from permtrack.domain.alert_lines import AlertLine
from permtrack.domain.due_list import SERVICE, alert_place
from permtrack.domain.events import Child
from permtrack.domain.own_lines import Line, OwnLines, place
from permtrack.domain.records import record
from permtrack.domain.shares import Share
from permtrack.ledger import faults
from permtrack.ledger.files import PRIVATE, ledger_uri
from permtrack.ledger.outlook_answers import OutlookAnswers
from permtrack.ledger.outlook_rows import (
    Wording,
    alert_line_text,
    child_text,
    line_text,
    seal,
    share_of,
    share_text,
    way_text,
    wording_text,
)  # fmt: skip
from permtrack.ledger.outlook_tables import (
    FORM,
    INDEXES,
    NAMES,
    OF_CHILDREN,
    SCOPES,
    TABLES,
    count_in,
    marks,
    rows_of,
)
from permtrack.ledger.store import Head

if TYPE_CHECKING:
    from permtrack.ledger.directory import Directory

SUFFIX = "-outlook"
SHARED_RIGHTS = 0o060
"""What a team may do to the ledger through its group, it may do to the outlook."""
# It can be worked out again, but it must not be half there.
SETTINGS = ("PRAGMA journal_mode = DELETE", "PRAGMA synchronous = NORMAL")


@record
class Basis:
    """What the kept answers follow from: the ledger up to an event, an edition of permtrack, and the day.

    `panels` says whether any panel is recorded, which one alert about every child depends on.
    """

    ledger: str
    edition: str
    as_at: date
    panels: bool
    head: Head


@record
class Kept:
    """What is kept of one child; None stands for the service itself. `waived_until` are the ends of its waivers."""

    child: Child | None
    lines: OwnLines
    share: Share
    waived_until: tuple[date, ...] = ()


class OutlookUnusable(Exception):
    """The file cannot be used now, and whoever asked goes on without; `damaged` where it never can."""

    def __init__(self, *, damaged: bool) -> None:
        super().__init__("the outlook cannot be used")
        self.damaged = damaged


@contextlib.contextmanager
def _usable() -> Iterator[None]:
    """Make whatever can go wrong with the file one exception; what it holds may not be what was written."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OutlookUnusable(damaged=faults.speaks_of_damage(error)) from error
    except OSError as error:
        raise OutlookUnusable(damaged=False) from error
    except (sqlite3.Error, ValueError, TypeError, LookupError) as error:
        raise OutlookUnusable(damaged=True) from error


class OutlookFile(OutlookAnswers):
    """The file, open; everything is asked and written `at_one_moment`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._wordings: dict[Wording, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @contextlib.contextmanager
    def at_one_moment(self, *, writing: bool = False, keeping: bool = True) -> Iterator[None]:
        """All within is of one moment, and what is written is there together at the end or not at all.

        Without `keeping` everything is given back at the end.

        Raises OutlookUnusable.
        """
        with _usable():
            self._connection.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
            try:
                yield
                self._connection.execute("COMMIT" if keeping else "ROLLBACK")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    def directory(self) -> "Directory":
        """The names of the children and the people."""
        from permtrack.ledger.directory import Directory  # noqa: PLC0415  (a list asks nobody's name)

        return Directory(self._connection)

    def basis(self) -> Basis | None:
        """What the kept answers follow from; None where nothing of this form is kept."""
        if not self._one("SELECT count(*) FROM sqlite_master WHERE name = 'basis'"):
            return None
        row = self._connection.execute("SELECT * FROM basis").fetchone()
        if row is None or row[0] != FORM:
            return None
        _, ledger, edition, as_at, panels, number, hash_, _ = row
        head = Head(number=number, hash=hash_)
        day = date.fromisoformat(as_at)
        return Basis(ledger=ledger, edition=edition, as_at=day, panels=bool(panels), head=head)

    def pending(self) -> tuple[str, ...]:
        """The ids of the children that are still to be worked out, in order."""
        return tuple(id_ for (id_,) in self._connection.execute("SELECT child FROM pending ORDER BY child"))

    def begin(self, basis: Basis, children: Iterable[str]) -> None:
        """Throw every answer away, and await these children."""
        for (name,) in self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if name not in NAMES:
                quoted = name.replace('"', '""')
                self._connection.execute(f'DROP TABLE "{quoted}"')
        for statement in TABLES:
            self._connection.execute(statement)
        self._wordings.clear()
        stands = (basis.as_at.isoformat(), int(basis.panels), basis.head.number, basis.head.hash)
        row = (FORM, basis.ledger, basis.edition, *stands, "")
        self._connection.execute(f"INSERT INTO basis VALUES ({marks(row)})", row)
        self.await_again(children)

    def move(self, head: Head) -> None:
        """Stand for the ledger up to a later event; until `finish` not for all children."""
        self._connection.execute("UPDATE basis SET number = ?, hash = ?, overall = ''", (head.number, head.hash))

    def await_again(self, children: Iterable[str]) -> None:
        """Await these children, whatever is kept of them."""
        self._connection.executemany("INSERT OR IGNORE INTO pending VALUES (?)", ((id_,) for id_ in children))

    def replace(self, ids: Sequence[str], kept: Iterable[Kept]) -> None:
        """Keep these children's lines in place of whatever was kept under the ids, which are awaited no more."""
        changes: dict[str, Share] = {}
        self._forget(ids, changes)
        rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in OF_CHILDREN}
        for one in kept:
            for table, values in self._rows(one, changes):
                rows[table].append(values)
        for table, several in rows.items():
            if several:
                self._connection.executemany(f"INSERT INTO {table} VALUES ({marks(several[0])})", several)
        self._connection.executemany(
            "INSERT INTO share VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
            rows_of(changes),
        )

    def finish(self, overall: Mapping[str, object]) -> None:
        """Say that every child is kept, and what is true of all together."""
        for statement in INDEXES:
            self._connection.execute(statement)
        self._connection.execute("UPDATE basis SET overall = ?", (json.dumps(overall, ensure_ascii=False),))

    def _forget(self, ids: Sequence[str], changes: dict[str, Share]) -> None:
        named = (json.dumps(ids),)
        among = "IN (SELECT value FROM json_each(?))"
        known = self._connection.execute(f"SELECT id, team, authority, share FROM child WHERE id {among}", named)
        there = known.fetchall()
        for _, team, authority, share in there:
            count_in(changes, share_of(share), {"team": team, "authority": authority}, -1)
        for table, column in OF_CHILDREN.items() if there else ():
            self._connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(row[0],) for row in there])
        self._connection.execute(f"DELETE FROM pending WHERE child {among}", named)

    def _rows(self, kept: Kept, changes: dict[str, Share]) -> Iterator[tuple[str, tuple[object, ...]]]:
        """What is kept of a child, table by table, counted in the figures."""
        child = kept.child or SERVICE
        of = {scope: _lower(getattr(child, scope)) for scope in SCOPES}
        count_in(changes, kept.share, of, 1)
        yield "child", (child.id, child.ref, *of.values(), share_text(kept.share), child_text(child))
        yield from (("line", self._line_row(child.id, n, line)) for n, line in enumerate(kept.lines.lines))
        told = [(True, line) for line in kept.lines.alerts]
        told += [(False, AlertLine(alert=alert)) for alert in kept.lines.others]
        yield from (("alert", _alert_row(child.id, n, line, listed)) for n, (listed, line) in enumerate(told))
        yield from (("elsewhere", (child.id, id_)) for id_ in kept.lines.elsewhere)
        yield from (("waived", (child.id, day.isoformat())) for day in kept.waived_until)

    def _line_row(self, child: str, number: int, line: Line) -> tuple[object, ...]:
        text, average = line_text(line, self._number_of), int(line.deadline.is_benchmark)
        return (child, number, average, *place(line.deadline), way_text(line.spoken_for), text, seal(text))

    def _number_of(self, wording: Wording) -> int:
        number = self._wordings.get(wording)
        if number is None:
            text = wording_text(wording)
            self._connection.execute("INSERT OR IGNORE INTO wording (content) VALUES (?)", (text,))
            number = int(str(self._one("SELECT number FROM wording WHERE content = ?", (text,))))
            self._wordings[wording] = number
        return number


def _alert_row(child: str, number: int, line: AlertLine, listed: bool) -> tuple[object, ...]:  # noqa: FBT001
    gravity, since, ref, name, id_ = alert_place(line.alert)
    text = alert_line_text(line)
    return (child, number, gravity, since.isoformat(), ref, name, id_, int(listed), line.as_hint, text, seal(text))


def _lower(value: str | None) -> str | None:
    return value.lower() if value else None


def open_outlook(ledger: Path, *, writing: bool = False) -> OutlookFile | None:
    """The outlook beside a ledger, made where it is for `writing`; None where there is none to read.

    Raises OutlookUnusable.
    """
    beside = _beside(ledger)
    with _usable():
        if not _is_there(beside):
            if not writing:
                return None
            _make(beside, ledger)
        uri = ledger_uri(str(beside), "rw" if writing else "ro")
        connection = sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None)
        try:
            for setting in SETTINGS if writing else ():
                connection.execute(setting)
        except BaseException:
            connection.close()
            raise
        return OutlookFile(connection)


def discard_outlook(ledger: Path) -> None:
    """Delete the outlook of a ledger, where that is possible."""
    with contextlib.suppress(OSError):
        _beside(ledger).unlink(missing_ok=True)


def _beside(ledger: Path) -> Path:
    path = Path(os.path.realpath(ledger))
    return path.with_name(path.name + SUFFIX)


def _is_there(path: Path) -> bool:
    """Whether a file of our own may lie there. Raises OSError for a link, which could lead anywhere."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(found.st_mode):
        raise OSError(f"{path} is no ordinary file")
    return True


def _make(path: Path, ledger: Path) -> None:
    """An empty file that whoever may write to the ledger may write to, and nobody else."""
    shared = ledger.stat()
    opened = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE)
    try:
        if sys.platform != "win32" and shared.st_mode & SHARED_RIGHTS:
            with contextlib.suppress(OSError):
                os.fchown(opened, -1, shared.st_gid)
                os.fchmod(opened, PRIVATE | shared.st_mode & SHARED_RIGHTS)
    finally:
        os.close(opened)
