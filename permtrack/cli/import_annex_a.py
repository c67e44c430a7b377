"""`permtrack import-annex-a`: bring in what the Annex A lists have and the national return lacks."""

from pathlib import Path
from typing import Annotated

import typer

from permtrack.app.import_annex_a import Wanted
from permtrack.app.import_annex_a import import_annex_a as bring_in
from permtrack.cli import output
from permtrack.cli.imported import ReportFile, SkipBadRows, answer_import
from permtrack.cli.progress import progress
from permtrack.cli.recording_options import DryRun, occasion
from permtrack.cli.session import Session
from permtrack.cli.shared_options import Force, writing
from permtrack.domain.typed_dates import parse_date
from permtrack.exchange.annex_a.reading import read_annex_a


@writing
def import_annex_a(
    session: Session,
    *,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.xlsx", help="The workbook, with List 10, List 8 or both.", show_default=False),
    ],
    of_day: Annotated[
        str | None, typer.Option("--list-date", metavar="DATE", help="The day the lists were drawn up; else today.")
    ] = None,
    authority: Annotated[
        str | None, typer.Option(metavar="NAME", help="The authority whose children the lists hold.")
    ] = None,
    skip_bad_rows: SkipBadRows = False,
    report: ReportFile = None,
    force: Force = False,
    dry_run: DryRun = False,
) -> None:
    """Bring in Ofsted's Annex A: adoption (List 10) and children looked after (List 8), from an Excel workbook.

    Example: permtrack import-annex-a annex-a.xlsx --dry-run

    Records the dates that the ledger lacks: decision, placement order, match, placing and order, the start of care,
    legal status, latest review, the plan. Where the ledger says otherwise, the difference is listed and nothing is
    overwritten. A row whose id is new brings the child when it has a date of birth. All or nothing, unless
    --skip-bad-rows; the same workbook twice adds nothing. No names and no postcodes are kept.
    """
    today = session.clock.today
    day = parse_date(of_day, today, name="--list-date") if of_day else today
    annex = read_annex_a(file.read_bytes(), file.name, today)
    wanted = Wanted(of_day=day, authority=authority, skip_bad_rows=skip_bad_rows, dry_run=dry_run)
    with session.open_ledger(writing=True) as ledger, progress("Importing") as moved:
        imported = bring_in(ledger, occasion(session), annex, wanted, moved)
    if imported.differences and not session.wants_json:
        from permtrack.render.differences import difference_parts  # noqa: PLC0415  (rich, which JSON does not need)

        screen = output.screen()
        output.draw(["The ledger and the lists differ:", *difference_parts(imported.differences, screen), ""], screen)
    answer_import(session, imported, report, force=force)
