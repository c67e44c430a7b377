"""Identities: unique across all ledgers without asking anybody, and sortable by the time they were made."""

import os
from datetime import UTC, datetime, timedelta

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RANDOM_BITS = 80


class _Maker:
    """The last identity made here, so that those of one millisecond still sort as they were made."""

    def __init__(self) -> None:
        self._last = (0, -1, 0)

    def make(self, milliseconds: int) -> str:
        """An identity for an instant, after every other that this process made for the same millisecond."""
        process, last_milliseconds, last_random = self._last
        # A forked process inherits the last identity: counting on from it would make the same ones as its parent.
        if (process, last_milliseconds) == (os.getpid(), milliseconds):
            random = last_random + 1
        else:
            # The highest bit stays free, so that counting on cannot run over.
            random = int.from_bytes(os.urandom(RANDOM_BITS // 8)) >> 1
        self._last = (os.getpid(), milliseconds, random)
        return _letters((milliseconds << RANDOM_BITS) | random)


PAIRS = tuple(first + second for first in ALPHABET for second in ALPHABET)
"""What ten bits are in letters."""
SHIFTS = tuple(range(120, -1, -10))


def _letters(number: int) -> str:
    return "".join([PAIRS[(number >> shift) & 1023] for shift in SHIFTS])


_maker = _Maker()


def new_id(instant: datetime) -> str:
    """A new ULID, 26 characters, that sorts by its instant; within a millisecond, as made in this process."""
    return _maker.make((instant - EPOCH) // timedelta(milliseconds=1))
