"""Heads of the chain noted elsewhere: what alone shows that a ledger was rewritten, cut short or put back.

A file of them has one line a run: the instant, and the head's number and hash. It is only ever added to. Kept where
whoever may write the ledger may not write, it is evidence.
"""

import os
import re
import stat
from datetime import UTC, datetime
from pathlib import Path

from permtrack.errors import RequestRefused, SystemRefused
from permtrack.ledger.files import PRIVATE, sync, system_refused
from permtrack.ledger.store import Head

HEAD = re.compile(r"([0-9]{1,12}):([0-9a-f]{16,64})")


def noted_heads(against: str) -> tuple[Head, ...]:
    """The heads that a text or the file it names holds, one a line. Raises RequestRefused where it holds none."""
    text = against.strip()
    if not HEAD.fullmatch(text.lower()):
        if re.match(r"[0-9]+:", text):
            raise RequestRefused(f"{text[:80]!a} is not a head; a head looks like 123:0123456789abcdef")
        text = _text(Path(against))
    found = _heads(text)
    if not found:
        raise RequestRefused(f"{against!a} holds no head; a head looks like 123:0123456789abcdef")
    return found


def heads_noted_in(path: Path) -> tuple[Head, ...]:
    """The heads that a file of them holds already; none where it is still to be made.

    Raises RequestRefused where the file holds something else, to which no head should be added.
    """
    if not os.path.lexists(path):
        return ()
    if not stat.S_ISREG(path.stat().st_mode):
        raise RequestRefused(f"{path} is not an ordinary file, so no head can be noted in it; name another")
    text = _text(path)
    found = _heads(text)
    if text.strip() and not found:
        raise RequestRefused(f"{path} holds something other than heads; nothing was added to it; name another file")
    return found


def note_head(path: Path, head: Head, at: datetime) -> None:
    """Add a head to the end of a file, made private if it is new, and have it written to the disk itself."""
    new = not os.path.lexists(path)
    line = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {head.number}:{head.hash}\n".encode("ascii")
    try:
        _append(path, line)
        if new:
            sync(path.absolute().parent)
    except OSError as error:
        raise system_refused(path, error) from error


def _append(path: Path, line: bytes) -> None:
    opened = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0), PRIVATE)
    try:
        size = os.fstat(opened).st_size
        if size and os.lseek(opened, -1, os.SEEK_END) >= 0 and os.read(opened, 1) != b"\n":
            line = b"\n" + line  # the last run broke off in the middle of its line
        if os.write(opened, line) != len(line):
            raise SystemRefused(f"the head could not be noted whole in {path}; is the disk full?")
        os.fsync(opened)
    finally:
        os.close(opened)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise system_refused(path, error) from error


def _heads(text: str) -> tuple[Head, ...]:
    return tuple(Head(number=int(number), hash=hash_) for number, hash_ in HEAD.findall(text.lower()))
