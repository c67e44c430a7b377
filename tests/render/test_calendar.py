"""The words of a calendar's entries."""

from dataclasses import replace
from datetime import date

import pytest

from permtrack.domain.calendar_dates import CalendarDates, Dated
from permtrack.domain.findings import Deadline, Status
from permtrack.render.calendar import calendar_name, description, heading

DEADLINE = Deadline(
    id="1005:review.after:E1",
    child="1005",
    rule="review.after",
    title="Review after a return",
    set="permanence",
    tier="practice-direction",
    checked="yes",
    citation="reg 36(4)",
    version="2011-04-01",
    status=Status.UPCOMING,
    trigger=None,
    opens_on=date(2026, 6, 1),
    due_on=date(2026, 6, 15),
)
DATES = CalendarDates(as_at=date(2026, 5, 4), ledger="L1", dates=(), restricted="")


def dated(**changes: object) -> Dated:
    return Dated(key="K", child="C", deadline=replace(DEADLINE, **changes), on=date(2026, 6, 15))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "Window: from 1 Jun 2026 to 15 Jun 2026"),
        ({"opens_on": None}, "Due: 15 Jun 2026"),
        ({"due_on": None}, "Opens: 15 Jun 2026; no last day"),
        ({"status": Status.OVERDUE}, "As at 4 May 2026: overdue"),
        ({"status": Status.DUE_TODAY}, "As at 4 May 2026: due today"),
        ({"status": Status.DUE_SOON}, "As at 4 May 2026: open"),
        ({}, "Rule: review.after (practice direction)"),
        ({"citation": "a\nb"}, "Authority: a\u240ab"),
        ({}, "See: permtrack why 1005 review.after"),
    ],
)
def test_what_opens_behind_an_entry(changes, says):
    assert says in description(dated(**changes), DATES).splitlines()


def test_what_is_due_no_longer_says_so_in_its_own_words_too():
    """Not every calendar shows that an entry is cancelled."""
    gone = replace(dated(), cancelled=True)
    assert heading(gone) == "No longer due: 1005: Review after a return"
    assert "Window" not in description(gone, DATES)
    assert "no longer due here" in description(gone, DATES)


def test_a_title_that_hides_something_is_shown_plainly():
    assert heading(dated(title="Panel\u202e\x1b[2J")) == "1005: Panel<U+202E>\u241b[2J"


def test_the_calendar_is_called_after_whose_it_is():
    assert calendar_name(DATES) == "permtrack"
    assert calendar_name(replace(DATES, restricted="worker SW2")) == "permtrack, worker SW2"
