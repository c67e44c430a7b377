"""`permtrack import-events`: bring in a sheet of events."""

from pathlib import Path
from typing import Annotated

import typer

from permtrack.app.import_sheet import import_sheet
from permtrack.app.packaged import vocabulary
from permtrack.cli import output
from permtrack.cli.imported import Encoding, ReportFile, SkipBadRows, answer_import
from permtrack.cli.progress import progress
from permtrack.cli.recording_options import DryRun, occasion
from permtrack.cli.session import Session
from permtrack.cli.shared_options import Force, writing
from permtrack.errors import RequestRefused
from permtrack.exchange.event_sheet import read_sheet, template


@writing
def import_events(
    session: Session,
    *,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A CSV file or an Excel workbook (.xlsx).")
    ] = None,
    wants_template: Annotated[bool, typer.Option("--template", help="Print an empty sheet.")] = False,
    encoding: Encoding = None,
    skip_bad_rows: SkipBadRows = False,
    report: ReportFile = None,
    force: Force = False,
    dry_run: DryRun = False,
) -> None:
    """Bring in a sheet of events: columns ref, kind, on, any of the child's, note, and any field of the vocabulary.

    Example: permtrack import-events events.csv --dry-run

    All or nothing, unless --skip-bad-rows; the same sheet twice adds nothing. A row whose ref is new brings the child
    when it carries dob or edd; rows of kind child-amended change team, worker, iro, siblings. Several values of
    parallel or considered are separated by ;
    """
    if wants_template:
        output.write(template(vocabulary()))
        raise typer.Exit  # nothing may follow the columns
    if file is None:
        raise RequestRefused("which file? permtrack import-events FILE, or --template for an empty sheet")
    content = file.read_bytes()
    sheet = read_sheet(content, file.name, vocabulary(), session.clock.today, encoding)
    with session.open_ledger(writing=True) as ledger, progress("Importing") as moved:
        imported = import_sheet(
            ledger, occasion(session), sheet, skip_bad_rows=skip_bad_rows, dry_run=dry_run, progress=moved
        )
    answer_import(session, imported, report, force=force)
