"""Hostile texts put straight into a ledger, past every check of input, and what each answer makes of them."""

import csv
import io
import json
import os
import unicodedata
from pathlib import Path

import pytest

from permtrack.render.visible import visible
from tests.cli.hand_written import Pen
from tests.cli.letterbox import Letterbox, served
from tests.cli.running import TODAY, environment, permtrack

OWN_SAMPLE = (
    "=1+1",
    "\t=cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\x1b]0;owned\x07\x1b[2J",
    "all well\r\n0 overdue",
    "\u202egnp.exe",
    "\u200bzero",
    "[/b][link=http://x]x[/link]",
    ':smile: "quoted", and a comma',
    "C1 \x9b31m",
    "\uff1d1+1",
)


def texts() -> list[str]:
    found = list(OWN_SAMPLE)
    if "PERMTRACK_TRIAL_DATA" in os.environ:
        corpus = json.loads(Path(os.environ["PERMTRACK_TRIAL_DATA"], "hostile_inputs.json").read_text("utf-8"))
        found += [entry["value"] for entry in corpus["inputs"] if entry["field"] == "text" and entry.get("value")]
    # SQLite holds no half of a surrogate pair.
    return [text for text in dict.fromkeys(found) if not any(0xD800 <= ord(c) < 0xE000 for c in text)]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of one child with every hostile text as the note of an event of its own."""
    path = tmp_path_factory.mktemp("hostile") / "hand.db"
    pen = Pen(path)
    pen.opens("H1", dob="2024-01-01")
    for text in texts():
        pen.writes("note", "2026-03-01", note=text)
    return path


def answered(ledger: Path, *asked: str, **settings: str) -> str:
    ran = permtrack("--ledger", str(ledger), *asked, env=environment(PERMTRACK_TODAY=TODAY, **settings))
    assert ran.code == 0, ran.err
    return ran.out


def test_a_table_neither_obeys_nor_loses_a_text(hostile):
    page = answered(hostile, "timeline", "H1")
    assert not [c for c in page if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]
    rows = page.splitlines()[2:]
    for text, row in zip(texts(), rows, strict=False):
        assert " ".join(visible(text).split()) in " ".join(row.split())


def test_json_gives_every_text_back_exactly(hostile):
    page = answered(hostile, "timeline", "H1", "--format", "json")
    assert page.isascii()
    assert [event["note"] for event in json.loads(page)["events"] if event["note"] is not None] == texts()


def test_csv_has_the_same_cells_as_for_harmless_texts_and_none_that_counts(hostile):
    rows = list(csv.reader(io.StringIO(answered(hostile, "export", "events"), newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == 1 + 1 + len(texts())
    signs = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(signs)]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize("asked", [("timeline", "H1"), ("child", "H1"), ("export", "events")], ids=" ".join)
def test_a_poor_console_shows_it_all_the_same(encoding, asked, hostile):
    page = answered(hostile, *asked, PYTHONIOENCODING=encoding)
    assert page


@pytest.mark.parametrize("columns", ["40", "60", "80"])
def test_at_any_width_no_text_drives_the_screen(columns, hostile):
    page = answered(hostile, "timeline", "H1", COLUMNS=columns)
    assert not [c for c in page if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]


@pytest.fixture(scope="module")
def hostile_meetings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of one child of a hostile worker, whose meeting agreed every hostile text, once as text, once as owner."""
    path = tmp_path_factory.mktemp("hostile") / "meetings.db"
    pen = Pen(path)
    worker = next(text for text in texts() if "\x1b" in text)
    pen.opens("H1", dob="2024-01-01", initials="[b]", worker=worker, team=worker)
    pen.writes("entered-care", "2026-01-05", basis="co")
    meeting = pen.writes("ppm", "2026-03-01", chair=worker)
    for text in texts():
        pen.writes("action-agreed", "2026-03-01", action=text, due="2026-03-20", at=meeting)
        pen.writes("action-agreed", "2026-03-01", action="x", owner=text, due="2026-04-20")
    return path


