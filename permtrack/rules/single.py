"""Duties that are owed once for each thing that starts them."""

from collections.abc import Iterator, Sequence
from datetime import date

from permtrack.domain.findings import Deadline
from permtrack.domain.stretches import Moment, Stretch
from permtrack.rules.anchors import Setting, anchors_for, counts_from
from permtrack.rules.counting import prepare, seen_from, trigger_of
from permtrack.rules.rulebook import Rule, Version
from permtrack.rules.selectors import selected
from permtrack.rules.settling import Bearing, counts_by, settle
from permtrack.rules.surroundings import Case, Closing


def single_deadlines(case: Case) -> Iterator[Deadline]:
    """The deadlines of every rule that does not repeat."""
    for rule in case.surroundings.rulebook.singles_for(case.journey.kinds):
        for began, stretch in _starts(rule, case):
            deadline = _deadline(rule, began, stretch, case)
            if deadline is not None:
                yield deadline


def _starts(rule: Rule, case: Case) -> Sequence[tuple[Moment, Stretch | None]]:
    if rule.stretch is None:
        return [(moment, None) for moment in selected(rule.events, case.journey)]
    stretches = case.journey.stretches(rule.stretch)
    if case.running_only:
        # What was owed in a stretch that is over has closed, and belongs to the history.
        stretches = tuple([stretch for stretch in stretches if stretch.end is None])
    return [(stretch.beginning(), stretch) for stretch in stretches]


def _deadline(rule: Rule, began: Moment, stretch: Stretch | None, case: Case) -> Deadline | None:
    if not _applies(rule, began, case):
        return None
    closing = case.closing(rule, began, stretch.end if stretch else None)
    if not case.follows(rule, began, closing):
        return None
    if rule.only_while is not None:
        asked = _last_asked(rule.only_while, began, closing, case)
        if asked is None:
            return None
        closing = _earlier(closing, asked)

    setting = Setting(case=case, began=began, stretch=stretch)
    if case.running_only and (closing is not None or _surely_met(rule, setting)):
        # What has closed or been met belongs to the history, however it was judged.
        if closing is None:
            case.asked.add(rule.id)
        return None

    def bearing(version: Version, on: date) -> Bearing:
        return _bearing(rule, version, on, setting, closing)

    anchors = anchors_for(setting)
    duty = prepare(rule, trigger_of(began), case, anchors, bearing=bearing, exact=began.exact)
    return settle(duty, case) if duty is not None else None


def _surely_met(rule: Rule, setting: Setting) -> bool:
    """Whether an event that counts shows, without any counting of days, that a duty not closed has been met."""
    if not rule.met_by_any_day or not rule.surely_in_force(setting.began.on):
        return False
    journey = setting.journey
    met_by = selected(rule.met_by, journey, setting.began.event)
    if not met_by:
        return False
    since = counts_from(rule, setting)
    return any(moment.event.on >= since and counts_by(moment, journey.as_at) for moment in met_by)


def _bearing(rule: Rule, version: Version, on: date, setting: Setting, closing: Closing | None) -> Bearing:
    """The events that count towards a duty counted from a day, and what closes it."""
    began, case = setting.began, setting.case
    since = counts_from(rule, setting)
    met_by = selected(version.met_by or rule.met_by, case.journey, began.event)
    implied: tuple[Moment, ...] = ()
    if rule.implied_by:
        implied_from = _implied_from(rule, began, case)
        implied = tuple(m for m in selected(rule.implied_by, case.journey) if m.on >= implied_from)
    seen = seen_from(began)
    return Bearing(
        events=tuple(moment for moment in met_by if moment.event.on >= since),
        implied=implied,
        closing=closing,
        seen_from=max(seen, on) if seen else None,
    )


def _implied_from(rule: Rule, began: Moment, case: Case) -> date:
    """A placing that was running when the duty began shows that an early event had happened by then."""
    running = [placed.started_on for placed in case.journey.stretches("placed") if placed.lasts_on(began.on)]
    return min([began.on, *running]) if rule.early_is_day_0 else began.on


def _applies(rule: Rule, began: Moment, case: Case) -> bool:
    """Whether the rule is asked at all: in care, where the child ever was, and with its conditions on the trigger day."""
    journey = case.journey
    if not case.in_care_for(rule, began.on):
        return False
    if rule.only_if is not None and not journey.condition(rule.only_if, began.on):
        return False
    return rule.not_if is None or not journey.condition(rule.not_if, began.on)


def _last_asked(name: str, began: Moment, closing: Closing | None, case: Case) -> Stretch | None:
    """The last of the stretches in which the duty is asked that overlaps the time since it began."""
    last = closing.on if closing else case.journey.as_at
    overlapping = [
        stretch
        for stretch in case.journey.stretches(name)
        if stretch.started_on <= last and (stretch.end is None or stretch.end.on > began.on)
    ]
    return overlapping[-1] if overlapping else None


def _earlier(closing: Closing | None, asked: Stretch) -> Closing | None:
    if asked.end is None:
        return closing
    ended = Closing(on=asked.end.on, why=asked.end.why, exact=asked.end.exact)
    return ended if closing is None or ended.on < closing.on else closing
