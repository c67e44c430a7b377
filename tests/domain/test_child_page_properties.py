"""What holds of the stages and of the page for every history, however strange."""

import itertools
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from permtrack.domain.child_page.life import ages, in_care
from permtrack.domain.child_page.meetings import followed
from permtrack.domain.child_page.picture import picture
from permtrack.domain.child_page.planning import planned
from permtrack.domain.child_page.search import search
from permtrack.domain.events import Child, Event, History, Precision
from permtrack.domain.journey import Journey, journey
from permtrack.domain.stages import Bound, StageName, stages
from permtrack.render.screen import Screen
from permtrack.render.timeline_picture.blocks import picture_lines
from permtrack.render.timeline_picture.layout import Canvas, placed
from tests.trying import cases

FIRST = date(2022, 1, 3)
SAID = (
    ("entered-care", {"basis": "s20"}), ("entered-care", {"basis": "placement-order"}),
    ("left-care", {"outcome": "returned-home-planned"}), ("left-care", {"outcome": "adopted"}),
    ("legal-status", {"status": "ico"}), ("legal-status", {"status": "placement-order"}),
    ("placement-started", {"type": "foster"}), ("placement-started", {"type": "foster", "carer": "C1"}),
    ("placement-ended", {}), ("review", {}), ("review", {"plan": "adoption"}), ("review", {"plan": "return-home"}),
    ("plan-set", {"plan": "adoption", "parallel": ("special-guardianship",)}), ("ppm", {"plan": "adoption"}),
    ("adm-decision", {"outcome": "yes"}), ("adm-decision", {"outcome": "no"}), ("adm-decision-reversed", {}),
    ("placement-order", {}), ("placement-order-revoked", {}), ("consent-given", {}), ("consent-withdrawn", {}),
    ("family-finding", {"channel": "in-house"}), ("link", {"family": "F1"}), ("match-ended", {"family": "F1"}),
    ("match-decision", {"outcome": "yes", "family": "F1"}), ("placed-for-adoption", {"family": "F1"}),
    ("tracking-meeting", {}), ("action-agreed", {"action": "x"}), ("adoption-order", {}), ("guardianship-order", {}),
)  # fmt: skip

events = st.lists(
    st.tuples(st.sampled_from(SAID), st.integers(0, 900), st.sampled_from((True, True, True, False))), max_size=25
)


def told(drawn: list, day: int) -> Journey:
    in_order = sorted(enumerate(drawn), key=lambda one: (one[1][1], one[0]))
    records = tuple(
        Event(
            id=f"E{number}",
            child="c",
            kind=kind,
            on=FIRST + timedelta(days=after),
            fields=dict(fields),
            number=number,
            precision=Precision.EXACT if exact else Precision.ON_OR_BEFORE,
        )
        for number, (_, ((kind, fields), after, exact)) in enumerate(in_order, start=1)
    )
    child = Child(id="c", ref="1", dob=date(2021, 11, 8))
    return journey(History(child=child, events=records), FIRST + timedelta(days=day))


@settings(max_examples=cases(300), deadline=None)
@given(events, st.integers(0, 1000))
def test_stages_tell_of_one_place_and_of_days_that_can_be(drawn, day):
    travelled = told(drawn, day)
    found = stages(travelled)
    assert tuple(stage.name for stage in found.stages) == tuple(StageName)
    running = [place for place, stage in enumerate(found.stages) if stage.is_current]
    assert len(running) == (0 if found.none_because else 1)
    assert not running or travelled.in_care
    for place, stage in enumerate(found.stages):
        assert stage.days is None or stage.days >= 0
        assert stage.started_on is None or stage.started_on <= travelled.as_at
        if running and place > running[0]:
            assert (stage.started_on, stage.ended_on, stage.days, stage.reason) == (None, None, None, "")
        if stage.is_measured:
            between = (stage.ended_on - stage.started_on).days
            assert stage.days == max(between, 0)
            assert bool(stage.reason) == (between < 0)
        if stage.ended_on is not None and stage.days is None:
            assert stage.reason
        if stage.bound is not Bound.EXACT:
            assert stage.reason


@settings(max_examples=cases(150), deadline=None)
@given(events, st.integers(0, 1000))
def test_the_page_can_be_made_of_every_history(drawn, day):
    travelled = told(drawn, day)
    care = in_care(travelled)
    assert care is None or (care.days >= 0 and 0 <= care.moves <= max(care.placements - 1, 0))
    assert all(age.age_months is None or age.age_months >= 0 for age in ages(travelled))
    plan = planned(travelled)
    assert plan.ratified_on is None or plan.since <= plan.ratified_on
    found = search(travelled)
    assert found.has_begun == (found.last_activity_on is not None)
    assert all(action.is_open or action.ended for action in followed(travelled).actions)


@settings(max_examples=cases(150), deadline=None)
@given(events, st.integers(0, 1000), st.integers(40, 130))
def test_every_picture_keeps_its_marks_apart_and_within_its_width(drawn, day, width):
    made = picture(told(drawn, day), ())
    canvas = Canvas(width=width, room=len, apart=3, lanes=2)
    for row in placed(made, canvas).rows if made.rows else ():
        assert all(0 <= bar.left <= bar.right <= width for bar in row.bars)
        assert sum(len(mark.marks) for mark in row.marks) == len(row.row.marks)
        for lane in range(2):
            at = sorted(mark.at for mark in row.marks if mark.lane == lane)
            # Places are tenths, which binary numbers only come near to: 65.6 - 62.6 is a little less than 3.
            assert all(round(later - earlier, 1) >= 3 for earlier, later in itertools.pairwise(at))
    lines = list(picture_lines(made, Screen(width=width)))
    assert all(len(line) <= width for line in lines[:-1])
