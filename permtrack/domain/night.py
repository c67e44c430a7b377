"""One night beside the night before: what is new, what is worse, what is still open and since when, what is cleared.

A finding is told apart by its child (by the child's own identity, since a ref may change), its rule or alert, and what
started it; so the same trouble is the same finding on every night, and no other is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from permtrack.domain.due_list import DueList
from permtrack.domain.events import Child
from permtrack.domain.findings import Alert, Deadline, Delay, Status
from permtrack.domain.own_lines import PRESSING
from permtrack.domain.records import record

GRADES = {"due-soon": 1, "due-today": 2, "overdue": 3, "info": 1, "amber": 2, "red": 3}
"""How grave a state is, among deadlines and among alerts."""


class Turn(StrEnum):
    """What became of a finding since the night before, in the order in which people read it."""

    NEW = "new"
    WORSE = "worse"
    OPEN = "still open"
    CLEARED = "cleared"


CALLING = frozenset({Turn.NEW, Turn.WORSE})
"""What somebody must look at."""


@record
class Finding:
    """Something open on a night: a deadline that presses, or an alert.

    `key` tells it apart through changes of the child's ref; `id` is the name machine formats give it. `state` is the
    deadline's status or the alert's severity. `on` is the due day of a deadline, and of an alert the day it began.
    `first_on` is the night on which it was first found open. `under` is the key of the finding in whose line it is
    named, where one cause gives several. `sentence` is an alert's reason, `delay` a deadline's recorded one, and
    `lacks_a_reason` says that it wants one; these three are not kept from night to night.
    """

    key: str
    id: str
    child: str
    rule: str
    title: str
    tier: str
    state: str
    on: date
    first_on: date
    is_alert: bool = False
    under: str | None = None
    sentence: str = ""
    delay: Delay | None = None
    lacks_a_reason: bool = False

    @property
    def grade(self) -> int:
        """How grave the state is."""
        return GRADES[self.state]


@record
class Change:
    """A finding and what became of it; `was` is its earlier state, `why` says what cleared it.

    `by_policy` marks what would stand as it stood, had local policy not changed. `also` are the changes of the same cause
    that are told in its line.
    """

    turn: Turn
    finding: Finding
    was: str | None = None
    why: str = ""
    by_policy: bool = False
    also: tuple["Change", ...] = ()


@record
class Comparison:
    """Tonight beside the night of `since`; None where there was none.

    `changes` holds every finding, in the order people read them; `lines` tells those of one cause as one.
    """

    as_at: date
    since: date | None
    changes: tuple[Change, ...]
    lines: tuple[Change, ...]
    findings: tuple[Finding, ...]

    def of(self, turn: Turn) -> tuple[Change, ...]:
        """The lines of one turn."""
        return tuple(change for change in self.lines if change.turn is turn)

    @property
    def calls(self) -> bool:
        """Whether anything is new or worse: what somebody must look at."""
        return any(change.turn in CALLING for change in self.changes)

    def counted(self) -> str:
        """`2 new, 0 worse, 11 still open, 1 cleared`: every finding, also one that is told in another's line."""
        turns = [change.turn for change in self.changes]
        return ", ".join(f"{turns.count(turn)} {turn}" for turn in Turn)


def findings_of(listing: DueList, children: Mapping[str, Child], as_at: date) -> tuple[Finding, ...]:
    """What is open: the deadlines that press and the alerts, as a list without a limit gives them; no average is among them."""
    found: dict[str, Finding] = {}
    for line in listing.lines:
        head = _deadline(line.deadline, children, as_at)
        if head is None:
            continue
        found[head.key] = head
        others = (
            *(_deadline(d, children, as_at) for d in line.also),
            *(_alert(a, children, as_at) for a in line.alerts),
        )
        for other in others:
            if other is not None:
                found[other.key] = replace(other, under=head.key)
    whole = {alert.id: alert for alert in listing.alerts}
    for told in listing.alert_lines:
        head = _alert(told.alert, children, as_at)
        found.setdefault(head.key, head)
        for covered in (whole[name] for name in told.alert.covers if name in whole):
            other = _alert(covered, children, as_at)
            found.setdefault(other.key, replace(other, under=head.key))
    return tuple(found.values())


def _deadline(deadline: Deadline, children: Mapping[str, Child], as_at: date) -> Finding | None:
    if deadline.status not in PRESSING or deadline.is_benchmark or deadline.due_on is None:
        return None
    return Finding(
        key=_key(deadline.id, deadline.child, children),
        id=deadline.id,
        child=deadline.child,
        rule=deadline.rule,
        title=deadline.title,
        tier=deadline.tier,
        state=deadline.status.value,
        on=deadline.due_on,
        first_on=as_at,
        delay=deadline.delay,
        lacks_a_reason=deadline.owes_a_reason and deadline.delay is None,
    )


