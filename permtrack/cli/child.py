"""`permtrack child`: one child on one screen."""

from typing import Annotated

import typer

from permtrack.app.child_page import page_of
from permtrack.app.packaged import vocabulary
from permtrack.cli.shared_options import Reading, Ref, reading
from permtrack.domain.child_page.page import ChildPage
from permtrack.domain.recorded import Recorded
from permtrack.render.child_page.records import page_record
from permtrack.render.children import situation_record
from permtrack.render.events import event_record
from permtrack.render.machine import Record, alert_record, as_json, deadline_record

LAST_EVENTS = 6


@reading("table", "json")
def child(
    reading: Reading,
    *,
    ref: Ref,
    full: Annotated[bool, typer.Option("--full", help="Show all of every section, however long.")] = False,
) -> None:
    """Show one child on one screen.

    Where it stands, what is due and what is wrong; the stages to adoption with their days and the search for a family;
    the last meeting, its actions and what happened since; the years in one picture. What does not fit is counted at the
    end, and --full shows it; JSON gives all of it.

    A move is a change of home in this period of care: staying with the same carers is none.

    Example: permtrack child 000123
    """
    with reading.session.open_ledger() as ledger:
        page = page_of(ledger, reading.question(), ref, full=full)
    if reading.form == "json":
        reading.answer(as_json(_record(page)))
        return
    from permtrack.render.child import child_parts  # noqa: PLC0415  (rich, which JSON does not need)

    reading.show(lambda screen: child_parts(page, vocabulary(), screen, full=full))


def _record(page: ChildPage) -> Record:
    child = page.situation.child
    told = (Recorded(event=event, first=event) for event in page.events[-LAST_EVENTS:])
    return {
        "as_at": page.next.outlook.as_at,
        "child": situation_record(page.situation),
        "deadlines": [deadline_record(deadline) for deadline in page.next.found],
        "alerts": [alert_record(alert) for alert in page.next.alerts],
        "last_events": [event_record(entry, {child.id: child.ref}) for entry in told],
        "page": page_record(page),
    }
