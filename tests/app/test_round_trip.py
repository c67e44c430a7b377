"""What is exported as a sheet comes back as it was recorded, apostrophes and all."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from permtrack.app.asking import Question
from permtrack.app.child_screens import everything_recorded
from permtrack.app.finding_children import known_children
from permtrack.app.looking import look
from permtrack.app.packaged import vocabulary
from permtrack.domain.findings import Status
from permtrack.ledger.store import Ledger, open_ledger
from permtrack.render.children import child_sheet
from permtrack.render.events import event_sheet
from tests.app.desk import TODAY, Desk
from tests.app.importing import bring_in, episode, new_ledger, write_return

BEGINNINGS = (
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
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


HEADER = ["0701,F,04/02/2016,WBRI,UN1,,"]
IN_CARE = [episode("0701", "03/06/2024", "S C1 U6")]
REVIEWS = ["0701,04/02/2016,28/06/2024,PN1"]


def test_what_a_return_brought_is_not_taken_for_the_offices_own_record(tmp_path: Path) -> None:
    first = new_ledger(tmp_path / "p.db", tracking_from=date(2026, 4, 1))
    bring_in(first, write_return(tmp_path / "2025", header=HEADER, episodes=IN_CARE, reviews=REVIEWS))
    with open_ledger(first) as ledger:
        sheet = events(ledger)
    second = Desk(tmp_path, name="other.db", tracking_from=date(2026, 4, 1))
    assert second.sheet(sheet).events_added == 3
    (entry,) = second.standing("return-imported")
    told = [event for event in second.entries() if event.child]
    assert {event.returned_by for event in told} == {entry.id}
    assert {event.source.partition(":")[0] for event in told} == {"events.csv"}
    assert entry.fields["covers"] == ()
    assert not second.sheet(sheet).written
    assert states(first, "review.second")["0701"] is Status.OVERDUE  # due 28 Sep 2024, and the return covers that day
    assert states(second.path, "review.second")["0701"] is Status.CANNOT_ASSESS


def test_what_people_recorded_stays_their_own(desk: Desk, tmp_path: Path) -> None:
    desk.add_event("review", "2/2/2026")
    other = carried(desk, tmp_path, events)
    assert [event.is_local for event in other.standing("review")] == [True]
    assert other.standing("return-imported") == []


def states(path: Path, rule: str) -> dict[str, Status]:
    with open_ledger(path) as ledger:
        found = look(ledger, Question(as_at=date(2026, 5, 1))).deadlines
    return {deadline.child: deadline.status for deadline in found if deadline.rule == rule and deadline.child}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.add_child()
    return desk


def test_a_return_can_be_imported_after_a_sheet_of_what_another_ledger_had_from_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.sheet("ref,kind,on,dob,returned\n0071,entered-care,3/2/2025,9/8/2023,yes\n")
    header = ["0071,F,09/08/2023,WBRI,UN1,0,"]
    folder = write_return(tmp_path / "2025", header=header, episodes=[episode("0071", "03/02/2025", "S C1 U6")])
    assert bring_in(desk.path, folder).events_added == 1  # the placement: the start of care is there
