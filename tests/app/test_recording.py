import hashlib
import sqlite3
from pathlib import Path

import pytest

from permtrack.app.packaged import vocabulary
from permtrack.domain.changes import Change
from permtrack.domain.vocabulary import Kind
from permtrack.errors import RequestRefused
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from permtrack.render.written import written_lines
from tests.app.desk import OCCASION, TODAY, Desk, changes, reasons

KINDS = vocabulary().kinds
EVERYDAY = [kind for kind in KINDS.values() if not kind.about_the_record]
NEEDED = {
    "legal-status": {"status": "ico"},
    "proceedings-extended": {"until": "1/2/2027"},
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.add_child(care="6/1/2026", basis="s20", dob="12/3/2020", initials="AB")
    return desk


def digest(desk: Desk) -> str:
    return hashlib.sha256(desk.path.read_bytes()).hexdigest()


def test_a_review_is_recorded_with_its_day_recorder_and_source_and_says_what_it_changed(desk: Desk) -> None:
    # In care from Tuesday 6 January 2026: 20 working days after it is Tuesday 3 February.
    written = desk.add_event("review", "2 Feb 2026", plan="adoption")
    (event,) = written.events
    assert (event.number, event.kind, event.on.isoformat()) == (4, "review", "2026-02-02")
    assert event.fields == {"plan": "adoption"}
    assert (event.recorded_at, event.recorded_by, event.source) == (OCCASION.now, "mira", "cli")
    assert changes(written, Change.MET)[0] == ("review.first", "2026-02-03")
    assert ("review.second", "2026-05-02") in changes(written, Change.NEW)


def test_the_answer_names_number_ref_day_in_words_and_how_to_undo(desk: Desk) -> None:
    lines = list(written_lines(desk.add_event("review", "2 Feb 2026"), KINDS))
    # From 2 February to 21 November are 292 days: 26 left in February, 31, 30, 31, 30, 31, 31, 30, 31 and 21.
    silent = "Alert raised: 0001 silent (amber): Nothing at all is recorded since 2 Feb 2026 (292 days)."
    assert silent in lines
    assert [line for line in lines if not line.startswith("Alert ")] == [
        "Recorded for 0001 (AB): #4 review, Mon 2 Feb 2026",
        "Met: 0001 First review (review.first), due Tue 3 Feb 2026, met Mon 2 Feb 2026",
        "New: 0001 Second review (review.second), due Sat 2 May 2026",
        "Moved: 0001 Permanence plan (plan.permanence), due Sat 2 May 2026, was Sun 3 May 2026",
        "To undo: permtrack void 4 --reason ...",
    ]


def test_a_deadline_met_late_is_said_to_be_late(desk: Desk) -> None:
    # Due on Tuesday 3 February; held on Sunday the 15th, 12 days after it; struck out and held on the 4th, a day after it.
    held = desk.add_event("review", "15 Feb 2026")
    late = "Met late (12 days): 0001 First review (review.first), due Tue 3 Feb 2026, met Sun 15 Feb 2026"
    assert late in list(written_lines(held, KINDS))
    desk.void(str(held.events[0].number))
    said = "\n".join(written_lines(desk.add_event("review", "4 Feb 2026"), KINDS))
    assert "Met late (1 day): 0001 First review" in said


def test_without_a_day_it_happened_today(desk: Desk) -> None:
    assert desk.add_event("visit").events[0].on == TODAY


@pytest.mark.parametrize("kind", [kind for kind in EVERYDAY if kind.aliases], ids=lambda kind: kind.kind)
def test_every_alias_stands_for_its_kind_in_any_letter_case(desk: Desk, kind: Kind) -> None:
    fields = {**NEEDED.get(kind.kind, {})}
    if kind.kind == "action-done":
        fields["action_id"] = str(desk.add_event("action", "1/11/2026", action="Chase").events[0].number)
    for alias in (*kind.aliases, kind.aliases[0].upper(), kind.aliases[0].title()):
        assert desk.add_event(alias, dry_run=True, **fields).events[0].kind == kind.kind


@pytest.mark.parametrize("kind", EVERYDAY, ids=lambda kind: kind.kind)
def test_every_kind_can_be_recorded_by_its_name(desk: Desk, kind: Kind) -> None:
    fields = {**NEEDED.get(kind.kind, {})}
    if "action_id" in kind.required:
        fields["action_id"] = str(desk.add_event("action", "1/11/2026", action="Chase").events[0].number)
    (event,) = desk.add_event(kind.kind, "20/11/2026", **fields).events
    assert event.kind == kind.kind
    for name, value in kind.defaults.items():
        assert event.fields[name] == value


@pytest.mark.parametrize("kind", ["child-added", "child-amended", "void", "correction", "waiver"])
def test_what_is_about_the_record_has_a_command_of_its_own(desk: Desk, kind: str) -> None:
    with pytest.raises(RequestRefused, match="use: permtrack "):
        desk.add_event(kind)


def test_an_unknown_kind_is_refused_with_the_nearest(desk: Desk) -> None:
    with pytest.raises(RequestRefused, match="did you mean 'review'"):
        desk.add_event("reveiw")


def test_an_unknown_child_is_refused_with_the_nearest_ref(desk: Desk) -> None:
    with pytest.raises(RequestRefused, match="there is no child '001', did you mean '0001'"):
        desk.add_event("visit", ref="001")


def test_a_wrong_value_is_refused_with_the_nearest(desk: Desk) -> None:
    with pytest.raises(RequestRefused, match="plan cannot be 'adopton', did you mean 'adoption'"):
        desk.add_event("review", plan="adopton")


@pytest.mark.parametrize("typed", ["adoptive", "Adoptive", " ADOPTIVE "])
def test_an_adoptive_placement_is_pointed_to_its_own_kind(desk: Desk, typed: str) -> None:
    with pytest.raises(RequestRefused, match="use placed-for-adoption"):
        desk.add_event("placement", type=typed)


def test_a_sheet_points_an_adoptive_placement_to_its_own_kind_too(desk: Desk) -> None:
    report = desk.sheet("ref,kind,on,type\n0001,placement,1/2/2026,Adoptive\n")
    assert reasons(report)[2] == (
        "type",
        "type 'Adoptive' is not recorded as placement-started; use placed-for-adoption instead",
    )


def test_an_event_may_not_lie_ahead(desk: Desk) -> None:
    with pytest.raises(RequestRefused, match="must be today or in the past"):
        desk.add_event("review", "22/11/2026")


def test_a_hearing_may_lie_ahead(desk: Desk) -> None:
    assert desk.add_event("irh", "14/12/2026").events[0].on.isoformat() == "2026-12-14"


def test_until_may_lie_ahead(desk: Desk) -> None:
    assert desk.add_event("extension", "20/11/2026", until="4/1/2027").events[0].fields["until"] == "2027-01-04"


def test_nothing_happens_to_a_child_before_its_birth(desk: Desk) -> None:
    with pytest.raises(RequestRefused, match=r"before the birth of 0001 \(12 Mar 2020\)"):
        desk.add_event("review", "11/3/2020")


def test_planning_may_begin_before_the_birth(desk: Desk) -> None:
    assert desk.add_event("early-alert", "1/3/2020", source="midwife").events[0].on.isoformat() == "2020-03-01"


def test_an_event_of_an_unborn_child_warns_that_no_birth_is_recorded(desk: Desk) -> None:
    desk.add_child("UB-1", edd="1/2/2027")
    assert any("no birth is recorded for UB-1" in w for w in desk.add_event("lac", ref="UB-1").warnings)


def test_the_birth_replaces_the_expected_day(desk: Desk) -> None:
    desk.add_child("UB-1", edd="1/12/2026")
    written = desk.add_event("born", "19/11/2026", ref="UB-1")
    assert written.warnings == ()
    assert (desk.child("UB-1").dob.isoformat(), desk.child("UB-1").edd) == ("2026-11-19", None)


def test_the_same_again_is_recorded_with_a_warning_that_names_the_earlier(desk: Desk) -> None:
    desk.add_event("review", "2/2/2026")
    written = desk.add_event("review", "2/2/2026")
    assert written.events[0].number == 5
    assert "#4 review of 2 Feb 2026" in written.warnings[0]


def test_a_court_on_a_sunday_is_worth_a_warning(desk: Desk) -> None:
    assert "Sunday 15 Nov 2026 is a weekend day" in desk.add_event("po", "15/11/2026").warnings[0]


def test_a_day_more_than_twenty_five_years_ago_is_worth_a_warning(desk: Desk) -> None:
    desk.add_child("old", dob="1/1/1990")
    assert any("more than 25 years ago" in w for w in desk.add_event("visit", "1/1/2000", ref="old").warnings)


def test_actions_agreed_at_a_meeting_are_events_that_name_it(desk: Desk) -> None:
    written = desk.add_event("ppm", "20/11/2026", actions=("Chase the medical; AB; 1/12/2026", "Ring the school"))
    meeting, first, second = written.events
    assert first.fields == {"action": "Chase the medical", "owner": "AB", "due": "2026-12-01", "at": meeting.id}
    assert second.fields == {"action": "Ring the school", "at": meeting.id}
    assert {first.on, second.on} == {meeting.on}


def test_an_action_may_hold_a_semicolon_or_leave_the_owner_out(desk: Desk) -> None:
    written = desk.add_event("ptm", actions=("Ring A; then B; AB; 1/12/2026", "Write; 1/12/2026"))
    assert written.events[1].fields["action"] == "Ring A; then B"
    assert (written.events[2].fields["action"], written.events[2].fields["due"]) == ("Write", "2026-12-01")
    assert "owner" not in written.events[2].fields


def test_an_action_with_no_text_is_refused_and_nothing_is_written(desk: Desk) -> None:
    with pytest.raises(RequestRefused, match="an action has no text"):
        desk.add_event("ppm", actions=("; AB; 1/12/2026",))
    assert desk.standing("ppm") == []


def test_an_action_due_on_no_day_is_refused(desk: Desk) -> None:
    with pytest.raises(RequestRefused, match="due 'soon' is not a date"):
        desk.add_event("ppm", actions=("Chase; AB; soon",))


def test_actions_are_not_agreed_at_a_visit(desk: Desk) -> None:
    with pytest.raises(RequestRefused, match="agreed at a meeting or a review"):
        desk.add_event("visit", actions=("Chase; AB",))


def test_an_action_is_done_once(desk: Desk) -> None:
    action = desk.add_event("ppm", "2/11/2026", actions=("Chase; AB; 1/12/2026",)).events[1]
    written = desk.done(f"#{action.number}", "3/11/2026")
    assert written.events[0].fields == {"action_id": action.id}
    with pytest.raises(RequestRefused, match=r"#5 has ended already: #6 action-done of 3 Nov 2026"):
        desk.done("5")


def test_an_action_is_not_done_before_it_was_agreed(desk: Desk) -> None:
    action = desk.add_event("ppm", "2/11/2026", actions=("Chase; AB",)).events[1]
    with pytest.raises(RequestRefused, match="was agreed on 2 Nov 2026"):
        desk.done(action.id, "1/11/2026")


def test_only_an_action_can_be_done(desk: Desk) -> None:
    with pytest.raises(RequestRefused, match="#3 entered-care of 6 Jan 2026 is not an agreed action"):
        desk.done("3")


@pytest.mark.parametrize("typed", ["99", "#99", "x", "", "9" * 5000, "\u0663"])
def test_an_unknown_event_is_refused(desk: Desk, typed: str) -> None:
    with pytest.raises(RequestRefused, match="there is no event"):
        desk.done(typed)


def test_a_field_that_names_an_event_takes_its_number_and_keeps_its_id(desk: Desk) -> None:
    escalation = desk.add_event("escalation", to="AD").events[0]
    assert (
        desk.add_event("escalation-resolved", event=f"#{escalation.number}").events[0].fields["event"] == escalation.id
    )


def test_a_field_may_not_name_an_event_of_another_child_or_kind(desk: Desk) -> None:
    desk.add_child("0002")
    other = desk.add_event("escalation", ref="0002", to="AD").events[0]
    with pytest.raises(RequestRefused, match=f"event: #{other.number} belongs to another child"):
        desk.add_event("escalation-resolved", event=str(other.number))
    with pytest.raises(RequestRefused, match="belongs to another child"):
        desk.waive("review.next", until="1/1/2027", reason="x", authorised_by="TM", event=other.id)
    with pytest.raises(RequestRefused, match="there is no event '99'"):
        desk.add_event("escalation-resolved", event="99")
    with pytest.raises(RequestRefused, match="event: #3 is entered-care, not iro-escalation"):
        desk.add_event("escalation-resolved", event="3")


def test_why_a_selection_went_as_it_did_may_be_given_as_reason(desk: Desk) -> None:
    written = desk.add_event("selection", considered=["F1;F2", "F3"], chosen="F2", reason="Near the school", chair="AM")
    assert written.events[0].fields == {
        "considered": ("F1", "F2", "F3"),
        "chosen": "F2",
        "reasons": "Near the school",
        "chair": "AM",
    }


def test_the_precision_of_a_day_can_be_said(desk: Desk) -> None:
    assert not desk.add_event("po", "2/11/2026", precision="on-or-before").events[0].is_exact


def test_a_rehearsal_says_what_would_change_and_leaves_every_byte(desk: Desk) -> None:
    before = digest(desk)
    written = desk.add_event("review", "2 Feb 2026", dry_run=True)
    assert written.rehearsed
    assert changes(written, Change.MET) == [("review.first", "2026-02-03")]
    assert list(written_lines(written, KINDS))[-1] == "Nothing was saved (--dry-run)."
    assert digest(desk) == before


def test_free_texts_are_kept_apart_and_never_said(desk: Desk) -> None:
    written = desk.add_event("ppm", note="Mother unwell", actions=("Ring the aunt; AB",))
    said = "\n".join(written_lines(written, KINDS))
    assert "unwell" not in said
    assert "aunt" not in said
    assert "with note" in said
    assert b"unwell" not in _fields_column(desk)


def _fields_column(desk: Desk) -> bytes:
    with sqlite3.connect(desk.path) as connection:
        return "".join(row[0] for row in connection.execute("SELECT fields FROM event")).encode()


def test_a_waiver_keeps_who_authorised_it_and_sets_the_deadline_aside(desk: Desk) -> None:
    written = desk.waive("plan.permanence", until="4/5/2027", reason="Court first", authorised_by="TM1")
    assert written.events[0].fields["authorised_by"] == "TM1"
    assert changes(written, Change.SET_ASIDE) == [("plan.permanence", "2026-05-03")]


@pytest.mark.parametrize(
    ("rule", "fields", "refusal"),
    [
        (
            "plan.permanense",
            {"until": "4/5/2027"},
            "there is no rule 'plan.permanense', did you mean 'plan.permanence'",
        ),
        ("plan.permanence", {"until": "20/11/2026"}, "until 20 Nov 2026 is past"),
        ("plan.permanence", {"until": "4/5/2027", "authorised_by": ""}, "waiver needs authorised_by"),
    ],
)
def test_a_waiver_that_makes_no_sense_is_refused(desk: Desk, rule: str, fields: dict[str, str], refusal: str) -> None:
    with pytest.raises(RequestRefused, match=refusal):
        desk.waive(rule, **{"reason": "x", "authorised_by": "TM1", **fields})


def test_a_sibling_s_deadlines_are_looked_at_too(desk: Desk, tmp_path: Path) -> None:
    desk.amend(sibling_group="S1")
    desk.add_child("0002", dob="1/1/2022", sibling_group="S1")
    written = desk.add_event("review", "2 Feb 2026")
    assert {changed.deadline.child for changed in written.difference.deadlines} == {"0001"}


def test_everything_that_was_recorded_verifies(desk: Desk) -> None:
    desk.add_event("ppm", actions=("Chase; AB; 1/12/2026",), note="x")
    desk.done("5")
    desk.correct("4", note="y")
    desk.void("4")
    assert verify(desk.path).sound
    with open_ledger(desk.path) as ledger:
        assert [event.number for event in ledger.entries()] == list(range(1, 9))
