"""Edges of the alerts about orders, consents, matches, moves and meetings, where a single day or word decides."""

from tests.rules.edges_of_lives import WITH_W1
from tests.rules.edges_of_plans import BABY, CHILD, DECIDED, ORDERED, SECTION20, Edge

RELINQUISHED = f"{BABY}; pathway=relinquished\n2025-01-13 | entered-care | basis=s20\n2025-01-20 | consent-given"
OTHER_PLAN = f"{ORDERED}\n2025-04-07 | plan-set [id=P] | plan=return-home"
BACK = f"{ORDERED}\n2025-03-10 | placed-for-adoption\n2025-05-06 | placement-ended [id=PE]"
REVERSED = f"{DECIDED}\n2025-06-02 | adm-decision-reversed [id=RV] | reason=RD2"
LINKED = f"{DECIDED}\n2025-02-17 | link [id=L] | family=F1"
APPROVED = f"{SECTION20}\n2025-01-20 | temporary-approval [id=T]"
GROUP = CHILD.replace("2021-07-19", "2021-07-19; sibling_group=G7")
SISTER = "2025-01-13 | child [of=B2] | dob=2019-03-10; sibling_group=G7\n2025-01-13 | entered-care [of=B2] | basis=ico"
OLD_RETURNS = (
    "2024-03-04 | child | dob=2021-07-19\n2024-03-04 | entered-care [return] | basis=ico\n"
    "2025-03-31 | import | episodes=2023-04-01..2025-03-31; reviews=2023-04-01..2025-03-31; "
    "placed_for_adoption=2023-04-01..2025-03-31\n2025-04-01 | tracking\n"
)
RETURNED_AND_DECIDED = (
    "2023-09-04 | child | dob=2021-07-19\n2023-09-04 | entered-care [return] | basis=ico\n2023-10-02 | review [return]\n"
    "2023-11-06 | adm-decision [return] | outcome=yes\n2024-03-31 | import | episodes=2023-04-01..2024-03-31; "
    "reviews=2023-04-01..2024-03-31; placed_for_adoption=2023-04-01..2024-03-31\n2025-04-01 | tracking\n"
)

