"""Who is to be chased for what before a meeting."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from permtrack.app.asking import Question
from permtrack.app.finding_children import children_meant, refuse_people_unknown
from permtrack.app.looking import Survey, survey
from permtrack.app.packaged import thresholds
from permtrack.domain.action_list import action_lines, worst_first
from permtrack.domain.chasing import BY, OWN_WORDS, USUAL_DAYS, Asked, Chase, Unknown, is_of_theirs, needed_of_each
from permtrack.domain.due_list import DueList, Wanted, due_list, is_child_wanted, same_word
from permtrack.domain.events import Child, Event
from permtrack.domain.findings import Deadline, Status
from permtrack.domain.own_lines import Line
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import choose
from permtrack.errors import RequestRefused
from permtrack.ledger.store import Ledger

THE_MEETING = "the meeting"


def chased(
    ledger: Ledger, question: Question, wanted: Wanted, by: str, meeting_on: date | None, typed: Sequence[str]
) -> Chase:
    """What is needed of each before the meeting: of that day, else the next one known, else within 28 days.

    What is missing for most children is left to `due`, which says it once. Raises RequestRefused.
    """
    by = choose("--by", by, BY)
    if meeting_on is not None and meeting_on < question.as_at:
        raise RequestRefused(f"--meeting {shown(meeting_on)} is past; a meeting to prepare lies ahead")
    refuse_people_unknown(ledger, question, wanted)
    found = survey(ledger, replace(question, history=False))
    on, meeting = _next_meeting(found.outlook.deadlines, question) if meeting_on is None else (meeting_on, THE_MEETING)
    days = (on - question.as_at).days
    listing = due_list(found.outlook, found.histories, Wanted(within=days, coming=True))
    # Of one worker alone everything is wanted, an action for another worker's child too: the texts are chosen below.
    one: str | None = getattr(wanted, by, None)
    among = Wanted(**{name: getattr(wanted, name) for name in BY[:3] if name != by}, authority=wanted.authority)
    asked = Asked(by=by, children=_children(found, question, among, typed), until_days=days)
    theirs = [history for history in found.histories if history.child.ref in asked.children]
    actions = [line for line in action_lines(theirs, question.as_at) if line.action.is_open and not line.waived_until]
    mine = sorted((line for line in actions if is_of_theirs(line, asked)), key=worst_first)
    needed = needed_of_each(listing, tuple(_unknown(listing, found)), mine, asked)
    return Chase(
        by=by,
        as_at=question.as_at,
        known_at=found.outlook.known_at,
        meeting_on=on,
        meeting=meeting,
        needed=tuple(each for each in needed if same_word(one, each.who)),
        titles={name: thresholds()[name].title for name in OWN_WORDS},
        actions_elsewhere=0 if one is not None else len(actions) - len(mine),
    )


def _children(found: Survey, question: Question, wanted: Wanted, typed: Sequence[str]) -> Mapping[str, Child]:
    meant = {child.id for child in children_meant([history.child for history in found.histories], typed)}
    return {
        history.child.ref: history.child
        for history in found.histories
        if history.child.id in meant and is_child_wanted(history, question.as_at, wanted)
    }


def _next_meeting(deadlines: Sequence[Deadline], question: Question) -> tuple[date, str | None]:
    """The next of the service's own recurring meetings, which local policy names; without one, four weeks ahead."""
    known = [(d.due_on, d.title) for d in deadlines if not d.child and d.due_on is not None]
    return min(known, default=(question.as_at + timedelta(days=USUAL_DAYS), None))


def _unknown(listing: DueList, found: Survey) -> Iterator[Unknown]:
    events = {event.id: event for history in found.histories for event in history.events}
    seen_by = {rule.id: rule.seen_by for rule in found.rulebook.rules}
    for line in listing.lines:
        if line.deadline.status is Status.CANNOT_ASSESS and not line.deadline.is_benchmark:
            yield Unknown(line=line, record=_to_record(line, events, seen_by))


def _to_record(line: Line, events: Mapping[str, Event], seen_by: Mapping[str, Sequence[str]]) -> str:
    """What to record so that a duty can be assessed: the day it counts from, or what meets it."""
    trigger = line.deadline.trigger
    start = events.get(trigger.event or "") if trigger else None
    if start is not None and not start.is_exact:
        return f"the exact day of {start.kind} (#{start.number})"
    kinds = " or ".join(seen_by.get(line.deadline.rule, ()))
    return f"{kinds}, with its day" if kinds else f"what `permtrack why {line.child.ref} {line.deadline.rule}` names"
