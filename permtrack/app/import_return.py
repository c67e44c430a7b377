"""Bringing national returns in: gather the files, decide what they add to the record, and write it down at once."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from permtrack.app.drafting import Occasion
from permtrack.app.import_return_accounting import account_for
from permtrack.app.import_return_children import Decided, decide
from permtrack.app.import_return_drafts import drafts_of
from permtrack.app.import_return_files import Gathered, gather
from permtrack.domain.accounting import ImportReport, Outcome
from permtrack.domain.records import record
from permtrack.exchange.ssda903.checks import check_dates
from permtrack.ledger.store import Ledger

EVENTS_AT_A_TIME = 2_000
Progress = Callable[[int, int], None]


@record
class Wanted:
    """How an import is asked for. `year` replaces the one that the episodes tell."""

    year: int | None = None
    encoding: str | None = None
    skip_bad_rows: bool = False
    dry_run: bool = False


def import_return(
    ledger: Ledger,
    paths: Sequence[Path],
    occasion: Occasion,
    wanted: Wanted | None = None,
    progress: Progress = lambda _done, _of: None,
) -> ImportReport:
    """Bring the returns in these folders and files into the ledger, and report every row.

    Where a row is refused nothing is written, unless bad rows are to be skipped. Raises RequestRefused or SystemRefused
    where the files cannot be read as returns at all.
    """
    wanted = wanted or Wanted()
    gathered = gather(paths, occasion.today, year=wanted.year, encoding=wanted.encoding)
    with nullcontext() if wanted.dry_run else ledger.transaction():
        decided = decide(ledger, gathered.returns, occasion.today, progress)
        report = _report(gathered, decided, wanted, occasion.today)
        if report.refused or wanted.dry_run:
            return report
        drafts = drafts_of(decided, gathered.returns, occasion)
        written = 0
        while some := tuple(islice(drafts, EVENTS_AT_A_TIME)):
            ledger.extend(some)
            written += len(some)
            progress(written, _to_write(report))
        return replace(report, written=written > 0)


def _to_write(report: ImportReport) -> int:
    """How many entries there are to write, those of the imports themselves aside."""
    about_children = report.children_added + report.children_amended
    return about_children + report.events_added + report.events_corrected + report.events_struck_out


def _report(gathered: Gathered, decided: Decided, wanted: Wanted, today: date) -> ImportReport:
    rows = account_for(gathered.returns, decided)
    bad = any(row.outcome is Outcome.REFUSED for row in rows)
    found = [finding for returned in gathered.returns for finding in check_dates(returned)]
    return ImportReport(
        returns=tuple(returned.read for returned in gathered.returns),
        rows=rows,
        findings=(*found, *(finding for child in decided.children for finding in child.findings)),
        notices=gathered.notices,
        unseen=decided.unseen(),
        children_added=sum(child.is_new for child in decided.children),
        children_amended=sum(bool(child.amended) for child in decided.children),
        events_added=sum(len(child.settled.new) + bool(child.born) for child in decided.children),
        events_corrected=sum(len(child.settled.changed) for child in decided.children),
        events_struck_out=sum(len(child.settled.unneeded) for child in decided.children),
        refused=bad and not wanted.skip_bad_rows,
        dry_run=wanted.dry_run,
        imported_on=today,
    )
