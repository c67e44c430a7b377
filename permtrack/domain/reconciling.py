"""Another office's list beside the ledger: who is on one and not on the other, and what they say differently."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from enum import StrEnum

from permtrack.domain.accounting import Difference, Place, Said
from permtrack.domain.comparing import Agreement, Claim, compare, latest, running, said
from permtrack.domain.events import Child, History, Value
from permtrack.domain.journey import Journey, journey
from permtrack.domain.records import record
from permtrack.domain.situations import Since, Situation, situation
from permtrack.domain.vocabulary import very_like

EITHER = " or "
"""Between the plans that a list may mean with one code."""


class Sort(StrEnum):
    """What a column of a list holds."""

    EVENT = "event"
    DETAIL = "detail"
    STATE = "state"


@record
class ListColumn:
    """A column that is compared: the day of a kind of event, a detail of the child, or how things stand.

    `about` is the kind, or the name of the detail or state; `fields` are those by which an event of the kind is meant.
    """

    heading: str
    about: str
    sort: Sort
    fields: tuple[tuple[str, Value], ...] = ()


@record
class OfficeRow:
    """One row of a list: the ref, and what each column says; a column that could not be read is not there."""

    place: Place
    ref: str
    is_number: bool = False
    said: Mapping[ListColumn, Said] = field(default_factory=dict)


@record
class Unread:
    """A cell that could not be read, and why."""

    place: Place
    column: str
    reason: str


@record
class OfficeList:
    """A list read whole: `on` is the heading of its column of refs, `ignored` those of columns that mean nothing here."""

    name: str
    on: str
    rows: tuple[OfficeRow, ...]
    columns: tuple[ListColumn, ...]
    ignored: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    notices: tuple[str, ...] = ()


@record
class Unmatched:
    """A row whose ref no child here has; `like` are the refs that differ only in leading zeros or letter case."""

    ref: str
    place: Place
    like: tuple[str, ...] = ()


@record
class Reconciled:
    """The two lists beside each other on a day; `closed` are on the list, and no longer in care or followed here."""

    office: OfficeList
    as_at: date
    searched: str
    matched: int
    differences: tuple[Difference, ...]
    only_ours: tuple[Child, ...]
    only_theirs: tuple[Unmatched, ...]
    closed: tuple[Child, ...]
    twice: Mapping[str, tuple[int, ...]]


def reconcile(
    office: OfficeList, histories: Sequence[History], as_at: date, is_wanted: Callable[[History], bool], searched: str
) -> Reconciled:
    """Each row held against its child, matched on the whole ref; of a ref that stands twice, its first row.

    `is_wanted` says which children here ought to be on the list; `searched` says it in words.
    """
    by_ref = {ref: history for history in histories for ref in (*history.refs, history.child.ref)}
    lines: dict[str, list[OfficeRow]] = {}
    for row in office.rows:
        lines.setdefault(row.ref, []).append(row)
    first = [rows[0] for rows in lines.values()]
    matched = [(row, by_ref[row.ref]) for row in first if _is_sure(row, by_ref)]
    on_list = {history.child.id for _, history in matched}
    return Reconciled(
        office=office,
        as_at=as_at,
        searched=searched,
        matched=len(matched),
        differences=tuple(one for row, history in matched for one in _differences(row, history, as_at)),
        only_ours=tuple(h.child for h in histories if h.child.id not in on_list and is_wanted(h)),
        only_theirs=tuple(
            Unmatched(ref=row.ref, place=row.place, like=very_like(row.ref, sorted(by_ref)))
            for row in first
            if not _is_sure(row, by_ref)
        ),
        closed=tuple(history.child for _, history in matched if not is_open(history, as_at)),
        twice={ref: tuple(row.place.line for row in rows) for ref, rows in lines.items() if len(rows) > 1},
    )


def is_open(history: History, as_at: date) -> bool:
    """Whether a child is in care on a day, or has not been in care yet and may still come."""
    told = journey(history, as_at)
    return told.in_care or not (told.stretches("care") or told.of_kind("tracking-ended"))


def _is_sure(row: OfficeRow, by_ref: Mapping[str, History]) -> bool:
    """Whether a row is a child's: a number may have lost zeros, where another ref has them."""
    return row.ref in by_ref and not (row.is_number and very_like(row.ref, by_ref))


