"""What a calendar holds, and what it says of the calendars made before it. Days are counted by hand in the comments."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from permtrack.app.asking import Question
from permtrack.app.calendars import REMEMBERED_DAYS, calendar_dates
from permtrack.app.child_records import add_child, amend_child
from permtrack.app.drafting import Occasion
from permtrack.app.recording import add_event, waive
from permtrack.app.striking_out import correct, void
from permtrack.domain.calendar_dates import REMINDERS, CalendarDates, Choice, Dated
from permtrack.domain.due_list import Wanted
from permtrack.errors import RequestRefused
from permtrack.ledger.store import Ledger, create, open_ledger
from permtrack.rules.rulebook import Tier

MONDAY = date(2026, 3, 2)
FIRST_REVIEW = "review.first"


class Office:
    """A ledger in which things are recorded at nine o'clock of the day they are recorded on."""

    def __init__(self, folder) -> None:
        self.path = folder / "permtrack.db"
        create(self.path, tracking_from=date(2026, 1, 1), authority=None, recorded_at=nine(MONDAY), recorded_by="mira")

    def on(self, day: date, record: Callable[[Ledger, Occasion], object]) -> None:
        with open_ledger(self.path, writing=True) as ledger:
            record(ledger, Occasion(today=day, now=nine(day), account="mira"))

    def calendar(self, day: date, within: int = 183, owner: str | None = None, **wanted: str) -> CalendarDates:
        choice = Choice(wanted=Wanted(**wanted), owner=owner, within=within)
        with open_ledger(self.path) as ledger:
            return calendar_dates(ledger, Question(as_at=day), choice, nine(day) + timedelta(hours=3))

    def one(self, day: date, rule: str = FIRST_REVIEW, **asked) -> Dated:
        (found,) = [dated for dated in self.calendar(day, **asked).dates if dated.deadline.rule == rule]
        return found


def nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)


@pytest.fixture
def office(tmp_path) -> Office:
    """Child 0001 of worker SW1, looked after since Monday 2 March 2026 (#2, #3).

    First review within 20 working days: 3-6 March (4), 9-13 (9), 16-20 (14), 23-27 (19), Monday 30 March (20).
    """
    office = Office(tmp_path)
    office.on(
        MONDAY,
        lambda ledger, occasion: add_child(
            ledger, occasion, "0001", {"dob": ["1/1/2020"], "worker": ["SW1"]}, entered_care="2/3/2026", basis="s20"
        ),
    )
    return office


def event(kind: str, on: str, **fields: str) -> Callable[[Ledger, Occasion], object]:
    typed = {name: [value] for name, value in fields.items()}
    return lambda ledger, occasion: add_event(ledger, occasion, "0001", kind, on, typed)


def test_an_open_deadline_stands_on_its_day_and_reminds_while_the_day_lies_ahead(office):
    dated = office.one(date(2026, 3, 10))
    assert (dated.on, dated.cancelled) == (date(2026, 3, 30), False)
    assert dated.reminders(date(2026, 3, 1)) == (28, 7, 1)
    # 28 days before is 2 March itself, which is over on 10 March.
    assert dated.reminders(date(2026, 3, 10)) == (7, 1)
    assert dated.reminders(date(2026, 3, 30)) == ()


def test_what_is_met_is_cancelled_under_the_same_key(office):
    before = office.one(date(2026, 3, 10))
    office.on(date(2026, 3, 25), event("review", "25/3/2026"))
    after = office.one(date(2026, 3, 25))
    assert (after.key, after.on, after.cancelled) == (before.key, date(2026, 3, 30), True)
    assert after.sequence > before.sequence
    assert after.reminders(date(2026, 3, 1)) == ()
    # The second review within three months of the first.
    assert office.one(date(2026, 3, 25), "review.second").on == date(2026, 6, 25)


def test_a_day_that_moved_moves_the_entry_and_outranks_the_earlier_one(office):
    before = office.one(date(2026, 3, 10))
    office.on(
        date(2026, 3, 11), lambda ledger, occasion: correct(ledger, occasion, "3", {}, "Typed wrong", on="5/3/2026")
    )
    after = office.one(date(2026, 3, 11))
    # From Thursday 5 March: 6 (1), 9-13 (6), 16-20 (11), 23-27 (16), 30 and 31 March, 1 and 2 April (20).
    assert (after.key, after.on, after.cancelled) == (before.key, date(2026, 4, 2), False)
    assert after.sequence > before.sequence


def test_what_leaving_care_closed_before_its_day_is_cancelled_though_no_list_holds_it_any_more(office):
    keys = {dated.key for dated in office.calendar(date(2026, 3, 10)).dates}
    office.on(date(2026, 3, 12), event("left-care", "12/3/2026", outcome="returned-home-planned"))
    after = office.calendar(date(2026, 3, 12)).dates
    assert keys <= {dated.key for dated in after if dated.cancelled}
    assert not [dated for dated in after if not dated.cancelled]


