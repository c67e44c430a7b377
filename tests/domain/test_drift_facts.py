"""How long the present state has held, and what belongs to this period: each from the events."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from permtrack.domain import drift_facts
from permtrack.domain.journey import Journey
from permtrack.domain.stretches import Moment, Plan
from tests.domain.lives_told import line, lines, told

CARE = "2025-01-13 entered-care basis=ico"
AGAIN = f"{CARE} | 2025-02-03 review | 2025-02-10 left-care | 2025-03-03 entered-care basis=s20"


def day(text: str) -> date:
    return date.fromisoformat(text)


def adoption(plan: Plan) -> bool:
    return plan.primary == "adoption"


def on(plan: Plan | None) -> str | None:
    return f"{plan.on} {plan.event.kind}" if plan is not None else None


def said(journey: Journey, moment: Moment | None) -> str | None:
    return line(journey, moment) if moment else None


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        ("", []),
        (CARE, ["2025-01-13 entered-care"]),
        (f"{CARE} | 2025-05-31 left-care", []),
        (f"{CARE} | 2025-06-01 left-care", []),  # the as-at day: at its end the child is not in care
        (AGAIN, ["2025-03-03 entered-care"]),
    ],
)
def test_what_is_running(life: str, expected: list[str]) -> None:
    journey = told(life)
    care = drift_facts.running(journey, "care")
    assert lines(journey, [care] if care else []) == expected


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (CARE, None),
        (AGAIN, "2025-02-10 left-care: left care"),
        (f"{AGAIN} | 2025-04-07 left-care outcome=died", "2025-04-07 left-care: died"),
    ],
)
def test_the_last_end(life: str, expected: str | None) -> None:
    journey = told(life)
    assert said(journey, drift_facts.last_end(journey, "care")) == expected


@pytest.mark.parametrize(
    ("life", "kinds", "expected"),
    [
        (AGAIN, ("review",), []),
        (AGAIN, ("left-care",), []),  # the end belongs to the period that it ended
        (f"{AGAIN} | 2025-04-07 review", ("review",), ["2025-04-07 review"]),
        (
            f"{CARE} | 2025-04-07 review | 2025-02-10 ppm | 2025-05-06 review | 2025-05-12 visit",
            ("review", "ppm"),
            ["2025-02-10 ppm", "2025-04-07 review", "2025-05-06 review"],
        ),
        (f"{AGAIN} | 2025-02-24 ppm", ("ppm",), ["2025-02-24 ppm"]),  # the work that leads to the period
    ],
)
def test_events_of_this_period(life: str, kinds: Sequence[str], expected: list[str]) -> None:
    journey = told(life)
    assert [line(journey, moment) for moment in drift_facts.this_period(journey, *kinds)] == expected


HOME, ADOPT = "plan-set plan=return-home", "plan-set plan=adoption"
PLANNED = f"{CARE} | 2025-02-03 {HOME} | 2025-03-03 {ADOPT} | 2025-04-07 review plan=adoption"


@pytest.mark.parametrize(
    ("life", "run", "since"),
    [
        (CARE, None, date.min),
        (PLANNED, "2025-03-03 plan-set", day("2025-03-03")),
        (f"{PLANNED} | 2025-05-06 {HOME}", None, date.max),
        (f"{PLANNED} | 2025-05-06 {HOME} | 2025-05-12 {ADOPT}", "2025-05-12 plan-set", day("2025-05-12")),
        (f"{CARE} | 2025-03-03 {ADOPT}", "2025-03-03 plan-set", date.min),
        (f"{CARE} | 2025-03-03 {ADOPT} | 2025-03-03 {HOME}", None, date.max),  # as the day left it
    ],
)
def test_a_run_of_plans(life: str, run: str | None, since: date) -> None:
    journey = told(life)
    assert on(drift_facts.plan_run(journey, adoption)) == run
    assert drift_facts.plans_hold_since(journey, adoption) == since


REVERSED = f"{CARE} | 2025-03-03 adm-decision outcome=yes | 2025-04-07 adm-decision-reversed"


def test_a_plan_that_fell_away_ends_the_run_and_the_lack_of_one_is_not_as_wanted() -> None:
    journey = told(REVERSED)
    assert on(drift_facts.plan_run(journey, lambda _: True)) is None
    assert drift_facts.plans_hold_since(journey, lambda plan: plan.primary is None) == day("2025-04-07")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2025-02-28", None),
        ("2025-03-03", "2025-03-03 adm-decision"),
        ("2025-04-06", "2025-03-03 adm-decision"),
        ("2025-04-07", None),
        ("2025-05-06", "2025-05-06 plan-set"),
    ],
)
def test_the_plan_of_a_day(asked: str, expected: str | None) -> None:
    assert on(drift_facts.plan_on(told(f"{REVERSED} | 2025-05-06 {HOME}"), day(asked))) == expected


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (CARE, None),
        (f"{CARE} | 2025-03-03 {HOME}", None),
        (REVERSED, "2025-04-07 adm-decision-reversed"),
        (f"{REVERSED} | 2025-05-06 {HOME}", None),
    ],
)
def test_a_plan_fell_away(life: str, expected: str | None) -> None:
    assert on(drift_facts.plan_fell_away(told(life))) == expected


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (CARE, []),
        (PLANNED, [("return-home", "2025-03-03 plan-set")]),
        (
            f"{PLANNED} | 2025-05-06 {HOME}",
            [("return-home", "2025-03-03 plan-set"), ("adoption", "2025-05-06 plan-set")],
        ),
        # a time without a plan is passed over: before and after it the plan differs, or does not
        (f"{REVERSED} | 2025-05-06 {HOME}", [("adoption", "2025-05-06 plan-set")]),
        (f"{REVERSED} | 2025-05-06 {ADOPT}", []),
        (f"{CARE} | 2025-02-03 plan-set parallel=adoption | 2025-03-03 {HOME}", []),
    ],
)
def test_changes_of_plan(life: str, expected: list[tuple[str, str]]) -> None:
    assert [(before, on(plan)) for before, plan in drift_facts.plan_changes(told(life))] == expected


REMANDED = "2025-01-13 entered-care basis=remand"


@pytest.mark.parametrize(
    ("life", "ico", "remand", "ended"),
    [
        ("", None, None, None),
        (CARE, "2025-01-13 entered-care: ico", None, None),
        (REMANDED, None, "2025-01-13 entered-care: remand", None),
        (f"{REMANDED} | 2025-03-03 legal-status status=ico", "2025-03-03 legal-status: ico", None, day("2025-03-03")),
        (
            f"{REMANDED} | 2025-03-03 legal-status status=ico | 2025-04-07 legal-status status=ico",
            "2025-03-03 legal-status: ico",
            None,
            day("2025-03-03"),
        ),
        (
            f"{REMANDED} | 2025-03-03 legal-status status=ico | 2025-04-07 legal-status status=remand",
            None,
            "2025-04-07 legal-status: remand",
            None,
        ),
        (
            f"{CARE} | 2025-03-03 legal-status status=remand | 2025-04-07 legal-status status=s20",
            None,
            None,
            day("2025-04-07"),
        ),
        (
            f"{REMANDED} | 2025-02-10 left-care | 2025-03-03 entered-care basis=ico",
            "2025-03-03 entered-care: ico",
            None,
            None,
        ),
        (f"{REMANDED} | 2025-02-10 left-care", None, None, None),
        # as the day left it
        (f"{REMANDED} | 2025-01-13 legal-status status=ico", "2025-01-13 legal-status: ico", None, None),
    ],
)
def test_a_run_of_a_status_and_a_remand(life: str, ico: str | None, remand: str | None, ended: date | None) -> None:
    journey = told(life)
    assert said(journey, drift_facts.status_run(journey, "ico")) == ico
    assert said(journey, drift_facts.status_run(journey, "remand")) == remand
    assert drift_facts.is_remanded(journey) is (remand is not None)
    assert drift_facts.remand_ended(journey) == ended


@pytest.mark.parametrize(
    ("life", "child", "unborn"),
    [
        ("", "edd=2025-07-01", True),
        ("", "dob=2025-05-01", False),
        ("", "edd=2025-05-01; dob=2025-05-03", False),
        ("", "initials=AB", False),
        ("2025-05-01 tracking-ended", "edd=2025-07-01", False),
    ],
)
def test_unborn(life: str, child: str, *, unborn: bool) -> None:
    assert drift_facts.is_unborn(told(life, child=child)) is unborn


STARTED = "2025-02-03 pre-proceedings-started"


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        ("", []),
        (STARTED, ["2025-02-03 pre-proceedings-started"]),
        (f"~{STARTED}", ["~2025-02-03 pre-proceedings-started"]),
        (f"{STARTED} | 2025-03-03 pre-proceedings-started", ["2025-02-03 pre-proceedings-started"]),
        *(
            (f"{STARTED} | 2025-03-03 {kind}", [f"2025-02-03 pre-proceedings-started to 2025-03-03 {kind}"])
            for kind in (
                "pre-proceedings-ended",
                "proceedings-issued",
                "tracking-ended",
                "left-care",
                "adoption-order",
                "guardianship-order",
            )
        ),
        # started once more before the end, then after it, then before the end of that
        (
            (
                f"{STARTED} | 2025-02-17 pre-proceedings-started | 2025-03-03 pre-proceedings-ended"
                " | 2025-04-07 pre-proceedings-started | 2025-04-14 pre-proceedings-started"
            ),
            [
                "2025-02-03 pre-proceedings-started to 2025-03-03 pre-proceedings-ended",
                "2025-04-07 pre-proceedings-started",
            ],
        ),
        (
            f"{STARTED} | 2025-03-03 proceedings-issued | 2025-03-10 pre-proceedings-ended",
            ["2025-02-03 pre-proceedings-started to 2025-03-03 proceedings-issued"],
        ),
        (f"2025-01-20 pre-proceedings-ended | {STARTED}", ["2025-02-03 pre-proceedings-started"]),
    ],
)
def test_pre_proceedings(life: str, expected: list[str]) -> None:
    journey = told(life)
    assert lines(journey, drift_facts.pre_proceedings(journey)) == expected


@pytest.mark.parametrize(
    ("life", "child", "since"),
    [
        ("", "dob=2020-01-01", None),
        ("", "edd=2025-07-01", date.min),
        ("2025-05-01 tracking-ended", "edd=2025-07-01", None),
        (CARE, "dob=2020-01-01", day("2025-01-13")),
        (CARE, "dob=2007-06-01", None),
        (CARE, "dob=2007-06-02", day("2025-01-13")),
        (f"{CARE} | 2025-06-01 left-care", "dob=2020-01-01", None),
        (STARTED, "dob=2020-01-01", day("2025-02-03")),
        (AGAIN, "dob=2020-01-01", day("2025-03-03")),
        # what ends on the day the next begins hands over; a day between breaks the run
        (f"{CARE} | 2025-03-03 left-care | 2025-03-03 entered-care", "dob=2020-01-01", day("2025-01-13")),
        (f"{CARE} | 2025-03-03 left-care | 2025-03-04 entered-care", "dob=2020-01-01", day("2025-03-04")),
        (
            (
                f"{STARTED} | 2025-03-03 proceedings-issued | 2025-03-03 entered-care | 2025-04-07 left-care"
                " | 2025-04-07 entered-care"
            ),
            "dob=2020-01-01",
            day("2025-02-03"),
        ),
        (
            f"{STARTED} | 2025-03-03 entered-care | 2025-03-10 proceedings-issued | 2025-04-07 left-care",
            "dob=2020-01-01",
            None,
        ),
        # care during pre-proceedings: the earlier of the two
        (f"{STARTED} | 2025-03-03 entered-care", "dob=2020-01-01", day("2025-02-03")),
        # followed before birth, and looked after from that day or from the day after
        ("2025-05-05 born | 2025-05-05 entered-care", "edd=2025-05-01; dob=2025-05-05", date.min),
        ("2025-05-05 born | 2025-05-06 entered-care", "edd=2025-05-01; dob=2025-05-05", day("2025-05-06")),
    ],
)
def test_since_when_a_child_is_of_concern(life: str, child: str, since: date | None) -> None:
    assert drift_facts.concerned_since(told(life, child=child)) == since


FOSTER, PARENT = "placement-started type=foster", "placement-started type=parent"


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (CARE, []),
        (f"{CARE} | 2025-01-20 {FOSTER}", []),
        (f"{CARE} | 2025-01-20 {PARENT}", ["2025-01-20 placement-started"]),
        (f"{CARE} | 2025-01-20 {PARENT} | 2025-03-03 placement-ended", []),
        (
            f"{CARE} | 2025-01-20 {PARENT} | 2025-03-03 {PARENT}",
            ["2025-01-20 placement-started to 2025-03-03 placement-started: moved"],
        ),
        (f"{CARE} | 2025-01-20 {PARENT} | 2025-03-03 {FOSTER} | 2025-04-07 {PARENT}", ["2025-04-07 placement-started"]),
        (
            f"{CARE} | 2025-01-20 {PARENT} | 2025-03-03 placement-ended | 2025-03-04 {PARENT}",
            ["2025-03-04 placement-started"],
        ),
    ],
)
def test_the_time_with_a_parent(life: str, expected: list[str]) -> None:
    journey = told(life)
    run = drift_facts.parent_run(journey)
    assert lines(journey, [run] if run else []) == expected


def year_after(ended: date) -> date:
    return ended + timedelta(days=365)


@pytest.mark.parametrize(
    ("life", "asked", "number"),
    [
        (CARE, "2025-06-01", 0),
        (f"{CARE} | 2025-01-20 {FOSTER}", "2025-01-19", 0),
        (f"{CARE} | 2025-01-20 {FOSTER}", "2025-01-20", 1),
        (f"{CARE} | 2025-01-20 {FOSTER} | 2025-03-03 {FOSTER}", "2025-06-01", 2),
        (f"{CARE} | 2025-01-20 {FOSTER} | 2025-03-03 {FOSTER} same_carer=yes", "2025-06-01", 1),
        (f"{CARE} | 2025-03-03 {FOSTER} same_carer=yes | 2025-04-07 {FOSTER}", "2025-06-01", 2),
        # with a code the same carers are known wherever they come again
        (
            f"{CARE} | 2025-01-20 {FOSTER} carer=C1 | 2025-03-03 {FOSTER} carer=C2 | 2025-04-07 {FOSTER} carer=C1",
            "2025-06-01",
            2,
        ),
        (
            f"{CARE} | 2025-01-20 {FOSTER} carer=C1 | 2025-03-03 {FOSTER} same_carer=yes | 2025-04-07 {FOSTER} carer=C1",
            "2025-06-01",
            1,
        ),
        # of a type that is left out; those who stay the same are counted by where the child lives now
        (f"{CARE} | 2025-01-20 placement-started type=respite | 2025-03-03 {FOSTER}", "2025-06-01", 1),
        (f"{CARE} | 2025-01-20 placement-started type=respite", "2025-06-01", 0),
        # forgotten 365 days after they ended
        (f"2024-01-08 {FOSTER} | 2024-02-05 {FOSTER}", "2025-02-03", 2),
        (f"2024-01-08 {FOSTER} | 2024-02-05 {FOSTER}", "2025-02-04", 1),
        # the first whom the record knows, though they are said to have stayed the same
        (f"{CARE} | 2025-01-20 {FOSTER} carer=C1 same_carer=yes | 2025-04-07 {FOSTER} carer=C1", "2025-06-01", 1),
    ],
)
def test_how_many_carers(life: str, asked: str, number: int) -> None:
    assert drift_facts.carers(told(life), day(asked), year_after, frozenset({"respite"})) == number


BEFORE = "2025-01-13 entered-care | 2025-02-03 ppm"


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (CARE, "2025-01-13 entered-care"),
        (BEFORE, "2025-02-03 ppm"),
        (f"{BEFORE} | ~2025-02-10 plan-set plan=adoption", "~2025-02-10 plan-set"),
        *(
            (f"{BEFORE} | 2025-02-10 {kind}{more}", "2025-02-03 ppm")
            for more in ("", " | 2025-02-17 note")
            for kind in ("visit", "review", "note", "worker-changed")
        ),
    ],
)
def test_the_last_step(life: str, expected: str) -> None:
    journey = told(life)
    (care,) = journey.of_kind("entered-care")
    assert said(journey, drift_facts.last_step(journey, care)) == expected


def test_no_step_was_taken_since() -> None:
    journey = told(f"{BEFORE} | 2025-02-10 visit")
    (visit,) = journey.of_kind("visit")
    assert drift_facts.last_step(journey, visit) is None


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-03-31", ("before", "2025-03-01")),
        ("2025-04-01", ("after", "2025-04-01")),
        ("2025-04-30", ("after", "2025-04-01")),
        ("2025-02-28", ("before", "2025-02-28")),
    ],
)
def test_the_present_run_of_a_state(last: str, expected: tuple[str, str]) -> None:
    changes = [day("2025-04-01"), day("2025-03-01"), day("2025-03-15"), day("2025-04-15"), day("2025-06-01")]
    state, since = drift_facts.run_of(
        lambda asked: "after" if asked >= day("2025-04-01") else "before", changes, day(last)
    )
    assert (state, since.isoformat()) == expected
