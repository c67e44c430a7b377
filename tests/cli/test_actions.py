"""`permtrack actions`: what meetings agreed. Every day and count is worked out in the comments of tests/cli/meetings.py."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.meetings import write_meetings
from tests.cli.running import TODAY, in_this_process

LAST_LINE = (
    "5 open: 2 overdue, 1 due today, 1 due later, 1 without a due day; 2 carried over; 2 children, as at 31 Mar 2026"
)
ANSWER_AT_120 = f"""\
Owner FF1
Action  Child     Due          State             Agreed                              What was agreed
#5      M-1 (KL)  30 Mar 2026  OVERDUE by 1 day  15 Jan 2026                         Ask for the birth certificate
                                                 carried over 3 times
#15     M-1 (KL)  14 Apr 2026  due in 14 days    10 Mar 2026, selection-meeting #14  Tell family F2
                                                 1 meeting of another kind since

Owner SW1
Action  Child     Due          State               Agreed                            What was agreed
#4      M-1 (KL)  27 Feb 2026  OVERDUE by 32 days  12 Jan 2026, ppm #3               Chase the medical
                                                   carried over 2 times
#13     M-1 (KL)  31 Mar 2026  DUE TODAY           3 Mar 2026, tracking-meeting #12  Book the panel
                                                   1 meeting of another kind since

No owner
Action  Child     Due  State       Agreed                            What was agreed
#9      M-1 (KL)       no due day  2 Feb 2026, review #8             Explain the plan to the school
                                   3 meetings of another kind since

{LAST_LINE}
"""
ANSWER_AT_60 = """\
Owner FF1
Action            What was agreed
#5 M-1 (KL)       Ask for the birth certificate
due 30 Mar 2026   agreed 15 Jan 2026
OVERDUE by 1 day  carried over 3 times

#15 M-1 (KL)      Tell family F2
due 14 Apr 2026   agreed 10 Mar 2026, selection-meeting #14
due in 14 days    1 meeting of another kind since

Owner SW1
Action              What was agreed
#4 M-1 (KL)         Chase the medical
due 27 Feb 2026     agreed 12 Jan 2026, ppm #3
OVERDUE by 32 days  carried over 2 times

#13 M-1 (KL)        Book the panel
due 31 Mar 2026     agreed 3 Mar 2026, tracking-meeting #12
DUE TODAY           1 meeting of another kind since

No owner
Action       What was agreed
#9 M-1 (KL)  Explain the plan to the school
no due day   agreed 2 Feb 2026, review #8
             3 meetings of another kind since

5 open: 2 overdue, 1 due today, 1 due later, 1 without a due
day; 2 carried over; 2 children, as at 31 Mar 2026
"""


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PERMTRACK_TODAY", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="module")
def meetings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("meetings") / "meetings.db"
    write_meetings(path)
    return path


def asked(ledger: Path, *words: str) -> str:
    ran = in_this_process("actions", "--ledger", str(ledger), "--as-at", TODAY, *words)
    assert ran.code == 0, ran.err
    return ran.out


def listed(ledger: Path, *words: str) -> list[dict[str, object]]:
    return json.loads(asked(ledger, *words, "--format", "json"))["actions"]


def test_the_open_actions_by_owner_the_worst_first(meetings, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    assert asked(meetings) == ANSWER_AT_120


def test_the_same_on_a_narrow_screen(meetings, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    assert asked(meetings) == ANSWER_AT_60


def test_no_line_is_wider_than_the_screen(meetings, monkeypatch):
    for width in (60, 80, 100, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        assert max(len(line) for line in asked(meetings, "--all").splitlines()) <= width


def test_what_is_done_or_cancelled_is_listed_with_its_day_when_asked_for(meetings):
    ended = [action for action in listed(meetings, "--all") if action["ended_on"]]
    assert [(a["number"], a["state"], a["ended_on"], a["days"]) for a in ended] == [
        (7, "done", "2026-02-03", None),
        (20, "cancelled", "2026-03-26", None),
    ]
    assert "1 done, 1 cancelled; 2 children" in asked(meetings, "--all")
    assert "done 3 Feb 2026" in asked(meetings, "--all")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["--owner", "ff1"], [5, 15]),
        (["--worker", "SW1"], [5, 15, 4, 13, 9]),
        (["--authority", "wendlebury"], [5, 15, 4, 13, 9]),
        (["M/2", "--all"], [20]),
        (["KL", "--owner", "SW1"], [4, 13]),
        # What had not happened by then is not known: neither the third planning meeting nor the tracking meeting.
        (["--as-at", "2/2/2026", "--owner", "FF1"], [7, 5]),
    ],
)
def test_only_what_is_asked_for(meetings, words, numbers):
    assert [action["number"] for action in listed(meetings, *words)] == numbers


def test_an_empty_list_says_what_was_searched(meetings):
    assert asked(meetings, "--owner", "nobody").splitlines()[0] == "No action is open. Searched: owner nobody"


def test_the_sheet_has_a_row_an_action(meetings):
    rows = list(csv.DictReader(io.StringIO(asked(meetings, "--format", "csv"))))
    assert [(r["number"], r["owner"], r["meeting_kind"], r["days"], r["carried_over"]) for r in rows] == [
        ("5", "FF1", "", "-1", "3"),
        ("15", "FF1", "selection-meeting", "14", "0"),
        ("4", "SW1", "ppm", "-32", "2"),
        ("13", "sw1", "tracking-meeting", "0", "0"),
        ("9", "", "review", "", "0"),
    ]


def test_the_actions_of_the_list_are_those_that_due_and_drift_speak_of(meetings):
    due = in_this_process("due", "--rule", "action", "--ledger", str(meetings), "--as-at", TODAY, "--format", "json")
    told = {(d["child"], d["due_on"]) for d in json.loads(due.out)["deadlines"]}
    assert told == {(a["child"], a["due_on"]) for a in listed(meetings) if a["due_on"]}
    drift = in_this_process("drift", "--ledger", str(meetings), "--as-at", TODAY, "--format", "json")
    rolled = [a["sentence"] for a in json.loads(drift.out)["alerts"] if a["alert"] == "action.rolled"]
    # Of planning and tracking meetings together, three have followed each.
    assert rolled == [
        "An action agreed on 12 Jan 2026 (for SW1, due on 27 Feb 2026) is still open after 3 meetings.",
        "An action agreed on 15 Jan 2026 (for FF1, due on 30 Mar 2026) is still open after 3 meetings.",
        "An action agreed on 2 Feb 2026 is still open after 3 meetings.",
    ]


def test_an_action_without_a_due_day_says_nothing_of_the_others_days(meetings):
    asked_of = ("--ledger", str(meetings), "--as-at", TODAY, "--format", "json")
    alerts = json.loads(in_this_process("drift", *asked_of).out)["alerts"]
    covered = {a["sentence"].partition(" (")[0]: len(a["covers"]) for a in alerts if a["alert"] == "action.rolled"}
    assert covered == {
        "An action agreed on 12 Jan 2026": 1,
        "An action agreed on 15 Jan 2026": 1,
        "An action agreed on 2 Feb 2026 is still open after 3 meetings.": 0,
    }
