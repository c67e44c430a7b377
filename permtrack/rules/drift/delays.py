"""What explains a delay: which of the reasons recorded for a child speak for which of its overdue duties.

The list of what is due and the alert about delay without a reason both ask here, so that they never disagree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from permtrack.domain.delays import is_over, told_delay
from permtrack.domain.events import Event
from permtrack.domain.findings import Deadline, Delay
from permtrack.domain.journey import Journey
from permtrack.domain.stretches import Moment
from permtrack.rules.drift.thresholds import Threshold, Thresholds

ABOUT_DELAY = "delay.unexplained"
Causes = Mapping[str, frozenset[str]]


def causes(deadlines: Iterable[Deadline]) -> Causes:
    """The rules of the duties that one event would meet, by the id of the strictest of them.

    A reason that names one of them explains them all: they are one thing that has not happened.
    """
    found: dict[str, set[str]] = {}
    for deadline in deadlines:
        found.setdefault(deadline.same_as or deadline.id, set()).add(deadline.rule)
    return {cause: frozenset(rules) for cause, rules in found.items()}


def reasons_for(journey: Journey, deadline: Deadline, among: Causes) -> tuple[Moment, ...]:
    """The reasons that speak of a duty, whenever they were recorded: those naming it, and those naming nothing."""
    return tuple(delay for delay in journey.of_kind("delay-recorded") if _names(delay.event, deadline, among))


def _names(delay: Event, deadline: Deadline, among: Causes) -> bool:
    rule, event = delay.word("rule"), delay.word("event")
    trigger = deadline.trigger.event if deadline.trigger else None
    rules = among.get(deadline.same_as or deadline.id, frozenset({deadline.rule}))
    return (rule is None or rule in rules) and (event is None or event == trigger)


def explains(delay: Moment, due_on: date, day: date, threshold: Threshold) -> bool:
    """Whether a reason was recorded late enough to be about what was due, or is meant to last at least until the day."""
    before = threshold.after(due_on, "before-days") - due_on
    until = delay.event.day("until")
    return delay.on >= due_on - before or (until is not None and until >= day)


def with_delays(deadlines: tuple[Deadline, ...], journey: Journey, thresholds: Thresholds) -> tuple[Deadline, ...]:
    """The deadlines, each overdue duty with the reason recorded for its delay; an average needs none."""
    if not journey.of_kind("delay-recorded"):
        return deadlines
    among, threshold = causes(deadlines), thresholds[ABOUT_DELAY]
    return tuple(
        replace(deadline, delay=_delay(journey, deadline, among, threshold)) if deadline.owes_a_reason else deadline
        for deadline in deadlines
    )


def _delay(journey: Journey, deadline: Deadline, among: Causes, threshold: Threshold) -> Delay | None:
    due, day = deadline.due_on, journey.as_at
    if due is None:
        return None
    speaking = [d for d in reasons_for(journey, deadline, among) if explains(d, due, day, threshold)]
    return told_delay(_best(speaking, day), day) if speaking else None


def _best(speaking: Sequence[Moment], day: date) -> Event:
    """Of several reasons the one that still holds, then the one that names the duty, then the latest."""
    return max(speaking, key=lambda d: (not is_over(d.event, day), _is_particular(d.event), d.place)).event


def _is_particular(delay: Event) -> bool:
    return delay.word("rule") is not None or delay.word("event") is not None
