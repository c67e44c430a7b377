"""One child on one page: every number of days and months counted by hand on a calendar."""

from dataclasses import replace
from datetime import date

import pytest

from permtrack.domain.child_page.life import ages, in_care
from permtrack.domain.child_page.meetings import followed
from permtrack.domain.child_page.picture import picture
from permtrack.domain.child_page.planning import delays, early_permanence, family, people, planned, status_since
from permtrack.domain.child_page.search import search
from permtrack.domain.events import Child, Event, History, Precision
from permtrack.domain.findings import Deadline, Status
from permtrack.domain.journey import journey
from permtrack.render.child_page.words import no_plan_in_words

CARE = ("entered-care", "2025-01-06", {"basis": "s20"})
REVIEW = ("review", "2025-01-31", {"plan": "adoption", "parallel": ("special-guardianship",)})
DECISION = ("adm-decision", "2025-03-20", {"outcome": "yes"})
ORDER = ("placement-order", "2025-04-15", {})
FOSTER = ("placement-started", "2025-01-06", {"type": "foster", "carer": "C1"})


def told(*events: tuple, as_at: str = "2026-03-02", **child: object):
    records = []
    for number, (kind, on, fields, *flags) in enumerate(events, start=1):
        records.append(
            Event(
                id=f"E{number}",
                child="c",
                kind=kind,
                on=date.fromisoformat(on),
                fields=dict(fields),
                number=number,
                precision=Precision.ON_OR_BEFORE if "by" in flags else Precision.EXACT,
            )
        )
    described = {"id": "c", "ref": "1", "dob": date(2024, 3, 3)} | child
    return journey(History(child=Child(**described), events=tuple(records)), date.fromisoformat(as_at))


def test_ages_at_the_steps_of_the_way():
    placed = ("placed-for-adoption", "2025-07-01", {"family": "F1"})
    found = ages(told(CARE, DECISION, ORDER, placed, ("adoption-order", "2026-01-05", {})))
    assert [(age.step, age.age_months) for age in found] == [
        ("entry", 10),  # 3 Jan 2025 was ten months
        ("decision", 12),
        ("order", 13),
        ("placed", 15),  # sixteen on 3 July
        ("adopted", 22),
    ]


def test_no_age_where_the_day_may_be_earlier_or_no_birth_is_known():
    assert ages(told((*CARE, "by")))[0].age_months is None
    assert ages(told(CARE, dob=None))[0].age_months is None


def test_care_is_counted_in_days_and_completed_months():
    found = in_care(told(CARE, as_at="2026-03-05"))
    # 359 days to the end of 2025, 31 of January, 28 of February, 5 of March; fourteen months only on the sixth.
    assert (found.days, found.months, found.exact, found.ended_on) == (423, 13, True, None)
    ended = in_care(told(CARE, ("left-care", "2025-02-06", {"outcome": "relatives"})))
    assert (ended.days, ended.months, ended.ended_on) == (31, 1, date(2025, 2, 6))
    assert in_care(told()) is None


@pytest.mark.parametrize(
    ("later", "placements", "moves"),
    [
        ((), 1, 0),
        ((("placement-started", "2025-02-03", {"type": "foster", "carer": "C2"}),), 2, 1),
        ((("placement-started", "2025-02-03", {"type": "foster", "carer": "C1"}),), 2, 0),
        ((("placement-started", "2025-02-03", {"type": "connected-person", "same_carer": "yes"}),), 2, 0),
        ((("placement-started", "2025-02-03", {"type": "foster"}),), 2, 1),
        ((("placed-for-adoption", "2025-07-01", {"family": "F1", "same_carer": "yes"}),), 2, 0),
        ((("placed-for-adoption", "2025-07-01", {"family": "F1"}),), 2, 1),
        (
            (
                ("placement-started", "2025-02-03", {"type": "foster", "carer": "C2"}),
                ("placement-started", "2025-02-03", {"type": "foster", "carer": "C3"}),
            ),
            3,
            1,
        ),
        (
            (
                ("placement-started", "2025-02-03", {"type": "foster", "carer": "C2"}),
                ("placement-started", "2025-03-03", {"type": "foster", "carer": "C1"}),
            ),
            3,
            2,
        ),
    ],
)
def test_a_move_is_a_change_of_home(later, placements, moves):
    found = in_care(told(CARE, FOSTER, *later))
    assert (found.placements, found.moves) == (placements, moves)


