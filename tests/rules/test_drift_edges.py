"""The edges of the alerts that no story comes near: who is told apart, which day decides, what is said."""

from dataclasses import dataclass
from datetime import date

import pytest

from tests.rules.reading_alerts import telling

BABY = "2025-01-13 | child | dob=2024-11-04"
CHILD = "2025-01-13 | child | dob=2021-07-19\n2025-01-13 | entered-care | basis=ico"
SECTION20 = CHILD.replace("ico", "s20")
DECIDED = f"{CHILD}\n2025-02-03 | review | plan=adoption\n2025-02-10 | adm-decision | outcome=yes"
ORDERED = f"{DECIDED}\n2025-03-03 | placement-order"


@dataclass(frozen=True)
class Edge:
    """What is told, which alert is asked for on which day, what is answered, and words its sentence must have."""

    name: str
    told: str
    alert: str
    day: str
    answer: str
    says: str = ""
    event: str = ""


EDGES = [
    Edge(
        "a meeting before tracking began counts from that day",
        f"{CHILD}\n2025-03-03 | ppm | chair=TM\n2025-04-01 | tracking",
        "ppm.no-actions", "2025-04-05", "info 2025-04-05", "since tracking began on 1 Apr 2025 (4 days)",
    ),
    Edge(
        "a link from before tracking began counts from that day",
        f"{DECIDED}\n2025-02-17 | link | family=F1\n2025-04-01 | tracking",
        "link.stalled", "2025-05-27", "info 2025-05-27", "since tracking began",
    ),
    Edge(
        "one plan alone counts from the day tracking began",
        f"{CHILD}\n2025-01-13 | proceedings-issued\n2025-02-03 | plan-set | plan=return-home\n2025-04-01 | tracking",
        "plan.no-parallel", "2025-04-30", "info 2025-04-30", "Only one plan (return home)",
    ),
    Edge(
        "a parallel plan alone is one plan",
        f"{CHILD}\n2025-01-13 | proceedings-issued\n2025-02-03 | plan-set | parallel=adoption",
        "plan.no-parallel", "2025-03-04", "info 2025-03-04", "Only one plan (adoption)",
    ),
    Edge(
        "a conference counts from the day tracking began",
        f"{CHILD}\n2025-01-13 | proceedings-issued\n2025-04-01 | tracking",
        "conference.not-offered", "2025-05-27", "info 2025-05-27", "Care proceedings are open",
    ),
    Edge(
        "the earlier of adoption planned and proceedings open is told",
        f"{CHILD}\n2025-02-03 | plan-set | plan=adoption\n2025-03-03 | proceedings-issued",
        "conference.not-offered", "2025-03-31", "info 2025-03-31", "Adoption is the plan",
    ),
    Edge(
        "what begins on the day tracking begins is told by its own day",
        f"{CHILD}\n2025-03-03 | ppm | chair=TM\n2025-03-03 | tracking",
        "ppm.no-actions", "2025-03-07", "info 2025-03-07", "in 4 days",
    ),
    Edge(
        "parents told too late are named as told",
        f"{DECIDED}\n2025-06-02 | adm-decision-reversed | reason=RD2\n2025-06-16 | parents-told | of=reversal",
        "reversal.parents-not-told", "2025-06-20", "amber 2025-06-13", "told on 16 Jun 2025",
    ),
    Edge(
        "an application to revoke an earlier order does not soften a later one",
        f"{CHILD}\n2025-02-03 | placement-order\n2025-02-10 | revocation-applied\n2025-02-17 | placement-order-revoked\n"
        "2025-03-03 | plan-set | plan=return-home\n2025-04-07 | placement-order",
        "order.plan-not-adoption", "2025-04-08", "red 2025-04-07",
    ),
    Edge(
        "an application on the day of the order softens",
        f"{CHILD}\n2025-03-03 | plan-set | plan=return-home\n2025-04-07 | placement-order\n"
        "2025-04-07 | revocation-applied",
        "order.plan-not-adoption", "2025-04-08", "amber 2025-04-07", "applied for on 7 Apr 2025",
    ),
    Edge(
        "a refusal before the decision is no reason to reverse it",
        f"{CHILD}\n2025-02-03 | placement-order-refused\n2025-02-10 | adm-decision | outcome=yes",
        "decision.not-reversed", "2025-04-01", "absent",
    ),
    Edge(
        "a refusal overtaken by an order is no reason to reverse",
        f"{DECIDED}\n2025-03-03 | placement-order-refused\n2025-03-10 | placement-order",
        "decision.not-reversed", "2025-04-01", "absent",
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
        "a worker who comes back is one worker",
        f"{CHILD}\n2025-02-03 | worker-changed | role=worker; to=W2\n2025-02-10 | tracking-meeting\n"
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
        "a search counts from the day adoption became the plan again",
        f"{DECIDED}\n2025-03-03 | plan-set | plan=return-home\n2025-03-10 | plan-set [id=P2] | plan=adoption",
        "search.silent", "2025-04-21", "amber 2025-04-21", "since 10 Mar 2025 (42 days)", event="P2",
    ),
    Edge(
        "a search counts from the end of an early-permanence placement",
        f"{DECIDED}\n2025-02-17 | placement-started | type=early-permanence\n2025-03-03 | placement-ended",
        "search.silent", "2025-04-14", "amber 2025-04-14",
    ),
    Edge(
        "a link that ended starts the clock of the search",
        f"{DECIDED}\n2025-02-17 | link | family=F1\n2025-03-10 | match-ended | family=F1; reason=x",
        "search.silent", "2025-04-20", "absent",
    ),
    Edge(
        "six weeks after the link ended the search is silent",
        f"{DECIDED}\n2025-02-17 | link | family=F1\n2025-03-10 | match-ended | family=F1; reason=x",
        "search.silent", "2025-04-21", "amber 2025-04-21",
    ),
    Edge(
        "early permanence is asked again where the placement ended",
        f"{BABY}\n2025-01-13 | entered-care | basis=ico\n2025-02-03 | plan-set | plan=adoption\n"
        "2025-02-10 | placement-started | type=early-permanence\n2025-04-07 | placement-started | type=foster",
        "early-permanence.not-considered", "2025-04-07", "amber 2025-04-07", "for a child under 2",
    ),
    Edge(
        "an unborn child is called so",
        "2025-01-13 | child | edd=2025-06-02\n2025-02-03 | plan-set | plan=adoption",
        "early-permanence.not-considered", "2025-03-03", "amber 2025-03-03", "for an unborn child",
    ),
    Edge(
        "a match that a return shows needs no panel of ours",
        f"{ORDERED}\n2025-02-24 | panel | for=should-be-placed; outcome=recommended\n"
        "2025-03-10 | match-decision [return] | outcome=yes",
        "match.pack-incomplete", "2025-03-10", "absent",
    ),
    Edge(
        "a match decided without a panel, where panels are recorded",
        f"{ORDERED}\n2025-02-24 | panel | for=should-be-placed; outcome=recommended\n"
        "2025-03-10 | match-decision | outcome=yes; family=F1",
        "match.pack-incomplete", "2025-03-10", "info 2025-03-10", "no panel for it is recorded",
    ),
    Edge(
        "a match decided on the day of its panel has one",
        f"{ORDERED}\n2025-03-03 | support-plan\n2025-03-03 | placement-report-sent\n"
        "2025-03-10 | match-decision | outcome=yes; family=F1\n2025-03-10 | panel | for=match; outcome=recommended",
        "match.pack-incomplete", "2025-03-10", "absent",
    ),
    Edge(
        "a panel on the day tracking began is asked for its papers",
        f"{ORDERED}\n2025-03-10 | panel | for=match; outcome=recommended\n2025-03-10 | tracking",
        "match.pack-incomplete", "2025-03-10", "info 2025-03-10", "no support plan and no placement report",
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
        "an order ends the search for a match where the plan turns away, and starts it where it turns back",
        f"{ORDERED}\n2025-06-02 | plan-set | plan=return-home\n2025-08-04 | plan-set | plan=adoption",
        "order.no-match", "2025-08-04", "amber 2025-08-04",
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
]  # fmt: skip


@pytest.mark.parametrize("edge", EDGES, ids=[edge.name for edge in EDGES])
def test_an_edge(edge: Edge) -> None:
    found = [alert for alert in telling(edge.told).alerts(date.fromisoformat(edge.day)) if alert.alert == edge.alert]
    assert (" / ".join(f"{alert.severity} {alert.since}" for alert in found) or "absent") == edge.answer
    for alert in found:
        assert edge.says in alert.sentence
        assert alert.id.endswith(edge.event)


def test_each_action_names_its_own_deadline() -> None:
    family = telling(
        f"{CHILD}\n2025-02-03 | action-agreed [id=A] | action=call; due=2025-09-01\n"
        "2025-02-03 | action-agreed [id=B] | action=visit; due=2025-09-01\n2025-02-11 | tracking-meeting\n"
        "2025-03-11 | tracking-meeting\n2025-04-08 | tracking-meeting"
    )
    found = [alert for alert in family.alerts(date(2025, 4, 8)) if alert.alert == "action.rolled"]
    assert [(alert.id, alert.covers) for alert in found] == [
        ("A1:action.rolled:A", ("A1:action:A",)),
        ("A1:action.rolled:B", ("A1:action:B",)),
    ]
