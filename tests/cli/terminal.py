"""A real terminal, as far as a program can tell: what it receives."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.cli.running import environment


def on_a_terminal(words: Sequence[str], columns: int, cwd: Path | None = None, **settings: str) -> tuple[int, bytes]:
    """The exit code of a command, and what a terminal of so many columns receives from it."""
    import fcntl  # noqa: PLC0415
    import pty  # noqa: PLC0415
    import struct  # noqa: PLC0415
    import termios  # noqa: PLC0415  (not on Windows)

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    told = environment(**{"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"} | settings)
    running = subprocess.Popen(
        [sys.executable, "-m", "permtrack", *words], env=told, cwd=cwd, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    received = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        received += part
    os.close(ours)
    return running.wait(), received
