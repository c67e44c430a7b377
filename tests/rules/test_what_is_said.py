"""What a deadline says beside its days: the reason in words, and everything else a reader of JSON relies on."""

from dataclasses import dataclass
from datetime import date

import pytest

from permtrack.domain.findings import Deadline, Status, Trigger
from tests.rules.reading_cases import told_of_case

CHILD = "dob=2021-02-10"
DECIDED = "2022-09-05 entered-care basis=ico | 2023-06-05 adm-decision outcome=yes | 2023-07-03 placement-order"
PLACED = f"{DECIDED} | 2024-01-15 placed-for-adoption family=F1"
RETURNED = f"{PLACED} | 2024-07-15 placement-ended"
KNOWN_CARERS = f"{DECIDED} | 2024-01-15 placed-for-adoption family=F1 same_carer=yes"
REVIEWS_FROM_APRIL = (
    "import reviews=2024-04-01..2025-03-31 episodes=2023-04-01..2025-03-31 | tracking 2025-04-01 | "
    "2024-03-20 entered-care basis=s20 [return]"
)


@dataclass(frozen=True)
class Said:
    """What is told, which duty from which day is asked for, and the status and reason it has."""

    events: str
    as_at: str
    rule: str
    trigger: str
    status: str
    reason: str | None
    running: bool


