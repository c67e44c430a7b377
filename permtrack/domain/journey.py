"""One child's journey as at a day: the standing facts that every deadline and every alert reads.

The names in STRETCHES and MOMENTS are the words in which rules are written. Where a fact is a matter of law or of our
reading of it, it is decided here once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from permtrack.domain.care_facts import CARE_CONDITIONS, CARE_MOMENTS, CARE_STRETCHES
from permtrack.domain.casework_facts import CASEWORK_CONDITIONS, CASEWORK_MOMENTS, CASEWORK_STRETCHES
from permtrack.domain.days import day_after, eighteenth_birthday, months_after
from permtrack.domain.events import Child, Event, History
from permtrack.domain.planning_facts import PLANNING_MOMENTS, PLANNING_STRETCHES, answers
from permtrack.domain.scope import DEFAULT_SCOPE, Scope
from permtrack.domain.stretches import Moment, Oddity, Placement, Plan, Stretch
from permtrack.domain.telling import PRE_CARE_MONTHS, Telling


@dataclass(frozen=True, kw_only=True)
class Journey:
    """A child's journey up to the end of the as-at day. Nothing later exists."""

    child: Child
    as_at: date
    events: tuple[Event, ...]
    told: Mapping[str, tuple[Stretch, ...]]
    placements: tuple[Placement, ...]
    plans: tuple[Plan, ...]
    statuses: tuple[Moment, ...]
    oddities: tuple[Oddity, ...]
    scope: Scope = DEFAULT_SCOPE
    first_worker: str | None = None

    def stretches(self, name: str) -> tuple[Stretch, ...]:
        """The stretches of a name from STRETCHES, in time order."""
        found = self._derived.get(name)
        if found is None:
            found = self._derived[name] = STRETCHES[name](self)
        return found

    def moments(self, name: str) -> tuple[Moment, ...]:
        """The moments of a name from MOMENTS, in time order."""
        found = self._happened.get(name)
        if found is None:
            found = self._happened[name] = MOMENTS[name](self)
        return found

    @cached_property
    def _happened(self) -> dict[str, tuple[Moment, ...]]:
        return {}

    @cached_property
    def _derived(self) -> dict[str, tuple[Stretch, ...]]:
        return {}

    @cached_property
    def _by_kind(self) -> Mapping[str, tuple[Moment, ...]]:
        found: dict[str, list[Moment]] = {}
        for place, event in enumerate(self.events):
            found.setdefault(event.kind, []).append(Moment(on=event.on, event=event, place=place, exact=event.is_exact))
        return {kind: tuple(moments) for kind, moments in found.items()}

    def of_kind(self, kind: str) -> tuple[Moment, ...]:
        """The events of one kind, in time order."""
        return self._by_kind.get(kind, ())

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of which an event is recorded."""
        return frozenset(self._by_kind)

    @cached_property
    def answers(self) -> Mapping[str, str]:
        """For each event that answers another (an action done, an escalation resolved), the id of the one answered."""
        return answers(self)

    @cached_property
    def eighteenth(self) -> date | None:
        """The eighteenth birthday, None while the day of birth is not known."""
        return eighteenth_birthday(self.child.dob)

    @cached_property
    def review_days(self) -> tuple[Moment, ...]:
        """The days on which a review was held; two on one day are one sitting."""
        days: dict[date, Moment] = {}
        for review in self.of_kind("review"):
            days.setdefault(review.on, review)
        return tuple(days.values())

    @cached_property
    def adoption_days(self) -> frozenset[date]:
        """The days of adoption orders; an end of care by adoption says the same thing."""
        orders = {m.on for m in self.of_kind("adoption-order")}
        return frozenset(orders | {m.on for m in self.of_kind("left-care") if m.event.word("outcome") == "adopted"})

    @cached_property
    def adopted_on(self) -> date | None:
        """The day of the latest adoption order."""
        return max(self.adoption_days, default=None)

    @cached_property
    def period_place(self) -> int:
        """The place after which events belong to the present period: that of the end of the period of care before it."""
        return max((care.end.place for care in self.stretches("care") if care.end is not None), default=-1)

    @cached_property
    def plans_of_period(self) -> tuple[Plan, ...]:
        """The plans of the present period, as each day left them; those that it began without are not among them."""
        plans = [plan for plan in self.plans if plan.place > self.period_place]
        dropped = [place for place, plan in enumerate(plans) if plan.event.kind == "entered-care"]
        by_day = {plan.on: plan for plan in (plans[dropped[-1] :] if dropped else plans)}
        return tuple(by_day.values())

    @property
    def in_care(self) -> bool:
        """Whether the child is looked after at the end of the as-at day."""
        care = self.stretches("care")
        return bool(care) and care[-1].lasts_on(self.as_at)

    def care_on(self, day: date) -> Stretch | None:
        """The period of care that the day belongs to; of two that meet on it, the later.

        A period whose start is known only as "on or before" reaches back to the end of the one before it.
        """
        before, found = date.min, None
        for care in self.stretches("care"):
            began = care.started_on if care.exact else before
            if began <= day and (care.end is None or day <= care.end.on):
                found = care
            before = care.end.on if care.end else day
        return found

    @property
    def placement(self) -> Placement | None:
        """The placement running at the end of the as-at day."""
        last = self.placements[-1] if self.placements else None
        return last if last and last.stretch.end is None else None

    @property
    def plan(self) -> Plan | None:
        """The plan that stands at the end of the as-at day; None where none is recorded."""
        last = self.plans[-1] if self.plans else None
        return last if last and last.is_recorded else None

    @property
    def status(self) -> str | None:
        """The legal status at the end of the as-at day; None where none is recorded or the child is not in care."""
        return self.statuses[-1].why if self.statuses and self.in_care else None

    def condition(self, name: str, on: date) -> bool:
        """Whether a condition from CONDITIONS holds on a day."""
        return CONDITIONS[name](self, on)


def journey(history: History, as_at: date, scope: Scope = DEFAULT_SCOPE) -> Journey:
    """The journey that a child's standing events tell, up to the end of a day; `scope` is whom the planning follows."""
    telling = Telling()
    telling.read([event for event in history.events if event.on <= as_at])
    told = {name: tuple(stretches) for name, stretches in telling.stretches.items()}
    placed = told.get("placement", ())
    return Journey(
        child=history.child,
        as_at=as_at,
        events=tuple(telling.events),
        told=told,
        placements=tuple(replace(p, stretch=s) for p, s in zip(telling.placements, placed, strict=True)),
        plans=tuple(telling.plans),
        statuses=tuple(telling.statuses),
        oddities=tuple(telling.oddities),
        scope=scope,
        first_worker=history.first_worker,
    )


def pre_care_start(journey: Journey, entered: Stretch) -> date:
    """The first day of the pre-care work of a period: after the last period, at most twelve months before entry."""
    earliest = months_after(entered.started_on, -PRE_CARE_MONTHS)
    before = [s.end.on for s in journey.stretches("care") if s.end is not None and s.place < entered.place]
    return min(entered.started_on, max([earliest, *(day_after(day) for day in before)]))


STRETCHES: Mapping[str, Callable[[Journey], tuple[Stretch, ...]]] = {
    **CARE_STRETCHES,
    **PLANNING_STRETCHES,
    **CASEWORK_STRETCHES,
}
MOMENTS: Mapping[str, Callable[[Journey], tuple[Moment, ...]]] = {
    **CARE_MOMENTS,
    **PLANNING_MOMENTS,
    **CASEWORK_MOMENTS,
}
CONDITIONS: Mapping[str, Callable[[Journey, date], bool]] = {**CARE_CONDITIONS, **CASEWORK_CONDITIONS}
