"""The ledger: created once, opened by name, read in the order of its chain, and only ever added to."""

import contextlib
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from permtrack.domain.events import Event, ReturnImported
from permtrack.domain.records import record
from permtrack.errors import LedgerUnsound, RequestRefused, SystemRefused
from permtrack.ledger import connection as connections
from permtrack.ledger import faults, schema
from permtrack.ledger.adding import insert, last
from permtrack.ledger.files import located, prepared, publish, refuse_existing, told_of_others
from permtrack.ledger.identity import new_id
from permtrack.ledger.kept import KEPT_SINCE, Kept
from permtrack.ledger.rows import SELECT_EVENTS, Draft, EventRow, decode, instant, return_imported
from permtrack.ledger.whereabouts import whereabouts

if TYPE_CHECKING:
    from permtrack.ledger.outbox import Outbox

TRACKING_STARTED = "tracking-started"
RETURN_IMPORTED = "return-imported"
SHARED_FOLDER_ALLOWED = "shared-folder-allowed"
"""Remembers that somebody was told why a ledger is better kept elsewhere, and keeps it there; its `place` says where."""
SHOWN_DIGITS = 16
NEVER_LATER = datetime.max.replace(tzinfo=UTC)
ROWS_AT_A_TIME = 500
MOST_NAMED = 1000
"""Beyond so many children reading everything is quicker, and SQLite takes only so many values in one question."""


@record
class LedgerInfo:
    """What a ledger says of itself in its first entry."""

    id: str
    tracking_from: date
    authority: str | None
    schema_version: int


