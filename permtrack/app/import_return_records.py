"""What the ledger holds of a child, as a returning import needs it: whose word each event is, and what people undid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from permtrack.domain.events import Event, Precision, Value
from permtrack.domain.standing import apply_correction, struck_out
from permtrack.exchange.ssda903.facts import Fact, Known
from permtrack.exchange.ssda903.reconciling import known_spells

ABOUT_RECORDS = frozenset({"child-added", "child-amended", "waiver", "void", "correction"})
ABOUT_EVENTS = frozenset({"void", "correction"})
SAID_OF_A_CHILD = ("dob", "sex", "uasc")


@dataclass(frozen=True, slots=True)
class Years:
    """The return year of each import ever recorded, by the id of its entry."""

    by_import: Mapping[str, int]

    def of(self, event: Event) -> int | None:
        """The year of the return that brought an event, None for what people recorded themselves."""
        return None if event.returned_by is None else self.by_import.get(event.returned_by, 0)


def years_imported(entries: Iterable[Event]) -> Years:
    """The years of the imports among these entries."""
    return Years(
        {entry.id: int((entry.words("years") or ("0",))[-1]) for entry in entries if entry.kind == "return-imported"}
    )


def known_of(entries: Sequence[Event], years: Years) -> Known:
    """The facts of one child's entries, what no claim may bring back, and the care that imports have vouched for."""
    recorded = sorted(entries, key=lambda entry: entry.number)
    struck = struck_out(recorded)
    by_id = {entry.id: entry for entry in recorded}
    corrections = _corrections(recorded, struck)
    facts: list[Fact] = []
    blocked: set[tuple[str, date]] = set()
    denied: dict[tuple[str, date], int] = {}
    vouched: list[tuple[Fact, int]] = []
    for event in recorded:
        if event.kind in ABOUT_RECORDS:
            continue
        own = corrections.get(event.id, [])
        fact, days = _corrected(event, own, years)
        strike = by_id.get(struck.get(event.id, ""))
        if strike is None:
            facts.append(fact)
        if any(correction.is_local for correction in own) or (strike is not None and strike.is_local):
            blocked |= {(event.kind, day) for day in days}
        struck_by = years.of(strike) if strike is not None else None
        if struck_by is not None and event.precision is Precision.EXACT:
            denied |= {(event.kind, day): max(struck_by, denied.get((event.kind, day), 0)) for day in days}
        year = years.of(event)
        if year is not None:
            vouched.append((_fact(event, year), year))
    return Known(facts=facts, blocked=frozenset(blocked), denied=denied, spells=known_spells(vouched))


def _corrections(recorded: Iterable[Event], struck: Mapping[str, str]) -> dict[str, list[Event]]:
    """The corrections that stand, by the event they correct."""
    found: dict[str, list[Event]] = {}
    for event in recorded:
        if event.kind == "correction" and event.id not in struck:
            found.setdefault(str(event.fields["event"]), []).append(event)
    return found


def _corrected(event: Event, corrections: Sequence[Event], years: Years) -> tuple[Fact, list[date]]:
    """The event as it stands, as a fact; and every day it was ever said to be of.

    One correction by people makes the fact theirs: no return changes it any more.
    """
    days = [event.on]
    year = years.of(event)
    for correction in corrections:
        event = apply_correction(event, correction)
        days.append(event.on)
        its_year = years.of(correction)
        if its_year is None or year is None:
            year = None
        else:
            moved = {"new_on", "new_precision"} & correction.fields.keys()
            year = its_year if moved else max(year, its_year)
    return _fact(event, year), days


def _fact(event: Event, year: int | None) -> Fact:
    return Fact(
        kind=event.kind,
        on=event.on,
        exact=event.precision is Precision.EXACT,
        fields=event.fields,
        year=year,
        id=event.id,
        stored=event.fields,
        years=frozenset() if year is None else frozenset({year}),
    )


def said_by(entries: Iterable[Event], name: str, years: Years) -> tuple[Value | None, int | None]:
    """What the record says of a child in one field, and the year of the return that said so (None: people did)."""
    value: Value | None = None
    year: int | None = None
    for event in sorted(entries, key=lambda entry: entry.number):
        if event.kind in {"child-added", "child-amended"} and name in event.fields:
            value, year = event.fields[name], years.of(event)
        elif event.kind == "born" and name == "dob":
            value, year = event.on.isoformat(), years.of(event)
    return value, year
