"""From every entry ever recorded to what stands: strikings-out and corrections applied, children described.

Nothing is ever overwritten: a `void` takes an event out of the answer, a `correction` gives it new values under its old
id, and either can itself be struck out. Asking for an earlier instant is asking with fewer entries.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields as record_fields
from dataclasses import replace
from datetime import date

from permtrack.domain.events import Child, Event, History, Precision, Value

CHILD_FIELDS = tuple(f.name for f in record_fields(Child) if f.name not in {"id", "ref"})
DAY_FIELDS = ("dob", "edd")
DESCRIBES = frozenset({"child-added", "child-amended", "worker-changed", "born"})
ABOUT_THE_CHILD = frozenset({"child-added", "child-amended", "waiver"})


def standing(entries: Iterable[Event]) -> tuple[Event, ...]:
    """The entries that stand, corrected, as recorded; strikings-out and corrections themselves are left out.

    An entry about another is applied only while it stands itself: striking out a correction gives back the earlier
    values, striking out a striking-out gives back the event.
    """
    recorded = sorted(entries, key=lambda event: event.number)
    struck = struck_out(recorded)
    values: dict[str, Event] = {}
    for event in recorded:
        if event.kind == "correction" and event.id not in struck:
            corrected = values.get(str(event.fields["event"]))
            if corrected is not None:
                values[corrected.id] = apply_correction(corrected, event)
        elif event.kind not in {"void", "correction"}:
            values[event.id] = event
    return tuple(event for event in values.values() if event.id not in struck)


def struck_out(recorded: Iterable[Event]) -> Mapping[str, str]:
    """The id of each event struck out, with the id of the striking-out that stands; the latest is read first."""
    struck: dict[str, str] = {}
    voids = [event for event in recorded if event.kind == "void"]
    for event in sorted(voids, key=lambda event: event.number, reverse=True):
        if event.id not in struck:
            struck.setdefault(str(event.fields["event"]), event.id)
    return struck


def apply_correction(event: Event, correction: Event) -> Event:
    """The event with the values a correction gives it; what the correction does not name stays.

    A correction keeps `on` as the event's new day in its own field `new_on`, the precision in `new_precision`, and any
    other value under `set.` and the field's name; an empty value takes the field away.
    """
    changed: dict[str, Value] = dict(event.fields)
    for name, value in correction.fields.items():
        if name.startswith("set."):
            changed.pop(name.removeprefix("set."), None)
            if value != "":
                changed[name.removeprefix("set.")] = value
    return replace(
        event,
        on=correction.day("new_on") or event.on,
        precision=Precision(correction.word("new_precision") or event.precision),
        fields=changed,
    )


def describe_child(events: Iterable[Event], as_at: date) -> Child | None:
    """The child as its `child-added`, `child-amended`, `born` and `worker-changed` events describe it on a day.

    None where the record has been struck out. Details are those last recorded whose day is not after `as_at`.
    """
    described: dict[str, Value] = {}
    identity = ""
    # The day of `child-added` is the day it was typed: what happened earlier still changes what it says.
    told = [event for event in events if event.kind in DESCRIBES]
    for event in sorted(told, key=lambda event: (event.kind != "child-added", event.on, event.number)):
        match event.kind:
            case "child-added":
                identity = event.id
                described.update(event.fields)
            case "child-amended" if event.on <= as_at:
                described.update(event.fields)
                if "new_ref" in event.fields:
                    described["ref"] = event.fields["new_ref"]
            case "worker-changed" if event.on <= as_at and event.word("to") and event.word("role"):
                described[str(event.fields["role"])] = event.fields["to"]
            case "born" if event.on <= as_at:
                described["dob"] = event.on.isoformat()
                described.pop("edd", None)
            case _:
                pass
    return _child(identity, described) if identity else None


def _child(identity: str, described: Mapping[str, Value]) -> Child:
    given = {name: described[name] for name in CHILD_FIELDS if described.get(name)}
    days = {name: date.fromisoformat(str(given.pop(name))) for name in DAY_FIELDS if name in given}
    return Child(id=identity, ref=str(described["ref"]), **days, **given)  # type: ignore[arg-type]


def history(entries: Iterable[Event], as_at: date, reading_order: Callable[[str], int]) -> History | None:
    """One child's history as at the end of a day, or None where no standing record of the child remains.

    `reading_order` gives the place of a kind among the events of one day. For a child who was in care when the day
    began, that day's `left-care` is read before that day's `entered-care`.
    """
    stand = standing(entries)
    child = describe_child(stand, as_at)
    if child is None:
        return None
    told = [e for e in stand if e.on <= as_at and e.kind not in ABOUT_THE_CHILD]
    told.sort(key=lambda event: (event.on, reading_order(event.kind), event.number))
    waivers = tuple(e for e in stand if e.kind == "waiver" and e.on <= as_at)
    opened = next(event for event in stand if event.kind == "child-added")
    return History(
        child=child,
        events=tuple(told),
        waivers=waivers,
        refs=frozenset(_refs(stand)),
        first_worker=opened.word("worker"),
    )


def _refs(stand: Iterable[Event]) -> Iterator[str]:
    """Every ref that the child was ever given."""
    for event in stand:
        if event.kind in {"child-added", "child-amended"}:
            yield from (ref for name in ("ref", "new_ref") if (ref := event.word(name)))
