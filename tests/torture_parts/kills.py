"""Kill -9 while a process writes: no acknowledged event may be lost, and the ledger opens by itself afterwards."""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import sqlite_utils  # noqa: F401 (loaded once, before forking, or every writer would spend its life loading it)

from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from tests.torture_parts.breaks import break_ledger
from tests.torture_parts.outcome import Outcome, chance_of, fresh_ledger, ids, needs_posix, run, say
from tests.torture_parts.writer import write_one

KILLS_A_LEDGER = 25
MOST_WRITES_HEARD = 6
LONGEST_WAIT = 0.02
MOST_KILLS_TO_BITE = 1000


def kills(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """500 kills; then a writer that acknowledges too early, and one without a journal, which must be caught."""
    needs_posix()
    yield _judged(folder / "sound", 40 if quick else 500, "")
    caught = _killing(folder / "broken", MOST_KILLS_TO_BITE, "acknowledge-early")
    yield Outcome(
        caught["lost"] > 0, f"bites: acknowledging before the commit loses an event by kill {caught['kills']}"
    )
    caught = _killing(folder / "unjournaled", MOST_KILLS_TO_BITE, "no-journal")
    yield Outcome(caught["unsound"] > 0, f"bites: without a journal kill {caught['kills']} leaves an unsound ledger")


def _judged(folder: Path, count: int, broken: str) -> Outcome:
    found = _killing(folder, count, broken)
    passed = not found["lost"] and not found["unsound"] and found["acknowledged"] > count
    return Outcome(
        passed,
        "{kills} kills, {acknowledged} acknowledged, {lost} lost, {unsound} unsound, {hot} writes rolled back".format(
            **found
        ),
    )


def _killing(folder: Path, count: int, broken: str) -> dict[str, int]:
    """Run the killing in a process of its own: it forks, which a process with threads should not."""
    folder.mkdir()
    done = run([sys.executable, "-m", "tests.torture_parts.kills", str(folder), str(count), broken])
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, int] = json.loads(done.stdout)
    return found


def _main() -> None:
    folder, count, broken = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    chosen = chance_of(1)
    found = dict.fromkeys(("kills", "acknowledged", "lost", "unsound", "hot"), 0)
    for first in range(0, count, KILLS_A_LEDGER):
        if broken and (found["lost"] or found["unsound"]):
            break
        _one_ledger(fresh_ledger(folder, name=f"{first}.db"), min(KILLS_A_LEDGER, count - first), broken, chosen, found)
    say(json.dumps(found))


def _one_ledger(path: Path, count: int, broken: str, chosen: random.Random, found: dict[str, int]) -> None:
    acknowledged: set[str] = set()
    for _ in range(count):
        acknowledged |= _kill_one(path, broken, chosen)
        found["kills"] += 1
        found["hot"] += path.with_name(path.name + "-journal").exists()
        try:
            found["unsound"] += not verify(path).sound
            lost = acknowledged - ids(path)
        except Exception:  # noqa: BLE001 (whatever it is, this ledger is of no more use)
            found["unsound"] += 1
            break
        found["lost"] += len(lost)
        acknowledged -= lost
    found["acknowledged"] += len(acknowledged)


def _kill_one(path: Path, broken: str, chosen: random.Random) -> set[str]:
    """Fork a writer, let some writes end and the next one begin, kill it, and hear what it acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            _write_until_killed(path, broken, writer)
        finally:
            os._exit(1)  # never back into the code of the parent
    os.close(writer)
    with os.fdopen(reader) as said:
        heard = _hear(said, chosen.randint(1, MOST_WRITES_HEARD))
        time.sleep(chosen.random() * LONGEST_WAIT)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        heard += said.read().splitlines()
    return {line.split()[1] for line in heard if line.startswith("ACK ")}


def _hear(said: TextIO, writes: int) -> list[str]:
    """What a writer says until it has begun so many writes."""
    heard: list[str] = []
    while sum(line.startswith("TRY ") for line in heard) < writes:
        line = said.readline()
        if not line:
            break  # it died of itself, of a ledger that was unsound
        heard.append(line)
    return heard


def _write_until_killed(path: Path, broken: str, to: int) -> None:
    with open_ledger(path, writing=True) as ledger:
        break_ledger(ledger, broken)
        while True:
            write_one(ledger, broken, to)


if __name__ == "__main__":
    _main()
