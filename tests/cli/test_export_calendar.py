"""`permtrack export calendar`, read back by two parsers that know nothing of the library that wrote it."""

import re
from datetime import date, timedelta
from pathlib import Path

import ics
import pytest
import vobject

from tests.cli.hand_written import Pen
from tests.cli.meetings import write_meetings
from tests.cli.running import TODAY, Ran, environment, in_this_process, permtrack

ASKED = ("export", "calendar", "--as-at", TODAY, "--known-at", "2026-03-30T23:00")
# Of child M-1, as at 31 March 2026: its open actions with a day, and their reminders 7 days and 1 day before.
ACTIONS = {
    "M-1: Agreed action #4": (date(2026, 2, 27), []),
    "M-1: Agreed action #5": (date(2026, 3, 30), []),
    "M-1: Agreed action #13": (date(2026, 3, 31), []),
    "M-1: Agreed action #15": (date(2026, 4, 14), [timedelta(days=-7, hours=9), timedelta(days=-1, hours=9)]),
}


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PERMTRACK_TODAY", raising=False)


@pytest.fixture(scope="module")
def meetings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("calendar") / "meetings.db"
    write_meetings(path)
    return path


def exported(ledger: Path, *words: str) -> str:
    ran = in_this_process("--ledger", str(ledger), *ASKED, *words)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def test_an_independent_parser_reads_every_entry(meetings):
    calendar = vobject.readOne(exported(meetings))
    events = {event.summary.value: event for event in calendar.vevent_list}
    told = {
        name: (event.dtstart.value, [alarm.trigger.value for alarm in event.contents.get("valarm", [])])
        for name, event in events.items()
        if "Agreed action" in name
    }
    assert told == ACTIONS
    late = events["M-1: Agreed action #4"]
    assert late.description.value.splitlines() == [
        "Rule: action (local policy)",
        "Authority: The day agreed",
        "Due: 27 Feb 2026",
        "As at 31 Mar 2026: overdue",
        "See: permtrack actions M-1",
    ]
    assert (late.status.value, late.transp.value, late.dtend.value) == ("CONFIRMED", "TRANSPARENT", date(2026, 2, 28))
    assert calendar.x_wr_calname.value == "permtrack"
    assert calendar.prodid.value.startswith("-//permtrack//")
    assert (calendar.version.value, calendar.calscale.value) == ("2.0", "GREGORIAN")


def test_a_second_independent_parser_agrees_on_each(meetings):
    page = exported(meetings)
    first = {(e.uid.value, e.summary.value, e.dtstart.value, e.status.value) for e in vobject.readOne(page).vevent_list}
    second = {(e.uid, e.name, e.begin.date(), e.status) for e in ics.Calendar(page).events}
    assert first == second
    assert len({uid for uid, *_ in first}) == len(first)
    assert all(event.all_day for event in ics.Calendar(page).events)


def test_only_refs_and_rules_are_told(meetings):
    page = exported(meetings).replace("\r\n ", "")
    for private in ("KL", "SW1", "FF1", "HOS1", "IRO1", "Chase", "birth certificate", "F2", "Wendlebury"):
        assert private not in page, private


def test_lines_are_folded_and_ended_as_the_format_asks(meetings):
    raw = exported(meetings).encode()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    lines = raw.split(b"\r\n")
    assert not [line for line in lines if b"\n" in line or b"\r" in line or len(line) > 75]
    assert len(re.findall(rb"DTSTART;VALUE=DATE:[0-9]{8}\r\n", raw)) == raw.count(b"BEGIN:VEVENT")
    assert raw.count(b"DTSTAMP:") == raw.count(b"LAST-MODIFIED:") == raw.count(b"SEQUENCE:") == raw.count(b"UID:")


