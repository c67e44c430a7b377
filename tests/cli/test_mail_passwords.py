"""The password of the mail account: kept in a real keyring by its own command, in a file, and missing in every way."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.letterbox import Letterbox, served
from tests.cli.running import ROOT, Ran, environment, permtrack

USER = "svc"
PASSWORD = "correct horse £9"  # noqa: S105
KEYRING_IN_A_FILE = "keyrings.alt.file.PlaintextKeyring"
pytestmark = pytest.mark.filterwarnings(
    "ignore:Requiring AUTH while not requiring TLS"
)  # this machine speaks to itself


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def server(letterbox: Letterbox) -> Iterator[str]:
    """One that takes letters from this account alone."""
    with served(letterbox, accounts={USER: PASSWORD}) as address:
        yield address


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A child in care since 1 October 2026, whose first review is due tomorrow, 29 October."""
    assert run(tmp_path, "init", "--tracking-from", "1/9/2026").code == 0
    care = ("--dob", "1/3/2012", "--entered-care", "1/10/2026", "--basis", "s20")
    assert run(tmp_path, "add-child", "A-1", *care).code == 0
    return tmp_path


def settings(folder: Path, keyring: str) -> dict[str, str]:
    return environment(
        PERMTRACK_TODAY="2026-10-28",
        PERMTRACK_LEDGER=str(folder / "p.db"),
        PYTHON_KEYRING_BACKEND=keyring,
        HOME=str(folder),
        XDG_DATA_HOME=str(folder / "data"),
        PYTHONIOENCODING="utf-8",
    )


def run(folder: Path, *words: str, keyring: str = KEYRING_IN_A_FILE, **more: str) -> Ran:
    return permtrack(*words, env={**settings(folder, keyring), **more}, cwd=folder)


def check(folder: Path, server: str, *words: str, keyring: str = KEYRING_IN_A_FILE, **more: str) -> Ran:
    mail = ("--smtp", server, "--smtp-user", USER, "--mail-to", "t@example.org", "--mail-from", "p@example.org")
    return run(folder, "check", "--quiet", *mail, *words, keyring=keyring, **more)


def keep(folder: Path, command: str, password: str) -> None:
    """What a person does at the keyring, in the words permtrack told them."""
    subprocess.run(
        [sys.executable, "-m", *shlex.split(command)], env=settings(folder, KEYRING_IN_A_FILE), cwd=folder,
        input=password, encoding="utf-8", check=True, capture_output=True,
    )  # fmt: skip


def must_be_told(refused: Ran, code: int, why: str, do: str) -> None:
    assert refused.code == code
    *_, first, second = refused.err.splitlines()
    assert first == f"permtrack: no password for {USER}: {why}"
    assert do in second
    assert "--smtp-key-file" in second
    assert PASSWORD not in refused.err


def test_a_password_kept_by_the_command_that_the_refusal_names_opens_the_server(
    folder: Path, server: str, letterbox: Letterbox
) -> None:
    refused = check(folder, server)
    must_be_told(refused, 2, "the keyring of this account holds none", "put it there: keyring set permtrack svc;")
    assert letterbox.letters == []
    keep(folder, refused.err.partition("put it there: ")[2].partition(";")[0], PASSWORD)
    sent = check(folder, server)
    assert "1 message sent" in sent.err
    assert len(letterbox.letters) == 1


def test_a_wrong_password_keeps_the_message_until_it_is_mended(folder: Path, server: str, letterbox: Letterbox) -> None:
    keep(folder, "keyring set permtrack svc", "forgotten")
    refused = check(folder, server)
    assert refused.code == 4
    assert "1 kept for the next run: the mail server did not accept the user and password (535)" in refused.err
    keep(folder, "keyring set permtrack svc", PASSWORD)
    check(folder, server)
    assert len(letterbox.letters) == 1


@pytest.mark.parametrize(
    ("keyring", "code", "why", "do"),
    [
        ("keyring.backends.fail.Keyring", 2, "this account has no keyring", "keep it in a file"),
        ("tests.cli.broken_keyrings.Locked", 4, "the keyring of this account is locked", "unlock"),
        ("tests.cli.broken_keyrings.Failing", 4, "the keyring of this account cannot be read", "mend it"),
        ("no.such.Keyring", 4, "the keyring of this account cannot be read", "mend it"),
    ],
)
def test_a_keyring_that_gives_nothing_is_told_with_what_to_do(
    keyring: str, code: int, why: str, do: str, folder: Path, server: str, letterbox: Letterbox
) -> None:
    must_be_told(check(folder, server, keyring=keyring), code, why, do)
    assert letterbox.letters == []


def test_without_the_part_that_reads_keyrings_the_refusal_names_it(folder: Path, server: str) -> None:
    bare = folder / "bare"
    bare.mkdir()
    (bare / "keyring.py").write_text("raise ModuleNotFoundError('keyring')\n")
    refused = check(folder, server, PYTHONPATH=f"{bare}{os.pathsep}{ROOT}")
    must_be_told(
        refused, 2, "nothing is installed here that reads the system's keyring", "pip install 'permtrack[mail]'"
    )
    assert refused.err.endswith("then: keyring set permtrack svc\n")


def test_a_file_comes_before_the_keyring(folder: Path, server: str, letterbox: Letterbox) -> None:
    keep(folder, "keyring set permtrack svc", "forgotten")
    (folder / "key").write_text(f"{PASSWORD}\nsomething else\n", "utf-8")
    (folder / "key").chmod(0o600)
    sent = check(folder, server, "--smtp-key-file", "key")
    assert "1 message sent" in sent.err
    assert "warning" not in sent.err
    assert len(letterbox.letters) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\n", "key begins with an empty line; the password stands in its first line"),
        ("caf\u00e9 \u00a39".encode("cp1252"), "key is not UTF-8 text; save it again as UTF-8"),
    ],
)
def test_a_file_that_holds_no_password_is_told(folder: Path, server: str, content: bytes, says: str) -> None:
    (folder / "key").write_bytes(content)
    (folder / "key").chmod(0o600)
    refused = check(folder, server, "--smtp-key-file", "key")
    assert (refused.code, refused.err.splitlines()[-1]) == (2, f"permtrack: {says}")


def test_a_server_that_asks_nobody_is_told_from_one_that_refuses(folder: Path, letterbox: Letterbox) -> None:
    keep(folder, "keyring set permtrack svc", PASSWORD)
    with served(letterbox) as open_to_all:
        refused = check(folder, open_to_all)
    assert refused.code == 4
    assert "the mail server takes no password; leave --smtp-user out if it needs none" in refused.err
