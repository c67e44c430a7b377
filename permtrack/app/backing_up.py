"""A verified copy of the ledger: one file, or the next of a series of which only so many are kept; its head noted elsewhere."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from permtrack.domain.records import record
from permtrack.errors import RequestRefused, SystemRefused
from permtrack.ledger.anchors import heads_noted_in, note_head
from permtrack.ledger.backup import backup
from permtrack.ledger.series import Pruned, Series, series_of
from permtrack.ledger.store import Head, Ledger
from permtrack.ledger.upkeep import BACKUP, note_upkeep

MOST_TRIES = 5


@record
class BackedUp:
    """The copy, its head, and what became of the older copies of its series, if it has one."""

    copy: Path
    head: Head
    pruned: Pruned | None = None


def back_up(
    ledger: Ledger, file: Path, now: datetime, *, keep: int | None, anchor: Path | None, force: bool = False
) -> BackedUp:
    """Copy a ledger to a file or, told how many to keep, as the next of a series; note its head in `anchor`.

    The copy must pass through every head noted there before. Whatever fails, no older copy is removed.
    """
    anchors = heads_noted_in(anchor) if anchor else ()
    _refuse_folder(file, keep)
    if keep is None:
        copy, head = file, backup(ledger.path, file, force=force, anchors=anchors)
    elif force:
        raise RequestRefused("--keep gives every copy a name of its own and replaces none; leave --force out")
    else:
        series = series_of(file, ledger.path.name)
        copy, head = _next_of(series, ledger.path, now, anchors)
    if anchor:
        _note(anchor, head, now, copy)
    note_upkeep(ledger, BACKUP, now, f"head {head}")
    return BackedUp(copy=copy, head=head, pruned=series.prune(ledger.path, copy, keep) if keep is not None else None)


def _refuse_folder(file: Path, keep: int | None) -> None:
    if keep is None and file.is_dir():
        raise RequestRefused(f"{file} is a folder; name a file in it, or let --keep 30 name a dated copy each time")


def _next_of(series: Series, ledger: Path, now: datetime, anchors: Sequence[Head]) -> tuple[Path, Head]:
    """The next copy of a series. Somebody else's copy of the same second takes the name: then the one after it."""
    for _ in range(MOST_TRIES):
        copy = series.next(now)
        try:
            return copy, backup(ledger, copy, anchors=anchors)
        except RequestRefused:
            if not os.path.lexists(copy):
                raise
    raise RequestRefused(f"other copies of this second take every name in {series.folder}; try again")


def _note(anchor: Path, head: Head, now: datetime, copy: Path) -> None:
    try:
        note_head(anchor, head, now)
    except SystemRefused as error:
        raise SystemRefused(
            f"the copy {copy} is good, but its head could not be noted: {error}\nno older copy was removed"
        ) from error
