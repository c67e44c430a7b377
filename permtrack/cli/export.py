"""`permtrack export`: the ledger's content for other tools."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

import typer

from permtrack.app.child_screens import everything_recorded
from permtrack.app.finding_children import known_children
from permtrack.app.listing_due import listed_due
from permtrack.app.packaged import vocabulary
from permtrack.cli.shared_options import (
    MOST_DAYS,
    Reading,
    reading,
)
from permtrack.domain.due_list import LOOK_AHEAD_DAYS, Wanted
from permtrack.domain.records import record
from permtrack.domain.vocabulary import choose
from permtrack.errors import RequestRefused
from permtrack.ledger.store import Ledger
from permtrack.render.children import child_record, child_sheet
from permtrack.render.due_records import due_record, due_sheet
from permtrack.render.events import event_record, event_sheet
from permtrack.render.machine import as_json

What = Annotated[str, typer.Argument(metavar="events|children|due|calendar", help="What to export.")]
DAYS_AHEAD = "Due and calendar: how far ahead; else 28 days, in a calendar 183."


@record
class Part:
    """What of the ledger was asked for."""

    wanted: Wanted
    owner: str | None
    within: int | None

    @property
    def is_all(self) -> bool:
        """Whether nothing was restricted."""
        return not self.wanted.some_children and self.owner is None and self.within is None


@reading("csv", "json", "ics")
def export(
    reading: Reading,
    *,
    what: What,
    owner: Annotated[str | None, typer.Option(metavar="OWNER", help="Calendar: only this owner's actions.")] = None,
    team: Annotated[
        str | None, typer.Option(metavar="TEAM", help="Due and calendar: only this team's children.")
    ] = None,
    worker: Annotated[
        str | None, typer.Option(metavar="WORKER", help="Due and calendar: only this worker's children.")
    ] = None,
    iro: Annotated[
        str | None, typer.Option(metavar="IRO", help="Due and calendar: only this reviewing officer's children.")
    ] = None,
    authority: Annotated[
        str | None, typer.Option(metavar="NAME", help="Due and calendar: only this authority's children.")
    ] = None,
    within: Annotated[int | None, typer.Option(min=0, max=MOST_DAYS, metavar="DAYS", help=DAYS_AHEAD)] = None,
) -> None:
    """Export events, children or what is due as CSV or JSON, or a calendar (ICS).

    Example: permtrack export calendar --to due.ics

    Events as JSON are the whole ledger, oldest first. As CSV they are a sheet that `import-events` reads: corrections
    are in the values, events struck out are marked in the column voided_by.

    A calendar holds refs and names of rules on the days that are due or overdue: no initials, no notes, no text of an
    action. Brought in again it updates what it brought in before: a day that moved moves, and what was met, closed, set
    aside or handed on in the last 90 days is marked cancelled. So bring it in again at least that often.
    """
    exporter = EXPORTERS[choose("WHAT", what, EXPORTERS)]
    part = Part(wanted=Wanted(team=team, worker=worker, iro=iro, authority=authority), owner=owner, within=within)
    if not part.is_all and exporter not in {_due, _calendar}:
        raise RequestRefused(f"{what.lower()} are exported whole; the restrictions are for due and calendar")
    if owner is not None and exporter is _due:
        raise RequestRefused("--owner is for a calendar; see: permtrack actions --owner OWNER")
    chosen = reading.among(*(("ics",) if exporter is _calendar else ("csv", "json")))
    with reading.session.open_ledger() as ledger:
        text = exporter(ledger, chosen, part)
    chosen.answer(text)


def _events(ledger: Ledger, reading: Reading, _: Part) -> str:
    entries, refs = everything_recorded(ledger, reading.question(), reading.day_asked)
    if reading.form == "csv":
        return event_sheet(entries, refs, vocabulary())
    return as_json({"events": [event_record(entry, refs) for entry in entries]})


def _children(ledger: Ledger, reading: Reading, _: Part) -> str:
    children = known_children(ledger, reading.question())
    if reading.form == "csv":
        return child_sheet(children)
    return as_json({"children": [child_record(child) for child in children]})


def _due(ledger: Ledger, reading: Reading, part: Part) -> str:
    within = LOOK_AHEAD_DAYS if part.within is None else part.within
    listing = listed_due(ledger, reading.question(within), replace(part.wanted, within=within), ())
    return due_sheet(listing) if reading.form == "csv" else as_json(due_record(listing))


def _calendar(ledger: Ledger, reading: Reading, part: Part) -> str:
    # What only a calendar needs is loaded for a calendar only.
    from permtrack.app.calendars import USUAL_DAYS_AHEAD, calendar_dates, calendar_text  # noqa: PLC0415
    from permtrack.domain.calendar_dates import Choice  # noqa: PLC0415

    within = USUAL_DAYS_AHEAD if part.within is None else part.within
    now = reading.session.clock.now
    choice = Choice(wanted=part.wanted, owner=part.owner, within=within)
    dates = calendar_dates(ledger, reading.question(), choice, reading.known_at or now)
    return calendar_text(dates, now)


EXPORTERS: dict[str, Callable[[Ledger, Reading, Part], str]] = {
    "events": _events,
    "children": _children,
    "due": _due,
    "calendar": _calendar,
}
