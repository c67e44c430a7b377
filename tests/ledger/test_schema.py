"""The protection of the record, tried from the outside: with a stranger's connection, and past our own fence."""

import sqlite3
from pathlib import Path

import pytest

from permtrack.ledger.connection import connect
from permtrack.ledger.schema import OBJECTS, PROTECTION, RECORD, departures
from tests.ledger.given import raw, ten_events

COLUMNS = "id, origin, child, kind, happened_on, precision, fields, commitments, recorded_at, recorded_by, source, returned_by"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ten_events(tmp_path)


def insert(number: str, **changed: str) -> str:
    """An event made from the tenth that would follow it well, but for some columns changed."""
    values = {name: name for name in COLUMNS.split(", ")}
    values |= {"id": "'Z' || substr(id, 2)", "prev": "hash", "hash": "'z' || substr(hash, 2)"} | changed
    names = ", ".join(values)
    return f"INSERT OR REPLACE INTO event (number, {names}) SELECT {number}, {', '.join(values.values())} FROM event WHERE number = 10"


def test_a_new_ledger_has_exactly_the_schema_written_down(path: Path) -> None:
    with raw(path) as connection:
        found = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    assert departures(found) == ()
    assert {name for _, name, sql in found if sql} == set(OBJECTS)


def test_a_thing_of_another_type_is_a_departure_though_its_words_are_right(path: Path) -> None:
    # One flipped bit makes `Table` of `table`: SQLite reads on, and the words are still those written down.
    with raw(path) as connection:
        found = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    flipped = [("Table" if name == "event" else kind, name, sql) for kind, name, sql in found]
    assert departures(flipped) == ("'event' is an unexpected Table",)


def test_every_table_of_the_record_has_its_four_triggers() -> None:
    assert len(PROTECTION) == 4 * len(RECORD)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET kind = 'x' WHERE number = 4",
        "UPDATE OR REPLACE event SET id = (SELECT id FROM event WHERE number = 3) WHERE number = 4",
        "DELETE FROM event WHERE number = 10",
        "DELETE FROM event",
        "UPDATE free_text SET text = 'x'",
        "DELETE FROM free_text",
        "INSERT OR REPLACE INTO free_text SELECT event, name, salt, 'x' FROM free_text",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE number = 4",
        "REPLACE INTO event SELECT * FROM event",
        "INSERT INTO free_text SELECT 10, 'note', salt, 'added later' FROM free_text",
        "INSERT INTO event SELECT * FROM event WHERE number = 4 ON CONFLICT DO UPDATE SET kind = 'x'",
        insert("12"),
        insert("NULL"),
        insert("0"),
        insert("11", id="id"),
        insert("11", prev="prev"),
        insert("11", hash="hash"),
    ],
)
def test_the_protection_stops_a_strangers_tool(path: Path, statement: str) -> None:
    with raw(path) as connection:
        before = list(connection.iterdump())
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
        assert list(connection.iterdump()) == before


def test_what_the_protection_lets_through_is_the_next_event(path: Path) -> None:
    with raw(path) as connection:
        connection.execute(insert("11"))
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (11,)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("happened_on", "'2023-02-29'"),
        ("happened_on", "'2024-02-31'"),
        ("happened_on", "'1/2/2024'"),
        ("happened_on", "'2024-1-2'"),
        ("precision", "'about'"),
        ("recorded_at", "'2026-11-21'"),
        ("id", "'short'"),
        ("child", "'1001'"),
        ("kind", "''"),
        ("kind", "NULL"),
        ("fields", "'[]'"),
        ("fields", "x'7b7d'"),
        ("hash", "'abc'"),
    ],
)
def test_the_tables_take_no_value_of_the_wrong_form(path: Path, column: str, value: str) -> None:
    with raw(path) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(insert("11", **{column: value}))


FORBIDDEN = [
    "UPDATE event SET kind = 'x'",
    "DELETE FROM event",
    "DELETE FROM free_text",
    "DROP TRIGGER event_no_update",
    "DROP TABLE free_text",
    "ALTER TABLE event RENAME TO old",
    "ALTER TABLE event DROP COLUMN source",
    "CREATE TABLE evnets (x)",
    "CREATE TRIGGER planted AFTER INSERT ON event BEGIN SELECT 1; END",
    "CREATE VIEW planted AS SELECT * FROM event",
    "ATTACH ':memory:' AS other",
    "PRAGMA writable_schema = ON",
    "PRAGMA ignore_check_constraints = ON",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA user_version = 7",
    "INSERT INTO _sqlite_migrations VALUES (9, 'permtrack', 'x', 'y')",
    "VACUUM",
    "REINDEX",
    "ANALYZE",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_our_own_connection_cannot_do_what_the_record_forbids(path: Path, statement: str) -> None:
    connection = connect(path, "rw")
    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|denied|prohibited"):
        connection.execute(statement)
    connection.close()


def test_a_reading_connection_cannot_even_append(path: Path) -> None:
    connection = connect(path, "ro")
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        connection.execute(insert("11"))
    connection.close()


@pytest.mark.parametrize(
    ("setting", "value"),
    [("foreign_keys", 1), ("recursive_triggers", 1), ("trusted_schema", 0), ("cell_size_check", 1), ("temp_store", 2),
     ("secure_delete", 1), ("journal_mode", "delete"), ("synchronous", 3)],
)  # fmt: skip
def test_a_writing_connection_has_the_settings_that_keep_events(path: Path, setting: str, value: object) -> None:
    connection = connect(path, "rw")
    connection.set_authorizer(None)
    assert connection.execute(f"PRAGMA {setting}").fetchone() == (value,)
    connection.close()


def test_a_ledger_that_a_tool_put_into_wal_mode_is_put_back(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    connect(path, "rw").close()
    with raw(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
