"""What a command needs of the world around it: the day, the instant, the account, and where the ledger is."""

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from permtrack.cli import output
from permtrack.domain.typed_dates import parse_date, shown
from permtrack.errors import RequestRefused, SystemRefused
from permtrack.render.visible import visible

if TYPE_CHECKING:
    from permtrack.ledger.store import Ledger

TODAY_SETTING = "PERMTRACK_TODAY"
LEDGER_SETTING = "PERMTRACK_LEDGER"
USUAL_LEDGER = "permtrack.db"
LAST_HOUR = 23
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ISO_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """Today in London, the instant in UTC, and whether a setting has replaced today."""

    today: date
    now: datetime
    is_set: bool

    def said(self) -> str | None:
        """The sentence that every answer carries while a setting has replaced today."""
        return f"{TODAY_SETTING} is set: today is taken to be {shown(self.today)}" if self.is_set else None


def read_clock() -> Clock:
    """The clock of this run, read once. Raises RequestRefused where the setting is no ISO day."""
    now = datetime.now(UTC)
    setting = os.environ.get(TODAY_SETTING, "")
    if not setting:
        return Clock(_in_london(now), now, is_set=False)
    if not ISO_DAY.fullmatch(setting):
        raise RequestRefused(f"{TODAY_SETTING} is {setting[:40]!a}; it must be a day like 2026-03-31")
    return Clock(parse_date(setting, now.date(), name=TODAY_SETTING, ahead=True), now, is_set=True)


def _in_london(now: datetime) -> date:
    """The day in London, which is at most an hour ahead of UTC: only then is the time zone looked up."""
    if now.hour < LAST_HOUR:
        return now.date()
    from zoneinfo import ZoneInfo  # noqa: PLC0415  (10 ms, for one hour of the day)

    return now.astimezone(ZoneInfo("Europe/London")).date()


def account() -> str:
    """The operating system's own name for whoever runs this, which no environment variable can change."""
    if sys.platform == "win32":
        return _windows_account()
    import pwd  # noqa: PLC0415  (does not exist on Windows)

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def _windows_account() -> str:
    import ctypes  # noqa: PLC0415  (Windows only)

    longest = ctypes.c_ulong(257)
    name = ctypes.create_unicode_buffer(longest.value)
    if not ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(longest)):  # type: ignore[attr-defined,unused-ignore]
        raise SystemRefused("Windows does not say who is signed in, and a record needs its recorder")
    return name.value


@dataclass(frozen=True, slots=True)
class Place:
    """Where the ledger is, and which setting says so."""

    path: Path
    named_by: str

    def must_exist(self) -> Path:
        """The path, or SystemRefused saying who named it and how a ledger is made."""
        if self.path.exists():
            return self.path
        raise SystemRefused(
            f"there is no ledger at {self.path} (named by {self.named_by}){self._beside()}\n"
            "create one with `permtrack init`, or look around first with `permtrack demo`"
        )

    def _beside(self) -> str:
        others = sorted(self.path.parent.glob("*.db"))[:3] if self.path.parent.is_dir() else []
        return f"; the folder holds {', '.join(other.name for other in others)}" if others else ""


def find_place(option: str | None) -> Place:
    """The ledger's place: the option, else the setting, else `permtrack.db` in the current folder."""
    if option:
        return Place(Path(option), "--ledger")
    if setting := os.environ.get(LEDGER_SETTING):
        return Place(Path(setting), LEDGER_SETTING)
    return Place(Path(USUAL_LEDGER), "the default, for want of --ledger or PERMTRACK_LEDGER")


def read_as_at(typed: str | None, today: date) -> date:
    """The day asked about; it may lie ahead, to see what will be due by then."""
    return today if typed is None else parse_date(typed, today, name="--as-at", ahead=True)


def read_known_at(typed: str | None) -> datetime | None:
    """The last instant whose records count, in UTC; a bare day means its end."""
    if typed is None:
        return None
    try:
        if ISO_DAY.fullmatch(typed):
            return datetime.combine(date.fromisoformat(typed), time.max, UTC)
        if ISO_INSTANT.fullmatch(typed):
            instant = datetime.fromisoformat(typed)
            return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise RequestRefused(
        f"--known-at {typed[:40]!a} cannot be read; type a day like 2026-03-31 or an instant like 2026-03-31T17:00 (UTC)"
    )


@dataclass(frozen=True, slots=True)
class Session:
    """One run of one command: its clock, its ledger, and the format of its answer."""

    clock: Clock
    place: Place
    form: str = "table"
    says_a_silent_check: bool = True

    @property
    def wants_json(self) -> bool:
        """Whether the answer is JSON, which then stands alone on standard output."""
        return self.form == "json"

    @contextlib.contextmanager
    def open_ledger(self, *, writing: bool = False) -> "Iterator[Ledger]":
        """The ledger, open; what it has to say about itself is told on standard error."""
        from permtrack.ledger.store import open_ledger  # noqa: PLC0415  (help and refusals need no SQLite)

        with open_ledger(self.place.must_exist(), writing=writing) as ledger:
            for warning in ledger.warnings:
                output.tell(f"permtrack: {visible(warning)}")  # in a path even a line end is shown
            if self.says_a_silent_check:
                self._say_a_silent_check(ledger)
            yield ledger

    def _say_a_silent_check(self, ledger: "Ledger") -> None:
        """A scheduled check that has stopped says nothing by itself: every command says it in its place."""
        if not ledger.kept().has_nights():
            return
        from permtrack.app.last_check import silence  # noqa: PLC0415  (most ledgers have no nightly check)

        if said := silence(ledger, self.clock.today):
            output.tell(f"permtrack: {said}")


def begin(ledger: str | None, form: str = "table") -> Session:
    """A session at the ledger that the option names."""
    return Session(read_clock(), find_place(ledger), form)
