"""Whose children may be asked for: whoever a record names or named, in any letter case; nobody else."""

from pathlib import Path

import pytest

from permtrack.app.asking import Question
from permtrack.app.listing_due import listed_due
from permtrack.domain.due_list import Wanted
from permtrack.errors import RequestRefused
from permtrack.ledger.store import open_ledger
from tests.app.desk import TODAY, Desk


def ask(desk: Desk, **whose: str) -> int:
    with open_ledger(desk.path) as ledger:
        return len(listed_due(ledger, Question(as_at=TODAY), Wanted(**whose), ()).children)  # type: ignore[arg-type]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """One child, handed from SW1 to SW2, of the ledger's authority; #3 is the handover."""
    desk = Desk(tmp_path, authority="Wendlebury")
    desk.add_child("0001", dob="12/3/2020", worker="SW1", team="North")
    desk.add_event("worker-changed", "3/8/2026", role="worker", to="SW2")
    return desk


@pytest.mark.parametrize(
    ("whose", "children"),
    [({"worker": "sw2"}, 1), ({"worker": "SW1"}, 0), ({"team": "NORTH"}, 1), ({"authority": "wendlebury"}, 1)],
)
def test_who_is_or_was_named_is_answered(desk: Desk, whose: dict[str, str], children: int) -> None:
    assert ask(desk, **whose) == children


def test_a_corrected_or_amended_name_is_known(desk: Desk) -> None:
    desk.correct("3", to="SW4")
    desk.amend(iro="IRO7")
    assert ask(desk, worker="SW4") == 1
    assert ask(desk, iro="IRO7") == 1


@pytest.mark.parametrize(
    ("whose", "says"),
    [
        ({"worker": "SW33"}, "no child is of worker SW33"),
        ({"team": "Nroth"}, "no child is of team Nroth, did you mean 'North'"),
        ({"iro": "HM"}, "no child is of reviewing officer HM; see: permtrack children"),
        ({"authority": "Elsewhere"}, "no child is of authority Elsewhere"),
    ],
)
def test_whoever_was_never_named_is_refused(desk: Desk, whose: dict[str, str], says: str) -> None:
    with pytest.raises(RequestRefused, match=says):
        ask(desk, **whose)


def test_before_the_first_child_nobody_is_missed(tmp_path: Path) -> None:
    assert ask(Desk(tmp_path), worker="SW1") == 0
