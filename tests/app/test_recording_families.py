"""Family finding, selection and matching: what is refused, what is recorded with a warning, what is said of it."""

from datetime import date
from pathlib import Path

import pytest

from permtrack.app.asking import Question
from permtrack.app.child_page import page_of
from permtrack.domain.accounting import Outcome
from permtrack.errors import RequestRefused
from permtrack.ledger.store import open_ledger
from permtrack.render.child_page.words import search_facts
from tests.app.desk import TODAY, Desk

SELECTION = {"considered": "F-1;F-2", "chosen": "F-1", "reasons": "Knows the foster carers.", "chair": "AM"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.add_child("0001", dob="12/3/2024", care="6/1/2026", basis="ico")
    desk.add_event("adm-decision", "20/3/2026")
    return desk


def warnings(desk: Desk, kind: str, when: str, **typed: str) -> tuple[str, ...]:
    return desk.add_event(kind, when, **typed).warnings


def refused(desk: Desk, kind: str, **typed: str) -> str:
    with pytest.raises(RequestRefused) as refusal:
        desk.add_event(kind, "1/6/2026", **typed)
    return str(refusal.value)


def test_a_family_is_not_chosen_without_reasons(desk: Desk) -> None:
    typed = {name: value for name, value in SELECTION.items() if name != "reasons"}
    assert refused(desk, "selection-meeting", **typed) == "selection-meeting needs reasons (because chosen is F-1)"


def test_a_selection_meeting_that_chose_nobody_needs_no_reasons(desk: Desk) -> None:
    assert warnings(desk, "selection", "1/6/2026", considered="F-1;F-2", chair="AM") == ()


def test_a_whole_selection_is_recorded_without_a_warning(desk: Desk) -> None:
    written = desk.add_event("selection", "1/6/2026", **SELECTION)
    assert (written.warnings, written.events[0].fields["considered"]) == ((), ("F-1", "F-2"))


def test_a_choice_typed_without_a_chair_is_refused(desk: Desk) -> None:
    typed = {name: value for name, value in SELECTION.items() if name != "chair"}
    assert refused(desk, "selection", **typed) == (
        "selection-meeting needs chair (because chosen is F-1); only a sheet of old events may lack it"
    )
    assert warnings(desk, "selection", "1/6/2026", considered="F-1;F-2") == ()


def test_a_sheet_may_bring_a_choice_whose_chair_nobody_knows_any_more(desk: Desk) -> None:
    report = desk.sheet(
        "ref,kind,on,considered,chosen,reasons,chair\n"
        "0001,selection-meeting,1/6/2026,F-1;F-2,F-1,Knows the foster carers.,\n"
        "0001,selection-meeting,2/6/2026,F-1;F-2,F-2,Lives near the school.,AM\n"
        "0001,selection-meeting,3/6/2026,F-1;F-2,,,\n"
    )
    assert [row.outcome for row in report.rows] == [Outcome.IMPORTED] * 3
    (notice,) = report.notices
    missing = "line 2 (0001 selection-meeting: chair (because chosen is F-1))"
    assert notice == f"recorded without what is asked of whoever types it: {missing}"
    with open_ledger(desk.path) as ledger:
        page = page_of(ledger, Question(as_at=date(2026, 6, 1)), "0001")
    told = dict(search_facts(page))["Selection meeting"]
    assert told == "1 Jun 2026: considered F-1, F-2; chosen F-1; chair not recorded"


def test_a_family_chosen_that_was_not_considered_is_recorded_with_a_warning(desk: Desk) -> None:
    assert warnings(desk, "selection", "1/6/2026", **{**SELECTION, "chosen": "F-3"}) == (
        "F-3 was chosen and is not among the families considered (F-1, F-2); check the codes",
    )


@pytest.mark.parametrize("name", ["John Smith", "JOHN SMITH", "Mr O'Neill", "Anne-Marie Jones", "Zo\u00eb Brown"])
def test_a_family_is_a_code_and_no_name(desk: Desk, name: str) -> None:
    assert refused(desk, "link", family=name) == (
        "family looks like a name; families are recorded by a code, like F-12: no names are held"
    )
    assert "chosen looks like a name" in refused(desk, "selection", **{**SELECTION, "chosen": name})
    assert "considered looks like a name" in refused(desk, "selection", **{**SELECTION, "considered": f"F-1;{name}"})


@pytest.mark.parametrize("code", ["F-12", "Family A", "C 24", "A/7", "couple 3 north", "LINK 2291", "F1", "ABC"])
def test_codes_of_every_kind_are_recorded(desk: Desk, code: str) -> None:
    assert warnings(desk, "link", "1/6/2026", family=code) == ()


@pytest.mark.parametrize("words", ["Smith", "smith", "the Smith family", "Family One", "Maternal Grandparents"])
def test_words_that_may_be_a_name_are_recorded_with_a_warning(desk: Desk, words: str) -> None:
    assert warnings(desk, "link", "1/6/2026", family=words) == (
        "family may be a name; if it is, strike this out and record a code, like F-12: no names are held",
    )


def test_a_sheet_with_a_name_for_a_family_is_refused(desk: Desk) -> None:
    report = desk.sheet("ref,kind,on,family\n0001,link,1/6/2026,John Smith\n")
    assert [row.reason for row in report.rows if row.outcome is Outcome.REFUSED] == [
        "family looks like a name; families are recorded by a code, like F-12: no names are held"
    ]


def test_a_match_with_another_family_than_the_chosen_one_is_recorded_with_a_warning(desk: Desk) -> None:
    desk.add_event("selection", "1/6/2026", **SELECTION)
    assert warnings(desk, "matched", "10/6/2026", family="F-1") == ()
    assert warnings(desk, "matched", "12/6/2026", family="F-2") == (
        "the selection meeting of 1 Jun 2026 chose F-1, not F-2; check the code",
    )


@pytest.mark.parametrize("kind", ["placement-report-sent", "introductions-started", "placed-for-adoption"])
def test_a_step_with_another_family_than_the_matched_one_is_recorded_with_a_warning(desk: Desk, kind: str) -> None:
    desk.add_event("matched", "10/6/2026", family="F-1")
    assert warnings(desk, kind, "15/6/2026", family="F-1") == ()
    assert "the match of 10 Jun 2026 is with F-1, not F-2; check the code" in warnings(
        desk, kind, "16/6/2026", family="F-2"
    )


def test_the_page_shows_the_search_in_the_order_in_which_it_widened(desk: Desk) -> None:
    desk.add_event("family-finding", "8/5/2026", channel="link-maker")
    desk.add_event("family-finding", "27/3/2026", channel="first-agency")
    desk.add_event("family-finding", "20/5/2026", channel="first-agency")
    desk.add_event("search-widened", "1/5/2026")
    desk.add_event("link", "12/5/2026", family="F-1")
    desk.add_event("link", "13/5/2026", family="F-2")
    desk.add_event("match-ended", "20/5/2026", family="F-2")
    desk.add_event("selection", "1/6/2026", **SELECTION)
    desk.add_event("matched", "10/6/2026", family="F-1")
    desk.add_event("introductions-started", "15/6/2026", family="F-1")
    with open_ledger(desk.path) as ledger:
        search = page_of(ledger, Question(as_at=TODAY), "0001").search
    # From 27 March: 4 days of March, 30 of April, 8 of May.
    assert [(one.name, one.on.isoformat(), one.days) for one in search.channels] == [
        ("first-agency", "2026-03-27", 0),
        ("link-maker", "2026-05-08", 42),
    ]
    assert (search.links_open, search.open_families) == (1, ("F-1",))
    assert search.widened_on.isoformat() == "2026-05-01"
    assert (search.selection.considered, search.selection.chosen, search.selection.chair) == (
        ("F-1", "F-2"),
        "F-1",
        "AM",
    )
    assert (search.match.family, search.introductions.family, search.placed) == ("F-1", "F-1", None)
    # 15 days of June, 31, 31, 30, 31 and 21 of November.
    assert (search.last_activity_on.isoformat(), search.last_activity_days) == ("2026-06-15", 159)
