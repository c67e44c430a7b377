"""Connections to a ledger's file: identified, set up, fenced in, and with every SQLite error made one of ours."""

import collections
import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from permtrack.errors import LedgerUnsound, SystemRefused
from permtrack.ledger import faults, schema
from permtrack.ledger.files import ledger_uri, located
from permtrack.ledger.kept_tables import KEPT

WAIT_SECONDS = 30.0
Mode = Literal["ro", "rw"]
Found = TypeVar("Found")
SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",
)
# EXTRA, not FULL: it also makes the journal's removal outlast a power cut, which is what commits.
# Hashes fall anywhere in their index: with the 2 MB that SQLite takes by itself, an import of half a million events writes
# most pages several times. It is what may be taken, in KiB below zero; a single event takes no more than before.
WRITING_SETTINGS = (
    "PRAGMA secure_delete = ON",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA cache_size = -64000",
)
HARMLESS = frozenset(
    {
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
        sqlite3.SQLITE_RECURSIVE,
    }
)
CHANGES = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
ASKING_PRAGMAS = frozenset({"integrity_check", "foreign_key_check", "table_info", "table_xinfo"})
# With a value these would set what they otherwise tell.
TOLD_PRAGMAS = frozenset({"application_id", "user_version", "page_count"})


def connect(path: Path, mode: Mode, *, wait: float = WAIT_SECONDS) -> sqlite3.Connection:
    """A connection to an existing ledger that is one, in this version's form. It may read and, if `rw`, append.

    Raises LedgerUnsound where the file is no ledger, damaged or newer, SystemRefused where it cannot be read.
    """
    path = located(path)
    with reading(path):
        return _identified(path, mode, wait)


def _identified(path: Path, mode: Mode, wait: float) -> sqlite3.Connection:
    connection = bare(path, mode, wait)
    try:
        identify(path, connection)
        for setting in (*SETTINGS, *(WRITING_SETTINGS if mode == "rw" else ())):
            connection.execute(setting)
        connection.set_authorizer(_appending if mode == "rw" else _reading)
    except BaseException:
        connection.close()
        raise
    return connection


def bare(path: Path, mode: Mode, wait: float = WAIT_SECONDS) -> sqlite3.Connection:
    """A connection without settings or questions. Transactions begin and end where we say."""
    try:
        return sqlite3.connect(ledger_uri(str(path), mode), uri=True, timeout=wait, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise SystemRefused(f"{path} cannot be opened: {faults.reason(error)}") from error


def identify(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse a file that is not a ledger, or one of a newer permtrack."""
    try:
        (application,) = recovering(path, lambda: connection.execute("PRAGMA application_id").fetchone())
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError as error:
        if faults.primary(error) == sqlite3.SQLITE_NOTADB:
            raise LedgerUnsound(f"{path} is not a permtrack ledger") from error
        raise
    if application != schema.APPLICATION_ID:
        raise LedgerUnsound(f"{path} is not a permtrack ledger")
    if version > schema.SCHEMA_VERSION:
        raise LedgerUnsound(f"{path} was written by a newer version of permtrack; update permtrack to use it")
    if version < 1:
        raise LedgerUnsound(f"{path} is damaged: it has no version that any permtrack gave it")


def upgrade(path: Path, wait: float) -> None:
    """Bring a ledger of an older version to this one, whole or not at all; its events stay as they are.

    Raises LedgerBusy after the wait, SystemRefused where the file cannot be written.
    """
    with reading(path), contextlib.closing(bare(path, "rw", wait)) as connection:
        for setting in (*SETTINGS, *WRITING_SETTINGS):
            connection.execute(setting)
        begin(path, connection, wait)
        try:
            schema.migrate(connection)
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise


def recovering(path: Path, look: Callable[[], Found]) -> Found:
    """What `look` finds, after putting the file right where a writer died in mid-write.

    A connection that only reads may not roll back such a journal itself.
    """
    try:
        return look()
    except sqlite3.OperationalError as error:
        if not faults.awaits_recovery(error):
            raise
        recover(path)
        return look()


def recover(path: Path) -> None:
    """Have SQLite roll back what a writer that died left half done."""
    with contextlib.closing(bare(path, "rw")) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            if faults.primary(error) in faults.MALFORMED:
                raise
            raise SystemRefused(
                f"{path}: a write broke off there and must be rolled back first, by an account that may write"
            ) from error


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Make SQLite's errors ours. A failed read can call a whole file malformed: damage takes a second look."""
    try:
        yield
    except sqlite3.Error as error:
        damaged = faults.speaks_of_damage(error) and looks_damaged(path)
        raise faults.explained(path, error, damaged=damaged) from error
    except UnicodeDecodeError as error:
        # SQLite quotes the schema in an error, and the schema is no longer text.
        raise LedgerUnsound(faults.DAMAGED.format(path)) from error


def looks_damaged(path: Path) -> bool:
    """Whether a fresh connection, reading everything, finds the file damaged. A look that fails has found nothing."""
    try:
        with contextlib.closing(bare(path, "ro")) as connection:
            found = recovering(path, lambda: connection.execute("PRAGMA integrity_check(1)").fetchall())
            # The integrity check does not read texts as text.
            for table in ("sqlite_master", *schema.RECORD):
                collections.deque(connection.execute(f"SELECT * FROM {table}"), maxlen=0)  # noqa: S608 (our own names)
    except UnicodeDecodeError:
        return True
    except sqlite3.Error as error:
        return faults.speaks_of_damage(error)
    except SystemRefused:
        return False
    return found != [("ok",)]


def begin(path: Path, connection: sqlite3.Connection, wait: float) -> None:
    """Take the write lock before anything is read: one who reads first and locks later loses the race.

    Raises LedgerBusy after the wait. SQLite refuses some collisions at once, however long it was told to wait; hence
    one try of our own.
    """
    started = time.monotonic()
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if not faults.is_busy(error):
            raise
        if time.monotonic() - started < wait / 2:
            _begin_again(path, connection, wait)
            return
        raise faults.busy(path, wait) from error


def _begin_again(path: Path, connection: sqlite3.Connection, wait: float) -> None:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if faults.is_busy(error):
            raise faults.busy(path, wait) from error
        raise


def whether_saved(path: Path, ids: Sequence[str]) -> str:
    """The truth about events whose writing failed, from a connection that knows nothing of the failure."""
    asked = "SELECT 1 FROM event WHERE id = ?"
    try:
        with contextlib.closing(bare(path, "rw")) as fresh:
            there = [fresh.execute(asked, [id_]).fetchone() is not None for id_ in ids]
    except (sqlite3.Error, SystemRefused):
        return "it is NOT KNOWN whether this was saved; look before entering it again"
    return "SAVED, though the system then reported a failure" if ids and all(there) else "NOT SAVED"


def _reading(action: int, first: str | None, second: str | None, _schema: str | None, _inner: str | None) -> int:
    """Whether a statement may do a thing: read, and nothing else."""
    if action in HARMLESS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if second == "load_extension" else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and (first in ASKING_PRAGMAS or (first in TOLD_PRAGMAS and second is None)):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _appending(action: int, first: str | None, second: str | None, schema_name: str | None, inner: str | None) -> int:
    """Whether a statement may do a thing: read, add rows to the record, or change what stands beside it."""
    if action == sqlite3.SQLITE_INSERT and first in schema.RECORD:
        return sqlite3.SQLITE_OK
    if action in CHANGES and first in KEPT:
        return sqlite3.SQLITE_OK
    return _reading(action, first, second, schema_name, inner)
