"""Notes of when a ledger was last looked after: kept where there is a table for them, and never in anybody's way."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from permtrack.ledger import schema
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from permtrack.ledger.upkeep import BACKUP, VERIFY, Upkeep, note_upkeep, upkeep
from tests.ledger.given import draft, raw, record, ten_events

TABLE = "CREATE TABLE upkeep (what TEXT PRIMARY KEY, at TEXT, said TEXT) STRICT"
NIGHT = datetime(2026, 11, 22, 6, 15, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 6, 15, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ten_events(tmp_path)


@pytest.fixture
def noting(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger with a table for such notes, whichever form of ledger this permtrack makes by itself."""
    monkeypatch.setitem(schema.OBJECTS, schema.UPKEEP, schema.OBJECTS.get(schema.UPKEEP, TABLE))
    with raw(path) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'upkeep'").fetchone():
            connection.execute(TABLE)
    return path


def test_a_ledger_that_keeps_no_notes_is_left_as_it_is(path: Path) -> None:
    if schema.UPKEEP in schema.OBJECTS:
        pytest.skip("every ledger of this form keeps them")
    before = path.read_bytes()
    with open_ledger(path) as ledger:
        assert not note_upkeep(ledger, BACKUP, NIGHT, "head 1:0")
        assert upkeep(ledger) == {}
    assert path.read_bytes() == before


def test_the_last_time_takes_the_place_of_the_one_before(noting: Path) -> None:
    with open_ledger(noting) as ledger:
        assert note_upkeep(ledger, BACKUP, NIGHT, "head 10:aa")
        assert note_upkeep(ledger, VERIFY, NIGHT, "sound")
        assert note_upkeep(ledger, BACKUP, LATER, "head 10:bb")
        assert upkeep(ledger) == {
            BACKUP: Upkeep(at=LATER, said="head 10:bb"),
            VERIFY: Upkeep(at=NIGHT, said="sound"),
        }
    record(noting, draft())
    found = verify(noting)
    assert (found.sound, found.head.number) == (True, 11)


def test_a_note_is_no_part_of_the_chain(noting: Path) -> None:
    before = verify(noting).head
    with open_ledger(noting) as ledger:
        note_upkeep(ledger, BACKUP, NIGHT, "head 10:aa")
    assert verify(noting).head == before


def test_a_note_that_somebody_spoilt_is_as_good_as_none(noting: Path) -> None:
    with raw(noting) as connection:
        connection.execute("INSERT INTO upkeep VALUES ('backup', 'yesterday', 'x'), ('verify', NULL, NULL)")
    with open_ledger(noting) as ledger:
        assert upkeep(ledger) == {}


def test_somebody_who_is_writing_is_not_disturbed_for_long(noting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("permtrack.ledger.upkeep.PATIENCE_SECONDS", 0.1)
    with open_ledger(noting, writing=True) as writer, writer.transaction(), open_ledger(noting) as ledger:
        writer.append([draft()])
        assert not note_upkeep(ledger, BACKUP, NIGHT, "head 10:aa")
    assert verify(noting).head.number == 11


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights that bind this account: none for root")
def test_where_nothing_may_be_written_nothing_is_noted(noting: Path) -> None:
    noting.chmod(0o400)
    with open_ledger(noting) as ledger:
        assert not note_upkeep(ledger, BACKUP, NIGHT, "head 10:aa")
