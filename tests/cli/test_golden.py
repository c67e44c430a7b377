"""Whole answers, word by word, at three widths and on a pipe: every line of tests/golden was read by a person.

After a change that is meant, write them anew with PERMTRACK_UPDATE_GOLDEN=1 and read them again before committing.
"""

import os
from pathlib import Path

import pytest

from tests.cli.running import environment, permtrack

GOLDEN = Path(__file__).parents[1] / "golden"
WIDTHS = ("60", "80", "120", "pipe")
ANSWERS = {
    "due": ("due",),
    "due-all-by-team": ("due", "--all", "--by", "team"),
    "child": ("child", "000123"),
    "timeline": ("timeline", "000123"),
    "children": ("children",),
    "why": ("why", "000123", "review.next"),
    "rule": ("rules", "review.first"),
    "kind": ("kinds", "review"),
    "chase": ("chase", "--meeting", "14/4/2026"),
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ANSWERS)
def test_the_whole_answer(name, width, ledger):
    settings = {} if width == "pipe" else {"COLUMNS": width}
    asked = (*ANSWERS[name], "--as-at", "31/3/2026", "--ledger", str(ledger))
    ran = permtrack(*asked, env=environment(**settings))
    assert (ran.code, ran.err) == (0, "")
    file = GOLDEN / f"{name}-{width}.txt"
    if os.environ.get("PERMTRACK_UPDATE_GOLDEN"):
        file.write_text(ran.out, "utf-8", newline="\n")
    assert ran.out == file.read_text("utf-8")
