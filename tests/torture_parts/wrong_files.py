"""Every command on files that are no sound ledger, are not there, may not be written, or have odd names.

Each is refused in two lines with the exit code that the contract gives it, and no file is made or changed.
"""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from permtrack.cli.session import Place
from permtrack.ledger import connection as connections
from permtrack.ledger import files, store
from permtrack.ledger.outlook import SUFFIX
from tests.cli.running import Ran
from tests.cli.wrong_files import FILES, MAKE
from tests.ledger.given import raw
from tests.torture_parts.every_command import NEEDS_NO_LEDGER, Line, lines
from tests.torture_parts.furnished import LEDGER, Furnished, furnished
from tests.torture_parts.outcome import Outcome, needs_posix

NOBODY = 65534
ODD_NAMES = (
    "a b.db", "a?mode=memory#b %41.db", "é東京.db", "-x.db", "it's.db", 'say "x".db', "a;b&c|d.db", "$HOME.db", "line\nend.db",
    "%2e%2e.db", "a'--.db", ":memory:", "file:x.db", "\x1b[2J.db", "n" * 240 + ".db",
)  # fmt: skip
WRITE_NOTHING = frozenset({"verify", "import-903", "import-annex-a", "import-minutes"})
"""They find nothing new in their files here, or write only when they can, so that an account that only reads may run them."""
MORE_FILES = (
    ("text", b"Dear all,\n" * 900, 3, "not a permtrack ledger"),
    ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(5000), 3, "not a permtrack ledger"),
    ("the first bytes of a database", b"SQLite format 3\0" + bytes(84), 3, ""),
)


@dataclass(slots=True)
class Tried:
    """How many runs there were, and what was wrong with which."""

    place: Furnished
    runs: int = 0
    wrong: list[str] = field(default_factory=list)

    def expect(self, line: Line, path: Path, code: int, says: str = "") -> None:
        """Run a line on a file and note what is not as it must be."""
        before = _state(path)
        named = ("--ledger", f"./{path.relative_to(self.place.folder)}")
        try:
            ran = self.place.run(*line.words, *named)
        except AssertionError as error:
            ran = Ran(1, "", str(error)[:200])
        self.runs += 1
        # What verify finds is its answer, a line for each.
        told = (len(ran.err.splitlines()) <= 2 or line.name == "verify") and says in ran.err and ran.out == ""
        if ran.code != code or (code and not told) or (code and _state(path) != before):
            self.wrong.append(f"{path.name[:30]!a} {line.typed}: {ran.code} {ran.err.strip()[:150]!r}")

    def outcome(self, what: str) -> Outcome:
        """The line of the report."""
        more = "".join(f"\n       {wrong}" for wrong in self.wrong[:10])
        return Outcome(self.runs > 0 and not self.wrong, f"{self.runs} runs {what}: {len(self.wrong)} wrong{more}")


