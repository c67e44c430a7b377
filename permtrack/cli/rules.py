"""`permtrack rules`: the rulebook."""

from typing import Annotated

import typer

from permtrack.app.packaged import rulebook
from permtrack.app.showing_rules import rule_in_words, rules_in_words
from permtrack.cli.shared_options import Reading, reading
from permtrack.render.machine import as_json
from permtrack.render.rules import check_parts, rule_parts, rule_record, rules_parts, rules_sheet

RuleName = Annotated[str | None, typer.Argument(metavar="[RULE]", help="One rule, with every version it has had.")]

Check = Annotated[bool, typer.Option("--check", help="What each rests on, whether it was read, and when.")]


@reading("table", "json", "csv")
def rules(reading: Reading, *, rule: RuleName = None, check: Check = False) -> None:
    """Show the rules: what is due within which time, and the provision each rests on.

    Example: permtrack rules review.first
    """
    one = rule_in_words(rule) if rule else None
    chosen = (one,) if one else rules_in_words()
    book = rulebook()
    match reading.form:
        case "json":
            identity = {"id": book.id, "version": book.version}
            reading.answer(as_json({"rulebook": identity, "rules": [rule_record(rule) for rule in chosen]}))
        case "csv":
            reading.answer(rules_sheet(chosen))
        case _ if check:
            reading.show(lambda screen: check_parts(chosen, f"{book.id} {book.version}", screen))
        case _ if one:
            reading.show(lambda _: rule_parts(one))
        case _:
            reading.show(lambda screen: rules_parts(chosen, f"{book.id} {book.version}", reading.as_at, screen))
