"""Placements as they are visited, health and temporary approval: each from the events and the wording."""

from datetime import date

import pytest

from permtrack.domain.casework_facts import agreed_days
from tests.domain.lives_told import moments, stretches, told

CARE = "2025-01-13 entered-care basis=ico"
MOVED = "2025-01-20 placement-started type=foster"
HOME = "2025-01-20 placement-started type=parent"
HOME_TO_ORDER = "2025-01-20 placement-started to 2025-03-03 legal-status: a care order was made"
PLACED = f"{CARE} | 2025-02-10 placed-for-adoption"

STRETCHES = [
    ("first-placement", CARE, []),
    ("first-placement", MOVED, []),
    ("first-placement", f"{CARE} | {MOVED} | 2025-02-10 placement-started", ["2025-01-20 placement-started"]),
    ("first-placement", f"{CARE} | 2025-01-13 placement-started", ["2025-01-13 placement-started"]),
    ("first-placement", f"2025-01-06 placement-started | {CARE} | {MOVED}", ["2025-01-20 placement-started"]),
    # it lasts as a duty until care ends, however soon the child moves on
    (
        "first-placement",
        (
            f"{CARE} | {MOVED} | 2025-02-10 placement-started | 2025-03-03 left-care | 2025-04-07 entered-care"
            " | 2025-04-14 placement-started"
        ),
        ["2025-01-20 placement-started to 2025-03-03 left-care: left care", "2025-04-14 placement-started"],
    ),
    (
        "placement-in-care",
        f"{CARE} | {MOVED} | 2025-02-10 placed-for-adoption | 2025-03-03 placement-started type=foster",
        [
            "2025-01-20 placement-started to 2025-02-10 placed-for-adoption: placed for adoption",
            "2025-03-03 placement-started",
        ],
    ),
    # a care order divides the time with a parent, and no other time
    (
        "placement-in-care",
        f"{CARE} | {HOME} | 2025-03-03 legal-status status=co",
        [HOME_TO_ORDER, "2025-03-03 legal-status continued"],
    ),
    (
        "placement-in-care",
        f"{CARE} | {HOME} | ~2025-03-03 legal-status status=co | 2025-04-07 placement-ended",
        [
            "2025-01-20 placement-started to ~2025-03-03 legal-status: a care order was made",
            "~2025-03-03 legal-status to 2025-04-07 placement-ended: the placement ended continued",
        ],
    ),
    (
        "placement-in-care",
        (
            f"{CARE} | {HOME} | 2025-02-03 legal-status status=s20 | 2025-03-03 legal-status status=co"
            " | 2025-04-07 legal-status status=co"
        ),
        [HOME_TO_ORDER, "2025-03-03 legal-status continued"],
    ),
    ("placement-in-care", f"{CARE} | {MOVED} | 2025-03-03 legal-status status=co", ["2025-01-20 placement-started"]),
    ("placement-in-care", f"{CARE} | 2025-01-16 legal-status status=co | {HOME}", ["2025-01-20 placement-started"]),
    (
        "placement-in-care",
        f"{CARE} | {HOME} | 2025-02-24 placement-ended | 2025-03-03 legal-status status=co",
        ["2025-01-20 placement-started to 2025-02-24 placement-ended: the placement ended"],
    ),
    ("placed-unreviewed", PLACED, ["2025-02-10 placed-for-adoption"]),
    ("placed-unreviewed", f"{PLACED} | 2025-02-09 review", ["2025-02-10 placed-for-adoption"]),
    (
        "placed-unreviewed",
        f"{PLACED} | 2025-02-03 review | 2025-03-03 review | 2025-04-07 review",
        ["2025-02-10 placed-for-adoption to 2025-03-03 review: the first review was held"],
    ),
    (
        "placed-unreviewed",
        f"{PLACED} | 2025-02-24 placement-ended | 2025-03-03 review",
        ["2025-02-10 placed-for-adoption to 2025-02-24 placement-ended: the placement ended"],
    ),
    ("placed-visits-agreed", f"{PLACED} | 2025-03-03 review", []),
    ("placed-visits-agreed", f"{PLACED} | 2025-02-09 review interval_days=14", []),
    (
        "placed-visits-agreed",
        f"{PLACED} | 2025-03-03 review | 2025-04-07 review interval_days=14 | 2025-05-06 review interval_days=21",
        ["2025-04-07 review"],
    ),
    (
        "placed-visits-agreed",
        f"{PLACED} | 2025-03-03 review interval_days=14 | 2025-04-07 placement-ended",
        ["2025-03-03 review to 2025-04-07 placement-ended: the placement ended"],
    ),
    (
        "placed-visits-agreed",
        f"{PLACED} | 2025-03-03 placement-ended | 2025-04-07 review interval_days=14 | 2025-05-06 placed-for-adoption",
        [],
    ),
    # one placing without an agreement does not hide the next with one
    (
        "placed-visits-agreed",
        f"{PLACED} | 2025-03-03 placement-ended | 2025-04-07 placed-for-adoption | 2025-05-06 review interval_days=14",
        ["2025-05-06 review"],
    ),
    ("health", f"{CARE} | 2025-03-03 left-care", ["2025-01-13 entered-care to 2025-03-03 left-care: left care"]),
]


