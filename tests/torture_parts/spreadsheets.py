"""The form for a meeting's minutes in a real spreadsheet program: opened, worked out, saved, and read again.

Skips nothing quietly: without LibreOffice the part is left out and says so.
"""

import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl

from permtrack.app.packaged import vocabulary
from permtrack.domain.events import Child, Event
from permtrack.domain.minutes import FormChild, FormFacts, MinutesForm
from permtrack.domain.situations import Situation
from permtrack.exchange.minutes_form import read_minutes
from permtrack.render.minutes_form import form_workbook
from tests.torture_parts.outcome import LeftOutError, Outcome, run

MEETING = date(2026, 11, 18)
REFS = ("000123", "1E5", "7-8", "12/3", "0.50", "TRUE", "00")
"""What a spreadsheet makes a number, a day or a truth value of, unless the cell is a text."""

TEXTS = ("=1+1", "+44 20", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "'=1", "#N/A", "two\nlines", "\x1b[2J")


def spreadsheets(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """Have LibreOffice open and save the form as a workbook and as CSV; then a form whose refs are numbers."""
    office = _office()
    form = _form(TEXTS[:3] if quick else TEXTS)
    (folder / "form.xlsx").write_bytes(form_workbook(form, vocabulary()))
    saved = _converted(office, folder, "form.xlsx", "xlsx")
    yield _refs_stay(saved, "as a workbook")
    yield _no_formula(saved)
    yield _refs_stay(_converted(office, folder, "form.xlsx", "csv"), "as CSV")
    yield _bites(office, folder, form)


def _office() -> str:
    for name in ("soffice", "libreoffice", "localc"):
        if found := shutil.which(name):
            return found
    raise LeftOutError("needs LibreOffice (soffice), which is not installed here")


def _form(texts: tuple[str, ...]) -> MinutesForm:
    facts = FormFacts(meeting_on=MEETING, ledger="01M80KVKDDBXE3HBAJD21A7VQY", head="703:d2166a8329828daa")
    return MinutesForm(facts=facts, children=tuple(_child(ref, texts, n) for n, ref in enumerate(REFS, start=1)))


def _child(ref: str, texts: tuple[str, ...], number: int) -> FormChild:
    actions = tuple(
        Event(
            id=f"{number}.{place}", child=ref, kind="action-agreed", on=MEETING, number=place, fields={"action": text}
        )
        for place, text in enumerate(texts, start=1)
    )
    one = Situation(child=Child(id=ref, ref=ref, initials=texts[0][:4]), age_months=None, plan=texts[0])
    return FormChild(situation=one, place="no-stage", overdue=number, open_actions=actions)


def _converted(office: str, folder: Path, name: str, ending: str) -> Path:
    """The file as the program saves it, from a profile of its own so that nobody's settings matter."""
    target = folder / f"as-{ending}"
    profile = (folder / "profile").as_uri()
    done = run(
        [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", ending, "--outdir", str(target),
         str(folder / name)]
    )  # fmt: skip
    saved = target / Path(name).with_suffix(f".{ending}").name
    if not saved.exists():
        raise LeftOutError(f"LibreOffice converted nothing: {(done.stderr or done.stdout).strip()[:200]}")
    return saved


def _refs_stay(saved: Path, how: str) -> Outcome:
    read = read_minutes(saved.read_bytes(), saved.name, vocabulary(), MEETING)
    refs = tuple(dict.fromkeys(row.ref for row in read.rows))
    good = refs == REFS and not read.accounts and read.facts == _form(TEXTS).facts
    return Outcome(good, f"saved {how}, {len(refs)} of {len(REFS)} refs and what the form was made for come back")


def _no_formula(saved: Path) -> Outcome:
    page = openpyxl.load_workbook(io.BytesIO(saved.read_bytes())).worksheets[0]
    counting = [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type in {"f", "e"}]
    return Outcome(not counting, f"{len(counting)} cells of the saved form hold a formula or an error {counting[:3]}")


def _bites(office: str, folder: Path, form: MinutesForm) -> Outcome:
    """A form that wrote its refs as numbers must be found out."""
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(form, vocabulary())))
    for (cell,) in book.worksheets[0].iter_rows(min_row=2, max_col=1):
        if str(cell.value).isdigit():
            cell.value, cell.number_format = int(str(cell.value)), "General"
    book.save(folder / "broken.xlsx")
    found = not _refs_stay(_converted(office, folder, "broken.xlsx", "xlsx"), "").passed
    return Outcome(found, f"bites{'' if found else ' not'}: refs written as numbers have lost their zeros")
