from pathlib import Path

import pytest

from permtrack.domain.changes import Change
from permtrack.errors import RequestRefused
from tests.app.desk import TODAY, Desk, changes


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_child_is_opened_with_its_details_and_its_entry_into_care(desk: Desk) -> None:
    written = desk.add_child("000123", care="6/1/2026", basis="S20", dob="12/3/2024", initials="AB", sibling_group="S1")
    added, entered = written.events
    assert (added.kind, added.on, added.child) == ("child-added", TODAY, added.id)
    assert added.fields == {"ref": "000123", "dob": "2024-03-12", "initials": "AB", "sibling_group": "S1"}
    assert (entered.kind, entered.on.isoformat(), entered.fields) == ("entered-care", "2026-01-06", {"basis": "s20"})
    # Four weeks of working days, six weeks, the end of the month after, three months after the first review.
    assert changes(written, Change.NEW) == [
        ("review.first", "2026-02-03"),
        ("ppm.first", "2026-02-17"),
        ("tracking.monthly", "2026-02-28"),
        ("plan.permanence", "2026-05-03"),
    ]


def test_leading_zeros_and_letter_case_make_another_child_and_a_warning(desk: Desk) -> None:
    desk.add_child("00ab")
    assert desk.add_child("0ab").warnings[0].startswith("00ab is another child's ref, and very like 0ab")
    assert desk.add_child("00AB").warnings
    assert {event.fields["ref"] for event in desk.standing("child-added")} == {"00ab", "0ab", "00AB"}


@pytest.mark.parametrize(
    ("ref", "fields", "refusal"),
    [
        ("1", {"initials": "AB"}, "needs a date of birth"),
        ("1", {"dob": "1/1/2024", "edd": "1/1/2027"}, "exactly one"),
        ("1", {"dob": "1/1/2027"}, "dob must be today or in the past"),
        ("1", {"dob": "1/1/2024", "initials": "ABCDE"}, "initials are at most 4 letters"),
        ("1", {"dob": "1/1/2024", "sex": "X"}, "sex cannot be 'X'"),
        ("1", {"dob": "1/1/2024", "pathway": "other"}, "pathway cannot be 'other'"),
        ("1", {"dob": "1/1/2024", "name": "x"}, "has no field 'name'"),
        ("1", {"dob": "1/1/2024", "ref": "2"}, "the ref is given by itself"),
        ("", {"dob": "1/1/2024"}, "cannot be a ref"),
        ("-1", {"dob": "1/1/2024"}, "cannot be a ref"),
        ("Ann Smith", {"dob": "1/1/2024"}, "no names"),
        ("0" * 33, {"dob": "1/1/2024"}, "1 to 32"),
    ],
)
def test_what_describes_no_child_is_refused(desk: Desk, ref: str, fields: dict[str, str], refusal: str) -> None:
    with pytest.raises(RequestRefused, match=refusal):
        desk.add_child(ref, **fields)
    assert desk.standing("child-added") == []


def test_a_ref_is_one_child_s(desk: Desk) -> None:
    desk.add_child("1")
    with pytest.raises(RequestRefused, match="1 is already a child's ref"):
        desk.add_child("1")


def test_care_begins_after_birth_and_with_a_day(desk: Desk) -> None:
    with pytest.raises(RequestRefused, match="before the birth of 1"):
        desk.add_child("1", care="1/1/2020", dob="2/1/2020")
    with pytest.raises(RequestRefused, match="--basis says how"):
        desk.add_child("1", basis="s20", dob="2/1/2020")
    with pytest.raises(RequestRefused, match="unborn child is not looked after"):
        desk.add_child("1", care="1/11/2026", edd="2/1/2027")


def test_an_adult_is_worth_a_warning(desk: Desk) -> None:
    # Born on 21 November 2008, the child is 18 today; born a day later, not yet.
    assert "18 or older" in desk.add_child("1", dob="21/11/2008").warnings[0]
    assert desk.add_child("2", dob="22/11/2008").warnings == ()


def test_a_child_keeps_its_identity_under_a_new_ref(desk: Desk) -> None:
    desk.add_child("1", care="6/1/2026")
    before = desk.child("1")
    written = desk.amend("1", new_ref="000999")
    assert written.ref == "000999"
    assert written.difference.is_empty
    assert desk.child("000999").id == before.id
    assert desk.add_event("visit", ref="000999").events[0].child == before.id
    with pytest.raises(RequestRefused, match="the child once known as 1 is now 000999"):
        desk.add_event("visit", ref="1")


def test_a_ref_once_given_is_never_another_child_s(desk: Desk) -> None:
    desk.add_child("1")
    desk.add_child("2")
    desk.amend("1", new_ref="3")
    for ref in ("1", "3"):
        with pytest.raises(RequestRefused, match=f"{ref} is already a child's ref"):
            desk.amend("2", new_ref=ref)
        with pytest.raises(RequestRefused, match="already a child's ref"):
            desk.add_child(ref)
    assert desk.amend("3", new_ref="1").ref == "1"


def test_details_change_from_a_day_and_can_be_taken_away(desk: Desk) -> None:
    desk.add_child("1", dob="1/1/2024", team="North", worker="SW1")
    desk.amend("1", on="1/11/2026", team="South", worker="")
    assert (desk.child("1").team, desk.child("1").worker) == ("South", None)
    assert desk.standing("child-amended")[0].on.isoformat() == "2026-11-01"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({}, "nothing to change"),
        ({"ref": "2"}, "with new_ref"),
        ({"edd": "1/1/2027"}, "was born on 1 Jan 2024"),
        ({"pathway": ""}, "pathway can be changed, but not taken away"),
        ({"new_ref": ""}, "new_ref can be changed, but not taken away"),
        ({"new_ref": "Ann Smith"}, "cannot be a ref"),
        ({"colour": "red"}, "has no field 'colour'"),
    ],
)
def test_an_amendment_that_makes_no_sense_is_refused(desk: Desk, fields: dict[str, str], refusal: str) -> None:
    desk.add_child("1", dob="1/1/2024")
    with pytest.raises(RequestRefused, match=refusal):
        desk.amend("1", **fields)


def test_a_birth_is_an_event_not_an_amendment(desk: Desk) -> None:
    desk.add_child("1", edd="1/1/2027")
    with pytest.raises(RequestRefused, match="add-event 1 born DATE"):
        desk.amend("1", dob="1/11/2026")


def test_a_later_birth_than_an_event_is_worth_a_warning(desk: Desk) -> None:
    desk.add_child("1", dob="1/1/2024")
    desk.add_event("visit", "1/2/2024", ref="1")
    assert "1 recorded events now lie before the birth" in desk.amend("1", dob="1/3/2024").warnings[0]
