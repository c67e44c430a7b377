import hashlib
from datetime import date, datetime
from pathlib import Path

import pytest

from permtrack.domain.accounting import Outcome
from permtrack.errors import RequestRefused
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from permtrack.render.import_report import report_lines, undo_lines
from tests.app.desk import Desk, outcomes, reasons
from tests.app.secretary import MEETING, bring_in, changed, columns, csv_form, filled, take_minutes, warned, workbook

IMPORTED, THERE, REFUSED, UNNEEDED = Outcome.IMPORTED, Outcome.ALREADY_THERE, Outcome.REFUSED, Outcome.NOT_NEEDED
KINDS = ("tracking-meeting", "plan-set", "action-agreed", "action-done", "delay-recorded")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Child 0001 with the plan adoption and special guardianship in parallel, and one open action, #6.

    0002 has no plan. Both are in care since Monday 6 July 2026; they stand in lines 2 and 3 of the form.
    """
    desk = Desk(tmp_path)
    desk.add_child("0001", dob="12/3/2020", initials="AB", care="6/7/2026")
    desk.add_event("review", "3/8/2026", plan="adoption", parallel="sgo")
    desk.add_event("action", "4/8/2026", action="Chase the medical", owner="SW1", due="1/9/2026")
    desk.add_child("0002", dob="1/5/2021", initials="CD", care="6/7/2026")
    return desk


def digest(desk: Desk) -> str:
    return hashlib.sha256(desk.path.read_bytes()).hexdigest()


def action_number(desk: Desk) -> int:
    return desk.standing("action-agreed")[0].number


WHOLE = {
    "0001": {
        "done": datetime(2026, 11, 16),  # noqa: DTZ001  (Excel knows no zones)
        "discussed": "yes",
        "decision": "Widen the search",
        "new_plan": "long-term-fostering",
        "new_parallel": "none",
        "action_1": "Book the panel",
        "owner_1": "SW1",
        "due_1": date(2026, 12, 1),
        "action_2": "Ring the school",
        "owner_2": "SW2",
        "due_2": "1 Dec 2026",
        "delay_reason": "no-family-found",
        "delay_whose": "agency",
        "delay_until": "31/1/2027",
        "chair": "HOS1",
    },
    "0002": {"discussed": "Yes", "new_plan": "SGO"},
}


class TestRoundTrip:
    def test_what_is_filled_in_becomes_events_of_the_meeting_s_day(self, desk: Desk) -> None:
        report = take_minutes(desk, WHOLE)
        first, second = desk.standing("tracking-meeting")
        assert (first.on, first.fields) == (MEETING, {"decision": "Widen the search", "chair": "HOS1"})
        assert (second.on, second.fields) == (MEETING, {"chair": "HOS1"})
        assert first.source == "minutes.xlsx:2"
        plans = [(event.on, event.fields) for event in desk.standing("plan-set")]
        assert plans == [(MEETING, {"plan": "long-term-fostering"}), (MEETING, {"plan": "special-guardianship"})]
        _, panel, school = desk.standing("action-agreed")
        assert panel.fields == {"action": "Book the panel", "owner": "SW1", "due": "2026-12-01", "at": first.id}
        assert school.fields == {"action": "Ring the school", "owner": "SW2", "due": "2026-12-01", "at": first.id}
        (done,) = desk.standing("action-done")
        assert (done.on, done.fields) == (date(2026, 11, 16), {"action_id": desk.standing("action-agreed")[0].id})
        (delay,) = desk.standing("delay-recorded")
        assert delay.fields == {"reason": "no-family-found", "whose": "agency", "until": "2027-01-31"}
        assert (report.written, report.events_added, warned(report)) == (True, 8, [])
        assert verify(desk.path).sound

    def test_a_dry_run_says_the_same_and_writes_nothing(self, desk: Desk) -> None:
        before = digest(desk)
        report = take_minutes(desk, WHOLE, dry_run=True)
        assert digest(desk) == before
        first, second, *changed, last = report_lines(report)
        assert (first, second, last) == (
            "minutes: 2 rows: 2 could be imported",
            "Note: 2 children discussed, 2 plans changed, 2 actions agreed, 1 action done, 1 reason for delay",
            "Would record 8 events. Nothing was saved (--dry-run).",
        )
        # From 1 September: 29 days of that month, 31 of October and 16 of November.
        assert "Met late (76 days): 0001 Agreed action (action), due Tue 1 Sep 2026, met Mon 16 Nov 2026" in changed
        assert changed.count("New: 0001 Agreed action (action), due Tue 1 Dec 2026") == 2

    def test_the_numbers_to_strike_out_are_those_of_each_child_the_last_first(self, desk: Desk) -> None:
        """The ledger holds #1 to #7 before; 0001 comes first with six events, then 0002 with two."""
        report = take_minutes(desk, WHOLE)
        assert list(undo_lines(report)) == [
            "To undo, child by child:",
            "  0001: permtrack void 13 12 11 10 9 8 --reason ...",
            "  0002: permtrack void 15 14 --reason ...",
        ]
        ((_, numbers),) = report.recorded[:1]
        desk.void(*(str(number) for number in reversed(numbers)))
        assert [event.number for event in desk.standing("tracking-meeting")] == [14]

    def test_of_one_child_one_line_undoes(self, desk: Desk) -> None:
        report = take_minutes(desk, {"0001": {"discussed": "yes"}})
        assert list(undo_lines(report)) == ["To undo: permtrack void 8 --reason ..."]

    def test_the_same_form_twice_adds_nothing(self, desk: Desk) -> None:
        form = filled(workbook(desk), WHOLE)
        bring_in(desk, form)
        before = digest(desk)
        again = bring_in(desk, form)
        assert (outcomes(again), again.written, warned(again)) == ({2: THERE, 3: THERE}, False, [])
        assert digest(desk) == before

    def test_a_form_brought_in_again_with_one_action_more_adds_that_action(self, desk: Desk) -> None:
        form = filled(workbook(desk), WHOLE)
        bring_in(desk, form)
        meeting = desk.standing("tracking-meeting")[0]
        report = bring_in(
            desk, filled(form, {"0001": {"action_3": "Ask again", "owner_3": "SW1", "due_3": "2/12/2026"}})
        )
        assert report.events_added == 1
        assert desk.standing("action-agreed")[-1].fields["at"] == meeting.id
        assert warned(report) == []

    def test_an_untouched_form_adds_nothing(self, desk: Desk) -> None:
        report = take_minutes(desk, {})
        assert (outcomes(report), report.written) == ({2: UNNEEDED, 3: UNNEEDED}, False)

    def test_a_csv_form_carries_what_it_was_made_for(self, desk: Desk) -> None:
        lines = csv_form(desk).splitlines()
        header = lines[0].split(",")
        cells = lines[2].split(",")
        cells[header.index("discussed")] = "yes"
        cells[header.index("decision")] = "'=no sum"
        report = bring_in(desk, "\ufeff" + "\n".join([*lines[:2], ",".join(cells)]), name="minutes.csv")
        (meeting,) = desk.standing("tracking-meeting")
        assert (meeting.on, meeting.fields, meeting.source) == (MEETING, {"decision": "=no sum"}, "minutes.csv:3")
        assert "no row names the chair, so the meeting is recorded without one" in report.notices


