"""Every command wherever it may be run: terminals, pipes that close, full disks, poor consoles, no environment at all."""

import itertools
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from permtrack.ledger.trust import verify
from tests.cli.running import ROOT, environment
from tests.cli.terminal import on_a_terminal
from tests.torture_parts.every_command import Line, lines
from tests.torture_parts.furnished import SETTINGS, Furnished, furnished
from tests.torture_parts.outcome import Outcome, needs_posix

AT_ONCE = 2
LONGEST = 60
PLAINLY = ("-m", "permtrack")
BEGIN = "from permtrack.__main__ import main; import permtrack.cli.output as output; "
DEFECTS = {
    "an ASCII console stops at a letter": f"{BEGIN}output.prepare = lambda: None; main()",
    "colour goes to a pipe": (
        f"{BEGIN}import rich.console as rich; plain = rich.Console; rich.Console = lambda **more: plain("
        "**{**more, 'color_system': 'standard', 'no_color': False, 'force_terminal': True}); main()"
    ),
}
PYTHON_SPEAKS = re.compile(r"Traceback|\w+(?:Error|Exception):")
COLOUR = re.compile(rb"\x1b\[(?:[0-9]+;)*(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])m")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run left: its exit code, and the bytes that went to where it was told to write, and to standard error."""

    code: int
    out: bytes
    err: bytes = b""


Run = Callable[[Line, Furnished], Seen]


def surroundings(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """Each command in each of eleven surroundings; then two permtracks that mind theirs."""
    needs_posix()
    place = furnished(folder / "place")
    tables, others = _chosen(place, quick=quick)
    plain = _all_at_once(place, _piped(), (*tables, *others))
    yield _judged("a pipe", [_wrong_on_a_pipe(line, seen, None) for line, seen in plain.items()])
    for name, run, expected, wrong in _everywhere():
        asked = (*tables, *(others if name in {"a full output", "a pipe that closes"} else ()))
        ran = _all_at_once(place, run, asked)
        yield _judged(name, [wrong(line, seen, expected(plain[line])) for line, seen in ran.items()])
    for says, program in DEFECTS.items():
        settings = {"PYTHONIOENCODING": "ascii"} if "ASCII" in says else {}
        ran = _all_at_once(place, _piped(program=("-c", program), **settings), [x for x in tables if x.name in SHOW])
        found = [said for line, seen in ran.items() if (said := _wrong_on_a_pipe(line, seen, plain[line].code))]
        yield Outcome(len(found) > 0, f"bites: {says} in {len(found)} of {len(ran)} commands")


SHOW = frozenset({"due", "timeline", "child"})


def _chosen(place: Furnished, *, quick: bool) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """A line of each command as a table, and one in each other format that it has."""
    found: dict[tuple[str, str, bool], Line] = {}
    for line in lines(place.facts):
        calendar = "calendar" in line.words
        found.setdefault((line.name, line.form, calendar), line)
    tables = [line for line in found.values() if line.form == "table" or line.name == "export"]
    others = [line for line in found.values() if line not in tables and line.to_file is None]
    few = [line for line in tables if line.name in {*SHOW, "add-event", "check", "verify"}]
    return (tuple(few), tuple(others[::12])) if quick else (tuple(tables), tuple(others))


def _all_at_once(place: Furnished, run: Run, asked: "tuple[Line, ...] | list[Line]") -> dict[Line, Seen]:
    """Run lines side by side; one that changes something gets a folder of its own, which must be sound afterwards."""
    numbers, lock = itertools.count(), threading.Lock()

    def one(line: Line) -> Seen:
        if line.reads:
            return run(line, place)
        with lock:
            number = next(numbers)
        copy = place.copy(place.folder.with_name(f"{place.folder.name}-{number}"))
        seen = run(line, copy)
        sound = verify(copy.ledger).sound and not list(copy.folder.glob("*-journal"))
        shutil.rmtree(copy.folder)
        return seen if sound else Seen(1, seen.out, b"Traceback: the ledger is no longer sound")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(asked, pool.map(one, asked), strict=True))


def _judged(name: str, found: "list[str]") -> Outcome:
    wrong = [one for one in found if one]
    more = "".join(f"\n       {one}" for one in wrong[:8])
    return Outcome(len(found) > 0 and not wrong, f"{len(found)} commands on {name}: {len(wrong)} wrong{more}")


def _everywhere() -> "Iterator[tuple[str, Run, Callable[[Seen], int], Callable[[Line, Seen, int], str]]]":
    """The surroundings: how to run there, the exit code as it follows from that on a pipe, and what to look at."""

    def same(plain: Seen) -> int:
        return plain.code

    pipes: Mapping[str, dict[str, str]] = {
        "a pipe without colour": {"NO_COLOR": "1"},
        "a pipe of cp1252": {"PYTHONIOENCODING": "cp1252"},
        "a pipe of ASCII, in the C locale": {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "LANG": "C"},
    }
    for name, settings in pipes.items():
        yield name, _piped(**settings), same, _wrong_on_a_pipe
    yield "a terminal", _terminal(80), same, _wrong
    yield "a terminal of 40 columns", _terminal(40), same, _wrong
    yield "a terminal without colour", _terminal(80, NO_COLOR="1"), same, _wrong_in_colour
    yield "a dumb terminal", _terminal(80, TERM="dumb"), same, _wrong_on_a_pipe
    yield "a closed standard input", _piped(stdin_closed=True), same, _wrong_on_a_pipe
    yield "no environment", _piped(bare=True), same, _wrong_on_a_pipe
    yield "a full output", _onto_a_full_disk, lambda plain: 4 if plain.out else plain.code, _wrong
    yield "a pipe that closes", _onto_nobody, lambda plain: 0 if plain.out else plain.code, _wrong


def _environment(**settings: str) -> dict[str, str]:
    return environment(**SETTINGS, **settings)


def _piped(
    *, program: tuple[str, ...] = PLAINLY, stdin_closed: bool = False, bare: bool = False, **settings: str
) -> Run:
    def run(line: Line, place: Furnished) -> Seen:
        command = [sys.executable, *program, *line.words]
        shell = ["/bin/sh", "-c", 'exec "$@" <&-', "sh"] if stdin_closed else []
        told = {"PYTHONPATH": str(ROOT), **SETTINGS} if bare else _environment(**settings)
        ran = subprocess.run(
            [*shell, *command], env=told, cwd=place.folder, capture_output=True, check=False, timeout=LONGEST,
            stdin=None if stdin_closed else subprocess.DEVNULL,
        )  # fmt: skip
        return Seen(ran.returncode, ran.stdout, ran.stderr)

    return run


def _terminal(columns: int, **settings: str) -> Run:
    def run(line: Line, place: Furnished) -> Seen:
        return Seen(*on_a_terminal(line.words, columns, place.folder, **SETTINGS, **settings))

    return run


def _onto_a_full_disk(line: Line, place: Furnished) -> Seen:
    with Path("/dev/full").open("w") as full:
        return _onto(full.fileno(), line, place)


def _onto_nobody(line: Line, place: Furnished) -> Seen:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return _onto(writing, line, place)
    finally:
        os.close(writing)


def _onto(descriptor: int, line: Line, place: Furnished) -> Seen:
    ran = subprocess.run(
        [sys.executable, *PLAINLY, *line.words], env=_environment(), cwd=place.folder, check=False, timeout=LONGEST,
        stdin=subprocess.DEVNULL, stdout=descriptor, stderr=subprocess.PIPE,
    )  # fmt: skip
    return Seen(ran.returncode, b"", ran.stderr)


def _wrong(line: Line, seen: Seen, code: int | None) -> str:
    """What is wrong with a run anywhere: a word of Python's own, or the wrong exit code."""
    said = (seen.out + seen.err).decode("utf-8", "replace")
    if found := PYTHON_SPEAKS.search(said):
        return f"{line.typed}: {said[found.start() :][:200]!r}"
    wanted = {code} if code is not None else {0, 20}
    return "" if seen.code in wanted else f"{line.typed}: {seen.code}, not {code}: {said[-200:]!r}"


def _wrong_on_a_pipe(line: Line, seen: Seen, code: int | None) -> str:
    return f"{line.typed}: an escape" if b"\x1b" in seen.out + seen.err else _wrong(line, seen, code)


def _wrong_in_colour(line: Line, seen: Seen, code: int | None) -> str:
    return f"{line.typed}: a colour" if COLOUR.search(seen.out) else _wrong(line, seen, code)
