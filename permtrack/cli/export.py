"""`permtrack export`: the ledger's content for other tools."""

from typing import Annotated

import typer

from permtrack.app.child_screens import everything_recorded
from permtrack.app.finding_children import known_children
from permtrack.app.listing_due import listed_due
from permtrack.app.packaged import vocabulary
from permtrack.cli.shared_options import Reading, reading
from permtrack.domain.due_list import Wanted
from permtrack.domain.vocabulary import choose
from permtrack.ledger.store import Ledger
from permtrack.render.children import child_record, child_sheet
from permtrack.render.due_records import due_record, due_sheet
from permtrack.render.events import event_record, event_sheet
from permtrack.render.machine import as_json

What = Annotated[str, typer.Argument(metavar="events|children|due", help="What to export.")]


@reading("csv", "json")
def export(reading: Reading, *, what: What) -> None:
    """Export events, children or what is due, as CSV or JSON.

    Example: permtrack export events --to events.csv

    Events as JSON are the whole ledger, oldest first. As CSV they are a sheet that `import-events` reads: corrections
    are in the values, events struck out are marked in the column voided_by.
    """
    exporter = EXPORTERS[choose("WHAT", what, EXPORTERS)]
    with reading.session.open_ledger() as ledger:
        text = exporter(ledger, reading)
    reading.answer(text)


def _events(ledger: Ledger, reading: Reading) -> str:
    entries, refs = everything_recorded(ledger, reading.question(), reading.day_asked)
    if reading.form == "csv":
        return event_sheet(entries, refs, vocabulary())
    return as_json({"events": [event_record(entry, refs) for entry in entries]})


def _children(ledger: Ledger, reading: Reading) -> str:
    children = known_children(ledger, reading.question())
    if reading.form == "csv":
        return child_sheet(children)
    return as_json({"children": [child_record(child) for child in children]})


def _due(ledger: Ledger, reading: Reading) -> str:
    listing = listed_due(ledger, reading.question(), Wanted(), ())
    return due_sheet(listing) if reading.form == "csv" else as_json(due_record(listing))


EXPORTERS = {"events": _events, "children": _children, "due": _due}
