"""Every hand-written story of an alert, and what must hold of all alerts on the days of invented lives."""

import os
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from permtrack.app.packaged import vocabulary
from permtrack.domain.findings import Alert
from permtrack.rules.drift import ALERTS, one_line_a_cause, parse_thresholds
from tests.rules.invented_lives import life
from tests.rules.reading_alerts import Family, answer, expected, packaged_thresholds, telling
from tests.rules.reading_cases import TESTS, rows

STORIES = sorted((TESTS / "stories_alerts").glob("*.csv"))


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_a_story_reads_as_told(path: Path) -> None:
    family = Family()
    wrong = []
    for line, row in enumerate(rows(path), start=2):
        if row["event"]:
            family.tell(row)
        if row["alert"]:
            got = answer(family, row)
            if got != expected(row):
                wrong.append(f"line {line}: {row['alert']}: {got}, not {expected(row)}: {row['why']}")
    assert not wrong, "\n".join(wrong)


INVENTED = range(int(os.environ.get("PERMTRACK_LIVES", "24")))
RESTS_ON_DEADLINES = {"plan.missing", "delay.unexplained"}
"""Alerts that ask for a duty as it stands on the day: a review held late moves the days on which it was due before."""


def told(told_rows: list[dict[str, str]], until: date | None = None) -> Family:
    """A family of which everything was told, or only what happened by a day; what could be seen is told in any case."""
    family = Family()
    for row in told_rows:
        always = row["event"].split()[0] in {"child", "tracking", "import"}
        if always or until is None or day_of(row) <= until:
            family.tell(row)
    return family


def day_of(row: dict[str, str]) -> date:
    return date.fromisoformat(row["date"].lstrip("~"))


def invented(seed: int) -> tuple[list[dict[str, str]], list[date]]:
    """The rows of an invented life, each child's record first, and days worth asking about."""
    told_rows = sorted(life(seed), key=lambda row: (not row["event"].startswith("child"), day_of(row)))
    days = sorted({day_of(row) for row in told_rows})
    return told_rows, [*days, *(day + timedelta(days=on) for day in days[::4] for on in (30, 57, 130))]


@pytest.mark.parametrize("seed", INVENTED)
def test_a_day_is_answered_from_what_happened_by_then_and_alike_every_time(seed: int) -> None:
    told_rows, days = invented(seed)
    family = told(told_rows)
    for day in days:
        found = family.alerts(day)
        assert found == family.alerts(day)
        assert found == told(told_rows, until=day).alerts(day), day


@pytest.mark.parametrize("seed", INVENTED)
def test_an_alert_is_there_on_its_first_day_and_not_so_grave_the_day_before(seed: int) -> None:
    told_rows, days = invented(seed)
    family = told(told_rows)
    for day in days:
        for alert in family.alerts(day):
            if alert.alert in ALERTS and alert.alert not in RESTS_ON_DEADLINES:
                assert alert.since <= day, alert
                first = [
                    a for a in family.alerts(alert.since) if (a.alert, a.severity) == (alert.alert, alert.severity)
                ]
                assert first, (day, alert)
                assert all(a.since == alert.since for a in first if a.id == alert.id), (day, alert)
                before = family.alerts(alert.since - timedelta(days=1))
                assert (alert.id, alert.severity) not in [(a.id, a.severity) for a in before], (day, alert)


@pytest.mark.parametrize("seed", INVENTED)
def test_ids_are_told_apart_and_covered_ids_are_findings(seed: int) -> None:
    told_rows, days = invented(seed)
    family = told(told_rows)
    for day in days:
        found = family.alerts(day)
        drifting = [alert.id for alert in found if alert.alert in ALERTS]
        assert len(drifting) == len(set(drifting)), (day, drifting)
        assert all(alert.id not in alert.covers for alert in found)
        covered = [covered for alert in found for covered in alert.covers if covered.split(":")[1] in ALERTS]
        assert {one for one in covered if one.startswith("A1:")} <= set(drifting)


def only(family: Family, alert: str, day: str, of: str = "A1") -> Alert:
    (one,) = [found for found in family.alerts(date.fromisoformat(day), of) if found.alert == alert]
    return one


GAP = """
2024-10-07 | child | dob=2022-01-25
2024-10-07 | entered-care [return] | basis=ico
2025-01-06 | legal-status [return] | status=placement-order
2025-03-31 | import | episodes=2024-04-01..2025-03-31
2025-10-01 | tracking
"""


