"""The meeting's pack as the programs see it that people open it with: a browser, with a checker of accessibility, and LibreOffice."""

import csv
import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from tests.cli.hand_written_meeting import AS_AT, MEETING, write_meeting
from tests.torture_parts.outcome import LONGEST_RUN, ROOT, LeftOutError, Outcome, needs, run

AXE = "axe-core@4.14.1"
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
TOLD = re.compile(r'<pre id="told">(.*?)</pre>', re.DOTALL)
CHILDREN = re.compile(r'<article class="child".*</article>', re.DOTALL)
SHEET = re.compile(rb"/Type\s*/Page\b")
WIDE, PHONE = 1200, 390
PAPER = 726
"""A4 between its margins of 11 mm, and a scroll bar's room."""
FORMULA = "=1+1"
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
TELL = "const told = document.createElement('pre'); told.id = 'told'; document.body.append(told);"
CHECK = """axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'tag', values: [
  'wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}}).then(result => {
  told.textContent = JSON.stringify(result.violations.map(found => found.id)); });"""
MEASURE = """const frame = document.querySelector('iframe'); frame.onload = () => {
  const page = frame.contentDocument.documentElement;
  told.textContent = JSON.stringify([page.scrollWidth, frame.clientWidth]); };"""


def pack_page(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """The page in a browser: nothing that a checker of accessibility objects to, and no wider than a telephone."""
    browser = needs("chromium")
    axe = _axe(folder)
    page = _pack(folder, "pack.html").read_text("utf-8")
    yield _checked(browser, folder, axe, page, "")
    harmed = page.replace('<html lang="en-GB">', "<html>")
    yield _checked(browser, folder, axe, harmed, "html-has-lang")
    yield _as_wide_as(PHONE, browser, folder, page, wanted=True)
    yield _as_wide_as(PHONE, browser, folder, page.replace("overflow-x: auto", ""), wanted=False)
    yield from _on_paper(browser, folder, _sample(folder))


def _on_paper(browser: str, folder: Path, page: str) -> Iterator[Outcome]:
    """A child a sheet, and nothing wider than paper: a browser prints a whole page smaller where one table is."""
    yield _a_sheet_a_child(browser, folder, page, wanted=True)
    yield _a_sheet_a_child(browser, folder, page.replace("8.5pt", "10pt"), wanted=False)
    printed = page.replace("@media print", "@media all").replace("@media (max-width: 40rem)", "@media not all")
    yield _as_wide_as(PAPER, browser, folder, printed, wanted=True)
    yield _as_wide_as(PAPER, browser, folder, printed.replace("white-space: normal", ""), wanted=False)


def _sample(folder: Path) -> str:
    """The pack of the demonstration's children, some of them as full as pages get."""
    asked = ("pack", "--meeting", "16/6/2026", "--ledger", "permtrack-demo/permtrack.db", "--to", "sample.html")
    for words in (("demo",), (*asked, "--as-at", "2026-06-15")):
        command = [sys.executable, "-m", "permtrack", *words]
        settings = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, cwd=folder, env=settings, check=True, capture_output=True)
    return (folder / "sample.html").read_text("utf-8")


def _a_sheet_a_child(browser: str, folder: Path, page: str, *, wanted: bool) -> Outcome:
    """Whether each child takes one sheet of A4: the whole pack has as many more than its front as it has children."""
    children = page.count('<article class="child"')
    sheets = _sheets(browser, folder, page) - _sheets(browser, folder, CHILDREN.sub("", page))
    says = f"{children} children are printed on {sheets} sheets"
    return Outcome((sheets == children) is wanted, says if wanted else f"bites: in larger type {says}")


def _sheets(browser: str, folder: Path, page: str) -> int:
    """How many sheets a page is printed on."""
    file, printed = folder / "printed.html", folder / "printed.pdf"
    file.write_text(page, "utf-8")
    run([browser, "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={printed}", file.as_uri()])
    return len(SHEET.findall(printed.read_bytes()))


