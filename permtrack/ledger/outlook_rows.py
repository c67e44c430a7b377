"""The lines of a list to texts of the outlook and back. JSON, because what lies in a file is never run."""

import json
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, fields
from datetime import date
from typing import Any

from permtrack.domain.alert_lines import AlertLine
from permtrack.domain.events import Child
from permtrack.domain.findings import Alert, Deadline, Delay, Severity, Status, Trigger
from permtrack.domain.own_lines import Line
from permtrack.domain.shares import Name, Share

Wording = tuple[str, str, str, str, str, str, int]
"""What every deadline of one version of a rule has in common: title, set, tier, checked, citation, version, edition."""
CHILD_DAYS = ("dob", "edd")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=date.isoformat).encode


def seal(text: str) -> int:
    """A number that tells whether a text is still what was written; against accidents, not against people."""
    return zlib.crc32(text.encode("utf-8"))


def child_text(child: Child) -> str:
    """A child, without the fields that are empty."""
    return _encode({field.name: value for field in fields(child) if (value := getattr(child, field.name)) is not None})


def child_of(text: str) -> Child:
    """The child of a text."""
    told: dict[str, Any] = json.loads(text)
    days = {name: date.fromisoformat(told[name]) for name in CHILD_DAYS if name in told}
    return Child(**(told | days))


def line_text(line: Line, number_of: Callable[[Wording], int]) -> str:
    """A line without its child; `number_of` gives the number under which a wording is kept."""
    also = [_deadline_values(deadline, number_of) for deadline in line.also]
    alerts = [_alert_values(alert) for alert in line.alerts]
    own = _deadline_values(line.deadline, number_of)
    return _encode([own, also, alerts, line.lacks_a_reason, line.spoken_for])


def line_of(text: str, child: Child, wordings: Mapping[int, Wording]) -> Line:
    """The line of a text."""
    own, also, alerts, lacks_a_reason, spoken_for = json.loads(text)
    return Line(
        deadline=_deadline(own, wordings),
        child=child,
        also=tuple(_deadline(values, wordings) for values in also),
        alerts=tuple(_alert(values) for values in alerts),
        lacks_a_reason=lacks_a_reason,
        spoken_for=tuple(spoken_for),
    )


def wordings_in(text: str) -> list[int]:
    """The numbers of the wordings that a line's text needs."""
    own, also, *_ = json.loads(text)
    return [values[3] for values in (own, *also)]


def alert_line_text(line: AlertLine) -> str:
    """An alert in a line of its own."""
    return _encode([_alert_values(line.alert), line.also, line.doubted])


def alert_line_of(text: str) -> AlertLine:
    """The alert's line of a text."""
    alert, also, doubted = json.loads(text)
    return AlertLine(alert=_alert(alert), also=tuple(also), doubted=tuple(doubted))


def wording_text(wording: Wording) -> str:
    """A wording as it is kept."""
    return _encode(wording)


def wording_of(text: str) -> Wording:
    """The wording of a text."""
    title, set_, tier, checked, citation, version, edition = json.loads(text)
    return (title, set_, tier, checked, citation, version, edition)


def share_text(share: Share) -> str:
    """What a child adds to the figures."""
    return _encode([[*name, count] for name, count in share.items()])


def share_of(text: str) -> Share:
    """The share of a text."""
    return Counter({tuple(name): count for *name, count in json.loads(text)})


def name_text(name: Name) -> str:
    """A name under which something is counted."""
    return _encode(name)


def name_of(text: str) -> Name:
    """The name of a text."""
    return tuple(json.loads(text))


def way_text(spoken_for: Sequence[str]) -> str:
    """How a line is spoken for, as one word; empty where it is not."""
    return _encode(spoken_for) if spoken_for else ""


def _deadline_values(deadline: Deadline, number_of: Callable[[Wording], int]) -> list[object]:
    d = deadline
    wording = number_of((d.title, d.set, d.tier, d.checked, d.citation, d.version, d.edition))
    trigger = (d.trigger.on, d.trigger.event, d.trigger.kind) if d.trigger else None
    delay = astuple(d.delay) if d.delay else None
    return [
        d.id, d.child, d.rule, wording, d.status, trigger, d.opens_on, d.due_on, d.met_on, d.met_by, d.closed_on,
        d.days, d.reason, d.running, d.waived_until, d.same_as, d.opened, delay,
    ]  # fmt: skip


def _deadline(values: list[Any], wordings: Mapping[int, Wording]) -> Deadline:
    (id_, child, rule, wording, status, trigger, opens_on, due_on, met_on, met_by, closed_on, days, reason, running,
     waived_until, same_as, opened, delay) = values  # fmt: skip
    title, set_, tier, checked, citation, version, edition = wordings[wording]
    return Deadline(
        id=id_, child=child, rule=rule, title=title, set=set_, tier=tier, checked=checked, citation=citation,
        version=version, status=Status(status), trigger=_trigger(*trigger) if trigger else None,
        opens_on=_day(opens_on), due_on=_day(due_on), met_on=_day(met_on), met_by=met_by, closed_on=_day(closed_on),
        days=days, reason=reason, running=running, waived_until=_day(waived_until), same_as=same_as, edition=edition,
        opened=opened, delay=_delay(delay) if delay else None,
    )  # fmt: skip


def _trigger(on: str, event: str | None, kind: str | None) -> Trigger:
    return Trigger(on=date.fromisoformat(on), event=event, kind=kind)


def _delay(values: list[Any]) -> Delay:
    reason, whose, on, until, event, is_over, rule = values
    day = date.fromisoformat(on)
    return Delay(reason=reason, whose=whose, on=day, until=_day(until), event=event, is_over=is_over, rule=rule)


def _alert_values(alert: Alert) -> list[object]:
    a = alert
    return [a.id, a.child, a.alert, a.severity, a.since, a.sentence, a.tier, a.covers]


def _alert(values: list[Any]) -> Alert:
    id_, child, alert, severity, since, sentence, tier, covers = values
    return Alert(
        id=id_, child=child, alert=alert, severity=Severity(severity), since=date.fromisoformat(since),
        sentence=sentence, tier=tier, covers=tuple(covers),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
