"""`permtrack drift`, on a record in which a plan moved away from adoption while the placement order stayed."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def permtrack(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    settings = {"PERMTRACK_TODAY": "2026-06-15", "PYTHONPATH": str(ROOT), "PERMTRACK_LEDGER": str(folder / "p.db")}
    settings["COLUMNS"] = ""  # pytest's own workers set it
    return subprocess.run(
        [sys.executable, "-m", "permtrack", *words],
        env={**os.environ, **settings}, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def told(folder: Path) -> None:
    (folder / "events.csv").write_text(
        "ref,dob,kind,on,plan,outcome,basis\n"
        "A1,2023-01-10,entered-care,2025-06-02,,,ico\n"
        "A1,,review,2025-06-24,,,\n"
        "A1,,review,2025-09-22,adoption,,\n"
        "A1,,adm-decision,2025-10-20,,yes,\n"
        "A1,,placement-order,2025-12-01,,,\n"
        "A1,,tracking-meeting,2026-05-12,,,\n"
        "A1,,review,2026-06-01,long-term-fostering,,\n",
        "utf-8",
    )
    assert permtrack(folder, "init", "--tracking-from", "2025-01-01").returncode == 0
    done = permtrack(folder, "import-events", str(folder / "events.csv"))
    assert done.returncode == 0, done.stderr


def test_the_order_against_the_plan_is_red_from_the_day_of_the_plan(tmp_path: Path) -> None:
    told(tmp_path)
    answer = json.loads(permtrack(tmp_path, "drift", "--format", "json").stdout)
    [found] = [alert for alert in answer["alerts"] if alert["alert"] == "order.plan-not-adoption"]
    assert (found["severity"], found["since"], found["tier"]) == ("red", "2026-06-01", "act")
    assert found["child"] == "A1"


def test_new_since_the_last_meeting_leaves_out_what_the_meeting_knew(tmp_path: Path) -> None:
    told(tmp_path)
    new = json.loads(permtrack(tmp_path, "drift", "--new-since", "last-meeting", "--format", "json").stdout)
    assert new["new_since"] == "2026-05-12"
    assert "order.plan-not-adoption" in {alert["alert"] for alert in new["alerts"]}
    assert all(alert["since"] > "2026-05-12" for alert in new["alerts"])
    later = json.loads(permtrack(tmp_path, "drift", "--new-since", "2026-06-01", "--format", "json").stdout)
    assert "order.plan-not-adoption" not in {alert["alert"] for alert in later["alerts"]}


def test_what_began_on_the_day_of_the_meeting_is_new_to_the_next_one_in_the_list_and_in_the_pack(
    tmp_path: Path,
) -> None:
    # The meeting of 1 June changed the plan that day: what it saw was the day before.
    told(tmp_path)
    assert permtrack(tmp_path, "add-event", "A1", "tracking-meeting", "1/6/2026").returncode == 0
    new = json.loads(permtrack(tmp_path, "drift", "--new-since", "last-meeting", "--format", "json").stdout)
    assert new["new_since"] == "2026-06-01"
    assert "order.plan-not-adoption" in {alert["alert"] for alert in new["alerts"]}
    pack = permtrack(tmp_path, "pack", "--meeting", "16/6/2026").stdout
    assert next(line.split("  ")[0] for line in pack.splitlines() if "order.plan-not-adoption" in line) == "RED, new"
    assert permtrack(tmp_path, "add-event", "A1", "tracking-meeting", "2/6/2026").returncode == 0
    seen = json.loads(permtrack(tmp_path, "drift", "--new-since", "last-meeting", "--format", "json").stdout)
    assert "order.plan-not-adoption" not in {alert["alert"] for alert in seen["alerts"]}
    pack = permtrack(tmp_path, "pack", "--meeting", "16/6/2026").stdout
    assert next(line.split("  ")[0] for line in pack.splitlines() if "order.plan-not-adoption" in line) == "RED"


def test_the_table_says_the_reason_and_sums_up(tmp_path: Path) -> None:
    told(tmp_path)
    shown = permtrack(tmp_path, "drift").stdout
    assert "The placement order of 1 Dec 2025 is in force, and the plan recorded on 1 Jun 2026" in shown
    assert "1 children, as at 15 Jun 2026" in shown or "1 child, as at 15 Jun 2026" in shown


def test_without_a_tracking_meeting_there_is_no_last_one(tmp_path: Path) -> None:
    assert permtrack(tmp_path, "init").returncode == 0
    refused = permtrack(tmp_path, "drift", "--new-since", "last-meeting")
    assert refused.returncode == 2
    assert "no tracking meeting is recorded" in refused.stderr


def test_a_waived_alert_is_counted_and_not_listed(tmp_path: Path) -> None:
    told(tmp_path)
    done = permtrack(
        tmp_path, "waive", "A1", "order.plan-not-adoption", "--until", "2026-07-01", "--reason", "being revoked",
        "--authorised-by", "HOS1",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shown = permtrack(tmp_path, "drift").stdout
    assert "order.plan-not-adoption" not in shown
    assert "1 waived" in shown