class TestSeveralRowsOfAChild:
    def test_a_further_row_brings_further_actions(self, desk: Desk) -> None:
        rows = {"0001": {"discussed": "yes", "action_1": "One"}, 4: {"ref": "0001", "action_1": "Four", "owner_1": "X"}}
        report = take_minutes(desk, rows)
        (meeting,) = desk.standing("tracking-meeting")
        _, one, four = desk.standing("action-agreed")
        assert (one.fields["at"], four.fields["at"], four.source) == (meeting.id, meeting.id, "minutes.xlsx:4")
        assert outcomes(report) == {2: IMPORTED, 3: UNNEEDED, 4: IMPORTED}

    def test_each_open_action_has_a_row_of_its_own(self, desk: Desk) -> None:
        desk.add_event("action", "5/8/2026", action="Second")
        first, second = (event.number for event in desk.standing("action-agreed"))
        take_minutes(desk, {2: {"done": "yes"}, 3: {"done": "17/11/2026"}})
        done = {event.fields["action_id"]: event.on for event in desk.standing("action-done")}
        ids = {event.number: event.id for event in desk.standing("action-agreed")}
        assert done == {ids[first]: MEETING, ids[second]: date(2026, 11, 17)}

    @pytest.mark.parametrize(
        ("column", "one", "other"),
        [("decision", "A", "B"), ("new_plan", "adoption", "other"), ("discussed", "yes", "no")],
    )
    def test_two_rows_that_say_different_things_are_refused(
        self, desk: Desk, column: str, one: str, other: str
    ) -> None:
        rows = {2: {"discussed": "yes", column: one}, 4: {"ref": "0001", column: other}}
        report = take_minutes(desk, rows)
        assert reasons(report) == {4: (column, f"{column} stands already in line 2; write it once for each child")}
        assert not report.written

    def test_the_chair_is_written_once(self, desk: Desk) -> None:
        report = take_minutes(desk, {"0001": {"discussed": "yes", "chair": "AB"}, "0002": {"chair": "CD"}})
        assert reasons(report) == {3: ("chair", "another chair stands in line 2; write the chair once")}


