"""Stricter local duties beside those of the law. Every day is counted from the calendars of 2025 and 2026."""

from datetime import date

from permtrack.app.packaged import rulebook
from permtrack.domain.findings import Status
from permtrack.rules.policy.laying import laid
from tests.rules.reading_cases import Told
from tests.rules.under_policy import answers, found, policy, policy_of, told

WAITING = "adoption-review.waiting-next"
SIX_MONTHS = "local.review-six-months-from-order"


def waiting(*more: str) -> Told:
    """In care since June 2024; a placement order on Friday 10 January 2025, and a review on 10 March."""
    return told(
        "2024-06-03 entered-care basis=ico",
        "2025-01-10 placement-order",
        "2025-03-10 review",
        *more,
        dob="2023-05-05",
    )


def test_six_months_from_the_order_stands_beside_six_months_from_the_last_review() -> None:
    local = policy_of("six-months-from-the-order.toml", "2025-01-01")
    # Six months from the order: 10 July. Six months from the review of 10 March, as regulation 36 counts: 10 September.
    assert answers(waiting(), SIX_MONTHS, "2025-07-20", local) == ["2025-01-10: overdue 2025-07-10"]
    assert answers(waiting(), WAITING, "2025-07-20", local) == ["2025-03-10: upcoming 2025-09-10"]


def test_each_is_named_for_what_it_is() -> None:
    local = policy_of("six-months-from-the-order.toml", "2025-01-01")
    by_rule = {d.rule: d for d in found(waiting(), "2025-07-20", local)}
    assert by_rule[SIX_MONTHS].tier == "local-policy"
    assert by_rule[SIX_MONTHS].citation == "Planning meeting procedure, step 7"
    assert by_rule[SIX_MONTHS].reason == "one was held on 10 Mar 2025, before the window opened"
    assert by_rule[WAITING].tier == "regulation"
    assert by_rule[WAITING].citation == "AAR 2005 reg 36(1)(b)"


def test_the_stricter_comes_first_in_the_order_of_a_list() -> None:
    local = policy_of("six-months-from-the-order.toml", "2025-01-01")
    listed = [d for d in found(waiting(), "2025-05-01", local) if d.rule in {SIX_MONTHS, WAITING} and d.running]
    listed.sort(key=lambda d: d.days or 0)
    # On 1 May: 70 days to 10 July, 132 to 10 September.
    assert [(d.rule, d.days) for d in listed] == [(SIX_MONTHS, 70), (WAITING, 132)]


def test_one_review_may_meet_the_local_duty_late_and_the_laws_in_time() -> None:
    local = policy_of("six-months-from-the-order.toml", "2025-01-01")
    child = waiting("2025-08-05 review")
    assert answers(child, SIX_MONTHS, "2025-08-06", local) == ["2025-01-10: met-late 2025-07-10"]
    # Five August + 6 months = 5 February.
    assert answers(child, WAITING, "2025-08-06", local) == [
        "2025-03-10: met 2025-09-10",
        "2025-08-05: upcoming 2026-02-05",
    ]


def test_placing_the_child_ends_both() -> None:
    local = policy_of("six-months-from-the-order.toml", "2025-01-01")
    child = waiting("2025-06-20 placed-for-adoption family=F1")
    assert answers(child, SIX_MONTHS, "2025-08-06", local) == []
    assert answers(child, WAITING, "2025-08-06", local) == []


def test_a_policy_asks_of_orders_made_before_it_what_falls_due_after_its_day() -> None:
    assert answers(waiting(), SIX_MONTHS, "2025-07-20", policy_of("six-months-from-the-order.toml", "2025-07-10")) == [
        "2025-01-10: overdue 2025-07-10"
    ]
    assert answers(waiting(), SIX_MONTHS, "2025-07-20", policy_of("six-months-from-the-order.toml", "2025-07-11")) == []