def is_plain(page: str) -> bool:
    return not [c for c in page if c not in "\r\n" and unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]


def test_the_list_of_actions_neither_obeys_nor_loses_a_text(hostile_meetings):
    page = answered(hostile_meetings, "actions")
    assert is_plain(page)
    for text in texts():
        assert " ".join(visible(text).split()) in " ".join(page.split())
    told = json.loads(answered(hostile_meetings, "actions", "--format", "json"))["actions"]
    assert sorted(action["action"] for action in told if action["owner"] is None) == sorted(texts())
    assert sorted(action["owner"] for action in told if action["owner"] is not None) == sorted(texts())


def test_no_cell_of_the_sheet_of_actions_counts(hostile_meetings):
    rows = list(
        csv.reader(io.StringIO(answered(hostile_meetings, "actions", "--format", "csv"), newline=""), strict=True)
    )
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == 1 + 2 * len(texts())
    signs = ("=", "+", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(signs)]
    # A number of days may begin with a minus sign; no text does.
    assert not [cell for row in rows for cell in row if cell.startswith("-") and not cell[1:].isdigit()]


@pytest.mark.parametrize("columns", ["40", "60", "80"])
def test_at_any_width_no_action_drives_the_screen(columns, hostile_meetings):
    assert is_plain(answered(hostile_meetings, "actions", "--all", COLUMNS=columns))


@pytest.mark.parametrize("by", ["worker", "team", "owner"])
def test_a_text_for_an_e_mail_names_who_is_asked_and_nothing_else_that_was_typed(by, hostile_meetings):
    page = answered(hostile_meetings, "chase", "--by", by)
    assert is_plain(page)
    body = [line for line in page.splitlines() if "needed by" not in line]
    worker = next(text for text in texts() if "\x1b" in text)
    assert not [line for line in body if visible(worker) in line or "[b]" in line]


def test_a_calendar_holds_nothing_that_was_typed_but_what_it_was_asked_for(hostile_meetings):
    for text in OWN_SAMPLE:
        page = answered(hostile_meetings, "export", "calendar", "--owner", text)
        assert is_plain(page)
        unfolded = page.replace("\r\n ", "")
        (name,) = [line for line in unfolded.splitlines() if line.startswith("X-WR-CALNAME:")]
        rest = unfolded.replace(name, "")
        assert "H1: Agreed action #" in rest
        assert visible(text) not in rest


def test_a_mail_shows_a_ref_that_would_drive_the_screen_or_forge_a_line(tmp_path):
    path = tmp_path / "hand.db"
    pen = Pen(path)
    pen.opens("A\x1b[31m\nB", dob="2024-01-01")
    # Tuesday 3 March 2026: the twentieth working day after it is Tuesday 31 March, TODAY.
    pen.writes("entered-care", "2026-03-03", basis="ico")
    letterbox = Letterbox()
    with served(letterbox) as server:
        permtrack(
            *("check", "--quiet", "--smtp", server, "--mail-to", "t@example.org", "--mail-from", "p@example.org"),
            *("--ledger", str(path)),
        )
    ((_, letter),) = letterbox.letters
    body = letter.get_payload(decode=True).decode().splitlines()
    assert "A\u241b[31m\u240aB  review.first: due today, 31 Mar 2026" in body


def test_nothing_of_a_ref_stands_in_what_identifies_an_entry_of_a_calendar(tmp_path):
    path = tmp_path / "hand.db"
    pen = Pen(path)
    pen.opens("A:\x1b[31mB", dob="2024-01-01")
    pen.writes("entered-care", "2026-03-03", basis="ico")
    page = answered(path, "export", "calendar")
    assert is_plain(page)
    identities = [line for line in page.replace("\r\n ", "").splitlines() if line.startswith("UID:")]
    assert len(identities) > 3
    assert all(line.startswith(f"UID:{pen.child}-") and "[31m" not in line for line in identities)
