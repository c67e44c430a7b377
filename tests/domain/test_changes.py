from dataclasses import replace
from datetime import date

import pytest

from permtrack.domain.changes import Change, difference
from permtrack.domain.findings import Alert, Deadline, Outlook, Severity, Status

DEADLINE = Deadline(
    id="1:review.next:A",
    child="1",
    rule="review.next",
    title="Next review",
    set="permanence",
    tier="regulation",
    checked="yes",
    citation="reg 33(2)",
    version="2011",
    status=Status.UPCOMING,
    trigger=None,
    due_on=date(2026, 5, 17),
)
ALERT = Alert(
    id="1:x:A", child="1", alert="x", severity=Severity.RED, since=date(2026, 1, 1), sentence="Why.", tier="act"
)


def outlook(*deadlines: Deadline, alerts: tuple[Alert, ...] = ()) -> Outlook:
    return Outlook(
        as_at=date(2026, 1, 1), known_at=None, rulebook="england", version="1", policy_from=None, children=1,
        deadlines=deadlines, alerts=alerts,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (None, Status.UPCOMING, Change.NEW),
        (None, Status.OVERDUE, Change.NEW),
        (None, Status.MET, Change.MET),
        (None, Status.MISSED, Change.CLOSED),
        (None, Status.CANNOT_ASSESS, None),
        (Status.CANNOT_ASSESS, Status.OVERDUE, Change.NEW),
        (Status.OVERDUE, Status.DUE_SOON, None),
        (Status.OVERDUE, Status.MET_LATE, Change.MET),
        (Status.CANNOT_ASSESS, Status.MET, Change.MET),
        (Status.MET, Status.MET_LATE, None),
        (Status.MET, Status.OVERDUE, Change.OPEN_AGAIN),
        (Status.WAIVED, Status.OVERDUE, Change.OPEN_AGAIN),
        (Status.OVERDUE, Status.WAIVED, Change.SET_ASIDE),
        (Status.OVERDUE, Status.MISSED, Change.CLOSED),
        (Status.OVERDUE, Status.CANNOT_ASSESS, Change.UNKNOWN),
        (Status.UPCOMING, None, Change.CLOSED),
        (Status.MET, None, None),
        (Status.MISSED, None, None),
        (Status.CANNOT_ASSESS, None, None),
    ],
)
def test_what_became_of_a_deadline(before: Status | None, after: Status | None, change: Change | None) -> None:
    was = outlook(*[replace(DEADLINE, status=before)] if before else [])
    now = outlook(*[replace(DEADLINE, status=after)] if after else [])
    assert [changed.change for changed in difference(was, now).deadlines] == ([change] if change else [])


def test_an_open_deadline_with_another_day_has_moved_and_knows_where_it_was() -> None:
    (changed,) = difference(outlook(DEADLINE), outlook(replace(DEADLINE, due_on=date(2026, 5, 1)))).deadlines
    assert changed.change is Change.MOVED
    assert changed.was == DEADLINE


def test_a_child_s_new_ref_changes_nothing_that_is_due() -> None:
    renamed = replace(DEADLINE, id="2:review.next:A", child="2")
    alert = replace(ALERT, id="2:x:A", child="2")
    was, now = outlook(DEADLINE, alerts=(ALERT,)), outlook(renamed, alerts=(alert,))
    assert difference(was, now, {"1": "2"}).is_empty
    assert not difference(was, now).is_empty


def test_alerts_are_raised_and_cleared() -> None:
    found = difference(outlook(alerts=(ALERT,)), outlook(alerts=(replace(ALERT, id="1:y:A"),)))
    assert [alert.id for alert in found.raised] == ["1:y:A"]
    assert [alert.id for alert in found.cleared] == ["1:x:A"]


def test_what_was_met_comes_first_then_by_day() -> None:
    late = replace(DEADLINE, id="1:a:A", due_on=date(2026, 9, 1))
    early = replace(DEADLINE, id="1:b:A", due_on=date(2026, 2, 1))
    met = replace(DEADLINE, id="1:c:A", status=Status.MET)
    found = difference(outlook(), outlook(late, early, met)).deadlines
    assert [changed.deadline.id for changed in found] == ["1:c:A", "1:b:A", "1:a:A"]
