"""Edges of the alerts about where a child lives, with whom, who works for it, and what stands still."""

from tests.rules.edges_of_plans import BABY, CHILD, DECIDED, ORDERED, SECTION20, Edge

WITH_W1 = CHILD.replace("dob=2021-07-19", "dob=2021-07-19; worker=W1")

EDGES_OF_LIVES = [
    Edge(
        "a child without authority loses none at eighteen",
        "2008-07-28 | child | dob=2008-07-28\n2024-09-02 | entered-care | basis=ico",
        "age.scope", "2026-06-20", "info 2026-06-02", "Turns 18 on 28 Jul 2026: care ends.",
    ),
    Edge(
        "authority to place ends at eighteen",
        "2008-07-28 | child | dob=2008-07-28\n2024-09-02 | entered-care | basis=placement-order",
        "age.scope", "2026-06-20", "info 2026-06-02", "Turns 18 on 28 Jul 2026: care ends, and authority to place with it.",
    ),
    Edge(
        "a duty from before tracking began says since when no reason is recorded",
        "2024-04-08 | child | dob=2020-03-01\n2024-04-08 | entered-care | basis=ico\n2024-04-29 | review\n"
        "2025-06-02 | tracking",
        "delay.unexplained", "2025-06-17", "amber 2025-06-17",
        "no reason for the delay is recorded since tracking began on 2 Jun 2025",
    ),
    Edge(
        "authority of the day of leaving care is authority",
        f"{DECIDED}\n2025-03-03 | placement-order\n2025-03-03 | left-care | outcome=relatives",
        "left-care.authority", "2025-03-03", "red 2025-03-03",
    ),
    Edge(
        "authority that came after leaving care is another matter",
        f"{DECIDED}\n2025-03-03 | left-care | outcome=relatives\n2025-03-04 | placement-order",
        "left-care.authority", "2025-03-05", "absent",
    ),
    Edge(
        "a child who went to another authority is looked after there",
        f"{ORDERED}\n2025-03-10 | left-care | outcome=other-authority",
        "left-care.authority", "2025-03-10", "absent",
    ),
    Edge(
        "the review due first is the worst",
        f"{CHILD}\n2025-07-15 | note",
        "delay.unexplained", "2025-07-15", "amber 2025-02-25", "First review was due on 10 Feb 2025",
    ),
    Edge(
        "a reason for one duty does not explain another",
        f"{CHILD}\n2025-02-17 | delay-recorded | reason=health; whose=family; rule=plan.permanence",
        "delay.unexplained", "2025-02-25", "amber 2025-02-25",
    ),
    Edge(
        "a reason for the duty itself explains it",
        f"{CHILD}\n2025-02-17 | delay-recorded | reason=health; whose=family; rule=review.first",
        "delay.unexplained", "2025-02-25", "absent",
    ),
    Edge(
        "a reason for another event does not explain it",
        f"{CHILD}\n2025-02-17 | delay-recorded | reason=health; whose=family; event=E99",
        "delay.unexplained", "2025-02-25", "amber 2025-02-25",
    ),
    Edge(
        "of a remanded child the reviews are asked for",
        CHILD.replace("ico", "remand"),
        "delay.unexplained", "2025-02-25", "amber 2025-02-25",
    ),
    Edge(
        "of a remanded child nothing but the reviews is asked for",
        f"{CHILD.replace('ico', 'remand')}\n2025-02-03 | review\n2025-05-02 | review\n2025-10-27 | review",
        "delay.unexplained", "2025-11-14", "absent",
    ),
    Edge(
        "the latest recording is named, with how many others there are",
        f"{CHILD}\n2025-02-03 | visit [recorded=2025-02-20]\n2025-02-10 | visit [recorded=2025-02-28]",
        "recording.late", "2025-03-03", "info 2025-02-28", "1 other event late too",
    ),
    Edge(
        "a change of worker on the day of the meeting is known there",
        f"{CHILD}\n2025-02-11 | tracking-meeting\n2025-02-11 | worker-changed | role=worker; to=W2",
        "worker.changed", "2025-02-12", "absent",
    ),
    Edge(
        "a worker who was replaced and is not recorded is not counted",
        f"{CHILD}\n2025-02-03 | worker-changed | role=worker; to=W2\n2025-02-10 | tracking-meeting\n"
        "2025-02-17 | worker-changed | role=worker; to=W3",
        "worker.changed", "2025-02-17", "info 2025-02-17", "at least 2 workers in the last 12 months",
    ),
    Edge(
        "three recorded workers are enough, whoever was before",
        f"{CHILD}\n2025-02-03 | worker-changed | role=worker; to=W2\n2025-02-10 | worker-changed | role=worker; to=W3\n"
        "2025-02-17 | worker-changed | role=worker; to=W4",
        "worker.changed", "2025-02-17", "amber 2025-02-17", "at least 3 workers in the last 12 months",
    ),
    Edge(
        "whoever was before the twelve months is not missed",
        f"{CHILD}\n2025-02-03 | worker-changed | role=worker; to=W2\n2025-06-02 | worker-changed | role=worker; to=W3\n"
        "2025-09-01 | worker-changed | role=worker; to=W4",
        "worker.changed", "2026-02-03", "amber 2025-09-01", "2025: 3 workers in the last 12 months",
    ),
    Edge(
        "a worker who comes back is one worker",
        f"{WITH_W1}\n2025-02-03 | worker-changed | role=worker; to=W2\n2025-02-10 | tracking-meeting\n"
        "2025-02-17 | worker-changed | role=worker; to=W3\n2025-02-24 | worker-changed | role=worker; to=W2",
        "worker.changed", "2025-02-24", "amber 2025-02-17", "3 workers in the last 12 months",
    ),
    Edge(
        "together or apart is asked where adoption is the plan itself",
        f"{CHILD.replace('2021-07-19', '2021-07-19; sibling_group=G7')}\n2025-02-03 | plan-set | plan=return-home; "
        "parallel=adoption",
        "siblings.undecided", "2025-04-01", "absent",
    ),
    Edge(
        "a brother or sister of eighteen does not count",
        f"{CHILD.replace('2021-07-19', '2021-07-19; sibling_group=G7')}\n"
        "2025-01-13 | child [of=B2] | dob=2007-03-10; sibling_group=G7\n2025-01-13 | entered-care [of=B2] | basis=ico\n"
        "2025-02-03 | plan-set | plan=adoption\n2025-02-03 | plan-set [of=B2] | plan=independence",
        "siblings.diverge", "2025-03-10", "absent",
    ),
    Edge(
        "the day before eighteen a brother or sister counts, and the plans are named",
        f"{CHILD.replace('2021-07-19', '2021-07-19; sibling_group=G7')}\n"
        "2025-01-13 | child [of=B2] | dob=2007-03-10; sibling_group=G7\n2025-01-13 | entered-care [of=B2] | basis=ico\n"
        "2025-02-03 | plan-set [id=P1] | plan=adoption\n2025-02-03 | plan-set [of=B2] | plan=independence",
        "siblings.diverge", "2025-03-09", "amber 2025-02-03", "have different plans (adoption, independence), and",
        event="P1",
    ),
    Edge(
        "a placing starts the divergence of those who are not placed",
        f"{ORDERED.replace('2021-07-19', '2021-07-19; sibling_group=G7')}\n"
        "2025-01-13 | child [of=B2] | dob=2019-03-10; sibling_group=G7\n2025-01-13 | entered-care [of=B2] | basis=ico\n"
        "2025-03-24 | placed-for-adoption [id=PL]",
        "siblings.diverge", "2025-03-24", "amber 2025-03-24", "are not all placed for adoption, and", event="PL",
    ),
    Edge(
        "a placing on the day tracking began is asked for its authority",
        f"{DECIDED}\n2025-03-10 | placed-for-adoption\n2025-03-10 | tracking",
        "placed.no-authority", "2025-03-10", "red 2025-03-10",
    ),
    Edge(
        "a placing from before tracking may rest on a consent that nobody recorded",
        f"{DECIDED}\n2025-03-10 | placed-for-adoption\n2025-03-11 | tracking",
        "placed.no-authority", "2025-03-11", "absent",
    ),
    Edge(
        "an agreement without a known birth is not enough",
        "2025-01-13 | child | edd=2025-03-01\n2025-01-13 | entered-care | basis=s20\n"
        "2025-02-03 | placement-agreement\n2025-02-04 | placed-for-adoption",
        "placed.no-authority", "2025-02-04", "red 2025-02-04",
    ),
    Edge(
        "carers are forgotten twelve months after the child left them",
        f"{CHILD}\n2025-01-13 | placement-started | type=foster\n2025-02-17 | placement-started | type=foster\n"
        "2025-03-03 | placement-started | type=foster",
        "moves.many", "2026-02-16", "amber 2025-03-03", "the latest from 3 Mar 2025",
    ),
    Edge(
        "on that day they no longer count",
        f"{CHILD}\n2025-01-13 | placement-started | type=foster\n2025-02-17 | placement-started | type=foster\n"
        "2025-03-03 | placement-started | type=foster",
        "moves.many", "2026-02-17", "absent",
    ),
    Edge(
        "an application of an earlier placing does not soften the next",
        f"{ORDERED}\n2025-03-10 | placed-for-adoption\n2025-04-07 | adoption-application\n2025-05-06 | placement-ended\n"
        "2025-06-02 | placed-for-adoption",
        "placed.no-order", "2026-06-03", "amber 2026-06-03", "no application is recorded",
    ),
    Edge(
        "an approval before moving in lasts with that placement",
        f"{SECTION20}\n2025-01-13 | placement-started | type=foster\n2025-01-20 | temporary-approval\n"
        "2025-01-27 | placement-started | type=connected-person-temporary",
        "placement.no-legal-basis", "2025-05-13", "red 2025-05-13", "ran out on 12 May 2025",
    ),
    Edge(
        "an approval without its placement ends with the next move",
        f"{SECTION20}\n2025-01-20 | temporary-approval\n2025-01-27 | placement-started | type=foster",
        "placement.no-legal-basis", "2025-05-13", "absent",
    ),
    Edge(
        "an approval without any placement runs out all the same",
        f"{SECTION20}\n2025-01-20 | temporary-approval",
        "placement.no-legal-basis", "2025-05-13", "red 2025-05-13",
    ),
    Edge(
        "the time limit holds for proceedings issued on its first day",
        "2014-04-22 | child | dob=2012-05-01\n2014-04-22 | entered-care | basis=ico\n2014-04-22 | proceedings-issued",
        "proceedings.long", "2014-10-21", "red 2014-10-21", "26 weeks ended on 20 Oct 2014",
    ),
    Edge(
        "there was none the day before",
        "2014-04-21 | child | dob=2012-05-01\n2014-04-21 | entered-care | basis=ico\n2014-04-21 | proceedings-issued",
        "proceedings.long", "2014-12-01", "absent",
    ),
    Edge(
        "a second withdrawal in another period has its own days",
        f"{BABY}; pathway=relinquished\n2025-01-13 | entered-care | basis=s20\n2025-01-20 | consent-given\n"
        "2025-02-03 | consent-withdrawn\n2025-02-05 | left-care | outcome=relatives\n2025-02-17 | entered-care | basis=s20",
        "consent.return", "2025-03-03", "absent",
    ),
    Edge(
        "a refused application is none",
        f"{BABY}; pathway=relinquished\n2025-01-13 | entered-care | basis=s20\n2025-01-20 | consent-given\n"
        "2025-02-03 | consent-withdrawn\n2025-02-05 | placement-order-applied\n2025-02-24 | placement-order-refused",
        "consent.return", "2025-02-24", "red 2025-02-24",
    ),
    Edge(
        "pre-proceedings that start again after an end count anew",
        f"{BABY}\n2025-01-13 | pre-proceedings-started\n2025-02-03 | pre-proceedings-ended\n"
        "2025-03-03 | pre-proceedings-started",
        "pre-proceedings.stuck", "2025-06-24", "amber 2025-06-24",
    ),
    Edge(
        "pre-proceedings started twice run from the first",
        f"{BABY}\n2025-01-13 | pre-proceedings-started\n2025-02-03 | pre-proceedings-started",
        "pre-proceedings.stuck", "2025-05-06", "amber 2025-05-06",
    ),
    Edge(
        "a birth overdue when tracking began is told from that day",
        "2025-01-13 | child | edd=2025-02-03\n2025-04-01 | tracking",
        "birth.expected", "2025-04-01", "info 2025-04-01", "57 days ago",
    ),
    Edge(
        "pre-proceedings from before tracking count from that day",
        f"{BABY}\n2025-01-13 | pre-proceedings-started\n2025-04-01 | tracking",
        "pre-proceedings.stuck", "2025-07-23", "amber 2025-07-23",
    ),
    Edge(
        "living with a parent counts from the day tracking began",
        "2025-01-13 | child | dob=2019-05-10\n2025-01-13 | entered-care | basis=co\n"
        "2025-01-13 | placement-started | type=parent\n2025-04-01 | tracking",
        "with-parents.no-discharge", "2025-10-01", "amber 2025-10-01", "since tracking began",
    ),
    Edge(
        "a stay elsewhere breaks the time with a parent",
        "2025-01-13 | child | dob=2019-05-10\n2025-01-13 | entered-care | basis=co\n"
        "2025-01-13 | placement-started | type=parent\n2025-03-03 | placement-started | type=foster\n"
        "2025-04-01 | placement-started | type=parent",
        "with-parents.no-discharge", "2025-10-01", "amber 2025-10-01",
    ),
    Edge(
        "two placements with parents without a break are one time",
        "2025-01-13 | child | dob=2019-05-10\n2025-01-13 | entered-care | basis=co\n"
        "2025-01-13 | placement-started | type=parent\n2025-03-03 | placement-started | type=parent",
        "with-parents.no-discharge", "2025-07-13", "amber 2025-07-13",
    ),
    Edge(
        "a break without a placement breaks it too",
        "2025-01-13 | child | dob=2019-05-10\n2025-01-13 | entered-care | basis=co\n"
        "2025-01-13 | placement-started | type=parent\n2025-03-03 | placement-ended\n"
        "2025-04-01 | placement-started | type=parent",
        "with-parents.no-discharge", "2025-10-01", "amber 2025-10-01",
    ),
    Edge(
        "a child who no longer lives with the parent is not with them",
        "2025-01-13 | child | dob=2019-05-10\n2025-01-13 | entered-care | basis=co\n"
        "2025-01-13 | placement-started | type=parent\n2025-03-03 | placement-ended",
        "with-parents.no-discharge", "2025-10-01", "absent",
    ),
    Edge(
        "an extension on the last day comes in time",
        f"{CHILD}\n2025-01-13 | proceedings-issued\n2025-07-13 | proceedings-extended | until=2025-08-31",
        "proceedings.long", "2025-07-14", "amber 2025-06-02", "extended to 31 Aug 2025",
    ),
    Edge(
        "the court's own time limit needs no reason from the authority",
        "2025-01-13 | child | dob=2021-07-19\n2025-01-13 | pre-proceedings-started\n2025-01-13 | proceedings-issued\n"
        "2025-02-03 | pre-proceedings-started",
        "delay.unexplained", "2025-09-01", "absent",
    ),
    Edge(
        "on the eighteenth birthday no alert is left",
        "2025-01-13 | child | dob=2007-06-02; tracked=yes\n2025-01-13 | entered-care | basis=s20",
        "silent", "2025-06-02", "absent",
    ),
    Edge(
        "on the day before there is one",
        "2025-01-13 | child | dob=2007-06-02; tracked=yes\n2025-01-13 | entered-care | basis=s20",
        "silent", "2025-06-01", "amber 2025-03-10",
    ),
    Edge(
        "a child known to have left only by some day may have left before the order",
        f"{DECIDED}\n2025-03-03 | placement-order\n~2025-04-07 | left-care | outcome=relatives",
        "left-care.authority", "2025-04-07", "absent",
    ),
    Edge(
        "a plan recorded after a return is a new plan, one before it is not",
        f"{ORDERED}\n2025-03-10 | placed-for-adoption\n2025-04-07 | plan-set | plan=adoption\n"
        "2025-05-06 | placement-ended",
        "placement.disrupted", "2025-05-06", "red 2025-05-06",
    ),
    Edge(
        "a reason for a delay without an end does not run out",
        f"{CHILD}\n2025-02-03 | delay-recorded | reason=health; whose=family",
        "delay.expired", "2025-08-08", "absent",
    ),
    Edge(
        "an older child is followed because adoption is planned",
        f"{CHILD.replace('2021-07-19', '2014-01-01')}\n2025-06-02 | plan-set | plan=adoption",
        "silent", "2025-07-28", "amber 2025-07-28",
    ),
    Edge(
        "an older child with another plan is not followed",
        f"{CHILD.replace('2021-07-19', '2014-01-01')}\n2025-06-02 | plan-set | plan=long-term-fostering",
        "silent", "2025-07-28", "absent",
    ),
    Edge(
        "what began before an older child was followed is told from then",
        f"{CHILD.replace('2021-07-19', '2014-01-01')}\n2025-01-13 | proceedings-issued\n"
        "2025-06-02 | plan-set | plan=adoption",
        "conference.not-offered", "2025-06-02", "info 2025-06-02",
    ),
    Edge(
        "what began during a remand is told from its end",
        f"{CHILD.replace('2021-07-19', '2012-05-10; tracked=yes').replace('ico', 'remand')}\n"
        "2025-01-13 | proceedings-issued\n2025-06-02 | legal-status | status=ico",
        "conference.not-offered", "2025-06-02", "info 2025-06-02",
    ),
    Edge(
        "a review missed during a remand is told from its own day",
        f"{CHILD.replace('2021-07-19', '2012-05-10; tracked=yes').replace('ico', 'remand')}\n"
        "2025-06-02 | legal-status | status=ico",
        "delay.unexplained", "2025-06-10", "amber 2025-02-25",
    ),
    Edge(
        "where one worker is many, that is so from the first change on",
        f"{CHILD}\n2025-01-13 | policy | alert.worker.changed.workers=1\n2025-02-10 | tracking-meeting\n"
        "2025-02-17 | worker-changed | role=worker; to=W2",
        "worker.changed", "2025-02-24", "amber 2025-02-17",
    ),
    Edge(
        "a placement that ended in an earlier period of care",
        f"{CHILD}\n2025-02-03 | placed-for-adoption | family=F1\n2025-03-03 | placement-ended\n"
        "2025-03-10 | left-care | outcome=relatives\n2025-06-02 | entered-care | basis=s20",
        "placement.disrupted", "2025-06-09", "absent",
    ),
    Edge(
        "what guidance asked first is worse than what the law asks later",
        f"{CHILD}\n2025-02-03 | review\n2025-05-02 | review",
        "delay.unexplained", "2025-11-17", "amber 2025-05-17", "was due on 2 May 2025 (199 days ago)",
    ),
]  # fmt: skip
