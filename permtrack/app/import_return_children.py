"""What returns add to each child's record: who the child is, what happened, and what does not agree."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from permtrack.app.books import Books
from permtrack.app.import_return_records import Years, known_of, said_by, years_imported
from permtrack.domain.accounting import ImportFinding, Place
from permtrack.domain.events import Child, Event, ReturnImported, Span, Value
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.exchange.ssda903.checks import Checked, check_rows
from permtrack.exchange.ssda903.contradictions import Record, contradictions
from permtrack.exchange.ssda903.facts import Fact, Known, Settled, Window, spelled
from permtrack.exchange.ssda903.reconciling import settle
from permtrack.exchange.ssda903.returns import ChildRows, Return, first_day, last_day
from permtrack.exchange.ssda903.rows import EpisodeRow, HeaderRow
from permtrack.exchange.ssda903.telling import Claim, Told, tell
from permtrack.ledger.rows import return_imported
from permtrack.ledger.store import Ledger

MOST_NAMED = 10
NO_DOB = "the child has no day of birth: it does not stand in Header, and no other table of it has one"
DOB_REFUSED = "the child has no day of birth: a row of Header was refused, and no other table of it has one"
NOTHING_TO_TRACK = "the child has no episode of care, no decision and no adoption in these returns"
STRUCK_OUT = "the child's record was struck out here"


@dataclass(slots=True, kw_only=True)
class ChildDecided:
    """One child of the returns. `refused` or `left_out` says why nothing of it is taken in."""

    ref: str
    id: str | None
    rows: Sequence[tuple[Return, ChildRows]]
    header: HeaderRow | None = None
    described: dict[str, Value] = field(default_factory=dict)
    amended: dict[str, Value] = field(default_factory=dict)
    born: date | None = None
    settled: Settled = field(default_factory=lambda: Settled(facts=[]))
    claimed: frozenset[Place] = frozenset()
    findings: tuple[ImportFinding, ...] = ()
    refused: str = ""
    left_out: str = ""

    @property
    def is_new(self) -> bool:
        """Whether the child's record is opened by this import."""
        return self.id is None and not self.refused and not self.left_out


@record
class Decided:
    """Every child of the returns, and the coverage of imports that already stands in the ledger.

    Each year's covered days of a table come with the refs of the children of whom every such import lost a row.
    """

    children: tuple[ChildDecided, ...]
    covered: Mapping[tuple[int, str], frozenset[str]]
    imports: tuple[ReturnImported, ...] = ()

    def unseen(self) -> tuple[str, ...]:
        """What these returns cannot show, and what would."""
        starts = [c for c in self.children if any(f.kind == "entered-care" and not f.exact for f in c.settled.facts)]
        orders = [c for c in self.children if any(f.kind == "placement-order" and not f.exact for f in c.settled.facts)]
        return tuple(
            f"{what} unknown for {_named(children)}: import earlier returns"
            for what, children in (("start of care", starts), ("day of the placement order", orders))
            if children
        )


def _named(children: Sequence[ChildDecided]) -> str:
    refs = ", ".join(sorted(child.ref for child in children)[:MOST_NAMED])
    more = f" and {len(children) - MOST_NAMED} more" if len(children) > MOST_NAMED else ""
    return f"{len(children)} {'child' if len(children) == 1 else 'children'} ({refs}{more})"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What deciding about a child needs to have at hand."""

    books: Books
    years: Years
    told_of: Mapping[str, Sequence[Event]]
    returns: Sequence[Return]
    windows: Sequence[tuple[Window, frozenset[str]]]
    struck_refs: frozenset[Value]

    def entries(self, child: str | None) -> Sequence[Event]:
        return self.told_of.get(child, ()) if child else ()

    def windows_of(self, ref: str) -> Sequence[Window]:
        """What returns could see of a child: not those of which a row of its episodes was refused."""
        return [window for window, unseen in self.windows if ref not in unseen]


def decide(ledger: Ledger, returns: Sequence[Return], today: date, progress: Callable[[int, int], None]) -> Decided:
    """What is to be written about every child of the returns."""
    books = Books(ledger.entries(), today)
    itself = [entry for entry in books.standing if entry.kind == "return-imported"]
    now = [
        (Window(returned.year, span), returned.read.unseen.get("episodes", frozenset()))
        for returned in returns
        if (span := returned.read.covers.get("episodes"))
    ]
    desk = _Desk(
        books,
        years_imported(books.entries),
        _by_child(books.entries),
        returns,
        [*_windows(itself), *now],
        _struck(books),
    )
    refs = dict.fromkeys(ref for returned in returns for ref in returned.children)
    decided = []
    for done, ref in enumerate(refs, start=1):
        decided.append(_child(desk, ref))
        progress(done, len(refs))
    decided += _missing(desk, refs)
    return Decided(
        children=tuple(decided),
        covered=_covered(itself),
        imports=tuple(return_imported(entry) for entry in itself),
    )


def _struck(books: Books) -> frozenset[Value]:
    """The refs of the records that were opened and struck out."""
    struck = (books.by_id[id_] for id_ in books.struck if id_ in books.by_id)
    return frozenset(event.fields["ref"] for event in struck if event.kind == "child-added")


def _windows(entries: Iterable[Event]) -> Iterable[tuple[Window, frozenset[str]]]:
    for entry in entries:
        for (year, covered), unseen in covered_by(entry).items():
            table, _, days = covered.partition(" ")
            first, _, last = days.partition("..")
            if table == "episodes":
                yield Window(year, Span(first=date.fromisoformat(first), last=date.fromisoformat(last))), unseen


def _covered(entries: Iterable[Event]) -> Mapping[tuple[int, str], frozenset[str]]:
    covered: dict[tuple[int, str], frozenset[str]] = {}
    for entry in entries:
        for key, unseen in covered_by(entry).items():
            covered[key] = covered.get(key, unseen) & unseen
    return covered


def covered_by(entry: Event) -> Mapping[tuple[int, str], frozenset[str]]:
    """What an import's entry covers: year and table with its days, and the refs of the children who lost rows of it."""
    year = int((entry.words("years") or ("0",))[-1])
    lost = [one.partition(" ") for one in entry.words("unseen") or ()]
    return {
        (year, covered): frozenset(ref for table, _, ref in lost if table == covered.partition(" ")[0])
        for covered in entry.words("covers") or ()
    }


