"""Ledgers of every earlier version brought to this one: their record to the byte, their protection, and kills on the way.

The earlier versions are made from what the code says each added, so that a version to come is tried by itself.
"""

import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from permtrack.ledger import connection as connections
from permtrack.ledger import schema
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from tests.torture_parts.furnished import furnished
from tests.torture_parts.outcome import Outcome, chance_of, needs_posix

WAIT = 10.0
STAY = ("night", "outbox", "reminder")
"""What is kept beside the record and cannot be worked out again."""
BLOWS = (
    "UPDATE event SET kind = 'x' WHERE number = 2", "DELETE FROM event WHERE number = 2", "DELETE FROM free_text",
    "UPDATE free_text SET text = 'x'", "INSERT OR REPLACE INTO event SELECT * FROM event WHERE number = 2",
    "INSERT OR REPLACE INTO free_text SELECT * FROM free_text",
)  # fmt: skip
"""What the append-only protection must go on stopping."""


def migrations(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """From each version: by a command, then through 50 kills; then by a migration that copies a table."""
    needs_posix()
    place = furnished(folder / "place")
    mail = ("--smtp", "127.0.0.1:1", "--mail-to", "t@example.org", "--mail-from", "p@example.org")
    place.run("check", "--quiet", *mail)
    for version in range(1, schema.SCHEMA_VERSION):
        older = _of_version(version, place.ledger, folder / f"version-{version}.db")
        yield _by_a_command(older, folder / "commanded.db", version, place.run)
        yield _through_kills(older, folder / "killed.db", version, 12 if quick else 50)
    bad = folder / "transformed.db"
    shutil.copy2(older, bad)
    _transforming(bad)
    missing = _differences(older, bad)
    yield Outcome(any("protection" in one for one in missing), f"bites: a copied table has lost {len(missing)} things")


def _of_version(version: int, full: Path, to: Path) -> Path:
    """A ledger with the same record, as that version would have written it."""
    to.touch(0o600)
    with closing(sqlite3.connect(to, isolation_level=None)) as connection:
        for added in range(1, version + 1):
            for statement in schema.STATEMENTS[added]:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("ATTACH ? AS whole", (str(full),))
        connection.execute("BEGIN")
        connection.execute(
            f"INSERT INTO _sqlite_migrations SELECT * FROM whole._sqlite_migrations ORDER BY id LIMIT {version}"
        )
        for (number,) in connection.execute("SELECT number FROM whole.event ORDER BY number").fetchall():
            for table, column in (("free_text", "event"), ("event", "number")):
                connection.execute(f"INSERT INTO {table} SELECT * FROM whole.{table} WHERE {column} = ?", (number,))
        for table in _tables(connection) - {*schema.RECORD, "_sqlite_migrations"}:
            connection.execute(f"INSERT INTO {table} SELECT * FROM whole.{table}")
        connection.execute("COMMIT")
    return to


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}


def _by_a_command(older: Path, path: Path, version: int, run: Callable[..., Any]) -> Outcome:
    shutil.copy2(older, path)
    before = path.read_bytes()
    read = run("due", "--ledger", str(path)).code == 0 and path.read_bytes() == before
    written = run("add-event", "1188", "visit", "--ledger", str(path)).code == 0
    wrong = [*_differences(older, path), *([] if read else ["reading"]), *([] if written else ["writing"])]
    return Outcome(
        not wrong,
        f"version {version} is read as it is and brought to {schema.SCHEMA_VERSION} by the first writer: "
        f"{', '.join(wrong[:5]) or 'record, hashes, tables and protection as they must be'}",
    )


