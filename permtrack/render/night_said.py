"""How the nightly check stands, in words that other answers carry."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from permtrack.domain.typed_dates import shown
from permtrack.render.machine import Record
from permtrack.render.tables import paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType


class Run(Protocol):
    """One run of the check: the day it was about, when it ran, and how it ended."""

    @property
    def as_at(self) -> date:
        """The day it was about."""

    @property
    def began_at(self) -> datetime:
        """When it began."""

    @property
    def outcome(self) -> str:
        """Whether it was done, failed, or is running."""

    @property
    def said(self) -> str:
        """What it found, or why it failed."""


def not_done(done_on: date | None, failed: str) -> str:
    """What is said wherever people look while the nightly check has not been done for too long."""
    since = f"since {shown(done_on)}" if done_on else "at all"
    how = f"; the last try failed: {failed}" if failed else ""
    return f"THE NIGHTLY CHECK HAS NOT BEEN DONE {since}{how}; look at the schedule, and run: permtrack check"


def last_in_words(latest: Run | None, done: Run | None) -> "Iterator[RenderableType]":
    """When the check last ran, how it ended, and, where that was no success, when it last was one."""
    if latest is None:
        yield paragraph("No check has run on this ledger yet; run: permtrack check")
        return
    yield paragraph(_run(latest))
    if done is None:
        yield paragraph("None has ever been done.")
    elif done != latest:
        yield paragraph(f"The last one done: {_run(done)}")


def _run(run: Run) -> str:
    ended = {"done": f"done: {run.said}", "failed": f"FAILED: {run.said}"}.get(run.outcome, "did not end")
    return f"{run.began_at:%Y-%m-%d %H:%M} UTC, about {shown(run.as_at)}: {ended}"


def last_record(latest: Run | None, done: Run | None) -> Record:
    """The same as JSON."""
    return {"latest": _run_record(latest), "done": _run_record(done)}


def _run_record(run: Run | None) -> Record | None:
    if run is None:
        return None
    return {"as_at": run.as_at, "began_at": run.began_at, "outcome": run.outcome, "said": run.said}
