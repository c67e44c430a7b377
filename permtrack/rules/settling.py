"""How a duty stands on the as-at day: met, late, open, closed, or not to be assessed.

The states and their boundaries are decided here for every rule alike. Due today is not overdue; a duty is called late
only where what meets it could have been seen on every day from its trigger to its due day.
"""

from dataclasses import replace
from datetime import date, timedelta

from permtrack.domain.days import day_after
from permtrack.domain.events import Span
from permtrack.domain.findings import Deadline, Status, Trigger
from permtrack.domain.records import record
from permtrack.domain.stretches import Moment
from permtrack.domain.typed_dates import shown
from permtrack.domain.waivers import waiver_over
from permtrack.rules.rulebook import Rule, Version
from permtrack.rules.surroundings import Case, Closing

WAIVABLE = frozenset({Status.OVERDUE, Status.DUE_TODAY, Status.DUE_SOON, Status.UPCOMING})


@record
class Bearing:
    """What bears on a duty, beside its own days.

    `events` are those that count towards it, in time order, `implied` those that show it was met by then; `seen_from`
    is the first day on which they must have been visible before the duty is called late, None where the trigger was
    recorded locally. `reason` is a sentence that belongs to the duty whatever its state.
    """

    events: tuple[Moment, ...] = ()
    implied: tuple[Moment, ...] = ()
    closing: Closing | None = None
    seen_from: date | None = None
    reason: str | None = None


@record
class Duty:
    """One duty before it is judged.

    `unknown` is the reason why no due day can be found; `inexact` says that it is the trigger whose day is not known.
    """

    rule: Rule
    version: Version
    trigger: Trigger
    bearing: Bearing
    due: date | None = None
    opens: date | None = None
    unknown: str | None = None
    inexact: bool = False

    @property
    def closing(self) -> Closing | None:
        """What ended the duty."""
        return self.bearing.closing


@record
class Standing:
    """A state, with what belongs to it."""

    status: Status
    met: Moment | None = None
    reason: str | None = None
    running: bool = False


def settle(duty: Duty, case: Case) -> Deadline | None:
    """The deadline as it stands; None for a duty that closed while its due day was still to come."""
    standing = _standing(duty, case)
    if standing is None:
        return None
    if duty.closing is None:
        case.asked.add(duty.rule.id)
    if case.running_only and not standing.running and standing.status is not Status.CANNOT_ASSESS:
        return None
    known = standing.status is not Status.CANNOT_ASSESS
    due = duty.due if known else None
    rule, version = duty.rule, duty.version
    identity = duty.trigger.event or duty.trigger.on.isoformat()
    deadline = Deadline(
        id=f"{case.journey.child.ref}:{rule.id}:{identity}",
        child=case.journey.child.ref,
        rule=rule.id,
        title=rule.title,
        set=rule.set,
        tier=version.tier.value,
        checked=version.checked.value,
        citation=version.citation,
        version=version.in_force_from.isoformat(),
        status=standing.status,
        trigger=duty.trigger,
        opens_on=duty.opens if known else None,
        due_on=due,
        met_on=_met_on(duty, standing.met) if standing.met else None,
        met_by=standing.met.event.id if standing.met else None,
        closed_on=duty.closing.on if duty.closing else None,
        days=(due - case.journey.as_at).days if due else None,
        reason=standing.reason or duty.bearing.reason,
        running=standing.running,
        opened=known and duty.opens is not None and duty.opens <= case.journey.as_at,
        edition=rule.versions.index(version),
    )
    return deadline if rule.never_late else _waived(deadline, duty.trigger.event, case)


def _met_on(duty: Duty, met: Moment) -> date:
    return max(met.on, duty.trigger.on) if duty.rule.early_is_day_0 else met.on


def _standing(duty: Duty, case: Case) -> Standing | None:
    events, early = _counting(duty, case)
    first = events[0] if events else None
    if duty.unknown is not None:
        return _unknown(duty, duty.unknown, first)
    if duty.due is None:
        return _only_opens(duty, first)
    if first is not None:
        return _held(duty, first, duty.due, case)
    implied = [moment for moment in duty.bearing.implied if _by_the_end(duty, case, moment)]
    if implied:
        return _implied(duty, implied[0], duty.due)
    return _not_held(duty, duty.due, case, _too_early(early))


def _unknown(duty: Duty, reason: str, first: Moment | None) -> Standing | None:
    only_opened = duty.version.due is None and duty.closing is not None and first is None
    if duty.inexact:
        over_before = duty.closing is not None and duty.closing.on < duty.trigger.on
        return None if over_before or only_opened else _cannot(duty, reason, first)
    if first is not None and first.on <= duty.trigger.on:
        return Standing(status=Status.MET, met=first)
    return None if only_opened else _cannot(duty, reason, first)


