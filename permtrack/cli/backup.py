"""`permtrack backup`: copy the ledger, verified."""

from pathlib import Path
from typing import Annotated

import typer

from permtrack.cli import output
from permtrack.cli.session import Session
from permtrack.cli.shared_options import Force, writing
from permtrack.render.machine import as_json


@writing
def backup(
    session: Session,
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")],
    force: Force = False,
) -> None:
    """Copy the ledger while others work, and verify the copy. Only you can read it.

    Example: permtrack backup "permtrack 2026-01-06.db"
    """
    from permtrack.ledger.backup import backup as copy  # noqa: PLC0415  (help needs no SQLite)

    head = copy(session.place.must_exist(), file.absolute(), force=force)
    if session.wants_json:
        output.write(as_json({"ledger": str(session.place.path), "copy": str(file), "head": str(head)}))
        return
    output.write(f"Copied {session.place.path} to {file}, verified. Head: {head}\n")