def test_the_file_holds_what_standard_output_would(meetings, tmp_path):
    file = tmp_path / "all.ics"
    ran = in_this_process("--ledger", str(meetings), *ASKED, "--to", str(file))
    assert (ran.code, ran.out) == (0, "")
    assert file.stat().st_mode & 0o777 == 0o600
    stamps = re.compile(rb"(DTSTAMP|LAST-MODIFIED):[0-9TZ]+")
    printed = permtrack("--ledger", str(meetings), *ASKED, env=environment())
    assert stamps.sub(b"", file.read_bytes()) == stamps.sub(b"", printed.out.encode())


def test_a_window_and_an_opening_without_an_end_are_told(tmp_path):
    path = tmp_path / "placed.db"
    pen = Pen(path)
    pen.opens("P1", dob="2023-01-01")
    pen.writes("entered-care", "2025-01-06", basis="co")
    pen.writes("placement-order", "2025-06-02")
    # Placed on Monday 2 February 2026: an order may be applied for from ten weeks later, 13 April.
    pen.writes("placed-for-adoption", "2026-02-02", family="F9")
    told = [event.description.value for event in vobject.readOne(exported(path)).vevent_list]
    assert [text for text in told if "Opens: 13 Apr 2026; no last day" in text]
    assert not [text for text in told if "F9" in text]


@pytest.mark.parametrize(
    ("words", "actions"),
    [
        (["--owner", "sw1"], ["#4", "#13"]),
        (["--worker", "sw1", "--within", "13"], ["#4", "#5", "#13"]),
        (["--iro", "IRO1", "--within", "14"], ["#4", "#5", "#13", "#15"]),
    ],
)
def test_only_what_is_asked_for(meetings, words, actions):
    page = exported(meetings, *words)
    assert re.findall(r"SUMMARY:M-1: Agreed action (#[0-9]+)", page) == actions
    if "--owner" in words:
        assert page.count("BEGIN:VEVENT") == len(actions)
    assert f"X-WR-CALNAME:permtrack\\, {words[0][2:]} {words[1]}" in page


def test_the_service_s_own_meetings_stand_in_everybody_s_calendar_only(tmp_path):
    path, policy = tmp_path / "service.db", tmp_path / "policy.toml"
    policy.write_text('[[meeting]]\nid = "local.panel"\ntitle = "Panel"\nfirst = 2026-04-07\nweeks = 4\n', "utf-8")
    write_meetings(path)
    typed = ("policy", "apply", str(policy), "--from", "1/1/2026", "--reason", "x", "--ledger", str(path))
    assert in_this_process(*typed).code == 0
    asked = ("--ledger", str(path), "export", "calendar", "--as-at", TODAY)
    (panel,) = [e for e in vobject.readOne(in_this_process(*asked).out).vevent_list if "Panel" in e.summary.value]
    assert (panel.summary.value, panel.dtstart.value) == ("(service): Panel", date(2026, 4, 7))
    assert "Panel" not in in_this_process(*asked, "--worker", "SW1").out


def refused(*words: str) -> Ran:
    ran = in_this_process(*words)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) <= 2
    return ran


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["calendar", "--format", "csv"], "one of: ics"),
        (["calendar", "--to", "x.csv"], "this cannot be written as csv; one of: ics"),
        (["due", "--to", "x.ics"], "this cannot be written as ics; one of: csv, json"),
        (["events", "--format", "ics"], "one of: csv, json"),
        (["events", "--worker", "SW1"], "events are exported whole"),
        (["children", "--within", "3"], "children are exported whole"),
        (["due", "--owner", "SW1"], "permtrack actions --owner"),
        (["calender"], "did you mean 'calendar'?"),
    ],
)
def test_what_cannot_be_is_refused(meetings, words, says):
    assert says in refused("export", *words, "--ledger", str(meetings)).err


def test_what_is_due_is_exported_with_the_same_restrictions(meetings):
    asked = ("--ledger", str(meetings), "--as-at", TODAY, "--format", "csv")
    part = in_this_process("export", "due", "--worker", "SW1", "--within", "14", *asked)
    assert part.out == in_this_process("due", "--worker", "SW1", "--within", "14", *asked).out
