"""Where a ledger lies: on a disk of this computer, on a network share, or in a folder that is kept in step elsewhere.

SQLite relies on locks, which network file systems often only pretend to give; and whatever keeps a folder in step with
other computers copies a file while it is being written. Both work for months, and then lose what somebody recorded.
"""

import os
import re
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from permtrack.domain.records import record
from permtrack.errors import RequestRefused

MOUNTS = ("/proc/self/mounts", "/proc/mounts")
REMOTE_DRIVE = 4
NETWORK_TYPES = frozenset(
    [
        *("nfs", "nfs4", "cifs", "smb", "smbfs", "smb2", "smb3", "9p", "afs", "auristorfs", "ncp", "ncpfs", "coda"),
        *("ceph", "lustre", "gfs2", "ocfs2", "glusterfs", "beegfs", "gpfs", "davfs", "davfs2", "virtiofs", "drvfs"),
        *("vboxsf", "vmhgfs", "prl_fs"),
    ]
)
# What else is mounted through FUSE speaks to another computer more often than not.
LOCAL_FUSE = frozenset(
    [
        *("fuse-overlayfs", "overlay", "ntfs", "ntfs-3g", "exfat", "exfat-fuse", "ext2", "fuse2fs", "lxcfs", "portal"),
        *("gocryptfs", "encfs", "cryfs", "securefs", "veracrypt", "mergerfs", "bindfs", "unionfs", "zfs-fuse"),
        *("squashfuse", "archivemount", "snapfuse"),
    ]
)
SYNCED = (
    ("onedrive", r"onedrive(?:[ -].*)?", "OneDrive"),
    ("sharepoint", r"sharepoint(?:[ -].*)?", "SharePoint"),
    ("dropbox", r"(?:.+ )?dropbox(?: \(.*\))?", "Dropbox"),
    ("google", r"google ?drive(?:[ -].*)?", "Google Drive"),
    ("drive", r"my drive|shared drives", "Google Drive"),
    ("icloud", r"icloud ?drive", "iCloud"),
    ("mobile documents", "mobile documents", "iCloud"),
    ("com~apple~clouddocs", "com~apple~clouddocs", "iCloud"),
    ("box sync", "box sync", "Box"),
    ("nextcloud", "nextcloud", "Nextcloud"),
    ("owncloud", "owncloud", "ownCloud"),
)
"""A word that most paths do not have, the whole name of the folder, and whose it is."""


class Place(StrEnum):
    """The two kinds of place that a ledger is better not kept in. The words are recorded in ledgers."""

    NETWORK_SHARE = "network-share"
    SYNCED_FOLDER = "synced-folder"


@record
class Whereabouts:
    """A place that other computers can write to, and by what it was recognised: `cifs`, `OneDrive`."""

    place: Place
    known_by: str

    @property
    def words(self) -> str:
        """Where that is, to follow `the ledger lies`."""
        if self.place is Place.NETWORK_SHARE:
            return f"on a network share ({self.known_by})"
        return f"in a folder that {self.known_by} copies to other computers"

    @property
    def danger(self) -> str:
        """What may happen there."""
        if self.place is Place.NETWORK_SHARE:
            return "locks often fail there, so that two people recording at once can damage it"
        return "the file can be copied half-written, or brought back as it was before somebody recorded"


def whereabouts(path: Path) -> Whereabouts | None:
    """Where other computers may reach the file that is, or will be, at a path; None where it is this computer's own."""
    as_typed, resolved = os.path.abspath(path), os.path.realpath(path)  # noqa: PTH100 (nothing may be asked of the disk)
    mounts = _mounts()  # after the path was followed, which mounts what is mounted on demand
    found = (recognised(one, mounts=mounts) for one in dict.fromkeys((resolved, as_typed)))
    return next((one for one in found if one), None)