def test_a_stricter_interval_runs_as_a_chain_of_its_own() -> None:
    local = policy_of("shorter-intervals.toml", "2025-01-01")
    child = waiting("2025-07-01 review")
    # 10 March + 3 months = 10 June, three weeks before 1 July; 1 July + 3 months = 1 October.
    assert answers(child, f"local.{WAITING}", "2025-07-20", local) == [
        "2025-03-10: met-late 2025-06-10",
        "2025-07-01: upcoming 2025-10-01",
    ]
    # The law's own: 10 March + 6 months = 10 September, met on 1 July; 1 July + 6 months = 1 January.
    law = ["2025-03-10: met 2025-09-10", "2025-07-01: upcoming 2026-01-01"]
    assert answers(child, WAITING, "2025-07-20", local) == answers(child, WAITING, "2025-07-20") == law


def test_a_stricter_first_step_leaves_the_later_steps_to_the_law() -> None:
    local = policy_of("shorter-intervals.toml", "2026-01-01")
    child = told("2026-03-02 entered-care basis=s20", "2026-03-20 review")
    # 2 March + 2 weeks = 16 March, and the review was on 20 March; the law gives 20 working days, to 30 March.
    assert answers(child, "local.review.first", "2026-03-31", local) == ["2026-03-02: met-late 2026-03-16"]
    assert answers(child, "review.first", "2026-03-31", local) == ["2026-03-02: met 2026-03-30"]
    # 20 March + 3 months = 20 June; nothing local is asked of it.
    assert answers(child, "review.second", "2026-03-31", local) == ["2026-03-20: upcoming 2026-06-20"]
    assert answers(child, "local.review.second", "2026-03-31", local) == []


def test_a_stricter_number_does_not_reach_back_before_its_day() -> None:
    child = told("2026-03-02 entered-care basis=s20")
    # The first review's version is chosen by the day care began.
    assert answers(child, "local.review.first", "2026-04-20", policy_of("shorter-intervals.toml", "2026-03-03")) == []
    assert answers(child, "local.review.first", "2026-04-20", policy_of("shorter-intervals.toml", "2026-03-02")) == [
        "2026-03-02: overdue 2026-03-16"
    ]


def test_the_law_answers_the_same_with_any_policy() -> None:
    child = waiting("2025-07-01 review", "2025-09-01 placed-for-adoption family=F1", "2025-09-22 review")
    law = {rule.id for rule in rulebook().rules if all(v.tier in {"act", "regulation"} for v in rule.versions)}
    plain = [d for d in found(child, "2025-12-01") if d.rule in law]
    for name in ("shorter-intervals.toml", "six-months-from-the-order.toml"):
        assert [d for d in found(child, "2025-12-01", policy_of(name, "2025-01-01")) if d.rule in law] == plain


def test_a_repeating_duty_of_ones_own_takes_no_step_of_the_rulebooks() -> None:
    text = """
        [[rule]]
        id = "local.waiting-talk"
        series = "waiting"
        step = "next"
        met-by = ["tracking-meeting"]
        due = { weeks = 8 }
        citation = "Service standard 9"
    """
    local = policy(text, "2025-01-01")
    child = waiting("2025-02-20 tracking-meeting")
    # 10 January + 8 weeks = 7 March; 20 February + 8 weeks = 17 April.
    assert answers(child, "local.waiting-talk", "2025-03-11", local) == [
        "2025-01-10: met 2025-03-07",
        "2025-02-20: upcoming 2025-04-17",
    ]
    assert answers(child, WAITING, "2025-03-11", local) == answers(child, WAITING, "2025-03-11")


