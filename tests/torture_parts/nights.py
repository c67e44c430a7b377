"""Thirty nights of a scheduled check, with everything going wrong that can: no reminder lost, none repeated without cause.

A second ledger lives through the same days and nothing ever fails it: what it reminds of is what must be reminded of.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from tests.cli.letterbox import Letterbox, served
from tests.torture_parts.night_runner import MARK_BEFORE
from tests.torture_parts.outcome import ROOT, Outcome, chance_of, needs_posix

FIRST = date(2026, 6, 15)
TROUBLES = (
    "none", "server-down", "cut-off", "killed-before", "killed-after", "two-at-once", "full-disk", "no-folder",
    "missed", "clock-back", "restored", "refused-for-now",
)  # fmt: skip
SIMPLE: dict[str, tuple[str | None, tuple[str, ...], bool]] = {
    "none": (None, (), False),
    "server-down": ("127.0.0.1:1", (), False),
    "refused-for-now": (None, (), False),
    "no-folder": (None, ("--to", "no/such/folder/night.csv"), False),
    "full-disk": (None, (), True),
}
"""The troubles of one run: the server it is given, what else it is told, and whether its disk is full."""
MAIL_TROUBLES = frozenset({"server-down", "refused-for-now"})
"""Seen only on a night that has something to send."""
FAILS = {"server-down": 4, "full-disk": 4, "no-folder": 4, "refused-for-now": 4}
"""The exit code by which a scheduler sees what went wrong."""


@dataclass
class Office:
    """A ledger, its letterbox, and what was done at it."""

    path: Path
    letterbox: Letterbox
    server: str = ""
    defect: str = "-"
    seen: list[str] = field(default_factory=list)
    causes: set[date] = field(default_factory=set)

    def run(
        self, day: date, *words: str, wait: bool = True, least_bytes: int | None = None
    ) -> int | subprocess.Popen[bytes]:
        """Run a command on a day; its exit code, or the process itself."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture_parts.night_runner", self.defect, *words],
            env={**os.environ, "PERMTRACK_TODAY": day.isoformat(), "PERMTRACK_LEDGER": str(self.path)},
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            preexec_fn=_limit(least_bytes) if least_bytes is not None else None,  # noqa: PLW1509  (the child only sets a limit)
        )  # fmt: skip
        if not wait:
            return process
        _, said = process.communicate(timeout=120)
        if b"Traceback" in said or process.returncode == 1:
            self.seen.append(f"a defect on {day}: {said.decode()[:200]}")
        return process.returncode

    def check(self, day: date, *more: str, server: str | None = None, **how: object) -> int | subprocess.Popen[bytes]:
        """The nightly check of a day."""
        mail = ("--smtp", server or self.server, "--mail-to", "t@example.org", "--mail-from", "p@example.org")
        return self.run(day, "check", "--quiet", *mail, *more, **how)  # type: ignore[arg-type]

    def keys(self) -> dict[str, str]:
        """Every reminder that was made, with its message."""
        with closing(sqlite3.connect(self.path)) as connection:
            return dict(connection.execute("SELECT key, message_id FROM reminder").fetchall())

    def a_day_goes_by(self) -> None:
        """A claim of a sender that died is a day old by the next night."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("UPDATE outbox SET changed_at = '2026-01-01T00:00:00.000000Z' WHERE state = 'sending'")
            connection.commit()


def _limit(size: int) -> object:
    def limit() -> None:
        import resource  # noqa: PLC0415  (POSIX only)

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def nights(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """Live through the nights, and through them again with a sender that marks before it sends."""
    needs_posix()
    count, seeds = (8, 1) if quick else (30, 3)
    for seed in range(seeds):
        yield from _lived_through(folder / f"seed-{seed}", count, chance_of(seed))
    bad = list(_lived_through(folder / "defect", 8, chance_of(9), "killed-before", defect=MARK_BEFORE))
    yield Outcome(not all(o.passed for o in bad), "bites: a sender that marks before it sends loses a reminder")


def _lived_through(
    folder: Path, count: int, chance: random.Random, only: str | None = None, *, defect: str = "-"
) -> Iterator[Outcome]:
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-m", "permtrack", "demo", str(folder / "demo")], cwd=ROOT, check=True, capture_output=True
    )
    offices = [Office(folder / name, Letterbox()) for name in ("faulted.db", "calm.db")]
    for office in offices:
        shutil.copy2(folder / "demo" / "permtrack.db", office.path)
    faulted, calm = offices
    faulted.defect = defect
    troubles = _troubles(count, chance, only)
    with served(faulted.letterbox) as faulted.server, served(calm.letterbox) as calm.server:
        for place, trouble in enumerate(troubles):
            day = FIRST + timedelta(days=place)
            for office in offices:
                office.a_day_goes_by()
                _work_of_the_day(office, day, place)
            calm.check(day)
            _night(faulted, day, trouble, folder, chance, place)
        for office in offices:
            office.a_day_goes_by()
            office.check(FIRST + timedelta(days=count))
    yield from _judged(faulted, calm, troubles)


def _troubles(count: int, chance: random.Random, only: str | None) -> Sequence[str]:
    """Every trouble at least once where there are nights enough; the first night is a good one."""
    if only is not None:
        return ["none", *[only] * (count - 1)]
    told = list(TROUBLES[1:]) + [chance.choice(TROUBLES) for _ in range(count)]
    first = told[: count - 1]
    chance.shuffle(first)
    return ["none", *first]


def _work_of_the_day(office: Office, day: date, place: int) -> None:
    """A review or a meeting for some child, so that deadlines are met and new ones begin."""
    refs = ("1188", "000641", "W1198", "000277", "001123", "000871", "U2090", "000931")
    office.run(
        day, "add-event", refs[place % len(refs)], ("review", "ppm", "tracking-meeting")[place % 3], day.isoformat()
    )


def _night(office: Office, day: date, trouble: str, folder: Path, chance: random.Random, place: int) -> None:
    """One night with its trouble; a trouble that ended with a good exit code was not seen."""
    if trouble in SIMPLE:
        server, words, small = SIMPLE[trouble]
        office.letterbox.answers = ["451 later"] * 9 if trouble == "refused-for-now" else []
        least = office.path.stat().st_size if small else None
        code = office.check(day, *words, server=server, least_bytes=least)
        office.letterbox.answers = []
        if code != FAILS.get(trouble, code) and not (code in {0, 20} and trouble in MAIL_TROUBLES):
            office.seen.append(f"{trouble} on {day} ended with {code}")
    elif trouble == "cut-off":
        _cut_off(office, day, chance)
    elif trouble.startswith("killed-"):
        _killed_by_the_server(office, day, trouble)
    elif trouble == "two-at-once":
        _two_at_once(office, day)
    elif trouble == "clock-back":
        office.check(day - timedelta(days=1))
        office.check(day)
    elif trouble == "restored":
        _restored(office, day, folder, place)


def _cut_off(office: Office, day: date, chance: random.Random) -> None:
    process = office.check(day, wait=False)
    assert isinstance(process, subprocess.Popen)
    try:
        process.wait(chance.uniform(0.05, 1.2))
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()


def _two_at_once(office: Office, day: date) -> None:
    for one in [office.check(day, wait=False) for _ in range(2)]:
        assert isinstance(one, subprocess.Popen)
        one.communicate(timeout=120)


def _killed_by_the_server(office: Office, day: date, when: str) -> None:
    running: list[subprocess.Popen[bytes]] = []

    def kill() -> None:
        running[0].kill()
        running[0].wait()

    moment = when.removeprefix("killed-")
    office.causes.add(day)
    setattr(office.letterbox, moment, kill)
    process = office.check(day, wait=False)
    assert isinstance(process, subprocess.Popen)
    running.append(process)
    process.wait(120)
    setattr(office.letterbox, moment, None)


def _restored(office: Office, day: date, folder: Path, place: int) -> None:
    """The backup made before this night's check comes back after it."""
    copy = folder / f"backup-{place}.db"
    office.run(day, "backup", str(copy))
    office.check(day)
    office.causes.add(day)
    if office.run(day, "restore", str(copy), "--replace"):
        office.seen.append(f"the backup of {day} did not come back")
    office.check(day)


