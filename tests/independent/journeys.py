"""Invented journeys of invented children, made from a seed: each stage and route, in and out of order.

`journey(seed)` gives the child with everything recorded about it, what imports could show, and the day asked about.
Days lean towards those on which counting goes wrong: month ends, leap days, Christmas, Easter, the months in which
reviews were relaxed, the days around the beginnings of the rules, due days themselves.
"""

from datetime import date, timedelta
from random import Random

from tests.independent.calendar_of_england import after, birthday, easter, months_after, working_days_after
from tests.independent.oracle import SHOWN_BY, Case, Ev, items

LAST_DAY = date(2026, 11, 20)
BASES = ("s20", "ico", "police-protection", "epo", "co")
OTHER_PLANS = ("return-home", "special-guardianship", "long-term-fostering", "connected-person")
EDGES = (
    (2, 28),
    (2, 29),
    (3, 1),
    (3, 31),
    (4, 1),
    (4, 30),
    (5, 31),
    (8, 31),
    (11, 30),
    (12, 23),
    (12, 24),
    (12, 27),
    (12, 31),
    (1, 1),
)
TIMES_OF_CHANGE = (
    date(2005, 12, 29),
    date(2005, 12, 30),
    date(2011, 3, 20),
    date(2011, 4, 1),
    date(2013, 4, 1),
    date(2020, 4, 24),
    date(2020, 9, 25),
)
HOW_LATE = (0, 0, 0, 1, 1, -1, -1, 2, -5, -12, -30, 7, 29, 60, 150)