@pytest.mark.parametrize(("name", "life", "expected"), STRETCHES)
def test_stretches(name: str, life: str, expected: list[str]) -> None:
    assert stretches(told(life), name) == expected


TEMPORARY = "2025-01-20 placement-started type=connected-person-temporary"


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (f"{CARE} | {TEMPORARY}", []),
        (f"{CARE} | {MOVED} | 2025-03-03 placement-ended", []),
        (
            f"{CARE} | {TEMPORARY} | 2025-03-03 placement-started type=connected-person",
            ["2025-03-03 placement-started: moved"],
        ),
    ],
)
def test_a_placement_with_a_temporary_carer_is_over(life: str, expected: list[str]) -> None:
    assert moments(told(life), "temporary-placement-over") == expected


@pytest.mark.parametrize(
    ("visited_on", "days"),
    [("2025-02-28", None), ("2025-03-03", 14), ("2025-04-06", 14), ("2025-04-07", 21), ("2025-05-06", 21)],
)
def test_the_last_interval_agreed_by_a_visit_counts(visited_on: str, days: int | None) -> None:
    life = told(
        f"{PLACED} | 2025-02-24 review | 2025-03-03 review interval_days=14 | 2025-04-07 review interval_days=21"
        " | 2025-04-14 review"
    )
    assert agreed_days(life, date.fromisoformat(visited_on)) == days


LASTING = "2024-03-04 entered-care basis=ico | 2024-03-04 placement-started type=foster until_18=yes"
BEFORE_REVIEW, AFTER_REVIEW = "temporary-carer-or-parent-before-review", "temporary-carer-or-parent-after-review"
WITH_PARENT = f"{CARE} | {HOME} | 2025-02-03 review | 2025-03-03 legal-status status=co"
ORDER_AT_HOME = "care-order-made-with-parent"
STATUSES = (
    "2025-01-13 entered-care basis=s20 | 2025-02-03 legal-status status=ico | 2025-03-03 legal-status status=co"
    " | 2025-04-07 placement-order"
)

