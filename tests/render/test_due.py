"""The parts of the answer that the hand-written ledger does not show: alerts, gaps, the age of the data, what is left out."""

from dataclasses import replace
from datetime import date

from permtrack.cli.output import drawn
from permtrack.domain.due_list import Wanted, due_list
from permtrack.domain.findings import Alert, Gap, Outlook, Severity, Status
from permtrack.render.due import due_parts
from permtrack.render.due_records import due_record
from permtrack.render.screen import Screen
from tests.domain.test_due_list import deadline, history

OUTLOOK = Outlook(
    as_at=date(2026, 3, 31),
    known_at=None,
    rulebook="england",
    version="2026.11",
    policy_from=None,
    children=1,
    deadlines=(
        deadline("A", "review.next", Status.OVERDUE, -12, title="Next review", due_on=date(2026, 3, 19)),
        deadline("A", "review.first", Status.OVERDUE, -2, title="First review", due_on=date(2026, 3, 29)),
        deadline("A", "plan.permanence", Status.CANNOT_ASSESS, reason="plans could not be seen"),
    ),
    alerts=(
        Alert(
            id="x",
            child="A",
            alert="order.no-match",
            severity=Severity.AMBER,
            since=date(2025, 1, 29),
            sentence="Authority to place for 547 days and no match.",
            tier="benchmark",
            covers=("A:match.six-months:1",),
        ),
    ),
    gaps=(Gap(id="plan.permanence", children=12, of=14, sentence="12 of 14 children have no plan recorded."),),
    data_age="Imported data ends on 31 Mar 2025.",
)
HISTORIES = (history("A", initials="MK"),)


def page(wanted: Wanted, outlook: Outlook = OUTLOOK) -> str:
    return drawn(due_parts(due_list(outlook, HISTORIES, wanted), Screen(100)), Screen(100))


def test_alerts_gaps_and_the_age_of_the_data_stand_below():
    assert (
        page(Wanted())
        == """\
1 child, as at 31 Mar 2026
Child   Due          State               Rule and what it is
A (MK)  19 Mar 2026  OVERDUE by 12 days  review.next
                     no reason recorded  Next review
A (MK)  29 Mar 2026  OVERDUE by 2 days   review.first
                     no reason recorded  First review

Alerts
Child and since  Alert and what is going wrong
A (MK)           order.no-match
29 Jan 2025      Authority to place for 547 days and no match.
AMBER

12 of 14 children have no plan recorded.
Imported data ends on 31 Mar 2025.
2 overdue, 0 due today, 0 due within 28 days, 1 cannot be assessed; 1 child, as at 31 Mar 2026
"""
    )


def test_alerts_stand_side_by_side_where_there_is_room():
    listing = due_list(OUTLOOK, [history("A", initials="MK")], Wanted())
    lines = drawn(due_parts(listing, Screen(width=120)), Screen(width=120)).splitlines()
    assert "A (MK)  29 Jan 2025  AMBER           Authority to place for 547 days and no match." in lines


def test_one_reason_why_many_cannot_be_assessed_is_one_line():
    unseen = [deadline(ref, "ppm.first", Status.CANNOT_ASSESS, reason="no meeting could be seen") for ref in "ABC"]
    begun = deadline("B", "plan.permanence", Status.CANNOT_ASSESS, reason="its day is not known")
    outlook = replace(OUTLOOK, children=3, deadlines=(*unseen, begun), alerts=(), gaps=())
    listing = due_list(outlook, [history(ref) for ref in "ABC"], Wanted())
    assert drawn(due_parts(listing, Screen()), Screen()).splitlines()[:5] == [
        "3 children, as at 31 Mar 2026",
        "Cannot be assessed",
        "Rule             Why not                   Children",
        "ppm.first        no meeting could be seen  A, B, C",
        "plan.permanence  its day is not known      B",
    ]


def test_a_limit_says_what_it_leaves_out():
    assert "1 more; --limit shows the first 1\n" in page(Wanted(limit=1))
    assert "review.first" not in page(Wanted(limit=1))


def test_what_a_gap_says_once_is_listed_when_everything_is_asked_for():
    assert "plans could not be seen" in page(Wanted(everything=True))


def test_json_keeps_every_item_and_the_gap():
    record = due_record(due_list(OUTLOOK, HISTORIES, Wanted()))
    assert [item["rule"] for item in record["deadlines"]] == ["review.next", "review.first", "plan.permanence"]
    assert [gap["id"] for gap in record["gaps"]] == ["plan.permanence"]
    assert record["alerts"][0]["covers"] == ["A:match.six-months:1"]
    assert record["data_age"] == "Imported data ends on 31 Mar 2025."


def test_a_deadline_that_opens_shows_its_day():
    opening = deadline("A", "adoption.application-open", Status.UPCOMING, None, opens_on=date(2026, 5, 5))
    assert "5 May 2026  opens on that day" in page(Wanted(everything=True), replace(OUTLOOK, deadlines=(opening,)))


def first_line(of: tuple[str | None, ...], **changed: object) -> str:
    histories = [history(str(number), authority=name) for number, name in enumerate(of)]
    listing = due_list(replace(OUTLOOK, deadlines=(), alerts=(), gaps=(), **changed), histories, Wanted())
    return drawn(due_parts(listing, Screen()), Screen()).splitlines()[0]


def test_the_first_line_says_whose_children_they_are_and_how_old_the_returns():
    assert first_line(("Wendlebury", None), children=2) == "Wendlebury: 2 children, as at 31 Mar 2026"
    assert first_line(("Wendlebury", "Arle"), children=2).startswith("Arle and Wendlebury: 2 children")
    assert first_line(("Wendlebury", "Arle", "Tove"), children=4).startswith("3 authorities: 3 of 4 children")
    ended = first_line((None,), imported_to=date(2025, 3, 31))
    assert ended == "1 child, as at 31 Mar 2026; returns end 31 Mar 2025 (365 days ago)"
    # A day that the returns still cover: they are not old on it.
    assert first_line((None,), imported_to=date(2026, 9, 30)).endswith("; returns end 30 Sep 2026")
