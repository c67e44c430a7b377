"""The nightly check: each finding told once as new, once when it gets worse, then as open, then as cleared.

A child comes into care on Thursday 1 October 2026. The first review is due on the 20th working day after: 2 October is
the first, Fridays 9, 16 and 23 October are the 6th, 11th and 16th, and Thursday 29 October is the 20th.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from permtrack.app.drafting import Occasion
from permtrack.app.last_check import last_check, silence
from permtrack.app.local_policy import apply_policy
from permtrack.app.nightly import Checked, check
from permtrack.domain.night import Change, Turn
from permtrack.errors import SystemRefused
from permtrack.ledger.store import open_ledger
from permtrack.ledger.upkeep import CHECK, upkeep
from permtrack.render.night import words
from tests.app.desk import Desk

INSTANT = datetime(2026, 11, 22, 6, 15, tzinfo=UTC)
FIRST_REVIEW = "review.first"


def instant() -> datetime:
    return INSTANT


def heard(_: Checked) -> None:
    """Somebody read it."""


def night(desk: Desk, day: date) -> Checked:
    with open_ledger(desk.path, writing=True) as ledger:
        return check(ledger, day, instant, heard)


def about(found: Checked, rule: str = FIRST_REVIEW) -> Change:
    [change] = [change for change in found.comparison.changes if change.finding.rule == rule]
    return change


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    at = Desk(tmp_path)
    at.add_child(care="1/10/2026", basis="s20")
    return at


def test_a_deadline_is_new_then_worse_twice_then_open_then_cleared(desk: Desk) -> None:
    assert about(night(desk, date(2026, 10, 28))).turn is Turn.NEW
    today = about(night(desk, date(2026, 10, 29)))
    assert (today.turn, today.was, today.finding.state) == (Turn.WORSE, "due-soon", "due-today")
    late = about(night(desk, date(2026, 10, 30)))
    assert (late.turn, late.was, late.finding.state) == (Turn.WORSE, "due-today", "overdue")
    still = about(night(desk, date(2026, 10, 31)))
    assert (still.turn, still.finding.first_on) == (Turn.OPEN, date(2026, 10, 28))
    desk.add_event("review", "2/11/2026")
    cleared = about(night(desk, date(2026, 11, 2)))
    assert (cleared.turn, cleared.why, cleared.finding.first_on) == (Turn.CLEARED, "met, late", date(2026, 10, 28))
    assert FIRST_REVIEW not in {c.finding.rule for c in night(desk, date(2026, 11, 3)).comparison.changes}


def test_the_same_day_again_gives_the_same_answer(desk: Desk) -> None:
    night(desk, date(2026, 10, 28))
    first = night(desk, date(2026, 10, 29))
    assert night(desk, date(2026, 10, 29)).comparison == first.comparison


def test_after_missed_nights_the_last_night_done_is_what_counts(desk: Desk) -> None:
    night(desk, date(2026, 10, 28))
    found = night(desk, date(2026, 11, 1))
    assert (about(found).turn, about(found).was, about(found).finding.state) == (Turn.WORSE, "due-soon", "overdue")
    assert found.comparison.since == date(2026, 10, 28)
    assert "Compared with 28 Oct 2026, the last night that was done." in found.remarks


def test_a_night_that_could_not_be_told_does_not_count(desk: Desk) -> None:
    night(desk, date(2026, 10, 28))

    def full_disk(_: Checked) -> None:
        raise SystemRefused("night.csv: no space left on device")

    with open_ledger(desk.path, writing=True) as ledger, pytest.raises(SystemRefused):
        check(ledger, date(2026, 10, 30), instant, full_disk)
    with open_ledger(desk.path) as ledger:
        latest = last_check(ledger, date(2026, 10, 30)).latest
    assert latest is not None
    assert (latest.outcome, latest.said) == ("failed", "night.csv: no space left on device")
    assert about(night(desk, date(2026, 10, 31))).turn is Turn.WORSE


def test_a_clock_one_day_back_compares_with_the_night_before_that_day_and_says_so(desk: Desk) -> None:
    night(desk, date(2026, 10, 28))
    night(desk, date(2026, 10, 30))
    back = night(desk, date(2026, 10, 29))
    assert (about(back).turn, about(back).was, back.comparison.since) == (Turn.WORSE, "due-soon", date(2026, 10, 28))
    assert "A check of a later day, 30 Oct 2026, has been done already; is the clock right?" in back.remarks
    assert about(night(desk, date(2026, 10, 31))).turn is Turn.OPEN


def test_a_child_that_is_given_another_ref_keeps_its_findings(desk: Desk) -> None:
    night(desk, date(2026, 10, 31))
    desk.amend("0001", "30/10/2026", new_ref="B-77")
    found = about(night(desk, date(2026, 11, 1)))
    assert (found.turn, found.finding.child) == (Turn.OPEN, "B-77")


def test_what_a_correction_takes_out_of_the_record_is_cleared_and_says_so(desk: Desk) -> None:
    night(desk, date(2026, 10, 31))
    with open_ledger(desk.path) as ledger:
        [entered] = [event for event in ledger.entries() if event.kind == "entered-care"]
    desk.void(f"#{entered.number}")
    found = about(night(desk, date(2026, 11, 1)))
    assert (found.turn, found.why) == (Turn.CLEARED, "no longer follows from the record")


def test_what_was_set_aside_is_cleared_and_new_again_when_that_ends(desk: Desk) -> None:
    night(desk, date(2026, 11, 20))
    desk.waive(FIRST_REVIEW, until="23/11/2026", reason="carer in hospital", authorised_by="TM1")  # on 21 November
    assert about(night(desk, date(2026, 11, 21))).why == "set aside"
    assert FIRST_REVIEW not in {c.finding.rule for c in night(desk, date(2026, 11, 23)).comparison.changes}
    assert about(night(desk, date(2026, 11, 24))).turn is Turn.NEW


def test_what_moved_only_because_local_policy_changed_says_so(desk: Desk, tmp_path: Path) -> None:
    desk.add_event("ppm", "2/10/2026", plan="adoption")
    night(desk, date(2026, 10, 20))
    policy = tmp_path / "local.toml"
    # Six weeks from 2 October end on 13 November; two weeks end on 16 October, four days before the night.
    policy.write_text('[rule."ppm.next"]\nweeks = 2\n', "utf-8")
    with open_ledger(desk.path, writing=True) as ledger:
        occasion = Occasion(today=date(2026, 10, 21), now=INSTANT + timedelta(hours=3), account="mira")
        apply_policy(ledger, occasion, policy.read_text("utf-8"), "local.toml", date(2026, 10, 1), "meeting of 1 Oct")
    found = night(desk, date(2026, 10, 21))
    moved = about(found, "ppm.next")
    assert (moved.turn, moved.was, moved.finding.state, moved.by_policy) == (
        Turn.WORSE, "due-soon", "overdue", True,
    )  # fmt: skip
    assert not about(found).by_policy
    assert "Local policy has changed since then; what moved only because of that says so." in found.remarks


def test_a_check_that_has_not_been_done_for_more_than_two_working_days_is_said(desk: Desk) -> None:
    with open_ledger(desk.path) as ledger:
        assert silence(ledger, date(2026, 11, 30)) is None
    # Friday 30 October: the second working day after is Tuesday 3 November.
    night(desk, date(2026, 10, 30))
    with open_ledger(desk.path) as ledger:
        assert silence(ledger, date(2026, 11, 3)) is None
        assert silence(ledger, date(2026, 11, 4)) == (
            "THE NIGHTLY CHECK HAS NOT BEEN DONE since 30 Oct 2026; look at the schedule, and run: permtrack check"
        )


def test_an_alert_of_the_same_cause_is_told_with_its_reason_in_the_duty_s_line_and_counted(tmp_path: Path) -> None:
    """Care proceedings issued on 1 May 2026, day 1 of the 26 weeks: day 182 is 29 October, and the alert is red after it."""
    desk = Desk(tmp_path)
    desk.add_child(care="1/5/2026", basis="ico")
    desk.add_event("proceedings-issued", "1/5/2026")
    night(desk, date(2026, 10, 29))
    found = night(desk, date(2026, 10, 30)).comparison
    [red] = [change for change in found.changes if change.finding.state == "red"]
    assert (red.finding.rule, red.turn, red.was) == ("proceedings.long", Turn.WORSE, "amber")
    [line] = [line for line in found.lines if line.finding.rule == "proceedings.26-weeks"]
    assert line.turn is Turn.WORSE
    assert [also.finding.rule for also in line.also] == ["proceedings.long"]
    assert "proceedings.long" not in {line.finding.rule for line in found.lines}
    text = " ".join(words(line, found))
    assert text.startswith(
        "proceedings.26-weeks Care proceedings concluded; no reason recorded also RED proceedings.long: "
    )


def test_nothing_that_was_open_is_gone_without_a_word(desk: Desk) -> None:
    """Tonight's findings are those of the night before, with what is new and without what is cleared."""
    desk.add_event("ppm", "2/10/2026", plan="adoption")
    desk.add_event("proceedings-issued", "5/10/2026")
    before: set[str] = set()
    for day in range(10, 32):
        found = night(desk, date(2026, 10, day)).comparison
        turns = {turn: {c.finding.key for c in found.changes if c.turn is turn} for turn in Turn}
        tonight = {finding.key for finding in found.findings}
        assert (before | turns[Turn.NEW]) - turns[Turn.CLEARED] == tonight
        told = {c.finding.key for line in found.lines for c in (line, *line.also)}
        assert told == {c.finding.key for c in found.changes}
        before = tonight


def test_an_earlier_day_run_again_does_not_move_the_last_check_back(desk: Desk) -> None:
    night(desk, date(2026, 10, 30))
    night(desk, date(2026, 10, 28))
    with open_ledger(desk.path) as ledger:
        done = last_check(ledger, date(2026, 10, 30)).done
        noted = upkeep(ledger)[CHECK]
    assert done is not None
    assert (done.as_at, noted.about) == (date(2026, 10, 30), date(2026, 10, 30))
