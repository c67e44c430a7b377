"""The page of one child for machines: every fact under a name of its own."""

from permtrack.domain.agreed_actions import AgreedAction
from permtrack.domain.child_page.life import InCare
from permtrack.domain.child_page.page import ChildPage
from permtrack.domain.child_page.picture import Picture
from permtrack.domain.child_page.search import FamilyStep, Search
from permtrack.domain.events import Event
from permtrack.domain.findings import Delay
from permtrack.domain.recorded import Recorded
from permtrack.domain.situations import Since
from permtrack.domain.stages import Stages
from permtrack.render.events import event_record
from permtrack.render.machine import Record, alert_record


def page_record(page: ChildPage) -> Record:
    """All of the page but the child's own fields, its deadlines and its alerts, which `child` gives beside it."""
    return {
        "age_months": page.situation.age_months,
        "ages": [
            {"step": age.step, "on": age.on, "exact": age.exact, "age_months": age.age_months} for age in page.ages
        ],
        "care": _care(page.care),
        "legal_status": _since(page.legal_status),
        "placement": _since(page.situation.placement),
        **_planning(page),
        "people": [{"role": person.role, "who": person.who, "since": person.since} for person in page.people],
        "stages": _stages(page.stages),
        "no_stage_because": page.stages.none_because or None,
        "reversal": page.stages.reversal or None,
        "family_finding": _search(page.search),
        "last_meeting": _meeting(page),
        "actions": [_action(action) for action in page.followed.actions],
        "since_last_meeting": [_event(event, page) for event in page.followed.since],
        "delays": [_delay(delay) for delay in page.delays],
        "warnings": [alert_record(alert) for alert in page.warnings],
        "data_age": page.next.outlook.data_age,
        "picture": _picture(page.picture),
    }


def _care(care: InCare | None) -> Record | None:
    if care is None:
        return None
    return {
        "started_on": care.started_on,
        "exact": care.exact,
        "ended_on": care.ended_on,
        "ended_by": care.ended_by or None,
        "days": care.days,
        "months": care.months,
        "placements": care.placements,
        "moves": care.moves,
    }


def _planning(page: ChildPage) -> Record:
    plan, considered, family = page.planned, page.early_permanence, page.family
    return {
        "plan": {
            "primary": plan.primary,
            "parallel": list(plan.parallel),
            "since": plan.since,
            "ratified_on": plan.ratified_on,
        },
        "early_permanence_considered": considered and {"on": considered.on, "outcome": considered.outcome},
        "siblings": family
        and {
            "group": family.group,
            "others": list(family.others),
            "outcome": family.outcome,
            "decided_on": family.decided_on,
            "searched_together": list(family.searched_together),
        },
    }


def _delay(delay: Delay) -> Record:
    return {
        "reason": delay.reason,
        "whose": delay.whose,
        "since": delay.on,
        "until": delay.until,
        "rule": delay.rule,
        "is_over": delay.is_over,
    }


def _since(fact: Since | None) -> Record | None:
    return {"what": fact.what, "since": fact.on, "exact": fact.exact} if fact else None


def _stages(stages: Stages) -> list[Record]:
    return [
        {
            "stage": stage.name.value,
            "started_on": stage.started_on,
            "ended_on": stage.ended_on,
            "days": stage.days,
            "bound": stage.bound.value,
            "current": stage.is_current,
            "resumed": stage.resumed,
            "start_exact": stage.start_exact,
            "end_exact": stage.end_exact,
            "in_order": stage.in_order,
            "reason": stage.reason or None,
        }
        for stage in stages.stages
    ]


def _search(search: Search) -> Record:
    selection = search.selection
    return {
        "channels": [{"channel": one.name, "on": one.on, "days": one.days} for one in search.channels],
        "widened_on": search.widened_on,
        "links_open": search.links_open,
        "open_families": list(search.open_families),
        "selection_meeting": selection
        and {
            "on": selection.on,
            "considered": list(selection.considered),
            "chosen": selection.chosen,
            "chair": selection.chair,
        },
        "match": _family_step(search.match),
        "introductions": _family_step(search.introductions),
        "placed": _family_step(search.placed),
        "last_activity_on": search.last_activity_on,
        "last_activity_days": search.last_activity_days,
    }


def _family_step(step: FamilyStep | None) -> Record | None:
    return {"on": step.on, "family": step.family} if step else None


def _meeting(page: ChildPage) -> Record | None:
    meeting = page.followed.meeting
    if meeting is None:
        return None
    return {
        "event": meeting.event.id,
        "kind": meeting.event.kind,
        "on": meeting.on,
        "chair": meeting.chair,
        "decision": meeting.decision,
    }


def _action(action: AgreedAction) -> Record:
    return {
        "action": action.agreed.id,
        "number": action.agreed.number,
        "text": action.agreed.word("action"),
        "owner": action.owner,
        "agreed_on": action.agreed.on,
        "due_on": action.due_on,
        "state": action.state.value,
        "days": action.days,
        "ended_on": action.ended.on if action.ended else None,
        "carried": len(action.carried),
    }


def _event(event: Event, page: ChildPage) -> Record:
    child = page.situation.child
    return event_record(Recorded(event=event, first=event), {child.id: child.ref})


def _picture(picture: Picture) -> Record:
    return {
        "first": picture.first,
        "last": picture.last,
        "rows": [
            {
                "name": row.name,
                "bars": [
                    {"what": bar.what, "first": bar.first, "last": bar.last, "exact": not bar.open_start}
                    for bar in row.bars
                ],
                "marks": [{"what": mark.what, "on": mark.on} for mark in row.marks],
            }
            for row in picture.rows
        ],
    }
