"""Everything that whoever relies on permtrack should know of this installation and of the ledger's file.

Nothing in it is about a child: no ref, no note, no name; it may be sent to whoever looks after the computer.
"""

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from dateutil.relativedelta import relativedelta

from permtrack import __version__
from permtrack.app.examining_ledger import ledger_findings, room
from permtrack.app.packaged import bank_holidays, rulebook
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.errors import LedgerBusy, LedgerUnsound, PermtrackError
from permtrack.ledger.condition import condition, place_of
from permtrack.ledger.versions import SCHEMA_VERSION, SQLITE_VERSION
from permtrack.render.doctor import Finding, State
from permtrack.render.states import days_in_words

OLDEST_SQLITE = (3, 37)
"""The first that knows STRICT tables."""
OLDEST_READING_DAYS = 365
HOLIDAYS_AHEAD = relativedelta(months=12)
UPDATE = "update permtrack"


@record
class Examined:
    """What was found, and why the ledger cannot be used, if it cannot."""

    findings: tuple[Finding, ...]
    failure: PermtrackError | None = None


def examine(path: Path, named_by: str, today: date, now: datetime, said_of_today: str | None) -> Examined:
    """Everything about this installation, and about the ledger where there is one."""
    findings = [_versions(), *_clock_setting(said_of_today), _time_zone(), _rulebook(today), _holidays(today)]
    ledger, failure = _ledger(path, named_by, now, today)
    return Examined(findings=(*findings, *ledger), failure=failure)


def _versions() -> Finding:
    python = ".".join(str(part) for part in sys.version_info[:3])
    values: dict[str, str | int | None] = {
        "permtrack": __version__, "python": python, "sqlite": SQLITE_VERSION, "schema": SCHEMA_VERSION,
    }  # fmt: skip
    too_old = tuple(int(part) for part in SQLITE_VERSION.split(".")[:2]) < OLDEST_SQLITE
    return Finding(
        what="versions",
        state=State.TROUBLE if too_old else State.OK,
        fact=f"permtrack {__version__}, Python {python}, SQLite {SQLITE_VERSION}, ledger schema {SCHEMA_VERSION}",
        do="use a Python whose SQLite is 3.37 or later" if too_old else None,
        values=values,
    )


def _clock_setting(said: str | None) -> Iterator[Finding]:
    if said:
        yield Finding(
            what="today", state=State.LOOK, fact=said, do="remove the setting, which is for tests and rehearsals only"
        )


def _time_zone() -> Finding:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415  (10 ms, for this command)

    try:
        ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        fact, do = "the time zone Europe/London is not known here, so near midnight the day may be wrong", "tzdata"
        return Finding(what="time zone", state=State.TROUBLE, fact=fact, do=f"install the Python package {do}")
    return Finding(what="time zone", state=State.OK, fact="Europe/London is known, and decides which day it is")


def _rulebook(today: date) -> Finding:
    book = rulebook()
    read_on = max(version.checked_on for rule in book.rules for version in rule.versions)
    age = (today - read_on).days
    old = age > OLDEST_READING_DAYS
    ago = f", {days_in_words(age)} ago" if age >= 0 else ""
    return Finding(
        what="rulebook",
        state=State.LOOK if old else State.OK,
        fact=f"{book.id} {book.version}: a provision was last read on {shown(read_on)}{ago}",
        do=f"{UPDATE}; until then hold what matters against its source: permtrack rules RULE" if old else None,
        values={"id": book.id, "version": book.version, "read_on": read_on.isoformat(), "age_days": age},
    )


def _holidays(today: date) -> Finding:
    until = bank_holidays().complete_to
    short = until < today + HOLIDAYS_AHEAD
    return Finding(
        what="bank holidays",
        state=State.LOOK if short else State.OK,
        fact=f"known to {shown(until)}{', which is less than twelve months ahead' if short else ''}",
        do=f"{UPDATE}: past that day no working days can be counted" if short else None,
        values={"complete_to": until.isoformat()},
    )


def _ledger(path: Path, named_by: str, now: datetime, today: date) -> tuple[list[Finding], PermtrackError | None]:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return [_no_ledger(path, named_by), *room(path, place_of(path), None)], None
    except OSError:
        pass  # which looking into it tells
    try:
        found = condition(path)
    except PermtrackError as failure:
        findings = [_unusable(path, named_by, failure), *room(path, place_of(path), None)]
        return findings, None if isinstance(failure, LedgerBusy) else failure
    departed = LedgerUnsound(f"{path}: {found.departures[0]}; run: permtrack verify") if found.departures else None
    return list(ledger_findings(path, named_by, found, now, today)), departed


def _no_ledger(path: Path, named_by: str) -> Finding:
    return Finding(
        what="ledger",
        state=State.LOOK,
        fact=f"there is none at {path} (named by {named_by})",
        do="create one with permtrack init, or name another with --ledger",
        values={"path": str(path), "named_by": named_by},
    )


def _unusable(path: Path, named_by: str, failure: PermtrackError) -> Finding:
    busy, unsound = isinstance(failure, LedgerBusy), isinstance(failure, LedgerUnsound)
    do = "look at the path, and at this account's rights to the file and its folder"
    if busy or unsound:
        do = (
            "ask again when the other is done"
            if busy
            else "permtrack verify may say more; restore brings a backup back"
        )
    return Finding(
        what="ledger",
        state=State.LOOK if busy else State.TROUBLE,
        fact=str(failure).partition("\n")[0],
        do=do,
        values={"path": str(path), "named_by": named_by},
    )
