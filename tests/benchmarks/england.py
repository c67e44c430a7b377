"""All of England in one ledger beside a council's: what a look costs when the ledger is 250 times as large.

`PERMTRACK_ENGLAND` names a folder in which the two ledgers are kept from one run to the next: making the large one
takes minutes.
"""

import os
import sqlite3
import sys
from contextlib import closing
from hashlib import sha256
from itertools import count
from pathlib import Path

from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from tests.benchmarks.journeys import make_ledger
from tests.benchmarks.measuring import AS_AT, child_seconds, own_seconds, peak_megabytes, permtrack, ratios, run

COUNCIL, ENGLAND = 400, 100_000
ONCE = 1
SOME = 5
READ = """
import gc, os, sys
from pathlib import Path
gc.set_threshold(2_000_000)
from permtrack.ledger.store import open_ledger
with open_ledger(Path(sys.argv[1])) as ledger:
    records = list(ledger.entries())
os._exit(0)
"""
"""Every event as a record, in a process that looks for cycles as rarely as permtrack does, and ends as it does."""


def measure(folder: Path, children: int = ENGLAND) -> None:
    """Measure and print."""
    kept = Path(os.environ.get("PERMTRACK_ENGLAND") or folder)
    small, large = _ledger(kept / "council.db", COUNCIL), _ledger(kept / "england.db", children)
    with open_ledger(large) as ledger:
        print(f"{children} children, {ledger.head().number} events, beside {COUNCIL} children; as at {AS_AT}")
    _outlook(large).unlink(missing_ok=True)
    fresh = permtrack(large, "due", "--limit", "50")
    ratios(
        "everything worked out afresh and kept, against reading the events into records", lambda: child_seconds(fresh),
        lambda: child_seconds([sys.executable, "-c", READ, str(large)]), ONCE,
    )  # fmt: skip
    run(permtrack(small, "due"))
    _looks(small, large)
    _recording(small, large)
    ratios("verify, against reading, hashing and SQLite's own check", lambda: own_seconds(lambda: verify(large)),
           lambda: own_seconds(lambda: _read_and_hash(large)), ONCE)  # fmt: skip
    print(f"due --limit 50, peak memory: {peak_megabytes(fresh):.0f} MB")
    _outlook(large).unlink(missing_ok=True)
    print(f"everything worked out afresh and kept, peak memory: {peak_megabytes(fresh):.0f} MB")


def _ledger(path: Path, children: int) -> Path:
    if not path.exists():
        make_ledger(path, children, seed=7)
    return path


def _outlook(path: Path) -> Path:
    whole = path.resolve()
    return whole.with_name(whole.name + "-outlook")


def _looks(small: Path, large: Path) -> None:
    """What changes nothing."""
    for words in (
        ("due", "--limit", "50"),
        ("due", "--limit", "50", "--team", "T3"),
        ("child", "000012"),
        ("why", "000012", "review.next"),
        ("timeline", "000012"),
    ):
        _against(" ".join(words), small, large, lambda path, words=words: child_seconds(permtrack(path, *words)))


def _recording(small: Path, large: Path) -> None:
    """An event at a time, each of another child, and the list after it."""
    numbers = count(100)
    seconds = {}

    def added(path: Path) -> float:
        words = ("add-event", f"{next(numbers):06}", "ppm", AS_AT.isoformat(), "--chair", "TM")
        took = child_seconds(permtrack(path, *words))
        seconds[path] = child_seconds(permtrack(path, "due", "--limit", "50"))
        return took

    _against("add-event", small, large, added)

    def due_after(path: Path) -> float:
        added(path)
        return seconds[path]

    _against("due --limit 50 after an add-event", small, large, due_after)


def _against(name: str, small: Path, large: Path, seconds: object) -> None:
    ratios(f"{name}, England against a council", lambda: seconds(large), lambda: seconds(small), SOME)  # type: ignore[operator]


def _read_and_hash(path: Path) -> None:
    """Every row read and hashed one by one, and SQLite's own check of the file."""
    with closing(sqlite3.connect(path)) as connection:
        for row in connection.execute("SELECT * FROM event ORDER BY number"):
            sha256(repr(row).encode("utf-8")).hexdigest()
        connection.execute("PRAGMA integrity_check").fetchall()
