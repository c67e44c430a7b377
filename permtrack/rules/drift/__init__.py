"""What is going wrong with one child's plan though no single date is late: the drift alerts.

Each alert is a function over the journey that says what it found and from when; the clock decides whether it is true
yet, since when, and whether it concerns the child at all. Their numbers are data (`thresholds`).
"""

from collections.abc import Callable, Iterator, Mapping

from permtrack.domain.findings import Alert
from permtrack.domain.journey import Journey
from permtrack.rules.drift import born, court, meetings, orders, people, placements, plans, searching
from permtrack.rules.drift.causes import one_line_a_cause, with_deadlines
from permtrack.rules.drift.clock import Circumstances, Found, Watch, alerts, concern, watch
from permtrack.rules.drift.thresholds import Threshold, Thresholds, parse_thresholds

__all__ = [
    "ALERTS",
    "Circumstances",
    "Threshold",
    "Thresholds",
    "drift",
    "one_line_a_cause",
    "parse_thresholds",
]

ALERTS: Mapping[str, Callable[[Watch], Iterator[Found]]] = {
    "plan.missing": plans.missing,
    "plan.no-parallel": plans.no_parallel,
    "plan.changed-without-review": plans.changed_without_review,
    "plan.keeps-changing": plans.keeps_changing,
    "order.plan-not-adoption": orders.plan_not_adoption,
    "decision.not-reversed": orders.decision_not_reversed,
    "reversal.no-review": orders.reversal_without_review,
    "reversal.parents-not-told": orders.parents_not_told,
    "proceedings.long": court.proceedings_long,
    "section20.drift": court.section20_drift,
    "final-order.no-progress": court.final_order_no_progress,
    "order.no-match": searching.order_no_match,
    "search.silent": searching.search_silent,
    "match.stalled": searching.match_stalled,
    "link.stalled": searching.link_stalled,
    "placed.no-order": placements.placed_no_order,
    "placement.disrupted": placements.disrupted,
    "moves.many": placements.moves_many,
    "early-permanence.not-considered": searching.early_permanence_not_considered,
    "ppm.no-actions": meetings.no_actions,
    "action.rolled": meetings.action_rolled,
    "delay.unexplained": meetings.delay_unexplained,
    "delay.expired": meetings.delay_expired,
    "silent": meetings.silent,
    "recording.late": meetings.recorded_late,
    "siblings.diverge": people.diverge,
    "siblings.undecided": people.undecided,
    "worker.changed": people.worker_changed,
    "age.scope": people.age_scope,
    "placement.no-legal-basis": placements.no_legal_basis,
    "left-care.authority": orders.left_under_authority,
    "placed.no-authority": placements.placed_without_authority,
    "consent.return": orders.consent_not_acted_on,
    "long-term.unmatched": plans.long_term_unmatched,
    "guardianship.stalled": plans.guardianship_stalled,
    "with-parents.no-discharge": court.with_parents,
    "pre-proceedings.stuck": court.pre_proceedings_stuck,
    "pre-birth.no-meeting": born.no_meeting,
    "birth.expected": born.expected,
    "conference.not-offered": plans.conference_not_offered,
    "ppm.chair": meetings.unlisted_chair,
    "match.pack-incomplete": searching.pack_incomplete,
}


def drift(journey: Journey, circumstances: Circumstances) -> tuple[Alert, ...]:
    """The drift alerts of one child as at the journey's day, in the order of ALERTS; contradictions are not among them.

    `covers` names the running deadlines that say the same, and the alerts of the same cause that are less grave.
    """
    concerned, thresholds = concern(journey), circumstances.thresholds
    asked = thresholds.asked_of(journey.kinds)
    found: list[Alert] = []
    for name, check in ALERTS.items():
        watched = watch(thresholds[name], journey, circumstances, concerned) if name in asked else None
        if watched is not None:
            found += alerts(watched, check)
    covering = (with_deadlines(alert, circumstances.deadlines, thresholds) for alert in found)
    return one_line_a_cause(covering, thresholds)
