"""A process that writes events one by one and says on its standard output which were acknowledged.

`python -m tests.torture_parts.writer LEDGER COUNT WAIT [BREAK]`. It says `TRY id` before a write and `ACK id` once the
ledger has taken it, or `REFUSED code message`. BREAK names a deliberate defect; see `breaks.py`.
"""

import os
import sys
from pathlib import Path

from permtrack.errors import PermtrackError
from permtrack.ledger.identity import new_id
from permtrack.ledger.store import Ledger, open_ledger
from tests.torture_parts.breaks import break_code, break_ledger
from tests.torture_parts.outcome import now, some_draft


def say(line: str, to: int = 1) -> None:
    """Hand a line to the system at once: a killed process must not take an acknowledgement with it."""
    os.write(to, f"{line}\n".encode())


def write_one(ledger: Ledger, broken: str, to: int = 1) -> None:
    """Write an event and acknowledge it when, and only when, the transaction has ended well."""
    id_ = new_id(now())
    say(f"TRY {id_}", to)
    with ledger.transaction():
        ledger.append([some_draft(id_)])
        if broken == "acknowledge-early":
            say(f"ACK {id_}", to)
    say(f"ACK {id_}", to)


def main() -> int:
    """Write COUNT events, each as a command does: open, write, close."""
    path, count, wait, broken = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
    break_code(broken)
    code = 0
    for _ in range(count):
        try:
            with open_ledger(path, writing=True, wait=wait) as ledger:
                break_ledger(ledger, broken)
                write_one(ledger, broken)
        except PermtrackError as error:
            say(f"REFUSED {error.exit_code} {error}")
            code = error.exit_code
    return code


if __name__ == "__main__":
    sys.exit(main())
