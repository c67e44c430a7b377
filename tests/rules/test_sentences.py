"""The whole sentence of every alert, the event that started it, and on whose authority it stands."""

from datetime import date

import pytest

from permtrack.rules.drift import ALERTS
from tests.rules.edges_of_plans import BABY, CHILD, DECIDED, ORDERED, SECTION20, Edge
from tests.rules.reading_alerts import telling

RELINQUISHED = f"{BABY}; pathway=relinquished\n2025-01-13 | entered-care | basis=s20\n2025-01-20 | consent-given\n"
GROUP = CHILD.replace("2021-07-19", "2021-07-19; sibling_group=G7")
SISTER = "2025-01-13 | child [of=B2] | dob=2019-03-10; sibling_group=G7\n2025-01-13 | entered-care [of=B2] | basis=ico"
ISSUED = f"{CHILD}\n2025-01-13 | proceedings-issued [id=PI]"
REVERSED = f"{DECIDED}\n2025-06-02 | adm-decision-reversed [id=RV] | reason=RD2"
MET = "2025-02-11 | tracking-meeting\n2025-03-11 | tracking-meeting\n2025-04-08 | ppm"
AVERAGE = "The national average benchmark is 121 days."

SENTENCES = [
    Edge(
        "the plan fell away", REVERSED.replace("2025-06-02", "2025-03-03"), "plan.missing",
        "2025-07-04", "amber 2025-07-04", "No permanence plan is recorded since 3 Mar 2025 (123 days).", "RV",
    ),
    Edge(
        "one plan alone", f"{ISSUED}\n2025-02-03 | plan-set [id=P] | plan=special-guardianship", "plan.no-parallel",
        "2025-03-04", "info 2025-03-04",
        "Only one plan (special guardianship) is recorded since 3 Feb 2025 (29 days), while proceedings issued on "
        "13 Jan 2025 are open.", "P",
    ),
    Edge(
        "changed without a review",
        f"{CHILD}\n2025-02-03 | plan-set | plan=adoption\n2025-06-02 | plan-set [id=P] | plan=long-term-fostering",
        "plan.changed-without-review", "2025-06-02", "amber 2025-06-02",
        "The plan changed from adoption to long-term fostering on 2 Jun 2025, and no review was held from "
        "5 May 2025 (28 days before) on.", "P",
    ),
    Edge(
        "changed three times",
        f"{CHILD}\n2025-02-03 | plan-set | plan=adoption\n2025-03-03 | plan-set | plan=return-home\n"
        "2025-04-07 | plan-set | plan=adoption\n2025-05-05 | plan-set [id=P] | plan=return-home",
        "plan.keeps-changing", "2025-05-05", "amber 2025-05-05",
        "The plan has changed 3 times in this period of care: adoption, return home (3 Mar 2025), adoption "
        "(7 Apr 2025), return home (5 May 2025).", "P",
    ),
    Edge(
        "an order and other plans",
        f"{ORDERED}\n2025-04-07 | plan-set [id=P] | plan=long-term-fostering; parallel=special-guardianship",
        "order.plan-not-adoption", "2025-04-07", "red 2025-04-07",
        "The placement order of 3 Mar 2025 is in force, and the plan recorded on 7 Apr 2025 is long-term fostering or "
        "special guardianship, without adoption.", "P",
    ),
    Edge(
        "an order and parallel plans alone",
        f"{CHILD}\n2025-03-03 | placement-order\n2025-04-07 | plan-set [id=P] | parallel=long-term-fostering,independence",
        "order.plan-not-adoption", "2025-04-07", "red 2025-04-07",
        "The placement order of 3 Mar 2025 is in force, and the plan recorded on 7 Apr 2025 is long-term fostering or "
        "independence, without adoption.", "P",
    ),
    Edge(
        "its revocation applied for",
        f"{ORDERED}\n2025-04-07 | plan-set [id=P] | plan=return-home\n2025-04-14 | revocation-applied",
        "order.plan-not-adoption", "2025-04-14", "amber 2025-04-14",
        "The placement order of 3 Mar 2025 is in force, and the plan recorded on 7 Apr 2025 is return home, without "
        "adoption; its revocation was applied for on 14 Apr 2025.", "P",
    ),
    Edge(
        "its revocation refused",
        f"{ORDERED}\n2025-04-07 | plan-set [id=P] | plan=return-home\n2025-04-14 | revocation-applied\n"
        "2025-05-12 | revocation-refused",
        "order.plan-not-adoption", "2025-05-12", "red 2025-05-12",
        "The placement order of 3 Mar 2025 is in force, and the plan recorded on 7 Apr 2025 is return home, without "
        "adoption; its revocation was refused on 12 May 2025.", "P",
    ),
    Edge(
        "a decision and another plan", f"{DECIDED}\n2025-03-03 | plan-set [id=P] | plan=return-home",
        "decision.not-reversed", "2025-03-18", "red 2025-03-18",
        "The decision of 10 Feb 2025 that the child should be placed for adoption has not been reversed, although the "
        "plan recorded is without adoption since 3 Mar 2025 (15 days).", "P",
    ),
    Edge(
        "a decision and a refused order", f"{DECIDED}\n2025-03-03 | placement-order-refused [id=R]",
        "decision.not-reversed", "2025-03-18", "red 2025-03-18",
        "The decision of 10 Feb 2025 that the child should be placed for adoption has not been reversed, although the "
        "placement order was refused since 3 Mar 2025 (15 days).", "R",
    ),
    Edge(
        "reversed without a review", REVERSED, "reversal.no-review", "2025-07-01", "amber 2025-07-01",
        "The decision was reversed on 2 Jun 2025, and no review was held from 5 May 2025 to 30 Jun 2025.", "RV",
    ),
    Edge(
        "reversed, and a review held three days too late", f"{REVERSED}\n2025-07-03 | review\n2025-12-01 | review",
        "reversal.no-review", "2026-01-05", "amber 2025-07-01",
        "The decision was reversed on 2 Jun 2025, and no review was held from 5 May 2025 to 30 Jun 2025; one was first "
        "held on 3 Jul 2025.", "RV",
    ),
    Edge(
        "parents not told since tracking began", f"{REVERSED}\n2025-07-01 | tracking", "reversal.parents-not-told",
        "2025-07-12", "amber 2025-07-12",
        "The decision was reversed on 2 Jun 2025, and since tracking began on 1 Jul 2025 the parents are not recorded as "
        "told by 11 Jul 2025.", "RV",
    ),
    Edge(
        "parents not told", REVERSED, "reversal.parents-not-told", "2025-06-13", "amber 2025-06-13",
        "The decision was reversed on 2 Jun 2025, and the parents are not recorded as told by 12 Jun 2025.", "RV",
    ),
    Edge(
        "parents told late", f"{REVERSED}\n2025-06-16 | parents-told | of=reversal", "reversal.parents-not-told",
        "2025-06-20", "amber 2025-06-13",
        "The decision was reversed on 2 Jun 2025, and the parents are not recorded as told by 12 Jun 2025 (told on "
        "16 Jun 2025).", "RV",
    ),
    Edge(
        "proceedings near their end", ISSUED, "proceedings.long", "2025-06-08", "amber 2025-06-02",
        "Care proceedings issued on 13 Jan 2025 have been open for 20 weeks; 26 weeks end on 13 Jul 2025.", "PI",
    ),
    Edge(
        "proceedings on their last day", ISSUED, "proceedings.long", "2025-07-13", "amber 2025-06-02",
        "Care proceedings issued on 13 Jan 2025 have been open for 25 weeks; 26 weeks end on 13 Jul 2025.", "PI",
    ),
    Edge(
        "proceedings past their end", ISSUED, "proceedings.long", "2025-07-14", "red 2025-07-14",
        "Care proceedings issued on 13 Jan 2025 have been open for 26 weeks; 26 weeks ended on 13 Jul 2025.", "PI",
    ),
    Edge(
        "proceedings extended, others before them extended too",
        f"{ISSUED}\n2025-06-02 | proceedings-extended | until=2025-09-01\n"
        "2025-06-16 | proceedings-concluded | outcome=care-order\n2025-06-30 | proceedings-issued [id=P2]\n"
        "2025-12-01 | proceedings-extended | until=2026-02-02",
        "proceedings.long", "2025-12-01", "amber 2025-11-17",
        "Care proceedings issued on 30 Jun 2025 have been open for 22 weeks; extended to 2 Feb 2026.", "P2",
    ),
    Edge(
        "section 20 without a plan", SECTION20, "section20.drift", "2025-05-06", "amber 2025-05-06",
        "Accommodated under section 20 since 13 Jan 2025 (113 days): no plan is recorded after 16 weeks.", "E2",
    ),
    Edge(
        "section 20 without proceedings", f"{SECTION20}\n2025-02-03 | plan-set | plan=long-term-fostering",
        "section20.drift", "2025-07-15", "amber 2025-07-15",
        "Accommodated under section 20 since 13 Jan 2025 (183 days): no proceedings after 26 weeks, and the plan is not "
        "return home.", "E2",
    ),
    Edge(
        "section 20 for a year", f"{SECTION20}\n2025-02-03 | plan-set | plan=return-home",
        "section20.drift", "2026-01-13", "amber 2026-01-13",
        "Accommodated under section 20 since 13 Jan 2025 (365 days): more than 52 weeks, whatever the plan.", "E2",
    ),
    Edge(
        "nothing since the final order",
        f"{ISSUED}\n2025-02-03 | review | plan=adoption\n"
        "2025-06-02 | proceedings-concluded [id=PC] | outcome=care-order",
        "final-order.no-progress", "2025-07-28", "amber 2025-07-28",
        "Proceedings ended on 2 Jun 2025 and the plan is adoption; no step is recorded in 56 days.", "PC",
    ),
    Edge(
        "a step since the final order, and nothing more",
        f"{ISSUED}\n2025-02-03 | review | plan=special-guardianship\n"
        "2025-06-02 | proceedings-concluded | outcome=care-order\n2025-06-16 | family-finding [id=FF]",
        "final-order.no-progress", "2025-08-11", "amber 2025-08-11",
        "Proceedings ended on 2 Jun 2025 and the plan is special guardianship; no step is recorded since 16 Jun 2025 "
        "(56 days).", "FF",
    ),
    Edge(
        "the plan came long after the final order, at a review",
        f"{ISSUED}\n2025-06-02 | proceedings-concluded [id=PC] | outcome=care-order\n2025-09-01 | review | plan=adoption",
        "final-order.no-progress", "2025-09-08", "amber 2025-09-01",
        "Proceedings ended on 2 Jun 2025 and the plan is adoption; no step is recorded in 98 days.", "PC",
    ),
    Edge(
        "with a parent under an order",
        f"{CHILD.replace('ico', 'co')}\n2025-02-03 | placement-started [id=PL] | type=parent",
        "with-parents.no-discharge", "2025-08-03", "amber 2025-08-03",
        "Placed with a parent since 3 Feb 2025 under the care order of 13 Jan 2025; no application to discharge it in "
        "181 days.", "PL",
    ),
    Edge(
        "pre-proceedings", f"{BABY}\n2025-01-13 | pre-proceedings-started [id=PP]", "pre-proceedings.stuck",
        "2025-05-06", "amber 2025-05-06", "In pre-proceedings since 13 Jan 2025, with no outcome in 113 days.", "PP",
    ),
    Edge(
        "a birth awaited", "2025-01-13 | child | edd=2025-06-02", "pre-birth.no-meeting", "2025-04-07",
        "amber 2025-04-07",
        "The birth is expected on 2 Jun 2025; no planning meeting is recorded, and early permanence has not been "
        "considered.", "CHILD",
    ),
    Edge(
        "a birth overdue", "2025-01-13 | child | edd=2025-02-03", "birth.expected", "2025-02-17", "info 2025-02-17",
        "The birth was expected on 3 Feb 2025 (14 days ago) and is not recorded: record it, or that the child is no "
        "longer followed.", "CHILD",
    ),
    Edge(
        "no conference", ISSUED, "conference.not-offered", "2025-03-10", "info 2025-03-10",
        "Care proceedings are open, and no family group conference was held or declined since 13 Jan 2025 (56 days).",
        "PI",
    ),
    Edge(
        "long-term fostering", f"{CHILD}\n2025-02-03 | plan-set [id=P] | plan=long-term-fostering",
        "long-term.unmatched", "2025-04-28", "amber 2025-04-28",
        "The plan is long-term fostering since 3 Feb 2025, and no long-term match is recorded in 84 days.", "P",
    ),
    Edge(
        "guardianship", f"{CHILD}\n2025-02-03 | plan-set [id=P] | plan=special-guardianship", "guardianship.stalled",
        "2025-04-28", "amber 2025-04-28",
        "The plan is special guardianship since 3 Feb 2025; no notice, report, proceedings or order in 84 days.", "P",
    ),
    Edge(
        "an order and no match", f"{ORDERED} [id=O]", "order.no-match", "2025-06-01", "info 2025-06-01",
        f"Authority to place since 3 Mar 2025 (90 days) and not placed; no match is in force. {AVERAGE}", "O",
    ),
    Edge(
        "back and no match",
        f"{ORDERED}\n2025-03-10 | placed-for-adoption\n2025-05-06 | placement-ended [id=PE]",
        "order.no-match", "2025-08-04", "info 2025-08-04",
        f"Back from an adoptive placement since 6 May 2025 (90 days) and not placed; no match is in force. {AVERAGE}",
        "PE",
    ),
    Edge(
        "a silent search", DECIDED, "search.silent", "2025-03-24", "amber 2025-03-24",
        "The plan is adoption, decided on 10 Feb 2025; no match is in force and no step of family finding is recorded "
        "since 10 Feb 2025 (42 days).", "E4",
    ),
    Edge(
        "matched and not placed", f"{ORDERED}\n2025-03-10 | match-decision [id=M] | outcome=yes; family=F1",
        "match.stalled", "2025-05-05", "amber 2025-05-05",
        "Matched on 10 Mar 2025 with authority to place from 3 Mar 2025; not placed in 56 days.", "M",
    ),
    Edge(
        "a family linked", f"{DECIDED}\n2025-02-17 | link [id=L] | family=F1", "link.stalled",
        "2025-04-14", "info 2025-04-14",
        "A possible family (F1) was identified on 17 Feb 2025; no selection meeting, match or end of the link in 56 "
        "days.", "L",
    ),
    Edge(
        "a family without a code linked", f"{DECIDED}\n2025-02-17 | link [id=L]", "link.stalled",
        "2025-04-14", "info 2025-04-14",
        "A possible family was identified on 17 Feb 2025; no selection meeting, match or end of the link in 56 days.",
        "L",
    ),
    Edge(
        "early permanence", f"{BABY}\n2025-01-13 | entered-care | basis=ico\n2025-02-03 | plan-set [id=P] | plan=adoption",
        "early-permanence.not-considered", "2025-03-03", "amber 2025-03-03",
        "Adoption is planned since 3 Feb 2025 (28 days) for a child under 2, and early permanence is not recorded as "
        "considered.", "P",
    ),
    Edge(
        "a panel without papers", f"{ORDERED}\n2025-03-10 | panel [id=PA] | for=match; outcome=recommended",
        "match.pack-incomplete", "2025-03-10", "info 2025-03-10",
        "The panel of 10 Mar 2025 considered a match, and before it no support plan and no placement report sent to the "
        "adopters is recorded.", "PA",
    ),
    Edge(
        "a panel without the report",
        f"{ORDERED}\n2025-03-10 | support-plan\n2025-03-10 | panel [id=PA] | for=match; outcome=recommended",
        "match.pack-incomplete", "2025-03-10", "info 2025-03-10",
        "The panel of 10 Mar 2025 considered a match, and before it no placement report sent to the adopters is "
        "recorded.", "PA",
    ),
    Edge(
        "a match without a panel",
        f"{ORDERED}\n2025-03-03 | panel | for=should-be-placed; outcome=recommended\n"
        "2025-03-10 | match-decision [id=M] | outcome=yes; family=F1",
        "match.pack-incomplete", "2025-03-10", "info 2025-03-10",
        "The match of 10 Mar 2025 was decided, and no panel for it is recorded.", "M",
    ),
    Edge(
        "a meeting without actions", f"{CHILD}\n2025-03-03 | ppm [id=M] | chair=TM", "ppm.no-actions",
        "2025-03-07", "info 2025-03-07", "The planning meeting of 3 Mar 2025 has no action recorded in 4 days.", "M",
    ),
    Edge(
        "an action carried over",
        f"{CHILD}\n2025-02-03 | action-agreed [id=A] | action=call; owner=SW; due=2025-09-01\n{MET}",
        "action.rolled", "2025-04-08", "amber 2025-04-08",
        "An action agreed on 3 Feb 2025 (for SW, due on 1 Sep 2025) is still open after 3 meetings.", "A",
    ),
    Edge(
        "an action of nobody's carried over", f"{CHILD}\n2025-02-03 | action-agreed [id=A] | action=call\n{MET}",
        "action.rolled", "2025-04-08", "amber 2025-04-08",
        "An action agreed on 3 Feb 2025 is still open after 3 meetings.", "A",
    ),
    Edge(
        "a delay without a reason", CHILD, "delay.unexplained", "2025-02-25", "amber 2025-02-25",
        "First review was due on 10 Feb 2025 (15 days ago), and no reason for the delay is recorded.", "E2",
    ),
    Edge(
        "a delay that is over",
        f"{CHILD}\n2025-02-17 | delay-recorded [id=D] | reason=late-relative; whose=family; until=2025-03-31",
        "delay.expired", "2025-04-01", "info 2025-04-01",
        "The delay recorded on 17 Feb 2025 (late relative) was to end by 31 Mar 2025, and no step is recorded since.", "D",
    ),
    Edge(
        "silence", CHILD, "silent", "2025-03-10", "amber 2025-03-10",
        "Nothing at all is recorded since 13 Jan 2025 (56 days).", "E2",
    ),
    Edge(
        "a late recording", f"{CHILD}\n2025-02-03 | visit [id=V] [recorded=2025-02-20]", "recording.late",
        "2025-02-20", "info 2025-02-20", "An event of 3 Feb 2025 (visit) was recorded on 20 Feb 2025, 17 days later.", "V",
    ),
    Edge(
        "three late recordings",
        f"{CHILD}\n2025-02-03 | visit [recorded=2025-02-20]\n2025-02-03 | note [recorded=2025-02-21]\n"
        "2025-02-10 | visit [id=V] [recorded=2025-02-28]",
        "recording.late", "2025-03-03", "info 2025-02-28",
        "An event of 10 Feb 2025 (visit) was recorded on 28 Feb 2025, 18 days later, and 2 other events late too.", "V",
    ),
    Edge(
        "a group apart",
        f"{GROUP}\n{SISTER}\n2025-02-03 | plan-set | plan=adoption\n2025-02-17 | plan-set [of=B2] [id=P] | plan=return-home\n"
        "2025-03-03 | adm-decision | outcome=yes\n2025-03-10 | placement-order\n2025-03-24 | placed-for-adoption",
        "siblings.diverge", "2025-03-24", "amber 2025-02-17",
        "Of sibling group G7, 2 children in care have different plans (adoption, return home) and are not all placed for "
        "adoption, and no decision of together or apart is recorded.", "P",
    ),
    Edge(
        "a group without a decision", f"{GROUP}\n2025-02-03 | plan-set [id=P] | plan=adoption", "siblings.undecided",
        "2025-03-31", "info 2025-03-31",
        "The plan is adoption since 3 Feb 2025, the child belongs to sibling group G7, and no decision of together or "
        "apart is recorded in 56 days.", "P",
    ),
    Edge(
        "a new worker", f"{CHILD}\n2025-02-03 | worker-changed [id=W] | role=worker; to=W2", "worker.changed",
        "2025-02-03", "info 2025-02-03", "The worker last changed on 3 Feb 2025.", "W",
    ),
    Edge(
        "soon two", f"{BABY}\n2025-01-13 | entered-care | basis=ico\n2025-02-03 | plan-set | plan=adoption", "age.scope",
        "2026-09-09", "info 2026-09-09", "Turns 2 on 4 Nov 2026: adoption is planned and not yet placed.", "CHILD",
    ),
    Edge(
        "soon five", f"{CHILD}\n2025-01-13 | policy | sets.casework=true", "age.scope", "2026-05-24", "info 2026-05-24",
        "Turns 5 on 19 Jul 2026: health assessments become yearly.", "CHILD",
    ),
    Edge(
        "long placed", f"{ORDERED}\n2025-03-10 | placed-for-adoption [id=PL]", "placed.no-order",
        "2026-03-11", "amber 2026-03-11",
        "Placed for adoption since 10 Mar 2025 (366 days) and no adoption order; no application is recorded.", "PL",
    ),
    Edge(
        "long placed and applied for",
        f"{ORDERED}\n2025-03-10 | placed-for-adoption [id=PL]\n2025-06-02 | adoption-application",
        "placed.no-order", "2026-03-11", "info 2026-03-11",
        "Placed for adoption since 10 Mar 2025 (366 days) and no adoption order; applied for on 2 Jun 2025.", "PL",
    ),
    Edge(
        "a disruption", f"{ORDERED}\n2025-03-10 | placed-for-adoption\n2025-05-06 | placement-ended [id=PE]",
        "placement.disrupted", "2025-05-06", "red 2025-05-06",
        "The adoptive placement ended on 6 May 2025 without an order; no new plan, match, placing or reversal is "
        "recorded since.", "PE",
    ),
    Edge(
        "three moves",
        f"{CHILD}\n2025-01-13 | placement-started | type=foster\n2025-02-17 | placement-started | type=foster\n"
        "2025-03-03 | placement-started [id=PL] | type=foster",
        "moves.many", "2025-03-03", "amber 2025-03-03",
        "3 placements with different carers in the last 12 months, the latest from 3 Mar 2025.", "PL",
    ),
    Edge(
        "placed without authority", f"{DECIDED}\n2025-03-10 | placed-for-adoption [id=PL]", "placed.no-authority",
        "2025-03-10", "red 2025-03-10",
        "Placed for adoption on 10 Mar 2025 without a placement order, consent or agreement in force.", "PL",
    ),
    Edge(
        "an approval run out", f"{SECTION20}\n2025-01-20 | temporary-approval [id=T]", "placement.no-legal-basis",
        "2025-05-13", "red 2025-05-13",
        "The temporary approval of 20 Jan 2025 ran out on 12 May 2025, and the child still lives there.", "T",
    ),
    Edge(
        "an approval extended by four weeks",
        f"{SECTION20}\n2025-01-20 | temporary-approval [id=T]\n2025-05-05 | temporary-approval-extended | weeks=4",
        "placement.no-legal-basis", "2025-06-10", "red 2025-06-10",
        "The temporary approval of 20 Jan 2025 ran out on 9 Jun 2025, extended by 4 weeks, and the child still lives "
        "there.", "T",
    ),
    Edge(
        "left care under an order", f"{ORDERED}\n2025-04-07 | left-care [id=L] | outcome=relatives", "left-care.authority",
        "2025-04-07", "red 2025-04-07",
        "Left care on 7 Apr 2025 while there was authority to place since 3 Mar 2025: such a child is still looked after "
        "in law.", "L",
    ),
    Edge(
        "consent withdrawn", f"{RELINQUISHED}2025-02-03 | consent-withdrawn [id=W]", "consent.return",
        "2025-02-10", "red 2025-02-10",
        "Consent was withdrawn on 3 Feb 2025; the child was to be returned by 9 Feb 2025 (7 days beginning with that "
        "day), and no placement order is applied for.", "W",
    ),
    Edge(
        "consent withdrawn after placing",
        f"{RELINQUISHED}2025-01-27 | placed-for-adoption\n2025-02-03 | consent-withdrawn [id=W]", "consent.return",
        "2025-02-17", "red 2025-02-17",
        "Consent was withdrawn on 3 Feb 2025; the child was to be returned by 16 Feb 2025 (14 days beginning with that "
        "day), and no placement order is applied for.", "W",
    ),
    Edge(
        "another chair",
        f"{CHILD}\n2025-01-13 | policy | alert.ppm.chair.chairs=TM,SM\n2025-02-03 | plan-set | plan=adoption\n"
        "2025-03-03 | ppm [id=M] | chair=SW",
        "ppm.chair", "2025-03-03", "info 2025-03-03",
        "The planning meeting of 3 Mar 2025 was chaired by SW; while adoption is possible, policy names TM, SM.", "M",
    ),
]  # fmt: skip

