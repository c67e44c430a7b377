"""Proceedings, plans, permanence achieved, the duty to apply, links: each from the events and the wording."""

import pytest

from tests.domain.lives_told import moments, stretches, told

CARE = "2025-01-13 entered-care basis=ico"
ISSUED = f"{CARE} | 2025-02-03 proceedings-issued"

PROCEEDINGS = [
    (ISSUED, ["2025-02-03 proceedings-issued"]),
    (f"{CARE} | ~2025-02-03 proceedings-issued", ["~2025-02-03 proceedings-issued"]),
    (
        f"{ISSUED} | 2025-03-03 proceedings-concluded | 2025-04-07 placement-order",
        ["2025-02-03 proceedings-issued to 2025-03-03 proceedings-concluded"],
    ),
    (f"{ISSUED} | 2025-03-03 placement-order", ["2025-02-03 proceedings-issued to 2025-03-03 placement-order"]),
    (f"{ISSUED} | 2025-03-03 guardianship-order", ["2025-02-03 proceedings-issued to 2025-03-03 guardianship-order"]),
    (f"{ISSUED} | 2025-03-03 adoption-order", ["2025-02-03 proceedings-issued to 2025-03-03 adoption-order"]),
    (
        f"{ISSUED} | 2025-02-24 legal-status status=s20 | ~2025-03-03 legal-status status=co",
        ["2025-02-03 proceedings-issued to ~2025-03-03 legal-status: co"],
    ),
    (f"{ISSUED} | 2025-03-03 left-care", ["2025-02-03 proceedings-issued to 2025-03-03 left-care: left care"]),
    # an end on the day of issue counts, one before it does not
    (f"{ISSUED} | 2025-02-03 left-care", ["2025-02-03 proceedings-issued to 2025-02-03 left-care: left care"]),
    (
        f"{CARE} | 2025-01-20 placement-order | 2025-01-27 left-care | 2025-02-03 proceedings-issued",
        ["2025-02-03 proceedings-issued"],
    ),
    # issued twice are one; issued again on the day of the end too; the day after they are others
    (f"{ISSUED} | 2025-03-03 proceedings-issued", ["2025-02-03 proceedings-issued"]),
    (
        f"{ISSUED} | 2025-03-03 proceedings-concluded | 2025-03-03 proceedings-issued | 2025-04-07 proceedings-issued",
        ["2025-02-03 proceedings-issued to 2025-03-03 proceedings-concluded", "2025-04-07 proceedings-issued"],
    ),
    (
        f"{ISSUED} | 2025-03-03 proceedings-concluded | 2025-03-04 proceedings-issued",
        ["2025-02-03 proceedings-issued to 2025-03-03 proceedings-concluded", "2025-03-04 proceedings-issued"],
    ),
]


@pytest.mark.parametrize(("life", "expected"), PROCEEDINGS)
def test_proceedings(life: str, expected: list[str]) -> None:
    assert stretches(told(life), "proceedings") == expected


PARALLEL = f"{CARE} | 2025-02-03 plan-set plan=return-home parallel=adoption"
NOT_PLANNED = "adoption is no longer planned"

PLANNED = [
    (f"{CARE} | 2025-02-03 plan-set plan=return-home", []),
    (PARALLEL, ["2025-02-03 plan-set"]),
    (f"{CARE} | ~2025-02-03 plan-set plan=adoption", ["~2025-02-03 plan-set"]),
    (f"{PARALLEL} | 2025-03-03 plan-set plan=adoption", ["2025-02-03 plan-set"]),
    (
        f"{PARALLEL} | ~2025-03-03 review plan=return-home | 2025-04-07 plan-set plan=return-home",
        [f"2025-02-03 plan-set to ~2025-03-03 review: {NOT_PLANNED}"],
    ),
    (
        f"{PARALLEL} | 2025-03-03 review plan=return-home | 2025-04-07 plan-set plan=adoption | 2025-05-06 left-care",
        [
            f"2025-02-03 plan-set to 2025-03-03 review: {NOT_PLANNED}",
            f"2025-04-07 plan-set to 2025-05-06 left-care: {NOT_PLANNED}",
        ],
    ),
    (
        f"{PARALLEL} | 2025-03-03 placed-for-adoption | 2025-04-07 placement-ended",
        ["2025-02-03 plan-set to 2025-03-03 placed-for-adoption: placed for adoption"],
    ),
    (f"{CARE} | 2025-01-20 placed-for-adoption | 2025-02-03 plan-set plan=adoption", ["2025-02-03 plan-set"]),
]


@pytest.mark.parametrize(("life", "expected"), PLANNED)
def test_adoption_as_a_plan_or_a_parallel_plan(life: str, expected: list[str]) -> None:
    assert stretches(told(life), "adoption-planned") == expected


LASTING = f"{CARE} | 2025-02-10 placement-started type=foster until_18=yes"
TO_LASTING = "2025-01-13 entered-care to 2025-02-10 placement-started: permanence was achieved"
FOSTER = f"{CARE} | 2025-02-03 placement-started type=foster"
TO_MATCH = "2025-01-13 entered-care to 2025-02-17 long-term-match: permanence was achieved"

