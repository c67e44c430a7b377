"""Days counted by hand on a calendar: 2025 has 28 days in February, 2024 has 29."""

from datetime import UTC, date, datetime

import pytest

from permtrack.domain.events import Child, Event, History, Precision, ReturnImported, Span
from permtrack.domain.journey import journey
from permtrack.domain.sight import sight
from permtrack.domain.stages import Bound, StageName, stages
from permtrack.render.child_page.stages import stage_notes, stage_rows

CARE = ("entered-care", "2025-01-06", {"basis": "s20"})
REVIEW = ("review", "2025-01-31", {"plan": "adoption"})
DECISION = ("adm-decision", "2025-03-20", {"outcome": "yes"})
ORDER = ("placement-order", "2025-04-15", {})
PLACED = ("placed-for-adoption", "2025-07-01", {"family": "F1"})
ADOPTED = ("adoption-order", "2026-01-05", {})
TO_ORDER = (CARE, REVIEW, DECISION, ORDER)


def history_of(*events: tuple) -> History:
    records = []
    for number, (kind, on, fields, *flags) in enumerate(events):
        records.append(
            Event(
                id=str(number),
                child="c",
                kind=kind,
                on=date.fromisoformat(on),
                fields=dict(fields),
                number=number,
                precision=Precision.ON_OR_BEFORE if "by" in flags else Precision.EXACT,
                returned_by="R" if "returned" in flags else None,
            )
        )
    return History(child=Child(id="c", ref="1", dob=date(2024, 3, 3)), events=tuple(records))


def told(*events: tuple, as_at: str):
    return journey(history_of(*events), date.fromisoformat(as_at))


def of(*events: tuple, as_at: str = "2026-03-02"):
    return stages(told(*events, as_at=as_at))


def days(found):
    return [stage.days for stage in found.stages]


def test_the_whole_way_to_the_order():
    found = of(*TO_ORDER, PLACED, ADOPTED)
    # 6 to 31 Jan; 28 Feb days and 20 of March; 11 + 15; 15 + 31 + 30 + 1; 30 + 31 + 30 + 31 + 30 + 31 + 5
    assert days(found) == [25, 48, 26, 77, 188]
    assert all(stage.is_measured for stage in found.stages)
    assert [stage.ended_on.isoformat() for stage in found.stages] == [
        "2025-01-31",
        "2025-03-20",
        "2025-04-15",
        "2025-07-01",
        "2026-01-05",
    ]
    assert found.current is None
    assert found.none_because == "adopted on 5 Jan 2026"


@pytest.mark.parametrize(
    ("events", "as_at", "current", "expected"),
    [
        ((CARE,), "2025-01-06", "entry-to-plan", 0),
        ((CARE,), "2025-01-31", "entry-to-plan", 25),
        ((CARE, REVIEW), "2025-02-28", "plan-to-decision", 28),
        ((CARE, REVIEW, DECISION), "2025-04-14", "decision-to-order", 25),
        (TO_ORDER, "2025-06-30", "order-to-placement", 76),
        ((*TO_ORDER, PLACED), "2025-07-01", "placement-to-adoption", 0),
    ],
)
def test_the_stage_that_runs_is_counted_to_the_day(events, as_at, current, expected):
    found = of(*events, as_at=as_at)
    assert (found.current.name, found.current.days, found.current.bound) == (current, expected, Bound.EXACT)
    assert (found.current.ended_on, found.current.reason, found.none_because) == (None, "", "")
    later = found.stages[list(StageName).index(found.current.name) + 1 :]
    assert all((stage.started_on, stage.days, stage.reason) == (None, None, "") for stage in later)


def test_a_child_never_looked_after_is_in_no_stage():
    found = of(("early-alert", "2025-01-06", {}), as_at="2025-02-01")
    assert (days(found), found.current, found.none_because) == ([None] * 5, None, "not looked after")


def test_without_adoption_in_the_plan_no_stage_runs():
    found = of(CARE, ("review", "2025-01-31", {"plan": "long-term-fostering"}))
    assert (found.current, found.none_because) == (None, "adoption is not planned")
    assert (found.stages[0].started_on, found.stages[0].days) == (date(2025, 1, 6), None)


def test_adoption_beside_another_plan_keeps_the_first_stage_running():
    found = of(CARE, ("review", "2025-01-31", {"plan": "return-home", "parallel": ("adoption",)}), as_at="2025-02-06")
    assert (found.current.name, found.current.days) == ("entry-to-plan", 31)


