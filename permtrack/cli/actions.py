"""`permtrack actions`: what meetings agreed, by owner."""

from typing import Annotated

import typer

from permtrack.app.listing_actions import listed_actions
from permtrack.cli.shared_options import OfAuthority, OfTeam, OfWorker, Reading, Refs, reading
from permtrack.domain.due_list import Wanted
from permtrack.render.actions import action_parts, actions_record, actions_sheet
from permtrack.render.machine import as_json


@reading("table", "json", "csv")
def actions(
    reading: Reading,
    *,
    refs: Refs = None,
    owner: Annotated[str | None, typer.Option(metavar="OWNER", help="Only what this owner is to do.")] = None,
    team: OfTeam = None,
    worker: OfWorker = None,
    authority: OfAuthority = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what is done or cancelled, with the day.")] = False,
) -> None:
    """List the actions agreed at meetings that are still open, by owner, the worst first.

    Example: permtrack actions --owner SW2

    An action is carried over by each later meeting of the kind that agreed it; where no meeting is known, by each later
    planning or tracking meeting. `permtrack done NUMBER` ends one; `permtrack add-event REF action-cancelled
    --set action_id=NUMBER` ends one that is no longer wanted.
    """
    wanted = Wanted(team=team, worker=worker, authority=authority, everything=everything)
    with reading.session.open_ledger() as ledger:
        listing = listed_actions(ledger, reading.question(), wanted, owner, refs or ())
    match reading.form:
        case "json":
            reading.answer(as_json(actions_record(listing)))
        case "csv":
            reading.answer(actions_sheet(listing))
        case _:
            reading.show(lambda screen: action_parts(listing, screen))