UNSETTLED = [
    ("", []),
    (CARE, ["2025-01-13 entered-care"]),
    (FOSTER, ["2025-01-13 entered-care"]),
    (LASTING, [TO_LASTING]),
    (f"{LASTING} | 2025-03-10 placement-ended", [TO_LASTING, "2025-03-10 placement-ended"]),
    (f"{LASTING} | ~2025-03-10 placement-ended", [TO_LASTING, "~2025-03-10 placement-ended"]),
    (f"{LASTING} | 2025-03-10 left-care", [TO_LASTING]),
    (
        f"{LASTING} | 2025-03-10 placement-ended | 2025-04-07 left-care",
        [TO_LASTING, "2025-03-10 placement-ended to 2025-04-07 left-care: left care"],
    ),
    (
        f"{LASTING} | 2025-03-10 placement-ended | 2025-04-07 placement-started until_18=yes",
        [TO_LASTING, "2025-03-10 placement-ended to 2025-04-07 placement-started: permanence was achieved"],
    ),
    # achieved once more while it is achieved
    (f"{LASTING} | 2025-03-10 long-term-match", [TO_LASTING]),
    (
        f"{LASTING} | 2025-02-17 long-term-match | 2025-03-10 placement-ended",
        [TO_LASTING, "2025-03-10 placement-ended"],
    ),
    # a match lasts as long as the placement in which the child lived then
    (f"{CARE} | 2025-02-17 long-term-match", [TO_MATCH]),
    (f"{FOSTER} | 2025-02-17 long-term-match", [TO_MATCH]),
    (f"{CARE} | ~2025-02-17 long-term-match", [TO_MATCH.replace("2025-02-17", "~2025-02-17")]),
    (
        f"{FOSTER} | 2025-02-17 long-term-match | 2025-03-10 placement-ended",
        [TO_MATCH, "2025-03-10 placement-ended"],
    ),
    (
        f"{FOSTER} | 2025-02-17 placement-started type=foster | 2025-02-17 long-term-match | 2025-03-10 placement-ended",
        [TO_MATCH, "2025-03-10 placement-ended"],
    ),
    # another plan stands, though the placement is meant to last; a plan made after it ended changes nothing
    (f"{LASTING} | 2025-03-03 plan-set plan=adoption", ["2025-01-13 entered-care"]),
    (f"{LASTING} | 2025-03-03 plan-set plan=long-term-fostering", [TO_LASTING]),
    (f"{CARE} | 2025-01-20 plan-set plan=adoption | {LASTING[len(CARE) + 3 :]}", ["2025-01-13 entered-care"]),
    (
        f"{LASTING} | 2025-03-03 plan-set plan=adoption | 2025-04-07 plan-set plan=long-term-fostering",
        [TO_LASTING],
    ),
    (
        f"{LASTING} | 2025-03-10 placement-ended | 2025-03-17 plan-set plan=adoption",
        [TO_LASTING, "2025-03-10 placement-ended"],
    ),
    (
        f"{LASTING} | 2025-03-03 plan-set plan=adoption | 2025-03-10 left-care",
        ["2025-01-13 entered-care to 2025-03-10 left-care: left care"],
    ),
    # each period of care by itself
    (
        f"{LASTING} | 2025-03-10 left-care | 2025-04-07 entered-care | 2025-05-06 placement-started until_18=yes",
        [TO_LASTING, "2025-04-07 entered-care to 2025-05-06 placement-started: permanence was achieved"],
    ),
    (f"{LASTING} | 2025-03-10 left-care | 2025-04-07 entered-care", [TO_LASTING, "2025-04-07 entered-care"]),
    (
        f"{CARE} | 2025-02-10 left-care | 2025-03-03 entered-care | 2025-03-10 placement-started until_18=yes",
        [
            "2025-01-13 entered-care to 2025-02-10 left-care: left care",
            "2025-03-03 entered-care to 2025-03-10 placement-started: permanence was achieved",
        ],
    ),
]


@pytest.mark.parametrize(("life", "expected"), UNSETTLED)
def test_permanence_is_not_achieved(life: str, expected: list[str]) -> None:
    assert stretches(told(life), "unsettled") == expected


