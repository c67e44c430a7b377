"""The only printing. Answers go to standard output or a file; everything else goes to standard error."""

import contextlib
import io
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from permtrack.errors import RequestRefused, SystemRefused
from permtrack.render.screen import Screen
from permtrack.render.visible import visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

BYTE_ORDER_MARK = "\ufeff"
UNWRAPPED = 100_000


def prepare() -> None:
    """Make the streams unable to fail on a character: a console or a redirect may know only cp1252 or ASCII."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def tell(message: str) -> None:
    """Say something on standard error; a closed or full standard error is no reason to fail."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(visible(message, keep="\n") + "\n")
        sys.stderr.flush()


def write(text: str) -> None:
    """Put an answer on standard output. Its stored texts have been made visible by whoever rendered it."""
    if sys.stdout is None:
        raise SystemRefused("standard output is closed; use --to FILE")
    sys.stdout.write(text)


def write_exactly(text: str) -> None:
    """Put a file's text on standard output as it would stand in the file: UTF-8, its line ends as they are."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    write(text)


def flush() -> None:
    """Hand everything written to the system now, while a failure can still be told."""
    if sys.stdout is not None:
        sys.stdout.flush()


def let_go() -> None:
    """Forget output that cannot be delivered, so that Python does not fail on it once more when it ends."""
    try:
        flush()
    except OSError:
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)


def screen() -> Screen:
    """What standard output can show. A pipe gets plain lines, wrapped only where COLUMNS asks for it."""
    terminal = _is_terminal(sys.stdout) and os.environ.get("TERM") != "dumb"
    return Screen(
        width=_width(),
        lines=terminal and _encodes("\u2500"),
        colour=terminal and not os.environ.get("NO_COLOR"),
    )


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _encodes(character: str) -> bool:
    try:
        character.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _width() -> int | None:
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and int(asked) > 0:
        return min(int(asked), UNWRAPPED)
    if not _is_terminal(sys.stdout):
        return None
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except OSError:
        return 80


def draw(parts: "Iterable[RenderableType]", on: Screen) -> None:
    """Print what a renderer made. Straight to a terminal, so that rich can serve old Windows consoles."""
    if sys.stdout is not None and (on.lines or on.colour):
        console = _console(sys.stdout, on)
        for part in parts:
            console.print(part)
    else:
        write(drawn(parts, on))


def drawn(parts: "Iterable[RenderableType]", on: Screen) -> str:
    """What a renderer made, as plain text without trailing blanks."""
    page = io.StringIO()
    console = _console(page, Screen(width=on.width))
    for part in parts:
        console.print(part)
    return "".join(line.rstrip() + "\n" for line in page.getvalue().split("\n")[:-1])


def _console(page: TextIO, on: Screen) -> "Console":
    from rich.console import Console  # noqa: PLC0415  (35 ms that JSON and CSV do not pay)

    return Console(
        file=page,
        width=on.width or UNWRAPPED,
        color_system="auto" if on.colour else None,
        no_color=not on.colour,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=None if on.colour else False,
    )


def beginning(path: Path, characters: int = 2_000) -> str:
    """How a text file begins; nothing where there is none, or it cannot be read."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(characters)
    except OSError:
        return ""


def save(path: Path, content: str | bytes, *, force: bool, ledger: Path | None = None) -> None:
    """Write a file that only its owner may read, whole or not at all.

    An existing file is replaced only with `force`, and the ledger itself never.
    """
    import tempfile  # noqa: PLC0415  (10 ms that only a file pays)

    _refuse_to_replace(path, force=force, ledger=ledger)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def save_each(folder: Path, files: Mapping[str, str], *, force: bool, ledger: Path | None = None) -> None:
    """Write files into a folder, made where there is none; nothing is written where one of them may not be replaced."""
    if folder.exists() and not folder.is_dir():
        raise SystemRefused(f"{folder} is not a folder; nothing was written")
    if not folder.parent.is_dir():
        raise SystemRefused(f"there is no folder {folder.parent}; nothing was written")
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in files:
        _refuse_to_replace(folder / name, force=force, ledger=ledger)
    for name, text in files.items():
        save(folder / name, text, force=force, ledger=ledger)


def _refuse_to_replace(path: Path, *, force: bool, ledger: Path | None) -> None:
    if not path.parent.is_dir():
        raise SystemRefused(f"there is no folder {path.parent}; nothing was written")
    if ledger is not None and ledger.exists() and path.exists() and path.samefile(ledger):
        raise RequestRefused(f"{path} is the ledger; choose another file")
    if path.exists() and not path.is_file():
        raise SystemRefused(f"{path} is not a file; nothing was written")
    if path.exists() and not force:
        raise SystemRefused(f"{path} exists; --force replaces it. Nothing was written")
