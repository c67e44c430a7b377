"""When the ledger was last looked after: backed up, verified, checked. A note for people, and no part of the record."""

from collections.abc import Mapping
from datetime import datetime

from permtrack.domain.typed_dates import shown
from permtrack.errors import PermtrackError
from permtrack.ledger.kept import KEPT_SINCE, Upkeep
from permtrack.ledger.store import Ledger, open_ledger

BACKUP = "backup"
VERIFY = "verify"
CHECK = "check"
PATIENCE_SECONDS = 2.0


def note_upkeep(ledger: Ledger, what: str, at: datetime, said: str) -> bool:
    """Note that something was done, in place of when it was done before; whether that could be noted.

    A ledger of an earlier form keeps no such notes, and one that cannot be written to now is no reason for a good
    backup to fail. It uses a connection of its own, so not within a `transaction`.
    """
    if ledger.info.schema_version < KEPT_SINCE:
        return False
    try:
        with open_ledger(ledger.path, writing=True, wait=PATIENCE_SECONDS) as own, own.transaction():
            own.kept().note(what, at, said)
    except PermtrackError:
        return False
    return True


def upkeep(ledger: Ledger) -> Mapping[str, Upkeep]:
    """What was last done and when, by what it was; the nightly check among it."""
    try:
        notes = {note.what: note for note in ledger.kept().upkeep()}
    except ValueError:
        notes = {}  # somebody spoilt a note
    night = ledger.kept().last_done()
    if night:
        about = f"for {shown(night.as_at)}"
        notes[CHECK] = Upkeep(what=CHECK, at=night.ended_at or night.began_at, said=about, about=night.as_at)
    return notes
