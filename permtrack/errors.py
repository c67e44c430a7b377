"""The few ways a command can fail, each with its exit code.

A message is one or two lines, says what happened and what to do, and never carries a note's text. Findings (a late
review, a contradiction, a row that an import could not use) are values, not errors.
"""


class PermtrackError(Exception):
    """A failure that a user can be told about; `exit_code` is part of the command-line contract."""

    exit_code = 1


class RequestRefused(PermtrackError):
    """The request is wrong: an unknown kind or child, a bad date, an input that was refused. Nothing was written."""

    exit_code = 2


class LedgerUnsound(PermtrackError):
    """The ledger is damaged, tampered with, not a ledger at all, or was written by a newer permtrack."""

    exit_code = 3


class SystemRefused(PermtrackError):
    """The system refused: no such file, no permission, no space, an input or output error."""

    exit_code = 4


class LedgerBusy(PermtrackError):
    """Another permtrack held the ledger for longer than we wait; nothing was saved."""

    exit_code = 5
