"""The one error boundary: every failure becomes one or two lines on standard error and an exit code."""

import contextlib
import errno
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from permtrack.cli import output
from permtrack.errors import PermtrackError, RequestRefused, SystemRefused

# Typer keeps its own copy of click under a private name; its one public usage error leads to the whole family.
UsageFault: type[Exception] = typer.BadParameter.__mro__[2]
INTERRUPTED = 130
POSSIBLE = re.compile(r" \(Possible options?: (.+)\)$")
PACKAGE = str(Path(__file__).parents[1])


class ReaderGone(PermtrackError):
    """Whoever read our output closed the pipe: there is nothing left to say, and nothing went wrong."""

    exit_code = 0


@contextlib.contextmanager
def system_words() -> Iterator[None]:
    """Turn what the system refuses into our own words, before typer ends the process with 1 for a closed pipe."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGone from error
    except OSError as error:
        raise SystemRefused(_refusal(error)) from error


def answer(run: Callable[[], Any]) -> int:
    """The exit code of a run, everything printed; whatever failed has been said on standard error."""
    try:
        with system_words():
            result = run()
            output.flush()
    except typer.Abort:
        result = INTERRUPTED
    except UsageFault as fault:
        return _usage(fault)
    except PermtrackError as error:
        return _told(error)
    except Exception as error:  # noqa: BLE001  (the last wall: a defect must not show a traceback or what it held)
        return _defect(error)
    if result == INTERRUPTED:
        output.tell("permtrack: interrupted; nothing half-written")
    return result if isinstance(result, int) else 0


def _told(error: PermtrackError) -> int:
    output.let_go()
    if str(error):
        output.tell(f"permtrack: {error}")
    return error.exit_code


def _usage(fault: Any) -> int:
    words = POSSIBLE.sub(r"; did you mean \1?", fault.format_message().rstrip("."))
    command = fault.ctx.command_path if fault.ctx else "permtrack"
    output.tell(f"permtrack: {words[:1].lower()}{words[1:]}\nsee: {command} --help")
    return RequestRefused.exit_code


def _refusal(error: OSError) -> str:
    reason = error.strerror or "the system refused"
    if error.errno == errno.ENOSPC and error.filename is None:
        return f"the output could not be written: {reason}"
    return f"{os.fspath(error.filename)}: {reason}" if isinstance(error.filename, str) else reason


def _defect(error: Exception) -> int:
    """Only where it happened is told: an exception's own words may quote a note or a ref."""
    import hashlib  # noqa: PLC0415
    import traceback  # noqa: PLC0415  (no command should need either)

    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(PACKAGE)] or list(frames)
    place = f"{os.path.basename(ours[-1].filename)}:{ours[-1].lineno}" if ours else "start"  # noqa: PTH119
    mark = hashlib.sha256(f"{type(error).__name__} {place}".encode()).hexdigest()[:8]
    if os.environ.get("PERMTRACK_TRACEBACK"):
        sys.stderr.write("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__ + "\n")
    output.tell(
        f"permtrack: a defect in permtrack, {mark} at {place}; what was being done was not finished\n"
        "please report that mark and the name of the command; leave out refs and notes"
    )
    return PermtrackError.exit_code