def _by_child(entries: Iterable[Event]) -> dict[str, list[Event]]:
    told: dict[str, list[Event]] = {}
    for entry in entries:
        if entry.child is not None:
            told.setdefault(entry.child, []).append(entry)
    return told


def _child(desk: _Desk, ref: str) -> ChildDecided:
    rows = [(returned, returned.children[ref]) for returned in desk.returns if ref in returned.children]
    decided = ChildDecided(ref=ref, id=desk.books.refs_ever.get(ref), rows=rows)
    child = desk.books.described(decided.id) if decided.id else None
    decided.header = next((found.header for _, found in reversed(rows) if found.header), None)
    dob = decided.header.dob if decided.header else _dob(rows) or (child.dob if child else None)
    told = [tell(returned, ref, found, dob) for returned, found in rows]
    if decided.id is None:
        decided.left_out = _not_to_be_opened(desk, ref, told)
        lost = any(returned.lost("header", ref) for returned in desk.returns)
        no_dob = DOB_REFUSED if lost else NO_DOB
        decided.refused = no_dob if dob is None and not decided.left_out else ""
    checks = [f for returned, found in rows for f in check_rows(Checked(returned, ref, found, dob))]
    decided.findings = (*checks, *_differing_headers(ref, rows, dob))
    if not decided.left_out and not decided.refused and dob is not None:
        _describe(desk, decided, child, dob)
        _settle(desk, decided, told, dob)
    return decided


def _not_to_be_opened(desk: _Desk, ref: str, told: Sequence[Told]) -> str:
    if not any(found.claims for found in told):
        return NOTHING_TO_TRACK
    return STRUCK_OUT if ref in desk.struck_refs else ""


def _dob(rows: Sequence[tuple[Return, ChildRows]]) -> date | None:
    """The day of birth as the tables other than Header repeat it, the newest return's first."""
    for _, found in reversed(rows):
        for row in found.all():
            if not isinstance(row, EpisodeRow | HeaderRow) and row.dob is not None:
                return row.dob
    return None


def _differing_headers(ref: str, rows: Sequence[tuple[Return, ChildRows]], dob: date | None) -> Iterable[ImportFinding]:
    """Headers of several years that do not agree about a child."""
    headers = [found.header for _, found in rows if found.header]
    for header in headers[:-1]:
        newest = headers[-1]
        if dob is not None and header.dob != newest.dob:
            sentence = f"DOB {shown(header.dob)} in an older return, {shown(newest.dob)} in a newer, which is used"
            yield ImportFinding(id="dob-changed", rule="", child=ref, place=header.place, sentence=sentence)
        if header.sex and newest.sex and header.sex != newest.sex:
            sentence = f"SEX {header.sex} in an older return, {newest.sex} in a newer, which is used"
            yield ImportFinding(id="sex-changed", rule="", child=ref, place=header.place, sentence=sentence)


def _describe(desk: _Desk, decided: ChildDecided, child: Child | None, dob: date) -> None:
    """Say who the child is: the fields of a new record, or what changes in the one there is."""
    sex = next((found.header.sex for _, found in reversed(decided.rows) if found.header and found.header.sex), None)
    says: dict[str, Value] = {"dob": dob.isoformat()} if decided.header or child is None else {}
    says |= {"sex": sex} if sex else {}
    says |= {"uasc": "yes"} if any(found.uasc for _, found in decided.rows) else {}
    if child is None:
        decided.described = {"ref": decided.ref, **says}
        return
    if child.dob is None and child.edd is not None:
        decided.born = dob
        says.pop("dob", None)
    newest = decided.rows[-1][0].year
    stand = [event for event in desk.books.of_child(child.id) if event.kind in {"child-added", "child-amended", "born"}]
    for name, value in says.items():
        said, year = said_by(stand, name, desk.years)
        if said == value:
            continue
        if said is None or (year is not None and newest >= year and name != "uasc"):
            decided.amended[name] = value
        if said is not None:
            decided.findings += (_differs(decided, name, said, value, year, kept=name not in decided.amended),)


