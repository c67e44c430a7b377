"""A tracking meeting of the sample, from the pack's form to what is due afterwards, as it is typed and read."""

import csv
import hashlib
import itertools
import json
import shutil
import stat
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.app.secretary import changed, filled
from tests.cli.running import Ran, environment, in_this_process, permtrack

MEETING = "16/6/2026"
FILLED = {
    "1519": {
        "done": "yes",
        "discussed": "yes",
        "decision": "The plan of adoption stands; =no formula",
        "new_plan": "adoption",
        "action_1": "Ask the decision-maker what stands",
        "owner_1": "SW11",
        "due_1": date(2026, 7, 1),
        "chair": "HOS1",
    },
    "001123": {"discussed": "yes", "delay_reason": "late-relative", "delay_whose": "family", "delay_until": "1/9/2026"},
}


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration ledger, for copying only. Its child 1519 has one open action, #662, due 15 May 2026."""
    folder = tmp_path_factory.mktemp("sample")
    assert permtrack("demo", cwd=folder).code == 0
    return folder / "permtrack-demo" / "permtrack.db"


@pytest.fixture
def at(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample in it, the day after the meeting."""
    shutil.copy(sample, tmp_path / "permtrack.db")
    monkeypatch.setenv("PERMTRACK_TODAY", "2026-06-17")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def digest(at: Path) -> str:
    return hashlib.sha256((at / "permtrack.db").read_bytes()).hexdigest()


def written(at: Path, name: str = "minutes.xlsx") -> bytes:
    assert in_this_process("pack", "--meeting", MEETING, "--form", name).code == 0
    return (at / name).read_bytes()


def fill(at: Path, rows: dict[str | int, dict[str, object]]) -> None:
    (at / "minutes.xlsx").write_bytes(filled(written(at), rows))


def due(*args: str) -> dict[str, dict[str, object]]:
    told = json.loads(in_this_process("due", *args, "--format", "json", "--all").out)
    return {one["id"]: one for one in told["deadlines"]}


def test_the_form_is_written_for_its_owner_alone_and_says_what_comes_next(at: Path) -> None:
    ran = in_this_process("pack", "--meeting", MEETING, "--form", "minutes.xlsx")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.splitlines()[0].startswith("permtrack: wrote minutes.xlsx: 3")
    assert "then: permtrack import-minutes minutes.xlsx --dry-run" in ran.err
    assert stat.S_IMODE((at / "minutes.xlsx").stat().st_mode) == 0o600
    again = in_this_process("pack", "--meeting", MEETING, "--form", "minutes.xlsx")
    assert (again.code, "--force replaces it" in again.err) == (4, True)


def test_the_pack_is_written_as_well_where_a_file_is_named_for_it(at: Path) -> None:
    ran = in_this_process("pack", "--meeting", MEETING, "--form", "minutes.csv", "--to", "pack.json")
    assert ran.code == 0
    pack = json.loads((at / "pack.json").read_text("utf-8"))
    rows = list(csv.DictReader((at / "minutes.csv").read_text("utf-8-sig").splitlines()))
    assert {row["ref"] for row in rows} == {child["child"] for child in pack["children"]}


@pytest.mark.parametrize(
    ("option", "value"), [("--team", "Court"), ("--worker", "SW11"), ("--iro", "IRO1"), ("--authority", "Wendlebury")]
)
def test_the_form_is_of_the_children_asked_for(at: Path, option: str, value: str) -> None:
    in_this_process("pack", "--meeting", MEETING, "--form", "some.csv", option, value)
    rows = list(csv.DictReader((at / "some.csv").read_text("utf-8-sig").splitlines()))
    children = csv.DictReader(in_this_process("children", "--format", "csv").out.splitlines())
    known = {child["ref"]: child[option.removeprefix("--")] for child in children}
    assert {known[row["ref"]] for row in rows} == {value}


def test_a_format_that_is_none_and_a_meeting_without_children_are_refused(at: Path) -> None:
    ran = in_this_process("pack", "--meeting", MEETING, "--form", "minutes.docx")
    assert (ran.code, "cannot be written as docx" in ran.err) == (2, True)
    ran = in_this_process("pack", "--meeting", MEETING, "--form", "minutes.xlsx", "--team", "Nobody")
    assert (ran.code, list(at.glob("minutes*"))) == (2, [])


def test_the_minutes_of_a_meeting_become_one_paste(at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """1519: the action #662 was overdue since 15 May, and the new one is due on 1 July."""
    fill(at, FILLED)
    before, open_before = digest(at), due("1519")
    assert [one["status"] for one in open_before.values() if one["rule"] == "action"] == ["overdue"]

    rehearsed = in_this_process("import-minutes", "minutes.xlsx", "--dry-run")
    assert (rehearsed.code, rehearsed.err) == (0, "")
    assert "Would record 6 events. Nothing was saved (--dry-run)." in rehearsed.out
    assert "Met late (32 days): 1519 " in rehearsed.out
    assert "To undo" not in rehearsed.out
    assert digest(at) == before

    ran = in_this_process("import-minutes", "minutes.xlsx")
    lines = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert lines[0] == "minutes: 32 rows: 2 imported, 30 not needed"
    assert "Note: 2 children discussed, 1 plan changed, 1 action agreed, 1 action done, 1 reason for delay" in lines
    assert "Recorded 6 events." in lines
    # 15 May to 16 June is 16 + 16 = 32 days.
    (met,) = (line for line in lines if line.startswith("Met late (32 days): 1519 "))
    assert met.endswith("(action), due Fri 15 May 2026, met Tue 16 Jun 2026")
    assert any(line.startswith("New: 1519 ") and line.endswith("(action), due Wed 1 Jul 2026") for line in lines)
    told_of = [line.split(": ")[1].split()[0] for line in lines if line.startswith(("Met", "New", "Moved", "Alert"))]
    assert [ref for ref, _ in itertools.groupby(told_of)] == sorted(set(told_of))
    assert "To undo, child by child:" in lines

    actions = [one for one in due("1519").values() if one["rule"] == "action"]
    assert sorted((one["status"], one["due_on"], one["met_on"]) for one in actions) == [
        ("due-soon", "2026-07-01", None),
        ("met-late", "2026-05-15", "2026-06-16"),
    ]
    monkeypatch.setenv("COLUMNS", "200")
    told = in_this_process("timeline", "1519").out
    assert "decision The plan of adoption stands; =no formula; chair HOS1" in told
    assert "minutes.xlsx:" in told
    assert in_this_process("verify").code == 0

    after = digest(at)
    again = in_this_process("import-minutes", "minutes.xlsx")
    assert (again.code, digest(at)) == (0, after)
    assert "2 already there" in again.out
    assert "Nothing new; nothing was written." in again.out


def test_every_bad_row_is_on_standard_error_with_its_line_and_column(at: Path) -> None:
    written(at)
    before = digest(at)
    fill_lines = {
        2: {"discussed": "yes", "new_plan": "adopt", "due_1": "31/2/2026"},
        3: {"decision": "said in the corridor"},
    }
    (at / "minutes.xlsx").write_bytes(filled((at / "minutes.xlsx").read_bytes(), fill_lines))
    ran = in_this_process("import-minutes", "minutes.xlsx", "--report", "account.csv")
    assert ran.code == 2
    assert ran.out.splitlines()[-1] == "Nothing was written."
    # The form has 32 children, a row each.
    assert ran.out.splitlines()[1].startswith(
        "Note: 30 of 32 children not marked as discussed, and 2 with rows refused: "
    )
    page = openpyxl.load_workbook(at / "minutes.xlsx").worksheets[0]
    refs = [page.cell(line, 1).value for line in (2, 3)]
    first, second, last = ran.err.splitlines()[1:]
    assert first.startswith(
        f"minutes.xlsx:2: {refs[0]}: new_plan, due_1, action_1: new_plan cannot be 'adopt', did you mean"
    )
    assert second.startswith(
        f"minutes.xlsx:3: {refs[1]}: discussed: not marked as discussed, and decision filled in: write yes"
    )
    assert "corridor" not in ran.err
    assert last.endswith("nothing was written. Mend them and try again")
    assert digest(at) == before
    rows = list(csv.DictReader((at / "account.csv").read_text("utf-8-sig").splitlines()))
    assert [row["outcome"] for row in rows[:2]] == ["refused", "refused"]


def test_json_says_the_same(at: Path) -> None:
    fill(at, {**FILLED, "000960": {"discussed": "yes", "new_plan": "adoption"}})
    told = json.loads(in_this_process("import-minutes", "minutes.xlsx", "--format", "json").out)
    assert (told["written"], told["events_added"]) == (True, 7)
    assert [(one["id"], one["child"]) for one in told["findings"]] == [("plan-unchanged", "000960")]


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["import-minutes"], 2, "missing argument"),
        (["import-minutes", "none.xlsx"], 4, "none.xlsx: No such file"),
        (["import-minutes", "."], 4, "Is a directory"),
        (
            ["import-minutes", "minutes.xlsx", "--meeting", "17/6/2026"],
            2,
            "made for the meeting of 16 Jun 2026, not of",
        ),
        (["import-minutes", "minutes.xlsx", "--meeting", "13/13/2026"], 2, "there is no month 13"),
        (["import-minutes", "minutes.xlsx", "--ledger", "none.db"], 4, "there is no ledger at none.db"),
        (["import-minutes", "permtrack.db"], 2, "permtrack.db"),
        (["import-minutes", "minutes.xlsx", "--as-at", "1/1/2026"], 2, "--as-at is for the commands that answer"),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(at: Path, args: list[str], code: int, says: str) -> None:
    written(at)
    before = digest(at)
    ran = in_this_process(*args)
    assert (ran.code, ran.out) == (code, "")
    assert says.lower() in ran.err.lower()
    assert len(ran.err.splitlines()) <= 2
    assert digest(at) == before


