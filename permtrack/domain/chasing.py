"""What is needed of each worker before a meeting: late and coming duties, open actions, unknown days, alerts.

It is made to be sent by e-mail, so nothing that somebody typed as free words is in it: an action is told by its number,
and an alert that quotes a code or a name by its title.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import Any

from permtrack.domain.action_list import RULE, ActionLine
from permtrack.domain.alert_lines import AlertLine
from permtrack.domain.due_list import DueList
from permtrack.domain.events import Child
from permtrack.domain.findings import Alert, Status
from permtrack.domain.own_lines import Line
from permtrack.domain.records import record

BY = ("worker", "team", "iro", "owner")
USUAL_DAYS = 28
ROLLED_OVER = "action.rolled"
"""Left out: each action tells itself how often it was carried over, to whoever is to do it."""

OWN_WORDS = frozenset({ROLLED_OVER, "link.stalled", "ppm.chair", "siblings.diverge", "siblings.undecided"})
"""The alerts whose sentences quote what somebody typed: an owner, a family, a chair, the code of a group."""

COMING = frozenset({Status.DUE_TODAY, Status.DUE_SOON, Status.UPCOMING})


@record
class Unknown:
    """A duty that cannot be assessed, and what to record so that it can."""

    line: Line
    record: str


@record
class Needed:
    """What is needed of one worker (team, reviewing officer, owner); `who` is None where nobody is recorded."""

    who: str | None
    overdue: tuple[Line, ...] = ()
    due: tuple[Line, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    alerts: tuple[AlertLine, ...] = ()


@record
class Chase:
    """What is needed of everybody, nobody last.

    `meeting` is what the meeting is called; None where none is known, and what falls due in four weeks is asked for.
    `titles` are the names of the alerts whose sentences are not for sending. `actions_elsewhere` counts open actions
    that are for somebody who is not among those asked.
    """

    by: str
    as_at: date
    known_at: str | None
    meeting_on: date
    meeting: str | None
    needed: tuple[Needed, ...]
    titles: Mapping[str, str] = field(default_factory=dict)
    actions_elsewhere: int = 0

    def sentence(self, alert: Alert) -> str:
        """What may be sent of an alert: its sentence, or its title where the sentence quotes somebody's words."""
        return f"{self.titles.get(alert.alert, alert.alert)}." if alert.alert in OWN_WORDS else alert.sentence


@record
class Asked:
    """By what to ask (one of BY), of which children by ref, and for what until how many days ahead."""

    by: str
    children: Mapping[str, Child]
    until_days: int

    def whose(self, ref: str) -> str | None:
        """Of whom a child's duties are asked."""
        value: str | None = getattr(self.children[ref], self.by)
        return value


def needed_of_each(
    listing: DueList, unknown: Iterable[Unknown], actions: Iterable[ActionLine], asked: Asked
) -> tuple[Needed, ...]:
    """What is needed of each, by name in any letter case, nobody last; who has nothing to do is left out."""
    told: list[tuple[str | None, str, Any]] = [
        (asked.whose(ref), section, item) for ref, section, item in _duties(listing, unknown, asked)
    ]
    told += [(asked_of(line, asked), "actions", line) for line in actions]
    piles: dict[tuple[bool, str], dict[str, list[Any]]] = {}
    names: dict[tuple[bool, str], str | None] = {}
    for who, section, item in told:
        key = (who is None, (who or "").casefold())
        names.setdefault(key, who)
        piles.setdefault(key, {}).setdefault(section, []).append(item)
    return tuple(
        Needed(who=names[key], **{section: tuple(items) for section, items in piles[key].items()})
        for key in sorted(piles)
    )


def _duties(
    listing: DueList, unknown: Iterable[Unknown], asked: Asked
) -> Iterator[tuple[str, str, Line | Unknown | AlertLine]]:
    """What is listed of the children, each with its ref and its section; owners are asked for actions alone."""
    if asked.by == "owner":
        return
    for line in listing.lines:
        section = _section(line, asked)
        if section is not None and line.child.ref in asked.children:
            yield line.child.ref, section, line
    for one in unknown:
        if one.line.child.ref in asked.children:
            yield one.line.child.ref, "unknown", one
    for told in listing.alert_lines:
        if told.alert.child in asked.children and told.alert.alert != ROLLED_OVER:
            yield told.alert.child, "alerts", told


def _section(line: Line, asked: Asked) -> str | None:
    """Where a line belongs. Actions are told by themselves, and an average is nobody's deadline."""
    deadline = line.deadline
    if deadline.is_benchmark or deadline.rule == RULE or deadline.due_on is None or deadline.days is None:
        return None
    if deadline.status is Status.OVERDUE:
        return "overdue"
    return "due" if deadline.status in COMING and deadline.days <= asked.until_days else None


def asked_of(line: ActionLine, asked: Asked) -> str | None:
    """Who is asked for an action: its owner; whoever works with the child where it has none, or a team is asked."""
    if asked.by == "owner" or (asked.by != "team" and line.action.owner is not None):
        return line.action.owner
    return asked.whose(line.child.ref)


def is_of_theirs(line: ActionLine, asked: Asked) -> bool:
    """Whether an action is for one of those asked: an owner who is nobody's worker is chased by owner."""
    if asked.by in {"owner", "team"} or line.action.owner is None:
        return True
    known = {(getattr(child, asked.by) or "").casefold() for child in asked.children.values()}
    return line.action.owner.casefold() in known