def _differs(
    decided: ChildDecided, name: str, said: Value, value: Value, year: int | None, *, kept: bool
) -> ImportFinding:
    of = "recorded here" if year is None else f"from the return for the year to 31 March {year}"
    which = "the record is kept" if kept else "the newer is taken"
    return ImportFinding(
        id=f"{name}-differs-from-record",
        rule="",
        child=decided.ref,
        place=_first_place(decided),
        sentence=f"{name} is {said} ({of}) and {value} in this return; {which}",
    )


def _first_place(decided: ChildDecided) -> Place:
    return decided.header.place if decided.header else decided.rows[-1][1].all()[0].place


def _settle(desk: _Desk, decided: ChildDecided, told: Sequence[Told], dob: date) -> None:
    claims = [claim for found in told for claim in found.claims]
    spells = [spell for found in told for spell in found.spells]
    known = known_of(desk.entries(decided.id), desk.years) if decided.id else Known()
    decided.claimed = frozenset(claim.place for claim in claims)
    decided.settled = settle(known, claims, spells, desk.windows_of(decided.ref))
    record = Record(
        child=decided.ref,
        dob=dob,
        facts=decided.settled.facts,
        decisions_seen=any(returned.has("placed_for_adoption") for returned, _ in decided.rows)
        and not any(returned.lost("placed_for_adoption", decided.ref) for returned in desk.returns),
        episodes_lost=any(returned.lost("episodes", decided.ref) for returned in desk.returns),
    )
    decided.findings += tuple(contradictions(record))
    decided.findings += tuple(_disagreements(decided))
    decided.findings += tuple(_absent_from(desk, decided, claims))


def _disagreements(decided: ChildDecided) -> Iterable[ImportFinding]:
    """Where returns differ about one day, and the newer is believed; where they differ from people, who are."""
    for believed, otherwise in decided.settled.disagreed:
        now = spelled(believed)
        which = f"{now} in the newer, which is taken" if now != otherwise else "not in a newer, which is believed"
        yield ImportFinding(
            id="changed-between-returns",
            rule="503",
            child=decided.ref,
            place=believed.place or _first_place(decided),
            sentence=f"{otherwise} in one return, {which}",
        )
    for ended in decided.settled.against:
        sentence = (
            f"{spelled(ended)} is recorded here, and this return has the child in care across that day; it is kept"
        )
        yield ImportFinding(
            id="ended-here-only", rule="", child=decided.ref, place=_first_place(decided), sentence=sentence
        )


def _absent_from(desk: _Desk, decided: ChildDecided, claims: Sequence[Claim]) -> Iterable[ImportFinding]:
    """The years of which the child was in care, and whose return does not have it."""
    present = {returned.year for returned, found in decided.rows if found.episodes}
    now = {returned.year for returned in desk.returns if returned.has("episodes")}
    lost = {returned.year for returned in desk.returns if returned.lost("episodes", decided.ref)}
    years = now | {window.year for window in desk.windows_of(decided.ref)} if decided.is_new else now
    for year in sorted(years - present - lost):
        if claims and was_in_care(decided.settled.facts, year):
            yield _absent(decided.ref, claims[-1].place, year)


def _absent(ref: str, place: Place, year: int) -> ImportFinding:
    sentence = (
        f"in care in the year to 31 March {year}, but the return for that year has no episode of the child; "
        "no start and no end of care is recorded for that"
    )
    return ImportFinding(id="missing-from-return", rule="NoE", child=ref, place=place, sentence=sentence)


def was_in_care(facts: Sequence[Fact], year: int) -> bool:
    """Whether a child was in care on any day of a return year, by facts in the order of their days."""
    inside = False
    for fact in facts:
        if fact.on > last_day(year):
            break
        if fact.slot == "entry":
            inside = True
        elif fact.slot == "exit":
            inside = fact.on >= first_day(year)
            if inside:
                return True
    return inside


def _missing(desk: _Desk, refs: Mapping[str, None]) -> list[ChildDecided]:
    """Children of the ledger who were in care in a return's year, and of whom no return here has anything."""
    missing: list[ChildDecided] = []
    named = {desk.books.refs_ever[ref] for ref in refs if ref in desk.books.refs_ever}
    for identity, entries in desk.told_of.items():
        child = None if identity in named else desk.books.described(identity)
        if child is None:
            continue
        facts = settle(known_of(entries, desk.years), (), (), ()).facts
        found = [
            _absent(child.ref, Place(file=_episodes_file(returned), line=1, table="Episodes"), returned.year)
            for returned in desk.returns
            if returned.shows("episodes", child.ref) and was_in_care(facts, returned.year)
        ]
        if found:
            missing.append(
                ChildDecided(ref=child.ref, id=identity, rows=(), findings=tuple(found), left_out=NOTHING_TO_TRACK)
            )
    return missing


def _episodes_file(returned: Return) -> str:
    return returned.read.files[0] if returned.read.files else ""
