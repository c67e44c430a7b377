"""Three people at one ledger, three hundred commands of every kind in any order: it stays sound, and grows as it should."""

import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from permtrack.ledger.outlook import SUFFIX
from permtrack.ledger.trust import verify
from tests.cli.running import environment
from tests.torture_parts.every_command import NEEDS_NO_LEDGER, Line, lines
from tests.torture_parts.furnished import SETTINGS, Furnished, furnished
from tests.torture_parts.outcome import Outcome, chance_of

PEOPLE = 3
MOST_BYTES_A_COMMAND = 32_768
"""A check keeps what it found; nothing else writes as much."""
HELD_FOR_ONE = frozenset({"backup", "restore", *NEEDS_NO_LEDGER})
"""Left out: they put files where the others' files are, or another ledger in this one's place."""
EXPECTED = frozenset({0, 2, 20})
"""2 where somebody else did the same first: struck out, recorded, exported under that name."""


def soak(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """300 commands by three at once; then with a bystander who takes the protection away while they work."""
    place = furnished(folder / "place")
    yield _worked(place.copy(folder / "shared"), 30 if quick else 300)
    yield Outcome(
        not _worked(place.copy(folder / "harmed"), 12, harm=True).passed, "bites: a protection taken away is noticed"
    )


def _worked(place: Furnished, count: int, *, harm: bool = False) -> Outcome:
    before, events = place.ledger.stat().st_size, verify(place.ledger).head.number
    asked = _chosen(place, count, chance_of(8))
    lock, done = threading.Lock(), Counter[str]()

    def work(line: Line) -> str:
        if harm and done["runs"] == count // 2:
            from tests.ledger.given import raw  # noqa: PLC0415

            with raw(place.ledger) as connection:
                connection.execute("DROP TRIGGER IF EXISTS event_no_update")
        ran = subprocess.run(
            [sys.executable, "-m", "permtrack", *line.words], cwd=place.folder, env=environment(**SETTINGS),
            capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        with lock:
            done["runs"] += 1
            done[f"code {ran.returncode}"] += 1
        bad = ran.returncode not in EXPECTED or "Traceback" in ran.stderr
        return f"{line.typed}: {ran.returncode} {ran.stderr[:150]}" if bad else ""

    with ThreadPoolExecutor(PEOPLE) as pool:
        wrong = [said for said in pool.map(work, asked) if said]
    found = verify(place.ledger)
    grown = place.ledger.stat().st_size - before
    beside = {place.ledger.name, f"{place.ledger.name}{SUFFIX}"}
    left = [path.name for path in place.folder.glob(f"{place.ledger.name}*") if path.name not in beside]
    added = found.head.number - events
    codes = ", ".join(
        f"{number} ended with {code.removeprefix('code ')}" for code, number in done.items() if "code" in code
    )
    passed = found.sound and not wrong and not left and added > count // 20 and grown <= count * MOST_BYTES_A_COMMAND
    listed = "".join(f"\n       {said}" for said in wrong[:8])
    return Outcome(
        passed,
        f"{count} commands of {PEOPLE} people ({codes}): {added} events more, {'sound' if found.sound else 'UNSOUND'}, "
        f"grown by {grown // 1024} KB, {len(left)} files left beside it, {len(wrong)} wrong{listed}",
    )


def _chosen(place: Furnished, count: int, chosen: random.Random) -> Sequence[Line]:
    """Half of them write, whatever share of the commands do."""
    every = [line for line in lines(place.facts) if line.name not in HELD_FOR_ONE and line.to_file is None]
    writing, reading = ([line for line in every if line.reads is reads] for reads in (False, True))
    return [chosen.choice(writing if number % 2 else reading) for number in range(count)]
