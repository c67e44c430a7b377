import hashlib
from pathlib import Path

import pytest

from permtrack.app.packaged import vocabulary
from permtrack.domain.accounting import Outcome
from permtrack.exchange.event_sheet import template
from permtrack.ledger.trust import verify
from permtrack.render.import_report import refusal_lines, report_lines, report_sheet
from tests.app.desk import Desk, outcomes, reasons

IMPORTED, THERE, REFUSED, UNNEEDED = Outcome.IMPORTED, Outcome.ALREADY_THERE, Outcome.REFUSED, Outcome.NOT_NEEDED


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.add_child()
    return desk


def digest(desk: Desk) -> str:
    return hashlib.sha256(desk.path.read_bytes()).hexdigest()


def test_a_row_becomes_an_event_that_names_its_line(desk: Desk) -> None:
    report = desk.sheet("ref,kind,on,plan\n0001,review,2/2/2026,adoption\n")
    (event,) = desk.standing("review")
    assert (event.on.isoformat(), event.fields, event.source) == ("2026-02-02", {"plan": "adoption"}, "events.csv:2")
    assert event.recorded_by == "mira"
    assert outcomes(report) == {2: IMPORTED}
    assert list(report_lines(report)) == ["events: 1 row: 1 imported", "Recorded 1 events."]


def test_the_same_sheet_twice_adds_nothing(desk: Desk) -> None:
    sheet = (
        "ref,kind,on,dob,team,id,at,action,action_id,note\n"
        "0002,ppm,2/2/2026,1/1/2024,North,m,,,,hello\n"
        "0002,action,2/2/2026,,,a,m,Chase,,\n"
        "0002,action,2/2/2026,,,b,m,Ring,,\n"
        "0002,done,3/2/2026,,,,,,a,\n"
        "0002,child-amended,4/2/2026,,South,,,,,\n"
    )
    assert set(outcomes(desk.sheet(sheet)).values()) == {IMPORTED}
    before = digest(desk)
    report = desk.sheet(sheet)
    assert set(outcomes(report).values()) == {THERE}
    assert not report.written
    assert digest(desk) == before
    assert len(desk.standing("action-agreed")) == 2


def test_a_row_about_details_that_brought_its_child_adds_nothing_the_second_time(desk: Desk) -> None:
    sheet = "ref,kind,on,dob,team\n0002,child-amended,4/2/2026,1/1/2020,North\n"
    assert desk.sheet(sheet).children_added == 1
    again = desk.sheet(sheet)
    assert (outcomes(again), again.written) == ({2: THERE}, False)
    desk.sheet("ref,kind,on,team\n0002,child-amended,5/2/2026,South\n")
    back = desk.sheet("ref,kind,on,dob,team\n0002,child-amended,6/2/2026,1/1/2020,North\n")
    assert (outcomes(back), desk.child("0002").team) == ({2: IMPORTED}, "North")


def test_rows_name_one_another_by_their_own_ids_whatever_their_order(desk: Desk) -> None:
    desk.sheet(
        "ref,kind,on,id,at,action,action_id\n0001,done,3/2/2026,,,,a\n0001,action,2/2/2026,a,m,Chase,\n0001,ppm,2/2/2026,m,,,\n"
    )
    (meeting,), (action,), (done,) = (desk.standing(kind) for kind in ("ppm", "action-agreed", "action-done"))
    assert action.fields["at"] == meeting.id
    assert done.fields["action_id"] == action.id


def test_rows_name_events_of_the_ledger_by_number_or_id(desk: Desk) -> None:
    first = desk.add_event("action", "2/2/2026", action="Chase").events[0]
    second = desk.add_event("action", "3/2/2026", action="Ring").events[0]
    desk.sheet(f"ref,kind,on,action_id\n0001,done,4/2/2026,#{first.number}\n0001,done,4/2/2026,{second.id}\n")
    assert [event.fields["action_id"] for event in desk.standing("action-done")] == [first.id, second.id]


def test_a_new_ref_with_a_birth_brings_the_child_wherever_the_row_stands(desk: Desk) -> None:
    report = desk.sheet("ref,kind,on,dob,initials\n77,lac,1/2/2026,,\n77,review,20/2/2026,1/1/2024,CD\n")
    assert (report.children_added, report.events_added) == (1, 2)
    child = desk.child("77")
    assert (child.dob.isoformat(), child.initials) == ("2024-01-01", "CD")
    assert desk.standing("child-added")[-1].source == "events.csv:3"


def test_a_row_without_a_kind_brings_a_child_alone(desk: Desk) -> None:
    report = desk.sheet("ref,edd,pathway\nUB-1,1/2/2027,relinquished\n")
    assert (outcomes(report), report.children_added, report.events_added) == ({2: IMPORTED}, 1, 0)
    assert desk.child("UB-1").pathway == "relinquished"
    assert outcomes(desk.sheet("ref,edd,pathway\nUB-1,1/2/2027,relinquished\n")) == {2: THERE}


