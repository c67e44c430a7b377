"""Calendars brought into khal twice, before and after something changed: nothing twice, a moved day moved.

khal lives in an environment of its own, made here, for it asks for other versions than permtrack does; PERMTRACK_KHAL
names one that is there already.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from tests.torture_parts.outcome import LONGEST_RUN, ROOT, LeftOutError, Outcome

NAMED = "PERMTRACK_KHAL"
CONFIGURED = """\
[calendars]
[[permtrack]]
path = {folder}/entries
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""
DAYS_LISTED = 400


def calendars(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """Two imports of one file, then one of a file made after a day moved and a duty was met."""
    del quick  # it is quick as it is
    khal, ledger, today = _khal(folder), folder / "permtrack.db", _today()
    _recorded(ledger, today)
    first = _exported(ledger, folder / "first.ics")
    _set_up(folder / "twice")
    for _ in range(2):
        _brought_in(khal, folder / "twice", first)
    held = _held(khal, folder / "twice")
    doubled = [uid for uid, times in Counter(held.elements()).items() if times > 1]
    yield Outcome(
        set(held) == _uids(first) and not doubled,
        f"{len(held)} entries brought in twice: {len(doubled)} of them stand there twice",
    )
    yield _updated(khal, folder, ledger, today)
    yield _bites(khal, folder, first)


def _updated(khal: str, folder: Path, ledger: Path, today: date) -> Outcome:
    """The action's day is put off, and the first review held: the one moves, the other is cancelled."""
    action, review = _number(ledger, "action-agreed"), "review.first"
    _ran(ledger, "correct", str(action), "--set", f"due={today + timedelta(days=20)}", "--reason", "put off")
    _ran(ledger, "add-event", "T1", "review", today.isoformat())
    _brought_in(khal, folder / "twice", _exported(ledger, folder / "second.ics"))
    told = _listed(khal, folder / "twice")
    days = [line.split("|")[0] for line in told if "Agreed action" in line]
    reviews = [line.split("|")[1].strip() for line in told if f"-{review}-" in line]
    return Outcome(
        days == [(today + timedelta(days=20)).isoformat()] and reviews == ["CANCELLED"],
        f"after a change: the action stands on {', '.join(days)}, the first review is {', '.join(reviews)}",
    )


def _bites(khal: str, folder: Path, first: Path) -> Outcome:
    """With UIDs made anew in every file, the second import must be found to double everything."""
    _set_up(folder / "anew")
    for time in (1, 2):
        anew = folder / f"anew-{time}.ics"
        anew.write_bytes(re.sub(rb"(?m)^UID:", b"UID:%d" % time, first.read_bytes()))
        _brought_in(khal, folder / "anew", anew)
    count = _held(khal, folder / "anew").total()
    known = len(_uids(first))
    return Outcome(count == 2 * known, f"bites: with new UIDs {known} entries brought in twice are {count}")


def _khal(folder: Path) -> str:
    if named := os.environ.get(NAMED):
        return named
    home = folder / "khal"
    made = subprocess.run([sys.executable, "-m", "venv", str(home)], capture_output=True, check=False)
    program = home / ("Scripts" if os.name == "nt" else "bin")
    got = made.returncode == 0 and subprocess.run(
        [str(program / "python"), "-m", "pip", "install", "--quiet", "khal>=0.13"],
        capture_output=True, check=False, timeout=LONGEST_RUN,
    ).returncode == 0  # fmt: skip
    if not got:
        raise LeftOutError(f"needs khal in an environment of its own; {NAMED} names one that is there")
    return str(program / "khal")


def _today() -> date:
    return date.today()  # noqa: DTZ011  (khal's own today)


def _ran(ledger: Path, *words: str) -> str:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("PERMTRACK")}
    command = [sys.executable, "-m", "permtrack", *words, "--ledger", str(ledger)]
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=True).stdout


def _recorded(ledger: Path, today: date) -> None:
    """A child five days in care, with an action due in ten days."""
    start = (today - timedelta(days=5)).isoformat()
    _ran(ledger, "init", "--tracking-from", start)
    _ran(ledger, "add-child", "T1", "--dob", "2020-01-01", "--entered-care", start, "--basis", "s20")
    agreed = f"Write; AB; {today + timedelta(days=10)}"
    _ran(ledger, "add-event", "T1", "ppm", today.isoformat(), "--action", agreed)


def _number(ledger: Path, kind: str) -> int:
    events = json.loads(_ran(ledger, "export", "events", "--format", "json"))["events"]
    return next(int(event["number"]) for event in events if event["kind"] == kind)


def _exported(ledger: Path, file: Path) -> Path:
    _ran(ledger, "export", "calendar", "--to", str(file))
    return file


def _uids(file: Path) -> set[str]:
    unfolded = file.read_text("utf-8").replace("\n ", "")
    return set(re.findall(r"(?m)^UID:(.*)$", unfolded))


def _set_up(folder: Path) -> None:
    (folder / "entries").mkdir(parents=True)
    (folder / "khal.conf").write_text(CONFIGURED.format(folder=folder), "utf-8")


def _brought_in(khal: str, folder: Path, file: Path) -> None:
    _asked(khal, folder, "import", "--batch", "-a", "permtrack", str(file))


def _listed(khal: str, folder: Path) -> list[str]:
    """Day, status and UID of every entry that khal shows, from sixty days ago on."""
    since = (_today() - timedelta(days=60)).isoformat()
    form = ("--day-format", "", "--format", "{start-date}|{status}|{uid}|{title}")
    told = _asked(khal, folder, "list", *form, since, f"{DAYS_LISTED}d")
    return [line for line in told.splitlines() if "|" in line]


def _held(khal: str, folder: Path) -> Counter[str]:
    return Counter(line.split("|")[2] for line in _listed(khal, folder))


def _asked(khal: str, folder: Path, *words: str) -> str:
    settings: Mapping[str, str] = {**os.environ, "HOME": str(folder), "COLUMNS": "1000"}
    command = [khal, "-c", str(folder / "khal.conf"), *words]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=True).stdout