def test_moves_are_those_of_the_last_period():
    again = ("entered-care", "2025-12-01", {"basis": "ico"})
    found = in_care(
        told(
            CARE,
            FOSTER,
            ("placement-started", "2025-02-03", {"type": "foster", "carer": "C2"}),
            ("left-care", "2025-05-01", {"outcome": "returned-home-planned"}),
            again,
            ("placement-started", "2025-12-01", {"type": "foster", "carer": "C3"}),
        )
    )
    assert (found.started_on, found.placements, found.moves) == (date(2025, 12, 1), 1, 0)


def test_a_plan_made_at_a_review_is_ratified_by_it():
    found = planned(told(CARE, REVIEW))
    assert (found.primary, found.parallel) == ("adoption", ("special-guardianship",))
    assert (found.since, found.ratified_on) == (date(2025, 1, 31), date(2025, 1, 31))


def test_a_plan_made_elsewhere_is_ratified_by_the_first_review_that_records_it():
    meeting = ("ppm", "2025-01-20", {"plan": "adoption"})
    silent = ("review", "2025-01-31", {})
    assert planned(told(CARE, meeting, silent)).ratified_on is None
    later = planned(told(CARE, meeting, silent, ("review", "2025-04-30", {"plan": "adoption"})))
    assert (later.since, later.ratified_on) == (date(2025, 1, 20), date(2025, 4, 30))


@pytest.mark.parametrize(
    ("review", "named"), [("2025-01-19", None), ("2025-01-20", 20), ("2025-02-17", 48), ("2025-02-18", None)]
)
def test_a_silent_review_is_named_on_the_day_of_the_plan_and_four_weeks_after(review, named):
    found = planned(told(CARE, ("plan-set", "2025-01-20", {"plan": "adoption"}), ("review", review, {}))).silent_review
    assert (found.on.toordinal() - date(2024, 12, 31).toordinal() if found else None) == named


def test_of_an_adopted_child_the_plan_is_what_was_achieved():
    placed = ("placed-for-adoption", "2025-07-01", {"family": "F1"})
    found = planned(told(CARE, REVIEW, DECISION, ORDER, placed, ("adoption-order", "2026-01-05", {})))
    assert (found.achieved, found.ended_on, found.until_then) == ("adopted", date(2026, 1, 5), "adoption")
    assert no_plan_in_words(found) == "adopted on 5 Jan 2026"
    left = planned(told(CARE, REVIEW, ("left-care", "2025-02-06", {"outcome": "relatives"})))
    assert no_plan_in_words(left) == "none since care ended; until then adoption"


@pytest.mark.parametrize(
    ("outcome", "said", "why"),
    [
        ("special-guardianship", "special guardianship on 6 Feb 2025", "special guardianship"),
        ("returned-home-planned", "returned home as planned on 6 Feb 2025", "returned home as planned"),
        ("child-arrangements", "child arrangements order on 6 Feb 2025", "child arrangements order"),
        ("relatives", "none since care ended", "went to relatives"),
        ("other", "none since care ended", "left care"),
    ],
)
def test_care_ended_in_the_words_of_its_outcome(outcome, said, why):
    travelled = told(CARE, ("left-care", "2025-02-06", {"outcome": outcome}))
    assert (no_plan_in_words(planned(travelled)), in_care(travelled).ended_by) == (said, why)
    assert no_plan_in_words(planned(told(CARE))) == "none recorded"


def test_a_review_of_an_earlier_run_of_the_plan_ratifies_nothing():
    found = planned(
        told(
            CARE,
            REVIEW,
            ("plan-set", "2025-02-10", {"plan": "return-home"}),
            ("plan-set", "2025-03-10", {"plan": "adoption"}),
        )
    )
    assert (found.since, found.ratified_on) == (date(2025, 3, 10), None)


