from datetime import date

import pytest

from permtrack.domain.findings import Status
from permtrack.render.states import against_average, state, style_of
from tests.domain.test_due_list import deadline

DUE = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("status", "days", "other", "words"),
    [
        (Status.OVERDUE, -1, {}, "OVERDUE by 1 day"),
        (Status.OVERDUE, -12, {}, "OVERDUE by 12 days"),
        (Status.DUE_TODAY, 0, {}, "DUE TODAY"),
        (Status.DUE_SOON, 1, {}, "due in 1 day"),
        (Status.UPCOMING, 90, {"due_on": DUE}, "due in 90 days"),
        (Status.UPCOMING, 730, {"due_on": DUE}, "due in 730 days"),
        (Status.UPCOMING, 731, {"due_on": DUE}, "due in 2 years"),
        (Status.UPCOMING, 36252, {"due_on": DUE}, "due in 99 years"),
        (Status.UPCOMING, None, {"opens_on": DUE}, "opens on that day"),
        (Status.MET, -4, {"due_on": DUE, "met_on": date(2026, 3, 31)}, "met 31 Mar 2026"),
        (Status.MET_LATE, -4, {"due_on": DUE, "met_on": date(2026, 4, 1)}, "met late 1 Apr 2026 (1 day)"),
        (Status.MISSED, -4, {"due_on": DUE}, "missed"),
        (Status.WAIVED, -4, {"due_on": DUE}, "waived"),
        (Status.CANNOT_ASSESS, None, {}, "cannot be assessed"),
    ],
)
def test_a_state_says_in_words_what_a_colour_would_say(status, days, other, words):
    assert state(deadline("A", "review.next", status, days, **other)) == words


@pytest.mark.parametrize(
    ("status", "days", "other", "words"),
    [
        (Status.OVERDUE, -85, {"due_on": DUE}, "85 days over the national average"),
        (Status.DUE_SOON, 5, {"due_on": DUE}, "5 days below the national average so far"),
        (Status.MET_LATE, -9, {"due_on": DUE, "met_on": date(2026, 4, 2)}, "2 days over the national average"),
        (Status.MET, 9, {"due_on": DUE, "met_on": date(2026, 3, 21)}, "10 days under the national average"),
        (Status.MET, 9, {"due_on": DUE, "met_on": DUE}, "exactly the national average"),
        (Status.CANNOT_ASSESS, None, {"reason": "no order is recorded"}, "no order is recorded"),
    ],
)
def test_an_average_is_compared_never_due(status, days, other, words):
    average = deadline("A", "benchmark.x", status, days, tier="benchmark", **other)
    assert against_average(average) == state(average) == words
    assert style_of(average) == ""