SAID = {
    "a review held too early after a return is named": Said(
        f"{RETURNED} | 2024-07-22 review",
        "2024-08-20", "adoption-review.after-return", "2024-07-15", "due-soon",
        "one was held on 22 Jul 2024, before the window opened", running=True,
    ),
    "a plan that may be older": Said(
        "2025-01-13 entered-care basis=ico | ~2025-03-03 plan-set plan=adoption",
        "2025-05-01", "family-finding.started", "2025-03-03", "cannot-assess",
        "it began on a day that is not known, on or before 3 Mar 2025", running=True,
    ),
    "a plan that may be older, and the search begun": Said(
        "2025-01-13 entered-care basis=ico | ~2025-03-03 plan-set plan=adoption | 2025-03-10 family-finding",
        "2025-05-01", "family-finding.started", "2025-03-03", "cannot-assess",
        "it began on a day that is not known, on or before 3 Mar 2025", running=False,
    ),
    "a review on a day that is not known": Said(
        "2025-01-13 entered-care basis=s20 | ~2025-03-03 review",
        "2025-04-01", "review.first", "2025-01-13", "cannot-assess",
        "it happened on a day that is not known, not after 3 Mar 2025", running=False,
    ),
    "a plan known only from a return": Said(
        "2023-05-01 entered-care basis=ico [return] | 2024-01-08 adm-decision outcome=yes [return] | "
        "import episodes=2023-04-01..2024-03-31 reviews=2023-04-01..2024-03-31 "
        "placed_for_adoption=2023-04-01..2024-03-31 | tracking 2024-04-01",
        "2024-05-01", "plan.permanence", "2023-05-01", "cannot-assess",
        "it is known only from a return, on 8 Jan 2024", running=False,
    ),
    "a match known only from the placing": Said(
        "2025-01-13 entered-care basis=ico | 2025-05-12 adm-decision outcome=yes | "
        "2025-12-01 placed-for-adoption family=F1",
        "2026-01-05", "match.six-months", "2025-05-12", "cannot-assess",
        "matched on a day that is not known, not after 1 Dec 2025", running=False,
    ),
    "eighteen before it was done": Said(
        "2036-01-07 entered-care basis=ico | 2036-03-03 review plan=adoption",
        "2039-03-01", "benchmark.care-to-placed", "2036-01-07", "missed",
        "still to be done when the duty closed: turned 18", running=False,
    ),
    "eighteen on the day it was given up": Said(
        "2036-01-07 entered-care basis=ico | 2036-03-03 review plan=adoption | "
        "2039-02-10 plan-set plan=long-term-fostering",
        "2039-03-01", "benchmark.care-to-placed", "2036-01-07", "missed",
        "still to be done when the duty closed: turned 18", running=False,
    ),
    "reversed on the day care ended": Said(
        "2022-09-05 entered-care basis=ico | 2023-06-05 adm-decision outcome=yes | "
        "2024-03-04 adm-decision-reversed reason=RD1 | 2024-03-04 left-care outcome=relatives",
        "2024-04-02", "match.six-months", "2023-06-05", "missed",
        "still to be done when the duty closed: the decision was reversed", running=False,
    ),
    "eighteen on the day care ended": Said(
        "2036-01-07 entered-care basis=s20 | 2036-01-21 review | 2039-02-10 left-care outcome=relatives",
        "2039-03-01", "review.second", "2036-01-21", "missed",
        "still to be done when the duty closed: went to relatives", running=False,
    ),
    "a window of days that could not be seen": Said(
        "import reviews=2022-04-01..2024-03-31 episodes=2022-04-01..2024-03-31 | tracking 2025-04-01 | "
        "2022-09-05 entered-care basis=ico [return] | 2023-06-05 placed-for-adoption family=F1 [return] | "
        "2024-02-26 placement-started type=foster [return]",
        "2025-06-02", "adoption-review.after-return", "2024-02-26", "cannot-assess",
        "events of the kind review are not visible from 1 Apr 2024 to 31 Mar 2025", running=True,
    ),
    "given up before it was done": Said(
        "2023-01-09 entered-care basis=ico | 2023-03-06 review plan=adoption | "
        "2024-06-03 plan-set plan=long-term-fostering",
        "2024-07-01", "benchmark.care-to-placed", "2023-01-09", "missed",
        "still to be done when the duty closed: adoption is no longer the plan", running=False,
    ),
    "given up on a day that is not known": Said(
        "2023-01-09 entered-care basis=ico | 2023-03-06 review plan=adoption | "
        "~2024-06-03 plan-set plan=long-term-fostering",
        "2024-07-01", "benchmark.care-to-placed", "2023-01-09", "cannot-assess",
        "it closed on a day that is not known, not after 3 Jun 2024", running=False,
    ),
    "unseen up to a day": Said(
        REVIEWS_FROM_APRIL,
        "2024-06-03", "review.first", "2024-03-20", "cannot-assess",
        "events of the kind review are not visible before 1 Apr 2024", running=False,
    ),
    "unseen between two days": Said(
        REVIEWS_FROM_APRIL.replace("2024-04-01..2025-03-31", "2023-04-01..2024-03-31"),
        "2025-06-02", "review.first", "2024-03-20", "cannot-assess",
        "events of the kind review are not visible from 1 Apr 2024 to 31 Mar 2025", running=False,
    ),
    "the plan when the first review has no number": Said(
        f"{REVIEWS_FROM_APRIL} | 2024-06-10 review [return]",
        "2024-07-01", "plan.permanence", "2024-03-20", "cannot-assess",
        "earlier reviews could not be seen, so the number of the first one seen is not known", running=True,
    ),
    "the second review when the first has no number": Said(
        f"{REVIEWS_FROM_APRIL} | 2024-06-10 review [return]",
        "2024-07-01", "review.second", "2024-06-10", "cannot-assess",
        "earlier reviews could not be seen, so the number of the first one seen is not known", running=False,
    ),
    "set aside": Said(
        "2025-01-13 entered-care basis=ico | 2025-02-06 review | 2025-04-30 review plan=adoption | "
        "2025-07-01 waiver rule=decision.two-months until=2025-07-31 reason=late-relative authorised_by=HoS",
        "2025-07-31", "decision.two-months", "2025-04-30", "waived",
        "set aside until 31 Jul 2025, authorised by HoS", running=True,
    ),
    "counted from the day tracking started": Said(
        "2024-01-08 entered-care basis=s20 | tracking 2025-04-01",
        "2025-04-10", "tracking.monthly", "2025-04-01", "upcoming",
        "counted from 1 Apr 2025, the day tracking started", running=True,
    ),
    "counted from the last unseen day": Said(
        "~2024-04-01 entered-care basis=s20 [return] | import reviews=2024-04-01..2025-03-31 "
        "episodes=2024-04-01..2025-03-31 | tracking 2025-04-01",
        "2024-09-02", "review.next", "2024-03-31", "due-soon",
        "counted from 31 Mar 2024, at the latest: earlier days could not be seen", running=True,
    ),
    "counted from a review of the last unseen day": Said(
        "~2024-04-01 entered-care basis=s20 [return] | 2024-03-31 review [return] | "
        "import reviews=2024-04-01..2025-03-31 episodes=2024-04-01..2025-03-31 | tracking 2025-04-01",
        "2024-09-02", "review.next", "2024-03-31", "due-soon", None, running=True,
    ),
    "after a return": Said(
        f"{PLACED} | 2024-02-05 review | 2024-07-15 placement-ended",
        "2024-08-01", "review.next", "2024-02-05", "due-soon",
        "after a return, not before the 42nd day from it (our reading)", running=True,
    ),
    "carers of whom no first day is recorded": Said(
        KNOWN_CARERS,
        "2024-06-03", "adoption.application-open", "2024-01-15", "cannot-assess",
        "the day the child first lived with these carers is not recorded", running=True,
    ),
    "carers of whom no first day is recorded, and they applied": Said(
        f"{KNOWN_CARERS} | 2024-03-04 adoption-application",
        "2024-06-03", "adoption.application-open", "2024-01-15", "cannot-assess",
        "the day the child first lived with these carers is not recorded", running=False,
    ),
    "holidays not yet announced": Said(
        "2028-12-18 entered-care basis=s20",
        "2029-03-01", "review.first", "2028-12-18", "cannot-assess",
        "bank holidays are known only from 1 Jan 2005 to 31 Dec 2028", running=True,
    ),
    "holidays not yet announced, and what is counted from there": Said(
        "2028-12-18 entered-care basis=s20",
        "2029-03-01", "plan.permanence", "2028-12-18", "cannot-assess",
        "bank holidays are known only from 1 Jan 2005 to 31 Dec 2028", running=True,
    ),
    "a report sent, and a panel awaited": Said(
        f"{DECIDED} | 2024-01-15 placement-report-sent",
        "2024-01-20", "match.observations", "2024-01-15", "upcoming", None, running=True,
    ),
    "a review held late, of days that could not be seen": Said(
        f"{REVIEWS_FROM_APRIL} | 2024-06-10 review [return]",
        "2024-07-01", "review.first", "2024-03-20", "cannot-assess",
        "events of the kind review are not visible before 1 Apr 2024", running=False,
    ),
    "care ended without a review, of days that could not be seen": Said(
        f"{REVIEWS_FROM_APRIL} | 2024-06-17 left-care outcome=relatives [return]",
        "2024-07-01", "review.first", "2024-03-20", "cannot-assess",
        "events of the kind review are not visible before 1 Apr 2024", running=False,
    ),
    "eased in 2020 and ended": Said(
        "2019-01-07 entered-care basis=ico | 2019-06-03 adm-decision outcome=yes | 2019-07-01 placement-order | "
        "2020-06-01 placed-for-adoption family=F1 | 2020-07-13 placement-ended",
        "2020-08-03", "adoption-review.placed-first", "2020-06-01", "cannot-assess", "relaxed in 2020", running=False,
    ),
    "a review held too early after a return, and placed again": Said(
        f"{RETURNED} | 2024-07-22 review | 2024-09-16 placed-for-adoption family=F2",
        "2024-10-01", "adoption-review.after-return", "2024-07-15", "missed",
        "one was held on 22 Jul 2024, before the window opened", running=False,
    ),
    "set aside by nobody named": Said(
        "2025-01-13 entered-care basis=ico | 2025-02-06 review | 2025-04-30 review plan=adoption | "
        "2025-07-01 waiver rule=decision.two-months until=2025-07-31 reason=late-relative",
        "2025-07-14", "decision.two-months", "2025-04-30", "waived", "set aside until 31 Jul 2025", running=True,
    ),
    "care ended before it was done": Said(
        "2025-06-02 entered-care basis=s20 | 2025-09-01 left-care outcome=relatives",
        "2025-10-01", "review.first", "2025-06-02", "missed",
        "still to be done when the duty closed: went to relatives", running=False,
    ),
    "care began on the day tracking started": Said(
        "2025-04-01 entered-care basis=s20 | tracking 2025-04-01",
        "2025-04-10", "tracking.monthly", "2025-04-01", "upcoming", None, running=True,
    ),
}  # fmt: skip