def test_the_legal_status_holds_since_it_was_first_recorded_so():
    again = ("legal-status", "2025-03-03", {"status": "s20"})
    assert status_since(told(CARE, again)) == (date(2025, 1, 6), True)
    assert status_since(told(CARE, ORDER)) == (date(2025, 4, 15), True)


def test_early_permanence_as_it_was_last_considered():
    assert early_permanence(told(CARE)) is None
    first = ("early-permanence-considered", "2025-01-20", {"outcome": "yes"})
    found = early_permanence(told(CARE, first, ("early-permanence-considered", "2025-02-20", {"outcome": "no"})))
    assert (found.outcome, found.on) == ("no", date(2025, 2, 20))


def test_brothers_and_sisters_are_sought_for_together_while_adoption_is_planned_for_both():
    decided = ("sibling-decision", "2025-02-10", {"outcome": "together"})
    own = told(CARE, REVIEW, decided, sibling_group="G1")
    sought = told(CARE, REVIEW, ref="2", sibling_group="G1")
    home = told(CARE, ("review", "2025-01-31", {"plan": "return-home"}), ref="3", sibling_group="G1")
    found = family(own, (sought, home))
    assert (found.others, found.outcome, found.decided_on) == (("2", "3"), "together", date(2025, 2, 10))
    assert found.searched_together == ("2",)
    assert family(told(CARE, REVIEW, sibling_group="G1"), (sought,)).searched_together == ()
    assert family(told(CARE), ()) is None


def test_people_have_a_day_where_a_change_was_recorded():
    changed = ("worker-changed", "2025-05-12", {"role": "worker", "to": "AB"})
    found = people(told(CARE, changed, worker="AB", team="North", iro="HM"))
    assert [(p.role, p.who, p.since) for p in found] == [
        ("worker", "AB", date(2025, 5, 12)),
        ("team", "North", None),
        ("iro", "HM", None),
    ]


def test_a_delay_counts_until_its_day_and_the_last_one_is_named_as_over():
    court = ("delay-recorded", "2025-05-12", {"reason": "court-timetable", "whose": "court", "until": "2025-06-30"})
    (running,) = delays(told(CARE, court, as_at="2025-06-30"))
    assert (running.reason, running.whose, running.is_over) == ("court-timetable", "court", False)
    (over,) = delays(told(CARE, court, as_at="2025-07-01"))
    assert over.is_over
    health = ("delay-recorded", "2025-06-20", {"reason": "health"})
    assert [delay.reason for delay in delays(told(CARE, court, health, as_at="2025-07-01"))] == ["health"]


def test_a_search_begins_anew_after_a_return():
    found = search(
        told(
            CARE,
            DECISION,
            ORDER,
            ("family-finding", "2025-04-22", {"channel": "in-house"}),
            ("link", "2025-05-06", {"family": "F1"}),
            ("match-decision", "2025-06-02", {"outcome": "yes", "family": "F1"}),
            ("placed-for-adoption", "2025-07-01", {"family": "F1"}),
            ("placement-ended", "2025-10-10", {}),
            ("placement-started", "2025-10-10", {"type": "foster"}),
        )
    )
    assert (found.has_begun, found.channels, found.links_open, found.match, found.placed) == (False, (), 0, None, None)
    assert found.returned_on == date(2025, 10, 10)


def test_the_last_meeting_with_its_actions_and_what_happened_since():
    found = followed(
        told(
            CARE,
            ("tracking-meeting", "2025-05-06", {"chair": "HOS"}),
            ("action-agreed", "2025-05-06", {"action": "Chase the medical", "owner": "AB", "due": "2025-05-20"}),
            ("action-agreed", "2025-05-06", {"action": "Profile", "due": "2025-06-20", "at": "E2"}),
            ("tracking-meeting", "2025-06-03", {"chair": "HOS", "decision": "Widen the search."}),
            ("action-agreed", "2025-06-03", {"action": "Widen", "owner": "FF", "due": "2025-06-10", "at": "E5"}),
            ("action-done", "2025-06-09", {"action_id": "E6"}),
            ("visit", "2025-06-10", {}),
            as_at="2025-06-20",
        )
    )
    assert (found.meeting.on, found.meeting.decision) == (date(2025, 6, 3), "Widen the search.")
    assert [(a.agreed.number, a.state.value, len(a.carried)) for a in found.actions] == [
        (3, "overdue", 1),
        (4, "due-today", 1),
        (6, "done", 0),
    ]
    assert [event.number for event in found.since] == [7, 8]


