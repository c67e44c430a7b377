"""Every hand-written story of an alert, and what must hold of all alerts on the days of invented lives."""

import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from permtrack.rules.drift import ALERTS, parse_thresholds
from tests.rules.invented_lives import life
from tests.rules.reading_alerts import Family, answer, expected, packaged_thresholds
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


def test_every_alert_has_a_story_that_raises_it_and_one_that_does_not() -> None:
    asked = {(row["alert"], row["severity"] == "absent") for path in STORIES for row in rows(path) if row["alert"]}
    assert {(name, absent) for name in ALERTS for absent in (True, False)} <= asked


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
        (GOOD + 'seen-by = ["ppm"]', "no return shows events of the kind ppm"),
        (GOOD.replace("amber", "orange"), "'orange' is not a valid Severity"),
        ("[alerts]\n", "alerts: words that mean nothing: alerts"),
    ],
)
def test_alerts_that_are_written_wrongly_are_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        parse_thresholds(text)