class TestPlans:
    def test_the_present_plan_is_no_change_and_said_to_be_none(self, desk: Desk) -> None:
        report = take_minutes(desk, {"0001": {"discussed": "yes", "new_plan": "adoption"}})
        assert warned(report) == [("plan-unchanged", "0001", 2)]
        assert desk.standing("plan-set") == []

    def test_a_parallel_plan_left_empty_stays_and_is_named(self, desk: Desk) -> None:
        report = take_minutes(desk, {"0001": {"discussed": "yes", "new_plan": "ltf"}})
        assert warned(report) == [("parallel-kept", "0001", 2)]
        (plan,) = desk.standing("plan-set")
        assert plan.fields == {"plan": "long-term-fostering", "parallel": ("special-guardianship",)}

    def test_a_parallel_plan_alone_changes_beside_the_plan(self, desk: Desk) -> None:
        take_minutes(desk, {"0001": {"discussed": "yes", "new_parallel": "ltf; return-home"}})
        (plan,) = desk.standing("plan-set")
        assert plan.fields == {"plan": "adoption", "parallel": ("long-term-fostering", "return-home")}

    def test_none_ends_the_parallel_plans(self, desk: Desk) -> None:
        form = filled(workbook(desk), {"0001": {"discussed": "yes", "new_parallel": "None"}})
        bring_in(desk, form)
        (plan,) = desk.standing("plan-set")
        assert plan.fields == {"plan": "adoption"}
        assert not bring_in(desk, form).written

    def test_a_plan_is_not_its_own_parallel(self, desk: Desk) -> None:
        report = take_minutes(desk, {"0001": {"discussed": "yes", "new_parallel": "adoption"}})
        assert reasons(report)[2][0] == "new_parallel"

    def test_a_later_plan_is_named(self, desk: Desk) -> None:
        form = filled(workbook(desk), {"0002": {"discussed": "yes", "new_plan": "adoption"}})
        desk.add_event("review", "19/11/2026", ref="0002", plan="return-home")
        assert ("plan-later", "0002", 3) in warned(bring_in(desk, form))


