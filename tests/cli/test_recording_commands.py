"""The commands that record, as people run them: what they answer, how they end, and what they leave behind."""

import csv
import json
import shlex
import stat
from pathlib import Path

import pytest

from tests.app.desk import Desk
from tests.cli.running import Ran, environment, permtrack

TODAY = "2026-11-21"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def at(desk: Desk) -> Path:
    """A folder with a ledger that tracks since 1 April 2024: #1 is its beginning."""
    return desk.path.parent


def run(at: Path, *args: str, today: str = TODAY) -> Ran:
    return permtrack(*args, env=environment(PERMTRACK_TODAY=today), cwd=at)


def digest(at: Path) -> bytes:
    return (at / "permtrack.db").read_bytes()


def test_a_day_at_the_desk(at: Path) -> None:
    """Days by hand: in care on Tuesday 6 January 2026, so the first review is due on Tuesday 3 February.

    The first planning meeting is due six weeks on, Tuesday 17 February; the tracking meeting by the end of that month.
    From 6 January to 21 November are 319 days (25, 28, 31, 30, 31, 30, 31, 31, 30, 31 and 21); from 3 February 291, from
    1 and 2 February 293 and 292, from 1 and 2 May 204 and 203.
    """
    assert run(at, "init", "--ledger", "new.db", "--tracking-from", "1/4/2024", "--authority", "Wendlebury").code == 0
    named = "PERMTRACK_TODAY is set: today is taken to be 21 Nov 2026\n"
    drifting = "section20.drift (amber): Accommodated under section 20 since 6 Jan 2026 (319 days): no plan is recorded"
    first_late = "First review was due on 3 Feb 2026 (291 days ago), and no reason for the delay is recorded."
    second_late = "Second review was due on {} days ago), and no reason for the delay is recorded."
    ran = run(
        at,
        "add-child",
        "000123",
        "--dob",
        "12/3/2024",
        "--initials",
        "AB",
        "--entered-care",
        "6 Jan 2026",
        "--basis",
        "s20",
    )
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "Recorded for 000123 (AB): #2 child-added, Sat 21 Nov 2026 (dob 12 Mar 2024; initials AB)\n"
        "Recorded for 000123 (AB): #3 entered-care, Tue 6 Jan 2026 (basis s20)\n"
        "New: 000123 First review (review.first), due Tue 3 Feb 2026\n"
        "New: 000123 First permanence planning meeting (ppm.first), due Tue 17 Feb 2026\n"
        "New: 000123 Permanence tracking meeting (tracking.monthly), due Sat 28 Feb 2026\n"
        "New: 000123 Permanence plan (plan.permanence), due Sun 3 May 2026\n"
        f"Alert raised: 000123 {drifting} after 16 weeks.\n"
        f"Alert raised: 000123 delay.unexplained (amber): {first_late}\n"
        "Alert raised: 000123 silent (amber): Nothing at all is recorded since 6 Jan 2026 (319 days).\n"
        "To undo: permtrack void 3 2 --reason ...\n" + named
    )
    ran = run(at, "add-event", "000123", "review", "Mon", "2", "February", "2026")
    assert ran.out == (
        "Recorded for 000123 (AB): #4 review, Mon 2 Feb 2026\n"
        "Met: 000123 First review (review.first), due Tue 3 Feb 2026, met Mon 2 Feb 2026\n"
        "New: 000123 Second review (review.second), due Sat 2 May 2026\n"
        "Moved: 000123 Permanence plan (plan.permanence), due Sat 2 May 2026, was Sun 3 May 2026\n"
        f"Alert raised: 000123 delay.unexplained (amber): {second_late.format('2 May 2026 (203')}\n"
        "Alert raised: 000123 silent (amber): Nothing at all is recorded since 2 Feb 2026 (292 days).\n"
        f"Alert cleared: 000123 delay.unexplained (amber): {first_late}\n"
        "Alert cleared: 000123 silent (amber): Nothing at all is recorded since 6 Jan 2026 (319 days).\n"
        "To undo: permtrack void 4 --reason ...\n" + named
    )
    ran = run(at, "correct", "4", "--on", "1/2/2026", "--reason", "Minutes received")
    assert ran.out == (
        "Recorded for 000123 (AB): #5 corrects #4 review, Mon 2 Feb 2026 (now Sun 1 Feb 2026)\n"
        "Moved: 000123 Permanence plan (plan.permanence), due Fri 1 May 2026, was Sat 2 May 2026\n"
        "Moved: 000123 Second review (review.second), due Fri 1 May 2026, was Sat 2 May 2026\n"
        "To undo: permtrack void 5 --reason ...\n" + named
    )
    ran = run(at, "void", "#4", "--reason", "Wrong child")
    assert ran.out == (
        "Recorded for 000123 (AB): #6 strikes out #4 review, Mon 2 Feb 2026\n"
        "Moved: 000123 Permanence plan (plan.permanence), due Sun 3 May 2026, was Fri 1 May 2026\n"
        "Closed: 000123 Second review (review.second), due Fri 1 May 2026\n"
        "Open again: 000123 First review (review.first), due Tue 3 Feb 2026\n"
        f"Alert raised: 000123 delay.unexplained (amber): {first_late}\n"
        "Alert raised: 000123 silent (amber): Nothing at all is recorded since 6 Jan 2026 (319 days).\n"
        f"Alert cleared: 000123 delay.unexplained (amber): {second_late.format('1 May 2026 (204')}\n"
        "Alert cleared: 000123 silent (amber): Nothing at all is recorded since 1 Feb 2026 (293 days).\n"
        "To undo: permtrack void 6 --reason ...\n" + named
    )
    ran = run(at, "amend-child", "000123", "--set", "new_ref=W900", "--set", "team=North")
    assert ran.out == (
        "Recorded for W900 (AB): #7 child-amended, Sat 21 Nov 2026 (new ref W900; team North)\n"
        "Nothing that is due changed.\n"
        "To undo: permtrack void 7 --reason ...\n" + named
    )
    ran = run(at, "waive", "W900", "review.first", "--until", "4/5/2027", "--reason", "x", "--authorised-by", "TM1")
    assert ran.out == (
        "Recorded for W900 (AB): #8 waiver, Sat 21 Nov 2026 (until 4 May 2027; authorised by TM1; rule review.first)\n"
        "Set aside: W900 First review (review.first), due Tue 3 Feb 2026\n"
        "To undo: permtrack void 8 --reason ...\n" + named
    )
    assert run(at, "verify").out.splitlines()[-2].startswith("Sound (chain only). Head: 8:")


