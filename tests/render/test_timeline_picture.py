"""The picture of a child's years: nothing overlaps, nothing is lost, nothing is obeyed."""

import itertools
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest

from permtrack.domain.child_page.picture import Bar, Mark, Picture, Row, picture
from permtrack.domain.events import Child, Event, History, Precision
from permtrack.domain.journey import Journey, journey
from permtrack.render.screen import Screen
from permtrack.render.timeline_picture.blocks import picture_lines
from permtrack.render.timeline_picture.layout import Canvas, placed
from permtrack.render.timeline_picture.svg import picture_svg

TAG = "{http://www.w3.org/2000/svg}"
NARROW_LETTER = 5.2
"""How wide a letter of Arial is on average at 11 units; the drawing reckons with more."""


def drawn_from(drawing: str) -> ET.Element:
    return ET.fromstring(drawing)  # noqa: S314  (our own drawing)


def told(*events: tuple, as_at: str, **child: object) -> Journey:
    records = tuple(
        Event(
            id=f"E{number}",
            child="c",
            kind=kind,
            on=date.fromisoformat(on) if isinstance(on, str) else on,
            fields=dict(fields),
            number=number,
            precision=Precision.ON_OR_BEFORE if "by" in flags else Precision.EXACT,
        )
        for number, (kind, on, fields, *flags) in enumerate(events, start=1)
    )
    history = History(child=Child(**{"id": "c", "ref": "1"} | child), events=records)
    return journey(history, date.fromisoformat(as_at))


def a_baby() -> Picture:
    return picture(
        told(
            ("entered-care", "2026-05-25", {"basis": "epo"}),
            ("placement-started", "2026-05-25", {"type": "early-permanence"}),
            ("legal-status", "2026-06-01", {"status": "ico"}),
            ("review", "2026-06-12", {"plan": "adoption"}),
            as_at="2026-06-15",
            dob=date(2026, 5, 25),
        ),
        (),
    )


def a_teenager() -> Picture:
    first, events = date(2010, 2, 1), []
    types = ("foster", "connected-person", "residential", "connected-person-temporary", "supported")
    for number in range(30):
        day = first + timedelta(days=number * 190)
        events.append(("placement-started", day, {"type": types[number % 5]}))
        events.append(
            ("review", day + timedelta(days=20), {"plan": ("long-term-fostering", "residential")[number % 2]})
        )
        events.append(("tracking-meeting", day + timedelta(days=25), {}))
    told_of = [("entered-care", first, {"basis": "co"}), *events]
    return picture(told(*told_of, as_at="2026-06-15", dob=date(2009, 1, 20)), ())


def an_unborn_child() -> Picture:
    return picture(
        told(
            ("early-alert", "2026-04-01", {}),
            ("ppm", "2026-05-06", {"plan": "adoption"}),
            as_at="2026-06-15",
            edd=date(2026, 7, 8),
        ),
        (),
    )


def a_child_in_care_twice() -> Picture:
    return picture(
        told(
            ("entered-care", "2019-04-01", {"basis": "s20"}, "by"),
            ("placement-started", "2019-04-01", {"type": "foster"}, "by"),
            ("left-care", "2020-05-01", {"outcome": "returned-home-planned"}),
            ("entered-care", "2025-12-01", {"basis": "ico"}),
            ("placement-started", "2025-12-01", {"type": "foster"}),
            as_at="2026-06-15",
            dob=date(2017, 1, 20),
        ),
        (),
    )


PICTURES = (a_baby, a_teenager, an_unborn_child, a_child_in_care_twice)


def boxes(drawing: ET.Element) -> list[tuple[float, float, float, float, str]]:
    """Left, top, right and bottom of every text as it is drawn."""
    found = []
    inside = {element: group for group in drawing.iter() for element in group}
    for text in drawing.iter(f"{TAG}text"):
        words = text.text or ""
        group = inside[text]
        size = float(group.get("font-size", "11"))
        width = len(words) * NARROW_LETTER * size / 11
        left = float(text.attrib["x"]) - (width / 2 if group.get("text-anchor") == "middle" else 0)
        bottom = float(text.attrib["y"])
        found.append((left, bottom - size * 0.75, left + width, bottom, words))
    return found


@pytest.mark.parametrize("make", PICTURES)
def test_no_two_texts_of_the_drawing_meet(make):
    told_of = boxes(drawn_from(picture_svg(make())))
    for place, one in enumerate(told_of):
        for other in told_of[place + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one[4], other[4])


@pytest.mark.parametrize("make", PICTURES)
def test_everything_stands_within_the_drawing(make):
    drawing = drawn_from(picture_svg(make()))
    _, _, width, height = (float(part) for part in drawing.attrib["viewBox"].split())
    for left, top, right, bottom, words in boxes(drawing):
        assert min(left, top) >= 0, words
        assert (right <= width, bottom <= height) == (True, True), words
    for box in drawing.iter(f"{TAG}rect"):
        assert float(box.attrib["x"]) >= 0
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= width
    for ring in drawing.iter(f"{TAG}circle"):
        assert 7 <= float(ring.attrib["cx"]) <= width - 7


