"""The working behind one date, in at most twelve lines that an adoption manager understands."""

from collections.abc import Iterable, Mapping
from datetime import date

from permtrack.domain.days import BankHolidays
from permtrack.domain.events import Event
from permtrack.domain.findings import Deadline, Status
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.rules.lengths import DueDay
from permtrack.rules.rulebook import LOCAL_SOURCE, Checked, Rule, Rulebook, Tier, Version

MOST_LINES = 12
ALWAYS = date(1900, 1, 1)
"""From here a version is simply how it is: no law began that day."""
TIERS = {
    Tier.ACT: "Act of Parliament",
    Tier.REGULATION: "regulation",
    Tier.PRACTICE_DIRECTION: "court practice direction",
    Tier.STATUTORY_GUIDANCE: "statutory guidance",
    Tier.MINIMUM_STANDARD: "national minimum standard",
    Tier.BENCHMARK: "national average, no child's own deadline",
    Tier.LOCAL_POLICY: "local practice, not law",
}
CHECKED = {
    Checked.YES: "the words were read",
    Checked.SECONDARY: "known from secondary sources; the words were not read",
    Checked.NO: "the words were not read: do not quote it as law",
}


@record
class Explanation:
    """How one deadline came to be: lines of a heading and a sentence, at most twelve."""

    deadline: Deadline
    lines: tuple[tuple[str, str], ...]


@record
class Telling:
    """What an explanation needs to name events: those of the child by id, and the label of each kind."""

    events: Mapping[str, Event]
    labels: Mapping[str, str]

    def said(self, identity: str | None) -> str | None:
        """`Became looked after on 2 Jun 2025 (#3, reviews.csv:41)`; None where there is no such event."""
        event = self.events.get(identity) if identity else None
        if event is None:
            return None
        when = f"on {shown(event.on)}" if event.is_exact else f"on or before {shown(event.on)}"
        return f"{self.labels.get(event.kind, event.kind)} {when} (#{event.number}, {event.source})"


def deadline_meant(found: Iterable[Deadline], rule: str) -> Deadline | None:
    """The deadline of a rule that a person means: the one running that is due first, else the last that was."""
    asked = [deadline for deadline in found if deadline.rule == rule]
    running = [deadline for deadline in asked if deadline.running]
    if running:
        return min(running, key=lambda deadline: deadline.due_on or deadline.opens_on or date.max)
    return asked[-1] if asked else None


def explain(deadline: Deadline, rulebook: Rulebook, holidays: BankHolidays, telling: Telling) -> Explanation:
    """The working behind a deadline."""
    rule = rulebook.rule(deadline.rule)
    if rule is None:
        raise ValueError(f"{deadline.rule} is not in the rulebook")
    version = rule.versions[deadline.edition]
    lines = [
        ("Answer", _answer(deadline)),
        ("Starts from", _starts(deadline, telling)),
        ("Counting", _counting(deadline, version)),
        ("Skipped", _skipped(deadline, version, holidays)),
        ("Met by", telling.said(deadline.met_by)),
        ("Closed", f"on {shown(deadline.closed_on)}" if deadline.closed_on else None),
        ("Because", deadline.reason),
        ("Authority", f"{version.citation}: {TIERS[version.tier]}; {CHECKED[version.checked]}"),
        ("Source", _source(version)),
        ("In force", _in_force(version)),
        ("Note", version.note if version.note != _local_policy(rule, version, rulebook) else None),
        ("Local policy", _local_policy(rule, version, rulebook)),
    ]
    return Explanation(deadline=deadline, lines=tuple((name, text) for name, text in lines if text)[:MOST_LINES])


def _source(version: Version) -> str | None:
    """Where the words can be read; a number of local policy has no address but its citation."""
    return None if version.source == LOCAL_SOURCE else f"{version.source} (seen {shown(version.checked_on)})"


def _local_policy(rule: Rule, version: Version, rulebook: Rulebook) -> str:
    """What local policy has done to the number: nothing, put it there, or put a stricter one beside it."""
    if version.source == LOCAL_SOURCE:
        return version.note or "a rule of our own"
    stricter = rulebook.rule(f"local.{rule.id}")
    if stricter is None:
        return "none; the number is the national or default one"
    return f"the number is the national one; a stricter one stands beside it: permtrack why REF {stricter.id}"


def _answer(deadline: Deadline) -> str:
    said = {
        Status.OVERDUE: "overdue",
        Status.DUE_TODAY: "due today, not overdue",
        Status.DUE_SOON: "due soon",
        Status.UPCOMING: "open, with no last day" if _open_ended(deadline) else "not due yet",
        Status.MET: "met",
        Status.MET_LATE: "met, but late",
        Status.MISSED: "was overdue when the duty closed",
        Status.WAIVED: "set aside",
        Status.CANNOT_ASSESS: "cannot be assessed",
    }[deadline.status]
    days = (
        ("met", deadline.met_on),
        ("due", deadline.due_on),
        ("open since" if deadline.opened else "opens", deadline.opens_on),
    )
    named = [f"{name} {shown(day)}" for name, day in days if day is not None]
    late = f" ({_days(-deadline.days)} overdue)" if deadline.status is Status.OVERDUE and deadline.days else ""
    return f"{deadline.title}: {said}{late}" + (f"; {', '.join(named)}" if named else "")


def _open_ended(deadline: Deadline) -> bool:
    return deadline.opened and deadline.due_on is None


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def _starts(deadline: Deadline, telling: Telling) -> str | None:
    trigger = deadline.trigger
    if trigger is None:
        return None
    said = telling.said(trigger.event)
    event = telling.events.get(trigger.event) if trigger.event else None
    if said is None and trigger.kind is not None:
        return f"{shown(trigger.on)}, the day tracking started"
    if said is None:
        return f"{shown(trigger.on)}, the last day that could not be seen"
    if event is not None and event.on != trigger.on:
        return f"{said}; counted from {shown(trigger.on)}"
    return said


def _counting(deadline: Deadline, version: Version) -> str:
    said = []
    if version.opens is not None:
        said.append(f"opens {_counted(version.opens, deadline)}")
    if version.due is not None:
        said.append(f"due {_counted(version.due, deadline)}")
    return ", ".join(said)


def _counted(day: DueDay, deadline: Deadline) -> str:
    """How a day is counted; the trigger's own day is named where it is counted from."""
    trigger = f"{shown(deadline.trigger.on)}, which is day 0" if deadline.trigger else "the day it began"
    return day.words(trigger)


def _skipped(deadline: Deadline, version: Version, holidays: BankHolidays) -> str | None:
    """The holidays on weekdays between the trigger and the due day, where working days are counted."""
    counted = [day for day in (version.due, version.opens) if day is not None and day.counts_working_days()]
    last = deadline.due_on or deadline.opens_on
    if not counted or deadline.trigger is None or last is None:
        return None
    within = holidays.within(deadline.trigger.on, last)
    named = ", ".join(f"{shown(day)} ({name})" for day, name in within)
    return f"Saturdays, Sundays{' and ' + named if named else '; no holiday fell in between'}"


def _in_force(version: Version) -> str | None:
    if version.in_force_from <= ALWAYS:
        return None
    if version.in_force_to == date.max:
        return f"from {shown(version.in_force_from)}"
    return f"from {shown(version.in_force_from)} to {shown(version.in_force_to)}"
