"""Which recorded reason explains which overdue duty, and what is told of it. Days are counted from the calendar of 2025."""

from datetime import date

import pytest

from permtrack.app.packaged import vocabulary
from permtrack.domain.findings import Deadline, Delay
from permtrack.domain.journey import journey
from permtrack.domain.standing import history
from permtrack.rules.drift import with_delays
from permtrack.rules.drift.delays import causes
from tests.rules.reading_alerts import packaged_thresholds
from tests.rules.reading_cases import told_of_case

# Care began on Monday 13 January 2025: the first review was due twenty working days later, on 10 February.
CARE = "2025-01-13 entered-care basis=ico [id=IN]"
# Six months from the third review of 2 December 2024, which was the first since the order, is 2 June 2025: both the
# looked-after review and the adoption review were due then, and one sitting would have met both.
BOTH = (
    "2024-06-03 entered-care basis=ico | 2024-06-24 review | 2024-09-23 review plan=adoption | "
    "2024-10-07 placement-order | 2024-12-02 review [id=R3]"
)


def explained(events: str, as_at: str, rule: str, due_on: str) -> Delay | None:
    """The reason told beside the one duty of a rule that was due on a day."""
    (found,) = [d for d in every(events, as_at) if d.rule == rule and str(d.due_on) == due_on]
    return found.delay


def every(events: str, as_at: str) -> tuple[Deadline, ...]:
    """Every deadline of a life as at a day, with the reasons for delay."""
    child = told_of_case({"child": "dob=2021-07-19", "events": events})
    day = date.fromisoformat(as_at)
    stands = history(child.entries, day, vocabulary().reading_order)
    assert stands is not None
    return with_delays(child.deadlines(day), journey(stands, day), packaged_thresholds())


def test_everything_recorded_of_a_reason_is_told() -> None:
    delay = "2025-02-17 delay-recorded [id=D] reason=late-relative whose=family until=2025-03-31"
    assert explained(f"{CARE} | {delay}", "2025-03-03", "review.first", "2025-02-10") == Delay(
        reason="late-relative",
        whose="family",
        on=date(2025, 2, 17),
        until=date(2025, 3, 31),
        event="D",
        is_over=False,
    )


def test_what_is_not_said_is_not_told() -> None:
    found = explained(f"{CARE} | 2025-02-17 delay-recorded [id=D] reason=x", "2025-03-03", "review.first", "2025-02-10")
    assert found == Delay(reason="x", whose=None, on=date(2025, 2, 17), until=None, event="D", is_over=False)


@pytest.mark.parametrize(("as_at", "is_over"), [("2025-03-30", False), ("2025-03-31", False), ("2025-04-01", True)])
def test_the_time_given_lasts_to_the_end_of_its_day(as_at: str, *, is_over: bool) -> None:
    delay = "2025-02-17 delay-recorded reason=x until=2025-03-31"
    found = explained(f"{CARE} | {delay}", as_at, "review.first", "2025-02-10")
    assert found is not None
    assert found.is_over is is_over


RECORDED = [
    # twenty-eight days before 10 February are counted to 13 January
    ("2025-01-13 delay-recorded [id=D] reason=x", "2025-03-03", "D"),
    ("2025-01-12 delay-recorded [id=D] reason=x", "2025-03-03", None),
    ("2025-01-12 delay-recorded [id=D] reason=x until=2025-03-02", "2025-03-03", None),
    ("2025-01-12 delay-recorded [id=D] reason=x until=2025-03-03", "2025-03-03", "D"),
    # what a reason names
    ("2025-02-17 delay-recorded [id=D] reason=x rule=review.first", "2025-03-03", "D"),
    ("2025-02-17 delay-recorded [id=D] reason=x rule=plan.permanence", "2025-03-03", None),
    ("2025-02-17 delay-recorded [id=D] reason=x event=IN", "2025-03-03", "D"),
    ("2025-02-17 delay-recorded [id=D] reason=x event=OTHER", "2025-03-03", None),
    ("2025-02-17 delay-recorded [id=D] reason=x rule=review.first event=OTHER", "2025-03-03", None),
    ("2025-02-17 delay-recorded [id=D] reason=x rule=plan.permanence event=IN", "2025-03-03", None),
    # of several the one that still holds, then the one that names the duty, then the latest
    (
        "2025-02-17 delay-recorded [id=D1] reason=x | 2025-02-18 delay-recorded [id=D2] reason=x until=2025-02-28",
        "2025-03-03",
        "D1",
    ),
    (
        (
            "2025-02-17 delay-recorded [id=D1] reason=x"
            " | 2025-02-18 delay-recorded [id=D2] reason=x rule=review.first until=2025-02-28"
        ),
        "2025-03-03",
        "D1",
    ),
    (
        "2025-02-17 delay-recorded [id=D1] reason=x rule=review.first | 2025-02-18 delay-recorded [id=D2] reason=x",
        "2025-03-03",
        "D1",
    ),
    (
        "2025-02-17 delay-recorded [id=D1] reason=x event=IN | 2025-02-18 delay-recorded [id=D2] reason=x",
        "2025-03-03",
        "D1",
    ),
    ("2025-02-17 delay-recorded [id=D1] reason=x | 2025-02-18 delay-recorded [id=D2] reason=x", "2025-03-03", "D2"),
    (
        (
            "2025-02-17 delay-recorded [id=D1] reason=x until=2025-02-20"
            " | 2025-02-18 delay-recorded [id=D2] reason=x until=2025-02-19"
        ),
        "2025-03-03",
        "D2",
    ),
]


@pytest.mark.parametrize(("recorded", "as_at", "told"), RECORDED)
def test_the_reason_that_explains_the_first_review(recorded: str, as_at: str, told: str | None) -> None:
    found = explained(f"{recorded} | {CARE}", as_at, "review.first", "2025-02-10")
    assert (found.event if found else None) == told


@pytest.mark.parametrize("named", ["review.next", "adoption-review.waiting-next"])
def test_a_reason_for_one_duty_explains_those_that_the_same_sitting_would_meet(named: str) -> None:
    events = f"{BOTH} | 2025-06-10 delay-recorded [id=D] reason=x rule={named}"
    for rule in ("review.next", "adoption-review.waiting-next"):
        found = explained(events, "2025-07-01", rule, "2025-06-02")
        assert found is not None, rule
        assert found.event == "D"


def test_a_reason_for_another_duty_explains_neither() -> None:
    events = f"{BOTH} | 2025-06-10 delay-recorded reason=x rule=ppm.first"
    for rule in ("review.next", "adoption-review.waiting-next"):
        assert explained(events, "2025-07-01", rule, "2025-06-02") is None


def test_what_is_not_overdue_and_an_average_need_no_reason() -> None:
    events = f"{BOTH} | 2025-06-10 delay-recorded reason=x"
    with_a_reason = {d.status for d in every(events, "2025-07-01") if d.delay is not None}
    assert with_a_reason == {"overdue"}
    averages = [d for d in every(events, "2025-07-01") if d.tier == "benchmark"]
    assert averages
    assert all(d.delay is None for d in averages)


def test_without_reasons_nothing_is_told() -> None:
    assert all(d.delay is None for d in every(CARE, "2025-03-03"))


def test_the_duties_that_one_sitting_would_meet_have_one_cause() -> None:
    found = causes(every(BOTH, "2025-07-01"))
    (strictest,) = [cause for cause, rules in found.items() if "adoption-review.waiting-next" in rules]
    assert found[strictest] == {"review.next", "adoption-review.waiting-next"}
    assert strictest.startswith("A1:")
    assert found["A1:review.first:E2"] == {"review.first"}
