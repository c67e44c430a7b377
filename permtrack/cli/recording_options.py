"""What the commands that record something share: their options, and how they answer."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from permtrack.app.drafting import Occasion, read_settings
from permtrack.app.packaged import vocabulary
from permtrack.cli import output
from permtrack.cli.completing import refs
from permtrack.cli.session import Session, account
from permtrack.render.machine import as_json
from permtrack.render.written import written_lines, written_record

if TYPE_CHECKING:
    from permtrack.domain.changes import Written

Ref = Annotated[
    str, typer.Argument(metavar="REF", help="The child's whole ref.", show_default=False, autocompletion=refs)
]
When = Annotated[
    list[str] | None,
    typer.Argument(metavar="[DATE]", help="The day, all words together: 6 Jan 2026; else today.", show_default=False),
]
EventNumber = Annotated[
    str, typer.Argument(metavar="EVENT", help="The number that timeline prints (41), or the whole id.")
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept with the record.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="Any field of the kind; may be repeated.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be recorded and change; save nothing.")]


def occasion(session: Session) -> Occasion:
    """The day, the instant and the account of this run, as recorded with every event."""
    return Occasion(today=session.clock.today, now=session.clock.now, account=account())


def one_date(words: Sequence[str] | None) -> str | None:
    """All the words of a date as one; None where there are none."""
    return " ".join(words) if words else None


def typed_fields(
    settings: Sequence[str] | None, options: Mapping[str, str | Sequence[str] | None]
) -> dict[str, list[str]]:
    """Everything typed for each field, whether by its own option or with --set."""
    typed = read_settings(settings or ())
    for name, value in options.items():
        given = [value] if isinstance(value, str) else list(value or ())
        if given:
            typed[name] = [*typed.get(name, ()), *given]
    return typed


def answer(session: Session, written: "Written") -> None:
    """Print what was recorded and what it changed."""
    if session.wants_json:
        output.write(as_json(written_record(written)))
        return
    for line in written_lines(written, vocabulary().kinds):
        output.write(line + "\n")
