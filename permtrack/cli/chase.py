"""`permtrack chase`: a text for each worker of what is needed before the meeting."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from permtrack.app.chasing import chased
from permtrack.cli import output
from permtrack.cli.shared_options import OfAuthority, OfIro, OfTeam, OfWorker, Reading, Refs, reading
from permtrack.domain.chasing import BY
from permtrack.domain.due_list import Wanted
from permtrack.domain.texts import file_names
from permtrack.domain.typed_dates import parse_date
from permtrack.render.chase import SEPARATOR, chase_record, chase_text, nobody
from permtrack.render.machine import as_json

if TYPE_CHECKING:
    from permtrack.domain.chasing import Chase

ToFolder = Annotated[
    str | None, typer.Option("--to", metavar="FOLDER", help="Write a file for each there: chase-SW2.txt.")
]
Meeting = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="The meeting's day; else the next one in local policy, else in 28 days."),
]


@reading("table", "json", to=ToFolder)
def chase(
    reading: Reading,
    *,
    refs: Refs = None,
    by: Annotated[str, typer.Option(metavar="|".join(BY), help="Whom to ask.")] = BY[0],
    meeting: Meeting = None,
    team: OfTeam = None,
    worker: OfWorker = None,
    iro: OfIro = None,
    authority: OfAuthority = None,
) -> None:
    """Write a text for each worker of what is needed before the meeting: to paste into an e-mail.

    Example: permtrack chase --by worker --meeting 14/7/2026 --to letters

    A text tells what is overdue or due by then, the worker's open actions, what cannot be worked out until it is
    recorded, and the alerts. It holds refs, rules and days: no initials, no notes, no text of an action. Who has nothing
    to do gets none.
    """
    on = parse_date(meeting, reading.session.clock.today, name="--meeting", ahead=True) if meeting else None
    wanted = Wanted(team=team, worker=worker, iro=iro, authority=authority)
    with reading.session.open_ledger() as ledger:
        found = chased(ledger, reading.question(), wanted, by, on, refs or ())
    if reading.form == "json":
        reading.answer(as_json(chase_record(found)))
        return
    texts = [chase_text(needed, found) for needed in found.needed]
    if reading.to is not None and texts:
        _write(reading, reading.to, found, texts)
    elif reading.to is not None:
        output.tell(f"permtrack: {nobody(found).rstrip()} No file was written")
    else:
        reading.answer(f"{SEPARATOR}\n\n".join(f"{text}\n" for text in texts) or nobody(found))
    if found.actions_elsewhere:
        output.tell(f"permtrack: {_elsewhere(found)}; see: permtrack chase --by owner")


def _write(reading: Reading, folder: Path, found: "Chase", texts: list[str]) -> None:
    names = file_names([needed.who or f"no-{found.by}-recorded" for needed in found.needed])
    files = {f"chase-{name}.txt": text for name, text in zip(names, texts, strict=True)}
    reading.save_each(folder, files)


def _elsewhere(found: "Chase") -> str:
    count = found.actions_elsewhere
    who = "reviewing officer" if found.by == "iro" else found.by
    return f"{count} open action{' is' if count == 1 else 's are'} for somebody who is no {who} of these children, and in no {who}'s text"
