"""The whole page of one child as a record; how it looks is for others to decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from permtrack.domain.child_page.life import AgeAt, InCare, ages, in_care
from permtrack.domain.child_page.meetings import Followed, followed
from permtrack.domain.child_page.picture import Picture, picture
from permtrack.domain.child_page.planning import (
    Considered,
    Family,
    Person,
    Planned,
    delays,
    early_permanence,
    family,
    people,
    planned,
    status_since,
)
from permtrack.domain.child_page.search import Search, search
from permtrack.domain.due_list import DueList, Wanted, due_list
from permtrack.domain.events import Event, History
from permtrack.domain.findings import Alert, Delay, Outlook
from permtrack.domain.journey import Journey
from permtrack.domain.sight import Sight
from permtrack.domain.situations import Since, Situation, situation_on
from permtrack.domain.stages import Stages, stages

NEXT_DEADLINES = 8
CONTRADICTIONS = "record."
"""How the names of alerts begin that tell of contradictions in the record."""


@dataclass(frozen=True, kw_only=True)
class ChildPage:
    """One child on one page, as at the end of a day.

    `next` holds what presses and what comes, and the alerts; `warnings` the alerts that the record contradicts itself,
    which are among them too; `events` is the whole standing history.
    """

    situation: Situation
    legal_status: Since | None
    ages: tuple[AgeAt, ...]
    care: InCare | None
    people: tuple[Person, ...]
    planned: Planned
    early_permanence: Considered | None
    family: Family | None
    stages: Stages
    next: DueList
    warnings: tuple[Alert, ...]
    search: Search
    followed: Followed
    delays: tuple[Delay, ...]
    picture: Picture
    events: tuple[Event, ...]


def child_page(
    history: History,
    travelled: Journey,
    outlook: Outlook,
    siblings: Sequence[Journey],
    sight: Sight,
    within: int = 28,
    *,
    full: bool = False,
) -> ChildPage:
    """The page of one child. `outlook` holds what was found for it; others' findings in it are passed over.

    `travelled` is its journey, and `siblings` those of the other children of its sibling group; `sight` is what could be
    seen of any child. `full` holds every deadline and alert, else the next few.
    """
    wanted = Wanted(refs=(history.child.ref,), within=within, coming=True, limit=None if full else NEXT_DEADLINES)
    coming = due_list(outlook, (history,), wanted)
    return ChildPage(
        situation=situation_on(travelled),
        legal_status=_legal_status(travelled),
        ages=ages(travelled),
        care=in_care(travelled),
        people=people(travelled),
        planned=planned(travelled),
        early_permanence=early_permanence(travelled),
        family=family(travelled, siblings),
        stages=stages(travelled, sight.of_child(history.refs)),
        next=coming,
        warnings=_warnings(history, outlook),
        search=search(travelled),
        followed=followed(travelled),
        delays=delays(travelled),
        events=history.events,
        picture=picture(travelled, [d for d in outlook.deadlines if d.child == history.child.ref]),
    )


def _legal_status(travelled: Journey) -> Since | None:
    began = status_since(travelled)
    return Since(what=str(travelled.status), on=began[0], exact=began[1]) if began else None


def _warnings(history: History, outlook: Outlook) -> tuple[Alert, ...]:
    own = (alert for alert in outlook.alerts if alert.child == history.child.ref)
    return tuple(alert for alert in own if alert.alert.startswith(CONTRADICTIONS))
