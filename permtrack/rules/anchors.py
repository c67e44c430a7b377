"""The days a rule may count from, and the days from which events count towards it, by the names rules use.

An anchor gives None where there is nothing of the kind; it raises CannotCount where there is, on a day that is not
known.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from permtrack.domain.casework_facts import agreed_days
from permtrack.domain.days import day_after, months_after
from permtrack.domain.journey import Journey, pre_care_start
from permtrack.domain.records import record
from permtrack.domain.stretches import Moment, Stretch
from permtrack.rules.counting import prepare, trigger_of
from permtrack.rules.lengths import Anchors, CannotCount
from permtrack.rules.rulebook import Rule
from permtrack.rules.surroundings import Case

MOST_WEEKS = 8
"""An approval is extended once, by eight weeks at most."""


@record
class Setting:
    """A duty that began at a moment, in a stretch where its rule has one."""

    case: Case
    began: Moment
    stretch: Stretch | None

    @property
    def journey(self) -> Journey:
        """The child's journey."""
        return self.case.journey

    def own_stretch(self) -> Stretch:
        """The stretch of the duty. Raises ValueError for a rule that has none."""
        if self.stretch is None:
            raise ValueError("this rule's duty belongs to no stretch")
        return self.stretch


def anchors_for(setting: Setting) -> Anchors:
    """The anchors of a duty; `own due` is the day in the field `due` of the event that began it."""

    def anchor(name: str) -> date | None:
        if name in ANCHORS:
            return ANCHORS[name](setting)
        return setting.began.event.day(name.removeprefix("own "))

    return anchor


def counts_from(rule: Rule, setting: Setting) -> date:
    """The first day on which an event counts towards a duty."""
    return COUNTS[rule.counts](setting)


def _entered(setting: Setting) -> date:
    entered = [care.started_on for care in setting.journey.stretches("care") if care.touches(setting.began.on)]
    return min(entered, default=date.min)


def _match_in_force(setting: Setting) -> date:
    began = setting.began
    running = [m.started_on for m in setting.journey.stretches("match") if m.touches(began.on) and not _over(m, began)]
    return min(began.on, max(running, default=began.on))


def _over(match: Stretch, began: Moment) -> bool:
    """Whether the match had ended before the duty began, on the same day or earlier."""
    return match.end is not None and (match.end.on, match.end.place) < (began.on, began.place)


def _last_order(setting: Setting) -> date:
    orders = [m.on for m in setting.journey.moments("adoption-order") if m.on <= setting.began.on]
    return max(orders, default=setting.began.on)


def _since_last_placing(setting: Setting) -> date:
    """From the end of the placing before on, and from the day after an adoption order before: what led to it is over."""
    placed, began = setting.journey.stretches("placed"), setting.began
    ended = [p.end.on for p in placed if p.end is not None and p.place < began.place]
    adopted = [day_after(day) for day in setting.journey.adoption_days if day < began.on]
    return max([*ended, *adopted, _entered(setting)])


COUNTS: Mapping[str, Callable[[Setting], date]] = {
    "trigger": lambda setting: setting.began.on,
    "28 days before": lambda setting: setting.began.on - timedelta(days=28),
    "3 months before": lambda setting: months_after(setting.began.on, -3),
    "period": lambda setting: setting.own_stretch().started_on,
    "care": _entered,
    "pre-care": lambda setting: pre_care_start(setting.journey, setting.own_stretch()),
    "match": _match_in_force,
    "adoption-order": _last_order,
    "since-last-placing": _since_last_placing,
}


def _carer_since(setting: Setting) -> date | None:
    placing = setting.own_stretch().start
    if not placing.is_yes("same_carer"):
        return None
    since = placing.day("carer_since")
    if since is None:
        raise CannotCount("the day the child first lived with these carers is not recorded")
    return since


def _extension(setting: Setting) -> date | None:
    """The approval's day moved on by the weeks of its one extension; None where it was not extended."""
    later = (m for m in setting.journey.of_kind("temporary-approval-extended") if m.place > setting.began.place)
    extended = next(later, None)
    if extended is None:
        return None
    return setting.began.on + timedelta(weeks=min(extended.event.whole("weeks") or MOST_WEEKS, MOST_WEEKS))


def _agreed_interval(setting: Setting) -> date | None:
    days = agreed_days(setting.journey, setting.began.on)
    return setting.began.on + timedelta(days=days) if days else None


def _extended_until(setting: Setting) -> date | None:
    proceedings = setting.own_stretch()
    granted = [
        m.event.day("until") for m in setting.journey.of_kind("proceedings-extended") if proceedings.touches(m.on)
    ]
    return granted[-1] if granted else None


def _numbered(series: str, number: int) -> Callable[[Setting], date | None]:
    """The day of a review by its number, in the parts of a series that belong to the duty's stretch."""

    def day(setting: Setting) -> date | None:
        stretch, journey = setting.own_stretch(), setting.journey
        last = stretch.end.place if stretch.end else len(journey.events)
        parts = [part for part in journey.stretches(series) if stretch.place <= part.place < last]
        held = [review.on for review in journey.review_days if any(part.touches(review.on) for part in parts)]
        if held and (series, stretch.place) in setting.case.unnumbered:
            raise CannotCount("earlier reviews could not be seen, so the number of the first one seen is not known")
        return held[number - 1] if number <= len(held) else None

    return day


def _first_review_due(setting: Setting) -> date | None:
    rule = setting.case.surroundings.rulebook.rule("review.first")
    if rule is None:
        return None
    care = setting.own_stretch()
    duty = prepare(rule, trigger_of(care.beginning()), setting.case, anchors_for(setting))
    if duty is None:
        return None
    if duty.unknown is not None:
        raise CannotCount(duty.unknown)
    return duty.due


ANCHORS: Mapping[str, Callable[[Setting], date | None]] = {
    "birth": lambda setting: setting.journey.child.dob,
    "carer-since": _carer_since,
    "first-review": _numbered("looked-after", 1),
    "second-review": _numbered("looked-after", 2),
    "first-placed-review": _numbered("placed", 1),
    "second-placed-review": _numbered("placed", 2),
    "first-review-due": _first_review_due,
    "extended-until": _extended_until,
    "own extension": _extension,
    "agreed interval": _agreed_interval,
}
