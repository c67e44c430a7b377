from datetime import date
from pathlib import Path

import pytest

from permtrack.app.asking import Question
from permtrack.app.looking import look
from permtrack.domain.accounting import Outcome
from permtrack.domain.findings import Status
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from tests.app.annexed import LIST_8, LIST_10, book, bring_in, content, day, read, told
from tests.app.desk import Desk, outcomes, reasons
from tests.app.importing import books, episode, write_return
from tests.app.importing import bring_in as import_903

IMPORTED, THERE, DIFFERS, REFUSED = Outcome.IMPORTED, Outcome.ALREADY_THERE, Outcome.DIFFERS, Outcome.REFUSED
CHILD = {"id": "000123", "dob": day("2023-05-04")}
WAITING = {
    **CHILD,
    "entered": day("2024-02-06"),
    "adm": "11/06/2024",
    "order": "2024-09-02 00:00:00",
    "matched": day("2026-03-12"),
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.add_child("000123", dob="4/5/2023")
    return desk


def stands(desk: Desk, *kinds: str) -> list[tuple[str, str, str]]:
    """What stands about children: kind, day and fields, those from the lists and others alike."""
    record = books(desk.path)
    events = [e for e in record.standing if e.child and e.kind != "child-added" and (not kinds or e.kind in kinds)]
    said = [(e.kind, ("" if e.is_exact else "by ") + e.on.isoformat(), e.fields) for e in events]
    return sorted((kind, on, ";".join(f"{n}={v}" for n, v in sorted(fields.items()))) for kind, on, fields in said)


def test_what_the_ledger_lacks_is_recorded_with_its_row(desk: Desk) -> None:
    report = bring_in(desk.path, [WAITING])
    assert stands(desk) == [
        ("adm-decision", "2024-06-11", "outcome=yes"),
        ("entered-care", "2024-02-06", ""),
        ("match-decision", "2026-03-12", "outcome=yes"),
        ("placement-order", "2024-09-02", ""),
    ]
    assert (outcomes(report), report.events_added, report.children_added) == ({2: IMPORTED}, 4, 0)
    assert {event.source for event in desk.standing("placement-order")} == {"annex.xlsx List 10:2"}
    assert report.differences == ()


def test_the_same_workbook_twice_adds_nothing_and_the_chain_is_whole(desk: Desk) -> None:
    rows = {"looked_after": [{**CHILD, "started": day("2024-02-06"), "plan": "b) Adoption"}]}
    assert bring_in(desk.path, [WAITING], **rows).written
    before = desk.path.read_bytes()
    again = bring_in(desk.path, [WAITING], **rows)
    assert ([row.outcome for row in again.rows], again.written) == ([THERE, THERE], False)
    assert desk.path.read_bytes() == before
    assert verify(desk.path)


def test_a_dry_run_says_the_same_and_writes_nothing(desk: Desk) -> None:
    before = desk.path.read_bytes()
    report = bring_in(desk.path, [WAITING], dry_run=True)
    assert (outcomes(report), report.events_added, report.written) == ({2: IMPORTED}, 4, False)
    assert desk.path.read_bytes() == before


def test_a_day_that_differs_is_listed_and_nothing_is_overwritten(desk: Desk) -> None:
    desk.add_event("match", "12/3/2026", ref="000123")
    desk.add_event("po", "2/9/2024", ref="000123")
    report = bring_in(desk.path, [{**WAITING, "matched": day("2026-03-14")}])
    assert told(report) == [("000123", "match-decision", "2026-03-12", "2026-03-14")]
    assert [on for _, on, _ in stands(desk, "match-decision")] == ["2026-03-12"]
    assert outcomes(report) == {2: DIFFERS}
    (row,) = report.rows
    assert row.field == "match-decision"
    assert row.reason == "recorded: entered-care, adm-decision; already there: placement-order; differs: match-decision"


def test_what_people_recorded_counts_whatever_its_source(desk: Desk) -> None:
    desk.add_event("adm", "11/6/2024", ref="000123")
    bring_in(desk.path, [WAITING])
    assert len(desk.standing("adm-decision")) == 1


def test_what_was_struck_out_or_corrected_here_stays_so(desk: Desk) -> None:
    desk.add_event("adm", "11/6/2024", ref="000123")
    order = desk.add_event("po", "2/9/2024", ref="000123").events[0].number
    desk.void(str(desk.standing("adm-decision")[0].number))
    desk.correct(str(order), on="5/9/2024")
    report = bring_in(desk.path, [{**CHILD, "adm": "11/06/2024", "order": "02/09/2024"}])
    assert [on for _, on, _ in stands(desk, "adm-decision", "placement-order")] == ["2024-09-05"]
    assert not report.written
    assert "struck out here: #3 adm-decision of 11 Jun 2024; it stays so" in report.rows[0].reason
    assert "corrected here: #4 placement-order of 5 Sep 2024; it stays so" in report.rows[0].reason


def test_a_decision_after_a_reversal_is_another_one(desk: Desk) -> None:
    desk.add_event("adm", "11/6/2024", ref="000123")
    desk.add_event("reversed", "3/2/2025", ref="000123", reason="RD1")
    report = bring_in(desk.path, [{**CHILD, "adm": "09/09/2025"}])
    assert [on for _, on, _ in stands(desk, "adm-decision")] == ["2024-06-11", "2025-09-09"]
    assert outcomes(report) == {2: IMPORTED}


def test_a_move_between_two_days_of_a_match_makes_no_second_match_but_a_disruption_does(desk: Desk) -> None:
    desk.add_event("match", "13/1/2026", ref="000123")
    desk.add_event("placement", "2/2/2026", ref="000123", type="foster")
    assert told(bring_in(desk.path, [{**CHILD, "matched": day("2026-03-12")}])) == [
        ("000123", "match-decision", "2026-01-13", "2026-03-12")
    ]
    desk.add_event("placed", "16/2/2026", ref="000123")
    desk.add_event("placement", "4/5/2026", ref="000123", type="foster")
    assert told(bring_in(desk.path, [{**CHILD, "matched": day("2026-09-10")}])) == []
    assert [on for _, on, _ in stands(desk, "match-decision")] == ["2026-01-13", "2026-09-10"]


def test_a_start_of_care_after_leaving_is_another_one(desk: Desk) -> None:
    desk.add_event("lac", "6/2/2024", ref="000123")
    desk.add_event("ceased", "1/7/2024", ref="000123", outcome="returned-home-planned")
    bring_in(desk.path, [{**CHILD, "entered": day("2025-01-13")}])
    assert [on for _, on, _ in stands(desk, "entered-care")] == ["2024-02-06", "2025-01-13"]


def test_a_day_known_only_as_on_or_before_is_made_exact_and_a_later_one_differs(desk: Desk) -> None:
    desk.add_event("lac", "1/4/2024", ref="000123", precision="on-or-before")
    desk.add_event("po", "1/4/2024", ref="000123", precision="on-or-before")
    report = bring_in(desk.path, [{**CHILD, "entered": day("2024-02-06"), "order": day("2024-09-02")}])
    assert stands(desk) == [("entered-care", "2024-02-06", ""), ("placement-order", "by 2024-04-01", "")]
    assert told(report) == [("000123", "placement-order", "by 2024-04-01", "2024-09-02")]
    assert report.events_corrected == 1
    assert not bring_in(desk.path, [{**CHILD, "entered": day("2024-02-06"), "order": day("2024-09-02")}]).written


@pytest.mark.parametrize("reason", ["RD2", "b)", "b) RD2 - court did not make the order", "rd 2"])
def test_the_reason_of_a_reversal_comes_with_it_or_is_added_to_it(desk: Desk, reason: str) -> None:
    desk.add_event("adm", "11/6/2024", ref="000123")
    desk.add_event("reversed", "3/2/2025", ref="000123")
    report = bring_in(desk.path, [{**CHILD, "adm": "11/06/2024", "reversed": "03/02/2025", "reason": reason}])
    assert stands(desk, "adm-decision-reversed") == [("adm-decision-reversed", "2025-02-03", "reason=RD2")]
    assert (report.events_corrected, report.differences) == (1, ())


def test_another_reason_differs(desk: Desk) -> None:
    desk.add_event("reversed", "3/2/2025", ref="000123", reason="RD1")
    report = bring_in(desk.path, [{**CHILD, "reversed": "03/02/2025", "reason": "RD2"}])
    assert told(report) == [("000123", "adm-decision-reversed reason", "RD1", "RD2")]
    assert not report.written


def test_early_permanence_and_a_later_placing_are_two_and_nobody_says_same_carer(desk: Desk) -> None:
    row = {**CHILD, "adm": "11/06/2024", "early": day("2024-07-01"), "placed": day("2025-02-03")}
    report = bring_in(desk.path, [row])
    assert stands(desk, "placement-started", "placed-for-adoption") == [
        ("placed-for-adoption", "2025-02-03", ""),
        ("placement-started", "2024-07-01", "type=early-permanence"),
    ]
    assert [finding.id for finding in report.findings] == ["same-carer-not-said"]
    assert bring_in(desk.path, [row]).findings == ()


def test_what_the_ledger_has_and_the_list_leaves_blank_is_listed(desk: Desk) -> None:
    desk.add_event("adm", "11/6/2024", ref="000123")
    desk.add_event("match", "12/3/2026", ref="000123")
    assert told(bring_in(desk.path, [{**CHILD, "adm": "11/06/2024"}])) == [
        ("000123", "match-decision", "2026-03-12", "")
    ]
    # A list of January knows nothing of March.
    assert told(bring_in(desk.path, [{**CHILD, "adm": "11/06/2024"}], of_day=date(2026, 1, 31))) == []


def test_a_column_that_the_list_does_not_have_is_not_blank(desk: Desk) -> None:
    desk.add_event("match", "12/3/2026", ref="000123")
    made = book([{**CHILD, "adm": "11/06/2024"}])
    made["List 10"].delete_cols(list(LIST_10).index("matched") + 1)
    assert told(bring_in(desk.path, made=made)) == []


def test_how_things_stand_comes_from_list_8(desk: Desk) -> None:
    row = {
        **CHILD,
        "started": day("2024-02-06"),
        "since": day("2024-02-20"),
        "status": "C1: ICO",
        "review": day("2026-01-12"),
        "visit": day("2026-02-02"),
        "health": day("2025-06-03"),
        "plan": "b) Adoption",
        "moved": day("2024-02-06"),
        "place": "f) U6: Foster placement - not FFA",
        "worker": "Eugene Swift",
        "postcode": "ZZ1 1ZZ",
    }
    bring_in(desk.path, looked_after=[row])
    assert stands(desk) == [
        ("entered-care", "2024-02-06", ""),
        ("health-assessment", "2025-06-03", ""),
        ("legal-status", "2024-02-20", "status=ico"),
        ("placement-started", "2024-02-06", "type=foster"),
        ("plan-set", "by 2026-11-21", "plan=adoption"),
        ("review", "2026-01-12", ""),
        ("visit", "2026-02-02", ""),
    ]
    assert b"Swift" not in desk.path.read_bytes()
    assert b"ZZ1" not in desk.path.read_bytes()


def test_the_legal_status_of_the_first_day_is_the_basis_of_care(desk: Desk) -> None:
    row = {**CHILD, "started": day("2024-02-06"), "since": day("2024-02-06"), "status": "V2"}
    bring_in(desk.path, looked_after=[row])
    assert stands(desk) == [("entered-care", "2024-02-06", "basis=s20")]


def test_both_lists_about_one_child_make_one_event_and_their_own_contradictions_show(desk: Desk) -> None:
    looked_after = {**CHILD, "started": day("2024-02-06"), "since": day("2024-09-04"), "status": "E1: Placement order"}
    report = bring_in(desk.path, [WAITING], [looked_after])
    assert [on for _, on, _ in stands(desk, "entered-care", "placement-order")] == ["2024-02-06", "2024-09-02"]
    assert told(report) == [("000123", "placement-order", "2024-09-02", "2024-09-04")]
    assert report.differences[0].remark == "the lists differ: annex.xlsx List 10:2"


@pytest.mark.parametrize(
    ("since", "status", "became"),
    [
        ("2024-03-01", "C2: FCO", ("co 2024-03-01",)),  # before the order now recorded: which is it?
        ("2025-06-02", "C1", ("ico 2025-06-02",)),  # the same order, another day
        ("2025-12-01", "C2: FCO", ()),  # a later change, which the ledger lacks
    ],
)
def test_a_legal_status_is_held_against_the_one_that_stands(
    desk: Desk, since: str, status: str, became: tuple[str, ...]
) -> None:
    desk.add_event("lac", "6/2/2024", ref="000123", basis="s20")
    desk.add_event("status", "2/5/2024", ref="000123", status="ico")
    row = {**CHILD, "started": day("2024-02-06"), "since": day(since), "status": status}
    report = bring_in(desk.path, looked_after=[row])
    assert told(report) == [("000123", "legal-status", "ico 2024-05-02", theirs) for theirs in became]
    assert len(stands(desk, "legal-status")) == (1 if became else 2)


def test_a_move_after_the_last_one_is_recorded_and_an_earlier_one_differs(desk: Desk) -> None:
    desk.add_event("placement", "6/2/2024", ref="000123", type="foster")
    later = {**CHILD, "moved": day("2025-05-12"), "place": "U6"}
    assert told(bring_in(desk.path, looked_after=[later])) == []
    near = {**CHILD, "moved": day("2025-05-14"), "place": "U6"}
    assert told(bring_in(desk.path, looked_after=[near])) == [
        ("000123", "placement-started", "foster 2025-05-12", "foster 2025-05-14")
    ]
    old = {**CHILD, "moved": day("2024-06-03"), "place": "K2"}
    assert told(bring_in(desk.path, looked_after=[old])) == [
        ("000123", "placement-started", "foster 2025-05-12", "residential 2024-06-03")
    ]
    assert len(stands(desk, "placement-started")) == 2


def test_a_review_within_a_fortnight_of_a_recorded_one_is_asked_about(desk: Desk) -> None:
    desk.add_event("review", "12/1/2026", ref="000123")
    report = bring_in(desk.path, looked_after=[{**CHILD, "review": day("2026-01-14")}])
    assert told(report) == [("000123", "review", "2026-01-12", "2026-01-14")]
    bring_in(desk.path, looked_after=[{**CHILD, "review": day("2026-07-06")}])
    assert [on for _, on, _ in stands(desk, "review")] == ["2026-01-12", "2026-07-06"]


@pytest.mark.parametrize(
    ("recorded", "listed", "expected"),
    [
        ("adoption", "b) Adoption", []),
        ("adoption", "f) Long term fostering", [("adoption 2026-02-02", "long-term-fostering")]),
        ("special-guardianship", "c) Special Guardianship/Child Arrangements Order", []),
        (
            None,
            "c) Special Guardianship/Child Arrangements Order",
            [("", "special-guardianship or child-arrangements")],
        ),
        ("adoption", None, [("adoption 2026-02-02", "")]),
    ],
)
def test_the_plan_is_held_against_the_plan_that_stands(
    desk: Desk, recorded: str | None, listed: str | None, expected: list[tuple[str, str]]
) -> None:
    if recorded:
        desk.add_event("plan", "2/2/2026", ref="000123", plan=recorded)
    before = desk.path.read_bytes()
    report = bring_in(desk.path, looked_after=[{**CHILD, "plan": listed}])
    assert told(report) == [("000123", "plan-set", ours, theirs) for ours, theirs in expected]
    assert desk.path.read_bytes() == before


def test_a_plan_stands_by_the_day_of_the_list_and_stays_struck_out(desk: Desk) -> None:
    rows = [{**CHILD, "plan": "adoption"}]
    bring_in(desk.path, looked_after=rows, of_day=date(2026, 1, 31))
    assert stands(desk, "plan-set") == [("plan-set", "by 2026-01-31", "plan=adoption")]
    desk.void(str(desk.standing("plan-set")[0].number))
    assert not bring_in(desk.path, looked_after=rows).written


@pytest.mark.parametrize(
    ("why", "kind", "fields"),
    [
        ("k) E47: Special Guardianship Orders - relative/friend", "guardianship-order", ""),
        ("E11: Adopted, application unopposed", "adoption-order", "opposed=no"),
        ("E4A", "left-care", "outcome=returned-home-planned"),
        (None, "left-care", ""),
    ],
)
def test_the_end_of_care_is_what_its_code_says(desk: Desk, why: str | None, kind: str, fields: str) -> None:
    row = {**CHILD, "started": day("2024-02-06"), "ceased": day("2025-09-22"), "why": why, "plan": "adoption"}
    bring_in(desk.path, looked_after=[row])
    assert stands(desk, kind, "plan-set") == [(kind, "2025-09-22", fields)]


def test_an_end_of_care_without_a_reason_is_the_order_of_that_day(desk: Desk) -> None:
    desk.add_event("lac", "6/2/2024", ref="000123")
    desk.add_event("ao", "22/9/2025", ref="000123")
    row = {**CHILD, "started": day("2024-02-06"), "ceased": day("2025-09-22")}
    assert not bring_in(desk.path, looked_after=[row]).written
    assert told(bring_in(desk.path, looked_after=[{**row, "ceased": day("2025-09-29")}])) == [
        ("000123", "left-care", "2025-09-22", "2025-09-29")
    ]


def test_a_code_that_is_not_known_is_named_and_the_rest_of_the_row_taken(desk: Desk) -> None:
    row = {
        **CHILD,
        "started": day("2024-02-06"),
        "since": day("2024-03-01"),
        "status": "Z9 [b]x",
        "plan": "to be agreed",
    }
    report = bring_in(desk.path, looked_after=[row])
    assert [f.sentence for f in report.findings] == [
        "status 'Z9 [b]x' is not known; it was left out",
        "plan 'to be agreed' is not known; it was left out",
    ]
    assert stands(desk) == [("entered-care", "2024-02-06", "")]


def test_short_breaks_are_not_care(desk: Desk) -> None:
    row = {**CHILD, "started": day("2024-02-06"), "since": day("2024-02-06"), "status": "V4: short breaks"}
    report = bring_in(desk.path, looked_after=[row])
    assert outcomes(report) == {2: Outcome.NOT_NEEDED}
    assert not report.written


def test_a_row_without_a_date_is_not_needed(desk: Desk) -> None:
    report = bring_in(desk.path, [{"id": "000123"}])
    assert [(row.outcome, row.reason) for row in report.rows] == [(Outcome.NOT_NEEDED, "no date in it")]


def test_a_new_id_with_a_birth_brings_the_child_and_is_named(desk: Desk) -> None:
    new = {"id": "W77/2", "dob": "09/08/2024", "sex": "b) Female", "adm": "03/02/2026"}
    report = bring_in(desk.path, [new], authority="Wendlebury")
    child = desk.child("W77/2")
    assert (child.dob, child.sex, child.authority) == (date(2024, 8, 9), "F", "Wendlebury")
    assert report.children_added == 1
    assert "not in the ledger before, their records opened by these lists: W77/2" in report.notices
    assert not bring_in(desk.path, [new]).written


def test_a_new_id_without_a_birth_is_refused(desk: Desk) -> None:
    report = bring_in(desk.path, [{"id": "000124", "adm": "03/02/2026"}])
    said = "no child '000124' is known, did you mean '000123'?; a row with a date of birth would bring it"
    assert reasons(report) == {2: ("ref", said)}


def test_another_birth_may_be_another_child_so_nothing_of_the_row_is_taken(desk: Desk) -> None:
    report = bring_in(desk.path, [{**WAITING, "dob": day("2023-04-05")}])
    assert told(report) == [("000123", "dob", "2023-05-04", "2023-04-05")]
    assert (outcomes(report), report.written, report.refused) == ({2: DIFFERS}, False, False)


def test_the_birth_of_a_child_expected_until_now_is_recorded(desk: Desk) -> None:
    desk.add_child("UNB1", edd="1/2/2026")
    bring_in(desk.path, [{"id": "UNB1", "dob": day("2026-01-27"), "entered": day("2026-02-02")}])
    assert desk.child("UNB1").dob == date(2026, 1, 27)
    assert stands(desk) == [("born", "2026-01-27", ""), ("entered-care", "2026-02-02", "")]


def test_a_number_is_never_taken_for_an_id_with_leading_zeros(desk: Desk) -> None:
    report = bring_in(desk.path, [{**WAITING, "id": 123}])
    said = (
        "the workbook holds the number 123, and a number has no leading zeros: it may be 000123; "
        "format the column as text and type the whole id"
    )
    assert reasons(report) == {2: ("ref", said)}
    desk.add_child("123", dob="4/5/2023")
    assert "it may be 123 or 000123" in reasons(bring_in(desk.path, [{**WAITING, "id": 123}]))[2][1]


def test_a_text_very_like_a_known_id_brings_no_second_child(desk: Desk) -> None:
    report = bring_in(desk.path, [{**WAITING, "id": "0123"}])
    assert "no child '0123' is known, and 000123 is very like it" in reasons(report)[2][1]


def test_a_number_is_an_id_where_none_with_zeros_is_known_or_its_format_shows_them(desk: Desk) -> None:
    desk.add_child("9212044", dob="4/5/2023")
    assert outcomes(bring_in(desk.path, [{**WAITING, "id": 9212044}])) == {2: IMPORTED}
    made = book([{**WAITING, "id": 123}])
    made["List 10"]["A2"].number_format = "000000"
    assert outcomes(bring_in(desk.path, made=made)) == {2: IMPORTED}
    assert len(stands(desk, "adm-decision")) == 2


def test_refused_rows_stop_it_all_unless_they_are_skipped(desk: Desk) -> None:
    rows = [WAITING, {"id": "B2", "dob": "1/1/2024", "adm": "31/02/2026"}]
    before = desk.path.read_bytes()
    report = bring_in(desk.path, rows)
    assert (outcomes(report), report.refused, report.written) == ({2: IMPORTED, 3: REFUSED}, True, False)
    assert desk.path.read_bytes() == before
    assert bring_in(desk.path, rows, skip=True).events_added == 4


def test_a_child_struck_out_here_does_not_come_back(desk: Desk) -> None:
    added = desk.add_child("X9", dob="1/1/2024").events[0].number
    desk.void(str(added))
    report = bring_in(desk.path, [{"id": "X9", "dob": "1/1/2024", "adm": "3/2/2026"}])
    assert outcomes(report) == {2: THERE}
    assert "was struck out here" in report.rows[0].reason


def test_who_belongs_on_a_list_and_is_not_there_is_named(desk: Desk) -> None:
    desk.add_event("lac", "6/2/2024", ref="000123")
    desk.add_child("Y1", dob="1/1/2024", authority="Elsewhere")
    desk.add_event("lac", "6/2/2025", ref="Y1")
    desk.add_event("adm", "1/9/2025", ref="Y1")
    other = [{"id": "N1", "dob": "1/1/2024", "started": day("2026-02-02"), "entered": None}]
    report = bring_in(desk.path, [], [{k: v for k, v in other[0].items() if k != "entered"}], dry_run=True)
    assert told(report) == [
        ("000123", "List 8", "in care 2024-02-06", ""),
        ("Y1", "List 8", "in care 2025-02-06", ""),
        ("Y1", "List 10", "decision in force 2025-09-01", ""),
    ]
    assert [d.child for d in bring_in(desk.path, [], authority="elsewhere", dry_run=True).differences] == ["Y1"]


def test_silence_around_what_a_list_brings_proves_nothing(tmp_path: Path) -> None:
    """In care since 6 Feb 2024, before tracking: no review is recorded, and none can be said to be late or missed."""
    desk = Desk(tmp_path, tracking_from=date(2026, 11, 1))
    bring_in(desk.path, [WAITING])
    with open_ledger(desk.path) as ledger:
        found = look(ledger, Question(as_at=date(2026, 11, 21)))
    late = [d.rule for d in found.deadlines if d.status in {Status.OVERDUE, Status.MISSED, Status.MET_LATE}]
    assert [rule for rule in late if not rule.startswith("benchmark.")] == []
    assert "review.first" in {d.rule for d in found.deadlines if d.status is Status.CANNOT_ASSESS}


def test_national_returns_come_in_before_and_after(tmp_path: Path) -> None:
    """The return of 2025-26 knows the start only as by 2 May 2025 (its first row has RNE L: the order is new then)."""
    desk = Desk(tmp_path)
    header = ["0071,F,09/08/2023,WBRI,UN1,0,"]
    rows = [episode("0071", "02/05/2025", "L E1 U6")]
    folder = write_return(tmp_path / "2026", header=header, episodes=rows, ad1=[])
    import_903(desk.path, folder)
    row = {"id": "0071", "dob": day("2023-08-09"), "entered": day("2024-11-04"), "adm": "10/03/2025"}
    report = bring_in(desk.path, [{**row, "order": day("2025-05-02"), "matched": day("2026-02-16")}])
    assert report.differences == ()
    expected = [
        ("adm-decision", "2025-03-10"),
        ("entered-care", "2024-11-04"),
        ("match-decision", "2026-02-16"),
        ("placement-order", "2025-05-02"),
    ]
    record = stands(desk)
    assert [(kind, on) for kind, on, _ in record if kind in dict(expected)] == expected
    moved = [episode("0071", "02/05/2025", "L E1 U6", "13/04/2026", "X1"), episode("0071", "13/04/2026", "P E1 A6")]
    later = write_return(tmp_path / "2027", header=header, episodes=moved, ad1=[])
    for again in (folder, later, folder):
        assert not import_903(desk.path, again).refused
        assert [(kind, on) for kind, on, _ in stands(desk) if kind in dict(expected)] == expected
    assert not bring_in(desk.path, [{**row, "order": day("2025-05-02"), "matched": day("2026-02-16")}]).written
    with open_ledger(desk.path) as ledger:
        told_against = [alert.sentence for alert in look(ledger, Question(as_at=date(2026, 11, 21))).alerts]
    assert not [sentence for sentence in told_against if "adopters' row" in sentence]


def test_a_list_stands_under_a_title_on_a_sheet_of_any_name(desk: Desk) -> None:
    made = book([WAITING], title="Annex A, January 2026: OFFICIAL SENSITIVE")
    made["List 10"].title = "10 Adoption"
    annex = read(content(made))
    assert [(row.ref, row.place.line) for row in annex.rows] == [("000123", 4)]
    assert "List 10 is the sheet '10 Adoption' of annex.xlsx" in annex.notices


def test_blank_rows_and_the_headings_over_again_are_no_rows(desk: Desk) -> None:
    made = book([{}, {"family": 7}, WAITING, dict(zip(LIST_10, LIST_10.values(), strict=True)), {"id": ""}])
    assert [row.place.line for row in read(content(made)).rows] == [4]
    assert read(content(made)).accounts == ()


def test_words_for_nothing_are_nothing(desk: Desk) -> None:
    annex = read(content(book([{**CHILD, "adm": "N/A", "order": "-", "matched": "  ", "placed": "NULL"}])))
    assert annex.rows[0].claims == ()


def test_only_list_8_or_only_list_10_will_do(desk: Desk) -> None:
    assert bring_in(desk.path, looked_after=[{**CHILD, "started": day("2024-02-06")}]).written
    assert bring_in(desk.path, [WAITING]).written
    assert set(LIST_8) & set(LIST_10) == {"id", "sex", "dob"}
