"""Hostile inputs and what must become of each: a few of our own, and the corpus that PERMTRACK_TRIAL_DATA names."""

import json
import os
from pathlib import Path
from typing import Any

Entry = dict[str, Any]
SHOWN = "contains a character that cannot be shown"
NAMED = os.environ.get("PERMTRACK_TRIAL_DATA", "")
LEFT_OUT = "PERMTRACK_TRIAL_DATA names no folder with hostile_inputs.json: only our own few are tried"


def text(id_: str, value: str, stored: str) -> Entry:
    return {"id": id_, "field": "text", "value": value, "expect": {"input": "accept", "stored": stored}}


def refused_text(id_: str, value: str, code: str) -> Entry:
    says = f"{SHOWN} ({code})"
    return {"id": id_, "field": "text", "value": value, "expect": {"input": "refuse", "exit": 2, "error_says": says}}


def day(id_: str, value: str, iso: str, shown: str) -> Entry:
    return {
        "id": id_,
        "field": "date",
        "value": value,
        "expect": {"input": "accept", "iso": iso, "shown": shown},
    }


def no_day(id_: str, value: str) -> Entry:
    return {"id": id_, "field": "date", "value": value, "expect": {"input": "refuse", "exit": 2}}


OWN = (
    text("own-formula", "=1+1", "=1+1"),
    text("own-apostrophe", "'=1+1", "'=1+1"),
    text("own-lines", "first\nsecond; third", "first\nsecond; third"),
    text("own-option", "--help", "--help"),
    text("own-blanks", "\u00a0 Ann\u00a0B ", "Ann B"),
    text("own-markup", "[/b]:smile:", "[/b]:smile:"),
    refused_text("own-escape", "\x1b]0;owned\x07", "U+001B"),
    refused_text("own-escape-after-return", "line\r\x1b[31m", "U+001B"),
    refused_text("own-return", "a\rOVERWRITE", "U+000D"),
    refused_text("own-override", "Ann\u202dBob", "U+202D"),
    day("own-day", "1 July 2026", "2026-07-01", "1 Jul 2026"),
    day("own-today", "today", "2026-11-21", "21 Nov 2026"),
    no_day("own-month-first", "12/31/2025"),
    no_day("own-ahead", "22/11/2026"),
    no_day("own-nothing", " "),
)


def ledger_file(id_: str, code: int, says: str = "", command: str = "due", **recipe: object) -> Entry:
    expect = {"exit": code, "error_says": says, "command": command}
    return {"id": id_, "field": "ledger", "recipe": recipe, "expect": expect}


OWN_FILES = (
    ledger_file("own-empty", 3, "not a permtrack ledger", make="bytes", hex=""),
    ledger_file("own-half", 3, "damaged", make="truncate", frac=0.5),
    ledger_file("own-newer", 3, "newer version", make="pragma", user_version=99),
    ledger_file("own-changed", 3, "event 2", "verify", make="tamper_row"),
    ledger_file("own-folder", 4, make="dir"),
    ledger_file("own-name", 0, make="path", name="a?mode=memory#b %41.db"),
)

OWN_SETTINGS = (
    {"id": "own-no-colour", "field": "env", "env": {"NO_COLOR": "1"}},
    {"id": "own-pager", "field": "env", "env": {"PAGER": "sh -c 'exit 9'"}},
    {"id": "own-missing", "field": "env", "env": {"PERMTRACK_LEDGER": "/nonexistent/x.db"}},
)


def entries(field: str) -> list[Entry]:
    """Our own entries of a field, and the corpus's where it is at hand."""
    found = [*OWN, *OWN_FILES, *OWN_SETTINGS]
    file = Path(NAMED, "hostile_inputs.json")
    if NAMED and file.is_file():
        found += json.loads(file.read_text("utf-8"))["inputs"]
    return [entry for entry in found if entry["field"] == field]


def value_of(entry: Entry) -> str:
    """The input itself; a long one is told by its unit and its length."""
    if "gen" in entry:
        return str(entry["gen"]["unit"]) * int(entry["gen"]["n"])
    return str(entry["value"])
