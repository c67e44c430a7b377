"""Which reason for delay speaks for which overdue duty.

The child became looked after on Monday 1 June 2026: the first review was due twenty working days on, on Monday 29 June,
and 28 days before that is the day of entry itself.
"""

from datetime import date
from pathlib import Path

import pytest

from permtrack.app.asking import Question
from permtrack.app.looking import survey
from permtrack.domain.findings import Deadline, Delay, Status
from permtrack.ledger.store import open_ledger
from tests.app.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.add_child(care="1/6/2026", basis="s20")
    return desk


def overdue(desk: Desk, on: date) -> dict[str, Deadline]:
    with open_ledger(desk.path) as ledger:
        found = survey(ledger, Question(as_at=on)).outlook.deadlines
    return {deadline.rule: deadline for deadline in found if deadline.status is Status.OVERDUE}


def reason(desk: Desk, on: date, rule: str = "review.first") -> str | None:
    delay = overdue(desk, on)[rule].delay
    return delay.reason if delay else None


def test_nothing_recorded_explains_nothing(desk: Desk) -> None:
    assert reason(desk, date(2026, 6, 30)) is None


def test_a_reason_that_names_nothing_explains_all_that_is_overdue(desk: Desk) -> None:
    desk.add_event("delay", "20/8/2026", reason="health", whose="family")
    late = overdue(desk, date(2026, 8, 20))
    assert {"review.first", "ppm.first"} <= late.keys()
    # The service's own: no child's delay explains them.
    assert all(deadline.delay is not None for deadline in late.values())
    assert reason(desk, date(2026, 8, 19)) is None


def test_a_reason_that_names_a_rule_explains_that_one(desk: Desk) -> None:
    desk.add_event("delay", "20/8/2026", reason="health", whose="family", rule="ppm.first")
    assert reason(desk, date(2026, 8, 20)) is None
    assert reason(desk, date(2026, 8, 20), "ppm.first") == "health"


def test_a_reason_that_names_an_event_explains_what_runs_from_it(desk: Desk) -> None:
    entry, action = desk.standing("entered-care")[0], "call the aunt"
    desk.add_event("action-agreed", "3/6/2026", action=action, owner="AB", due="10/6/2026")
    desk.add_event("delay", "20/8/2026", reason="health", event=f"#{entry.number}")
    assert reason(desk, date(2026, 8, 20)) == "health"
    assert reason(desk, date(2026, 8, 20), "action") is None


def test_a_reason_is_about_what_falls_due_within_28_days_of_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.add_child(care="31/5/2026", basis="s20")
    # From Sunday 31 May twenty working days end on Friday 26 June, 26 days later: seen by any reason since.
    desk.add_event("delay", "28/5/2026", reason="health")
    assert reason(desk, date(2026, 6, 29)) is None
    desk.add_event("delay", "29/5/2026", reason="late-relative")
    assert reason(desk, date(2026, 6, 29)) == "late-relative"


def test_an_older_reason_holds_to_the_last_day_it_names(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.add_child(care="1/6/2026", basis="s20")
    desk.add_event("delay", "1/5/2026", reason="health", until="31/8/2026")
    assert reason(desk, date(2026, 8, 31)) == "health"
    assert reason(desk, date(2026, 9, 1)) is None


def test_a_reason_whose_day_has_passed_is_still_the_reason_that_was_given(desk: Desk) -> None:
    desk.add_event("delay", "1/7/2026", reason="health", until="31/8/2026")
    [recorded] = desk.standing("delay-recorded")
    for day, is_over in ((date(2026, 8, 31), False), (date(2026, 9, 1), True)):
        assert overdue(desk, day)["review.first"].delay == Delay(
            reason="health",
            whose=None,
            on=date(2026, 7, 1),
            until=date(2026, 8, 31),
            event=recorded.id,
            is_over=is_over,
        )


def test_of_several_the_one_that_holds_then_the_one_that_names_the_duty_then_the_latest(desk: Desk) -> None:
    day = date(2026, 10, 1)
    desk.add_event("delay", "1/7/2026", reason="health", rule="review.first", until="31/8/2026")
    assert reason(desk, day) == "health"
    desk.add_event("delay", "6/7/2026", reason="late-relative")
    assert reason(desk, day) == "late-relative"
    desk.add_event("delay", "3/7/2026", reason="authority-assessment", rule="review.first")
    assert reason(desk, day) == "authority-assessment"
    desk.add_event("delay", "10/7/2026", reason="childs-needs", rule="review.first")
    assert reason(desk, day) == "childs-needs"


def test_a_reason_that_names_one_duty_of_a_cause_explains_the_other(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.add_child(care="13/1/2025", basis="s20")
    for day in ("6/2/2025", "30/4/2025"):
        desk.add_event("review", day, plan="adoption")
    desk.add_event("adm", "12/5/2025", outcome="yes")
    desk.add_event("placement-order", "2/6/2025")
    # Held within three months of the order: this sitting starts the six months of both kinds of review.
    desk.add_event("review", "20/8/2025")
    desk.add_event("delay", "1/3/2026", reason="health", rule="review.next")
    late = overdue(desk, date(2026, 3, 1))
    for rule in ("review.next", "adoption-review.waiting-next"):
        assert late[rule].due_on == date(2026, 2, 20)
        assert late[rule].delay is not None, rule


def test_an_average_owes_no_reason(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.add_child(care="13/1/2025", basis="s20")
    desk.add_event("delay", "1/6/2026", reason="health")
    late = overdue(desk, date(2026, 11, 20))
    for deadline in late.values():
        assert (deadline.delay is None) == deadline.is_benchmark
