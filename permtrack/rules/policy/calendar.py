"""The calendar of the service itself: its recurring meetings, each with the day it next falls on."""

from collections.abc import Iterator
from datetime import date, timedelta

from permtrack.domain.findings import Deadline, Status
from permtrack.rules.policy.records import LOOK_AHEAD_DAYS, Meeting, Policy
from permtrack.rules.rulebook import Checked, Tier

SERVICE = ""
"""A meeting of the service is about no child."""


def meeting_days(policy: Policy, as_at: date, within: int = LOOK_AHEAD_DAYS) -> Iterator[Deadline]:
    """The next day of each recurring meeting, today's included. Nothing triggers it, and nothing is ever overdue."""
    for meeting in policy.meetings:
        if policy.in_force_from is not None:
            yield _deadline(meeting, policy.in_force_from, as_at, within)


def _deadline(meeting: Meeting, policy_from: date, as_at: date, within: int) -> Deadline:
    due = meeting.next_on(as_at)
    ahead = within if meeting.look_ahead_days is None else meeting.look_ahead_days
    return Deadline(
        id=f"service:{meeting.id}:{due.isoformat()}",
        child=SERVICE,
        rule=meeting.id,
        title=meeting.title,
        set="local",
        tier=Tier.LOCAL_POLICY.value,
        checked=Checked.YES.value,
        citation=meeting.citation or "Local policy: every " + meeting.words(),
        version=policy_from.isoformat(),
        status=_status(due, as_at, ahead),
        trigger=None,
        due_on=due,
        days=(due - as_at).days,
    )


def _status(due: date, as_at: date, ahead: int) -> Status:
    if due == as_at:
        return Status.DUE_TODAY
    return Status.DUE_SOON if due - as_at <= timedelta(days=ahead) else Status.UPCOMING