TIERS = {
    **dict.fromkeys(("plan.missing", "decision.not-reversed", "delay.unexplained"), "statutory-guidance"),
    **dict.fromkeys(
        ("plan.changed-without-review", "reversal.no-review", "placement.no-legal-basis"), "regulation"
    ),
    **dict.fromkeys(
        (
            "order.plan-not-adoption", "proceedings.long", "left-care.authority", "placed.no-authority",
            "consent.return", "early-permanence.not-considered",
        ),
        "act",
    ),
    "reversal.parents-not-told": "minimum-standard",
    "order.no-match": "benchmark",
}  # fmt: skip
"""On whose authority an alert stands; every other one is local policy."""


@pytest.mark.parametrize("edge", SENTENCES, ids=[f"{edge.alert}: {edge.name}" for edge in SENTENCES])
def test_a_sentence(edge: Edge) -> None:
    (found,) = [a for a in telling(edge.told).alerts(date.fromisoformat(edge.day)) if a.alert == edge.alert]
    assert (f"{found.severity} {found.since}", found.sentence) == (edge.answer, edge.says)
    assert (found.id, found.child) == (f"A1:{edge.alert}:{edge.event}", "A1")
    assert found.tier == TIERS.get(edge.alert, "local-policy")


def test_every_alert_has_its_sentence() -> None:
    assert {edge.alert for edge in SENTENCES} == set(ALERTS)
