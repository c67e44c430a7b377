import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from permtrack.app.asking import Question
from permtrack.app.child_screens import situations
from permtrack.app.packaged import vocabulary
from permtrack.app.reconciling import reconciled
from permtrack.domain.due_list import Wanted
from permtrack.domain.reconciling import OfficeList, Reconciled
from permtrack.errors import RequestRefused
from permtrack.exchange.office_list import read_office_list
from permtrack.ledger.store import open_ledger
from permtrack.render.children import situation_sheet
from tests.app.annexed import book, content, side
from tests.app.desk import TODAY, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """000123 in care, adoption planned and a match; 0044 gone home; UB1 not born yet; SG9 with other plans."""
    desk = Desk(tmp_path, authority="Wendlebury")
    desk.add_child("000123", dob="4/5/2023", team="North", sex="F")
    for kind, when, fields in (
        ("lac", "6/2/2024", {"basis": "ico"}),
        ("adm", "11/6/2024", {}),
        ("po", "2/9/2024", {}),
        ("match", "12/3/2026", {"family": "F1"}),
    ):
        desk.add_event(kind, when, ref="000123", **fields)
    desk.add_child("0044", dob="1/1/2020")
    desk.add_event("lac", "6/2/2024", ref="0044")
    desk.add_event("ceased", "1/7/2024", ref="0044", outcome="returned-home-planned")
    desk.add_child("UB1", edd="1/2/2027")
    desk.add_child("SG9", dob="3/3/2021", team="South")
    desk.add_event("lac", "6/2/2025", ref="SG9", basis="s20")
    desk.add_event("plan", "5/6/2025", ref="SG9", plan="special-guardianship", parallel="long-term-fostering")
    return desk


def read(content: str | bytes, on: str | None = None) -> OfficeList:
    raw = content.encode() if isinstance(content, str) else content
    return read_office_list(raw, "theirs.csv", vocabulary(), TODAY, on=on)


def held(
    desk: Desk,
    content: str | bytes,
    on: str | None = None,
    as_at: date = TODAY,
    wanted: Wanted | None = None,
    *,
    everyone: bool = False,
) -> Reconciled:
    before = desk.path.read_bytes()
    with open_ledger(desk.path) as ledger:
        told = reconciled(ledger, Question(as_at=as_at), read(content, on), wanted or Wanted(), everyone=everyone)
    assert desk.path.read_bytes() == before
    return told


def differing(told: Reconciled) -> list[tuple[str, str, str, str]]:
    return [(d.child, d.about, side(d.ours), side(d.theirs)) for d in told.differences]


def test_who_is_on_one_only_and_which_dates_differ(desk: Desk) -> None:
    told = held(
        desk,
        "ref,adm,placement order date,Date matched,placed,plan\n"
        "000123,11/06/2024,03/09/2024,2026-03-12,,Adoption\n"
        "X77,,,,,\n",
    )
    assert differing(told) == [("000123", "placement-order", "2024-09-02", "2024-09-03")]
    assert told.matched == 1
    assert [child.ref for child in told.only_ours] == ["SG9", "UB1"]
    assert [(row.ref, row.place.line) for row in told.only_theirs] == [("X77", 3)]


def test_what_one_side_leaves_blank_is_a_difference_of_dates_but_not_of_details(desk: Desk) -> None:
    told = held(desk, "ref,match,placed,dob,team\n000123,,19/10/2026,,\n")
    assert differing(told) == [
        ("000123", "match-decision", "2026-03-12", ""),
        ("000123", "placed-for-adoption", "", "2026-10-19"),
    ]


def test_what_is_over_may_be_left_out(desk: Desk) -> None:
    desk.add_event("match-ended", "1/6/2026", ref="000123", family="F1")
    assert differing(held(desk, "ref,match\n000123,\n")) == []


