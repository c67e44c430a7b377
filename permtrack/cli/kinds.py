"""`permtrack kinds`: the vocabulary."""

from typing import Annotated

import typer

from permtrack.app.packaged import vocabulary
from permtrack.cli.shared_options import Reading, reading
from permtrack.render.kinds import kind_parts, kind_record, kinds_parts, kinds_sheet
from permtrack.render.machine import as_json

KindName = Annotated[str | None, typer.Argument(metavar="[KIND]", help="A kind or one of its other names.")]


@reading("table", "json", "csv")
def kinds(reading: Reading, *, kind: KindName = None) -> None:
    """Show the kinds of event, or one kind with its fields.

    Example: permtrack kinds review
    """
    known = vocabulary()
    one = known.kind(kind) if kind else None
    chosen = (one,) if one else tuple(known.kinds.values())
    match reading.form:
        case "json":
            reading.answer(as_json({"kinds": [kind_record(kind) for kind in chosen]}))
        case "csv":
            reading.answer(kinds_sheet(chosen))
        case _ if one:
            reading.show(lambda screen: kind_parts(one, known, screen))
        case _:
            reading.show(lambda screen: kinds_parts(chosen, screen))
