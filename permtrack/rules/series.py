"""Duties that repeat: each is counted from the day on which the one before was really met.

Where days could not be seen, a running duty is taken to have been met on the last unseen day, the latest it could have
been, and starts again from there. After a return the chain goes on from the last review held.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from permtrack.domain.days import day_after, day_before
from permtrack.domain.events import Span
from permtrack.domain.findings import Deadline, Status, Trigger
from permtrack.domain.journey import pre_care_start
from permtrack.domain.records import record
from permtrack.domain.stretches import Moment, Stretch
from permtrack.domain.typed_dates import shown
from permtrack.rules.anchors import Setting, anchors_for
from permtrack.rules.counting import not_seen_before, prepare, seen_from, trigger_of
from permtrack.rules.rulebook import Rule
from permtrack.rules.selectors import selected
from permtrack.rules.settling import Bearing, Duty, settle
from permtrack.rules.surroundings import Case, Closing

TRACKING_STARTED = "tracking-started"
LONG_AGO = date(1900, 1, 1)
AFTER_RETURN = "after a return, not before the 42nd day from it (our reading)"


def series_deadlines(case: Case) -> list[Deadline]:
    """The deadlines of every series, in every stretch; the chains are followed in time order."""
    names = case.surroundings.rulebook.series_on
    links = [(stretch, name) for name in names for stretch in case.journey.stretches(name)]
    links.sort(key=lambda link: (link[0].started_on, link[0].resumed, link[0].place))
    found: list[Deadline] = []
    for stretch, name in links:
        found += _Chain(case, name, stretch).follow()
    return found


@record
class _Link:
    """One duty of a chain before it is counted.

    `began` is the event the duty or its chain began with; `seen` the first day from which what meets it must have been
    visible; `first` lets an event on the trigger day itself meet it; `resumed` marks the first duty after a return.
    """

    step: str
    trigger: Trigger
    began: Moment
    seen: date | None
    first: bool = False
    resumed: bool = False


class _Chain:
    """One series in one stretch, followed from its start to the as-at day."""

    def __init__(self, case: Case, name: str, stretch: Stretch) -> None:
        self.case = case
        self.name = name
        self.stretch = stretch
        self.rules = case.surroundings.rulebook.series(name)
        self.found: list[Deadline] = []
        self.doubted = False

    def follow(self) -> list[Deadline]:
        """The deadlines of the chain, one after another."""
        if self.stretch.resumed:
            self._follow_resumed()
        else:
            step = "first" if "first" in self.rules and not self.stretch.continued else "next"
            began = self.stretch.beginning()
            rule = self.rules[step]
            closing = self.case.closing(rule, began, self.stretch.end)
            if not self.case.in_care_for(rule, began.on) or not self.case.follows(rule, began, closing):
                return []
            if self._went_to_the_last(step, began, closing):
                return self.found
            if rule.begins_with_event or (rule.after_first and not self._met_before(rule, began)):
                return self._from_the_first(rule, began)
            first = not rule.after_first
            self._walk(_Link(step=step, trigger=trigger_of(began), began=began, seen=seen_from(began), first=first))
        return self.found

    def _went_to_the_last(self, step: str, began: Moment, closing: Closing | None) -> bool:
        """Go straight to the last duty of the chain, where nothing but it can be asked: every day was seen.

        Only where the history is not wanted. A chain that has closed then has nothing running.
        """
        rule, as_at = self.rules[step], self.case.journey.as_at
        if not self.case.running_only or not began.exact or self.case.unseen(rule, began.on, as_at) is not None:
            return False
        if not self._in_force_since(began.on):
            return False
        if closing is not None:
            return True
        from_the_day = rule.begins_with_event or not rule.after_first
        held = [e for e in self._events(rule) if began.on < e.on or (from_the_day and e.on == began.on)]
        if not held:
            return False
        taken = [step, *(("second",) if step == "first" and "second" in self.rules else ())]
        self.case.asked.update(self.rules[name].id for name in taken[: len(held)])
        now = [*taken, "next"][min(len(held), len(taken))]
        last = held[-1]
        self._walk(_Link(step=now, trigger=trigger_of(last), began=last, seen=None))
        return True

    def _in_force_since(self, day: date) -> bool:
        """Whether every step of the chain was asked from the day on, so that none taken without counting was not."""
        return all(min(version.in_force_from for version in rule.versions) <= day for rule in self.rules.values())

    def _met_before(self, rule: Rule, began: Moment) -> bool:
        care = next((c for c in self.case.journey.stretches("care") if c.touches(began.on)), None)
        since = pre_care_start(self.case.journey, care) if care else date.min
        if any(since <= moment.on <= began.on for moment in self._events(rule)):
            return True
        # Before tracking one may have been held that no return shows; the chain runs from then on at the latest.
        tracking = self.case.surroundings.sight.tracking_from
        unseen = care is not None and not care.start.is_local and care.started_on < tracking
        return unseen and not any(since <= moment.on < tracking for moment in self._events(rule))

    def _from_the_first(self, rule: Rule, began: Moment) -> list[Deadline]:
        """A chain that begins with the first event that would meet it."""
        closing = self.case.closing(rule, began, self.stretch.end)
        last = closing.on if closing else self.case.journey.as_at
        first = next((moment for moment in self._events(rule) if self._begins(rule, began, moment, last)), None)
        if first is not None:
            self._walk(_Link(step="next", trigger=trigger_of(first), began=first, seen=seen_from(first)))
        return self.found

    def _begins(self, rule: Rule, began: Moment, moment: Moment, last: date) -> bool:
        on_the_day = rule.begins_with_event and moment.on == began.on
        return (began.on < moment.on or on_the_day) and moment.on <= last

    def _counts_from_tracking(self, rule: Rule, link: _Link, happened: Moment | None) -> bool:
        """Whether a repeating duty that only local recording shows was running when tracking started."""
        tracking = self.case.surroundings.sight.tracking_from
        running = link.trigger.on < tracking and (happened is None or happened.on >= tracking)
        return running and link.step == "next" and self.case.only_seen_locally(rule)

    def _from_tracking(self, link: _Link) -> _Link:
        tracking = self.case.surroundings.sight.tracking_from
        trigger = Trigger(on=tracking, event=None, kind=TRACKING_STARTED)
        return _Link(step=link.step, trigger=trigger, began=link.began, seen=None)

    def _follow_resumed(self) -> None:
        last = self._last_before_return()
        if last is None or not self.case.in_care_for(self.rules["next"], self.stretch.started_on):
            return
        trigger, review = last
        seen = not_seen_before(trigger) if review is None else seen_from(review)
        began = self.stretch.beginning()
        self._walk(_Link(step="next", trigger=trigger, began=began, seen=seen, resumed=True))

    def _last_before_return(self) -> tuple[Trigger, Moment | None] | None:
        """The last review of the period up to the return, really held or, before it, taken to have been."""
        returned, rule = self.stretch.started_on, self.rules["next"]
        care = next((c for c in self.case.journey.stretches("care") if c.touches(returned)), None)
        since = care.started_on if care and care.exact else LONG_AGO
        held = [r for r in self._events(rule) if since <= r.on <= returned]
        presumed = [p for met_by, p in self.case.presumed if met_by == rule.met_by and since <= p.on < returned]
        last_presumed = max(presumed, key=lambda p: p.on, default=None)
        if last_presumed is not None and (not held or held[-1].on < last_presumed.on):
            return last_presumed, None
        return (trigger_of(held[-1]), held[-1]) if held else None

    def _walk(self, link: _Link | None) -> None:
        while link is not None:
            rule = self.rules[link.step]
            closing = self.case.closing(rule, link.began, self.stretch.end)
            happened = self._next_event(rule, link, closing)
            if self._counts_from_tracking(rule, link, happened):
                link = self._from_tracking(link)
            duty = self._duty(rule, link, happened, closing)
            presumed = self._judge(duty, happened, link) if duty is not None else None
            link = self._next_link(link, presumed, happened)

    def _next_link(self, link: _Link, presumed: Trigger | None, happened: Moment | None) -> _Link | None:
        if presumed is not None:
            return _Link(step="next", trigger=presumed, began=link.began, seen=not_seen_before(presumed))
        if happened is None:
            return None
        step = self._step_after(link.step, happened)
        return _Link(step=step, trigger=trigger_of(happened), began=happened, seen=seen_from(happened))

    def _next_event(self, rule: Rule, link: _Link, closing: Closing | None) -> Moment | None:
        """The next event that meets the duty; two on one day are one, and none meets the duty that it started."""
        last = closing.on if closing else self.case.journey.as_at
        passed = link.trigger.on
        if link.first:
            passed = day_before(self._reaches_back_to(passed))
        return next((moment for moment in self._events(rule) if passed < moment.on <= last), None)

    def _reaches_back_to(self, day: date) -> date:
        """A period of care whose start is known only as "on or before" holds the reviews before that day too."""
        care = next((c for c in self.case.journey.stretches("care") if c.place == self.stretch.place), None)
        if care is None or care.exact:
            return day
        ended = [c.end.on for c in self.case.journey.stretches("care") if c.end is not None and c.place < care.place]
        return day_after(max(ended)) if ended else LONG_AGO

    def _events(self, rule: Rule) -> tuple[Moment, ...]:
        reviews = rule.met_by[0].name == "review"
        return self.case.journey.review_days if reviews else _one_a_day(selected(rule.met_by, self.case.journey))

    def _duty(self, rule: Rule, link: _Link, happened: Moment | None, closing: Closing | None) -> Duty | None:
        earliest = reason = None
        if link.resumed and rule.after_return_days is not None:
            earliest = self.stretch.started_on + timedelta(days=rule.after_return_days)
            reason = AFTER_RETURN
        if link.trigger.kind == TRACKING_STARTED:
            reason = f"counted from {shown(link.trigger.on)}, the day tracking started"
        elif link.trigger.event is None:
            reason = f"counted from {shown(link.trigger.on)}, at the latest: earlier days could not be seen"
        events = (happened,) if happened else ()
        bearing = Bearing(events=events, closing=closing, seen_from=link.seen, reason=reason)
        anchors = anchors_for(Setting(case=self.case, began=link.began, stretch=self.stretch))
        exact = link.began.exact or not link.first
        return prepare(
            rule,
            link.trigger,
            self.case,
            anchors,
            bearing=lambda _version, _on: bearing,
            exact=exact,
            not_before=earliest,
        )

    def _judge(self, duty: Duty, happened: Moment | None, link: _Link) -> Trigger | None:
        """Judge one duty; the day from which it starts again, where it could not be assessed because of unseen days."""
        if self.case.running_only and _met_in_time(duty):
            if duty.closing is None:
                self.case.asked.add(duty.rule.id)
            return None
        deadline = settle(duty, self.case)
        presumed = None
        if deadline is not None and deadline.status is Status.CANNOT_ASSESS:
            run = self._unseen_run(duty, link)
            presumed = self._start_again(duty, run, happened) if run else None
            if link.step == "first" and (run is not None or duty.inexact):
                self.case.unnumbered.add((self.name, self.stretch.place))
            moved_on = presumed is not None or happened is not None
            deadline = replace(deadline, running=deadline.running and not moved_on)
        if deadline is not None:
            self.found.append(deadline)
        return presumed

    def _unseen_run(self, duty: Duty, link: _Link) -> Span | None:
        first = duty.bearing.seen_from
        if first is None:
            return None
        if duty.inexact and not link.began.event.is_local:
            # What a return knows only as "on or before" lies before what it could see, however late it gives it.
            first = date.min
        return self.case.unseen(duty.rule, first, duty.due or duty.trigger.on)

    def _start_again(self, duty: Duty, run: Span, happened: Moment | None) -> Trigger | None:
        """The last unseen day, if the duty was still running when the unseen days ended."""
        ended = run.last < self.case.journey.as_at and (duty.inexact or run.last >= duty.trigger.on)
        closed = duty.closing is not None and duty.closing.on <= run.last
        if not ended or closed or (happened is not None and happened.on <= run.last):
            return None
        presumed = Trigger(on=run.last, event=None, kind=None)
        self.case.presumed.append((duty.rule.met_by, presumed))
        return presumed

    def _step_after(self, step: str, happened: Moment) -> str:
        unnumbered = (self.name, self.stretch.place) in self.case.unnumbered
        second = self.rules.get("second")
        if unnumbered:
            if second is not None and second.doubted_with_first and not self.doubted:
                self.found += self._doubted(second, happened)
            self.doubted = True
            return "next"
        return "second" if step == "first" and second is not None else "next"

    def _doubted(self, second: Rule, happened: Moment) -> Iterator[Deadline]:
        """The second duty, named as unknown because the first could not be assessed."""
        setting = Setting(case=self.case, began=happened, stretch=self.stretch)
        duty = prepare(second, trigger_of(happened), self.case, anchors_for(setting))
        if duty is None:
            return
        why = "earlier reviews could not be seen, so the number of the first one seen is not known"
        deadline = settle(replace(duty, due=None, opens=None, unknown=why), self.case)
        if deadline is not None:
            yield replace(deadline, running=False)


def _met_in_time(duty: Duty) -> bool:
    """Whether a duty of the history needs no judging: its first event came by the due day."""
    events, due = duty.bearing.events, duty.due
    return bool(events) and due is not None and duty.unknown is None and events[0].on <= due


def _one_a_day(moments: tuple[Moment, ...]) -> tuple[Moment, ...]:
    days: dict[date, Moment] = {}
    for moment in moments:
        days.setdefault(moment.on, moment)
    return tuple(days.values())