def test_the_latest_of_several_is_meant(desk: Desk) -> None:
    desk.add_event("reversed", "1/6/2026", ref="000123", reason="RD1")
    desk.add_event("adm", "1/9/2026", ref="000123")
    told = held(desk, "ref,adm\n000123,11/6/2024\n")
    assert differing(told) == [("000123", "adm-decision", "2026-09-01", "2024-06-11")]
    assert told.differences[0].remark == "the ledger has that day too, and a later one"


def test_a_day_known_as_on_or_before_is_told_as_such(desk: Desk) -> None:
    desk.add_child("Z5", dob="1/1/2020")
    desk.add_event("lac", "1/4/2024", ref="Z5", precision="on-or-before")
    told = held(desk, "ref,entered-care\nZ5,3/2/2023\n")
    assert differing(told) == [("Z5", "entered-care", "by 2024-04-01", "2023-02-03")]
    assert told.differences[0].remark == "the list may be more exact"


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("SGO", []),
        ("c) Special Guardianship/Child Arrangements", []),
        ("05/06/2025", []),
        ("long-term-fostering", [("SG9", "plan", "special-guardianship 2025-06-05", "long-term-fostering")]),
        ("06/06/2025", [("SG9", "plan", "special-guardianship 2025-06-05", "2025-06-06")]),
        ("to be agreed", [("SG9", "plan", "special-guardianship 2025-06-05", "to be agreed")]),
        ("", [("SG9", "plan", "special-guardianship 2025-06-05", "")]),
    ],
)
def test_a_plan_is_compared_as_a_word_or_as_the_day_since_when(
    desk: Desk, plan: str, expected: list[tuple[str, str, str, str]]
) -> None:
    assert differing(held(desk, f"ref,plan,note\nSG9,{plan},x\n")) == expected


def test_details_states_and_the_words_of_other_systems(desk: Desk) -> None:
    told = held(
        desk,
        "Child Unique ID,Gender,Team,Legal status,UASC,Date of Birth\n000123,b) Female,north,C1: ICO,No,4 May 2023\n",
    )
    assert differing(told) == [("000123", "legal-status", "placement-order 2024-09-02", "ico")]
    told = held(desk, "ref,sex,team,dob,uasc\n000123,M,South,05/04/2023,Yes\n")
    assert [(about, ours, theirs) for _, about, ours, theirs in differing(told)] == [
        ("sex", "F", "M"),
        ("team", "North", "South"),
        ("dob", "2023-05-04", "2023-04-05"),
        ("uasc", "", "yes"),
    ]


def test_columns_are_known_or_named_as_not_compared(desk: Desk) -> None:
    told = held(
        desk, "ref,SHOBPA,Date Placed for Adoption,RAG,Comments,adm,notes\n000123,11/6/2024,,red,x,1/1/2020,y\n"
    )
    assert [(c.heading, c.about) for c in told.office.columns] == [
        ("SHOBPA", "adm-decision"),
        ("Date Placed for Adoption", "placed-for-adoption"),
    ]
    assert told.office.ignored == ("RAG", "Comments", "adm (there twice)", "notes")
    assert differing(told) == []


def test_the_refs_stand_in_the_column_that_is_named(desk: Desk) -> None:
    sheet = "Agency list\n\nTheir no,Council  REF\nA1,000123\n"
    assert held(desk, sheet, on="council ref").matched == 1
    with pytest.raises(RequestRefused, match=r"theirs.csv has no column 'swift id'; its columns: 'a', 'b'$"):
        read("a,b\n1,2\n", on="swift id")
    with pytest.raises(
        RequestRefused, match=r"no column that is known to hold refs; name it with --on; its columns: 'a'"
    ):
        read("a\n1\n")
    with pytest.raises(RequestRefused, match="has the column 'LA ref' twice"):
        read("LA ref,LA ref\n1,2\n", on="LA ref")


def test_leading_zeros_matter_and_likely_slips_are_named(desk: Desk) -> None:
    told = held(desk, "ref\n123\nsg9\n")
    assert told.matched == 0
    assert [(row.ref, row.like) for row in told.only_theirs] == [("123", ("000123",)), ("sg9", ("SG9",))]