class Storyteller:
    """Writes down one child's journey, a step at a time."""

    def __init__(self, seed):
        self.random = Random(seed)  # noqa: S311
        self.events = []
        self.told = 0
        self.dob = None
        self.pathway = "standard"

    def chance(self, of_a_hundred):
        return self.random.random() * 100 < of_a_hundred

    def one_of(self, things):
        return self.random.choice(things)

    def some_days(self, least, most):
        return timedelta(days=self.random.randint(least, most))

    def record(self, day, kind, **fields):
        fields = {name.rstrip("_"): value for name, value in fields.items() if value is not None}
        self.told += 1
        event = Ev(day, kind, fields, order=self.told, id=f"e{self.told}")
        self.events.append(event)
        return event

    def edge_near(self, day):
        """A day near the one given on which counting is delicate."""
        days = [after(easter(day.year), n) for n in (-3, -2, 0, 1)]
        days += [d for d in TIMES_OF_CHANGE if abs((d - day).days) < 200]
        for month, number in EDGES:
            if (month, number) != (2, 29) or day.year % 4 == 0:
                days.append(date(day.year, month, number))
        near = [d for d in days if abs((d - day).days) < 45]
        return self.one_of(near) if near else day

    def about(self, day):
        """The day itself, or early, or late, or an edge near it."""
        if self.chance(20):
            return self.edge_near(day)
        return after(day, self.one_of(HOW_LATE))

    def later(self, day, least, most):
        chosen = day + self.some_days(least, most)
        return max(day, self.edge_near(chosen)) if self.chance(30) else chosen

    # --- the steps -----------------------------------------------------------------------------------------------

    def tell(self):
        if self.chance(3):
            self.never_in_care()
            return
        entry = self.edge_near(date(2009, 1, 1) + self.some_days(0, 6200)) if self.chance(40) else self.a_day()
        if self.chance(6):
            entry = self.edge_near(date(2005, 2, 1) + self.some_days(0, 500))
        self.dob = self.birth_before(entry)
        self.before_care(entry)
        end = self.care(entry)
        if self.grown_up(end):
            return
        while end is not None and self.chance(45):
            ended_by_order = any(e.on == end and e.kind.endswith("-order") for e in self.events)
            entry = after(end, self.one_of((1, 2, 90) if ended_by_order else (0, 0, 1, 10, 90, 400)))
            if entry >= birthday(self.dob, 18):
                break
            end = self.care(entry)
            if self.grown_up(end):
                return

    def grown_up(self, end):
        """Whether the child turned 18 in care: then what would have come later never happened."""
        adulthood = birthday(self.dob, 18)
        if (end is None and adulthood > LAST_DAY) or (end is not None and end <= adulthood):
            return False
        self.events = [
            e for e in self.events if (e.on <= adulthood and e.kind not in LEAVING_KINDS) or e.on < adulthood
        ]
        in_care = [e.kind for e in self.events if e.kind in LEAVING_KINDS | {"entered-care"}][-1:] == ["entered-care"]
        if in_care and self.chance(60):
            self.record(adulthood, "left-care", outcome="turned-18")
        return True

    def a_day(self):
        return date(2009, 6, 1) + self.some_days(0, 6100)

    def birth_before(self, entry):
        age = self.one_of((0, 1, 3, 20, 100, 179, 184, 300, 800, 2000, 3500, 5900, 6300, 6500))
        dob = after(entry, -age)
        if self.chance(15):
            leap = date(dob.year - dob.year % 4, 2, 29)
            dob = leap if leap <= entry and entry < birthday(leap, 18) else dob
        self.pathway = "relinquished" if age < 200 and self.chance(40) else "standard"
        return dob

    def never_in_care(self):
        """An unborn or newborn child tracked without ever coming into care, some of it recorded all the same."""
        self.dob = self.a_day()
        self.pathway = "relinquished" if self.chance(60) else "standard"
        self.record(self.dob, "born")
        day = self.later(self.dob, 0, 60)
        self.record(day, "decision-papers", for_="should-be-placed")
        self.record(max(day, self.about(working_days_after(day, 7))), "adm-decision", outcome="yes")
        if self.chance(50):
            self.record(max(day, self.about(working_days_after(day, 9))), "parents-told", how="in-writing")
        if self.chance(60):
            self.record(self.later(day, 10, 60), "consent-given")
        if self.chance(40):
            self.record(self.later(day, 60, 120), "match-decision", outcome="yes")
        if self.chance(50):
            self.record(self.later(day, 20, 200), "review")

    def before_care(self, entry):
        if self.chance(10):
            self.record(self.dob, "born")
        if self.chance(10):
            day = after(entry, -self.one_of((1, 20, 200, 364, 365, 366, 400)))
            self.record(day, self.one_of(("plan-set", "ppm")), plan=self.one_of((*OTHER_PLANS, "adoption")))

    def care(self, entry):
        """One period of care; its last day is given back, None while it runs."""
        basis = self.one_of(BASES)
        self.record(entry, "entered-care", basis=basis)
        if self.chance(85):
            self.placement(entry)
        route = self.one_of(("adoption", "adoption", "adoption", "adoption", "guardianship", "home", "stays"))
        start = len(self.events)
        end = getattr(self, route)(entry)
        last = end or min(LAST_DAY, months_after(entry, 40))
        self.reviews(entry, last, [e.on for e in self.events[start:]])
        if self.chance(4):
            self.record(after(entry, -self.one_of((0, 5, 40))), self.one_of(("consent-given", "placement-order")))
        if end and self.chance(25) and not any(e.kind == "review" and e.on == end for e in self.events):
            self.record(end, "review")
        return end

    def placement(self, day):
        kind = self.one_of(("foster", "foster", "foster", "connected-person", "parent", "early-permanence"))
        return self.record(day, "placement-started", type=kind)

    def reviews(self, entry, last, landmarks):
        """Reviews from entry to the last day: early, on time, late, or not at all."""
        if self.chance(6):
            return
        day, number, held = entry, 0, set()
        while True:
            due = working_days_after(day, 20) if number == 0 else months_after(day, 3 if number == 1 else 6)
            following = [d for d in landmarks if day < d <= due]
            if following and self.chance(35):
                due = self.one_of([*following, after(following[0], 28), months_after(following[0], 3)])
            day = max(after(day, 1), self.about(due))
            number += 1
            if day > last:
                break
            if not self.chance(5):
                held.add(day)
        if self.chance(5):
            held.add(entry)
        taken = {e.on for e in self.events if e.kind == "review"}
        for day in sorted(held - taken):
            plan = self.one_of((*OTHER_PLANS, "adoption")) if self.chance(6) else None
            parallel = (self.one_of((*OTHER_PLANS, "adoption")),) if self.chance(4) else None
            self.record(day, "review", plan=plan, parallel=parallel)

    def home(self, entry):
        if self.chance(60):
            self.make_plan(entry, self.one_of(OTHER_PLANS))
        end = self.later(entry, 5, 900)
        outcome = self.one_of(("returned-home-planned", "returned-home-unplanned", "relatives", "other", "died"))
        self.record(end, "left-care", outcome=outcome)
        return None if outcome == "died" else end

    def stays(self, entry):
        self.make_plan(entry, "long-term-fostering")
        if self.chance(30):
            self.record(self.later(entry, 100, 500), "legal-status", status="co")
        adulthood = birthday(self.dob, 18)
        if self.chance(50) and adulthood <= LAST_DAY:
            self.record(adulthood, "left-care", outcome="turned-18")
        return

    def guardianship(self, entry):
        if self.chance(70):
            self.make_plan(entry, "special-guardianship")
        if self.chance(40):
            self.record(self.later(entry, 20, 400), "support-plan")
        end = self.later(entry, 60, 700)
        self.record(end, "guardianship-order")
        if self.chance(25):
            self.record(end, "left-care", outcome="special-guardianship")
        if self.chance(40):
            self.record(self.later(end, 0, 100), "support-plan")
        day = end
        while self.chance(65):
            day = max(after(day, 1), self.about(months_after(day, 12)))
            self.record(day, "guardianship-support-review")
        return end

    def make_plan(self, entry, plan):
        """The plan, at about the second review; the day is given back."""
        day = max(entry, self.about(months_after(working_days_after(entry, 20), 3)))
        if self.chance(30):
            day = self.later(entry, 0, 120)
        kind = self.one_of(("review", "review", "review", "plan-set", "ppm"))
        parallel = (self.one_of(OTHER_PLANS),) if self.chance(30) else None
        self.record(day, kind, plan=plan, parallel=parallel)
        return day

    def adoption(self, entry):
        day = entry
        if self.chance(85):
            day = self.make_plan(entry, "adoption")
        decision = self.decision(day)
        self.authority(entry, decision)
        if self.chance(8):
            return self.turned_away(decision)
        matched = self.match(decision)
        if self.chance(15):
            return self.turned_away(matched)
        return self.placing(matched)

    def decision(self, day):
        decision = max(day, self.about(months_after(day, 2)))
        if self.chance(60):
            papers = max(day, after(decision, -self.one_of((0, 3, 7, 9, 10, 12, 13, 20))))
            self.record(papers, "decision-papers", for_="should-be-placed")
        if self.chance(12):
            self.record(decision, "adm-decision", outcome="no")
            decision = self.later(decision, 1, 90)
        self.record(decision, "adm-decision", outcome="yes")
        if self.chance(70):
            told = max(decision, self.about(working_days_after(decision, 2)))
            self.record(told, "parents-told", how=self.one_of(("orally", "in-writing")), of="should-be-placed")
        if self.chance(60):
            told = max(decision, self.about(working_days_after(decision, 5)))
            self.record(
                told,
                "parents-told",
                how="in-writing",
                of=self.one_of(("should-be-placed", "should-be-placed", "match")),
            )
        return decision

    def authority(self, entry, decision):
        """A placement order, consent, both, or none; sometimes before the decision."""
        by_consent = self.pathway == "relinquished" and self.chance(80)
        granted = self.later(decision, 0, 200) if self.chance(85) else max(entry, after(decision, -30))
        if by_consent:
            self.record(granted, "consent-given")
            if self.chance(20):
                self.record(self.later(granted, 5, 200), "consent-withdrawn")
        elif self.chance(6):
            self.record(granted, "placement-order-refused")
        elif self.chance(92):
            self.order(granted)
        if by_consent and self.chance(20):
            self.order(self.later(granted, 1, 100))

    def order(self, day):
        if self.chance(10):
            self.record(
                day, "legal-status", status=self.one_of(("placement-order", "placement-order", "freeing-order"))
            )
        if self.chance(95):
            self.record(day, "placement-order")
        if self.chance(8):
            gone = self.later(day, 30, 500)
            self.record(gone, "placement-order-revoked")
            if self.chance(40):
                self.record(self.later(gone, 10, 200), "placement-order")

    def turned_away(self, day):
        """Adoption given up: a reversal, another plan, another status, or several of these."""
        turn = self.later(day, 20, 400)
        if self.chance(75):
            self.record(turn, "adm-decision-reversed", reason="RD3")
        if self.chance(50):
            plan = self.one_of(OTHER_PLANS)
            parallel = ("adoption",) if self.chance(25) else None
            self.record(self.later(turn, 0, 60), self.one_of(("review", "plan-set")), plan=plan, parallel=parallel)
        if self.chance(40):
            self.record(self.later(turn, 0, 90), "legal-status", status="co")
        if self.chance(40):
            self.record(self.later(turn, 0, 90), "placement-order-revoked")
        if self.chance(20):
            self.record(self.later(turn, 100, 300), "adm-decision", outcome="yes")
        if self.chance(30):
            end = self.later(turn, 90, 300)
            self.record(end, "left-care", outcome="returned-home-planned")
            return end
        return None

    def match(self, decision):
        day = max(decision, self.about(months_after(decision, self.one_of((3, 4, 6, 6)))))
        if self.chance(55):
            report = max(decision, after(day, -self.one_of((5, 14, 20, 30))))
            self.record(report, "placement-report-sent", family="F1")
        if self.chance(60):
            outcome = self.one_of(("recommended", "recommended", "not-recommended"))
            self.record(max(decision, after(day, -self.one_of((0, 5, 9, 12)))), "panel", for_="match", outcome=outcome)
        if self.chance(55):
            self.record(max(decision, after(day, -self.one_of((0, 6, 9, 11)))), "decision-papers", for_="match")
        if self.chance(12):
            self.record(day, "match-decision", outcome="no", family="F1")
            day = self.later(day, 20, 100)
        if self.chance(80):
            self.record(day, "match-decision", outcome="yes", family="F1")
        if self.chance(10):
            self.record(self.later(day, 5, 60), "match-ended", family="F1")
            day = self.later(day, 60, 200)
            self.record(day, "match-decision", outcome="yes", family="F2")
        return day

    def placing(self, matched):
        """Placed for adoption and what comes of it; the day the child left care is given back."""
        placed = self.later(matched, 0, 90)
        same_carer = "yes" if self.chance(30) else None
        since = None
        if same_carer:
            begun = [e.on for e in self.events if e.kind in {"entered-care", "placement-started"} and e.on <= placed]
            since = self.one_of(begun) if self.chance(90) else None
            if begun and since and since < [e.on for e in self.events if e.kind == "entered-care"][-1]:
                since = [e.on for e in self.events if e.kind == "entered-care"][-1]
        self.record(placed, "placed-for-adoption", family="F1", same_carer=same_carer, carer_since=since)
        self.reviews_while_placed(placed)
        if self.chance(60):
            book = self.about(months_after(after(placed, 28), 3))
            self.record(max(matched, book), "life-story-book", complete="yes" if self.chance(20) else None)
        if self.chance(22):
            return self.disruption(placed)
        if self.chance(70):
            opening = after(since or placed, 70)
            applied = max(placed, self.about(self.one_of((opening, months_after(opening, 6)))))
            self.record(applied, "adoption-application")
        if self.chance(70):
            return self.adopted(max(placed, self.about(months_after(placed, self.one_of((5, 8, 11))))))
        return None

    def reviews_while_placed(self, placed):
        taken = {e.on for e in self.events if e.kind == "review"}
        day = placed
        for due in (after(day, 28), None, None):
            months = 3 if due else 6
            day = max(placed, self.about(due or months_after(day, months)))
            if self.chance(65) and day not in taken:
                self.record(day, "review")
                taken.add(day)

    def adopted(self, day):
        self.record(day, "adoption-order", opposed=self.one_of(("yes", "no")))
        if self.chance(30):
            self.record(day, "left-care", outcome="adopted")
        if self.chance(70):
            party = self.later(day, 0, 60)
            self.record(party, "celebration")
            if self.chance(70):
                self.record(max(day, self.about(working_days_after(party, 10))), "life-story-book", complete="yes")
            if self.chance(70):
                self.record(max(day, self.about(working_days_after(party, 10))), "later-life-letter")
        return day if self.chance(20) else None

    def disruption(self, placed):
        ended = self.later(placed, 1, 300)
        how = self.one_of(("placement-ended", "placement-started", "both"))
        if how != "placement-started":
            self.record(ended, "placement-ended", unplanned="yes")
        if how != "placement-ended":
            self.record(ended, "placement-started", type="foster")
        if self.chance(60):
            self.record(after(ended, self.one_of((20, 27, 28, 35, 42, 43, 60))), "disruption-meeting")
        day = after(ended, self.one_of((0, 20, 27, 28, 35, 42, 43, 60)))
        if self.chance(70) and day not in {e.on for e in self.events if e.kind == "review"}:
            self.record(day, "review")
        if self.chance(35):
            return self.turned_away(ended)
        if self.chance(50):
            again = self.one_of((ended, after(ended, 30), after(ended, 200)))
            self.record(again, "placed-for-adoption", family="F2")
            self.reviews_while_placed(again)
            if self.chance(50):
                return self.adopted(self.later(again, 70, 300))
        return None


