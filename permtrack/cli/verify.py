"""`permtrack verify`: check the ledger, and print its head."""

from typing import Annotated

import typer

from permtrack.cli import output
from permtrack.cli.session import Session
from permtrack.cli.shared_options import writing
from permtrack.errors import LedgerUnsound
from permtrack.render.machine import as_json


@writing
def verify(
    session: Session,
    *,
    against: Annotated[
        str | None,
        typer.Option(
            "--against", metavar="HEAD|FILE", help="A head noted elsewhere (123:0123456789abcdef), or a file of them."
        ),
    ] = None,
) -> None:
    """Check the ledger's protection, structure, chain and texts, and print its head.

    Example: permtrack verify --against heads.txt

    Note the head somewhere else, with every backup: only then can a ledger that was cut short or written anew be told
    from the true one.
    """
    from permtrack.ledger.trust import verify as inspect  # noqa: PLC0415  (help needs no SQLite)

    found = inspect(session.place.must_exist(), against)
    for notice in found.notices:
        output.tell(f"permtrack: {notice}")
    if not found.sound:
        raise LedgerUnsound(
            "\n".join((*found.problems, f"{session.place.path} cannot be relied on; look at its backups"))
        )
    with session.open_ledger():
        pass  # tells who else can read it, and where it lies
    if session.wants_json:
        output.write(as_json({"head": str(found.head), "level": found.level, "checked": list(found.checked)}))
        return
    output.write("".join(f"Checked: {checked}\n" for checked in found.checked))
    output.write(f"Sound ({found.level}). Head: {found.head}\n")
