"""Try the hand-worked tests on mutants, two at a time."""

import importlib.abc
import importlib.machinery
import importlib.util
import io
import multiprocessing
import os
import resource
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from time import perf_counter
from types import FrameType, ModuleType
from typing import Self

import pytest
from mutmut.mutation.trampoline import set_mutant_under_test

from tests.mutation_parts.mutants import PROJECT, Mutant, mutated_source, put_in, take_out

KILLING = (
    "tests/rules/test_cases.py",
    "tests/rules/test_causes.py",
    "tests/rules/test_delays.py",
    "tests/rules/test_drift.py",
    "tests/rules/test_drift_edges.py",
    "tests/rules/test_lengths.py",
    "tests/rules/test_one_line_a_cause.py",
    "tests/rules/test_policy_beside.py",
    "tests/rules/test_sentences.py",
    "tests/rules/test_thresholds.py",
    "tests/rules/test_what_is_said.py",
    "tests/domain",
)
"""The tests that may kill: hand-worked cases and stories, and small tests of what no story shows."""

IMPORTED = (
    "permtrack.app.packaged",
    "permtrack.rules.deadlines",
    "permtrack.rules.drift",
    "permtrack.app.local_policy",
)
TABLES = ("vocabulary", "rulebook", "thresholds", "bank_holidays")
OF_MANY_LIVES = ("test_an_alert_that_is_not_asked_for_want_of_events_would_have_found_nothing",)
LONGEST = 60
"""Seconds after which a mutant is taken to run for ever."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: `killed`, `survived` or `timeout`; and by which test it was killed."""

    mutant: Mutant
    status: str
    by: str = ""


class Checks:
    """The tests, each by its id, with the functions it reaches and how long it takes; without those `passed` already."""

    def __init__(self, passed: Collection[str] = ()) -> None:
        self.passed = passed
        self.calls: dict[str, Callable[[], object]] = {}
        self.seconds: dict[str, float] = {}
        self.reaching: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.on_import: set[tuple[str, str]] = set()
        self.on_reading: set[tuple[str, str]] = set()
        self.tables = ""

    def read_tables(self) -> None:
        """Read the tables that permtrack reads once."""
        packaged = importlib.import_module("permtrack.app.packaged")
        self.tables = repr([getattr(packaged, name)() for name in TABLES])

    def collect(self) -> None:
        """Find the tests."""
        with redirect_stdout(io.StringIO()) as said:
            code = pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", *KILLING], plugins=[self])
        if code != 0:
            raise RuntimeError(said.getvalue())

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """pytest tells what it collected."""
        for item in session.items:
            if not isinstance(item, pytest.Function) or _is_property(item) or item.nodeid in self.passed:
                continue
            given = item.callspec.params if hasattr(item, "callspec") else {}
            if set(item.fixturenames) - set(given):
                continue
            self.calls[item.nodeid] = _calling(item.obj, given)

    def measure(self) -> None:
        """Run every test on the program as it is, noting the functions it reaches. Raises what a test raises."""
        with _Noting() as noted:
            for module in IMPORTED:
                importlib.import_module(module)
        self.on_import = noted.places
        with _Noting() as noted:
            self.read_tables()
        self.on_reading = noted.places
        with _Noting() as noted:
            self.collect()
        self.on_import |= noted.places
        for name, call in self.calls.items():
            began = perf_counter()
            call()
            self.seconds[name] = perf_counter() - began
            with _Noting() as noted:
                call()
            for place in noted.places:
                self.reaching[place].append(name)
        for names in self.reaching.values():
            names.sort(key=self.seconds.__getitem__)


def _is_property(item: pytest.Function) -> bool:
    """Whether a test is about invented lives, or holds many at once: neither is worked by hand."""
    return "seed" in item.fixturenames or item.originalname in OF_MANY_LIVES


def _calling(function: Callable[..., object], given: dict[str, object]) -> Callable[[], object]:
    return lambda: function(**given)


