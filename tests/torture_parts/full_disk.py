"""A disk that runs full: the event is refused with the word, all others stay, and nothing is left half made."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from permtrack.errors import PermtrackError, SystemRefused
from permtrack.ledger.backup import backup
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from tests.torture_parts.outcome import (
    LeftOutError,
    Outcome,
    fresh_ledger,
    ids,
    needs,
    needs_posix,
    run,
    say,
    some_draft,
)

SIZE = "300k"


def full_disk(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """Write to a disk of 300 KB until it refuses; then try a backup and a new ledger there."""
    needs_posix()
    disk = folder / "disk"
    disk.mkdir()
    unshare = [needs("unshare"), "-m"] if os.getuid() == 0 else [needs("unshare"), "-r", "-m"]
    if run([*unshare, "true"]).returncode:
        raise LeftOutError("this system gives no mount namespace, which a small disk of its own needs")
    inside = f'mount -t tmpfs -o size={SIZE} tmpfs "$1" && exec "$2" -m tests.torture_parts.full_disk "$1"'
    done = run([*unshare, "sh", "-c", inside, "sh", str(disk), sys.executable])
    if done.returncode and "mount" in done.stderr:
        raise LeftOutError(f"cannot mount a small disk: {done.stderr.strip()}")
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, "full_disk", done.stdout, done.stderr)
    for passed, says in json.loads(done.stdout):
        yield Outcome(passed, says)


def _inside(disk: Path) -> Iterator[tuple[bool, str]]:
    path = fresh_ledger(disk)
    acknowledged, refusal = _write_until_refused(path)
    kept = acknowledged < ids(path) and len(ids(path)) == len(acknowledged) + 1 and verify(path).sound
    told = isinstance(refusal, SystemRefused) and "NOT SAVED" in str(refusal) and "full" in str(refusal)
    yield (
        told and kept,
        f"a full disk refuses event {len(acknowledged) + 1} ({refusal.exit_code}: {str(refusal)[:40]}..), the others stay",
    )
    for what, attempt in (
        ("a backup", lambda: backup(path, disk / "copy.db")),
        ("a new ledger", lambda: fresh_ledger(disk, name="new.db")),
    ):
        try:
            attempt()
            yield False, f"{what} fitted on a full disk"
        except PermtrackError as error:
            left = [file.name for file in disk.iterdir() if file != path]
            passed = error.exit_code == 4 and "full" in str(error) and not left
            yield passed, f"{what} on a full disk is refused ({error.exit_code}) and leaves {left or 'nothing'} behind"


def _write_until_refused(path: Path) -> tuple[set[str], PermtrackError]:
    acknowledged: set[str] = set()
    while True:
        draft = some_draft()
        try:
            with open_ledger(path, writing=True) as ledger, ledger.transaction():
                ledger.append([draft])
        except PermtrackError as error:
            return acknowledged, error
        acknowledged.add(draft.event.id)


if __name__ == "__main__":
    say(json.dumps(list(_inside(Path(sys.argv[1])))))
