"""`permtrack import-annex-a` and `permtrack reconcile` as they are typed: what they print at any width, how they end."""

import csv
import io
import json
import os
import unicodedata
from pathlib import Path

import pytest

from tests.app.annexed import book, content, day
from tests.cli.running import Ran, environment, in_this_process, permtrack

MATCHED = {"id": "000123", "dob": day("2023-05-04"), "adm": "11/06/2024", "matched": day("2026-03-14")}
NEW = {"id": "W77", "dob": "09/08/2024", "adm": "03/02/2026"}
THEIRS = "Child ref,match,plan,RAG\n000123,14/03/2026,adoption,red\n123,,,\n"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A ledger with 000123: a match on 12 March 2026, and in care since 6 February 2024."""
    made = environment(PERMTRACK_TODAY="2026-06-15", PERMTRACK_LEDGER=str(tmp_path / "permtrack.db"))
    assert permtrack("init", "--tracking-from", "2024-04-01", env=made).code == 0
    assert permtrack("add-child", "000123", "--dob", "4/5/2023", "--entered-care", "6/2/2024", env=made).code == 0
    assert permtrack("add-event", "000123", "match", "12/3/2026", env=made).code == 0
    return made


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    file = tmp_path / "annex.xlsx"
    file.write_bytes(content(book([MATCHED, NEW])))
    return file


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    file = tmp_path / "theirs.csv"
    file.write_text(THEIRS, "utf-8")
    return file


def run(env: dict[str, str], *args: object, **settings: str) -> Ran:
    return permtrack(*map(str, args), env=env | settings)


def test_a_workbook_comes_in_and_what_differs_is_a_table_that_ends_0(env: dict[str, str], workbook: Path) -> None:
    ran = run(env, "import-annex-a", workbook)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "The ledger and the lists differ:",
        "Child   What            Ledger       List         Row",
        "000123  entered-care    6 Feb 2024   -            List 10, line 2",
        "000123  match-decision  12 Mar 2026  14 Mar 2026  List 10, line 2",
        "",
        "List 10: 2 rows: 1 imported, 1 differs",
        "Note: List 10: 2 of its columns are not kept (names of workers, postcodes and the like)",
        "Note: not in the ledger before, their records opened by these lists: W77",
        "Recorded 1 children added, 2 events.",
        "To undo: strike out single events (permtrack timeline REF shows their numbers), or restore a backup.",
        "PERMTRACK_TODAY is set: today is taken to be 15 Jun 2026",
    ]
    again = run(env, "import-annex-a", workbook)
    assert again.code == 0
    assert "Nothing new; nothing was written." in again.out
    assert "14 Mar 2026" in again.out


def test_a_dry_run_and_a_report(env: dict[str, str], workbook: Path, tmp_path: Path) -> None:
    before = (tmp_path / "permtrack.db").read_bytes()
    ran = run(env, "import-annex-a", workbook, "--dry-run", "--report", tmp_path / "report.csv")
    assert ran.code == 0
    assert "Would record 1 children added, 2 events. Nothing was saved (--dry-run)." in ran.out
    assert (tmp_path / "permtrack.db").read_bytes() == before
    rows = list(csv.DictReader((tmp_path / "report.csv").read_text("utf-8-sig").splitlines()))
    assert [(row["line"], row["child"], row["outcome"], row["field"], row["reason"]) for row in rows] == [
        ("2", "000123", "differs", "match-decision", "recorded: adm-decision; differs: match-decision"),
        ("3", "W77", "would be imported", "", "recorded: adm-decision"),
        ("2", "000123", "difference", "entered-care", "ledger 6 Feb 2024, list -"),
        ("2", "000123", "difference", "match-decision", "ledger 12 Mar 2026, list 14 Mar 2026"),
    ]


def test_who_is_missing_from_a_list_is_said_in_short(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "annex.xlsx"
    file.write_bytes(content(book([NEW], [{"id": "W77", "dob": "09/08/2024", "started": "2/2/2026"}])))
    ran = run(env, "import-annex-a", file)
    assert "Not in List 8, but in the ledger (in care): 1 (000123)" in ran.out.splitlines()


def test_json_stands_alone(env: dict[str, str], workbook: Path) -> None:
    told = json.loads(run(env, "import-annex-a", workbook, "--format", "json").out)
    assert told["rows"]["List 10"]["differs"] == 1
    assert told["differences"][1] == {
        "child": "000123",
        "about": "match-decision",
        "ours": {"word": None, "on": "2026-03-12", "precision": "exact"},
        "theirs": {"word": None, "on": "2026-03-14", "precision": "exact"},
        "place": "annex.xlsx List 10:2",
        "remark": None,
    }


def test_a_refused_row_ends_2_and_the_day_of_the_lists_must_be_a_day(
    env: dict[str, str], tmp_path: Path, workbook: Path
) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(content(book([MATCHED, {**NEW, "adm": "31/02/2026"}])))
    ran = run(env, "import-annex-a", bad)
    assert ran.code == 2
    assert "1 of 2 rows refused; nothing was written" in ran.err
    assert "Nothing was written." in ran.out
    assert run(env, "import-annex-a", bad, "--skip-bad-rows").code == 0
    assert run(env, "import-annex-a", workbook, "--list-date", "1/7/2026").code == 2
    assert run(env, "import-annex-a", workbook, "--list-date", "1/3/2026").code == 0
    assert run(env, "import-annex-a", tmp_path / "none.xlsx").code == 4


def test_reconcile_says_who_and_what_and_ends_0(env: dict[str, str], theirs: Path) -> None:
    ran = run(env, "reconcile", theirs)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "PERMTRACK_TODAY is set: today is taken to be 15 Jun 2026",
        "Child   What            Ledger       List         Row",
        "000123  match-decision  12 Mar 2026  14 Mar 2026  line 2",
        "000123  plan            -            adoption     line 2",
        "",
        "Only in the list: 1",
        "  123 (line 3, very like 000123 here)",
        "Compared, by Child ref: match, plan",
        "Not compared: RAG",
        "1 child on both: 2 differences in 1 child; 0 only in the ledger, 1 only in the list; as at 15 Jun 2026",
    ]


def test_reconcile_as_json_and_csv(env: dict[str, str], theirs: Path, tmp_path: Path) -> None:
    told = json.loads(run(env, "reconcile", theirs, "--format", "json").out)
    assert (told["on_both"], told["on"], told["not_compared"]) == (1, "Child ref", ["RAG"])
    assert told["only_in_list"] == [{"ref": "123", "line": 3, "very_like": ["000123"]}]
    ran = run(env, "reconcile", theirs, "--to", tmp_path / "out.csv")
    assert (ran.code, ran.out) == (0, "")
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines()))
    assert [(row["finding"], row["child"], row["about"], row["ours_on"], row["theirs_on"]) for row in rows] == [
        ("differs", "000123", "match-decision", "2026-03-12", "2026-03-14"),
        ("differs", "000123", "plan", "", ""),
        ("only in list", "123", "", "", ""),
    ]


def test_reconcile_as_at_an_earlier_day_and_by_what_was_known(env: dict[str, str], theirs: Path) -> None:
    earlier = json.loads(run(env, "reconcile", theirs, "--as-at", "1/3/2026", "--format", "json").out)
    assert [(one["about"], one["ours"]) for one in earlier["differences"]] == [("match-decision", None), ("plan", None)]
    before = json.loads(run(env, "reconcile", theirs, "--known-at", "2020-01-01", "--format", "json").out)
    assert (before["on_both"], len(before["only_in_list"])) == (0, 2)


def test_reconcile_refuses_a_column_that_is_not_there(env: dict[str, str], theirs: Path, tmp_path: Path) -> None:
    ran = run(env, "reconcile", theirs, "--on", "Swift id")
    assert (ran.code, ran.out) == (2, "")
    assert "no column 'Swift id'; its columns: 'Child ref', 'match', 'plan', 'RAG'" in ran.err
    assert run(env, "reconcile", tmp_path / "none.csv").code == 4
    assert run(env, "reconcile", theirs, "--plan", "adopton").code == 2


HOSTILE = (
    "=1+1",
    "\x1b]0;owned\x07\x1b[2J",
    "\u202egnp.exe",
    "[/b][link=http://x]x[/link]",
    ":smile: {0} %s",
    "\u200bzero",
    "a\rOVERWRITE",
    "\uff1d1+1",
    "x" * 5000,
)


@pytest.fixture
def settings(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The same ledger for commands that run in this process."""
    for name in ("PERMTRACK_TODAY", "PERMTRACK_LEDGER"):
        monkeypatch.setenv(name, env[name])
    return monkeypatch


