"""Files of heads noted elsewhere: how a line is added, and what such a file shows about a ledger."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from permtrack.errors import RequestRefused, SystemRefused
from permtrack.ledger.anchors import heads_noted_in, note_head
from permtrack.ledger.backup import backup
from permtrack.ledger.trust import verify
from tests.ledger.given import draft, rechain, record, tamper, ten_events

NIGHT = datetime(2026, 11, 22, 6, 15, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ten_events(tmp_path)


def three_nights(path: Path, anchor: Path) -> None:
    """Heads of 10, 11 and 12 events, noted on 22, 23 and 24 November."""
    for number in range(3):
        note_head(anchor, verify(path).head, NIGHT + timedelta(days=number))
        record(path, draft())


def test_a_run_adds_one_line_the_instant_the_number_and_the_hash(path: Path, tmp_path: Path) -> None:
    anchor = tmp_path / "heads.txt"
    head = verify(path).head
    note_head(anchor, head, NIGHT)
    assert anchor.read_bytes() == f"2026-11-22T06:15:00Z 10:{head.hash}\n".encode()
    note_head(anchor, head, datetime.fromisoformat("2026-07-01T00:30:00+01:00"))
    assert anchor.read_text().splitlines()[1] == f"2026-06-30T23:30:00Z 10:{head.hash}"
    assert heads_noted_in(anchor) == (head, head)
    assert os.name == "nt" or anchor.stat().st_mode & 0o777 == 0o600


def test_the_rights_of_a_file_that_is_there_stay_as_they_are(path: Path, tmp_path: Path) -> None:
    anchor = tmp_path / "heads.txt"
    anchor.touch()
    anchor.chmod(0o640)
    note_head(anchor, verify(path).head, NIGHT)
    assert os.name == "nt" or anchor.stat().st_mode & 0o777 == 0o640


def test_a_line_that_broke_off_is_left_and_the_next_begins_anew(path: Path, tmp_path: Path) -> None:
    anchor = tmp_path / "heads.txt"
    head = verify(path).head
    note_head(anchor, head, NIGHT)
    with anchor.open("a") as torn:
        torn.write("2026-11-23T06:15:00Z 10:" + head.hash[:9])
    note_head(anchor, head, NIGHT + timedelta(days=2))
    assert [line[:23] for line in anchor.read_text().splitlines()] == [
        "2026-11-22T06:15:00Z 10",
        "2026-11-23T06:15:00Z 10",
        "2026-11-24T06:15:00Z 10",
    ]
    assert heads_noted_in(anchor) == (head, head)
    assert verify(path, str(anchor)).sound


def test_every_head_of_the_file_is_held_against_the_chain(path: Path, tmp_path: Path) -> None:
    anchor = tmp_path / "heads.txt"
    three_nights(path, anchor)
    found = verify(path, str(anchor))
    assert found.sound
    assert found.level == "chain and anchor"
    assert found.checked[-1] == "3 heads noted elsewhere"


def test_the_first_head_that_does_not_fit_is_named(path: Path, tmp_path: Path) -> None:
    anchor = tmp_path / "heads.txt"
    three_nights(path, anchor)
    second = anchor.read_text().splitlines()[1][24:40]
    tamper(path, "UPDATE event SET source = 'x' WHERE number = 11")
    rechain(path)
    (problem,) = verify(path, str(anchor)).problems
    assert problem == (
        f"the ledger differs from the head 11:{second} noted elsewhere: event 11 or one before it was changed; "
        "2 of the 3 heads do not fit"
    )


def test_a_ledger_put_back_in_time_is_shorter_than_a_head(path: Path, tmp_path: Path) -> None:
    anchor, copy = tmp_path / "heads.txt", tmp_path / "copy.db"
    backup(path, copy)
    three_nights(path, anchor)
    (problem,) = verify(copy, str(anchor)).problems
    assert re.match(
        r"the ledger is shorter than the head 11:[0-9a-f]{16} noted elsewhere: it ends with event 10", problem
    )
    assert problem.endswith("; 2 of the 3 heads do not fit")


@pytest.mark.parametrize("holds", ["Minutes of the meeting\n", "SQLite format 3\0" + "\0" * 500, "12:34\n"])
def test_a_file_of_something_else_takes_no_head(holds: str, tmp_path: Path) -> None:
    other = tmp_path / "minutes.txt"
    other.write_text(holds)
    with pytest.raises(RequestRefused, match="something other than heads"):
        heads_noted_in(other)
    assert other.read_text() == holds


def test_a_ledger_or_a_folder_takes_no_head(path: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestRefused, match="something other than heads"):
        heads_noted_in(path)
    with pytest.raises(RequestRefused, match="not an ordinary file"):
        heads_noted_in(tmp_path)


def test_an_empty_file_and_none_at_all_hold_no_head_yet(tmp_path: Path) -> None:
    (tmp_path / "heads.txt").touch()
    assert heads_noted_in(tmp_path / "heads.txt") == ()
    assert heads_noted_in(tmp_path / "none.txt") == ()


def test_a_folder_that_is_not_there_is_the_systems_refusal(path: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemRefused):
        note_head(tmp_path / "nowhere" / "heads.txt", verify(path).head, NIGHT)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_takes_no_head() -> None:
    with pytest.raises(RequestRefused, match="not an ordinary file"):
        heads_noted_in(Path("/dev/full"))
