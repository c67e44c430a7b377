"""How the claims of returns and what stands in the ledger become one record, whichever came first.

What is kept depends only on everything said so far, not on the order in which it was said: of two returns that differ
about one day the newer is believed, and what is known only to have begun by a day gives way to whatever explains it.
What people recorded themselves is never changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from permtrack.domain.events import Value
from permtrack.exchange.ssda903.facts import CARE_SLOTS, Fact, Known, Settled, Window, claimed, spelled
from permtrack.exchange.ssda903.folding import Fold, is_carried
from permtrack.exchange.ssda903.returns import first_day
from permtrack.exchange.ssda903.telling import Claim, Spell


def settle(known: Known, claims: Sequence[Claim], spells: Sequence[Spell], windows: Sequence[Window]) -> Settled:
    """The child's record once these claims are heard, and the steps from what stands to it."""
    settled = Settled(facts=[])
    facts = [*known.facts, *_heard(known, claims, settled)]
    exact = _agreed([fact for fact in facts if fact.exact], settled)
    exact = _ended_once(exact, [*known.spells, *spells], settled)
    settled.against = [f for f in exact if f.slot == "exit" and f.is_local and _is_within(f, spells)]
    bounds = _together([fact for fact in facts if not fact.exact])
    exact = _known_better(exact, bounds, settled)
    fold = Fold(spells=spells, windows=windows)
    settled.facts = fold.read([*exact, *bounds])
    settled.disagreed += [(fact, spelled(running)) for fact, running in fold.at_odds if fact.claims]
    settled.unneeded += [fact for fact in fold.dropped if fact.id is not None]
    _write_down(settled)
    return settled


def _heard(known: Known, claims: Iterable[Claim], settled: Settled) -> list[Fact]:
    """The claims as facts, without those that people here have struck out or replaced."""
    standing = {(fact.kind, fact.on) for fact in known.facts}
    heard = []
    for claim in claims:
        if (claim.kind, claim.on) in known.blocked and (claim.kind, claim.on) not in standing:
            settled.blocked.append(claim)
        elif known.denied.get((claim.kind, claim.on), 0) > claim.year and (claim.kind, claim.on) not in standing:
            settled.superseded.append(claim)
        else:
            heard.append(claimed(claim))
    return heard


def _agreed(facts: Iterable[Fact], settled: Settled) -> list[Fact]:
    """One fact for each slot and day, as the newest return has it; people's own facts beside it, untouched."""
    of_a_day: defaultdict[object, list[Fact]] = defaultdict(list)
    for fact in facts:
        of_a_day[fact.slot, fact.on].append(fact)
    agreed: list[Fact] = []
    for same in of_a_day.values():
        agreed += same if len(same) == 1 else _newest(same, settled)
    return agreed


def _newest(same: Sequence[Fact], settled: Settled) -> list[Fact]:
    own = [fact for fact in same if fact.is_local]
    returned: list[Fact] = []
    for fact in same:
        alike = next((mine for mine in own if mine.kind == fact.kind), None)
        if not fact.is_local and alike and fact.id is None:
            alike.claims += fact.claims
        elif not fact.is_local:
            returned.append(fact)
    return [*own, *([_merged(returned, settled)] if returned else [])]


def _merged(returned: list[Fact], settled: Settled) -> Fact:
    """What returns say of one slot and day, each field as the newest has it; a later import outranks one of its year."""
    returned.sort(key=lambda fact: (fact.year or 0, fact.id is None))
    newest = returned[-1]
    alike = [fact for fact in returned if fact.kind == newest.kind]
    standing = next((fact for fact in alike if fact.id is not None), None)
    into = standing or newest
    said = {id(fact): spelled(fact) for fact in returned}
    into.fields = _fields(alike)
    into.claims = [claim for fact in alike for claim in fact.claims]
    into.years = frozenset(year for fact in returned for year in fact.years)
    into.year = newest.year
    settled.disagreed += [(into, text) for text in said.values() if text != said[id(newest)]]
    for fact in returned:
        if fact.kind != newest.kind:
            fact.replaced_by = into
            settled.superseded += fact.claims
        if fact.id is not None and fact is not into:
            settled.unneeded.append(fact)
    return into


