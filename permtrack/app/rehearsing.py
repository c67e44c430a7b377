"""Doing everything and giving it all back: what `--dry-run` shows is what would really happen."""

import contextlib
from collections.abc import Iterator

from permtrack.ledger.store import Ledger


class _Rehearsed(Exception):
    """Ends a transaction without saving anything."""


@contextlib.contextmanager
def rehearsal(ledger: Ledger) -> Iterator[None]:
    """A transaction that ends by giving everything back."""
    with contextlib.suppress(_Rehearsed), ledger.transaction():
        yield
        raise _Rehearsed
