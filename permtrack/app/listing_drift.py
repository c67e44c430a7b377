"""What is going wrong though no single date is late: the drift alerts alone, and those new since a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from permtrack.app.asking import Question
from permtrack.app.finding_children import children_typed
from permtrack.app.looking import Survey, survey
from permtrack.domain.alert_lines import DriftList, alert_lines
from permtrack.domain.due_list import alert_place
from permtrack.domain.meeting.movement import counted_from, last_meeting
from permtrack.errors import RequestRefused
from permtrack.ledger.store import Ledger

LAST_MEETING = "last-meeting"


def listed_drift(ledger: Ledger, question: Question, typed: Sequence[str], new_since: str | date | None) -> DriftList:
    """The drift alerts; with `new_since` those whose present severity began after a day, or that the last meeting did not see.

    Raises RequestRefused for an unknown child, or where no tracking meeting is recorded to count from.
    """
    meant = children_typed(ledger, question, typed)
    found = survey(ledger, replace(question, history=False), children=[child.id for child in meant] or None)
    counted = counted_from(None, _last_meeting(found)) if isinstance(new_since, str) else counted_from(new_since, None)
    alerts = sorted(
        (alert for alert in found.outlook.alerts if counted is None or counted.is_new(alert.since)),
        key=alert_place,
    )
    told = alert_lines(alerts, share=not typed)
    return DriftList(
        as_at=question.as_at,
        lines=told.lines,
        alerts=tuple(alerts),
        shared=told.shared,
        children={history.child.ref: history.child for history in found.histories},
        waived=len(found.outlook.waived_alerts),
        new_since=counted.since if counted else None,
    )


def _last_meeting(found: Survey) -> date:
    """The day of the last tracking meeting before the as-at day: what is new since then is new to the next one."""
    held = last_meeting((event for history in found.histories for event in history.events), found.outlook.as_at)
    if held is None:
        raise RequestRefused("no tracking meeting is recorded before that day; give a date instead: --new-since DATE")
    return held
