"""The command line: the only clock and the only printing.

`commands.py` is the table of commands, one file each; `front.py` finds and runs them; `session.py` knows the day, the
account and the ledger; `output.py` prints.
"""

from permtrack.cli.front import app

__all__ = ["app"]