def _judged(faulted: Office, calm: Office, troubles: Sequence[str]) -> Iterator[Outcome]:
    made, expected = faulted.keys(), calm.keys()
    arrived = [letter["Message-ID"] for _, letter in faulted.letterbox.letters]
    undelivered = sorted(key for key, message in made.items() if message not in arrived)
    reminded = {_without_step(key) for key in made}
    missing = sorted(key for key in expected if _without_step(key) not in reminded)
    repeated = {message for message in arrived if arrived.count(message) > 1}
    allowed = sum(name in {"killed-before", "killed-after", "restored", "cut-off"} for name in troubles)
    yield Outcome(
        not missing and not undelivered,
        f"{len(troubles)} nights, {len(set(troubles)) - 1} kinds of trouble, {len(expected)} reminders due: "
        f"{len(missing)} never made, {len(undelivered)} never delivered {[*missing, *undelivered][:3] or ''}",
    )
    yield Outcome(len(repeated) <= allowed, f"{len(repeated)} messages came twice, each under its own Message-ID")
    yield Outcome(not faulted.seen, f"every failure was seen in its exit code {faulted.seen[:3] or ''}")


def _without_step(key: str) -> tuple[str, str]:
    """The child, the rule and the day a reminder is about.

    A missed night may pass over a step, and each ledger gives the events typed into it ids of its own.
    """
    finding, day = key.split("|")[:2]
    return finding.rpartition(":")[0], day
