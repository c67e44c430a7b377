"""The second reading itself, held against answers worked out with a calendar and a pencil."""

from datetime import date

import pytest

from tests.independent.calendar_of_england import birthday, easter, holidays, months_after, working_days_after
from tests.independent.oracle import Case, Ev, items

FIRST_DAY = date(2024, 4, 1)
TWO_YEARS = [(FIRST_DAY, date(2026, 3, 31))]
RETURNS = {
    "episodes": TWO_YEARS,
    "reviews": TWO_YEARS,
    "placed_for_adoption": TWO_YEARS,
    "ad1": [(date(2025, 4, 1), date(2026, 3, 31))],
}


def day(text):
    return date.fromisoformat(text)


def child(told, *, as_at="2026-03-31", dob="2022-07-14", tracking="2024-04-01", coverage=RETURNS):
    """A child of the returns, told as lines: day, kind, field=value; `~` before the day means 'on or before'."""
    events = []
    for number, line in enumerate(told.split("\n")):
        if line.strip():
            when, kind, *pairs = line.split()
            fields = {name: day(v) if name == "carer_since" else v for name, v in (p.split("=") for p in pairs)}
            known_by_then = when.startswith("~")
            on = day(when.lstrip("~"))
            events.append(Ev(on, kind, fields, from_return=True, on_or_before=known_by_then, order=number))
    return Case(events, day(as_at), day(tracking), day(dob), coverage=coverage)


def shown(case):
    """Each duty as a line: rule, trigger, status, days where there are any."""
    return sorted(" ".join(str(part) for part in item if part is not None) for item in items(case))


def lines(text):
    return sorted(" ".join(line.split()) for line in text.split("\n") if line.strip())


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2005, "2005-03-27"), (2011, "2011-04-24"), (2016, "2016-03-27"), (2024, "2024-03-31"), (2026, "2026-04-05")],
)
def test_easter(year, sunday):
    assert easter(year) == day(sunday)


def test_substitute_days_follow_the_weekend():
    assert {day("2021-12-27"), day("2021-12-28")} <= holidays(2021)
    assert {day("2022-12-26"), day("2022-12-27"), day("2022-01-03")} <= holidays(2022)
    assert day("2020-05-08") in holidays(2020)
    assert day("2020-05-04") not in holidays(2020)


def test_counting():
    assert working_days_after(day("2024-05-12"), 20) == day("2024-06-10")
    assert working_days_after(day("2025-12-24"), 2) == day("2025-12-30")
    assert months_after(day("2023-08-31"), 6) == day("2024-02-29")
    assert months_after(day("2024-01-31"), -2) == day("2023-11-30")
    assert birthday(day("2008-02-29"), 18) == day("2026-03-01")


def test_adopted_within_two_years():
    told = """
        2024-05-12 entered-care basis=s20
        2024-05-12 placement-started type=foster
        2024-05-20 legal-status status=ico
        2024-06-05 review
        2024-09-02 review
        2024-12-10 adm-decision outcome=yes
        2025-01-14 placement-order
        2025-02-03 review
        2025-03-20 match-decision outcome=yes
        2025-04-10 placed-for-adoption
        2025-06-02 review
        2025-11-10 review
        2025-12-12 adoption-order opposed=yes
    """
    assert shown(child(told, dob="2024-03-02")) == lines("""
        review.first 2024-05-12 met 2024-06-10 2024-06-05
        review.second 2024-06-05 met 2024-09-05 2024-09-02
        review.next 2024-09-02 met 2025-03-02 2025-02-03
        plan.permanence 2024-05-12 cannot-assess
        adoption-review.waiting-first 2025-01-14 met 2025-04-14 2025-02-03
        adoption-review.placed-first 2025-04-10 met-late 2025-05-08 2025-06-02
        adoption-review.placed-second 2025-06-02 met-late 2025-09-02 2025-11-10
        parents.told-orally 2024-12-10 missed 2024-12-12
        parents.told-in-writing 2024-12-10 missed 2024-12-17
        match.six-months 2024-12-10 met 2025-06-10 2025-03-20
        benchmark.placement-order-to-match 2025-01-14 met 2025-05-15 2025-03-20
        benchmark.care-to-placed 2024-05-12 met 2025-07-12 2025-04-10
        adoption.application-late 2025-06-19 met 2025-12-19 2025-12-12
        life-story.book 2025-04-10 missed 2025-09-02
        record.keep-until 2025-12-12 upcoming 2125-12-12
    """)


