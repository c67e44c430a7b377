"""The front of the command line: help, versions, suggestions, shared options on either side of the command."""

import re
import subprocess
import sys

import pytest

from permtrack.cli.commands import BY_NAME
from permtrack.cli.front import command_first
from tests.cli.running import TODAY, environment, permtrack

READING = ("due", "why", "children", "child", "timeline", "export", "rules", "kinds")


def test_no_arguments_introduce_permtrack_in_25_lines_at_most():
    ran = permtrack()
    assert ran.code == 2
    assert ran.out == ""
    assert len(ran.err.splitlines()) <= 25
    examples = re.findall(r"^  permtrack ", ran.err, re.MULTILINE)
    assert len(examples) == 3
    assert "Next:" in ran.err


@pytest.mark.parametrize("asked", [["--help"], ["-h"], ["help"]])
def test_help_in_all_its_forms_lists_every_command(asked):
    ran = permtrack(*asked)
    assert ran.code == 0
    assert all(re.search(rf"^  {name}  ", ran.out, re.MULTILINE) for name in BY_NAME)


@pytest.mark.parametrize("asked", [["due", "--help"], ["due", "-h"], ["help", "due"], ["--ledger", "x", "help", "due"]])
def test_help_of_a_command_in_all_its_forms(asked):
    ran = permtrack(*asked)
    assert ran.code == 0
    assert ran.out.startswith("Example: permtrack due --within 14\n\nUsage: permtrack due ")


@pytest.mark.parametrize("name", READING)
def test_the_example_of_every_reading_command_works(name, ledger, tmp_path):
    example = permtrack(name, "--help").out.splitlines()[0]
    words = example.removeprefix("Example: permtrack ").split()
    assert words[0] == name
    ran = permtrack("--ledger", str(ledger), *words, cwd=tmp_path)
    assert ran.code == 0, ran.err


def test_help_of_all_commands_imports_none_of_them():
    code = "import sys\nfrom permtrack.cli import app\ntry:\n app(['--help'])\nexcept SystemExit:\n pass\nprint(sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    loaded = ran.stdout.splitlines()[-1]
    for name in ("rich.console", "sqlite3", "sqlite_utils", "openpyxl", "permtrack.cli.due", "permtrack.ledger"):
        assert f"'{name}'" not in loaded, name


def test_due_as_json_loads_neither_rich_nor_what_writes(ledger):
    code = "import sys\nfrom permtrack.cli import app\ntry:\n app(sys.argv[1:])\nexcept SystemExit:\n pass\nprint(sorted(sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-c", code, "due", "--format", "json", "--ledger", str(ledger)],
        env=environment(PERMTRACK_TODAY=TODAY),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = ran.stdout.splitlines()[-1]
    for name in ("rich", "rich.console", "sqlite_utils", "openpyxl", "zoneinfo"):
        assert f"'{name}'" not in loaded, name


def test_version_names_all_that_matters():
    ran = permtrack("--version")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert [line.rsplit(" ", 1)[0] for line in lines] == ["permtrack", "Python", "SQLite", "ledger schema"]
    assert lines[1] == "Python " + ".".join(str(part) for part in sys.version_info[:3])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["deu"], "'due'"),
        (["timelin", "1"], "'timeline'"),
        (["due", "--withn", "3"], "--within"),
        (["kinds", "reviw"], "'review'"),
    ],
)
def test_what_is_mistyped_is_answered_with_the_nearest(typed, meant):
    ran = permtrack(*typed)
    assert ran.code == 2
    assert ran.out == ""
    assert meant in ran.err
    assert ran.err.startswith("permtrack: ")
    assert len(ran.err.splitlines()) <= 2


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["due"], ["due"]),
        (["--ledger", "x", "due", "--all"], ["due", "--ledger", "x", "--all"]),
        (["--format=json", "--as-at", "1/2/2026", "due"], ["due", "--format=json", "--as-at", "1/2/2026"]),
        (["due", "--ledger", "x"], ["due", "--ledger", "x"]),
        (["--ledger", "x"], []),
        (["--ledger"], []),
        (["help", "due"], ["due", "--help"]),
        (["help"], ["--help"]),
        (["--version"], ["--version"]),
    ],
)
def test_shared_options_may_stand_before_the_command(typed, read):
    assert command_first(typed) == read