EDGES_OF_LAW = [
    Edge(
        "a freeing order is no placement order",
        f"{CHILD}\n2025-03-03 | legal-status | status=freeing-order\n2025-04-07 | plan-set | plan=return-home",
        "order.plan-not-adoption", "2025-04-08", "absent",
    ),
    Edge(
        "every other plan is named",
        f"{ORDERED}\n2025-04-07 | plan-set | plan=return-home; parallel=special-guardianship,independence",
        "order.plan-not-adoption", "2025-04-07", "red 2025-04-07", "return home or special guardianship or independence,",
    ),
    Edge(
        "applications to revoke an earlier order and this one: the later counts",
        f"{CHILD}\n2025-02-03 | placement-order\n2025-02-10 | revocation-applied\n2025-02-17 | placement-order-revoked\n"
        "2025-03-03 | plan-set | plan=return-home\n2025-04-07 | placement-order\n2025-04-14 | revocation-applied",
        "order.plan-not-adoption", "2025-04-15", "amber 2025-04-14", "applied for on 14 Apr 2025",
    ),
    Edge(
        "refused first, then another plan: the refusal counts",
        f"{DECIDED}\n2025-03-03 | placement-order-refused [id=R]\n2025-03-10 | plan-set [id=P] | plan=return-home",
        "decision.not-reversed", "2025-04-01", "red 2025-03-18", "the placement order was refused since 3 Mar 2025", "R",
    ),
    Edge(
        "another plan first, then refused: the plan counts",
        f"{DECIDED}\n2025-03-03 | plan-set [id=P] | plan=return-home\n2025-03-10 | placement-order-refused [id=R]",
        "decision.not-reversed", "2025-04-01", "red 2025-03-18",
        "the plan recorded is without adoption since 3 Mar 2025", "P",
    ),
    Edge(
        "a refusal on the day of the decision is one since it",
        f"{DECIDED}\n2025-02-10 | placement-order-refused",
        "decision.not-reversed", "2025-02-25", "red 2025-02-25", "the placement order was refused since 10 Feb 2025",
    ),
    Edge(
        "decided again, the reversal is over",
        f"{REVERSED}\n2025-06-09 | adm-decision | outcome=yes",
        "reversal.no-review", "2025-07-01", "absent",
    ),
    Edge(
        "reversed before tracking began, while returns showed the reviews",
        f"{OLD_RETURNS}2024-04-08 | adm-decision [return] | outcome=yes\n"
        "2024-06-03 | adm-decision-reversed [return] | reason=RD2",
        "reversal.no-review", "2025-05-01", "amber 2024-07-02", "no review was held from 6 May 2024 to 1 Jul 2024",
    ),
    Edge(
        "reversed before tracking began, while nothing showed the reviews",
        f"{OLD_RETURNS.replace('reviews=2023-04-01..2025-03-31; ', '')}"
        "2024-04-08 | adm-decision [return] | outcome=yes\n2024-06-03 | adm-decision-reversed [return] | reason=RD2",
        "reversal.no-review", "2025-05-01", "absent",
    ),
    Edge(
        "parents told on the day of the reversal are told",
        f"{REVERSED}\n2025-06-02 | parents-told | of=reversal",
        "reversal.parents-not-told", "2025-07-01", "absent",
    ),
    Edge(
        "consent given again is not withdrawn",
        f"{RELINQUISHED}\n2025-02-03 | consent-withdrawn\n2025-02-05 | consent-given",
        "consent.return", "2025-03-03", "absent",
    ),
    Edge(
        "a consent that nobody recorded cannot be withdrawn",
        f"{SECTION20}\n2025-02-03 | consent-withdrawn", "consent.return", "2025-03-03", "absent",
    ),
    Edge(
        "a child never recorded in care has not left it",
        "2025-01-13 | child | dob=2021-07-19\n2025-02-03 | placement-order\n2025-03-03 | left-care | outcome=relatives",
        "left-care.authority", "2025-03-03", "absent",
    ),
    Edge(
        "a meeting of an earlier period is over",
        f"{CHILD}\n2025-02-03 | ppm | chair=TM\n2025-02-04 | left-care\n2025-02-05 | entered-care | basis=s20",
        "ppm.no-actions", "2025-03-03", "absent",
    ),
    Edge(
        "a delay of an earlier period is over",
        f"{CHILD}\n2025-02-03 | delay-recorded | reason=health; whose=family; until=2025-02-10\n2025-02-04 | left-care\n"
        "2025-02-05 | entered-care | basis=s20",
        "delay.expired", "2025-03-03", "absent",
    ),
    Edge(
        "a temporary approval of an earlier period is over",
        f"{APPROVED}\n2025-02-04 | left-care\n2025-02-05 | entered-care | basis=s20",
        "placement.no-legal-basis", "2025-06-02", "absent",
    ),
    Edge(
        "a plan changed before tracking began, while returns showed the reviews",
        f"{OLD_RETURNS}2024-04-08 | plan-set | plan=adoption\n2024-06-03 | plan-set [id=P] | plan=long-term-fostering",
        "plan.changed-without-review", "2025-05-01", "amber 2024-06-03", "from 6 May 2024 (28 days before) on", "P",
    ),
    Edge(
        "an order takes the place of consent",
        f"{RELINQUISHED}\n2025-02-03 | consent-withdrawn\n2025-02-05 | placement-order",
        "consent.return", "2025-03-03", "absent",
    ),
    Edge(
        "authority of the first day on which there was a benchmark",
        "2013-01-14 | child | dob=2012-05-01\n2013-01-14 | entered-care | basis=ico\n2013-04-01 | placement-order",
        "order.no-match", "2013-06-30", "info 2013-06-30",
    ),
    Edge(
        "authority from the day before it",
        "2013-01-14 | child | dob=2012-05-01\n2013-01-14 | entered-care | basis=ico\n2013-03-31 | placement-order",
        "order.no-match", "2013-12-02", "absent",
    ),
    Edge(
        "a link from before a return is over",
        f"{BACK}\n2025-02-24 | link | family=F2", "link.stalled", "2025-08-01", "absent",
    ),
    Edge(
        "a link made after the return stalls",
        f"{BACK}\n2025-05-12 | link [id=L2] | family=F2", "link.stalled", "2025-07-07", "info 2025-07-07", event="L2",
    ),
    Edge(
        "a link refused as a match has been taken further",
        f"{LINKED}\n2025-03-03 | match-decision | outcome=no; family=F1", "link.stalled", "2025-05-01", "absent",
    ),
    Edge(
        "a meeting that chose another family does not take a link further",
        f"{LINKED}\n2025-03-03 | selection-meeting | chosen=F2",
        "link.stalled", "2025-04-14", "info 2025-04-14", event="L",
    ),
    Edge(
        "a meeting that chose the family does",
        f"{LINKED}\n2025-03-03 | selection-meeting | considered=F2; chosen=F1", "link.stalled", "2025-05-01", "absent",
    ),
    Edge(
        "a search that began again when a link ended is told of the link",
        f"{LINKED}\n2025-03-10 | match-ended | family=F1; reason=x",
        "search.silent", "2025-04-21", "amber 2025-04-21", "since 10 Mar 2025 (42 days)", "L",
    ),
    Edge(
        "a panel from before a return is not asked for its papers",
        f"{ORDERED}\n2025-03-10 | panel | for=match; outcome=recommended\n2025-03-17 | placed-for-adoption\n"
        "2025-05-06 | placement-ended",
        "match.pack-incomplete", "2025-05-12", "absent",
    ),
    Edge(
        "a match decided on the day tracking began is asked for its panel",
        f"{ORDERED}\n2025-02-24 | panel | for=should-be-placed; outcome=recommended\n"
        "2025-03-10 | match-decision [id=M] | outcome=yes; family=F1\n2025-03-10 | tracking",
        "match.pack-incomplete", "2025-03-10", "info 2025-03-10", event="M",
    ),
    Edge(
        "after a return a refused match is no step", f"{BACK}\n2025-05-12 | match-decision | outcome=no; family=F2",
        "placement.disrupted", "2025-05-13", "red 2025-05-06", event="PE",
    ),
    Edge(
        "after a return a match is one", f"{BACK}\n2025-05-12 | match-decision | outcome=yes; family=F2",
        "placement.disrupted", "2025-05-13", "absent",
    ),
    Edge(
        "after a return the reversal of a decision that nobody recorded is one",
        f"{CHILD}\n2025-03-10 | placed-for-adoption\n2025-05-06 | placement-ended\n"
        "2025-05-12 | adm-decision-reversed | reason=RD2",
        "placement.disrupted", "2025-05-13", "absent",
    ),
    Edge(
        "a return of an earlier period is over",
        f"{BACK}\n2025-05-12 | left-care | outcome=relatives\n2025-06-02 | entered-care | basis=s20",
        "placement.disrupted", "2025-06-03", "absent",
    ),
    Edge(
        "an order that may be older than it says may be older than the placing",
        f"{DECIDED}\n2025-03-10 | placed-for-adoption\n~2025-03-17 | placement-order",
        "placed.no-authority", "2025-03-18", "absent",
    ),
    Edge(
        "an order made after the placing does not mend it",
        f"{DECIDED}\n2025-03-10 | placed-for-adoption [id=PL]\n2025-03-17 | placement-order",
        "placed.no-authority", "2025-03-18", "red 2025-03-10", event="PL",
    ),
    Edge(
        "an order that was over before the placing, however old, gives no authority",
        f"{DECIDED}\n~2025-02-17 | placement-order\n2025-03-03 | placement-order-revoked\n"
        "2025-03-10 | placed-for-adoption",
        "placed.no-authority", "2025-03-18", "red 2025-03-10",
    ),
    Edge(
        "an agreement of the day of placing is one",
        "2025-01-13 | child | dob=2025-01-13\n2025-01-13 | entered-care | basis=s20\n"
        "2025-02-03 | placement-agreement\n2025-02-03 | placed-for-adoption",
        "placed.no-authority", "2025-02-04", "absent",
    ),
    Edge(
        "a temporary approval ends with the placement, though none was said to be temporary",
        f"{SECTION20}\n2025-01-13 | placement-started | type=foster\n2025-01-20 | temporary-approval\n"
        "2025-03-03 | placement-ended",
        "placement.no-legal-basis", "2025-05-13", "absent",
    ),
    Edge(
        "a temporary approval ends with a placing for adoption",
        f"{APPROVED}\n2025-03-03 | placed-for-adoption", "placement.no-legal-basis", "2025-05-13", "absent",
    ),
    Edge(
        "a match with long-term carers ends the wait, whatever became of their placement",
        f"{CHILD}\n2025-02-03 | plan-set | plan=long-term-fostering\n2025-02-03 | placement-started | type=foster\n"
        "2025-02-10 | long-term-match\n2025-03-03 | placement-ended",
        "long-term.unmatched", "2025-06-02", "absent",
    ),
    Edge(
        "guardianship waits again when proceedings are over",
        f"{CHILD}\n2025-01-20 | proceedings-issued\n2025-02-03 | plan-set [id=P] | plan=special-guardianship\n"
        "2025-06-02 | proceedings-concluded",
        "guardianship.stalled", "2025-06-02", "amber 2025-06-02", event="P",
    ),
    Edge(
        "a plan of adoption is why a conference is asked for",
        f"{CHILD}\n2025-02-03 | plan-set [id=P] | plan=adoption", "conference.not-offered",
        "2025-03-31", "info 2025-03-31",
        "Adoption is the plan, and no family group conference was held or declined since 3 Feb 2025 (56 days).", "P",
    ),
    Edge(
        "an expected birth that took place is awaited no longer",
        "2025-01-13 | child | edd=2025-02-03; dob=2025-02-04\n2025-02-04 | entered-care | basis=ico",
        "birth.expected", "2025-03-03", "absent",
    ),
    Edge(
        "an action that was done does not hide the next",
        f"{CHILD}\n2025-02-03 | action-agreed [id=A] | action=call\n2025-02-03 | action-agreed [id=B] | action=visit\n"
        "2025-02-04 | action-done | action_id=A\n2025-02-11 | tracking-meeting\n2025-03-11 | tracking-meeting\n"
        "2025-04-08 | ppm",
        "action.rolled", "2025-04-08", "amber 2025-04-08", event="B",
    ),
    Edge(
        "a chair is asked for from the day adoption became possible",
        f"{CHILD}\n2025-01-13 | policy | alert.ppm.chair.chairs=TM,SM\n2025-02-10 | ppm [id=M] | chair=SW\n"
        "2025-03-03 | plan-set | plan=adoption",
        "ppm.chair", "2025-03-03", "info 2025-03-03", event="M",
    ),
    Edge(
        "a duty due on the day tracking began is not from before it",
        f"{CHILD}\n2025-02-10 | tracking",
        "delay.unexplained", "2025-02-25", "amber 2025-02-25", "no reason for the delay is recorded.",
    ),
    Edge(
        "a step on the last day of a delay is none since",
        f"{CHILD}\n2025-02-17 | delay-recorded [id=D] | reason=health; whose=family; until=2025-03-31\n2025-03-31 | ppm",
        "delay.expired", "2025-04-01", "info 2025-04-01", event="D",
    ),
    Edge(
        "a silence since a day that is not known",
        f"{CHILD}\n~2025-02-03 | plan-set | plan=return-home",
        "silent", "2025-03-31", "amber 2025-03-31", "since 3 Feb 2025 or earlier (at least 56 days)",
    ),
    Edge(
        "a late recording counts for ninety days",
        f"{CHILD}\n2025-02-03 | visit [recorded=2025-02-20]",
        "recording.late", "2025-05-04", "info 2025-02-20",
    ),
    Edge(
        "and no longer",
        f"{CHILD}\n2025-02-03 | visit [recorded=2025-02-20]",
        "recording.late", "2025-05-05", "absent",
    ),
    Edge(
        "what happened on the day tracking began may be recorded late",
        f"{CHILD}\n2025-02-03 | visit [recorded=2025-02-20]\n2025-02-03 | tracking",
        "recording.late", "2025-02-20", "info 2025-02-20",
    ),
    Edge(
        "a return of one of a group parts them, and is named",
        f"{GROUP}\n{SISTER}\n2025-03-03 | placement-order\n2025-03-03 | placement-order [of=B2]\n"
        "2025-03-10 | placed-for-adoption\n2025-03-10 | placed-for-adoption [of=B2]\n"
        "2025-05-06 | placement-ended [of=B2] [id=PE]",
        "siblings.diverge", "2025-05-06", "amber 2025-05-06", event="PE",
    ),
    Edge(
        "a group with one plan, of whom one is placed",
        f"{GROUP}\n{SISTER}\n2025-02-03 | plan-set | plan=adoption\n2025-02-03 | plan-set [of=B2] | plan=adoption\n"
        "2025-03-10 | placed-for-adoption",
        "siblings.diverge", "2025-03-10", "amber 2025-03-10",
        "Of sibling group G7, 2 children in care are not all placed for adoption, and no decision",
    ),
    Edge(
        "together or apart is not asked where the plan fell away",
        f"{DECIDED.replace('2021-07-19', '2021-07-19; sibling_group=G7')}\n2025-03-03 | adm-decision-reversed",
        "siblings.undecided", "2025-06-02", "absent",
    ),
    Edge(
        "workers are counted to the day before twelve months",
        f"{WITH_W1}\n2025-02-03 | worker-changed | role=worker; to=W2\n2025-03-03 | worker-changed | role=worker; to=W3\n"
        "2025-03-11 | tracking-meeting",
        "worker.changed", "2026-02-02", "amber 2025-03-03", "3 workers in the last 12 months",
    ),
    Edge(
        "and on that day no longer",
        f"{WITH_W1}\n2025-02-03 | worker-changed | role=worker; to=W2\n2025-03-03 | worker-changed | role=worker; to=W3\n"
        "2025-03-11 | tracking-meeting",
        "worker.changed", "2026-02-03", "absent",
    ),
    Edge(
        "a child who came back shortly before the second birthday",
        f"{BACK.replace('2021-07-19', '2023-06-20')}", "age.scope", "2025-05-06", "info 2025-05-06", "Turns 2 on 20 Jun 2025",
    ),
    Edge(
        "placed with a parent on the day of the care order",
        f"{CHILD}\n2025-03-03 | legal-status | status=co\n2025-03-03 | placement-started [id=PP] | type=parent",
        "with-parents.no-discharge", "2025-09-03", "amber 2025-09-03", "in 184 days", "PP",
    ),
    Edge(
        "pre-proceedings that may have begun earlier",
        f"{BABY}\n~2025-01-13 | pre-proceedings-started",
        "pre-proceedings.stuck", "2025-05-06", "amber 2025-05-06", "since 13 Jan 2025 or earlier (at least 113 days)",
    ),
    Edge(
        "a plan that fell away on the day tracking began is told by its own day",
        f"{REVERSED}\n2025-06-02 | tracking",
        "plan.missing", "2025-10-03", "amber 2025-10-03", "since 2 Jun 2025 (123 days)", "RV",
    ),
    Edge(
        "left care with authority, the day before eighteen",
        f"{ORDERED.replace('2021-07-19', '2008-03-03')}\n2025-06-02 | left-care [id=LC] | outcome=relatives",
        "left-care.authority", "2026-03-02", "red 2025-06-02", "", "LC",
    ),
    Edge(
        "left care with authority, eighteen",
        f"{ORDERED.replace('2021-07-19', '2008-03-03')}\n2025-06-02 | left-care | outcome=relatives",
        "left-care.authority", "2026-03-03", "absent",
    ),
    Edge(
        "asked for a day of which nothing could be seen",
        f"{SECTION20}\n2026-04-01 | tracking", "section20.drift", "2025-10-06", "absent",
    ),
    Edge(
        "asked for the first day of a return",
        f"{ORDERED}\n2025-07-02 | import | episodes=2025-07-02..2026-03-31\n2026-04-01 | tracking",
        "order.no-match", "2025-07-02", "amber 2025-07-02",
    ),
    Edge(
        "first true on the last day that a return shows",
        "2024-10-07 | child | dob=2022-01-25\n2024-10-07 | entered-care [return] | basis=ico\n"
        "2024-12-31 | legal-status [return] | status=placement-order\n2025-03-31 | import | episodes=2024-04-01..2025-03-31\n"
        "2025-10-01 | tracking",
        "order.no-match", "2025-03-31", "info 2025-03-31",
    ),
    Edge(
        "a review held too late, on the day of asking, where every day since could be seen",
        f"{RETURNED_AND_DECIDED}2024-01-08 | adm-decision-reversed [return] | reason=RD2\n2024-03-04 | review [return]",
        "reversal.no-review", "2024-03-04", "amber 2024-02-06", "to 5 Feb 2024; one was first held on 4 Mar 2024.",
    ),
    Edge(
        "a review held too late after days that could not be seen may not have been the first",
        f"{RETURNED_AND_DECIDED}2024-01-08 | adm-decision-reversed | reason=RD2\n2025-05-12 | review",
        "reversal.no-review", "2025-06-02", "amber 2024-02-06", "to 5 Feb 2024; one was held on 12 May 2025.",
    ),
    Edge(
        "proceedings that ended with an earlier period of care",
        "2024-01-08 | child | dob=2021-07-19\n2024-01-08 | entered-care | basis=ico\n2024-01-08 | proceedings-issued\n"
        "2024-06-03 | left-care | outcome=relatives\n2025-01-13 | entered-care | basis=s20\n"
        "2025-01-20 | plan-set | plan=special-guardianship",
        "final-order.no-progress", "2025-06-02", "absent",
    ),
    Edge(
        "proceedings about a child who never came into care",
        "2025-01-13 | child | dob=2021-07-19\n2025-01-13 | proceedings-issued\n2025-03-03 | proceedings-concluded\n"
        "2025-03-03 | plan-set | plan=special-guardianship\n2025-03-10 | pre-proceedings-started",
        "final-order.no-progress", "2025-06-02", "absent",
    ),
    Edge(
        "back in care after an adoption, whose match is another",
        "2019-04-08 | child | dob=2018-05-10\n2019-04-08 | entered-care [return] | basis=ico\n"
        "2020-06-01 | adoption-order [return]\n2022-05-02 | entered-care [return] | basis=ico\n"
        "2022-11-07 | legal-status [return] | status=placement-order\n2023-03-31 | import | "
        "episodes=2019-04-01..2023-03-31; ad1=2019-04-01..2023-03-31\n2023-04-01 | tracking",
        "order.no-match", "2023-05-01", "amber 2023-03-08", "no match is recorded, and returns cannot show one",
    ),
    Edge(
        "what began on the day on which tracking began has been seen",
        f"{ORDERED}\n2025-03-03 | tracking",
        "order.no-match", "2025-06-01", "info 2025-06-01", "(90 days) and not placed; no match is in force.",
    ),
]  # fmt: skip
