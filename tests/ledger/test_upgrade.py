"""A ledger of an older version: read as it is, brought to this version by the first writer, its record untouched."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from permtrack.errors import LedgerUnsound
from permtrack.ledger import schema
from permtrack.ledger.kept import DONE
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from tests.ledger.given import NOW, draft, raw, record, ten_events


@pytest.fixture
def first_version(tmp_path: Path) -> Path:
    """A ledger as the first version left it: the same record, and none of the tables beside it."""
    path = ten_events(tmp_path)
    with raw(path) as connection:
        for table in ("reminder", "outbox", "night", "upkeep"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm002_kept_tables'")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
        connection.execute("VACUUM")
    return path


def _record(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM event ORDER BY number").fetchall()


def test_an_older_ledger_is_read_as_it_is_and_keeps_nothing_yet(first_version: Path) -> None:
    before = first_version.read_bytes()
    with open_ledger(first_version) as ledger:
        assert ledger.info.schema_version == 1
        assert ledger.warnings == ()
        assert len(list(ledger.entries())) == 10
        assert ledger.kept().last_night() is None
        assert ledger.kept().upkeep() == ()
    assert verify(first_version).sound
    assert first_version.read_bytes() == before


def test_the_first_writer_brings_an_older_ledger_to_this_version_with_its_record_and_protection(
    first_version: Path,
) -> None:
    before = _record(first_version)
    record(first_version, draft())
    with raw(first_version) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.SCHEMA_VERSION,)
        found = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    assert schema.departures(found) == ()
    assert _record(first_version)[:10] == before
    assert verify(first_version).sound


def test_an_older_ledger_that_was_tampered_with_is_not_brought_to_this_version(first_version: Path) -> None:
    with raw(first_version) as connection:
        connection.execute("DROP TRIGGER event_no_delete")
        connection.commit()
    with pytest.raises(LedgerUnsound, match="event_no_delete has been taken away"):
        open_ledger(first_version, writing=True)
    with raw(first_version) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_writer_killed_while_it_brings_a_ledger_to_this_version_leaves_the_older_or_the_newer(
    first_version: Path,
) -> None:
    script = (
        "import os, sys, sqlite3\n"
        "from pathlib import Path\n"
        "from permtrack.ledger import schema, connection\n"
        "made = schema.M002\n"
        "schema.M002 = made[: int(sys.argv[2])] + ('kill',)\n"
        "real = sqlite3.connect\n"
        "class Killing(sqlite3.Connection):\n"
        "    def execute(self, sql, *values):\n"
        "        if sql == 'kill':\n"
        "            os.kill(os.getpid(), 9)\n"
        "        return super().execute(sql, *values)\n"
        "sqlite3.connect = lambda *a, **k: real(*a, **k, factory=Killing)\n"
        "connection.upgrade(Path(sys.argv[1]), 1.0)\n"
    )
    before = _record(first_version)
    for statements in range(len(schema.M002) + 1):
        ended = subprocess.run(
            [sys.executable, "-c", script, str(first_version), str(statements)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=False,
            capture_output=True,
        )
        assert ended.returncode == -9, ended.stderr
        with open_ledger(first_version) as ledger:
            assert ledger.info.schema_version == 1
        assert _record(first_version) == before
    record(first_version, draft())
    assert verify(first_version).sound


def test_what_is_kept_beside_the_record_is_written_with_it_or_not_at_all(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    with open_ledger(path, writing=True) as ledger:
        with ledger.transaction():
            number = ledger.kept().begin_night(date(2026, 11, 20), NOW)
        with ledger.transaction():
            ledger.kept().end_night(number, NOW, DONE, "2 new", {"head": "10:ab"}, [{"id": "A:review.next:x"}])
            ledger.kept().note("verify", NOW, "sound")
        with pytest.raises(ZeroDivisionError), ledger.transaction():  # noqa: PT012  (the failure comes after the writing)
            ledger.kept().begin_night(date(2026, 11, 21), NOW)
            raise ZeroDivisionError
    with open_ledger(path) as ledger:
        night = ledger.kept().last_night()
        assert night is not None
        assert (night.as_at, night.outcome, night.said) == (date(2026, 11, 20), "done", "2 new")
        assert ledger.kept().night_before(date(2026, 11, 20)) is None
        before = ledger.kept().night_before(date(2026, 11, 21))
        assert before is not None
        assert (before.number, before.findings) == (night.number, ({"id": "A:review.next:x"},))
        assert [(kept.what, kept.said) for kept in ledger.kept().upkeep()] == [("verify", "sound")]
    assert verify(path).sound
