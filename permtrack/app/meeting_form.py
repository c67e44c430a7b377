"""The form for a meeting's minutes: which children get a row, and what is known of each as it is written."""

from collections import Counter
from dataclasses import replace
from datetime import date

from permtrack.app.looking import Question, survey
from permtrack.domain.due_list import Wanted, due_list
from permtrack.domain.events import History
from permtrack.domain.findings import Status
from permtrack.domain.journey import journey
from permtrack.domain.minutes import FormChild, FormFacts, MinutesForm, open_actions
from permtrack.domain.situations import situation
from permtrack.ledger.store import Ledger


def meeting_form(ledger: Ledger, question: Question, meeting_on: date, wanted: Wanted) -> MinutesForm:
    """A row for every child whom the meeting follows, and for every other with an action still open."""
    with ledger.at_one_moment():
        found = survey(ledger, replace(question, history=False))
        head = ledger.head()
    listing = due_list(found.outlook, found.histories, wanted)
    asked = [history for history in found.histories if history.child.ref in listing.children]
    rows = [history for history in asked if _is_followed(history, question.as_at) or any(open_actions(history.events))]
    # Asked about by their refs no child's line is left to what is said once of many.
    named = replace(wanted, refs=tuple(history.child.ref for history in rows))
    lines = due_list(found.outlook, found.histories, named).lines if rows else ()
    overdue = Counter(
        line.child.ref for line in lines if line.deadline.status is Status.OVERDUE and not line.deadline.is_benchmark
    )
    return MinutesForm(
        facts=FormFacts(meeting_on=meeting_on, ledger=ledger.info.id, head=str(head)),
        children=tuple(
            FormChild(
                situation=situation(history, question.as_at),
                overdue=overdue[history.child.ref],
                open_actions=tuple(open_actions(history.events)),
            )
            for history in rows
        ),
    )


def _is_followed(history: History, as_at: date) -> bool:
    """Whether the child is in care, or was told of before care and has not left the tracking."""
    told = journey(history, as_at)
    return told.in_care or not (told.stretches("care") or told.has_any({"tracking-ended", "left-care"}))
