"""The front of the command line: finds the command, runs it inside the error boundary, and helps whoever is lost."""

import functools
import re
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from permtrack import __version__
from permtrack.cli import completing, output
from permtrack.cli.commands import BY_NAME, COMMANDS, FAMILIES
from permtrack.cli.failures import answer, system_words
from permtrack.errors import RequestRefused

FAMILY = "permtrack.family"
VALUE_WANTED = "permtrack.value-wanted"
SHARED_OPTIONS = ("--ledger", "--as-at", "--known-at", "--format")
SETTINGS: dict[str, Any] = {
    "rich_markup_mode": None,
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}
INTRODUCTION = """\
permtrack follows children in care towards a permanent home: it keeps what happened in one
ledger that only ever grows, and works out from it what is overdue, what is due soon, and why.

Three examples:
  permtrack demo                        a ledger of invented children, to look around in
  permtrack due --within 14             what is overdue, and what falls due in two weeks
  permtrack add-event 000123 review     record that 000123 was reviewed today

Next: `permtrack demo` to see it work, `permtrack init` to start a ledger of your own,
`permtrack --help` for every command.
"""


class Command(TyperCommand):
    """A command whose help begins with its example."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, the example before everything else."""
        example, self.help = _example_first(self.help or "")
        if example:
            formatter.write(f"Example: {example}\n\n")
        super().format_help(ctx, formatter)


def _example_first(words: str) -> tuple[str, str]:
    match = re.search(r"^Example: (.+)\n?\n?", words, re.MULTILINE)
    return (match[1], words.replace(match[0], "")) if match else ("", words)


class Front(TyperGroup):
    """The group of all commands: loads the one that is asked for, and turns every failure into words and a code."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run to the end of the process, whatever happens inside."""
        output.prepare()
        options |= {"standalone_mode": False, "prog_name": "permtrack"}
        run = functools.partial(super().main, *args, **options)
        sys.exit(completing.quietly(run) if completing.is_asked() else answer(run))

    def make_context(self, *args: Any, **options: Any) -> Any:
        """Read the arguments; help and versions are printed here already."""
        with system_words():
            return super().make_context(*args, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        with system_words():
            return super().invoke(ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take shared options from before the command, or introduce permtrack where nothing is asked."""
        if ctx.resilient_parsing:
            return super().parse_args(ctx, _being_typed(ctx, args))
        given = command_first(args)
        if not given:
            output.tell(INTRODUCTION.rstrip())
            raise typer.Exit(RequestRefused.exit_code)
        return super().parse_args(ctx, given)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """The names of all commands."""
        return list(BY_NAME)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of that name, its module imported now."""
        if cmd_name not in BY_NAME:
            raise _no_such_command(cmd_name)
        single = typer.Typer(**SETTINGS)
        single.command(cmd_name, cls=Command)(BY_NAME[cmd_name].function())
        return typer.main.get_command(single)

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """The names that a shell may offer, without importing any command."""
        if ctx.meta.get(VALUE_WANTED):
            return []
        if incomplete.startswith("-"):
            shared = [completing.Offered(name) for name in SHARED_OPTIONS if name.startswith(incomplete)]
            return [*shared, *TyperCommand.shell_complete(self, ctx, incomplete)]
        return completing.names(incomplete, ctx.meta.get(FAMILY, ""))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Write the table of commands without importing any."""
        for heading, entries in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl([(entry.name, entry.summary) for entry in entries])
        formatter.write("\n`permtrack help COMMAND` shows a command's example and options.\n")
        formatter.write(f"{', '.join(SHARED_OPTIONS)} may stand before or after the command.\n")


def command_first(args: Sequence[str]) -> list[str]:
    """The arguments with options shared by all commands moved behind the command's name; `help X` as `X --help`.

    Empty where no command is named. A command of two words becomes one argument.
    """
    shared, rest = _shared_first(args)
    if not rest:
        return []
    if rest[0] == "help":
        if rest[1:] and rest[1] in FAMILIES and not rest[2:]:
            return _two_words(rest[1], shared, ["--help"])
        return [*command_first(rest[1:])[:1], "--help"]
    if rest[0] in FAMILIES:
        return _two_words(rest[0], shared, rest[1:])
    return [*rest[:1], *shared, *rest[1:]]


def _being_typed(ctx: Any, args: Sequence[str]) -> list[str]:
    """The arguments of a line that is still being typed; empty while its command is not whole."""
    shared, rest = _shared_first(args)
    ctx.meta[VALUE_WANTED] = not rest and shared[-1:] != [] and shared[-1] in SHARED_OPTIONS
    words = rest[1:] if rest[:1] == ["help"] else rest
    if words and words[0] in FAMILIES:
        more, second = _shared_first(words[1:])
        ctx.meta[FAMILY] = words[0]
        return [f"{words[0]} {second[0]}", *shared, *more, *second[1:]] if second else []
    return [*words[:1], *shared, *words[1:]] if words else []


def _shared_first(args: Sequence[str]) -> tuple[list[str], list[str]]:
    rest = list(args)
    shared: list[str] = []
    while rest and rest[0].partition("=")[0] in SHARED_OPTIONS:
        length = 1 if "=" in rest[0] else 2
        shared += rest[:length]
        rest = rest[length:]
    return shared, rest


def _two_words(first: str, shared: list[str], args: Sequence[str]) -> list[str]:
    """The arguments of a command of two words. Raises RequestRefused where the second is missing or unknown."""
    more, rest = _shared_first(args)
    family = [entry for name, entry in BY_NAME.items() if name.startswith(f"{first} ")]
    if rest and rest[0] in SETTINGS["context_settings"]["help_option_names"]:
        output.write("".join(f"permtrack {entry.name}: {entry.summary}\n" for entry in family))
        raise typer.Exit
    name = f"{first} {rest[0]}" if rest else first
    if name not in BY_NAME:
        names = ", ".join(entry.name for entry in family)
        raise RequestRefused(f"there is no command {name[:40]!r}; there are: {names}; see: permtrack help {first}")
    return [name, *shared, *more, *rest[1:]]


def _no_such_command(typed: str) -> RequestRefused:
    from permtrack.domain.vocabulary import nearest  # noqa: PLC0415  (reads TOML, for a refusal only)

    return RequestRefused(f"there is no command {typed!r}{nearest(typed, BY_NAME)}; see: permtrack --help")


def _versions(asked: bool) -> None:  # noqa: FBT001  (typer calls it with the option's value)
    if not asked:
        return
    from permtrack.ledger.versions import SCHEMA_VERSION, SQLITE_VERSION  # noqa: PLC0415  (nothing else here needs it)

    python = ".".join(str(part) for part in sys.version_info[:3])
    output.write(f"permtrack {__version__}\nPython {python}\nSQLite {SQLITE_VERSION}\nledger schema {SCHEMA_VERSION}\n")
    raise typer.Exit


Version = Annotated[
    bool,
    typer.Option("--version", is_eager=True, callback=_versions, help="Show the versions of all that matters."),
]
app = typer.Typer(cls=Front, **SETTINGS)


@app.callback()
def permtrack(version: Version = False) -> None:  # noqa: FBT002
    """Show what is due for children in care on their way to a permanent home, and why."""
