"""`permtrack demo`: a demonstration ledger, and what is due in it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from permtrack.app.asking import Question
from permtrack.app.demonstration import demonstrate
from permtrack.app.listing_due import listed_due
from permtrack.cli import output
from permtrack.cli.recording_options import occasion
from permtrack.cli.session import Session
from permtrack.cli.shared_options import writing_in_words
from permtrack.domain.due_list import Wanted
from permtrack.ledger.store import open_ledger
from permtrack.render.due import due_parts
from permtrack.render.written import in_words

if TYPE_CHECKING:
    from permtrack.app.demonstration import Demonstration

MOST_LINES = 15


@writing_in_words
def demo(
    session: Session,
    *,
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where; else permtrack-demo here.")] = Path(
        "permtrack-demo"
    ),
    force: Annotated[bool, typer.Option("--force", help="Make an earlier demonstration anew.")] = False,
) -> None:
    """Build a demonstration ledger of invented children, and show what is due in it.

    Example: permtrack demo

    It answers as at the sample's own day, so that it looks the same whenever it is made.
    """
    made = demonstrate(folder, occasion(session), force=force)
    output.write(f"Made {made.folder}: {made.about}\n")
    output.write(f"Its own day is {in_words(made.as_at)}. The worst of what is due then:\n\n")
    with open_ledger(made.ledger) as ledger:
        listing = listed_due(ledger, Question(as_at=made.as_at), Wanted(limit=MOST_LINES), ())
    screen = output.screen()
    output.draw(due_parts(listing, screen), screen)
    worst = listing.lines[0]
    output.write(_what_to_try(made, worst.child.ref, worst.deadline.rule))


def _what_to_try(made: "Demonstration", ref: str, rule: str) -> str:
    path = f'"{made.ledger}"' if " " in str(made.ledger) else str(made.ledger)
    asked = f"--ledger {path} --as-at {made.as_at.isoformat()}"
    return (
        "\nTry next:\n"
        f"  permtrack due {asked}\n"
        f"  permtrack child {ref} {asked}\n"
        f"  permtrack why {ref} {rule} {asked}\n"
        f"  permtrack add-event {ref} review {made.as_at.isoformat()} --ledger {path} --dry-run\n"
        f"To undo: delete the folder {made.folder}; nothing else was made\n"
    )
