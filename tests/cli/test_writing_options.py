"""The shared options on commands that write: JSON where it says something, and a plain word about days that are past."""

import json
from pathlib import Path

import pytest

from tests.app.desk import Desk
from tests.cli.running import Ran, in_this_process

ACTING = {
    "add-child": ["2", "--dob", "1/1/2024"],
    "add-event": ["1", "review", "2/2/2026"],
    "done": ["4"],
    "void": ["4", "--reason", "x"],
    "correct": ["4", "--set", "note=x", "--reason", "x"],
    "amend-child": ["1", "--set", "team=North"],
    "waive": ["1", "review.first", "--until", "1/1/2027", "--reason", "x", "--authorised-by", "TM"],
}


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERMTRACK_TODAY", "2026-11-21")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Child 1 in care since Tuesday 6 January 2026, with an agreed action, #4."""
    desk = Desk(tmp_path)
    desk.add_child("1", dob="1/1/2024", care="6/1/2026")
    desk.add_event("action", ref="1", action="x")
    return desk


def run(desk: Desk, *args: str) -> Ran:
    return in_this_process("--ledger", str(desk.path), *args)


@pytest.mark.parametrize("name", ACTING)
def test_every_recording_command_answers_as_json_before_and_after_its_name(desk: Desk, name: str) -> None:
    before = run(desk, "--format", "json", name, *ACTING[name], "--dry-run")
    after = run(desk, name, *ACTING[name], "--dry-run", "--format=json")
    told = json.loads(after.out)
    assert (before.code, after.code) == (0, 0)
    assert told["dry_run"]
    assert told["undo"] is None
    assert [event["number"] for event in told["events"]] == [5]
    assert json.loads(before.out).keys() == told.keys()
    assert "PERMTRACK_TODAY is set" in after.err


def test_json_tells_what_was_written_and_what_it_changed(desk: Desk) -> None:
    """The first review was due on Tuesday 3 February, the second is three months after the first."""
    told = json.loads(run(desk, "add-event", "1", "review", "2/2/2026", "--note", "n", "--format", "json").out)
    (event,) = told["events"]
    assert (event["number"], event["child"], event["kind"], event["on"], event["note"]) == (
        5,
        "1",
        "review",
        "2026-02-02",
        "n",
    )
    assert event["id"] == json.loads(run(desk, "export", "events", "--format", "json").out)["events"][-1]["id"]
    changed = {one["rule"]: (one["change"], one["due_on"], one["met_on"]) for one in told["deadlines"]}
    assert changed["review.first"] == ("met", "2026-02-03", "2026-02-02")
    assert changed["review.second"] == ("new", "2026-05-02", None)
    assert told["undo"] == "permtrack void 5 --reason ..."


@pytest.mark.parametrize(
    "name", [*ACTING, "init", "demo", "verify", "backup", "restore", "import-events", "import-903", "import-minutes"]
)
@pytest.mark.parametrize("option", ["--as-at", "--known-at"])
def test_a_past_day_is_refused_in_a_sentence(desk: Desk, name: str, option: str) -> None:
    words = ACTING.get(name, [str(desk.path.with_name("new"))] if name not in {"init", "demo", "verify"} else [])
    before = desk.path.read_bytes()
    for typed in ([option, "2026-01-01", name, *words], [name, *words, option, "2026-01-01"]):
        ran = run(desk, *typed)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"permtrack: {option} is for the commands that answer about a day")
        assert len(ran.err.splitlines()) == 1
    assert desk.path.read_bytes() == before
    assert [file.name for file in desk.path.parent.iterdir()] == [desk.path.name]


def test_what_keeps_the_file_answers_as_json_too(desk: Desk, tmp_path: Path) -> None:
    def told(*args: str) -> dict[str, object]:
        return dict(json.loads(run(desk, *args, "--format", "json").out))

    head = told("verify")["head"]
    assert told("backup", str(tmp_path / "copy.db"))["head"] == head
    assert told("restore", str(tmp_path / "copy.db"))["head"] == head
    new = tmp_path / "new.db"
    ran = in_this_process("init", "--authority", "Wendlebury", "--ledger", str(new), "--format", "json")
    assert json.loads(ran.out) == {"ledger": str(new), "tracking_from": "2026-11-21", "authority": "Wendlebury"}


def test_an_import_answers_as_json(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("ref,kind,on\n1,visit,1/2/2026\n9,visit,1/2/2026\n", "utf-8")
    refused = run(desk, "import-events", str(tmp_path / "e.csv"), "--format", "json")
    told = json.loads(refused.out)
    assert (refused.code, told["written"], told["refused"]) == (2, False, True)
    assert [(row["line"], row["field"]) for row in told["refusals"]] == [(3, "ref")]
    taken = json.loads(run(desk, "import-events", str(tmp_path / "e.csv"), "--format", "json", "--skip-bad-rows").out)
    assert (taken["written"], taken["events_added"]) == (True, 1)
    assert taken["rows"]["events"] == {
        "imported": 1,
        "already there": 0,
        "differs": 0,
        "superseded": 0,
        "not needed": 0,
        "refused": 1,
    }


def test_what_speaks_to_people_alone_says_so(desk: Desk) -> None:
    ran = run(desk, "demo", "--format", "json")
    assert (ran.code, ran.out) == (2, "")
    assert "--format cannot be 'json'; one of: table" in ran.err
