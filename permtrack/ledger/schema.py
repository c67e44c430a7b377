"""The tables of a ledger, written by hand: what they hold, what keeps them append-only, and how they are told apart.

Every table of the record is STRICT and carries four triggers: no UPDATE, no DELETE, no INSERT over what is there (an
`INSERT OR REPLACE` walks past the other two), and none out of order. They stop accidents and honest tools; the chain
tells of the others. A free text can only come with its event, never later.

A later version adds a migration below the last one, with its statements in `STATEMENTS`. A ledger of an older version
is read as it is; opening it for writing brings it to this version first. Tables that are no evidence (`kept_tables`)
carry no triggers and stay outside the chain. Never use `transform()` or `add_foreign_key()` of sqlite-utils: both drop
every trigger of the table without a word.
"""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from permtrack.ledger.kept_tables import M002

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x7065726D
"""`perm`, in the file's header: which files are ledgers of ours."""
EVENT = "event"
FREE_TEXT = "free_text"
RECORD = (EVENT, FREE_TEXT)
"""The append-only tables; nothing else in the file is evidence."""

MIGRATIONS_TABLE = """\
CREATE TABLE _sqlite_migrations (
  id INTEGER PRIMARY KEY,
  migration_set TEXT NOT NULL,
  name TEXT NOT NULL,
  applied_at TEXT NOT NULL
) STRICT"""
MIGRATIONS_INDEX = """\
CREATE UNIQUE INDEX idx__sqlite_migrations_migration_set_name ON _sqlite_migrations (migration_set, name)"""

# `IS date(day, '+0 days')` rather than `IS date(day)`, which lets 30 February through.
EVENT_TABLE = """\
CREATE TABLE event (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  id TEXT NOT NULL UNIQUE CHECK (length(id) = 26),
  origin TEXT NOT NULL CHECK (length(origin) = 26),
  child TEXT CHECK (child IS NULL OR length(child) = 26),
  kind TEXT NOT NULL CHECK (kind <> ''),
  happened_on TEXT NOT NULL CHECK (
    happened_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND happened_on IS date(happened_on, '+0 days')
  ),
  precision TEXT NOT NULL CHECK (precision IN ('exact', 'on-or-before')),
  fields TEXT NOT NULL CHECK (fields GLOB '{*}'),
  commitments TEXT NOT NULL CHECK (commitments GLOB '{*}'),
  recorded_at TEXT NOT NULL CHECK (
    recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'
  ),
  recorded_by TEXT NOT NULL,
  source TEXT NOT NULL,
  returned_by TEXT CHECK (returned_by IS NULL OR length(returned_by) = 26),
  prev TEXT NOT NULL UNIQUE CHECK (length(prev) = 64),
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
) STRICT"""
EVENT_BY_CHILD = "CREATE INDEX event_by_child ON event (child, number)"
EVENT_BY_KIND = "CREATE INDEX event_by_kind ON event (kind, number)"

FREE_TEXT_TABLE = """\
CREATE TABLE free_text (
  event INTEGER NOT NULL REFERENCES event (number) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL CHECK (name <> ''),
  salt TEXT NOT NULL CHECK (length(salt) = 32),
  text TEXT NOT NULL,
  PRIMARY KEY (event, name)
) STRICT, WITHOUT ROWID"""

EVENT_IN_ORDER = """\
CREATE TRIGGER event_in_order BEFORE INSERT ON event
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM event)
BEGIN SELECT RAISE(ABORT, 'an event must follow the last one'); END"""
EVENT_NO_REPLACE = """\
CREATE TRIGGER event_no_replace BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE number = NEW.number OR id = NEW.id OR prev = NEW.prev OR hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
FREE_TEXT_IN_ORDER = """\
CREATE TRIGGER free_text_in_order BEFORE INSERT ON free_text
WHEN EXISTS (SELECT 1 FROM event WHERE number >= NEW.event)
BEGIN SELECT RAISE(ABORT, 'a text comes with its event or not at all'); END"""
FREE_TEXT_NO_REPLACE = """\
CREATE TRIGGER free_text_no_replace BEFORE INSERT ON free_text
WHEN EXISTS (SELECT 1 FROM free_text WHERE event = NEW.event AND name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""


def _forbidden(table: str, action: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table}\n"
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    )


