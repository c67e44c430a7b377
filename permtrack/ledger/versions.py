"""Which SQLite and which form of ledger this permtrack works with, for `permtrack --version`."""

import sqlite3

from permtrack.ledger.schema import SCHEMA_VERSION

SQLITE_VERSION = sqlite3.sqlite_version

__all__ = ["SCHEMA_VERSION", "SQLITE_VERSION"]