class TestActions:
    def test_without_owner_or_day_or_due_before_the_meeting_it_is_recorded_with_a_warning(self, desk: Desk) -> None:
        rows = {"0001": {"discussed": "yes", "action_1": "A", "action_2": "B", "owner_2": "X", "due_2": "17/11/2026"}}
        report = take_minutes(desk, rows)
        assert warned(report) == [("action-incomplete", "0001", 2), ("action-due-before", "0001", 2)]
        assert report.events_added == 3

    def test_an_action_already_open_in_the_same_words_is_named(self, desk: Desk) -> None:
        rows = {"0001": {"discussed": "yes", "action_1": "Chase the medical", "owner_1": "X", "due_1": "1/12/2026"}}
        report = take_minutes(desk, rows)
        assert warned(report) == [("action-repeated", "0001", 2)]
        assert report.findings[0].sentence == (
            "action_1 is open already: #5 action-agreed of 4 Aug 2026; the same words are now a second action"
        )

    @pytest.mark.parametrize(
        ("cells", "says", "mend"),
        [
            ({"due_1": "8/12/2026"}, "due 8 Dec 2026", "--set due=2026-12-08"),
            ({"owner_1": "SW2"}, "owner SW2", "--set owner=SW2"),
            ({"owner_1": "SW2", "due_1": "8/12/2026"}, "owner SW2 and due 8 Dec 2026",
             "--set owner=SW2 --set due=2026-12-08"),
        ],
    )  # fmt: skip
    def test_an_action_agreed_at_this_meeting_with_another_owner_or_day_is_left_as_it_is(
        self, desk: Desk, cells: dict[str, object], says: str, mend: str
    ) -> None:
        agreed = {"discussed": "yes", "action_1": "Visit", "owner_1": "SW1", "due_1": "1/12/2026"}
        form = filled(workbook(desk), {"0001": agreed})
        bring_in(desk, form)
        visit = desk.standing("action-agreed")[-1]
        again = bring_in(desk, filled(form, {"0001": cells}))
        assert (again.events_added, again.events_corrected, outcomes(again)[2]) == (0, 0, Outcome.DIFFERS)
        assert warned(again) == [("action-differs", "0001", 2)]
        assert again.findings[0].sentence == (
            f"action_1 was agreed at this meeting already, as #{visit.number} action-agreed of 18 Nov 2026, and now "
            f"says {says}; no second action is recorded. To change the first: "
            f"permtrack correct {visit.number} {mend} --reason ..."
        )
        assert desk.standing("action-agreed")[-1] == visit

    def test_once_the_action_is_corrected_both_forms_find_it_there(self, desk: Desk) -> None:
        agreed = {"discussed": "yes", "action_1": "Visit", "owner_1": "SW1", "due_1": "1/12/2026"}
        form = filled(workbook(desk), {"0001": agreed})
        bring_in(desk, form)
        desk.correct(str(desk.standing("action-agreed")[-1].number), due="8/12/2026")
        for one in (form, filled(form, {"0001": {"due_1": "8/12/2026"}})):
            assert outcomes(bring_in(desk, one))[2] is THERE

    def test_one_action_for_two_owners_is_two_actions_and_each_keeps_its_own(self, desk: Desk) -> None:
        cells = {"discussed": "yes", "action_1": "Visit", "owner_1": "SW1", "action_2": "Visit", "owner_2": "SW2"}
        form = filled(workbook(desk), {"0001": cells})
        bring_in(desk, form)
        first, second = (event.number for event in desk.standing("action-agreed")[1:])
        again = bring_in(desk, filled(form, {"0001": {"due_2": "8/12/2026"}}))
        assert again.events_added == 0
        assert f"permtrack correct {second} --set due=2026-12-08" in again.findings[0].sentence
        third = bring_in(desk, filled(form, {"0001": {"action_3": "Visit", "owner_3": "SW3"}}))
        assert third.events_added == 1
        assert first != second

    def test_an_action_of_which_the_form_says_less_is_there(self, desk: Desk) -> None:
        agreed = {"discussed": "yes", "action_1": "Visit", "owner_1": "SW1", "due_1": "1/12/2026"}
        form = filled(workbook(desk), {"0001": agreed})
        bring_in(desk, form)
        assert outcomes(bring_in(desk, filled(form, {"0001": {"due_1": None}})))[2] is THERE

    @pytest.mark.parametrize("tick", ["yes", "Y", "x", True])
    def test_a_tick_means_done_by_the_meeting_even_of_a_child_not_discussed(self, desk: Desk, tick: object) -> None:
        take_minutes(desk, {"0001": {"done": tick}})
        assert [event.on for event in desk.standing("action-done")] == [MEETING]
        assert desk.standing("tracking-meeting") == []

    @pytest.mark.parametrize(
        ("cells", "column", "reason"),
        [
            ({"done": "3/8/2026"}, "done", "was agreed on 4 Aug 2026, after 3 Aug 2026"),
            ({"done": "22/11/2026"}, "done", "lies ahead"),
            ({"done": "yes", "open_action": "#1"}, "open_action", "is not an agreed action"),
            ({"done": "yes", "open_action": "#99"}, "open_action", "there is no event '#99'"),
            ({"done": "yes", "open_action": "the medical"}, "open_action", "begins with the number of an action"),
            ({"done": "yes", "open_action": None}, "open_action", "like #41, in the column Open action of that row"),
            ({"done": "soon"}, "done", "is not a date that can be read"),
        ],
    )
    def test_what_cannot_be_done_is_refused(
        self, desk: Desk, cells: dict[str, object], column: str, reason: str
    ) -> None:
        report = take_minutes(desk, {"0001": cells})
        assert reasons(report)[2][0] == column
        assert reason in reasons(report)[2][1]

    def test_another_child_s_action_is_refused(self, desk: Desk) -> None:
        number = action_number(desk)
        report = take_minutes(desk, {"0002": {"open_action": f"#{number}", "done": "yes"}})
        assert reasons(report) == {3: ("open_action", f"#{number} belongs to another child")}

    def test_an_action_that_ended_since_is_there_where_the_day_agrees_and_refused_where_not(self, desk: Desk) -> None:
        ticked = filled(workbook(desk), {"0001": {"done": "yes"}})
        dated = filled(workbook(desk), {"0001": {"done": "18/11/2026"}})
        desk.done(str(action_number(desk)), "10/11/2026")
        assert outcomes(bring_in(desk, ticked))[2] is THERE
        assert "has ended already" in reasons(bring_in(desk, dated))[2][1]


