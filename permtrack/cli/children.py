"""`permtrack children`: the list of children."""

from permtrack.app.child_screens import situations
from permtrack.cli.shared_options import Reading, Refs, reading
from permtrack.render.children import children_parts, situation_record, situation_sheet
from permtrack.render.machine import as_json


@reading("table", "json", "csv")
def children(reading: Reading, *, refs: Refs = None) -> None:
    """List the children, with care, placement and plan as they stand.

    Example: permtrack children
    """
    with reading.session.open_ledger() as ledger:
        found = situations(ledger, reading.question(), refs or ())
    match reading.form:
        case "json":
            reading.answer(as_json({"as_at": reading.as_at, "children": [situation_record(one) for one in found]}))
        case "csv":
            reading.answer(situation_sheet(found))
        case _:
            reading.show(lambda screen: children_parts(found, reading.as_at, screen))
