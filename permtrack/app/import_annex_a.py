"""Bringing in an Annex A workbook: what the ledger lacks is recorded, what differs is listed, nothing is overwritten.

What comes from the lists stands under an import that covers no day: a list says what happened, and nothing of what did
not, so silence around it proves nothing. All or nothing, and the same workbook twice adds nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from permtrack.app.annex_children import AnnexChildren
from permtrack.app.annex_claims import Became, ChildClaims, Part, Settling
from permtrack.app.asking import Question
from permtrack.app.books import Books
from permtrack.app.drafting import Occasion, event
from permtrack.app.import_reporting import reported
from permtrack.app.looking import histories
from permtrack.app.rehearsing import rehearsal
from permtrack.app.writing import all_books
from permtrack.domain.accounting import Difference, ImportFinding, ImportReport, Outcome, RowAccount, Said
from permtrack.domain.events import Child, History
from permtrack.domain.journey import journey
from permtrack.domain.records import record
from permtrack.errors import RequestRefused
from permtrack.exchange.annex_a.headings import List
from permtrack.exchange.annex_a.reading import AnnexA
from permtrack.exchange.annex_a.rows import ListRow
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import Ledger

MOST_NAMED = 12
Progress = Callable[[int, int], None]


@record
class Wanted:
    """How an import is wanted: `of_day` is the day the lists are of, `authority` the one whose children they hold."""

    of_day: date
    authority: str | None = None
    skip_bad_rows: bool = False
    dry_run: bool = False


@record
class _Settled:
    """What became of the rows that could be read, and what they add."""

    accounts: tuple[RowAccount, ...]
    drafts: tuple[Draft, ...]
    differences: tuple[Difference, ...]
    findings: tuple[ImportFinding, ...]
    notices: tuple[str, ...]


def import_annex_a(
    ledger: Ledger, occasion: Occasion, annex: AnnexA, wanted: Wanted, progress: Progress = lambda _done, _of: None
) -> ImportReport:
    """Take what the lists say into the ledger. Nothing is written where a row is refused, unless bad rows are skipped."""
    with rehearsal(ledger) if wanted.dry_run else ledger.transaction():
        books = all_books(ledger, occasion.today)
        settled = _settled(books, occasion, annex, wanted, progress)
        absent = tuple(_absent(ledger, books, annex, wanted))
        order = [str(list_) for list_ in annex.columns]
        accounts = tuple(
            sorted((*annex.accounts, *settled.accounts), key=lambda a: (order.index(a.place.table), a.place.line))
        )
        refused = any(account.outcome is Outcome.REFUSED for account in accounts) and not wanted.skip_bad_rows
        drafts = () if refused else _under_one_import(settled.drafts, annex, occasion)
        if drafts:
            ledger.append(drafts)
    return reported(
        accounts,
        drafts,
        occasion,
        refused=refused,
        dry_run=wanted.dry_run,
        findings=(*annex.findings, *settled.findings),
        differences=(*settled.differences, *absent),
        notices=(*annex.notices, *settled.notices),
    )


def _settled(books: Books, occasion: Occasion, annex: AnnexA, wanted: Wanted, progress: Progress) -> _Settled:
    children = AnnexChildren(books, occasion, wanted.authority)
    accounts: list[RowAccount] = []
    differences: list[Difference] = []
    findings: list[ImportFinding] = []
    rows_of: dict[str, list[ListRow]] = {}
    known: dict[str, Child] = {}
    for row in annex.rows:
        found = _child_of(row, children)
        if isinstance(found, Child):
            known[found.id] = found
            rows_of.setdefault(found.id, []).append(row)
        else:
            accounts.append(found[0])
            differences += found[1:]
    settling = Settling.of(books, occasion, wanted.of_day)
    drafts = list(children.drafts())
    for done, (identity, rows) in enumerate(rows_of.items(), start=1):
        claims = ChildClaims(settling, known[identity])
        accounts += [_account(row, parts) for row, parts in zip(rows, claims.settle(rows).values(), strict=True)]
        drafts += claims.drafts
        differences += claims.differences
        findings += claims.findings
        progress(done, len(rows_of))
    return _Settled(
        accounts=tuple(accounts),
        drafts=tuple(drafts),
        differences=tuple(differences),
        findings=tuple(findings),
        notices=tuple(_brought(children)),
    )


def _child_of(row: ListRow, children: AnnexChildren) -> Child | tuple[RowAccount, *tuple[Difference, ...]]:
    """The child of a row; or what became of the row, because nobody can be sure whose it is."""
    if struck := children.struck_out(row):
        reason = f"the child's record was struck out here (#{struck.number}); it stays so"
        return (_accounted(row, Outcome.ALREADY_THERE, reason=reason),)
    try:
        child = children.of(row)
    except RequestRefused as refused:
        field, _, reason = str(refused).partition(": ")
        known = field == "ref"
        return (_accounted(row, Outcome.REFUSED, field if known else "", reason if known else str(refused)),)
    births = children.births(child)
    if row.dob and births and row.dob.isoformat() not in births:
        reason = "another date of birth: nothing of the row was taken, for it may be another child"
        unlike = Difference(
            child=row.ref, about="dob", ours=Said(on=child.dob), theirs=Said(on=row.dob), place=row.place, remark=reason
        )
        return _accounted(row, Outcome.DIFFERS, "dob", reason), unlike
    return children.opened(child, row)


def _accounted(row: ListRow, outcome: Outcome, field: str = "", reason: str = "") -> RowAccount:
    return RowAccount(place=row.place, child=row.ref, outcome=outcome, field=field, reason=reason)


def _account(row: ListRow, parts: Sequence[Part]) -> RowAccount:
    """What became of a row: it differs where anything in it does, and is imported where anything of it was new."""
    became = {part.became for part in parts}
    if Became.DIFFERS in became:
        outcome = Outcome.DIFFERS
    elif became - {Became.THERE}:
        outcome = Outcome.IMPORTED
    else:
        outcome = Outcome.ALREADY_THERE if parts else Outcome.NOT_NEEDED
    field = ", ".join(part.about for part in parts if part.became is Became.DIFFERS)
    return _accounted(row, outcome, field, "; ".join(_told(parts)) or "no date in it")


def _told(parts: Sequence[Part]) -> Iterator[str]:
    """The parts of a row by what became of them: `recorded: adm-decision, placement-order; differs: match-decision`."""
    for became in Became:
        alike = [part.about + (f" ({part.reason})" if part.reason else "") for part in parts if part.became is became]
        if alike:
            yield f"{became.value}: {', '.join(alike)}"


def _brought(children: AnnexChildren) -> Iterator[str]:
    """Which children the lists bring: a slip in an id makes a child that nobody has."""
    if children.added:
        more = len(children.added) - MOST_NAMED
        named = ", ".join(children.added[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        yield f"not in the ledger before, their records opened by these lists: {named}"


def _under_one_import(drafts: Sequence[Draft], annex: AnnexA, occasion: Occasion) -> tuple[Draft, ...]:
    """The drafts, under an import that covers no day at all: nobody here could have seen what the lists leave out."""
    if not drafts:
        return ()
    entry = event(occasion, None, "return-imported", occasion.today, {"covers": (), "files": (annex.name,)})
    brought = (replace(d, event=replace(d.event, returned_by=entry.id)) for d in drafts)
    return (Draft(event=entry), *brought)


def _absent(ledger: Ledger, books: Books, annex: AnnexA, wanted: Wanted) -> Iterator[Difference]:
    """The children who by the ledger belong on a list on its day, and are not on it."""
    on_list: Mapping[str, set[str | None]] = {
        str(list_): {
            books.refs_ever.get(ref, ref)
            for ref in (
                *(row.ref for row in annex.rows if row.of_list is list_),
                *(account.child for account in annex.accounts if account.place.table == str(list_)),
            )
        }
        for list_ in annex.columns
    }
    for history in histories(ledger, Question(as_at=wanted.of_day)):
        authority = history.child.authority or ""
        if wanted.authority and authority.lower() != wanted.authority.lower():
            continue
        for list_ in annex.columns:
            reason = _belongs(list_, history, wanted.of_day)
            if reason.word and history.child.id not in on_list[str(list_)]:
                yield Difference(child=history.child.ref, about=str(list_), ours=reason, remark=f"not in {list_}")


def _belongs(list_: List, history: History, day: date) -> Said:
    """Why a child belongs on a list: in care on its day; or a decision for adoption in force on it."""
    told = journey(history, day)
    name, word = ("care", "in care") if list_ is List.LOOKED_AFTER else ("decision", "decision in force")
    stretches = told.stretches(name)
    if not stretches or not stretches[-1].lasts_on(day):
        return Said()
    last = stretches[-1]
    return Said(word=word, on=last.started_on, by=not last.exact)
