"""How things are measured: processor seconds, in pairs that run in turn, after a warm-up."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

PAIRS = 9
AS_AT = date(2026, 3, 31)
ROOT = Path(__file__).parents[2]
BARE = [sys.executable, "-c", "import typer, rich.console, rich.table, sqlite3"]
MEGABYTE = 1_000_000
FAILED_TO_RUN = "{} ended with {}: {}"


def permtrack(ledger: Path, *words: str) -> list[str]:
    """The command line of a command about a ledger."""
    return [sys.executable, "-m", "permtrack", "--ledger", str(ledger), *words]


def child_seconds(command: list[str]) -> float:
    """The processor seconds of one run of a command, its output read through a pipe."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(command: list[str]) -> str:
    """What a command answers."""
    settings = {"PERMTRACK_TODAY": AS_AT.isoformat(), "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(FAILED_TO_RUN.format(" ".join(command), ended.returncode, ended.stderr[:300]))
    return ended.stdout


def peak_megabytes(command: list[str]) -> float:
    """The most memory that one run of a command held."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    return int(run([sys.executable, "-c", code, *command])) * 1024 / MEGABYTE


def own_seconds(work: Callable[[], object]) -> float:
    """The processor seconds of some work in this process."""
    before = time.process_time()
    work()
    return time.process_time() - before


def ratios(name: str, this: Callable[[], float], that: Callable[[], float], pairs: int = PAIRS) -> None:
    """Print the median, least and greatest of the ratios this / that."""
    if pairs > 1:
        this()
        that()
    found = [this() / that() for _ in range(pairs)]
    among = f" (from {min(found):.2f} to {max(found):.2f}, {pairs} pairs)" if pairs > 1 else " (one pair)"
    print(f"{name}: {statistics.median(found):.2f} times{among}", flush=True)
