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
