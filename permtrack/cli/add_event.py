"""`permtrack add-event`: record an event, and see what it changes."""

from typing import Annotated

import typer

from permtrack.app.recording import add_event as add
from permtrack.cli.recording_options import DryRun, Ref, Settings, When, answer, occasion, one_date, typed_fields
from permtrack.cli.session import Session
from permtrack.cli.shared_options import writing

Text = str | None
Texts = list[str] | None


@writing
def add_event(  # noqa: PLR0913  (one for each option)
    session: Session,
    *,
    ref: Ref,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="The kind of event, or another name of it.")],
    when: When = None,
    plan: Annotated[Text, typer.Option(metavar="PLAN", help="The permanence plan.")] = None,
    parallel: Annotated[Texts, typer.Option(metavar="PLAN", help="A parallel plan; may be repeated.")] = None,
    chair: Annotated[Text, typer.Option(metavar="CODE", help="Who chaired.")] = None,
    outcome: Annotated[Text, typer.Option(metavar="WORD", help="How it ended.")] = None,
    reason: Annotated[Text, typer.Option(metavar="TEXT", help="Why.")] = None,
    family: Annotated[Text, typer.Option(metavar="CODE", help="The family, as a code.")] = None,
    until: Annotated[Text, typer.Option(metavar="DATE", help="Until when; may lie ahead.")] = None,
    by: Annotated[Text, typer.Option(metavar="CODE", help="By whom.")] = None,
    note: Annotated[Text, typer.Option(metavar="TEXT", help="A note of up to 1,000 characters.")] = None,
    actions: Annotated[
        Texts, typer.Option("--action", metavar='"TEXT; OWNER; DUE"', help="An action agreed there; may be repeated.")
    ] = None,
    settings: Settings = None,
    dry_run: DryRun = False,
) -> None:
    """Record an event of a child, and print what it changes.

    Example: permtrack add-event 000123 review 6 Jan 2026 --plan adoption

    All words after KIND are one date; without one it happened today. `permtrack kinds` lists the kinds and their
    fields; --set reaches every field that has no option of its own.
    """
    everyday = {
        "plan": plan, "parallel": parallel, "chair": chair, "outcome": outcome, "reason": reason, "family": family,
        "until": until, "by": by, "note": note,
    }  # fmt: skip
    typed = typed_fields(settings, everyday)
    with session.open_ledger(writing=True) as ledger:
        day = one_date(when)
        answer(session, add(ledger, occasion(session), ref, kind, day, typed, actions=actions or (), dry_run=dry_run))