def test_a_chair_or_an_owner_by_name_is_warned_of(desk: Desk) -> None:
    cells = {"discussed": "yes", "action_1": "A", "owner_1": "Jane Smith", "due_1": "1/12/2026"}
    rows = {"0001": {**cells, "chair": "Mrs Jane Smith"}, "0002": {**cells, "owner_1": "Team Manager"}}
    report = take_minutes(desk, rows)
    assert warned(report) == [("may-be-name", "0001", 2), ("may-be-name", "0001", 2)]
    assert [finding.sentence.partition(" ")[0] for finding in report.findings] == ["chair", "owner"]


class TestRefusals:
    def test_every_bad_row_is_named_at_once_and_nothing_is_written(self, desk: Desk) -> None:
        before = digest(desk)
        rows = {
            "0001": {"discussed": "perhaps", "new_plan": "adopt", "due_1": "31/2/2026"},
            "0002": {"decision": "said without a discussion"},
            4: {"ref": "9", "discussed": "yes"},
            5: {"ref": "0001", "decision": "x" * 1001},
        }
        report = take_minutes(desk, rows)
        told = reasons(report)
        assert sorted(told) == [2, 3, 4, 5]
        assert told[2][0] == "discussed, new_plan, due_1, action_1"
        assert "did you mean 'adoption'" in told[2][1]
        assert told[3] == (
            "discussed",
            "not marked as discussed, and decision filled in: write yes under discussed, or empty that cell",
        )
        assert "no child '9' is known" in told[4][1]
        assert "1,001 characters long" in told[5][1]
        assert digest(desk) == before

    def test_a_ref_that_lost_its_zeros_is_refused_with_the_one_meant(self, desk: Desk) -> None:
        report = take_minutes(desk, {"0001": {"ref": 1, "discussed": "yes"}})
        assert reasons(report)[2] == (
            "ref",
            (
                "no child '1' is known; did a spreadsheet take the zeros of 0001? "
                "format the column as text and type the ref again"
            ),
        )

    def test_a_number_that_is_one_child_s_ref_and_may_be_another_s_is_refused(self, desk: Desk) -> None:
        desk.add_child("1", dob="1/1/2020")
        report = take_minutes(desk, {"0001": {"ref": 1, "discussed": "yes"}})
        assert "may be 0001 or 1" in reasons(report)[2][1]

    def test_a_text_that_may_have_lost_zeros_is_warned_of_in_a_csv_file(self, desk: Desk) -> None:
        desk.add_child("1", dob="1/1/2020", care="6/7/2026")
        lines = [line for line in csv_form(desk).splitlines() if not line.startswith("1,")]
        report = bring_in(desk, "\n".join(lines).replace("\n0001,", "\n1,"), name="minutes.csv")
        assert warned(report) == [("ref-doubtful", "1", 2)]

    def test_a_form_of_another_ledger_is_refused(self, desk: Desk, tmp_path: Path) -> None:
        other = Desk(tmp_path, name="other.db")
        other.add_child("0001", dob="12/3/2020", care="6/7/2026")
        with pytest.raises(RequestRefused, match=r"made for another ledger .* --ledger"):
            bring_in(desk, workbook(other))

    def test_a_form_of_another_history_of_the_ledger_is_refused(self, desk: Desk) -> None:
        head = columns_of_facts(desk)["head"]
        form = csv_form(desk).replace(head, f"{int(head.partition(':')[0]) + 9}:{'0' * 16}")
        with pytest.raises(RequestRefused, match="was a backup restored"):
            bring_in(desk, form, name="minutes.csv")

    def test_a_form_of_another_meeting_is_refused(self, desk: Desk) -> None:
        with pytest.raises(RequestRefused, match="made for the meeting of 18 Nov 2026, not of 17 Nov 2026"):
            bring_in(desk, workbook(desk), meeting_on=date(2026, 11, 17))

    def test_a_meeting_that_lies_ahead_is_refused(self, desk: Desk) -> None:
        with pytest.raises(RequestRefused, match="22 Nov 2026 lies ahead"):
            bring_in(desk, workbook(desk, date(2026, 11, 22)))

    def test_a_second_decision_is_refused_with_how_to_change_the_first(self, desk: Desk) -> None:
        form = filled(workbook(desk), {"0001": {"discussed": "yes", "decision": "First"}})
        bring_in(desk, form)
        (meeting,) = desk.standing("tracking-meeting")
        report = bring_in(desk, filled(form, {"0001": {"decision": "Second"}}))
        field, reason = reasons(report)[2]
        assert field == "decision"
        assert f"permtrack correct {meeting.number} --set decision=" in reason
        assert "First" not in reason


