"""What children add to the figures of a list, so that the figures follow from what is kept of each child.

A share counts under names: lines by state, rule and whether they are averages, with the hints that speak for them;
alerts in lines of their own by the hint they are; what is set aside; the authorities. Two shares are added and taken
apart again number by number.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from permtrack.domain.events import Child
from permtrack.domain.findings import Status
from permtrack.domain.own_lines import Line, OwnLines
from permtrack.domain.records import record

Name = tuple[str, ...]
Share = Counter[Name]
CHILD, AUTHORITY, LINE, HEAD, WAIVED = "child", "authority", "line", "head", "waived"
YES, NO = "yes", "no"


@record
class Figures:
    """How many lines there are of each state, averages apart, and alerts in lines of their own.

    `lines` is how many are listed: without those that an alert's line speaks for or a gap of the record says.
    """

    overdue: int
    due_today: int
    due_soon: int
    cannot_assess: int
    lines: int
    alerts: int
    waived: int
    children: int
    authorities: tuple[str, ...]


def share_of(child: Child | None, own: OwnLines, waived: int) -> Share:
    """What one child adds; None is the service itself, which is not counted among the children."""
    share: Share = Counter()
    if child is not None:
        share[CHILD,] = 1
        if child.authority:
            share[AUTHORITY, child.authority] = 1
    for line in own.lines:
        share[LINE, line.deadline.status, line.deadline.rule, _average(line), *line.spoken_for] += 1
    for head in own.alerts:
        share[HEAD, head.as_hint] += 1
    if waived:
        share[WAIVED,] = waived
    return share


def _average(line: Line) -> str:
    return YES if line.deadline.is_benchmark else NO


def figures(share: Mapping[Name, int], hidden: Collection[str], once: Collection[tuple[str, str]]) -> Figures:
    """The figures of some children together.

    `hidden` are the hints that have no lines of their own, `once` the states and rules that a gap says for all.
    """
    states: Counter[str] = Counter()
    listed = cannot_assess = 0
    for (_, status, rule, average, *spoken_for), count in _named(share, LINE):
        if any(hint not in hidden for hint in spoken_for):
            continue
        states[status] += count if average == NO else 0
        cannot_assess += count if status == Status.CANNOT_ASSESS else 0
        listed += 0 if (status, rule) in once else count
    return Figures(
        overdue=states[Status.OVERDUE],
        due_today=states[Status.DUE_TODAY],
        due_soon=states[Status.DUE_SOON],
        cannot_assess=cannot_assess,
        lines=listed,
        alerts=sum(count for name, count in _named(share, HEAD) if name[1] not in hidden),
        waived=share.get((WAIVED,), 0),
        children=share.get((CHILD,), 0),
        authorities=tuple(sorted(name[1] for name, _ in _named(share, AUTHORITY))),
    )


def ways_of(share: Mapping[Name, int], hidden: Collection[str] | None = None) -> tuple[tuple[str, ...], ...]:
    """The ways in which lines are spoken for that leave them in the list, where these hints have no lines of their own.

    Without `hidden` every way.
    """
    ways = {name[4:] for name, _ in _named(share, LINE)}
    return tuple(sorted(way for way in ways if hidden is None or all(hint in hidden for hint in way)))


def hints(share: Mapping[Name, int]) -> Mapping[str, int]:
    """How many alerts in lines of their own are a mere hint of some name."""
    return {name[1]: count for name, count in _named(share, HEAD) if name[1]}


def _named(share: Mapping[Name, int], word: str) -> Iterator[tuple[Name, int]]:
    return ((name, count) for name, count in share.items() if name[0] == word and count)