@pytest.mark.parametrize("column", ["ref", "plan", "match", "team", "strange"])
def test_no_text_of_a_list_drives_a_screen_or_counts(settings: pytest.MonkeyPatch, tmp_path: Path, column: str) -> None:
    for number, text in enumerate(HOSTILE):
        cells = {"ref": "000123", "plan": "adoption", "match": "12/3/2026", "team": "", "strange": ""} | {column: text}
        heading = [text[:300] if name == column == "strange" else name for name in cells]
        page = io.StringIO()
        csv.writer(page).writerows([heading, list(cells.values())])
        file = tmp_path / f"hostile{number}.csv"
        file.write_bytes(page.getvalue().encode())
        for width in ("60", "120"):
            settings.setenv("COLUMNS", width)
            ran = in_this_process("reconcile", str(file))
            assert ran.code == 0, ran.err
            assert not [c for c in ran.out if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]
        sheet = in_this_process("reconcile", str(file), "--format", "csv").out
        rows = list(csv.reader(io.StringIO(sheet), strict=True))
        assert {len(row) for row in rows} == {len(rows[0])}
        assert not [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "@", "\uff1d"))]
        assert in_this_process("reconcile", str(file), "--format", "json").out.isascii()


@pytest.mark.parametrize("text", HOSTILE[1:4], ids=ascii)
def test_no_text_of_a_workbook_drives_a_screen(env: dict[str, str], tmp_path: Path, text: str) -> None:
    plain = "".join(c for c in text if c >= " ")  # XML holds no control characters
    rows = [{**MATCHED, "reason": plain}, {**NEW, "id": plain}, {**NEW, "adm": plain}]
    file = tmp_path / "hostile.xlsx"
    file.write_bytes(content(book(rows, [{"id": "000123", "status": plain, "plan": plain, "place": plain}])))
    ran = run(env, "import-annex-a", file, "--skip-bad-rows")
    shown = ran.out + ran.err
    assert ran.code == 0
    assert not [c for c in shown if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]


