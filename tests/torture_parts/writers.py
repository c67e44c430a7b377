"""Many writers at once, and one who waits for a lock: nobody fails, nothing is lost, and waiting ends."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from permtrack.ledger.trust import verify
from tests.torture_parts.outcome import Outcome, fresh_ledger, ids, run, start, writing_command

WRITERS = 8


def writers(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """8 writers of 500 events each; then writers who begin by reading, which must fail."""
    count = 50 if quick else 500
    path = fresh_ledger(folder)
    said = _at_once(path, count, "")
    acknowledged = _acknowledged(said)
    errors = sum(not line.startswith(("ACK ", "TRY ")) for line in said)
    stored = ids(path)
    passed = len(acknowledged) == WRITERS * count == len(stored) - 1 and acknowledged < stored and not errors
    sound = verify(path).sound
    yield Outcome(
        passed and sound,
        f"{WRITERS} writers of {count}: {len(acknowledged)} acknowledged, {len(stored) - 1} stored, {errors} errors, "
        f"chain {'intact' if sound else 'BROKEN'}",
    )
    said = _at_once(fresh_ledger(folder, name="deferred.db"), 20, "deferred")
    refused = sum("REFUSED" in line for line in said)
    yield Outcome(refused > 0, f"bites: transactions that lock late fail {refused} of {WRITERS * 20} times")


def _at_once(path: Path, count: int, broken: str) -> list[str]:
    processes = [start(writing_command(path, count, broken=broken)) for _ in range(WRITERS)]
    return [line for process in processes for line in process.communicate()[0].splitlines()]


def _acknowledged(said: list[str]) -> set[str]:
    return {line.split()[1] for line in said if line.startswith("ACK ")}


def waiting(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """A lock held for a while is waited out; one held too long ends in `busy`, and nothing is written."""
    short, long, wait = (2.0, 4.0, 2.0) if quick else (10.0, 60.0, 30.0)
    path = fresh_ledger(folder)
    with _locked(path):
        process = start(writing_command(path, 1))
        time.sleep(short)
    said = process.communicate()[0]
    yield Outcome(process.returncode == 0 and "\nACK " in said, f"a lock held for {short:.0f} s is waited out")
    with _locked(path):
        began = time.monotonic()
        done = run(writing_command(path, 1, wait=wait))
        waited = time.monotonic() - began
    passed = done.returncode == 5 and "in use by another permtrack" in done.stdout and len(ids(path)) == 2
    yield Outcome(
        passed and waited < long,
        f"a lock held for longer ends in exit {done.returncode} after {waited:.0f} s, nothing written",
    )


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
