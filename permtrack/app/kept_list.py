"""The list of `due` from what is kept, brought up to date first: the lines asked for are looked up, not worked out.

It is the list that `due_list` makes of everything. Where it cannot be had this way there is none, and whoever asks
works it out. Nothing of the rulebook is loaded while nothing has changed.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from permtrack.app.asking import Question
from permtrack.app.edition import edition
from permtrack.domain.alert_lines import most_shared
from permtrack.domain.due_list import Counts, DueList, Wanted, shares_hints
from permtrack.domain.findings import Deadline, Gap, Outlook, Status
from permtrack.domain.own_lines import Line, place
from permtrack.domain.records import record
from permtrack.domain.shares import Figures, figures, hints, ways_of
from permtrack.ledger.outlook import OutlookFile, OutlookUnusable, discard_outlook, open_outlook
from permtrack.ledger.outlook_answers import FEW_CHILDREN, SCOPES, Among
from permtrack.ledger.store import Ledger

Tell = Callable[[int, int], None]
ANSWERED = {"limit", "within", *SCOPES}
"""What may be asked for; at most one of the scopes."""


def kept_list(ledger: Ledger, question: Question, wanted: Wanted, tell: Tell, *, whole: bool = False) -> DueList | None:
    """The list, or None where it must be worked out. `tell` hears how far the work is, and of how much.

    It holds what tables show; `whole`, also what machine formats carry beyond that.
    """
    if question.known_at is not None or not _is_answered(wanted):
        return None
    asked = _Asked(question=question, wanted=wanted, whole=whole)
    # What cannot be read may still be put right by writing: a commit that broke off is rolled back.
    return _unless_unusable(ledger, lambda: _looked_up(ledger, asked)) or _unless_unusable(
        ledger, lambda: _brought_up_to_date(ledger, asked, tell)
    )


def _unless_unusable(ledger: Ledger, look: Callable[[], DueList | None]) -> DueList | None:
    try:
        return look()
    except OutlookUnusable as unusable:
        if unusable.damaged:
            discard_outlook(ledger.path)
        return None


@record
class _Asked:
    """What is asked, for whom, and whether machine formats are to carry it."""

    question: Question
    wanted: Wanted
    whole: bool


@cache
def this_edition() -> str:
    """The edition of this run, looked at once."""
    return edition()


def _is_answered(wanted: Wanted) -> bool:
    plain = Wanted(**{name: getattr(wanted, name) for name in ANSWERED})
    return wanted == plain and wanted.within == Wanted().within and len(_scopes(wanted)) <= 1


def _scopes(wanted: Wanted) -> list[Among]:
    named = ((scope, getattr(wanted, scope)) for scope in SCOPES)
    return [Among(scope=scope, value=value) for scope, value in named if value is not None]


def _looked_up(ledger: Ledger, asked: _Asked) -> DueList | None:
    outlook = open_outlook(ledger.path)
    if outlook is None:
        return None
    with outlook:
        return _listed(ledger, outlook, asked)


def _brought_up_to_date(ledger: Ledger, asked: _Asked, tell: Tell) -> DueList | None:
    from permtrack.app.keeping import bring_up_to_date  # noqa: PLC0415  (the rulebook, for what has changed)

    outlook = open_outlook(ledger.path, writing=True)
    if outlook is None:
        return None
    with outlook:
        bring_up_to_date(ledger, outlook, asked.question, this_edition(), tell)
        return _listed(ledger, outlook, asked)


def _listed(ledger: Ledger, outlook: OutlookFile, asked: _Asked) -> DueList | None:
    """The list, where the outlook stands for the ledger as it is now."""
    with ledger.at_one_moment(), outlook.at_one_moment():
        kept = outlook.basis()
        now = (ledger.info.id, this_edition(), asked.question.as_at, ledger.head())
        if kept is None or (kept.ledger, kept.edition, kept.as_at, kept.head) != now:
            return None
        overall = outlook.overall()
        return _list(outlook, asked, overall) if overall is not None else None


def _list(outlook: OutlookFile, asked: _Asked, overall: Mapping[str, Any]) -> DueList | None:
    wanted = asked.wanted
    among = next(iter(_scopes(wanted)), None)
    share = outlook.share(among)
    shared = most_shared(hints(share)) if shares_hints(wanted) else ()
    hidden = tuple(name for name, _ in shared)
    gaps = tuple(_gap(*values) for values in overall["gaps"]) if among is None else ()
    once = tuple((status, gap.id) for gap in gaps for status in _said_by(gap))
    told = figures(share, hidden, once)
    if among is not None and not told.children:
        return None
    few = told.children <= FEW_CHILDREN
    lines = outlook.lines(among, wanted.limit, ways=ways_of(share, hidden), once=once, few=few)
    alerts = outlook.alerts(among, wanted.limit, hidden=hidden, few=few)
    # Machine formats keep the items that a table says once, unless a number of lines was asked for.
    behind = lines if wanted.limit or not asked.whole else outlook.lines(among, None, ways=ways_of(share), few=few)
    return DueList(
        wanted=wanted,
        outlook=_overall(asked.question, overall, told if among is None else figures(outlook.share(), (), ())),
        found=_found(behind) if asked.whole else (),
        lines=lines,
        alerts=outlook.every_alert(among, wanted.limit, few=few) if asked.whole else (),
        alert_lines=alerts,
        shared_hints=shared,
        gaps=gaps,
        counts=_counts(told, outlook.waived_until(among)),
        children=outlook.children_called({line.alert.child for line in alerts}),
        authorities=told.authorities,
        lines_left=told.lines - len(lines),
        alerts_left=told.alerts - outlook.alerts_told_elsewhere(among) - len(alerts),
    )


def _found(behind: Iterable[Line]) -> tuple[Deadline, ...]:
    """Every deadline that the lines stand for, in the order of a list."""
    return tuple(sorted((d for line in behind for d in (line.deadline, *line.also)), key=place))


def _said_by(gap: Gap) -> tuple[Status, ...]:
    """The states of a duty of which a gap says once what is true of many children."""
    return (Status.CANNOT_ASSESS, Status.OVERDUE) if gap.silent else (Status.CANNOT_ASSESS,)


def _gap(name: str, children: int, of: int, sentence: str, silent: bool) -> Gap:  # noqa: FBT001  (a record's values)
    return Gap(id=name, children=children, of=of, sentence=sentence, silent=silent)


def _counts(told: Figures, waived_until: date | None) -> Counts:
    return Counts(
        overdue=told.overdue,
        due_today=told.due_today,
        due_soon=told.due_soon,
        cannot_assess=told.cannot_assess,
        waived=told.waived,
        waived_until=waived_until,
        children=told.children,
    )


def _overall(question: Question, overall: Mapping[str, Any], everybody: Figures) -> Outlook:
    """What was found for all children together, without what was found for each."""
    return Outlook(
        as_at=question.as_at,
        known_at=None,
        rulebook=overall["rulebook"],
        version=overall["version"],
        policy_from=_day(overall["policy_from"]),
        children=everybody.children,
        deadlines=(),
        data_age=overall["data_age"],
        imported_to=_day(overall["imported_to"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