def test_a_meeting_of_an_earlier_period_is_not_the_last_meeting():
    found = followed(
        told(
            CARE,
            ("tracking-meeting", "2025-02-03", {}),
            ("left-care", "2025-05-01", {"outcome": "relatives"}),
            ("entered-care", "2025-12-01", {"basis": "ico"}),
        )
    )
    assert (found.meeting, [event.kind for event in found.since]) == (None, ["entered-care"])


def deadline(status: Status, due: str, tier: str = "regulation") -> Deadline:
    return Deadline(
        id=due, child="1", rule="r", title="t", set="s", tier=tier, checked="yes", citation="c", version="v",
        status=status, trigger=None, due_on=date.fromisoformat(due),
    )  # fmt: skip


def test_the_picture_has_a_row_for_what_there_is_and_reaches_to_what_falls_due_soon():
    found = picture(
        told(CARE, FOSTER, REVIEW, DECISION, ORDER, as_at="2025-06-02"),
        [
            deadline(Status.MET, "2025-02-03"),
            deadline(Status.OVERDUE, "2025-05-01"),
            deadline(Status.UPCOMING, "2025-08-31"),
            deadline(Status.UPCOMING, "2025-09-01"),
            deadline(Status.OVERDUE, "2025-05-02", tier="benchmark"),
        ],
    )
    assert [row.name for row in found.rows] == ["Care", "Lives", "Status", "Plan", "Meetings", "Steps", "Duties"]
    # The birth of 3 March 2024 lies less than a year before the first event; 31 August is the 90th day after 2 June.
    assert (found.first, found.last) == (date(2024, 3, 3), date(2025, 8, 31))
    rows = {row.name: row for row in found.rows}
    assert [(bar.what, bar.first, bar.last) for bar in rows["Status"].bars] == [
        ("s20", date(2025, 1, 6), date(2025, 4, 15)),
        ("placement-order", date(2025, 4, 15), None),
    ]
    assert [mark.code for mark in rows["Steps"].marks] == ["B", "D", "O"]
    assert [(mark.code, mark.on.isoformat()) for mark in rows["Duties"].marks] == [
        ("+", "2025-02-03"),
        ("!", "2025-05-01"),
        ("o", "2025-08-31"),
    ]


def test_a_duty_met_before_its_day_does_not_lie_ahead():
    met = replace(deadline(Status.MET, "2025-06-30"), met_on=date(2025, 5, 20))
    (row,) = (row for row in picture(told(CARE, as_at="2025-06-02"), [met]).rows if row.name == "Duties")
    assert [mark.on for mark in row.marks] == [date(2025, 5, 20)]


def test_a_picture_of_a_few_days_is_not_drawn_as_years():
    found = picture(told(CARE, as_at="2025-01-09", dob=date(2025, 1, 6)), ())
    assert (found.last - found.first).days == 28


def test_a_picture_of_a_child_in_care_twice_leaves_the_time_between_empty():
    found = picture(
        told(
            CARE,
            ("left-care", "2025-05-01", {"outcome": "relatives"}),
            ("entered-care", "2025-12-01", {"basis": "ico"}),
        ),
        (),
    )
    rows = {row.name: row for row in found.rows}
    assert [(b.what, b.first.isoformat(), b.last and b.last.isoformat()) for b in rows["Status"].bars] == [
        ("s20", "2025-01-06", "2025-05-01"),
        ("ico", "2025-12-01", None),
    ]
    assert [bar.last is None for bar in rows["Care"].bars] == [False, True]


def test_nothing_recorded_gives_no_rows():
    assert picture(told(dob=None, edd=date(2028, 1, 1)), ()).rows == ()