def test_what_was_struck_out_within_the_hour_is_cancelled(office):
    def slip(ledger: Ledger, occasion: Occasion) -> None:
        add_event(ledger, occasion, "0001", "adm-decision", "9/3/2026", {"outcome": ["yes"]})
        later = Occasion(today=occasion.today, now=occasion.now + timedelta(minutes=20), account="mira")
        void(ledger, later, ["4"], "Another child")

    office.on(date(2026, 3, 10), slip)
    told = office.one(date(2026, 3, 10), "parents.told-orally")
    assert told.cancelled


def test_after_ninety_days_an_ended_deadline_is_left_out(office):
    office.on(date(2026, 3, 12), event("left-care", "12/3/2026"))
    last = date(2026, 3, 12) + timedelta(days=REMEMBERED_DAYS - 1)
    assert office.one(last).cancelled
    assert office.calendar(last + timedelta(days=2)).dates == ()


def test_a_child_handed_on_leaves_the_one_calendar_and_enters_the_other(office):
    office.on(date(2026, 3, 10), event("worker-changed", "10/3/2026", role="worker", to="SW2"))
    left = office.one(date(2026, 3, 10), worker="SW1")
    entered = office.one(date(2026, 3, 10), worker="sw2")
    assert (left.key, left.cancelled, entered.cancelled) == (entered.key, True, False)
    with pytest.raises(RequestRefused, match="no child is of worker SW3"):
        office.calendar(date(2026, 3, 10), worker="SW3")


def test_another_ref_is_no_other_entry(office):
    before = office.one(date(2026, 3, 10))
    office.on(date(2026, 3, 10), lambda ledger, occasion: amend_child(ledger, occasion, "0001", {"new_ref": ["0002"]}))
    after = office.one(date(2026, 3, 10))
    assert (after.key, after.ref, after.cancelled) == (before.key, "0002", False)


def test_what_is_set_aside_is_cancelled_until_it_runs_again(office):
    typed = {"until": ["20/4/2026"], "reason": ["ill"], "authorised_by": ["TM"]}
    office.on(date(2026, 3, 10), lambda ledger, occasion: waive(ledger, occasion, "0001", FIRST_REVIEW, typed))
    assert office.one(date(2026, 3, 10)).cancelled
    again = office.one(date(2026, 4, 21))
    assert (again.on, again.cancelled) == (date(2026, 3, 30), False)


def test_what_lies_too_far_ahead_is_left_out_unless_an_earlier_calendar_held_it(office):
    agreed = ("Ring; AB; 20/3/2026",)
    office.on(
        date(2026, 3, 9),
        lambda ledger, occasion: add_event(ledger, occasion, "0001", "ppm", "9/3/2026", {}, actions=agreed),
    )
    assert [dated.deadline.rule for dated in office.calendar(date(2026, 3, 9), within=20).dates] == ["action"]
    office.on(
        date(2026, 3, 10),
        lambda ledger, occasion: correct(ledger, occasion, "5", {"due": ["20/8/2026"]}, "Put off"),
    )
    moved = office.one(date(2026, 3, 10), "action", within=20)
    assert (moved.on, moved.cancelled, moved.action) == (date(2026, 8, 20), False, 5)


def test_an_owner_s_calendar_holds_that_owner_s_actions_alone(office):
    agreed = ("Ring; AB; 20/3/2026", "Write; CD; 21/3/2026", "Ask; AB")
    office.on(
        date(2026, 3, 9),
        lambda ledger, occasion: add_event(ledger, occasion, "0001", "ppm", "9/3/2026", {}, actions=agreed),
    )
    mine = office.calendar(date(2026, 3, 10), owner="ab").dates
    assert [(dated.deadline.rule, dated.on) for dated in mine] == [("action", date(2026, 3, 20))]
    assert office.calendar(date(2026, 3, 10), owner="nobody").dates == ()


def test_a_return_imported_whole_cancels_nothing(office):
    """What had happened and was met before anything was recorded was never in a calendar."""
    office.on(
        date(2026, 3, 31),
        lambda ledger, occasion: add_child(
            ledger, occasion, "0009", {"dob": ["1/1/2020"]}, entered_care="2/2/2026", basis="s20"
        ),
    )
    rules = [dated for dated in office.calendar(date(2026, 3, 31)).dates if dated.ref == "0009" and dated.cancelled]
    assert rules == []


def test_every_tier_but_the_averages_has_reminders_and_the_law_the_earliest():
    assert set(REMINDERS) == {tier.value for tier in Tier} - {"benchmark"}
    assert min(max(REMINDERS[tier]) for tier in ("act", "regulation")) > max(REMINDERS["local-policy"])