def test_a_repeating_duty_of_ones_own_goes_on_after_a_return_from_what_meets_it() -> None:
    text = """
        [[rule]]
        id = "local.waiting-talk"
        series = "waiting"
        step = "next"
        met-by = ["tracking-meeting"]
        due = { months = 6 }
        citation = "Service standard 9"
    """
    local = policy(text, "2025-01-01")
    child = waiting(
        "2025-05-13 tracking-meeting", "2025-06-02 placed-for-adoption family=F1", "2025-07-07 placement-ended"
    )
    # 13 May + 6 months = 13 November. The review of 10 March is none of these meetings.
    assert answers(child, "local.waiting-talk", "2025-08-01", local)[-1] == "2025-05-13: upcoming 2025-11-13"


def test_a_repeating_duty_of_ones_own_may_count_from_a_review_of_its_stretch() -> None:
    text = """
        [[rule]]
        id = "local.placing-talk"
        series = "placed"
        step = "next"
        met-by = ["tracking-meeting"]
        due = { after = "first-placed-review", weeks = 2, otherwise = { weeks = 6 } }
        citation = "Service standard 9"
    """
    local = policy(text, "2025-01-01")
    child = waiting("2025-09-01 placed-for-adoption family=F1", "2025-09-22 review")
    # 22 September + 2 weeks = 6 October.
    assert answers(child, "local.placing-talk", "2025-10-01", local) == ["2025-09-01: due-soon 2025-10-06"]


def test_a_stricter_limit_for_proceedings_counts_from_issue() -> None:
    local = policy('[rule."proceedings.26-weeks"]\nweeks = 20\n', "2025-01-01")
    child = told("2025-03-03 entered-care basis=s20", "2025-03-03 proceedings-issued")
    # 3 March + 140 days = 21 July; 26 weeks beginning with 3 March end on 31 August.
    assert answers(child, "local.proceedings.26-weeks", "2025-07-22", local) == ["2025-03-03: overdue 2025-07-21"]
    assert answers(child, "proceedings.26-weeks", "2025-07-22", local) == ["2025-03-03: upcoming 2025-08-31"]


def test_a_rule_of_ones_own_in_the_short_form_of_the_example() -> None:
    local = policy_of("example.toml")
    child = told("2026-03-02 entered-care basis=ico", "2026-04-07 adm-decision outcome=yes")
    # 7 April + 1 month = 7 May.
    assert answers(child, "local.profile-updated", "2026-05-08", local) == ["2026-04-07: overdue 2026-05-07"]
    (rule,) = local.rules
    assert (rule.title, rule.versions[0].citation) == ("Profile updated", "Service standard 7, 2026")
    # It asks nothing of a decision made before the policy's day.
    assert (
        answers(
            told("2026-03-02 entered-care basis=ico", "2026-03-31 adm-decision outcome=yes"),
            rule.id,
            "2026-05-08",
            local,
        )
        == []
    )


def test_a_rule_of_ones_own_may_count_from_a_day_that_its_event_carries() -> None:
    text = """
        [[rule]]
        id = "local.action-checked"
        starts = ["action-agreed due=*"]
        met-by = ["action-done answers=@"]
        due = { after = "own due", weeks = 1 }
        outlives-care = true
        citation = "Service standard 8"
    """
    child = told("2026-04-07 action-agreed action=Report due=2026-05-01")
    (answer,) = found(child, "2026-05-10", policy(text))[-1:]
    assert (answer.rule, answer.due_on, answer.status) == ("local.action-checked", date(2026, 5, 8), Status.OVERDUE)


def test_laying_twice_is_laying_once_for_each_policy() -> None:
    policies = (
        policy_of("shorter-intervals.toml", "2025-01-01"),
        policy_of("example.toml"),
        policy_of("service.toml", "2026-06-01"),
    )
    assert laid(rulebook(), policies) == laid(rulebook(), [*reversed(policies)])


THREE_WEEKLY = '[sets]\ncasework = true\n[rule."visit.next"]\nweeks = 3\n'


