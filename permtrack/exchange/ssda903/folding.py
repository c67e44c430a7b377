"""Reading a child's facts day by day, to see which of them are explained by what came before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from permtrack.exchange.ssda903.facts import CARE_SLOTS, Fact, Window
from permtrack.exchange.ssda903.returns import first_day
from permtrack.exchange.ssda903.telling import Spell

IN_ORDER = ("entry", "status", "placement", "exit")
ENDS_FIRST = ("exit", "entry", "status", "placement")


@dataclass(slots=True)
class Fold:
    """A child's care as it runs.

    `dropped` collects what is explained; `at_odds` what one return has running by a day on which another, which could
    see that day, has something else.
    """

    spells: Sequence[Spell]
    windows: Sequence[Window]
    dropped: list[Fact] = field(default_factory=list)
    at_odds: list[tuple[Fact, Fact]] = field(default_factory=list)
    entry: Fact | None = None
    status: Fact | None = None
    placement: Fact | None = None
    left: Fact | None = None
    with_carer_since: date | None = None

    def read(self, facts: Iterable[Fact]) -> list[Fact]:
        """The facts that are to stand, in the order of their days."""
        kept: list[Fact] = []
        for _, of_a_day in groupby(sorted(facts, key=lambda fact: fact.on), key=lambda fact: fact.on):
            order = ENDS_FIRST if self.entry else IN_ORDER
            for fact in sorted(of_a_day, key=lambda fact: _place(fact, order)):
                explained_by = self._explained_by(fact)
                if explained_by is None:
                    self._note_odds(fact)
                    self._take(fact)
                    kept.append(fact)
                else:
                    fact.replaced_by = explained_by
                    self.dropped.append(fact)
        return kept

    def _explained_by(self, fact: Fact) -> Fact | None:
        """What already says as much as the fact, if anything does."""
        if fact.is_local:
            return None
        if fact.exact:
            return self.placement if self._is_carried_over(fact) else None
        match fact.slot:
            case "entry":
                return self.entry
            case "status" if self.status is not None and self.status.state == fact.state:
                return self.status
            case "placement" if self.placement is not None and self.placement.state == fact.state:
                return self.placement
            case _:
                return None

    def _note_odds(self, fact: Fact) -> None:
        running = {"entry": self.left, "status": self.status, "placement": self.placement}.get(fact.slot)
        seen = any(window.span.holds(fact.on) and window.year not in fact.years for window in self.windows)
        if running is not None and not fact.exact and not fact.is_local and seen:
            self.at_odds.append((fact, running))

    def _is_carried_over(self, fact: Fact) -> bool:
        """Whether a placement is only the first row that a newer return shows of one that went on.

        Back from hospital, say: the row before is needed to see that nothing began, and an older return, which could
        see that day, has the same placement running.
        """
        if fact.slot != "placement" or self.placement is None or self.placement.state != fact.state:
            return False
        oldest = min(fact.years, default=0)
        if not is_carried(fact):
            return False
        if fact.id is None:
            return any(window.year < oldest and window.span.holds(fact.on) for window in self.windows)
        return any(spell.year < oldest and spell.first <= fact.on <= spell.last for spell in self.spells)

    def _take(self, fact: Fact) -> None:
        match fact.slot:
            case "entry":
                if self.entry is None:
                    self.entry, self.status, self.placement = fact, fact if fact.state else None, None
                    self.with_carer_since = None
            case "status":
                self.status = fact
            case "placement":
                self._move(fact)
            case "exit":
                self.entry = self.status = self.placement = self.with_carer_since = None
                self.left = fact
            case "placement-ended":
                self.placement = self.with_carer_since = None
            case "placement-order-revoked":
                self.status = None
            case _:
                pass

    def _move(self, fact: Fact) -> None:
        """A placement begins: the carer is another one, or the same one as since a day that may be known."""
        self.placement = fact
        own = fact.fields.get("carer_since")
        if not fact.exact:
            self.with_carer_since = None
        elif fact.fields.get("same_carer") != "yes" or own == fact.on.isoformat():
            self.with_carer_since = fact.on
        if fact.kind == "placed-for-adoption" and fact.fields.get("same_carer") == "yes" and not fact.is_local:
            self._say_since_when(fact)

    def _say_since_when(self, fact: Fact) -> None:
        if fact.exact and self.with_carer_since is not None:
            fact.fields = {**fact.fields, "carer_since": self.with_carer_since.isoformat()}


def is_carried(fact: Fact) -> bool:
    """Whether only returns of later years tell of it: to each of them it was the first row that they could see."""
    return bool(fact.years) and fact.on < first_day(min(fact.years))


def _place(fact: Fact, order: Sequence[str]) -> tuple[int, bool]:
    return order.index(fact.slot) if fact.slot in CARE_SLOTS else len(order), not fact.exact
