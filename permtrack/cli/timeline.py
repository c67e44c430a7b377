"""`permtrack timeline`: one child's full history."""

from permtrack.app.child_screens import whole_record
from permtrack.app.packaged import vocabulary
from permtrack.cli.shared_options import Reading, Ref, reading
from permtrack.render.events import event_record, event_sheet
from permtrack.render.machine import as_json
from permtrack.render.timeline import timeline_parts


@reading("table", "json", "csv")
def timeline(reading: Reading, *, ref: Ref) -> None:
    """Show one child's full history, struck-out and corrected events included, with the numbers to name them by.

    Example: permtrack timeline 000123
    """
    with reading.session.open_ledger() as ledger:
        found = whole_record(ledger, reading.question(), ref, reading.day_asked)
    refs = {found.child.id: found.child.ref}
    match reading.form:
        case "json":
            reading.answer(
                as_json({"child": found.child.ref, "events": [event_record(e, refs) for e in found.entries]})
            )
        case "csv":
            reading.answer(event_sheet(found.entries, refs, vocabulary()))
        case _:
            reading.show(lambda screen: timeline_parts(found.entries, found.numbers, vocabulary(), screen))
