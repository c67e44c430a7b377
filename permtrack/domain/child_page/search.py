"""Family finding at a glance: where a family was sought, who was considered, how far a match has come."""

from datetime import date

from permtrack.domain.drift_facts import running, this_period
from permtrack.domain.journey import Journey
from permtrack.domain.records import record
from permtrack.domain.stretches import Moment, Stretch

ACTIVITY = (
    "family-finding", "search-widened", "link", "selection-meeting", "placement-report-sent", "match-decision",
    "match-ended", "introductions-started", "placed-for-adoption",
)  # fmt: skip


@record
class Channel:
    """A place where a family is sought, the first day recorded for it and the days since the search began."""

    name: str | None
    on: date
    days: int


@record
class Selection:
    """A selection meeting: the families considered and the one chosen, by their codes."""

    on: date
    considered: tuple[str, ...]
    chosen: str | None
    chair: str | None


@record
class FamilyStep:
    """A step with one family, by its code where one was recorded."""

    on: date
    family: str | None


@record
class Search:
    """The search of this period of care, since the last adoptive placement ended where one did.

    `channels` stand in the order in which they were first used; their days count from the first of them. `returned_on`
    is the day on which the last adoptive placement ended.
    """

    channels: tuple[Channel, ...] = ()
    widened_on: date | None = None
    links_open: int = 0
    open_families: tuple[str, ...] = ()
    selection: Selection | None = None
    match: FamilyStep | None = None
    introductions: FamilyStep | None = None
    placed: FamilyStep | None = None
    last_activity_on: date | None = None
    last_activity_days: int | None = None
    returned_on: date | None = None

    @property
    def has_begun(self) -> bool:
        """Whether anything of a search is recorded."""
        return self.last_activity_on is not None


def search(journey: Journey) -> Search:
    """The search for a family as at the journey's day."""
    told = {kind: _told(journey, kind) for kind in ACTIVITY}
    match, placed = running(journey, "match"), running(journey, "placed")
    matched = match.place if match else None
    began = [m for m in told["introductions-started"] if matched is None or m.place > matched]
    links = _open_links(journey, told["link"])
    returns = journey.stretches("return")
    last = max((m.on for moments in told.values() for m in moments), default=None)
    return Search(
        channels=_channels(told["family-finding"]),
        widened_on=told["search-widened"][0].on if told["search-widened"] else None,
        links_open=len(links),
        open_families=tuple(dict.fromkeys(code for link in links if (code := link.event.word("family")))),
        selection=_selection(told["selection-meeting"]),
        match=_with_family(match),
        introductions=FamilyStep(on=began[-1].on, family=began[-1].event.word("family")) if began else None,
        placed=_with_family(placed),
        last_activity_on=last,
        last_activity_days=(journey.as_at - last).days if last else None,
        returned_on=returns[-1].started_on if returns else None,
    )


def _told(journey: Journey, kind: str) -> list[Moment]:
    """The events of a kind in this period, those before a return left out."""
    returns = journey.stretches("return")
    after = returns[-1].place if returns else -1
    return [moment for moment in this_period(journey, kind) if moment.place > after]


def _open_links(journey: Journey, links: list[Moment]) -> list[Moment]:
    """The links of this search that have not ended."""
    places = {link.place for link in links}
    return [m for m in journey.moments("open-link") if m.until is None and m.place in places]


def _channels(told: list[Moment]) -> tuple[Channel, ...]:
    first: dict[str | None, Moment] = {}
    for moment in told:
        first.setdefault(moment.event.word("channel"), moment)
    return tuple(Channel(name=name, on=m.on, days=(m.on - told[0].on).days) for name, m in first.items())


def _selection(told: list[Moment]) -> Selection | None:
    if not told:
        return None
    event = told[-1].event
    return Selection(
        on=event.on,
        considered=event.words("considered") or (),
        chosen=event.word("chosen"),
        chair=event.word("chair"),
    )


def _with_family(step: Stretch | None) -> FamilyStep | None:
    return FamilyStep(on=step.started_on, family=step.start.word("family")) if step else None