CONDITIONS = [
    ("under-a-care-order", STATUSES, "2025-01-12", False),
    ("under-a-care-order", STATUSES, "2025-02-02", False),
    ("under-a-care-order", STATUSES, "2025-02-03", True),
    ("under-a-care-order", STATUSES, "2025-03-03", True),
    ("under-a-care-order", STATUSES, "2025-04-07", False),
    ("lasting-placement-after-a-year", LASTING, "2025-03-03", False),
    ("lasting-placement-after-a-year", LASTING, "2025-03-04", True),
    ("lasting-placement-after-a-year", LASTING.replace(" until_18=yes", ""), "2025-03-04", False),
    ("lasting-placement-after-a-year", CARE, "2025-03-04", False),
    ("lasting-placement-after-a-year", f"{LASTING} | 2025-03-10 placement-ended", "2025-03-10", True),
    ("lasting-placement-after-a-year", f"{LASTING} | 2025-03-10 placement-ended", "2025-03-11", False),
    # on the day of a move the child lives in the new placement
    ("lasting-placement-after-a-year", f"{LASTING} | 2025-03-10 placement-started", "2025-03-09", True),
    ("lasting-placement-after-a-year", f"{LASTING} | 2025-03-10 placement-started", "2025-03-10", False),
    (BEFORE_REVIEW, CARE, "2025-01-27", False),
    (AFTER_REVIEW, f"{CARE} | 2025-01-20 review", "2025-01-27", False),
    (BEFORE_REVIEW, f"{CARE} | {MOVED}", "2025-01-27", False),
    (BEFORE_REVIEW, f"{CARE} | {TEMPORARY}", "2025-01-27", True),
    (AFTER_REVIEW, f"{CARE} | {TEMPORARY}", "2025-01-27", False),
    (BEFORE_REVIEW, f"{CARE} | {TEMPORARY} | 2025-02-03 review", "2025-02-02", True),
    (BEFORE_REVIEW, f"{CARE} | {TEMPORARY} | 2025-02-03 review", "2025-02-03", False),
    (AFTER_REVIEW, f"{CARE} | {TEMPORARY} | 2025-02-03 review", "2025-02-02", False),
    (AFTER_REVIEW, f"{CARE} | {TEMPORARY} | 2025-02-03 review", "2025-02-03", True),
    (AFTER_REVIEW, f"{CARE} | 2025-01-13 review | {TEMPORARY}", "2025-01-27", True),
    (AFTER_REVIEW, f"2025-01-12 review | {CARE} | {TEMPORARY}", "2025-01-27", False),
    (AFTER_REVIEW, f"2025-01-13 review | {TEMPORARY}", "2025-01-27", False),
    (BEFORE_REVIEW, WITH_PARENT, "2025-01-27", True),
    (AFTER_REVIEW, WITH_PARENT, "2025-02-10", True),
    (AFTER_REVIEW, WITH_PARENT, "2025-03-03", False),
    (BEFORE_REVIEW, f"2025-01-13 entered-care basis=s20 | {HOME}", "2025-01-27", False),
    (ORDER_AT_HOME, WITH_PARENT, "2025-03-02", False),
    (ORDER_AT_HOME, WITH_PARENT, "2025-03-03", True),
    (ORDER_AT_HOME, WITH_PARENT, "2025-03-04", False),
    (ORDER_AT_HOME, f"{WITH_PARENT} | 2025-03-03 visit", "2025-03-03", False),
    (ORDER_AT_HOME, f"{WITH_PARENT} | 2025-03-02 visit", "2025-03-03", True),
    (ORDER_AT_HOME, f"{CARE} | {MOVED} | 2025-03-03 legal-status status=co", "2025-03-03", False),
    ("still-under-five-in-six-months", CARE, "2024-06-30", True),
    ("still-under-five-in-six-months", CARE, "2024-07-01", False),  # to the day of the fifth birthday
]


@pytest.mark.parametrize(("condition", "life", "day", "holds"), CONDITIONS)
def test_conditions(condition: str, life: str, day: str, *, holds: bool) -> None:
    assert told(life).condition(condition, date.fromisoformat(day)) is holds


def test_of_a_child_whose_birth_is_awaited_no_age_is_known() -> None:
    unborn = told("", child="edd=2025-07-01")
    assert unborn.condition("still-under-five-in-six-months", date(2025, 1, 13)) is False
