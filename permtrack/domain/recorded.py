"""The whole record, struck-out and corrected events included: what the ledger can say of each thing it was ever told."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from permtrack.domain.events import Event
from permtrack.domain.records import record
from permtrack.domain.standing import apply_correction, struck_out

ABOUT_ANOTHER = frozenset({"void", "correction"})


@record
class Recorded:
    """One entry: its values as they stand, as they were first recorded, and the entries that changed or struck it out."""

    event: Event
    first: Event
    corrected_by: tuple[Event, ...] = ()
    voided_by: Event | None = None

    @property
    def changes(self) -> bool:
        """Whether this entry is itself a striking-out or a correction."""
        return self.event.kind in ABOUT_ANOTHER


def recorded(entries: Iterable[Event]) -> tuple[Recorded, ...]:
    """Every entry in the order of the ledger; a correction or striking-out that was itself struck out changes nothing."""
    told = sorted(entries, key=lambda event: event.number)
    struck = struck_out(told)
    by_id = {event.id: event for event in told}
    corrections: dict[str, list[Event]] = {}
    for event in told:
        if event.kind == "correction" and event.id not in struck:
            corrections.setdefault(str(event.fields["event"]), []).append(event)
    return tuple(
        Recorded(
            event=_corrected(event, corrections.get(event.id, ())),
            first=event,
            corrected_by=tuple(corrections.get(event.id, ())),
            voided_by=by_id.get(struck.get(event.id, "")),
        )
        for event in told
    )


def _corrected(event: Event, corrections: Iterable[Event]) -> Event:
    for correction in corrections:
        event = apply_correction(event, correction)
    return event


def every_version(entries: Iterable[Event]) -> Mapping[tuple[str, str, str], list[list[Event]]]:
    """Every event as it was recorded and as each correction left it, by child, kind and every day it ever had."""
    told: dict[str, list[Event]] = {}
    entries = tuple(entries)
    struck = struck_out(entries)
    for entry in entries:
        if entry.kind == "correction":
            versions = told.get(str(entry.fields["event"]))
            if versions and entry.id not in struck:
                versions.append(apply_correction(versions[-1], entry))
        elif entry.kind != "void" and entry.child is not None:
            told[entry.id] = [entry]
    by_day: dict[tuple[str, str, str], list[list[Event]]] = defaultdict(list)
    for versions in told.values():
        for day in dict.fromkeys(version.on.isoformat() for version in versions):
            by_day[str(versions[0].child), versions[0].kind, day].append(versions)
    return by_day


def in_time_order(told: Iterable[Recorded], reading_order: Callable[[str], int]) -> Sequence[Recorded]:
    """The entries as they happened; what strikes out or corrects another stands at the end of its day."""
    return sorted(told, key=lambda e: (e.event.on, e.changes, reading_order(e.event.kind), e.event.number))


def up_to(told: Iterable[Recorded], day: date | None) -> Sequence[Recorded]:
    """The entries of the days up to the one given, all of them where it is None."""
    return [entry for entry in told if day is None or entry.event.on <= day]
