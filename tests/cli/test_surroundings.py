"""Every reading command wherever it may be run: pipes that close, disks that are full, consoles that know little."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import terminal
from tests.cli.hand_written import write_by_hand
from tests.cli.running import TODAY, environment, permtrack

COMMANDS = (
    ("due",),
    ("due", "--all", "--by", "team"),
    ("due", "--format", "csv"),
    ("why", "000123", "match.six-months"),
    ("children",),
    ("child", "000123"),
    ("timeline", "000123"),
    ("rules",),
    ("kinds",),
    ("export", "events", "--format", "json"),
)
SETTINGS = {
    "no colour on a dumb terminal": {"NO_COLOR": "1", "TERM": "dumb"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "ascii in the C locale": {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "LANG": "C"},
    "60 columns": {"COLUMNS": "60"},
    "40 columns, warnings as errors": {"COLUMNS": "40", "PYTHONWARNINGS": "error"},
}
STRANGE_SETTINGS = {
    "the C locale": {"LC_ALL": "C", "LANG": "C"},
    "no home": {"HOME": ""},
    "no columns": {"COLUMNS": "0"},
    "columns of letters": {"COLUMNS": "abc"},
    "a dumb terminal": {"TERM": "dumb"},
    "colour asked for by force": {"FORCE_COLOR": "1", "NO_COLOR": ""},
}
HOSTILE_NOTE = "Łukasz 東京 [b]x[/b] end"
named = pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
on_posix = pytest.mark.skipif(os.name == "nt", reason="POSIX devices")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-written ledger with a note in letters that old consoles do not know."""
    path = tmp_path_factory.mktemp("foreign") / "hand.db"
    write_by_hand(path, note=HOSTILE_NOTE)
    return path


def started(ledger: Path, command: tuple[str, ...], **settings: str) -> dict[str, object]:
    return {
        "args": [sys.executable, "-m", "permtrack", "--ledger", str(ledger), *command],
        "env": environment(PERMTRACK_TODAY=TODAY, **settings),
    }


@named
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_settings_never_break_a_command(command, settings, foreign):
    ran = permtrack("--ledger", str(foreign), *command, env=environment(PERMTRACK_TODAY=TODAY, **settings))
    assert ran.code == 0, ran.err
    assert "\x1b" not in ran.out + ran.err
    assert ran.out


@pytest.mark.parametrize("settings", STRANGE_SETTINGS.values(), ids=STRANGE_SETTINGS)
def test_strange_settings_do_not_break_a_table(settings, foreign):
    for command in (("due",), ("timeline", "000123")):
        test_settings_never_break_a_command(command, settings, foreign)


@named
def test_a_bare_environment_is_enough(command, foreign):
    ran = permtrack("--ledger", str(foreign), *command, env={"PYTHONPATH": environment()["PYTHONPATH"]})
    assert ran.code == 0, ran.err


@named
def test_on_a_pipe_there_is_no_box_no_colour_and_no_folding(command, ledger):
    ran = permtrack("--ledger", str(ledger), *command)
    assert ran.out.isascii()
    assert "\x1b" not in ran.out
    assert not [line for line in ran.out.splitlines() if line != line.rstrip()]


@named
@on_posix
def test_a_full_output_is_told_and_ends_with_4(command, ledger):
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(**started(ledger, command), stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ran.returncode == 4
    assert "No space left on device" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "Exception" not in ran.stderr


@named
@on_posix
def test_a_reader_that_closes_the_pipe_ends_the_command_quietly(command, ledger):
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(**started(ledger, command), stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert ran.returncode == 0
    assert [line for line in ran.stderr.splitlines() if "PERMTRACK_TODAY" not in line] == []


@on_posix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- 2>&-"])
def test_closed_streams(closed, ledger):
    begun = started(ledger, ("due",))
    line = f'exec "$0" -m permtrack --ledger "$1" due {closed}'
    ran = subprocess.run(
        ["/bin/sh", "-c", line, sys.executable, str(ledger)],
        env=begun["env"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == (4 if closed == ">&-" else 0), ran.stderr
    assert "Traceback" not in ran.stderr


def on_a_terminal(ledger: Path, command: tuple[str, ...], columns: int, **settings: str) -> bytes:
    """What a real terminal of so many columns receives."""
    code, received = terminal.on_a_terminal(
        ("--ledger", str(ledger), *command), columns, PERMTRACK_TODAY=TODAY, **settings
    )
    assert code == 0
    return received


@named
@on_posix
@pytest.mark.parametrize("columns", [40, 80])
def test_a_terminal_of_any_width_shows_refs_rules_and_dates_whole(command, columns, foreign):
    seen = on_a_terminal(foreign, command, columns).decode("utf-8")
    bare = re.sub(r"\x1b\[[0-9;]*m", "", seen)
    assert not [c for c in bare if ord(c) < 32 and c not in "\r\n"]
    if command[0] == "due" and "csv" not in command:
        assert "\u2026" not in bare
        for whole in ("000123", "match.six-months", "20 Sep 2025", "OVERDUE by 192 days"):
            assert whole in bare.replace("\r\n", " ")
        assert max(map(len, bare.split("\r\n"))) <= columns


@on_posix
def test_colour_is_on_a_terminal_only_and_can_be_refused(ledger):
    assert b"\x1b[1;31m" in on_a_terminal(ledger, ("due",), 80)
    assert "\u2500".encode() in on_a_terminal(ledger, ("due",), 80)
    assert b"\x1b[" not in on_a_terminal(ledger, ("due",), 80, NO_COLOR="1")
    dumb = on_a_terminal(ledger, ("due",), 80, TERM="dumb")
    assert b"\x1b" not in dumb
    assert "\u2500".encode() not in dumb


@on_posix
def test_an_old_console_gets_no_lines_it_cannot_draw(ledger):
    assert on_a_terminal(ledger, ("due",), 80, PYTHONIOENCODING="cp1252", NO_COLOR="1").isascii()


def test_averages_are_never_red(ledger):
    if os.name == "nt":
        pytest.skip("POSIX devices")
    seen = on_a_terminal(ledger, ("due",), 120).decode("utf-8")
    line = next(line for line in seen.split("\r\n") if "over the national average" in line)
    assert "\x1b[" not in line


@on_posix
def test_an_interrupt_says_that_nothing_is_half_written(ledger):
    import signal  # noqa: PLC0415
    import time  # noqa: PLC0415

    code = (
        "import permtrack.cli.kinds as k, signal, time, sys\n"
        # Whoever starts the tests in the background may have had interrupts ignored, and that is inherited.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "k.vocabulary = lambda: (print('ready', file=sys.stderr, flush=True), time.sleep(30))\n"
        "from permtrack.cli import app\napp(['kinds'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment(), stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        assert running.stderr.readline() == "ready\n"
        time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
    assert running.returncode == 130
    assert said == "permtrack: interrupted; nothing half-written\n"
