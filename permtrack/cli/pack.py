"""`permtrack pack`: what a tracking meeting needs, in one file or on one screen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from permtrack.app.asking import Question
from permtrack.app.meeting_form import meeting_form
from permtrack.app.meeting_pack import Prepared, prepare_pack
from permtrack.app.packaged import pages, vocabulary
from permtrack.cli.meeting_form import write_form
from permtrack.cli.shared_options import Reading, quoted, reading
from permtrack.domain.due_list import Wanted
from permtrack.domain.typed_dates import parse_date
from permtrack.render.child_page.html import child_view
from permtrack.render.machine import as_json, instant
from permtrack.render.pack_words import Source

Filter = str | None
FILED = frozenset({"html", "xlsx"})
"""The forms that are read away from the screen: they must say themselves what an answer's first line says."""
FILTERS = ("team", "worker", "iro", "authority")


@reading("table", "json", "html", "xlsx")
def pack(
    reading: Reading,
    *,
    meeting: Annotated[str, typer.Option("--meeting", metavar="DATE", help="The day of the meeting.")],
    since: Annotated[
        Filter, typer.Option(metavar="DATE", help="Count what moved from this day; else from the last meeting.")
    ] = None,
    team: Annotated[Filter, typer.Option(metavar="TEAM", help="Only this team's children.")] = None,
    worker: Annotated[Filter, typer.Option(metavar="WORKER", help="Only this worker's children.")] = None,
    iro: Annotated[Filter, typer.Option(metavar="IRO", help="Only this reviewing officer's children.")] = None,
    authority: Annotated[Filter, typer.Option(metavar="NAME", help="Only this authority's children.")] = None,
    minutes: Annotated[
        Path | None,
        typer.Option("--form", metavar="FILE", help="Write the form for the minutes, .xlsx or .csv, instead."),
    ] = None,
) -> None:
    """Prepare a tracking meeting: headline numbers, exceptions first, the pipeline, then a page a child.

    Example: permtrack pack --meeting 16/6/2026 --to pack.html

    It tells of the end of today, or of the meeting's own day where that is over. Followed are the children whom the
    planning rules follow, until permanence is achieved; whoever else has a red alert or an overdue duty is in it too.
    The pack says how each figure is counted, and names the command line that makes it again.

    --form writes a sheet with a row a child, to be filled in and brought in with import-minutes; with --to as well, both.
    """
    today = reading.session.clock.today
    meeting_on = parse_date(meeting, today, name="--meeting", ahead=True)
    since_on = parse_date(since, today, name="--since") if since is not None else None
    # The pack of a meeting that is over is the one that it saw, not today's.
    told = replace(reading, as_at=min(reading.as_at, meeting_on)) if reading.day_asked is None else reading
    wanted = Wanted(team=team, worker=worker, iro=iro, authority=authority, coming=True)
    question = replace(told.question(), history=told.form == "html")
    with told.session.open_ledger() as ledger:
        prepared = prepare_pack(ledger, question, wanted, meeting_on, since_on)
        ledger_id = ledger.info.id
    if minutes is not None:
        write_form(told, meeting_form(prepared, ledger_id), minutes)
        if told.to is None:
            told.name_a_set_day()
            return
    again = " ".join(_again(prepared, wanted, since_on))
    _answer(told, question, prepared, _source(told, prepared, again))


def _again(prepared: Prepared, wanted: Wanted, since: date | None) -> Iterator[str]:
    """The command line that gives the same pack again."""
    pack = prepared.pack
    yield f"permtrack pack --meeting {pack.meeting_on} --as-at {pack.as_at} --known-at {instant(prepared.known_at)}"
    if since is not None:
        yield f"--since {since}"
    for name in FILTERS:
        if (value := getattr(wanted, name)) is not None:
            yield f"--{name} {quoted(value)}"


def _source(reading: Reading, prepared: Prepared, again: str) -> Source:
    said = reading.session.clock.said() if reading.form in FILED else None
    return Source(
        head=str(prepared.head),
        known_at=prepared.known_at,
        again=again,
        authority=prepared.authority,
        today_is_set=said,
    )


def _answer(reading: Reading, question: Question, prepared: Prepared, source: Source) -> None:
    pack = prepared.pack
    match reading.form:
        case "json":
            from permtrack.render.pack_records import pack_record  # noqa: PLC0415  (what a table does not need)

            reading.answer(as_json(pack_record(pack, source)))
        case "html":
            from permtrack.render.pack_page import pack_page  # noqa: PLC0415  (jinja2, which nothing else needs)

            views = (child_view(page, vocabulary()) for page in prepared.pages(question))
            reading.answer(pack_page(pack, source, views, pages()))
        case "xlsx":
            from permtrack.render.pack_workbook import pack_workbook  # noqa: PLC0415  (150 ms of openpyxl)

            reading.answer_bytes(pack_workbook(pack, source))
        case _:
            from permtrack.render.pack import pack_parts  # noqa: PLC0415  (rich, which files do not need)

            reading.show(lambda screen: pack_parts(pack, source, screen))
