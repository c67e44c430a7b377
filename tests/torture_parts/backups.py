"""Backups while others write: every copy verifies, is private, and is a beginning of the ledger's own history."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from permtrack.errors import PermtrackError
from permtrack.ledger.backup import backup
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import holds, verify
from tests.torture_parts.outcome import ROOT, Outcome, fresh_ledger, writing_command

ENDLESS = 1_000_000
MOST_PLAIN_COPIES = 200
PIECE = 4096
PAUSE = 0.0005


def backups(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """100 backups under two writers; then plain copies of the file, of which some must be no good."""
    path = fresh_ledger(folder, 300)
    with _two_writers(path):
        yield _backed_up(path, folder, 10 if quick else 100)
        yield _copied(path, folder / "plain.db")


def _backed_up(path: Path, folder: Path, count: int) -> Outcome:
    good = 0
    numbers = set()
    for number in range(count):
        copy = folder / f"copy-{number}.db"
        head = backup(path, copy)
        private = os.name == "nt" or copy.stat().st_mode & 0o777 == 0o600
        good += private and verify(copy).head == head and holds(path, head)
        numbers.add(head.number)
        copy.unlink()
    return Outcome(
        good == count and len(numbers) > count // 2,
        f"{good} of {count} backups under two writers are sound, private beginnings",
    )


def _copied(path: Path, copy: Path) -> Outcome:
    for number in range(1, MOST_PLAIN_COPIES + 1):
        _copy_plainly(path, copy)
        if not _good(copy):
            return Outcome(passed=True, says=f"bites: the {number}th plain copy of the file is no good")
    return Outcome(passed=False, says=f"bites not: {MOST_PLAIN_COPIES} plain copies were all good")


def _copy_plainly(path: Path, copy: Path) -> None:
    """Copy a file as a slow share does: in the time it takes, the writers commit more than once."""
    with path.open("rb") as source, copy.open("wb") as target:
        while piece := source.read(PIECE):
            target.write(piece)
            time.sleep(PAUSE)


def _good(copy: Path) -> bool:
    try:
        return verify(copy).sound
    except PermtrackError:
        return False


@contextlib.contextmanager
def _two_writers(path: Path) -> Iterator[None]:
    """Two processes that write without end. Nobody listens: a full pipe would have them stop."""
    command = writing_command(path, ENDLESS)
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT) for _ in range(2)]
    try:
        before = _number(path)
        while _number(path) == before:
            time.sleep(0.05)
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _number(path: Path) -> int:
    with open_ledger(path) as ledger:
        return ledger.head().number