PROTECTION = (
    *(_forbidden(table, action) for table in RECORD for action in ("UPDATE", "DELETE")),
    EVENT_NO_REPLACE,
    EVENT_IN_ORDER,
    FREE_TEXT_NO_REPLACE,
    FREE_TEXT_IN_ORDER,
)
M001 = (EVENT_TABLE, EVENT_BY_CHILD, EVENT_BY_KIND, FREE_TEXT_TABLE, *PROTECTION)
STATEMENTS = {1: (MIGRATIONS_TABLE, MIGRATIONS_INDEX, *M001), 2: M002}
"""What each version added, in the very words it was created with."""
SCHEMA_VERSION = max(STATEMENTS)


def objects(version: int) -> Mapping[str, str]:
    """Everything that belongs in a ledger of a version, by name, in the very words it was created with."""
    statements = (sql for added, group in STATEMENTS.items() if added <= version for sql in group)
    return {_parts(sql)[1]: sql for sql in statements}


def _parts(sql: str) -> tuple[str, str]:
    """The type of what a statement creates, as SQLite names it, and its name."""
    found = re.match(r"CREATE (?:UNIQUE )?(TABLE|INDEX|TRIGGER) (\w+)", sql)
    if found is None:
        raise ValueError(sql)
    return found[1].lower(), found[2]


OBJECTS = objects(SCHEMA_VERSION)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables of a connection to this version."""
    # Imported here: sqlite-utils takes longer to load than most commands to answer.
    from sqlite_utils import Database, Migrations  # noqa: PLC0415

    migrations = Migrations("permtrack")

    @migrations()
    def m001_events(db: "Database") -> None:
        for statement in M001:
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")

    @migrations()
    def m002_kept_tables(db: "Database") -> None:
        for statement in M002:
            db.execute(statement)
        db.execute("PRAGMA user_version = 2")

    database = Database(connection, execute_plugins=False)
    with database.atomic():
        # Made by hand before sqlite-utils would, so that it is STRICT and its words do not vary with the library.
        if not database.table(Migrations.migrations_table).exists():
            database.execute(MIGRATIONS_TABLE)
            database.execute(MIGRATIONS_INDEX)
    migrations.apply(database)


def departures(found: Iterable[tuple[str, str, str | None]], version: int = SCHEMA_VERSION) -> tuple[str, ...]:
    """How the (type, name, sql) of a file's schema depart from what a ledger of a version has, one sentence each."""
    expected = objects(version)
    present = {name: (kind, sql) for kind, name, sql in found if not _made_by_sqlite(kind, name, sql)}
    missing = (_missing(name) for name in expected if name not in present)
    changed = (
        _changed(name, kind)
        for name, (kind, sql) in present.items()
        if name in expected and (kind, sql) != (_parts(expected[name])[0], expected[name])
    )
    unknown = (f"there is an unexpected {kind} {name!a}" for name, (kind, _) in present.items() if name not in expected)
    return (*missing, *changed, *unknown)


def unreadable(found: Iterable[tuple[str, str, str | None]]) -> tuple[str, ...]:
    """Departures that make even reading pointless: a table of the record that is gone, changed, or not a table."""
    tables = {name: sql for kind, name, sql in found if kind == "table"}
    return tuple(
        f"the table {name!a} is unexpected: changed, replaced or gone"
        for name in RECORD
        if tables.get(name) != OBJECTS[name]
    )


def _made_by_sqlite(kind: str, name: str, sql: str | None) -> bool:
    """SQLite's own indexes, and the statistics that a visiting tool may have had it collect."""
    return (kind == "index" and sql is None) or (kind == "table" and name in {"sqlite_stat1", "sqlite_stat4"})


def _missing(name: str) -> str:
    if "TRIGGER" in OBJECTS[name].split(" ", 2)[:2]:
        return f"the append-only protection {name} has been taken away"
    return f"{name} is missing, which is unexpected"


def _changed(name: str, kind: str) -> str:
    if kind == "trigger":
        return f"the append-only protection {name} has been changed"
    if kind != _parts(OBJECTS[name])[0]:
        return f"{name!a} is an unexpected {kind}"
    return f"the {kind} {name!a} is defined in an unexpected way"
