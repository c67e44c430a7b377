"""Single flipped bits and cut files: whatever makes a reader see something else, verify finds."""

import contextlib
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from permtrack.errors import PermtrackError
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from tests.torture_parts.outcome import Outcome, chance_of, fresh_ledger


def bit_flips(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """3,000 flips and 300 cuts; and how many of the harmful ones SQLite's own check would have passed."""
    flips, cuts = (300, 30) if quick else (3000, 300)
    whole = fresh_ledger(folder, 60)
    chosen = chance_of(2)
    bytes_ = whole.read_bytes()
    yield _judged(whole, folder / "flipped.db", (_flipped(bytes_, chosen) for _ in range(flips)), "flips")
    yield _judged(whole, folder / "cut.db", (bytes_[: chosen.randrange(len(bytes_))] for _ in range(cuts)), "cuts")
    passed_by_sqlite = sum(_only_the_chain_sees(whole, folder / "text.db", chosen) for _ in range(40))
    yield Outcome(
        passed_by_sqlite > 0, f"bites: SQLite's own check passes {passed_by_sqlite} of 40 flips in the events' text"
    )


def _flipped(whole: bytes, chosen: random.Random) -> bytes:
    changed = bytearray(whole)
    changed[chosen.randrange(len(whole))] ^= 1 << chosen.randrange(8)
    return bytes(changed)


def _judged(whole: Path, copy: Path, states: Iterator[bytes], what: str) -> Outcome:
    events = _events(whole)
    tried = harmful = missed = 0
    for state in states:
        copy.write_bytes(state)
        tried += 1
        if _events(copy) != events:
            harmful += 1
            missed += _passes(copy)
    return Outcome(harmful > 0 and not missed, f"{tried} {what}, {harmful} harmful, {missed} of them missed by verify")


def _events(path: Path) -> object:
    """What a reader sees, along every index; the exit code where it is refused."""
    try:
        with open_ledger(path) as ledger:
            return (
                list(ledger.entries()),
                list(ledger.entries(kinds=["review"])),
                list(ledger.about_itself()),
                ledger.head(),
            )
    except PermtrackError as error:
        return error.exit_code


def _passes(path: Path) -> bool:
    try:
        return verify(path).sound
    except PermtrackError:
        return False


def _only_the_chain_sees(whole: Path, copy: Path, chosen: random.Random) -> bool:
    """Flip a bit within the text of some event, and see that integrity_check says ok and verify does not."""
    bytes_ = bytearray(whole.read_bytes())
    places = [at for at in range(len(bytes_) - 7) if bytes_[at : at + 7] == b"torture"]
    bytes_[chosen.choice(places)] ^= 1
    copy.write_bytes(bytes_)
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)] and not _passes(copy)
