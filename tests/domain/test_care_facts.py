"""Authority to place, returns, waiting, plans and the closing of a record: each from the events and the law."""

import pytest

from tests.domain.lives_told import stretches, told

CARE = "2025-01-13 entered-care basis=s20"
GROWN = "dob=2007-04-10"

AUTHORITY = [
    ("", []),
    ("2025-03-03 placement-order", ["2025-03-03 placement-order"]),
    ("~2025-03-03 placement-order", ["~2025-03-03 placement-order"]),
    (
        "2025-03-03 placement-order | 2025-05-06 placement-order-revoked",
        ["2025-03-03 placement-order to 2025-05-06 placement-order-revoked: the placement order was revoked"],
    ),
    # an order that follows live consent does not restart it, and the later of the two ends counts
    ("2025-01-20 consent-given | 2025-03-03 placement-order", ["2025-01-20 consent-given"]),
    (
        "2025-01-20 consent-given | 2025-03-03 placement-order | 2025-04-07 consent-withdrawn",
        ["2025-01-20 consent-given"],
    ),
    (
        "2025-01-20 consent-given | 2025-03-03 placement-order | 2025-04-07 placement-order-revoked",
        ["2025-01-20 consent-given"],
    ),
    (
        (
            "2025-01-20 consent-given | 2025-03-03 placement-order | 2025-04-07 consent-withdrawn"
            " | 2025-05-06 placement-order-revoked"
        ),
        ["2025-01-20 consent-given to 2025-05-06 placement-order-revoked: the placement order was revoked"],
    ),
    (
        (
            "2025-01-20 consent-given | 2025-03-03 placement-order | 2025-04-07 placement-order-revoked"
            " | 2025-05-06 consent-withdrawn"
        ),
        ["2025-01-20 consent-given to 2025-05-06 consent-withdrawn: consent was withdrawn"],
    ),
    # a grant on the very day on which the last one ended leaves no gap; one on the day after does
    (
        "2025-01-20 consent-given | 2025-03-03 consent-withdrawn | 2025-03-03 placement-order",
        ["2025-01-20 consent-given"],
    ),
    (
        "2025-01-20 consent-given | 2025-03-03 consent-withdrawn | 2025-03-04 placement-order",
        [
            "2025-01-20 consent-given to 2025-03-03 consent-withdrawn: consent was withdrawn",
            "2025-03-04 placement-order",
        ],
    ),
    # a third grant is held against the authority that stands, not against the first
    (
        (
            "2025-01-20 consent-given | 2025-02-03 consent-withdrawn | 2025-03-03 placement-order"
            " | 2025-04-07 consent-given | 2025-05-06 consent-withdrawn"
        ),
        [
            "2025-01-20 consent-given to 2025-02-03 consent-withdrawn: consent was withdrawn",
            "2025-03-03 placement-order",
        ],
    ),
]


@pytest.mark.parametrize(("life", "expected"), AUTHORITY)
def test_authority_to_place(life: str, expected: list[str]) -> None:
    assert stretches(told(life), "authority") == expected


@pytest.mark.parametrize(
    ("child", "granted", "as_at", "expected"),
    [
        (GROWN, "2025-01-20", "2025-04-09", ["2025-01-20 placement-order"]),
        (
            GROWN,
            "2025-01-20",
            "2025-04-10",
            ["2025-01-20 placement-order to 2025-04-10 placement-order @2: turned 18"],
        ),
        (
            GROWN,
            "2025-04-09",
            "2025-06-01",
            ["2025-04-09 placement-order to 2025-04-10 placement-order @2: turned 18"],
        ),
        # an order of the birthday or later is a mistake that says nothing about its end
        (GROWN, "2025-04-10", "2025-06-01", ["2025-04-10 placement-order"]),
        ("edd=2025-07-01", "2025-01-20", "2025-06-01", ["2025-01-20 placement-order"]),
    ],
)
def test_authority_ends_on_the_eighteenth_birthday(child: str, granted: str, as_at: str, expected: list[str]) -> None:
    life = told(f"2025-01-13 entered-care | {granted} placement-order", child=child, as_at=as_at)
    assert stretches(life, "authority") == expected


PLACED = f"{CARE} | 2025-02-03 placement-order | 2025-02-10 placed-for-adoption"
ENDED = "2025-03-03 placement-ended"

