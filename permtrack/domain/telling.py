"""Reading a child's events one after another: what each begins, ends and changes.

This is the only place where events are given a meaning; the journey and every rule read what it leaves behind. The
reader is filled once and then only read.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from permtrack.domain.days import months_after
from permtrack.domain.events import Event
from permtrack.domain.stretches import Moment, Oddity, Placement, Plan, Stretch

ORDER_STATUSES = frozenset({"placement-order", "freeing-order"})
PRE_CARE_MONTHS = 12
ENDS_OF_CARE = frozenset({"left-care", "adoption-order", "guardianship-order"})


class Telling:
    """What a sequence of events amounts to: stretches begun and ended, placements, plans, statuses, oddities."""

    def __init__(self) -> None:
        self.stretches: dict[str, list[Stretch]] = {}
        self.placements: list[Placement] = []
        self.plans: list[Plan] = []
        self.statuses: list[Moment] = []
        self.oddities: list[Oddity] = []
        self.events: list[Event] = []
        self._running: dict[str, Stretch] = {}
        self._at_dawn: Placement | None = None
        self._applied = False

    @property
    def _place(self) -> int:
        """The place of the event being read in the reading order."""
        return len(self.events) - 1

    def read(self, events: Sequence[Event]) -> None:
        """Read events that stand in reading order."""
        for _, day in groupby(events, key=lambda event: event.on):
            self._at_dawn = self.placements[-1] if "placement" in self._running else None
            for event in self._of_one_day(list(day)):
                self.events.append(event)
                self._read_one(event)

    def _of_one_day(self, events: list[Event]) -> Iterator[Event]:
        """The events of one day; for a child in care at dawn, leaving care is read before entering it again."""
        if "care" in self._running and any(event.kind == "entered-care" for event in events):
            yield from (event for event in events if event.kind == "left-care")
            yield from (event for event in events if event.kind != "left-care")
        else:
            yield from events

    def _read_one(self, event: Event) -> None:
        reader = READERS.get(event.kind)
        if reader is not None:
            reader(self, event)
        if event.kind in PLANNERS and ("plan" in event.fields or "parallel" in event.fields):
            self._plan(event)

    def _begin(self, name: str, event: Event) -> None:
        self._running[name] = Stretch(started_on=event.on, start=event, place=self._place, exact=event.is_exact)
        self.stretches.setdefault(name, []).append(self._running[name])

    def _finish(self, name: str, event: Event, why: str) -> None:
        stretch = self._running.pop(name, None)
        if stretch is not None:
            # What runs under a name is always the last of that name.
            self.stretches[name][-1] = replace(stretch, end=self._moment(event, why))

    def _moment(self, event: Event, why: str) -> Moment:
        return Moment(on=event.on, event=event, place=self._place, exact=event.is_exact, why=why)

    def entered_care(self, event: Event) -> None:
        """A period of care begins; entering care while in care is noticed and changes nothing."""
        if "care" in self._running:
            self.oddities.append(Oddity(name="entered-while-in-care", event=event, other=self._running["care"].start))
            return
        self._begin("care", event)
        plan = self.plans[-1] if self.plans else None
        # A period that began on an unknown earlier day may hold the plan itself.
        if plan and plan.is_recorded and event.is_exact and months_after(plan.on, PRE_CARE_MONTHS) < event.on:
            self._record_plan(event, None, ())
        basis = event.word("basis")
        if basis is not None:
            self._status(event, basis)

    def left_care(self, event: Event) -> None:
        """A period of care ends, and with it the placement, the plan, the decision and the match."""
        why = LEFT_CARE.get(event.word("outcome") or "", "left care")
        if "care" not in self._running and event.kind == "left-care" and not self._ended_today(event):
            self.oddities.append(Oddity(name="left-while-not-in-care", event=event))
        if event.kind == "adoption-order" or event.word("outcome") == "adopted":
            why = "adopted"
            self._end_authority(event, why)
        for name in ("care", "placement", "placed", "decision", "match"):
            self._finish(name, event, why)
        if self.plans and self.plans[-1].is_recorded:
            self._record_plan(event, None, ())

    def _ended_today(self, event: Event) -> bool:
        ended = self.stretches.get("care", [])
        return bool(ended) and ended[-1].end is not None and ended[-1].end.on == event.on

    def guardianship_order(self, event: Event) -> None:
        """Care ends with the order."""
        self.left_care(replace(event, fields={**event.fields, "outcome": "special-guardianship"}))

    def legal_status(self, event: Event) -> None:
        """The legal status becomes what the event says."""
        self._status(event, event.word("status") or "other")

    def _status(self, event: Event, status: str) -> None:
        self.statuses.append(self._moment(event, status))
        if status in ORDER_STATUSES:
            self.placement_order(event)
        elif "order" in self._running and event.on > self._running["order"].started_on:
            self.oddities.append(
                Oddity(name="revocation-not-recorded", event=event, other=self._running["order"].start)
            )
            self._finish("order", event, "the legal status changed")

    def placement_order(self, event: Event) -> None:
        """An order gives authority to place; the order and the legal status of one day are one fact."""
        running = self._running.get("order")
        if event.kind == "placement-order":
            self.statuses.append(self._moment(event, "placement-order"))
        if running is None:
            self._begin("order", event)
        elif event.kind == "placement-order" and running.started_on == event.on and running.start.kind != event.kind:
            self._running["order"] = replace(running, start=event, exact=event.is_exact)
            self.stretches["order"][-1] = self._running["order"]

    def order_revoked(self, event: Event) -> None:
        """The placement order ends."""
        self._finish("order", event, "the placement order was revoked")

    def consent_given(self, event: Event) -> None:
        """Consent gives authority to place."""
        self._applied = False
        if "consent" not in self._running:
            self._begin("consent", event)

    def consent_withdrawn(self, event: Event) -> None:
        """Consent ends, unless an adoption order has been applied for since it was given."""
        if not self._applied:
            self._finish("consent", event, "consent was withdrawn")

    def adoption_applied(self, _event: Event) -> None:
        """From here on consent can no longer be withdrawn."""
        self._applied = True

    def _end_authority(self, event: Event, why: str) -> None:
        self._finish("order", event, why)
        self._finish("consent", event, why)

    def placement_started(self, event: Event) -> None:
        """A placement begins, and ends the one before without being told."""
        self._finish("placement", event, "moved")
        self._finish_adoptive(event, "the placement ended")
        self._place_child(event, event.word("type") or "other")

    def placed_for_adoption(self, event: Event) -> None:
        """An adoptive placement begins, and ends the placement before without being told."""
        self._finish("placement", event, "placed for adoption")
        self._finish_adoptive(event, "placed with others")
        self._place_child(event, "adoptive")
        self._begin("placed", event)

    def _place_child(self, event: Event, kind: str) -> None:
        self._begin("placement", event)
        self.placements.append(
            Placement(
                stretch=self._running["placement"],
                type=kind,
                same_carer=event.is_yes("same_carer"),
                until_18=event.is_yes("until_18"),
            )
        )

    def placement_ended(self, event: Event) -> None:
        """The placement that was running when the day began ends; only if there was none, the one begun that day."""
        running = self._running.get("placement")
        if running is None or (self._at_dawn is not None and running.start is not self._at_dawn.stretch.start):
            return
        self._finish("placement", event, "the placement ended")
        self._finish_adoptive(event, "the placement ended")

    def _finish_adoptive(self, event: Event, why: str) -> None:
        if "placed" in self._running:
            self._finish("placed", event, why)
            self._finish("match", event, why)

    def adm_decision(self, event: Event) -> None:
        """A decision that the child should be placed for adoption comes into force; it carries the plan of adoption."""
        if event.word("outcome") == "no":
            return
        if "decision" in self._running:
            self.oddities.append(Oddity(name="two-decisions-open", event=event, other=self._running["decision"].start))
        else:
            self._begin("decision", event)
        before = self.plans[-1] if self.plans else None
        parallel = tuple(plan for plan in before.parallel if plan != "adoption") if before else ()
        self._record_plan(event, "adoption", parallel)

    def decision_reversed(self, event: Event) -> None:
        """The decision and the match end; adoption leaves the plan, whatever else is planned stays."""
        if "decision" not in self._running:
            self.oddities.append(Oddity(name="reversal-without-decision", event=event))
        self._finish("decision", event, "the decision was reversed")
        self._finish("match", event, "the decision was reversed")
        plan = self.plans[-1] if self.plans else None
        if plan is not None and plan.has_adoption:
            primary = None if plan.primary == "adoption" else plan.primary
            self._record_plan(event, primary, tuple(p for p in plan.parallel if p != "adoption"))

    def match_decision(self, event: Event) -> None:
        """A match comes into force; a new match takes the place of the one before."""
        if event.word("outcome") == "no":
            return
        self._finish("match", event, "matched with others")
        self._begin("match", event)

    def match_ended(self, event: Event) -> None:
        """The match ends, unless the event names another family's link."""
        running = self._running.get("match")
        if running is None:
            return
        families = {running.start.word("family"), event.word("family")} - {None}
        if len(families) < 2:
            self._finish("match", event, "the match ended")

    def _plan(self, event: Event) -> None:
        before = self.plans[-1] if self.plans else None
        parallel = event.words("parallel")
        if "plan" in event.fields:
            self._record_plan(event, event.word("plan"), parallel or ())
        else:
            self._record_plan(event, before.primary if before else None, parallel or ())

    def _record_plan(self, event: Event, primary: str | None, parallel: tuple[str, ...]) -> None:
        before = self.plans[-1].primary if self.plans else None
        self.plans.append(
            Plan(on=event.on, event=event, place=self._place, primary=primary, parallel=parallel, before=before)
        )
        if event.kind == "review" and primary == "adoption" != before and "decision" not in self._running:
            self._begin("adoption-by-review", event)
        if primary != "adoption":
            self._finish("adoption-by-review", event, "adoption is no longer the plan")


