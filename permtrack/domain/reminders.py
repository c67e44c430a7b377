"""Who is reminded of what, when: the tiers of lead times, whom each finding goes to, and what a message may say.

A reminder is told apart by its finding, the day it is about, the step of its lead times and who receives it. It is made
once: a step that a missed night passed over is not made up for, the one reached now says the same and more.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date

from permtrack.domain.days import SATURDAY
from permtrack.domain.events import Child
from permtrack.domain.night import Finding
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown

DAYS_BEFORE = (28, 14, 7, 1, 0)
EVERY_DAYS_OVERDUE = 7


@record
class Leads:
    """When a deadline is reminded of: so many days before, and, once overdue, every so many days from the first.

    `escalate_after` is the number of days overdue after which a second address is written to as well; None for never.
    """

    days_before: tuple[int, ...] = DAYS_BEFORE
    every_days_overdue: int = EVERY_DAYS_OVERDUE
    escalate_after: int | None = None

    def step(self, finding: Finding, as_at: date) -> str | None:
        """The step reached: `14 days before`, `overdue 0`, `overdue 1` a week on; None before the first.

        An alert has one step for each severity.
        """
        if finding.is_alert:
            return finding.state
        ahead = (finding.on - as_at).days
        if ahead < 0:
            return f"overdue {(-ahead - 1) // self.every_days_overdue}"
        reached = [days for days in self.days_before if ahead <= days]
        return f"{min(reached)} days before" if reached else None

    def escalates(self, finding: Finding, as_at: date) -> bool:
        """Whether the second address is written to as well."""
        late = (as_at - finding.on).days
        return self.escalate_after is not None and not finding.is_alert and late > self.escalate_after


@record
class Reminding:
    """When people are reminded, as local policy has it: by rule, else by tier, else for all.

    With `weekends` false nothing is made on a Saturday or Sunday; Monday's run makes what is then due.
    """

    leads: Leads = field(default_factory=Leads)
    by_rule: Mapping[str, Leads] = field(default_factory=dict)
    by_tier: Mapping[str, Leads] = field(default_factory=dict)
    weekends: bool = True

    def leads_for(self, finding: Finding) -> Leads:
        """The lead times of a finding."""
        return self.by_rule.get(finding.rule) or self.by_tier.get(finding.tier) or self.leads

    @property
    def longest_days(self) -> int:
        """The furthest that any lead time looks ahead."""
        every = (self.leads, *self.by_rule.values(), *self.by_tier.values())
        return max((days for leads in every for days in leads.days_before), default=0)


@record
class Routes:
    """Where reminders go: to those of the child's worker, team or authority in `by`, else to `to`.

    `addresses` are by the name of the worker, team or authority. A finding that reaches nobody's address goes to `to`.
    """

    sender: str = ""
    by: str | None = None
    to: tuple[str, ...] = ()
    escalate_to: tuple[str, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)

    def of(self, child: Child | None) -> tuple[str, ...]:
        """The addresses for a child's findings; the service's own are for `to`."""
        name = getattr(child, self.by) if self.by and child else None
        own = self.addresses.get(name) if name else None
        return (own,) if own else self.to


@record
class Reminder:
    """One finding for one recipient, at one step."""

    key: str
    recipient: str
    finding: Finding
    escalated: bool = False


def reminders(
    findings: Iterable[Finding], children: Mapping[str, Child], as_at: date, reminding: Reminding, routes: Routes
) -> Iterator[Reminder]:
    """Every reminder that has fallen due by a day, made before or not."""
    if not reminding.weekends and as_at.weekday() >= SATURDAY:
        return
    for finding in findings:
        leads = reminding.leads_for(finding)
        step = leads.step(finding, as_at)
        if step is None:
            continue
        own = routes.of(children.get(finding.child))
        second = routes.escalate_to if leads.escalates(finding, as_at) else ()
        for recipient in dict.fromkeys((*own, *second)):
            key = f"{finding.key}|{finding.on}|{step}|{recipient}"
            yield Reminder(key=key, recipient=recipient, finding=finding, escalated=recipient not in own)


def message_text(made: Sequence[Reminder], as_at: date, show: Callable[[str], str]) -> str:
    """What one recipient is told: refs, names of rules and days; the gravest first. No sentence, no note, no initials.

    What another of the reminders stands for is named in that one's line. `show` makes a stored word safe to be seen.
    """
    present = {reminder.finding.key for reminder in made}
    below: dict[str, list[Finding]] = {}
    for reminder in made:
        if reminder.finding.under in present:
            below.setdefault(str(reminder.finding.under), []).append(reminder.finding)
    heads = [reminder for reminder in made if reminder.finding.under not in present]
    heads.sort(key=lambda r: (r.finding.is_alert, -r.finding.grade, r.finding.on, r.finding.child))
    lines = [show(_line(reminder, below.get(reminder.finding.key, ()), as_at)) for reminder in heads]
    count = f"{len(lines)} reminder{'' if len(lines) == 1 else 's'}"
    return "\n".join([f"{count} as at {shown(as_at)}.", "", *lines, "", "The list and the reasons: permtrack due", ""])


def _line(reminder: Reminder, below: Iterable[Finding], as_at: date) -> str:
    finding = reminder.finding
    also = ", ".join(f"{_mark(other)}{other.rule}" for other in below)
    named = f" (also {also})" if also else ""
    again = " (second address)" if reminder.escalated else ""
    return f"{finding.child or 'service'}  {finding.rule}: {_when(finding, as_at)}{named}{again}"


def _mark(finding: Finding) -> str:
    return f"{finding.state.upper()} " if finding.is_alert else ""


def _when(finding: Finding, as_at: date) -> str:
    if finding.is_alert:
        return f"{finding.state.upper()} since {shown(finding.on)}"
    days = (finding.on - as_at).days
    if days == 0:
        return f"due today, {shown(finding.on)}"
    number = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"{f'OVERDUE by {number}' if days < 0 else f'due in {number}'}, {shown(finding.on)}"
