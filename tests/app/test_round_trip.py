"""What is exported as a sheet comes back as it was recorded, apostrophes and all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from permtrack.app.child_screens import everything_recorded
from permtrack.app.finding_children import known_children
from permtrack.app.looking import Question
from permtrack.app.packaged import vocabulary
from permtrack.ledger.store import Ledger, open_ledger
from permtrack.render.children import child_sheet
from permtrack.render.events import event_sheet
from tests.app.desk import TODAY, Desk

BEGINNINGS = (
    "'=1+1",
    "''=1+1",
    "=1+1",
    "'",
    "''",
    "'+44 20",
    "'-x",
    "'@x",
    "@x",
    "' =1",
    "'\t=x",
    "'\n=x",
    "'Ann'",
    "'\uff1dx",
)
WORDS = ("'=North", "=North", "''@North", "'North", "+1", "-")
QUESTION = Question(as_at=TODAY)


def events(ledger: Ledger) -> str:
    entries, refs = everything_recorded(ledger, QUESTION, None)
    return event_sheet(entries, refs, vocabulary())


def children(ledger: Ledger) -> str:
    return child_sheet(known_children(ledger, QUESTION))


def carried(desk: Desk, folder: Path, *exporting: Callable[[Ledger], str]) -> Desk:
    other = Desk(folder, name="other.db")
    with open_ledger(desk.path) as ledger:
        sheets = [export(ledger) for export in exporting]
    for sheet in sheets:
        assert not other.sheet("\ufeff" + sheet).refused
    return other


@pytest.mark.parametrize("text", BEGINNINGS, ids=ascii)
def test_a_text_comes_back_as_it_was_recorded(desk: Desk, tmp_path: Path, text: str) -> None:
    desk.add_event("note", note=text)
    desk.add_event("ppm", actions=(f"{text}; {text}; 1/12/2026",))
    other = carried(desk, tmp_path, events)
    assert [event.fields["note"] for event in other.standing("note")] == [text]
    (action,) = other.standing("action-agreed")
    assert (action.fields["action"], action.fields["owner"]) == (text, text)


@pytest.mark.parametrize("word", WORDS)
def test_a_childs_details_come_back_as_they_were_recorded(desk: Desk, tmp_path: Path, word: str) -> None:
    desk.amend(team=word, sibling_group=word)
    other = carried(desk, tmp_path, children)
    assert (other.child().team, other.child().sibling_group) == (word, word)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.add_child()
    return desk
