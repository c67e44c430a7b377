"""`permtrack restore`: bring a backup back."""

from pathlib import Path
from typing import Annotated

import typer

from permtrack.cli import output
from permtrack.cli.recording_options import occasion
from permtrack.cli.session import Session
from permtrack.cli.shared_options import AllowSharedFolder, writing
from permtrack.render.machine import as_json

Replace = Annotated[
    bool, typer.Option("--replace", help="Restore although the ledger is newer, or has another history.")
]


@writing
def restore(
    session: Session,
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    replace: Replace = False,
    allow_shared_folder: AllowSharedFolder = False,
) -> None:
    """Put a verified copy of a backup where the ledger is, or was. The file it replaces is kept beside it.

    Example: permtrack restore "permtrack 2026-01-06.db"
    """
    from permtrack.app.placing import place_of_restored  # noqa: PLC0415
    from permtrack.ledger.backup import restore as put_back  # noqa: PLC0415  (help needs no SQLite)

    target = session.place.path.absolute()
    place = place_of_restored(target, file, occasion(session), allowed=allow_shared_folder)
    restored = put_back(file, target, replace=replace, also=place)
    if session.wants_json:
        aside = str(restored.aside) if restored.aside else None
        output.write(as_json({"ledger": str(session.place.path), "head": str(restored.head), "aside": aside}))
        return
    output.write(f"Restored {session.place.path} from {file}. Head: {restored.head}\n")
    if restored.aside:
        output.write(f"The ledger that stood there is kept as {restored.aside}\n")
        output.write(f"To undo: permtrack restore {restored.aside} --replace\n")