@pytest.mark.parametrize("make", PICTURES)
def test_the_drawing_brings_no_script_and_nothing_from_outside(make):
    drawing = drawn_from(picture_svg(make()))
    assert {element.tag.removeprefix(TAG) for element in drawing.iter()} <= {
        "svg", "title", "desc", "g", "line", "rect", "circle", "text",
    }  # fmt: skip
    names = {name for element in drawing.iter() for name in element.attrib}
    assert not [name for name in names if name.startswith("on") or "href" in name or name in {"style", "id"}]
    assert drawing.attrib["role"] == "img"
    assert drawing.find(f"{TAG}title") is not None
    assert (drawing.find(f"{TAG}desc").text or "").startswith("From ")


def test_words_of_the_record_are_escaped_and_made_visible():
    hostile = "</text><script>alert(1)</script>\x1b[31m\u202e"
    row = Row(name="Care", bars=(Bar(what=hostile, code="C", first=date(2020, 1, 1), last=None),))
    one = Picture(first=date(2020, 1, 1), last=date(2026, 1, 1), as_at=date(2026, 1, 1), rows=(row,))
    drawn = picture_svg(one)
    assert "<script>" not in drawn
    assert "\x1b" not in drawn
    assert "\u202e" not in drawn
    assert "&lt;script&gt;" in drawn
    assert "<U+202E>".replace("<", "&lt;").replace(">", "&gt;") in drawn
    drawn_from(drawn)


@pytest.mark.parametrize("make", PICTURES)
@pytest.mark.parametrize("width", [60, 80, 120, None])
def test_on_a_pipe_the_picture_is_ascii_and_no_row_is_wider_than_the_screen(make, width):
    lines = list(picture_lines(make(), Screen(width=width)))
    assert all(line.isascii() for line in lines)
    assert all(len(line) <= (width or 80) for line in lines[:-1])
    assert 3 <= len(lines) <= 9


def test_a_terminal_that_knows_them_gets_lines():
    assert any("\u251c" in line for line in picture_lines(a_baby(), Screen(width=80, lines=True)))


def test_no_picture_where_nothing_is_recorded_or_there_is_no_room():
    nothing = Picture(first=date(2026, 1, 1), last=date(2026, 2, 1), as_at=date(2026, 2, 1), rows=())
    assert (list(picture_lines(nothing, Screen(width=80))), picture_svg(nothing)) == ([], "")
    assert list(picture_lines(a_baby(), Screen(width=39))) == []


def test_the_blocks_of_a_child_in_care_twice():
    # 2,632 days from 1 April 2019 to 15 June 2026 over 70 columns: the 69th is the last. 396 days to 1 May 2020 are
    # 10.4 columns, 2,436 days to 1 December 2025 are 63.9.
    lines = list(picture_lines(a_child_in_care_twice(), Screen(width=80)))
    care = next(line for line in lines if line.startswith("Care"))
    assert care == f"{'Care':<10}<in care--{' ' * 54}|C---"
    status = next(line for line in lines if line.startswith("Status"))
    assert status == f"{'Status':<10}<s20------{' ' * 54}|ico-"


CANVAS = Canvas(width=100, room=len, apart=10, lanes=2)
YEAR = Picture(first=date(2025, 1, 1), last=date(2025, 4, 11), as_at=date(2025, 4, 11), rows=())
"""A hundred days on a canvas of a hundred: every day is one unit."""


def marks(*days: int, gravity: int = 0, code: str = "R") -> tuple[Mark, ...]:
    first = YEAR.first
    return tuple(Mark(what="review", code=code, on=first + timedelta(days=day), gravity=gravity) for day in days)


def laid(*told_of: Mark) -> list[tuple[float, int, str]]:
    one = Picture(first=YEAR.first, last=YEAR.last, as_at=YEAR.as_at, rows=(Row(name="Meetings", marks=told_of),))
    (row,) = placed(one, CANVAS).rows
    return [(mark.at, mark.lane, mark.text) for mark in row.marks]


def test_marks_too_close_for_one_lane_stand_in_the_next():
    assert laid(*marks(0, 5, 10)) == [(0, 0, "R"), (10, 0, "R"), (5, 1, "R")]


def test_marks_too_close_for_all_lanes_are_told_as_a_number():
    assert laid(*marks(0, 1, 2, 3)) == [(0, 0, "R"), (1, 1, "3")]


def test_of_several_duties_in_one_place_the_gravest_is_told():
    met, missed = marks(0, 1, 2, gravity=1, code="+"), marks(3, gravity=4, code="!")
    assert laid(*met, *missed) == [(0, 0, "+"), (1, 1, "!")]


def test_a_bar_says_its_word_its_letter_or_nothing_as_there_is_room():
    days = [date(2025, 1, 1), date(2025, 1, 9), date(2025, 1, 11), date(2025, 1, 12)]
    bars = [Bar(what="foster", code="F", first=one, last=two) for one, two in itertools.pairwise(days)]
    one = Picture(first=YEAR.first, last=YEAR.last, as_at=YEAR.as_at, rows=(Row(name="Lives", bars=tuple(bars)),))
    whole = placed(one, CANVAS)
    assert [bar.text for bar in whole.rows[0].bars] == ["foster", "F", ""]
    assert whole.key == (("Lives", "F foster"),)
