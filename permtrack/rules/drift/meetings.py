"""Alerts about what meetings leave behind: no actions, actions carried over, delays without a reason, silence."""

from collections.abc import Iterator
from datetime import date, timedelta

from permtrack.domain.agreed_actions import agreed_actions
from permtrack.domain.days import day_after
from permtrack.domain.delays import reason_in_words
from permtrack.domain.drift_facts import NO_STEP, is_remanded, plan_run, running, this_period
from permtrack.domain.events import NOT_RECORDED, Event
from permtrack.domain.findings import Deadline, Status
from permtrack.domain.stretches import Moment
from permtrack.domain.typed_dates import shown
from permtrack.rules.drift.clock import Found, Start, Step, Watch, counted, latest, started
from permtrack.rules.drift.delays import Causes, causes, explains, reasons_for
from permtrack.rules.rulebook import Tier

OWED = (Tier.ACT.value, Tier.REGULATION.value, Tier.STATUTORY_GUIDANCE.value)


def _latest_meeting(watch: Watch) -> Moment | None:
    held = this_period(watch.journey, "ppm")
    return held[-1] if held else None


def no_actions(watch: Watch) -> Iterator[Found]:
    """The latest planning meeting agreed no action."""
    meeting = _latest_meeting(watch)
    if meeting is None:
        return
    agreed = watch.journey.of_kind("action-agreed")
    if any(action.on == meeting.on or action.event.word("at") == meeting.event.id for action in agreed):
        return
    start = watch.tracked(started(meeting))
    yield Found(
        event=start.event,
        steps=(Step(on=watch.past(start.on, "days")),),
        sentence=f"The planning meeting of {shown(meeting.on)} has no action recorded {watch.within(start, meeting.on)}.",
    )


def action_rolled(watch: Watch) -> Iterator[Found]:
    """An action is still open after several meetings."""
    most = watch.threshold.count("meetings")
    for action in agreed_actions(watch.journey):
        since = action.followed_up
        if not action.is_open or len(since) < most:
            continue
        agreed, owner, due = action.agreed, action.owner, action.due_on
        said = [f"for {owner}"] if owner else []
        said += [f"due on {shown(due)}"] if due else []
        more = f" ({', '.join(said)})" if said else ""
        yield Found(
            event=agreed.id,
            steps=(Step(on=since[most - 1]),),
            sentence=f"An action agreed on {shown(agreed.on)}{more} is still open after {len(since)} meetings.",
            covers=_deadlines_of(watch, agreed),
        )


def _deadlines_of(watch: Watch, event: Event) -> tuple[str, ...]:
    """The running deadlines that an event started."""
    return tuple(
        deadline.id
        for deadline in watch.circumstances.deadlines
        if deadline.running and deadline.trigger and deadline.trigger.event == event.id
    )


def unlisted_chair(watch: Watch) -> Iterator[Found]:
    """Adoption is possible, and the latest planning meeting was chaired by somebody whom policy does not name."""
    chairs = watch.threshold.listed("chairs")
    meeting, planned = _latest_meeting(watch), plan_run(watch.journey, lambda plan: plan.has_adoption)
    chair = meeting.event.word("chair") if meeting else None
    if not chairs or meeting is None or planned is None or chair is None or chair in chairs:
        return
    yield Found(
        event=meeting.event.id,
        steps=(Step(on=max(meeting.on, planned.on, watch.threshold.since or meeting.on)),),
        sentence=f"The planning meeting of {shown(meeting.on)} was chaired by {chair}; while adoption is possible, "
        f"policy names {', '.join(chairs)}.",
    )


def delay_unexplained(watch: Watch) -> Iterator[Found]:
    """The worst of the duties long overdue has no reason for its delay recorded.

    Worst is what was due first; since when is told of that duty as it stands, not of one that was worse before.
    """
    among = causes(watch.circumstances.deadlines) if watch.journey.of_kind("delay-recorded") else {}
    found = [(deadline, _unexplained_since(watch, deadline, among)) for deadline in _owed(watch)]
    known = [(deadline, since) for deadline, since in found if since is not None and since <= watch.day]
    if not known:
        return
    worst, since = min(known, key=lambda one: (one[0].due_on or date.max, OWED.index(one[0].tier), one[0].id))
    due = worst.due_on or since
    trigger = worst.trigger
    yield Found(
        event=(trigger.event or trigger.on.isoformat()) if trigger else worst.rule,
        steps=(Step(on=since),),
        sentence=f"{worst.title} was due on {shown(due)} ({counted((watch.day - due).days, 'day')} ago), and no reason "
        f"for the delay is recorded{_since_tracked(watch, due)}.",
        covers=(worst.id,),
    )


