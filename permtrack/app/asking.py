"""What can be asked of a ledger."""

from datetime import date, datetime

from permtrack.domain.due_list import LOOK_AHEAD_DAYS
from permtrack.domain.records import record


@record
class Question:
    """What is asked: as at the end of which day, with what had been recorded by which instant, how far ahead.

    Without `history` only deadlines that are still running are answered, without `alerts` no alerts, which takes less
    work.
    """

    as_at: date
    known_at: datetime | None = None
    within: int = LOOK_AHEAD_DAYS
    history: bool = True
    alerts: bool = True
