"""A series of dated copies: how they are named, and what retention removes and what it never touches."""

import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from permtrack.app.backing_up import BackedUp, back_up
from permtrack.errors import LedgerUnsound, RequestRefused, SystemRefused
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from tests.ledger.given import draft, new_ledger, raw, rechain, record, tamper, ten_events

NIGHT = datetime(2026, 11, 22, 6, 15, tzinfo=UTC)
HEADS = "heads ?.txt" if os.name != "nt" else "heads %.txt"
ODD = "a ?#% name\nof two lines, \u0142\u00f3d\u017a" if os.name != "nt" else "a #% name, \u0142\u00f3d\u017a"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ten_events(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


def night(path: Path, file: Path, number: int = 0, keep: int = 3, anchor: Path | None = None) -> BackedUp:
    """The backup of the night so many nights after 22 November 2026."""
    with open_ledger(path) as ledger:
        return back_up(ledger, file, NIGHT + timedelta(days=number), keep=keep, anchor=anchor)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_copies_are_named_after_their_instant_and_the_oldest_go(path: Path, folder: Path) -> None:
    for number in range(5):
        record(path, draft())
        made = night(path, folder / "permtrack.db", number)
    assert names(folder) == [
        "permtrack-2026-11-24T061500Z.db",
        "permtrack-2026-11-25T061500Z.db",
        "permtrack-2026-11-26T061500Z.db",
    ]
    assert made.copy == folder / "permtrack-2026-11-26T061500Z.db"
    assert made.pruned is not None
    assert [gone.name for gone in made.pruned.removed] == ["permtrack-2026-11-23T061500Z.db"]
    assert [verify(folder / name).head.number for name in names(folder)] == [13, 14, 15]
    assert os.name == "nt" or {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_an_instant_is_told_in_utc_whatever_the_clock_s_zone(path: Path, folder: Path) -> None:
    with open_ledger(path) as ledger:
        summer = datetime.fromisoformat("2026-07-01T00:30:00+01:00")
        assert back_up(ledger, folder, summer, keep=1, anchor=None).copy.name == "permtrack-2026-06-30T233000Z.db"


def test_a_folder_takes_copies_of_the_ledger_s_own_name(path: Path, folder: Path) -> None:
    night(path, folder)
    assert names(folder) == ["permtrack-2026-11-22T061500Z.db"]


def test_two_copies_of_one_second_never_share_a_name(path: Path, folder: Path) -> None:
    for _ in range(3):
        night(path, folder / "permtrack.db")
    assert names(folder) == [f"permtrack-2026-11-22T06150{second}Z.db" for second in range(3)]


def test_keeping_one_keeps_the_newest(path: Path, folder: Path) -> None:
    for number in range(3):
        night(path, folder, number, keep=1)
    assert names(folder) == ["permtrack-2026-11-24T061500Z.db"]


def test_the_new_copy_stays_even_when_the_clock_went_back(path: Path, folder: Path) -> None:
    for number in (0, 1, -300):
        night(path, folder, number, keep=2)
    assert names(folder) == ["permtrack-2026-01-26T061500Z.db", "permtrack-2026-11-23T061500Z.db"]


def test_only_copies_of_this_ledger_s_own_history_are_counted_and_removed(path: Path, folder: Path) -> None:
    """Each stands where the oldest copy would, and would be the first to go."""
    strange = {
        "permtrack-2020-01-01T000000Z.db": "another ledger's copy",
        "permtrack-2020-01-02T000000Z.db": "minutes of a meeting",
        "permtrack-2020-01-03T000000Z.db": "a copy that knows more than the ledger",
        "permtrack-2020-01-04T000000Z.db": "a copy that was written anew",
        "permtrack-2020-01-05T000000Z.db": "a copy whose first page is gone",
        "permtrack-2020-01-06T000000Z.db": "some other program's database",
    }
    other, text, ahead, anew, broken, database = (folder / name for name in strange)
    new_ledger(folder, other.name)
    text.write_text("minutes")
    shutil.copy(path, ahead)
    record(ahead, draft())
    shutil.copy(path, anew)
    tamper(anew, "UPDATE event SET source = 'x' WHERE number = 3")
    rechain(anew)
    broken.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    with raw(database) as connection:
        connection.execute("CREATE TABLE event (number, id, hash)")
    before = {file: file.read_bytes() for file in folder.iterdir()}
    for number in range(3):
        made = night(path, folder, number, keep=1)
    assert made.pruned is not None
    assert [left.name for left in made.pruned.left_alone] == sorted(strange)
    assert {file: file.read_bytes() for file in before} == before
    assert names(folder) == [*sorted(strange), "permtrack-2026-11-24T061500Z.db"]


def test_only_files_of_the_very_series_are_looked_at(path: Path, folder: Path) -> None:
    kept = [
        "permtrack.db",
        "permtrack-2020-01-01T000000Z.db.old",
        "permtrack-2020-01-01.db",
        "permtrack-old-2020-01-01T000000Z.db",
        "xpermtrack-2020-01-01T000000Z.db",
        "permtrack-2020-01-01T000000Zdb",
    ]
    for name in kept:
        shutil.copy(path, folder / name)
    (folder / "permtrack-2020-01-02T000000Z.db").mkdir()
    for number in range(2):
        made = night(path, folder, number, keep=1)
    assert made.pruned is not None
    assert made.pruned.left_alone == ()
    assert set(kept) < set(names(folder))
    assert "permtrack-2026-11-22T061500Z.db" not in names(folder)


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_a_link_of_such_a_name_is_never_followed_nor_removed(path: Path, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "precious.db"
    shutil.copy(path, copy)
    (folder / "permtrack-2020-01-01T000000Z.db").symlink_to(copy)
    for number in range(2):
        night(path, folder, number, keep=1)
    assert copy.exists()
    assert names(folder) == ["permtrack-2020-01-01T000000Z.db", "permtrack-2026-11-23T061500Z.db"]


def test_an_unsound_ledger_gives_no_copy_and_removes_none(path: Path, folder: Path) -> None:
    for number in range(3):
        night(path, folder, number)
    before = names(folder)
    tamper(path, "UPDATE event SET source = 'x' WHERE number = 3")
    with pytest.raises(LedgerUnsound, match=rf"^{re.escape(str(path))} cannot be relied on: event 3"):
        night(path, folder, 4, keep=1)
    assert names(folder) == before


def test_a_ledger_that_was_cut_short_gives_no_copy_where_heads_were_noted(path: Path, folder: Path) -> None:
    """Night after night of copies of a ledger put back in time would push the good ones out."""
    anchor = folder.parent / "heads.txt"
    for number in range(3):
        night(path, folder, number, anchor=anchor)
    before, noted = names(folder), anchor.read_bytes()
    tamper(path, "DELETE FROM event WHERE number > 5", "DELETE FROM free_text WHERE event > 5")
    with pytest.raises(LedgerUnsound, match="shorter than the head 10:") as refused:
        night(path, folder, 4, keep=1, anchor=anchor)
    assert str(refused.value).endswith("keep that file of heads and begin a new one")
    assert (names(folder), anchor.read_bytes()) == (before, noted)


def test_a_head_that_cannot_be_noted_leaves_the_older_copies(path: Path, folder: Path, tmp_path: Path) -> None:
    for number in range(3):
        night(path, folder, number)
    with pytest.raises(SystemRefused, match="is good, but its head could not be noted"):
        night(path, folder, 4, keep=1, anchor=tmp_path / "nowhere" / "heads.txt")
    assert len(names(folder)) == 4


def test_force_has_no_place_in_a_series(path: Path, folder: Path) -> None:
    with open_ledger(path) as ledger, pytest.raises(RequestRefused, match="replaces none"):
        back_up(ledger, folder, NIGHT, keep=3, anchor=None, force=True)
    with open_ledger(path) as ledger, pytest.raises(RequestRefused, match="is a folder; name a file in it"):
        back_up(ledger, folder, NIGHT, keep=None, anchor=None)
    assert names(folder) == []


def test_names_that_need_care(tmp_path: Path) -> None:
    folder = tmp_path / ODD
    folder.mkdir()
    path = ten_events(tmp_path, f"{ODD}.db")
    for number in range(3):
        night(path, folder / f"{ODD}.[a-z]+.db", number, keep=2, anchor=folder / HEADS)
    copies = [name for name in names(folder) if name != HEADS]
    assert copies == [f"{ODD}.[a-z]+-2026-11-{day}T061500Z.db" for day in (23, 24)]
    assert verify(path, str(folder / HEADS)).level == "chain and anchor"
