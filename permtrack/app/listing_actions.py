"""The actions agreed at meetings, as they stand on a day."""

from collections.abc import Sequence

from permtrack.app.asking import Question
from permtrack.app.finding_children import children_typed, refuse_people_unknown
from permtrack.app.looking import histories
from permtrack.domain.action_list import ActionList, action_list
from permtrack.domain.due_list import Wanted
from permtrack.ledger.store import Ledger


def listed_actions(
    ledger: Ledger, question: Question, wanted: Wanted, owner: str | None, typed: Sequence[str]
) -> ActionList:
    """The list of `actions`; `typed` are refs, their beginnings or initials. Raises RequestRefused for an unknown one."""
    refuse_people_unknown(ledger, question, wanted)
    meant = children_typed(ledger, question, typed)
    told = histories(ledger, question, children=[child.id for child in meant] or None)
    known_at = question.known_at.isoformat() if question.known_at else None
    return action_list(told, question.as_at, known_at, wanted, owner)
