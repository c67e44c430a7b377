"""What is opened, what is refused, with which words, and that a refusal changes nothing."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from permtrack.errors import LedgerUnsound, PermtrackError, SystemRefused
from permtrack.ledger.schema import OBJECTS
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from tests.ledger.given import draft, new_ledger, raw, record, ten_events

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX rights and signals")


def cut(length: int) -> Callable[[Path], None]:
    return lambda path: os.truncate(path, length)


def halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("permtrack.db", "x" * 9000)


def foreign(path: Path) -> None:
    path.unlink()
    with raw(path) as connection:
        connection.execute("CREATE TABLE event (number, hash)")


def newer(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("PRAGMA user_version = 99")


def versionless(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("PRAGMA user_version = 0")


def replaced_by_a_view(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("ALTER TABLE event RENAME TO real_event")
        connection.execute("CREATE VIEW event AS SELECT * FROM real_event")


def texts_dropped(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("DROP TABLE free_text")


def column_added(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("ALTER TABLE event ADD COLUMN remark TEXT")


def emptied(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("DROP TRIGGER event_no_delete")
        connection.execute("DELETE FROM event")
        connection.execute(OBJECTS["event_no_delete"])


REFUSED: list[tuple[str, Callable[[Path], object], str]] = [
    ("empty", cut(0), "not a permtrack ledger"),
    ("text", lambda path: path.write_text("Dear all,\n" * 900), "not a permtrack ledger"),
    ("zip", zipped, "not a permtrack ledger"),
    ("zeros", lambda path: path.write_bytes(bytes(8192)), "not a permtrack ledger"),
    ("another database", foreign, "not a permtrack ledger"),
    ("100 bytes", cut(100), "damaged"),
    ("first page only", cut(4096), "damaged"),
    ("half the file", halve, "damaged"),
    ("from a newer permtrack", newer, "newer version"),
    ("without a version", versionless, "damaged"),
    ("a view for a table", replaced_by_a_view, "unexpected"),
    ("a table gone", texts_dropped, "unexpected"),
    ("a column more", column_added, "unexpected"),
    ("no events at all", emptied, "damaged: event 1"),
]


@pytest.mark.parametrize("writing", [False, True], ids=["read", "write"])
@pytest.mark.parametrize(("make", "says"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_no_sound_ledger_is_refused_and_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], object], says: str, *, writing: bool
) -> None:
    path = ten_events(tmp_path)
    make(path)
    before = path.read_bytes()
    with pytest.raises(LedgerUnsound, match=says) as refused:
        open_ledger(path, writing=writing)
    assert refused.value.exit_code == 3
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("DROP TRIGGER event_no_replace", "protection event_no_replace has been taken away"),
        ("CREATE TRIGGER planted AFTER INSERT ON event BEGIN SELECT 1; END", "unexpected trigger 'planted'"),
        ("CREATE VIEW planted AS SELECT 1", "unexpected view 'planted'"),
        ("CREATE TABLE evnets (x)", "unexpected table 'evnets'"),
        ("DROP INDEX event_by_kind", "event_by_kind is missing"),
    ],
)
def test_a_changed_schema_stops_writing_and_is_told_to_readers(tmp_path: Path, change: str, says: str) -> None:
    path = ten_events(tmp_path)
    with raw(path) as connection:
        connection.execute(change)
    with pytest.raises(LedgerUnsound, match=says):
        open_ledger(path, writing=True)
    with open_ledger(path) as ledger:
        assert len(list(ledger.entries())) == 10
        (warning,) = ledger.warnings
    assert says in warning
    assert warning.startswith("warning: ")


def test_a_trigger_of_the_right_name_that_does_nothing_is_noticed(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    with raw(path) as connection:
        connection.execute("DROP TRIGGER event_no_delete")
        connection.execute("CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT 1; END")
    with pytest.raises(LedgerUnsound, match="protection event_no_delete has been changed"):
        open_ledger(path, writing=True)


def test_statistics_that_a_tool_collected_do_no_harm(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    with raw(path) as connection:
        connection.execute("ANALYZE")
    record(path, draft())
    assert verify(path).sound


@posix
def test_a_ledger_that_others_can_read_is_named(tmp_path: Path) -> None:
    path = new_ledger(tmp_path)
    path.chmod(0o644)
    with open_ledger(path) as ledger:
        (warning,) = ledger.warnings
    assert warning.startswith("warning: other people on this computer can read ")
    path.chmod(0o600)
    with open_ledger(path) as ledger:
        assert ledger.warnings == ()


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o660, 0o440, 0o400])
def test_a_team_may_share_a_ledger_through_its_group(mode: int, tmp_path: Path) -> None:
    path = new_ledger(tmp_path)
    path.chmod(mode)
    with open_ledger(path) as ledger:
        assert ledger.warnings == ()


@posix
@pytest.mark.parametrize("mode", [0o604, 0o644, 0o664, 0o602, 0o666, 0o601])
def test_any_right_for_every_account_is_warned_about(mode: int, tmp_path: Path) -> None:
    path = new_ledger(tmp_path, "the team's ledger.db")
    path.chmod(mode)
    with open_ledger(path) as ledger:
        (warning,) = ledger.warnings
    assert warning.startswith(f"warning: other people on this computer can read {path}; run: chmod o-rwx '")
    (command,) = re.findall("run: (.*)", warning)
    subprocess.run(["/bin/sh", "-c", command], check=True)
    with open_ledger(path) as ledger:
        assert ledger.warnings == ()


def hot_journal(path: Path) -> None:
    """Leave a write half done: pages already in the file, the journal beside it, and the writer dead."""
    program = (
        "import os, signal, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size = 1'); c.execute('BEGIN IMMEDIATE')\n"
        "c.execute('PRAGMA writable_schema = ON')\n"
        "c.execute('CREATE TABLE half (x)')\n"
        "c.executemany('INSERT INTO half VALUES (?)', [('y' * 3000,) for _ in range(200)])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    died = subprocess.run([sys.executable, "-c", program, path], check=False)
    assert died.returncode == -signal.SIGKILL
    assert path.with_name(path.name + "-journal").stat().st_size > 512


@posix
@pytest.mark.parametrize("writing", [False, True], ids=["read", "write"])
def test_a_write_that_broke_off_is_rolled_back_by_itself(tmp_path: Path, *, writing: bool) -> None:
    path = ten_events(tmp_path)
    hot_journal(path)
    with open_ledger(path, writing=writing) as ledger:
        assert ledger.head().number == 10
        assert ledger.warnings == ()
    assert verify(path).sound
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_a_write_that_breaks_off_while_a_reader_is_open_does_not_stop_the_reader(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    with open_ledger(path) as ledger:
        hot_journal(path)
        assert len(list(ledger.entries())) == 10
        hot_journal(path)
        assert ledger.head().number == 10


def as_nobody(program: str, *arguments: Path) -> str:
    """What a program prints when run by an account that owns nothing here."""
    run = "import os, sys, sqlite_utils, sqlite_utils.migrations\nfrom pathlib import Path\n"
    run += "from permtrack.errors import PermtrackError\nfrom permtrack.ledger.store import open_ledger\n"
    run += "from tests.ledger.given import draft, record\n"
    # Last, because such an account may not even be allowed to read the Python it runs on.
    run += "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\ntry:\n" + "".join(
        f"    {line}\n" for line in program.splitlines()
    )
    run += "except PermtrackError as error: print(error.exit_code, error)\n"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", run, *arguments], capture_output=True, text=True, check=False, cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder whose way in is open to every account."""
    for folder in (tmp_path, *list(tmp_path.parents)[:3]):
        if folder.stat().st_uid == os.getuid() and folder != Path("/tmp"):  # noqa: S108
            folder.chmod(0o755)
    return tmp_path


