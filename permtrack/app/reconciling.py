"""Holding another office's list against the ledger: a reading, which never writes."""

from permtrack.app.asking import Question
from permtrack.app.looking import histories
from permtrack.domain.due_list import Wanted, is_child_wanted
from permtrack.domain.events import History
from permtrack.domain.reconciling import OfficeList, Reconciled, is_open, reconcile
from permtrack.ledger.store import Ledger

OPEN = "in care, or not yet"


def reconciled(
    ledger: Ledger, question: Question, office: OfficeList, wanted: Wanted, *, everyone: bool = False
) -> Reconciled:
    """The list beside the ledger on a day.

    Children here are expected on the list where they are wanted and open; with `everyone` also those whose care is over.
    """

    def is_wanted(history: History) -> bool:
        return (everyone or is_open(history, question.as_at)) and is_child_wanted(history, question.as_at, wanted)

    searched = ", ".join(part for part in ("" if everyone else OPEN, wanted.in_words()) if part)
    return reconcile(office, histories(ledger, question), question.as_at, is_wanted, searched or "every child")
