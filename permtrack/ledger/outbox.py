"""The mail to send: queued with the night it belongs to, claimed by one sender at a time, marked only after it was sent.

Marked before, a message would be lost with a sender that dies in between; marked after, it may at worst be sent a second
time, under the same Message-ID. A claim whose sender has died is let go of after a while.
"""

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from permtrack.domain.records import record
from permtrack.ledger import connection as connections
from permtrack.ledger.rows import instant

CLAIM_HOLDS = timedelta(minutes=15)
"""Longer than any sending takes."""
WAITING, SENDING, SENT, REFUSED = "waiting", "sending", "sent", "refused"


@record
class Message:
    """One message for one recipient, and what became of it."""

    message_id: str
    recipient: str
    as_at: date
    text: str
    state: str = WAITING
    attempts: int = 0
    said: str = ""


class Outbox:
    """The messages, and the reminders that were ever made, by their keys."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, there: bool) -> None:
        self._path = path
        self._connection = connection
        self._there = there

    def made(self, keys: Iterable[str]) -> frozenset[str]:
        """Those of the keys for which a reminder was made already."""
        asked = frozenset(keys)
        return asked & {key for (key,) in self._rows("SELECT key FROM reminder")} if asked else asked

    def queue(self, message: Message, keys: Iterable[str], at: datetime) -> None:
        """Put a message in the queue, with the reminders it makes; within the ledger's `transaction`."""
        self._connection.execute(
            "INSERT INTO outbox (message_id, recipient, as_at, text, state, attempts, changed_at, said) "
            "VALUES (?, ?, ?, ?, 'waiting', 0, ?, '') ON CONFLICT (message_id) DO NOTHING",
            (message.message_id, message.recipient, message.as_at.isoformat(), message.text, instant(at)),
        )
        self._connection.executemany(
            "INSERT INTO reminder (key, message_id) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
            [(key, message.message_id) for key in keys],
        )

    def claim(self, at: datetime, attempted: Iterable[str]) -> Message | None:
        """The next message to send, now held for this sender; within the ledger's `transaction`.

        `attempted` are the messages that this sender has tried already.
        """
        gone = instant(at - CLAIM_HOLDS)
        tried = frozenset(attempted)
        waiting = self._rows(
            "SELECT message_id FROM outbox WHERE state = 'waiting' OR (state = 'sending' AND changed_at < ?) "
            "ORDER BY as_at, message_id",
            (gone,),
        )
        chosen = next((row for row in waiting if row[0] not in tried), None)
        if chosen is None:
            return None
        (row,) = self._rows(f"SELECT {COLUMNS} FROM outbox WHERE message_id = ?", chosen)  # noqa: S608  (our own words)
        message = _read(row)
        self._connection.execute(
            "UPDATE outbox SET state = 'sending', attempts = attempts + 1, changed_at = ? WHERE message_id = ?",
            (instant(at), message.message_id),
        )
        return message

    def settle(self, message: Message, state: str, said: str, at: datetime) -> None:
        """Mark what became of a message; within the ledger's `transaction`."""
        self._connection.execute(
            "UPDATE outbox SET state = ?, said = ?, changed_at = ? WHERE message_id = ?",
            (state, said, instant(at), message.message_id),
        )

    def of_state(self, *states: str) -> tuple[Message, ...]:
        """The messages in any of some states, oldest first."""
        marks = ",".join("?" * len(states))
        query = f"SELECT {COLUMNS} FROM outbox WHERE state IN ({marks}) ORDER BY as_at, message_id"  # noqa: S608
        return tuple(_read(row) for row in self._rows(query, states))

    def _rows(self, query: str, values: tuple[str, ...] = ()) -> list[Any]:
        if not self._there:
            return []
        with connections.reading(self._path):
            return connections.recovering(self._path, lambda: self._connection.execute(query, values).fetchall())


COLUMNS = "message_id, recipient, as_at, text, state, attempts, said"


def _read(row: tuple[Any, ...]) -> Message:
    message_id, recipient, as_at, text, state, attempts, said = row
    return Message(
        message_id=message_id, recipient=recipient, as_at=date.fromisoformat(as_at), text=text, state=state,
        attempts=attempts, said=said,
    )  # fmt: skip