def test_a_row_that_amends_a_new_child_opens_its_record(desk: Desk) -> None:
    report = desk.sheet("ref,kind,on,dob,team\n77,child-amended,1/2/2026,1/1/2024,North\n")
    assert (report.children_added, report.children_amended) == (1, 0)
    assert desk.child("77").team == "North"


def test_rows_that_amend_set_team_worker_reviewing_officer_and_siblings(desk: Desk) -> None:
    desk.sheet("ref,kind,on,team,worker,iro,siblings\n0001,child-amended,1/2/2026,North,SW1,IRO2,S1\n")
    child = desk.child()
    assert (child.team, child.worker, child.iro, child.sibling_group) == ("North", "SW1", "IRO2", "S1")


def test_a_child_under_a_new_ref_is_known_by_both_in_one_sheet(desk: Desk) -> None:
    desk.sheet("ref,kind,on,new_ref\n0001,child-amended,1/2/2026,900\n0001,ppm,2/2/2026,\n900,visit,3/2/2026,\n")
    assert {event.child for event in desk.standing("ppm", "visit")} == {desk.child("900").id}


def test_a_row_is_already_there_whatever_the_source_of_the_event(desk: Desk) -> None:
    desk.add_event("review", "2/2/2026", plan="adoption")
    assert outcomes(desk.sheet("ref,kind,on\n0001,review,2/2/2026\n")) == {2: THERE}


def test_what_a_row_says_beyond_the_event_is_added_to_it(desk: Desk) -> None:
    desk.add_event("review", "2/2/2026", participation="PN1")
    report = desk.sheet("ref,kind,on,plan,note\n0001,review,2/2/2026,adoption,long\n")
    assert (report.events_added, report.events_corrected) == (0, 1)
    assert report.rows[0].reason == "added to #3 review of 2 Feb 2026: note, plan"
    (event,) = desk.standing("review")
    assert event.fields == {"participation": "PN1", "plan": "adoption", "note": "long"}
    assert verify(desk.path).sound


def test_what_contradicts_an_event_of_the_day_is_recorded_beside_it_and_said(desk: Desk) -> None:
    desk.add_event("review", "2/2/2026", plan="adoption")
    report = desk.sheet("ref,kind,on,plan\n0001,review,2/2/2026,other\n")
    assert len(desk.standing("review")) == 2
    assert report.notices == ("recorded beside another of the same child, kind and day: line 2 (0001 review)",)


def test_what_was_struck_out_here_stays_so(desk: Desk) -> None:
    desk.sheet("ref,kind,on\n0001,review,2/2/2026\n")
    desk.void("3")
    report = desk.sheet("ref,kind,on\n0001,review,2/2/2026\n")
    assert outcomes(report) == {2: THERE}
    assert report.rows[0].reason == "struck out here: #3 review of 2 Feb 2026; it stays so"
    assert desk.standing("review") == []


def test_what_was_corrected_here_stays_so(desk: Desk) -> None:
    sheet = "ref,kind,on,plan\n0001,review,2/2/2026,adoption\n"
    desk.sheet(sheet)
    desk.correct("3", "1/2/2026", plan="other")
    assert outcomes(desk.sheet(sheet)) == {2: THERE}
    assert outcomes(desk.sheet("ref,kind,on,plan\n0001,review,1/2/2026,other\n")) == {2: THERE}
    desk.correct("3", plan="")
    assert outcomes(desk.sheet(sheet)) == {2: THERE}
    assert [event.fields for event in desk.standing("review")] == [{}]


def test_a_child_struck_out_here_stays_so(desk: Desk) -> None:
    desk.sheet("ref,dob\n77,1/1/2024\n")
    desk.void("3")
    report = desk.sheet("ref,kind,on,dob\n77,visit,1/2/2026,1/1/2024\n")
    assert outcomes(report) == {2: THERE}
    assert desk.standing("visit") == []


def test_a_row_twice_in_a_sheet_is_one_event(desk: Desk) -> None:
    report = desk.sheet("ref,kind,on\n0001,visit,2/2/2026\n0001,visit,2/2/2026\n")
    assert outcomes(report) == {2: IMPORTED, 3: THERE}
    assert report.rows[1].reason == "stands twice in the sheet (events.csv:2)"


def test_one_bad_row_keeps_everything_out(desk: Desk) -> None:
    before = digest(desk)
    report = desk.sheet("ref,kind,on\n0001,visit,2/2/2026\n0001,vissit,2/2/2026\n0009,visit,2/2/2026\n")
    assert outcomes(report) == {2: IMPORTED, 3: REFUSED, 4: REFUSED}
    assert list(refusal_lines(report)) == [
        "events.csv:3: kind: there is no kind of event 'vissit', did you mean 'visit'?; see: permtrack kinds",
        "events.csv:4: ref: no child '0009' is known, did you mean '0001'?; a row with dob or edd would bring the child",
    ]
    assert list(report_lines(report))[-1] == "Nothing was written."
    assert digest(desk) == before


