"""The nightly recipes as the README shows them, and as they are made to run in a folder of a test's own."""

import re
import sys
from pathlib import Path

from tests.readme_examples import README, ROOT

PLACES = ("/opt/", "/srv/")


def recipe(name: str) -> str:
    """The text of a recipe."""
    found = re.search(rf"<!-- recipe: {re.escape(name)} -->\n```[a-z]+\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert found, f"the README has no recipe {name}"
    return found[1]


def moved(text: str, folder: Path) -> str:
    """A recipe with its places in a folder."""
    for place in PLACES:
        text = text.replace(place, f"{folder}{place}")
    return text


def prepare(folder: Path) -> Path:
    """Make what the recipes say is there: the program, the account's folders. Returns where the ledger belongs."""
    program = folder / "opt/permtrack/bin/permtrack"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m permtrack "$@"\n')
    program.chmod(0o755)
    for name in ("permtrack", "permtrack-backups", "permtrack-heads"):
        (folder / "srv" / name).mkdir(parents=True)
    return folder / "srv/permtrack/permtrack.db"


def directive(unit: str, name: str) -> list[str]:
    """The values of a directive in a systemd unit, in order."""
    return re.findall(rf"^{name}=(.*)$", unit, re.MULTILINE)