RETURNS = [
    (PLACED, []),
    (f"{PLACED} | {ENDED}", ["2025-03-03 placement-ended"]),
    (f"{PLACED} | ~{ENDED}", ["~2025-03-03 placement-ended"]),
    (f"{PLACED} | 2025-03-03 placement-started type=foster", ["2025-03-03 placement-started"]),
    (f"{PLACED} | 2025-03-03 left-care outcome=died", []),
    (f"{PLACED} | 2025-03-03 adoption-order", []),
    (f"{PLACED} | 2025-03-03 placed-for-adoption", []),
    (
        f"{PLACED} | {ENDED} | 2025-04-07 placed-for-adoption",
        ["2025-03-03 placement-ended to 2025-04-07 placed-for-adoption: placed for adoption again"],
    ),
    (f"{CARE} | 2025-02-10 placed-for-adoption | 2025-02-10 placement-ended", ["2025-02-10 placement-ended"]),
    # placed with others on the day of the end: they are not apart for a day
    (f"{PLACED} | {ENDED} | 2025-03-03 placed-for-adoption", []),
    (
        (
            f"{PLACED} | {ENDED} | 2025-04-07 placed-for-adoption | 2025-05-06 placement-ended"
            " | 2025-05-12 placed-for-adoption"
        ),
        [
            "2025-03-03 placement-ended to 2025-04-07 placed-for-adoption: placed for adoption again",
            "2025-05-06 placement-ended to 2025-05-12 placed-for-adoption: placed for adoption again",
        ],
    ),
    # a first placing with an order does not hide the end of the second
    (
        f"{PLACED} | 2025-03-03 placed-for-adoption | 2025-04-07 placement-ended",
        ["2025-04-07 placement-ended"],
    ),
]


@pytest.mark.parametrize(("life", "expected"), RETURNS)
def test_returns(life: str, expected: list[str]) -> None:
    assert stretches(told(life), "return") == expected


IN_CARE_TO_PLACING = "2025-01-13 entered-care to 2025-02-10 placed-for-adoption: placed for adoption"

LOOKED_AFTER = [
    (CARE, ["2025-01-13 entered-care"]),
    ("2025-02-10 placed-for-adoption", []),
    (PLACED, [IN_CARE_TO_PLACING]),
    (f"{PLACED} | {ENDED}", [IN_CARE_TO_PLACING, "2025-03-03 placement-ended resumed"]),
    (f"{PLACED} | ~{ENDED}", [IN_CARE_TO_PLACING, "~2025-03-03 placement-ended resumed"]),
    (f"{PLACED} | 2025-03-03 left-care", [IN_CARE_TO_PLACING]),
    (
        f"{PLACED} | {ENDED} | 2025-04-07 left-care",
        [IN_CARE_TO_PLACING, "2025-03-03 placement-ended to 2025-04-07 left-care: left care resumed"],
    ),
    (
        f"{PLACED} | {ENDED} | 2025-04-07 placed-for-adoption",
        [
            IN_CARE_TO_PLACING,
            "2025-03-03 placement-ended to 2025-04-07 placed-for-adoption: placed for adoption resumed",
        ],
    ),
    (
        f"{PLACED} | {ENDED} | 2025-04-07 placed-for-adoption | 2025-05-06 placement-ended",
        [
            IN_CARE_TO_PLACING,
            "2025-03-03 placement-ended to 2025-04-07 placed-for-adoption: placed for adoption resumed",
            "2025-05-06 placement-ended resumed",
        ],
    ),
    # each period of care by itself
    (
        f"{PLACED} | 2025-03-03 left-care | 2025-04-07 entered-care | 2025-05-06 placed-for-adoption",
        [
            IN_CARE_TO_PLACING,
            "2025-04-07 entered-care to 2025-05-06 placed-for-adoption: placed for adoption",
        ],
    ),
    (
        f"{PLACED} | 2025-03-03 left-care | 2025-04-07 entered-care",
        [IN_CARE_TO_PLACING, "2025-04-07 entered-care"],
    ),
    (
        f"{CARE} | 2025-03-03 left-care | 2025-04-07 entered-care | 2025-05-06 placed-for-adoption",
        [
            "2025-01-13 entered-care to 2025-03-03 left-care: left care",
            "2025-04-07 entered-care to 2025-05-06 placed-for-adoption: placed for adoption",
        ],
    ),
]


@pytest.mark.parametrize(("life", "expected"), LOOKED_AFTER)
def test_looked_after_and_not_placed(life: str, expected: list[str]) -> None:
    assert stretches(told(life), "looked-after") == expected


TO_PLACING = "2025-02-03 placement-order to 2025-02-10 placed-for-adoption: placed for adoption"

REVOKED = "2025-02-03 placement-order to 2025-02-17 placement-order-revoked: the placement order was revoked"

