"""The password of a mail account: from a key file, the system's keyring, or a question at a terminal."""

import os
import stat
import sys
from getpass import getpass
from pathlib import Path

from permtrack.cli import output
from permtrack.cli.shared_options import quoted
from permtrack.domain.records import record
from permtrack.errors import PermtrackError, RequestRefused, SystemRefused

SERVICE = "permtrack"
"""Under which the keyring keeps it."""
A_FILE = "--smtp-key-file FILE"


@record
class Missing:
    """Why the keyring gave no password, and what to do about it."""

    why: str
    do: str
    failed: bool = False

    def refusal(self, user: str) -> PermtrackError:
        """What to raise where nobody can be asked."""
        refused = SystemRefused if self.failed else RequestRefused
        return refused(f"no password for {user}: {self.why}\n{self.do}")


def password_of(user: str, key_file: Path | None) -> str:
    """The password of an account at the mail server, never from the command line. Raises PermtrackError without one."""
    if key_file is not None:
        return _first_line(key_file)
    found = _from_keyring(user)
    if isinstance(found, str):
        return found
    if sys.stdin is None or not sys.stdin.isatty():
        raise found.refusal(user)
    if found.failed:
        output.tell(f"permtrack: {found.why}")
    return getpass(f"Password of {user} at the mail server: ")


def _first_line(path: Path) -> str:
    try:
        text = path.read_text("utf-8-sig").partition("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        raise RequestRefused(f"{path} is not UTF-8 text; save it again as UTF-8") from None
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        output.tell(f"permtrack: warning: other people on this computer can read {path}; run: chmod 600 {path}")
    if not text:
        raise RequestRefused(f"{path} begins with an empty line; the password stands in its first line")
    return text


def _from_keyring(user: str) -> str | Missing:
    put_it_there = f"keyring set {SERVICE} {quoted(user)}"
    try:
        import keyring  # noqa: PLC0415  (an extra: permtrack[mail])
    except ImportError:
        return Missing(
            why="nothing is installed here that reads the system's keyring",
            do=f"keep it in a file ({A_FILE}), or: pip install 'permtrack[mail]', then: {put_it_there}",
        )
    try:
        found: str | None = keyring.get_password(SERVICE, user)
    except keyring.errors.NoKeyringError:
        return Missing(why="this account has no keyring", do=f"keep it in a file that it alone can read: {A_FILE}")
    except keyring.errors.KeyringLocked:
        return _unread("is locked")
    except Exception:  # noqa: BLE001  (keyrings are other people's programs and raise whatever they like)
        return _unread("cannot be read")
    if found:
        return found
    return Missing(
        why="the keyring of this account holds none", do=f"put it there: {put_it_there}; or keep it in a file: {A_FILE}"
    )


def _unread(how: str) -> Missing:
    return Missing(
        why=f"the keyring of this account {how}",
        do=f"unlock or mend it, or keep the password in a file: {A_FILE}",
        failed=True,
    )
