"""Hostile texts put straight into a ledger, past every check of input, and what each answer makes of them."""

import csv
import io
import json
import os
import unicodedata
from pathlib import Path

import pytest

from permtrack.render.visible import visible
from tests.cli.hand_written import write_by_hand
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
        found += [entry["value"] for entry in corpus["inputs"] if entry["field"] == "text" and "value" in entry]
    # SQLite holds no half of a surrogate pair.
    return [text for text in found if text and text.isprintable() | (not any(0xD800 <= ord(c) < 0xE000 for c in text))]


@pytest.fixture(scope="module", params=texts(), ids=lambda text: ascii(text)[:30])
def stored(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile") / "hand.db"
    write_by_hand(path, note=request.param)
    return request.param, path


def test_a_table_neither_obeys_nor_loses_a_text(stored):
    text, ledger = stored
    ran = permtrack("--ledger", str(ledger), "timeline", "000123")
    assert ran.code == 0
    assert not [c for c in ran.out if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]
    assert " ".join(visible(text).split()) in " ".join(ran.out.split())


def test_json_gives_the_text_back_exactly(stored):
    text, ledger = stored
    ran = permtrack("--ledger", str(ledger), "timeline", "000123", "--format", "json")
    assert ran.out.isascii()
    assert next(event["note"] for event in json.loads(ran.out)["events"] if event["note"]) == text


def test_csv_has_the_same_cells_as_for_a_harmless_text_and_none_that_counts(stored):
    _, ledger = stored
    ran = permtrack("--ledger", str(ledger), "export", "events")
    rows = list(csv.reader(io.StringIO(ran.out, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    events = json.loads(permtrack("--ledger", str(ledger), "export", "events", "--format", "json").out)["events"]
    assert len(rows) - 1 == sum(1 for e in events if e["child"] and e["kind"] not in {"void", "correction"})
    signs = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(signs)]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_poor_console_shows_it_all_the_same(encoding, stored):
    _, ledger = stored
    settings = environment(PERMTRACK_TODAY=TODAY, PYTHONIOENCODING=encoding)
    assert permtrack("--ledger", str(ledger), "timeline", "000123", env=settings).code == 0
