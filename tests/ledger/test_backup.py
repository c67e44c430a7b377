import os
import shutil
import stat
from pathlib import Path

import pytest

from permtrack.errors import LedgerUnsound, RequestRefused, SystemRefused
from permtrack.ledger.backup import backup, restore
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from tests.ledger.given import draft, new_ledger, rechain, record, tamper, ten_events


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ten_events(tmp_path)


def numbers(path: Path) -> int:
    with open_ledger(path) as ledger:
        return len(list(ledger.entries()))


def test_a_backup_is_the_same_ledger_private_and_alone(path: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    copy = tmp_path / "kept" / "monday.db"
    before = os.umask(0)
    try:
        head = backup(path, copy)
    finally:
        os.umask(before)
    assert head == verify(path).head == verify(copy).head
    assert os.name == "nt" or stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert list(copy.parent.iterdir()) == [copy]


def test_a_backup_never_replaces_a_file_unless_forced(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("something else")
    with pytest.raises(RequestRefused, match="exists already"):
        backup(path, copy)
    assert copy.read_text() == "something else"
    backup(path, copy, force=True)
    assert numbers(copy) == 10


def test_a_ledger_is_not_backed_up_onto_itself(path: Path) -> None:
    with pytest.raises(RequestRefused, match="the very file"):
        backup(path, path, force=True)
    assert numbers(path) == 10


def test_an_unsound_ledger_gives_no_backup(path: Path, tmp_path: Path) -> None:
    tamper(path, "UPDATE event SET source = 'x' WHERE number = 3")
    with pytest.raises(LedgerUnsound, match="event 3"):
        backup(path, tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == [path]


def test_a_backup_into_a_folder_that_is_not_there_is_the_systems_refusal(path: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemRefused):
        backup(path, tmp_path / "nowhere" / "copy.db")


def test_a_backup_taken_while_a_writer_is_at_work_has_what_was_committed(path: Path, tmp_path: Path) -> None:
    with open_ledger(path, writing=True) as ledger, ledger.transaction():
        ledger.append([draft()])
        assert backup(path, tmp_path / "copy.db").number == 10
    assert numbers(path) == 11


def test_a_missing_ledger_is_restored(path: Path, tmp_path: Path) -> None:
    head = backup(path, tmp_path / "copy.db")
    path.unlink()
    restored = restore(tmp_path / "copy.db", path)
    assert (restored.head, restored.aside) == (head, None)
    assert verify(path).head == head


def test_restoring_over_an_older_ledger_of_the_same_history_keeps_it_aside(path: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    backup(path, older)
    record(path, draft())
    restored = restore(path, older)
    assert numbers(older) == 11
    assert restored.aside == tmp_path / "older.db.replaced-1"
    assert numbers(restored.aside) == 10
    assert restore(path, older).aside == tmp_path / "older.db.replaced-2"


def test_a_newer_ledger_is_not_restored_over_unless_told(path: Path, tmp_path: Path) -> None:
    backup(path, tmp_path / "copy.db")
    record(path, draft(), draft())
    before = path.read_bytes()
    with pytest.raises(RequestRefused, match="is newer: it ends with event 12, the backup with event 10"):
        restore(tmp_path / "copy.db", path)
    assert path.read_bytes() == before
    restored = restore(tmp_path / "copy.db", path, replace=True)
    assert numbers(path) == 10
    assert restored.aside is not None
    assert restored.aside.read_bytes() == before


def test_a_ledger_of_another_history_is_not_restored_over_unless_told(path: Path, tmp_path: Path) -> None:
    other = new_ledger(tmp_path, "other.db")
    with pytest.raises(RequestRefused, match="a history that the backup does not"):
        restore(path, other)
    assert numbers(other) == 1
    restore(path, other, replace=True)
    assert numbers(other) == 10


def test_what_stands_there_and_is_no_ledger_is_kept_aside_when_told(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_text("minutes of the meeting")
    with pytest.raises(RequestRefused, match="cannot be compared"):
        restore(path, other)
    assert other.read_text() == "minutes of the meeting"
    restored = restore(path, other, replace=True)
    assert numbers(other) == 10
    assert restored.aside is not None
    assert restored.aside.read_text() == "minutes of the meeting"


def test_an_unsound_backup_is_not_restored(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    tamper(copy, "UPDATE event SET source = 'x' WHERE number = 3")
    rechained = tmp_path / "rechained.db"
    shutil.copy(copy, rechained)
    rechain(rechained)
    with pytest.raises(LedgerUnsound, match="event 3"):
        restore(copy, path, replace=True)
    with pytest.raises(RequestRefused, match="a history that the backup does not"):
        restore(rechained, path)
    assert numbers(path) == 10


def test_a_journal_left_beside_is_never_rolled_back_into_a_restored_ledger(path: Path, tmp_path: Path) -> None:
    backup(path, tmp_path / "copy.db")
    path.write_text("ruined")
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(b"an old journal")
    restore(tmp_path / "copy.db", path, replace=True)
    assert not journal.exists()
    assert verify(path).sound


def test_a_journal_left_by_a_ledger_that_is_gone_is_moved_too(path: Path, tmp_path: Path) -> None:
    backup(path, tmp_path / "copy.db")
    path.unlink()
    path.with_name(path.name + "-journal").write_bytes(b"an old journal")
    restore(tmp_path / "copy.db", path)
    assert verify(path).sound
    assert not path.with_name(path.name + "-journal").exists()
    assert (tmp_path / "permtrack.db.replaced-1-journal").read_bytes() == b"an old journal"


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be replaced on Windows")
def test_a_writer_who_opened_the_replaced_ledger_is_told_not_saved(path: Path, tmp_path: Path) -> None:
    backup(path, tmp_path / "copy.db")
    with open_ledger(path, writing=True) as ledger:
        restore(tmp_path / "copy.db", path)
        with pytest.raises(SystemRefused, match=r"^NOT SAVED"), ledger.transaction():
            ledger.append([draft()])
    assert numbers(path) == 10