def found(events: str, as_at: str, rule: str, trigger: str) -> Deadline:
    told = told_of_case({"child": CHILD, "events": events})
    asked = (d for d in told.deadlines(date.fromisoformat(as_at)) if d.rule == rule)
    (one,) = [d for d in asked if d.trigger is not None and d.trigger.on == date.fromisoformat(trigger)]
    return one


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_what_is_said(said: Said) -> None:
    deadline = found(said.events, said.as_at, said.rule, said.trigger)
    assert (str(deadline.status), deadline.reason, deadline.running) == (said.status, said.reason, said.running)
    if deadline.status is Status.CANNOT_ASSESS:
        assert (deadline.due_on, deadline.opens_on, deadline.days, deadline.opened) == (None, None, None, False)


def test_a_duty_that_was_met_says_by_what() -> None:
    events = "2025-06-02 entered-care basis=s20 | 2025-06-27 review [id=R1] | 2025-12-01 left-care outcome=relatives"
    deadline = found(events, "2026-01-05", "review.first", "2025-06-02")
    assert deadline == Deadline(
        id="A1:review.first:E2",
        child="A1",
        rule="review.first",
        title="First review",
        set="permanence",
        tier="regulation",
        checked="yes",
        citation="CPPCR 2010 reg 33(1)",
        version="2011-04-01",
        status=Status.MET,
        trigger=Trigger(on=date(2025, 6, 2), event="E2", kind="entered-care"),
        due_on=date(2025, 6, 30),
        met_on=date(2025, 6, 27),
        met_by="R1",
        closed_on=date(2025, 12, 1),
        days=-189,  # 30 Jun 2025 to 5 Jan 2026: 31 + 31 + 30 + 31 + 30 + 31 + 5
        running=False,
        edition=1,  # the second of its versions: the first ended on 31 Mar 2011
    )


