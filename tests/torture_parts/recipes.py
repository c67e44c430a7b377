"""The nightly recipes of the README, as systemd itself reads them."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.recipes import directive, moved, prepare, recipe
from tests.torture_parts.outcome import Outcome, needs, needs_posix, run

UNITS = ("permtrack-check.timer", "permtrack-check.service", "permtrack-backup.service")


def recipes(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """systemd finds nothing wrong with the units, knows their hour, and does find what is wrong with a broken one."""
    needs_posix()
    analyze = needs("systemd-analyze")
    prepare(folder)
    units = folder / "units"
    units.mkdir()
    for name in UNITS:
        (units / name).write_text(moved(recipe(name), folder))
    found = _verified(analyze, units)
    yield Outcome(not found, f"systemd finds nothing wrong with the {len(UNITS)} units{': ' + found if found else ''}")
    (hour,) = directive(recipe(UNITS[0]), "OnCalendar")
    said = run([analyze, "calendar", hour])
    yield Outcome(said.returncode == 0 and "Next elapse" in said.stdout, f"systemd knows when {hour} comes next")
    spoilt = units / UNITS[1]
    spoilt.write_text(spoilt.read_text().replace("NoNewPrivileges", "NoMorePrivileges"))
    yield Outcome(
        "NoMorePrivileges" in _verified(analyze, units), "bites: a directive that systemd does not know is found"
    )


def _verified(analyze: str, units: Path) -> str:
    """What systemd says of units; only what it says of ours."""
    command = [analyze, "verify", "--man=no", *(str(units / name) for name in UNITS)]
    said: subprocess.CompletedProcess[str] = run(command)
    return "; ".join(line for line in said.stderr.splitlines() if re.search("|".join(UNITS), line))
