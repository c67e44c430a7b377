"""From a rule and the day it starts to a duty with its due day: which version, which anchors, which events count."""

from datetime import date

from permtrack.domain.findings import Trigger
from permtrack.domain.journey import pre_care_start
from permtrack.domain.stretches import Moment, Stretch
from permtrack.domain.typed_dates import shown
from permtrack.rules.lengths import Anchors, CannotCount
from permtrack.rules.rulebook import Rule, Version
from permtrack.rules.settling import Bearing, Duty
from permtrack.rules.surroundings import Case, day_after

NOTHING = Bearing()


def trigger_of(moment: Moment) -> Trigger:
    """The trigger that an event gives."""
    return Trigger(on=moment.on, event=moment.event.id, kind=moment.event.kind)


def prepare(
    rule: Rule,
    trigger: Trigger,
    case: Case,
    anchors: Anchors,
    *,
    bearing: Bearing = NOTHING,
    exact: bool = True,
    not_before: date | None = None,
) -> Duty | None:
    """The duty with its due day and what bears on it; None where no version is in force.

    An inexact trigger, or a day that cannot be counted, leaves it without a due day and with the reason. `not_before`
    is the earliest due day.
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
        bearing=bearing,
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


def counts_from(rule: Rule, began: Moment, stretch: Stretch | None, case: Case) -> date:
    """The first day on which an event counts towards a duty that began at a moment."""
    match rule.counts:
        case "trigger":
            return began.on
        case "period" if stretch is not None:
            return stretch.started_on
        case "care":
            entered = [care.started_on for care in case.journey.stretches("care") if care.touches(began.on)]
            return min(entered, default=date.min)
        case "pre-care" if stretch is not None:
            return pre_care_start(case.journey, stretch)
        case "match":
            return min(began.on, _match_in_force(began, case) or began.on)
        case "adoption-order":
            orders = [m.on for m in case.journey.moments("adoption-order") if m.on <= began.on]
            return max(orders, default=began.on)
        case "since-last-placing":
            return _since_last_placing(began, case)
        case _:
            raise ValueError(f"{rule.id}: events cannot be counted from {rule.counts!r}")


def _match_in_force(began: Moment, case: Case) -> date | None:
    running = [m.started_on for m in case.journey.stretches("match") if m.touches(began.on) and not _over(m, began)]
    return max(running, default=None)


def _over(match: Stretch, began: Moment) -> bool:
    """Whether the match had ended before the duty began, on the same day or earlier."""
    return match.end is not None and (match.end.on, match.end.place) < (began.on, began.place)


def _since_last_placing(began: Moment, case: Case) -> date:
    ended = [p.end.on for p in case.journey.stretches("placed") if p.end is not None and p.place < began.place]
    entered = [care.started_on for care in case.journey.stretches("care") if care.touches(began.on)]
    return max([*ended, *entered], default=date.min)


def anchors_for(case: Case, stretch: Stretch | None, began: Moment | None = None) -> Anchors:
    """The anchors that a rule may count from, for a duty in a stretch or begun by an event.

    `own due` is the day in the field `due` of the event that began it.

    An anchor gives None where there is nothing of the kind; it raises CannotCount where there is, on a day that is
    not known.
    """

    def anchor(name: str) -> date | None:
        if name == "birth":
            return case.journey.child.dob
        if name.startswith("own ") and began is not None:
            return began.event.day(name.removeprefix("own "))
        if stretch is None:
            raise ValueError(f"{name!r} belongs to a stretch")
        match name:
            case "extended-until":
                return _extended_until(case, stretch)
            case "carer-since":
                return _carer_since(stretch)
            case "first-review" | "second-review":
                return _numbered(case, "looked-after", stretch, name)
            case "first-placed-review" | "second-placed-review":
                return _numbered(case, "placed", stretch, name)
            case "first-review-due":
                return _first_review_due(case, stretch)
            case _:
                raise ValueError(f"the journey has no anchor {name!r}")

    return anchor


def _carer_since(placed: Stretch) -> date | None:
    if not placed.start.is_yes("same_carer"):
        return None
    since = placed.start.day("carer_since")
    if since is None:
        raise CannotCount("the day the child first lived with these carers is not recorded")
    return since


def _extended_until(case: Case, proceedings: Stretch) -> date | None:
    granted = [m.event.day("until") for m in case.journey.of_kind("proceedings-extended") if proceedings.touches(m.on)]
    return granted[-1] if granted else None


def _numbered(case: Case, series: str, stretch: Stretch, name: str) -> date | None:
    """The day of the first or second review of a series in a stretch, where their number is known."""
    last = stretch.end.place if stretch.end else len(case.journey.events)
    parts = [part for part in case.journey.stretches(series) if stretch.place <= part.place < last]
    held = [r.on for r in case.journey.review_days if any(part.touches(r.on) for part in parts)]
    if held and (series, stretch.place) in case.unnumbered:
        raise CannotCount("earlier reviews could not be seen, so the number of the first one seen is not known")
    number = 0 if name.startswith("first") else 1
    return held[number] if number < len(held) else None


def _first_review_due(case: Case, care: Stretch) -> date | None:
    rule = case.surroundings.rulebook.rule("review.first")
    if rule is None:
        return None
    duty = prepare(rule, trigger_of(care.beginning()), case, anchors_for(case, care))
    if duty is None:
        return None
    if duty.unknown is not None:
        raise CannotCount(duty.unknown)
    return duty.due


def not_seen_before(presumed: Trigger) -> date:
    """The first day on which what meets a duty must have been visible, after a presumed day."""
    return day_after(presumed.on)