def test_what_returns_show_counts_to_the_last_day_they_show() -> None:
    family = telling(GAP)
    # 6 Jan + 90 days is 6 Apr 2025, after the last day seen, and no later day says that the child still waits.
    for day in (date(2025, 9, 30), date(2025, 10, 1), date(2026, 9, 30)):
        assert not [a for a in family.alerts(day) if a.alert == "order.no-match"], day


@pytest.mark.parametrize("day", ["2025-06-02", "2025-10-01", "2026-10-01"])
def test_an_alert_true_when_last_seen_says_to_which_day_it_could_be_seen(day: str) -> None:
    family = telling(GAP.replace("2025-01-06", "2024-11-11"))
    found = only(family, "order.no-match", day)
    assert (found.severity, found.since) == ("amber", date(2025, 3, 12))
    assert found.sentence.startswith(
        "As far as could be seen, to 31 Mar 2025: Authority to place since 11 Nov 2024 (140 days) and not placed; "
        "no match is recorded, and returns cannot show one."
    )


def test_an_open_order_says_to_which_day_it_could_be_seen() -> None:
    family = telling(
        GAP
        + "2024-11-04 | adm-decision [return] | outcome=yes\n2025-02-03 | adm-decision-reversed [return] | reason=RD2"
    )
    family.told["A1"].tell("", "import", {"placed_for_adoption": "2024-04-01..2025-03-31"})
    assert only(family, "return.order-open", "2025-03-31").sentence.startswith(
        "The decision was reversed on 3 Feb 2025"
    )
    found = only(family, "return.order-open", "2025-10-01")
    assert found.sentence.startswith("As far as could be seen, to 31 Mar 2025: The decision was reversed on 3 Feb 2025")


def test_what_is_known_only_as_on_or_before_is_at_least_so_long_ago() -> None:
    family = telling("""
        2024-01-08 | child | dob=2022-01-25
        ~2024-01-08 | entered-care | basis=s20
    """)
    found = only(family, "section20.drift", "2024-04-30")
    assert found.since == date(2024, 4, 30)
    assert "since 8 Jan 2024 or earlier (at least 113 days)" in found.sentence


DENIED = """
2024-03-04 | child | dob=2021-07-19
2024-03-04 | entered-care | basis=ico
2024-06-25 | review | plan=adoption
2024-07-01 | adm-decision | outcome=yes
2024-09-02 | placement-order
2025-01-20 | plan-set [id=P1] | plan=long-term-fostering
"""


def test_one_change_of_plan_gives_one_line_the_gravest() -> None:
    family = telling(DENIED)
    order = only(family, "order.plan-not-adoption", "2025-02-04")
    decision = only(family, "decision.not-reversed", "2025-02-04")
    review = only(family, "plan.changed-without-review", "2025-02-04")
    assert order.id == "A1:order.plan-not-adoption:P1"
    assert order.covers == (decision.id, review.id)
    assert decision.covers == review.covers == ()


def test_a_contradiction_joins_the_line_of_its_cause() -> None:
    family = telling(DENIED + "2025-02-10 | adm-decision-reversed [id=R1] | reason=RD3")
    found = one_line_a_cause(family.alerts(date(2025, 2, 10)), packaged_thresholds())
    (first,) = [alert for alert in found if "A1:return.order-open:R1" in alert.covers]
    assert first.id == "A1:order.plan-not-adoption:P1"


def test_an_alert_names_the_deadlines_that_say_the_same() -> None:
    family = telling(DENIED.replace("2025-01-20 | plan-set [id=P1] | plan=long-term-fostering", ""))
    found = only(family, "order.no-match", "2025-01-02")
    assert {covered.split(":")[1] for covered in found.covers} >= {"match.six-months"}
    running = [deadline for deadline in found.covers if deadline.startswith("A1:benchmark.placement-order-to-match:")]
    assert len(running) == 1


