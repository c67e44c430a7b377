"""Bringing in a sheet of events: all or nothing, every row accounted for, and the same sheet twice adds nothing.

A row is already there where an event of its child, kind and day is recorded, or was before it was struck out or
corrected here, and nothing that the row says contradicts it. What the row says beyond the event is added to the event.
"""

from collections.abc import Callable
from dataclasses import replace

from permtrack.app.drafting import Occasion, event
from permtrack.app.import_reporting import reported
from permtrack.app.rehearsing import rehearsal
from permtrack.app.sheet_children import SheetChildren
from permtrack.app.sheet_events import SheetEvents
from permtrack.app.writing import all_books
from permtrack.domain.accounting import ImportReport, Outcome, RowAccount
from permtrack.domain.records import record
from permtrack.exchange.event_sheet import Sheet
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import Ledger

Progress = Callable[[int, int], None]


@record
class _Settled:
    """What became of the rows that could be read, and what they add."""

    accounts: tuple[RowAccount, ...]
    drafts: tuple[Draft, ...]
    notices: tuple[str, ...]


def import_sheet(
    ledger: Ledger,
    occasion: Occasion,
    sheet: Sheet,
    *,
    skip_bad_rows: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda _done, _of: None,
) -> ImportReport:
    """Take a sheet's rows into the ledger. Nothing is written where a row is refused, unless `skip_bad_rows`."""
    with rehearsal(ledger) if dry_run else ledger.transaction():
        settled = _settled(ledger, occasion, sheet, progress, skip_bad_rows=skip_bad_rows)
        accounts = tuple(sorted((*sheet.accounts, *settled.accounts), key=lambda account: account.place.line))
        refused = any(account.outcome is Outcome.REFUSED for account in accounts) and not skip_bad_rows
        drafts = () if refused else settled.drafts
        if drafts:
            ledger.append(drafts)
    notices = (*sheet.notices, *settled.notices)
    return reported(accounts, drafts, occasion, refused=refused, dry_run=dry_run, notices=notices)


def _settled(ledger: Ledger, occasion: Occasion, sheet: Sheet, progress: Progress, *, skip_bad_rows: bool) -> _Settled:
    """Every row settled. A row is taken whole or not at all: no child comes of one whose event is refused.

    Where bad rows are skipped, the sheet is gone through again without what such a row would have brought: another row
    may bring the child, or nothing of it can be taken.
    """
    books = all_books(ledger, occasion.today)
    unfit: dict[int, RowAccount] = {}
    while True:
        children = SheetChildren(books, occasion, sheet, ledger.info.authority, unfit)
        events = SheetEvents(books, occasion, sheet, children, unfit)
        taken = []
        for done, row in enumerate(sheet.rows, start=1):
            taken.append(events.account(row))
            progress(done, len(sheet.rows))
        bringing = children.bringing() if skip_bad_rows else frozenset()
        refused = {a.place.line: a for a in taken if a.outcome is Outcome.REFUSED and a.place.line in bringing}
        if not refused:
            drafts = _from_returns((*children.drafts(), *events.drafts()), sheet, occasion)
            return _Settled(accounts=tuple(taken), drafts=drafts, notices=(*children.notices(), *events.notices()))
        unfit |= refused


def _from_returns(drafts: tuple[Draft, ...], sheet: Sheet, occasion: Occasion) -> tuple[Draft, ...]:
    """The drafts, those that a national return brought to another ledger under an import that covers no day at all.

    As people's own record they would make silence around them count, and nobody here could have seen those days.
    """
    lines = {f"{sheet.name}:{row.line}" for row in sheet.rows if row.returned}
    if not any(draft.event.source in lines for draft in drafts):
        return drafts
    entry = event(occasion, None, "return-imported", occasion.today, {"covers": (), "files": (sheet.name,)})
    returned = (
        replace(d, event=replace(d.event, returned_by=entry.id)) if d.event.source in lines else d for d in drafts
    )
    return (Draft(event=entry), *returned)
