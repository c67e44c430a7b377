"""`permtrack waive`: set a deadline or alert aside until a day."""

from typing import Annotated

import typer

from permtrack.app.recording import waive as record
from permtrack.cli.recording_options import DryRun, Reason, Ref, answer, occasion, typed_fields
from permtrack.cli.session import Session
from permtrack.cli.shared_options import writing


@writing
def waive(  # noqa: PLR0913  (one for each option)
    session: Session,
    *,
    ref: Ref,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule or alert: review.next.")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The last day it is set aside.")],
    reason: Reason,
    authorised_by: Annotated[str, typer.Option("--authorised-by", metavar="CODE", help="Who decided it.")],
    event: Annotated[
        str | None, typer.Option("--event", metavar="EVENT", help="Only the duty that this event started.")
    ] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="A note.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Set a deadline or alert of one child aside until a day. It comes back by itself the day after.

    Example: permtrack waive 000123 review.next --until 4/5/2027 --reason "Court hearing first" --authorised-by TM1
    """
    options = {"until": until, "reason": reason, "authorised_by": authorised_by, "event": event, "note": note}
    with session.open_ledger(writing=True) as ledger:
        answer(session, record(ledger, occasion(session), ref, rule, typed_fields((), options), dry_run=dry_run))
