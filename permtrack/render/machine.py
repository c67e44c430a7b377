"""Findings, children and events as JSON: stable names, ISO dates, pure ASCII, every text exactly as it is stored."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

from permtrack.domain.findings import Alert, Deadline, Delay, Trigger

Record = dict[str, object]


def as_json(record: Mapping[str, object]) -> str:
    """The record as JSON text. ASCII, because a console may not know more and a terminal must not be driven."""
    return json.dumps(record, indent=1, allow_nan=False, default=_iso) + "\n"


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"JSON has no {type(value).__name__}")


def instant(at: datetime) -> str:
    """An instant in UTC, to the microsecond where it has any: `2026-03-31T17:00:00Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def deadline_record(deadline: Deadline) -> Record:
    """One deadline: first what every reader needs, then what few do."""
    return {
        "id": deadline.id,
        "child": deadline.child,
        "rule": deadline.rule,
        "title": deadline.title,
        "set": deadline.set,
        "tier": deadline.tier,
        "checked": deadline.checked,
        "status": deadline.status.value,
        "trigger": _trigger_record(deadline.trigger),
        "opens_on": deadline.opens_on,
        "due_on": deadline.due_on,
        "met_on": deadline.met_on,
        "days": deadline.days,
        "reason": deadline.reason,
        "citation": deadline.citation,
        "version": deadline.version,
        "met_by": deadline.met_by,
        "closed_on": deadline.closed_on,
        "same_as": deadline.same_as,
        "delay": delay_record(deadline.delay),
    }


def delay_record(delay: Delay | None) -> Record | None:
    """The reason recorded for a delay; None where none is."""
    if delay is None:
        return None
    return {
        "reason": delay.reason,
        "whose": delay.whose,
        "on": delay.on,
        "until": delay.until,
        "event": delay.event,
    }


def _trigger_record(trigger: Trigger | None) -> Record | None:
    return None if trigger is None else {"event": trigger.event, "kind": trigger.kind, "on": trigger.on}


def alert_record(alert: Alert) -> Record:
    """One alert."""
    return {
        "id": alert.id,
        "child": alert.child,
        "alert": alert.alert,
        "severity": alert.severity.value,
        "since": alert.since,
        "sentence": alert.sentence,
        "tier": alert.tier,
        "covers": list(alert.covers),
    }
