import io
from collections.abc import Sequence
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from permtrack.app.packaged import vocabulary
from permtrack.domain.accounting import Outcome
from permtrack.domain.events import Precision
from permtrack.errors import RequestRefused
from permtrack.exchange.event_sheet import Sheet, read_sheet, template
from permtrack.render.sheets import sheet as written_sheet

TODAY = date(2026, 11, 21)


def read(content: str | bytes, encoding: str | None = None) -> Sheet:
    raw = content.encode() if isinstance(content, str) else content
    return read_sheet(raw, "events.csv", vocabulary(), TODAY, encoding)


def workbook(*rows: Sequence[object], sheets: int = 1) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for _ in range(sheets - 1):
        book.create_sheet()
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def refused(sheet: Sheet) -> dict[int, tuple[str, str]]:
    return {a.place.line: (a.field, a.reason) for a in sheet.accounts if a.outcome is Outcome.REFUSED}


def test_a_row_gives_ref_kind_day_and_fields() -> None:
    (row,) = read("ref,kind,on,plan,parallel,note\n0001,LAC-review,2 Feb 2026,adoption,sgo; kinship,seen\n").rows
    assert (row.line, row.ref, row.kind.kind, row.on) == (2, "0001", "review", date(2026, 2, 2))
    assert row.fields == {
        "plan": "adoption",
        "parallel": ("special-guardianship", "connected-person"),
        "note": "seen",
    }
    assert row.precision is Precision.EXACT


@pytest.mark.parametrize(
    "header", ["REF,Kind,ON,Sibling Group", "sibling-group,ref,kind,on", "child,date,kind,siblings", " ref , kind,on"]
)
def test_columns_stand_in_any_order_and_case(header: str) -> None:
    cells = {"ref": "1", "child": "1", "kind": "ppm", "on": "1/2/2026", "date": "1/2/2026"}
    values = ",".join(cells.get(name.strip().lower(), "") for name in header.split(","))
    (row,) = read(f"{header}\n{values}\n").rows
    assert (row.ref, row.kind.kind, row.on) == ("1", "ppm", date(2026, 2, 1))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_ways_of_excel_all_read_alike(codec: str, ending: str, delimiter: str) -> None:
    lines = (delimiter.join(("ref", "kind", "on", "note")), delimiter.join(("1", "ppm", "1/2/2026", "Zoë")))
    (row,) = read((ending.join(lines) + ending).encode(codec)).rows
    assert (row.line, row.fields["note"]) == (2, "Zoë")


def test_a_text_over_several_lines_keeps_the_count_of_lines() -> None:
    rows = read('ref,kind,on,note\n1,ppm,1/2/2026,"one\ntwo"\n\n2,ppm,1/2/2026,x\n').rows
    assert [(row.line, row.fields["note"]) for row in rows] == [(2, "one\ntwo"), (5, "x")]


def test_a_day_known_only_as_on_or_before_says_so() -> None:
    (row,) = read("ref,kind,on,precision\n1,po,1/2/2026,on-or-before\n").rows
    assert row.precision is Precision.ON_OR_BEFORE


def test_a_row_without_a_kind_describes_the_child() -> None:
    (row,) = read("ref,dob,team\n1,1/2/2026,North\n").rows
    assert (row.kind.kind, row.on, row.fields) == ("child-added", None, {"dob": "2026-02-01", "team": "North"})


def test_columns_of_the_child_stand_beside_an_event() -> None:
    (row,) = read("ref,kind,on,dob,outcome\n1,adm,1/3/2026,1/2/2026,yes\n").rows
    assert (row.fields, row.about_child) == ({"outcome": "yes"}, {"dob": "2026-02-01"})


def test_columns_of_another_ledger_s_export_are_noticed_and_left() -> None:
    sheet = read("ref,kind,on,recorded_at,voided_by,id\n1,ppm,1/2/2026,x,,A1\n1,ppm,1/2/2026,x,B2,A2\n")
    assert [row.own_id for row in sheet.rows] == ["A1"]
    (account,) = sheet.accounts
    assert (account.place.line, account.outcome) == (3, Outcome.NOT_NEEDED)
    assert sheet.notices == ("not imported, because this ledger keeps its own: recorded_at",)


