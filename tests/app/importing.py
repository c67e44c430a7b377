"""Importing into real ledgers: write the files of a return, bring them in, and see what stands."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

from permtrack.app.books import Books
from permtrack.app.drafting import Occasion
from permtrack.app.import_return import Wanted, import_return
from permtrack.domain.accounting import ImportReport
from permtrack.domain.events import Event
from permtrack.ledger.store import create, open_ledger

TODAY = date(2026, 5, 1)
NOW = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
HEADS = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
    "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE",
    "placed_for_adoption": "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED",
    "ad1": "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR",
    "uasc": "CHILD,SEX,DOB,DUC",
    "sw_episodes": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON",
    "previous_permanence": "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM",
}

Said = tuple[str, str, str, str, str]


def new_ledger(path: Path, tracking_from: date = date(2024, 4, 1)) -> Path:
    create(path, tracking_from=tracking_from, authority=None, recorded_at=NOW, recorded_by="tester")
    return path


def episode(child: str, began: str, codes: str, ended: str = "", reason: str = "") -> str:
    """An Episodes row; `codes` is RNE, LS and PLACE with blanks between."""
    rne, status, place = codes.split()
    return f"{child},{began},{rne},{status},N1,{place},PR1,{ended},{reason},,,,"


def write_return(folder: Path, **tables: list[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text("\n".join([HEADS[name], *rows]) + "\n", encoding="utf-8")
    return folder


def bring_in(
    ledger: Path,
    *paths: Path,
    year: int | None = None,
    encoding: str | None = None,
    skip_bad_rows: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    wanted = Wanted(year=year, encoding=encoding, skip_bad_rows=skip_bad_rows, dry_run=dry_run)
    with open_ledger(ledger, writing=True) as opened:
        return import_return(opened, paths, Occasion(today=TODAY, now=NOW, account="tester"), wanted)


def books(ledger: Path) -> Books:
    with open_ledger(ledger) as opened:
        return Books(opened.entries(), TODAY)


def stands(ledger: Path, *, kinds: tuple[str, ...] = ()) -> list[Said]:
    """What stands: child, kind, day, precision and fields, in plain words; about children's records nothing."""
    record = books(ledger)
    said = []
    for event in record.standing:
        if event.child is None or event.kind in {"child-added", "child-amended"} or (kinds and event.kind not in kinds):
            continue
        child = record.described(event.child)
        said.append((child.ref if child else "?", event.kind, str(event.on), event.precision.value, spelled(event)))
    return sorted(said)


def spelled(event: Event) -> str:
    return ";".join(f"{name}={value}" for name, value in sorted(event.fields.items()))


def found(report: ImportReport) -> set[str]:
    return {finding.id for finding in report.findings}


def rules(report: ImportReport) -> set[str]:
    return {finding.rule for finding in report.findings}


def changed(folder: Path, to: Path, **changes: object) -> Path:
    """A copy of a return with a table changed: each change takes the table's rows as dicts and returns them."""
    to.mkdir(parents=True)
    for file in folder.glob("*.csv"):
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
        head = file.read_text(encoding="utf-8").splitlines()[0].split(",")
        change = changes.get(file.stem)
        written = io.StringIO()
        writer = csv.DictWriter(written, head)
        writer.writeheader()
        writer.writerows(change(rows) if callable(change) else rows)
        (to / file.name).write_text(written.getvalue(), encoding="utf-8")
    return to
