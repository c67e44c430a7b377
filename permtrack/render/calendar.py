"""The words of a calendar's entries: refs, names of rules and days. No initials, no notes, no text of an action.

A calendar is read by more people than the ledger is, and on their telephones.
"""

from permtrack.domain.calendar_dates import CalendarDates, Dated
from permtrack.domain.findings import Status
from permtrack.domain.typed_dates import shown
from permtrack.render.visible import visible

STATES = {Status.OVERDUE: "overdue", Status.DUE_TODAY: "due today"}


def calendar_name(dates: CalendarDates) -> str:
    """What the calendar is called: `permtrack`, or `permtrack, worker SW2`."""
    return visible(", ".join(part for part in ("permtrack", dates.restricted) if part))


def heading(dated: Dated) -> str:
    """What stands in the grid of days: `000123: Next review`."""
    number = f" #{dated.action}" if dated.action else ""
    said = visible(f"{dated.ref}: {dated.deadline.title}{number}")
    return f"No longer due: {said}" if dated.cancelled else said


def description(dated: Dated, dates: CalendarDates) -> str:
    """What opens behind it, line by line; days are told with the day on which they were worked out."""
    deadline = dated.deadline
    lines = [f"Rule: {deadline.rule} ({deadline.tier.replace('-', ' ')})", f"Authority: {deadline.citation}"]
    if dated.cancelled:
        lines.append(f"As at {shown(dates.as_at)} no longer due here: met, closed, set aside, or somebody else's")
    else:
        lines += [_window(dated), f"As at {shown(dates.as_at)}: {STATES.get(deadline.status, 'open')}"]
    return "\n".join(visible(line) for line in [*lines, _see(dated)] if line)


def _window(dated: Dated) -> str:
    opens, due = dated.deadline.opens_on, dated.deadline.due_on
    if opens and due:
        return f"Window: from {shown(opens)} to {shown(due)}"
    return f"Due: {shown(due)}" if due else f"Opens: {shown(dated.on)}; no last day"


def _see(dated: Dated) -> str:
    if dated.action:
        return f"See: permtrack actions {dated.deadline.child}"
    return f"See: permtrack why {dated.deadline.child} {dated.deadline.rule}" if dated.child else ""
