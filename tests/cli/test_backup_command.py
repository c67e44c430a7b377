"""`backup` and `verify` as they are typed: dated copies, files of heads, and their answers."""

import json
import os
import re
from pathlib import Path

import pytest

from permtrack.ledger.trust import verify
from tests.cli.running import permtrack
from tests.ledger.given import raw, tamper, ten_events

COPY = re.compile(r"permtrack-[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{6}Z\.db")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return ten_events(tmp_path)


def test_the_nightly_line(ledger: Path, tmp_path: Path) -> None:
    for _ in range(3):
        ran = permtrack("backup", "backups", "--keep", "2", "--anchor", "heads.txt", cwd=tmp_path)
        assert (ran.code, [line for line in ran.err.splitlines() if "TODAY" not in line]) == (0, [])
    copied, noted, count, *_ = ran.out.splitlines()
    head = verify(ledger).head
    assert re.fullmatch(rf"Copied permtrack.db to backups[/\\]{COPY.pattern}, verified\. Head: {head}", copied)
    assert noted == "Noted the head in heads.txt"
    assert re.fullmatch(rf"Copies of this ledger there: 2; removed {COPY.pattern}", count)
    assert len(list((tmp_path / "backups").iterdir())) == 2
    assert len((tmp_path / "heads.txt").read_text().splitlines()) == 3
    against = permtrack("verify", "--against", "heads.txt", cwd=tmp_path)
    assert against.code == 0
    assert f"Sound (chain and anchor). Head: {head}" in against.out


def test_the_answer_for_machines(ledger: Path, tmp_path: Path) -> None:
    ran = permtrack("backup", "backups/x.db", "--keep", "1", "--format", "json", "--ledger", str(ledger), cwd=tmp_path)
    told = json.loads(ran.out)
    assert told["head"] == str(verify(ledger).head)
    assert [told[name] for name in ("anchor", "removed", "left_alone")] == [None, [], []]
    assert told["kept"] == [told["copy"]]
    plain = json.loads(permtrack("backup", "y.db", "--format", "json", "--ledger", str(ledger), cwd=tmp_path).out)
    assert (plain["copy"], plain["kept"], plain["removed"]) == ("y.db", None, None)


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        (("backups",), 2, "is a folder; name a file in it, or let --keep 30"),
        (("bk", "--keep", "2"), 4, "there is no folder bk; make it first (mkdir bk), or name a file that ends in .db"),
        (("nowhere/x.db", "--keep", "3"), 4, "there is no folder nowhere; make it first"),
        (("backups", "--keep", "0"), 2, "--keep"),
        (("backups", "--keep", "3", "--force"), 2, "leave --force out"),
        (("backups", "--keep", "3", "--anchor", "permtrack.db"), 2, "something other than heads"),
    ],
)
def test_what_is_refused_copies_nothing(typed: tuple[str, ...], code: int, says: str, ledger: Path) -> None:
    before = ledger.read_bytes()
    ran = permtrack("backup", *typed, cwd=ledger.parent)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
    assert list((ledger.parent / "backups").iterdir()) == []
    assert ledger.read_bytes() == before


def test_a_ledger_that_does_not_fit_its_heads_ends_with_3_and_no_copy(ledger: Path, tmp_path: Path) -> None:
    assert permtrack("verify", "--anchor", "heads.txt", cwd=tmp_path).code == 0
    tamper(ledger, "DELETE FROM event WHERE number > 5", "DELETE FROM free_text WHERE event > 5")
    assert permtrack("verify", cwd=tmp_path).code == 0
    noted = (tmp_path / "heads.txt").read_text()
    for command in (("backup", "backups", "--keep", "3"), ("verify",)):
        ran = permtrack(*command, "--anchor", "heads.txt", cwd=tmp_path)
        assert (ran.code, ran.out) == (3, "")
        assert "is shorter than the head 10:" in ran.err
    assert (tmp_path / "heads.txt").read_text() == noted
    assert list((tmp_path / "backups").iterdir()) == []


def test_verifying_notes_a_head_where_it_is_told_to(ledger: Path, tmp_path: Path) -> None:
    first = permtrack("verify", "--anchor", "heads.txt", cwd=tmp_path)
    assert "Sound (chain only)." in first.out
    assert "\nNoted the head in heads.txt\n" in first.out
    assert "Sound (chain and anchor)." in permtrack("verify", "--anchor", "heads.txt", cwd=tmp_path).out
    assert len((tmp_path / "heads.txt").read_text().splitlines()) == 2


def test_a_ledger_without_its_protection_gives_no_copy(ledger: Path, tmp_path: Path) -> None:
    with raw(ledger) as connection:
        connection.execute("DROP TRIGGER event_no_delete")
    ran = permtrack("backup", "backups", "--keep", "3", cwd=tmp_path)
    assert ran.code == 3
    assert "protection event_no_delete" in ran.err


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")
def test_answers_stay_one_line_a_fact_whatever_the_path(tmp_path: Path) -> None:
    folder = tmp_path / "two\nlines ?#%"
    folder.mkdir()
    ledger = ten_events(folder)
    ran = permtrack("backup", str(folder), "--keep", "2", "--anchor", str(folder / "h.txt"), "--ledger", str(ledger))
    assert ran.code == 0, ran.err
    assert len([line for line in ran.out.splitlines() if "PERMTRACK_TODAY" not in line]) == 3