class _Noting:
    """Notes which functions of the program are called."""

    def __init__(self) -> None:
        self.places: set[tuple[str, str]] = set()

    def __enter__(self) -> Self:
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            self.places.add((frame.f_code.co_filename, frame.f_code.co_qualname))


class _TooLongError(BaseException):
    """The mutant ran for too long."""


def _too_long(*_: object) -> None:
    raise _TooLongError


KILLERS: dict[str, list[str]] = defaultdict(list)


def tried(mutants: Sequence[Mutant], checks: Checks, children: int) -> Iterator[Verdict]:
    """What becomes of each mutant."""
    if not mutants:
        return
    checks.measure()
    fork = multiprocessing.get_context("fork")
    before_any = checks.on_import | checks.on_reading
    early = [mutant for mutant in mutants if mutant.place in before_any]
    late = [mutant for mutant in mutants if mutant.place not in before_any]
    with fork.Pool(children, _begin, [checks]) as pool:
        yield from pool.imap_unordered(_try, late)
    with fork.Pool(children, _begin, [checks], maxtasksperchild=1) as pool:
        yield from pool.imap_unordered(_try_from_the_start, early)


MEASURED: list[Checks] = []
"""In a process that tries mutants, the tests as they were measured on the program itself."""


def _begin(checks: Checks) -> None:
    MEASURED[:] = [checks]
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    signal.signal(signal.SIGALRM, _too_long)
    sys.stdout = sys.stderr = io.StringIO()


def _try(mutant: Mutant) -> Verdict:
    (checks,) = MEASURED
    before = put_in(mutant)
    try:
        return _judged(mutant, checks, checks.reaching.get(mutant.place, []))
    finally:
        take_out(mutant, before)


def _judged(mutant: Mutant, checks: Checks, names: Sequence[str]) -> Verdict:
    killers = KILLERS[mutant.function]
    known = set(names)
    signal.alarm(LONGEST)
    name = ""
    try:
        for name in dict.fromkeys([*(one for one in killers if one in known), *names]):
            checks.calls[name]()
    except _TooLongError:
        return Verdict(mutant, "timeout", name)
    except BaseException:  # noqa: BLE001
        KILLERS[mutant.function] = list(dict.fromkeys([name, *killers]))[:20]
        return Verdict(mutant, "killed", name)
    finally:
        signal.alarm(0)
    return Verdict(mutant, "survived")


def _try_from_the_start(mutant: Mutant) -> Verdict:
    """Try a mutant of a function that runs while modules are imported or tables read: everything is imported anew."""
    for name in [name for name in sys.modules if name.partition(".")[0] in {"permtrack", "tests"}]:
        if not name.startswith("tests.mutation_parts"):
            del sys.modules[name]
    set_mutant_under_test(mutant.name_in_module)
    sys.meta_path.insert(0, _Mutated(mutant))
    (measured,) = MEASURED
    checks = Checks(measured.passed)
    signal.alarm(LONGEST)
    try:
        checks.read_tables()
        if mutant.place not in measured.on_import and checks.tables == measured.tables:
            names = measured.reaching.get(mutant.place, [])
        else:
            names = sorted(measured.calls, key=measured.seconds.__getitem__)
        if names:
            checks.collect()
    except _TooLongError:
        return Verdict(mutant, "timeout", "reading the tables")
    except BaseException:  # noqa: BLE001
        return Verdict(mutant, "killed", "reading the tables")
    finally:
        signal.alarm(0)
    return _judged(mutant, checks, [name for name in names if name in checks.calls])


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the mutated module in place of the original."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        place = str(PROJECT / self.mutant.path)
        package = [str(PROJECT / self.mutant.path.removesuffix("/__init__.py"))] if "__init__" in place else None
        return importlib.util.spec_from_file_location(fullname, place, loader=self, submodule_search_locations=package)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(mutated_source(self.mutant.path), self.mutant.path, "exec"), module.__dict__)  # noqa: S102
