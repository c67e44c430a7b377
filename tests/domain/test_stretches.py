"""The edges of stretches and moments, and which period of care a day belongs to."""

from datetime import date

import pytest

from permtrack.app.packaged import vocabulary
from permtrack.domain.events import Event
from permtrack.domain.journey import Journey, journey
from permtrack.domain.scope import Scope
from permtrack.domain.standing import history
from permtrack.domain.stretches import Moment, Stretch, first_after
from tests.rules.reading_cases import Told

MONDAY, TUESDAY, WEDNESDAY = date(2025, 3, 3), date(2025, 3, 4), date(2025, 3, 5)
EVENT = Event(id="E1", child="A1", kind="link", on=MONDAY)


def moment(on: date, place: int = 1, why: str = "", until: date | None = None) -> Moment:
    return Moment(on=on, event=EVENT, place=place, why=why, until=until)


@pytest.mark.parametrize(
    ("day", "closing", "holds"),
    [
        (MONDAY, False, True),
        (MONDAY, True, True),
        (TUESDAY, False, False),
        (TUESDAY, True, True),  # what ends on the day that closes a duty counts to the end
        (WEDNESDAY, True, False),
        (WEDNESDAY, False, False),
    ],
)
def test_a_moment_counts_while_it_lasts(day: date, *, closing: bool, holds: bool) -> None:
    assert moment(MONDAY, until=TUESDAY).holds_on(day, closing=closing) is holds


def test_a_moment_without_an_end_counts_always() -> None:
    assert moment(MONDAY).holds_on(date.max, closing=False)


STRETCH = Stretch(started_on=MONDAY, start=EVENT, place=1, exact=False, end=moment(WEDNESDAY, 5, "left care"))


@pytest.mark.parametrize(
    ("day", "lasts", "touches"),
    [
        (date(2025, 3, 2), False, False),
        (MONDAY, True, True),
        (TUESDAY, True, True),
        (WEDNESDAY, False, True),
        (date(2025, 3, 6), False, False),
    ],
)
def test_a_stretch_touches_the_day_of_its_end_and_no_longer_lasts_on_it(
    day: date, *, lasts: bool, touches: bool
) -> None:
    assert (STRETCH.lasts_on(day), STRETCH.touches(day)) == (lasts, touches)


def test_of_two_ends_the_earlier_counts_and_of_one_day_its_own() -> None:
    assert STRETCH.ended(moment(WEDNESDAY, 6, "adopted")).end == moment(WEDNESDAY, 5, "left care")
    assert STRETCH.ended(moment(TUESDAY, 6, "adopted")).end == moment(TUESDAY, 6, "adopted")
    assert STRETCH.ended(None) is STRETCH


def test_the_beginning_is_as_exact_as_the_stretch_and_says_why() -> None:
    began = Moment(on=MONDAY, event=EVENT, place=1, exact=False)
    assert STRETCH.beginning() == began
    assert STRETCH.beginning("moved in").why == "moved in"


def test_what_comes_after_a_stretch_began_comes_after_in_reading_order_too() -> None:
    moments = (moment(MONDAY, 0), moment(MONDAY, 1), moment(TUESDAY, 3), moment(MONDAY, 2))
    assert first_after(moments, STRETCH) == moment(MONDAY, 2)
    assert first_after(moments[:2], STRETCH) is None


def told(*events: str, scope: Scope | None = None) -> Journey:
    """The journey as at 1 June 2025 of events told as `2025-03-03 left-care outcome=relatives`."""
    child = Told()
    child.tell("2020-01-01", "child", {"dob": "2020-01-01"})
    for text in events:
        on, kind, *details = text.split()
        child.tell(on, kind, dict(detail.split("=", 1) for detail in details))
    story = history(child.entries, date(2025, 6, 1), vocabulary().reading_order)
    assert story is not None
    return journey(story, date(2025, 6, 1), *([scope] if scope else []))


TWO_PERIODS = ("2022-01-10 entered-care basis=s20", "2022-06-06 left-care outcome=relatives")


@pytest.mark.parametrize(
    ("day", "began"),
    [
        ("2022-01-09", None),
        ("2022-01-10", "2022-01-10"),
        ("2022-06-06", "2022-01-10"),  # the day it ended on
        ("2022-06-07", None),
        ("2024-03-31", None),
        ("2024-04-01", "2024-04-01"),
    ],
)
def test_the_period_of_care_that_a_day_belongs_to(day: str, began: str | None) -> None:
    care = told(*TWO_PERIODS, "2024-04-01 entered-care basis=s20").care_on(date.fromisoformat(day))
    assert (care.started_on.isoformat() if care else None) == began


@pytest.mark.parametrize(
    ("day", "began"),
    [
        ("2022-01-09", None),
        ("2022-03-01", "2022-01-10"),
        ("2022-06-05", "2022-01-10"),
        ("2022-06-06", "2024-04-01"),  # of two that meet on a day, the later
        ("2023-01-01", "2024-04-01"),
        ("2024-04-02", "2024-04-01"),
    ],
)
def test_a_period_that_began_on_or_before_a_day_reaches_back_to_the_one_before(day: str, began: str | None) -> None:
    care = told(*TWO_PERIODS, "~2024-04-01 entered-care basis=s20").care_on(date.fromisoformat(day))
    assert (care.started_on.isoformat() if care else None) == began


def test_a_journey_is_followed_as_local_policy_says() -> None:
    assert told(scope=Scope(age_under=4)).scope == Scope(age_under=4)
    assert told().scope == Scope(age_under=9, age_under_with_siblings=11)
