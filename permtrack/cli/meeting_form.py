"""What `permtrack pack --form` writes: the form for the meeting's minutes, as a workbook or as CSV."""

from pathlib import Path
from typing import TYPE_CHECKING

from permtrack.app.packaged import vocabulary
from permtrack.cli import output
from permtrack.cli.shared_options import Reading, choose_form
from permtrack.render.minutes_form import form_sheet, form_workbook

if TYPE_CHECKING:
    from permtrack.domain.minutes import MinutesForm


def write_form(reading: Reading, form: "MinutesForm", file: Path) -> None:
    """Write the form to a file whose ending names the format, and say what to do with it."""
    content: str | bytes
    if choose_form(None, file, ("xlsx", "csv")) == "csv":
        content = output.BYTE_ORDER_MARK + form_sheet(form)
    else:
        content = form_workbook(form, vocabulary())
    output.save(file, content, force=reading.force, ledger=reading.session.place.path)
    children = f"{len(form.children)} {'child' if len(form.children) == 1 else 'children'}"
    output.tell(f"permtrack: wrote {file}: {children}; fill it in, then: permtrack import-minutes {file} --dry-run")