def test_a_duty_whose_window_has_opened_says_so() -> None:
    opened = found(RETURNED, "2024-08-12", "disruption.meeting", "2024-07-15")
    assert (opened.opens_on, opened.opened, opened.running, opened.days) == (date(2024, 8, 12), True, True, 14)
    assert not found(RETURNED, "2024-08-11", "disruption.meeting", "2024-07-15").opened
    assert not found("2025-06-02 entered-care basis=s20", "2025-06-10", "review.first", "2025-06-02").opened


def test_a_duty_counted_from_a_later_day_still_names_what_began_it() -> None:
    deadline = found(f"{PLACED} [id=P]", "2024-06-03", "adoption.application-late", "2024-03-25")
    assert deadline.trigger == Trigger(on=date(2024, 3, 25), event="P", kind="placed-for-adoption")


def test_after_a_return_a_review_known_of_comes_before_one_taken_to_have_been_held_that_day() -> None:
    events = (
        "import reviews=2022-04-01..2024-03-31 episodes=2022-04-01..2024-03-31 | tracking 2025-04-01 | "
        "2022-09-05 entered-care basis=ico [return] | 2025-03-31 review [return] [id=R] | "
        "2025-10-06 placed-for-adoption family=F1 | 2025-10-27 placement-ended"
    )
    told = told_of_case({"child": CHILD, "events": events})
    (running,) = [d for d in told.deadlines(date(2025, 11, 10)) if d.rule == "review.next" and d.running]
    # 31 March + 6 months is 30 September; the 42nd day from 27 October, 8 December, is later.
    assert running.trigger == Trigger(on=date(2025, 3, 31), event="R", kind="review")
    assert (running.due_on, running.reason) == (
        date(2025, 12, 8), "after a return, not before the 42nd day from it (our reading)",
    )  # fmt: skip


def test_a_meeting_on_the_day_tracking_started_meets_what_is_counted_from_that_day() -> None:
    events = (
        "import episodes=2024-04-01..2025-03-31 | tracking 2025-04-01 | 2024-06-03 entered-care basis=ico [return] | "
        "2024-09-02 plan-set plan=adoption | 2025-04-01 ppm"
    )
    told = told_of_case({"child": CHILD, "events": events})
    found = [d for d in told.deadlines(date(2025, 4, 10)) if d.rule == "ppm.next"]
    # One may have been held before tracking that nobody recorded, so six weeks run from 1 April to 13 May, and again.
    assert [(d.status, d.due_on, d.met_on) for d in found] == [
        (Status.MET, date(2025, 5, 13), date(2025, 4, 1)),
        (Status.UPCOMING, date(2025, 5, 13), None),
    ]


def test_of_two_waivers_the_one_that_lasts_longer_counts() -> None:
    events = (
        "2025-01-13 entered-care basis=ico | 2025-02-06 review | 2025-04-30 review plan=adoption | "
        "2025-07-01 waiver rule=decision.two-months until=2025-07-31 reason=late-relative authorised_by=TM | "
        "2025-07-02 waiver rule=decision.two-months until=2025-08-31 reason=late-relative authorised_by=HoS"
    )
    deadline = found(events, "2025-07-14", "decision.two-months", "2025-04-30")
    assert deadline.waived_until == date(2025, 8, 31)
    assert deadline.reason == "set aside until 31 Aug 2025, authorised by HoS"
