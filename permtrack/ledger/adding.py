"""Adding to the chain: each event behind the last one, with the hash of the one before it."""

import sqlite3
from collections.abc import Sequence

from permtrack.ledger.chain import BEFORE_THE_FIRST
from permtrack.ledger.rows import INSERT_EVENT, INSERT_TEXT, Draft, Stored, encode


def last(connection: sqlite3.Connection) -> tuple[int, str]:
    """The number and the hash of the last event of the chain."""
    found: tuple[int, str] | None = connection.execute(
        "SELECT number, hash FROM event ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return found or (0, BEFORE_THE_FIRST)


def insert(connection: sqlite3.Connection, drafts: Sequence[Draft], origin: str) -> int:
    """Insert events after the last one; the number of the first."""
    number_before, prev = last(connection)
    events: list[Stored] = []
    texts: list[Stored] = []
    for number, draft in enumerate(drafts, start=number_before + 1):
        row, its_texts = encode(draft, number, origin, prev)
        events.append(row)
        texts += its_texts
        prev = str(row[-1])
    # Texts first: the schema takes none for an event that is there already.
    connection.executemany(INSERT_TEXT, texts)
    connection.executemany(INSERT_EVENT, events)
    return number_before + 1
