"""The edges of the alerts that no story comes near: who is told apart, which day decides, what is said."""

from datetime import date

import pytest

from tests.rules.edges_of_lives import EDGES_OF_LIVES
from tests.rules.edges_of_plans import CHILD, EDGES_OF_PLANS, Edge
from tests.rules.reading_alerts import telling

EDGES = (*EDGES_OF_PLANS, *EDGES_OF_LIVES)


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
