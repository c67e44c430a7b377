"""What a process did to the files of a folder, as strace saw it: the input of the power-cut simulator."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.torture_parts.outcome import needs, run

TRACED = "openat,write,pwrite64,fsync,fdatasync,unlink,unlinkat,ftruncate,rename"
CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
DESCRIPTOR = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)(?:\(deleted\))?>")


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `create`, `write`, `truncate`, `sync`, `remove` of a file by name, or `say` with a line of output."""

    does: str
    name: str
    at: int = 0
    content: bytes = b""


def record(command: list[str], folder: Path) -> list[Call]:
    """Run a command under strace, and return what it did to the files of a folder and what it said, in order."""
    log = folder.parent / f"{folder.name}.strace"
    done = run([needs("strace"), "-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={TRACED}", "-o", str(log), *command])
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return list(_calls(log.read_text(), str(folder)))


def _calls(log: str, folder: str) -> Iterator[Call]:
    for line in log.splitlines():
        match = CALL.match(line)
        if match and int(match[3]) >= 0:
            call = _call(match[1], match[2], folder)
            if call is not None:
                yield call


def _call(name: str, arguments: str, folder: str) -> Call | None:
    if name == "write" and arguments.startswith("1<"):
        return Call("say", "", content=_bytes(TEXT.search(arguments)))
    path = _path(name, arguments)
    if path != folder and not path.startswith(f"{folder}/"):
        return None
    return _of_a_file(name, arguments, path.removeprefix(folder).lstrip("/"))


def _path(name: str, arguments: str) -> str:
    if name in {"openat", "unlink", "unlinkat", "rename"}:
        return _bytes(TEXT.search(arguments)).decode()
    match = DESCRIPTOR.match(arguments)
    return _unhex(match[2]).decode(errors="replace") if match else ""


def _of_a_file(name: str, arguments: str, file: str) -> Call | None:
    match name:
        case "openat":
            return Call("create", file) if "O_CREAT" in arguments else None
        case "pwrite64":
            return Call("write", file, int(arguments.rsplit(", ", 1)[1]), _bytes(TEXT.search(arguments)))
        case "ftruncate":
            return Call("truncate", file, int(arguments.rsplit(", ", 1)[1]))
        case "fsync" | "fdatasync":
            return Call("sync", file)
        case "unlink" | "unlinkat":
            return Call("remove", file)
        case _:
            raise RuntimeError(f"the simulator does not know {name} of {file}")


def _bytes(match: re.Match[str] | None) -> bytes:
    return _unhex(match[1]) if match else b""


def _unhex(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))
