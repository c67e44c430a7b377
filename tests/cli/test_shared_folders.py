"""A ledger in a folder that other computers can write to: asked once, remembered, warned about where nobody was asked."""

import json
import os
import stat
from pathlib import Path

import pytest

from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from tests.cli.running import permtrack
from tests.ledger.given import new_ledger, ten_events

WARNING = (
    "permtrack: warning: the ledger lies in a folder that OneDrive copies to other computers: the file can be copied "
    "half-written, or brought back as it was before somebody recorded; permtrack doctor says what to do"
)


@pytest.fixture
def synced(tmp_path: Path) -> Path:
    folder = tmp_path / "OneDrive - Wendlebury Council"
    folder.mkdir()
    return folder


def said(err: str) -> list[str]:
    return [line for line in err.splitlines() if "PERMTRACK_TODAY" not in line]


def test_a_ledger_is_not_made_there_until_somebody_allows_it(synced: Path) -> None:
    path = synced / "permtrack.db"
    refused = permtrack("init", "--ledger", str(path))
    assert (refused.code, refused.out) == (2, "")
    assert "OneDrive copies to other computers" in refused.err
    assert refused.err.endswith("allow it once with --allow-shared-folder\n")
    assert list(synced.iterdir()) == []
    assert permtrack("init", "--ledger", str(path), "--allow-shared-folder").code == 0
    with open_ledger(path) as ledger:
        beginning, allowed = ledger.entries()
        assert (allowed.kind, allowed.child, allowed.fields) == (
            "shared-folder-allowed",
            None,
            {"place": "synced-folder"},
        )
        assert allowed.on.isoformat() == "2026-03-31"
        assert allowed.recorded_by == beginning.recorded_by
    assert verify(path).sound


def test_what_was_allowed_is_neither_asked_nor_warned_about_again(synced: Path, tmp_path: Path) -> None:
    path = synced / "permtrack.db"
    permtrack("init", "--ledger", str(path), "--allow-shared-folder")
    for command in (("due",), ("verify",), ("add-child", "1005", "--dob", "1/1/2024")):
        ran = permtrack("--ledger", str(path), *command)
        assert (ran.code, said(ran.err)) == (0, []), command
    copy = tmp_path / "copy.db"
    assert permtrack("backup", str(copy), "--ledger", str(path)).code == 0
    again = permtrack("restore", str(copy), "--ledger", str(synced / "again.db"))
    assert again.code == 0, again.err
    assert verify(synced / "again.db").head == verify(copy).head


@pytest.mark.parametrize("command", [("due",), ("due", "--format", "json"), ("verify",), ("export", "events")])
def test_a_ledger_that_came_there_unasked_goes_on_opening_with_one_warning(
    command: tuple[str, ...], synced: Path
) -> None:
    path = ten_events(synced)
    ran = permtrack("--ledger", str(path), *command)
    assert ran.code == 0
    assert said(ran.err) == [WARNING]
    if "json" in command:
        json.loads(ran.out)


def test_it_goes_on_recording_with_one_warning(synced: Path) -> None:
    ran = permtrack("--ledger", str(new_ledger(synced)), "add-child", "1005", "--dob", "1/1/2024")
    assert ran.code == 0
    assert said(ran.err) == [WARNING]


def test_a_backup_is_not_put_back_there_until_somebody_allows_it(synced: Path, tmp_path: Path) -> None:
    copy = ten_events(tmp_path, "copy.db")
    path = synced / "permtrack.db"
    refused = permtrack("restore", str(copy), "--ledger", str(path))
    assert (refused.code, refused.out) == (2, "")
    assert list(synced.iterdir()) == []
    restored = permtrack("restore", str(copy), "--ledger", str(path), "--allow-shared-folder", "--format", "json")
    assert restored.code == 0, restored.err
    assert json.loads(restored.out)["head"] == str(verify(path).head)
    assert verify(path).head.number == 11
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert said(permtrack("due", "--ledger", str(path)).err) == []


def test_a_copy_may_lie_there_without_a_question(synced: Path, tmp_path: Path) -> None:
    ran = permtrack("backup", str(synced / "copy.db"), "--ledger", str(ten_events(tmp_path)))
    assert (ran.code, said(ran.err)) == (0, [])


def test_what_was_allowed_for_a_synced_folder_is_not_allowed_for_a_share(synced: Path) -> None:
    path = synced / "permtrack.db"
    permtrack("init", "--ledger", str(path), "--allow-shared-folder")
    with open_ledger(path) as ledger:
        assert ledger.allowed_places() == {"synced-folder"}


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")
def test_a_warning_stays_one_line_whatever_the_path(tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive" / "a ?#% name\nwith a line end, \u0142\u00f3d\u017a"
    folder.mkdir(parents=True)
    path = new_ledger(folder)
    path.chmod(0o644)
    ran = permtrack("due", "--ledger", str(path))
    assert ran.code == 0
    assert len(said(ran.err)) == 2
    assert "other people on this computer can read" in said(ran.err)[0]
    assert "OneDrive" in said(ran.err)[1]
