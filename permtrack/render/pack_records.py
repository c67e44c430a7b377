"""The meeting's pack as JSON: every figure with the children behind it, and what is needed to make it again."""

from dataclasses import fields

from permtrack import __version__
from permtrack.domain.events import Child
from permtrack.domain.findings import Delay
from permtrack.domain.meeting.cohort import PLACES, Standing
from permtrack.domain.meeting.movement import Movement
from permtrack.domain.meeting.pack import Headline, MeetingPack
from permtrack.domain.meeting.pipeline import PipelineRow, WaitingList
from permtrack.domain.stages import Stage
from permtrack.render.machine import Record, delay_record
from permtrack.render.pack_words import Source


def pack_record(pack: MeetingPack, source: Source) -> Record:
    """What `pack --format json` holds."""
    return {
        "permtrack": __version__,
        "meeting_on": pack.meeting_on,
        "as_at": pack.as_at,
        "known_at": source.known_at,
        "head": source.head,
        "again": source.again,
        "rulebook": pack.rulebook,
        "policy_from": pack.policy_from,
        "searched": pack.searched or None,
        "imported_to": pack.imported_to,
        "data_age": pack.data_age,
        "headline": _headline(pack.headline),
        "since_last_meeting": _movement(pack.movement) if pack.movement else None,
        "exceptions": [_plain(line) for line in pack.exceptions],
        "pipeline": [_pipeline(row) for row in pack.pipeline],
        "waiting": _waiting(pack.waiting),
        "overdue_by_whose_delay": [_plain(one) for one in pack.by_whose],
        "delays": [_plain(one) for one in pack.delays],
        "actions": [_plain(one) for one in pack.actions],
        "waivers": [_plain(one) for one in pack.waivers],
        "record_gaps": [_plain(one) for one in pack.gaps],
        "early_alerts": [_plain(one) for one in pack.early_alerts],
        "children": [_child(one) for one in pack.standings],
    }


def _plain(one: object) -> Record:
    """A record of the pack under its own names, the child by its ref."""
    return {field.name: _value(getattr(one, field.name)) for field in fields(one)}  # type: ignore[arg-type]


def _value(value: object) -> object:
    if isinstance(value, Child):
        return value.ref
    if isinstance(value, Delay):
        return delay_record(value)
    return list(value) if isinstance(value, tuple) else value


def _headline(head: Headline) -> Record:
    routes = [{"plan": row.route} | dict(zip(PLACES, row.counts, strict=True)) for row in head.routes]
    return {**_plain(head), "routes": routes}


def _movement(moved: Movement) -> Record:
    groups = {"new": moved.new, "moved": moved.moved, "achieved": moved.achieved, "left": moved.left}
    told = {name: [_plain(move) for move in moves] for name, moves in groups.items()}
    return {"since": moved.since, "then": moved.then, "now": moved.now, **told}


def _pipeline(row: PipelineRow) -> Record:
    return {
        "stage": row.name.value,
        "children": [{"child": one.child.ref, "over": one.over, **_stage(one.stage)} for one in row.inside],
        "median_days_so_far": row.so_far.days,
        "n_so_far": row.so_far.n,
        "limit": row.limit.words if row.limit else None,
        "limit_from": row.limit.source if row.limit else None,
        "over": len(row.over) if row.limit else None,
        "in_doubt": row.in_doubt,
        "median_days_taken": row.took.days,
        "n_taken": row.took.n,
    }


def _stage(stage: Stage) -> Record:
    return {"since": stage.started_on, "days": stage.days, "bound": stage.bound.value, "reason": stage.reason or None}


def _waiting(waiting: WaitingList) -> Record:
    return {
        "limit_days": waiting.limit_days,
        "with_an_order": len(waiting.waiting),
        "longer": len(waiting.long),
        "by_consent": waiting.by_consent,
        "with_a_decision": waiting.decided,
        "children": [_plain(one) for one in waiting.waiting],
    }


def _child(one: Standing) -> Record:
    current = one.stages.current
    return {
        "child": one.child.ref,
        "followed": one.followed,
        "plan": one.route,
        "parallel": list(one.parallel),
        "place": one.place,
        "stage": _stage(current) if current else None,
    }
