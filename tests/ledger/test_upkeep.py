"""Notes of when a ledger was last looked after: kept where there is a table for them, and never in anybody's way."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from permtrack.ledger.kept import Upkeep
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from permtrack.ledger.upkeep import BACKUP, VERIFY, note_upkeep, upkeep
from tests.ledger.given import draft, raw, record, ten_events

NIGHT = datetime(2026, 11, 22, 6, 15, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 6, 15, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ten_events(tmp_path)


def test_the_last_time_takes_the_place_of_the_one_before(path: Path) -> None:
    with open_ledger(path) as ledger:
        assert note_upkeep(ledger, BACKUP, NIGHT, "head 10:aa")
        assert note_upkeep(ledger, VERIFY, NIGHT, "sound")
        assert note_upkeep(ledger, BACKUP, LATER, "head 10:bb")
        assert upkeep(ledger) == {
            BACKUP: Upkeep(what=BACKUP, at=LATER, said="head 10:bb"),
            VERIFY: Upkeep(what=VERIFY, at=NIGHT, said="sound"),
        }
    record(path, draft())
    found = verify(path)
    assert (found.sound, found.head.number) == (True, 11)


def test_a_note_is_no_part_of_the_chain(path: Path) -> None:
    before = verify(path).head
    with open_ledger(path) as ledger:
        note_upkeep(ledger, BACKUP, NIGHT, "head 10:aa")
    assert verify(path).head == before


def test_a_note_that_somebody_spoilt_is_as_good_as_none(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("INSERT INTO upkeep VALUES ('backup', 'yesterday', 'x')")
    with open_ledger(path) as ledger:
        assert upkeep(ledger) == {}


def test_somebody_who_is_writing_is_not_disturbed_for_long(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("permtrack.ledger.upkeep.PATIENCE_SECONDS", 0.1)
    with open_ledger(path, writing=True) as writer, writer.transaction(), open_ledger(path) as ledger:
        writer.append([draft()])
        assert not note_upkeep(ledger, BACKUP, NIGHT, "head 10:aa")
    assert verify(path).head.number == 11


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights that bind this account: none for root")
def test_where_nothing_may_be_written_nothing_is_noted(path: Path) -> None:
    path.chmod(0o400)
    with open_ledger(path) as ledger:
        assert not note_upkeep(ledger, BACKUP, NIGHT, "head 10:aa")
