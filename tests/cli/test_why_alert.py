"""`permtrack why REF ALERT`: on whose authority an alert stands, what it counts from, and what could change it."""

import json
from pathlib import Path

import pytest

from tests.cli.hand_written import Pen
from tests.cli.running import in_this_process

NUMBERED = """\
[alert."order.no-match"]
days = 60
"""


@pytest.fixture
def waiting(tmp_path: Path) -> Path:
    """A child with a placement order, the third event, and a search that nothing is recorded of."""
    pen = Pen(tmp_path / "permtrack.db")
    pen.opens("N1", dob="2024-01-01")
    pen.writes("entered-care", "2025-03-03", basis="ico")
    pen.writes("placement-order", "2025-09-01")
    return pen.path


def told(ledger: Path, alert: str) -> dict[str, str]:
    answer = in_this_process("why", "N1", alert, "--ledger", str(ledger), "--as-at", "2026-03-31", "--format", "json")
    assert answer.code == 0, answer.err
    lines = json.loads(answer.out)["lines"]
    assert len(lines) <= 12
    return {line["heading"]: line["sentence"] for line in lines}


def test_an_alert_names_its_authority_its_event_its_numbers_and_what_could_change_it(waiting):
    said = told(waiting, "order.no-match")
    # 1 September 2025 and 121 days: 29 days to the end of the month, 31, 30, 31 are 121.
    assert said["Since"] == "31 Dec 2025, AMBER"
    assert said["Starts from"].startswith("Placement order made on 1 Sep 2025 (#4, ")
    assert said["Numbers"] == "90 days; amber: 121 days (fixed)"
    assert said["Authority"] == (
        "DfE adoption scorecard A2: national average, no child's own deadline; known from secondary sources; the words "
        "were not read"
    )
    assert said["Source"].startswith("https://www.gov.uk/government/news/adoption-scorecards")
    assert said["Could change it"] == (
        "Placed for adoption; Legal status changed; Ceased to be looked after; Adoption order made"
    )
    assert said["Local policy"] == "none; the numbers are the default ones"


def test_a_local_number_is_called_local(waiting, tmp_path):
    policy = tmp_path / "policy.toml"
    policy.write_text(NUMBERED, "utf-8")
    applied = ("policy", "apply", str(policy), "--from", "1/1/2026", "--reason", "x", "--ledger", str(waiting))
    assert in_this_process(*applied).code == 0
    said = told(waiting, "order.no-match")
    assert said["Numbers"] == "60 days; amber: 121 days (fixed)"
    assert said["Local policy"] == "the numbers hold from 1 Jan 2026 by local policy"


def test_an_alert_of_local_practice_claims_no_law(waiting):
    said = told(waiting, "silent")
    assert said["Authority"] == "local practice, not law"
    assert "Source" not in said