def _since_tracked(watch: Watch, due: date) -> str:
    began = watch.circumstances.sight.tracking_from
    return f" since tracking began on {shown(began)}" if due < began else ""


def _owed(watch: Watch) -> Iterator[Deadline]:
    """The overdue duties that law or guidance puts on the authority; for a remanded child the reviews alone."""
    reviews_only = is_remanded(watch.journey)
    for deadline in watch.circumstances.deadlines:
        asked = not reviews_only or deadline.rule.startswith("review.")
        if asked and deadline.status is Status.OVERDUE and deadline.tier in OWED and deadline.set != "court":
            yield deadline


def _unexplained_since(watch: Watch, deadline: Deadline, among: Causes) -> date | None:
    """The first day on which a duty is long overdue and unexplained; None while a recorded reason explains it.

    Reasons are recorded by people alone: what was due before tracking began counts from that day.
    """
    if deadline.due_on is None:
        return None
    since = watch.past(max(deadline.due_on, watch.circumstances.sight.tracking_from), "days")
    for delay in reasons_for(watch.journey, deadline, among):
        if explains(delay, deadline.due_on, watch.day, watch.threshold):
            return None
        until = delay.event.day("until")
        since = max(since, day_after(until)) if until is not None else since
    return since


def delay_expired(watch: Watch) -> Iterator[Found]:
    """The time given for a delay is over, and nothing has been done since."""
    delays = this_period(watch.journey, "delay-recorded")
    until = delays[-1].event.day("until") if delays else None
    if until is None or any(e.on > until and e.kind not in NO_STEP for e in watch.journey.events):
        return
    start = watch.tracked(Start(on=day_after(until), event=delays[-1].event.id))
    reason = reason_in_words(delays[-1].event.word("reason"))
    yield Found(
        event=start.event,
        steps=(Step(on=start.on),),
        sentence=f"The delay recorded on {shown(delays[-1].on)} ({reason}) was to end by {shown(until)}, and no step is "
        "recorded since.",
    )


def silent(watch: Watch) -> Iterator[Found]:
    """Nothing at all is recorded for a long time."""
    journey = watch.journey
    if not journey.events or (running(journey, "care") is not None and running(journey, "unsettled") is None):
        return
    last = len(journey.events) - 1
    event = journey.events[last]
    start = watch.tracked(latest(Moment(on=event.on, event=event, place=last, exact=event.is_exact)))
    yield Found(
        event=start.event,
        steps=(Step(on=watch.reached(start.on, "weeks")),),
        sentence=f"Nothing at all is recorded {watch.since(start)}.",
    )


def recorded_late(watch: Watch) -> Iterator[Found]:
    """Something was recorded long after it happened; the latest recording is named, and how many there are."""
    recent = watch.day - timedelta(days=watch.threshold.count("within-days"))
    late = [event for event in watch.journey.events if event.on >= recent and _is_late(watch, event)]
    if not late:
        return
    last = max(late, key=lambda event: (event.recorded_at, event.on, event.number))
    recorded_on = last.recorded_at.date()
    others = f", and {counted(len(late) - 1, 'other event')} late too" if len(late) > 1 else ""
    yield Found(
        event=last.id,
        steps=(Step(on=recorded_on),),
        sentence=f"An event of {shown(last.on)} ({last.kind}) was recorded on {shown(recorded_on)}, "
        f"{counted((recorded_on - last.on).days, 'day')} later{others}.",
    )


def _is_late(watch: Watch, event: Event) -> bool:
    tracked = event.is_local and event.on >= watch.circumstances.sight.tracking_from
    if not tracked or event.recorded_at == NOT_RECORDED:
        return False
    recorded_on = event.recorded_at.date()
    return watch.past(event.on, "days") <= recorded_on <= watch.day
