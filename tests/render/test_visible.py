import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permtrack.render.visible import visible

OWN_SAMPLE = [
    ("plain", "plain"),
    ("Łukasz Ó'Brien", "Łukasz Ó'Brien"),
    ("a\x1b[31mred", "a\u241b[31mred"),
    ("bell\x07", "bell\u2407"),
    ("two\nlines\tand a tab\r", "two\u240alines\u2409and a tab\u240d"),
    ("del\x7f", "del\u2421"),
    ("c1\x9b31m", "c1<U+009B>31m"),
    ("evil\u202etxt.exe", "evil<U+202E>txt.exe"),
    ("zero\u200bwidth", "zero<U+200B>width"),
    ("\u3164", "<U+3164>"),
    ("line\u2028separator", "line<U+2028>separator"),
    ("half \ud800 a pair", "half <U+D800> a pair"),
    ("[b]markup[/b] :smile:", "[b]markup[/b] :smile:"),
]


@pytest.mark.parametrize(("stored", "shown"), OWN_SAMPLE)
def test_what_is_hidden_is_shown_and_everything_else_stays(stored, shown):
    assert visible(stored) == shown


def test_what_the_place_can_bear_is_kept():
    assert visible("two\nlines\x1b", keep="\n") == "two\nlines\u241b"


@given(st.text())
def test_nothing_that_hides_or_drives_is_left(text):
    assert not [c for c in visible(text) if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}]


@given(st.text())
def test_every_visible_character_is_still_there_in_order(text):
    shown = iter(visible(text))
    kept = [c for c in text if unicodedata.category(c)[0] in "LNPSM" and visible(c) == c]
    assert all(character in shown for character in kept)


@pytest.mark.skipif("PERMTRACK_TRIAL_DATA" not in os.environ, reason="the larger corpus is not at hand")
def test_the_larger_corpus_of_hostile_texts():
    corpus = json.loads(Path(os.environ["PERMTRACK_TRIAL_DATA"], "hostile_inputs.json").read_text("utf-8"))
    texts = [entry["value"] for entry in corpus["inputs"] if entry["field"] == "text" and "value" in entry]
    assert len(texts) > 100
    for text in texts:
        assert visible(visible(text)) == visible(text)
        assert not [c for c in visible(text) if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}], ascii(text)
