import os
import stat
from pathlib import Path

import pytest

from permtrack.errors import RequestRefused, SystemRefused
from permtrack.ledger.backup import backup, restore
from permtrack.ledger.files import NoLedger, ledger_uri, located, prepared, publish
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from tests.ledger.given import draft, new_ledger, record

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX names and rights")


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/srv/permtrack.db", "file:/srv/permtrack.db?mode=ro"),
        ("/srv/a?mode=memory#b %41.db", "file:/srv/a%3Fmode%3Dmemory%23b%20%2541.db?mode=ro"),
        (r"\\server\share\permtrack.db", "file:////server/share/permtrack.db?mode=ro"),
        ("C:/Users/permtrack.db", "file:/C:/Users/permtrack.db?mode=ro"),
    ],
)
def test_a_path_becomes_the_uri_that_sqlite_reads_back(path: str, uri: str) -> None:
    assert ledger_uri(path, "ro") == uri


@posix
@pytest.mark.parametrize("name", ["a?mode=memory#b %41.db", "täg 'x'.db", "\\\\odd.db", "a:b&c=d.db", "\udcff.db"])
def test_a_ledger_of_any_name_keeps_its_events_in_that_very_file(tmp_path: Path, name: str) -> None:
    path = new_ledger(tmp_path, name)
    record(path, draft())
    with open_ledger(path) as ledger:
        assert ledger.head().number == 2
    assert [file.name for file in tmp_path.iterdir()] == [name]


@posix
def test_a_ledger_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = new_ledger(tmp_path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_creating_over_a_file_is_refused_and_leaves_it_be(tmp_path: Path) -> None:
    path = tmp_path / "permtrack.db"
    path.write_text("mine")
    with pytest.raises(RequestRefused, match="exists already"):
        new_ledger(tmp_path)
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_creating_beside_a_journal_left_alone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "permtrack.db-journal").write_bytes(b"something")
    with pytest.raises(RequestRefused, match="left from an earlier ledger"):
        new_ledger(tmp_path)
    assert not (tmp_path / "permtrack.db").exists()


def test_creating_in_a_folder_that_is_not_there_is_the_systems_refusal(tmp_path: Path) -> None:
    with pytest.raises(SystemRefused, match="no such file or directory"):
        new_ledger(tmp_path / "nowhere")


def test_a_file_being_prepared_is_gone_when_it_comes_to_nothing(tmp_path: Path) -> None:
    with pytest.raises(SystemRefused), prepared(tmp_path / "x", "t") as temporary:
        (temporary / "no folder").write_bytes(b"half")
    assert list(tmp_path.iterdir()) == []


def test_publishing_never_takes_a_name_that_someone_else_took_meanwhile(tmp_path: Path) -> None:
    taken = tmp_path / "x"
    with prepared(taken, "t") as temporary:
        taken.write_text("theirs")
        with pytest.raises(RequestRefused, match="exists already"):
            publish(temporary, taken)
    assert taken.read_text() == "theirs"


def test_a_missing_ledger_says_how_to_create_one(tmp_path: Path) -> None:
    with pytest.raises(NoLedger, match="create one with: permtrack init") as refused:
        open_ledger(tmp_path / "permtrack.db")
    assert refused.value.exit_code == 4
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_a_ledger(tmp_path: Path) -> None:
    with pytest.raises(SystemRefused, match="is a folder"):
        open_ledger(tmp_path)


@posix
def test_a_named_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SystemRefused, match="not an ordinary file"):
        open_ledger(tmp_path / "pipe")


@posix
def test_a_link_to_a_ledger_is_the_ledger(tmp_path: Path) -> None:
    path = new_ledger(tmp_path)
    (tmp_path / "here.db").symlink_to(path)
    record(tmp_path / "here.db", draft())
    assert located(tmp_path / "here.db") == path.resolve()
    with open_ledger(path) as ledger:
        assert ledger.head().number == 2


def test_a_path_named_from_the_current_folder_is_the_file_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = new_ledger(Path())
    record(path, draft())
    copied = backup(path, Path("copy.db"))
    restored = restore(Path("copy.db"), Path("again.db"))
    assert copied == restored.head
    assert copied.number == 2
    assert verify(Path("again.db")).sound
    assert sorted(file.name for file in tmp_path.iterdir()) == ["again.db", "copy.db", "permtrack.db"]
