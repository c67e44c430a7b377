"""A disk that loses power: what was synced is there, of the rest any sectors may be, and any names' changes."""

import random
from dataclasses import dataclass, field

from tests.torture_parts.recording import Call

SECTOR = 512


@dataclass(slots=True)
class File:
    """The content that would survive, and the changes that might."""

    durable: bytes = b""
    pending: list[Call] = field(default_factory=list)

    def settle(self) -> None:
        """What a sync does: every pending change is durable now."""
        self.durable = self.survivor(None)
        self.pending.clear()

    def survivor(self, chance: random.Random | None, keep: float = 1.0) -> bytes:
        """The content after a power cut in which each unsynced sector was written with the chance `keep`."""
        content = bytearray(self.durable)
        for call in self.pending:
            if call.does == "truncate":
                if _happens(chance, keep):
                    content[call.at :] = b"\0" * max(0, call.at - len(content))
                continue
            for start in range(0, len(call.content), SECTOR):
                if _happens(chance, keep):
                    part = call.content[start : start + SECTOR]
                    at = call.at + start
                    content[len(content) :] = b"\0" * max(0, at - len(content))
                    content[at : at + len(part)] = part
        return bytes(content)


def _happens(chance: random.Random | None, keep: float) -> bool:
    return keep == 1.0 or (chance is not None and keep > 0 and chance.random() < keep)


class Disk:
    """A folder's files. Creating and removing a name is durable once the folder itself is synced."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._durable = {name: File(content) for name, content in files.items()}
        self._names = dict(self._durable)
        self._changes: list[tuple[str, File | None]] = []

    def apply(self, call: Call) -> None:
        """Do what a call did."""
        match call.does:
            case "create" if call.name not in self._names:
                self._rename(call.name, File())
            case "remove":
                self._rename(call.name, None)
            case "sync" if call.name == "":
                for name, file in self._changes:
                    _put(self._durable, name, file)
                self._changes.clear()
            case "sync":
                self._names[call.name].settle()
            case "write" | "truncate":
                self._names[call.name].pending.append(call)
            case _:
                pass

    def _rename(self, name: str, file: File | None) -> None:
        _put(self._names, name, file)
        self._changes.append((name, file))

    def after_power_cut(self, chance: random.Random, keep: float) -> dict[str, bytes]:
        """The files found afterwards. Changes of names reach the disk in order, up to any of them."""
        names = dict(self._durable)
        happened = len(self._changes) if keep == 1.0 else 0 if keep == 0.0 else chance.randint(0, len(self._changes))
        for name, file in self._changes[:happened]:
            _put(names, name, file)
        return {name: file.survivor(chance, keep) for name, file in names.items()}


def _put(names: dict[str, File], name: str, file: File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file
