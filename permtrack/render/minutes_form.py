"""The form for a meeting's minutes as a workbook to fill in, and as CSV: the same columns, the same rows.

Nothing stored can do anything in it: every text is written as a text, and no cell holds a formula.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from permtrack.domain.events import Event
from permtrack.domain.meeting.cohort import NO_STAGE
from permtrack.domain.minutes import (
    COLUMNS,
    FACTS,
    FIELDS,
    KNOWN,
    NO_PARALLEL,
    FormChild,
    FormFacts,
    MinutesForm,
    heading,
)
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import Vocabulary
from permtrack.render.children import plan_in_words, since_in_words
from permtrack.render.pack_words import PLACES
from permtrack.render.pack_workbook import text_of
from permtrack.render.sheets import Value, sheet
from permtrack.render.written import in_words

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

SHEET, GUIDE = "Minutes", "How to fill it in"
LONGEST_CELL = 32_767
SPARE_ROWS = 200
"""Rows below the form that are made ready for actions beyond the third, and for children who come as a surprise."""

A4 = 9
TEXT, DAY = "@", "dd/mm/yyyy"
DAYS = ("done", "due_1", "due_2", "due_3", "delay_until")
YES_NO = ("yes", "no")
WIDTHS: Mapping[str, int] = {
    "ref": 11, "initials": 8, "plan_now": 22, "stands": 30, "overdue": 9, "open_action": 34, "done": 11,
    "discussed": 10, "decision": 40, "new_plan": 18, "new_parallel": 18, "delay_reason": 18, "delay_whose": 12,
    "delay_until": 12, "chair": 9, "meeting": 16, "ledger": 10, "head": 10,
    **{f"{name}_{n}": width for n in (1, 2, 3) for name, width in (("action", 30), ("owner", 10), ("due", 12))},
}  # fmt: skip
LINE_POINTS, FEWEST_LINES = 15, 3
"""Room to write by hand, or to see three lines of what is typed."""

GREY, WHITE, DARK = "FFEFEFEF", "FFFFFFFF", "FF1F3B4D"


def form_sheet(form: MinutesForm) -> str:
    """The form as CSV."""
    return sheet(COLUMNS, _rows(form))


def _rows(form: MinutesForm) -> Iterator[Sequence[Value]]:
    """The rows: of a child with several open actions a further one for each, with the same ref."""
    facts = _facts(form.facts)
    for child in form.children:
        for place, action in enumerate(child.open_actions or (None,)):
            cells = _child_cells(child) if place == 0 else {"initials": child.situation.child.initials}
            said = {"ref": child.situation.child.ref, **cells, "open_action": _action(action), **facts}
            yield [said.get(column) for column in COLUMNS]


def _facts(facts: FormFacts) -> Mapping[str, Value]:
    # The weekday keeps spreadsheets from making a date of it, which some would write month first.
    return {"meeting": in_words(facts.meeting_on), "ledger": facts.ledger, "head": facts.head}


def _child_cells(child: FormChild) -> Mapping[str, Value]:
    one = child.situation
    stands = [PLACES[child.place]] if child.place != NO_STAGE else []
    stands += [since_in_words(step) for step in (one.legal_status, one.placement, one.match) if step]
    if not one.care:
        stands.append(f"left care {shown(one.left_care_on)}" if one.left_care_on else "not in care")
    return {
        "initials": one.child.initials,
        "plan_now": plan_in_words(one),
        "stands": "; ".join(stands),
        "overdue": child.overdue,
    }


def _action(action: Event | None) -> str | None:
    """An open action behind its number, by which it is found again."""
    if action is None:
        return None
    due = action.day("due")
    about = ", ".join(part for part in (action.word("owner"), f"due {shown(due)}" if due else "") if part)
    return f"#{action.number} {action.word('action') or 'action'}" + (f" ({about})" if about else "")


def form_workbook(form: MinutesForm, vocabulary: Vocabulary) -> bytes:
    """The form as a workbook: drop-downs for coded values, days as days, refs as texts, ready to print."""
    import openpyxl  # noqa: PLC0415  (150 ms that only a workbook pays)

    book = openpyxl.Workbook()
    page = cast("Worksheet", book.active)
    page.title = SHEET
    _write(page, form)
    _dress(page)
    _offer(page, vocabulary)
    _set_up_print(page, form.facts)
    _guide(book, form)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write(page: "Worksheet", form: MinutesForm) -> None:
    rows = [[heading(column) for column in COLUMNS], *_rows(form)]
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if value is not None:
                _put(page, line, place, value)


def _cell(page: "Worksheet", line: int, place: int) -> "Cell":
    return cast("Cell", page.cell(line, place))  # nothing is merged here


def _put(page: "Worksheet", line: int, place: int, value: Value) -> None:
    cell = _cell(page, line, place)
    if isinstance(value, str):
        cell.value = text_of(value)[:LONGEST_CELL]
        # A text whatever it begins with: openpyxl makes a formula of `=` and an error of `#N/A`.
        cell.data_type = "s"
    else:
        cell.value = value


def _dress(page: "Worksheet") -> None:
    """Widths, frozen header and refs, filters; grey for what is told, white for what is to be filled in."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415  (with the workbook)
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    line = Side(style="thin", color="FFBFBFBF")
    framed = Border(left=line, right=line, top=line, bottom=line)
    for place, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(place)
        told = PatternFill("solid", fgColor=GREY if _is_told(column) else WHITE)
        wrapped = Alignment(wrap_text=column not in FACTS, vertical="top")
        form = DAY if column in DAYS else ("0" if column == "overdue" else TEXT)
        # Of the column itself, for the empty rows below: what is typed there is kept as it was typed.
        page.column_dimensions[letter].width = WIDTHS[column]
        page.column_dimensions[letter].number_format = form
        page.column_dimensions[letter].alignment = wrapped
        for row in range(2, page.max_row + 1):
            cell = _cell(page, row, place)
            cell.number_format, cell.alignment, cell.fill, cell.border = form, wrapped, told, framed
        head = page.cell(1, place)
        head.font = Font(bold=True, color=WHITE)
        head.fill = PatternFill("solid", fgColor=DARK)
        head.alignment = Alignment(wrap_text=True, vertical="center")
    for row in range(2, page.max_row + 1):
        page.row_dimensions[row].height = LINE_POINTS * max(FEWEST_LINES, *map(_lines, page[row], COLUMNS)) + 2
    page.freeze_panes = "C2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{page.max_row}"


