"""Each hostile input through every door of the command line: kept exactly as promised, or refused as promised."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from tests.app.desk import Desk
from tests.cli.corpus import LEFT_OUT, NAMED, Entry, entries, value_of
from tests.cli.running import Ran, environment, in_this_process, permtrack


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERMTRACK_TODAY", "2026-11-21")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Child 1 with an agreed action, #3."""
    desk = Desk(tmp_path)
    desk.add_child("1", dob="1/1/2024")
    desk.add_event("action", ref="1", action="x")
    return desk


def run(desk: Desk, *args: str) -> Ran:
    return in_this_process(*args, "--ledger", str(desk.path))


def recorded(desk: Desk) -> list[dict[str, object]]:
    events = json.loads(run(desk, "export", "events", "--format", "json").out)["events"]
    return [event["fields"] | ({"note": event["note"]} if event["note"] is not None else {}) for event in events]


def test_the_whole_corpus_is_at_hand() -> None:
    if not NAMED:
        pytest.skip(LEFT_OUT)
    assert len(entries("text")) > 185
    assert len(entries("date")) > 80


def named(field: str) -> pytest.MarkDecorator:
    found = entries(field)
    return pytest.mark.parametrize("entry", found, ids=[entry["id"] for entry in found])


def doors(value: str) -> list[tuple[str, list[str]]]:
    """Every way in for a text, with the field that it ends in."""
    return [
        ("note", ["add-event", "1", "note", "--note", value]),
        ("action", ["add-event", "1", "ppm", "--action", f"{value}; AB; 1/12/2026"]),
        ("owner", ["add-event", "1", "action", "--set", "action=x", "--set", f"owner={value}"]),
        ("decision", ["add-event", "1", "tracking-meeting", "--set", f"decision={value}"]),
        ("reasons", ["add-event", "1", "selection", "--reason", value]),
        ("set.note", ["correct", "3", "--set", f"note={value}", "--reason", "x"]),
        ("reason", ["waive", "1", "review.next", "--until", "1/1/2027", "--reason", value, "--authorised-by", "TM"]),
        ("reason", ["void", "3", "--reason", value]),
    ]


@named("text")
def test_a_text_typed(entry: Entry, desk: Desk) -> None:
    expected, value = entry["expect"], value_of(entry)
    for field, typed in doors(value):
        before = desk.path.read_bytes()
        ran = run(desk, *typed)
        if expected["input"] == "refuse":
            assert (ran.code, ran.out) == (expected["exit"], ""), typed
            assert expected["error_says"] in ran.err
            assert len(ran.err.splitlines()) <= 2
            assert desk.path.read_bytes() == before
        else:
            assert ran.code == 0, (typed, ran.err)
            told = [event for event in recorded(desk) if expected["stored"] in event.values()]
            assert any(event.get(field) == expected["stored"] for event in told), typed


@named("text")
def test_a_text_in_a_sheet(entry: Entry, desk: Desk, tmp_path: Path) -> None:
    expected, value = entry["expect"], value_of(entry)
    page = io.StringIO()
    csv.writer(page).writerows(
        [["ref", "kind", "on", "note"], ["1", "note", "2026-11-02", value], ["1", "visit", "2026-11-03", ""]]
    )
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes(page.getvalue().encode("utf-8", "surrogatepass"))
    before = desk.path.read_bytes()
    ran = run(desk, "import-events", str(sheet))
    if expected["input"] == "refuse":
        assert ran.code == 2
        assert desk.path.read_bytes() == before
        # Half a surrogate pair is no UTF-8: such a file is refused as a whole.
        is_text = not any(0xD800 <= ord(character) < 0xE000 for character in value)
        assert (f"sheet.csv:2: note {expected['error_says']}" if is_text else "line 2 is not utf-8") in ran.err
    else:
        assert ran.code == 0, ran.err
        # One apostrophe before what would count is Excel's mark of a text, and comes off.
        stored = expected["stored"][1:] if value.startswith("'=") else expected["stored"]
        assert any(event.get("note") == stored for event in recorded(desk))


@named("date")
def test_a_day_typed(entry: Entry, desk: Desk) -> None:
    expected, value = entry["expect"], value_of(entry)
    before = desk.path.read_bytes()
    ran = run(desk, "add-event", "1", "note", value, "--note", "x")
    if expected["input"] == "refuse":
        assert (ran.code, ran.out) == (2, "")
        assert len(ran.err.splitlines()) <= 2
        assert desk.path.read_bytes() == before
    else:
        assert ran.code == 0, ran.err
        assert expected["shown"] in ran.out
        assert expected["iso"] in run(desk, "export", "events", "--format", "json").out


@named("date")
def test_a_day_in_a_sheet(entry: Entry, desk: Desk, tmp_path: Path) -> None:
    expected, value = entry["expect"], value_of(entry)
    page = io.StringIO()
    csv.writer(page).writerows([["ref", "kind", "on", "note"], ["1", "note", value, "x"]])
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes(page.getvalue().encode())
    before = desk.path.read_bytes()
    ran = run(desk, "import-events", str(sheet))
    if expected["input"] == "refuse":
        assert ran.code == 2
        assert "sheet.csv:2: on" in ran.err or "\0" in value  # no text file at all
        assert desk.path.read_bytes() == before
    else:
        assert ran.code == 0, ran.err
        assert expected["iso"] in run(desk, "export", "events", "--format", "json").out


@named("env")
@pytest.mark.skipif(os.name == "nt", reason="POSIX settings")
def test_a_setting(entry: Entry, desk: Desk, tmp_path: Path) -> None:
    desk.add_event("note", ref="1", note="\u0141ukasz")
    settings = environment(PERMTRACK_TODAY="2026-11-21", **entry["env"])
    for command in (["due"], ["timeline", "1"], ["add-event", "1", "visit"]):
        ran = permtrack(*command, "--ledger", str(desk.path), env=settings)
        assert ran.code == 0, ran.err
        assert "\x1b" not in ran.out + ran.err
    if "PERMTRACK_LEDGER" in entry["env"]:
        ran = permtrack("due", env=settings, cwd=tmp_path)
        assert ran.code == 4
        assert "named by PERMTRACK_LEDGER" in ran.err
