"""One child on one page, as people and scripts ask for it."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from permtrack.app.child_page import page_of
from permtrack.app.finding_children import known_children
from permtrack.app.looking import Question
from permtrack.app.packaged import vocabulary
from permtrack.cli.output import drawn
from permtrack.domain.alert_lines import AlertLine
from permtrack.domain.findings import Severity
from permtrack.ledger.store import open_ledger
from permtrack.render.child import child_parts
from permtrack.render.screen import Screen
from tests.app.desk import Desk
from tests.cli.running import environment, permtrack

LONGEST = {"80": 41, "120": 38}
"""A usual screen has some forty lines."""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    desk = Desk(tmp_path_factory.mktemp("page"))
    desk.add_child("0001", dob="12/3/2024", care="6/1/2026", basis="ico", sibling_group="G1", worker="AB")
    desk.add_child("0002", dob="1/9/2022", care="6/1/2026", basis="ico", sibling_group="G1")
    desk.add_event("placement", "6/1/2026", type="foster", carer="C1")
    desk.add_event("review", "2/2/2026", plan="adoption", parallel="sgo")
    desk.add_event("siblings", "9/2/2026", outcome="together")
    desk.add_event("ep-considered", "9/2/2026", outcome="no", reason="Placed already.")
    desk.add_event("adm-decision", "20/3/2026")
    desk.add_event("placement-order", "20/4/2026")
    desk.add_event("ff", "4/5/2026", channel="in-house")
    desk.add_event("tracking", "5/5/2026", chair="HOS", actions=("Profile on Link Maker; FF; 19/5/2026",))
    desk.add_event("delay", "5/5/2026", reason="health", whose="authority", until="30/6/2026")
    desk.add_event(
        "tracking", "2/6/2026", chair="HOS", decision="Widen the search now.", actions=("Widen; FF; 9/6/2026",)
    )
    desk.add_event("widen", "8/6/2026")
    desk.done(str(desk.standing("action-agreed")[-1].number), "9/6/2026")
    return desk.path


def shown(ledger: Path, *asked: str, width: str = "80") -> list[str]:
    ran = permtrack("--ledger", str(ledger), "child", *asked, env=environment(COLUMNS=width))
    assert (ran.code, ran.err) == (0, "")
    return ran.out.splitlines()


def page(ledger: Path, *asked: str) -> dict:
    ran = permtrack("--ledger", str(ledger), "child", *asked, "--format", "json", env=environment())
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)["page"]


def test_the_page_says_where_the_child_stands(ledger):
    # From 6 January: 25 days of January, 28, 31, 30, 31 and 15 of June.
    lines = shown(ledger, "0001", "--as-at", "15/6/2026", "--full")
    for line in (
        "0001: born 12 Mar 2024, 2y 3m old",
        "Care: since 6 Jan 2026, 5 months (160 days); 1 placement, 0 moves",
        "Status and home: placement-order since 20 Apr 2026; foster since 6 Jan 2026",
        "Early permanence: considered 9 Feb 2026, no",
        "Brothers, sisters: group G1 with 0002; together, decided 9 Feb 2026",
        "Age when: entered care 1y 9m, decision 2y 0m, order 2y 1m",
        "Entry to plan at a review    6 Jan 2026   2 Feb 2026   27",
        "Plan to decision             2 Feb 2026   20 Mar 2026  46",
        "Decision to placement order  20 Mar 2026  20 Apr 2026  31",
        "Order to placing             20 Apr 2026  now          56 so far",
        "Last family-finding step: 8 Jun 2026 (7 days before)",
        "Last meeting: tracking meeting 2 Jun 2026, chair HOS: Widen the search now.",
        "Delay (authority): health, until 30 Jun 2026; recorded 5 May 2026",
    ):
        assert line in lines
    said = " ".join(" ".join(lines).split())
    assert "ratified at the review of 2 Feb 2026; parallel special-guardianship" in said
    assert "in-house 4 May 2026; decision to widen 8 Jun 2026; 0 links open" in said
    actions = "\n".join(shown(ledger, "0001", "--as-at", "15/6/2026", "--full", width="120"))
    assert "#14     Profile on Link Maker  FF     19 May 2026  OVERDUE by 27 days, carried 1 time" in actions


def test_one_screen_says_the_same_in_fewer_lines(ledger):
    lines = shown(ledger, "0001", "--as-at", "15/6/2026")
    assert len(lines) <= LONGEST["80"]
    said = " ".join(" ".join(lines).split())
    for facts in (
        "Care: since 6 Jan 2026, 5 months (160 days); 1 placement, 0 moves",
        "Early permanence: considered 9 Feb 2026, no",
        "Days in each stage: to plan 27, to decision 46, to placement order 31, to placing 56 so far",
        "Last meeting: tracking meeting 2 Jun 2026, chair HOS: Widen the search now.",
        "Delay (authority): health, until 30 Jun 2026; recorded 5 May 2026",
        "As at: 15 Jun 2026",
    ):
        assert facts in said
    assert lines[-1].startswith("Decision today: ____")
    assert lines[-1].endswith("____")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    assert permtrack("demo", cwd=folder).code == 0
    return folder / "permtrack-demo" / "permtrack.db"


@pytest.mark.parametrize("width", LONGEST)
def test_every_child_of_the_sample_fits_a_screen_and_no_alert_or_overdue_duty_is_lost(sample, width):
    question = Question(as_at=date(2026, 6, 15))
    with open_ledger(sample) as ledger:
        pages = [page_of(ledger, question, one.ref) for one in known_children(ledger, question)]
    assert len(pages) == 45
    on = Screen(width=int(width))
    for page in pages:
        lines = drawn(child_parts(page, vocabulary(), on), on).splitlines()
        said = " ".join(" ".join(lines).split())
        ref = page.situation.child.ref
        assert len(lines) <= LONGEST[width], ref
        for line in (*page.next.alert_lines, *(AlertLine(alert=a) for one in page.next.lines for a in one.alerts)):
            assert line.alert.alert in said, ref
            if line.alert.severity is Severity.RED:
                assert line.alert.sentence in said, ref
        left_out = re.search(r"Not shown: [0-9]+ deadlines? \(([0-9]+) overdue\)", said)
        shown_overdue = sum(1 for line in lines if re.match(r"[0-9]+ [A-Z][a-z]{2} [0-9]{4} +OVERDUE", line))
        assert shown_overdue + (int(left_out[1]) if left_out else 0) == page.next.counts.overdue, ref


def test_in_full_nothing_is_left_out(sample):
    lines = permtrack("--ledger", str(sample), "child", "000641", "--full", env=environment(COLUMNS="80")).out
    assert "Not shown" not in lines
    assert "By name only" not in lines
    assert "siblings.undecided: The plan is adoption" in " ".join(lines.split())


def test_the_page_as_it_was_before_the_last_meeting(ledger):
    lines = shown(ledger, "0001", "--as-at", "1/6/2026")
    said = " ".join(" ".join(lines).split())
    assert "Last meeting: tracking meeting 5 May 2026, chair HOS; no decision recorded" in said
    assert "Since the meeting: nothing recorded" in said
    assert "decision to widen" not in said


def test_json_holds_the_whole_page(ledger):
    found = page(ledger, "0001", "--as-at", "15/6/2026")
    assert [(one["stage"], one["days"], one["current"]) for one in found["stages"]] == [
        ("entry-to-plan", 27, False),
        ("plan-to-decision", 46, False),
        ("decision-to-order", 31, False),
        ("order-to-placement", 56, True),
        ("placement-to-adoption", None, False),
    ]
    assert found["care"] == {
        "started_on": "2026-01-06",
        "exact": True,
        "ended_on": None,
        "ended_by": None,
        "days": 160,
        "months": 5,
        "placements": 1,
        "moves": 0,
    }
    assert found["plan"] == {
        "primary": "adoption",
        "parallel": ["special-guardianship"],
        "since": "2026-02-02",
        "ratified_on": "2026-02-02",
    }
    assert found["siblings"]["others"] == ["0002"]
    assert found["last_meeting"]["decision"] == "Widen the search now."
    assert [(one["text"], one["state"], one["carried"]) for one in found["actions"]] == [
        ("Profile on Link Maker", "overdue", 1),
        ("Widen", "done", 0),
    ]
    assert [one["kind"] for one in found["since_last_meeting"]] == ["search-widened", "action-done"]
    assert found["delays"] == [
        {
            "reason": "health",
            "whose": "authority",
            "since": "2026-05-05",
            "until": "2026-06-30",
            "rule": None,
            "is_over": False,
        }
    ]
    assert [row["name"] for row in found["picture"]["rows"]] == [
        "Care", "Lives", "Status", "Plan", "Meetings", "Steps", "Duties",
    ]  # fmt: skip


def test_the_fields_there_were_before_stay(ledger):
    ran = permtrack("--ledger", str(ledger), "child", "0001", "--format", "json", env=environment())
    answer = json.loads(ran.out)
    assert list(answer) == ["as_at", "child", "deadlines", "alerts", "last_events", "page"]


@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_no_line_is_wider_than_the_screen(ledger, width):
    assert max(len(line) for line in shown(ledger, "0001", "--as-at", "15/6/2026", width=width)) <= int(width)


def test_another_childs_events_are_not_on_the_page(ledger):
    said = "\n".join(shown(ledger, "0002", "--as-at", "15/6/2026"))
    assert "0001" in said
    assert "Widen" not in said
