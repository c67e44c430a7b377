"""Calendars as iCalendar files (RFC 5545): all-day entries that a later file of the same ledger updates.

An entry keeps its UID for as long as the duty lasts, so that bringing a file in again duplicates nothing. Of two entries
of one UID the one with the higher SEQUENCE holds, and of equal ones the later DTSTAMP: the caller's sequence grows with
the ledger, and the stamp is the instant at which the file is made.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from permtrack import __version__
from permtrack.domain.records import record

if TYPE_CHECKING:
    from icalendar import Alarm, Event

REMINDED_AT = timedelta(hours=9)
"""The time of day of a reminder; an all-day entry begins at midnight, wherever the reader is."""


@record
class CalendarEntry:
    """One all-day entry. Its texts hold nothing that a screen would obey; `reminders` are days before the day."""

    uid: str
    on: date
    summary: str
    description: str
    category: str
    cancelled: bool
    sequence: int
    reminders: tuple[int, ...] = ()


def calendar_file(name: str, entries: Iterable[CalendarEntry], stamped_at: datetime) -> str:
    """The file's text, its lines folded and ended by CRLF."""
    from icalendar import Calendar, vText  # noqa: PLC0415  (100 ms that only a calendar pays)

    calendar = Calendar()
    calendar.add("prodid", f"-//permtrack//permtrack {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # icalendar 7.3 does not escape a bare text under a name that begins with X-.
    calendar.add("x-wr-calname", vText(name))
    for entry in entries:
        calendar.add_component(_event(entry, stamped_at))
    return str(calendar.to_ical(), "utf-8")


def _event(entry: CalendarEntry, stamped_at: datetime) -> "Event":
    from icalendar import Event  # noqa: PLC0415

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamped_at)
    event.add("last-modified", stamped_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.on)
    if entry.on < date.max:
        event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("categories", ["permtrack", entry.category])
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    for days in entry.reminders:
        event.add_component(_alarm(days, entry.summary))
    return event


def _alarm(days: int, summary: str) -> "Alarm":
    from icalendar import Alarm  # noqa: PLC0415

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", REMINDED_AT - timedelta(days=days))
    return alarm
