"""Reasons for delay in words, and overdue duties by whose delay it is: the groups of `due --delays`, in order."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from permtrack.domain.events import Event
from permtrack.domain.findings import Deadline, Delay

WHOSE = ("court", "authority", "family", "agency", "purposeful")
NOT_SAID = "not-said"
NO_REASON = "no-reason"
DELAY_GROUPS = (*WHOSE, NOT_SAID, NO_REASON)
DELAY_ALERTS = frozenset({"delay.unexplained", "delay.expired"})
"""The alerts that speak of delay itself."""

REASONS = {
    "authority-assessment": "the authority's assessment",
    "adopter-assessment": "the adopters' assessment",
    "carers-decision": "the carers' decision",
    "childs-needs": "the child's needs",
}


def told_delay(recorded: Event, day: date) -> Delay:
    """What an event of a delay says, as at the end of a day."""
    return Delay(
        reason=recorded.word("reason"),
        whose=recorded.word("whose"),
        on=recorded.on,
        until=recorded.day("until"),
        event=recorded.id,
        is_over=is_over(recorded, day),
        rule=recorded.word("rule"),
    )


def is_over(recorded: Event, day: date) -> bool:
    """Whether the time that the reason was given for has passed."""
    until = recorded.day("until")
    return until is not None and until < day


def reason_in_words(reason: str | None) -> str:
    """The reason for a delay as people read it."""
    return REASONS.get(reason or "", (reason or "reason not said").replace("-", " "))


def whose_delay(deadline: Deadline) -> str:
    """The group of an overdue duty: whose delay it is, or that this is not said, or that no reason is recorded."""
    if deadline.delay is None:
        return NO_REASON
    return deadline.delay.whose or NOT_SAID


def counted_delays(deadlines: Iterable[Deadline]) -> tuple[tuple[str, int], ...]:
    """The groups that hold anything, in order, each with the number of its duties."""
    counts = Counter(map(whose_delay, deadlines))
    return tuple((name, counts[name]) for name in DELAY_GROUPS if counts[name])