READ = "with open_ledger(Path(sys.argv[1])) as ledger: print(len(list(ledger.entries())))"
WRITE = "record(Path(sys.argv[1]), draft()); print('recorded')"


@posix
def test_a_read_only_file_in_a_read_only_folder_can_be_read(open_folder: Path) -> None:
    path = ten_events(open_folder)
    path.chmod(0o444)
    open_folder.chmod(0o555)
    try:
        assert as_nobody(READ, path) == "10\n"
        assert as_nobody(WRITE, path).startswith("4 NOT SAVED: this account may not write there")
    finally:
        open_folder.chmod(0o755)


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only root can give a file to a group it is not in")
def test_a_member_of_the_group_records_in_a_ledger_shared_through_it(open_folder: Path) -> None:
    folder = open_folder / "team"
    folder.mkdir()
    path = ten_events(folder)
    for each, mode in ((folder, 0o2770), (path, 0o660)):
        os.chown(each, -1, 65534)
        each.chmod(mode)
    assert as_nobody(WRITE, path) == "recorded\n"
    assert record(path, draft())[0].number == 12
    with open_ledger(path) as ledger:
        assert ledger.warnings == ()
    assert verify(path).sound


@posix
def test_due_answers_another_account_from_a_read_only_file_in_a_read_only_folder(open_folder: Path) -> None:
    path = ten_events(open_folder)
    path.chmod(0o444)
    open_folder.chmod(0o555)
    program = (
        "import contextlib, io, os, sys\n"
        "from permtrack.cli import app\n"
        "asked = ['due', '--ledger', sys.argv[1]]\n"
        # In groups, which is worked out and not looked up: everything is loaded, and nothing is kept.
        "import permtrack.app.keeping\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit): app([*asked, '--by', 'team'])\n"
        # Only now, because such an account may not even be allowed to read the Python it runs on.
        "if os.getuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "app(asked)\n"
    )
    root = Path(__file__).parents[2]
    try:
        done = subprocess.run(
            [sys.executable, "-c", program, path], capture_output=True, text=True, check=False, cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
        )  # fmt: skip
    finally:
        open_folder.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert "0 overdue, 0 due today" in done.stdout
    assert list(open_folder.iterdir()) == [path]


