"""The pages of children: what is known of each, gathered from the ledger, and what follows from it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from permtrack.app.asking import Question
from permtrack.app.finding_children import child_typed
from permtrack.app.looking import Survey, survey
from permtrack.domain.child_page.page import ChildPage, child_page
from permtrack.domain.findings import Alert, Deadline
from permtrack.domain.siblings import sibling_groups, siblings
from permtrack.domain.sight import Sight, sight
from permtrack.ledger.store import Ledger


def page_of(ledger: Ledger, question: Question, typed: str, *, full: bool = False) -> ChildPage:
    """One child's page, with every deadline and alert where it is wanted in full. Raises RequestRefused for an unknown ref."""
    with ledger.at_one_moment():
        child = child_typed(ledger, question, typed)
        found = survey(ledger, question, children=[child.id])
        seen = sight_of(ledger, question)
    return next(child_pages(found, seen, question, full=full))


def sight_of(ledger: Ledger, question: Question) -> Sight:
    """What the ledger's imports and its own recording could show by the instant asked about."""
    return sight(ledger.imports(known_at=question.known_at), ledger.info.tracking_from)


def child_pages(found: Survey, seen: Sight, question: Question, *, full: bool = False) -> Iterator[ChildPage]:
    """The pages of the children surveyed, in the order of the refs."""
    groups = sibling_groups(found.journeys.values())
    deadlines, alerts = _by_child(found.outlook.deadlines), _by_child(found.outlook.alerts)
    waived = _by_child(found.outlook.waived_alerts)
    for history in found.histories:
        child = history.child
        own = replace(
            found.outlook,
            children=1,
            deadlines=tuple(deadlines.get(child.ref, ())),
            alerts=tuple(alerts.get(child.ref, ())),
            waived_alerts=tuple(waived.get(child.ref, ())),
        )
        travelled = found.journeys[child.id]
        yield child_page(history, travelled, own, siblings(travelled, groups), seen, question.within, full=full)


Finding = TypeVar("Finding", Deadline, Alert)


def _by_child(found: Iterable[Finding]) -> Mapping[str, Sequence[Finding]]:
    """The findings child by child, so that no page searches what belongs to others."""
    by_child: dict[str, list[Finding]] = {}
    for one in found:
        by_child.setdefault(one.child, []).append(one)
    return by_child
