"""What the lists say of one child, held against its record: what is new, what is known better, what differs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

from permtrack.app.books import Books, named
from permtrack.app.drafting import Occasion, draft, event
from permtrack.app.packaged import vocabulary
from permtrack.domain.accounting import Difference, ImportFinding, Place, Said
from permtrack.domain.comparing import Agreement, Claim, claimed, compare, contradicted, running, said, unsaid
from permtrack.domain.events import Child, Event, History, Precision, Value
from permtrack.domain.journey import journey
from permtrack.domain.recorded import every_version
from permtrack.domain.records import record
from permtrack.domain.standing import ABOUT_THE_CHILD
from permtrack.exchange.annex_a.headings import HEADINGS, List
from permtrack.exchange.annex_a.rows import ListRow
from permtrack.ledger.rows import Draft

BY_ANNEX_A = "as the Annex A list shows"
PLAN = "plan-set"
ASKED_WHEN_BLANK: Mapping[List, frozenset[str]] = {
    List.ADOPTION: frozenset(heading.name for heading in HEADINGS[List.ADOPTION] if heading.kind),
    List.LOOKED_AFTER: frozenset({"started", "review"}),
}
"""The columns of which an empty cell is worth a word where the ledger has the event."""


class Became(StrEnum):
    """What became of one thing that a row says."""

    RECORDED = "recorded"
    MADE_EXACT = "exact day"
    ADDED_TO = "details added"
    THERE = "already there"
    DIFFERS = "differs"


@record
class Part:
    """One thing that a row says, and what became of it."""

    about: str
    became: Became
    reason: str = ""


@record
class Settling:
    """What is the same for every child of an import: the record, the day the lists are of, and every event's versions."""

    books: Books
    occasion: Occasion
    of_day: date
    versions: Mapping[tuple[str, str, str], list[list[Event]]]

    @classmethod
    def of(cls, books: Books, occasion: Occasion, of_day: date) -> "Settling":
        """The settling of one import."""
        return cls(books=books, occasion=occasion, of_day=of_day, versions=every_version(books.entries))


