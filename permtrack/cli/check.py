"""`permtrack check`: the nightly check."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from permtrack.app.kept_list import kept_list
from permtrack.app.last_check import last_check
from permtrack.app.nightly import Checked
from permtrack.app.nightly import check as run_check
from permtrack.app.packaged import pages
from permtrack.cli import output
from permtrack.cli.mailing import mail
from permtrack.cli.shared_options import MOST_DAYS, Reading, reading
from permtrack.domain.due_list import Wanted
from permtrack.domain.night import Turn
from permtrack.domain.records import record
from permtrack.errors import RequestRefused
from permtrack.ledger.store import Ledger
from permtrack.render.machine import as_json
from permtrack.render.night import is_own, night_parts, night_record, night_sheet, within
from permtrack.render.night_said import last_in_words, last_record

CALENDAR_MARK = "-//permtrack//permtrack"
"""Near the beginning of every calendar of ours."""
NEWS = (Turn.NEW, Turn.WORSE)
CALLS = 20
"""The exit code where something is new or worse."""


@record
class Telling:
    """How a night is told: nothing due after so many days, a calendar beside it, nothing where all is well."""

    days: int | None
    calendar: Path | None
    quiet: bool


LastOnly = Annotated[bool, typer.Option("--last", help="Only say when the check last ran, and how it ended.")]
Within = Annotated[
    int | None, typer.Option("--within", min=0, max=MOST_DAYS, metavar="DAYS", help="Show nothing due later.")
]
Calendar = Annotated[str | None, typer.Option(metavar="FILE.ics", help="Write the calendar of what is due, too.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Only what is new or worse; nothing where all is as it was.")]
MailTo = Annotated[
    list[str] | None, typer.Option(metavar="ADDRESS", help="Send reminders there, not where policy says.")
]
MailFrom = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Who sends them.")]
Smtp = Annotated[str | None, typer.Option(metavar="HOST:PORT", help="Send reminders through this server.")]
SmtpUser = Annotated[str | None, typer.Option(metavar="USER", help="The account at the server.")]
SmtpKeyFile = Annotated[str | None, typer.Option(metavar="FILE", help="A file whose first line is its password.")]


@reading("table", "json", "csv", "html")
def check(  # noqa: PLR0913  (one for each option)
    reading: Reading,
    *,
    last: LastOnly = False,
    within_days: Within = None,
    calendar: Calendar = None,
    quiet: Quiet = False,
    mail_to: MailTo = None,
    mail_from: MailFrom = None,
    smtp: Smtp = None,
    smtp_user: SmtpUser = None,
    smtp_key_file: SmtpKeyFile = None,
) -> None:
    """Compare today with the last check: what is new, worse, still open, cleared.

    Example: permtrack check --to night.txt

    Ends with 20 when anything is new or worse, with 0 when not. It may be run again: a second run of a day takes the
    place of the first. A file that an earlier check wrote is replaced.
    """
    if reading.known_at is not None:
        raise RequestRefused("check is about what is known now; leave --known-at out, or ask: permtrack due --known-at")
    reading = replace(reading.replacing_its_own(is_own), session=replace(reading.session, says_a_silent_check=False))
    if last:
        _say_last(reading.among("table", "json"))
        return
    how = Telling(days=within_days, calendar=Path(calendar) if calendar else None, quiet=quiet)
    post = mail(mail_to, mail_from, smtp, smtp_user, smtp_key_file)
    with reading.session.open_ledger(writing=True) as ledger:
        answer = run_check(
            ledger,
            reading.as_at,
            lambda: datetime.now(UTC),
            lambda found: _tell(reading, found, ledger, how),
            post.routes if post.is_wanted else None,
        )
        if answer.routes is not None:
            output.flush()
            post.deliver(ledger, answer.routes.sender)
        if reading.day_asked is None:
            # The morning's first list is then at hand.
            kept_list(ledger, reading.question(), Wanted(), lambda _done, _of: None)
    if answer.comparison.calls:
        raise typer.Exit(CALLS)


def _say_last(reading: Reading) -> None:
    with reading.session.open_ledger() as ledger:
        found = last_check(ledger, reading.session.clock.today)
    if reading.form == "json":
        reading.answer(as_json(last_record(found.latest, found.done)))
    else:
        reading.show(lambda _: last_in_words(found.latest, found.done))


def _tell(reading: Reading, found: Checked, ledger: Ledger, how: Telling) -> None:
    if how.calendar is not None:
        _write_calendar(reading, ledger, how.calendar)
    night = found.comparison if how.days is None else within(found.comparison, how.days)
    if reading.to is None and how.quiet and reading.form == "table":
        if night.calls:
            reading.show(lambda screen: night_parts(night, found.remarks, found.children, screen, NEWS))
    elif reading.form == "json":
        reading.answer(as_json(night_record(night, found.remarks)))
    elif reading.form == "csv":
        reading.answer(night_sheet(night))
    elif reading.form == "html":
        from permtrack.render.night_page import night_page  # noqa: PLC0415  (only a page needs templates)

        reading.answer(night_page(night, found.remarks, found.children, pages()))
    else:
        reading.show(lambda screen: night_parts(night, found.remarks, found.children, screen))


def _write_calendar(reading: Reading, ledger: Ledger, file: Path) -> None:
    from permtrack.app.calendars import USUAL_DAYS_AHEAD, calendar_dates, calendar_text  # noqa: PLC0415
    from permtrack.domain.calendar_dates import Choice  # noqa: PLC0415  (only a calendar needs these)

    now = reading.session.clock.now
    choice = Choice(wanted=Wanted(), owner=None, within=USUAL_DAYS_AHEAD)
    text = calendar_text(calendar_dates(ledger, reading.question(), choice, now), now)
    own = CALENDAR_MARK in output.beginning(file)
    output.save(file, text, force=reading.force or own, ledger=reading.session.place.path)
