"""The dates of a calendar: what is open now, and what was open at earlier moments of the last three months.

Nobody keeps the calendars that were made before. So the ledger is asked what one made then would have held: ninety days
ago, at the end of each day since on which something was recorded, and after each recording of the present day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from permtrack.app.asking import Question
from permtrack.app.finding_children import refuse_people_unknown
from permtrack.app.looking import histories
from permtrack.app.reigning import reign_on
from permtrack.app.working_out import Known, worked_out
from permtrack.domain.calendar_dates import CalendarDates, Choice, Dated, is_near, listed_dates, open_dates
from permtrack.domain.events import Event
from permtrack.domain.records import record
from permtrack.exchange.calendar import CalendarEntry, calendar_file
from permtrack.ledger.store import Ledger
from permtrack.render.calendar import calendar_name, description, heading

REMEMBERED_DAYS = 90
"""A calendar brought in at least this often is put right in every date; older ones keep what has ended since."""

USUAL_DAYS_AHEAD = 183
"""Six months, the longest time between two reviews of a child in care: everybody's next review is in the calendar."""

Touched = frozenset[str] | None
"""The children of whom something was recorded, by identity; None where it may concern every child."""


@record
class Recordings:
    """The moments of the remembered days after which something was different, and the last entry about each child."""

    moments: Mapping[datetime, Touched]
    last: Mapping[str | None, int]

    def sequence(self, child: str) -> int:
        """A number that grows with whatever may have changed a child's dates: the last entry about it or the ledger."""
        return max(self.last.get(child, 0), self.last.get(None, 0))


def calendar_dates(ledger: Ledger, question: Question, choice: Choice, now: datetime) -> CalendarDates:
    """What a calendar holds; `now` is the instant at which it is made, or up to which things are known."""
    refuse_people_unknown(ledger, question, choice.wanted)
    running = replace(question, history=False, alerts=False)
    with ledger.at_one_moment():
        recordings = _recordings(ledger.entries(known_at=question.known_at), now)
        open_now = list(_looked(ledger, running, None, choice))
        earlier = _earlier(ledger, running, choice, recordings, now)
    near = {dated.key for dated in open_now if is_near(dated, question.as_at, choice.within)}
    listed = (
        replace(dated, sequence=recordings.sequence(dated.child)) for dated in listed_dates(open_now, near, earlier)
    )
    return CalendarDates(
        as_at=question.as_at,
        ledger=ledger.info.id,
        dates=tuple(sorted(listed, key=lambda dated: (dated.on, dated.ref, dated.deadline.rule, dated.key))),
        restricted=choice.in_words(),
    )


def _recordings(entries: Iterator[Event], now: datetime) -> Recordings:
    moments: dict[datetime, Touched] = {}
    last: dict[str | None, int] = {}
    since = now - timedelta(days=REMEMBERED_DAYS)
    for entry in entries:
        last[entry.child] = entry.number
        if entry.recorded_at > since:
            moment = _moment(entry.recorded_at, now)
            before = moments.get(moment, frozenset())
            moments[moment] = None if entry.child is None or before is None else before | {entry.child}
    return Recordings(moments=moments, last=last)


def _moment(recorded_at: datetime, now: datetime) -> datetime:
    """The end of an earlier day; of the present day the instant itself, for a slip is often put right within minutes."""
    day = recorded_at.astimezone(UTC).date()
    return recorded_at if day >= now.date() else datetime.combine(day, time.max, UTC)


def _earlier(
    ledger: Ledger, running: Question, choice: Choice, recordings: Recordings, now: datetime
) -> Mapping[str, Dated]:
    """What calendars made at those moments held, each date as the last of them held it."""
    held: dict[str, Dated] = {}
    first: dict[datetime, Touched] = {now - timedelta(days=REMEMBERED_DAYS): None}
    for moment, touched in sorted({**recordings.moments, **first}.items(), key=lambda one: one[0]):
        as_at = _day_then(running.as_at, moment, now)
        then = replace(running, as_at=as_at, known_at=moment)
        for dated in _looked(ledger, then, touched, choice):
            if is_near(dated, as_at, choice.within):
                held[dated.key] = dated
    return held


def _day_then(as_at: date, moment: datetime, now: datetime) -> date:
    """The day asked about, as many days earlier as the moment is: a calendar is made as at its own day."""
    return as_at - (now.date() - moment.astimezone(UTC).date())


def _looked(ledger: Ledger, question: Question, children: Touched, choice: Choice) -> Iterator[Dated]:
    """What was open at a moment. Brothers and sisters matter to alerts alone, which a calendar has none of."""
    told = histories(ledger, question, children)
    known = Known(
        histories=told,
        family=told,
        imports=ledger.imports(known_at=question.known_at),
        tracking_from=ledger.info.tracking_from,
    )
    yield from open_dates(worked_out(known, question, reign_on(ledger, question)), told, choice)


def calendar_text(dates: CalendarDates, stamped_at: datetime) -> str:
    """The calendar as an iCalendar file; `stamped_at` is the instant at which it is made."""
    return calendar_file(calendar_name(dates), (_entry(dated, dates) for dated in dates.dates), stamped_at)


def _entry(dated: Dated, dates: CalendarDates) -> CalendarEntry:
    return CalendarEntry(
        uid=f"{dated.key}@{dates.ledger}",
        on=dated.on,
        summary=heading(dated),
        description=description(dated, dates),
        category=dated.deadline.tier,
        cancelled=dated.cancelled,
        sequence=dated.sequence,
        reminders=dated.reminders(dates.as_at),
    )
