"""Run a permtrack command and write down what it asks of the world: addresses, programs, and files that it writes.

`python -m tests.torture_parts.watched LOG DEFECT COMMAND ..`
"""

import json
import socket
import sys
from pathlib import Path

CALLS_HOME = "calls-home"
ADDRESSES = frozenset(
    {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"}
)
PROGRAMS = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.startfile", "webbrowser.open"}
)
WRITING = ("w", "a", "x", "+")


def watch(log: Path) -> None:
    """Note each such event of this process from now on, one JSON list a line."""
    noted = log.open("a", encoding="utf-8", buffering=1)

    def hear(event: str, told: tuple[object, ...]) -> None:
        if event in ADDRESSES or event in PROGRAMS:
            noted.write(json.dumps([event, *map(repr, told)]) + "\n")
        elif event == "open" and isinstance(told[1], str) and any(sign in told[1] for sign in WRITING):
            noted.write(json.dumps([event, str(told[0])]) + "\n")

    sys.addaudithook(hear)


def _call_home() -> None:
    """What no permtrack may do: ask some machine for something."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(b"is there a newer permtrack?", ("127.0.0.2", 9))


if __name__ == "__main__":
    from permtrack.__main__ import main

    watch(Path(sys.argv[1]))
    if sys.argv[2] == CALLS_HOME:
        _call_home()
    sys.argv = ["permtrack", *sys.argv[3:]]
    main()