DECIDED = "2025-03-03 adm-decision outcome=yes"
MUST_APPLY = [
    (f"{CARE} | {DECIDED}", []),
    (ISSUED, []),
    (f"{ISSUED} | {DECIDED}", ["2025-03-03 adm-decision"]),
    (f"{ISSUED} | ~{DECIDED}", ["~2025-03-03 adm-decision"]),
    (f"{ISSUED} | 2025-02-24 proceedings-concluded | {DECIDED}", []),
    (f"{CARE} | {DECIDED} | 2025-04-07 proceedings-issued", ["2025-04-07 proceedings-issued"]),
    (f"{CARE} | {DECIDED} | ~2025-04-07 legal-status status=co", ["~2025-04-07 legal-status"]),
    (f"{CARE} | 2025-02-03 legal-status status=co | {DECIDED}", ["2025-03-03 adm-decision"]),
    (f"{CARE} | 2025-02-03 legal-status status=co | 2025-02-24 legal-status status=s20 | {DECIDED}", []),
    (f"2025-01-13 entered-care basis=co | 2025-02-24 left-care | {DECIDED}", []),
    (
        f"{ISSUED} | {DECIDED} | 2025-05-06 adm-decision-reversed",
        ["2025-03-03 adm-decision to 2025-05-06 adm-decision-reversed: the decision was reversed"],
    ),
    (f"{CARE} | {DECIDED} | 2025-03-24 adm-decision-reversed | 2025-04-07 proceedings-issued", []),
    (
        (
            f"{CARE} | 2025-02-03 legal-status status=co | 2025-02-10 adm-decision outcome=yes"
            " | 2025-05-06 legal-status status=s20"
        ),
        ["2025-02-10 adm-decision"],
    ),
    # with consent there is nothing to apply for; the day on which it is withdrawn is the first
    (f"{ISSUED} | 2025-02-10 consent-given | {DECIDED}", []),
    (
        f"{ISSUED} | 2025-02-10 consent-given | {DECIDED} | 2025-03-24 consent-withdrawn",
        ["2025-03-24 consent-withdrawn"],
    ),
    (f"{ISSUED} | 2025-02-10 consent-given | 2025-02-24 consent-withdrawn | {DECIDED}", ["2025-03-03 adm-decision"]),
    # the first of several days
    (f"{ISSUED} | {DECIDED} | 2025-04-07 legal-status status=co", ["2025-03-03 adm-decision"]),
    # a decision without it does not hide the next
    (
        (
            f"{CARE} | {DECIDED} | 2025-03-24 adm-decision-reversed | 2025-04-07 proceedings-issued"
            " | 2025-05-06 adm-decision outcome=yes"
        ),
        ["2025-05-06 adm-decision"],
    ),
]


@pytest.mark.parametrize(("life", "expected"), MUST_APPLY)
def test_the_authority_must_apply(life: str, expected: list[str]) -> None:
    assert stretches(told(life), "must-apply") == expected


WHY = "adoption is no longer the plan"
MOMENTS = [
    ("open-link", f"{CARE} | 2025-02-17 link family=F1", ["2025-02-17 link"]),
    (
        "open-link",
        (
            f"{CARE} | 2025-02-17 link family=F1 | 2025-03-03 match-ended family=F2 | 2025-03-10 match-ended family=F1"
            " | 2025-03-17 match-ended family=F1"
        ),
        ["2025-02-17 link until 2025-03-10"],
    ),
    (
        "open-link",
        f"{CARE} | 2025-02-17 link family=F1 | 2025-03-10 match-ended",
        ["2025-02-17 link until 2025-03-10"],
    ),
    (
        "open-link",
        f"{CARE} | 2025-02-17 link | 2025-03-10 match-ended family=F1",
        ["2025-02-17 link until 2025-03-10"],
    ),
    ("open-link", f"{CARE} | 2025-02-10 match-ended family=F1 | 2025-02-17 link family=F1", ["2025-02-17 link"]),
    ("early-permanence", f"{CARE} | 2025-02-17 placement-started type=foster", []),
    (
        "early-permanence",
        f"{CARE} | 2025-02-17 placement-started type=early-permanence | 2025-03-10 placement-ended",
        ["2025-02-17 placement-started"],
    ),
    (
        "plan-left-adoption",
        (
            f"{CARE} | 2025-02-03 plan-set plan=adoption | ~2025-03-03 plan-set plan=return-home parallel=adoption"
            " | 2025-04-07 plan-set plan=adoption | 2025-05-06 left-care"
        ),
        [f"~2025-03-03 plan-set: {WHY}", f"2025-05-06 left-care: {WHY}"],
    ),
    ("proceedings-over", ISSUED, []),
    ("proceedings-over", f"{ISSUED} | 2025-03-03 left-care", []),
    (
        "proceedings-over",
        f"{ISSUED} | 2025-03-03 legal-status status=co",
        ["2025-03-03 legal-status: proceedings are over"],
    ),
]


@pytest.mark.parametrize(("name", "life", "expected"), MOMENTS)
def test_moments(name: str, life: str, expected: list[str]) -> None:
    assert moments(told(life), name) == expected


def test_an_answer_is_to_what_it_names_else_to_the_oldest_that_is_open() -> None:
    # the child is the first event, so the first told is E2
    life = told(
        "2025-02-03 action-agreed | 2025-02-10 action-done action_id=E2 | 2025-02-17 action-cancelled action_id=E9"
        " | 2025-02-18 action-done"
        " | 2025-03-03 iro-escalation | 2025-03-10 iro-escalation | 2025-03-17 iro-escalation"
        " | 2025-03-24 escalation-resolved event=E7 | 2025-03-31 escalation-resolved"
        " | 2025-04-07 escalation-resolved | 2025-04-14 escalation-resolved | 2025-04-21 escalation-resolved event=E1"
    )
    assert life.answers == {
        "E3": "E2",
        "E4": "E9",
        "E5": "",
        "E9": "E7",
        "E10": "E6",
        "E11": "E8",
        "E12": "",
        "E13": "E1",
    }
