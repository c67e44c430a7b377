"""Do to ledgers what power cuts, kills, full disks, failing ones, hostile texts and people do, and look what is left.

    python tests/torture.py            everything: with two free processors half an hour, of which ten minutes are properties
    python tests/torture.py --quick    the same parts in small, some four minutes
    python tests/torture.py --ci       of the small ones those that need only what pip installs, and are not tests already
    python tests/torture.py --only kills --only power-cut
    python tests/torture.py --seed 7   chance falls otherwise: without it every run is the same one

PERMTRACK_TRIAL_DATA names a folder with a larger corpus of hostile inputs (`hostile_inputs.json`); without it our own few
dozen are tried. Every part also puts a deliberate defect in and must find it (`bites`); `torture_parts/BREAKS.md` lists
these. What cannot run on this machine is LEFT OUT, said so in its line, and counted at the end. Exit 1 when anything
failed. `python tests/mutation.py`, which takes hours, is no part of it.
"""

import argparse
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.torture_parts.backups import backups
from tests.torture_parts.bit_flips import bit_flips
from tests.torture_parts.calendars import calendars
from tests.torture_parts.canaries import canaries
from tests.torture_parts.full_disk import full_disk
from tests.torture_parts.hostile import hostile
from tests.torture_parts.kept import kept
from tests.torture_parts.kills import kills
from tests.torture_parts.meeting_packs import pack_page, pack_workbook
from tests.torture_parts.migrations import migrations
from tests.torture_parts.nights import nights
from tests.torture_parts.no_network import no_network
from tests.torture_parts.outbox import outbox
from tests.torture_parts.outcome import SEED, LeftOutError, Part, say
from tests.torture_parts.power_cut import power_cut
from tests.torture_parts.properties import properties
from tests.torture_parts.recipes import recipes
from tests.torture_parts.soak import soak
from tests.torture_parts.spreadsheets import spreadsheets
from tests.torture_parts.surroundings import surroundings
from tests.torture_parts.system_faults import system_faults
from tests.torture_parts.tampering import tampering
from tests.torture_parts.writers import waiting, writers
from tests.torture_parts.wrong_files import wrong_files

PARTS: dict[str, Part] = {
    "kills": kills,
    "kept": kept,
    "writers": writers,
    "waiting": waiting,
    "power-cut": power_cut,
    "system-faults": system_faults,
    "full-disk": full_disk,
    "bit-flips": bit_flips,
    "backups": backups,
    "wrong-files": wrong_files,
    "tampering": tampering,
    "migrations": migrations,
    "properties": properties,
    "hostile": hostile,
    "surroundings": surroundings,
    "canaries": canaries,
    "no-network": no_network,
    "soak": soak,
    "recipes": recipes,
    "pack-page": pack_page,
    "pack-workbook": pack_workbook,
    "nights": nights,
    "outbox": outbox,
    "calendars": calendars,
    "spreadsheets": spreadsheets,
}

EVERYDAY = "the everyday tests run it in small"
NOT_IN_CI = {
    **dict.fromkeys(("kills", "writers", "waiting", "power-cut", "system-faults", "full-disk", "backups"), EVERYDAY),
    "recipes": "needs systemd",
    "pack-page": "needs a browser",
    "pack-workbook": "needs LibreOffice",
    "spreadsheets": "needs LibreOffice",
    "calendars": "needs khal in an environment of its own",
    "nights": "a single run of its nights takes a minute",
    "outbox": "the everyday tests kill a sender at the two worst instants",
}


def main() -> int:
    """Run the parts asked for and report each in its own lines."""
    parser = argparse.ArgumentParser(description="Harm ledgers on purpose and look what is left.")
    parser.add_argument("--quick", action="store_true", help="the same parts in small")
    parser.add_argument("--ci", action="store_true", help="in small, and only what CI does not run already or cannot")
    parser.add_argument("--only", action="append", choices=PARTS, help="run this part alone; may be repeated")
    parser.add_argument("--seed", type=int, default=0, help="let chance fall otherwise")
    asked = parser.parse_args()
    os.environ[SEED] = str(asked.seed)
    ends = [_run(name, quick=asked.quick or asked.ci, ci=asked.ci) for name in asked.only or PARTS]
    failed, left_out = ends.count("failed"), ends.count("left out")
    say(f"{len(ends)} parts: {ends.count('passed')} passed, {failed} failed, {left_out} LEFT OUT; seed {asked.seed}")
    return 1 if failed else 0


def _run(name: str, *, quick: bool, ci: bool) -> str:
    if ci and name in NOT_IN_CI:
        say(f"LEFT OUT {name}: {NOT_IN_CI[name]}")
        return "left out"
    began = time.monotonic()
    passed = True
    with tempfile.TemporaryDirectory(prefix="permtrack-torture-", ignore_cleanup_errors=True) as folder:
        try:
            for outcome in PARTS[name](Path(folder), quick=quick):
                passed = passed and outcome.passed
                seconds = time.monotonic() - began
                say(f"{'ok  ' if outcome.passed else 'FAIL'} {name:13} {seconds:5.0f} s  {outcome.says}")
        except LeftOutError as why:
            say(f"LEFT OUT {name}: {why}")
            return "left out"
        except Exception:  # noqa: BLE001  (the other parts are to run all the same)
            say(f"FAIL {name:13} it broke off:\n{traceback.format_exc()}")
            return "failed"
    return "passed" if passed else "failed"


if __name__ == "__main__":
    sys.exit(main())
