"""What is mutated, and how mutmut mutates it. Nothing is written to disk."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType

from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents
from mutmut.utils.format_utils import orig_function_and_class_names_from_key

PROJECT = Path(__file__).parents[2]
MUTATED = (
    "permtrack/domain/days.py",
    "permtrack/domain/journey.py",
    "permtrack/domain/stretches.py",
    "permtrack/domain/sight.py",
    "permtrack/domain/care_facts.py",
    "permtrack/domain/planning_facts.py",
    "permtrack/domain/casework_facts.py",
    "permtrack/domain/drift_facts.py",
    "permtrack/rules/deadlines.py",
    "permtrack/rules/single.py",
    "permtrack/rules/series.py",
    "permtrack/rules/counting.py",
    "permtrack/rules/settling.py",
    "permtrack/rules/surroundings.py",
    "permtrack/rules/lengths.py",
    "permtrack/rules/anchors.py",
    "permtrack/rules/selectors.py",
    "permtrack/rules/policy/beside.py",
    "permtrack/rules/drift/*.py",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One change of one function: `name` is mutmut's name for it, `function` the function's name in its module."""

    path: str
    name: str
    function: str

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def name_in_module(self) -> str:
        """The name by which mutmut's own switch knows it."""
        return f"{self.module}.{self.name}"

    @property
    def place(self) -> tuple[str, str]:
        """The file and function as a code object names them."""
        return str(PROJECT / self.path), self.function

    def change(self) -> tuple[str, str]:
        """The lines as they were and as the mutant has them."""
        was = _lines_of(self.path, self.name.rpartition("__mutmut_")[0] + "__mutmut_orig")
        becomes = _lines_of(self.path, self.name)
        diff = list(unified_diff(was, becomes, n=0, lineterm=""))[2:]
        return _signed(diff, "-"), _signed(diff, "+")


def _lines_of(path: str, function: str) -> list[str]:
    made = _made(path)
    span = made.line_span_by_function_name[function]
    lines = made.code.splitlines()[span.start - 1 : span.end]
    return [line.replace(f" {function}(", " (") for line in lines]


def _signed(diff: list[str], sign: str) -> str:
    return " ".join(line[1:].strip() for line in diff if line.startswith(sign))


def paths(asked: list[str]) -> list[str]:
    """The files to mutate: all, or those whose path or module name ends as asked."""
    every = [p.relative_to(PROJECT).as_posix() for entry in MUTATED for p in sorted(PROJECT.glob(entry))]
    if not asked:
        return every
    chosen = [path for path in every if any(_is_asked(path, name) for name in asked)]
    if not chosen:
        sys.exit(f"None of {', '.join(asked)} is mutated; there are: {', '.join(every)}")
    return chosen


def _is_asked(path: str, name: str) -> bool:
    wanted = name.removesuffix(".py").replace(".", "/").strip("/")
    return f"/{wanted}/" in f"/{path.removesuffix('.py')}/"


@cache
def _made(path: str) -> MutatedFile:
    return mutate_file_contents(path, (PROJECT / path).read_text("utf-8"))


def mutated_source(path: str) -> str:
    """The module with every mutant of its functions beside the original, as mutmut writes it."""
    return _made(path).code


def mutants_of(path: str) -> Iterator[Mutant]:
    """Every mutant of a file."""
    for name in _made(path).mutant_names:
        function, of_class = orig_function_and_class_names_from_key(name)
        yield Mutant(path=path, name=name, function=f"{of_class}.{function}" if of_class else function)


@cache
def _compiled(path: str) -> dict[str, FunctionType]:
    """The mutants of a file as functions, by their names."""
    module: dict[str, object] = {"__name__": "mutated", "__file__": path}
    sys.modules.setdefault("mutated", sys)  # dataclasses look their module up
    exec(compile(mutated_source(path), str(PROJECT / path), "exec"), module)  # noqa: S102
    return {
        name: function
        for table in [value for name, value in module.items() if name.startswith("mutants_x")]
        for name, function in table.items()  # type: ignore[attr-defined]
    }


def original(mutant: Mutant) -> FunctionType:
    """The function that is mutated, as the program has it."""
    found = sys.modules[mutant.module]
    for name in mutant.function.split("."):
        found = getattr(found, name)
    return getattr(found, "__func__", found)


def put_in(mutant: Mutant) -> tuple[CodeType, object, object]:
    """Give the program's function the mutant's body; what it had before."""
    function = original(mutant)
    changed = _compiled(mutant.path)[mutant.name]
    changed = getattr(changed, "__func__", changed)
    before = function.__code__, function.__defaults__, function.__kwdefaults__
    function.__code__ = changed.__code__
    function.__defaults__ = changed.__defaults__
    function.__kwdefaults__ = changed.__kwdefaults__
    return before


def take_out(mutant: Mutant, before: tuple[CodeType, object, object]) -> None:
    """Give the function its own body back."""
    function = original(mutant)
    function.__code__, function.__defaults__, function.__kwdefaults__ = before