# --- incoherent records ---------------------------------------------------------------------------------------------


def muddle(teller):
    """Shift and repeat what was recorded, as records in the real world are shifted and repeated."""
    events = [e for e in teller.events if e.kind != "born"] or teller.events
    for _ in range(teller.random.randint(1, 3)):
        one, other = teller.one_of(events), teller.one_of(events)
        if teller.chance(60):
            one.on = other.on
        elif teller.chance(60):
            one.on = after(one.on, teller.random.randint(-120, 120))
        else:
            day = after(other.on, teller.random.randint(0, 30))
            teller.record(day, one.kind, **one.fields)
    once = {}
    for event in teller.events:
        once.setdefault((event.kind, event.on), event)
    teller.events = list(once.values())


# --- what could be seen ---------------------------------------------------------------------------------------------

EPISODE_KINDS = [kind for kind, table in SHOWN_BY.items() if table == "episodes"]
STATUS_KINDS = {"legal-status", "placement-order"}
PLACING_KINDS = {"placement-started", "placed-for-adoption"}
LEAVING_KINDS = {"left-care", "adoption-order", "guardianship-order"}


def years_of_returns(teller):
    """Consecutive years, 1 April to 31 March, sometimes with one missing, and the day tracking starts after them."""
    first_day = min([e.on for e in teller.events if e.kind == "entered-care"], default=date(2020, 1, 1))
    first = first_day.year + teller.one_of((-1, 0, 0, 1, 1, 2))
    years = [first + n for n in range(teller.random.randint(1, 4))]
    if len(years) > 2 and teller.chance(40):
        years.remove(years[1])
    spans = [(date(y, 4, 1), date(y + 1, 3, 31)) for y in years]
    if teller.chance(15):
        spans[-1] = (spans[-1][0], date(years[-1], 12, 18))
    tracking = after(spans[-1][1], teller.one_of((1, 1, 1, 20, 100, 300)))
    if teller.chance(10):
        tracking = spans[-1][0]
    return spans, tracking


