"""Invented Annex A workbooks: a list's headings as systems write them, and rows told by the words for its columns."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl

from permtrack.app.import_annex_a import Wanted, import_annex_a
from permtrack.domain.accounting import ImportReport
from permtrack.exchange.annex_a.reading import AnnexA, read_annex_a
from permtrack.ledger.store import open_ledger
from tests.app.desk import OCCASION, TODAY

LIST_10 = {
    "id": "Child Unique ID",
    "family": "Family identifier",
    "sex": "Gender",
    "ethnicity": "Ethnicity",
    "dob": "Date of Birth",
    "entered": "Date the Child Entered Care",
    "adm": "Date of Decision that Child Should be Placed for Adoption",
    "order": "Date of Placement Order",
    "matched": "Date of Matching Child and Prospective Adopters",
    "placed": "Date Placed for Adoption",
    "adopted": "Date of Adoption Order ",
    "reversed": "Date of Decision that Child Should No Longer be Placed for Adoption",
    "reason": "Reason Why Child No Longer Placed for Adoption",
    "early": "Date the child was placed for fostering in FFA or concurrent planning placement",
}
LIST_8 = {
    "id": "Child Unique ID",
    "sex": "Gender",
    "dob": "Date of Birth",
    "uasc": "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N))",
    "started": "Date Started to be Looked After",
    "since": "Start date of current legal status",
    "status": "Child's Legal Status",
    "review": "Date of Latest Statutory Review",
    "visit": "Date of Last Social Work Visit",
    "plan": "What is the permanence plan for this child?",
    "iro": "Date of Last IRO Visit / Contact to the Child",
    "health": "Date of Last Health Assessment",
    "ceased": "Date Ceased to be Looked After",
    "why": "Reason Ceased to be Looked After",
    "moved": "Start Date of Most Recent Placement",
    "place": "Placement Type",
    "postcode": "Placement postcode",
    "worker": "Allocated Worker",
}
Row = Mapping[str, object]


def book(
    adoption: Sequence[Row] | None = None, looked_after: Sequence[Row] | None = None, title: str = ""
) -> openpyxl.Workbook:
    """A workbook as authorities send it: List 1 first, then the lists that are given."""
    made = openpyxl.Workbook()
    made.active.title = "List 1"
    made.active.append(["Child Unique ID", "Gender", "Date of Birth", "Date of Contact"])
    for name, heads, rows in (("List 8", LIST_8, looked_after), ("List 10", LIST_10, adoption)):
        if rows is not None:
            sheet = made.create_sheet(name)
            if title:
                sheet.append([title])
                sheet.merge_cells("A1:D1")
                sheet.append([])
            sheet.append(list(heads.values()))
            for row in rows:
                unknown = row.keys() - heads.keys()
                assert not unknown, unknown
                sheet.append([row.get(column) for column in heads])
    return made


def content(made: openpyxl.Workbook) -> bytes:
    page = io.BytesIO()
    made.save(page)
    return page.getvalue()


def read(raw: bytes, today: date = TODAY) -> AnnexA:
    return read_annex_a(raw, "annex.xlsx", today)


def bring_in(
    ledger: Path,
    adoption: Sequence[Row] | None = None,
    looked_after: Sequence[Row] | None = None,
    *,
    made: openpyxl.Workbook | None = None,
    skip: bool = False,
    dry_run: bool = False,
    of_day: date = TODAY,
    authority: str | None = None,
) -> ImportReport:
    annex = read(content(made or book(adoption, looked_after)))
    wanted = Wanted(of_day=of_day, authority=authority, skip_bad_rows=skip, dry_run=dry_run)
    with open_ledger(ledger, writing=True) as opened:
        return import_annex_a(opened, OCCASION, annex, wanted)


def day(text: str) -> datetime:
    """A day as a workbook holds it."""
    return datetime.fromisoformat(text)


def told(report: ImportReport) -> list[tuple[str, str, str, str]]:
    """The differences: child, what, the ledger's side and the list's."""
    return [(d.child, d.about, side(d.ours), side(d.theirs)) for d in report.differences]


def side(said) -> str:
    parts = [said.word, ("by " if said.by else "") + said.on.isoformat() if said.on else None]
    return " ".join(part for part in parts if part)