def test_the_undo_that_is_printed_undoes(at: Path) -> None:
    undo = run(at, "add-child", "1", "--dob", "1/1/2024", "--entered-care", "6/1/2026").out.splitlines()[-2]
    words = shlex.split(undo.removeprefix("To undo: permtrack "))
    assert run(at, *words).code == 0
    assert json.loads(run(at, "children", "--format", "json").out)["children"] == []


def test_a_meeting_with_an_action_that_is_then_done(desk: Desk, at: Path) -> None:
    desk.add_child("1", dob="1/1/2024")
    ran = run(
        at, "add-event", "1", "PPM", "--plan", "adoption", "--parallel", "sgo", "--action", "Chase; AB; 1/12/2026"
    )
    assert ran.out.splitlines()[:2] == [
        "Recorded for 1: #3 ppm, Sat 21 Nov 2026 (plan adoption; parallel special-guardianship)",
        "Recorded for 1: #4 action-agreed (#3), Sat 21 Nov 2026 (with action; owner AB; due 1 Dec 2026)",
    ]
    assert run(at, "done", "4").out.startswith("Recorded for 1: #5 action-done (#4), Sat 21 Nov 2026\n")


def test_people_by_name_are_recorded_with_a_warning(desk: Desk, at: Path) -> None:
    desk.add_child("1", dob="1/1/2024")
    ran = run(at, "add-event", "1", "ppm", "--chair", "Mrs Jane Smith", "--action", "Profile; Jo Bloggs", "--dry-run")
    warning = "may be a person's name; if it is, strike this out and record a code, like SW2: no names are held"
    assert [line for line in ran.out.splitlines() if line.startswith("Warning")] == [
        f"Warning: chair {warning}",
        f"Warning: owner {warning}",
    ]