def _lines(cell: object, column: str) -> int:
    """How many lines the text of a cell takes in its column, about; no program makes room for it on opening."""
    text = str(getattr(cell, "value", None) or "")
    if column in FACTS:
        return 1
    return sum(-(-max(len(line), 1) * 9 // (WIDTHS[column] * 8)) for line in text.split("\n"))


def _is_told(column: str) -> bool:
    return column in {"ref", *KNOWN, "open_action", *FACTS}


def _offer(page: "Worksheet", vocabulary: Vocabulary) -> None:
    """Drop-downs for coded values; where a value may be something else too, they offer and do not insist."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  (with the workbook)
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    last = page.max_row + SPARE_ROWS
    for place, column in enumerate(COLUMNS, start=1):
        values = _values(column, vocabulary)
        if values:
            insists = column not in {"done", "new_parallel"}
            offered = DataValidation(type="list", formula1=f'"{",".join(values)}"', allow_blank=True)
            offered.showErrorMessage = insists
            offered.error = f"One of: {', '.join(values)}"
            letter = get_column_letter(place)
            offered.add(f"{letter}2:{letter}{last}")
            page.add_data_validation(offered)


def _values(column: str, vocabulary: Vocabulary) -> Sequence[str]:
    """The values offered for a column; none where anything may be written."""
    if column in {"discussed", "done"}:
        return YES_NO
    if column not in FIELDS:
        return ()
    kind, name = FIELDS[column]
    of = vocabulary.kinds[kind].fields[name]
    if isinstance(of, tuple):
        return of
    return {"plan": vocabulary.plans, "plans": (*vocabulary.plans, NO_PARALLEL)}.get(of, ())


def _set_up_print(page: "Worksheet", facts: FormFacts) -> None:
    """Landscape A4, two pages wide so that it can be read, each page with the header and the refs."""
    from openpyxl.worksheet.page import PageMargins  # noqa: PLC0415
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415  (with the workbook)

    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    page.page_margins = PageMargins(left=0.3, right=0.3, top=0.4, bottom=0.5)
    page.page_setup.fitToWidth = 2
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    page.print_title_cols = "A:B"
    page.print_area = f"A1:{_cell(page, 1, COLUMNS.index('chair') + 1).column_letter}{page.max_row}"
    if page.oddFooter and page.oddFooter.left and page.oddFooter.right:
        page.oddFooter.left.text = f"Meeting of {in_words(facts.meeting_on)}"
        page.oddFooter.right.text = "Page &P of &N"


def _guide(book: "Workbook", form: MinutesForm) -> None:
    """A second sheet that says how the first is filled in."""
    page = book.create_sheet(GUIDE)
    page.column_dimensions["A"].width = 95
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    for line, words in enumerate(_guidance(form), start=1):
        _put(page, line, 1, words)


def _guidance(form: MinutesForm) -> Iterator[str]:
    yield f"Minutes of the meeting of {in_words(form.facts.meeting_on)}: {len(form.children)} children"
    yield "Fill in the white columns of the first sheet, save the file, and bring it in:"
    yield "permtrack import-minutes FILE --dry-run, then without --dry-run."
    yield "Discussed: yes for every child who was discussed. Of a child who was not, only Done may be filled in."
    yield "New plan, New parallel: only what changes; an empty cell leaves it as it is."
    yield f"New parallel: several with ; between them; {NO_PARALLEL} where no parallel plan is to stand any longer."
    yield "Done: yes (done by the meeting) or the day on which the action beside it was done."
    yield "More than three actions: write the ref again in an empty row below the last, and the others there."
    yield "Days: 12/6/2026, day first. Chair: once. Write no names of children, relatives or adopters."
    yield "Leave the grey columns, the headings and the last three columns as they are; but Done in a row without an action"
    yield "needs the action's number, like #41, under Open action of that row: permtrack actions shows the numbers."
