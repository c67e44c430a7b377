"""What permtrack costs, as ratios measured side by side in one run: `python -m tests.benchmarks`.

Each pair is run in turn, several times after a warm-up; the median of the ratios, pair by pair, is what to quote.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from permtrack.app.asking import Question
from permtrack.app.looking import survey
from permtrack.domain.events import Event
from permtrack.ledger.store import open_ledger
from tests.benchmarks.journeys import make_ledger

PAIRS = 9
CHILDREN = 400
AS_AT = date(2026, 3, 31)
BARE = [sys.executable, "-c", "import typer, rich.console, rich.table, sqlite3"]
ROOT = Path(__file__).parent.parent.parent


def child_seconds(command: list[str], settings: dict[str, str]) -> float:
    """The processor seconds of one run of a command, its output read through a pipe."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env={**os.environ, **settings}, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def own_seconds(work: Callable[[], object]) -> float:
    """The processor seconds of some work in this process."""
    before = time.process_time()
    work()
    return time.process_time() - before


def ratios(name: str, this: Callable[[], float], that: Callable[[], float]) -> None:
    """Print the median, least and greatest of the ratios this / that."""
    this()
    that()
    found = [this() / that() for _ in range(PAIRS)]
    print(f"{name}: {statistics.median(found):.2f} times (from {min(found):.2f} to {max(found):.2f}, {PAIRS} pairs)")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        events = make_ledger(path, CHILDREN)
        print(f"{CHILDREN} children, {events} events, as at {AS_AT}; {datetime.now(UTC):%Y-%m-%d}")
        settings = {"PERMTRACK_TODAY": AS_AT.isoformat(), "PYTHONPATH": str(ROOT)}
        due = [sys.executable, "-m", "permtrack", "--ledger", str(path), "due", "--limit", "20"]
        ratios(
            "due --limit 20, worked out afresh, against importing typer, rich and sqlite3",
            lambda: child_seconds(due, settings),
            lambda: child_seconds(BARE, settings),
        )
        with open_ledger(path) as ledger:
            ratios(
                "working everything out, reading included, against reading the events alone",
                lambda: own_seconds(lambda: survey(ledger, Question(as_at=AS_AT))),
                lambda: own_seconds(lambda: list(ledger.entries())),
            )
        again = Path(folder) / "again.db"
        rows = _rows(path)
        ratios(
            "adding the events to a new ledger, against adding as many rows with sqlite-utils",
            lambda: own_seconds(lambda: (again.unlink(missing_ok=True), make_ledger(again, CHILDREN))),
            lambda: own_seconds(lambda: _plain_rows(Path(folder) / "plain.db", rows)),
        )


def _rows(path: Path) -> list[dict[str, str]]:
    with open_ledger(path) as ledger:
        return [_row(event) for event in ledger.entries()]


def _row(event: Event) -> dict[str, str]:
    return {"id": event.id, "child": event.child or "", "kind": event.kind, "on": event.on.isoformat()}


def _plain_rows(path: Path, rows: list[dict[str, str]]) -> None:
    from sqlite_utils import Database  # noqa: PLC0415  (the yardstick, not part of what is measured)

    path.unlink(missing_ok=True)
    Database(path).table("event").insert_all(rows, pk="id")


if __name__ == "__main__":
    main()