@pytest.mark.parametrize(("options", "verb"), [([], "Recorded"), (["--dry-run"], "Would record")])
def test_an_action_names_its_own_meeting_though_other_children_were_recorded_since(
    desk: Desk, at: Path, options: list[str], verb: str
) -> None:
    """#2 is the child, #3 and #4 are another's: the meeting is the fifth entry, its action the sixth."""
    desk.add_child("1", dob="1/1/2024")
    desk.add_child("2", dob="1/1/2024", care="6/1/2026")
    ran = run(at, "add-event", "1", "ppm", "today", "--action", "Profile; FF1", *options)
    assert ran.out.splitlines()[:2] == [
        f"{verb} for 1: #5 ppm, Sat 21 Nov 2026",
        f"{verb} for 1: #6 action-agreed (#5), Sat 21 Nov 2026 (with action; owner FF1)",
    ]


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["add-child", "1", "--dob", "1/1/2024"], 2, "1 is already a child's ref; a ref is one child's for good"),
        (["add-child", "2"], 2, "needs a date of birth"),
        (["add-child", "2", "--dob", "31/2/2024"], 2, "must be a real date"),
        (["add-event", "1", "reveiw"], 2, "did you mean 'review'"),
        (["add-event", "2", "review"], 2, "there is no child '2'"),
        (
            ["add-event", "1", "review", "01/13/2024"],
            2,
            "there is no month 13; day comes first; did you mean 13/1/2024?",
        ),
        (["add-event", "1", "review", ""], 2, "is not a date"),
        (["add-event", "1", "review", "-1"], 2, "no such option"),
        (["add-event", "1", "review", "--set", "plan"], 2, "--set takes field=value"),
        (["add-event", "1", "review", "--colour", "red"], 2, "no such option: --colour"),
        (["add-event", "1", "visit", "--plan", "adoption"], 2, "visit has no field 'plan'"),
        (["add-event", "1", "review", "--plan", "adoption", "--set", "plan=other"], 2, "plan takes one value"),
        (["done", "1"], 2, "is not an agreed action"),
        (["done", "99"], 2, "there is no event '99'"),
        (["void", "2"], 2, "missing option '--reason'"),
        (["void", "1", "--reason", "x"], 2, "#1 is about the ledger itself"),
        (["correct", "2", "--reason", "x"], 2, "nothing to correct"),
        (["amend-child", "1"], 2, "nothing to change"),
        (
            ["waive", "1", "x", "--until", "1/1/2027", "--reason", "x", "--authorised-by", "x"],
            2,
            "there is no rule 'x'",
        ),
        (["init"], 2, "exists already"),
        (["import-events"], 2, "which file?"),
        (["import-events", "none.csv"], 4, "none.csv: No such file"),
        (["import-events", "."], 4, "Is a directory"),
        (["backup", "permtrack.db"], 2, "the very file"),
        (["backup", "no/folder/b.db"], 4, "No such file"),
        (["restore", "none.db"], 4, "none.db"),
        (["verify", "--against", "5:0123456789abcdef"], 3, "shorter than the head 5:0123456789abcdef"),
        (["verify", "--against", "5:0123"], 2, "is not a head"),
        (["--ledger", "none.db", "add-event", "1", "visit"], 4, "there is no ledger at none.db (named by --ledger)"),
    ],
)
def test_a_refusal_says_why_on_standard_error_and_changes_nothing(
    desk: Desk, at: Path, args: list[str], code: int, says: str
) -> None:
    desk.add_child("1", dob="1/1/2024")
    before = digest(at)
    ran = run(at, *args)
    assert (ran.code, ran.out) == (code, "")
    assert says.lower() in ran.err.lower()
    assert len(ran.err.splitlines()) <= 2
    assert digest(at) == before


