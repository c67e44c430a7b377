"""What SQLite's errors mean to the person at the keyboard."""

import sqlite3
from pathlib import Path

from permtrack.errors import LedgerBusy, LedgerUnsound, PermtrackError, SystemRefused

PRIMARY = 0xFF
MALFORMED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
WAITING = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
# The words where errors carry no code: a text that is not UTF-8.
NOT_TEXT = "could not decode"
DAMAGED = "{} is damaged; keep it as it is, and restore a backup with: permtrack restore"


def primary(error: sqlite3.Error) -> int:
    """The primary result code, 0 where the error carries none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & PRIMARY


def speaks_of_damage(error: sqlite3.Error) -> bool:
    """Whether the error says that the file itself is wrong, which a failed read may say as well."""
    return primary(error) in MALFORMED or NOT_TEXT in str(error).lower()


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another process held the ledger."""
    return primary(error) in WAITING


def awaits_recovery(error: sqlite3.Error) -> bool:
    """Whether a writer died in mid-write, and the file wants putting right before it can be read."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_ROLLBACK


def reason(error: sqlite3.Error) -> str:
    """Why, in a few words that fit after `the ledger could not be written:`."""
    match primary(error):
        case sqlite3.SQLITE_FULL:
            return "the disk is full"
        case sqlite3.SQLITE_READONLY:
            return "this account may not write there"
        case sqlite3.SQLITE_CANTOPEN:
            return "a file could not be opened; look at the rights of the file and its folder"
        case sqlite3.SQLITE_IOERR:
            return "an input or output error"
        case _:
            return str(error)


def busy(path: Path, seconds: float) -> LedgerBusy:
    """The refusal after a wait."""
    return LedgerBusy(f"{path} is in use by another permtrack; waited {seconds:.0f} s; nothing was saved; try again")


def explained(path: Path, error: sqlite3.Error, *, damaged: bool) -> PermtrackError:
    """The failure of a read; `damaged` is the answer of a second look from a fresh connection."""
    if is_busy(error):
        return LedgerBusy(f"{path} is in use by another permtrack; nothing was saved; try again")
    if damaged:
        return LedgerUnsound(DAMAGED.format(path))
    if speaks_of_damage(error):
        return SystemRefused(f"{path} could not be read, though a second look finds no damage; try again")
    return SystemRefused(f"{path} could not be read: {reason(error)}")
