"""Agreed actions as a table in groups by owner, as JSON and as CSV."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, assert_never

from permtrack import __version__
from permtrack.domain.action_list import ActionLine, ActionList
from permtrack.domain.agreed_actions import ActionState, AgreedAction
from permtrack.domain.typed_dates import shown
from permtrack.render.machine import Record
from permtrack.render.screen import Screen
from permtrack.render.sheets import sheet
from permtrack.render.states import child_in_words, days_in_words
from permtrack.render.tables import Cell, Column, Layout, Styled, first_that_fits, paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType

ROOM_FOR_A_LINE_EACH = 116
STYLES = {ActionState.OVERDUE: "bold red", ActionState.DUE_TODAY: "bold yellow"}
SHEET = (
    "id", "number", "child", "action", "owner", "agreed_on", "meeting", "meeting_kind", "meeting_on", "due_on", "state",
    "days", "waived_until", "carried_over", "meetings_since", "ended_on", "ended_by",
)  # fmt: skip


def action_parts(listing: ActionList, screen: Screen) -> "Iterator[RenderableType]":
    """Each owner's actions under a heading, and a last line that sums up."""
    for owner, lines in listing.groups():
        yield paragraph(Styled(f"Owner {owner}" if owner else "No owner", "bold"))
        yield from first_that_fits(_layouts(lines), screen)
        yield paragraph("")
    if not listing.lines:
        yield paragraph(f"No action is open. Searched: {listing.searched or 'every child'}")
    yield paragraph(summary(listing))


def _layouts(lines: Sequence[ActionLine]) -> Sequence[Layout]:
    number, child, due = Column("Action", whole=True), Column("Child", whole=True), Column("Due", whole=True)
    state, agreed, text = Column("State", whole=True), Column("Agreed", whole=True), Column("What was agreed")
    beside = (number, child, due, state, agreed, text)
    stacked = (Column("Action", whole=True), text)
    return (
        Layout(columns=beside, rows=[_beside(line) for line in lines], room=ROOM_FOR_A_LINE_EACH),
        Layout(columns=stacked, rows=[_stacked(line) for line in lines], apart=True),
    )


def _beside(line: ActionLine) -> Sequence[Cell]:
    return (*_named(line), _due(line), Styled(state_in_words(line), _style(line)), _agreed(line), _text(line))


def _stacked(line: ActionLine) -> Sequence[Cell]:
    due = f"due {_due(line)}" if _due(line) else ""
    day, *since = _agreed(line)
    head = tuple(part for part in (" ".join(_named(line)), due, state_in_words(line)) if part)
    return (Styled(head, _style(line)), (_text(line), f"agreed {day}", *since))


def _named(line: ActionLine) -> tuple[str, str]:
    return (f"#{line.action.agreed.number}", child_in_words(line.child))


def _due(line: ActionLine) -> str:
    return shown(line.action.due_on) if line.action.due_on else ""


def _agreed(line: ActionLine) -> tuple[str, ...]:
    """When and where it was agreed, and how often it has been carried over since."""
    return (f"{shown(line.action.agreed.on)}{_at(line.action)}", *carried_in_words(line.action))


def _at(action: AgreedAction) -> str:
    return f", {action.meeting.kind} #{action.meeting.number}" if action.meeting else ""


def carried_in_words(action: AgreedAction) -> tuple[str, ...]:
    """`carried over 2 times`; where no meeting of its kind has followed, how many of another kind have."""
    times, since = len(action.carried), len(action.followed_up)
    if times:
        return (f"carried over {'once' if times == 1 else f'{times} times'}",)
    return (f"{since} meeting{'' if since == 1 else 's'} of another kind since",) if since else ()


def _text(line: ActionLine) -> str:
    return line.action.agreed.word("action") or "(no text recorded)"


def _style(line: ActionLine) -> str:
    return "" if line.waived_until else STYLES.get(line.action.state, "")


def state_in_words(line: ActionLine) -> str:
    """How an action stands: `OVERDUE by 12 days`, `due in 5 days`, `done 3 Mar 2025`; or until when it is set aside."""
    action = line.action
    if line.waived_until:
        return f"set aside until {shown(line.waived_until)}"
    match action.state:
        case ActionState.OVERDUE:
            return f"OVERDUE by {days_in_words(action.days or 0)}"
        case ActionState.DUE_TODAY:
            return "DUE TODAY"
        case ActionState.DUE_LATER:
            return f"due in {days_in_words(action.days or 0)}"
        case ActionState.NO_DUE_DAY:
            return "no due day"
        case ActionState.DONE | ActionState.CANCELLED:
            return f"{action.state.value} {shown(action.ended.on)}" if action.ended else action.state.value
        case _:
            assert_never(action.state)


def summary(listing: ActionList) -> str:
    """The line that sums up; what is set aside is counted apart."""
    waived = sum(1 for line in listing.lines if line.waived_until)
    late, today, later, dayless = (_running(listing, state) for state in tuple(ActionState)[:4])
    total = late + today + later + dayless + waived
    carried = sum(1 for line in listing.lines if line.action.is_open and line.action.carried)
    parts = [f"{late} overdue", f"{today} due today", f"{later} due later", f"{dayless} without a due day"]
    parts += [f"{waived} set aside"] if waived else []
    ended = [f"{n} {s.value}" for s in (ActionState.DONE, ActionState.CANCELLED) if (n := listing.count(s))]
    children = f"{listing.children} {'child' if listing.children == 1 else 'children'}"
    return (
        f"{total} open: {', '.join(parts)}; {carried} carried over; "
        f"{', '.join(ended) + '; ' if ended else ''}{children}, as at {shown(listing.as_at)}"
    )


def _running(listing: ActionList, state: ActionState) -> int:
    return sum(1 for line in listing.lines if line.action.state is state and not line.waived_until)


def actions_record(listing: ActionList) -> Record:
    """The list as JSON."""
    return {
        "permtrack": __version__,
        "as_at": listing.as_at,
        "known_at": listing.known_at,
        "children": listing.children,
        "actions": [action_record(line) for line in listing.lines],
    }


def action_record(line: ActionLine) -> Record:
    """One action: what was agreed, when and where, and how it stands."""
    action = line.action
    agreed, meeting, ended = action.agreed, action.meeting, action.ended
    return {
        "id": agreed.id,
        "number": agreed.number,
        "child": line.child.ref,
        "action": agreed.word("action"),
        "owner": action.owner,
        "agreed_on": agreed.on,
        "meeting": meeting.id if meeting else None,
        "meeting_kind": meeting.kind if meeting else None,
        "meeting_on": meeting.on if meeting else None,
        "due_on": action.due_on,
        "state": action.state.value,
        "days": action.days if action.is_open else None,
        "waived_until": line.waived_until,
        "carried_over": len(action.carried),
        "meetings_since": len(action.followed_up),
        "ended_on": ended.on if ended else None,
        "ended_by": ended.id if ended else None,
    }


def actions_sheet(listing: ActionList) -> str:
    """The list as CSV: one row an action."""
    return sheet(SHEET, ([action_record(line)[name] for name in SHEET] for line in listing.lines))  # type: ignore[misc]