def test_very_many_refusals_alike_are_named_by_their_lines(desk: Desk) -> None:
    """Lines 2 to 41 are of 40 unknown children, line 42 of a kind that is none, lines 44 and 45 of two more unknown."""
    strangers = "".join(f"9{number:03},visit,2/2/2026\n" for number in range(40))
    report = desk.sheet(
        f"ref,kind,on\n{strangers}0001,vissit,2/2/2026\n0001,visit,2/2/2026\n88,visit,2/2/2026\n89,ppm,2/2/2026\n"
    )
    lines = list(refusal_lines(report))
    assert (
        lines[0]
        == "events.csv:2: ref: no child '9000' is known, did you mean '0001'?; a row with dob or edd would bring the child"
    )
    assert lines[9].startswith("events.csv:11: ref: no child '9009' is known")
    assert lines[10] == "events.csv: ref: 32 more are refused for a reason like that: lines 12-41, 44-45"
    assert lines[11].startswith("events.csv:42: kind: there is no kind of event 'vissit'")
    assert len(lines) == 12
    assert report_sheet(report).count("no child") == 42


def test_twenty_refusals_alike_are_all_told(desk: Desk) -> None:
    report = desk.sheet("ref,kind,on\n" + "".join(f"9{number:03},visit,2/2/2026\n" for number in range(20)))
    assert len(list(refusal_lines(report))) == 20


def test_bad_rows_can_be_skipped(desk: Desk) -> None:
    report = desk.sheet("ref,kind,on\n0001,visit,2/2/2026\n0001,vissit,2/2/2026\n", skip=True)
    assert report.written
    assert outcomes(report) == {2: IMPORTED, 3: REFUSED}
    assert len(desk.standing("visit")) == 1


def test_a_child_does_not_come_of_a_row_that_is_skipped(desk: Desk) -> None:
    """The review would lie before the birth that its own row gives."""
    report = desk.sheet(
        "ref,kind,on,dob\n77,review,2/2/2026,3/2/2026\n77,visit,4/2/2026,\n0001,visit,4/2/2026,\n", skip=True
    )
    assert outcomes(report) == {2: REFUSED, 3: REFUSED, 4: IMPORTED}
    assert reasons(report)[2][0] == "on"
    assert reasons(report)[3] == ("ref", "no child '77' is known; line 2, which would bring it, is refused")
    assert (report.children_added, len(desk.standing("child-added"))) == (0, 1)


def test_another_row_may_bring_the_child_of_a_row_that_is_skipped(desk: Desk) -> None:
    report = desk.sheet(
        "ref,kind,on,dob,team\n77,review,2/2/2025,3/2/2026,North\n77,visit,4/2/2025,1/2/2025,South\n77,ppm,5/2/2025,,\n",
        skip=True,
    )
    assert outcomes(report) == {2: REFUSED, 3: IMPORTED, 4: IMPORTED}
    child = desk.child("77")
    assert (child.dob.isoformat(), child.team) == ("2025-02-01", "South")
    assert {event.child for event in desk.standing("visit", "ppm")} == {child.id}


def test_without_skipping_only_the_row_that_is_wrong_is_named(desk: Desk) -> None:
    report = desk.sheet("ref,kind,on,dob\n77,review,2/2/2026,3/2/2026\n77,visit,4/2/2026,\n")
    assert outcomes(report) == {2: REFUSED, 3: IMPORTED}


def test_a_rehearsal_gives_the_same_account_and_leaves_every_byte(desk: Desk) -> None:
    sheet = "ref,kind,on,dob\n0001,visit,2/2/2026,\n77,visit,2/2/2026,1/1/2024\n"
    before = digest(desk)
    rehearsed = desk.sheet(sheet, dry_run=True)
    assert digest(desk) == before
    assert rehearsed.rows == desk.sheet(sheet).rows


def test_the_birth_of_a_known_child_must_agree(desk: Desk) -> None:
    report = desk.sheet("ref,kind,on,dob\n0001,visit,2/2/2026,13/3/2020\n")
    assert reasons(report) == {2: ("dob", "the birth of 0001 is 12 Mar 2020 by the record; is this the same child?")}


def test_a_birth_corrected_here_stays_so(desk: Desk) -> None:
    desk.correct("2", dob="13/3/2020")
    assert outcomes(desk.sheet("ref,kind,on,dob\n0001,visit,2/2/2026,12/3/2020\n")) == {2: IMPORTED}
    assert desk.child().dob.isoformat() == "2020-03-13"


def test_a_known_child_described_otherwise_is_left_and_said(desk: Desk) -> None:
    report = desk.sheet("ref,kind,on,team\n0001,visit,2/2/2026,South\n")
    assert report.notices[0].startswith("1 rows describe a child otherwise than the ledger")
    assert desk.child().team is None


def test_a_ref_in_use_is_not_given_to_another_child(desk: Desk) -> None:
    report = desk.sheet("ref,kind,on,dob,new_ref\n77,child-added,,1/1/2024,\n77,child-amended,1/2/2026,,0001\n")
    assert reasons(report)[3][0] == "new_ref"


def test_an_empty_sheet_is_nothing(desk: Desk) -> None:
    report = desk.sheet(template(vocabulary()))
    assert (report.rows, report.written) == ((), False)
    assert list(report_lines(report)) == ["No rows.", "Nothing new; nothing was written."]
