"""Every property and every state machine of the everyday tests, tried with many more cases.

`python -m tests.torture_parts.properties DEFECT PYTEST-ARGUMENTS` runs them with a deliberate defect.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.torture_parts.outcome import BETWEEN_SEEDS, ROOT, Outcome, seed_asked
from tests.trying import ASKED

CASES, LIVES = 10_000, 150
"""Cases of each property; whole invented lives, each of which is asked about on many days, are dearer."""
IN_PIECES = {"tests/ledger/test_machine.py": 4, "tests/app/test_whole_outlook.py": 4, "tests/app/test_kept_list.py": 3}
"""Tests that would keep one processor busy long after the others are done: so many runs, each of another seed, share their
cases; of whole lives each run tries as many."""
AT_ONCE = 2
IN_MEMORY = Path("/dev/shm")  # noqa: S108  (nothing here must outlast a power cut, and syncing would be most of the time)
PASSED = re.compile(r"(\d+) passing(?:,| examples)")
SHOWN = re.compile("Falsifying example|Failing test case")
STATISTICS = "Hypothesis Statistics"
TESTS = re.compile(r"(\d+) passed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run of pytest: a file of properties, and how many cases each is tried with."""

    file: str
    cases: int
    seed: int

    def run(self, folder: Path, defect: str = "-") -> "subprocess.CompletedProcess[str]":
        """Run it, in memory where that can be had."""
        words = ["-q", "-m", "hypothesis", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-show-statistics",
                 f"--hypothesis-seed={self.seed + BETWEEN_SEEDS * seed_asked()}", self.file]  # fmt: skip
        return subprocess.run(
            [sys.executable, "-m", "tests.torture_parts.properties", defect, *words],
            env={**os.environ, **self._asked(), "TMPDIR": str(_quick_folder(folder))},
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def _asked(self) -> Mapping[str, str]:
        few = str(min(LIVES, self.cases))
        return {ASKED: str(self.cases), "PERMTRACK_LIVES": few, "PERMTRACK_KEPT_HISTORIES": few}


def properties(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """All of them; then with hidden characters shown as they are, and with a ledger that forgets what was known when."""
    jobs = list(_jobs(60 if quick else CASES))[: 4 if quick else None]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        ran = list(pool.map(lambda job: job.run(folder), jobs))
    told = "".join(one.stdout for one in ran)
    failed = [job.file for job, one in zip(jobs, ran, strict=True) if one.returncode]
    cases, tests = (sum(int(n) for n in pattern.findall(told)) for pattern in (PASSED, TESTS))
    broken = "".join(
        f"\n{one.stdout.partition(STATISTICS)[0][-3000:]}{one.stderr[-2000:]}" for one in ran if one.returncode
    )
    yield Outcome(not failed and cases > 0, f"{tests} properties, {cases:,} cases: {len(failed)} failed{broken}")
    for defect, file in (
        ("hides-nothing", "tests/render/test_visible.py"),
        ("knows-all", "tests/ledger/test_machine.py"),
    ):
        caught = Job(file=file, cases=60, seed=1).run(folder, defect)
        yield Outcome(
            caught.returncode == 1 and SHOWN.search(caught.stdout) is not None,
            f"bites: {defect} is found by {file.rpartition('/')[2]}",
        )


def _jobs(cases: int) -> Iterator[Job]:
    """The dearest first, so that none of them is left for the end."""
    files = [
        path.relative_to(ROOT).as_posix()
        for path in sorted(ROOT.glob("tests/**/test_*.py"))
        if "\nfrom hypothesis import" in path.read_text("utf-8")
    ]
    for file in sorted(files, key=lambda file: file not in IN_PIECES):
        pieces = IN_PIECES.get(file, 1)
        for seed in range(pieces):
            yield Job(file=file, cases=cases // pieces, seed=seed)


def _quick_folder(folder: Path) -> Path:
    return IN_MEMORY if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) else folder


def _put_in(defect: str) -> None:
    """A defect that a property must find."""
    if defect == "hides-nothing":
        from permtrack.render import visible  # noqa: PLC0415

        visible._shown = lambda character: character
    if defect == "knows-all":
        from permtrack.ledger.store import Ledger  # noqa: PLC0415

        kept = Ledger.entries
        Ledger.entries = lambda self, *, known_at=None, **more: kept(self, **more)  # type: ignore[method-assign, misc]  # noqa: PLW0108


if __name__ == "__main__":
    import pytest

    _put_in(sys.argv[1])
    sys.exit(pytest.main(sys.argv[2:]))
