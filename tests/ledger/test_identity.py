import os
import sys
from datetime import UTC, datetime, timedelta

import pytest

from permtrack.ledger.identity import ALPHABET, new_id
from tests.ledger.given import NOW


def test_an_identity_begins_with_its_millisecond_as_ulids_do() -> None:
    # 1,469,918,176,385 ms is the example of the ULID specification: 01ARYZ6S41.
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=1_469_918_176_385)
    assert new_id(at)[:10] == "01ARYZ6S41"


def test_an_identity_is_26_letters_of_crockfords_alphabet() -> None:
    made = new_id(NOW)
    assert len(made) == 26
    assert set(made) <= set(ALPHABET)


def test_identities_sort_by_their_instant() -> None:
    later = new_id(NOW + timedelta(milliseconds=1))
    earlier = new_id(NOW)
    assert earlier < later


def test_identities_of_one_millisecond_sort_as_they_were_made() -> None:
    made = [new_id(NOW) for _ in range(1000)]
    assert made == sorted(set(made))


def test_going_back_to_an_earlier_instant_makes_no_identity_twice() -> None:
    first = [new_id(NOW) for _ in range(10)]
    new_id(NOW + timedelta(seconds=1))
    again = [new_id(NOW) for _ in range(10)]
    assert not set(first) & set(again)


@pytest.mark.skipif(not hasattr(os, "fork") or sys.version_info >= (3, 12), reason="forks; 3.12 warns of threads")
def test_a_forked_process_does_not_make_its_parents_next_identities() -> None:
    new_id(NOW)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, new_id(NOW).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as said:
        assert said.read() != new_id(NOW)
