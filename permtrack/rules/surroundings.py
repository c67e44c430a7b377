"""What surrounds a child's journey when its duties are worked out: the rulebook, the calendar, and what could be seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from permtrack.domain.days import BankHolidays
from permtrack.domain.due_list import LOOK_AHEAD_DAYS
from permtrack.domain.events import Event, Span
from permtrack.domain.findings import Trigger
from permtrack.domain.journey import Journey
from permtrack.domain.records import record
from permtrack.domain.sight import TABLE_OF_KIND, Sight, unseen_run
from permtrack.domain.stretches import Moment
from permtrack.rules.rulebook import Rule, Rulebook
from permtrack.rules.selectors import Selector


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What every child's duties are held against.

    `within` is how many days ahead a duty counts as due soon, `look_ahead` what local policy says of single rules.
    """

    rulebook: Rulebook
    holidays: BankHolidays
    sight: Sight
    within: int = LOOK_AHEAD_DAYS
    look_ahead: Mapping[str, int] = field(default_factory=dict)

    def within_for(self, rule: Rule) -> int:
        """How many days ahead a duty of the rule counts as due soon."""
        return self.look_ahead.get(rule.id, self.within)


@record
class Closing:
    """What ended a duty, on which day, and whether that day is exact."""

    on: date
    why: str
    exact: bool = True


@dataclass(kw_only=True)
class Case:
    """One child's journey among its surroundings, with what the chains of reviews have shown so far.

    With `running_only` deadlines that belong to the history are worked out but not kept; `asked` names every rule
    whose duty has not closed, kept or not.

    `presumed` holds the days on which a repeating duty is taken to have been met, because days before could not be
    seen, each with what meets it; `unnumbered` the places of stretches in which the number of the first review seen is
    not known.
    """

    journey: Journey
    surroundings: Surroundings
    waivers: tuple[Event, ...] = ()
    running_only: bool = False
    asked: set[str] = field(default_factory=set)
    presumed: list[tuple[tuple[Selector, ...], Trigger]] = field(default_factory=list)
    unnumbered: set[tuple[str, int]] = field(default_factory=set)

    def unseen(self, rule: Rule, first: date, last: date) -> Span | None:
        """The latest run of days, touching `first` to `last`, on which what meets the rule could not be seen."""
        runs = [run for kind in rule.seen_by if (run := unseen_run(self._seen_spans(kind), first, last)) is not None]
        return max(runs, key=lambda run: run.last, default=None)

    def _seen_spans(self, kind: str) -> tuple[Span, ...]:
        return self.surroundings.sight.seen_spans(kind, self.journey.adoption_days)

    def only_seen_locally(self, rule: Rule) -> bool:
        """Whether no national return could show what meets the rule."""
        return not any(kind in TABLE_OF_KIND for kind in rule.seen_by)

    def in_care_for(self, rule: Rule, day: date) -> bool:
        """Whether a duty can begin on a day: before 18 and in care, unless it outlives care.

        For a child never recorded in care at all, duties run from their events all the same.
        """
        adult = self.journey.eighteenth
        if adult is not None and day >= adult and (rule.closed_at_18 or not rule.outlives_care):
            return False
        return rule.outlives_care or not self.journey.stretches("care") or self.journey.care_on(day) is not None

    def follows(self, rule: Rule, began: Moment, closing: Closing | None) -> bool:
        """Whether a planning rule is asked of the child: by age at the start of care, by plan, or by a manager's word."""
        if not rule.planning_only:
            return True
        care = next((c for c in self.journey.stretches("care") if c.touches(began.on)), None)
        last = closing.on if closing else self.journey.as_at
        plans = [p for p in self.journey.plans if p.on < last or (p.on == last and closing is None)]
        planned = bool(plans) and plans[-1].has_adoption
        entered = care.started_on if care else None
        return self.journey.scope.takes_in(self.journey.child, entered, adoption_planned=planned)

    def closing(self, rule: Rule, began: Moment, end: Moment | None) -> Closing | None:
        """What first ended a duty that began at a moment, up to the as-at day; `end` is the end of its stretch."""
        first = end
        closers = [selector.of(self.journey, began.event) for selector in rule.closed_by]
        if not rule.outlives_care:
            closers.append(self.journey.moments("left-care"))
        for moments in closers:
            later = next((m for m in moments if (m.on, m.place) > (began.on, began.place)), None)
            if later is not None and (first is None or later.on < first.on):
                first = later
        adult = self.journey.eighteenth
        turning_18_closes = not rule.outlives_care or rule.closed_at_18
        adult_first = adult is not None and (first is None or adult < first.on)
        if turning_18_closes and adult is not None and adult_first and began.on <= adult <= self.journey.as_at:
            return Closing(on=adult, why="turned 18")
        return _closing(first) if first is not None else None


def _closing(moment: Moment) -> Closing:
    return Closing(on=moment.on, why=moment.why or moment.event.kind, exact=moment.exact)
