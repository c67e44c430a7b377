"""What is shown of children: the list, and a child's whole record."""

from collections.abc import Mapping, Sequence
from datetime import date

from permtrack.app.asking import Question
from permtrack.app.finding_children import child_typed, children_typed, known_children
from permtrack.app.looking import histories
from permtrack.app.packaged import vocabulary
from permtrack.domain.events import Child
from permtrack.domain.recorded import Recorded, in_time_order, recorded, up_to
from permtrack.domain.records import record
from permtrack.domain.situations import Situation, situation
from permtrack.ledger.store import Ledger


@record
class WholeRecord:
    """Everything recorded about one child up to a day; `numbers` gives every event of the child its number."""

    child: Child
    entries: Sequence[Recorded]
    numbers: Mapping[str, int]


def situations(ledger: Ledger, question: Question, typed: Sequence[str]) -> tuple[Situation, ...]:
    """Where each child stands, in the order of the refs. Raises RequestRefused for an unknown ref."""
    meant = children_typed(ledger, question, typed)
    told = histories(ledger, question, children=[child.id for child in meant] or None)
    return tuple(situation(history, question.as_at) for history in told)


def whole_record(ledger: Ledger, question: Question, typed: str, until: date | None) -> WholeRecord:
    """A child's whole record, or up to a day. Raises RequestRefused for an unknown ref."""
    child = child_typed(ledger, question, typed)
    told = recorded(ledger.entries(children=[child.id], known_at=question.known_at))
    return WholeRecord(
        child=child,
        entries=in_time_order(up_to(told, until), vocabulary().reading_order),
        numbers={entry.event.id: entry.event.number for entry in told},
    )


def everything_recorded(
    ledger: Ledger, question: Question, until: date | None
) -> tuple[Sequence[Recorded], Mapping[str, str]]:
    """Every entry of the ledger, or up to a day, in its own order; and each child's ref, also of one struck out."""
    told = recorded(ledger.entries(known_at=question.known_at))
    first = {entry.event.id: str(entry.event.fields["ref"]) for entry in told if entry.event.kind == "child-added"}
    now = {child.id: child.ref for child in known_children(ledger, question)}
    return up_to(told, until), first | now
