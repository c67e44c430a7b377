"""Every command of the program with words that it can be run with, taken from the program itself.

A command added later is in it by itself. Where it asks for something that has no value here, `lines` says so, and the
part that wanted it fails until a value is given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import typer

from permtrack.cli.commands import BY_NAME
from permtrack.cli.front import SETTINGS, Command

FILLED: Mapping[str, str] = {
    "REF": "1188", "RULE": "review.next", "KIND": "note", "EVENT": "#2", "EVENT..": "#2", "ACTION": "{action}",
    "DATE": "1/6/2026", "TEXT": "as agreed", "CODE": "TM", "PATH..": "return", "FILE.xlsx": "annex.xlsx",
    "FILE.toml": "local.toml", "FILE": "copy.db",
}  # fmt: skip
"""A value for each kind of thing that a command may not go without, by what its help calls it."""
MORE: Mapping[str, tuple[str, ...]] = {
    "demo": ("fresh",),
    "init": ("--ledger", "fresh.db"),
    "add-child": ("--dob", "1/6/2026"),
    "correct": ("--set", "note=x"),
    "amend-child": ("--set", "team=North"),
    "import-events": ("sheet.csv",),
    "restore": ("--replace",),
}
"""What a command needs besides: one of several, a place of its own, a word of leave."""
INSTEAD: Mapping[tuple[str, str], str] = {
    ("add-child", "REF"): "N-1",
    ("import-minutes", "FILE"): "minutes.csv",
    ("reconcile", "FILE"): "list.csv",
    ("backup", "FILE"): "made.db",
    ("waive", "DATE"): "1/9/2026",
    ("policy apply", "DATE"): "1/7/2026",
    ("correct", "EVENT"): "{note}",
    ("void", "EVENT.."): "{note}",
}
"""Values that differ from `FILLED` for one command."""
OPTIONS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "due": (("--all",), ("--by", "team"), ("--delays",)),
    "actions": (("--all",),),
    "chase": (("--by", "owner"),),
    "check": (("--last",), ("--quiet",)),
    "timeline": (("--known-at", "2030-01-01"),),
    "rules": (("review.next",),),
    "kinds": (("review",),),
    "policy history": (("{policy}",),),
}
"""Further ways to ask, that answer something else."""
NEEDS_NO_LEDGER = frozenset({"demo", "init", "kinds", "rules", "doctor", "restore", "completion"})
"""They answer without a ledger, or make one: a wrong file there is not theirs to refuse."""
KEEPS_WHAT_IT_FOUND = frozenset({"check"})
"""They answer like the commands that only read, and write down that they did."""


class NoValueError(Exception):
    """A command asks for something that `every_command.py` has no value for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One way to run a command: its name, all words after `permtrack`, the format, and whether it only reads."""

    name: str
    words: tuple[str, ...]
    form: str
    reads: bool
    to_file: str | None = None
    """The file it must write to, where standard output cannot hold what it answers."""

    @property
    def typed(self) -> str:
        """The line as somebody would type it."""
        return " ".join(self.words)


def lines(facts: Mapping[str, str] = {}) -> tuple[Line, ...]:
    """Every command in every format, and in the further ways of `OPTIONS`; `facts` fills what stands in braces."""
    return tuple(line for name in BY_NAME for line in _of_command(name, facts))


def _of_command(name: str, facts: Mapping[str, str]) -> Iterator[Line]:
    command = _parsed(name)
    reads = any(option.name == "known_at" and not option.hidden for option in command.params)
    (formats,) = [str(option.metavar).split("|") for option in command.params if option.name == "form"]
    for typed in _required(name, command, facts):
        for more in ((), *OPTIONS.get(name, ())):
            for form in formats:
                if _has_form((*typed, *more), form):
                    words = (*name.split(" "), *typed, *(word.format_map(facts) for word in more))
                    yield _line(name, words, form, reads=reads and name not in KEEPS_WHAT_IT_FOUND)


def _line(name: str, words: tuple[str, ...], form: str, *, reads: bool) -> Line:
    to_file = "answer.xlsx" if form == "xlsx" else None
    said = ("--to", to_file) if to_file else ("--format", form)
    return Line(name=name, words=(*words, *said), form=form, reads=reads, to_file=to_file)


def _has_form(typed: tuple[str, ...], form: str) -> bool:
    """A calendar is a calendar and nothing else is; when a check last ran is one line or one record."""
    return ("calendar" in typed) == (form == "ics") and ("--last" not in typed or form in {"table", "json"})


def _parsed(name: str) -> Any:
    """The command as the command line knows it."""
    single = typer.Typer(**SETTINGS)
    single.command(name, cls=Command)(BY_NAME[name].function())
    return typer.main.get_command(single)


def _required(name: str, command: Any, facts: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The words that the command cannot go without; several where one of them is a choice."""
    found: list[tuple[str, ...]] = [()]
    for parameter in command.params:
        if parameter.required:
            option = () if not parameter.opts[0].startswith("-") else (parameter.opts[0],)
            values = _values(name, str(parameter.metavar), facts)
            found = [(*before, *option, value) for before in found for value in values]
    return ((*typed, *MORE.get(name, ())) for typed in found)


def _values(name: str, metavar: str, facts: Mapping[str, str]) -> list[str]:
    if "|" in metavar:
        return metavar.split("|")
    value = INSTEAD.get((name, metavar), FILLED.get(metavar))
    if value is None:
        raise NoValueError(f"{name} asks for {metavar}: give it a value in tests/torture_parts/every_command.py")
    return [value.format_map(facts)]
