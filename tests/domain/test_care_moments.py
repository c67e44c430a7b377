"""When care and adoption turned: what closes a record, a move, a plan; and what is true on a day. From events and law."""

from datetime import date

import pytest

from tests.domain.lives_told import moments, told

CARE = "2025-01-13 entered-care basis=s20"
GROWN = "dob=2007-04-10"

MOMENTS = [
    ("left-care", f"{CARE} | 2025-03-03 left-care", ["2025-03-03 left-care: left care"]),
    ("left-care", f"{CARE} | 2025-03-03 left-care outcome=died", ["2025-03-03 left-care: died"]),
    ("left-care", CARE, []),
    # never recorded in care: whatever would have ended it, in time order
    (
        "left-care",
        "2025-02-03 guardianship-order | 2025-03-03 left-care outcome=died | 2025-04-07 adoption-order",
        [
            "2025-02-03 guardianship-order: left care",
            "2025-03-03 left-care: left care",
            "2025-04-07 adoption-order: left care",
        ],
    ),
    ("moved-in", "2025-02-10 placed-for-adoption", ["2025-02-10 placed-for-adoption"]),
    ("moved-in", "~2025-02-10 placed-for-adoption", ["~2025-02-10 placed-for-adoption"]),
    # the same carers: since when is not said, or is said
    ("moved-in", "2025-02-10 placed-for-adoption same_carer=yes", ["~2025-02-10 placed-for-adoption"]),
    (
        "moved-in",
        "~2025-02-10 placed-for-adoption same_carer=yes carer_since=2024-11-04",
        ["2024-11-04 placed-for-adoption"],
    ),
    (
        "moved-in",
        "2025-02-10 placed-for-adoption same_carer=no carer_since=2024-11-04",
        ["2025-02-10 placed-for-adoption"],
    ),
    ("moved-in", "2025-01-13 placement-started type=foster", []),
    (
        "moved-in",
        "2025-01-13 placement-started type=early-permanence",
        ["2025-01-13 placement-started: moved in"],
    ),
    (
        "moved-in",
        "2025-01-13 placement-started type=early-permanence | 2025-02-10 placed-for-adoption",
        ["2025-01-13 placement-started: moved in until 2025-02-10", "2025-02-10 placed-for-adoption"],
    ),
    (
        "moved-in",
        (
            "2024-11-04 placement-started type=early-permanence | 2025-02-10 placed-for-adoption"
            " | 2025-03-03 placement-started type=early-permanence | 2025-04-07 placement-ended"
        ),
        [
            "2024-11-04 placement-started: moved in until 2025-02-10",
            "2025-02-10 placed-for-adoption",
            "2025-03-03 placement-started: moved in until 2025-04-07",
        ],
    ),
    ("placed-for-adoption", "2025-02-10 placed-for-adoption", ["2025-02-10 placed-for-adoption: placed for adoption"]),
    (
        "placement-order-refused",
        "2025-02-10 placement-order-refused",
        ["2025-02-10 placement-order-refused: the placement order was refused"],
    ),
    ("match-ended", "2025-02-10 match-ended", ["2025-02-10 match-ended: the match ended"]),
    (
        "decision-reversed",
        "2025-02-10 adm-decision-reversed",
        ["2025-02-10 adm-decision-reversed: the decision was reversed"],
    ),
    ("adoption-order", "2025-02-10 adoption-order", ["2025-02-10 adoption-order: adopted"]),
    (
        "authority-ended",
        "2025-02-03 placement-order | 2025-02-10 placement-order-revoked | 2025-03-03 placement-order",
        ["2025-02-10 placement-order-revoked: the placement order was revoked"],
    ),
    (
        "plan-without-adoption",
        (
            f"{CARE} | 2025-02-03 plan-set plan=return-home parallel=adoption | ~2025-02-10 plan-set plan=return-home"
            " | 2025-03-03 left-care"
        ),
        ["~2025-02-10 plan-set: adoption is no longer planned"],
    ),
    (
        "plan-recorded",
        (
            f"{CARE} | ~2025-02-03 plan-set plan=return-home | 2025-02-10 plan-set parallel=adoption"
            " | 2025-02-17 adm-decision outcome=yes | 2025-03-03 left-care"
        ),
        ["~2025-02-03 plan-set: a plan was recorded", "2025-02-17 adm-decision: a plan was recorded"],
    ),
]


@pytest.mark.parametrize(("name", "life", "expected"), MOMENTS)
def test_moments(name: str, life: str, expected: list[str]) -> None:
    assert moments(told(life), name) == expected


@pytest.mark.parametrize(
    ("condition", "life", "child", "day", "holds"),
    [
        ("relinquished-under-six-months", "", "dob=2025-01-10; pathway=relinquished", "2025-07-09", True),
        ("relinquished-under-six-months", "", "dob=2025-01-10; pathway=relinquished", "2025-07-10", False),
        ("relinquished-under-six-months", "", "dob=2025-01-10", "2025-02-10", False),
        ("relinquished-under-six-months", "", "edd=2025-07-10; pathway=relinquished", "2025-02-10", False),
        ("died-before-18", f"{CARE} | 2025-04-09 left-care outcome=died", GROWN, "2025-04-09", True),
        ("died-before-18", f"{CARE} | 2025-04-09 left-care outcome=died", GROWN, "2025-04-08", False),
        ("died-before-18", f"{CARE} | 2025-04-09 left-care outcome=relatives", GROWN, "2025-04-09", False),
        ("died-before-18", f"{CARE} | 2025-04-10 left-care outcome=died", GROWN, "2025-04-10", False),
        ("died-before-18", f"{CARE} | 2025-04-11 left-care outcome=died", GROWN, "2025-04-11", False),
        ("died-before-18", f"{CARE} | 2025-04-10 left-care outcome=died", "edd=2025-07-10", "2025-04-10", True),
        ("adopted-under-the-act", "2005-12-29 adoption-order", "dob=2003-01-01", "2005-12-29", False),
        ("adopted-under-the-act", "2005-12-30 adoption-order", "dob=2003-01-01", "2005-12-30", True),
        ("adopted-under-the-act", "2005-12-30 adoption-order", "dob=2003-01-01", "2005-12-31", False),
    ],
)
def test_conditions(condition: str, life: str, child: str, day: str, *, holds: bool) -> None:
    assert told(life, child=child).condition(condition, date.fromisoformat(day)) is holds
