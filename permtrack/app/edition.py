"""Which permtrack this is: what answers follow from, apart from the ledger and the day."""

import os
from collections.abc import Iterator
from pathlib import Path

import permtrack

ROOMS = ("domain", "rules", "app", "ledger")
"""Their code and rules decide what is found and how it is kept."""


def edition() -> str:
    """A text that is another one as soon as the version, the code or a rule is: names, sizes and times of the files."""
    marks = edition_of(Path(permtrack.__file__).parent) or archive_marks(permtrack.__loader__)
    return "\n".join([permtrack.__version__, *marks])


def edition_of(root: Path) -> list[str]:
    """What tells the files in those rooms of a package apart from others."""
    return [mark for room in ROOMS for mark in sorted(_marks_below(os.fspath(root / room)))]


def archive_marks(loader: object) -> list[str]:
    """What tells the one file from which everything was loaded apart from others; nothing where there is none."""
    archive = getattr(loader, "archive", None)
    if archive is None:
        return []
    found = Path(archive).stat()
    return [f"{found.st_size} {found.st_mtime_ns}"]


def _marks_below(folder: str) -> Iterator[str]:
    """What tells the files below a folder apart from others; nothing inside an archive, which has its version."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.endswith((".py", ".toml")):
            found = entry.stat()
            yield f"{entry.name} {found.st_size} {found.st_mtime_ns}"
        elif "." not in entry.name and entry.name != "__pycache__":
            yield from _marks_below(entry.path)
