"""How every import answers: a summary, the refused rows on standard error, and the whole account as a sheet."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from permtrack.cli import output
from permtrack.cli.session import Session
from permtrack.errors import RequestRefused
from permtrack.render.import_report import refusal_lines, report_lines, report_record, report_sheet, undo_lines
from permtrack.render.machine import as_json

if TYPE_CHECKING:
    from permtrack.domain.accounting import ImportReport

Encoding = Annotated[str | None, typer.Option(metavar="E", help="Of CSV files that are not UTF-8: cp1252, utf-16.")]
SkipBadRows = Annotated[bool, typer.Option("--skip-bad-rows", help="Take the good rows though others are refused.")]
ReportFile = Annotated[
    Path | None, typer.Option("--report", metavar="FILE.csv", help="Write what became of every row.")
]


def answer_import(
    session: Session, imported: "ImportReport", report: Path | None, *, force: bool, skippable: bool = True
) -> None:
    """Say what an import did; `skippable` where its command can leave bad rows out.

    Raises RequestRefused where rows were refused and nothing was written.
    """
    if report is not None:
        output.save(report, output.BYTE_ORDER_MARK + report_sheet(imported), force=force, ledger=session.place.path)
        output.tell(f"permtrack: wrote {report}")
    _answer(session, imported)
    for line in refusal_lines(imported):
        output.tell(line)
    refused = len(imported.refusals())
    if imported.refused:
        mend = "Mend them, or take the others with --skip-bad-rows" if skippable else "Mend them and try again"
        raise RequestRefused(f"{refused} of {len(imported.rows)} rows refused; nothing was written. {mend}")
    if refused:
        output.tell(f"permtrack: {refused} of {len(imported.rows)} rows refused and skipped")
    if imported.written and not session.wants_json:
        output.write("".join(f"{line}\n" for line in undo_lines(imported)))


def _answer(session: Session, imported: "ImportReport") -> None:
    if session.wants_json:
        output.write(as_json(report_record(imported)))
        return
    for line in report_lines(imported):
        output.write(line + "\n")
