"""Deliberate defects, to see that each part of the torture finds what it is there to find. `BREAKS.md` lists them."""

import sqlite3
from pathlib import Path

from permtrack.ledger import connection as connections
from permtrack.ledger import store
from permtrack.ledger.store import Ledger

SETTINGS = {
    "sync-off": "PRAGMA synchronous = OFF",
    "sync-normal": "PRAGMA synchronous = NORMAL",
    "sync-full": "PRAGMA synchronous = FULL",
    "no-journal": "PRAGMA journal_mode = OFF",
}


def break_code(name: str) -> None:
    """Put a defect into the code of this process."""
    if name == "deferred":
        connections.begin = _begin_deferred
    if name == "no-second-look":
        store.connections.whether_saved = lambda path, ids: "NOT SAVED"


def _begin_deferred(path: Path, connection: sqlite3.Connection, wait: float) -> None:
    connection.execute("BEGIN")


def break_ledger(ledger: Ledger, name: str) -> None:
    """Put a defect into one open ledger."""
    if name in SETTINGS:
        ledger._connection.set_authorizer(None)
        ledger._connection.execute(SETTINGS[name])