def test_before_its_day_a_meeting_has_no_minutes(at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(at)
    monkeypatch.setenv("PERMTRACK_TODAY", "2026-06-15")
    ran = in_this_process("import-minutes", "minutes.xlsx")
    assert (ran.code, ran.out) == (2, "")
    assert "16 Jun 2026 lies ahead (today is 15 Jun 2026)" in ran.err


def answered(at: Path, width: str) -> Ran:
    settings = environment(PERMTRACK_TODAY="2026-06-17", COLUMNS=width)
    return permtrack("import-minutes", "minutes.xlsx", "--dry-run", env=settings, cwd=at)


def test_on_a_pipe_no_ref_and_no_day_is_cut_at_any_width(at: Path) -> None:
    fill(at, {"001123": {"discussed": "yes", "action_1": "Ring", "owner_1": "SW5", "due_1": "15/6/2026"}})
    pages = {width: answered(at, width) for width in ("60", "80", "120")}
    for page in pages.values():
        assert page.code == 0
        assert page.out.isascii()
        assert "001123: due_1 15 Jun 2026 is before the meeting" in " ".join(page.out.split())
    assert len({page.out for page in pages.values()}) == 1


def test_a_hostile_cell_drives_no_screen_and_fools_no_sheet(at: Path) -> None:
    def fill_in(page):
        at_column = {str(cell.value): cell.column for cell in page[1]}
        page.cell(2, at_column["Discussed"]).value = "[bold]yes[/bold]"
        page.cell(2, at_column["Ref"]).value = "=cmd|' /C calc'!A0"
        page.cell(3, at_column["Discussed"]).value = "\u202eyes"

    (at / "minutes.xlsx").write_bytes(changed(written(at), fill_in))
    ran = in_this_process("import-minutes", "minutes.xlsx", "--report", "account.csv")
    assert ran.code == 2
    assert "[bold]yes[/bold]" in ran.err
    assert "\u202e" not in ran.err + ran.out + (at / "account.csv").read_text("utf-8")
