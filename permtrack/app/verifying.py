"""Verifying the ledger; where it is sound, that is noted in it, and its head elsewhere."""

from datetime import datetime
from pathlib import Path

from permtrack.ledger.anchors import heads_noted_in, note_head, noted_heads
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import Verification, verified
from permtrack.ledger.upkeep import VERIFY, note_upkeep


def verify_and_note(path: Path, now: datetime, *, against: str | None, anchor: Path | None) -> Verification:
    """What a ledger's verification finds, held against heads noted elsewhere; a sound one's head is added to `anchor`."""
    told = noted_heads(against) if against is not None else ()
    found = verified(path, (*told, *(heads_noted_in(anchor) if anchor else ())))
    if found.sound:
        if anchor:
            note_head(anchor, found.head, now)
        with open_ledger(path) as ledger:
            note_upkeep(ledger, VERIFY, now, f"sound, {found.level}, head {found.head}")
    return found
