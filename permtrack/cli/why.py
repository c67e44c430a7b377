"""`permtrack why`: how one date was reached."""

from typing import Annotated

import typer

from permtrack.app.explaining import working
from permtrack.cli.shared_options import Reading, Ref, reading
from permtrack.render.machine import as_json
from permtrack.render.working import working_parts, working_record

RuleName = Annotated[str, typer.Argument(metavar="RULE", help="A rule that `permtrack due` names.")]


@reading("table", "json")
def why(reading: Reading, *, ref: Ref, rule: RuleName) -> None:
    """Explain one date: what started the clock, how it was counted, and on whose authority.

    Example: permtrack why 000123 review.next
    """
    with reading.session.open_ledger() as ledger:
        found = working(ledger, reading.question(), ref, rule)
    if reading.form == "json":
        reading.answer(as_json({"as_at": reading.as_at} | working_record(found)))
    else:
        reading.show(lambda _: working_parts(found))
