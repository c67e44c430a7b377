"""Who is followed, and how a child stops being followed: one history at a time, between two days."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from permtrack.app.asking import Question
from permtrack.app.local_policy import apply_policy
from permtrack.app.meeting_pack import prepare_pack
from permtrack.app.packaged import vocabulary
from permtrack.domain.due_list import Wanted
from permtrack.domain.meeting.movement import ACHIEVED, ENDED, LEFT
from permtrack.domain.meeting.pack import MeetingPack
from permtrack.ledger.store import open_ledger
from tests.app.desk import OCCASION
from tests.cli.hand_written import Pen

THEN, NOW = date(2026, 5, 19), date(2026, 6, 15)
Tale = Callable[[Pen], object]


def pack_of(folder: Path, tell: Tale, *, dob: str | None = "2022-02-02", **fields: str) -> MeetingPack:
    """The pack of one child of whom something is told."""
    pen = Pen(folder / "one.db")
    born = {"dob": dob} if dob else {}
    pen.opens("C1", **born, **fields)
    tell(pen)
    with open_ledger(pen.path) as ledger:
        return prepare_pack(ledger, Question(as_at=NOW), Wanted(coming=True), date(2026, 6, 16), THEN).pack


def in_care(pen: Pen) -> None:
    pen.writes("entered-care", "2026-02-02", basis="s20")


def moved(pack: MeetingPack) -> dict[str, str]:
    """What became of the child: the groups it is in, with the reason where it is gone."""
    found = pack.movement
    assert found is not None
    assert found.then + len(found.new) - len(found.achieved) - len(found.left) == found.now
    groups = {"new": found.new, "moved": found.moved, "achieved": found.achieved, "left": found.left}
    return {name: moves[0].why for name, moves in groups.items() if moves}


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("adopted", {"achieved": "adopted"}),
        ("special-guardianship", {"achieved": "special guardianship order"}),
        ("child-arrangements", {"achieved": "child arrangements order"}),
        ("returned-home-planned", {"achieved": "returned home as planned"}),
        ("returned-home-unplanned", {"left": "returned home, unplanned"}),
        ("relatives", {"left": "went to relatives, with no order recorded"}),
        ("other-authority", {"left": "passed to another authority"}),
        ("died", {"left": "died"}),
        ("other", {"left": "left care"}),
    ],
)
def test_each_end_of_care_is_permanence_or_leaving(outcome: str, told: dict[str, str], tmp_path: Path) -> None:
    def tell(pen: Pen) -> None:
        in_care(pen)
        pen.writes("left-care", "2026-06-01", outcome=outcome)

    assert moved(pack_of(tmp_path, tell)) == told


def test_every_outcome_of_the_vocabulary_has_its_words() -> None:
    kinds = vocabulary().kinds
    assert set(kinds["left-care"].fields["outcome"]) - {"other"} == {*ACHIEVED, *LEFT}
    assert set(kinds["tracking-ended"].fields["reason"]) - {"other"} == set(ENDED)


def test_an_order_is_permanence_without_a_word_about_leaving_care(tmp_path: Path) -> None:
    def tell(pen: Pen) -> None:
        in_care(pen)
        pen.writes("guardianship-order", "2026-06-01", family="G1")

    assert moved(pack_of(tmp_path, tell)) == {"achieved": "special guardianship order"}


def test_turning_eighteen_is_leaving(tmp_path: Path) -> None:
    # Followed by a manager's word; eighteen on 1 June 2026.
    assert moved(pack_of(tmp_path, in_care, dob="2008-06-01", tracked="yes")) == {"left": "turned 18"}


def test_a_pregnancy_that_is_followed_no_longer_is_left_with_its_reason(tmp_path: Path) -> None:
    def tell(pen: Pen) -> None:
        pen.writes("early-alert", "2026-04-01")
        pen.writes("tracking-ended", "2026-06-01", reason="moved-away")

    assert moved(pack_of(tmp_path, tell, dob=None, edd="2026-08-01")) == {"left": "moved away"}


def test_a_birth_and_care_from_it_move_a_child_and_make_nobody_new(tmp_path: Path) -> None:
    def tell(pen: Pen) -> None:
        pen.writes("early-alert", "2026-04-01")
        pen.writes("born", "2026-06-03")
        pen.writes("entered-care", "2026-06-04", basis="epo")

    pack = pack_of(tmp_path, tell, dob=None, edd="2026-06-10")
    assert set(moved(pack)) == {"moved"}
    assert pack.early_alerts == ()


def test_a_child_born_and_at_home_is_followed_by_its_alert_and_comes_last(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, lambda pen: pen.writes("early-alert", "2026-06-01"))
    assert set(moved(pack)) == {"new"}
    (alert,) = pack.early_alerts
    assert (alert.expected_on, alert.days, alert.alerted_on) == (None, None, date(2026, 6, 1))


def test_a_child_back_in_care_is_new_again(tmp_path: Path) -> None:
    def tell(pen: Pen) -> None:
        pen.writes("entered-care", "2025-02-03", basis="s20")
        pen.writes("left-care", "2025-08-04", outcome="returned-home-planned")
        pen.writes("entered-care", "2026-06-01", basis="ico")

    assert set(moved(pack_of(tmp_path, tell))) == {"new"}


def test_remand_is_not_followed(tmp_path: Path) -> None:
    def tell(pen: Pen) -> None:
        in_care(pen)
        pen.writes("legal-status", "2026-06-01", status="remand")

    pack = pack_of(tmp_path, tell, dob="2014-01-01", tracked="yes")
    assert moved(pack) == {"left": "on remand"}


def test_a_manager_s_word_follows_an_older_child_and_leaves_a_younger_one_out(tmp_path: Path) -> None:
    (tmp_path / "older").mkdir()
    assert pack_of(tmp_path / "older", in_care, dob="2012-01-01", tracked="yes").headline.followed == 1
    assert pack_of(tmp_path, in_care, tracked="no").headline.followed == 0


def test_an_older_child_is_followed_while_adoption_is_planned(tmp_path: Path) -> None:
    def tell(pen: Pen) -> None:
        pen.writes("entered-care", "2025-02-03", basis="ico")
        pen.writes("review", "2025-06-02", plan="adoption")
        pen.writes("review", "2026-06-02", plan="long-term-fostering")

    # Ten when care began.
    assert moved(pack_of(tmp_path, tell, dob="2015-01-01")) == {"left": "the planning rules no longer follow the child"}


def test_local_policy_sets_the_limits_and_the_days_of_waiting(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "one.db")
    pen.opens("C1", dob="2022-02-02")
    in_care(pen)
    policy = '[alert."plan.missing"]\nmonths = 2\n[alert."order.no-match"]\ndays = 60\n'
    with open_ledger(pen.path, writing=True) as ledger:
        apply_policy(ledger, OCCASION, policy, "local.toml", date(2026, 1, 1), "Agreed")
    with open_ledger(pen.path) as ledger:
        pack = prepare_pack(ledger, Question(as_at=NOW), Wanted(coming=True), date(2026, 6, 16)).pack
    row = pack.pipeline[0]
    assert row.limit is not None
    assert (row.limit.words, len(row.over)) == ("2 months", 1)
    assert pack.waiting.limit_days == 60