def partly_seen(teller):
    """What returns of some years, and tracking from a later day, would hold of the journey."""
    spans, tracking = years_of_returns(teller)
    tables = {"episodes", "reviews", "placed_for_adoption", "ad1"}
    if teller.chance(20):
        tables.discard(teller.one_of(("reviews", "placed_for_adoption", "ad1")))
    coverage = dict.fromkeys(tables, spans)
    seen = []
    for event in standing_at(teller.events, spans[0][0]) + teller.events:
        if event in seen or (event.kind == "born"):
            continue
        if event.on_or_before or is_in_returns(event, teller.events, coverage):
            event.from_return = True
            seen.append(event)
        elif event.on >= tracking or teller.chance(4):
            seen.append(event)
    teller.events = [e for e in seen if not superseded(e, seen)]
    return coverage, tracking


def known_by_then(teller):
    """People record a child whose earlier days they do not know: in care by some day, tracked from a later one."""
    entries = [e for e in teller.events if e.kind == "entered-care"]
    if not entries:
        return date(2000, 1, 1)
    day = min(teller.later(entries[0].on, 0, 300), after(birthday(teller.dob, 18), -1))
    for event in [e for e in teller.events if e.on < day and e.kind in {"entered-care", *PLACING_KINDS, *STATUS_KINDS}]:
        if not any(e.on_or_before and e.kind == event.kind for e in teller.events):
            event.on, event.on_or_before = day, True
    if teller.chance(70):
        teller.events = [e for e in teller.events if e.on >= day]
    teller.events = [e for e in teller.events if not superseded(e, teller.events)]
    return after(day, teller.one_of((-200, 0, 1, 60, 300)))


