"""Completing what is typed in a shell: names of commands and options, and refs. It reads, quickly, and never complains.

The shells ask as typer lets them ask: by running permtrack with settings that hold the line so far.
"""

import contextlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typer

from permtrack.cli.commands import BY_NAME

ASKING = "_PERMTRACK_COMPLETE"
PATIENCE_SECONDS = 0.1


def refs(ctx: typer.Context, incomplete: str) -> list[str]:
    """The refs that begin with what is typed; never initials, and nothing where the ledger is held by a writer."""
    # Only a key pressed behind a command that takes a ref pays for these.
    from permtrack.app.asking import Question  # noqa: PLC0415
    from permtrack.app.finding_children import known_children  # noqa: PLC0415
    from permtrack.app.naming import children_called  # noqa: PLC0415
    from permtrack.cli.session import find_place, read_clock  # noqa: PLC0415
    from permtrack.ledger.store import open_ledger  # noqa: PLC0415

    with open_ledger(find_place(ctx.params.get("ledger")).path, wait=PATIENCE_SECONDS) as ledger:
        called = children_called(ledger, incomplete) if incomplete else None
        children = known_children(ledger, Question(as_at=read_clock().today), called)
    return [child.ref for child in children if child.ref.startswith(incomplete)]


@dataclass(frozen=True, slots=True)
class Offered:
    """One word that a shell may put in place of what is typed."""

    value: str
    help: str | None = None
    type: str = "plain"


def names(incomplete: str, family: str = "") -> list[Offered]:
    """The first words of commands that begin with what is typed; behind the first word of a family, the second words."""
    words = [name.split(" ") for name in BY_NAME]
    known = [w[1] for w in words if w[0] == family and w[1:]] if family else [w[0] for w in words]
    return [Offered(name) for name in dict.fromkeys(known) if name.startswith(incomplete)]


def is_asked() -> bool:
    """Whether it is a shell that asks, while somebody types."""
    return bool(os.environ.get(ASKING))


def quietly(run: Callable[[], Any]) -> int:
    """The exit code of answering a shell. Whatever fails, nothing is said: somebody is in the middle of a line."""
    from typer.completion import get_completion_inspect_parameters  # noqa: PLC0415

    get_completion_inspect_parameters()  # makes the shells known to typer; nothing else of it is wanted
    with contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(Exception):
        try:
            run()
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else 0
    return 0
