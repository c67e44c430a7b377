"""The condition of a ledger's file, found without changing it: what it holds, who has rights to it, and the room left."""

import contextlib
import os
import sqlite3
import stat
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from permtrack.domain.records import record
from permtrack.errors import LedgerUnsound
from permtrack.ledger import connection as connections
from permtrack.ledger import faults, schema
from permtrack.ledger.files import located, readable_by_others
from permtrack.ledger.kept import Upkeep
from permtrack.ledger.store import SHARED_FOLDER_ALLOWED, Head, LedgerInfo, open_ledger, version_of
from permtrack.ledger.upkeep import upkeep
from permtrack.ledger.whereabouts import Whereabouts, whereabouts

PATIENCE_SECONDS = 2.0


@record
class Condition:
    """What a ledger that can be read is found to be; `departures` are what its schema lacks or has too much."""

    info: LedgerInfo
    head: Head
    last_recorded_at: datetime | None
    departures: tuple[str, ...]
    allowed_places: Mapping[str, datetime]
    upkeep: Mapping[str, Upkeep]


@record
class Rights:
    """Who may do what with a file: its mode (None on Windows), everybody's rights, and what this account may."""

    mode: int | None
    everybody: bool
    may_write: bool


def condition(path: Path) -> Condition:
    """The condition of a ledger, every page of it read. Raises LedgerUnsound, SystemRefused or LedgerBusy."""
    resolved = located(path)
    with open_ledger(path, wait=PATIENCE_SECONDS) as ledger, ledger.at_one_moment():
        allowed = {e.word("place") or "": e.recorded_at for e in ledger.entries(kinds=[SHARED_FOLDER_ALLOWED])}
        head, info, notes = ledger.head(), ledger.info, upkeep(ledger)
    with contextlib.closing(connections.connect(path, "ro", wait=PATIENCE_SECONDS)) as connection:
        with connections.reading(resolved):
            found = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
            departures = schema.departures(found, version_of(connection))
            last = _last_recorded(connection)
        if connections.looks_damaged(resolved):
            raise LedgerUnsound(faults.DAMAGED.format(path))
    return Condition(
        info=info,
        head=head,
        last_recorded_at=last,
        departures=departures,
        allowed_places=allowed,
        upkeep=notes,
    )


def _last_recorded(connection: sqlite3.Connection) -> datetime | None:
    """The latest instant at which anything was recorded, by whatever clock; None where it is no instant."""
    (latest,) = connection.execute("SELECT max(recorded_at) FROM event").fetchone()
    try:
        return datetime.fromisoformat(str(latest))
    except ValueError:
        return None


def rights(path: Path) -> Rights:
    """Who may do what with a ledger's file. To write to it, its folder must take the journal too."""
    found = os.stat(path)  # noqa: PTH116 (a link is followed)
    writes = os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)
    mode = None if os.name == "nt" else stat.S_IMODE(found.st_mode)
    return Rights(mode=mode, everybody=readable_by_others(path), may_write=writes)


def bytes_free(path: Path) -> int | None:
    """The room left on the disk that holds, or would hold, a file; None where the system does not say."""
    import shutil  # noqa: PLC0415  (no other command needs it)

    folder = path.absolute().parent
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def place_of(path: Path) -> Whereabouts | None:
    """Where a file lies, if other computers can write to it there."""
    return whereabouts(path)
