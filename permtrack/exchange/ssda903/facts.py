"""What is known of one child when a return meets the ledger: facts that stand, and claims not yet made events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from permtrack.domain.accounting import Place
from permtrack.domain.events import Precision, Span, Value
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.exchange.ssda903.telling import Claim, Spell

SLOTS = {
    "entered-care": "entry",
    "legal-status": "status",
    "placement-order": "status",
    "placement-started": "placement",
    "placed-for-adoption": "placement",
    "left-care": "exit",
    "adoption-order": "exit",
    "guardianship-order": "exit",
}
"""Of the kinds that share a slot, one row of a return begins or ends at most one on a day."""
CARE_SLOTS = frozenset({"entry", "status", "placement", "exit"})


@dataclass(slots=True, eq=False)
class Fact:
    """An event that stands (`id`), or one that claims would make.

    `year` is that of the return whose word it is, None where people recorded, corrected or confirmed it themselves:
    such a fact is never changed by an import. `replaced_by` is what makes a standing fact of a return unneeded. `slot`
    is what it is about: at one time a child has one start, one legal status, one placement, one end.
    """

    kind: str
    on: date
    exact: bool
    fields: Mapping[str, Value]
    year: int | None = None
    id: str | None = None
    stored: Mapping[str, Value] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    years: frozenset[int] = frozenset()
    replaced_by: "Fact | None" = None
    slot: str = field(init=False)

    def __post_init__(self) -> None:
        self.slot = SLOTS.get(self.kind, self.kind)
        if self.kind == "worker-changed":
            self.slot = f"worker-changed {self.fields.get('role')}"

    @property
    def is_local(self) -> bool:
        """Whether people's own record says it, which no return overrules."""
        return self.id is not None and self.year is None

    @property
    def place(self) -> Place | None:
        """The row of this import that says it; None where it only stands in the ledger."""
        return self.claims[-1].place if self.claims else None

    @property
    def state(self) -> tuple[Value | None, ...]:
        """What is so from then on: two facts of a slot with the same state say the same."""
        match self.kind:
            case "placement-order" | "placed-for-adoption":
                return (self.kind,)
            case "legal-status":
                return _status(self.fields.get("status"))
            case "entered-care":
                return _status(self.fields.get("basis"))
            case "placement-started":
                return (self.fields.get("type"), self.fields.get("until_18", "no"))
            case _:
                return (self.kind,)


def spelled(fact: Fact) -> str:
    """A fact in a few words: `placement-started of 6 Jan 2025 (type foster)`. Since when is worked out, not said."""
    said = ", ".join(f"{name} {value}" for name, value in sorted(fact.fields.items()) if name != "carer_since")
    return f"{fact.kind} of {shown(fact.on)}" + (f" ({said})" if said else "")


def _status(status: Value | None) -> tuple[Value | None, ...]:
    return (status,) if status is not None else ()


@cache
def _only(year: int) -> frozenset[int]:
    """A year by itself, the same for all the claims of its return."""
    return frozenset({year})


def claimed(claim: Claim) -> Fact:
    """A claim as a fact of its own."""
    return Fact(
        kind=claim.kind,
        on=claim.on,
        exact=claim.precision is Precision.EXACT,
        fields=claim.fields,
        year=claim.year,
        claims=[claim],
        years=_only(claim.year),
    )


@record
class Known:
    """What the ledger holds of one child.

    `blocked` are the kinds and days that people struck out or corrected here: no claim brings one back. `denied` are
    those that an import struck out, with the year of its return: no older return brings one back. `spells` are
    what earlier imports are known to have said of unbroken care.
    """

    facts: Sequence[Fact] = ()
    blocked: frozenset[tuple[str, date]] = frozenset()
    denied: Mapping[tuple[str, date], int] = field(default_factory=dict)
    spells: Sequence[Spell] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """The days for which one year's return, imported before or now, could see episodes."""

    year: int
    span: Span


@dataclass(slots=True)
class Settled:
    """A child's record as it will stand, and how it gets there.

    `disagreed` pairs what is believed with what an older return said otherwise; a denied end of care stands beside
    itself where the newer return has no end of its own. `against` are ends of care that people recorded here and across
    which these returns have the child in care.
    """

    facts: list[Fact]
    new: list[Fact] = field(default_factory=list)
    changed: list[tuple[Fact, Fact]] = field(default_factory=list)
    unneeded: list[Fact] = field(default_factory=list)
    superseded: list[Claim] = field(default_factory=list)
    blocked: list[Claim] = field(default_factory=list)
    disagreed: list[tuple[Fact, str]] = field(default_factory=list)
    against: list[Fact] = field(default_factory=list)