def test_rows_about_another_ledger_are_not_needed() -> None:
    sheet = read("ref,kind,on\n,tracking-started,1/2/2026\n1,void,1/2/2026\n")
    assert [account.outcome for account in sheet.accounts] == [Outcome.NOT_NEEDED, Outcome.NOT_NEEDED]


def test_everything_wrong_with_a_row_is_named_at_once() -> None:
    sheet = read("ref,kind,on,plan,outcome\nAnn Smith,ppm,31/2/2026,adopt,yes\n")
    ((fields, reason),) = refused(sheet).values()
    assert fields == "ref, on, plan, outcome"
    assert "must be a real date" in reason
    assert "plan cannot be 'adopt', did you mean 'adoption'" in reason
    assert "ppm has no field 'outcome'" in reason


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="=+-@'\t\r\n\u200c"), max_size=12))
@example("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")
@example("'=\U0001f469\u200d\U0001f467")
def test_a_text_comes_back_from_our_own_export_as_it_was(text: str) -> None:
    ours = written_sheet(("ref", "kind", "on", "note"), [("1", "note", TODAY, text)])
    try:
        plain = vocabulary().value("note", "free-text", text, TODAY)
    except RequestRefused:
        return
    if plain != text:
        return  # what could not have been recorded in this form cannot come out of a ledger
    (row,) = read(ours).rows
    assert row.fields["note"] == text


def test_a_template_names_every_field_once_and_is_read_again() -> None:
    columns = template(vocabulary()).strip().split(",")
    assert columns[:3] == ["ref", "kind", "on"]
    assert len(columns) == len(set(columns))
    for kind in vocabulary().kinds.values():
        if kind.kind not in {"void", "correction", "child-added"}:
            assert set(kind.fields) <= set(columns)
    assert read(template(vocabulary())).rows == ()


class TestWorkbooks:
    def test_days_numbers_and_texts_are_read_as_they_show(self) -> None:
        sheet = read(
            workbook(
                ("ref", "kind", "on", "interval_days", "same_carer", "note"),
                ("0001", "review", datetime(2026, 2, 2), 42.0, None, "'=1"),  # noqa: DTZ001  (Excel knows no zones)
                (None, None, None),
                (123, "placed", date(2026, 2, 2), None, True, None),
            )
        )
        first, second = sheet.rows
        assert (first.ref, first.on, first.fields) == ("0001", date(2026, 2, 2), {"interval_days": 42, "note": "=1"})
        assert (second.line, second.ref, second.fields) == (4, "123", {"same_carer": "yes"})
        assert sheet.notices == (
            "1 refs are numbers in the workbook, so leading zeros are lost if there were any (line 4)",
        )

    def test_only_the_first_sheet_is_read(self) -> None:
        sheet = read(workbook(("ref", "kind", "on"), ("1", "ppm", "1/2/2026"), sheets=3))
        assert sheet.notices == ("only the first sheet, 'Sheet', is read; 2 more left alone",)

    @pytest.mark.parametrize(
        ("ref", "on", "field", "reason"),
        [
            ("1", "=TODAY()", "on", "never been worked out"),
            ("1", "#REF!", "on", "error of the workbook's own"),
            ("1", datetime(2026, 2, 2, 9, 30), "on", "time of day"),  # noqa: DTZ001
            ("1", time(9, 30), "on", "time of day"),
            ("1", 45381, "on", "not a date that can be read"),
            (date(2026, 2, 2), "1/2/2026", "ref", "made a date of this ref"),
        ],
    )
    def test_a_cell_that_cannot_be_used_is_named(self, ref: object, on: object, field: str, reason: str) -> None:
        sheet = read(workbook(("ref", "kind", "on"), (ref, "ppm", on)))
        assert sheet.rows == ()
        assert refused(sheet)[2][0] == field
        assert reason in refused(sheet)[2][1]

    @pytest.mark.parametrize(
        "content", [b"PK\x03\x04", workbook(("ref",))[:-200], b"PK\x03\x04" + bytes(500)], ids=["start", "cut", "zeros"]
    )
    def test_a_damaged_workbook_is_refused(self, content: bytes) -> None:
        with pytest.raises(RequestRefused, match="is not a workbook that can be read"):
            read(content)
