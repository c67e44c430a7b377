"""`permtrack drift`: what is going wrong though no single date is late."""

from datetime import date
from typing import Annotated

import typer

from permtrack.app.listing_drift import LAST_MEETING, listed_drift
from permtrack.cli.shared_options import Reading, Refs, reading
from permtrack.domain.typed_dates import parse_date
from permtrack.render.drift import drift_parts, drift_record, drift_sheet
from permtrack.render.machine import as_json

NewSince = Annotated[
    str | None,
    typer.Option(
        metavar="DATE|last-meeting", help="Only what began after a day, or was not there yet for the last meeting."
    ),
]


@reading("table", "json", "csv")
def drift(reading: Reading, *, refs: Refs = None, new_since: NewSince = None) -> None:
    """Show the drift alerts alone, gravest first: each with its reason and the day it began.

    Example: permtrack drift --new-since last-meeting
    """
    since: str | date | None = new_since
    if new_since is not None and new_since != LAST_MEETING:
        since = parse_date(new_since, reading.session.clock.today, name="--new-since")
    with reading.session.open_ledger() as ledger:
        found = listed_drift(ledger, reading.question(), refs or (), since)
    match reading.form:
        case "json":
            reading.answer(as_json(drift_record(found)))
        case "csv":
            reading.answer(drift_sheet(found))
        case _:
            reading.show(lambda screen: drift_parts(found, screen))