def test_where_the_law_asks_more_on_a_condition_only_the_law_is_said() -> None:
    local = policy(THREE_WEEKLY, "2026-01-01")
    ordinary = told("2026-04-06 entered-care basis=s20", "2026-04-06 placement-started type=foster", "2026-04-10 visit")
    # 10 April + 3 weeks = 1 May; + 6 weeks = 22 May.
    assert answers(ordinary, "local.visit.next", "2026-04-12", local) == ["2026-04-10: due-soon 2026-05-01"]
    assert answers(ordinary, "visit.next", "2026-04-12", local) == ["2026-04-10: upcoming 2026-05-22"]
    watched = told(
        "2026-04-06 entered-care basis=s20",
        "2026-04-06 placement-started type=connected-person-temporary",
        "2026-04-10 visit",
    )
    # Weekly until the first review has been held: 17 April.
    assert answers(watched, "local.visit.next", "2026-04-12", local) == []
    assert answers(watched, "visit.next", "2026-04-12", local) == ["2026-04-10: due-soon 2026-04-17"]


def test_a_set_that_is_on_is_followed_and_one_that_is_off_asks_nothing() -> None:
    child = told("2026-04-06 entered-care basis=s20", "2026-04-06 placement-started type=foster", "2026-04-10 visit")
    assert {d.rule for d in found(child, "2026-04-12") if d.set == "casework"} == set()
    on = {d.rule for d in found(child, "2026-04-12", policy(THREE_WEEKLY, "2026-01-01")) if d.set == "casework"}
    assert {"visit.first", "visit.next", "local.visit.next", "care-plan.initial", "health.initial"} <= on
    one_off = policy(THREE_WEEKLY + '[rule."visit.first"]\non = false\n', "2026-01-01")
    assert {d.rule for d in found(child, "2026-04-12", one_off) if d.set == "casework"} == on - {"visit.first"}


def test_a_chain_starts_again_after_a_gap_as_the_laws_own_does() -> None:
    local = policy('[rule."review.next"]\nmonths = 3\n', "2025-01-01")
    child = told(dob="2023-05-05")
    child.tell("~2024-04-01", "entered-care", {"basis": "s20"}, returned=True)
    child.tell("2025-02-03", "review", {}, returned=True)
    child.tell("", "import", {"reviews": "2024-04-01..2025-03-31", "episodes": "2024-04-01..2025-03-31"})
    child.tell("2025-10-01", "tracking", {})
    # Nothing could be seen from 1 April to 30 September: 30 September + 3 months = 30 December, + 6 months = 30 March.
    assert answers(child, "local.review.next", "2026-01-05", local)[-1] == "2025-09-30: overdue 2025-12-30"
    assert answers(child, "review.next", "2026-01-05", local)[-1] == "2025-09-30: upcoming 2026-03-30"


def test_a_chain_that_begins_with_an_imported_review_is_not_late_among_unseen_days() -> None:
    text = """
        [[rule]]
        id = "local.waiting-review"
        series = "waiting"
        step = "next"
        after-first = true
        met-by = ["review"]
        due = { months = 3 }
        citation = "Service standard 9"
    """
    child = told(dob="2021-05-05")
    child.tell("2023-06-05", "entered-care", {"basis": "ico"}, returned=True)
    child.tell("2023-07-03", "placement-order", {}, returned=True)
    child.tell("2024-02-05", "review", {}, returned=True)
    child.tell("", "import", {"reviews": "2023-04-01..2024-03-31", "episodes": "2023-04-01..2024-03-31"})
    child.tell("2025-04-01", "tracking", {})
    # 5 February + 3 months = 5 May 2024, unseen; 31 March 2025 + 3 months = 30 June.
    assert answers(child, "local.waiting-review", "2025-05-01", policy(text, "2023-01-01")) == [
        "2024-02-05: cannot-assess None",
        "2025-03-31: upcoming 2025-06-30",
    ]


