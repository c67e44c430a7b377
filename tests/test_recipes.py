"""The nightly recipes of the README: well formed, and their commands run with nothing around them."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from permtrack.ledger.trust import verify
from tests.ledger.given import ten_events
from tests.recipes import directive, moved, prepare, recipe

SERVICES = ("permtrack-check.service", "permtrack-backup.service")
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
SOMETHING_NEW = 20
LONGEST_TASK = 261
"""Characters that schtasks takes after /TR."""
posix = pytest.mark.skipif(os.name == "nt", reason="cron and systemd are not there")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with all that the recipes name, a ledger of ten events in it."""
    ledger = prepare(tmp_path)
    ten_events(ledger.parent, ledger.name)
    return tmp_path


def cron_lines() -> list[tuple[list[str], str, str]]:
    """The five fields, the account and the command of each line of the recipe."""
    lines = [line for line in recipe("cron").splitlines() if line and not line.startswith("#")]
    split = [line.split(maxsplit=6) for line in lines]
    return [(fields[:5], fields[5], fields[6]) for fields in split]


def run_bare(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run as a job is run: no environment, no home, no terminal, standard input closed, a folder of no meaning."""
    line = 'exec "$@" <&-'
    return subprocess.run(
        ["/usr/bin/env", "-i", "/bin/sh", "-c", line, "job", *command],
        cwd="/", env={}, capture_output=True, text=True, check=False, start_new_session=True, timeout=60,
    )  # fmt: skip


def must_have_backed_up(folder: Path, copies: int) -> None:
    heads = (folder / "srv/permtrack-heads/heads.txt").read_text().splitlines()
    made = sorted((folder / "srv/permtrack-backups").iterdir())
    assert (len(heads), len(made)) == (copies, copies)
    head = verify(folder / "srv/permtrack/permtrack.db").head
    assert all(line.endswith(f" {head.number}:{head.hash}") for line in heads)
    assert all(verify(copy).head == head for copy in made)


def test_the_lines_of_cron_are_lines_of_cron() -> None:
    lines = cron_lines()
    assert len(lines) == 2
    for fields, account, command in lines:
        for field, (least, most) in zip(fields, RANGES, strict=True):
            assert field == "*" or (field.isdigit() and least <= int(field) <= most), field
        assert re.fullmatch("[a-z][a-z0-9-]*", account)
        assert command.startswith("/opt/permtrack/bin/permtrack --ledger /srv/")
        assert "%" not in command, "cron makes a line end of it"


@posix
def test_the_commands_of_cron_run_with_nothing_around_them(place: Path) -> None:
    for night in (1, 2):
        look, copy = (run_bare(["/bin/sh", "-c", moved(command, place)], place) for _, _, command in cron_lines())
        assert look.returncode in {0, SOMETHING_NEW}, look.stderr
        assert look.stderr == ""
        assert (copy.returncode, copy.stdout, copy.stderr) == (0, "", ""), "cron would mail it"
        must_have_backed_up(place, night)


@posix
def test_a_night_that_fails_is_not_silent(place: Path) -> None:
    (place / "srv/permtrack/permtrack.db").write_bytes(b"ruined" * 1000)
    for _, _, command in cron_lines():
        ran = run_bare(["/bin/sh", "-c", moved(command, place)], place)
        assert (ran.returncode, ran.stdout) == (3, "")
        assert ran.stderr.startswith("permtrack: ")
        assert len(ran.stderr.splitlines()) <= 2


@posix
def test_the_commands_of_systemd_run_with_nothing_around_them(place: Path) -> None:
    look, copy = (directive(moved(recipe(name), place), "ExecStart") for name in SERVICES)
    for night in (1, 2):
        for command in (*look, *copy):
            words = shlex.split(command)
            assert Path(words[0]).is_absolute()
            ran = run_bare(words, place)
            assert ran.returncode in {0, SOMETHING_NEW}, ran.stderr
            assert ran.stderr == ""
        must_have_backed_up(place, night)


def test_the_units_belong_together_and_make_up_for_a_missed_night() -> None:
    timer, look, copy = (recipe(name) for name in ("permtrack-check.timer", *SERVICES))
    assert directive(timer, "OnCalendar") == ["*-*-* 06:15:00 Europe/London"]
    assert directive(timer, "Persistent") == ["true"]
    assert directive(timer, "WantedBy") == ["timers.target"]
    assert directive(look, "Wants") == directive(look, "After") == ["permtrack-backup.service"]
    assert directive(look, "SuccessExitStatus") == [str(SOMETHING_NEW)]
    assert directive(copy, "SuccessExitStatus") == []
    for unit in (look, copy):
        assert directive(unit, "Type") == ["oneshot"]
        assert directive(unit, "UMask") == ["0077"]
        for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp"):
            assert directive(unit, name) == ["yes"]
        assert directive(unit, "ProtectSystem") == ["strict"]
        (command,) = directive(unit, "ExecStart")
        written = set(re.findall(r"/srv/[a-z-]+", command))
        assert written == set(directive(unit, "ReadWritePaths")[0].split())


def windows_words(line: str) -> list[str]:
    """The words of a command line as Windows programs split it: n backslashes before a quote count half."""
    words, word, quoted, place = [], "", False, 0
    started = False
    while place < len(line):
        slashes = len(line[place:]) - len(line[place:].lstrip("\\"))
        place += slashes
        before_quote = line[place : place + 1] == '"'
        word += "\\" * (slashes // 2 if before_quote else slashes)
        started = started or slashes > 0
        if before_quote and slashes % 2:
            word += '"'
            place += 1
        elif before_quote:
            quoted, started = not quoted, True
            place += 1
        elif line[place : place + 1].isspace() and not quoted:
            if started:
                words.append(word)
            word, started = "", False
            place += 1
        elif place < len(line) and not slashes:
            word, started = word + line[place], True
            place += 1
    return [*words, word] if started else words


@pytest.mark.parametrize(
    "words",
    [
        ["a b", 'say "x"', "c:\\d e\\", "\\\\srv\\x", ""],
        ['\\"', "a\\\\b c", "-x"],
        ["C:\\p f\\e.exe", "--to", "\\\\f\\h.txt"],
    ],
)
def test_windows_quoting_is_read_as_python_writes_it(words: list[str]) -> None:
    assert windows_words(subprocess.list2cmdline(words)) == words


def test_the_tasks_of_windows_are_tasks_with_whole_commands() -> None:
    lines = recipe("schtasks").replace("^\n", " ").splitlines()
    assert len(lines) == 2
    commands = []
    for line in lines:
        words = windows_words(line)
        assert words[:2] == ["schtasks", "/Create"]
        options = dict(zip(words[2::2], words[3::2], strict=True))
        assert list(options) == ["/TN", "/SC", "/ST", "/RU", "/RP", "/TR"]
        assert (options["/SC"], options["/RP"]) == ("DAILY", "*")
        assert re.fullmatch("[0-2][0-9]:[0-5][0-9]", options["/ST"])
        assert len(options["/TR"]) <= LONGEST_TASK
        commands.append(windows_words(options["/TR"]))
    program = r"C:\Program Files\permtrack\Scripts\permtrack.exe"
    ledger = ["--ledger", r"D:\permtrack\permtrack.db"]
    look, copy = commands
    assert look == [program, *ledger, "check", "--quiet"]
    assert copy == [
        *(program, *ledger, "backup", r"E:\permtrack-backups", "--keep", "30"),
        *("--anchor", r"\\files\heads\heads.txt"),
    ]