def _differences(older: Path, path: Path) -> list[str]:
    """What of an older ledger did not come through, and what of this version is not there."""
    with closing(sqlite3.connect(older)) as before, closing(sqlite3.connect(path)) as after:
        schemas = after.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        (version,) = after.execute("PRAGMA user_version").fetchone()
        wrong = list(schema.departures(schemas, version))
        for table in sorted(_tables(before) & {*schema.RECORD, *STAY}):
            rows = set(before.execute(f"SELECT * FROM {table}").fetchall())
            if not rows <= set(after.execute(f"SELECT * FROM {table}").fetchall()):
                wrong.append(f"rows of {table}")
        wrong += [blow for blow in BLOWS if _lands(after, blow)]
    found = verify(path)
    return [*wrong, *found.problems, *([] if found.head.number >= verify(older).head.number else ["the head"])]


def _lands(connection: sqlite3.Connection, blow: str) -> bool:
    try:
        connection.execute(blow)
    except sqlite3.IntegrityError:
        return False
    finally:
        connection.rollback()
    return True


def _through_kills(older: Path, path: Path, version: int, count: int) -> Outcome:
    """Kill the upgrade at each of its statements, and as often again at an instant of chance."""
    shutil.copy2(older, path)
    chosen = chance_of(version)
    statements, seconds = _measured(older, path.with_name("measured.db"))
    wrong: list[str] = []
    whole = 0
    for number in range(count):
        kill_at = number % statements if number < count // 2 else None
        _killed(path, kill_at, chosen, seconds)
        with open_ledger(path) as ledger:
            came_to = ledger.info.schema_version
        if came_to not in {version, schema.SCHEMA_VERSION} or not verify(path).sound or _record(path) != _record(older):
            wrong.append(f"kill {number}: version {came_to}")
        if came_to == schema.SCHEMA_VERSION:
            whole += 1
            wrong += _differences(older, path)
            shutil.copy2(older, path)
    connections.upgrade(path, WAIT)
    wrong += _differences(older, path)
    return Outcome(
        not wrong and whole < count,
        f"version {version}, {count} kills on the way: {count - whole} left the older whole, {whole} the newer, "
        f"{len(wrong)} wrong {wrong[:3] or ''}",
    )


def _record(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return [row for table in schema.RECORD for row in connection.execute(f"SELECT * FROM {table}")]


class _Counting(sqlite3.Connection):
    """A connection that counts what it is told to do, and dies before one of them."""

    told = 0
    dies_at: int | None = None

    def execute(self, *words: Any) -> sqlite3.Cursor:  # type: ignore[override]
        if type(self).told == type(self).dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        type(self).told += 1
        return super().execute(*words)


def _counted(path: Path) -> None:
    plain = sqlite3.connect
    sqlite3.connect = lambda *words, **more: plain(*words, **more, factory=_Counting)  # type: ignore[assignment, misc]
    try:
        connections.upgrade(path, WAIT)
    finally:
        sqlite3.connect = plain  # type: ignore[misc]


def _measured(older: Path, path: Path) -> tuple[int, float]:
    """How many statements an upgrade takes, and how long."""
    shutil.copy2(older, path)
    _Counting.told = 0
    began = time.monotonic()
    _counted(path)
    return _Counting.told, time.monotonic() - began


def _killed(path: Path, kill_at: int | None, chosen: random.Random, seconds: float) -> None:
    """Fork an upgrade and have it die at a statement, or within the time that it takes."""
    ready, begun = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _Counting.told, _Counting.dies_at = 0, kill_at
            os.write(begun, b".")
            _counted(path)
        except BaseException as error:  # noqa: BLE001  (never back into the code of the parent)
            sys.stderr.write(f"{error}\n")
        finally:
            os._exit(0)
    os.read(ready, 1)
    if kill_at is None:
        time.sleep(chosen.random() * seconds)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(ready)
    os.close(begun)


def _transforming(path: Path) -> None:
    """An upgrade that copies a table, as the library's own `transform` does."""
    from sqlite_utils import Database  # noqa: PLC0415  (as the upgrade itself does)

    kept = schema.migrate

    def migrate(connection: sqlite3.Connection) -> None:
        kept(connection)
        Database(connection, execute_plugins=False).table("event").transform(types={"source": str})

    schema.migrate = migrate
    try:
        connections.upgrade(path, WAIT)
    finally:
        schema.migrate = kept