def test_home_and_back_into_care():
    told = """
        2025-03-10 entered-care basis=s20
        2025-04-03 review
        2025-06-05 left-care outcome=returned-home-unplanned
        2025-09-10 entered-care basis=ico
        2025-10-07 review
        2026-01-05 review
    """
    assert shown(child(told, dob="2016-10-17")) == lines("""
        review.first 2025-03-10 met 2025-04-07 2025-04-03
        review.first 2025-09-10 met 2025-10-08 2025-10-07
        review.second 2025-10-07 met 2026-01-07 2026-01-05
        review.next 2026-01-05 upcoming 2026-07-05
        plan.permanence 2025-09-10 overdue 2026-01-05
    """)


def test_placement_order_and_no_match_of_a_child_in_care_before_the_first_day_seen():
    told = """
        2024-02-15 entered-care basis=ico
        2024-05-03 review
        2024-07-01 adm-decision outcome=yes
        2024-09-30 placement-order
        2025-05-20 review
        2025-11-17 review
    """
    assert shown(child(told, dob="2022-12-25")) == lines("""
        review.first 2024-02-15 cannot-assess
        review.second 2024-05-03 cannot-assess
        review.next 2024-03-31 met 2024-09-30 2024-05-03
        review.next 2024-05-03 met-late 2024-11-03 2025-05-20
        review.next 2025-05-20 met 2025-11-20 2025-11-17
        review.next 2025-11-17 upcoming 2026-05-17
        plan.permanence 2024-02-15 cannot-assess
        adoption-review.waiting-first 2024-09-30 met-late 2024-12-30 2025-05-20
        adoption-review.waiting-next 2025-05-20 met 2025-11-20 2025-11-17
        adoption-review.waiting-next 2025-11-17 upcoming 2026-05-17
        parents.told-orally 2024-07-01 overdue 2024-07-03
        parents.told-in-writing 2024-07-01 overdue 2024-07-08
        match.six-months 2024-07-01 overdue 2025-01-01
        benchmark.placement-order-to-match 2024-09-30 overdue 2025-01-29
        benchmark.care-to-placed 2024-02-15 cannot-assess
    """)


def test_disruption_and_reversal():
    told = """
        2023-05-05 entered-care basis=ico
        2023-05-05 placement-started type=foster
        2023-11-01 adm-decision outcome=yes
        2023-12-14 placement-order
        2024-06-03 placed-for-adoption
        2024-11-04 review
        2025-05-10 placement-started type=foster
        2025-06-16 review
        2025-12-01 review
        2025-12-01 adm-decision-reversed reason=RD4
        2026-01-20 legal-status status=co
    """
    assert shown(child(told)) == lines("""
        review.first 2023-05-05 cannot-assess
        review.next 2024-11-04 met 2025-06-21 2025-06-16
        review.next 2025-06-16 met 2025-12-16 2025-12-01
        review.next 2025-12-01 upcoming 2026-06-01
        plan.permanence 2023-05-05 cannot-assess
        adoption-review.waiting-first 2023-12-14 cannot-assess
        adoption-review.placed-first 2024-06-03 met-late 2024-07-01 2024-11-04
        adoption-review.placed-second 2024-11-04 missed 2025-02-04
        adoption-review.after-return 2025-05-10 met 2025-06-07 2025-06-21 2025-06-16
        adoption-review.waiting-next 2024-11-04 met 2025-06-21 2025-06-16
        adoption-review.waiting-next 2025-06-16 met 2025-12-16 2025-12-01
        disruption.meeting 2025-05-10 overdue 2025-06-07 2025-06-21
        parents.told-orally 2023-11-01 cannot-assess
        parents.told-in-writing 2023-11-01 cannot-assess
        match.six-months 2023-11-01 cannot-assess
        benchmark.placement-order-to-match 2023-12-14 cannot-assess
        benchmark.care-to-placed 2023-05-05 met 2024-07-04 2024-06-03
        adoption.application-late 2024-08-12 missed 2025-02-12
        life-story.book 2024-06-03 missed 2025-02-04
    """)


