"""`permtrack reconcile`: another office's list beside the ledger."""

from pathlib import Path
from typing import Annotated

import typer

from permtrack.app.listing_due import checked
from permtrack.app.packaged import vocabulary
from permtrack.app.reconciling import reconciled
from permtrack.cli.shared_options import Reading, reading
from permtrack.domain.due_list import Wanted
from permtrack.exchange.office_list import read_office_list
from permtrack.render.machine import as_json
from permtrack.render.reconciled import reconciled_parts, reconciled_record, reconciled_sheet

Filter = str | None


@reading("table", "json", "csv")
def reconcile(  # noqa: PLR0913  (one for each option)
    reading: Reading,
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The other list: CSV, or XLSX.", show_default=False)],
    on: Annotated[
        Filter,
        typer.Option("--on", metavar="COLUMN", help="The column of the children's refs; else ref, child, child id."),
    ] = None,
    sheet: Annotated[Filter, typer.Option(metavar="NAME", help="The sheet of a workbook; else the first.")] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="E", help="Of a CSV file that is not UTF-8: cp1252, utf-16.")
    ] = None,
    team: Annotated[Filter, typer.Option(metavar="TEAM", help="Expect only this team's children on the list.")] = None,
    worker: Annotated[Filter, typer.Option(metavar="WORKER", help="Expect only this worker's children.")] = None,
    iro: Annotated[Filter, typer.Option(metavar="IRO", help="Expect only this reviewing officer's children.")] = None,
    authority: Annotated[Filter, typer.Option(metavar="NAME", help="Expect only this authority's children.")] = None,
    plan: Annotated[Filter, typer.Option(metavar="PLAN", help="Expect only children with this plan.")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Expect also children whose care is over.")] = False,
) -> None:
    """Hold another office's list against the ledger: who is on one only, and which dates differ. Nothing is written.

    Example: permtrack reconcile family-finding.csv --on "Child ref" --plan adoption

    Compared are columns named after a kind of event or an alias of one (adm-decision, placement-order, match, placed),
    a detail of the child (dob, team, iro), the plan, the legal status, the placement, or headed as in Annex A; any
    other is named and left alone. Refs are matched whole, leading zeros included. Children who are in care, or not
    yet, are expected on the list; the filters and --all change that.
    """
    wanted = checked(Wanted(team=team, worker=worker, iro=iro, authority=authority, plan=plan))
    today = reading.session.clock.today
    office = read_office_list(file.read_bytes(), file.name, vocabulary(), today, on=on, sheet=sheet, encoding=encoding)
    with reading.session.open_ledger() as ledger:
        told = reconciled(ledger, reading.question(), office, wanted, everyone=everyone)
    match reading.form:
        case "json":
            reading.answer(as_json(reconciled_record(told)))
        case "csv":
            reading.answer(reconciled_sheet(told))
        case _:
            reading.show(lambda screen: reconciled_parts(told, screen))
