"""What became of the mutants: the table, the survivors with their reasons, and what the next run may build on."""

import hashlib
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.mutation_parts.mutants import PROJECT, Mutant, mutants_of
from tests.mutation_parts.trying import Verdict

KILLED_AT_LEAST = 90
SURVIVORS = Path(__file__).parent / "survivors.toml"
LAST_RUN = PROJECT / "mutants" / "last-run.json"
COLUMNS = ("mutants", "killed", "survived", "for ever", "killed of all")


class Report:
    """The verdicts on a list of mutants."""

    def __init__(self, mutants: Sequence[Mutant]) -> None:
        self.mutants = mutants
        self.last = _read_last()
        self.verdicts: dict[Mutant, Verdict] = {}

    def was_killed(self, mutant: Mutant) -> bool:
        """Whether the last run of the same code killed it; more tests only kill more."""
        if mutant.name not in self._last_of(mutant)["killed"]:
            return False
        self.verdicts[mutant] = Verdict(mutant, "killed")
        return True

    def tests_survived(self, left: Sequence[Mutant]) -> frozenset[str]:
        """The tests that all the mutants have survived already."""
        known = [
            frozenset(self._last_of(mutant)["tests"] if mutant.name in self._last_of(mutant)["survived"] else ())
            for mutant in left
        ]
        return frozenset.intersection(*known) if known else frozenset()

    def _last_of(self, mutant: Mutant) -> dict[str, list[str]]:
        return self.last.get(_edition(mutant.path), {"killed": [], "survived": [], "tests": []})

    def take(self, verdict: Verdict) -> None:
        """Note a verdict, and say how far it is."""
        self.verdicts[verdict.mutant] = verdict
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{len(self.verdicts)} of {len(self.mutants)}")

    def save(self, tests: Collection[str]) -> None:
        """Keep what became of each, by the code it was made of, with the tests that were tried by now."""
        self.last = _read_last()  # another run may have ended meanwhile
        for path in {mutant.path for mutant in self.mutants}:
            of_path = {mutant.name: verdict.status for mutant, verdict in self.verdicts.items() if mutant.path == path}
            before = self.last.get(_edition(path), {"killed": []})["killed"]
            self.last[_edition(path)] = {
                "killed": sorted({name for name in before if name not in of_path} | _with(of_path, killed=True)),
                "survived": sorted(_with(of_path, killed=False)),
                "tests": sorted(tests),
            }
        LAST_RUN.parent.mkdir(exist_ok=True)
        LAST_RUN.write_text(json.dumps(self.last), "utf-8")

    def tell(self) -> int:
        """Print the table and the survivors; 1 where too many survived."""
        by_path: dict[str, Counter[str]] = {}
        for mutant in self.mutants:
            by_path.setdefault(mutant.path, Counter())[self.verdicts[mutant].status] += 1
        width = max(map(len, by_path))
        _say(f"{'module':{width}}  " + "  ".join(COLUMNS))
        low = [path for path, counts in by_path.items() if not _line(path, counts, width)]
        enough = _line("in all", sum(by_path.values(), Counter()), width)
        self._tell_survivors()
        self._tell_outdated(set(by_path))
        if low or not enough:
            _say(f"less than {KILLED_AT_LEAST}% killed: {', '.join(low) or 'in all'}")
        return 1 if low or not enough else 0

    def _tell_survivors(self) -> None:
        reasons = _reasons()
        for mutant in self.mutants:
            if self.verdicts[mutant].status != "killed":
                was, becomes = mutant.change()
                reason = reasons.get((mutant.path, mutant.function, was, becomes), "NOT EXPLAINED")
                _say(f"\n{mutant.path} {mutant.function} ({self.verdicts[mutant].status}): {reason}")
                _say(f"  - {was}\n  + {becomes}")

    def _tell_outdated(self, tried: Collection[str]) -> None:
        """Name the reasons for changes that are not made any more, since the code is another now."""
        for path in sorted({path for path, *_ in _reasons()} & set(tried)):
            made = {(mutant.path, mutant.function, *mutant.change()) for mutant in mutants_of(path)}
            for _, function, was, becomes in [key for key in _reasons() if key[0] == path and key not in made]:
                _say(f"\n{SURVIVORS.name}: {path} {function} has no such change any more:\n  - {was}\n  + {becomes}")


def _with(statuses: Mapping[str, str], *, killed: bool) -> set[str]:
    return {name for name, status in statuses.items() if (status == "killed") is killed}


def _line(name: str, counts: Counter[str], width: int) -> bool:
    share = 100 * counts["killed"] / counts.total()
    numbers = (counts.total(), counts["killed"], counts["survived"], counts["timeout"])
    cells = [f"{number:{len(column)}}" for number, column in zip(numbers, COLUMNS, strict=False)]
    _say(f"{name:{width}}  {'  '.join(cells)}  {share:{len(COLUMNS[-1]) - 1}.1f}%")
    return share >= KILLED_AT_LEAST


@cache
def _reasons() -> dict[tuple[str, str, str, str], str]:
    """Why each change may survive, by file, function, and the lines as they were and as they become."""
    return {
        (path, one["function"], was, becomes): one["reason"]
        for path, survivors in tomllib.loads(SURVIVORS.read_text("utf-8")).items()
        for one in survivors
        for was, becomes in one["changes"]
    }


def _edition(path: str) -> str:
    return f"{path} {hashlib.sha256((PROJECT / path).read_bytes()).hexdigest()[:16]}"


def _read_last() -> dict[str, dict[str, list[str]]]:
    return json.loads(LAST_RUN.read_text("utf-8")) if LAST_RUN.exists() else {}


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
