"""How far a long piece of work is: a bar on standard error, on a terminal only, and only after a second."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

PATIENCE_SECONDS = 1.0
SECONDS_BETWEEN = 0.1


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Something to be told how much is done, and of how much; the bar is gone when the work is."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    bar = _Bar(what)
    try:
        yield bar.moved
    finally:
        bar.wipe()


class _Bar:
    def __init__(self, what: str) -> None:
        self._what = what
        self._next = time.monotonic() + PATIENCE_SECONDS
        self._drawn = 0

    def moved(self, done: int, of: int) -> None:
        """Draw the bar where it is time to."""
        now = time.monotonic()
        if now < self._next or of <= 0:
            return
        self._next = now + SECONDS_BETWEEN
        tenths = 20 * done // of
        line = f"{self._what} [{'#' * tenths}{'.' * (20 - tenths)}] {done:,} of {of:,}"
        self._say("\r" + line)
        self._drawn = max(self._drawn, len(line))

    def wipe(self) -> None:
        """Leave nothing of the bar behind."""
        if self._drawn:
            self._say("\r" + " " * self._drawn + "\r")

    def _say(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()
