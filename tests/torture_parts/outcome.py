"""What a part of the torture says, and what every part needs: a ledger to harm and processes that write to it."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from permtrack.domain.events import Event
from permtrack.ledger.identity import new_id
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import create, open_ledger

ROOT = Path(__file__).parents[2]
SEED = "PERMTRACK_SEED"
BETWEEN_SEEDS = 1000
LONGEST_RUN = 900.0
"""Seconds after which a process of ours must have hung."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the report."""

    passed: bool
    says: str


class LeftOutError(Exception):
    """A part that cannot run here; the message says what is missing. It is reported, never passed over."""


class Part(Protocol):
    """A part takes an empty folder to work in and whether to be quick."""

    def __call__(self, folder: Path, /, *, quick: bool) -> Iterator[Outcome]: ...


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def seed_asked() -> int:
    """The seed of this run, which the processes that it starts are told too."""
    return int(os.environ.get(SEED, "0"))


def chance_of(draw: int) -> random.Random:
    """Chance that falls the same way in every run of one seed; `draw` tells those apart that one run needs."""
    return random.Random(draw + BETWEEN_SEEDS * seed_asked())  # noqa: S311


def needs(program: str) -> str:
    """The path of a program. Raises LeftOutError where this machine has none."""
    found = shutil.which(program)
    if found is None:
        raise LeftOutError(f"needs {program}, which is not installed here")
    return found


def needs_posix() -> None:
    """Raise LeftOutError on Windows."""
    if os.name == "nt":
        raise LeftOutError("needs POSIX signals and rights")


def now() -> datetime:
    """The instant at which an event is recorded."""
    return datetime.now(UTC)


def fresh_ledger(folder: Path, events: int = 0, name: str = "permtrack.db") -> Path:
    """A new ledger with so many events besides its first."""
    path = folder / name
    create(path, tracking_from=date(2024, 4, 1), authority="Ashdale", recorded_at=now(), recorded_by="torture")
    with open_ledger(path, writing=True) as ledger, ledger.transaction():
        ledger.append([some_draft() for _ in range(events)])
    return path


def some_draft(id_: str | None = None) -> Draft:
    """An event with a field and a free text."""
    event = Event(
        id=id_ or new_id(now()),
        child=None,
        kind="review",
        on=date(2026, 11, 21),
        fields={"chair": "DO", "note": "Spoke with the school about the move " * 3},
        recorded_at=now(),
        recorded_by="torture",
    )
    return Draft(event=event, private=frozenset({"note"}))


def ids(path: Path) -> set[str]:
    """The ids of every event that a ledger holds."""
    with open_ledger(path) as ledger:
        return {event.id for event in ledger.entries()}


def writing_command(path: Path, count: int, *, wait: float = 30, broken: str = "") -> list[str]:
    """The command that runs `writer.py`; it also runs where permtrack is not installed."""
    return [sys.executable, "-m", "tests.torture_parts.writer", str(path), str(count), str(wait), broken]


def start(command: list[str]) -> subprocess.Popen[str]:
    """Start a process whose output we read."""
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a process to its end."""
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=LONGEST_RUN)
