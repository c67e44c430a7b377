"""`permtrack void`: strike out events."""

from typing import Annotated

import typer

from permtrack.app.striking_out import void as strike_out
from permtrack.cli.recording_options import DryRun, Reason, answer, occasion
from permtrack.cli.session import Session
from permtrack.cli.shared_options import writing


@writing
def void(
    session: Session,
    *,
    events: Annotated[
        list[str], typer.Argument(metavar="EVENT..", help="The number that timeline prints (41), or the whole id.")
    ],
    reason: Reason,
    dry_run: DryRun = False,
) -> None:
    """Strike out an event, or several of one child. They stay in the ledger, and no longer count.

    Example: permtrack void 41 --reason "Recorded for the wrong child"

    Striking out a correction gives back what was there before; striking out a striking-out gives back the event.
    """
    with session.open_ledger(writing=True) as ledger:
        answer(session, strike_out(ledger, occasion(session), events, reason, dry_run=dry_run))
