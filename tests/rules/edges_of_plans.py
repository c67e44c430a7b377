"""Edges of the alerts about plans, orders and the search for a family; and what every edge consists of."""

from dataclasses import dataclass

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


EDGES_OF_PLANS = [
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
        "an order ends the search for a match where the plan turns away, and starts it where it turns back",
        f"{ORDERED}\n2025-06-02 | plan-set | plan=return-home\n2025-08-04 | plan-set | plan=adoption",
        "order.no-match", "2025-08-04", "amber 2025-08-04",
    ),
    Edge(
        "a selection meeting about another family does not take a link further",
        f"{DECIDED}\n2025-02-17 | link | family=F1\n2025-03-03 | selection-meeting | considered=F2",
        "link.stalled", "2025-04-14", "info 2025-04-14",
    ),
    Edge(
        "a selection meeting that names no family takes every link further",
        f"{DECIDED}\n2025-02-17 | link | family=F1\n2025-03-03 | selection-meeting",
        "link.stalled", "2025-04-14", "absent",
    ),
    Edge(
        "a link without a code is taken further by any meeting",
        f"{DECIDED}\n2025-02-17 | link\n2025-03-03 | selection-meeting | considered=F2",
        "link.stalled", "2025-04-14", "absent",
    ),
    Edge(
        "a meeting before the link does not take it further",
        f"{DECIDED}\n2025-02-10 | selection-meeting | considered=F1\n2025-02-17 | link | family=F1",
        "link.stalled", "2025-04-14", "info 2025-04-14",
    ),
    Edge(
        "a link rests while a match with others is in force, and stalls when that ends",
        f"{DECIDED}\n2025-02-17 | link | family=F2\n2025-03-03 | match-decision | outcome=yes; family=F1\n"
        "2025-06-02 | match-ended | family=F1; reason=x",
        "link.stalled", "2025-06-02", "info 2025-06-02",
    ),
    Edge(
        "long-term fostering meant to last until 18 needs no match",
        f"{CHILD}\n2025-02-03 | plan-set | plan=long-term-fostering\n"
        "2025-02-03 | placement-started | type=foster; until_18=yes",
        "long-term.unmatched", "2025-06-02", "absent",
    ),
    Edge(
        "what was planned in an earlier period of care is over",
        f"{DECIDED}\n2025-03-03 | left-care | outcome=relatives\n2025-04-07 | entered-care | basis=s20",
        "plan.missing", "2025-08-08", "absent",
    ),
    Edge(
        "two steps as grave are one time",
        f"{ORDERED}\n2025-04-07 | plan-set [id=P] | plan=long-term-fostering\n2025-05-12 | revocation-refused",
        "order.plan-not-adoption", "2025-05-19", "red 2025-04-07", "without adoption", "P",
    ),
    Edge(
        "the plan set last on a day is what the search is counted from",
        f"{DECIDED}\n2025-03-03 | plan-set | plan=long-term-fostering\n2025-03-10 | family-finding | channel=national\n"
        "2025-03-10 | plan-set [id=P] | plan=adoption",
        "search.silent", "2025-04-21", "amber 2025-04-21", "since 10 Mar 2025 (42 days)", "P",
    ),
    Edge(
        "a search on the day of the decision is what the silence is counted from",
        f"{DECIDED}\n2025-02-10 | family-finding [id=FF] | channel=national",
        "search.silent", "2025-03-24", "amber 2025-03-24", "since 10 Feb 2025 (42 days)", "FF",
    ),
    Edge(
        "a plan that may be older",
        f"{CHILD}\n~2025-03-03 | plan-set [id=P] | plan=long-term-fostering",
        "long-term.unmatched", "2025-05-26", "amber 2025-05-26", "since 3 Mar 2025 or earlier (at least 84 days)", "P",
    ),
    Edge(
        "a review is asked for from the day before",
        f"{CHILD}\n2025-01-13 | policy | alert.plan.changed-without-review.days=1\n2025-02-03 | plan-set | plan=return-home\n"
        "2025-03-03 | plan-set | plan=adoption",
        "plan.changed-without-review", "2025-03-03", "amber 2025-03-03", "held from 2 Mar 2025 (1 day before) on.",
    ),
]  # fmt: skip