@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_at_any_width_no_ref_no_kind_and_no_day_is_cut(
    env: dict[str, str], workbook: Path, theirs: Path, columns: str
) -> None:
    for asked in (("import-annex-a", workbook, "--dry-run"), ("reconcile", theirs)):
        page = run(env, *asked, COLUMNS=columns).out
        assert page.isascii()
        assert max(map(len, page[: page.index("\n\n")].splitlines())) <= int(columns)
        for whole in ("000123", "match-decision", "12 Mar 2026", "14 Mar 2026"):
            assert whole in page, (asked, columns)


@pytest.mark.skipif("PERMTRACK_TRIAL_DATA" not in os.environ, reason="PERMTRACK_TRIAL_DATA names no trial workbook")
def test_the_workbook_kept_for_trials(env: dict[str, str]) -> None:
    """Five rows a list. One child of each was in care before its birth; one was adopted and then reversed."""
    file = Path(os.environ["PERMTRACK_TRIAL_DATA"], "annex-a", "Annex_A_2024_Jan.xlsx")
    refused = run(env, "import-annex-a", file)
    assert refused.code == 2
    assert "List 10:5: entered-care on 24 Feb 2010 would be before the birth of 4939073" in refused.err
    assert "List 8:5: entered-care on 24 Feb 2010 would be before the birth of 2529037" in refused.err
    ran = run(env, "import-annex-a", file, "--skip-bad-rows", "--format", "json")
    told = json.loads(ran.out)
    # List 10: 4 rows of 6 dates, and a reversal. List 8: 4 rows of start, status, review, visit, health, placement,
    # one of them with an end of care.
    assert (told["children_added"], told["events_added"]) == (8, 4 * 6 + 1 + 4 * 6 + 1)
    assert [(finding["id"], finding["child"]) for finding in told["findings"]] == [("adopted-and-reversed", "13782635")]
    events = json.loads(run(env, "export", "events", "--format", "json").out)["events"]
    steps = [(e["kind"], e["on"]) for e in events if e["child"] == "7961370" and e["kind"] != "child-added"]
    # Each step is five days after the one before, by the workbook's own formulas.
    assert steps == [
        ("entered-care", "2009-08-06"),
        ("adm-decision", "2009-08-11"),
        ("placement-order", "2009-08-16"),
        ("match-decision", "2009-08-21"),
        ("placed-for-adoption", "2009-08-26"),
        ("adoption-order", "2009-08-31"),
    ]
    assert "Nothing new" in run(env, "import-annex-a", file, "--skip-bad-rows").out
