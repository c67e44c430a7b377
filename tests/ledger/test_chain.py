import hashlib
import json
from pathlib import Path

import pytest

from permtrack.ledger.chain import canonical, chained, commitment, new_salt
from permtrack.ledger.trust import verify
from tests.ledger.given import draft, new_ledger, raw, record, tamper, ten_events


def test_the_hash_of_an_event_can_be_worked_out_by_anyone(tmp_path: Path) -> None:
    """The array is written out here by hand, column by column, as another program would."""
    path = ten_events(tmp_path)
    with raw(path) as connection:
        row = connection.execute(
            "SELECT number, id, origin, child, kind, happened_on, precision, fields, commitments, recorded_at,"
            " recorded_by, source, returned_by, prev, hash FROM event WHERE number = 5"
        ).fetchone()
    number, id_, origin, child, *_, prev, hash_ = row
    text = (
        f'[{number},"{id_}","{origin}","{child}","review","2026-11-04","exact","{{\\"chair\\":\\"DO\\"}}","{{}}",'
        f'"2026-11-21T09:34:00.000000Z","mira","cli",null,"{prev}"]'
    )
    assert hashlib.sha256(text.encode()).hexdigest() == hash_


def test_each_event_carries_the_hash_of_the_one_before_it(tmp_path: Path) -> None:
    with raw(ten_events(tmp_path)) as connection:
        links = connection.execute("SELECT prev, hash FROM event ORDER BY number").fetchall()
    assert links[0][0] == "0" * 64
    assert [prev for prev, _ in links[1:]] == [hash_ for _, hash_ in links[:-1]]


def test_a_commitment_is_the_hash_of_salt_and_text(tmp_path: Path) -> None:
    path = new_ledger(tmp_path)
    record(path, draft(fields={"note": "Zoë"}))
    with raw(path) as connection:
        ((salt, commitments),) = connection.execute(
            "SELECT salt, commitments FROM event JOIN free_text ON event = number"
        )
    expected = hashlib.sha256(f'["{salt}","Zo\\u00eb"]'.encode()).hexdigest()
    assert json.loads(commitments) == {"note": expected}


def test_what_is_hashed_cannot_be_read_two_ways() -> None:
    assert chained(["ab", "c"]) != chained(["a", "bc"])
    assert chained(["1"]) != chained([1])
    assert chained([None]) != chained([""])
    assert chained(['a","b']) != chained(["a", "b"])
    assert commitment("ab", "c") != commitment("a", "bc")


def test_the_canonical_form_is_ascii_without_blanks_and_in_order() -> None:
    assert canonical({"z": ("é", "b"), "a": 1}) == '{"a":1,"z":["\\u00e9","b"]}'


def test_salts_are_never_the_same() -> None:
    salts = {new_salt() for _ in range(1000)}
    assert len(salts) == 1000
    assert {len(salt) for salt in salts} == {32}


def test_a_text_that_was_lawfully_removed_leaves_a_chain_that_verifies(tmp_path: Path) -> None:
    path = new_ledger(tmp_path)
    (told,) = record(path, draft(fields={"note": "wrong child", "chair": "DO"}))
    record(path, draft("text-removed", fields={"event": told.id, "field": "note", "authority": "DPO 2026/7"}))
    tamper(path, "DELETE FROM free_text")
    assert verify(path).sound


@pytest.mark.parametrize("entry", [None, {"field": "reason"}, {"event": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}])
def test_a_text_that_is_gone_without_an_entry_that_removed_it_is_an_error(
    tmp_path: Path, entry: dict[str, str] | None
) -> None:
    path = new_ledger(tmp_path)
    (told,) = record(path, draft(fields={"note": "inconvenient"}))
    if entry is not None:
        record(path, draft("text-removed", fields={"event": told.id, "field": "note", **entry}))
    tamper(path, "DELETE FROM free_text")
    (problem,) = verify(path).problems
    assert problem == "a text of event 2 is missing: 'note', and no entry says that it was removed"
