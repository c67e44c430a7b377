"""Kill -9 while the kept answers are brought up to date, and people who record and look at once: the list stays right.

`python -m tests.torture_parts.kept LEDGER SEED BREAK` looks again and again, each time after another event.
"""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from permtrack.app import keeping
from permtrack.app.asking import Question
from permtrack.app.kept_list import kept_list
from permtrack.app.listing_due import listed_due
from permtrack.domain.due_list import DueList, Wanted
from permtrack.domain.events import Event
from permtrack.errors import LedgerBusy
from permtrack.ledger.identity import new_id
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import open_ledger
from tests.benchmarks.journeys import TODAY, make_ledger
from tests.torture_parts.outcome import Outcome, chance_of, needs_posix, now, start

CHILDREN = 60
FEW_AT_A_TIME = 4
"""Children to a transaction, so that a kill meets many of them."""
LONGEST_LIFE = 1.2
SHOWN = ("lines", "alert_lines", "shared_hints", "gaps", "counts", "authorities", "lines_left", "alerts_left")
WANTED = Wanted()


def kept(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """200 kills of those who look; three who look and record at once; then one who forgets what has changed."""
    needs_posix()
    yield _killing(folder / "kills.db", 15 if quick else 200)
    yield _together(folder / "together.db", 3.0 if quick else 30.0)
    path = folder / "broken.db"
    make_ledger(path, CHILDREN)
    differing = 0
    for seed in range(5):
        _looking(path, seed, "forgets", until=time.monotonic())
        differing += not _is_right(path)
    yield Outcome(differing > 0, f"bites: who forgets what has changed shows a stale list {differing} times of 5")


def _killing(path: Path, kills: int) -> Outcome:
    make_ledger(path, CHILDREN)
    chosen, wrong, halves = chance_of(3), 0, 0
    for number in range(kills):
        looker = _looker(path, number)
        time.sleep(0.3 + chosen.random() * LONGEST_LIFE)
        looker.kill()
        looker.communicate()
        halves += path.with_name(path.name + "-outlook-journal").exists()
        wrong += not _is_right(path)
    return Outcome(wrong == 0, f"{kills} kills of those who look, {halves} in mid-write, {wrong} wrong lists")


def _together(path: Path, seconds: float) -> Outcome:
    make_ledger(path, CHILDREN)
    lookers = [_looker(path, seed) for seed in (1, 2, 3)]
    time.sleep(seconds)
    for looker in lookers:
        looker.kill()
        looker.communicate()
    right = _is_right(path)
    return Outcome(
        right, f"3 who record and look at once for {seconds:.0f} s: the list is {'right' if right else 'WRONG'}"
    )


def _looker(path: Path, seed: int) -> subprocess.Popen[str]:
    return start([sys.executable, "-m", "tests.torture_parts.kept", str(path), str(seed), ""])


def _is_right(path: Path) -> bool:
    """Whether the list that is looked up, where it can be, is the one that is worked out."""
    with open_ledger(path) as ledger:
        found = _look(ledger)
        fresh = listed_due(ledger, Question(as_at=TODAY), WANTED, ())
    return found is None or all(getattr(found, part) == getattr(fresh, part) for part in SHOWN)


def _look(ledger: object) -> DueList | None:
    return kept_list(ledger, Question(as_at=TODAY), WANTED, lambda _done, _of: None)  # type: ignore[arg-type]


def _looking(path: Path, seed: int, broken: str, *, until: float) -> None:
    """Record something of a child, look, and again; at least once."""
    keeping.CHILDREN_AT_A_TIME = FEW_AT_A_TIME
    chosen, sound = chance_of(seed), keeping._changed_since
    try:
        while True:
            with open_ledger(path) as ledger:
                _look(ledger)
            if broken:
                keeping._changed_since = lambda _ledger, _kept, _now: frozenset()
            _record(path, chosen)
            with open_ledger(path) as ledger:
                _look(ledger)
            if time.monotonic() >= until:
                return
    finally:
        keeping._changed_since = sound


def _record(path: Path, chosen: random.Random) -> None:
    """A planning meeting of some child on some day of the last weeks."""
    try:
        with open_ledger(path, writing=True) as ledger, ledger.transaction():
            child = chosen.choice(list(ledger.children()))
            on: date = TODAY - timedelta(days=chosen.randrange(40))
            event = Event(id=new_id(now()), child=child, kind="ppm", on=on, recorded_at=now(), recorded_by="torture")
            ledger.append([Draft(event=event)])
    except LedgerBusy:
        return


if __name__ == "__main__":
    _looking(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], until=float("inf"))