def test_brothers_and_sisters_are_listed_once_for_the_group() -> None:
    family = telling("""
        2025-01-13 | child | dob=2021-07-19; sibling_group=G7
        2025-01-13 | entered-care | basis=ico
        2025-01-13 | child [of=B2] | dob=2019-08-08; sibling_group=G7
        2025-01-13 | entered-care [of=B2] | basis=ico
        2025-02-06 | review | plan=adoption
        2025-05-12 | plan-set [of=B2] | plan=long-term-fostering
    """)
    first, second = (only(family, "siblings.diverge", "2025-05-20", of=child) for child in ("A1", "B2"))
    assert first.covers == (second.id,)
    assert second.covers == ()
    assert "G7" in first.sentence
    assert "B2" not in first.sentence


def test_a_child_whose_remand_ends_is_of_concern_from_then() -> None:
    family = telling("""
        2025-01-13 | child | dob=2012-05-10; tracked=yes
        2025-01-13 | entered-care | basis=remand
        2025-06-02 | legal-status | status=ico
        2025-06-02 | note | note=x
    """)
    assert only(family, "silent", "2025-07-28").since == date(2025, 7, 28)


def test_every_alert_has_a_story_that_raises_it_and_one_that_does_not() -> None:
    asked = {(row["alert"], row["severity"] == "absent") for path in STORIES for row in rows(path) if row["alert"]}
    assert {(name, absent) for name in ALERTS for absent in (True, False)} <= asked


def test_an_alert_that_is_not_asked_for_want_of_events_would_have_found_nothing() -> None:
    data = packaged_thresholds()
    asking = replace(data, alerts={name: replace(alert, needs=()) for name, alert in data.alerts.items()})
    assert sum(bool(alert.needs) for alert in data.alerts.values()) > 20
    lives = [[row for row in rows(path) if row["event"]] for path in STORIES] + [life(seed) for seed in INVENTED[:6]]
    fired = set()
    for told_rows in lives:
        family = told(told_rows)
        for day in {day_of(row) + timedelta(days=on) for row in told_rows for on in (0, 200)}:
            family.thresholds = data
            found = family.alerts(day)
            family.thresholds = asking
            assert found == family.alerts(day), day
            fired |= {alert.alert for alert in found}
    assert {name for name, alert in data.alerts.items() if alert.needs} - fired == {"ppm.chair"}


def test_every_alert_is_data() -> None:
    assert {*ALERTS, "return.order-open"} == set(packaged_thresholds().alerts)


def test_local_policy_changes_a_single_number() -> None:
    family = Family()
    family.tell({"date": "2025-01-13", "event": "child", "details": "dob=2021-07-19"})
    family.tell({"date": "2025-01-13", "event": "entered-care", "details": "basis=ico"})
    family.thresholds = packaged_thresholds().with_policy("silent", {"weeks": 6}, since=date(2025, 1, 1))
    assert [a.since for a in family.alerts(date(2025, 3, 1)) if a.alert == "silent"] == [date(2025, 2, 24)]
    assert packaged_thresholds()["silent"].numbers == {"weeks": 8}


@pytest.mark.parametrize(
    ("alert", "numbers", "said"),
    [
        ("silence", {"weeks": 6}, "there is no alert 'silence'"),
        ("silent", {"days": 6}, "days mean nothing; it has weeks"),
        ("silent", {"weeks": 0}, "weeks is a whole number from 1, not 0"),
        ("consent.return", {"days": 20}, "days cannot be changed locally"),
        ("ppm.chair", {"chairs": "TM"}, "chairs is a list of texts, not 'TM'"),
    ],
)
def test_a_policy_that_means_nothing_is_refused(alert: str, numbers: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        packaged_thresholds().with_policy(alert, numbers, since=date(2025, 1, 1))


GOOD = '[alert."silent"]\ntitle = "Nothing recorded"\nseverity = "amber"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + "color = 1", "alert silent: words that mean nothing: color"),
        (GOOD + "numbers = { fortnights = 3 }", "fortnights is no number of an alert"),
        (GOOD + "numbers = { weeks = true }", "weeks is a whole number from 1, not True"),
        (GOOD + 'tier = "act"', "an alert that is not local policy needs checked"),
        (GOOD + 'needs = ["pm"]', "alert silent: there are no events of the kind pm"),
        (GOOD + 'seen-by = ["ppm"]', "no return shows events of the kind ppm"),
        (GOOD.replace("amber", "orange"), "'orange' is not a valid Severity"),
        ("[alerts]\n", "alerts: words that mean nothing: alerts"),
    ],
)
def test_alerts_that_are_written_wrongly_are_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        parse_thresholds(text, vocabulary().kinds)
