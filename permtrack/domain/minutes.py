"""The sheet of a meeting's minutes: a row a child, what is known of it, and cells to fill in.

What is written into a cell becomes a field of an event, or the plan. A row says of what meeting, of what ledger and up
to which of its events it was written, so that no copy of a part of the sheet loses that.
"""

from collections.abc import Sequence
from datetime import date

from permtrack.domain.events import Event
from permtrack.domain.records import record
from permtrack.domain.situations import Situation

TABLE = "minutes"
"""The name of the table in what is told of its rows."""

ACTIONS_A_ROW = 3
FACTS = ("meeting", "ledger", "head")
"""The columns that say what the sheet was made for, the same on every row."""

KNOWN = ("initials", "plan_now", "stands", "overdue")
"""What is told of the child and not read back."""

_ACTIONS = tuple(f"{name}_{n}" for n in range(1, ACTIONS_A_ROW + 1) for name in ("action", "owner", "due"))
DISCUSSION = ("decision", "new_plan", "new_parallel", *_ACTIONS, "delay_reason", "delay_whose", "delay_until")
"""What is written only of a child who was discussed."""

COLUMNS = ("ref", *KNOWN, "open_action", "done", "discussed", *DISCUSSION, "chair", *FACTS)
FIELDS = {
    "decision": ("tracking-meeting", "decision"),
    "chair": ("tracking-meeting", "chair"),
    "new_plan": ("plan-set", "plan"),
    "new_parallel": ("plan-set", "parallel"),
    "delay_reason": ("delay-recorded", "reason"),
    "delay_whose": ("delay-recorded", "whose"),
    "delay_until": ("delay-recorded", "until"),
    **{name: ("action-agreed", name.partition("_")[0]) for name in _ACTIONS},
}
"""The kind and the field that each cell of a row becomes."""

NO_PARALLEL = "none"
"""Written under `new_parallel` where no parallel plan is to stand any longer; an empty cell leaves them as they are."""


@record
class FormFacts:
    """What a form was made for: the meeting's day, the ledger, and its last event when the form was written."""

    meeting_on: date
    ledger: str
    head: str


@record
class FormChild:
    """A child of the form: where it stands, how many duties are overdue, and the agreed actions that are open.

    `place` is the stage, or the place before or beside the stages, in which the meeting's pack has the child.
    """

    situation: Situation
    place: str
    overdue: int
    open_actions: tuple[Event, ...] = ()


@record
class MinutesForm:
    """A form to fill in, children in the order of the meeting."""

    facts: FormFacts
    children: tuple[FormChild, ...]


def heading(column: str) -> str:
    """A column's name as people read it: `New plan`."""
    return column.replace("_", " ").capitalize()


def column_named(typed: str) -> str:
    """The column that a heading stands for, whatever its letter case, blanks and hyphens."""
    return "_".join(typed.lower().replace("-", " ").replace("_", " ").split())


def action_columns(number: int) -> Sequence[str]:
    """The columns of one of a row's new actions: text, owner, due."""
    return _ACTIONS[3 * (number - 1) : 3 * number]
