"""The clock of an alert: whom it concerns, from when it counts, up to which day things could be seen, since when it is true.

Every alert is judged here in the same way. What only local recording shows counts from the day tracking began at the
earliest; what returns show counts to the last day on which it could be seen. A date known only as "on or before" is the
latest day it can be, so that what is counted from it is "at least" so long.
"""

from collections.abc import Callable, Iterator
from dataclasses import field, replace
from datetime import date

from permtrack.domain.days import day_after
from permtrack.domain.drift_facts import concerned_since, is_remanded, plan_run, remand_ended, running
from permtrack.domain.events import Event, Span
from permtrack.domain.findings import Alert, Deadline, Severity
from permtrack.domain.journey import Journey
from permtrack.domain.records import record
from permtrack.domain.sight import Sight, as_far_as_seen, unseen_run
from permtrack.domain.stretches import Moment, Plan, Stretch
from permtrack.domain.typed_dates import shown
from permtrack.rules.drift.thresholds import Threshold, Thresholds


@record
class Circumstances:
    """What surrounds a child's journey when its alerts are worked out.

    `siblings` are the journeys, up to the same day, of the other children of the sibling group; `deadlines` the child's
    own. `casework_from` is the day from which the casework set is on, None while it is off; `panels_recorded` says
    whether the ledger holds panels at all.
    """

    sight: Sight
    thresholds: Thresholds
    siblings: tuple[Journey, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    casework_from: date | None = None
    panels_recorded: bool = False


@record
class Start:
    """The day from which an alert counts, and the event that started it.

    `exact` is False where the day is only the latest it can be; `tracked` marks the day tracking began, taken in place
    of an earlier one.
    """

    on: date
    event: str
    place: int = -1
    exact: bool = True
    tracked: bool = False


@record
class Step:
    """A severity and the first day on which the alert has it."""

    on: date
    severity: Severity | None = None


@record
class Found:
    """What an alert found, before the clock is asked whether it is true yet.

    Of the steps, in the order in which they are taken, the last one reached gives the present severity. `covers` are
    the ids of findings that say the same.
    """

    event: str
    steps: tuple[Step, ...]
    sentence: str
    covers: tuple[str, ...] = ()


@record
class Watch:
    """One alert looking at one child. `day` is the last day on which what it rests on could be seen."""

    journey: Journey
    circumstances: Circumstances
    threshold: Threshold
    day: date
    floor: date = field(default=date.min)

    def reached(self, start: date, name: str) -> date:
        """The first day on which it is true "for" or "at" the length of a name."""
        return self.threshold.after(start, name)

    def past(self, start: date, name: str) -> date:
        """The first day on which more than the length of a name has gone."""
        return day_after(self.threshold.after(start, name))

    def tracked(self, start: Start) -> Start:
        """The start as far as only local recording could show what came after it: not before tracking began."""
        began = self.circumstances.sight.tracking_from
        return start if start.on >= began else replace(start, on=began, tracked=True)

    def seen_throughout(self, kind: str, first: date, last: date) -> bool:
        """Whether an event of the kind would be known on every day from `first` to `last`."""
        return unseen_run(self._spans(kind), first, last) is None

    def first_seen(self, day: date) -> date:
        """The day itself, or, where what the alert rests on could not be seen then, the first day on which it could."""
        for kind in self.threshold.seen_by:
            day = max(day, next(span.first for span in self._spans(kind) if day <= span.last))
        return day

    def _spans(self, kind: str) -> tuple[Span, ...]:
        return self.circumstances.sight.seen_spans(kind, self.journey.adoption_days)

    def since(self, start: Start) -> str:
        """`since 3 Mar 2025 (56 days)`, as exactly as it is known."""
        days = (self.day - start.on).days
        if start.tracked:
            return f"since tracking began on {shown(start.on)} ({counted(days, 'day')})"
        if not start.exact:
            return f"since {shown(start.on)} or earlier (at least {counted(days, 'day')})"
        return f"since {shown(start.on)} ({counted(days, 'day')})"

    def within(self, start: Start, said: date) -> str:
        """`in 56 days`, where the sentence has already said the day from which they are counted; else since when."""
        if start.on != said or not start.exact:
            return self.since(start)
        return f"in {counted((self.day - start.on).days, 'day')}"


def counted(number: int, thing: str) -> str:
    """`1 day`, `2 days`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def started(what: Moment | Stretch | Plan) -> Start:
    """The start that a moment, a stretch or a plan gives."""
    match what:
        case Stretch():
            return Start(on=what.started_on, event=what.start.id, place=what.place, exact=what.exact)
        case Moment():
            return Start(on=what.on, event=what.event.id, place=what.place, exact=what.exact)
        case Plan():
            return Start(on=what.on, event=what.event.id, place=what.place, exact=what.event.is_exact)


def latest(*starts: Start | Moment | Stretch | Plan | None) -> Start:
    """The latest of several starts; those that are None do not count."""
    known = [start if isinstance(start, Start) else started(start) for start in starts if start is not None]
    return max(known, key=lambda start: (start.on, start.place))


@record
class Concern:
    """Whom alerts concern: the days since when one child has been so without a break; None where the child is not.

    `remand_ended` is the day on which the child stopped being remanded.
    """

    since: date | None
    followed_since: date | None
    remanded: bool
    remand_ended: date | None

    def of(self, threshold: Threshold) -> date | None:
        """The first day from which an alert has concerned the child without a break; None where it does not."""
        if threshold.after_care:
            return date.min  # what is asked of such a child, authority to place, ends at 18 of itself
        if self.since is None or (self.remanded and not threshold.remanded):
            return None
        floor = self.since
        if not threshold.remanded and self.remand_ended is not None:
            floor = max(floor, self.remand_ended)
        if not threshold.planning:
            return floor
        return None if self.followed_since is None else max(floor, self.followed_since)


def concern(journey: Journey) -> Concern:
    """Since when alerts have concerned a child."""
    since = concerned_since(journey)
    return Concern(
        since=since,
        followed_since=_followed_since(journey) if since is not None else None,
        remanded=is_remanded(journey),
        remand_ended=remand_ended(journey),
    )


def watch(threshold: Threshold, journey: Journey, circumstances: Circumstances, concerned: Concern) -> Watch | None:
    """The watch of an alert over a child; None where it does not concern the child."""
    floor = concerned.of(threshold)
    day = _seen_to(threshold, journey, circumstances.sight) if floor is not None else None
    if floor is None or day is None:
        return None
    return Watch(journey=journey, circumstances=circumstances, threshold=threshold, day=day, floor=floor)


def counting_to(watched: Watch, found: Found) -> date:
    """The last day to which an alert may count: the one before what it rests on could first not be seen since it began."""
    kinds = watched.threshold.seen_by
    began = _beginning(watched, found.event) if kinds else None
    if began is None:
        return watched.day
    return watched.circumstances.sight.shown_to(kinds, began, watched.day, watched.journey.adoption_days)


def _beginning(watched: Watch, identity: str) -> Event | None:
    everyone = (watched.journey, *watched.circumstances.siblings)
    return next((event for one in everyone for event in one.events if event.id == identity), None)


def _followed_since(journey: Journey) -> date | None:
    """The first day from which the planning rules have followed the child; None where they do not."""
    care = running(journey, "care")
    entered = care.started_on if care else None
    if journey.scope.takes_in(journey.child, entered, adoption_planned=False):
        return date.min
    planned = plan_run(journey, lambda plan: plan.has_adoption)
    if planned is None or not journey.scope.takes_in(journey.child, entered, adoption_planned=True):
        return None
    return planned.on


def _seen_to(threshold: Threshold, journey: Journey, sight: Sight) -> date | None:
    """The last day, up to the as-at day, on which everything the alert rests on could be seen."""
    day = journey.as_at
    if day >= sight.tracking_from:
        return day
    for kind in threshold.seen_by:
        spans = [span for span in sight.seen_spans(kind, journey.adoption_days) if span.first <= day]
        if not spans:
            return None
        day = min(day, spans[-1].last)
    return day


def alerts(watched: Watch, check: Callable[[Watch], Iterator[Found]]) -> Iterator[Alert]:
    """What a check finds, as alerts, as far as it is true by the day to which each may count."""
    for one in check(watched):
        day = counting_to(watched, one)
        if day == watched.day:
            yield from _alert(watched, one)
            continue
        earlier = replace(watched, day=day)
        for again in check(earlier):
            if again.event == one.event:
                yield from _alert(earlier, again)


def _alert(watched: Watch, found: Found) -> Iterator[Alert]:
    standing = _standing(watched, found)
    if standing is None:
        return
    since, severity = standing
    yield Alert(
        id=f"{watched.journey.child.ref}:{watched.threshold.id}:{found.event}",
        child=watched.journey.child.ref,
        alert=watched.threshold.id,
        severity=severity,
        since=since,
        sentence=as_far_as_seen(found.sentence, watched.day, watched.journey.as_at),
        tier=watched.threshold.tier.value,
        covers=found.covers,
    )


def _standing(watched: Watch, found: Found) -> tuple[date, Severity] | None:
    """The first day of the present severity, and the severity; None before the first step is reached."""
    taken = [step for step in found.steps if step.on <= watched.day]
    if not taken or watched.floor > watched.day:
        return None
    own = watched.threshold.severity
    present = taken[-1].severity or own
    since = taken[-1].on
    for step in reversed(taken):
        if (step.severity or own) is not present:
            break
        since = min(since, step.on)
    return watched.first_seen(max(since, watched.floor)), present
