import io
from datetime import date, datetime

import openpyxl
import pytest

from permtrack.app.packaged import vocabulary
from permtrack.domain.minutes import COLUMNS
from permtrack.errors import RequestRefused
from permtrack.exchange.minutes_form import Minutes, read_minutes

TODAY = date(2026, 11, 21)
FACTS = {"meeting": "Wed 18 Nov 2026", "ledger": "01ABC", "head": "5:0123456789abcdef"}


def page(*rows: dict[str, object], columns: tuple[str, ...] = COLUMNS) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(list(columns))
    for row in rows:
        book.active.append([{**FACTS, **row}.get(column) for column in columns])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def text(*rows: dict[str, object]) -> bytes:
    lines = [",".join(str({**FACTS, **row}.get(column, "")) for column in COLUMNS) for row in rows]
    return "\n".join([",".join(COLUMNS), *lines]).encode()


def read(content: bytes) -> Minutes:
    return read_minutes(content, "m.xlsx", vocabulary(), TODAY)


def said(**cells: object) -> object:
    (row,) = read(page({"ref": "1", **cells})).rows
    return row.said


def refused(**cells: object) -> tuple[str, str]:
    (account,) = read(page({"ref": "1", **cells})).accounts
    return account.field, account.reason


def test_the_form_says_what_it_was_made_for() -> None:
    facts = read(page({"ref": "1"})).facts
    assert (facts.meeting_on, facts.ledger, facts.head) == (date(2026, 11, 18), "01ABC", "5:0123456789abcdef")


