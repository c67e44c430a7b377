"""The progress bar: nothing for the first second, nothing at all where nobody watches, and nothing left behind."""

import os
import pty
import subprocess
import sys

from tests.cli.running import environment

WORK = """
import time
from permtrack.cli import progress
progress.PATIENCE_SECONDS = float({patience})
with progress.progress("Importing") as moved:
    for done in range(1, 5):
        time.sleep(0.12)
        moved(done, 4)
"""


def on_a_terminal(patience: float) -> str:
    """What the work writes to a terminal as its standard error."""
    master, slave = pty.openpty()
    work = [sys.executable, "-c", WORK.format(patience=patience)]
    subprocess.run(work, stderr=slave, env=environment(), check=True, timeout=30)
    os.close(slave)
    os.set_blocking(master, False)
    try:
        return os.read(master, 10_000).decode()
    except (BlockingIOError, OSError):
        return ""
    finally:
        os.close(master)


def test_a_long_work_shows_how_far_it_is_and_wipes_it_away():
    shown = on_a_terminal(patience=0.1)
    assert "\rImporting [##########..........] 2 of 4" in shown
    assert shown.endswith("\r" + " " * len("Importing [####################] 4 of 4") + "\r")


def test_a_short_work_shows_nothing():
    assert on_a_terminal(patience=60) == ""


def test_a_pipe_gets_nothing():
    work = [sys.executable, "-c", WORK.format(patience=0)]
    assert subprocess.run(work, capture_output=True, env=environment(), check=True, timeout=30).stderr == b""