def test_a_plan_not_made_at_a_review_leaves_the_review_unknown():
    found = of(CARE, ("ppm", "2025-01-31", {"plan": "adoption"}), ("review", "2025-02-14", {}), DECISION, ORDER)
    missing = "not recorded in this period of care: a review that planned adoption"
    assert [(s.days, s.reason) for s in found.stages[:3]] == [(None, missing), (None, missing), (26, "")]
    assert (found.stages[0].started_on, found.stages[0].ended_on) == (date(2025, 1, 6), None)
    assert (found.stages[1].started_on, found.stages[1].ended_on) == (None, date(2025, 3, 20))


def test_the_first_review_to_record_the_plan_counts_also_after_a_meeting_planned_it():
    found = of(
        CARE, ("ppm", "2025-01-20", {"plan": "adoption"}), REVIEW, ("review", "2025-03-10", {"plan": "adoption"})
    )
    assert (found.stages[0].ended_on, found.current.started_on) == (date(2025, 1, 31), date(2025, 1, 31))


def test_a_review_after_the_decision_did_not_come_before_it():
    found = of(CARE, DECISION, ("review", "2025-04-02", {"plan": "adoption"}))
    assert [stage.ended_on for stage in found.stages[:2]] == [None, date(2025, 3, 20)]


def test_a_review_on_the_day_of_the_decision_takes_no_days():
    found = of(CARE, DECISION, ("review", "2025-03-20", {"plan": "adoption"}))
    assert days(found)[:2] == [73, 0]


def test_an_order_before_the_decision_takes_no_days_and_says_so():
    found = of(CARE, REVIEW, ORDER, ("adm-decision", "2025-05-01", {"outcome": "yes"}), as_at="2025-05-15")
    third = found.stages[2]
    assert (third.days, third.reason) == (0, "the placement order came before the decision")
    assert (found.stages[1].days, found.current.name, found.current.days) == (90, "order-to-placement", 30)


def test_consent_stands_for_the_order():
    found = of(CARE, REVIEW, DECISION, ("consent-given", "2025-04-15", {}), as_at="2025-04-20")
    assert (found.stages[2].days, found.current.name, found.current.days) == (26, "order-to-placement", 5)


def test_a_reversed_decision_puts_the_child_back_to_planning():
    reversed_on = ("adm-decision-reversed", "2025-09-01", {"reason": "RD3"})
    found = of(*TO_ORDER, reversed_on, ("placement-order-revoked", "2025-09-15", {}), as_at="2025-10-01")
    assert (found.current.name, found.current.days, found.current.resumed) == ("entry-to-plan", 30, True)
    again = (
        ("review", "2025-10-01", {"plan": "adoption"}),
        ("adm-decision", "2025-11-03", {"outcome": "yes"}),
    )
    found = of(*TO_ORDER, reversed_on, ("placement-order-revoked", "2025-09-15", {}), *again, as_at="2025-11-10")
    assert days(found) == [30, 33, 7, None, None]


REVERSED = ("adm-decision-reversed", "2025-09-01", {"reason": "RD3"})
REVERSAL = "decision of 20 Mar 2025, reversed on 1 Sep 2025; the placement order of 15 Apr 2025 still stands"
ANEW = (("review", "2025-10-01", {"plan": "adoption"}), ("adm-decision", "2025-11-03", {"outcome": "yes"}))


def test_an_order_that_outlasts_the_reversal_leaves_nobody_waiting_to_be_placed():
    # Nobody may go on towards a placing that was decided against: 1 September to 1 October, back at planning.
    found = of(*TO_ORDER, REVERSED, as_at="2025-10-01")
    assert (found.current.name, found.current.days, found.current.resumed) == ("entry-to-plan", 30, True)
    assert days(found) == [30, None, None, None, None]
    assert found.reversal == REVERSAL
    assert REVERSAL in stage_notes(found)
    assert of(*TO_ORDER).reversal == ""


def test_a_plan_without_adoption_after_the_reversal_ends_the_way_though_the_order_stands():
    fostered = ("plan-set", "2025-09-08", {"plan": "long-term-fostering"})
    found = of(*TO_ORDER, REVERSED, fostered, as_at="2025-10-01")
    assert (found.current, found.none_because) == (None, "adoption is not planned")
    assert days(found) == [None] * 5
    assert found.reversal == REVERSAL


def test_the_consent_that_outlasts_a_reversal_is_called_so():
    found = of(CARE, REVIEW, DECISION, ("consent-given", "2025-04-15", {}), REVERSED, as_at="2025-10-01")
    assert found.reversal.endswith("; the consent of 15 Apr 2025 still stands")


