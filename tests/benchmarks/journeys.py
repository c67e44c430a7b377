"""Coherent invented journeys in any number, for measuring: dates follow from one another as they do in life."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from permtrack.domain.events import Event, Value
from permtrack.ledger.identity import new_id
from permtrack.ledger.store import Draft, create, open_ledger

TRACKING_FROM = date(2022, 1, 1)
TODAY = date(2026, 3, 31)
RECORDED_AT = datetime(2026, 3, 31, 9, tzinfo=UTC)
CHILDREN_AT_A_TIME = 2000

Told = tuple[date, str, dict[str, Value]]


def journey(chance: random.Random) -> Iterator[Told]:
    """About twenty events of one child, in time order."""
    entered = TRACKING_FROM + timedelta(days=chance.randrange(1400))
    yield entered, "entered-care", {"basis": "ico"}
    yield entered, "placement-started", {"type": "foster", "carer": f"F{chance.randrange(900)}"}
    adoption = chance.random() < 0.5
    reviews = _reviews(chance, entered)
    told: list[Told] = [(day, "review", {}) for day in reviews]
    if len(reviews) > 1:
        plan = "adoption" if adoption else "long-term-fostering"
        told[1] = (reviews[1], "review", {"plan": plan, "parallel": ("special-guardianship",)})
    told += [(entered + timedelta(days=42 * n), "ppm", {"chair": "TM"}) for n in range(1, 11)]
    if adoption and len(reviews) > 1:
        told += _adoption(chance, reviews[1])
    yield from sorted((event for event in told if event[0] <= TODAY), key=lambda event: event[0])


def _reviews(chance: random.Random, entered: date) -> list[date]:
    days, day = [], entered + timedelta(days=chance.randrange(15, 32))
    for gap in (85, 175, 178, 180, 176, 181):
        days.append(day)
        day += timedelta(days=gap + chance.randrange(-6, 8))
    return [day for day in days if day <= TODAY]


def _adoption(chance: random.Random, planned: date) -> Iterator[Told]:
    decided = planned + timedelta(days=chance.randrange(20, 80))
    yield decided, "adm-decision", {"outcome": "yes"}
    yield decided + timedelta(days=1), "parents-told", {"how": "orally", "of": "should-be-placed"}
    ordered = decided + timedelta(days=chance.randrange(40, 120))
    yield ordered, "placement-order", {}
    if chance.random() < 0.7:
        matched = ordered + timedelta(days=chance.randrange(30, 250))
        yield matched, "match-decision", {"outcome": "yes", "family": f"A{chance.randrange(900)}"}
        yield matched + timedelta(days=20), "placed-for-adoption", {"family": f"A{chance.randrange(900)}"}
        if chance.random() < 0.5:
            yield matched + timedelta(days=280), "adoption-order", {}


def make_ledger(path: Path, children: int, seed: int = 1) -> int:
    """Create a ledger of so many children; how many events it holds."""
    chance = random.Random(seed)
    create(path, tracking_from=TRACKING_FROM, authority="Wendlebury", recorded_at=RECORDED_AT, recorded_by="bench")
    with open_ledger(path, writing=True) as ledger:
        for first in range(0, children, CHILDREN_AT_A_TIME):
            drafts = [d for n in range(first, min(children, first + CHILDREN_AT_A_TIME)) for d in _child(chance, n)]
            with ledger.transaction():
                ledger.append(drafts)
        return ledger.head().number


def _child(chance: random.Random, number: int) -> Iterator[Draft]:
    identity = new_id(RECORDED_AT)
    told = list(journey(chance))
    dob = told[0][0] - timedelta(days=chance.randrange(0, 1500))
    details: dict[str, Value] = {
        "ref": f"{number:06}", "dob": dob.isoformat(), "team": f"T{number % 7}", "worker": f"SW{number % 40}",
    }  # fmt: skip
    yield Draft(event=_event(identity, identity, TODAY, "child-added", details))
    for on, kind, fields in told:
        yield Draft(event=_event(new_id(RECORDED_AT), identity, on, kind, fields))


def _event(identity: str, child: str, on: date, kind: str, fields: dict[str, Value]) -> Event:
    return Event(
        id=identity, child=child, kind=kind, on=on, fields=fields, recorded_at=RECORDED_AT, recorded_by="bench"
    )  # fmt: skip