def _alert(alert: Alert, children: Mapping[str, Child], as_at: date) -> Finding:
    return Finding(
        key=_key(alert.id, alert.child, children),
        id=alert.id,
        child=alert.child,
        rule=alert.alert,
        title="",
        tier=alert.tier,
        state=alert.severity.value,
        on=alert.since,
        first_on=as_at,
        is_alert=True,
        sentence=alert.sentence,
    )


def _key(identity: str, ref: str, children: Mapping[str, Child]) -> str:
    """The finding's name with the child's own identity in the place of its ref."""
    child = children.get(ref)
    return (child.id if child else "") + identity.removeprefix(ref)


def compared(
    now: Sequence[Finding],
    before: Sequence[Finding],
    *,
    as_at: date,
    since: date | None,
    reasons: Mapping[str, str],
    otherwise: Mapping[str, str] | None = None,
) -> Comparison:
    """Tonight's findings beside those of an earlier night.

    `reasons` says of what is open no longer, by id, why. `otherwise` gives the state of everything that would be open
    tonight under the policy of that night, by key; None where policy has not changed.
    """
    earlier = {finding.key: finding for finding in before}
    dated = tuple(replace(f, first_on=earlier[f.key].first_on) if f.key in earlier else f for f in now)
    open_now = {finding.key for finding in dated}
    changes = [_change(finding, earlier.get(finding.key), otherwise) for finding in dated]
    changes += [
        Change(
            turn=Turn.CLEARED,
            finding=finding,
            was=finding.state,
            why=reasons.get(finding.id, NO_LONGER),
            by_policy=otherwise is not None and finding.key in otherwise,
        )
        for finding in before
        if finding.key not in open_now
    ]
    ordered = tuple(sorted(changes, key=_place))
    return Comparison(as_at=as_at, since=since, changes=ordered, lines=tuple(_lines(ordered)), findings=dated)


NO_LONGER = "no longer follows from the record"


def _change(finding: Finding, earlier: Finding | None, otherwise: Mapping[str, str] | None) -> Change:
    if earlier is None:
        moved = otherwise is not None and finding.key not in otherwise
        return Change(turn=Turn.NEW, finding=finding, by_policy=moved)
    if finding.grade > earlier.grade:
        moved = otherwise is not None and otherwise.get(finding.key) == earlier.state
        return Change(turn=Turn.WORSE, finding=finding, was=earlier.state, by_policy=moved)
    return Change(turn=Turn.OPEN, finding=finding, was=earlier.state)


def _lines(changes: Sequence[Change]) -> Iterator[Change]:
    """The changes in lines of their own, each with those of its cause; what alone is new or worse has its own line."""
    turns = {change.finding.key: change.turn for change in changes}
    below: dict[str, list[Change]] = {}
    heads: list[Change] = []
    for change in changes:
        above = turns.get(change.finding.under or "")
        told_above = (
            above is not None and above is not Turn.CLEARED and (above in CALLING or change.turn not in CALLING)
        )
        if told_above and change.turn is not Turn.CLEARED:
            below.setdefault(str(change.finding.under), []).append(change)
        else:
            heads.append(change)
    yield from (replace(head, also=tuple(below.get(head.finding.key, ()))) for head in heads)


def _place(change: Change) -> tuple[int, bool, int, date, str, str]:
    finding = change.finding
    order = list(Turn).index(change.turn)
    return order, finding.is_alert, -finding.grade, finding.on, finding.child, finding.rule


def why_cleared(deadlines: Iterable[Deadline], waived: Iterable[Alert]) -> Mapping[str, str]:
    """What became of deadlines and alerts that are open no longer, by id, in a few words."""
    words = {
        Status.MET: "met",
        Status.MET_LATE: "met, late",
        Status.MISSED: "closed, not met",
        Status.WAIVED: "set aside",
        Status.CANNOT_ASSESS: "cannot be assessed now",
        Status.UPCOMING: "due later now",
    }
    said = {d.id: words[d.status] for d in deadlines if d.status in words}
    return said | {alert.id: "set aside" for alert in waived}


def kept(finding: Finding) -> Mapping[str, Any]:
    """What is kept of a finding from night to night: refs, names of rules, days and states; no sentence."""
    return {
        "key": finding.key,
        "id": finding.id,
        "child": finding.child,
        "rule": finding.rule,
        "title": finding.title,
        "tier": finding.tier,
        "state": finding.state,
        "on": finding.on.isoformat(),
        "first_on": finding.first_on.isoformat(),
        "is_alert": finding.is_alert,
        "under": finding.under,
    }


def recalled(record: Mapping[str, Any]) -> Finding:
    """The finding that was kept."""
    days = {name: date.fromisoformat(record[name]) for name in ("on", "first_on")}
    return Finding(**{**record, **days})
