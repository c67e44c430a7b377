"""When the ledger was last looked after: backed up, verified, checked. A note for people, and no part of the record.

It stands in a table of its own, outside the chain, and is written over each time: nights that leave an entry each would
bury what the ledger is for. A ledger of an earlier form has no such table, and one that cannot be written to now is no
reason for a good backup to fail: then nothing is noted.
"""

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from permtrack.errors import PermtrackError
from permtrack.ledger import connection as connections
from permtrack.ledger.rows import instant
from permtrack.ledger.schema import UPKEEP
from permtrack.ledger.store import Ledger

BACKUP = "backup"
VERIFY = "verify"
CHECK = "check"
PATIENCE_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """When something was last done, and how it ended, in words without refs and free texts."""

    at: datetime
    said: str


def note_upkeep(ledger: Ledger, what: str, at: datetime, said: str) -> bool:
    """Note that something was done, in place of when it was done before; whether that could be noted.

    It uses a connection of its own, so not within a `transaction`.
    """
    try:
        with contextlib.closing(connections.connect(ledger.path, "rw", wait=PATIENCE_SECONDS)) as connection:
            if not _kept(connection):
                return False
            connection.execute(
                f"INSERT INTO {UPKEEP} (what, at, said) VALUES (?, ?, ?) "  # noqa: S608 (our own name)
                "ON CONFLICT (what) DO UPDATE SET at = excluded.at, said = excluded.said",
                [what, instant(at), said],
            )
    except (sqlite3.Error, PermtrackError):
        return False
    return True


def upkeep(ledger: Ledger) -> Mapping[str, Upkeep]:
    """What was last done and when, by what it was; empty where the ledger keeps no such notes."""
    with contextlib.closing(connections.connect(ledger.path, "ro")) as connection, connections.reading(ledger.path):
        rows = connection.execute(f"SELECT what, at, said FROM {UPKEEP}").fetchall() if _kept(connection) else []  # noqa: S608 (our own name)
    return {what: Upkeep(at=at, said=str(said)) for what, noted, said in rows if (at := _instant(noted))}


def _kept(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [UPKEEP]).fetchone()
    return found is not None


def _instant(noted: object) -> datetime | None:
    """The instant of a note; None of one that somebody spoilt."""
    try:
        at = datetime.fromisoformat(str(noted))
    except ValueError:
        return None
    return at if at.tzinfo else None
