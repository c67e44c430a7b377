"""`python -m permtrack`: the way to run permtrack where a console script may not be installed."""

import contextlib
import gc
import os
import sys


def main() -> None:
    """Run the command line, to the end of the process."""
    # A command lives for a moment and makes no cycles worth collecting; looking for them costs a tenth of its time.
    gc.set_threshold(2_000_000)
    from permtrack.cli import app  # noqa: PLC0415  (the command line is loaded only when it runs)

    try:
        app()
    except SystemExit as end:
        _leave(end.code)


def _leave(code: str | int | None) -> None:
    """End the process at once: taking every record apart again takes as long as reading a hundred children.

    Everything has been written and closed by then; what the streams still hold is handed over first.
    """
    if not isinstance(code, int):
        sys.exit(code)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
