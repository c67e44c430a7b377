"""`permtrack done`: an agreed action is done."""

from typing import Annotated

import typer

from permtrack.app.recording import done as record
from permtrack.cli.recording_options import DryRun, When, answer, occasion, one_date
from permtrack.cli.session import Session
from permtrack.cli.shared_options import writing


@writing
def done(
    session: Session,
    *,
    action: Annotated[str, typer.Argument(metavar="ACTION", help="The action's number (41), or its whole id.")],
    when: When = None,
    dry_run: DryRun = False,
) -> None:
    """Record that an agreed action is done, today or on a day.

    Example: permtrack done 41 6 Jan 2026
    """
    with session.open_ledger(writing=True) as ledger:
        answer(session, record(ledger, occasion(session), action, one_date(when), dry_run=dry_run))
