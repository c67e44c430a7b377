"""What permtrack keeps for itself beside the record, read and written: nightly checks, and when things were looked after.

A ledger of a version without these tables, opened for reading, keeps nothing yet. What is written belongs inside the
ledger's `transaction`, like the record.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from permtrack.domain.records import record
from permtrack.ledger import connection as connections
from permtrack.ledger.rows import instant

KEPT_SINCE = 2
NIGHTS_KEPT = 400
"""More than a year of nights; of those before, nothing is compared any more."""
DONE, FAILED, RUNNING = "done", "failed", "running"

Standing = Mapping[str, str | int | None]


@record
class Night:
    """One run of the nightly check.

    `as_at` is the day it was about, `standing` what held then (rulebook, policy, head of the ledger), `findings` what
    was open; both are empty unless the run was done, and findings are read only where nights are compared. `ended_at` is
    None for a run that was cut off.
    """

    number: int
    as_at: date
    began_at: datetime
    ended_at: datetime | None
    outcome: str
    said: str
    standing: Standing
    findings: tuple[Mapping[str, Any], ...]


@record
class Upkeep:
    """When something was last done to the file, and how it ended; `about` is the day that it told of, if it did."""

    what: str
    at: datetime
    said: str
    about: date | None = None


class Kept:
    """The tables beside the record."""

    def __init__(self, path: Path, connection: sqlite3.Connection, version: int) -> None:
        self._path = path
        self._connection = connection
        self._there = version >= KEPT_SINCE

    def has_nights(self) -> bool:
        """Whether a check was ever run."""
        return bool(self._rows("SELECT 1 FROM night LIMIT 1", ()))

    def last_night(self) -> Night | None:
        """The latest run, however it ended."""
        return self._night("1", ())

    def last_done(self) -> Night | None:
        """The last run done of the latest day, whenever that day was run."""
        return self._night("outcome = 'done'", (), order="as_at DESC, number DESC")

    def first_night(self) -> Night | None:
        """The earliest run that is still kept."""
        return self._night("1", (), order="number")

    def night_before(self, day: date) -> Night | None:
        """The last run done of the latest earlier day: what a run of the day is compared with."""
        where, order = "outcome = 'done' AND as_at < ?", "as_at DESC, number DESC"
        return self._night(where, (day.isoformat(),), order=order, findings="findings")

    def begin_night(self, as_at: date, began_at: datetime) -> int:
        """Write down that a run has begun, and return its number."""
        values = (as_at.isoformat(), instant(began_at), RUNNING)
        written = self._connection.execute(
            "INSERT INTO night (as_at, began_at, outcome, said, standing, findings) VALUES (?, ?, ?, '', '{}', '[]')",
            values,
        )
        return int(written.lastrowid or 0)

    def end_night(
        self,
        number: int,
        ended_at: datetime,
        outcome: str,
        said: str,
        standing: Standing | None = None,
        findings: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        """Write down how a run ended, and forget the nights that nothing is compared with any more."""
        self._connection.execute(
            "UPDATE night SET ended_at = ?, outcome = ?, said = ?, standing = ?, findings = ? WHERE number = ?",
            (instant(ended_at), outcome, said, _text(standing or {}), _text(list(findings)), number),
        )
        self._connection.execute("DELETE FROM night WHERE number <= ?", (number - NIGHTS_KEPT,))

    def note(self, what: str, at: datetime, said: str) -> None:
        """Write down that something was done to the file."""
        if self._there:
            self._connection.execute(
                "INSERT INTO upkeep (what, at, said) VALUES (?, ?, ?) "
                "ON CONFLICT (what) DO UPDATE SET at = excluded.at, said = excluded.said",
                (what, instant(at), said),
            )

    def upkeep(self) -> tuple[Upkeep, ...]:
        """What was last done to the file, by name."""
        rows = self._rows("SELECT what, at, said FROM upkeep ORDER BY what", ())
        return tuple(Upkeep(what=what, at=datetime.fromisoformat(at), said=said) for what, at, said in rows)

    def _night(
        self, where: str, values: tuple[str, ...], *, order: str = "number DESC", findings: str = "'[]'"
    ) -> Night | None:
        columns = f"number, as_at, began_at, ended_at, outcome, said, standing, {findings}"
        query = f"SELECT {columns} FROM night WHERE {where} ORDER BY {order} LIMIT 1"  # noqa: S608 (our own words)
        return next((_read(row) for row in self._rows(query, values)), None)

    def _rows(self, query: str, values: tuple[str, ...]) -> list[Any]:
        if not self._there:
            return []
        with connections.reading(self._path):
            return connections.recovering(self._path, lambda: self._connection.execute(query, values).fetchall())


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def _read(row: tuple[Any, ...]) -> Night:
    number, as_at, began_at, ended_at, outcome, said, standing, findings = row
    return Night(
        number=number,
        as_at=date.fromisoformat(as_at),
        began_at=datetime.fromisoformat(began_at),
        ended_at=datetime.fromisoformat(ended_at) if ended_at else None,
        outcome=outcome,
        said=said,
        standing=json.loads(standing),
        findings=tuple(json.loads(findings)),
    )
