"""What moved since the last tracking meeting: who is new, who moved on, who has permanence, who left.

Two days are compared, both as the ledger knows them now: the end of the day before the last meeting, which is what that
meeting saw, and the end of the as-at day. What a meeting decides therefore shows as moved at the next one; counted from
the end of the meeting's own day it would fall between two packs. Every child followed then is followed now, has permanence, or left, so that the numbers add up:
then + new - achieved - left = now. A child who came and went in between is counted as new and as achieved or left.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from permtrack.domain.drift_facts import is_remanded, running
from permtrack.domain.events import Child, Event
from permtrack.domain.journey import Journey, journey
from permtrack.domain.meeting.cohort import Standing, is_followed
from permtrack.domain.records import record

MEETING = "tracking-meeting"
ACHIEVED = {
    "adopted": "adopted",
    "special-guardianship": "special guardianship order",
    "child-arrangements": "child arrangements order",
    "returned-home-planned": "returned home as planned",
}
"""The ends of care that are permanence, by their outcome; every other end is leaving."""
LEFT = {
    "returned-home-unplanned": "returned home, unplanned",
    "relatives": "went to relatives, with no order recorded",
    "turned-18": "turned 18",
    "other-authority": "passed to another authority",
    "died": "died",
}
CAME_AND_WENT = "came, and is followed no longer"
ENDED = {"not-born": "not born", "moved-away": "moved away", "stayed-at-home": "stayed at home"}


@record
class CountedFrom:
    """From when it is counted what is new: the day that people name, and the day whose end is compared."""

    since: date
    end_of: date

    def is_new(self, began_on: date) -> bool:
        """Whether what began on a day was not there yet at the end of the day compared."""
        return began_on > self.end_of


@record
class Move:
    """One child that moved: its route and place before and now; of one who is gone, why in words, and on which day."""

    child: Child
    route_before: str | None = None
    place_before: str | None = None
    route: str | None = None
    place: str | None = None
    why: str = ""
    on: date | None = None


@record
class Movement:
    """What moved since a day, or since the meeting held on it, its own decisions included. `then` and `now` are the numbers of children followed on the two days."""

    counted: CountedFrom
    then: int
    now: int
    new: tuple[Move, ...]
    moved: tuple[Move, ...]
    achieved: tuple[Move, ...]
    left: tuple[Move, ...]

    @property
    def since(self) -> date:
        """The day that people name."""
        return self.counted.since


def last_meeting(events: Iterable[Event], before: date) -> date | None:
    """The latest day before another on which any of the children was discussed at a tracking meeting."""
    return max((event.on for event in events if event.kind == MEETING and event.on < before), default=None)


def counted_from(given: date | None, meeting: date | None) -> CountedFrom | None:
    """The end of a day that is given; else of the day before the last meeting. None where there is neither."""
    if given is not None:
        return CountedFrom(since=given, end_of=given)
    return CountedFrom(since=meeting, end_of=meeting - timedelta(days=1)) if meeting is not None else None


def movement(standings: Iterable[Standing], earlier: Mapping[str, Standing], counted: CountedFrom) -> Movement:
    """What moved; `earlier` are the standings at the end of the day compared, by the child's identity."""
    found: dict[str, list[Move]] = {"new": [], "moved": [], "achieved": [], "left": []}
    then = now = 0
    for one in standings:
        before = earlier.get(one.child.id)
        was = before is not None and before.followed
        then, now = then + was, now + one.followed
        for word, move in _moves(one, before if was else None, counted.end_of):
            found[word].append(move)
    return Movement(counted=counted, then=then, now=now, **{word: tuple(moves) for word, moves in found.items()})


def _moves(one: Standing, before: Standing | None, since: date) -> Iterator[tuple[str, Move]]:
    """What a child did; `before` is None where it was not followed."""
    if one.followed and before is not None:
        if (before.route, before.place) != (one.route, one.place):
            yield "moved", _move(one, before)
        return
    passed_through = before is None and not one.followed and _passed_through(one, since)
    if one.followed:
        yield "new", Move(child=one.child, route=one.route, place=one.place)
    elif passed_through:
        yield "new", Move(child=one.child, why=CAME_AND_WENT)
    if passed_through or (before is not None and not one.followed):
        word, why, on = _gone(one.journey)
        route, place = (before.route, before.place) if before else (None, None)
        yield word, Move(child=one.child, route_before=route, place_before=place, why=why, on=on)


def _move(one: Standing, before: Standing) -> Move:
    return Move(child=one.child, route_before=before.route, place_before=before.place, route=one.route, place=one.place)


def _passed_through(one: Standing, since: date) -> bool:
    """Whether the child, followed on neither day, was followed at the end of a day in between."""
    travelled = one.journey
    days = {event.on for event in travelled.events if since < event.on < travelled.as_at}
    return any(is_followed(journey(one.history, day, travelled.scope)) for day in days)


def _gone(travelled: Journey) -> tuple[str, str, date | None]:
    """Why a child is followed no longer: whether it is permanence, in words, and since when."""
    ended = travelled.of_kind("tracking-ended")
    care = travelled.stretches("care")
    end = care[-1].end if care else None
    adult = travelled.eighteenth
    if adult is not None and travelled.as_at >= adult and (end is None or adult <= end.on):
        return "left", LEFT["turned-18"], adult
    if travelled.in_care:
        return _gone_in_care(travelled)
    if end is not None:
        outcome = _outcome(travelled, end.on)
        if outcome in ACHIEVED:
            return "achieved", ACHIEVED[outcome], end.on
        return "left", LEFT.get(outcome, "left care"), end.on
    if travelled.adopted_on is not None:
        return "achieved", ACHIEVED["adopted"], travelled.adopted_on
    if ended:
        return "left", ENDED.get(ended[-1].event.word("reason") or "", "no longer tracked"), ended[-1].on
    return "left", "the planning rules no longer follow the child", None


def _gone_in_care(travelled: Journey) -> tuple[str, str, date | None]:
    if is_remanded(travelled):
        return "left", "on remand", None
    if running(travelled, "unsettled") is None:
        matched = travelled.of_kind("long-term-match")
        why = "matched with long-term foster carers" if matched else "in a placement meant to last until 18"
        parts = travelled.stretches("unsettled")
        settled = parts[-1].end if parts else None
        return "achieved", why, settled.on if settled else None
    return "left", "the planning rules no longer follow the child", None


def _outcome(travelled: Journey, on: date) -> str:
    """How a period of care that ended on a day ended."""
    if on in travelled.adoption_days:
        return "adopted"
    if any(order.on == on for order in travelled.of_kind("guardianship-order")):
        return "special-guardianship"
    return next((m.event.word("outcome") or "" for m in travelled.of_kind("left-care") if m.on == on), "")
