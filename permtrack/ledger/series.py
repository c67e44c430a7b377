"""A series of dated copies of one ledger, `permtrack-2026-11-22T061500Z.db`, and which of them have served their time.

Only copies of this ledger, whose history is part of its own, are counted and removed. Whatever else bears such a name
is left alone: another ledger's copy, a file that cannot be read, and a copy that knows events which the ledger does not.
"""

import contextlib
import os
import re
import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from permtrack.domain.records import record
from permtrack.errors import PermtrackError, SystemRefused
from permtrack.ledger import connection as connections
from permtrack.ledger import schema
from permtrack.ledger.files import journal_of, sync, system_refused
from permtrack.ledger.store import Head

STAMP = "%Y-%m-%dT%H%M%SZ"
STAMPED = r"-([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{6}Z)"


@record
class Pruned:
    """What became of a series: what was removed, how many copies there are, and what was left alone, each oldest first."""

    removed: tuple[Path, ...]
    kept: tuple[Path, ...]
    left_alone: tuple[Path, ...]


@record
class Series:
    """The copies in a folder whose names are one name with an instant in it."""

    folder: Path
    stem: str
    suffix: str

    def next(self, at: datetime) -> Path:
        """The name of the copy made at an instant: never one that is taken, so that a later second may be written."""
        while True:
            path = self.folder / f"{self.stem}-{at.astimezone(UTC).strftime(STAMP)}{self.suffix}"
            if not os.path.lexists(path) and not os.path.lexists(journal_of(path)):
                return path
            at += timedelta(seconds=1)

    def prune(self, source: Path, newest: Path, keep: int) -> Pruned:
        """Remove the oldest copies of a ledger beyond `keep`, the newest among them, which has just been verified."""
        named = self._named()
        with contextlib.closing(connections.connect(source, "ro")) as ledger:
            own = [path for path in named if path != newest and _is_copy_of(path, ledger)]
        spent = own[: max(0, len(own) - (keep - 1))]
        for path in spent:
            _remove(path)
        if spent:
            sync(self.folder)
        known = {newest, *own}
        return Pruned(
            removed=tuple(spent),
            kept=(*own[len(spent) :], newest),
            left_alone=tuple(path for path in named if path not in known),
        )

    def _named(self) -> list[Path]:
        """Every ordinary file of the series' name, oldest first by that name."""
        whole = re.compile(re.escape(self.stem) + STAMPED + re.escape(self.suffix))
        try:
            with os.scandir(self.folder) as entries:
                found = [
                    (m[1], entry.path) for entry in entries if (m := whole.fullmatch(entry.name)) and _plain(entry)
                ]
        except OSError as error:
            raise system_refused(self.folder, error) from error
        return [self.folder / Path(path).name for _, path in sorted(found)]


def series_of(file: Path, usual: str) -> Series:
    """The series that a file's name asks for, or a folder, where the copies get their usual name.

    Raises SystemRefused where there is no such folder; a name without an ending was meant for one.
    """
    named = file / usual if file.is_dir() else file
    if not named.suffix:
        raise SystemRefused(
            f"there is no folder {named}; make it first (mkdir {named}), or name a file that ends in .db. "
            "Nothing was copied"
        )
    if not named.parent.is_dir():
        raise SystemRefused(f"there is no folder {named.parent}; make it first. Nothing was copied")
    return Series(folder=named.parent, stem=named.stem, suffix=named.suffix)


def _plain(entry: "os.DirEntry[str]") -> bool:
    return stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)


def _is_copy_of(path: Path, ledger: sqlite3.Connection) -> bool:
    """Whether a file is a ledger of ours that began as this one did, and knows nothing that this one does not."""
    try:
        first, head = _first_and_head(path)
    except (sqlite3.Error, PermtrackError, UnicodeDecodeError):
        return False
    begins = ledger.execute("SELECT id FROM event WHERE number = 1").fetchone()
    holds = ledger.execute("SELECT hash FROM event WHERE number = ?", [head.number]).fetchone()
    return bool(begins == (first,) and holds == (head.hash,))


def _first_and_head(path: Path) -> tuple[str, Head]:
    """The id of a ledger's first event and its head, whichever version of permtrack wrote it."""
    with contextlib.closing(connections.bare(path.absolute(), "ro", wait=0)) as copy:
        (application,) = copy.execute("PRAGMA application_id").fetchone()
        if application != schema.APPLICATION_ID:
            raise SystemRefused(f"{path} is not a permtrack ledger")
        (first,) = copy.execute("SELECT id FROM event WHERE number = 1").fetchone() or (None,)
        number, hash_ = copy.execute("SELECT number, hash FROM event ORDER BY number DESC LIMIT 1").fetchone() or (
            0,
            "",
        )
    return str(first), Head(number=number, hash=hash_)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)  # another backup of this moment may have been quicker
    except OSError as error:
        raise SystemRefused(
            f"the new copy is good, but an old one could not be removed: {system_refused(path, error)}"
        ) from error
