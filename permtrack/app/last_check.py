"""How the nightly check stands: when it was last done, and whether it has been silent for too long."""

from datetime import date, timedelta

from permtrack.app.packaged import bank_holidays
from permtrack.domain.days import working_days_after
from permtrack.domain.records import record
from permtrack.ledger.kept import DONE, Night
from permtrack.ledger.store import Ledger
from permtrack.render.night_said import not_done

MOST_SILENT_DAYS = 2
"""Working days without a check after which that is said wherever people look."""
FALL_BACK = timedelta(days=4)
"""In place of them where the bank holidays are not known so far ahead."""


@record
class LastCheck:
    """The latest run of all, and the latest that was done; None where there is none.

    `is_silent` is true of a check that once ran and has not been done for more than two working days.
    """

    latest: Night | None
    done: Night | None
    is_silent: bool


def last_check(ledger: Ledger, today: date) -> LastCheck:
    """How the nightly check stands on a day."""
    nights = ledger.kept()
    latest, done = nights.last_night(), nights.last_done()
    since = done or nights.first_night()
    return LastCheck(latest=latest, done=done, is_silent=since is not None and today > _by_when(since.as_at))


def _by_when(last: date) -> date:
    """The last day on which nobody need wonder why no check has been done since another."""
    expected = working_days_after(last, MOST_SILENT_DAYS, bank_holidays())
    return expected or last + FALL_BACK


def silence(ledger: Ledger, today: date) -> str | None:
    """What is said wherever people look while the nightly check has not been done for too long."""
    last = last_check(ledger, today)
    if not last.is_silent or last.latest is None:
        return None
    failed = last.latest is not last.done and last.latest.outcome != DONE
    return not_done(last.done.as_at if last.done else None, last.latest.said if failed else "")
