"""The edges of the alerts that no story comes near: who is told apart, which day decides, what is said."""

from datetime import date

import pytest

from tests.rules.edges_of_law import EDGES_OF_LAW
from tests.rules.edges_of_lives import EDGES_OF_LIVES
from tests.rules.edges_of_plans import CHILD, EDGES_OF_PLANS, ORDERED, Edge
from tests.rules.reading_alerts import telling

EDGES = (*EDGES_OF_PLANS, *EDGES_OF_LIVES, *EDGES_OF_LAW)


@pytest.mark.parametrize("edge", EDGES, ids=[edge.name for edge in EDGES])
def test_an_edge(edge: Edge) -> None:
    found = [alert for alert in telling(edge.told).alerts(date.fromisoformat(edge.day)) if alert.alert == edge.alert]
    assert (" / ".join(f"{alert.severity} {alert.since}" for alert in found) or "absent") == edge.answer
    for alert in found:
        assert edge.says in alert.sentence
        assert alert.id.endswith(edge.event)


def test_each_action_names_its_own_deadline() -> None:
    family = telling(
        f"{CHILD}\n2025-02-03 | action-agreed [id=A] | action=call; due=2025-09-01\n"
        "2025-02-03 | action-agreed [id=B] | action=visit; due=2025-09-01\n2025-02-11 | tracking-meeting\n"
        "2025-03-11 | tracking-meeting\n2025-04-08 | tracking-meeting"
    )
    found = [alert for alert in family.alerts(date(2025, 4, 8)) if alert.alert == "action.rolled"]
    assert [(alert.id, alert.covers) for alert in found] == [
        ("A1:action.rolled:A", ("A1:action:A",)),
        ("A1:action.rolled:B", ("A1:action:B",)),
    ]


@pytest.mark.parametrize("recorded", [True, False])
def test_a_match_is_asked_for_its_panel_where_panels_are_recorded_of_any_child(*, recorded: bool) -> None:
    family = telling(f"{ORDERED}\n2025-03-10 | match-decision [id=M] | outcome=yes; family=F1")
    family.panels_recorded = recorded
    found = [alert for alert in family.alerts(date(2025, 3, 17)) if alert.alert == "match.pack-incomplete"]
    expected = [("A1:match.pack-incomplete:M", date(2025, 3, 10))] if recorded else []
    assert [(alert.id, alert.since) for alert in found] == expected


def test_a_panel_before_the_match_does_not_stand_for_another() -> None:
    family = telling(
        f"{ORDERED}\n2025-03-10 | match-decision [id=M] | outcome=yes; family=F1\n"
        "2025-03-24 | panel | for=should-be-placed; outcome=recommended"
    )
    family.panels_recorded = True
    (found,) = [alert for alert in family.alerts(date(2025, 3, 31)) if alert.alert == "match.pack-incomplete"]
    assert found.since == date(2025, 3, 10)


GROUP = """
    2025-01-13 | child | dob=2021-07-19; sibling_group=G7
    2025-01-13 | entered-care | basis=ico
    2025-01-13 | child [of=B2] | dob=2019-08-08; sibling_group=G7
    2025-01-13 | entered-care [of=B2] | basis=ico
    2025-02-03 | plan-set | plan=adoption
    2025-02-03 | plan-set [of=B2] | plan=long-term-fostering
"""


def test_a_child_for_whom_it_was_decided_is_not_covered() -> None:
    decided = telling(f"{GROUP}2025-02-10 | sibling-decision [of=B2] | outcome=apart")
    for family, covers in ((telling(GROUP), 1), (decided, 0)):
        (found,) = [alert for alert in family.alerts(date(2025, 3, 3)) if alert.alert == "siblings.diverge"]
        assert len(found.covers) == covers


def test_a_duty_without_a_reason_is_named_as_covered() -> None:
    (found,) = [a for a in telling(CHILD).alerts(date(2025, 2, 25)) if a.alert == "delay.unexplained"]
    assert found.covers == ("A1:review.first:E2",)


def test_a_reason_for_one_of_two_duties_of_one_cause_explains_both() -> None:
    told = (
        "2024-06-03 | child | dob=2021-07-19\n2024-06-03 | entered-care | basis=ico\n"
        "2024-06-10 | plan-set | plan=adoption\n2024-06-24 | review\n2024-09-23 | review\n"
        "2024-10-07 | placement-order\n2024-12-02 | review [id=R3]\n"
    )
    # Both were due on 2 June 2025; fifteen days later is 17 June.
    for reason, expected in (
        ("", ["A1:delay.unexplained:R3"]),
        ("2025-06-10 | delay-recorded | reason=health; whose=family; rule=review.next", []),
        ("2025-06-10 | delay-recorded | reason=health; whose=family; rule=adoption-review.waiting-next", []),
        ("2025-06-10 | delay-recorded | reason=health; whose=family; rule=ppm.first", ["A1:delay.unexplained:R3"]),
    ):
        found = [a.id for a in telling(told + reason).alerts(date(2025, 6, 17)) if a.alert == "delay.unexplained"]
        assert found == expected, reason
