"""From what was decided to the entries that are written: the import itself, then each child's record and events."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice

from permtrack.app.drafting import Occasion, event
from permtrack.app.import_return_children import ChildDecided, Decided, covered_by
from permtrack.domain.accounting import Place
from permtrack.domain.events import Event, Precision, ReturnImported, Value
from permtrack.domain.sight import TABLE_OF_SAID
from permtrack.exchange.ssda903.facts import Fact
from permtrack.exchange.ssda903.returns import Return
from permtrack.ledger.identity import new_id
from permtrack.ledger.rows import Draft, return_imported

ACROSS_RETURNS = "decision-date-changed"
NO_TEXTS: frozenset[str] = frozenset()
FREE_TEXTS = {"void": frozenset({"reason"}), "correction": frozenset({"reason"})}


def drafts_of(decided: Decided, returns: Sequence[Return], occasion: Occasion) -> Iterator[Draft]:
    """Everything to be written, made one by one; nothing at all where the returns add nothing to what stands."""
    by_year: dict[int, list[Return]] = {}
    for returned in returns:
        by_year.setdefault(returned.year, []).append(returned)
    entries = {year: _entry(year, of_year, decided, occasion) for year, of_year in by_year.items()}
    writer = _Writer(occasion, {year: entry.id for year, entry in entries.items()})
    events = (told for child in decided.children for told in writer.child(child))
    first = tuple(islice(events, 1))
    if first or any(_shows_more(entry, decided) for entry in entries.values()):
        for told in chain(entries.values(), first, events):
            yield Draft(event=told, private=FREE_TEXTS.get(told.kind, NO_TEXTS))


def _shows_more(entry: Event, decided: Decided) -> bool:
    """Whether an import covers days that none before it did, or children of whom every one before it lost rows."""
    for key, unseen in covered_by(entry).items():
        before = decided.covered.get(key)
        if before is None or before - unseen:
            return True
    return _says_otherwise(return_imported(entry), decided.imports)


def _says_otherwise(now: ReturnImported, before: Sequence[ReturnImported]) -> bool:
    """Whether an import says what no standing one does, or no longer says what the last one of its year and table did."""
    told = {said for imported in before for said in imported.said}
    if not told.issuperset(now.said):
        return True
    for name, table in TABLE_OF_SAID.items():
        if name == ACROSS_RETURNS:
            continue  # what lies between the two may have come since; the record itself ends it
        of_year = [imported for imported in before if imported.year == now.year and table in imported.covers]
        was = {said for said in of_year[-1].said if said.name == name} if of_year and table in now.covers else set()
        lost = now.unseen.get(table, frozenset())
        if any(said not in now.said and said.ref not in lost for said in was):
            return True
    return False


def _entry(year: int, returns: Sequence[Return], decided: Decided, occasion: Occasion) -> Event:
    """The entry of one year's import; returns of the same year, an amended one beside the first, share it."""
    fields: dict[str, Value] = {
        "covers": tuple(dict.fromkeys(covered for returned in returns for covered in _covers(returned))),
        "years": (str(year),),
        "files": tuple(file for returned in returns for file in returned.read.files),
    }
    if unseen := _unseen(returns, decided):
        fields["unseen"] = unseen
    if said := _said(year, decided):
        fields["said"] = said
    return event(occasion, None, "return-imported", occasion.today, fields)


def _said(year: int, decided: Decided) -> tuple[str, ...]:
    found = (finding for child in decided.children if not child.refused for finding in child.findings)
    kept = (" ".join((f.id, f.child, *f.said)) for f in found if f.said and f.year == year)
    return tuple(dict.fromkeys(kept))


def _covers(returned: Return) -> tuple[str, ...]:
    return tuple(f"{table} {span.first}..{span.last}" for table, span in returned.read.covers.items())


