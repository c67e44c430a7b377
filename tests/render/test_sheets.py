import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permtrack.render.sheets import sheet, text_cell


@pytest.mark.parametrize(
    ("stored", "cell"),
    [
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("+44 20 7946 0958", "'+44 20 7946 0958"),
        ("-2+3", "'-2+3"),
        ("@Ann", "'@Ann"),
        ("  =1+1", "'  =1+1"),
        ("\t=1+1", "'\t=1+1"),
        ("\ttab first", "'\ttab first"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("'=1+1", "''=1+1"),
        ("'plain", "'plain"),
        ("O'Brien", "O'Brien"),
        ("a-b=c", "a-b=c"),
        ("note\x1b[2J", "note\u241b[2J"),
    ],
)
def test_a_text_that_would_count_gets_an_apostrophe(stored, cell):
    assert text_cell(stored) == cell


def test_numbers_and_days_are_never_touched():
    assert sheet(("a", "b", "c", "d"), [(-12, date(2026, 3, 1), None, "-12")]) == "a,b,c,d\n-12,2026-03-01,,'-12\n"


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=12), min_size=1, max_size=4))
def test_no_cell_counts_and_no_row_is_forged(texts):
    rows = list(csv.reader(io.StringIO(sheet(["x"] * len(texts), [texts])), strict=True))
    assert [len(row) for row in rows] == [len(texts)] * 2
    for cell in rows[1]:
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
        assert not cell.startswith(("\t", "\r", "\n"))


@given(st.text(alphabet="=+-@' \tab"))
def test_taking_one_apostrophe_off_gives_the_text_back(text):
    cell = text_cell(text)
    assert cell in {text, "'" + text}
    bare = text.lstrip("'")
    counts = bare.lstrip().startswith(("=", "+", "-", "@")) or bare.startswith("\t")
    assert (cell != text) == counts
