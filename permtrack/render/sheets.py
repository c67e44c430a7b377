"""CSV that opens harmlessly in Excel and comes back unchanged: one record a row, ISO dates, no text that counts."""

import io
from collections.abc import Iterable, Sequence
from datetime import date

from permtrack.domain.texts import is_taken_for_formula
from permtrack.render.visible import visible

Value = str | int | date | None
BEARABLE = "\n\t"


def sheet(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """The rows as CSV text. Numbers and days are written as they are; only texts can do harm."""
    import csv  # noqa: PLC0415  (most answers are no sheet)

    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    return page.getvalue()


def cell(value: Value) -> str:
    """One value as CSV holds it: ISO for a day, nothing for None, a text with an apostrophe where Excel would count."""
    if value is None:
        return ""
    if isinstance(value, str):
        return text_cell(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def text_cell(text: str) -> str:
    """The text, with a leading apostrophe where a spreadsheet would take it for a formula.

    A text that has such an apostrophe of its own gets another, so that taking one off always gives the text back.
    """
    return "'" * is_taken_for_formula(text) + visible(text, keep=BEARABLE)