@posix
def test_a_ledger_that_may_not_be_read_is_the_systems_refusal(open_folder: Path) -> None:
    path = ten_events(open_folder)
    path.chmod(0o000)
    said = as_nobody(READ, path)
    path.chmod(0o600)
    assert said.startswith("4 ")
    assert "rights" in said


@posix
@pytest.mark.parametrize("journal_mode", [0o444, 0o600])
def test_a_write_that_broke_off_where_nothing_may_be_written_is_told(journal_mode: int, open_folder: Path) -> None:
    path = ten_events(open_folder)
    hot_journal(path)
    path.chmod(0o444)
    path.with_name(path.name + "-journal").chmod(journal_mode)
    open_folder.chmod(0o555)
    try:
        said = as_nobody(READ, path)
    finally:
        open_folder.chmod(0o755)
    assert said.startswith("4 ")
    assert "must be rolled back first" in said


def test_a_failed_read_is_called_damage_only_when_a_second_look_fails_too(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    whole = path.read_bytes()
    with open_ledger(path) as ledger:
        path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
        with pytest.raises(LedgerUnsound, match="is damaged"):
            list(ledger.entries())
        # This connection still holds the bad pages; a fresh one finds the file whole.
        path.write_bytes(whole)
        with pytest.raises(SystemRefused, match="a second look finds no damage"):
            list(ledger.entries())


def test_every_refusal_is_one_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "odd"
    for size in (1, 15, 16, 99, 512, 1024, 4095, 4097):
        path.write_bytes(b"SQLite format 3\0".ljust(size, b"\x01")[:size])
        with pytest.raises(PermtrackError) as refused:
            open_ledger(path)
        assert isinstance(refused.value, LedgerUnsound | SystemRefused)
        assert not isinstance(refused.value, sqlite3.Error)