class ChildClaims:
    """One child's rows, settled one thing after another: what one adds, the next is held against."""

    def __init__(self, settling: Settling, child: Child) -> None:
        self._settling = settling
        self._books = settling.books
        self._child = child
        self._recorded = [e for e in settling.books.of_child(child.id) if e.kind not in ABOUT_THE_CHILD]
        self._told = self._in_order(self._recorded)
        self.drafts: list[Draft] = []
        self.differences: list[Difference] = []
        self.findings: list[ImportFinding] = []
        self._parts: dict[Place, list[Part]] = {}

    def settle(self, rows: Sequence[ListRow]) -> Mapping[Place, Sequence[Part]]:
        """What became of each thing that the child's rows say, by row."""
        self._parts = {row.place: [] for row in rows}
        if self._child.dob is None:
            born = next((Claim(kind="born", on=row.dob) for row in rows if row.dob), None)
            rows = [replace(rows[0], claims=(born, *rows[0].claims)), *rows[1:]] if born else rows
        order = vocabulary().reading_order
        claims = [(claim, row.place) for row in rows for claim in row.claims]
        for claim, place in sorted(claims, key=lambda one: (one[0].on, order(one[0].kind), -len(one[0].fields))):
            self._parts[place].append(self._claim(claim, place))
        for row in rows:
            if row.plans:
                self._parts[row.place].append(self._plan(row))
            self.differences += self._left_blank(row)
        self.differences.sort(key=lambda one: one.ours.on or one.theirs.on or date.max)
        return self._parts

    def _in_order(self, events: Sequence[Event]) -> list[Event]:
        order = vocabulary().reading_order
        return sorted(events, key=lambda e: (e.on, order(e.kind), e.number or len(self._books.entries) + 1))

    def _claim(self, claim: Claim, place: Place) -> Part:
        compared = compare(claim, self._told)
        ours = compared.ours
        if compared.agreement is not Agreement.SAME and (undone := self._undone(claim)):
            return Part(about=claim.kind, became=Became.THERE, reason=undone)
        if ours is None or compared.agreement is Agreement.MISSING:
            self._wonder_at_carers(claim, place)
            self._record(claim, place)
            return Part(about=claim.kind, became=Became.RECORDED)
        if compared.agreement is Agreement.DIFFERS:
            self._differs(claim.kind, said(ours), claimed(claim), place, self._against(ours))
            return Part(about=claim.kind, became=Became.DIFFERS)
        return self._agreed(claim, ours, place, exact=compared.agreement is Agreement.MORE_EXACT)

    def _wonder_at_carers(self, claim: Claim, place: Place) -> None:
        """Say that the list does not tell whether a child was placed for adoption where it lived already."""
        early = any(e.on <= claim.on and e.word("type") == "early-permanence" for e in self._told)
        if early and claim.kind == "placed-for-adoption" and "same_carer" not in claim.fields:
            sentence = (
                "the list does not say whether the child was placed for adoption with its early-permanence carers; "
                "if so, correct the event with --set same_carer=yes --set carer_since=DATE"
            )
            self.findings.append(
                ImportFinding(id="same-carer-not-said", rule="", child=self._child.ref, place=place, sentence=sentence)
            )

    def _agreed(self, claim: Claim, ours: Event, place: Place, *, exact: bool) -> Part:
        """A claim of the day that is recorded, or of one that is known better now, with what it says beyond."""
        if ours.kind != claim.kind:
            return Part(about=claim.kind, became=Became.THERE)
        against = list(contradicted(claim.fields, ours))
        for name in against:
            mine, theirs = Said(word=str(ours.fields[name])), Said(word=str(claim.fields[name]))
            self._differs(f"{claim.kind} {name}", mine, theirs, place, self._against(ours))
        more = {f"set.{name}": value for name, value in unsaid(claim.fields, ours).items()}
        if ours.number and (exact or more):
            self._correct(ours, claim, place, more, exact=exact)
            became = Became.MADE_EXACT if exact else Became.ADDED_TO
            return Part(about=claim.kind, became=Became.DIFFERS if against else became, reason=named(ours))
        return Part(about=claim.kind, became=Became.DIFFERS if against else Became.THERE)

    def _undone(self, claim: Claim) -> str:
        """Why a claim is not heard: what it says was struck out or corrected here, and stays so."""
        for versions in self._settling.versions.get((self._child.id, claim.kind, claim.on.isoformat()), ()):
            was = [v for v in versions if v.on == claim.on and v.is_exact and not contradicted(claim.fields, v)]
            last = versions[-1]
            if was and last.id in self._books.struck:
                return f"struck out here: {named(last)}; it stays so"
            if was and last.on != claim.on:
                return f"corrected here: {named(last)}; it stays so"
        return ""

    def _differs(self, about: str, ours: Said, theirs: Said, place: Place, remark: str = "") -> None:
        self.differences.append(
            Difference(child=self._child.ref, about=about, ours=ours, theirs=theirs, place=place, remark=remark)
        )

    def _against(self, ours: Event) -> str:
        """Whose word differs, where it is another row of the lists."""
        return "" if ours.number else f"the lists differ: {ours.source}"

    def _record(self, claim: Claim, place: Place, precision: Precision = Precision.EXACT) -> None:
        occasion = replace(self._settling.occasion, source=str(place))
        kind = vocabulary().kinds[claim.kind]
        fields = {**kind.defaults, **claim.fields}
        recorded = event(occasion, self._child.id, claim.kind, claim.on, fields, precision)
        self.drafts.append(draft(vocabulary(), recorded))
        self._told = self._in_order([*self._told, recorded])

    def _correct(self, ours: Event, claim: Claim, place: Place, more: Mapping[str, Value], *, exact: bool) -> None:
        occasion = replace(self._settling.occasion, source=str(place))
        changes: dict[str, Value] = {"event": ours.id, "reason": BY_ANNEX_A, **more}
        if exact:
            changes |= {"new_precision": Precision.EXACT.value}
            changes |= {"new_on": claim.on.isoformat()} if claim.on != ours.on else {}
        correction = event(occasion, self._child.id, "correction", occasion.today, changes)
        self.drafts.append(Draft(event=correction, private=frozenset({"reason"})))
        known = replace(
            ours,
            on=claim.on,
            precision=Precision.EXACT if exact else ours.precision,
            fields={**ours.fields, **unsaid(claim.fields, ours)},
        )
        self._told = self._in_order([known if e.id == ours.id else e for e in self._told])

    def _plan(self, row: ListRow) -> Part:
        """The plan of a row, which the list gives without a day, held against the plan that stands on the list's day."""
        of_day = self._settling.of_day
        known = tuple(e for e in self._told if e.on <= of_day)
        standing = journey(History(child=self._child, events=known), of_day).plan
        primary = standing.primary if standing else None
        if primary in row.plans:
            return Part(about=PLAN, became=Became.THERE)
        theirs = Said(word=" or ".join(row.plans))
        if standing is not None:
            beside = f"{primary or 'none'}; parallel {', '.join(standing.parallel)}" if standing.parallel else primary
            self._differs(PLAN, Said(word=beside, on=standing.on), theirs, row.place)
            return Part(about=PLAN, became=Became.DIFFERS)
        if len(row.plans) > 1:
            self._differs(PLAN, Said(), theirs, row.place, "the list does not say which; record it by hand")
            return Part(about=PLAN, became=Became.DIFFERS)
        if undone := self._plan_undone(row.plans[0]):
            return Part(about=PLAN, became=Became.THERE, reason=undone)
        claim = Claim(kind=PLAN, on=of_day, fields={"plan": row.plans[0]})
        self._record(claim, row.place, Precision.ON_OR_BEFORE)
        return Part(about=PLAN, became=Became.RECORDED)

    def _plan_undone(self, plan: str) -> str:
        for entry in self._books.recorded_of(self._child.id):
            undone = entry.kind == PLAN and not entry.is_exact and entry.id in self._books.struck
            if undone and entry.word("plan") == plan:
                return f"struck out here: {named(entry)}; it stays so"
        return ""

    def _left_blank(self, row: ListRow) -> Iterator[Difference]:
        """What the ledger has and the list leaves empty; what the lists themselves have just brought is not meant."""
        asked = ASKED_WHEN_BLANK[row.of_list] & row.blank
        known = self._in_order(self._recorded)
        started = [e.on for e in known if e.kind == "entered-care" and e.on <= self._settling.of_day]
        since = started[-1] if started else date.min
        for heading in HEADINGS[row.of_list]:
            if heading.name in asked:
                ours = running(heading.kind, heading.fields or {}, known, since, self._settling.of_day)
                if ours:
                    yield Difference(child=self._child.ref, about=heading.kind, ours=said(ours), place=row.place)
        if row.of_list is List.LOOKED_AFTER and "plan" in row.blank and "ceased" in row.blank:
            yield from self._plan_left_blank(row, known)

    def _plan_left_blank(self, row: ListRow, known: Sequence[Event]) -> Iterator[Difference]:
        events = tuple(e for e in known if e.on <= self._settling.of_day)
        plan = journey(History(child=self._child, events=events), self._settling.of_day).plan
        if plan and plan.primary:
            ours = Said(word=plan.primary, on=plan.on, by=not plan.event.is_exact)
            yield Difference(child=self._child.ref, about=PLAN, ours=ours, place=row.place)