def test_adoption_decided_anew_under_the_old_order_waits_for_a_family_from_the_new_decision():
    # 1 September to 1 October; 30 days of October and 3 of November; 3 to 10 November.
    found = of(*TO_ORDER, REVERSED, *ANEW, as_at="2025-11-10")
    assert days(found) == [30, 33, None, 7, None]
    third, fourth = found.stages[2:4]
    assert (third.started_on, third.ended_on, third.is_measured) == (None, None, False)
    assert third.reason == "the placement order of 15 Apr 2025 stood already"
    assert (fourth.started_on, fourth.resumed, fourth.is_current) == (date(2025, 11, 3), True, True)
    assert found.reversal == ""
    before = of(*TO_ORDER, REVERSED, ANEW[0], as_at="2025-10-15")
    assert (before.current.name, before.current.days, before.reversal) == ("plan-to-decision", 14, REVERSAL)
    # 27 days of November, 31 of December and 12 of January.
    placed = of(*TO_ORDER, REVERSED, *ANEW, ("placed-for-adoption", "2026-01-12", {}), as_at="2026-01-20")
    assert (placed.stages[3].days, placed.stages[3].is_measured, placed.current.days) == (70, True, 8)


def test_an_order_made_anew_after_the_decision_made_anew_is_counted_from_it():
    renewed = (("placement-order-revoked", "2025-12-01", {}), ("placement-order", "2026-01-12", {}))
    found = of(*TO_ORDER, REVERSED, *ANEW, *renewed, as_at="2026-01-20")
    # From the revocation: 30 days of December and 12 of January.
    assert (found.stages[2].days, found.stages[2].resumed, found.current.days) == (42, True, 8)


def test_a_child_who_stays_placed_in_spite_of_a_reversal_stays_in_the_last_stage():
    found = of(*TO_ORDER, PLACED, REVERSED, as_at="2025-10-01")
    # 77 days to the placing on 1 July; 30 of July, 31, 30 and 1 of October.
    assert (found.stages[3].days, found.current.name, found.current.days) == (77, "placement-to-adoption", 92)


def test_a_placing_before_the_consent_is_measured_by_nobody_and_called_by_its_name():
    placed = ("placed-for-adoption", "2025-04-08", {"family": "F1"})
    found = of(CARE, REVIEW, DECISION, placed, ("consent-given", "2025-04-15", {}), as_at="2025-05-20")
    fourth = found.stages[3]
    assert (fourth.days, fourth.in_order, fourth.is_measured) == (0, False, False)
    assert fourth.reason == "the placing for adoption came before the consent"
    names = [name for name, *_ in stage_rows(found)]
    assert names[2:4] == ["Decision to consent", "Consent to placing"]


def test_a_reversed_decision_with_another_plan_leaves_the_way_to_adoption():
    found = of(
        *TO_ORDER[:3],
        ("adm-decision-reversed", "2025-09-01", {"reason": "RD1"}),
        ("review", "2025-09-08", {"plan": "special-guardianship"}),
    )
    assert (found.current, found.none_because) == (None, "adoption is not planned")


def test_a_silent_change_of_plan_leaves_the_child_where_the_order_put_it():
    found = of(*TO_ORDER, ("review", "2025-08-01", {"plan": "long-term-fostering"}), as_at="2025-08-15")
    assert (days(found)[:3], found.current.name, found.current.days) == ([25, 48, 26], "order-to-placement", 122)


def test_a_revoked_order_puts_the_child_back_before_the_order():
    revoked = ("placement-order-revoked", "2025-09-15", {})
    found = of(*TO_ORDER, revoked, as_at="2025-10-01")
    assert (found.current.name, found.current.started_on.isoformat(), found.current.days) == (
        "decision-to-order",
        "2025-09-15",
        16,
    )
    assert found.current.resumed
    found = of(*TO_ORDER, revoked, ("placement-order", "2025-11-03", {}), as_at="2025-11-10")
    assert (found.stages[2].days, found.stages[2].resumed, found.current.days) == (49, True, 7)


def test_a_disruption_puts_the_child_back_to_waiting_from_the_return():
    ended = ("placement-ended", "2025-10-10", {})
    home = ("placement-started", "2025-10-10", {"type": "foster"})
    found = of(*TO_ORDER, PLACED, ended, home, as_at="2025-11-10")
    assert (found.current.name, found.current.days, found.current.resumed) == ("order-to-placement", 31, True)
    again = ("placed-for-adoption", "2025-12-01", {"family": "F2"})
    found = of(*TO_ORDER, PLACED, ended, home, again, as_at="2025-12-25")
    assert (found.stages[3].days, found.stages[3].resumed, found.current.days) == (52, True, 24)


def test_the_last_period_of_care_counts_and_nothing_of_the_one_before():
    found = of(
        CARE,
        REVIEW,
        DECISION,
        ("left-care", "2025-05-01", {"outcome": "returned-home-planned"}),
        ("entered-care", "2025-12-01", {"basis": "ico"}),
        as_at="2026-01-01",
    )
    assert (days(found), found.current.name, found.current.resumed) == (
        [31, None, None, None, None],
        "entry-to-plan",
        False,
    )


