"""Files that are no sound ledger, or hardly one: what each command answers, and that it leaves the file as it is."""

import os
from pathlib import Path

import pytest

from permtrack.ledger.trust import verify
from tests.cli.corpus import Entry
from tests.cli.running import environment, permtrack
from tests.cli.wrong_files import FILES, MAKE
from tests.ledger.given import draft, record, ten_events


@pytest.mark.skipif(os.name == "nt", reason="POSIX names and rights")
@pytest.mark.parametrize("entry", FILES, ids=[entry["id"] for entry in FILES])
def test_a_file_that_is_no_sound_ledger(entry: Entry, tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    head = str(verify(path).head)
    made = MAKE[entry["recipe"]["make"]](path, entry["recipe"])
    expected = entry["expect"]
    before = made.read_bytes() if made.is_file() else b""
    for command in commands(expected.get("command", "due"), head):
        ran = permtrack(*command, "--ledger", str(made), env=environment(PERMTRACK_TODAY="2026-11-21"))
        assert ran.code == expected["exit"], (command, ran.err)
        assert expected.get("error_says", "") in ran.err
        assert ran.code == 0 or ran.out == ""
    if expected["exit"]:
        assert (made.read_bytes() if made.is_file() else b"") == before
    else:
        record(made, draft())
        assert verify(made).sound
        assert verify(made).head.number == 11


def commands(wanted: str, head: str) -> list[list[str]]:
    if "write" in wanted:
        return [["verify"], ["add-child", "1", "--dob", "1/1/2024"]]
    return [["verify", "--against", head]] if wanted == "verify" else [["due"], ["children"], ["export", "events"]]
