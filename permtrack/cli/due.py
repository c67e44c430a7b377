"""`permtrack due`: what is overdue and due soon, worst first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from permtrack.app.kept_list import kept_list
from permtrack.cli.progress import progress
from permtrack.cli.shared_options import MOST_DAYS, OfAuthority, OfIro, OfTeam, OfWorker, Reading, Refs, reading
from permtrack.domain.due_list import GROUPS, LOOK_AHEAD_DAYS, DueList, Wanted
from permtrack.ledger.kept import Night

if TYPE_CHECKING:
    from permtrack.ledger.store import Ledger

Filter = str | None


@reading("table", "json", "csv")
def due(  # noqa: PLR0913  (one for each option)
    reading: Reading,
    *,
    refs: Refs = None,
    within: Annotated[
        int, typer.Option(min=0, max=MOST_DAYS, metavar="DAYS", help="How far `due soon` looks.")
    ] = LOOK_AHEAD_DAYS,
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
    wanted = replace(
        who, rule=rule, tier=tier, set=set_, within=within, everything=everything, limit=limit, delays=delays, by=by
    )
    if plan or tier or set_ or delays or by:
        from permtrack.app.listing_due import checked  # noqa: PLC0415  (the words of the rulebook and the vocabulary)

        wanted = checked(wanted)
    with reading.session.open_ledger() as ledger:
        listing = _listing(reading, ledger, wanted, refs or ())
        night = ledger.kept().last_done()
    _answer(reading, listing, night)


def _listing(reading: Reading, ledger: "Ledger", wanted: Wanted, refs: Sequence[str]) -> DueList:
    """The list from what is kept, where that can answer; else worked out afresh."""
    question = reading.question(wanted.within)
    if not refs:
        with progress("working out") as tell:
            kept = kept_list(ledger, question, wanted, tell, whole=reading.form != "table")
        if kept is not None:
            return kept
    from permtrack.app.listing_due import listed_due  # noqa: PLC0415  (the rulebook)

    return listed_due(ledger, question, wanted, refs)


def _answer(reading: Reading, listing: DueList, night: Night | None) -> None:
    match reading.form:
        case "json":
            from permtrack.render.due_records import due_record  # noqa: PLC0415  (which a table does not need)
            from permtrack.render.machine import as_json  # noqa: PLC0415

            reading.answer(as_json(due_record(listing) | {"last_check": night.as_at if night else None}))
        case "csv":
            from permtrack.render.due_records import due_sheet  # noqa: PLC0415  (which a table does not need)

            reading.answer(due_sheet(listing))
        case _:
            from permtrack.render.due import due_parts  # noqa: PLC0415  (rich, which JSON and CSV do not need)

            reading.show(lambda screen: due_parts(listing, screen, night))