WAITING = [
    ("2025-02-03 placement-order", ["2025-02-03 placement-order"]),
    (
        "2025-02-03 placement-order | 2025-02-17 placement-order-revoked | 2025-03-03 placement-order",
        [REVOKED, "2025-03-03 placement-order"],
    ),
    (
        f"{CARE} | 2025-02-03 placement-order | 2025-02-17 placement-order-revoked | 2025-03-03 placement-order",
        [REVOKED, "2025-03-03 placement-order"],
    ),
    # a return in a period that was over before there was authority waits for nothing
    (
        (
            f"{CARE} | 2025-02-03 placed-for-adoption | 2025-02-10 placement-ended | 2025-02-24 left-care"
            " | 2025-03-03 entered-care | 2025-04-07 placement-order"
        ),
        ["2025-04-07 placement-order"],
    ),
    (f"{CARE} | 2025-02-03 placement-order", ["2025-02-03 placement-order"]),
    (PLACED, [TO_PLACING]),
    (f"{PLACED} | {ENDED}", [TO_PLACING, "2025-03-03 placement-ended resumed"]),
    (
        f"{PLACED} | {ENDED} | 2025-04-07 placement-order-revoked",
        [
            TO_PLACING,
            "2025-03-03 placement-ended to 2025-04-07 placement-order-revoked: the placement order was revoked resumed",
        ],
    ),
    # authority that ended while the child was placed, or on the day of the return, does not wait
    (f"{PLACED} | 2025-02-24 placement-order-revoked | {ENDED}", [TO_PLACING]),
    (f"{PLACED} | 2025-03-03 placement-order-revoked | {ENDED}", [TO_PLACING]),
    (
        f"{PLACED} | 2025-03-04 placement-order-revoked | {ENDED}",
        [
            TO_PLACING,
            "2025-03-03 placement-ended to 2025-03-04 placement-order-revoked: the placement order was revoked resumed",
        ],
    ),
    # authority that begins while the child is placed waits from the return on
    (f"{CARE} | 2025-02-10 placed-for-adoption | 2025-02-17 placement-order", []),
    (
        f"{CARE} | 2025-02-10 placed-for-adoption | 2025-02-17 placement-order | {ENDED}",
        ["2025-03-03 placement-ended resumed"],
    ),
    # one that begins after the return is a first wait
    (f"{CARE} | 2025-02-10 placed-for-adoption | {ENDED} | 2025-03-10 placement-order", ["2025-03-10 placement-order"]),
    (
        f"{CARE} | 2025-02-03 placement-order | 2025-03-03 left-care",
        ["2025-02-03 placement-order to 2025-03-03 left-care: left care"],
    ),
    # authority from an earlier period waits in a later one only after a return there
    (
        f"{CARE} | 2025-02-03 placement-order | 2025-03-03 left-care | 2025-04-07 entered-care",
        ["2025-02-03 placement-order to 2025-03-03 left-care: left care"],
    ),
    (
        (
            f"{CARE} | 2025-02-03 placement-order | 2025-03-03 left-care | 2025-04-07 entered-care"
            " | 2025-04-14 placed-for-adoption | 2025-05-06 placement-ended"
        ),
        [
            "2025-02-03 placement-order to 2025-03-03 left-care: left care",
            "2025-05-06 placement-ended resumed",
        ],
    ),
    (
        (
            f"{CARE} | 2025-02-03 placement-order | 2025-03-03 left-care | 2025-04-07 entered-care"
            " | 2025-04-14 placed-for-adoption | 2025-05-06 placement-ended | 2025-05-12 placement-order-revoked"
        ),
        [
            "2025-02-03 placement-order to 2025-03-03 left-care: left care",
            "2025-05-06 placement-ended to 2025-05-12 placement-order-revoked: the placement order was revoked resumed",
        ],
    ),
    (
        (
            f"{CARE} | 2025-02-03 placement-order | 2025-02-17 placement-order-revoked | 2025-03-03 left-care"
            " | 2025-04-07 entered-care | 2025-04-14 placed-for-adoption | 2025-05-06 placement-ended"
        ),
        [REVOKED],
    ),
    # authority from before care began
    ("2025-01-06 consent-given | 2025-01-13 entered-care", []),
    (
        "2025-01-06 consent-given | 2025-01-13 entered-care | 2025-02-10 placed-for-adoption | 2025-03-03 placement-ended",
        ["2025-03-03 placement-ended resumed"],
    ),
    # where care began on an unknown earlier day, authority may have begun in it
    ("2025-01-06 consent-given | ~2025-01-13 entered-care", ["2025-01-06 consent-given"]),
    ("2025-01-06 consent-given | 2025-01-13 entered-care | 2025-03-03 left-care", []),
]


@pytest.mark.parametrize(("life", "expected"), WAITING)
def test_waiting_with_authority(life: str, expected: list[str]) -> None:
    assert stretches(told(life), "waiting") == expected


