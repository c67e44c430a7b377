"""`permtrack verify`: check the ledger, and print its head."""

from typing import Annotated

import typer

from permtrack.cli import output
from permtrack.cli.session import Session
from permtrack.cli.shared_options import Anchor, writing
from permtrack.errors import LedgerUnsound
from permtrack.render.machine import as_json
from permtrack.render.visible import visible


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
    anchor: Anchor = None,
) -> None:
    """Check the ledger's protection, structure, chain and texts, and print its head.

    Example: permtrack verify --against heads.txt

    Keep the head somewhere else: only then can a ledger that was cut short, put back or written anew be told from the
    true one. --anchor adds it to a file, one line a run; --against holds every head of such a file against the chain.
    """
    from permtrack.app.verifying import verify_and_note  # noqa: PLC0415  (help needs no SQLite)

    path = session.place.must_exist()
    found = verify_and_note(path, session.clock.now, against=against, anchor=anchor)
    for notice in found.notices:
        output.tell(f"permtrack: {notice}")
    if not found.sound:
        raise LedgerUnsound("\n".join((*found.problems, f"{path} cannot be relied on; look at its backups")))
    with session.open_ledger():
        pass  # tells who else can read it, and where it lies
    if session.wants_json:
        output.write(as_json({"head": str(found.head), "level": found.level, "checked": list(found.checked)}))
        return
    output.write("".join(f"Checked: {checked}\n" for checked in found.checked))
    output.write(f"Sound ({found.level}). Head: {found.head}\n")
    if anchor:
        output.write(visible(f"Noted the head in {anchor}") + "\n")
