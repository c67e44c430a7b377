"""The options that many commands share, added to a command's own by one line above it.

    @writing
    def void(session: Session, event: EventArgument, ...) -> None:

    @reading("table", "json", "csv")
    def due(reading: Reading, refs: Refs = None, ...) -> None:

The command's own parameters follow the first, which is made here from the shared ones.
"""

import functools
import inspect
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec

import typer

from permtrack.cli import output
from permtrack.cli.completing import refs
from permtrack.cli.session import Session, begin, read_as_at, read_known_at
from permtrack.domain.due_list import LOOK_AHEAD_DAYS
from permtrack.errors import RequestRefused
from permtrack.render.screen import Screen

if TYPE_CHECKING:
    from rich.console import RenderableType

    from permtrack.app.asking import Question

MOST_DAYS = 36_500
FORMATS_OF_FILES = frozenset({"csv", "json", "xlsx", "xls", "ods", "html", "pdf", "docx", "xml", "ics"})
PLAIN_WORD = re.compile(r"[A-Za-z0-9._/:-]+")
SHELL_SIGNS = frozenset("\"'$`\\!%")
Own = ParamSpec("Own")

LedgerPath = Annotated[
    str | None,
    typer.Option("--ledger", metavar="PATH", help="The ledger; else PERMTRACK_LEDGER, else permtrack.db here."),
]
AsAt = Annotated[
    str | None, typer.Option("--as-at", metavar="DATE", help="Answer as at the end of this day; else today.")
]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", metavar="INSTANT", help="Answer with what had been recorded by then (UTC)."),
]
# Known to commands that write only so that they can say what it is for.
NoAsAt = Annotated[str | None, typer.Option("--as-at", metavar="DATE", hidden=True)]
NoKnownAt = Annotated[str | None, typer.Option("--known-at", metavar="INSTANT", hidden=True)]
Ref = Annotated[str, typer.Argument(metavar="REF", help="A ref, its beginning, or initials.", autocompletion=refs)]
Refs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[REF]..", help="Refs, their beginnings, or initials; else every child.", autocompletion=refs
    ),
]
ToFile = Annotated[
    str | None, typer.Option("--to", metavar="FILE", help="Write a file instead; its ending names the format.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")]
Anchor = Annotated[
    Path | None,
    typer.Option(
        "--anchor", metavar="FILE", help="Add the head to this file, kept elsewhere; those noted in it must still fit."
    ),
]
AllowSharedFolder = Annotated[
    bool,
    typer.Option(
        "--allow-shared-folder",
        help="Put the ledger on a network share, or in a folder that is copied to other computers, knowing the danger.",
    ),
]
OfTeam = Annotated[str | None, typer.Option(metavar="TEAM", help="Only this team's children.")]
OfWorker = Annotated[str | None, typer.Option(metavar="WORKER", help="Only this worker's children.")]
OfIro = Annotated[str | None, typer.Option(metavar="IRO", help="Only this reviewing officer's children.")]
OfAuthority = Annotated[str | None, typer.Option(metavar="NAME", help="Only this authority's children.")]


@dataclass(frozen=True, slots=True)
class Reading:
    """One run of a reading command: what it answers about, and where and in which format.

    `day_asked` is None where `as_at` is today because nobody asked about a day: a record is then shown whole, hearings
    that lie ahead included.
    """

    session: Session
    as_at: date
    day_asked: date | None
    known_at: datetime | None
    form: str
    to: Path | None
    force: bool
    form_typed: str | None = None

    def among(self, *forms: str) -> "Reading":
        """The same reading, for what can be given in these formats only. Raises RequestRefused for another."""
        return replace(self, form=choose_form(self.form_typed, self.to, forms))

    def question(self, within: int = LOOK_AHEAD_DAYS) -> "Question":
        """What is asked of the ledger."""
        from permtrack.app.asking import Question  # noqa: PLC0415  (the rulebook and the vocabulary need no ledger)

        return Question(as_at=self.as_at, known_at=self.known_at, within=within)

    def replacing_its_own(self, is_own: Callable[[str], bool]) -> "Reading":
        """The same, with leave to replace a file that begins as this command's own files do."""
        own = self.to is not None and is_own(output.beginning(self.to))
        return replace(self, force=self.force or own)

    def answer(self, text: str) -> None:
        """Give a machine format: to the file, or to standard output, which then holds nothing else."""
        if self.to is None and self.form == "ics":
            output.write_exactly(text)
        elif self.to is None:
            output.write(text)
        else:
            mark = output.BYTE_ORDER_MARK if self.form == "csv" else ""
            self._save(mark + text)
        self.name_a_set_day()

    def answer_bytes(self, content: bytes) -> None:
        """Give a workbook, which only a file can hold."""
        if self.to is None:
            raise RequestRefused(f"{self.form} is written to a file only; name one: --to FILE.{self.form}")
        self._save(content)
        self.name_a_set_day()

    def show(self, parts: "Callable[[Screen], Iterable[RenderableType]]") -> None:
        """Give a table: drawn for the screen there is, or as plain lines for the file."""
        if self.to is None:
            screen = output.screen()
            output.draw([*self._said(), *parts(screen)], screen)
        else:
            self._save(output.drawn([*self._said(), *parts(Screen())], Screen()))

    def save_each(self, folder: Path, files: Mapping[str, str]) -> None:
        """Give several texts, each in a file of its own."""
        said = "".join(f"{line}\n\n" for line in self._said())
        output.save_each(
            folder,
            {name: said + text for name, text in files.items()},
            force=self.force,
            ledger=self.session.place.path,
        )
        output.tell(f"permtrack: wrote {len(files)} file{'' if len(files) == 1 else 's'} in {folder}")
        self.name_a_set_day()

    def _said(self) -> list[str]:
        said = self.session.clock.said()
        return [said] if said else []

    def name_a_set_day(self) -> None:
        """Say on standard error that a setting has replaced today, where one has."""
        for said in self._said():
            output.tell(f"permtrack: {said}")

    def _save(self, content: str | bytes) -> None:
        if self.to is not None:
            output.save(self.to, content, force=self.force, ledger=self.session.place.path)
            output.tell(f"permtrack: wrote {self.to}")


