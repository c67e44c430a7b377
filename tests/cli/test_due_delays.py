"""Reasons for delay beside what is overdue, and `due --delays`: five children whose first review is late.

All became looked after on Monday 4 May 2026. Twenty working days on, Monday 25 May being a holiday, is Tuesday 2 June;
on 15 June that is thirteen days ago. Nothing else of theirs is overdue then.
"""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.running import Ran, environment, permtrack

SHEET = """ref,dob,team,kind,on,basis,reason,whose,until,rule
N1,2020-03-01,North,entered-care,2026-05-04,s20,,,,
C1,2020-03-01,North,entered-care,2026-05-04,s20,,,,
F1,2020-03-01,South,entered-care,2026-05-04,s20,,,,
P1,2020-03-01,South,entered-care,2026-05-04,s20,,,,
X1,2020-03-01,South,entered-care,2026-05-04,s20,,,,
C1,,,delay-recorded,2026-06-08,,court-timetable,court,2026-07-31,review.first
F1,,,delay-recorded,2026-06-08,,late-relative,family,2026-06-12,
P1,,,delay-recorded,2026-06-08,,childs-needs,purposeful,2026-08-31,
X1,,,delay-recorded,2026-06-08,,other,,,
"""
IN_ORDER = ["C1", "F1", "P1", "X1", "N1"]


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("late")
    (folder / "events.csv").write_text(SHEET, "utf-8")
    for words in (("init", "--tracking-from", "2026-01-01"), ("import-events", "events.csv")):
        ran = asked(folder, *words)
        assert ran.code == 0, ran.err
    return folder


def asked(folder: Path, *words: str, width: str = "") -> Ran:
    settings = environment(PERMTRACK_TODAY="2026-06-15", **({"COLUMNS": width} if width else {}))
    return permtrack(*words, env=settings, cwd=folder)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_overdue_line_says_the_reason_for_its_delay_or_that_none_is_recorded(late: Path) -> None:
    said = [line for line in asked(late, "due", "--rule", "review.first").out.splitlines() if "OVERDUE" in line]
    assert [line.split("First review; ")[1] for line in said] == [
        "delay (court): court timetable, until 31 Jul 2026",
        "delay (family): late relative, until 12 Jun 2026 (passed)",
        "no reason recorded",
        "purposeful delay: the child's needs, until 31 Aug 2026",
        "delay: other",
    ]


def test_by_whose_delay_with_a_count_of_each_and_no_reason_said_once(late: Path) -> None:
    assert asked(late, "due", "--delays").out.splitlines()[1:] == [
        "5 children, as at 15 Jun 2026",
        "Court's delay: 1 overdue",
        "Child  Due         State               Rule          What",
        "C1     2 Jun 2026  OVERDUE by 13 days  review.first  First review; delay (court): court timetable, until 31 Jul 2026",
        "",
        "Family's delay: 1 overdue",
        "Child  Due         State               Rule          What",
        "F1     2 Jun 2026  OVERDUE by 13 days  review.first  First review; delay (family): late relative, until 12 Jun 2026 (passed)",
        "",
        "Purposeful delay: 1 overdue",
        "Child  Due         State               Rule          What",
        "P1     2 Jun 2026  OVERDUE by 13 days  review.first  First review; purposeful delay: the child's needs, until 31 Aug 2026",
        "",
        "Delay, whose is not said: 1 overdue",
        "Child  Due         State               Rule          What",
        "X1     2 Jun 2026  OVERDUE by 13 days  review.first  First review; delay: other",
        "",
        "No reason recorded: 1 overdue",
        "Child  Due         State               Rule          What",
        "N1     2 Jun 2026  OVERDUE by 13 days  review.first  First review",
        "",
        "Alerts",
        "Child  Since        Alert          What is going wrong",
        "F1     13 Jun 2026  INFO           The delay recorded on 8 Jun 2026 (late relative) was to end by 12 Jun 2026, and no step is recorded since.",
        "                    delay.expired",
        "",
        "5 overdue; 5 children, as at 15 Jun 2026",
    ]


def test_json_and_csv_list_only_what_is_overdue_in_the_same_order(late: Path) -> None:
    answer = json.loads(asked(late, "due", "--delays", "--format", "json").out)
    assert [item["child"] for item in answer["deadlines"]] == IN_ORDER
    assert {item["status"] for item in answer["deadlines"]} == {"overdue"}
    assert [alert["alert"] for alert in answer["alerts"]] == ["delay.expired"]
    sheet = rows(asked(late, "due", "--delays", "--format", "csv").out)
    assert [row["child"] for row in sheet] == IN_ORDER
    assert [(row["delay_reason"], row["delay_whose"], row["delay_on"], row["delay_until"]) for row in sheet] == [
        ("court-timetable", "court", "2026-06-08", "2026-07-31"),
        ("late-relative", "family", "2026-06-08", "2026-06-12"),
        ("childs-needs", "purposeful", "2026-06-08", "2026-08-31"),
        ("other", "", "2026-06-08", ""),
        ("", "", "", ""),
    ]


def test_json_tells_the_delay_of_an_overdue_duty_and_of_no_other(late: Path) -> None:
    answer = json.loads(asked(late, "due", "C1", "N1", "--all", "--format", "json").out)
    delays = {(item["child"], item["status"]): item["delay"] for item in answer["deadlines"]}
    told = delays.pop(("C1", "overdue"))
    events = json.loads(asked(late, "timeline", "C1", "--format", "json").out)["events"]
    assert told == {
        "reason": "court-timetable",
        "whose": "court",
        "on": "2026-06-08",
        "until": "2026-07-31",
        "event": next(event["id"] for event in events if event["kind"] == "delay-recorded"),
    }
    assert len(delays) > 1
    assert set(delays.values()) == {None}


def test_the_screen_of_a_child_says_it_too(late: Path) -> None:
    meant, silent = (" ".join(asked(late, "child", ref).out.split()) for ref in ("P1", "N1"))
    assert "First review (review.first); purposeful delay: the child's needs, until 31 Aug 2026" in meant
    assert "First review (review.first); no reason recorded" in silent


@pytest.mark.parametrize(("width", "lines"), [("60", 3), ("80", 2), ("120", 1)])
def test_that_no_reason_is_recorded_takes_no_line_more_than_the_child_had(late: Path, width: str, lines: int) -> None:
    shown = asked(late, "due", "N1", "--rule", "review.first", width=width).out.splitlines()
    first = next(place for place, line in enumerate(shown) if line.startswith("N1"))
    assert shown[first + lines] == ""
    assert "no reason recorded" in "\n".join(shown[first : first + lines])


def test_filters_choose_among_them_and_another_grouping_is_refused(late: Path) -> None:
    assert "3 of 5 children" in asked(late, "due", "--delays", "--team", "South").out
    limited = asked(late, "due", "--delays", "--limit", "1").out
    assert "Court's delay: 1 overdue" in limited
    assert "4 more; --limit shows the first 1" in limited
    assert "Family's delay" not in limited
    none = asked(late, "due", "--delays", "--rule", "plan.permanence")
    assert "Nothing is overdue, so no delay needs a reason." in none.out
    refused = asked(late, "due", "--delays", "--by", "team")
    assert (refused.code, refused.out) == (2, "")
    assert "--delays lists by whose delay it is; leave --by out" in refused.err