def test_a_duty_met_by_either_of_two_kinds_names_both_and_the_last_day_on_which_one_could_not_be_seen() -> None:
    text = """
        [[rule]]
        id = "local.looked-at"
        starts = ["adm-decision"]
        met-by = ["review", "ppm"]
        due = { months = 6 }
        citation = "Service standard 9"
    """
    child = told(dob="2021-05-05")
    child.tell("2023-06-05", "entered-care", {"basis": "ico"}, returned=True)
    child.tell("2023-11-06", "adm-decision", {"outcome": "yes"}, returned=True)
    child.tell("", "import", {"reviews": "2023-04-01..2024-03-31", "episodes": "2023-04-01..2024-03-31"})
    child.tell("", "import", {"reviews": "2024-10-01..2025-03-31", "episodes": "2024-10-01..2025-03-31"})
    child.tell("2025-04-01", "tracking", {})
    # Due on 6 May 2024. Reviews could not be seen to 30 September 2024, planning meetings not before tracking started.
    (one,) = [d for d in found(child, "2025-05-01", policy(text, "2023-01-01")) if d.rule == "local.looked-at"]
    assert one.reason == "events of the kind review or ppm are not visible before 1 Apr 2025"


def test_what_begins_a_duty_does_not_close_it() -> None:
    text = """
        [[rule]]
        id = "local.match-looked-back-on"
        starts = ["match-ended"]
        met-by = ["tracking-meeting"]
        closed-by = ["match-ended"]
        due = { weeks = 4 }
        citation = "Service standard 9"
    """
    child = waiting("2025-05-05 match-ended family=F1", "2025-08-04 match-ended family=F2")
    # 5 May + 4 weeks = 2 June; the match that ended next closed it. 4 August + 4 weeks = 1 September.
    assert answers(child, "local.match-looked-back-on", "2025-08-11", policy(text, "2025-01-01")) == [
        "2025-05-05: missed 2025-06-02",
        "2025-08-04: due-soon 2025-09-01",
    ]


def test_a_chain_takes_the_laws_word_for_a_review_that_could_not_be_seen() -> None:
    local = policy(f'[rule."{WAITING}"]\nmonths = 3\n', "2022-01-01")
    child = told(dob="2021-05-05")
    child.tell("2022-06-06", "entered-care", {"basis": "ico"}, returned=True)
    child.tell("2023-01-09", "placement-order", {}, returned=True)
    child.tell("2024-01-08", "placed-for-adoption", {"family": "F1"}, returned=True)
    for day in ("2022-06-27", "2022-09-26", "2023-03-20", "2023-09-18", "2024-02-05", "2024-03-04"):
        child.tell(day, "review", {}, returned=True)
    seen = "2022-04-01..2024-03-31"
    child.tell("", "import", {"reviews": seen, "episodes": seen, "placed_for_adoption": seen})
    child.tell("2025-04-01", "tracking", {})
    child.tell("2025-06-10", "placement-ended", {})
    # A review while placed is taken to have been held on 31 March 2025, the last day on which none could be seen.
    # The later of 31 March + 3 months = 30 June and the 42nd day after 10 June = 22 July; by the law 30 September.
    assert answers(child, f"local.{WAITING}", "2025-07-23", local)[-1] == "2025-03-31: overdue 2025-07-22"
    assert answers(child, WAITING, "2025-07-23", local)[-1] == "2025-03-31: upcoming 2025-09-30"


