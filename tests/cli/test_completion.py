"""What a shell is offered while somebody types: as each shell asks for it, and through bash itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from permtrack.cli.completion import SCRIPTS
from tests.cli.running import TODAY, Ran, environment, permtrack

REFS = ["000123", "1005", "A789", "B1", "C/7"]


def asked(ledger: Path | str, line: str, shell: str = "bash", **settings: str) -> Ran:
    """What a shell does at the press of the key, the cursor behind the line."""
    told = {"PERMTRACK_TODAY": TODAY, "PERMTRACK_LEDGER": str(ledger), "_PERMTRACK_COMPLETE": f"complete_{shell}"}
    words = line.split(" ")
    by_shell = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
        "powershell": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1]},
    }[shell]
    return permtrack(env=environment(**told, **by_shell, **settings))


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("permtrack child ", REFS),
        ("permtrack child 1", ["1005"]),
        ("permtrack child zz", []),
        ("permtrack due B1 00", ["000123"]),
        ("permtrack why A", ["A789"]),
        ("permtrack add-event C", ["C/7"]),
        ("permtrack --as-at 1/2/2026 timeline 1", ["1005"]),
        ("permtrack timeline --as-at 1/2/2026 1", ["1005"]),
        ("permtrack add-child ", []),
        ("permtrack am", ["amend-child"]),
        ("permtrack help wh", ["why"]),
        ("permtrack po", ["policy"]),
        ("permtrack policy ", ["show", "apply", "history"]),
        ("permtrack policy h", ["history"]),
        ("permtrack due --wi", ["--within"]),
        ("permtrack --kn", ["--known-at"]),
        ("permtrack --ledger ", []),
    ],
)
def test_what_is_offered(ledger: Path, line: str, offered: list[str]) -> None:
    ran = asked(ledger, line)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.split() == offered


@pytest.mark.parametrize(
    ("shell", "says"),
    [
        ("bash", "1005\n"),
        ("zsh", """_arguments '*: :(("1005"))'\n"""),
        ("fish", "1005\n"),
        ("powershell", "1005::: \n"),
    ],
)
def test_every_shell_is_answered_in_its_own_words(ledger: Path, shell: str, says: str) -> None:
    ran = asked(ledger, "permtrack child 10", shell)
    assert (ran.code, ran.out, ran.err) == (0, says, "")


def test_the_ledger_of_the_line_is_the_one_that_is_read(ledger: Path, tmp_path: Path) -> None:
    assert asked(tmp_path / "none.db", f"permtrack child --ledger {ledger} 10").out == "1005\n"
    assert asked(tmp_path / "none.db", f"permtrack --ledger {ledger} child 10").out == "1005\n"


@pytest.mark.parametrize(
    "line",
    [
        "permtrack child ",
        "permtrack frobnicate ",
        "permtrack policy frobnicate ",
        'permtrack child "',
        "permtrack child --as-at ",
    ],
)
def test_what_fails_fails_in_silence_and_makes_nothing(tmp_path: Path, line: str) -> None:
    missing = asked(tmp_path / "none.db", line)
    (tmp_path / "torn.db").write_bytes(b"not a ledger")
    torn = asked(tmp_path / "torn.db", line)
    for ran in (missing, torn):
        assert (ran.code, ran.out.strip(), ran.err) == (0, "", "")
    assert [file.name for file in tmp_path.iterdir()] == ["torn.db"]


def test_a_ledger_is_only_read(ledger: Path) -> None:
    before = ledger.read_bytes(), ledger.stat().st_mtime_ns
    asked(ledger, "permtrack child ")
    assert (ledger.read_bytes(), ledger.stat().st_mtime_ns) == before


def test_an_answer_loads_neither_what_draws_nor_what_writes(ledger: Path) -> None:
    code = (
        "import atexit, sys; from permtrack.cli import app; "
        "atexit.register(lambda: print(*[m for m in ('rich', 'sqlite_utils', 'openpyxl') if m in sys.modules])); app()"
    )
    settings = {"COMP_WORDS": "permtrack child 10", "COMP_CWORD": "2", "_PERMTRACK_COMPLETE": "complete_bash"}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(PERMTRACK_LEDGER=str(ledger), **settings),
        capture_output=True,
        check=True,
    )
    assert ran.stdout.split() == [b"1005"]


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_lines_for_a_shell_are_printed_and_need_no_ledger(tmp_path: Path, shell: str) -> None:
    ran = permtrack("--ledger", "none.db", "completion", shell.upper(), cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert f"_PERMTRACK_COMPLETE=complete_{shell}" in ran.out.replace(" = '", "=")
    assert "PERMTRACK_TODAY" not in ran.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt" or not shutil.which("bash"), reason="needs bash")
def test_bash_completes_with_the_printed_lines(ledger: Path, tmp_path: Path) -> None:
    command = tmp_path / "permtrack"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m permtrack "$@"\n')
    command.chmod(0o755)
    typing = (
        'eval "$(permtrack completion bash)"; COMP_WORDS=(permtrack child 0); COMP_CWORD=2; '
        '_permtrack_complete permtrack; printf "%s\\n" "${COMPREPLY[@]}"; complete -p permtrack'
    )
    settings = environment(PERMTRACK_LEDGER=str(ledger))
    settings["PATH"] = f"{tmp_path}{os.pathsep}{settings['PATH']}"
    ran = subprocess.run(["bash", "--norc", "-c", typing], env=settings, capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == ["000123", "complete -o default -F _permtrack_complete permtrack"]
