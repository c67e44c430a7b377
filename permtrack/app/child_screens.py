"""What is shown of children: the list, one child on one screen, and a child's whole record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from permtrack.app.finding_children import child_meant, children_meant, known_children
from permtrack.app.looking import Question, histories, survey
from permtrack.app.packaged import vocabulary
from permtrack.domain.due_list import DueList, Wanted, due_list
from permtrack.domain.events import Child, Event
from permtrack.domain.recorded import Recorded, in_time_order, recorded, up_to
from permtrack.domain.situations import Situation, situation
from permtrack.ledger.store import Ledger

NEXT_DEADLINES = 8
LAST_EVENTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildScreen:
    """One child: where it stands, what comes next, what is going wrong, what happened last."""

    situation: Situation
    next: DueList
    last_events: tuple[Event, ...]
    earlier_events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeRecord:
    """Everything recorded about one child up to a day; `numbers` gives every event of the child its number."""

    child: Child
    entries: Sequence[Recorded]
    numbers: Mapping[str, int]


def situations(ledger: Ledger, question: Question, typed: Sequence[str]) -> tuple[Situation, ...]:
    """Where each child stands, in the order of the refs. Raises RequestRefused for an unknown ref."""
    meant = children_meant(known_children(ledger, question), typed) if typed else ()
    told = histories(ledger, question, children=[child.id for child in meant] or None)
    return tuple(situation(history, question.as_at) for history in told)


def child_screen(ledger: Ledger, question: Question, typed: str) -> ChildScreen:
    """One child on one screen. Raises RequestRefused for an unknown ref."""
    child = child_meant(known_children(ledger, question), typed)
    found = survey(ledger, question, children=[child.id])
    wanted = Wanted(within=question.within, coming=True, limit=NEXT_DEADLINES)
    events = found.histories[0].events
    return ChildScreen(
        situation=situation(found.histories[0], question.as_at),
        next=due_list(found.outlook, found.histories, wanted),
        last_events=events[-LAST_EVENTS:],
        earlier_events=max(len(events) - LAST_EVENTS, 0),
    )


def whole_record(ledger: Ledger, question: Question, typed: str, until: date | None) -> WholeRecord:
    """A child's whole record, or up to a day. Raises RequestRefused for an unknown ref."""
    child = child_meant(known_children(ledger, question), typed)
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
