"""A ledger of one authority: its children are that authority's, unless their own record names another."""

from pathlib import Path

import pytest

from permtrack.app.asking import Question
from permtrack.app.child_page import page_of
from permtrack.app.child_screens import situations
from permtrack.app.finding_children import known_children
from permtrack.app.listing_due import listed_due
from permtrack.domain.due_list import Wanted
from permtrack.ledger.store import open_ledger
from tests.app.desk import TODAY, Desk

QUESTION = Question(as_at=TODAY)
SERVICE = ""
"""The ref under which the service's own duties are listed."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, authority="Wendlebury")
    desk.add_child("0001", dob="12/3/2020", care="6/1/2026")
    desk.add_child("0002", dob="12/3/2020", care="6/1/2026", authority="Otherton")
    return desk


def refs_due(desk: Desk, wanted: Wanted) -> set[str]:
    with open_ledger(desk.path) as ledger:
        return set(listed_due(ledger, QUESTION, wanted, ()).children) - {SERVICE}


def test_a_child_without_an_authority_of_its_own_is_the_ledgers(desk: Desk) -> None:
    with open_ledger(desk.path) as ledger:
        listed = {child.ref: child.authority for child in known_children(ledger, QUESTION)}
        placed = {one.child.ref: one.child.authority for one in situations(ledger, QUESTION, ())}
        on_screen = page_of(ledger, QUESTION, "0001").situation.child.authority
    assert listed == placed == {"0001": "Wendlebury", "0002": "Otherton"}
    assert on_screen == "Wendlebury"


def test_filters_and_groups_go_by_that_authority(desk: Desk) -> None:
    assert refs_due(desk, Wanted(authority="wendlebury")) == {"0001"}
    assert refs_due(desk, Wanted(authority="Otherton")) == {"0002"}
    with open_ledger(desk.path) as ledger:
        listing = listed_due(ledger, QUESTION, Wanted(by="authority"), ())
    assert {ref: listing.group_of(ref) for ref in listing.children if ref != SERVICE} == {
        "0001": "Wendlebury",
        "0002": "Otherton",
    }


def test_taking_a_childs_authority_away_gives_it_back_to_the_ledgers(desk: Desk) -> None:
    desk.amend("0002", authority="")
    assert refs_due(desk, Wanted(authority="Wendlebury")) == {"0001", "0002"}


def test_a_sheet_that_says_the_ledgers_authority_does_not_contradict_a_child_that_says_none(desk: Desk) -> None:
    assert desk.sheet("ref,dob,authority\n0001,12/3/2020,Wendlebury\n").notices == ()
    assert "1 rows describe a child otherwise" in desk.sheet("ref,dob,authority\n0001,12/3/2020,Elsewhere\n").notices[0]


def test_a_ledger_of_no_authority_leaves_it_open(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.add_child()
    with open_ledger(desk.path) as ledger:
        assert [child.authority for child in known_children(ledger, QUESTION)] == [None]
