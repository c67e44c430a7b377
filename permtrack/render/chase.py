"""What is needed of each worker as a text for an e-mail, and as JSON: refs, rules and days, and no free words.

Initials, notes and the texts of actions are left out because e-mail travels; a worker is named by its code alone.
"""

from collections.abc import Iterator, Sequence
from textwrap import fill

from permtrack import __version__
from permtrack.domain.action_list import ActionLine
from permtrack.domain.alert_lines import AlertLine
from permtrack.domain.chasing import Chase, Needed, Unknown
from permtrack.domain.own_lines import Line
from permtrack.domain.typed_dates import shown
from permtrack.render.actions import carried_in_words, state_in_words
from permtrack.render.machine import Record, alert_record, deadline_record
from permtrack.render.states import delay_in_words, state
from permtrack.render.visible import visible

WIDTH = 75
"""E-mail programs leave lines of up to 75 characters as they are."""

SEPARATOR = "-" * WIDTH
NAMES = {"worker": "worker", "team": "team", "iro": "reviewing officer", "owner": "owner"}
ANSWER = (
    "Answer with one line for each: the ref, what happened, and the day. Or fill in the events sheet, a row for each, "
    "with the columns ref, kind and on, and outcome, reason, until or whatever else is known of it; `permtrack kinds` "
    "names the kinds, and `permtrack import-events --template` makes an empty sheet. An action is done when you give "
    "its number and the day. Please write refs only: no names, no addresses."
)


def chase_text(needed: Needed, chase: Chase) -> str:
    """One text, ready to be pasted: who is asked, what for, and how to answer."""
    blocks = [_fold(f"{who_in_words(needed, chase)}: needed {_before(chase)}", "")]
    blocks[0] += "\n" + _fold(f"As at {shown(chase.as_at)}, by what is recorded so far.", "")
    for heading, items in _sections(needed, chase):
        if items:
            blocks.append("\n".join([heading.upper(), *(_fold(item, "- ") for item in items)]))
    blocks.append("HOW TO ANSWER\n" + _fold(ANSWER, ""))
    return "\n\n".join(blocks) + "\n"


def who_in_words(needed: Needed, chase: Chase) -> str:
    """`Worker SW2`, or `No worker recorded`."""
    name = NAMES[chase.by]
    return f"{name.capitalize()} {needed.who}" if needed.who else f"No {name} recorded"


def _before(chase: Chase) -> str:
    if chase.meeting:
        return f"before {chase.meeting} of {shown(chase.meeting_on)}"
    return f"by {shown(chase.meeting_on)}"


def _sections(needed: Needed, chase: Chase) -> Iterator[tuple[str, list[str]]]:
    yield "Overdue", [_duty(line) for line in needed.overdue]
    yield f"Due by {shown(chase.meeting_on)}", [_duty(line) for line in needed.due]
    later = [line for line in needed.actions if line.action.due_on and line.action.due_on > chase.meeting_on]
    yield "Actions agreed", [_action(line) for line in needed.actions if line not in later]
    yield "Actions agreed, due later", [_action(line) for line in later]
    yield "Cannot be worked out until it is recorded", list(_unknown(needed.unknown))
    yield "Alerts", [_alert(line, chase) for line in needed.alerts]


def _duty(line: Line) -> str:
    deadline = line.deadline
    day = f"due {shown(deadline.due_on)}, {_state(state(deadline))}" if deadline.due_on else state(deadline)
    graver = (f"{alert.severity.upper()} {alert.alert}" for alert in line.alerts)
    also = ", ".join(dict.fromkeys([*(other.rule for other in line.also), *graver]))
    delay = delay_in_words(deadline.delay) if deadline.delay else ""
    more = "".join(f"; {said}" for said in (f"also {also}" if also else "", delay, deadline.reason) if said)
    return f"{deadline.child}: {deadline.title} ({deadline.rule}), {day}{more}"


def _action(line: ActionLine) -> str:
    action = line.action
    due = f"due {shown(action.due_on)}, " if action.due_on else ""
    at = f" at {action.meeting.kind} #{action.meeting.number}" if action.meeting else ""
    more = "".join(f", {said}" for said in carried_in_words(action))
    return (
        f"{line.child.ref}: action #{action.agreed.number}, {due}{_state(state_in_words(line))}; "
        f"agreed {shown(action.agreed.on)}{at}{more}"
    )


def _state(words: str) -> str:
    """How it stands, behind a day that has been called due: `in 5 days`."""
    return words.removeprefix("due ")


def _unknown(unknown: Sequence[Unknown]) -> Iterator[str]:
    """A line for each rule and reason, with the children of whom it is true."""
    refs: dict[tuple[str, str, str], list[str]] = {}
    for one in unknown:
        deadline = one.line.deadline
        name = f"{deadline.title} ({deadline.rule})"
        refs.setdefault((name, deadline.reason or "not known", one.record), []).append(deadline.child)
    for (name, why, record), children in refs.items():
        yield f"{', '.join(children)}: {name}: {why}. Please record {record}"


def _alert(line: AlertLine, chase: Chase) -> str:
    alert = line.alert
    others = f"; {line.others}" if line.others else ""
    since = f"{alert.severity.upper()} since {shown(alert.since)}"
    return f"{alert.child}: {chase.sentence(alert)} ({since}, {alert.alert}{others})"


def _fold(text: str, mark: str) -> str:
    """A paragraph narrow enough for an e-mail; a ref or a date is broken at no hyphen."""
    return fill(visible(text), WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False)


def nobody(chase: Chase) -> str:
    """What is said where nothing is needed of anybody."""
    return f"Nothing is needed of anybody {_before(chase)}.\n"


def chase_record(chase: Chase) -> Record:
    """The same as JSON; each text stands beside what it was made of."""
    return {
        "permtrack": __version__,
        "as_at": chase.as_at,
        "known_at": chase.known_at,
        "by": chase.by,
        "meeting_on": chase.meeting_on,
        "meeting": chase.meeting,
        "needed": [_needed_record(needed, chase) for needed in chase.needed],
        "actions_elsewhere": chase.actions_elsewhere,
    }


def _needed_record(needed: Needed, chase: Chase) -> Record:
    return {
        "who": needed.who,
        "overdue": _duty_records(needed.overdue),
        "due": _duty_records(needed.due),
        "actions": [_action_record(line) for line in needed.actions],
        "cannot_assess": [deadline_record(one.line.deadline) | {"record": one.record} for one in needed.unknown],
        "alerts": [_alert_record(line, chase) for line in needed.alerts],
        "text": chase_text(needed, chase),
    }


def _duty_records(lines: Sequence[Line]) -> list[Record]:
    return [deadline_record(deadline) for line in lines for deadline in (line.deadline, *line.also)]


def _action_record(line: ActionLine) -> Record:
    action, meeting = line.action, line.action.meeting
    return {
        "id": action.agreed.id,
        "number": action.agreed.number,
        "child": line.child.ref,
        "agreed_on": action.agreed.on,
        "meeting": meeting.id if meeting else None,
        "meeting_kind": meeting.kind if meeting else None,
        "due_on": action.due_on,
        "state": action.state.value,
        "days": action.days,
        "carried_over": len(action.carried),
    }


def _alert_record(line: AlertLine, chase: Chase) -> Record:
    own = {"sentence": chase.sentence(line.alert), "also": list(line.also), "cannot_assess": list(line.doubted)}
    return alert_record(line.alert) | own
