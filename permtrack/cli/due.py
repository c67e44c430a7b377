"""`permtrack due`: what is overdue and due soon, worst first."""

from dataclasses import replace
from typing import Annotated

import typer

from permtrack.app.listing_due import GROUPS, checked, listed_due
from permtrack.cli.shared_options import MOST_DAYS, OfAuthority, OfIro, OfTeam, OfWorker, Reading, Refs, reading
from permtrack.domain.due_list import DueList, Wanted
from permtrack.ledger.kept import Night
from permtrack.render.due_records import due_record, due_sheet
from permtrack.render.machine import as_json

Filter = str | None


@reading("table", "json", "csv")
def due(  # noqa: PLR0913  (one for each option)
    reading: Reading,
    *,
    refs: Refs = None,
    within: Annotated[int, typer.Option(min=0, max=MOST_DAYS, metavar="DAYS", help="How far `due soon` looks.")] = 28,
    everything: Annotated[bool, typer.Option("--all", help="Also what is met, upcoming, missed or waived.")] = False,
    team: OfTeam = None,
    worker: OfWorker = None,
    iro: OfIro = None,
    authority: OfAuthority = None,
    plan: Annotated[Filter, typer.Option(metavar="PLAN", help="Only with this plan, or parallel plan.")] = None,
    rule: Annotated[Filter, typer.Option(metavar="RULE", help="Only this rule or alert: review.next.")] = None,
    tier: Annotated[Filter, typer.Option(metavar="TIER", help="Only rules of this tier: regulation.")] = None,
    set_: Annotated[Filter, typer.Option("--set", metavar="SET", help="Only rules of this set: permanence.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="At most N lines, and N alerts.")] = None,
    delays: Annotated[bool, typer.Option("--delays", help="Only what is overdue, by whose delay it is.")] = False,
    by: Annotated[Filter, typer.Option(metavar="|".join(GROUPS), help="In groups.")] = None,
) -> None:
    """Show what is overdue and due soon, worst first, then the alerts.

    Example: permtrack due --within 14

    REF may be the beginning of a ref, or initials. JSON and CSV hold what the table lists; where the table gives one
    line to two duties of one cause, they hold both.
    """
    who = Wanted(team=team, worker=worker, iro=iro, authority=authority, plan=plan)
    wanted = checked(
        replace(
            who, rule=rule, tier=tier, set=set_, within=within, everything=everything, limit=limit, delays=delays, by=by
        )
    )
    with reading.session.open_ledger() as ledger:
        listing = listed_due(ledger, reading.question(within), wanted, refs or ())
        night = ledger.kept().last_done()
    _answer(reading, listing, night)


def _answer(reading: Reading, listing: DueList, night: Night | None) -> None:
    match reading.form:
        case "json":
            reading.answer(as_json(due_record(listing) | {"last_check": night.as_at if night else None}))
        case "csv":
            reading.answer(due_sheet(listing))
        case _:
            from permtrack.render.due import due_parts  # noqa: PLC0415  (rich, which JSON and CSV do not need)

            reading.show(lambda screen: due_parts(listing, screen, night))