def is_in_returns(event, events, coverage):
    if event.from_return:
        return True
    if event.kind == "match-decision" and event.fields.get("outcome", "yes") == "yes":
        orders = [e.on for e in events if e.kind == "adoption-order" and e.on >= event.on]
        return any(first <= day <= last for first, last in coverage.get("ad1", ()) for day in orders)
    if event.kind == "adm-decision" and event.fields.get("outcome") == "no":
        return False
    if event.kind not in SHOWN_BY or (event.kind == "review" and "plan" in event.fields):
        return False
    return any(first <= event.on <= last for first, last in coverage.get(SHOWN_BY[event.kind], ()))


def standing_at(events, first_day):
    """What the first return says of the days before it: exactly what began with the row open then, the rest 'by then'."""
    earlier = sorted((e for e in events if e.on < first_day), key=lambda e: (e.on, e.order))
    entries = [e for e in earlier if e.kind == "entered-care"]
    if not entries or any(e.kind in LEAVING_KINDS and e.on >= entries[-1].on for e in earlier):
        return []
    rows = [e for e in earlier if e.kind in EPISODE_KINDS and e.on >= entries[-1].on]
    placings = [e for e in rows if e.kind in PLACING_KINDS | {"placement-ended"}]
    statuses = [e for e in rows if e.kind in STATUS_KINDS]
    standing = [entries[-1], *placings[-1:], *statuses[-1:]]
    decisions = [e for e in earlier if e.kind in {"adm-decision", "adm-decision-reversed"} and e.on >= entries[-1].on]
    if decisions and decisions[-1].kind == "adm-decision" and decisions[-1].fields.get("outcome") == "yes":
        decisions[-1].from_return = True
        standing.append(decisions[-1])
    opened = max(e.on for e in rows)
    for event in standing[: 1 + len(placings[-1:]) + len(statuses[-1:])]:
        if event.on < opened:
            event.on, event.on_or_before = opened, True
        event.from_return = True
    return [e for e in standing if e.kind != "placement-ended"]