def _unseen(returns: Sequence[Return], decided: Decided) -> tuple[str, ...]:
    """Each table with each child of whom a row of it was refused, in every one of these returns that has the table."""
    refused = frozenset(child.ref for child in decided.children if child.refused)
    lost: dict[str, frozenset[str]] = {}
    for returned in returns:
        for table in returned.read.covers:
            here = returned.read.unseen.get(table, frozenset()) | (refused & returned.children.keys())
            lost[table] = lost.get(table, here) & here
    return tuple(f"{table} {ref}" for table, refs in lost.items() for ref in sorted(refs))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Makes the events of children, each with the import of its own return's year and the row it comes from."""

    occasion: Occasion
    imports: Mapping[int, str]

    def child(self, child: ChildDecided) -> Iterator[Event]:
        """The events of one child, its record first."""
        if child.refused or child.left_out:
            return
        year = child.rows[-1][0].year
        source = _source(child.header.place if child.header else child.rows[-1][1].all()[0].place)
        identity = child.id
        if identity is None:
            opened = self._made(None, "child-added", self.occasion.today, child.described, year, source)
            identity = opened.id
            yield replace(opened, child=identity)
        if child.amended:
            # As of the day of birth: a return corrects what was always so, not what changes on the day of the import.
            on = _amended_on(child, self.occasion.today)
            yield self._made(identity, "child-amended", on, child.amended, year, source)
        if child.born is not None:
            yield self._made(identity, "born", child.born, {}, year, source)
        for fact in child.settled.new:
            yield self._new(identity, fact)
        for old, fact in child.settled.changed:
            yield self._correction(identity, old, fact)
        for old in child.settled.unneeded:
            yield self._strike(identity, old, year)

    def _new(self, identity: str, fact: Fact) -> Event:
        claim = fact.claims[-1]
        precision = Precision.EXACT if fact.exact else Precision.ON_OR_BEFORE
        return self._made(identity, fact.kind, fact.on, fact.fields, claim.year, str(claim.place), precision)

    def _correction(self, identity: str, old: Fact, fact: Fact) -> Event:
        fields: dict[str, Value] = {"event": old.id or "", "reason": self._reason(fact)}
        if fact is not old and fact.on != old.on:
            fields["new_on"] = fact.on.isoformat()
        if fact.exact != old.exact:
            fields["new_precision"] = (Precision.EXACT if fact.exact else Precision.ON_OR_BEFORE).value
        for name in sorted(old.stored.keys() | fact.fields.keys()):
            if old.stored.get(name) != fact.fields.get(name):
                fields[f"set.{name}"] = fact.fields.get(name, "")
        year = fact.claims[-1].year if fact.claims else max(self.imports)
        source = str(fact.claims[-1].place) if fact.claims else "import-903"
        return self._made(identity, "correction", self.occasion.today, fields, year, source)

    def _strike(self, identity: str, old: Fact, year: int) -> Event:
        by = old.replaced_by
        claims = by.claims if by else []
        fields: dict[str, Value] = {"event": old.id or "", "reason": self._reason(by or old)}
        source = str(claims[-1].place) if claims else "import-903"
        return self._made(identity, "void", self.occasion.today, fields, claims[-1].year if claims else year, source)

    def _reason(self, fact: Fact) -> str:
        year = fact.claims[-1].year if fact.claims else max(self.imports)
        return f"as the return for the year to 31 March {year} shows"

    def _made(
        self,
        identity: str | None,
        kind: str,
        on: date,
        fields: Mapping[str, Value],
        year: int,
        source: str,
        precision: Precision = Precision.EXACT,
    ) -> Event:
        return Event(
            id=new_id(self.occasion.now),
            child=identity,
            kind=kind,
            on=on,
            fields=dict(fields),
            precision=precision,
            recorded_at=self.occasion.now,
            recorded_by=self.occasion.account,
            source=source,
            returned_by=self.imports[year],
        )


def _amended_on(child: ChildDecided, today: date) -> date:
    dob = child.amended.get("dob") or (child.header.dob.isoformat() if child.header else None)
    return date.fromisoformat(str(dob)) if dob else today


def _source(place: Place) -> str:
    return str(place)
