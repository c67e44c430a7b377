"""A sender killed again and again at instants of chance, until it is let finish: no reminder lost, none under two ids.

`nights` kills at the two worst instants of the sending, night after night; here the kills fall anywhere, many to a night.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from permtrack.app.smtp import SmtpPost  # noqa: F401  (loaded once, before forking)
from tests.cli.letterbox import Letterbox, served
from tests.ledger.given import raw
from tests.torture_parts.furnished import Furnished, furnished
from tests.torture_parts.night_runner import MARK_BEFORE, put_in
from tests.torture_parts.outcome import ROOT, Outcome, chance_of, needs_posix, say

KILLS_A_RUN = 8
POLICY = """\
[mail]
from = "permtrack@example.org"
to = "all@example.org"
by = "worker"
[mail.addresses]
"""


def outbox(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """100 runs of eight kills each; then a sender that marks before it sends, which must lose something."""
    needs_posix()
    place = furnished(folder / "place")
    _route_to_each_worker(place)
    yield _judged(place, 4 if quick else 100, "-")
    bad = _runs(place, 40, MARK_BEFORE, until_lost=True)
    lost = sum(one["lost"] for one in bad)
    yield Outcome(lost > 0, f"bites: marked before it is sent, a reminder is lost in run {len(bad)}")


def _route_to_each_worker(place: Furnished) -> None:
    """A message for each worker, so that there is something between two messages to be killed in."""
    children = json.loads(place.run("children", "--format", "json").out)["children"]
    workers = sorted({child["worker"] for child in children if child["worker"]})
    addresses = "".join(f'"{worker}" = "{worker.lower()}@example.org"\n' for worker in workers)
    (place.folder / "mail.toml").write_text(POLICY + addresses, "utf-8")
    ran = place.run("policy", "apply", "mail.toml", "--from", "1/6/2026", "--reason", "routes")
    if ran.code:
        raise RuntimeError(ran.err)


def _judged(place: Furnished, count: int, defect: str) -> Outcome:
    found = _runs(place, count, defect)
    total = {name: sum(one[name] for one in found) for name in found[0]}
    passed = not total["lost"] and not total["strange"] and not total["again"] and not total["failed"]
    return Outcome(
        passed and total["repeated"] <= total["kills"] and total["killed"] > count,
        f"{count} runs, {total['killed']} kills, {total['messages']} messages: {total['lost']} lost, "
        f"{total['repeated']} came twice under their own Message-ID, {total['strange']} under another, "
        f"{total['again']} sent again by a further run, {total['failed']} last runs failed",
    )


def _runs(place: Furnished, count: int, defect: str, *, until_lost: bool = False) -> list[dict[str, int]]:
    """Have the runs made by a process of its own, which forks, and look into the letterbox after each."""
    letterbox = Letterbox()
    found: list[dict[str, int]] = []
    with served(letterbox) as server:
        command = [sys.executable, "-m", "tests.torture_parts.outbox", str(place.folder), server, str(count), defect]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, bufsize=1
        ) as running:
            assert running.stdin is not None
            assert running.stdout is not None
            for line in running.stdout:
                arrived = Counter(str(letter["Message-ID"]) for _, letter in letterbox.letters)
                letterbox.letters.clear()
                told = json.loads(line)
                found += [_counted(told, arrived)] if told["queued"] else []
                if until_lost and found and found[-1]["lost"]:
                    running.kill()
                    break
                with suppress(BrokenPipeError):
                    running.stdin.write("on\n")
    return found


def _counted(told: dict[str, object], arrived: Counter[str]) -> dict[str, int]:
    queued = set(told["queued"])  # type: ignore[call-overload]
    return {
        "kills": KILLS_A_RUN,
        "killed": int(str(told["killed"])),
        "messages": len(queued),
        "lost": len(queued - set(arrived)),
        "strange": len(set(arrived) - queued),
        "repeated": sum(times > 1 for times in arrived.values()),
        "again": int(bool(told["again"])),
        "failed": int(told["last"] not in {0, 20}),
    }


def _main() -> None:
    folder, server, count, defect = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
    put_in(defect)
    place, chosen = Furnished(folder, {}), chance_of(6)
    seconds = _long(place.copy(folder.with_name(f"measured{defect}")), server)
    say(json.dumps({"queued": [], "killed": 0, "last": 0, "again": False}))  # whatever measuring sent is not counted
    sys.stdin.readline()
    for number in range(count):
        one = place.copy(folder.with_name(f"{defect}{number}"))
        killed = sum(_killed(one, server, chosen.random() * seconds * 1.1) for _ in range(KILLS_A_RUN))
        last = _check(one, server)
        before = _attempts(one)
        _check(one, server)
        say(json.dumps({"queued": list(before), "killed": killed, "last": last, "again": _attempts(one) != before}))
        sys.stdin.readline()


def _long(place: Furnished, server: str) -> float:
    """How long a check takes that nobody kills."""
    began = time.monotonic()
    _check(place, server)
    return time.monotonic() - began


def _check(place: Furnished, server: str) -> int:
    _a_while_goes_by(place)
    return place.run("check", "--quiet", "--smtp", server).code


def _killed(place: Furnished, server: str, after: float) -> bool:
    """Fork a check and kill it; whether it was still running."""
    _a_while_goes_by(place)
    child = os.fork()
    if child == 0:
        try:
            place.run("check", "--quiet", "--smtp", server)
        finally:
            os._exit(0)  # never back into the code of the parent
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _a_while_goes_by(place: Furnished) -> None:
    """A claim whose sender died is let go of."""
    with raw(place.ledger) as connection:
        connection.execute("UPDATE outbox SET changed_at = '2026-01-01T00:00:00.000000Z' WHERE state = 'sending'")


def _attempts(place: Furnished) -> dict[str, int]:
    with raw(place.ledger) as connection:
        return dict(connection.execute("SELECT message_id, attempts FROM outbox").fetchall())


if __name__ == "__main__":
    _main()
