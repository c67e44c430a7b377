"""What verify finds, one defect a test; the two that only a head kept elsewhere shows are told apart."""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from permtrack.errors import LedgerUnsound, PermtrackError, RequestRefused, SystemRefused
from permtrack.ledger.chain import CHAINED_COLUMNS, chained
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import Verification, noted_heads, verify
from tests.ledger.given import NOW, draft, raw, rechain, record, tamper, ten_events


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ten_events(tmp_path)


def test_a_sound_ledger_is_told_so_with_what_was_checked(path: Path) -> None:
    found = verify(path)
    assert found.sound
    assert found.level == "chain only"
    assert found.checked == (
        "the tables and their append-only protection",
        "the file's structure",
        "10 events, each with the hash of the one before it",
        "1 free texts against what their events say of them",
    )
    assert str(found.head) == f"10:{found.head.hash[:16]}"


TAMPERINGS = [
    ("UPDATE event SET happened_on = '2026-10-01' WHERE number = 2", "event 2 has been changed"),
    ("UPDATE event SET recorded_by = 'nobody' WHERE number = 10", "event 10 has been changed"),
    ("UPDATE event SET number = 100 WHERE number = 10", "event 10 is missing: event 100 comes after event 9"),
    ("""UPDATE event SET fields = '{"chair": "DO"}' WHERE number = 5""", "event 5 has been changed"),
    ("UPDATE event SET hash = replace(hash, substr(hash, 1, 4), 'ffff') WHERE number = 6", "event 6 has been changed"),
    ("DELETE FROM event WHERE number = 7", "event 7 is missing: event 8 comes after event 6"),
    ("DELETE FROM event WHERE number BETWEEN 1 AND 3", "event 1 is missing: event 4 comes after event 0"),
    ("UPDATE free_text SET text = 'Spoke with the scool'", "a text of event 4 has been changed since it was recorded: 'note'"),
    ("UPDATE free_text SET name = 'reason'", "a text of event 4 is missing: 'note'"),
    ("INSERT INTO free_text SELECT event, 'reason', salt, text FROM free_text", "event 4 carries a text that it was"),
    ("INSERT INTO free_text SELECT 5, name, salt, text FROM free_text", "event 5 carries a text that it was recorded without"),
    ("INSERT INTO free_text SELECT 50, name, salt, text FROM free_text", "a free text belongs to no event"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "says"), TAMPERINGS)
def test_tampering_is_found_and_the_event_named(path: Path, statement: str, says: str) -> None:
    tamper(path, statement)
    found = verify(path)
    assert not found.sound
    assert found.problems[0].startswith(says)


def test_two_events_swapped_are_found(path: Path) -> None:
    tamper(
        path,
        "UPDATE event SET number = 99 WHERE number = 3",
        "UPDATE event SET number = 3 WHERE number = 4",
        "UPDATE event SET number = 4 WHERE number = 99",
    )
    assert verify(path).problems[0].startswith("event 3 has been changed")


def test_an_event_whose_own_hash_was_made_to_fit_breaks_the_next_link(path: Path) -> None:
    tamper(path, "UPDATE event SET source = 'x' WHERE number = 3")
    with raw(path) as connection:
        columns = ", ".join(CHAINED_COLUMNS)
        row = connection.execute(f"SELECT {columns} FROM event WHERE number = 3").fetchone()
    tamper(path, f"UPDATE event SET hash = '{chained(row)}' WHERE number = 3")
    assert verify(path).problems[0].startswith("event 4 does not continue the chain")


def test_every_defect_is_told_at_once_not_only_the_first(path: Path) -> None:
    tamper(path, "UPDATE event SET source = 'x' WHERE number = 2")
    with raw(path) as connection:
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("CREATE VIEW planted AS SELECT 1")
    told = "; ".join(verify(path).problems)
    assert "protection event_no_update has been taken away" in told
    assert "unexpected view 'planted'" in told
    assert "event 2 has been changed" in told


