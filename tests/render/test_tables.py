import pytest

from permtrack.cli.output import drawn
from permtrack.render.screen import Screen
from permtrack.render.tables import Column, Styled, table

COLUMNS = (Column("Child", whole=True), Column("Due", whole=True), Column("Rule"), Column("What"))
LONGEST_REF = "R" * 32
ROWS = [
    (
        "000123 (MK)",
        Styled("17 May 2026", "red"),
        "benchmark.placement-order-to-match",
        "A [reg 36] title :smile: of some length",
    ),
    (LONGEST_REF, "1 Jan 2026", "review.next", ("first line", "second line")),
]


def drawn_at(width: int | None) -> str:
    return drawn(table(COLUMNS, ROWS, Screen(width)), Screen(width))


@pytest.mark.parametrize("width", [40, 59, 60, 61, 72, 79, 80, 97, 98, 99, 110, 120, 200, None])
def test_no_ref_rule_or_date_is_ever_cut(width):
    page = drawn_at(width)
    for whole in (
        "000123 (MK)",
        "17 May 2026",
        LONGEST_REF,
        "1 Jan 2026",
        "benchmark.placement-order-to-match",
        "review.next",
    ):
        assert whole in page.replace("\n", " ") if width and width < 60 else whole in page, (width, whole)
    assert "[reg 36]" in page
    assert ":smile:" in page


@pytest.mark.parametrize("width", [40, 60, 80, 99, 110, 120])
def test_no_line_is_wider_than_the_screen(width):
    assert max(map(len, drawn_at(width).splitlines())) <= width


def test_below_60_every_record_is_a_block_of_its_own():
    assert drawn_at(50).splitlines()[:3] == [
        "Child: 000123 (MK)",
        "Due: 17 May 2026",
        "Rule: benchmark.placement-order-to-match",
    ]
    assert "What: first line, second line" in drawn_at(50)


def test_on_a_pipe_every_record_is_a_line_of_its_own():
    page = drawn(table(COLUMNS[:3], [row[:3] for row in ROWS], Screen(None)), Screen(None))
    assert len(page.splitlines()) == 1 + len(ROWS)
    assert page.isascii()


def test_a_line_break_inside_a_stored_text_is_shown_not_obeyed():
    page = drawn(table((Column("Note"),), [("all well\n0 overdue",)], Screen(80)), Screen(80))
    assert page == "Note\nall well\u240a0 overdue\n"


@pytest.mark.parametrize("hostile", ["\x1b[31mred", "[red]red[/red]", "[/b]", "\u202eabc", "\x9b31m", "a\x00b"])
def test_hostile_text_neither_drives_nor_breaks_a_table(hostile):
    on = Screen(80, lines=True, colour=True)
    page = drawn(table((Column("Note"),), [(hostile,)], on), on)
    assert not [c for c in page if c in "\x1b\x00\x9b\u202e"]
    assert "[/b]" in page or hostile != "[/b]"


def test_wide_letters_count_twice():
    page = drawn(table((Column("Child", whole=True), Column("What")), [("東京", "x" * 50)], Screen(60)), Screen(60))
    assert "東京   " + "x" * 50 in page
