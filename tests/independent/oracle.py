"""A second, independent reading of the rulebook, kept plain on purpose.

It takes one child and what was recorded about it, and says which duties there are and how each stands on a day. It was
written from the rulebook's words alone and shares no code, no table and no data with the rules it is compared with.
Every day is walked and every list is searched from its beginning: clarity before speed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from tests.independent.calendar_of_england import after, birthday, months_after, working_days_after

LOOK_AHEAD = 28
ADOPTION_ACT = date(2005, 12, 30)
CARE_PLANNING = date(2011, 4, 1)
BENCHMARKS = date(2013, 4, 1)
RELAXED = (date(2020, 4, 24), date(2020, 9, 25))
NOTHING = date(1900, 1, 1)

COURT = """
    pre-proceedings-started pre-proceedings-ended proceedings-issued case-management-hearing final-hearing
    issues-resolution-hearing proceedings-extended proceedings-concluded placement-order-applied placement-order
    placement-order-refused revocation-applied revocation-refused placement-order-revoked consent-given
    consent-withdrawn placement-agreement adoption-application guardianship-notice discharge-applied
""".split()  # noqa: SIM905
READ = {
    "born": 0,
    "entered-care": 1,
    "legal-status": 2,
    **dict.fromkeys(COURT, 3),
    **dict.fromkeys(("placement-started", "placement-ended", "placed-for-adoption"), 4),
    **dict.fromkeys(("panel", "adm-decision", "adm-decision-reversed", "match-decision", "long-term-match"), 5),
    "review": 6,
    **dict.fromkeys(
        (
            "family-group-conference",
            "ppm",
            "tracking-meeting",
            "needs-meeting",
            "selection-meeting",
            "disruption-meeting",
        ),
        7,
    ),
    **dict.fromkeys(("adoption-order", "guardianship-order"), 9),
    "left-care": 10,
}
EVERYTHING_ELSE = 8
SHOWN_BY = {
    "review": "reviews",
    "adm-decision": "placed_for_adoption",
    "adm-decision-reversed": "placed_for_adoption",
    **dict.fromkeys(("entered-care", "left-care", "legal-status", "placement-order"), "episodes"),
    **dict.fromkeys(("placement-started", "placement-ended", "placed-for-adoption"), "episodes"),
    **dict.fromkeys(("adoption-order", "guardianship-order"), "episodes"),
}
LEAVING = {"left-care", "adoption-order", "guardianship-order"}
AUTHORITY_STATUSES = {"placement-order", "freeing-order"}


@dataclass(eq=False)
class Ev:
    """One thing recorded: what, when, and whether a return brought it or people wrote it down."""

    on: date
    kind: str
    fields: Mapping = field(default_factory=dict)
    from_return: bool = False
    on_or_before: bool = False
    order: int = 0
    id: str = ""


@dataclass
class Case:
    """A child, everything recorded about it, what could be seen, and the day asked about."""

    events: list
    as_at: date
    tracking_from: date
    dob: date | None = None
    pathway: str = "standard"
    coverage: Mapping = field(default_factory=dict)


RULES = frozenset(
    """
    review.first review.second review.next plan.permanence decision.two-months decision.seven-days parents.told-orally
    parents.told-in-writing match.six-months match.three-months match.observations match.seven-days
    benchmark.placement-order-to-match benchmark.care-to-placed adoption-review.waiting-first
    adoption-review.waiting-next adoption-review.placed-first adoption-review.placed-second
    adoption-review.placed-next adoption-review.after-return disruption.meeting adoption.application-open
    adoption.application-late life-story.book life-story.completed later-life.letter guardianship.support-review
    record.keep-until
    """.split()  # noqa: SIM905
)


class Item(NamedTuple):
    rule: str
    trigger: date | None
    status: str
    opens_on: date | None = None
    due_on: date | None = None
    met_on: date | None = None


@dataclass
class Start:
    """What starts a clock: an event, or (event is None) a day worked out from others."""

    on: date
    event: Ev | None = None
    seen_from_here: bool = False
    unknown: bool = False


@dataclass
class Period:
    """A period of care. One known only to have begun by a day reaches back to the end of the one before."""

    start: Ev
    first_day: date
    end: date | None = None
    end_event: Ev | None = None


@dataclass
class Stay:
    """A placement: its start, and how it ended."""

    start: Ev
    end: date | None = None
    end_event: Ev | None = None

    @property
    def adoptive(self):
        return self.start.kind == "placed-for-adoption"


def started_by(event):
    return Start(event.on, event, seen_from_here=not event.from_return, unknown=event.on_or_before)


def is_adoption(event):
    """Whether an event says that the child was adopted: the order, or leaving care by adoption; they are one fact."""
    return event.kind == "adoption-order" or (event.kind == "left-care" and event.fields.get("outcome") == "adopted")


def earliest(*days):
    return min((d for d in days if d is not None), default=None)


def items(case):
    """Every duty of the child and how it stands."""
    return Reckoning(case).all_items()


def in_reading_order(events):
    """The events by day, within a day as the vocabulary says, then as recorded."""
    ordered = sorted(events, key=lambda e: (e.on, READ.get(e.kind, EVERYTHING_ELSE), e.order))
    in_care, told = False, []
    for day in sorted({e.on for e in ordered}):
        today = [e for e in ordered if e.on == day]
        kinds = {e.kind for e in today}
        if in_care and {"left-care", "entered-care"} <= kinds:
            today = [e for e in today if e.kind == "left-care"] + [e for e in today if e.kind != "left-care"]
        for event in today:
            if event.kind == "entered-care":
                in_care = True
            elif event.kind in LEAVING:
                in_care = False
            told.append(event)
    return told


class Reckoning:
    """The working-out for one child on one day."""

    def __init__(self, case):
        self.case = case
        self.as_at = case.as_at
        self.events = in_reading_order([e for e in case.events if e.on <= case.as_at and e.kind != "waiver"])
        self.waivers = [e for e in case.events if e.kind == "waiver" and e.on <= case.as_at]
        self.dob = next((e.on for e in self.events if e.kind == "born"), case.dob)
        self.adulthood = birthday(self.dob, 18) if self.dob else date.max
        self.periods = self.find_periods()
        self.stays = self.find_stays()
        self.plans = self.find_plans()
        self.decisions = self.find_decisions()
        self.authority = self.find_authority()
        self.presumed = []
        self.found = []

    def all_items(self):
        for period in self.periods:
            self.looked_after_reviews(period)
            self.permanence_plan(period)
            self.care_to_placed(period)
        for stay in self.stays:
            if stay.adoptive:
                self.placed(stay)
        self.waiting()
        for stay in self.stays:
            if self.is_return(stay):
                self.after_return(stay)
        self.deciding()
        self.matching()
        self.after_the_order()
        self.guardianship_support()
        self.records_to_keep()
        return self.found

    # --- what happened -------------------------------------------------------------------------------------------

    def of(self, *kinds, **fields):
        return [e for e in self.events if e.kind in kinds and all(e.fields.get(k) == v for k, v in fields.items())]

    def find_periods(self):
        periods = []
        for event in self.events:
            running = bool(periods) and periods[-1].end is None
            if event.kind == "entered-care" and not running:
                before = periods[-1].end if periods else NOTHING
                periods.append(Period(event, before if event.on_or_before else event.on))
            elif event.kind in LEAVING and running:
                periods[-1].end, periods[-1].end_event = event.on, event
        return periods

    def period_of(self, day):
        """The period of care that holds a day; of two that share it, the later."""
        holding = [p for p in self.periods if p.first_day <= day and (p.end is None or day <= p.end)]
        return holding[-1] if holding else None

    def period_closes(self, period):
        """The day on which leaving care, or turning 18, closes the duties of a period of care; None while it runs."""
        days = [d for d in (period.end, self.adulthood) if d is not None and d <= self.as_at]
        return min(days) if days else None

    def find_stays(self):
        stays = []
        for day in sorted({e.on for e in self.events}):
            at_dawn = stays[-1] if stays and stays[-1].end is None else None
            for event in [e for e in self.events if e.on == day]:
                running = stays[-1] if stays and stays[-1].end is None else None
                if event.kind in {"placement-started", "placed-for-adoption"}:
                    if running:
                        running.end, running.end_event = day, event
                    stays.append(Stay(event))
                elif event.kind == "placement-ended":
                    ending = at_dawn or running
                    if ending and ending.end is None:
                        ending.end, ending.end_event = day, event
                elif event.kind in LEAVING and running:
                    running.end, running.end_event = day, event
        return stays

    def adoptive_stays(self, period):
        return [s for s in self.stays if s.adoptive and self.period_of(s.start.on) is period]

    def is_return(self, stay):
        """Whether an adoptive placement ended without an order, a death or a same-day placing with others."""
        if not stay.adoptive or stay.end is None or stay.end_event.kind in LEAVING:
            return False
        died = any(e.on == stay.end and e.fields.get("outcome") == "died" for e in self.of("left-care"))
        placed_again = any(s.adoptive and s is not stay and s.start.on == stay.end for s in self.stays)
        return not died and not placed_again and self.stands(stay.end_event)

    def find_plans(self):
        """After each event that touches it: (event, primary before, primary, parallels)."""
        told, primary, parallels, kept, in_care = [], None, (), [], False
        for event in self.events:
            before = primary
            if event.kind == "entered-care" and not in_care:
                in_care = True
                primary, parallels = None, ()
                for earlier in kept:
                    if event.on_or_before or earlier.on >= months_after(event.on, -12):
                        primary, parallels = self.plan_after(earlier, primary, parallels)
                if primary or parallels:
                    told.append((event, None, primary, parallels))
                continue
            if event.kind in LEAVING:
                in_care, kept, primary, parallels = False, [], None, ()
                continue
            if not self.touches_plan(event):
                continue
            if not in_care:
                kept.append(event)
            primary, parallels = self.plan_after(event, primary, parallels)
            told.append((event, before, primary, parallels))
        return told

    @staticmethod
    def touches_plan(event):
        if event.kind == "adm-decision":
            return event.fields.get("outcome", "yes") == "yes"
        if event.kind == "adm-decision-reversed":
            return True
        return event.kind in {"review", "ppm", "plan-set"} and ("plan" in event.fields or "parallel" in event.fields)

    @staticmethod
    def plan_after(event, primary, parallels):
        if event.kind == "adm-decision":
            return "adoption", tuple(p for p in parallels if p != "adoption")
        if event.kind == "adm-decision-reversed":
            return (None if primary == "adoption" else primary), tuple(p for p in parallels if p != "adoption")
        if "plan" in event.fields:
            return event.fields["plan"], tuple(event.fields.get("parallel", ()))
        return primary, tuple(event.fields["parallel"])

    def find_decisions(self):
        """Each yes made when none was in force: (event, the day it stopped being in force, what stopped it)."""
        decisions, in_force = [], False
        for event in self.events:
            yes = event.kind == "adm-decision" and event.fields.get("outcome", "yes") == "yes"
            if yes and not in_force:
                decisions.append([event, None, None])
                in_force = True
            elif in_force and event.kind in {
                "adm-decision-reversed",
                "adoption-order",
                "guardianship-order",
                "left-care",
            }:
                decisions[-1][1:] = [event.on, event.kind]
                in_force = False
        return decisions

    def decision_in_force_before(self, event):
        """Whether a decision was in force when an event was read."""
        place = self.events.index(event)
        earlier = [
            e for e in self.events[:place] if e.kind != "adm-decision" or e.fields.get("outcome", "yes") == "yes"
        ]
        changes = [
            e.kind == "adm-decision"
            for e in earlier
            if e.kind in {"adm-decision", "adm-decision-reversed", "adoption-order", "guardianship-order", "left-care"}
        ]
        return bool(changes) and changes[-1]

    def find_orders(self):
        """The stretches in which an order lets the child be placed: [event that began it, day it ended or None]."""
        stretches = []
        for event in self.events:
            running = stretches[-1] if stretches and stretches[-1][1] is None else None
            status = event.fields.get("status") if event.kind == "legal-status" else None
            enters = any(p.start is event for p in self.periods)
            if enters and event.fields.get("basis") not in AUTHORITY_STATUSES:
                status = event.fields.get("basis")
            grants = event.kind == "placement-order" or (event.kind == "legal-status" and status in AUTHORITY_STATUSES)
            other_status = status is not None and not grants and running and event.on > running[0].on
            if grants and not running:
                stretches.append([event, None])
            elif running and (other_status or event.kind == "placement-order-revoked" or is_adoption(event)):
                running[1] = event.on
        return stretches

    def find_consents(self):
        """The stretches in which consent lets the child be placed; an application makes it irrevocable."""
        stretches, applied = [], False
        for event in self.events:
            running = stretches[-1] if stretches and stretches[-1][1] is None else None
            if event.kind == "consent-given" and not running:
                stretches.append([event, None])
                applied = False
            elif event.kind == "adoption-application":
                applied = True
            elif running and (is_adoption(event) or (event.kind == "consent-withdrawn" and not applied)):
                running[1] = event.on
        return stretches

    def find_authority(self):
        """Orders and consents joined: the unbroken stretches of authority, none of them beyond the 18th birthday."""
        joined = []
        both = [s for s in self.find_orders() + self.find_consents() if s[0].on < self.adulthood]
        for began, ended in sorted(both, key=lambda s: self.events.index(s[0])):
            end = self.adulthood if ended is None and self.adulthood <= self.as_at else ended
            if joined and (joined[-1][1] is None or began.on <= joined[-1][1]):
                last = joined[-1][1]
                joined[-1][1] = None if last is None or end is None else max(last, end)
            else:
                joined.append([began, end])
        return joined

    # --- what could be seen --------------------------------------------------------------------------------------

    def sees(self, kind, day):
        if day >= self.case.tracking_from:
            return True
        if kind == "match-decision":
            adopted = [event.on for event in self.events if is_adoption(event)]
            led_to = next((on for on in adopted if on >= day), None)
            return led_to is not None and self.within("ad1", led_to)
        return kind in SHOWN_BY and self.within(SHOWN_BY[kind], day)

    def within(self, table, day):
        return any(first <= day <= last for first, last in self.case.coverage.get(table, ()))

    def saw_all(self, kinds, start, last):
        """Whether every one of the kinds could be seen on every day from the start of a clock to a day."""
        if start.seen_from_here:
            return True
        day = start.on if start.event is not None else after(start.on, 1)
        while day <= last:
            if not all(self.sees(kind, day) for kind in kinds):
                return False
            day = after(day, 1)
        return True

    def last_unseen_day(self, kind, start, due):
        """The day on which the last unseen days that spoil a clock come to their end."""
        day = due
        while day > NOTHING and self.sees(kind, day):
            day = after(day, -1)
        while not self.sees(kind, after(day, 1)):
            day = after(day, 1)
        return day

    # --- how a duty stands ---------------------------------------------------------------------------------------

    def judge(self, rule, start, due, met=None, closed=None, kinds=(), **particulars):
        """One duty, added to those found; its status is given back, None where the duty does not stand at all.

        `particulars`: the day the window opens; whether the day of meeting it is unsure; whether it was relaxed in 2020.
        """
        if closed is not None and met is not None and met > closed:
            met = None
        status = self.status_with_sight(start, due, met, closed, kinds, particulars)
        if status in {"upcoming", "due-soon", "due-today", "overdue"} and self.is_waived(rule, start):
            status = "waived"
        if status == "cannot-assess":
            self.found.append(Item(rule, start.on, status))
        elif status is not None:
            met_on = met if status in {"met", "met-late"} else None
            self.found.append(Item(rule, start.on, status, particulars.get("opens"), due, met_on))
        return status

    def status_with_sight(self, start, due, met, closed, kinds, particulars):
        """How a duty stands, once it is asked whether what would have met it could be seen at all."""
        if closed is not None and (start.on > closed or start.on == closed == self.adulthood):
            return None
        if start.unknown:
            return "cannot-assess"
        status = self.status(due, met, closed)
        unsure = not self.saw_all(kinds, start, due) if status in {"met-late", "missed", "overdue"} else False
        if status == "met-late":
            unsure = unsure or particulars.get("met_unsure", False)
        if status == "missed":
            on_or_before = any(e.on == closed and e.on_or_before for e in self.of("placed-for-adoption"))
            unsure = unsure or on_or_before or particulars.get("relaxed", False)
        return "cannot-assess" if unsure else status

    def status(self, due, met, closed):
        if met is not None:
            return "met" if met <= due else "met-late"
        if closed is not None:
            return "missed" if due < closed else None
        if self.as_at > due:
            return "overdue"
        if self.as_at == due:
            return "due-today"
        return "due-soon" if due <= after(self.as_at, LOOK_AHEAD) else "upcoming"

    def is_waived(self, rule, start):
        for waiver in self.waivers:
            named = waiver.fields.get("event")
            this_one = named is None or (start.event is not None and start.event.id == named)
            if waiver.fields["rule"] == rule and this_one and waiver.on <= self.as_at <= waiver.fields["until"]:
                return True
        return False

    def opens_only(self, rule, start, opens, met, closed):
        """A duty that only opens: never late."""
        if closed is not None and start.on > closed:
            return
        is_met = met is not None and (closed is None or met <= closed)
        if closed is not None and not is_met:
            return
        if start.unknown or opens is None:
            self.found.append(Item(rule, start.on, "cannot-assess"))
        elif is_met:
            self.found.append(Item(rule, start.on, "met", opens, None, met))
        else:
            self.found.append(Item(rule, start.on, "waived" if self.is_waived(rule, start) else "upcoming", opens))

    # --- reviews -------------------------------------------------------------------------------------------------

    def reviews_in(self, period, first, last):
        """The reviews of a period of care from one day to another, both included."""
        start = period.first_day if period else NOTHING
        end = self.period_closes(period) if period else None
        days = [d for d in (end, last, self.as_at) if d is not None]
        within = [r for r in self.of("review") if max(start, first) <= r.on <= min(days)]
        return [r for r in within if r is next(o for o in within if o.on == r.on)]

    def review_chain(self, rules, start, reviews, closed, due, period):
        """One clock after another, each started by the review that ended the one before.

        `rules` names the rules of the first, the second and the later clocks; the list is shorter where the chain
        begins at a later stage. `due` is the day on which the first clock falls due. Whether the number of the reviews
        is lost (the first clock could not be assessed because of unseen days) is given back.
        """
        waiting, stage, lost_at_first, renumbered = list(reviews), 0, False, False
        while True:
            coming = waiting[0] if waiting else None
            met = coming.on if coming else None
            status = self.judge_review(rules[min(stage, len(rules) - 1)], start, due, met, closed)
            late_or_absent = start.unknown or met is None or met > due
            spoilt = status == "cannot-assess" and late_or_absent and not self.saw_reviews(start, due)
            if spoilt and stage == 0 and len(rules) > 1:
                lost_at_first = True
            if spoilt:
                gap_ends = self.last_unseen_day("review", start, due)
                running = (closed is None or closed > gap_ends) and (met is None or met > gap_ends)
                tracked_by_then = start.unknown and start.seen_from_here and self.sees("review", start.on)
                if running and gap_ends < self.as_at and not tracked_by_then:
                    self.presumed.append((gap_ends, period))
                    start, stage, due = Start(gap_ends), len(rules), months_after(gap_ends, 6)
                    continue
            if coming is None:
                return lost_at_first
            counted = months_after(coming.on, 3) >= CARE_PLANNING
            if lost_at_first and not renumbered and rules[0] == "review.first" and counted:
                self.found.append(Item("review.second", coming.on, "cannot-assess"))
            stage = len(rules) if lost_at_first else stage + 1
            renumbered = lost_at_first
            start, waiting = started_by(coming), waiting[1:]
            due = months_after(coming.on, 3 if stage == 1 and len(rules) == 3 else 6)

    def judge_review(self, rule, start, due, met, closed):
        if rule != "review.first" and due < (CARE_PLANNING if rule.startswith("review.") else ADOPTION_ACT):
            return None
        relaxed = rule != "review.first" and RELAXED[0] <= due <= RELAXED[1]
        return self.judge(rule, start, due, met, closed, ["review"], relaxed=relaxed)

    def saw_reviews(self, start, due):
        return not start.unknown and self.saw_all(["review"], start, due)

    def looked_after_reviews(self, period):
        closed = earliest(self.period_closes(period), *[s.start.on for s in self.adoptive_stays(period)])
        start = started_by(period.start)
        self.number_lost = False
        if self.placed_when(period.start):
            return
        due = working_days_after(start.on, 20) if start.on >= CARE_PLANNING else after(start.on, 28)
        reviews = self.reviews_in(period, NOTHING, closed)
        rules = ["review.first", "review.second", "review.next"]
        self.number_lost = self.review_chain(rules, start, reviews, closed, due, period)

    def permanence_plan(self, period):
        start, closed = started_by(period.start), self.period_closes(period)
        if start.on < CARE_PLANNING:
            return
        held = [r.on for r in self.reviews_in(period, NOTHING, None) if not self.placed_when(r)]
        first = held[0] if held else working_days_after(start.on, 20)
        due = min([months_after(first, 3), *held[1:2]])
        first_plan = self.first_plan_of(period)
        met = first_plan.on if first_plan else None
        if self.number_lost and held and not start.unknown:
            known = met is not None and met <= start.on
            self.found.append(
                Item("plan.permanence", start.on, "met" if known else "cannot-assess", met_on=met if known else None)
            )
            return
        imported = first_plan is not None and first_plan.from_return
        self.judge("plan.permanence", start, due, met, closed, ["plan-set"], met_unsure=imported)

    def first_plan_of(self, period):
        """The first event that carries a plan, of the period or of the work that led to it."""
        earlier = [p.end for p in self.periods if p is not period and p.start.on <= period.start.on]
        for event, _, _, _ in self.plans:
            in_period = self.period_of(event.on) is period or (period.first_day <= event.on and event.on == period.end)
            led_to_it = months_after(period.start.on, -12) <= event.on < period.start.on
            carries = "plan" in event.fields or event.kind == "adm-decision"
            if carries and (in_period or (led_to_it and not any(event.on <= end for end in earlier if end))):
                return event
        return None

    # --- waiting -------------------------------------------------------------------------------------------------

    def waiting(self):
        for began, ended in self.authority:
            if not self.stands(began) or self.placed_when(began):
                continue
            period = self.period_of(began.on)
            closed = earliest(self.duties_close(began.on), ended, self.next_placing(began.on))
            rules = ["adoption-review.waiting-first", "adoption-review.waiting-next"]
            reviews = self.reviews_in(period, began.on, closed)
            self.review_chain(rules, started_by(began), reviews, closed, months_after(began.on, 3), period)

    def placed_when(self, event):
        """Whether the child had been placed before the day of an event and still was when it was read."""
        later = self.following(event)
        placings = [s for s in self.stays if s.adoptive and s.start.on < event.on]
        return any(s.end is None or s.end_event in later for s in placings)

    def next_placing(self, day, but=None):
        return min([s.start.on for s in self.stays if s.adoptive and s.start.on >= day and s is not but], default=None)

    def stands(self, event):
        """Whether an event can start a duty: within a period of care, or of a child with none recorded at all."""
        return not self.periods or self.period_of(event.on) is not None

    def duties_close(self, day):
        """The day on which leaving care or turning 18 closes a duty that started on a day; None while it runs."""
        period = self.period_of(day)
        if period is not None:
            return self.period_closes(period)
        left = [e.on for e in self.events if e.kind in LEAVING and e.on >= day]
        return earliest(*left, self.adulthood if self.adulthood <= self.as_at else None)

    # --- placed --------------------------------------------------------------------------------------------------

    def placed(self, stay):
        event, period = stay.start, self.period_of(stay.start.on)
        if not self.stands(event):
            return
        closed = earliest(stay.end, self.duties_close(event.on))
        reviews = self.reviews_in(period, event.on, closed)
        rules = [f"adoption-review.placed-{stage}" for stage in ("first", "second", "next")]
        lost = self.review_chain(rules, started_by(event), reviews, closed, after(event.on, 28), period)
        self.life_story_book(stay, closed, [r.on for r in reviews], lost)
        self.application(stay, closed)

    def life_story_book(self, stay, closed, reviews, lost):
        event = stay.start
        if event.on < CARE_PLANNING:
            return
        matches = [m.on for m in self.yes("match-decision") if m.on == event.on] + self.matches_in_force(event)
        met = self.first_day("life-story-book", max(matches, default=event.on), closed)
        due = min([months_after(reviews[0], 3), *reviews[1:2]]) if reviews else months_after(after(event.on, 28), 3)
        if lost and reviews and not event.on_or_before:
            known = met is not None and met <= event.on
            self.found.append(
                Item("life-story.book", event.on, "met" if known else "cannot-assess", met_on=met if known else None)
            )
            return
        self.judge("life-story.book", started_by(event), due, met, closed, ["life-story-book"])

    def same_period(self, one, other):
        return self.period_of(one.on) is self.period_of(other.on)

    def first_day(self, kind, first, last, **fields):
        """The day of the first event of a kind from one day to another, both included."""
        days = [e.on for e in self.of(kind, **fields) if e.on >= first and (last is None or e.on <= last)]
        return min(days, default=None)

    def yes(self, kind):
        return [e for e in self.of(kind) if e.fields.get("outcome", "yes") == "yes"]

    def application(self, stay, closed):
        event, start = stay.start, started_by(stay.start)
        opens = after(event.on, 70)
        if event.fields.get("same_carer") == "yes":
            since = event.fields.get("carer_since")
            opens = max(after(since, 70), event.on) if since else None
        applied = self.first_day("adoption-application", self.last_placing_ended(event), closed)
        if opens is None and applied is not None and applied <= event.on and not start.unknown:
            for name in ("open", "late"):
                self.found.append(Item(f"adoption.application-{name}", event.on, "met", met_on=applied))
        elif event.on >= ADOPTION_ACT:
            self.opens_only("adoption.application-open", start, opens, applied, closed)
            self.application_late(start, opens, applied, closed)

    def last_placing_ended(self, placed):
        """The day on which the adoptive placement before this one ended, else the start of the period of care.

        Not the day of an adoption order before this placement, nor any day before that: what led to it is over.
        """
        period = self.period_of(placed.on)
        start = period.first_day if period else NOTHING
        adopted = [after(e.on, 1) for e in self.events if is_adoption(e) and e.on < placed.on]
        ended = [s.end for s in self.stays if s.adoptive and s.end and s.start is not placed and s.end <= placed.on]
        return max([start, *adopted, *ended])

    def application_late(self, start, opens, applied, closed):
        if opens is None or start.unknown:
            if opens is None or closed is None or opens <= closed:
                self.found.append(Item("adoption.application-late", opens or start.on, "cannot-assess"))
            return
        ordered = min(
            [e.on for e in self.events if is_adoption(e) and start.on <= e.on <= (closed or e.on)], default=None
        )
        opening = Start(opens, start.event, start.seen_from_here)
        closed = None if earliest(applied, ordered) else closed
        if closed is not None and closed < opens:
            return
        kinds = ["adoption-application", "adoption-order"]
        self.judge(
            "adoption.application-late", opening, months_after(opens, 6), earliest(applied, ordered), closed, kinds
        )

    # --- after an adoptive placement ended -------------------------------------------------------------------------

    def after_return(self, stay):
        day, period = stay.end, self.period_of(stay.end)
        start = started_by(stay.end_event)
        closed = earliest(self.duties_close(day), self.next_placing(day, stay))
        opens, due = after(day, 28), after(day, 42)
        held = [r.on for r in self.reviews_in(period, opens, closed)]
        if due >= ADOPTION_ACT:
            relaxed = RELAXED[0] <= due <= RELAXED[1]
            rule = "adoption-review.after-return"
            self.judge(rule, start, due, earliest(*held), closed, ["review"], opens=opens, relaxed=relaxed)
        met = self.first_day("disruption-meeting", opens, closed)
        self.judge("disruption.meeting", start, due, met, closed, ["disruption-meeting"], opens=opens)
        if period is not None:
            self.resume("review.next", stay, closed)
        for began, ended in self.authority:
            if began.on <= day and (ended is None or ended > day):
                self.resume("adoption-review.waiting-next", stay, earliest(closed, ended))

    def resume(self, rule, stay, closed):
        """The cycle of the waiting child again, from the last review held, of either sort."""
        period = self.period_of(stay.end)
        starts = [started_by(r) for r in self.reviews_in(period, NOTHING, stay.end)]
        starts += [Start(gap) for gap, of in self.presumed if of is period and gap < stay.end]
        if not starts:
            return
        last = max(starts, key=lambda start: start.on)
        due = max(months_after(last.on, 6), after(stay.end, 42))
        reviews = self.reviews_in(period, after(stay.end, 1), closed)
        self.review_chain([rule], last, reviews, closed, due, period)

    # --- the decision --------------------------------------------------------------------------------------------

    def following(self, event):
        """What was read after an event."""
        return self.events[self.events.index(event) + 1 :]

    def first_following(self, event, kind):
        return min([e.on for e in self.following(event) if e.kind == kind], default=None)

    def deciding(self):
        for event, before, primary, _ in self.plans:
            makes_it = event.kind == "review" and primary == "adoption" and before != "adoption"
            if makes_it and not self.decision_in_force_before(event):
                self.decide(
                    "decision.two-months", event, months_after(event.on, 2), self.plan_left(event, primary_only=True)
                )
        for papers in self.of("decision-papers", **{"for": "should-be-placed"}):
            self.decide("decision.seven-days", papers, working_days_after(papers.on, 7), None)
        for decision, stopped, how in self.decisions:
            reversed_on = stopped if how == "adm-decision-reversed" else None
            self.tell_parents(decision, reversed_on)
            self.match_in_time(decision, reversed_on)

    def decide(self, rule, event, due, closed):
        if event.on < CARE_PLANNING or not self.stands(event):
            return
        closed = earliest(closed, self.duties_close(event.on))
        self.judge(
            rule, started_by(event), due, self.first_day("adm-decision", event.on, closed), closed, ["adm-decision"]
        )

    def plan_left(self, event, *, primary_only=False):
        """The day on which, after an event, adoption was no longer the plan (nor, unless `primary_only`, a parallel one)."""
        later = self.following(event)
        for told, _, primary, parallels in self.plans:
            if told in later and primary != "adoption" and (primary_only or "adoption" not in parallels):
                return told.on
        return None

    def tell_parents(self, decision, reversed_on):
        if decision.on < CARE_PLANNING or not self.stands(decision):
            return
        closed = earliest(reversed_on, self.duties_close(decision.on))
        told = [e for e in self.of("parents-told") if e.fields.get("of", "should-be-placed") == "should-be-placed"]
        told = [e for e in told if e.on >= decision.on]
        written = [e.on for e in told if e.fields.get("how") == "in-writing"]
        for manner, days, met in (("orally", 2, [e.on for e in told]), ("in-writing", 5, written)):
            due = working_days_after(decision.on, days)
            self.judge(f"parents.told-{manner}", started_by(decision), due, earliest(*met), closed, ["parents-told"])

    # --- matching ------------------------------------------------------------------------------------------------

    def match_in_time(self, decision, reversed_on):
        if decision.on < CARE_PLANNING or not self.stands(decision):
            return
        young = self.dob is not None and decision.on < months_after(self.dob, 6)
        months = 3 if self.case.pathway == "relinquished" and young else 6
        rule = "match.three-months" if months == 3 else "match.six-months"
        closed = earliest(reversed_on, self.no_match_wanted(decision))
        panels = [p.on for p in self.of("panel", **{"for": "match", "outcome": "recommended"})]
        matched = [d for d in panels + [m.on for m in self.yes("match-decision")] if d >= decision.on]
        placed = [p for p in self.of("placed-for-adoption") if p.on >= decision.on]
        self.judge_match(rule, started_by(decision), months_after(decision.on, months), matched, placed, closed)

    def no_match_wanted(self, event):
        days = (self.plan_left(event), self.first_following(event, "placement-order-refused"))
        return earliest(*days, self.duties_close(event.on))

    def judge_match(self, rule, start, due, matched, placed, closed):
        matched = [d for d in matched if closed is None or d <= closed]
        placed = [p for p in placed if closed is None or p.on <= closed]
        if not matched and placed and placed[0].on > due and not start.unknown:
            self.found.append(Item(rule, start.on, "cannot-assess"))
            return
        met = earliest(*(matched or [p.on for p in placed]))
        self.judge(rule, start, due, met, closed, ["match-decision"])

    def matching(self):
        for order, revoked in self.find_orders():
            if order.on >= BENCHMARKS and self.stands(order):
                self.order_to_match(order, revoked)
        for report in self.of("placement-report-sent"):
            if report.on >= ADOPTION_ACT and self.stands(report):
                closed = earliest(self.first_following(report, "match-ended"), self.duties_close(report.on))
                met = self.first_day("panel", report.on, closed, **{"for": "match"})
                opens = working_days_after(report.on, 11)
                self.opens_only("match.observations", started_by(report), opens, met, closed)
        for papers in self.of("decision-papers", **{"for": "match"}):
            if papers.on >= CARE_PLANNING and self.stands(papers):
                closed = earliest(self.first_following(papers, "match-ended"), self.duties_close(papers.on))
                met = self.first_day("match-decision", papers.on, closed)
                due = working_days_after(papers.on, 7)
                self.judge("match.seven-days", started_by(papers), due, met, closed, ["match-decision"])

    def order_to_match(self, order, ended):
        closed = earliest(self.no_match_wanted(order), ended, self.first_following(order, "adm-decision-reversed"))
        matched = [m.on for m in self.yes("match-decision") if m.on >= order.on]
        if self.matches_in_force(order):
            matched.append(order.on)
        placed = [s.start for s in self.stays if s.adoptive and (s.end is None or s.end >= order.on)]
        placed = [replace(p, on=max(p.on, order.on)) for p in placed if self.same_period(p, order)]
        due = after(order.on, 121)
        self.judge_match("benchmark.placement-order-to-match", started_by(order), due, matched, placed, closed)

    def matches_in_force(self, event):
        """The days of matches made before an event was read and still in force then."""
        in_force = []
        for earlier in self.events[: self.events.index(event)]:
            stay_ended = any(s.adoptive and s.end_event is earlier for s in self.stays)
            if earlier.kind in {"match-ended", "adm-decision-reversed"} | LEAVING or stay_ended:
                in_force = []
            elif earlier.kind == "match-decision" and earlier.fields.get("outcome", "yes") == "yes":
                in_force.append(earlier.on)
        return in_force

    def care_to_placed(self, period):
        start = started_by(period.start)
        states = [(e, p) for e, _, p, _ in self.plans if self.of_period(e, period)]
        if start.on < BENCHMARKS or not any(p == "adoption" for _, p in states):
            return
        wanted = max(i for i, (_, p) in enumerate(states) if p == "adoption")
        left = states[wanted + 1][0].on if states[wanted + 1 :] else None
        closed = earliest(left, self.period_closes(period))
        due = after(start.on, 426)
        stays = [s for s in self.stays if self.begins_by(s.start, period, closed)]
        placed = [s.start for s in stays if s.adoptive]
        met = self.running_early_permanence(stays, closed)
        first = min(placed, key=self.lived_there_from, default=None)
        if first is not None and (met is None or self.lived_there_from(first) <= met):
            self.judge_placed(start, due, first, closed)
            return
        self.judge("benchmark.care-to-placed", start, due, met, closed, ["placed-for-adoption"])

    @staticmethod
    def begins_by(event, period, closed):
        """Whether a placing counts in a period: on the day on which one ends and the next begins, it does in both."""
        return period.first_day <= event.on and (closed is None or event.on <= closed)

    def of_period(self, event, period):
        return self.period_of(event.on) is period and event.on >= period.first_day

    def judge_placed(self, start, due, placed, closed):
        unknown = placed.fields.get("same_carer") == "yes" and "carer_since" not in placed.fields
        met, unsure = self.lived_there_from(placed), placed.on_or_before or unknown
        self.judge("benchmark.care-to-placed", start, due, met, closed, ["placed-for-adoption"], met_unsure=unsure)

    @staticmethod
    def lived_there_from(placed):
        return placed.fields.get("carer_since", placed.on) if placed.fields.get("same_carer") == "yes" else placed.on

    @staticmethod
    def running_early_permanence(stays, closed):
        for stay in stays:
            runs = stay.end is None or (closed is not None and stay.end >= closed)
            if stay.start.fields.get("type") == "early-permanence" and runs:
                return stay.start.on
        return None

    # --- after the order, guardianship, records ------------------------------------------------------------------

    def after_the_order(self):
        for celebration in self.of("celebration"):
            if celebration.on < CARE_PLANNING:
                continue
            orders = [e.on for e in self.events if is_adoption(e) and e.on <= celebration.on]
            order = max(orders, default=celebration.on)
            start, due = started_by(celebration), working_days_after(celebration.on, 10)
            book = self.first_day("life-story-book", order, None, complete="yes")
            self.judge("life-story.completed", start, due, book, None, ["life-story-book"])
            letter = self.first_day("later-life-letter", order, None)
            self.judge("later-life.letter", start, due, letter, None, ["later-life-letter"])

    def guardianship_support(self):
        orders, plans = self.of("guardianship-order"), self.of("support-plan")
        if not orders or not plans:
            return
        event = max(orders[-1], plans[0], key=lambda e: e.on)
        closed = self.adulthood if self.adulthood <= self.as_at else None
        reviews = [r for r in self.of("guardianship-support-review") if r.on >= event.on]
        for review in [*reviews, None]:
            running = review is None or review.on >= self.case.tracking_from
            start, met = self.since_tracking(event) if running else started_by(event), review.on if review else None
            if start.on >= ADOPTION_ACT:
                due = months_after(start.on, 12)
                self.judge("guardianship.support-review", start, due, met, closed, ["guardianship-support-review"])
            event = review

    def since_tracking(self, event):
        """The start of an interval that only people can record and that tracking found running: no day before it."""
        return started_by(event) if event.on >= self.case.tracking_from else Start(self.case.tracking_from)

    def records_to_keep(self):
        if not self.periods or self.dob is None:
            return
        last = self.periods[-1]
        if last.end is None and self.adulthood > self.as_at:
            return
        closing, start = last.end_event, Start(self.adulthood)
        if last.end is not None and last.end <= self.adulthood:
            start = started_by(closing)
        due = birthday(self.dob, 75)
        if closing is not None and is_adoption(closing) and closing.on >= ADOPTION_ACT:
            due = months_after(closing.on, 1200)
        elif closing is not None and closing.fields.get("outcome") == "died" and closing.on < self.adulthood:
            due = months_after(closing.on, 180)
        if due < self.as_at:
            self.found.append(Item("record.keep-until", start.on, "met", None, due))
        else:
            self.judge("record.keep-until", start, due)