def test_an_order_that_still_stood_at_the_next_period_of_care_counts_from_entering_it():
    found = of(
        *TO_ORDER,
        ("left-care", "2025-05-01", {"outcome": "returned-home-unplanned"}),
        ("entered-care", "2025-12-01", {"basis": "placement-order"}),
        as_at="2026-01-01",
    )
    assert (found.current.name, found.current.days, found.current.resumed) == ("order-to-placement", 31, True)
    assert found.stages[2].reason == "not recorded in this period of care: the decision"


def test_care_that_ended_otherwise_leaves_a_stage_unfinished():
    found = of(*TO_ORDER, ("guardianship-order", "2025-06-16", {}))
    assert (found.current, found.none_because) == (None, "special guardianship on 16 Jun 2025")
    fourth = found.stages[3]
    assert (fourth.days, fourth.ended_on, fourth.is_measured) == (62, None, False)


def test_a_start_that_may_be_earlier_leaves_at_least_the_days_since():
    found = of((*CARE, "by"), REVIEW, as_at="2025-02-28")
    first = found.stages[0]
    assert (first.days, first.bound, first.is_measured) == (25, Bound.AT_LEAST, False)
    assert first.reason == "the entry to care is known only as on or before 6 Jan 2025"
    current = of((*CARE, "by"), as_at="2025-01-16").current
    assert (current.days, current.bound) == (10, Bound.AT_LEAST)


def test_an_end_that_may_be_earlier_leaves_at_most_the_days_to_it():
    found = of(CARE, REVIEW, (*DECISION, "by"), ORDER)
    assert [(s.days, s.bound) for s in found.stages[1:3]] == [(48, Bound.AT_MOST), (26, Bound.AT_LEAST)]


def test_coming_back_to_a_stage_leaves_the_day_it_was_reached_as_it_is_known():
    revoked = ("placement-order-revoked", "2025-09-15", {})
    found = of(CARE, REVIEW, (*DECISION, "by"), ORDER, revoked, as_at="2025-10-01")
    assert (found.stages[1].days, found.stages[1].bound) == (48, Bound.AT_MOST)
    assert (found.current.days, found.current.bound, found.current.start_exact) == (16, Bound.EXACT, True)
    by_then = of(CARE, REVIEW, DECISION, ORDER, (*revoked, "by"), as_at="2025-10-01").current
    assert (by_then.days, by_then.bound, by_then.start_exact) == (16, Bound.AT_LEAST, False)
    assert by_then.reason == "the return to this stage is known only as on or before 15 Sep 2025"


def test_days_that_may_be_earlier_are_marked_where_the_days_between_are_unknown():
    first = of((*CARE, "by"), (*REVIEW, "by"), DECISION).stages[0]
    assert (first.start_exact, first.end_exact) == (False, False)


def test_between_two_days_that_may_be_earlier_nothing_is_known():
    first = of((*CARE, "by"), (*REVIEW, "by")).stages[0]
    assert first.days is None
    assert first.reason == (
        "the entry to care is known only as on or before 6 Jan 2025; "
        "a review that planned adoption is known only as on or before 31 Jan 2025"
    )


RETURN = ReturnImported(
    id="R",
    recorded_at=datetime(2025, 6, 1, tzinfo=UTC),
    covers={
        "episodes": (Span(first=date(2024, 4, 1), last=date(2025, 3, 31)),),
        "placed_for_adoption": (Span(first=date(2024, 4, 1), last=date(2025, 3, 31)),),
    },
)


def test_a_stage_is_in_doubt_while_its_end_could_have_happened_unseen():
    seen = sight((RETURN,), tracking_from=date(2025, 6, 1))
    returned = ((*CARE, "returned"), (*REVIEW, "returned"), (*DECISION, "returned"))
    current = stages(told(*returned, as_at="2025-06-20"), seen).current
    assert (current.name, current.days, current.bound) == ("decision-to-order", 92, Bound.AT_MOST)
    assert current.reason == "the placement order between 1 Apr 2025 and 31 May 2025 could not be seen"
    assert stages(told(*returned, as_at="2025-03-31"), seen).current.bound is Bound.EXACT


def test_what_people_recorded_themselves_shows_all_that_came_after():
    seen = sight((RETURN,), tracking_from=date(2025, 6, 1))
    current = stages(told(CARE, REVIEW, DECISION, as_at="2025-06-20"), seen).current
    assert (current.days, current.bound, current.reason) == (92, Bound.EXACT, "")