def test_which_reviews_have_no_number_is_nothing_to_a_repeating_duty_of_ones_own() -> None:
    text = """
        [[rule]]
        id = "local.settling-in"
        series = "looked-after"
        step = "first"
        met-by = ["placement-started"]
        due = { weeks = 2 }
        citation = "Service standard 9"
        [[rule]]
        id = "local.settling-on"
        series = "looked-after"
        step = "second"
        met-by = ["placement-started"]
        due = { weeks = 12 }
        citation = "Service standard 9"
        [[rule]]
        id = "local.settled"
        series = "looked-after"
        step = "next"
        met-by = ["placement-started"]
        due = { months = 12 }
        citation = "Service standard 9"
    """
    child = told(dob="2021-05-05")
    child.tell("2025-03-10", "entered-care", {"basis": "ico"}, returned=True)
    child.tell("2025-03-17", "placement-started", {"type": "foster"}, returned=True)
    child.tell("", "import", {"reviews": "2024-04-01..2025-03-31", "episodes": "2024-04-01..2025-03-31"})
    child.tell("2025-04-14", "tracking", {})
    child.tell("2025-04-28", "review", {})
    local = policy(text, "2025-01-01")
    # The first review fell due on 7 April among unseen days, so that of 28 April has no number; 17 March + 12 weeks = 9 June.
    assert answers(child, "review.second", "2025-05-12", local) == ["2025-04-28: cannot-assess None"]
    assert answers(child, "local.settling-on", "2025-05-12", local) == ["2025-03-17: due-soon 2025-06-09"]


def test_a_repeating_duty_of_ones_own_may_run_where_the_rulebook_repeats_nothing() -> None:
    text = """
        [[rule]]
        id = "local.decision-talk"
        series = "decision"
        step = "next"
        met-by = ["tracking-meeting"]
        due = { weeks = 8 }
        citation = "Service standard 9"
    """
    child = waiting("2025-01-06 adm-decision outcome=yes")
    # 6 January + 8 weeks = 3 March.
    assert answers(child, "local.decision-talk", "2025-02-10", policy(text, "2025-01-01")) == [
        "2025-01-06: due-soon 2025-03-03"
    ]


def test_a_duty_of_ones_own_may_be_met_by_either_answer_to_what_started_it() -> None:
    text = """
        [[rule]]
        id = "local.action-settled"
        starts = ["action-agreed"]
        met-by = ["action-done answers=@", "action-cancelled answers=@"]
        due = { weeks = 4 }
        outlives-care = true
        citation = "Service standard 8"
    """
    child = told("2026-04-07 action-agreed action=Report")
    child.tell("2026-04-07", "action-agreed", {"action": "Visit"}, name="V")
    child.tell("2026-04-21", "action-cancelled", {"action_id": "V"})
    # 7 April + 4 weeks = 5 May, for either; one was cancelled on 21 April.
    assert answers(child, "local.action-settled", "2026-05-06", policy(text)) == [
        "2026-04-07: overdue 2026-05-05",
        "2026-04-07: met 2026-05-05",
    ]


def test_a_duty_of_ones_own_may_begin_some_working_days_after_its_event() -> None:
    text = """
        [[rule]]
        id = "local.decision-minuted"
        starts = ["adm-decision"]
        met-by = ["tracking-meeting"]
        trigger = { working-days = 5 }
        due = { weeks = 2 }
        citation = "Service standard 9"
    """
    child = told("2026-03-02 entered-care basis=ico", "2026-04-02 adm-decision outcome=yes")
    # From Thursday 2 April, over Good Friday and Easter Monday: Tuesday 7 April is the first, Monday 13 April the fifth.
    assert answers(child, "local.decision-minuted", "2026-04-20", policy(text)) == ["2026-04-13: due-soon 2026-04-27"]


def test_each_duty_comes_by_the_day_on_which_it_begins_whatever_began_first() -> None:
    text = """
        [[rule]]
        id = "local.action-checked"
        starts = ["action-agreed due=*"]
        met-by = ["action-done answers=@"]
        trigger = { after = "own due" }
        due = { weeks = 1 }
        outlives-care = true
        citation = "Service standard 8"
    """
    child = told(
        "2026-04-07 action-agreed action=Report due=2026-05-01", "2026-04-14 action-agreed action=Visit due=2026-04-24"
    )
    checked = [d for d in found(child, "2026-04-20", policy(text)) if d.rule == "local.action-checked"]
    assert [d.due_on for d in checked] == [date(2026, 5, 1), date(2026, 5, 8)]