class TestWhatIsThereAlready:
    def test_a_meeting_recorded_by_hand_gains_the_decision(self, desk: Desk) -> None:
        desk.add_event("tracking", "18/11/2026", chair="HOS1")
        report = take_minutes(desk, {"0001": {"discussed": "yes", "decision": "Go on", "action_1": "A"}})
        (meeting,) = desk.standing("tracking-meeting")
        assert meeting.fields == {"chair": "HOS1", "decision": "Go on"}
        assert desk.standing("action-agreed")[-1].fields["at"] == meeting.id
        assert report.events_corrected == 1

    def test_what_was_struck_out_stays_so(self, desk: Desk) -> None:
        form = filled(workbook(desk), WHOLE)
        bring_in(desk, form)
        recorded = [event for event in desk.standing(*KINDS) if event.source.startswith("minutes.xlsx")]
        for child in {event.child for event in recorded}:
            desk.void(*(str(event.number) for event in reversed(recorded) if event.child == child))
        before = digest(desk)
        assert not bring_in(desk, form).written
        assert digest(desk) == before

    def test_events_since_the_form_was_written_are_named(self, desk: Desk) -> None:
        form = filled(workbook(desk), {"0001": {"discussed": "yes"}, "0002": {"discussed": "yes"}})
        visit = desk.add_event("visit", "19/11/2026", ref="0002").events[0]
        (finding,) = bring_in(desk, form).findings
        assert (finding.id, finding.child) == ("child-changed", "0002")
        assert finding.sentence == f"recorded since the form was written: #{visit.number} visit of 19 Nov 2026"

    def test_a_child_renamed_since_is_found_and_named(self, desk: Desk) -> None:
        form = filled(workbook(desk), {"0002": {"discussed": "yes"}})
        desk.amend("0002", new_ref="0003")
        report = bring_in(desk, form)
        assert ("child-renamed", "0003", 3) in warned(report)
        assert report.written


def columns_of_facts(desk: Desk) -> dict[str, str]:
    with open_ledger(desk.path) as ledger:
        return {"ledger": ledger.info.id, "head": str(ledger.head())}


def test_columns_may_be_moved_but_not_renamed_or_taken_out(desk: Desk) -> None:
    form = filled(workbook(desk), WHOLE)
    moved = changed(form, lambda page: page.move_range("A1:J3", cols=30))
    assert outcomes(bring_in(desk, moved, dry_run=True)) == {2: IMPORTED, 3: IMPORTED}

    def rename(page):
        page.cell(1, columns(page)["decision"]).value = "Outcome"

    with pytest.raises(RequestRefused, match=r"missing: Decision \(between .*\) \(what is 'Outcome'\?\)"):
        bring_in(desk, changed(form, rename))
    with pytest.raises(RequestRefused, match=r"missing: Discussed \(between Done and Decision\)"):
        bring_in(desk, changed(form, lambda page: page.delete_cols(columns(page)["discussed"])))


def test_columns_of_one_s_own_are_named_and_not_read(desk: Desk) -> None:
    def add(page):
        page.cell(1, 40).value = "Room"
        page.cell(2, 40).value = "12"

    report = bring_in(desk, changed(workbook(desk), add))
    assert "column 'Room' is not of the form and is not read (1 cells)" in report.notices


def test_merged_cells_are_refused(desk: Desk) -> None:
    form = filled(workbook(desk), WHOLE)
    report = bring_in(desk, changed(form, lambda page: page.merge_cells("I2:I3")))
    assert "cells I2:I3 are merged" in reasons(report)[2][1]
    assert not report.written
