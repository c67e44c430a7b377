"""`permtrack add-child`: open a child's record."""

from typing import Annotated

import typer

from permtrack.app.child_records import add_child as add
from permtrack.cli.recording_options import DryRun, Settings, answer, occasion, typed_fields
from permtrack.cli.session import Session
from permtrack.cli.shared_options import writing

Text = str | None


@writing
def add_child(  # noqa: PLR0913  (one for each option)
    session: Session,
    *,
    ref: Annotated[str, typer.Argument(metavar="REF", help="The authority's own reference; never a name.")],
    dob: Annotated[Text, typer.Option(metavar="DATE", help="Date of birth.")] = None,
    edd: Annotated[Text, typer.Option(metavar="DATE", help="Expected date of delivery, for an unborn child.")] = None,
    initials: Annotated[Text, typer.Option(metavar="AB", help="Up to 4 letters, shown beside the ref.")] = None,
    sex: Annotated[Text, typer.Option(metavar="M|F|U", help="Sex.")] = None,
    authority: Annotated[Text, typer.Option(metavar="NAME", help="The responsible authority.")] = None,
    team: Annotated[Text, typer.Option(metavar="TEAM", help="The team now.")] = None,
    worker: Annotated[Text, typer.Option(metavar="CODE", help="The worker now: initials or a role.")] = None,
    iro: Annotated[Text, typer.Option(metavar="CODE", help="The reviewing officer now.")] = None,
    family_finder: Annotated[Text, typer.Option(metavar="CODE", help="The family finder now.")] = None,
    sibling_group: Annotated[Text, typer.Option(metavar="CODE", help="What links brothers and sisters.")] = None,
    pathway: Annotated[Text, typer.Option(metavar="PATHWAY", help="standard (unless said) or relinquished.")] = None,
    entered_care: Annotated[Text, typer.Option(metavar="DATE", help="The day the child became looked after.")] = None,
    basis: Annotated[Text, typer.Option(metavar="BASIS", help="How: s20, epo, ico, co, ...")] = None,
    settings: Settings = None,
    dry_run: DryRun = False,
) -> None:
    """Open a child's record.

    Example: permtrack add-child 000123 --dob 12/3/2024 --initials AB --entered-care "6 Jan 2026" --basis s20

    No name and no address is held. A child has a date of birth or, before birth, an expected one.
    """
    about = {
        "dob": dob, "edd": edd, "initials": initials, "sex": sex, "authority": authority, "team": team, "worker": worker,
        "iro": iro, "family_finder": family_finder, "sibling_group": sibling_group, "pathway": pathway,
    }  # fmt: skip
    typed = typed_fields(settings, about)
    with session.open_ledger(writing=True) as ledger:
        answer(
            session, add(ledger, occasion(session), ref, typed, entered_care=entered_care, basis=basis, dry_run=dry_run)
        )