NO_LONGER = "adoption is no longer the plan"
PLANS = [
    (f"{CARE} | 2025-02-03 plan-set plan=return-home", []),
    (f"{CARE} | 2025-02-03 plan-set plan=adoption", ["2025-02-03 plan-set"]),
    (f"{CARE} | ~2025-02-03 plan-set plan=adoption", ["~2025-02-03 plan-set"]),
    (f"{CARE} | 2025-02-03 plan-set plan=adoption | 2025-03-03 review plan=adoption", ["2025-02-03 plan-set"]),
    (
        f"{CARE} | 2025-02-03 plan-set plan=adoption | 2025-03-03 review plan=return-home",
        [f"2025-02-03 plan-set to 2025-03-03 review: {NO_LONGER}"],
    ),
    (
        f"{CARE} | 2025-02-03 plan-set plan=adoption | ~2025-03-03 review plan=return-home",
        [f"2025-02-03 plan-set to ~2025-03-03 review: {NO_LONGER}"],
    ),
    (
        (
            f"{CARE} | 2025-02-03 plan-set plan=adoption | 2025-03-03 review plan=return-home"
            " | 2025-04-07 plan-set plan=return-home"
        ),
        [f"2025-02-03 plan-set to 2025-03-03 review: {NO_LONGER}"],
    ),
    (
        (
            f"{CARE} | 2025-02-03 plan-set plan=adoption | 2025-03-03 review plan=return-home"
            " | 2025-04-07 plan-set plan=adoption | 2025-05-06 plan-set plan=return-home"
        ),
        [
            f"2025-02-03 plan-set to 2025-03-03 review: {NO_LONGER}",
            f"2025-04-07 plan-set to 2025-05-06 plan-set: {NO_LONGER}",
        ],
    ),
    # the plan ends with the period of care, and says how that ended
    (
        f"{CARE} | 2025-02-03 plan-set plan=adoption | 2025-03-03 guardianship-order",
        ["2025-02-03 plan-set to 2025-03-03 guardianship-order: special guardianship"],
    ),
    (
        (
            f"{CARE} | 2025-02-03 plan-set plan=return-home | 2025-02-10 left-care | 2025-02-17 entered-care"
            " | 2025-02-24 plan-set plan=adoption | 2025-03-03 left-care outcome=died"
        ),
        ["2025-02-24 plan-set to 2025-03-03 left-care: died"],
    ),
]


@pytest.mark.parametrize(("life", "expected"), PLANS)
def test_adoption_as_the_primary_plan(life: str, expected: list[str]) -> None:
    assert stretches(told(life), "adoption-plan") == expected


@pytest.mark.parametrize(
    ("life", "child", "as_at", "expected"),
    [
        ("", "dob=2020-01-01", "2025-06-01", []),
        ("", GROWN, "2025-06-01", []),
        (CARE, "dob=2020-01-01", "2025-06-01", []),
        (CARE, "edd=2025-07-01", "2025-06-01", []),
        (f"{CARE} | 2025-03-03 left-care", "dob=2020-01-01", "2025-06-01", ["2025-03-03 left-care"]),
        (f"{CARE} | ~2025-03-03 left-care", "dob=2020-01-01", "2025-06-01", ["~2025-03-03 left-care"]),
        (f"{CARE} | 2025-03-03 left-care | 2025-04-07 entered-care", "dob=2020-01-01", "2025-06-01", []),
        (
            f"{CARE} | 2025-03-03 left-care | 2025-04-07 entered-care | 2025-05-06 left-care",
            "dob=2020-01-01",
            "2025-06-01",
            ["2025-05-06 left-care"],
        ),
        (CARE, GROWN, "2025-04-09", []),
        (CARE, GROWN, "2025-04-10", ["2025-04-10 entered-care @1"]),
        (f"{CARE} | 2025-04-09 left-care", GROWN, "2025-06-01", ["2025-04-09 left-care"]),
        (f"{CARE} | 2025-04-10 left-care", GROWN, "2025-06-01", ["2025-04-10 left-care"]),
        (f"{CARE} | 2025-04-11 left-care", GROWN, "2025-06-01", ["2025-04-10 entered-care @2"]),
    ],
)
def test_a_record_is_closed(life: str, child: str, as_at: str, expected: list[str]) -> None:
    assert stretches(told(life, child=child, as_at=as_at), "closed-record") == expected


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        ("2025-02-03 guardianship-order", []),
        ("2025-02-03 support-plan", []),
        ("2025-02-03 guardianship-order | 2025-03-03 support-plan", ["2025-03-03 support-plan"]),
        ("2025-02-03 support-plan | ~2025-03-03 guardianship-order", ["~2025-03-03 guardianship-order"]),
        (
            "2025-02-03 guardianship-order | 2025-03-03 support-plan | 2025-04-07 support-plan",
            ["2025-03-03 support-plan"],
        ),
    ],
)
def test_support_of_a_guardianship(life: str, expected: list[str]) -> None:
    assert stretches(told(life), "guardianship-support") == expected
