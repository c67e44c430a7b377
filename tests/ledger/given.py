"""Ledgers and events to test with. Every test has a real file in a folder of its own."""

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from permtrack.domain.events import Event, Value
from permtrack.ledger.chain import BEFORE_THE_FIRST, CHAINED_COLUMNS, chained
from permtrack.ledger.identity import new_id
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import create, open_ledger

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 21)
TRACKING_FROM = date(2024, 4, 1)


def new_ledger(folder: Path, name: str = "permtrack.db") -> Path:
    path = folder / name
    create(path, tracking_from=TRACKING_FROM, authority="Ashdale", recorded_at=NOW, recorded_by="mira")
    return path


def draft(
    kind: str = "review",
    *,
    child: str | None = None,
    on: date = TODAY,
    fields: Mapping[str, Value] | None = None,
    at: datetime = NOW,
    private: tuple[str, ...] = ("note",),
) -> Draft:
    event = Event(id=new_id(at), child=child, kind=kind, on=on, fields=fields or {}, recorded_at=at, recorded_by="mira")
    return Draft(event=event, private=frozenset(private))


def record(path: Path, *drafts: Draft) -> tuple[Event, ...]:
    with open_ledger(path, writing=True) as ledger, ledger.transaction():
        return ledger.append(drafts)


def ten_events(folder: Path, name: str = "permtrack.db") -> Path:
    """A ledger of ten events: its beginning, then nine reviews of 1 to 9 November, event 4 with a note."""
    path = new_ledger(folder, name)
    child = new_id(NOW)
    record(
        path,
        *(
            draft(
                child=child,
                on=date(2026, 11, number),
                at=NOW + timedelta(minutes=number),
                fields={"note": "Spoke with the school"} if number == 3 else {"chair": "DO"},
            )
            for number in range(1, 10)
        ),
    )
    return path


@contextlib.contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as a stranger's tool opens it: no settings, no fence."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def tamper(path: Path, *statements: str) -> None:
    """Change the file past its protection, and put the protection back so that it does not show."""
    with raw(path) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")


def rechain(path: Path) -> None:
    """Compute the whole chain anew, as one who may write the file can."""
    columns = ", ".join(CHAINED_COLUMNS)
    with raw(path) as connection:
        rows = connection.execute(f"SELECT {columns} FROM event ORDER BY number").fetchall()
    prev = BEFORE_THE_FIRST
    statements = []
    for row in rows:
        hash_ = chained((*row[:-1], prev))
        statements.append(f"UPDATE event SET prev = '{prev}', hash = '{hash_}' WHERE number = {row[0]}")
        prev = hash_
    tamper(path, *statements)
