"""Files as the ledger needs them: private from the first byte, whole or not there at all, and opened by exact name."""

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from permtrack.errors import LedgerUnsound, RequestRefused, SystemRefused

JOURNAL = "-journal"
SHELL_WOULD_SPLIT = re.compile(r"[^\w./+:@%,=-]")
PRIVATE = 0o600
EVERYONE_ELSE = 0o007
"""The rights of whoever is neither the owner nor in the file's group: a team may share a ledger through its group."""


class NoLedger(SystemRefused):
    """There is no file where the ledger should be. The caller knows, and should add, which setting named the path."""


def ledger_uri(absolute: str, mode: str) -> str:
    """The SQLite URI of a file: mode `ro` or `rw`, never one that creates.

    `Path.as_uri` will not do: of a network share it makes an authority, which SQLite refuses. An unquoted `?` in a name
    would open a database in memory, and every event would be lost.
    """
    plain = absolute.replace("\\", "/") if os.name == "nt" or absolute.startswith("\\\\") else absolute
    start = "//" if plain.startswith("//") else "" if plain.startswith("/") else "/"
    # Bytes, because a file name need not be text on POSIX.
    return f"file:{start}{quote(os.fsencode(plain), safe='/:')}?mode={mode}"


def located(path: Path) -> Path:
    """The absolute path of the ledger, links resolved; refuses what cannot be one without opening it.

    Opening a file and closing it again would let go of the locks that this process holds on it elsewhere.
    """
    found = _looked_up(path)
    if stat.S_ISDIR(found.st_mode):
        raise SystemRefused(f"{path} is a folder, not a ledger; name the ledger's file")
    if not stat.S_ISREG(found.st_mode):
        raise SystemRefused(f"{path} is not an ordinary file, so it cannot be a ledger")
    if found.st_size == 0:
        raise LedgerUnsound(f"{path} is not a permtrack ledger: it is empty")
    return Path(os.path.realpath(path))


def _looked_up(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoLedger(f"there is no ledger at {path}; create one with: permtrack init") from error
    except OSError as error:
        raise system_refused(path, error) from error


def system_refused(path: Path, error: OSError) -> SystemRefused:
    """What the system refused, in its own words."""
    if error.errno == errno.ENOSPC:
        return SystemRefused(f"the disk that holds {path} is full")
    return SystemRefused(f"{path}: {(error.strerror or 'the system refused').lower()}")


def readable_by_others(path: Path) -> bool:
    """Whether every account of the computer has rights to the file. Windows keeps such rights elsewhere."""
    return os.name != "nt" and bool(_looked_up(path).st_mode & EVERYONE_ELSE)


def told_of_others(path: Path) -> tuple[str, ...]:
    """The warning about a file that every account has rights to; nothing where only the owner and a group have."""
    if not readable_by_others(path):
        return ()
    return (f"warning: other people on this computer can read {path}; run: {closing_to_others(path)}",)


def closing_to_others(path: Path) -> str:
    """The command that takes a file's rights from every account but the owner's and the group's."""
    quoted = "'" + str(path).replace("'", "'\\''") + "'" if SHELL_WOULD_SPLIT.search(str(path)) else path
    return f"chmod o-rwx {quoted}"


def create_private(path: Path) -> None:
    """Make an empty file that only its owner can read and write; it must not exist yet."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE))


@contextlib.contextmanager
def prepared(path: Path, tag: str) -> Iterator[Path]:
    """A private new file beside `path` to be filled and then published; gone if it never is."""
    temporary = path.absolute().with_name(f".{path.name}.{tag}.new")
    try:
        create_private(temporary)
        yield temporary
    except OSError as error:
        raise system_refused(path, error) from error
    finally:
        for leftover in (temporary, journal_of(temporary)):
            with contextlib.suppress(OSError):
                leftover.unlink()


def journal_of(path: Path) -> Path:
    """Where SQLite keeps the rollback journal of a file."""
    return path.with_name(path.name + JOURNAL)


def refuse_existing(path: Path) -> None:
    """Refuse a path that is taken, be it by a file, a folder, a dangling link or a journal left alone."""
    if os.path.lexists(path):
        raise RequestRefused(f"{path} exists already; nothing was changed")
    if os.path.lexists(journal_of(path)):
        # SQLite would roll this journal back into whatever comes to lie beside it.
        raise RequestRefused(f"{journal_of(path)} is left from an earlier ledger; move it away first")


def publish(temporary: Path, path: Path, *, replace: bool = False) -> None:
    """Give a finished file its name in one step, and make name and content outlast a power cut."""
    sync(temporary)
    if replace:
        temporary.replace(path)
    else:
        refuse_existing(path)
        _name_once(temporary, path)
    sync(path.parent)


def _name_once(temporary: Path, path: Path) -> None:
    if os.name == "nt":
        temporary.rename(path)  # which refuses an existing name there
        return
    try:
        os.link(temporary, path)
    except FileExistsError as error:
        raise RequestRefused(f"{path} exists already; nothing was changed") from error
    except OSError:
        # A file system without links: the name was free a moment ago, and nothing better can be asked of it.
        temporary.rename(path)


def sync(path: Path) -> None:
    """Have a file's or folder's content written to the disk itself."""
    if os.name == "nt" and path.is_dir():
        return
    opened = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