@pytest.mark.parametrize(
    "args",
    [
        ["add-child", "2", "--dob", "1/1/2024", "--entered-care", "1/2/2024"],
        ["add-event", "1", "ppm", "--action", "Chase; AB", "--note", "x"],
        ["done", "4"],
        ["void", "3", "--reason", "x"],
        ["correct", "3", "--set", "plan=other", "--reason", "x"],
        ["amend-child", "1", "--set", "team=North"],
        ["waive", "1", "review.next", "--until", "1/1/2027", "--reason", "x", "--authorised-by", "TM"],
        ["import-events", "sheet.csv"],
    ],
)
def test_a_dry_run_of_every_writing_command_leaves_every_byte(desk: Desk, at: Path, args: list[str]) -> None:
    desk.add_child("1", dob="1/1/2024")
    desk.add_event("ppm", ref="1", actions=("Chase; AB",))
    (at / "sheet.csv").write_text("ref,kind,on\n1,visit,1/2/2026\n", "utf-8")
    before = digest(at)
    ran = run(at, *args, "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert "Nothing was saved (--dry-run)." in ran.out
    assert digest(at) == before
    assert [path.name for path in at.iterdir() if "journal" in path.name] == []


def test_a_ledger_is_its_owner_s_alone(at: Path) -> None:
    run(at, "backup", "b.db")
    for name in ("permtrack.db", "b.db"):
        assert stat.S_IMODE((at / name).stat().st_mode) == 0o600


def test_a_backup_comes_back_and_never_over_a_newer_ledger_unsaid(desk: Desk, at: Path) -> None:
    head = run(at, "backup", "b.db").out.splitlines()[0].partition("Head: ")[2]
    desk.add_child("1", dob="1/1/2024")
    refused = run(at, "restore", "b.db")
    assert (refused.code, refused.out) == (2, "")
    assert "is newer" in refused.err
    restored = run(at, "restore", "b.db", "--replace")
    assert restored.code == 0
    assert f"Head: {head}" in restored.out
    assert run(at, "verify", "--against", head).out.splitlines()[-2] == f"Sound (chain and anchor). Head: {head}"
    undo = restored.out.splitlines()[2]
    assert run(at, *shlex.split(undo.removeprefix("To undo: permtrack "))).code == 0
    assert "1," in run(at, "children", "--format", "csv").out


def test_a_refused_sheet_lists_every_bad_row_and_writes_nothing(at: Path) -> None:
    (at / "sheet.csv").write_text(
        "ref,kind,on,dob\n1,visit,1/2/2026,1/1/2024\n1,x,1/2/2026,\n2,visit,1/2/2026,\n", "utf-8"
    )
    before = digest(at)
    ran = run(at, "import-events", "sheet.csv", "--report", "account.csv")
    assert ran.code == 2
    assert ran.out == "events: 3 rows: 1 could be imported, 2 refused\nNothing was written.\n"
    assert ran.err.splitlines() == [
        "permtrack: wrote account.csv",
        "sheet.csv:3: kind: there is no kind of event 'x'; see: permtrack kinds",
        "sheet.csv:4: ref: no child '2' is known; a row with dob or edd would bring the child",
        "permtrack: 2 of 3 rows refused; nothing was written. Mend them, or take the others with --skip-bad-rows",
    ]
    assert digest(at) == before
    assert (at / "account.csv").read_text("utf-8-sig").splitlines()[:2] == [
        "file,line,table,child,outcome,field,reason,finding,rule",
        "sheet.csv,2,events,1,not written,,,,",
    ]


def test_skipped_rows_end_well_with_their_count_on_standard_error(at: Path) -> None:
    (at / "sheet.csv").write_text("ref,kind,on,dob\n1,visit,1/2/2026,1/1/2024\n1,x,1/2/2026,\n", "utf-8")
    ran = run(at, "import-events", "sheet.csv", "--skip-bad-rows")
    assert ran.code == 0
    assert ran.out.splitlines()[:2] == ["events: 2 rows: 1 imported, 1 refused", "Recorded 1 children added, 1 events."]
    assert ran.err.splitlines()[-1] == "permtrack: 1 of 2 rows refused and skipped"


def test_the_template_needs_no_ledger_and_is_nothing_but_columns(tmp_path: Path) -> None:
    ran = run(tmp_path, "import-events", "--template")
    assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", 1)
    assert ran.out.startswith("ref,kind,on,precision,")
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_in_another_encoding_is_read_where_it_is_named(at: Path) -> None:
    (at / "sheet.csv").write_bytes("ref,kind,on,dob,note\n1,note,1/2/2026,1/1/2024,Zoë\n".encode("cp1252"))
    assert "--encoding cp1252" in run(at, "import-events", "sheet.csv").err
    assert run(at, "import-events", "sheet.csv", "--encoding", "cp1252").code == 0


def test_an_export_is_imported_elsewhere_and_exports_alike(at: Path) -> None:
    """Notes like formulas, days known as on or before, actions and the meeting they name, a correction, a striking-out."""
    run(at, "add-child", "0001", "--dob", "1/1/2024", "--initials", "AB", "--entered-care", "1/2/2024")
    run(
        at,
        "add-event",
        "0001",
        "ppm",
        "2/3/2026",
        "--note",
        '=1+1, "she said"\nnext',
        "--action",
        "Chase; AB; 1/12/2026",
    )
    run(at, "done", "5")
    run(at, "add-event", "0001", "po", "1/5/2026", "--set", "precision=on-or-before")
    run(at, "correct", "4", "--set", "plan=adoption", "--reason", "x")
    run(at, "add-event", "0001", "visit")
    run(at, "void", "9", "--reason", "x")
    run(at, "export", "events", "--to", "a.csv")
    run(at, "init", "--ledger", "other.db")
    assert run(at, "import-events", "a.csv", "--ledger", "other.db").code == 0
    run(at, "export", "events", "--to", "b.csv", "--ledger", "other.db")
    assert told(at / "a.csv") == told(at / "b.csv")
    assert "1 not needed" in run(at, "import-events", "a.csv", "--ledger", "other.db").out


def told(path: Path) -> list[dict[str, str]]:
    """The rows of an export that stand, without what each ledger knows for itself; ids as the line they stand for."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["voided_by"]]
    lines = {row["id"]: f"line {number}" for number, row in enumerate(rows)}
    own = ("recorded_at", "recorded_by", "recorded_from", "corrected_by", "voided_by")
    return [{name: lines.get(value, value) for name, value in row.items() if name not in own} for row in rows]


class TestDemonstration:
    def test_it_makes_a_folder_and_says_what_is_due_and_what_to_try(self, tmp_path: Path) -> None:
        ran = permtrack("demo", env=environment(), cwd=tmp_path)
        assert (ran.code, ran.err) == (0, "")
        assert "as at 15 Jun 2026" in ran.out
        tries = [line.strip() for line in ran.out.splitlines() if line.startswith("  permtrack ")]
        assert len(tries) == 4
        for line in tries:
            tried = permtrack(*shlex.split(line)[1:], env=environment(), cwd=tmp_path)
            assert (tried.code, tried.err) == (0, "")

    def test_it_is_made_anew_only_when_asked_and_only_where_it_was_made(self, tmp_path: Path) -> None:
        assert run(tmp_path, "demo", "x y").code == 0
        (tmp_path / "x y" / "mine.txt").write_text("mine", "utf-8")
        again = run(tmp_path, "demo", "x y")
        assert (again.code, again.out) == (2, "")
        assert "--force" in again.err
        assert run(tmp_path, "demo", "x y", "--force").code == 0
        assert (tmp_path / "x y" / "mine.txt").read_text("utf-8") == "mine"
        (tmp_path / "other").mkdir()
        refused = run(tmp_path, "demo", "other", "--force")
        assert refused.code == 2
        assert "is not a demonstration" in refused.err


WRITING = (
    "init",
    "demo",
    "add-child",
    "add-event",
    "done",
    "void",
    "correct",
    "amend-child",
    "waive",
    "verify",
    "backup",
    "restore",
    "import-events",
)


@pytest.mark.parametrize("name", WRITING)
def test_the_example_of_every_command_that_writes_works(name: str, tmp_path: Path) -> None:
    if name not in {"init", "demo"}:
        _with_forty_one_events(tmp_path, action=name == "done", child=name != "add-child")
    if name == "verify":
        (tmp_path / "heads.txt").write_text(run(tmp_path, "verify").out, "utf-8")
    if name == "backup":
        (tmp_path / "backups").mkdir()
    if name == "restore":
        run(tmp_path, "backup", "permtrack 2026-01-06.db")
    (tmp_path / "events.csv").write_text("ref,kind,on,dob\n77,visit,1/2/2026,1/1/2024\n", "utf-8")
    example = permtrack(name, "--help").out.splitlines()[0]
    ran = run(tmp_path, *shlex.split(example.removeprefix("Example: permtrack ")))
    assert (ran.code, ran.err) == (0, "")


def _with_forty_one_events(folder: Path, *, action: bool, child: bool) -> None:
    """A ledger in which 000123 came into care and #41 is a review, or an action."""
    desk = Desk(folder)
    ref = "000123" if child else "1"
    desk.add_child(ref, care="6/1/2025", dob="12/3/2024")
    for _ in range(37):
        desk.add_event("note", ref=ref, note="x")
    desk.add_event("action" if action else "review", "2/2/2025", ref=ref)
