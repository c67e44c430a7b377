"""What another office's list says of a child, held against what the ledger says: the same, better, otherwise, or new.

Two dates speak of the same thing where nothing that ends such a thing lies between them: a decision of another year is
another decision only where the first was reversed, a start of care another start only where the child left care.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from enum import StrEnum

from permtrack.domain.accounting import Said
from permtrack.domain.events import Event, Value
from permtrack.domain.records import record

LEAVING = frozenset({"left-care", "adoption-order", "guardianship-order"})
NEAR_DAYS = 14
"""Within so many days two reviews, two assessments or two moves to the same sort of carer may be one."""


class Agreement(StrEnum):
    """How what a list says stands to what is recorded."""

    SAME = "same"
    MORE_EXACT = "more exact"
    DIFFERS = "differs"
    MISSING = "missing"


@record
class Claim:
    """A list says of a child that something happened on a day."""

    kind: str
    on: date
    fields: Mapping[str, Value] = field(default_factory=dict)


@record
class Compared:
    """What became of a claim; `ours` is the recorded event that it agrees with or differs from."""

    agreement: Agreement
    ours: Event | None = None


@record
class Manner:
    """How events of a kind are told apart.

    `ended_by` are the kinds that end such a thing. `alike` names the field that makes two events the same sort of
    thing. `near_days` is for what happens again and again: two of them are one where they lie as near as that.
    `state` are the kinds the latest of which says how things stand; only a later day can then be a new state, and where
    the state `repeats` it may be of the same sort. `ended_with_placement`: the end of an adoptive placement ends it too.
    """

    ended_by: frozenset[str] = LEAVING | {"entered-care"}
    alike: str = ""
    said_by: frozenset[str] = frozenset()
    near_days: int | None = None
    state: frozenset[str] = frozenset()
    repeats: bool = False
    ended_with_placement: bool = False


STARTED = Manner(ended_by=LEAVING)
REPEATED = Manner(near_days=NEAR_DAYS)
REVERSED = LEAVING | {"entered-care", "adm-decision-reversed"}
MANNERS: Mapping[str, Manner] = {
    "born": Manner(ended_by=frozenset()),
    "entered-care": STARTED,
    "left-care": Manner(ended_by=frozenset({"entered-care"}), said_by=LEAVING),
    "adoption-order": Manner(ended_by=frozenset({"entered-care"})),
    "guardianship-order": Manner(ended_by=frozenset({"entered-care"})),
    "adm-decision": Manner(ended_by=REVERSED, alike="outcome"),
    "adm-decision-reversed": Manner(ended_by=LEAVING | {"entered-care", "adm-decision"}),
    "placement-order": Manner(ended_by=REVERSED | {"placement-order-revoked"}),
    "match-decision": Manner(ended_by=REVERSED | {"match-ended"}, alike="outcome", ended_with_placement=True),
    "placed-for-adoption": Manner(ended_by=REVERSED | {"placement-ended", "placement-started"}),
    "placement-started": Manner(
        alike="type", state=frozenset({"placement-started", "placed-for-adoption"}), repeats=True
    ),
    "legal-status": Manner(alike="status", state=frozenset({"legal-status", "placement-order", "entered-care"})),
    "review": REPEATED,
    "health-assessment": REPEATED,
    "visit": Manner(near_days=0),
}
"""The kinds that lists give, and how each is told apart; any other kind happens again and again."""
EARLY_PERMANENCE = Manner(alike="type")
"""An early-permanence placement by itself, whatever other placements there were."""


def compare(claim: Claim, events: Sequence[Event]) -> Compared:
    """The claim held against a child's standing events, which are in reading order."""
    manner = _manner(claim)
    same = [e for e in events if e.on == claim.on and e.is_exact and _says(e, claim, manner)]
    if same:
        return Compared(agreement=Agreement.SAME, ours=same[-1])
    return _in_state(claim, events, manner) if manner.state else _in_kind(claim, events, manner)


def _manner(claim: Claim) -> Manner:
    if claim.fields.get("type") == "early-permanence":
        return EARLY_PERMANENCE
    return MANNERS.get(claim.kind, Manner(near_days=0))


def _says(event: Event, claim: Claim, manner: Manner) -> bool:
    if event.kind == claim.kind:
        return not manner.alike or event.fields.get(manner.alike) == claim.fields.get(manner.alike)
    if event.kind in manner.state:
        return state_of(event) == claim.fields.get(manner.alike)
    return event.kind in manner.said_by


