import hashlib
from pathlib import Path

import pytest

from permtrack.app.packaged import vocabulary
from permtrack.domain.changes import Change
from permtrack.errors import RequestRefused
from permtrack.render.written import written_lines
from tests.app.desk import Desk, changes

KINDS = vocabulary().kinds


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """#2 opens the record, #3 is the entry into care on 6 January 2026, #4 the review of 2 February."""
    desk = Desk(tmp_path)
    desk.add_child(care="6/1/2026", dob="12/3/2020")
    desk.add_event("review", "2/2/2026", plan="adoption", note="long")
    return desk


def test_an_event_struck_out_no_longer_counts_and_stays_in_the_ledger(desk: Desk) -> None:
    written = desk.void("4")
    assert desk.standing("review") == []
    assert [event.kind for event in desk.entries()][-2:] == ["review", "void"]
    assert ("review.first", "2026-02-03") in changes(written, Change.OPEN_AGAIN)
    assert ("review.second", "2026-05-02") in changes(written, Change.CLOSED)
    assert next(iter(written_lines(written, KINDS))) == "Recorded for 0001: #5 strikes out #4 review, Mon 2 Feb 2026"


def test_striking_out_a_striking_out_gives_the_event_back(desk: Desk) -> None:
    desk.void("4")
    written = desk.void("5")
    assert [event.number for event in desk.standing("review")] == [4]
    assert ("review.first", "2026-02-03") in changes(written, Change.MET)


def test_an_event_is_struck_out_once(desk: Desk) -> None:
    desk.void("#4")
    with pytest.raises(RequestRefused, match="#4 is struck out already, by #5"):
        desk.void("4")


def test_several_events_of_one_child_are_struck_out_in_order(desk: Desk) -> None:
    desk.void("4", "3", "2")
    assert desk.standing("child-added", "entered-care", "review") == []


def test_a_record_is_struck_out_only_while_nothing_else_stands_in_it(desk: Desk) -> None:
    with pytest.raises(RequestRefused, match="#2 opens a child's record that has 2 other events"):
        desk.void("2")


def test_events_of_several_children_are_not_struck_out_at_once(desk: Desk) -> None:
    desk.add_child("0002")
    with pytest.raises(RequestRefused, match="about several children"):
        desk.void("4", "5")
    assert len(desk.standing("review")) == 1


def test_the_ledger_s_own_beginning_stays(desk: Desk) -> None:
    for refused in (desk.void, desk.correct):
        with pytest.raises(RequestRefused, match="#1 is about the ledger itself"):
            refused("1")


def test_a_reason_is_needed_and_kept(desk: Desk) -> None:
    with pytest.raises(RequestRefused, match="void needs reason"):
        desk.void("4", reason="")
    assert desk.void("4", reason="Wrong child").events[0].fields["reason"] == "Wrong child"


def test_what_still_refers_to_a_struck_out_event_is_named(desk: Desk) -> None:
    desk.add_event("ppm", "1/11/2026", actions=("Chase; AB",))
    assert desk.void("5").warnings == ("still referring to it: #6 action-agreed of 1 Nov 2026",)


def test_a_struck_out_child_s_ref_is_free_and_the_child_then_cannot_come_back(desk: Desk) -> None:
    desk.add_child("0002")
    desk.void("5")
    assert desk.add_child("0002").events[0].number == 7
    with pytest.raises(RequestRefused, match="0002 is already a child's ref"):
        desk.void("6")


def test_a_correction_keeps_the_id_and_gives_the_event_new_values(desk: Desk) -> None:
    before = desk.standing("review")[0]
    written = desk.correct("4", "1/2/2026", plan="sgo")
    after = desk.standing("review")[0]
    assert (after.id, after.number, after.on.isoformat()) == (before.id, 4, "2026-02-01")
    assert after.fields == {"plan": "special-guardianship", "note": "long"}
    assert changes(written, Change.MOVED) == [("review.second", "2026-05-01")]
    assert next(iter(written_lines(written, KINDS))) == (
        "Recorded for 0001: #5 corrects #4 review, Mon 2 Feb 2026 (now Sun 1 Feb 2026; plan special-guardianship)"
    )


