"""What bringing in a national return costs: of some councils in pairs, of all England once, with its memory."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

from permtrack.ledger.store import create
from tests.benchmarks.measuring import child_seconds, peak_megabytes, permtrack, ratios
from tests.benchmarks.returns import HEADS, write_returns

COUNCILS, ENGLAND = 5_000, 80_000
SOME, ONCE = 5, 1
RECORDED_AT = datetime(2026, 3, 31, 9, tzinfo=UTC)


def measure(folder: Path) -> None:
    """Measure and print."""
    measure_children(folder / "councils", COUNCILS, SOME)
    measure_children(folder / "england", ENGLAND, ONCE)


def measure_children(folder: Path, children: int, pairs: int) -> None:
    """Measure the return of so many children, and print."""
    folder.mkdir()
    counts = write_returns(folder / "return", children)
    print(f"a return of {children} children: {', '.join(f'{name} {count}' for name, count in counts.items())}")
    path = folder / "import.db"
    brought_in = permtrack(path, "import-903", str(folder / "return"))

    def ours() -> float:
        _new_ledger(path)
        return child_seconds(brought_in)

    ratios("import-903, against sqlite-utils insert --csv of the same files", ours, lambda: _inserted(folder), pairs)
    _new_ledger(path)
    print(f"import-903, peak memory: {peak_megabytes(brought_in):.0f} MB")


def _new_ledger(path: Path) -> None:
    path.unlink(missing_ok=True)
    create(path, tracking_from=date(2026, 3, 31), authority=None, recorded_at=RECORDED_AT, recorded_by="bench")


def _inserted(folder: Path) -> float:
    path = folder / "plain.db"
    path.unlink(missing_ok=True)
    insert = [sys.executable, "-m", "sqlite_utils", "insert", str(path)]
    return sum(child_seconds([*insert, name, str(folder / "return" / f"{name}.csv"), "--csv"]) for name in HEADS)
