"""What `actions` lists: which agreed actions are wanted, in groups by owner, and the counts that sum them up."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from permtrack.domain.agreed_actions import ActionState, AgreedAction, agreed_actions
from permtrack.domain.due_list import Wanted, is_child_wanted, same_word
from permtrack.domain.events import Child, History
from permtrack.domain.journey import journey
from permtrack.domain.records import record
from permtrack.domain.waivers import waiver_over

RULE = "action"
"""The rule under which an action's due day is a deadline, and may be set aside."""
ORDER = tuple(ActionState)


@record
class ActionLine:
    """One agreed action of a child, and the day until which its due day is set aside."""

    child: Child
    action: AgreedAction
    waived_until: date | None = None


@record
class ActionList:
    """The answer of `actions`: lines by owner, the worst first; `children` is the number of children looked at."""

    as_at: date
    known_at: str | None
    lines: tuple[ActionLine, ...]
    children: int
    searched: str = ""

    def groups(self) -> Iterator[tuple[str | None, Sequence[ActionLine]]]:
        """The owners, each with its lines; None, last, for actions of nobody."""
        for _, lines in groupby(self.lines, lambda line: _owner_key(line.action)):
            found = tuple(lines)
            yield found[0].action.owner, found

    def count(self, *states: ActionState) -> int:
        """How many lines are in some states."""
        return sum(1 for line in self.lines if line.action.state in states)


def action_lines(histories: Iterable[History], as_at: date) -> Iterator[ActionLine]:
    """Every action agreed for some children, open or ended, child by child."""
    for history in histories:
        if any(event.kind == "action-agreed" for event in history.events):
            for action in agreed_actions(journey(history, as_at)):
                yield ActionLine(child=history.child, action=action, waived_until=_waived(history, action, as_at))


def _waived(history: History, action: AgreedAction, as_at: date) -> date | None:
    waiver = waiver_over(history.waivers, RULE, action.agreed.id, as_at) if action.is_open else None
    return waiver.day("until") if waiver else None


def action_list(
    histories: Sequence[History], as_at: date, known_at: str | None, wanted: Wanted, owner: str | None
) -> ActionList:
    """The actions wanted: open ones, with `wanted.everything` also those done and cancelled."""
    found = [h for h in histories if is_child_wanted(h, as_at, wanted)]
    lines = [
        line
        for line in action_lines(found, as_at)
        if (line.action.is_open or wanted.everything) and same_word(owner, line.action.owner)
    ]
    said = [wanted.in_words()] if wanted.in_words() else []
    return ActionList(
        as_at=as_at,
        known_at=known_at,
        lines=tuple(sorted(lines, key=lambda line: (_owner_key(line.action), *worst_first(line)))),
        children=len(found),
        searched=", ".join([*said, *([f"owner {owner}"] if owner is not None else [])]),
    )


def _owner_key(action: AgreedAction) -> tuple[bool, str]:
    """The place of an owner among the others, in any letter case; nobody comes last."""
    return (action.owner is None, (action.owner or "").casefold())


def worst_first(line: ActionLine) -> tuple[int, int, str, int]:
    """The place of a line among those of one owner: by state, then days, those ended last first; then ref and number."""
    action = line.action
    days = -action.ended.on.toordinal() if action.ended else action.days or 0
    return (ORDER.index(action.state), days, line.child.ref, action.agreed.number)
