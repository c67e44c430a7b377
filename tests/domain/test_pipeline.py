"""Which finished stages count for how long a stage takes: days counted by hand on a calendar."""

from datetime import date

from permtrack.domain.journey import journey
from permtrack.domain.meeting.cohort import Standing, standing
from permtrack.domain.meeting.pipeline import finished_lately, waiting_list
from permtrack.domain.scope import Scope
from permtrack.domain.sight import sight
from tests.domain.test_stages import ANEW, CARE, DECISION, ORDER, REVERSED, REVIEW, history_of


def standing_of(*events: tuple, as_at: str) -> Standing:
    history = history_of(*events)
    seen = sight((), tracking_from=date(2024, 1, 1))
    return standing(history, journey(history, date.fromisoformat(as_at), Scope()), seen)


def lately(*events: tuple, as_at: str) -> list[tuple[str, str, int | None]]:
    one = standing_of(*events, as_at=as_at)
    return [(stage.name.value, stage.ended_on.isoformat(), stage.days) for stage in finished_lately(one)]


SEARCHED_TWICE = (
    ("entered-care", "2024-03-01", {"basis": "s20"}),
    ("adm-decision", "2024-06-03", {"outcome": "yes"}),
    ("placement-order", "2024-07-15", {}),
    ("placed-for-adoption", "2025-09-08", {"family": "F1"}),
    ("placement-ended", "2026-05-08", {}),
    ("placement-started", "2026-05-08", {"type": "foster"}),
)


def test_a_search_whose_placing_ended_took_what_it_took():
    # 15 July to 15 July 365; 16 of July, 31 of August, 8 of September.
    assert lately(*SEARCHED_TWICE, as_at="2026-06-15") == [("order-to-placement", "2025-09-08", 420)]
    again = ("placed-for-adoption", "2026-06-08", {"family": "F2"})
    assert lately(*SEARCHED_TWICE, again, as_at="2026-06-15") == [
        ("order-to-placement", "2026-06-08", 31),
        ("order-to-placement", "2025-09-08", 420),
    ]


def test_a_stage_finished_twelve_months_ago_counts_no_longer():
    assert lately(CARE, REVIEW, as_at="2026-01-30") == [("entry-to-plan", "2025-01-31", 25)]
    assert lately(CARE, REVIEW, as_at="2026-01-31") == []


def test_the_stages_before_a_reversal_and_before_leaving_care_count():
    way = (CARE, REVIEW, DECISION, ORDER)
    took = [
        ("entry-to-plan", "2025-01-31", 25),
        ("plan-to-decision", "2025-03-20", 48),
        ("decision-to-order", "2025-04-15", 26),
    ]
    reversed_on = ("adm-decision-reversed", "2025-09-01", {"reason": "RD3"})
    revoked = ("placement-order-revoked", "2025-09-15", {})
    home = ("left-care", "2025-10-01", {"outcome": "returned-home-planned"})
    for later in ((reversed_on,), (reversed_on, revoked), (reversed_on, revoked, home)):
        assert lately(*way, *later, as_at="2025-11-10") == took


def test_a_stage_out_of_order_is_no_length():
    early = ("placed-for-adoption", "2025-04-08", {"family": "F1"})
    consent = ("consent-given", "2025-04-15", {})
    names = [name for name, *_ in lately(CARE, REVIEW, DECISION, early, consent, as_at="2025-05-20")]
    assert names == ["entry-to-plan", "plan-to-decision", "decision-to-order"]


def test_nobody_waits_after_a_reversal_until_adoption_is_decided_anew():
    def waits(*events: tuple, as_at: str) -> list[tuple[str, int]]:
        one = standing_of(CARE, REVIEW, DECISION, ORDER, *events, as_at=as_at)
        return [(waiting.since.isoformat(), waiting.days) for waiting in waiting_list([one], 90).waiting]

    # 15 April: 15 of April, 31, 30, 31 and 31 of August. 3 to 10 November.
    assert waits(as_at="2025-08-31") == [("2025-04-15", 138)]
    assert waits(REVERSED, as_at="2025-10-01") == []
    assert waits(REVERSED, *ANEW, as_at="2025-11-10") == [("2025-11-03", 7)]
