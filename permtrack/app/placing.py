"""Where a ledger may be put: anywhere on this computer's own disks; elsewhere once somebody has been told and allows it."""

from collections.abc import Callable, Collection
from pathlib import Path

from permtrack.app.drafting import Occasion, event
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import SHARED_FOLDER_ALLOWED, open_ledger
from permtrack.ledger.whereabouts import refuse_shared, whereabouts


def new_place(path: Path, occasion: Occasion, *, allowed: bool) -> tuple[Draft, ...]:
    """The entry with which a new ledger remembers that its place was allowed; none where nothing had to be asked.

    Raises RequestRefused with the reason where other computers can write to it and nobody allowed that.
    """
    return _remembering(path, occasion, tuple, allowed=allowed)


def place_of_restored(path: Path, backup: Path, occasion: Occasion, *, allowed: bool) -> tuple[Draft, ...]:
    """The same for a backup that is put back: what its ledger remembers is not asked again."""

    def remembered() -> Collection[str]:
        with open_ledger(backup) as ledger:
            return ledger.allowed_places()

    return _remembering(path, occasion, remembered, allowed=allowed)


def _remembering(
    path: Path, occasion: Occasion, remembered: Callable[[], Collection[str]], *, allowed: bool
) -> tuple[Draft, ...]:
    found = whereabouts(path)
    if found is None or found.place in remembered():
        return ()
    refuse_shared(found, allowed=allowed)
    entry = event(occasion, None, SHARED_FOLDER_ALLOWED, occasion.today, {"place": found.place.value})
    return (Draft(event=entry),)