def writing(command: Callable[Concatenate[Session, Own], None]) -> Callable[..., None]:
    """Add --ledger and --format to a command that answers in words or as JSON, and give it the session."""
    return _writing(command, ("table", "json"))


def writing_in_words(command: Callable[Concatenate[Session, Own], None]) -> Callable[..., None]:
    """Add --ledger to a command whose answer is for people alone, and give it the session."""
    return _writing(command, ("table",))


def _writing(command: Callable[Concatenate[Session, Own], None], forms: tuple[str, ...]) -> Callable[..., None]:
    @functools.wraps(command)
    def run(*, ledger: str | None, form: str | None, as_at: str | None, known_at: str | None, **own: Any) -> None:
        _refuse_the_past(as_at, known_at)
        session = begin(ledger, choose_form(form, None, forms))
        command(session, **own)  # type: ignore[call-arg]
        if said := session.clock.said():
            tell = output.tell if session.wants_json else output.write
            tell(f"permtrack: {said}" if session.wants_json else f"{said}\n")

    past = {"as_at": (NoAsAt, None), "known_at": (NoKnownAt, None)}
    return _with(run, command, {"ledger": (LedgerPath, None), "form": (_formats(forms), None)} | past)


def _refuse_the_past(as_at: str | None, known_at: str | None) -> None:
    """Raise RequestRefused where a command that acts now is asked about another day: it would be a misunderstanding."""
    for name, typed in (("--as-at", as_at), ("--known-at", known_at)):
        if typed is not None:
            raise RequestRefused(
                f"{name} is for the commands that answer about a day; this one acts on the ledger as it is now. "
                "Leave it out; the day of an event is typed after its kind"
            )


def _formats(forms: tuple[str, ...]) -> Any:
    return Annotated[str | None, typer.Option("--format", metavar="|".join(forms), help="How to answer.")]


def reading(
    *forms: str, to: Any = ToFile
) -> Callable[[Callable[Concatenate[Reading, Own], None]], Callable[..., None]]:
    """Add --ledger, --as-at, --known-at, --format, --to and --force to a command, and give it the reading.

    `to` is --to as the command's help describes it.
    """
    shared = {
        "ledger": (LedgerPath, None),
        "as_at": (AsAt, None),
        "known_at": (KnownAt, None),
        "form": (_formats(forms), None),
        "to": (to, None),
        "force": (Force, False),
    }

    def wrap(command: Callable[Concatenate[Reading, Own], None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(**options: Any) -> None:
            given = {name: options.pop(name) for name in shared}
            command(_reading(forms, **given), **options)  # type: ignore[call-arg]

        return _with(run, command, shared)

    return wrap


def _reading(
    forms: tuple[str, ...],
    *,
    ledger: str | None,
    as_at: str | None,
    known_at: str | None,
    form: str | None,
    to: str | None,
    force: bool,
) -> Reading:
    session = begin(ledger)
    file = Path(to) if to else None
    day = read_as_at(as_at, session.clock.today)
    return Reading(
        session=session,
        as_at=day,
        day_asked=day if as_at is not None else None,
        known_at=read_known_at(known_at),
        form=choose_form(form, file, forms),
        to=file,
        force=force,
        form_typed=form,
    )


def quoted(value: str) -> str:
    """A value as it is typed into a shell: in double quotes where it must be, where these would not do in single ones."""
    if PLAIN_WORD.fullmatch(value):
        return value
    return shlex.quote(value) if SHELL_SIGNS.intersection(value) else f'"{value}"'


def choose_form(typed: str | None, file: Path | None, forms: tuple[str, ...]) -> str:
    """The format asked for, else the one that the file's ending names, else the first."""
    if typed is not None:
        from permtrack.domain.vocabulary import choose  # noqa: PLC0415  (nothing typed, nothing to check)

        return choose("--format", typed, forms)
    ending = file.suffix.lower().removeprefix(".") if file else ""
    # A table is text, whatever its file is called; data under a name that says nothing of it is not found again.
    if ending not in forms and (ending in FORMATS_OF_FILES or (ending and "table" not in forms)):
        raise RequestRefused(f"this cannot be written as {ending}; one of: {', '.join(forms)} (--format)")
    return ending if ending in forms else forms[0]


def _with(
    run: Callable[..., None], command: Callable[..., None], shared: dict[str, tuple[Any, Any]]
) -> Callable[..., None]:
    """`run` with the signature that typer reads: the command's own parameters without the first, then the shared."""
    own = list(inspect.signature(command).parameters.values())[1:]
    keyword = inspect.Parameter.KEYWORD_ONLY
    added = [inspect.Parameter(name, keyword, default=d, annotation=a) for name, (a, d) in shared.items()]
    run.__signature__ = inspect.Signature([p.replace(kind=keyword) for p in own] + added)  # type: ignore[attr-defined]
    return run