@record
class Head:
    """The last event of the chain: kept elsewhere, it shows later whether anything before it has changed."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash[:SHOWN_DIGITS]}"


def create(
    path: Path,
    *,
    tracking_from: date,
    authority: str | None,
    recorded_at: datetime,
    recorded_by: str,
    also: Sequence[Draft] = (),
) -> None:
    """Make a new ledger, readable and writable by its owner alone. It appears whole or not at all.

    `also` follows its first entry. Raises RequestRefused where anything has that name already.
    """
    refuse_existing(path)
    ledger_id = new_id(recorded_at)
    with prepared(path, ledger_id) as temporary:
        try:
            _fill(temporary, _beginning(ledger_id, tracking_from, authority, recorded_at, recorded_by), also)
        except sqlite3.Error as error:
            raise SystemRefused(f"{path} could not be created: {faults.reason(error)}") from error
        publish(temporary, path)


def _beginning(
    ledger_id: str, tracking_from: date, authority: str | None, recorded_at: datetime, recorded_by: str
) -> Event:
    fields = {"tracking_from": tracking_from.isoformat()} | ({"authority": authority} if authority else {})
    return Event(
        id=ledger_id, child=None, kind=TRACKING_STARTED, on=tracking_from, fields=fields, origin=ledger_id,
        recorded_at=recorded_at, recorded_by=recorded_by,
    )  # fmt: skip


def _fill(path: Path, first: Event, also: Sequence[Draft]) -> None:
    with contextlib.closing(connections.bare(path, "rw")) as connection:
        schema.migrate(connection)
    with contextlib.closing(connections.connect(path, "rw")) as connection:
        connection.execute("BEGIN IMMEDIATE")
        insert(connection, [Draft(event=first), *also], first.id)
        connection.execute("COMMIT")


def open_ledger(path: Path, *, writing: bool = False, wait: float = connections.WAIT_SECONDS) -> "Ledger":
    """The ledger at a path; used in a `with`. Without `writing` nothing about the file is ever changed.

    Raises NoLedger (where none is), LedgerUnsound, SystemRefused or LedgerBusy. Writing is refused where anything of
    the schema is not as it should be, reading where a table of the record is not; the rest is told by `warnings`.
    """
    resolved = located(path)
    connection = connections.connect(path, "rw" if writing else "ro", wait=wait)
    try:
        with connections.reading(resolved):
            warnings = _checked(path, connection, writing=writing)
            info = _info(connection)
            if writing and info.schema_version < schema.SCHEMA_VERSION:
                connections.upgrade(resolved, wait)
                info = _info(connection)
            ledger = Ledger(resolved, connection, info, warnings, writing=writing, wait=wait)
        ledger.warnings += (*told_of_others(path), *_told_of_place(path, ledger))
    except BaseException:
        connection.close()
        raise
    return ledger


def _told_of_place(path: Path, ledger: "Ledger") -> tuple[str, ...]:
    """The warning about a place that other computers can write to, unless it was allowed."""
    found = whereabouts(path)
    if found is None or found.place in ledger.allowed_places():
        return ()
    return (f"warning: the ledger lies {found.words}: {found.danger}; permtrack doctor says what to do",)


def _schema_of(connection: sqlite3.Connection) -> list[tuple[str, str, str | None]]:
    return connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()


def _checked(path: Path, connection: sqlite3.Connection, *, writing: bool) -> tuple[str, ...]:
    """Warnings of departures that reading can live with. Raises LedgerUnsound on the others."""
    found = _schema_of(connection)
    departures = schema.departures(found, version_of(connection))
    grave = schema.unreadable(found) or (departures if writing else ())
    if grave:
        raise LedgerUnsound(f"{path}: {grave[0]}{'; nothing was saved' if writing else ''}; run: permtrack verify")
    return tuple(f"warning: {path}: {departure}; run: permtrack verify" for departure in departures)


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the schema that a file says it has."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _info(connection: sqlite3.Connection) -> LedgerInfo:
    rows: list[EventRow] = connection.execute(f"{SELECT_EVENTS} WHERE e.number = 1").fetchall()
    for first in decode(rows):
        tracking_from = first.day("tracking_from")
        if first.kind == TRACKING_STARTED and tracking_from is not None:
            return LedgerInfo(
                id=first.origin,
                tracking_from=tracking_from,
                authority=first.word("authority"),
                schema_version=version_of(connection),
            )
    raise LedgerUnsound("the ledger is damaged: event 1, which says when tracking started, is missing")


class Ledger:
    """An open ledger. Its events come in the order of the chain, with their free texts.

    A reader that has begun to iterate holds writers up until it is done: take what is needed, then work with it.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        info: LedgerInfo,
        warnings: tuple[str, ...],
        *,
        writing: bool,
        wait: float,
    ) -> None:
        self.path = path
        self.info = info
        self.warnings = warnings
        self._connection = connection
        self._writing = writing
        self._wait = wait
        self._unsaved: list[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @property
    def holds_unsaved(self) -> bool:
        """Whether events have been added in a `transaction` that may still be given back."""
        return bool(self._unsaved)

    @contextlib.contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """All that is read within is of one moment, however many questions are asked. A writer's commit waits."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._roll_back()

    def entries(
        self,
        *,
        children: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        known_at: datetime | None = None,
        after: int = 0,
    ) -> Iterator[Event]:
        """Events in chain order behind `after`: of these children, of these kinds, recorded by `known_at` only."""
        if children is not None and len(children) > MOST_NAMED:
            wanted = frozenset(children)
            every = self.entries(kinds=kinds, known_at=known_at, after=after)
            return (event for event in every if event.child in wanted)
        conditions = [f"e.number > {after:d}"] if after else []
        values: list[str] = []
        for column, chosen in (("e.child", children), ("e.kind", kinds)):
            if chosen is not None:
                conditions.append(f"{column} IN ({_marks(len(chosen))})")
                values += chosen
        return self._events(conditions, values, known_at)

    def children(self) -> Iterator[str]:
        """The id of every child that was ever added, in chain order."""
        with connections.reading(self.path):
            yield from (id_ for (id_,) in self._connection.execute("SELECT id FROM event WHERE kind = 'child-added'"))

    def recorded_since(self, number: int) -> Iterator[tuple[str, str | None]]:
        """The kind of each event behind the one of a number, and the id of the child it is about."""
        with connections.reading(self.path):
            yield from self._connection.execute("SELECT kind, child FROM event WHERE number > ?", [number])

    def about_itself(self, *, known_at: datetime | None = None) -> Iterator[Event]:
        """The entries that are about no child but about the ledger: its beginning, imports, policies."""
        return self._events(["e.child IS NULL"], [], known_at)

    def allowed_places(self) -> frozenset[str]:
        """The kinds of place, better avoided, that somebody has allowed for this ledger."""
        entries = self.entries(kinds=[SHARED_FOLDER_ALLOWED])
        return frozenset(place for entry in entries if (place := entry.word("place")))

    def imports(self, *, known_at: datetime | None = None) -> tuple[ReturnImported, ...]:
        """The imports of national returns that stand, oldest first."""
        from permtrack.domain.standing import standing  # noqa: PLC0415  (a list that is kept needs none)

        stand = standing(self.about_itself(known_at=known_at))
        return tuple(return_imported(event) for event in stand if event.kind == RETURN_IMPORTED)

    def _events(self, conditions: list[str], values: list[str], known_at: datetime | None) -> Iterator[Event]:
        if known_at is not None:
            conditions.append("e.recorded_at <= ?")
            values.append(instant(known_at))
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return decode(self._rows(f"{SELECT_EVENTS}{where} ORDER BY e.number", values))

    def _rows(self, query: str, values: Sequence[str]) -> Iterator[EventRow]:
        with connections.reading(self.path):
            cursor = connections.recovering(self.path, lambda: self._connection.execute(query, values))
            cursor.arraysize = ROWS_AT_A_TIME
            while rows := cursor.fetchmany():
                yield from rows

    def kept(self) -> Kept:
        """What permtrack keeps for itself beside the record."""
        return Kept(self.path, self._connection, self.info.schema_version)

    def outbox(self) -> "Outbox":
        """The mail to send."""
        from permtrack.ledger.outbox import Outbox  # noqa: PLC0415  (only the nightly check writes to anybody)

        return Outbox(self.path, self._connection, there=self.info.schema_version >= KEPT_SINCE)

    def head(self) -> Head:
        """The last event of the chain."""
        with connections.reading(self.path):
            number, hash_ = connections.recovering(self.path, lambda: last(self._connection))
        return Head(number=number, hash=hash_)

    def head_at(self, number: int) -> Head | None:
        """The event of a number as the head that it was when it was the last; None where there is none of it."""
        with connections.reading(self.path):
            query = "SELECT hash FROM event WHERE number = ?"
            found = connections.recovering(self.path, lambda: self._connection.execute(query, [number]).fetchone())
        return Head(number=number, hash=found[0]) if found else None

    def head_known_at(self, known_at: datetime | None) -> tuple[Head, datetime]:
        """The last event recorded by an instant, and the latest instant at which any such was recorded.

        Asking with that instant gives the same answer again, whatever is recorded later. Raises RequestRefused where
        nothing had been recorded by then.
        """
        known = instant(known_at or NEVER_LATER)
        query = "SELECT number, hash, (SELECT max(recorded_at) FROM event WHERE recorded_at <= ?) FROM event "
        with connections.reading(self.path):
            found: tuple[int, str, str] | None = connections.recovering(
                self.path,
                lambda: self._connection.execute(
                    f"{query} WHERE recorded_at <= ? ORDER BY number DESC LIMIT 1", (known, known)
                ).fetchone(),
            )
        if found is None:
            raise RequestRefused("nothing had been recorded by then; give a later --known-at")
        head = Head(number=found[0], hash=found[1])
        try:
            return head, datetime.fromisoformat(found[2])
        except ValueError as error:
            raise LedgerUnsound("the ledger is damaged: an instant cannot be read; run: permtrack verify") from error

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is appended within is saved together at its end, or not at all.

        After a failure of the storage, SystemRefused says SAVED or NOT SAVED, and it is true: a fresh connection has
        looked. Raises LedgerBusy where another permtrack held the ledger too long; then nothing was saved.
        """
        if not self._writing:
            raise ValueError("the ledger was opened for reading")
        self._unsaved = []
        try:
            connections.begin(self.path, self._connection, self._wait)
            yield
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._failed(error)
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._unsaved = None

    def append(self, drafts: Sequence[Draft]) -> tuple[Event, ...]:
        """Add events to the chain, within a `transaction`, and return them as they are now stored."""
        first = self.extend(drafts)
        return tuple(
            replace(draft.event, number=number, origin=draft.event.origin or self.info.id)
            for number, draft in enumerate(drafts, start=first)
        )

    def extend(self, drafts: Sequence[Draft]) -> int:
        """Add events to the chain, within a `transaction`; the number of the first."""
        if self._unsaved is None:
            raise ValueError("events are added inside a transaction")
        self._unsaved += [draft.event.id for draft in drafts]
        return insert(self._connection, drafts, self.info.id)

    def _failed(self, error: sqlite3.Error) -> None:
        """Tell what became of the events after SQLite failed."""
        ids = self._unsaved or []
        self._roll_back()
        if faults.is_busy(error):
            raise faults.busy(self.path, self._wait) from error
        if isinstance(error, sqlite3.IntegrityError):
            raise RequestRefused(f"NOT SAVED: the ledger does not take this: {error}") from error
        self._connection.close()
        raise SystemRefused(
            f"{connections.whether_saved(self.path, ids)}: {faults.reason(error)} ({self.path})"
        ) from error

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


def _marks(count: int) -> str:
    return ",".join("?" * count)
