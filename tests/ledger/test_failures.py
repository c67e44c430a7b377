"""When the system fails or others are at work: what is said is true, and nothing acknowledged is lost."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from permtrack.errors import LedgerBusy, RequestRefused, SystemRefused
from permtrack.ledger.backup import backup, restore
from permtrack.ledger.connection import whether_saved
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from tests.ledger.given import draft, new_ledger, raw, record, ten_events

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def locked(path: Path, how: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
    with raw(path) as connection:
        connection.execute(f"BEGIN {how}")
        yield connection


def test_a_ledger_that_another_holds_is_busy_and_nothing_is_saved(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    began = time.monotonic()
    with (
        locked(path),
        open_ledger(path, writing=True, wait=0.3) as ledger,
        pytest.raises(LedgerBusy, match="in use by another permtrack; waited 0 s; nothing was saved") as refused,
        ledger.transaction(),
    ):
        ledger.append([draft()])
    assert refused.value.exit_code == 5
    assert 0.3 <= time.monotonic() - began < 5
    with open_ledger(path) as ledger:
        assert ledger.head().number == 10


def test_a_reader_who_does_not_let_go_makes_the_commit_busy_and_nothing_is_saved(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    with open_ledger(path, writing=True, wait=0.3) as ledger, raw(path) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM event").fetchone()
        with pytest.raises(LedgerBusy), ledger.transaction():
            ledger.append([draft()])
        assert ledger.head().number == 10


def test_a_writer_in_the_middle_of_its_commit_makes_a_reader_wait(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    with locked(path, "EXCLUSIVE"), pytest.raises(LedgerBusy, match="in use"):
        open_ledger(path, wait=0.2)


def test_a_lock_that_is_let_go_in_time_is_waited_out(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    started = threading.Event()
    writer = threading.Thread(target=_write_slowly, args=(path, started))
    writer.start()
    started.wait(5)
    record(path, draft())
    writer.join()
    assert verify(path).head.number == 12


def test_two_writers_that_opened_before_either_wrote_both_find_their_place(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    with open_ledger(path, writing=True) as one, open_ledger(path, writing=True) as other:
        for ledger in (one, other, one):
            with ledger.transaction():
                ledger.append([draft()])
    found = verify(path)
    assert found.sound
    assert found.head.number == 13


def test_the_truth_about_a_failed_write_is_looked_up_afresh(tmp_path: Path) -> None:
    path = new_ledger(tmp_path)
    there, not_there = draft(), draft()
    record(path, there)
    assert whether_saved(path, [there.event.id]).startswith("SAVED")
    assert whether_saved(path, [not_there.event.id]) == "NOT SAVED"
    assert whether_saved(path, [there.event.id, not_there.event.id]) == "NOT SAVED"
    assert whether_saved(path, []) == "NOT SAVED"
    path.write_bytes(b"")
    assert "NOT KNOWN" in whether_saved(path, [there.event.id])


LIMITED = """
import resource, sys
from pathlib import Path
from permtrack.errors import PermtrackError
from tests.ledger.given import draft, record
path = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 4096,) * 2)
try:
    record(path, *(draft(fields={"note": "x" * 900}) for _ in range(50)))
except PermtrackError as error:
    print(error.exit_code, error)
"""


@pytest.mark.skipif(os.name == "nt", reason="file size limits are POSIX's")
def test_a_file_that_may_not_grow_refuses_the_event_and_keeps_the_others(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    done = subprocess.run([sys.executable, "-c", LIMITED, path], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.startswith("4 NOT SAVED: an input or output error")
    found = verify(path)
    assert found.sound
    assert found.head.number == 10


def test_a_file_deleted_under_a_writer_loses_nothing_silently(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    moved = tmp_path / "moved.db"
    with open_ledger(path, writing=True) as ledger:
        path.rename(moved)
        with pytest.raises(SystemRefused, match=r"NOT (KNOWN|SAVED)"), ledger.transaction():
            ledger.append([draft()])
    assert not path.exists()
    assert verify(moved).head.number == 10


def test_a_restore_waits_for_the_writer_and_then_finds_the_ledger_newer(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    backup(path, tmp_path / "copy.db")
    started = threading.Event()
    writer = threading.Thread(target=_write_slowly, args=(path, started))
    writer.start()
    started.wait(5)
    with pytest.raises(RequestRefused, match="is newer"):
        restore(tmp_path / "copy.db", path)
    writer.join()
    assert verify(path).head.number == 11


def _write_slowly(path: Path, started: threading.Event) -> None:
    with open_ledger(path, writing=True) as ledger, ledger.transaction():
        started.set()
        time.sleep(0.4)
        ledger.append([draft()])


@pytest.mark.parametrize("part", ["kills", "writers", "waiting", "power-cut", "system-faults", "full-disk", "backups"])
def test_the_torture_in_small(part: str) -> None:
    command = [sys.executable, str(ROOT / "tests" / "torture.py"), "--quick", "--only", part]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if "LEFT OUT " in done.stdout.splitlines()[0]:
        pytest.skip(done.stdout.splitlines()[0])
    assert done.returncode == 0, done.stdout + done.stderr