def _fields(alike: Sequence[Fact]) -> dict[str, Value]:
    """The newest word on each field. Since when the carer was the same, an older return may have seen and a newer not."""
    fields = dict(alike[-1].fields)
    if fields.get("same_carer") == "yes" and alike[-1].kind == "placed-for-adoption":
        since = [fact.fields["carer_since"] for fact in alike if "carer_since" in fact.fields]
        fields |= {"carer_since": since[-1]} if since else {}
    return fields


def _ended_once(facts: list[Fact], spells: Sequence[Spell], settled: Settled) -> list[Fact]:
    """The facts without ends of care that a newer return denies, because it has the child in care across that day."""
    kept: list[Fact] = []
    denied: list[Fact] = []
    for fact in facts:
        year = fact.year
        over = year is not None and _is_within(fact, [spell for spell in spells if spell.year > year])
        (denied if fact.slot == "exit" and over else kept).append(fact)
    for fact in denied:
        later = (other for other in kept if other.slot == "exit" and other.id is None and other.on > fact.on)
        fact.replaced_by = min(later, key=lambda other: other.on, default=None)
        settled.superseded += fact.claims
        settled.disagreed.append((fact.replaced_by or fact, spelled(fact)))
        if fact.id is not None:
            settled.unneeded.append(fact)
    return kept


def _is_within(fact: Fact, spells: Sequence[Spell]) -> bool:
    return any(spell.first < fact.on < spell.last for spell in spells)


def _known_better(exact: list[Fact], bounds: Sequence[Fact], settled: Settled) -> list[Fact]:
    """The exact facts without those that an older return, which saw the row before, knows only to have begun by then.

    The child is back from an absence whose own beginning no return has shown: the placement is older than its row.
    """
    seen = {(f.kind, f.on, f.state): f for f in bounds if any(first_day(year) <= f.on for year in f.years)}
    kept: list[Fact] = []
    for fact in exact:
        better = seen.get((fact.kind, fact.on, fact.state)) if fact.slot == "placement" and is_carried(fact) else None
        if better is None:
            kept.append(fact)
            continue
        fact.replaced_by = better
        if fact.id is not None:
            settled.unneeded.append(fact)
    return kept


def _together(bounds: Iterable[Fact]) -> list[Fact]:
    """Facts known to have begun by a day, once for each kind, day and state."""
    together: dict[object, Fact] = {}
    for fact in sorted(bounds, key=lambda fact: fact.id is None):
        first = together.setdefault((fact.kind, fact.on, fact.state), fact)
        if first is not fact:
            first.claims += fact.claims
            first.years |= fact.years
            if not first.is_local:
                first.year = max(first.year or 0, fact.year or 0)
    return list(together.values())


def _write_down(settled: Settled) -> None:
    """Tell what is to be added, corrected and struck out."""
    waiting = list(settled.unneeded)
    for fact in settled.facts:
        if fact.id is not None:
            if not fact.is_local and fact.fields != dict(fact.stored):
                settled.changed.append((fact, fact))
            continue
        becomes = next((old for old in waiting if old.replaced_by is fact and old.kind == fact.kind), None)
        if becomes is None:
            settled.new.append(fact)
        else:
            waiting.remove(becomes)
            settled.changed.append((becomes, fact))
    settled.unneeded = waiting


def known_spells(told: Iterable[tuple[Fact, int]]) -> list[Spell]:
    """What an earlier import must have said of unbroken care, from the facts it brought from before its own year.

    A return only holds a row from before its year where that row still ran when the year began. An import of no year
    at all (0), a list or a sheet that no return stands behind, says nothing of the kind.
    """
    return [
        Spell(child="", first=fact.on, last=first_day(year), year=year)
        for fact, year in told
        if year and fact.slot in CARE_SLOTS - {"exit"} and fact.on < first_day(year)
    ]
