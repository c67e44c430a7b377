"""What must hold of an answer whatever texts it holds, format by format; its twin holds harmless texts in their places."""

import csv
import io
import json
import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import html5lib
import icalendar
import openpyxl

DRIVING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Kinds of characters that drive a screen, hide, or turn what stands around them."""
COUNTING = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
LONGEST_LINE = 75
STYLED = re.compile(r"\x1b\[[0-9;]*m")
OUTSIDE = re.compile(r"^(?!#).*(//|:)")
"""Where a link leads that stays not on its own page."""
LEADS_OUT = frozenset({"href", "src", "action", "data", "srcset", "poster", "xlink:href"})


def is_plain(page: str, keep: str = "\n") -> bool:
    """Whether nothing in it drives a screen."""
    return not [c for c in page if c not in keep and unicodedata.category(c) in DRIVING]


def _text(page: str, twin: str) -> list[str]:
    return [] if is_plain(page) else ["a character that drives the screen"]


def _json(page: str, twin: str) -> list[str]:
    wrong = [] if page.isascii() else ["not ASCII"]
    if _shape(json.loads(page)) != _shape(json.loads(twin)):
        wrong.append("other fields than the twin's")
    return wrong


def _shape(value: object) -> object:
    """The names of the fields at each depth, each once."""
    if isinstance(value, dict):
        return {name: _shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return sorted({repr(_shape(inner)) for inner in value})
    return None


def _csv(page: str, twin: str) -> list[str]:
    rows, others = (list(csv.reader(io.StringIO(one, newline=""), strict=True)) for one in (page, twin))
    wrong = [] if is_plain(page, "\r\n\t") else ["a character that drives the screen"]
    if [len(row) for row in rows] != [len(row) for row in others]:
        wrong.append(f"{len(rows)} rows, the twin {len(others)}, or other columns")
    counting = [c for row in rows for c in row if c.lstrip().startswith(COUNTING) and not NUMBER.fullmatch(c)]
    return [*wrong, *(f"a cell that counts: {cell[:40]!a}" for cell in counting[:3])]


def _html(page: str, twin: str) -> list[str]:
    found, other = (Counter(_elements(one)) for one in (page, twin))
    wrong = [] if is_plain(page, "\r\n\t") else ["a character that drives the screen"]
    if found != other:
        wrong.append(f"other elements than the twin's: {list((found - other) + (other - found))[:3]}")
    return wrong


def _elements(page: str) -> list[tuple[str, tuple[str, ...]]]:
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    found = []
    for element in tree.iter():
        found.append((str(element.tag), tuple(sorted(str(name) for name in element.attrib))))
        outside = [value for name, value in element.attrib.items() if name in LEADS_OUT and OUTSIDE.search(str(value))]
        if element.tag == "script" or outside:
            found.append(("SCRIPT OR LINK", ()))
    return found


def _ics(page: str, twin: str) -> list[str]:
    wrong = [] if is_plain(page, "\r\n") else ["a character that drives the screen"]
    if page.replace("\r\n", "").count("\n") + page.replace("\r\n", "").count("\r"):
        wrong.append("a line that does not end as lines of a calendar do")
    if max(len(line.encode()) for line in page.split("\r\n")) > LONGEST_LINE:
        wrong.append("a line that is too long")
    if _components(page) != _components(twin):
        wrong.append("other components or properties than the twin's")
    return wrong


def _components(page: str) -> Counter[tuple[str, tuple[str, ...]]]:
    calendar = icalendar.Calendar.from_ical(page)
    return Counter((str(part.name), tuple(sorted(part.keys()))) for part in calendar.walk())


BY_FORM: Mapping[str, Callable[[str, str], list[str]]] = {
    "table": _text, "json": _json, "csv": _csv, "html": _html, "ics": _ics,
}  # fmt: skip


def wrong_with(form: str, page: str, twin: str) -> list[str]:
    """What does not hold of an answer in a format. A file that cannot be read at all says so."""
    try:
        return BY_FORM[form](page, twin)
    except Exception as error:  # noqa: BLE001  (parsers raise whatever they stumble over)
        return [f"unreadable: {type(error).__name__} {str(error)[:100]!a}"]


def counting_cells(workbook: Path) -> list[str]:
    """Cells of a workbook that hold a formula, an error or a link."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(workbook)
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    return [
        f"{cell.coordinate} {str(cell.value)[:40]!a}"
        for cell in cells
        if cell.data_type in {"f", "e"} or cell.hyperlink
    ]
