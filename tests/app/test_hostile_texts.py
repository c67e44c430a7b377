"""Texts that drive screens, forge rows or hide: kept exactly as they are where they can be shown, refused where not."""

import re
from pathlib import Path

import pytest

from permtrack.errors import RequestRefused
from permtrack.ledger.trust import verify
from tests.app.desk import Desk

KEPT = [
    "=1+1", "+44 20 7946 0958", "-2+3+cmd|' /C calc'!A0", "@Ann", "'=1+1", "\uff1d1+1", "%0A=1+1", "#REF!", "1E5", "01234",
    "<script>alert(1)</script>", "&lt;b&gt;", "{{7*7}}", "%s%s%n", "a,b;c\\d", "BEGIN:VALARM", "x\nEND:VEVENT",
    "Robert'); DROP TABLE event;--", "$(reboot)", "../../etc/passwd", "--help", "-x", "CON", "null", "true", "rowid",
    "=?utf-8?b?CkJjYzog?=", "[red]Smith[/red]", "[/b]", "[link=file:///etc/passwd]x[/link]", ":smile:", "line one\nline two",
    "Zo\u00eb", "Nguy\u1ec5n", "\u0645\u064f\u062d\u064e\u0645\u0651\u062f", "\u0928\u092e\u0938\u094d\u0924\u0947",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\U0001f476", "\ufb01", "A\ufe0fnn",
]  # fmt: skip
MADE_PLAIN = {
    " =1+1": "=1+1",
    "\u00a0=1+1": "=1+1",
    "\t=1+1": "=1+1",
    "\n=1+1\n": "=1+1",
    "a\r\nb": "a\nb",
    "Ann\u00a0Smith": "Ann Smith",
}
REFUSED = {
    "\x1b[31mRED": "U+001B", "\x07": "U+0007", "a\rOVERWRITE": "U+000D", "Ann\x08Bob": "U+0008", "\x7f": "U+007F",
    "\x9d52;c": "U+009D", "Ann\u202dBob": "U+202D", "An\u200bn": "U+200B", "Ann\u00adSmith": "U+00AD", "\u2028": "U+2028",
    "\ud800": "U+D800", "\uffff": "U+FFFF", "\ue000": "U+E000", "\U000e0041": "U+E0041", "\u115f": "U+115F", "a\0b": "U+0000",
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.add_child()
    return desk


def recorded(desk: Desk, text: str) -> list[object]:
    """The text through every door there is: a field, an action, a correction, a reason, a sheet."""
    note = desk.add_event("note", note=text).events[0]
    action = desk.add_event("action", action=text).events[0]
    corrected = desk.correct(str(action.number), action="x", note=text).events[0]
    struck = desk.void(str(action.number), reason=text).events[0]
    return [note.fields["note"], action.fields["action"], corrected.fields["set.note"], struck.fields["reason"]]


@pytest.mark.parametrize("text", KEPT, ids=ascii)
def test_what_can_be_shown_is_kept_as_it_is(desk: Desk, text: str) -> None:
    assert set(recorded(desk, text)) == {text}
    assert verify(desk.path).sound


@pytest.mark.parametrize(("text", "plain"), MADE_PLAIN.items(), ids=ascii)
def test_blanks_and_line_ends_are_made_plain(desk: Desk, text: str, plain: str) -> None:
    assert set(recorded(desk, text)) == {plain}


@pytest.mark.parametrize(("text", "code"), REFUSED.items(), ids=ascii)
def test_what_cannot_be_shown_is_refused_by_its_code_and_nothing_is_written(desk: Desk, text: str, code: str) -> None:
    action = desk.add_event("action", action="x").events[0]
    before = desk.path.read_bytes()
    for record in (
        lambda: desk.add_event("note", note=text),
        lambda: desk.add_event("ppm", actions=(f"{text}; AB; 1/12/2026",)),
        lambda: desk.correct(str(action.number), note=text),
        lambda: desk.void(str(action.number), reason=f"x{text}x"),
        lambda: desk.waive("review.next", until="1/1/2027", reason=f"x{text}x", authorised_by="TM"),
    ):
        with pytest.raises(RequestRefused, match=re.escape(f"contains a character that cannot be shown ({code})")):
            record()
    assert desk.path.read_bytes() == before


def test_a_text_of_a_thousand_characters_is_kept_and_one_more_refused(desk: Desk) -> None:
    assert len(str(desk.add_event("note", note="\u00e9" * 1000).events[0].fields["note"])) == 1000
    with pytest.raises(RequestRefused, match="1,001 characters long"):
        desk.add_event("note", note="\u00e9" * 1001)