def test_corrections_follow_one_another(desk: Desk) -> None:
    desk.correct("4", "1/2/2026")
    desk.correct("4", plan="other")
    event = desk.standing("review")[0]
    assert (event.on.isoformat(), event.fields["plan"]) == ("2026-02-01", "other")


def test_an_empty_value_takes_a_field_away(desk: Desk) -> None:
    desk.correct("4", plan="")
    assert desk.standing("review")[0].fields == {"note": "long"}


def test_a_corrected_note_is_kept_apart_and_never_said(desk: Desk) -> None:
    written = desk.correct("4", note="Father in prison")
    assert "prison" not in "\n".join(written_lines(written, KINDS))
    assert desk.standing("review")[0].fields["note"] == "Father in prison"


@pytest.mark.parametrize(
    ("on", "fields", "refusal"),
    [
        (None, {}, "says that already; nothing to correct"),
        ("2/2/2026", {"plan": "adoption"}, "says that already; nothing to correct"),
        ("22/11/2026", {}, "must be today or in the past"),
        ("11/3/2020", {}, "before the birth"),
        (None, {"plan": "adopt"}, "plan cannot be 'adopt'"),
        (None, {"chair": "X"}, "review has no field 'chair'"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(
    desk: Desk, on: str | None, fields: dict[str, str], refusal: str
) -> None:
    with pytest.raises(RequestRefused, match=refusal):
        desk.correct("4", on, **fields)


def test_a_needed_field_cannot_be_taken_away(desk: Desk) -> None:
    number = desk.add_event("status", "2/3/2026", status="ico").events[0].number
    with pytest.raises(RequestRefused, match="legal-status needs status"):
        desk.correct(str(number), status="")


def test_a_change_is_not_corrected_but_struck_out(desk: Desk) -> None:
    desk.correct("4", plan="other")
    with pytest.raises(RequestRefused, match=r"#5 is itself a change to #4; correct that, or void #5"):
        desk.correct("5", plan="adoption")


def test_striking_out_a_correction_gives_back_what_was_there(desk: Desk) -> None:
    desk.correct("4", plan="other")
    desk.void("5")
    assert desk.standing("review")[0].fields["plan"] == "adoption"


def test_what_was_struck_out_is_not_corrected(desk: Desk) -> None:
    desk.void("4")
    with pytest.raises(RequestRefused, match="#4 was struck out by #5"):
        desk.correct("4", plan="other")


def test_a_corrected_day_is_exact_unless_said(desk: Desk) -> None:
    number = str(desk.add_event("po", "2/11/2026", precision="on-or-before").events[0].number)
    desk.correct(number, "1/11/2026")
    assert desk.standing("placement-order")[0].is_exact
    desk.correct(number, precision="on-or-before")
    assert not desk.standing("placement-order")[0].is_exact


def test_a_child_keeps_exactly_one_of_birth_and_expected_day(desk: Desk) -> None:
    with pytest.raises(RequestRefused, match="exactly one"):
        desk.correct("2", edd="1/1/2027")
    desk.correct("2", dob="13/3/2020")
    assert desk.child().dob.isoformat() == "2020-03-13"


def test_a_corrected_ref_may_not_be_another_child_s(desk: Desk) -> None:
    desk.add_child("0002")
    with pytest.raises(RequestRefused, match="0002 is already a child's ref"):
        desk.correct("2", ref="0002")
    with pytest.raises(RequestRefused, match="cannot be a ref"):
        desk.correct("2", ref="Ann Smith")


def test_an_event_can_be_corrected_though_what_it_names_was_struck_out(desk: Desk) -> None:
    desk.add_event("ppm", "1/11/2026", actions=("Chase; AB",))
    desk.void("5")
    desk.correct("6", owner="CD")
    assert desk.standing("action-agreed")[0].fields["owner"] == "CD"


def test_a_rehearsed_correction_leaves_every_byte(desk: Desk) -> None:
    before = hashlib.sha256(desk.path.read_bytes()).hexdigest()
    assert desk.correct("4", "1/2/2026", dry_run=True).rehearsed
    assert desk.void("4", dry_run=True).rehearsed
    assert hashlib.sha256(desk.path.read_bytes()).hexdigest() == before