def _differences(row: OfficeRow, history: History, as_at: date) -> Iterator[Difference]:
    told = journey(history, as_at)
    stands = situation(history, as_at)
    for column, theirs in row.said.items():
        match column.sort:
            case Sort.EVENT:
                found = _event(column, theirs, told)
            case Sort.DETAIL:
                found = _detail(column, theirs, history.child)
            case Sort.STATE:
                found = _state(column, theirs, stands)
        if found is not None:
            yield replace(found, child=history.child.ref, place=row.place)


def _event(column: ListColumn, theirs: Said, told: Journey) -> Difference | None:
    """The day of the list beside the latest such event; an event that is over may be left out."""
    fields = dict(column.fields)
    if theirs.on is None:
        care = told.stretches("care")
        since = care[-1].started_on if care else date.min
        ours = running(column.about, fields, told.events, since, told.as_at)
        return _unlike(column, said(ours), theirs) if ours else None
    claim = Claim(kind=column.about, on=theirs.on, fields=fields)
    last = latest(claim, told.events)
    if last is None:
        return _unlike(column, Said(), theirs)
    if last.on == theirs.on and last.is_exact:
        return None
    agreement = compare(claim, told.events).agreement
    return _unlike(column, replace(said(last), word=None), theirs, REMARKS.get(agreement, ""))


REMARKS = {
    Agreement.SAME: "the ledger has that day too, and a later one",
    Agreement.MORE_EXACT: "the list may be more exact",
}


def _detail(column: ListColumn, theirs: Said, child: Child) -> Difference | None:
    """A detail of the child; one that the list leaves out it does not deny."""
    kept = getattr(child, column.about)
    ours = Said(on=kept) if isinstance(kept, date) or theirs.on else Said(word=kept)
    unsaid = theirs.is_nothing or (kept is None and theirs.word == "no")
    return None if unsaid or _same(ours, theirs) else _unlike(column, ours, theirs)


def _state(column: ListColumn, theirs: Said, stands: Situation) -> Difference | None:
    """How things stand by the list, as a word or as the day since when, beside how they stand here."""
    ours = _standing(column.about, stands)
    if theirs.on is not None:
        better = ours.by and ours.on is not None and theirs.on <= ours.on
        remark = REMARKS[Agreement.MORE_EXACT] if better else ""
        return None if _same(replace(ours, word=None), theirs) else _unlike(column, ours, theirs, remark)
    if column.about == "parallel":
        return None if _plans(ours) == _plans(theirs) else _unlike(column, ours, theirs)
    one_of = (theirs.word or "").lower().split(EITHER)
    if (ours.word or "").lower() in one_of:
        return None
    beside = column.about == "plan" and theirs.word in stands.parallel
    return _unlike(column, ours, theirs, "it is a parallel plan in the ledger" if beside else "")


def _standing(about: str, stands: Situation) -> Said:
    match about:
        case "plan":
            return Said(word=stands.plan, on=stands.plan_on)
        case "parallel":
            return Said(word="; ".join(stands.parallel) or None)
        case "placement":
            return _since(stands.placement)
        case "placement-since":
            return replace(_since(stands.placement), word=None)
        case "in-care-since":
            return replace(_since(stands.care), word=None)
        case "left-care":
            return Said(on=stands.left_care_on if not stands.care else None)
        case _:
            return _since(stands.legal_status)


def _since(fact: Since | None) -> Said:
    return Said(word=fact.what, on=fact.on, by=not fact.exact) if fact else Said()


def _plans(said: Said) -> frozenset[str]:
    return frozenset(part.strip() for part in (said.word or "").split(";") if part.strip())


def _same(ours: Said, theirs: Said) -> bool:
    return (ours.word or "").lower() == (theirs.word or "").lower() and ours.on == theirs.on and not ours.by


def _unlike(column: ListColumn, ours: Said, theirs: Said, remark: str = "") -> Difference:
    return Difference(child="", about=column.about, ours=ours, theirs=theirs, remark=remark)