def _in_kind(claim: Claim, events: Sequence[Event], manner: Manner) -> Compared:
    """The claim beside the nearest event that may be the same thing."""
    alike = [event for event in events if _says(event, claim, manner)]
    one_thing = [event for event in alike if _is_one_thing(claim, event, events, manner)]
    ours = min(one_thing, key=lambda event: abs(event.on - claim.on), default=None)
    return _differing(claim, ours)


def _differing(claim: Claim, ours: Event | None) -> Compared:
    if ours is None:
        return Compared(agreement=Agreement.MISSING)
    better = not ours.is_exact and claim.on <= ours.on and ours.kind == claim.kind
    return Compared(agreement=Agreement.MORE_EXACT if better else Agreement.DIFFERS, ours=ours)


def _is_one_thing(claim: Claim, event: Event, events: Iterable[Event], manner: Manner) -> bool:
    if manner.near_days is not None:
        return event.on != claim.on and abs((event.on - claim.on).days) <= manner.near_days
    return not _ended_between(event, claim.on, events, manner)


def _ended_between(event: Event, day: date, events: Iterable[Event], manner: Manner) -> bool:
    """Whether what an event began was over by a day, or what began on the day was over by the event."""
    first, last = sorted((event.on, day))
    return _is_over([e for e in events if first < e.on <= last and e is not event], manner, manner.ended_by)


def _is_over(after: Iterable[Event], manner: Manner, endings: frozenset[str]) -> bool:
    """Whether anything of what came after ended it; a move alone does not end a match, an adoptive placement's end does."""
    placed = False
    for event in after:
        if event.kind in endings or (placed and event.kind in {"placement-started", "placement-ended"}):
            return True
        placed = placed or (manner.ended_with_placement and event.kind == "placed-for-adoption")
    return False


def _in_state(claim: Claim, events: Sequence[Event], manner: Manner) -> Compared:
    """The claim beside the latest event that says how things stand."""
    told = [event for event in events if event.kind in manner.state and state_of(event)]
    last = told[-1] if told else None
    if last is None or _ended_between(last, claim.on, events, manner):
        return Compared(agreement=Agreement.MISSING)
    if state_of(last) != claim.fields.get(manner.alike):
        return Compared(agreement=Agreement.MISSING if claim.on > last.on else Agreement.DIFFERS, ours=last)
    moved_again = manner.repeats and (claim.on - last.on).days > NEAR_DAYS
    known_by_another = not last.is_exact and claim.on <= last.on and last.kind != claim.kind
    if moved_again or known_by_another:
        return Compared(agreement=Agreement.MISSING, ours=last)
    return _differing(claim, last)


def state_of(event: Event) -> str | None:
    """The legal status or the sort of placement that an event leaves behind; None where it says neither."""
    match event.kind:
        case "legal-status":
            return event.word("status")
        case "entered-care":
            return event.word("basis")
        case "placement-order":
            return "placement-order"
        case "placement-started":
            return event.word("type")
        case "placed-for-adoption":
            return "adoptive"
        case _:
            return None


def said(event: Event) -> Said:
    """What the ledger says with an event: its day, and for a legal status or a placement which."""
    word = state_of(event) if event.kind in {"legal-status", "placement-started"} else None
    return Said(on=event.on, word=word, by=not event.is_exact)


def claimed(claim: Claim) -> Said:
    """What a list says with a claim, in the same form."""
    word = claim.fields.get("status") or claim.fields.get("type")
    return Said(on=claim.on, word=str(word) if word else None)


def latest(claim: Claim, events: Sequence[Event]) -> Event | None:
    """The latest event of a claim's sort, whatever its day."""
    manner = _manner(claim)
    alike = [event for event in events if event.kind == claim.kind and _says(event, claim, manner)]
    return alike[-1] if alike else None


def running(kind: str, fields: Mapping[str, Value], events: Sequence[Event], since: date, until: date) -> Event | None:
    """The latest event of a kind between two days that nothing has ended by the second: a list should have it."""
    claim = Claim(kind=kind, on=until, fields=fields)
    manner = _manner(claim)
    known = [event for event in events if event.on <= until]
    alike = [event for event in known if event.kind == kind and _says(event, claim, manner) and event.on >= since]
    last = alike[-1] if alike else None
    after = known[known.index(last) + 1 :] if last else ()
    return None if last is None or _is_over(after, manner, manner.ended_by - LEAVING) else last


def contradicted(fields: Mapping[str, Value], event: Event) -> Iterable[str]:
    """The names of the fields of which list and event say different things."""
    return [name for name, value in fields.items() if event.fields.get(name, value) != value]


def unsaid(fields: Mapping[str, Value], event: Event) -> Mapping[str, Value]:
    """What a list says beyond an event."""
    return {name: value for name, value in fields.items() if name not in event.fields}
