"""Each system call on the ledger's files fails once: the ledger stays sound, and SAVED or NOT SAVED is the truth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from permtrack.ledger.trust import verify
from tests.torture_parts.outcome import Outcome, fresh_ledger, ids, needs, run, writing_command

QUICK = (("pwrite64", "error=ENOSPC"), ("fdatasync", "error=EIO"))
ALL = (
    ("pwrite64", "error=ENOSPC"), ("pwrite64", "error=EIO"), ("pwrite64", "signal=KILL"), ("fdatasync", "error=EIO"),
    ("fsync", "error=EIO"), ("unlink", "error=EIO"), ("unlink", "error=EACCES"), ("ftruncate", "error=EIO"),
    ("openat", "error=EACCES"), ("openat", "error=EMFILE"), ("openat", "error=EROFS"), ("pread64", "error=EIO"),
    ("fcntl", "error=ENOLCK"), ("newfstatat", "error=EIO"),
)  # fmt: skip
MOST_CALLS = 200


@dataclass(slots=True)
class Found:
    points: int = 0
    unsound: int = 0
    unknown: int = 0
    wrong: list[str] = field(default_factory=list)


def system_faults(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """14 kinds of failure at every call; then a permtrack that does not look again, which must be caught lying."""
    needs("strace")
    found = Found()
    for fault in QUICK if quick else ALL:
        _sweep(folder, fault, "", found, every=3 if quick else 1)
    yield Outcome(
        found.points > 10 and not found.wrong and not found.unsound,
        f"{found.points} failed calls: {found.unsound} unsound ledgers, {len(found.wrong)} wrong answers, {found.unknown} not known"
        + "".join(f"\n       {wrong}" for wrong in found.wrong[:10]),
    )
    lying = Found()
    _sweep(folder, ("fdatasync", "error=EIO"), "no-second-look", lying, every=1)
    yield Outcome(
        len(lying.wrong) > 0, f"bites: not looking again answers wrongly {len(lying.wrong)} of {lying.points} times"
    )


def _sweep(folder: Path, fault: tuple[str, str], broken: str, found: Found, *, every: int) -> None:
    """Let the first, the second, the third .. of these calls fail, until there is none left to fail."""
    for number in range(1, MOST_CALLS, every):
        place = folder / f"{len(list(folder.iterdir()))}"
        place.mkdir()
        path = fresh_ledger(place, 3)
        if not _inject(path, fault, number, broken, found):
            return


def _inject(path: Path, fault: tuple[str, str], number: int, broken: str, found: Found) -> bool:
    call, harm = fault
    log = path.parent / "strace"
    watched = [option for each in (path, f"{path}-journal", path.parent) for option in ("-P", str(each))]
    command = [needs("strace"), "-f", "-o", str(log), *watched, "-e", f"trace={call}"]
    done = run([*command, "-e", f"inject={call}:{harm}:when={number}", *writing_command(path, 1, broken=broken)])
    trace = log.read_text()
    if "INJECTED" not in trace and "killed by SIGKILL" not in trace:
        return False
    found.points += 1
    found.unsound += not verify(path).sound
    _judge(f"{call} {harm} #{number}", done.stdout + done.stderr, path, found)
    return True


def _judge(what: str, said: str, path: Path, found: Found) -> None:
    """Hold what the writer said against what the ledger holds."""
    tried = re.search(r"TRY (\w+)", said)
    there = tried is not None and tried[1] in ids(path)
    # At the beginning of its line: an id may hold any three letters.
    acknowledged = re.search(r"^ACK ", said, re.MULTILINE) is not None
    refused = re.search(r"REFUSED (\d) (.*)", said)
    told = refused[2] if refused else ""
    found.unknown += "NOT KNOWN" in told
    truthful = (
        there if acknowledged or told.startswith("SAVED") else "NOT KNOWN" in told or "killed" in what or not there
    )
    if "signal=KILL" in what:
        truthful = not acknowledged or there
    if not truthful or "Traceback" in said or (refused and refused[1] != "4"):
        found.wrong.append(f"{what}: {'there' if there else 'not there'}, but: {said.strip()[-200:]}")
