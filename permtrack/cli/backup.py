"""`permtrack backup`: copy the ledger, verified."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from permtrack.cli import output
from permtrack.cli.session import Session
from permtrack.cli.shared_options import Anchor, Force, writing
from permtrack.render.machine import Record, as_json
from permtrack.render.visible import visible

if TYPE_CHECKING:
    from permtrack.app.backing_up import BackedUp

Keep = Annotated[
    int | None,
    typer.Option(
        "--keep", metavar="N", min=1, max=100_000, help="Put the instant into the name, and keep the newest N copies."
    ),
]


@writing
def backup(
    session: Session,
    *,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Where the copy goes; with --keep, a folder will do as well.")
    ],
    keep: Keep = None,
    anchor: Anchor = None,
    force: Force = False,
) -> None:
    """Copy the ledger while others work, and verify the copy. Only you can read it.

    Example: permtrack backup backups/permtrack.db --keep 30

    That writes backups/permtrack-2026-01-06T061500Z.db (UTC) and, once it is verified, removes the oldest copies of
    this ledger beyond 30. It never touches a file that it did not make, and removes nothing when it fails. Without
    --keep the copy gets the name that is typed.
    """
    from permtrack.app.backing_up import back_up  # noqa: PLC0415  (help needs no SQLite)

    ledger = session.place.path
    with session.open_ledger() as opened:
        done = back_up(opened, file, session.clock.now, keep=keep, anchor=anchor, force=force)
    if session.wants_json:
        output.write(as_json(_record(ledger, done, anchor)))
    else:
        output.write("".join(f"{visible(line)}\n" for line in _lines(ledger, done, anchor)))


def _record(ledger: Path, done: "BackedUp", anchor: Path | None) -> Record:
    pruned = done.pruned
    return {
        "ledger": str(ledger),
        "copy": str(done.copy),
        "head": str(done.head),
        "anchor": str(anchor) if anchor else None,
        "kept": [str(path) for path in pruned.kept] if pruned else None,
        "removed": [str(path) for path in pruned.removed] if pruned else None,
        "left_alone": [str(path) for path in pruned.left_alone] if pruned else None,
    }


def _lines(ledger: Path, done: "BackedUp", anchor: Path | None) -> Iterator[str]:
    yield f"Copied {ledger} to {done.copy}, verified. Head: {done.head}"
    if anchor:
        yield f"Noted the head in {anchor}"
    if pruned := done.pruned:
        gone = f"; removed {', '.join(path.name for path in pruned.removed)}" if pruned.removed else ""
        yield f"Copies of this ledger there: {len(pruned.kept)}{gone}"
        for path in pruned.left_alone:
            yield f"Left alone, because it is no earlier copy of this ledger: {path.name}"
