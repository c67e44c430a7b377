"""Invented lives as the entries of a real ledger: told late and out of order, corrected, struck out, amended, waived."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, settings

from permtrack.app.asking import Question
from permtrack.app.looking import survey
from permtrack.app.packaged import rulebook, vocabulary
from permtrack.app.reigning import Reign
from permtrack.app.working_out import Known, worked_out
from permtrack.domain.events import Event, Value
from permtrack.domain.findings import Outlook
from permtrack.domain.standing import history
from permtrack.ledger.identity import new_id
from permtrack.ledger.rows import Draft, return_imported
from permtrack.ledger.store import RETURN_IMPORTED, create, open_ledger
from tests.rules.invented_lives import BEGIN, life_by
from tests.rules.reading_alerts import Family

CHANGES = frozenset({"void", "correction"})
SHOWN = ("entered-care", "left-care", "placement-order", "placed-for-adoption", "review", "adm-decision")
"""Some of the kinds that a return may have brought."""


@dataclass(frozen=True, kw_only=True)
class Life:
    """What was recorded of a child and perhaps a sibling, in the order of recording, and from when it was tracked."""

    tracking_from: date
    entries: tuple[Event, ...]

    def days(self) -> list[date]:
        """Days worth asking about: some on which something happened, and some on which nothing did for long."""
        happened = sorted({event.on for event in self.entries if event.kind not in CHANGES | {RETURN_IMPORTED}})
        return [*happened[2::5], happened[-1], happened[len(happened) // 2] + timedelta(days=57), happened[-1] + QUIET]


QUIET = timedelta(days=130)


def lived(chosen: Random) -> Life:
    """A life by the choices made, beside that of an unrelated child; every reference names what is recorded before it."""
    family, brought, plain = _told(chosen, "")
    if chosen.random() < 0.5:
        _, more, others = _told(chosen, "9")
        brought, plain = brought + more, plain + others
    plain += [more for event in plain if event.kind == "child-added" for more in _about(chosen, event)]
    plain += brought
    plain.sort(key=lambda event: (event.kind != "child-added", event.recorded_at))
    return Life(tracking_from=family.tracking, entries=_apart([*plain, *_changes(chosen, plain)]))


def _told(chosen: Random, mark: str) -> tuple[Family, list[Event], list[Event]]:
    """One family, its imports and its events; the mark keeps refs and group codes of two families apart."""
    family = Family()
    for row in life_by(chosen):
        family.tell(row)
    told = [event for each in family.told.values() for event in each.entries]
    brought = [_import(imported.covers) for each in family.told.values() for imported in each.imports]
    ids = {event.id: new_id(_instant(event)) for event in told}
    children = {event.child: ids[event.id] for event in told if event.kind == "child-added"}
    plain = [replace(e, id=ids[e.id], child=children[e.child], recorded_at=_instant(e), number=0) for e in told]
    marked = [replace(e, fields=_marked(e.fields, mark)) if e.kind == "child-added" else e for e in plain]
    return family, brought, [_perhaps_returned(chosen, event, brought) for event in marked]


def _marked(fields: Mapping[str, Value], mark: str) -> Mapping[str, Value]:
    return {name: f"{v}{mark}" if name in {"ref", "sibling_group"} else v for name, v in fields.items()}


def _instant(event: Event) -> datetime:
    """When the event was recorded: as its story says, else at noon of its day."""
    told = event.recorded_at if event.recorded_at.year > 1 else datetime.combine(event.on, time(12), UTC)
    return told.astimezone(UTC)


def _apart(entries: Sequence[Event]) -> tuple[Event, ...]:
    """The entries with instants that follow one another, as the clock of one computer gives them."""
    last, found = datetime.min.replace(tzinfo=UTC), []
    for event in entries:
        last = max(event.recorded_at, last + timedelta(seconds=1))
        found.append(replace(event, recorded_at=last, recorded_by="mira"))
    return tuple(found)


def _import(covers: object) -> Event:
    said = tuple(f"{table} {s.first}..{s.last}" for table, spans in dict(covers).items() for s in spans)  # type: ignore[call-overload]
    at = datetime.combine(BEGIN + timedelta(days=500), time(12), UTC)
    return Event(id=new_id(at), child=None, kind=RETURN_IMPORTED, on=at.date(), fields={"covers": said}, recorded_at=at)


def _perhaps_returned(chosen: Random, event: Event, brought: list[Event]) -> Event:
    if brought and event.kind in SHOWN and chosen.random() < 0.5:
        return replace(event, returned_by=brought[0].id)
    return event


def _about(chosen: Random, child: Event) -> list[Event]:
    """A few amendments and waivers of a child."""
    found = []
    for _ in range(chosen.randrange(4)):
        day = BEGIN + timedelta(days=chosen.randrange(60, 900))
        until = (day + timedelta(days=chosen.randrange(90))).isoformat()
        kind, fields = chosen.choice(
            [
                ("child-amended", {"team": chosen.choice(("North", "South"))}),
                ("child-amended", {"tracked": chosen.choice(("yes", "no"))}),
                ("child-amended", {"sibling_group": "G1"}),
                ("waiver", {"rule": chosen.choice(("review.next", "silent", "plan.missing")), "until": until}),
                ("delay-recorded", {"reason": "health", "whose": "purposeful", "rule": "review.next"}),
                ("delay-recorded", {"reason": "health", "whose": "court", "until": until}),
            ]
        )
        found.append(of_child(child.id, kind, day, fields))
    return found


def of_child(child: str, kind: str, on: date, fields: dict[str, Value]) -> Event:
    """An entry of a child, recorded at noon of its day."""
    at = datetime.combine(on, time(12), UTC)
    return Event(id=new_id(at), child=child, kind=kind, on=on, fields=fields, recorded_at=at)


def _changes(chosen: Random, plain: list[Event]) -> list[Event]:
    """Corrections and strikings-out, some of them struck out themselves."""
    targets = [event for event in plain if event.kind not in {"child-added", RETURN_IMPORTED}]
    found: list[Event] = []
    for _ in range(chosen.randrange(5) if targets else 0):
        target = chosen.choice([*targets, *found])
        found.append(changed(chosen, target, max(event.on for event in plain)))
    return found


def changed(chosen: Random, target: Event, on: date) -> Event:
    """A correction of the day of an event, or its striking-out; a change can only be struck out."""
    if target.kind in CHANGES or chosen.random() < 0.5:
        return of_child(str(target.child), "void", on, {"event": target.id, "reason": "a slip"})
    new_on = max(BEGIN, target.on + timedelta(days=chosen.randrange(-30, 30)))
    fields: dict[str, Value] = {"event": target.id, "reason": "a slip", "new_on": new_on.isoformat()}
    return of_child(str(target.child), "correction", on, fields)


def empty_ledger(folder: Path, life: Life) -> Path:
    """A ledger with nothing in it but the day from which the life was tracked."""
    path = folder / f"{new_id(datetime.now(UTC))}.db"
    began = datetime(2000, 1, 1, tzinfo=UTC)
    create(path, tracking_from=life.tracking_from, authority="Wendlebury", recorded_at=began, recorded_by="mira")
    return path


def record(path: Path, *entries: Event) -> None:
    """Append entries as they are."""
    with open_ledger(path, writing=True) as ledger, ledger.transaction():
        ledger.append([Draft(event=entry) for entry in entries])


def answers(path: Path, days: Sequence[date], known_at: datetime | None = None) -> list[Outlook]:
    """The whole answer of each day."""
    with open_ledger(path) as ledger:
        return [survey(ledger, Question(as_at=day, known_at=known_at)).outlook for day in days]


def worked_out_of(life: Life, entries: Sequence[Event], day: date) -> Outlook:
    """The whole answer of a day from some of the entries, without a ledger."""
    by_child: dict[str, list[Event]] = {}
    for number, entry in enumerate(entries, start=2):
        if entry.child is not None:
            by_child.setdefault(entry.child, []).append(replace(entry, number=number))
    told = (history(events, day, vocabulary().reading_order) for events in by_child.values())
    histories = tuple(sorted((h for h in told if h is not None), key=lambda h: h.child.ref))
    known = Known(
        histories=histories,
        family=histories,
        imports=tuple(return_imported(entry) for entry in entries if entry.kind == RETURN_IMPORTED),
        tracking_from=life.tracking_from,
    )
    return worked_out(known, Question(as_at=day), Reign(rulebook=rulebook()))


def reading_place(event: Event) -> tuple[str | None, date, int]:
    """What the documented order of a day leaves to the order of recording: entries of one such place."""
    return event.child, event.on, vocabulary().reading_order(event.kind)


def lived_by_many(chosen: Random, families: int) -> Life:
    """The lives of several families in one ledger, so that much is true of many children."""
    lives = [_told(chosen, str(number)) for number in range(families)]
    plain = [event for _, _, told in lives for event in told]
    plain += [more for event in plain if event.kind == "child-added" for more in _about(chosen, event)]
    plain += lives[0][1]
    plain.sort(key=lambda event: (event.kind != "child-added", event.recorded_at))
    changes = [change for _ in range(3) for change in _changes(chosen, plain)]
    return Life(tracking_from=lives[0][0].tracking, entries=_apart([*plain, *changes]))


def whole_lives(asked_by: str, everyday: int) -> settings:
    """So many invented lives, dear as they are; the same ones every day, unless a setting of this name asks for more."""
    return settings(
        max_examples=int(os.environ.get(asked_by, everyday)),
        deadline=None,
        derandomize=asked_by not in os.environ,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