def superseded(event, seen):
    """Whether an event that people recorded lies before what the returns only know 'by then'."""
    said_twice = event.kind == "legal-status" and any(e.kind == "placement-order" and e.on == event.on for e in seen)
    return said_twice or any(e.on_or_before and event.kind in EPISODE_KINDS and event.on < e.on for e in seen)


# --- the journey ----------------------------------------------------------------------------------------------------


def waivers(teller, case):
    """Now and then a waiver for something that is due."""
    due = [i for i in items(case) if i.status in {"overdue", "due-soon", "due-today", "upcoming"} and i.due_on]
    due = [i for i in due if i.rule != "record.keep-until"]
    if not due or not teller.chance(12):
        return
    item = teller.one_of(due)
    starts = [e.id for e in case.events if e.on == item.trigger]
    day = after(case.as_at, -teller.one_of((0, 1, 30)))
    until = after(case.as_at, teller.one_of((-1, 0, 1, 60)))
    named = starts[0] if len(starts) == 1 and teller.chance(40) else None
    teller.record(max(day, item.trigger), "waiver", rule=item.rule, until=max(day, until), event=named)
    case.events.append(teller.events[-1])


def day_asked_about(teller, case):
    """Some day of the journey; often a due day, the day after, or the first or last day of looking ahead to it."""
    days = sorted(e.on for e in case.events) or [LAST_DAY]
    case.as_at = min(LAST_DAY, after(days[-1], 500))
    due = [i.due_on for i in items(case) if i.due_on and i.due_on < after(LAST_DAY, 28)]
    if due and teller.chance(55):
        return min(LAST_DAY, after(teller.one_of(due), teller.one_of((0, 0, 1, 1, -1, -28, -29, 100))))
    if teller.chance(35):
        return LAST_DAY
    return min(LAST_DAY, after(teller.one_of(days), teller.random.randint(0, 500)))


def journey(seed):
    """One child's case. The seed says everything: who, what, how much of it was seen, and when it is asked."""
    teller = Storyteller(seed)
    teller.tell()
    teller.events = [e for e in teller.events if e.on <= LAST_DAY]
    if teller.events and seed % 4 == 3:
        muddle(teller)
    coverage, tracking = {}, date(2000, 1, 1)
    if seed % 3:
        coverage, tracking = partly_seen(teller)
    elif seed % 5 == 4:
        tracking = known_by_then(teller)
    case = Case(list(teller.events), LAST_DAY, tracking, teller.dob, teller.pathway, coverage)
    case.as_at = max(day_asked_about(teller, case), teller.dob)
    waivers(teller, case)
    return case