def _axe(folder: Path) -> str:
    npm = needs("npm")
    run([npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", "--silent", AXE])
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        raise LeftOutError(f"{AXE} cannot be fetched from the npm registry")
    return script.read_text("utf-8")


def _pack(folder: Path, name: str, text: str = "Chase the medical") -> Path:
    path = folder / f"{name}.db"
    write_meeting(path, [text], reason=text)
    file = folder / name
    asked = ("pack", "--meeting", MEETING, "--as-at", AS_AT, "--ledger", str(path), "--to", str(file))
    subprocess.run([sys.executable, "-m", "permtrack", *asked], check=True, capture_output=True)
    return file


def _checked(browser: str, folder: Path, axe: str, page: str, wanted: str) -> Outcome:
    """What the checker finds; `wanted` is the objection to a page harmed on purpose."""
    # The page itself forbids every script: the checker's copy does not.
    scripts = f"<script>{TELL}</script><script>{axe}</script><script>{CHECK}</script>"
    found = _browsed(browser, folder, POLICY.sub("", page).replace("</body>", f"{scripts}</body>"))
    if wanted:
        return Outcome(wanted in found, f"bites: without a language the checker finds {', '.join(map(str, found))}")
    return Outcome(found == [], f"the checker of accessibility finds {', '.join(map(str, found)) or 'nothing'}")


def _as_wide_as(room: int, browser: str, folder: Path, page: str, *, wanted: bool) -> Outcome:
    """Whether the page fits into so many pixels; in a frame, because a browser's own window has a least width."""
    frame = f'<iframe width="{room}" height="800" srcdoc="{html.escape(page)}"></iframe>'
    host = f"<!DOCTYPE html><html><body>{frame}<script>{TELL}{MEASURE}</script></body></html>"
    width, inside = _browsed(browser, folder, host)
    fits = int(str(width)) <= int(str(inside))
    harmed = "" if wanted else "bites: with tables as wide as they like, "
    return Outcome(fits is wanted, f"{harmed}{width} pixels wide of {inside}")


def _browsed(browser: str, folder: Path, page: str) -> list[object]:
    """What a script in a page told."""
    file = folder / "browsed.html"
    file.write_text(page, "utf-8")
    options = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--window-size={WIDE},900",
        "--virtual-time-budget=120000",
    )
    ran = run([browser, *options, "--dump-dom", file.as_uri()])
    told = TOLD.search(ran.stdout)
    if told is None or not told[1]:
        raise LeftOutError(f"{browser} does not run scripts here: {ran.stderr.strip()[-200:]}")
    found: list[object] = json.loads(html.unescape(told[1]))
    return found


def pack_workbook(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """The workbook in LibreOffice: the same cells, days that are days, and a text like a formula that stays a text."""
    office = needs("soffice")
    file = _pack(folder, "pack.xlsx", FORMULA)
    action, due = _action(office, folder, file)
    yield Outcome(action == FORMULA, f"a text {FORMULA} is shown as {action}")
    yield Outcome(due != "1 Jun 2026" and "2026" in due, f"a day is a day, shown as {due}")
    book = openpyxl.load_workbook(file)
    sheet = book["Overdue actions"]
    sheet["C2"].value = None
    sheet["C2"].value = FORMULA
    book.save(folder / "harmed.xlsx")
    harmed, _ = _action(office, folder, folder / "harmed.xlsx")
    yield Outcome(harmed == "2", f"bites: left to itself, openpyxl writes a formula, shown as {harmed}")
    yield _recalculated(office, folder, file)


def _action(office: str, folder: Path, file: Path) -> tuple[str, str]:
    """The first overdue action and its due day, as LibreOffice shows them."""
    _converted(office, folder, file, EVERY_SHEET)
    with (folder / "out" / f"{file.stem}-Overdue actions.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return rows[0]["Action"], rows[0]["Due"]


def _recalculated(office: str, folder: Path, file: Path) -> Outcome:
    _converted(office, folder, file, "xlsx")
    before, after = (_values(path) for path in (file, folder / "out" / file.name))
    return Outcome(before == after, f"{len(before)} sheets come back from LibreOffice with the same values")


def _values(file: Path) -> dict[str, list[list[str]]]:
    book = openpyxl.load_workbook(file)
    return {
        sheet.title: [[str(cell) for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }


def _converted(office: str, folder: Path, file: Path, form: str) -> None:
    """Have LibreOffice read a workbook and write it again, with settings of its own so that no other is disturbed."""
    settings = f"-env:UserInstallation={(folder / 'settings').as_uri()}"
    command = [office, settings, "--headless", "--convert-to", form, "--outdir", str(folder / "out"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST_RUN)
    if done.returncode:
        raise LeftOutError(f"{office} cannot convert here: {done.stderr.strip()[-200:]}")
