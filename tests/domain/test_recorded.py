from datetime import date

from permtrack.domain.events import Event
from permtrack.domain.recorded import in_time_order, recorded, up_to


def event(number: int, kind: str, on: str, **fields: object) -> Event:
    return Event(id=f"e{number}", child="e1", kind=kind, on=date.fromisoformat(on), fields=fields, number=number)


TOLD = (
    event(1, "child-added", "2026-03-01", ref="A"),
    event(2, "review", "2026-01-05", plan="adoption"),
    event(3, "review", "2026-02-05"),
    event(4, "correction", "2026-03-02", event="e2", reason="r", new_on="2026-01-04", **{"set.plan": ""}),
    event(5, "void", "2026-03-02", event="e3", reason="r"),
    event(6, "void", "2026-03-03", event="e5", reason="r"),
    event(7, "void", "2026-03-03", event="e1", reason="r"),
)


def test_a_corrected_entry_has_its_new_values_and_its_first():
    entry = recorded(TOLD)[1]
    assert (entry.event.on, dict(entry.event.fields)) == (date(2026, 1, 4), {})
    assert (entry.first.on, dict(entry.first.fields)) == (date(2026, 1, 5), {"plan": "adoption"})
    assert [correction.id for correction in entry.corrected_by] == ["e4"]


def test_a_striking_out_that_was_struck_out_changes_nothing():
    told = {entry.event.id: entry for entry in recorded(TOLD)}
    assert told["e3"].voided_by is None
    assert told["e5"].voided_by.id == "e6"
    assert told["e1"].voided_by.id == "e7"


def test_the_order_is_that_of_days_and_changes_stand_below_their_day():
    order = [entry.event.id for entry in in_time_order(recorded(reversed(TOLD)), lambda _: 0)]
    assert order == ["e2", "e3", "e1", "e4", "e5", "e6", "e7"]


def test_up_to_a_day_means_the_day_included():
    assert [entry.event.id for entry in up_to(recorded(TOLD), date(2026, 3, 1))] == ["e1", "e2", "e3"]
    assert len(up_to(recorded(TOLD), None)) == len(TOLD)