def recognised(
    absolute: str,
    *,
    mounts: str = "",
    windows: bool = os.name == "nt",
    drive_type: "Callable[[str], int] | None" = None,
    is_folder: Callable[[str], bool] = os.path.isdir,
) -> Whereabouts | None:
    """Where a file of this absolute path lies, given the text of the table of mounts."""
    on = _windows_share(absolute, drive_type or _drive_type) if windows else _mounted_from(absolute, mounts)
    if on:
        return Whereabouts(place=Place.NETWORK_SHARE, known_by=on)
    by = _synced_by(absolute, "\\" if windows else "/", is_folder)
    return Whereabouts(place=Place.SYNCED_FOLDER, known_by=by) if by else None


def refuse_shared(found: Whereabouts, *, allowed: bool) -> None:
    """Refuse to put a ledger where other computers can write to it, unless that was allowed.

    Raises RequestRefused with the reason.
    """
    if not allowed:
        raise RequestRefused(
            f"the ledger would lie {found.words}: {found.danger}; nothing was written\n"
            "choose a folder of this computer's own disk, or allow it once with --allow-shared-folder"
        )


def _windows_share(absolute: str, drive_type: Callable[[str], int]) -> str | None:
    plain = absolute.replace("/", "\\")
    if plain[:8].upper() == "\\\\?\\UNC\\":
        return "a path that begins with \\\\"
    if plain.startswith(("\\\\?\\", "\\\\.\\")):
        plain = plain[4:]
    if plain.startswith("\\\\"):
        return "a path that begins with \\\\"
    drive = plain[:2]
    if re.fullmatch(r"[A-Za-z]:", drive) and drive_type(f"{drive}\\") == REMOTE_DRIVE:
        return f"drive {drive.upper()}"
    return None


def _drive_type(root: str) -> int:
    """What Windows says a drive is; 0, which is `unknown`, elsewhere or where it says nothing."""
    if sys.platform != "win32":
        return 0
    import ctypes  # noqa: PLC0415  (Windows only)

    try:
        return int(ctypes.windll.kernel32.GetDriveTypeW(ctypes.c_wchar_p(root)))
    except (AttributeError, OSError):
        return 0


def _mounts() -> str:
    """The table of what is mounted where; empty on systems that have none."""
    if os.name != "nt":
        for name in MOUNTS:
            try:
                return os.fsdecode(Path(name).read_bytes())
            except OSError:
                continue
    return ""


def _mounted_from(absolute: str, mounts: str) -> str | None:
    """The type of the network file system that holds a path, if it is one."""
    path = "/" + absolute.lstrip("/")
    best, found = "", None
    for line in mounts.split("\n"):
        fields = line.split(" ", 3)
        if len(fields) < 3:
            continue
        point = _unescaped(fields[1])
        # Of two on one point, the later hides the earlier.
        if len(point) >= len(best) and (path == point or path.startswith(point.rstrip("/") + "/")):
            kind = _unescaped(fields[2])
            best, found = point, kind if _is_network(kind, _unescaped(fields[0])) else None
    return found


def _is_network(kind: str, source: str) -> bool:
    if kind in NETWORK_TYPES:
        return True
    if kind == "fuse":
        return not source.startswith("/dev/")
    return kind.startswith("fuse.") and kind.removeprefix("fuse.") not in LOCAL_FUSE


def _unescaped(field: str) -> str:
    """A field of the table of mounts, in which blanks, line ends and backslashes stand as octal numbers."""
    if "\\" not in field:
        return field
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), field)


def _synced_by(absolute: str, separator: str, is_folder: Callable[[str], bool]) -> str | None:
    """What keeps a folder above the file in step with other computers, told by the folders' names."""
    above = absolute.replace("/", separator).split(separator)[:-1]
    for name in above:
        plain = name.casefold()
        for word, whole, service in SYNCED:
            if word in plain and re.fullmatch(whole, plain, re.DOTALL):
                return service
    # A SharePoint library comes to lie in a folder of the organisation's name, beside `OneDrive - NAME`.
    for place, name in enumerate(above):
        if name and is_folder(separator.join((*above[:place], f"OneDrive - {name}"))):
            return "SharePoint"
    return None
