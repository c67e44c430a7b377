"""Duties of one cause on one line, and lists without the history."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from permtrack.app.packaged import bank_holidays, rulebook, vocabulary
from permtrack.domain.findings import Deadline, Status, Trigger
from permtrack.domain.journey import journey
from permtrack.domain.sight import sight
from permtrack.domain.standing import history
from permtrack.rules.deadlines import Found, _one_line_a_cause, found_for
from permtrack.rules.surroundings import Surroundings
from tests.rules.reading_cases import TESTS, Told, rows, tell_row, told_of_case

STORIES = sorted((TESTS / "stories").glob("*.csv"))
CASES = {f"{path.stem}: {row['case']}": row for path in sorted((TESTS / "cases").glob("*.csv")) for row in rows(path)}
ENTERED = "2025-06-02 entered-care basis=s20"


def found(
    told: Told, as_at: str, *, running_only: bool = False, look_ahead: Mapping[str, int] = MappingProxyType({})
) -> Found:
    day = date.fromisoformat(as_at)
    stands = history(told.entries, day, vocabulary().reading_order)
    assert stands is not None
    surroundings = Surroundings(
        rulebook=rulebook().with_everything_on(),
        holidays=bank_holidays(),
        sight=sight(told.imports, told.tracking),
        look_ahead=look_ahead,
    )
    return found_for(journey(stands, day), surroundings, stands.waivers, running_only=running_only)


def same_as(events: str, as_at: str) -> dict[str, str]:
    """The deadlines that are named under another one, each with the id of that."""
    told = told_of_case({"child": "dob=2020-03-01", "events": events})
    return {d.rule: d.same_as for d in found(told, as_at).deadlines if d.same_as is not None}


@pytest.mark.parametrize("as_at", ["2025-06-02", "2025-06-10", "2025-06-30", "2025-07-01"])
def test_the_health_assessment_due_with_the_first_review_is_named_under_it(as_at: str) -> None:
    # Both are due on the twentieth working day, Mon 30 Jun 2025, by regulation; the review comes first in the rulebook.
    assert same_as(ENTERED, as_at) == {"health.initial": "A1:review.first:E2"}


def test_what_was_done_has_a_line_of_its_own() -> None:
    assert same_as(f"{ENTERED} | 2025-06-16 review | 2025-06-16 health-assessment", "2025-06-20") == {}


def duty(rule: str, tier: str, status: Status = Status.OVERDUE, due: date | None = date(2025, 6, 30)) -> Deadline:
    return Deadline(
        id=f"A1:{rule}", child="A1", rule=rule, title="", set="", tier=tier, checked="", citation="", version="",
        status=status, trigger=Trigger(on=date(2025, 6, 2), event="E2", kind="entered-care"), due_on=due,
    )  # fmt: skip


def test_the_strictest_gives_the_line_and_keeps_its_place() -> None:
    local, law = duty("local", "local-policy"), duty("law", "regulation")
    assert _one_line_a_cause([local, law]) == (replace(local, same_as="A1:law"), law)


@pytest.mark.parametrize(
    "other",
    [
        duty("average", "benchmark"),  # a national average is never named under a duty
        duty("done", "local-policy", Status.MET),  # nor is what is no longer open
        duty("ahead", "local-policy", Status.DUE_TODAY),  # nor what stands otherwise
        duty("later", "local-policy", due=date(2025, 7, 1)),  # nor what is due another day
        duty("unknown", "local-policy", due=None),  # nor what has no day
    ],
    ids=lambda other: other.rule,
)
def test_what_does_not_say_the_same_has_its_own_line(other: Deadline) -> None:
    law = duty("law", "regulation")
    assert _one_line_a_cause([law, other]) == (law, other)


@pytest.mark.parametrize("status", [Status.MET, Status.CANNOT_ASSESS])
def test_two_that_are_not_open_are_two_lines(status: Status) -> None:
    both = [duty("law", "regulation", status), duty("local", "local-policy", status)]
    assert _one_line_a_cause(both) == tuple(both)


def test_two_without_a_day_and_two_averages_are_two_lines() -> None:
    no_day = [duty("law", "regulation", Status.UPCOMING, None), duty("local", "local-policy", Status.UPCOMING, None)]
    averages = [duty("one", "benchmark"), duty("two", "benchmark")]
    assert _one_line_a_cause([*no_day, *averages]) == (*no_day, *averages)


def test_how_far_a_list_looks_ahead_may_differ_from_rule_to_rule() -> None:
    # On Tue 10 Jun 2025 both duties of Mon 30 Jun are 20 days off: within 28, not within 19.
    told = told_of_case({"child": "dob=2020-03-01", "events": ENTERED})
    deadlines = found(told, "2025-06-10", look_ahead={"review.first": 19}).deadlines
    assert {d.rule: d.status for d in deadlines if d.due_on == date(2025, 6, 30)} == {
        "review.first": Status.UPCOMING,
        "health.initial": Status.DUE_SOON,
    }


def check_without_the_history(told: Told, day: str) -> None:
    whole, running = found(told, day), found(told, day, running_only=True)
    assert running.deadlines == tuple(d for d in whole.deadlines if d.running)
    assert running.asked == whole.asked
    assert {d.rule for d in whole.deadlines if d.closed_on is None} <= whole.asked


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_without_the_history_what_runs_in_a_story_is_the_same(path: Path) -> None:
    told = Told()
    for row in rows(path):
        if row["event"]:
            tell_row(told, row)
        if row["rule"]:
            check_without_the_history(told, row["date"])


@pytest.mark.parametrize("row", CASES.values(), ids=CASES)
def test_without_the_history_what_runs_in_a_case_is_the_same(row: dict[str, str]) -> None:
    check_without_the_history(told_of_case(row), row["as_at"])


def test_every_duty_that_has_not_closed_was_asked_and_none_that_has() -> None:
    # Back with the mother on 1 Dec 2025: both reviews were held, the third was not due, and nothing is asked any more
    # but how long the record is kept.
    events = f"{ENTERED} | 2025-06-27 review | 2025-09-22 review | 2025-12-01 left-care outcome=returned-home-planned"
    told = told_of_case({"child": "dob=2020-03-01", "events": events})
    assert found(told, "2026-01-05").asked == {"record.keep-until"}
    assert found(told, "2026-01-05", running_only=True).asked == {"record.keep-until"}
