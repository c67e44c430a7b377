from datetime import date

from permtrack.domain.events import Child, Event, History, Precision
from permtrack.domain.situations import situation

DOB = date(2024, 3, 3)


def told(*events: tuple, dob: date | None = DOB, edd: date | None = None) -> History:
    records = tuple(
        Event(
            id=str(number),
            child="c",
            kind=kind,
            on=date.fromisoformat(on),
            fields=dict(fields),
            number=number,
            precision=Precision.ON_OR_BEFORE if "by" in flags else Precision.EXACT,
        )
        for number, (kind, on, fields, *flags) in enumerate(events)
    )
    return History(child=Child(id="c", ref="1", dob=dob, edd=edd), events=records)


CARE = ("entered-care", "2025-01-06", {"basis": "s20"})


def test_a_child_in_care_with_everything_recorded():
    one = situation(
        told(
            CARE,
            ("placement-started", "2025-01-06", {"type": "foster"}),
            ("review", "2025-01-31", {"plan": "adoption", "parallel": ("special-guardianship",)}),
            ("adm-decision", "2025-03-20", {"outcome": "yes"}),
            ("placement-order", "2025-04-15", {}),
            ("match-decision", "2025-05-01", {"outcome": "yes"}),
        ),
        date(2025, 6, 2),
    )
    assert one.age_months == 14
    assert (one.care.on, one.care.exact, one.left_care_on) == (date(2025, 1, 6), True, None)
    assert (one.legal_status.what, one.legal_status.on) == ("placement-order", date(2025, 4, 15))
    assert (one.placement.what, one.placement.on) == ("foster", date(2025, 1, 6))
    assert (one.plan, one.parallel) == ("adoption", ("special-guardianship",))
    assert [step.on.isoformat() for step in (one.decision, one.authority, one.match)] == [
        "2025-03-20",
        "2025-04-15",
        "2025-05-01",
    ]


def test_a_plan_has_stood_since_it_was_first_the_primary_one():
    events = (
        CARE,
        ("review", "2025-01-31", {"plan": "return-home"}),
        ("plan-set", "2025-02-14", {"plan": "adoption"}),
        ("adm-decision", "2025-03-20", {"outcome": "yes"}),
    )
    assert situation(told(*events), date(2025, 6, 1)).plan_on == date(2025, 2, 14)


def test_a_start_that_may_be_older_is_not_exact():
    one = situation(told(("entered-care", "2025-01-06", {"basis": "s20"}, "by")), date(2025, 6, 1))
    assert (one.care.on, one.care.exact) == (date(2025, 1, 6), False)


def test_a_child_who_left_care_has_nothing_running():
    one = situation(told(CARE, ("left-care", "2025-02-01", {"outcome": "relatives"})), date(2025, 6, 1))
    assert (one.care, one.left_care_on, one.legal_status, one.placement) == (None, date(2025, 2, 1), None, None)


def test_an_unborn_child_has_no_age():
    one = situation(told(dob=None, edd=date(2025, 9, 1)), date(2025, 6, 1))
    assert (one.age_months, one.care, one.left_care_on, one.plan, one.plan_on) == (None, None, None, None, None)
