"""`permtrack amend-child`: change a child's details."""

from typing import Annotated

import typer

from permtrack.app.child_records import amend_child as amend
from permtrack.cli.recording_options import DryRun, Ref, Settings, answer, occasion, typed_fields
from permtrack.cli.session import Session
from permtrack.cli.shared_options import writing


@writing
def amend_child(
    session: Session,
    *,
    ref: Ref,
    settings: Settings = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="From which day; else today.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Change a child's details: team, worker, sibling_group, new_ref and the others that `kinds child-amended` lists.

    Example: permtrack amend-child 000123 --set team="Family Finding" --set worker=SW4

    `--set worker=` takes a detail away. A ref is changed with new_ref; the child stays the same child.
    """
    typed = typed_fields(settings, {})
    with session.open_ledger(writing=True) as ledger:
        answer(session, amend(ledger, occasion(session), ref, typed, on=on, dry_run=dry_run))
