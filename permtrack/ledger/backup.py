"""Copies that can be relied on: taken while others work, private, verified; and putting one back without losing any."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from permtrack.domain.records import record
from permtrack.errors import LedgerUnsound, RequestRefused, SystemRefused
from permtrack.ledger import connection as connections
from permtrack.ledger import faults
from permtrack.ledger.files import journal_of, located, prepared, publish, refuse_existing, sync, system_refused
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import Head, open_ledger
from permtrack.ledger.trust import demand_sound, holds


@record
class Restored:
    """What stands at the path now, and where the file that stood there before is kept."""

    head: Head
    aside: Path | None


def backup(path: Path, to: Path, *, force: bool = False, anchors: Sequence[Head] = ()) -> Head:
    """Copy a ledger, as it is at one moment, into a private file, verified before it gets its name.

    Returns the head of the copy, worth noting elsewhere. Raises RequestRefused where `to` exists, unless `force`;
    LedgerUnsound where what would be copied is not sound, or does not pass through the heads noted earlier.
    """
    source = located(path)
    _refuse_same(source, to)
    if not force:
        refuse_existing(to)
    with prepared(to, _tag()) as temporary:
        _copy(source, temporary)
        head = demand_sound(temporary, anchors, named=path).head
        publish(temporary, to, replace=force)
    return head


def restore(file: Path, to: Path, *, replace: bool = False, also: Sequence[Draft] = ()) -> Restored:
    """Put a verified copy of a backup where a ledger is, or is missing; the file it replaces is kept beside it.

    `also` is recorded in the copy that is put back. Raises RequestRefused, unless `replace`, where the ledger there is newer than the backup or has another history,
    and LedgerUnsound where the backup is not sound.
    """
    _refuse_same(located(file), to)
    target = Path(os.path.realpath(to))
    with prepared(target, _tag()) as temporary:
        _copy(located(file), temporary)
        head = demand_sound(temporary, named=file).head
        with contextlib.ExitStack() as held:
            held.enter_context(_held(target, temporary, head, replace=replace))
            if also:
                head = _added(temporary, also)
            if os.name == "nt":
                held.close()  # an open file cannot be replaced there
            aside = _set_aside(target)
            publish(temporary, target, replace=aside is not None)
    return Restored(head=head, aside=aside)


def _added(path: Path, drafts: Sequence[Draft]) -> Head:
    with open_ledger(path, writing=True) as ledger:
        with ledger.transaction():
            ledger.append(drafts)
        return ledger.head()


def _tag() -> str:
    return os.urandom(4).hex()


def _refuse_same(source: Path, to: Path) -> None:
    if os.path.realpath(to) == str(source):
        raise RequestRefused(f"{to} is the very file that would be copied; name another")


def _copy(source: Path, target: Path) -> None:
    """SQLite's own copying, with the source's read lock held throughout: a writer waits, the copy is of one moment."""
    with contextlib.closing(connections.connect(source, "ro")) as connection:
        with connections.reading(source):
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        try:
            with contextlib.closing(connections.bare(target, "rw")) as copy:
                connection.backup(copy)
        except sqlite3.Error as error:
            damaged = faults.speaks_of_damage(error) and connections.looks_damaged(source)
            if damaged:
                raise LedgerUnsound(f"{source} is damaged and cannot be copied; run: permtrack verify") from error
            raise SystemRefused(f"the copy of {source} could not be written: {faults.reason(error)}") from error


@contextlib.contextmanager
def _held(target: Path, backup_file: Path, head: Head, *, replace: bool) -> Iterator[None]:
    """Keep writers out of the ledger that is to be replaced, having found that nothing of it would be lost."""
    if not os.path.lexists(target):
        yield
        return
    try:
        ledger = open_ledger(target, writing=True)
    except (LedgerUnsound, SystemRefused) as error:
        if not replace:
            raise RequestRefused(
                f"{target} cannot be compared with the backup ({error}); --replace keeps it aside"
            ) from error
        yield
        return
    with ledger, ledger.transaction():
        if not replace:
            _refuse_loss(target, ledger.head(), backup_file, head)
        yield


def _refuse_loss(target: Path, present: Head, backup_file: Path, head: Head) -> None:
    if present.number > head.number:
        raise RequestRefused(
            f"{target} is newer: it ends with event {present.number}, the backup with event {head.number}; "
            "--replace restores it all the same and keeps the newer one aside"
        )
    if not holds(backup_file, present):
        raise RequestRefused(
            f"{target} holds a history that the backup does not; --replace restores it all the same and keeps this one aside"
        )


def _set_aside(target: Path) -> Path | None:
    """Give the file that stands there a second name, and its journal with it: the two belong together."""
    journal = journal_of(target)
    if not os.path.lexists(target) and not os.path.lexists(journal):
        return None
    aside = next(
        name
        for number in range(1, 10_000)
        if not os.path.lexists(name := target.with_name(f"{target.name}.replaced-{number}"))
        and not os.path.lexists(journal_of(name))
    )
    try:
        if os.path.lexists(target):
            _second_name(target, aside)
        if os.path.lexists(journal):
            journal.rename(journal_of(aside))
        sync(target.parent)
    except OSError as error:
        raise system_refused(target, error) from error
    return aside


def _second_name(target: Path, aside: Path) -> None:
    try:
        os.link(target, aside)
    except OSError:
        target.rename(aside)  # a file system without links: the name stands empty for a moment