@pytest.mark.parametrize("meeting", [datetime(2026, 11, 18), "18/11/2026", "2026-11-18", "18 November 2026"])  # noqa: DTZ001
def test_the_day_of_the_meeting_may_be_typed_anew(meeting: object) -> None:
    assert read(page({"ref": "1", "meeting": meeting})).facts.meeting_on == date(2026, 11, 18)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"ref": "1", "ledger": None}], "does not say what it was made for: column 'ledger' is empty"),
        ([{"ref": "1"}, {"ref": "2", "meeting": "17/11/2026"}], "column 'meeting' says other things in lines 2 and 3"),
        ([{"ref": "1", "meeting": "11/18/2026"}], "line 2: meeting '11/18/2026': there is no month 18"),
    ],
)
def test_a_form_that_does_not_say_it_or_says_two_things_is_refused(rows: list[dict[str, object]], message: str) -> None:
    with pytest.raises(RequestRefused, match=message):
        read(page(*rows))


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ({"discussed": "YES"}, {"discussed": "yes"}),
        ({"discussed": True}, {"discussed": "yes"}),
        ({"discussed": "n"}, {"discussed": "no"}),
        ({"new_plan": "SGO"}, {"new_plan": "special-guardianship"}),
        ({"new_plan": "Long term fostering"}, {"new_plan": "long-term-fostering"}),
        ({"new_parallel": "ltf ; adoption"}, {"new_parallel": ("long-term-fostering", "adoption")}),
        ({"new_parallel": "NONE"}, {"new_parallel": ()}),
        ({"action_1": "x", "due_1": datetime(2026, 12, 1)}, {"action_1": "x", "due_1": "2026-12-01"}),  # noqa: DTZ001
        ({"action_1": "x", "due_1": "3/12/2026"}, {"action_1": "x", "due_1": "2026-12-03"}),
        ({"action_1": "x", "due_1": "tomorrow"}, {"action_1": "x", "due_1": "2026-11-19"}),
        ({"open_action": "#41 Ring (SW1)", "done": "\u2713"}, {"open_action": "41", "done": "yes"}),
        ({"open_action": 41, "done": "19 Nov 2026"}, {"open_action": "41", "done": "2026-11-19"}),
        ({"decision": "'=1+1"}, {"decision": "=1+1"}),
        ({"decision": " two\r\nlines "}, {"decision": "two\nlines"}),
        ({"decision": "   "}, {}),
    ],
)
def test_a_cell_is_read_as_it_was_meant(cells: dict[str, object], value: dict[str, object]) -> None:
    assert said(**cells) == value


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"ref": None, "discussed": "yes"}, "ref", "which child?"),
        ({"ref": datetime(2026, 1, 1)}, "ref", "made a date of this ref"),  # noqa: DTZ001
        ({"ref": "Ann Smith"}, "ref", "cannot be a ref"),
        ({"discussed": "maybe"}, "discussed", "one of: yes, no"),
        ({"new_plan": "adopt"}, "new_plan", "did you mean 'adoption'"),
        ({"delay_whose": "court"}, "delay_reason", "delay_whose without delay_reason"),
        ({"delay_reason": "court"}, "delay_reason", "one of: court-timetable"),
        ({"owner_2": "SW1", "due_2": "1/12/2026"}, "action_2", "owner_2 and due_2 without action_2"),
        ({"action_1": "x", "due_1": "12/31/2026"}, "due_1", "did you mean 31/12/2026?"),
        ({"action_1": "x", "due_1": 46357}, "due_1", "is not a date that can be read"),
        ({"action_1": "x", "due_1": datetime(2026, 12, 1, 9, 30)}, "due_1", "a time of day"),  # noqa: DTZ001
        ({"decision": "=SUM(A1:A2)"}, "decision", "a formula that has never been worked out"),
        ({"decision": "#REF!"}, "decision", "an error of the workbook's own"),
        ({"decision": "x" * 1001}, "decision", "1,001 characters long; at most 1,000"),
        ({"decision": "left\u202eright"}, "decision", r"cannot be shown (U+202E)"),
        ({"chair": "A" * 65}, "chair", "at most 64"),
        ({"done": "yes", "open_action": "ring"}, "open_action", "begins with the number"),
        ({"done": "22/11/2026", "open_action": "#4"}, "done", "22 Nov 2026 lies ahead"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(cells: dict[str, object], field: str, reason: str) -> None:
    assert refused(**cells)[0] == field
    assert reason in refused(**cells)[1]


def test_control_characters_in_a_csv_file_are_refused() -> None:
    (account,) = read(text({"ref": "1", "decision": "a\x1b[2Jb"})).accounts
    assert (account.field, "U+001B" in account.reason) == ("decision", True)


def test_a_formula_in_a_column_that_is_only_told_does_no_harm() -> None:
    assert said(stands="=1+1", discussed="yes") == {"discussed": "yes"}


def test_a_row_with_nothing_but_what_the_form_was_made_for_is_nobody_s() -> None:
    minutes = read(page({"ref": "1"}, {}))
    assert (len(minutes.rows), minutes.accounts) == (1, ())


def test_a_ref_that_is_a_number_in_the_workbook_is_known_to_be_one() -> None:
    number, word = read(page({"ref": 12}, {"ref": "13"})).rows
    assert (number.as_number, number.as_text, word.as_number, word.as_text) == (True, False, False, True)
    (plain,) = read(text({"ref": "13"})).rows
    assert (plain.as_number, plain.as_text) == (False, False)


def test_columns_are_told_by_their_headings_whatever_their_order_and_letter_case() -> None:
    columns = tuple(column.upper().replace("_", " ") for column in reversed(COLUMNS))
    book = openpyxl.Workbook()
    book.active.append(columns)
    cells = {**FACTS, "ref": "1", "discussed": "yes"}
    book.active.append([cells.get(column) for column in reversed(COLUMNS)])
    content = io.BytesIO()
    book.save(content)
    (row,) = read(content.getvalue()).rows
    assert (row.ref, row.said) == ("1", {"discussed": "yes"})


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            tuple(c for c in COLUMNS if c not in {"decision", "due_2"}),
            r"columns of the form are missing: Decision \(between Discussed and New plan\), Due 2 \(between Owner 2 and Ac",
        ),
        (
            tuple(c for c in COLUMNS if c != "chair"),
            r"a column of the form is missing: Chair \(between Delay until and Meeting\); put it back there, or, for empty",
        ),
        (tuple(c for c in COLUMNS if c != "ref"), r"is missing: Ref \(before Initials\)"),
        ((*COLUMNS, "decision"), "column 'decision' stands there twice"),
        (("ref", "kind", "on"), r"are missing: Open action \(between Overdue and Done\), .*what is 'kind', 'on'\?"),
    ],
)
def test_columns_missing_or_twice_are_named(columns: tuple[str, ...], message: str) -> None:
    with pytest.raises(RequestRefused, match=message):
        read(page({"ref": "1"}, columns=columns))


def test_the_actions_may_go_where_none_is_said_to_be_done() -> None:
    columns = tuple(c for c in COLUMNS if c != "open_action")
    assert len(read(page({"ref": "1", "discussed": "yes"}, columns=columns)).rows) == 1
    with pytest.raises(RequestRefused, match="missing: Open action"):
        read(page({"ref": "1", "done": "yes"}, columns=columns))


def test_columns_that_are_only_told_may_go() -> None:
    columns = tuple(c for c in COLUMNS if c not in {"initials", "plan_now", "stands", "overdue"})
    assert len(read(page({"ref": "1"}, columns=columns)).rows) == 1


def test_a_sheet_of_one_s_own_is_named_and_left_alone() -> None:
    book = openpyxl.load_workbook(io.BytesIO(page({"ref": "1"})))
    for name in ("How to fill it in", "Notes"):
        book.create_sheet(name)
    content = io.BytesIO()
    book.save(content)
    assert read(content.getvalue()).notices == ("only the first sheet is read; left alone: 'Notes'",)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", page({"ref": "1"})[:-200]], ids=["empty", "start", "cut"])
def test_a_file_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(RequestRefused, match=r"is empty|is not a workbook that can be read"):
        read(content)