def test_the_later_return_alone_knows_the_start_only_by_then():
    year = [(date(2025, 4, 1), date(2026, 3, 31))]
    told = """
        ~2025-02-10 entered-care basis=placement-order
        ~2025-02-10 placement-order
        2023-11-20 adm-decision outcome=yes
        2025-01-28 match-decision outcome=yes
        2025-02-10 placed-for-adoption same_carer=yes
        2025-07-08 review
        2025-08-11 adoption-order opposed=no
    """
    coverage = {"episodes": year, "reviews": year, "placed_for_adoption": year, "ad1": year}
    case = child(told, dob="2022-02-01", tracking="2026-04-01", as_at="2026-04-30", coverage=coverage)
    assert shown(case) == lines("""
        review.first 2025-02-10 cannot-assess
        plan.permanence 2025-02-10 cannot-assess
        adoption-review.waiting-first 2025-02-10 cannot-assess
        adoption-review.placed-first 2025-02-10 cannot-assess
        adoption-review.placed-next 2025-03-31 met 2025-09-30 2025-07-08
        parents.told-orally 2023-11-20 cannot-assess
        parents.told-in-writing 2023-11-20 cannot-assess
        match.six-months 2023-11-20 met-late 2024-05-20 2025-01-28
        benchmark.placement-order-to-match 2025-02-10 cannot-assess
        benchmark.care-to-placed 2025-02-10 cannot-assess
        adoption.application-late 2025-02-10 cannot-assess
        life-story.book 2025-02-10 cannot-assess
        record.keep-until 2025-08-11 upcoming 2125-08-11
    """)


def test_adopted_by_the_foster_carer():
    told = """
        2023-06-01 entered-care basis=ico
        2023-11-20 adm-decision outcome=yes
        2024-02-12 placement-order
        2024-10-08 review
        2025-01-28 match-decision outcome=yes
        2025-02-10 placed-for-adoption same_carer=yes carer_since=2023-06-01
        2025-07-08 review
        2025-08-11 adoption-order opposed=no
    """
    assert shown(child(told, dob="2022-02-01")) == lines("""
        review.first 2023-06-01 cannot-assess
        review.second 2024-10-08 cannot-assess
        review.next 2024-03-31 met-late 2024-09-30 2024-10-08
        plan.permanence 2023-06-01 cannot-assess
        adoption-review.waiting-first 2024-02-12 cannot-assess
        adoption-review.waiting-next 2024-03-31 met-late 2024-09-30 2024-10-08
        adoption-review.placed-first 2025-02-10 met-late 2025-03-10 2025-07-08
        parents.told-orally 2023-11-20 cannot-assess
        parents.told-in-writing 2023-11-20 cannot-assess
        match.six-months 2023-11-20 met-late 2024-05-20 2025-01-28
        benchmark.placement-order-to-match 2024-02-12 met-late 2024-06-12 2025-01-28
        benchmark.care-to-placed 2023-06-01 met 2024-07-31 2023-06-01
        adoption.application-late 2025-02-10 met-late 2025-08-10 2025-08-11
        record.keep-until 2025-08-11 upcoming 2125-08-11
    """)
