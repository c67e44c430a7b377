"""Run a permtrack command, with a deliberate defect in its posting where one is named.

python -m tests.torture_parts.night_runner DEFECT check --quiet ...
"""

import sys

from permtrack.__main__ import main
from permtrack.ledger.outbox import SENT, Outbox

MARK_BEFORE = "mark-before-send"


def _marking_before(claim: object) -> object:
    def claimed(outbox: Outbox, at: object, attempted: object) -> object:
        message = claim(outbox, at, attempted)  # type: ignore[operator]
        if message is not None:
            outbox.settle(message, SENT, "", at)  # type: ignore[arg-type]
        return message

    return claimed


def put_in(defect: str) -> None:
    """Put the defect into the posting of this process."""
    if defect == MARK_BEFORE:
        Outbox.claim = _marking_before(Outbox.claim)  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    put_in(sys.argv[1])
    sys.argv = ["permtrack", *sys.argv[2:]]
    main()
