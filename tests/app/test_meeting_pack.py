"""The figures of a meeting's pack: every number worked out by hand in the ledger it is about."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from permtrack.app.asking import Question
from permtrack.app.meeting_pack import Prepared, prepare_pack
from permtrack.domain.due_list import Wanted
from permtrack.domain.meeting.cohort import PLACES
from permtrack.domain.meeting.exceptions import Rank
from permtrack.domain.meeting.movement import Move
from permtrack.domain.stages import StageName
from permtrack.errors import RequestRefused
from permtrack.ledger.store import open_ledger
from permtrack.render.pack_sections import sections
from tests.cli.hand_written import RECORDED_AT, Pen
from tests.cli.hand_written_meeting import AS_AT, FOLLOWED_NOW, LAST_MEETING, MEETING, write_meeting

MEETING_ON, ON, BEFORE = (date.fromisoformat(day) for day in (MEETING, AS_AT, LAST_MEETING))


def prepared(
    path: Path,
    as_at: date = ON,
    *,
    known_at: datetime | None = None,
    since: date | None = None,
    meeting: date = MEETING_ON,
    **who: str,
) -> Prepared:
    with open_ledger(path) as ledger:
        question = Question(as_at=as_at, known_at=known_at, history=False)
        return prepare_pack(ledger, question, Wanted(coming=True, **who), meeting, since)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("meeting") / "hand.db"
    write_meeting(path)
    return path


def refs(moves: tuple[Move, ...]) -> list[str]:
    return [move.child.ref for move in moves]


def test_in_the_pack_are_the_followed_and_whoever_has_something_red_or_overdue(cohort: Path) -> None:
    pack = prepared(cohort).pack
    assert {one.child.ref for one in pack.standings if one.followed} == FOLLOWED_NOW
    assert [one.child.ref for one in pack.standings if not one.followed] == ["0106"]
    assert (pack.headline.followed, pack.headline.others, pack.headline.left_out) == (6, 1, 4)


def test_what_moved_since_the_last_meeting_adds_up(cohort: Path) -> None:
    moved = prepared(cohort).pack.movement
    assert moved is not None
    assert (moved.since, moved.then, moved.now) == (BEFORE, 8, 6)
    assert moved.then + len(moved.new) - len(moved.achieved) - len(moved.left) == moved.now
    assert refs(moved.new) == ["0101", "0109"]
    assert refs(moved.achieved) == ["0104", "0106", "0109"]
    assert [move.why for move in moved.achieved] == [
        "adopted",
        "matched with long-term foster carers",
        "returned home as planned",
    ]
    assert [(m.child.ref, m.why, m.on) for m in moved.left] == [("0105", "returned home, unplanned", date(2026, 5, 28))]
    (one,) = moved.moved
    assert (one.child.ref, one.route_before, one.place_before) == ("0102", "return-home", "no-stage")
    assert (one.route, one.place) == ("adoption", "plan-to-decision")


def test_a_day_may_be_given_in_place_of_the_last_meeting(cohort: Path) -> None:
    moved = prepared(cohort, since=date(2026, 6, 1)).pack.movement
    assert moved is not None
    # On 1 June 0104 was adopted and 0109 in care; 0105 was gone, 0101 had come.
    assert refs(moved.new) == []
    assert refs(moved.achieved) == ["0106", "0109"]
    assert refs(moved.left) == []
    assert (moved.then, moved.now) == (8, 6)


def test_without_an_earlier_meeting_nothing_is_said_to_have_moved(cohort: Path) -> None:
    assert prepared(cohort, date(2026, 5, 18), meeting=date(2026, 5, 19)).pack.movement is None


def test_on_the_day_of_a_meeting_nothing_has_moved_since_it(cohort: Path) -> None:
    moved = prepared(cohort, BEFORE, meeting=date(2026, 6, 16)).pack.movement
    assert moved is not None
    assert (moved.since, moved.then, moved.now) == (BEFORE, 8, 8)
    assert (moved.new, moved.moved, moved.achieved, moved.left) == ((), (), (), ())


def test_what_a_meeting_decides_has_moved_at_the_next(tmp_path: Path) -> None:
    """The plan changes on the day of the last meeting, by its minutes: its own pack was made before."""
    pen = Pen(tmp_path / "one.db")
    pen.opens("C1", dob="2022-02-02")
    pen.writes("entered-care", "2026-02-02", basis="s20")
    pen.writes("review", "2026-02-24", plan="return-home")
    pen.writes("tracking-meeting", LAST_MEETING)
    pen.writes("plan-set", LAST_MEETING, plan="special-guardianship")
    moved = prepared(pen.path).pack.movement
    assert moved is not None
    (one,) = moved.moved
    assert (moved.since, one.route_before, one.route) == (BEFORE, "return-home", "special-guardianship")
    told = prepared(pen.path, since=BEFORE).pack.movement
    assert told is not None
    assert told.moved == ()


def test_a_day_to_count_from_lies_before_the_day_told_of(cohort: Path) -> None:
    with pytest.raises(RequestRefused, match="--since 16 Jun 2026 lies after 15 Jun 2026"):
        prepared(cohort, since=date(2026, 6, 16))


def test_routes_and_stages_count_every_followed_child_once(cohort: Path) -> None:
    routes = {row.route: dict(zip(PLACES, row.counts, strict=True)) for row in prepared(cohort).pack.headline.routes}
    assert list(routes) == ["adoption", "long-term-fostering", "special-guardianship", None]
    assert routes["adoption"]["plan-to-decision"] == 1
    assert routes["adoption"]["order-to-placement"] == 1
    assert routes["long-term-fostering"]["order-to-placement"] == 1
    assert routes["special-guardianship"]["no-stage"] == 1
    assert routes[None] == dict.fromkeys(PLACES, 0) | {"before-care": 1, "entry-to-plan": 1}


def test_no_plan_is_counted_for_children_looked_after_alone(cohort: Path) -> None:
    assert prepared(cohort).pack.headline.no_plan == ("0101",)


def test_the_pipeline_has_counts_medians_with_their_n_and_who_is_over(cohort: Path) -> None:
    rows = {row.name: row for row in prepared(cohort).pack.pipeline}
    now = {name: (len(row.inside), row.so_far.days, row.so_far.n) for name, row in rows.items()}
    assert now == {
        StageName.ENTRY_TO_PLAN: (1, 20, 1),
        StageName.PLAN_TO_DECISION: (1, 13, 1),
        StageName.DECISION_TO_ORDER: (0, None, 0),
        StageName.ORDER_TO_PLACEMENT: (2, 252, 2),
        StageName.PLACEMENT_TO_ADOPTION: (0, None, 0),
    }
    # Finished since 16 June 2025. Entry to plan: 183 (0102) and 126 (0103); plan to decision: 56 (0103); decision to
    # order: 91 (0103) and 126 (0107); 0104, adopted and followed no longer: 25 + 30 + 31 + 31 + 1 from the order to the
    # placing of 1 September, and 29 + 31 + 30 + 31 + 31 + 28 + 31 + 30 + 31 + 1 to the adoption order.
    took = {name: (row.took.days, row.took.n) for name, row in rows.items() if row.took.n}
    assert took == {
        StageName.ENTRY_TO_PLAN: (154.5, 2),
        StageName.PLAN_TO_DECISION: (56, 1),
        StageName.DECISION_TO_ORDER: (108.5, 2),
        StageName.ORDER_TO_PLACEMENT: (118, 1),
        StageName.PLACEMENT_TO_ADOPTION: (273, 1),
    }
    over = {name: [one.child.ref for one in row.over] for name, row in rows.items()}
    assert over[StageName.ORDER_TO_PLACEMENT] == ["0107", "0103"]
    assert sum(len(found) for found in over.values()) == 2
    assert rows[StageName.DECISION_TO_ORDER].limit is None


@pytest.mark.parametrize(("as_at", "over"), [("2026-05-06", []), ("2026-05-07", ["0103"])])
def test_a_child_is_over_a_limit_from_the_day_after_its_last_day(cohort: Path, as_at: str, over: list[str]) -> None:
    # 5 January + 121 days: 26 + 28 + 31 + 30 = 115 to 30 April, so 6 May is the last day.
    rows = prepared(cohort, date.fromisoformat(as_at)).pack.pipeline
    found = [one.child.ref for one in rows[3].over]
    assert [ref for ref in found if ref != "0107"] == over


def test_waiting_is_counted_from_the_order_and_only_more_than_ninety_days_is_long(cohort: Path) -> None:
    waiting = prepared(cohort).pack.waiting
    assert [(one.child.ref, one.days) for one in waiting.long] == [("0107", 343), ("0103", 161)]
    assert (waiting.limit_days, waiting.by_consent, waiting.decided) == (90, 0, 2)
    one = waiting.waiting[1]
    assert (one.ordered_on, one.linked, one.widened_on, one.matched_on) == (
        date(2026, 1, 5),
        True,
        date(2026, 2, 16),
        None,
    )
    # 5 January + 90 days is 5 April.
    ninety = prepared(cohort, date(2026, 4, 5)).pack.waiting
    assert [one.days for one in ninety.waiting if one.child.ref == "0103"] == [90]
    assert "0103" not in [one.child.ref for one in ninety.long]


def test_exceptions_are_red_first_then_overdue_worst_first(cohort: Path) -> None:
    lines = prepared(cohort).pack.exceptions
    assert [line.rank for line in lines] == [Rank.RED] + [Rank.OVERDUE] * 12
    assert (lines[0].child.ref, lines[0].name, lines[0].also) == (
        "0107",
        "order.plan-not-adoption",
        ("decision.not-reversed",),
    )
    overdue = [line.days for line in lines[1:]]
    assert overdue == sorted(overdue, key=lambda days: days or 0)
    assert (lines[1].name, lines[1].on, lines[1].days) == ("ppm.first", date(2025, 2, 17), -483)
    assert (lines[-1].name, lines[-1].days) == ("action", -14)


@pytest.mark.parametrize(("since", "said"), [("2026-04-19", "RED, new"), ("2026-04-20", "RED")])
def test_a_red_alert_that_began_after_the_day_counted_from_is_called_new(cohort: Path, since: str, said: str) -> None:
    # The plan left adoption on 20 April.
    pack = prepared(cohort, since=date.fromisoformat(since)).pack
    told = next(section for section in sections(pack) if section.id == "exceptions")
    assert told.rows[0][0] == said


def test_what_falls_due_by_the_meeting_is_told_after_what_is_overdue(cohort: Path) -> None:
    pack = prepared(cohort, meeting=date(2026, 6, 23)).pack
    coming = [(line.child.ref, line.name, line.days) for line in pack.exceptions if line.rank is Rank.BY_THE_MEETING]
    assert coming == [("0101", "review.first", 8)]
    assert pack.headline.by_the_meeting == 1


def test_every_overdue_duty_is_somebody_s_delay_or_has_no_reason(cohort: Path) -> None:
    # The agency's delay, recorded on 19 May until 30 June and naming no duty, speaks of all five of 0103.
    pack = prepared(cohort).pack
    assert [(one.whose, one.duties, one.refs) for one in pack.by_whose] == [
        ("agency", 5, ("0103",)),
        ("no-reason", 7, ("0102", "0106", "0107", "0108")),
    ]
    reasons = {line.child.ref: line.delay.reason for line in pack.exceptions if line.delay}
    assert reasons == {"0103": "no-family-found"}
    assert {line.child.ref for line in pack.exceptions if line.lacks_a_reason} == {"0102", "0106", "0107", "0108"}


def test_a_duty_that_a_red_alert_tells_of_is_overdue_by_child_too(tmp_path: Path) -> None:
    # 26 weeks from Monday 24 November 2025 end on 24 May 2026; the alert proceedings.long and the duty tell of one cause.
    pen = Pen(tmp_path / "late.db")
    pen.opens("0201", dob="2022-06-11", team="Court")
    pen.writes("entered-care", "2025-11-24", basis="ico")
    pen.writes("proceedings-issued", "2025-11-24")
    pack = prepared(tmp_path / "late.db").pack
    (red,) = [line for line in pack.exceptions if line.rank is Rank.RED]
    assert (red.name, "proceedings.26-weeks" in red.also) == ("proceedings.long", True)
    told = next(section for section in sections(pack) if section.id == "children")
    names = [heading.name for heading in told.headings]
    (row,) = told.rows
    assert (row[names.index("Red")], row[names.index("Overdue")]) == (1, pack.headline.overdue)
    assert sum(pack.overdue.values()) == pack.headline.overdue == sum(one.duties for one in pack.by_whose)


def test_delays_actions_waivers_and_births_are_told(cohort: Path) -> None:
    pack = prepared(cohort).pack
    (delay,) = pack.delays
    assert (delay.child.ref, delay.whose, delay.until, delay.is_over) == ("0103", "agency", date(2026, 6, 30), False)
    (action,) = pack.actions
    assert (action.owner, action.action, action.due_on, action.days, action.carried) == (
        "EF",
        "Chase the medical",
        date(2026, 6, 1),
        -14,
        0,
    )
    (waived,) = pack.waivers
    assert (waived.child.ref, waived.rule, waived.until) == ("0108", "ppm.first", date(2026, 7, 31))
    (birth,) = pack.early_alerts
    assert (birth.child.ref, birth.days, birth.early_permanence, birth.met_on) == (
        "UB-1",
        35,
        "yes",
        date(2026, 5, 5),
    )


def test_a_team_s_pack_holds_its_children_alone(cohort: Path) -> None:
    pack = prepared(cohort, team="north").pack
    assert [one.child.ref for one in pack.standings] == ["0101", "0102", "0103", "UB-1"]
    assert pack.searched == "team north"
    assert pack.movement is not None
    assert (pack.movement.then, pack.movement.now) == (4, 4)


def test_of_nobody_no_pack_is_made(cohort: Path) -> None:
    with pytest.raises(RequestRefused, match="no child is of team East"):
        prepared(cohort, team="East")
    with pytest.raises(RequestRefused, match="no child is of team Nrth, did you mean 'North'"):
        prepared(cohort, team="Nrth")


def test_nothing_recorded_by_then_is_refused(cohort: Path) -> None:
    with pytest.raises(RequestRefused, match="nothing had been recorded by then"):
        prepared(cohort, known_at=datetime(2026, 3, 29, tzinfo=UTC))
    assert prepared(cohort, known_at=RECORDED_AT).pack.headline.followed == 6
