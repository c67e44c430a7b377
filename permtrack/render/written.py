"""What a writing command answers: what was recorded, what that changed in what is due, and how to undo it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from permtrack import __version__
from permtrack.domain.changes import Change, Changed, Difference, Written
from permtrack.domain.events import Event, Value
from permtrack.domain.findings import Status
from permtrack.domain.recorded import Recorded
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import FieldType, Kind
from permtrack.render.events import event_record
from permtrack.render.machine import Record, alert_record, deadline_record
from permtrack.render.states import days_in_words
from permtrack.render.visible import visible

REFERRING = ("event", "action_id", "at")
CHANGING = {"void": "strikes out", "correction": "corrects"}
NOT_SAID = frozenset({"event", "action_id", "at", "ref", "new_on", "new_precision"})
"""Fields that a sentence says in its own way."""

SPELT_OUT = {"action-agreed": ("owner",)}
"""Texts that are said and not only named, by kind: whose an action is; what it is stays out of logs of what was typed."""


def written_lines(written: Written, kinds: Mapping[str, Kind]) -> Iterator[str]:
    """The answer, line by line."""
    verb = "Would record" if written.rehearsed else "Recorded"
    initials = f" ({visible(written.child.initials)})" if written.child and written.child.initials else ""
    for event in written.events:
        yield f"{verb} for {visible(written.ref)}{initials}: {event_words(event, written.about, kinds)}"
    for warning in written.warnings:
        yield f"Warning: {visible(warning)}"
    yield from difference_lines(written.difference)
    if written.rehearsed:
        yield "Nothing was saved (--dry-run)."
    else:
        yield f"To undo: {_undo(written)}"


def written_record(written: Written) -> Record:
    """The answer as JSON: the events as an export tells them, and every deadline and alert that changed."""
    refs = {event.child: written.ref for event in written.events if event.child}
    return {
        "permtrack": __version__,
        "child": written.ref,
        "dry_run": written.rehearsed,
        "events": [event_record(Recorded(event=event, first=event), refs) for event in written.events],
        "warnings": list(written.warnings),
        **changed_record([written.difference]),
        "undo": None if written.rehearsed else _undo(written),
    }


def changed_record(changed: Sequence[Difference]) -> Record:
    """What changed in what is due, as JSON; of several children in one list."""
    return {
        "deadlines": [_changed_record(one) for part in changed for one in part.deadlines],
        "alerts_raised": [alert_record(alert) for part in changed for alert in part.raised],
        "alerts_cleared": [alert_record(alert) for part in changed for alert in part.cleared],
    }


def _changed_record(changed: Changed) -> Record:
    was = {"status": changed.was.status.value, "due_on": changed.was.due_on} if changed.was else None
    return {"change": changed.change.value, "was": was} | deadline_record(changed.deadline)


def _undo(written: Written) -> str:
    numbers = " ".join(str(event.number) for event in reversed(written.events))
    return f"permtrack void {numbers} --reason ..."


def in_words(day: date) -> str:
    """A day with its weekday, so that a slip of the finger shows: `Tue 6 Jan 2026`."""
    return f"{day:%a} {shown(day)}"


def event_words(event: Event, about: Mapping[str, Event], kinds: Mapping[str, Kind]) -> str:
    """One event in words, free texts left out: `#41 review, Tue 6 Jan 2026 (plan adoption)`."""
    target = about.get(str(next((event.fields[name] for name in REFERRING if name in event.fields), "")))
    details = "; ".join(_details(event, kinds[event.kind], target, kinds))
    more = f" ({visible(details)})" if details else ""
    if target and event.kind in CHANGING:
        return f"#{event.number} {CHANGING[event.kind]} #{target.number} {target.kind}, {in_words(target.on)}{more}"
    of = f" (#{target.number})" if target else ""
    by = "on or before " if not event.is_exact else ""
    return f"#{event.number} {event.kind}{of}, {by}{in_words(event.on)}{more}"


def _details(event: Event, kind: Kind, target: Event | None, kinds: Mapping[str, Kind]) -> Iterator[str]:
    types = {**(kinds[target.kind].fields if target else {}), **kind.fields}
    if day := event.day("new_on"):
        yield f"now {in_words(day)}"
    if precision := event.word("new_precision"):
        yield f"day {precision}"
    for name, value in event.fields.items():
        plain = name.removeprefix("set.")
        if name not in NOT_SAID and not (name == "reason" and kind.about_the_record):
            spelt_out = plain in SPELT_OUT.get((target if event.kind in CHANGING and target else event).kind, ())
            free = types.get(plain) == "free-text" and not spelt_out
            yield f"with {plain}" if free else _said(plain, value, types.get(plain))


def _said(name: str, value: Value, type_of_field: FieldType | None) -> str:
    words = ", ".join(value) if isinstance(value, tuple) else str(value)
    if words and type_of_field in {"date", "future-date"}:
        words = shown(date.fromisoformat(words))
    return f"{name.replace('_', ' ')} {words}" if words else f"no {name.replace('_', ' ')}"


def difference_lines(difference: Difference) -> Iterator[str]:
    """What changed in what is due, one deadline or alert a line; one line where nothing did."""
    for changed in difference.deadlines:
        yield f"{_change(changed)}: {_deadline(changed)}"
    for verb, alerts in (("Alert raised", difference.raised), ("Alert cleared", difference.cleared)):
        for alert in alerts:
            yield f"{verb}: {visible(alert.child)} {alert.alert} ({alert.severity}): {visible(alert.sentence)}"
    if difference.is_empty:
        yield "Nothing that is due changed."


def _change(changed: Changed) -> str:
    """What became of a deadline: `Met`, `Met late (12 days)`, `Moved`; nobody is late for an average."""
    deadline, word = changed.deadline, changed.change.value.capitalize()
    if changed.change is not Change.MET or deadline.status is not Status.MET_LATE or deadline.is_benchmark:
        return word
    late = (deadline.met_on - deadline.due_on).days if deadline.met_on and deadline.due_on else None
    return f"{word} late ({days_in_words(late)})" if late else f"{word} late"


def _deadline(changed: Changed) -> str:
    deadline, was = changed.deadline, changed.was
    words = f"{visible(deadline.child)} {visible(deadline.title)} ({deadline.rule})"
    day = f"due {in_words(deadline.due_on)}" if deadline.due_on else ""
    if not day and deadline.opens_on:
        day = f"opens {in_words(deadline.opens_on)}"
    before = was.due_on if was and was.due_on != deadline.due_on else None
    moved = f", was {in_words(before)}" if before else ""
    met = f", met {in_words(deadline.met_on)}" if deadline.met_on else ""
    return words + (f", {day}" if day else "") + moved + met
