"""`permtrack init`: create a ledger."""

from typing import Annotated

import typer

from permtrack.cli import output
from permtrack.cli.recording_options import occasion
from permtrack.cli.session import Session
from permtrack.cli.shared_options import AllowSharedFolder, writing
from permtrack.domain.texts import LONGEST_CODE, recordable
from permtrack.domain.typed_dates import parse_date
from permtrack.domain.vocabulary import one_line
from permtrack.render.machine import as_json
from permtrack.render.written import in_words


@writing
def init(
    session: Session,
    *,
    tracking_from: Annotated[
        str | None, typer.Option(metavar="DATE", help="From when this ledger is the record; else today.")
    ] = None,
    authority: Annotated[
        str | None, typer.Option(metavar="NAME", help="The authority whose children these are, if it is one.")
    ] = None,
    allow_shared_folder: AllowSharedFolder = False,
) -> None:
    """Create a ledger that only you can read.

    Example: permtrack init --tracking-from 1/4/2026 --authority Wendlebury

    From the day tracking starts, silence means that something did not happen; before it, only what was imported or
    recorded is known. The day cannot be changed later.
    """
    from permtrack.app.placing import new_place  # noqa: PLC0415
    from permtrack.ledger.store import create  # noqa: PLC0415  (help needs no SQLite)

    today, path = session.clock.today, session.place.path
    since = parse_date(tracking_from, today, name="--tracking-from") if tracking_from else today
    name = one_line("authority", recordable(authority, "authority", LONGEST_CODE)) if authority else None
    now = occasion(session)
    place = new_place(path.absolute(), now, allowed=allow_shared_folder)
    create(
        path.absolute(), tracking_from=since, authority=name, recorded_at=now.now, recorded_by=now.account, also=place
    )
    if session.wants_json:
        output.write(as_json({"ledger": str(path), "tracking_from": since, "authority": name}))
        return
    output.write(
        f"Created {path}: tracking starts on {in_words(since)}.\n"
        "Next: permtrack import-903 FOLDER, permtrack import-events FILE, or permtrack add-child REF --dob DATE\n"
        f"To undo: delete {path}; nothing else was made\n"
    )
