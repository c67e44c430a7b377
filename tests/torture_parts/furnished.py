"""A folder with a ledger that has something of everything, and beside it a file for each command that reads one."""

import contextlib
import csv
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.app import annexed
from tests.cli.running import Ran, in_this_process

DAY = "2026-06-15"
"""The sample's own day."""
LEDGER = "permtrack.db"
SETTINGS = {"PERMTRACK_TODAY": DAY}
OURS = ("PERMTRACK_LEDGER", "PERMTRACK_TODAY", "COLUMNS", "NO_COLOR", "TERM", "FORCE_COLOR")
"""Settings of whoever runs this, which must not matter."""


@dataclass(frozen=True, slots=True)
class Furnished:
    """The folder, and what fills the words of `every_command`."""

    folder: Path
    facts: Mapping[str, str]

    @property
    def ledger(self) -> Path:
        return self.folder / LEDGER

    def copy(self, to: Path) -> "Furnished":
        """The same once more, for a command to change."""
        shutil.copytree(self.folder, to)
        return Furnished(to, self.facts)

    def run(self, *words: str, **settings: str) -> Ran:
        """Run a command here, in this process. Raises AssertionError where an exception reaches the user."""
        with at_home(self.folder, **settings):
            return in_this_process(*words)


@contextlib.contextmanager
def at_home(folder: Path, **settings: str) -> Iterator[None]:
    """This process in a folder, with the sample's day and no setting of the tester's own."""
    before = dict(os.environ)
    for name in OURS:
        os.environ.pop(name, None)
    os.environ.update(SETTINGS | settings)
    try:
        with contextlib.chdir(folder):
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def furnished(folder: Path) -> Furnished:
    """Make the folder: the demonstration's ledger with a policy, a check, a meeting's action and a note of its own."""
    place = Furnished(folder, {})
    folder.mkdir()
    _done(place, "demo", "demo")
    shutil.move(folder / "demo" / LEDGER, folder / LEDGER)
    sample = folder / "demo" / "sample_data"
    shutil.copytree(sample / "return-2024-25", folder / "return")
    shutil.copy(sample / "policy.toml", folder / "local.toml")
    shutil.copy(sample / "regional-agency.csv", folder / "list.csv")
    shutil.rmtree(folder / "demo")
    _done(place, "policy", "apply", "local.toml", "--from", "1/6/2026", "--reason", "agreed")
    policies = json.loads(_done(place, "policy", "history", "--format", "json").out)["policies"]
    action = _done(place, "add-event", "1188", "ppm", "10/6/2026", "--action", "Ask the school; SW2; 20/6/2026")
    note = _done(place, "add-event", "1188", "note", "11/6/2026", "--note", "Seen at home by Łukasz 東京 [b]x[/b]")
    _done(place, "check", "--quiet", PERMTRACK_TODAY="2026-06-12")
    _done(place, "backup", "copy.db")
    _done(place, "pack", "--meeting", "15/6/2026", "--form", "minutes.csv")
    (folder / "sheet.csv").write_text(_sheet(("1188", "visit", "2026-06-12", "")), "utf-8")
    listed = {"id": "1188", "dob": annexed.day("2023-05-05"), "sex": "F"}
    (folder / "annex.xlsx").write_bytes(annexed.content(annexed.book(adoption=[listed])))
    facts = {
        "action": _number(action, "action-agreed"),
        "note": _number(note, "note"),
        "policy": f"#{policies[0]['number']}",
    }
    return Furnished(folder, facts)


def _sheet(*rows: tuple[str, ...]) -> str:
    page = io.StringIO()
    csv.writer(page).writerows([("ref", "kind", "on", "note"), *rows])
    return page.getvalue()


def _done(place: Furnished, *words: str, **settings: str) -> Ran:
    words = (*words, "--format", "json") if words[0] == "add-event" else words
    ran = place.run(*words, **settings)
    if ran.code not in {0, 20}:
        raise RuntimeError(f"{' '.join(words)}: {ran.code} {ran.err}")
    return ran


def _number(ran: Ran, kind: str) -> str:
    """The number of the event of a kind that was just recorded."""
    (found,) = [event for event in json.loads(ran.out)["events"] if event["kind"] == kind]
    return f"#{found['number']}"
