"""`permtrack import-minutes`: bring in the minutes of a meeting."""

from pathlib import Path
from typing import Annotated

import typer

from permtrack.app.import_minutes import import_minutes as bring_in
from permtrack.app.packaged import vocabulary
from permtrack.cli.imported import Encoding, ReportFile, answer_import
from permtrack.cli.progress import progress
from permtrack.cli.recording_options import DryRun, occasion
from permtrack.cli.session import Session
from permtrack.cli.shared_options import Force, writing
from permtrack.domain.typed_dates import parse_date
from permtrack.exchange.minutes_form import read_minutes


@writing
def import_minutes(
    session: Session,
    *,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The form, filled in: .xlsx or .csv.", show_default=False)
    ],
    meeting: Annotated[
        str | None, typer.Option(metavar="DATE", help="The meeting's day, to be sure that it is the right form.")
    ] = None,
    encoding: Encoding = None,
    report: ReportFile = None,
    force: Force = False,
    dry_run: DryRun = False,
) -> None:
    """Bring in the minutes of a meeting: the form that `pack --form` wrote, filled in.

    Example: permtrack import-minutes minutes.xlsx --dry-run

    Each child marked as discussed gets its meeting, with decision and chair; then changes of plan, actions agreed,
    actions done and reasons for delay. All or nothing: every bad row is named with what is wrong. The same form twice
    adds nothing. Days are typed day first; an empty cell changes nothing.
    """
    today = session.clock.today
    meeting_on = parse_date(meeting, today, name="--meeting", ahead=True) if meeting is not None else None
    minutes = read_minutes(file.read_bytes(), file.name, vocabulary(), today, encoding)
    with session.open_ledger(writing=True) as ledger, progress("Importing") as moved:
        imported = bring_in(ledger, occasion(session), minutes, meeting_on=meeting_on, dry_run=dry_run, progress=moved)
    answer_import(session, imported, report, force=force, skippable=False)