def test_shared_options_say_the_same_on_either_side(ledger):
    before = permtrack("--ledger", str(ledger), "--as-at", "1/2/2026", "--format", "json", "due")
    after = permtrack("due", "--ledger", str(ledger), "--as-at", "1/2/2026", "--format", "json")
    assert before.out == after.out
    assert '"as_at": "2026-02-01"' in after.out


def test_a_missing_ledger_is_named_with_the_setting_that_named_it(tmp_path):
    (tmp_path / "other.db").write_bytes(b"")
    option = permtrack("due", "--ledger", "x/permtrack.db", cwd=tmp_path)
    assert option.code == 4
    assert "(named by --ledger)" in option.err
    setting = permtrack("due", env=environment(PERMTRACK_LEDGER="/nonexistent/x.db"), cwd=tmp_path)
    assert setting.code == 4
    assert "/nonexistent/x.db (named by PERMTRACK_LEDGER)" in setting.err
    usual = permtrack("due", cwd=tmp_path)
    assert usual.code == 4
    assert "other.db" in usual.err
    assert "permtrack init" in usual.err
    assert [found.name for found in tmp_path.iterdir()] == ["other.db"]


@pytest.mark.parametrize("name", BY_NAME)
def test_every_command_begins_its_help_with_an_example(name):
    words = BY_NAME[name].function().__doc__
    assert re.search(rf"^\s*Example: permtrack {name}\b", words, re.MULTILINE)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["due", "--as-at", "31/2/2026"], "must be a real date"),
        (["due", "--as-at", "2/31/2026"], "there is no month 31"),
        (["due", "--known-at", "yesterday"], "--known-at 'yesterday' cannot be read"),
        (["due", "--known-at", "2026-02-30"], "--known-at '2026-02-30' cannot be read"),
        (["due", "--format", "xml"], "one of: table, json, csv"),
        (["due", "--rule", "review.frist"], "did you mean 'review.first'"),
        (["due", "--tier", "law"], "one of: act, regulation"),
        (["due", "--by", "colour"], "one of: team, worker, authority"),
        (["due", "--within", "-1"], "--within"),
        (["due", "--within", "soon"], "--within"),
        (["due", "1006"], "there is no child '1006', did you mean '1005'?"),
        (["child", "9999"], "there is no child '9999'"),
        (["why", "1005", "match.six-months"], "match.six-months does not apply to 1005; what does: plan.permanence"),
        (["why", "1005", "match.sixmonths"], "did you mean 'match.six-months'"),
        (["export", "things"], "one of: events, children, due"),
    ],
)
def test_a_wrong_request_is_refused_with_what_to_do(asked, said, ledger):
    ran = permtrack("--ledger", str(ledger), *asked)
    assert ran.code == 2
    assert ran.out == ""
    assert said in ran.err
    assert len(ran.err.splitlines()) <= 2


def test_today_by_setting_is_named_in_every_answer(ledger):
    table = permtrack("due", "--ledger", str(ledger))
    assert table.out.startswith("PERMTRACK_TODAY is set: today is taken to be 31 Mar 2026\n")
    machine = permtrack("due", "--format", "json", "--ledger", str(ledger))
    assert "PERMTRACK_TODAY" not in machine.out
    assert "PERMTRACK_TODAY is set: today is taken to be 31 Mar 2026" in machine.err


def test_a_setting_that_is_no_day_is_refused(ledger):
    ran = permtrack("due", "--ledger", str(ledger), env=environment(PERMTRACK_TODAY="31/03/2026"))
    assert ran.code == 2
    assert "PERMTRACK_TODAY" in ran.err
