"""Every command watched: it speaks to no other machine, starts no program, and writes no file but where it was told."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.cli.letterbox import Letterbox, served
from tests.cli.running import environment
from tests.torture_parts.every_command import Line, lines
from tests.torture_parts.furnished import SETTINGS, Furnished, furnished
from tests.torture_parts.outcome import Outcome, needs, needs_posix
from tests.torture_parts.watched import ADDRESSES, CALLS_HOME, PROGRAMS

AT_ONCE = 2
TEMPORARY, SHEET = "temporary", "openpyxl."
OWN = ("'127.0.0.1'", "'localhost'", repr(socket.gethostname()))
"""This machine; its own name is what a sender of mail greets the server with."""
OUTSIDE = re.compile(r"sa_family=AF_INET6?[^}]*\}")
HERE = 'inet_addr("127.0.0.1")'


def no_network(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """Each command heard by Python itself, and by the system; then one that asks for its newest version."""
    place = furnished(folder / "place")
    every = lines(place.facts)[:: 12 if quick else 1]
    with served(Letterbox()) as server:
        mail = ("--smtp", server, "--mail-to", "t@example.org", "--mail-from", "p@example.org")
        posting = Line(name="check", words=("check", "--quiet", *mail), form="table", reads=False)
        every = (*every, posting)
        yield _heard(folder, place, every, "-", server)
        caught = _heard(folder, place, every[:2], CALLS_HOME, server)
        yield Outcome(not caught.passed, "bites: a permtrack that asks another machine for news is found out")
        needs_posix()
        strace = needs("strace")
        few = {line.name: line for line in reversed(every)}
        yield _seen_by_the_system(folder, place, [*few.values()][:: 8 if quick else 1], strace)


def _heard(folder: Path, place: Furnished, every: Sequence[Line], defect: str, server: str) -> Outcome:
    logs = [folder / f"{defect}{number}.log" for number in range(len(every))]

    def one(number: int) -> list[str]:
        line, log = every[number], logs[number]
        own = place.copy(log.with_suffix(".place"))
        command = [sys.executable, "-m", "tests.torture_parts.watched", str(log), defect, *line.words]
        ran = subprocess.run(
            command, cwd=own.folder, env=_settings(folder), capture_output=True, text=True, check=False, timeout=60,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        told = [json.loads(said) for said in log.read_text("utf-8").splitlines()] if log.exists() else []
        found = [f"{line.typed}: {said}" for said in told if _is_wrong(said, own.folder, folder / TEMPORARY)]
        return found if ran.returncode in {0, 20} else [*found, f"{line.typed}: {ran.returncode} {ran.stderr[:200]}"]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        wrong = [said for found in pool.map(one, range(len(every))) for said in found]
    spoke = sum(server.rpartition(":")[2] in log.read_text("utf-8") for log in logs if log.exists())
    wrong += [f"left behind: {left.name}" for left in (folder / TEMPORARY).iterdir()]
    listed = "".join(f"\n       {said}" for said in wrong[:10])
    return Outcome(
        not wrong and spoke == (1 if defect == "-" else spoke),
        f"{len(every)} commands heard, one of them sent mail: {len(wrong)} speak to another machine, start a program "
        f"or write elsewhere{listed}",
    )


def _settings(folder: Path) -> dict[str, str]:
    temporary = folder / TEMPORARY
    temporary.mkdir(exist_ok=True)
    return environment(**SETTINGS, PYTHONDONTWRITEBYTECODE="1", TMPDIR=str(temporary))


def _is_wrong(said: Sequence[str], folder: Path, temporary: Path) -> bool:
    """Whether what a command asked for is none of its business."""
    event, *told = said
    if event in PROGRAMS:
        return True
    if event in ADDRESSES:
        return not any(own in word for own in OWN for word in told)
    path = (folder / told[0]).resolve()
    # The maker of workbooks puts each sheet into a private temporary file first, and takes it away again.
    makes_a_sheet = path == temporary.resolve() or (path.parent == temporary.resolve() and path.name.startswith(SHEET))
    return not makes_a_sheet and path != Path("/dev/null") and folder.resolve() not in path.parents


def _seen_by_the_system(folder: Path, place: Furnished, every: Sequence[Line], strace: str) -> Outcome:
    wrong = []
    for number, line in enumerate(every):
        own = place.copy(folder / f"traced-{number}")
        log = folder / f"traced-{number}.log"
        subprocess.run(
            [strace, "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,bind", "-o", str(log),
             sys.executable, "-m", "permtrack", *line.words],
            cwd=own.folder, env=_settings(folder), capture_output=True, check=False, timeout=120, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        wrong += [f"{line.typed}: {call[:120]}" for call in log.read_text().splitlines() if _leaves(call)]
    listed = "".join(f"\n       {said}" for said in wrong[:10])
    return Outcome(
        not wrong, f"{len(every)} commands seen by the system: {len(wrong)} speak to another machine{listed}"
    )


def _leaves(call: str) -> bool:
    found = OUTSIDE.search(call)
    return found is not None and HERE not in found[0]