def test_a_table_replaced_by_a_view_is_told_without_a_crash(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("ALTER TABLE event RENAME TO real_event")
        connection.execute("CREATE VIEW event AS SELECT * FROM real_event")
    assert "'event' is an unexpected view" in verify(path).problems


def head_of(path: Path) -> str:
    return str(verify(path).head)


def test_a_head_kept_elsewhere_raises_the_level(path: Path) -> None:
    head = head_of(path)
    record(path, draft())
    found = verify(path, head)
    assert found.sound
    assert found.level == "chain and anchor"
    assert found.checked[-1] == "1 heads noted elsewhere"


def cut_the_tail(path: Path) -> Verification:
    head = head_of(path)
    tamper(path, "DELETE FROM event WHERE number > 5", "DELETE FROM free_text WHERE event > 5")
    assert verify(path).sound
    assert verify(path).level == "chain only"
    return verify(path, head)


def test_a_tail_cut_off_shows_only_against_a_head(path: Path) -> None:
    found = cut_the_tail(path)
    (problem,) = found.problems
    assert "is shorter than the head 10:" in problem
    assert "it ends with event 5" in problem


def test_a_chain_computed_anew_shows_only_against_a_head(path: Path) -> None:
    head = head_of(path)
    tamper(path, "UPDATE event SET happened_on = '2026-10-01' WHERE number = 2")
    rechain(path)
    assert verify(path).sound
    (problem,) = verify(path, head).problems
    assert "differs from the head 10:" in problem


def test_heads_are_read_from_a_file_of_lines(path: Path, tmp_path: Path) -> None:
    anchors = tmp_path / "heads.txt"
    first = head_of(path)
    record(path, draft())
    anchors.write_text(f"# noted by hand\n20 Nov 2026 06:15  {first}\n21 Nov 2026 06:15  {head_of(path).upper()}\n")
    found = verify(path, str(anchors))
    assert found.sound
    assert found.checked[-1] == "2 heads noted elsewhere"
    anchors.write_text(anchors.read_text() + "99:0123456789abcdef\n")
    assert "shorter than the head 99:0123456789abcdef" in verify(path, str(anchors)).problems[0]


def test_a_whole_hash_is_a_head_as_well(path: Path) -> None:
    (head,) = noted_heads(f"10:{verify(path).head.hash}")
    assert head == verify(path).head


@pytest.mark.parametrize("against", ["12:zz", "12:0123", "12:"])
def test_what_is_no_head_is_refused(path: Path, against: str) -> None:
    with pytest.raises(RequestRefused, match="is not a head"):
        verify(path, against)


def test_a_file_without_heads_is_refused_and_a_missing_one_is_the_systems_refusal(path: Path, tmp_path: Path) -> None:
    (tmp_path / "heads.txt").write_text("none yet\n")
    with pytest.raises(RequestRefused, match="holds no head"):
        verify(path, str(tmp_path / "heads.txt"))
    with pytest.raises(SystemRefused, match="no such file"):
        verify(path, str(tmp_path / "missing.txt"))


def test_a_clock_that_went_back_is_a_notice_not_a_problem(path: Path) -> None:
    record(path, draft(at=NOW - timedelta(days=1)))
    found = verify(path)
    assert found.sound
    assert found.notices == ("warning: event 11 was recorded at an earlier time than an event before it",)


def test_of_two_writers_at_once_the_one_that_waited_may_have_noted_the_earlier_instant(path: Path) -> None:
    record(path, draft(at=NOW + timedelta(hours=1)))
    record(path, draft(at=NOW + timedelta(minutes=59, seconds=1)))
    assert verify(path).notices == ()
    record(path, draft(at=NOW + timedelta(minutes=58, seconds=59)))
    assert verify(path).notices == ("warning: event 13 was recorded at an earlier time than an event before it",)


def test_verifying_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    verify(path)
    assert path.read_bytes() == before


def test_flipped_bits_are_found_wherever_they_do_harm(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    events = _read(path)
    chosen = random.Random(7)  # noqa: S311 (the same flips every time)
    copy = tmp_path / "flipped.db"
    harmful = 0
    for _ in range(400):
        bytes_ = bytearray(whole)
        bytes_[chosen.randrange(len(whole))] ^= 1 << chosen.randrange(8)
        copy.write_bytes(bytes_)
        copy.chmod(0o600)
        if _read(copy) != events:
            harmful += 1
            assert not _passes(copy)
    assert harmful > 10


def _read(path: Path) -> object:
    """What a reader sees, along every index; the exit code where it is refused."""
    try:
        with open_ledger(path) as ledger:
            events = list(ledger.entries())
            children = {event.child for event in events if event.child}
            by_kind = list(ledger.entries(kinds=["review", "tracking-started"]))
            return events, list(ledger.entries(children=children)), by_kind, ledger.head()
    except PermtrackError as error:
        return error.exit_code


def _passes(path: Path) -> bool:
    try:
        return verify(path).sound
    except (LedgerUnsound, SystemRefused):
        return False


def test_a_value_that_is_no_text_is_damage_not_a_crash(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = 'event'")
    tamper(path, "UPDATE event SET kind = x'00ff' WHERE number = 5")
    with raw(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = sql || ' STRICT' WHERE name = 'event'")
    found = verify(path)
    assert not found.sound
    assert "event 5 is damaged: it cannot be read" in found.problems