def wrong_files(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """Each command on each file; then under each name; then where nothing is, and where nothing may be written."""
    place = furnished(folder / "place")
    every = _one_of_each(place, quick=quick)
    yield _wrong(place, every, quick=quick).outcome("on wrong files, refused and left as they were")
    yield _odd(place, quick=quick).outcome("on ledgers of odd names, each kept in that very file")
    yield _missing(place, every).outcome("where there is no ledger, and none was made")
    if os.name == "posix":
        yield _read_only(folder, place, every)
    with _creating():
        caught = _missing(place, every[:3])
    yield Outcome(bool(caught.wrong), "bites: a permtrack that creates what it does not find is found out")


def _one_of_each(place: Furnished, *, quick: bool) -> tuple[Line, ...]:
    """One line a command that opens a ledger."""
    found = {line.name: line for line in reversed(lines(place.facts)) if line.name not in NEEDS_NO_LEDGER}
    return tuple(found.values())[:: 6 if quick else 1]


def _wrong(place: Furnished, every: tuple[Line, ...], *, quick: bool) -> Tried:
    tried = Tried(place)
    # What only `verify` can see is the tampering's part.
    for entry in [one for one in FILES if one["expect"]["exit"] and "command" not in one["expect"]]:
        _on(tried, every, lambda path, e=entry: MAKE[e["recipe"]["make"]](path, e["recipe"]),
            entry["expect"]["exit"], entry["expect"].get("error_says", ""))  # fmt: skip
    for _, content, code, says in MORE_FILES[: 1 if quick else None]:
        _on(tried, every, lambda path, c=content: _filled(path, c), code, says)
    _on(tried, every, _foreign, 3, "not a permtrack ledger")
    return tried


def _on(tried: Tried, every: tuple[Line, ...], make: object, code: int, says: str) -> None:
    spot = tried.place.folder / "wrong"
    spot.mkdir()
    path = spot / LEDGER
    shutil.copy2(tried.place.ledger, path)
    made: Path = make(path)  # type: ignore[operator]
    for line in every:
        tried.expect(line, made, code, says)
    shutil.rmtree(spot)


def _filled(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _foreign(path: Path) -> Path:
    """A database of somebody else's, with tables of the same names."""
    path.unlink()
    with raw(path) as connection:
        connection.execute("CREATE TABLE event (number, hash)")
    return path


def _odd(place: Furnished, *, quick: bool) -> Tried:
    tried = Tried(place)
    every = [line for line in _one_of_each(place, quick=False) if line.reads and line.to_file is None]
    for name in ODD_NAMES[: 3 if quick else None]:
        spot = place.folder / "odd"
        spot.mkdir()
        shutil.copy2(place.ledger, spot / name)
        before = (spot / name).read_bytes()
        for line in every[::4] if quick else every:
            ran = place.run(*line.words, "--ledger", str(spot / name))
            tried.runs += 1
            if ran.code or (spot / name).read_bytes() != before or "\x1b" in ran.err:
                tried.wrong.append(f"{name!a} {line.typed}: {ran.code} {ran.err[:100]!r}")
        place.run("add-event", "1188", "visit", "--ledger", str(spot / name))
        sheet = place.run("timeline", "1188", "--format", "json", "--ledger", str(spot / name))
        if {file.name for file in spot.iterdir()} - {f"{name}{SUFFIX}"} != {name} or '"visit"' not in sheet.out:
            tried.wrong.append(f"{name!a} did not take an event: {sorted(file.name for file in spot.iterdir())}")
        shutil.rmtree(spot)
    return tried


def _missing(place: Furnished, every: tuple[Line, ...]) -> Tried:
    tried = Tried(place)
    for name in ("nothing.db", "no/such/folder/nothing.db", f"{LEDGER}/below.db"):
        for line in every:
            path = place.folder / name
            tried.expect(line, path, 4, "there is no ledger at ")
            if path.exists():
                tried.wrong.append(f"{line.typed} made {name}")
                path.unlink()
    return tried


def _state(path: Path) -> object:
    """What is in a file and beside it."""
    try:
        content = path.read_bytes() if path.is_file() else b""
        return content, sorted(path.parent.iterdir()) if path.parent.is_dir() else []
    except NotADirectoryError:
        return None


def _read_only(folder: Path, place: Furnished, every: tuple[Line, ...]) -> Outcome:
    """Run by an account that may read the ledger and write nothing, not even beside it."""
    needs_posix()
    locked = place.copy(folder / "locked")
    before = _state(locked.ledger)
    for one in (*locked.folder.rglob("*"), locked.folder):
        one.chmod(0o755 if one.is_dir() else 0o444)
    reached = [up for up in locked.folder.parents if up.stat().st_uid == os.getuid() and up != Path("/")][:3]
    modes = {up: up.stat().st_mode & 0o7777 for up in reached}
    for up in reached:
        if modes[up] & 0o1000 == 0:
            up.chmod(0o755)
    wrong = []
    for line in every:
        wanted = 0 if (line.reads and line.to_file is None) or line.name in WRITE_NOTHING else 4
        found = _as_nobody(locked, line)
        if found != wanted:
            wrong.append(f"{line.typed}: {found}, not {wanted}")
    for up, mode in modes.items():
        up.chmod(mode)
    same = _state(locked.ledger) == before
    return Outcome(
        same and not wrong,
        f"{len(every)} commands of an account that may only read: {len(wrong)} wrong, the ledger {'as it was' if same else 'CHANGED'}"
        + "".join(f"\n       {one}" for one in wrong[:10]),
    )


def _as_nobody(place: Furnished, line: Line) -> int:
    """The exit code of a line run by an account that owns nothing here."""
    place.run(*line.words, "--help")  # loaded first: the account may not read Python itself
    child = os.fork()
    if child == 0:
        code = 99
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            code = place.run(*line.words).code
        except BaseException as error:  # noqa: BLE001  (never back into the code of the parent)
            sys.stderr.write(f"{line.typed}: {error}\n")
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@contextlib.contextmanager
def _creating() -> Iterator[None]:
    """A permtrack that opens a ledger as `sqlite3.connect` does: what is not there is made."""
    kept = (Place.must_exist, connections.ledger_uri, connections.located, store.located)
    Place.must_exist = lambda self: self.path  # type: ignore[method-assign]
    connections.ledger_uri = lambda absolute, mode: files.ledger_uri(absolute, "rwc")  # type: ignore[attr-defined]
    connections.located = store.located = lambda path: Path(os.path.realpath(path))  # type: ignore[attr-defined]
    try:
        yield
    finally:
        Place.must_exist, connections.ledger_uri, connections.located, store.located = kept  # type: ignore[method-assign, attr-defined]
