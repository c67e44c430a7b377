"""Actions at every meeting that agrees them, from the meeting to their end. Today is Saturday 21 November 2026."""

import pytest

from permtrack.app.asking import Question
from permtrack.app.listing_actions import listed_actions
from permtrack.app.listing_due import listed_due
from permtrack.app.packaged import vocabulary
from permtrack.domain.action_list import ActionList
from permtrack.domain.agreed_actions import MEETINGS
from permtrack.domain.changes import Change
from permtrack.domain.due_list import Wanted
from permtrack.domain.findings import Status
from permtrack.errors import RequestRefused
from permtrack.ledger.store import open_ledger
from permtrack.render.actions import state_in_words
from permtrack.render.written import written_lines
from tests.app.desk import TODAY, Desk, changes


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    desk.add_child(care="2/11/2026", basis="s20")
    return desk


def listed(desk: Desk, **wanted: bool) -> ActionList:
    with open_ledger(desk.path) as ledger:
        return listed_actions(ledger, Question(as_at=TODAY), Wanted(**wanted), None, ())


def test_the_meetings_are_those_of_the_vocabulary():
    kinds = vocabulary().kinds.values()
    assert set(MEETINGS) == {kind.kind for kind in kinds if kind.reads in {"meeting", "review"}}


@pytest.mark.parametrize("meeting", MEETINGS)
def test_an_action_of_any_meeting_from_its_agreement_to_its_end(meeting, desk):
    typed = ("Write; today; AB; 20 Nov 2026", "Ring the school; 1/12/2026")
    written = desk.add_event(meeting, "10/11/2026", actions=typed)
    first, second = (event.number for event in written.events[1:])
    said = list(written_lines(written, vocabulary().kinds))
    assert any(line.startswith(f"Recorded for 0001: #{first} action-agreed") for line in said)
    assert ("action", "2026-11-20") in changes(written, Change.NEW)
    lines = listed(desk).lines
    assert [(line.action.agreed.number, line.action.owner, state_in_words(line)) for line in lines] == [
        (first, "AB", "OVERDUE by 1 day"),
        (second, None, "due in 10 days"),
    ]
    assert {line.action.meeting.kind for line in lines} == {meeting}
    with open_ledger(desk.path) as ledger:
        due = listed_due(ledger, Question(as_at=TODAY), Wanted(rule="action"), ())
    assert [line.deadline.status for line in due.lines] == [Status.OVERDUE, Status.DUE_SOON]
    assert changes(desk.done(f"#{first}"), Change.MET) == [("action", "2026-11-20")]
    ended = desk.add_event("action-cancelled", action_id=str(second))
    assert changes(ended, Change.CLOSED) == [("action", "2026-12-01")]
    assert listed(desk).lines == ()
    ends = [(line.action.agreed.number, state_in_words(line)) for line in listed(desk, everything=True).lines]
    assert ends == [(first, "done 21 Nov 2026"), (second, "cancelled 21 Nov 2026")]


def test_a_rehearsal_prints_the_numbers_too(desk):
    written = desk.add_event("ppm", actions=("Write; AB; 1/12/2026",), dry_run=True)
    assert [event.number for event in written.events] == [4, 5]
    assert listed(desk).lines == ()


def test_an_action_struck_out_is_listed_no_longer_and_cannot_be_done(desk):
    desk.add_event("ppm", actions=("Write; AB; 1/12/2026",))
    desk.void("5")
    assert listed(desk, everything=True).lines == ()
    with pytest.raises(RequestRefused, match="struck out"):
        desk.done("5")


def test_an_end_struck_out_opens_the_action_again(desk):
    desk.add_event("ppm", "2/11/2026", actions=("Write; AB; 1/12/2026",))
    desk.done("5")
    desk.void("6")
    assert [line.action.agreed.number for line in listed(desk).lines] == [5]


def test_a_meeting_on_the_day_an_action_was_done_did_not_carry_it_over(desk):
    desk.add_event("ppm", "2/11/2026", actions=("Write; AB; 1/12/2026",))
    desk.add_event("ppm", "9/11/2026")
    desk.add_event("ppm", "16/11/2026")
    desk.done("5", "16/11/2026")
    (line,) = listed(desk, everything=True).lines
    assert [day.isoformat() for day in line.action.carried] == ["2026-11-09"]


def test_an_action_that_names_no_meeting_is_of_the_only_one_of_its_day(desk):
    desk.add_event("ppm", "2/11/2026")
    desk.add_event("action", "2/11/2026", action="Write")
    desk.add_event("note", "3/11/2026", note="x")
    desk.add_event("action", "3/11/2026", action="Ring", at="6")
    desk.add_event("review", "4/11/2026")
    desk.add_event("ppm", "4/11/2026")
    desk.add_event("action", "4/11/2026", action="Ask")
    told = {line.action.agreed.number: line.action for line in listed(desk).lines}
    assert {number: action.meeting and action.meeting.number for number, action in told.items()} == {
        5: 4,
        7: None,  # a note is no meeting
        10: None,  # a review and a planning meeting
    }
    assert [len(told[number].carried) for number in (5, 7, 10)] == [1, 1, 0]


def test_the_end_of_care_leaves_an_action_open(desk):
    desk.add_event("ppm", "2/11/2026", actions=("Write; AB; 20/11/2026",))
    desk.add_event("left-care", "19/11/2026")
    assert [state_in_words(line) for line in listed(desk).lines] == ["OVERDUE by 1 day"]


def test_an_action_whose_day_is_set_aside_is_not_called_late(desk):
    desk.add_event("ppm", "2/11/2026", actions=("Write; AB; 20/11/2026",))
    desk.waive("action", until="1/12/2026", reason="ill", authorised_by="TM")
    (line,) = listed(desk).lines
    assert state_in_words(line) == "set aside until 1 Dec 2026"