def test_a_number_is_not_taken_for_an_id_that_may_have_lost_zeros(desk: Desk) -> None:
    desk.add_child("123", dob="1/1/2020")
    made = openpyxl.Workbook()
    for row in (["ref", "dob"], [123, "01/01/2020"], ["0044", None]):
        made.active.append(row)
    page = io.BytesIO()
    made.save(page)
    told = held(desk, page.getvalue())
    assert told.matched == 1
    assert [(row.ref, row.like) for row in told.only_theirs] == [("123", ("000123",))]


def test_a_sheet_of_a_workbook_is_read_by_its_name(desk: Desk) -> None:
    raw = content(book([{"id": "000123", "dob": "4/5/2023", "matched": "13/3/2026"}]))
    with open_ledger(desk.path) as ledger:
        office = read_office_list(raw, "theirs.xlsx", vocabulary(), TODAY, sheet="list 10")
        told = reconciled(ledger, Question(as_at=TODAY), office, Wanted())
    assert ("000123", "match-decision", "2026-03-12", "2026-03-13") in differing(told)
    with pytest.raises(RequestRefused, match="no sheet 'List 9' with anything on it; there are: 'List 1', 'List 10'"):
        read_office_list(raw, "theirs.xlsx", vocabulary(), TODAY, sheet="List 9")


def test_a_ref_that_stands_twice_is_reported_and_its_first_row_compared(desk: Desk) -> None:
    told = held(desk, "ref,match\n000123,12/3/2026\nX,\n000123,13/3/2026\n")
    assert (dict(told.twice), differing(told)) == ({"000123": (2, 4)}, [])


def test_a_former_ref_is_the_same_child(desk: Desk) -> None:
    desk.amend("000123", new_ref="N-123")
    told = held(desk, "ref,match\n000123,13/3/2026\n")
    assert differing(told) == [("N-123", "match-decision", "2026-03-12", "2026-03-13")]


def test_who_is_expected_on_the_list(desk: Desk) -> None:
    def missing(wanted: Wanted | None = None, *, everyone: bool = False, as_at: date = TODAY) -> list[str]:
        told = held(desk, "ref\n-\n", wanted=wanted, everyone=everyone, as_at=as_at)
        return [child.ref for child in told.only_ours]

    assert missing() == ["000123", "SG9", "UB1"]
    assert missing(everyone=True) == ["000123", "0044", "SG9", "UB1"]
    assert missing(Wanted(team="north")) == ["000123"]
    assert missing(Wanted(plan="long-term-fostering")) == ["SG9"]
    assert missing(Wanted(authority="wendlebury", plan="adoption")) == ["000123"]
    # On 1 June 2024 one was in care who went home a month later, and one was not in care yet.
    assert missing(as_at=date(2024, 6, 1)) == ["000123", "0044", "SG9", "UB1"]
    desk.add_event("tracking-ended", "1/11/2026", ref="UB1", reason="moved-away")
    assert missing() == ["000123", "SG9"]


def test_a_child_on_the_list_whose_care_is_over_is_named(desk: Desk) -> None:
    assert [child.ref for child in held(desk, "ref\n0044\n").closed] == ["0044"]


def test_a_cell_that_cannot_be_read_is_told_and_the_rest_compared(desk: Desk) -> None:
    told = held(desk, "ref,match,placed\n000123,31/02/2026,n/a\n,1/1/2026,\n")
    assert [(one.place.line, one.column) for one in told.office.unread] == [(2, "match"), (3, "ref")]
    assert "must be a real date" in told.office.unread[0].reason
    assert differing(told) == []


def test_our_own_list_of_children_agrees_with_the_ledger(desk: Desk) -> None:
    desk.add_child("F1", dob="1/1/2020", team="=North")
    with open_ledger(desk.path) as ledger:
        sheet = situation_sheet(situations(ledger, Question(as_at=TODAY), ()))
    told = held(desk, sheet)
    assert (differing(told), told.only_ours, told.only_theirs) == ([], (), ())
    assert told.office.ignored == ("id",)
    assert told.matched == 5