PLANNERS = frozenset({"review", "ppm", "plan-set"})

LEFT_CARE = {
    "adopted": "adopted",
    "special-guardianship": "special guardianship",
    "child-arrangements": "child arrangements order",
    "returned-home-planned": "returned home as planned",
    "returned-home-unplanned": "returned home, unplanned",
    "relatives": "went to relatives",
    "other-authority": "passed to another authority",
    "died": "died",
    "turned-18": "turned 18",
}
PERMANENT = frozenset(
    LEFT_CARE[o] for o in ("adopted", "special-guardianship", "child-arrangements", "returned-home-planned")
)
"""The ends of care that are permanence, in their words."""

READERS: dict[str, Callable[[Telling, Event], None]] = {
    "entered-care": Telling.entered_care,
    "left-care": Telling.left_care,
    "adoption-order": Telling.left_care,
    "guardianship-order": Telling.guardianship_order,
    "legal-status": Telling.legal_status,
    "placement-order": Telling.placement_order,
    "placement-order-revoked": Telling.order_revoked,
    "consent-given": Telling.consent_given,
    "consent-withdrawn": Telling.consent_withdrawn,
    "adoption-application": Telling.adoption_applied,
    "placement-started": Telling.placement_started,
    "placed-for-adoption": Telling.placed_for_adoption,
    "placement-ended": Telling.placement_ended,
    "adm-decision": Telling.adm_decision,
    "adm-decision-reversed": Telling.decision_reversed,
    "match-decision": Telling.match_decision,
    "match-ended": Telling.match_ended,
}
