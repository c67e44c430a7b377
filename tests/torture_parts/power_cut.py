"""The power is cut after each system call of a writer: no acknowledged event may be gone, and every ledger is sound.

Kill -9 proves nothing here, because the system keeps what a killed process wrote. So the calls are recorded with strace
and replayed onto a simulated disk, which at every step may lose whatever was not synced.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from permtrack.errors import PermtrackError
from permtrack.ledger.trust import verify
from tests.torture_parts.disk import Disk
from tests.torture_parts.outcome import Outcome, chance_of, fresh_ledger, ids, needs, writing_command
from tests.torture_parts.recording import Call, record

LEDGER = "permtrack.db"


@dataclass(slots=True)
class Found:
    states: int = 0
    unsound: int = 0
    lost: int = 0


def power_cut(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """20,000 crash states; then settings known to lose or corrupt, which must be caught."""
    needs("strace")
    commits, states = (3, 600) if quick else (12, 20_000)
    found = _simulated(folder / "extra", commits, states, "")
    yield Outcome(
        not found.unsound and not found.lost and found.states >= states,
        f"{found.states} power cuts in {commits} commits: {found.lost} acknowledged events lost, {found.unsound} unsound",
    )
    found = _simulated(folder / "full", 3, 500, "sync-full")
    yield Outcome(
        found.lost > 0, f"bites: synchronous=FULL loses an acknowledged event in {found.lost} of {found.states}"
    )
    found = _simulated(folder / "off", 1, 100, "sync-off")
    yield Outcome(found.unsound > 0, f"bites: synchronous=OFF leaves {found.unsound} of {found.states} ledgers unsound")


def _simulated(folder: Path, commits: int, states: int, broken: str) -> Found:
    live = folder / "live"
    live.mkdir(parents=True)
    path = fresh_ledger(live, 5)
    disk = Disk({LEDGER: path.read_bytes()})
    expected = ids(path)
    calls = record(writing_command(path, commits, broken=broken), live)
    steps = [call for call in calls if call.does != "say"]
    # At most this many variants a step; the first two lose everything unsynced, and nothing.
    variants = max(3, -(-states // len(steps)))
    return _replayed(calls, disk, expected, variants, folder / "after")


def _replayed(calls: list[Call], disk: Disk, expected: set[str], variants: int, after: Path) -> Found:
    found = Found()
    chance = chance_of(3)
    for call in calls:
        if call.does == "say":
            expected |= {line.split()[1] for line in call.content.decode().splitlines() if line.startswith("ACK ")}
        disk.apply(call)
        for variant in range(2 if call.does == "say" else variants):
            keep = (0.0, 1.0)[variant] if variant < 2 else chance.choice((0.2, 0.5, 0.8, 0.95))
            _look(disk.after_power_cut(chance, keep), expected, after, found)
    return found


def _look(files: dict[str, bytes], expected: set[str], after: Path, found: Found) -> None:
    """Put the files down as they were found and open the ledger, as the next command would."""
    shutil.rmtree(after, ignore_errors=True)
    after.mkdir()
    for name, content in files.items():
        (after / name).write_bytes(content)
    found.states += 1
    try:
        sound = verify(after / LEDGER).sound
        found.lost += bool(sound and expected - ids(after / LEDGER))
    except PermtrackError:
        sound = False
    found.unsound += not sound
