"""The chain: every event carries a hash of itself and of the hash before it.

An event's hash is the SHA-256 of a JSON array, in ASCII and without blanks, of its columns exactly as they are stored:
number, id, origin, child, kind, day, precision, fields, commitments, recorded_at, recorded_by, source, returned_by and
the hash before it (64 zeros before the first). An array keeps `ab`,`c` apart from `a`,`bc`; anyone can recompute it
with any language that knows JSON and SHA-256.

Free texts are not in it. Each stands in a table of its own with 32 random hexadecimal digits of salt, and the event
holds only the text's commitment, the SHA-256 of the array [salt, text]. So one day a text can be lawfully removed, with
its salt, and the chain still verifies; without the salt nobody can guess the text back. Such a removal will be an entry
of the kind `text-removed` with the fields `event` (the id of the event) and `field` (the name of the text) and by whose
authority; a text that is gone without one is an error.
"""

import json
import os
from collections.abc import Mapping, Sequence

from permtrack.domain.events import Value

BEFORE_THE_FIRST = "0" * 64
TEXT_REMOVED = "text-removed"
CHAINED_COLUMNS = (
    "number", "id", "origin", "child", "kind", "happened_on", "precision", "fields", "commitments",
    "recorded_at", "recorded_by", "source", "returned_by", "prev",
)  # fmt: skip

_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), sort_keys=True, allow_nan=False).encode


def canonical(value: Mapping[str, Value] | Sequence[str | int | None]) -> str:
    """The one JSON text of a value: ASCII, no blanks, names in order."""
    return _encode(value)


def chained(columns: Sequence[str | int | None]) -> str:
    """The hash of an event, from its columns in the order of `CHAINED_COLUMNS`."""
    return _sha256(_encode(columns))


def new_salt() -> str:
    """Sixteen bytes that nobody can guess, as text."""
    return os.urandom(16).hex()


def commitment(salt: str, text: str) -> str:
    """What an event says of a free text without telling it."""
    return _sha256(_encode((salt, text)))


def _sha256(text: str) -> str:
    # Loading it takes as long as reading a child's record; a command that only reads hashes nothing.
    from hashlib import sha256  # noqa: PLC0415

    return sha256(text.encode("ascii")).hexdigest()