def _counting(duty: Duty, case: Case) -> tuple[list[Moment], list[Moment]]:
    """The events that count, and those that came before a window opened."""
    until_end = [moment for moment in duty.bearing.events if _by_the_end(duty, case, moment)]
    if duty.due is None or duty.opens is None:
        return until_end, []
    early = [moment for moment in until_end if moment.on < duty.opens]
    return [moment for moment in until_end if moment.on >= duty.opens], early


def _by_the_end(duty: Duty, case: Case, moment: Moment) -> bool:
    closed = duty.closing is not None
    return counts_by(moment, duty.closing.on if duty.closing else case.journey.as_at, closed=closed)


def counts_by(moment: Moment, last: date, *, closed: bool = False) -> bool:
    """Whether an event counts towards a duty by its last day: the day it `closed`, or the as-at day."""
    return max(moment.on, moment.event.on) <= last and moment.holds_on(last, closing=closed)


def _too_early(early: list[Moment]) -> str | None:
    return f"one was held on {shown(early[-1].on)}, before the window opened" if early else None


def _only_opens(duty: Duty, first: Moment | None) -> Standing | None:
    if first is not None:
        return Standing(status=Status.MET, met=first)
    return None if duty.closing else Standing(status=Status.UPCOMING, running=True)


def _held(duty: Duty, first: Moment, due: date, case: Case) -> Standing:
    if first.on <= due:
        return Standing(status=Status.MET, met=first)
    if not first.exact:
        return _cannot(duty, f"it happened on a day that is not known, not after {shown(first.on)}", first)
    if duty.rule.late_only_if_local and not first.event.is_local:
        return _cannot(duty, f"it is known only from a return, on {shown(first.on)}", first)
    unseen = _unseen(duty, due, case)
    return _cannot(duty, unseen, first) if unseen else Standing(status=Status.MET_LATE, met=first)


def _implied(duty: Duty, shown_by: Moment, due: date) -> Standing:
    if shown_by.on <= due:
        return Standing(status=Status.MET, met=shown_by)
    return _cannot(duty, f"matched on a day that is not known, not after {shown(shown_by.on)}", shown_by)


def _not_held(duty: Duty, due: date, case: Case, reason: str | None) -> Standing | None:
    as_at, closing = case.journey.as_at, duty.closing
    if closing is not None:
        return None if due >= closing.on else _missed(duty, due, closing, case, reason)
    if due >= as_at:
        return Standing(status=_ahead(due, as_at, case.surroundings.within_for(duty.rule)), running=True, reason=reason)
    if duty.rule.never_late:
        return Standing(status=Status.MET)
    unseen = _unseen(duty, due, case)
    if unseen:
        return _cannot(duty, unseen, None)
    return Standing(status=Status.OVERDUE, running=True, reason=reason)


def _ahead(due: date, as_at: date, within: int) -> Status:
    if due == as_at:
        return Status.DUE_TODAY
    return Status.DUE_SOON if due - as_at <= timedelta(days=within) else Status.UPCOMING


def _missed(duty: Duty, due: date, closing: Closing, case: Case, reason: str | None) -> Standing:
    if duty.version.relaxed:
        return _cannot(duty, duty.version.relaxed, None)
    if not closing.exact:
        return _cannot(duty, f"it closed on a day that is not known, not after {shown(closing.on)}", None)
    unseen = _unseen(duty, due, case)
    if unseen:
        return _cannot(duty, unseen, None)
    return Standing(status=Status.MISSED, reason=reason or f"still to be done when the duty closed: {closing.why}")


def _unseen(duty: Duty, due: date, case: Case) -> str | None:
    """Why the duty cannot be called late; None where every day could be seen."""
    run = case.unseen(duty.rule, duty.bearing.seen_from, due) if duty.bearing.seen_from else None
    if run is None:
        return None
    what = " or ".join(duty.rule.seen_by)
    return f"events of the kind {what} are not visible{_days_of(run)}"


def _days_of(run: Span) -> str:
    """Which days a run of unseen ones takes up, `before 1 Apr 2026`; it ends at the latest where tracking began."""
    if run.first == date.min:
        return f" before {shown(day_after(run.last))}"
    return f" from {shown(run.first)} to {shown(run.last)}"


def _cannot(duty: Duty, reason: str, happened: Moment | None) -> Standing:
    running = duty.closing is None and happened is None
    return Standing(status=Status.CANNOT_ASSESS, reason=reason, running=running)


def _waived(deadline: Deadline, cause: str | None, case: Case) -> Deadline:
    if deadline.status not in WAIVABLE:
        return deadline
    last = waiver_over(case.waivers, deadline.rule, cause, case.journey.as_at)
    if last is None:
        return deadline
    until = last.day("until")
    reason = f"set aside until {shown(until)}" if until else "set aside"
    by = last.word("authorised_by")
    return replace(
        deadline, status=Status.WAIVED, waived_until=until, reason=f"{reason}, authorised by {by}" if by else reason
    )
