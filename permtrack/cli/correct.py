"""`permtrack correct`: replace what an event says."""

from typing import Annotated

import typer

from permtrack.app.striking_out import correct as replace
from permtrack.cli.recording_options import DryRun, EventNumber, Reason, Settings, answer, occasion, typed_fields
from permtrack.cli.session import Session
from permtrack.cli.shared_options import writing


@writing
def correct(
    session: Session,
    *,
    event: EventNumber,
    reason: Reason,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The right day.")] = None,
    settings: Settings = None,
    dry_run: DryRun = False,
) -> None:
    """Replace the day of an event, or what its fields say. What stood there before stays in the ledger.

    Example: permtrack correct 41 --on 7/1/2026 --reason "Minutes received"

    `--set plan=` takes a field away.
    """
    typed = typed_fields(settings, {})
    with session.open_ledger(writing=True) as ledger:
        answer(session, replace(ledger, occasion(session), event, typed, reason, on=on, dry_run=dry_run))
