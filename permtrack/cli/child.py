"""`permtrack child`: one child on one screen."""

from permtrack.app.child_screens import ChildScreen, child_screen
from permtrack.app.packaged import vocabulary
from permtrack.cli.shared_options import Reading, Ref, reading
from permtrack.domain.recorded import Recorded
from permtrack.render.children import situation_record
from permtrack.render.events import event_record
from permtrack.render.machine import Record, alert_record, as_json, deadline_record


@reading("table", "json")
def child(reading: Reading, *, ref: Ref) -> None:
    """Show one child on one screen: where it stands, what comes next, what is wrong, what happened last.

    Example: permtrack child 000123
    """
    with reading.session.open_ledger() as ledger:
        found = child_screen(ledger, reading.question(), ref)
    if reading.form == "json":
        reading.answer(as_json(_record(found)))
        return
    from permtrack.render.child import child_parts  # noqa: PLC0415  (rich, which JSON does not need)

    one, told = found.situation, found.last_events
    reading.show(lambda screen: child_parts(one, found.next, told, found.earlier_events, vocabulary(), screen))


def _record(found: ChildScreen) -> Record:
    refs = {found.situation.child.id: found.situation.child.ref}
    told = (Recorded(event=event, first=event) for event in found.last_events)
    return {
        "as_at": found.next.outlook.as_at,
        "child": situation_record(found.situation),
        "deadlines": [deadline_record(deadline) for deadline in found.next.found],
        "alerts": [alert_record(alert) for alert in found.next.alerts],
        "last_events": [event_record(entry, refs) for entry in told],
    }
