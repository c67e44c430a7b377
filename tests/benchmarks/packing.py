"""What a meeting's pack costs beside what its template and the workbook library need for the same pages and cells."""

import io
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment
from openpyxl import Workbook, load_workbook

from permtrack.app.asking import Question
from permtrack.app.meeting_pack import Prepared, prepare_pack
from permtrack.app.packaged import pages, vocabulary
from permtrack.domain.child_page.picture import Picture
from permtrack.domain.due_list import Wanted
from permtrack.ledger.store import open_ledger
from permtrack.render.child_page.html import child_view
from permtrack.render.pack_page import PAGE, page_values
from permtrack.render.pack_words import Source
from permtrack.render.timeline_picture.svg import picture_svg
from tests.benchmarks.journeys import make_ledger
from tests.benchmarks.measuring import AS_AT, child_seconds, own_seconds, peak_megabytes, permtrack, ratios

CHILDREN = 2_000
SOME = 3


def measure(folder: Path, children: int = CHILDREN) -> None:
    """Measure and print."""
    path = folder / "bench.db"
    print(f"a pack for {children} children, {make_ledger(path, children)} events, as at {AS_AT}")
    page, book = (_pack(path, folder / f"pack.{form}") for form in ("html", "xlsx"))
    values, pictures = _values(path)
    ratios(
        "a pack of pages, against filling the template with the same values, the pictures drawn beforehand",
        lambda: child_seconds(page),
        lambda: own_seconds(lambda: _filled(values)),
        SOME,
    )
    ratios(
        "a pack of pages, against filling the template and drawing the same pictures",
        lambda: child_seconds(page),
        lambda: own_seconds(lambda: (_filled(values), [picture_svg(picture) for picture in pictures])),
        SOME,
    )
    child_seconds(book)
    cells = _cells(folder / "pack.xlsx")
    ratios(
        "a pack as a workbook, against openpyxl writing the same cells",
        lambda: child_seconds(book),
        lambda: own_seconds(lambda: _written(cells)),
        SOME,
    )
    ratios(
        "both, against both",
        lambda: child_seconds(page) + child_seconds(book),
        lambda: own_seconds(lambda: (_filled(values), _written(cells))),
        SOME,
    )
    print(f"a pack of pages, peak memory: {peak_megabytes(page):.0f} MB")


def _pack(path: Path, to: Path) -> list[str]:
    return permtrack(path, "pack", "--meeting", AS_AT.isoformat(), "--to", str(to), "--force")


def _values(path: Path) -> tuple[Mapping[str, object], Sequence[Picture]]:
    """What the template is filled with, every page of a child worked out beforehand; and the pictures on them."""
    question = Question(as_at=AS_AT, history=True)
    with open_ledger(path) as ledger:
        prepared: Prepared = prepare_pack(ledger, question, Wanted(coming=True), AS_AT)
    source = Source(head=str(prepared.head), known_at=prepared.known_at, again="permtrack pack", authority=None)
    told = tuple(prepared.pages(question))
    views = tuple(child_view(page, vocabulary()) for page in told)
    return page_values(prepared.pack, source, views, pages()), [page.picture for page in told]


def _filled(values: Mapping[str, object]) -> str:
    bare = Environment(loader=DictLoader(dict(pages())), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return bare.get_template(PAGE).render(values)


Sheet = tuple[str, list[list[tuple[Any, str, Any]]]]


def _cells(path: Path) -> list[Sheet]:
    """The sheets of a workbook: each cell with its value, its format of numbers and how it stands."""
    return [
        (
            sheet.title,
            [[(cell.value, cell.number_format, copy(cell.alignment)) for cell in row] for row in sheet.iter_rows()],
        )
        for sheet in load_workbook(path).worksheets
    ]


def _written(sheets: list[Sheet]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for line, row in enumerate(rows, start=1):
            for column, (value, number_format, alignment) in enumerate(row, start=1):
                if value is None:
                    continue
                cell = sheet.cell(line, column, value)
                cell.alignment = alignment
                if isinstance(value, date):
                    cell.number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
