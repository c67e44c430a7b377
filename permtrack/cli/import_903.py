"""`permtrack import-903`: bring in national returns."""

from pathlib import Path
from typing import Annotated

import typer

from permtrack.app.import_return import Wanted, import_return
from permtrack.cli.imported import Encoding, ReportFile, SkipBadRows, answer_import
from permtrack.cli.progress import progress
from permtrack.cli.recording_options import DryRun, occasion
from permtrack.cli.session import Session
from permtrack.cli.shared_options import Force, writing


@writing
def import_903(
    session: Session,
    *,
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH..", help="Folders, each holding one year's return, or its files.", show_default=False
        ),
    ],
    year: Annotated[
        int | None,
        typer.Option(
            metavar="Y", min=2000, max=2100, help="The year ends on 31 March Y; else the latest DECOM tells it."
        ),
    ] = None,
    encoding: Encoding = None,
    skip_bad_rows: SkipBadRows = False,
    report: ReportFile = None,
    force: Force = False,
    dry_run: DryRun = False,
) -> None:
    """Bring in SSDA903 returns, CSV or XML: one year or several, in any order.

    Example: permtrack import-903 return-2024-25 return-2025-26 --dry-run

    Several years make one history, and the same return twice adds nothing. What a file holds is told by its columns;
    postcodes, UPNs and ethnicity are never kept. All or nothing, unless --skip-bad-rows.
    """
    wanted = Wanted(year=year, encoding=encoding, skip_bad_rows=skip_bad_rows, dry_run=dry_run)
    with session.open_ledger(writing=True) as ledger, progress("Importing") as moved:
        imported = import_return(ledger, paths, occasion(session), wanted, moved)
    answer_import(session, imported, report, force=force)
