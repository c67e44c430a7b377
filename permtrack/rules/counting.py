"""From a rule and the day it starts to a duty with its due day: which version, and what it comes to."""

from collections.abc import Callable
from datetime import date

from permtrack.domain.days import day_after
from permtrack.domain.findings import Trigger
from permtrack.domain.stretches import Moment
from permtrack.domain.typed_dates import shown
from permtrack.rules.lengths import Anchors, CannotCount
from permtrack.rules.rulebook import Rule, Version
from permtrack.rules.settling import Bearing, Duty
from permtrack.rules.surroundings import Case


def _nothing(_version: Version, _on: date) -> Bearing:
    return Bearing()


def trigger_of(moment: Moment) -> Trigger:
    """The trigger that an event gives."""
    return Trigger(on=moment.on, event=moment.event.id, kind=moment.event.kind)


def prepare(
    rule: Rule,
    trigger: Trigger,
    case: Case,
    anchors: Anchors,
    *,
    bearing: Callable[[Version, date], Bearing] = _nothing,
    exact: bool = True,
    not_before: date | None = None,
) -> Duty | None:
    """The duty with its due day and what bears on it; None where no version is in force.

    `bearing` is asked once the version and the day it is counted from are known. An inexact trigger, or a day that
    cannot be counted, leaves it without a due day and with the reason. `not_before` is the earliest due day.
    """
    chosen = _version(rule, trigger, case, anchors, not_before)
    if chosen is None:
        return None
    version, starts_on, due, opens, unknown = chosen
    if not exact:
        unknown = f"it began on a day that is not known, on or before {shown(trigger.on)}"
    if starts_on != trigger.on:
        trigger = Trigger(on=starts_on, event=trigger.event, kind=trigger.kind)
    return Duty(
        rule=rule,
        version=version,
        trigger=trigger,
        bearing=bearing(version, trigger.on),
        due=due,
        opens=opens,
        unknown=unknown,
        inexact=not exact,
    )


_Chosen = tuple[Version, date, date | None, date | None, str | None]


def _version(rule: Rule, trigger: Trigger, case: Case, anchors: Anchors, not_before: date | None) -> _Chosen | None:
    """The version that applies, with the day counted from, the due day, the opening day, or why they are unknown.

    By the due day the latest version that holds on its own due day; otherwise the first whose condition fits and that
    is in force on the trigger day.
    """
    found: _Chosen | None = None
    for version in rule.versions:
        if version.in_force_to < trigger.on:
            continue
        if version.when is not None and not case.journey.condition(version.when, trigger.on):
            continue
        chosen = _counted(version, trigger, case, anchors, not_before)
        asked_on = chosen[2] if rule.chosen_by_due and chosen[2] is not None else trigger.on
        if version.in_force(asked_on):
            found = chosen
            if not rule.chosen_by_due:
                break
    return found


def _counted(version: Version, trigger: Trigger, case: Case, anchors: Anchors, not_before: date | None) -> _Chosen:
    holidays = case.surroundings.holidays
    starts_on = trigger.on
    try:
        if version.trigger is not None:
            starts_on = version.trigger.on(trigger.on, anchors, holidays)
        due = version.due.on(starts_on, anchors, holidays) if version.due else None
        opens = version.opens.on(starts_on, anchors, holidays) if version.opens else None
    except CannotCount as reason:
        return version, starts_on, None, None, str(reason)
    return version, starts_on, max(due, not_before) if due and not_before else due, opens, None


def seen_from(moment: Moment) -> date | None:
    """The first day on which what meets a duty must have been visible; None where people recorded its exact day."""
    return None if moment.event.is_local and moment.exact else moment.on


def not_seen_before(presumed: Trigger) -> date:
    """The first day on which what meets a duty must have been visible, after a presumed day."""
    return day_after(presumed.on)
