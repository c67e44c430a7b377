"""What `doctor` says of the ledger's file: its entries, its rights, its place, its clock, and when it was looked after."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.ledger.condition import Condition, Rights, bytes_free, place_of, rights
from permtrack.ledger.files import closing_to_others
from permtrack.ledger.kept import Upkeep
from permtrack.ledger.upkeep import BACKUP, CHECK, VERIFY
from permtrack.ledger.whereabouts import Whereabouts
from permtrack.render.doctor import Finding, State
from permtrack.render.machine import instant
from permtrack.render.states import days_in_words

MEGABYTE = 1_000_000
LEAST_ROOM = 10 * MEGABYTE
LITTLE_ROOM = 200 * MEGABYTE
SKEW = timedelta(minutes=1)
"""By so much the clocks of two computers that share a ledger may differ."""


@record
class Care:
    """Something that should be done to a ledger again and again: by what it is noted, and when it is worth a look."""

    noted: str
    name: str
    never: str
    most_days: int
    do: str


CARES = (
    Care(
        noted=BACKUP,
        name="last backup",
        never="no backup is noted in this ledger",
        most_days=7,
        do="permtrack backup FOLDER --keep 30, every night",
    ),
    Care(
        noted=VERIFY,
        name="last verify",
        never="no verification is noted in this ledger",
        most_days=31,
        do="permtrack verify --against FILE, with heads noted elsewhere",
    ),
    Care(noted=CHECK, name="last check", never="never ran", most_days=2, do="permtrack check, every night"),
)


def ledger_findings(path: Path, named_by: str, found: Condition, now: datetime, today: date) -> Iterator[Finding]:
    """Everything about a ledger that can be read."""
    yield _itself(path, named_by, found)
    if found.departures:
        yield Finding(
            what="protection",
            state=State.TROUBLE,
            fact="; ".join(found.departures),
            do="permtrack verify says what else is wrong; nothing more can be recorded until a sound copy is restored",
        )
    yield _rights(path, rights(path))
    yield from room(path, place_of(path), found)
    yield _clock(found, now)
    for care in CARES:
        yield _last(care, found.upkeep.get(care.noted), now, today)


def _itself(path: Path, named_by: str, found: Condition) -> Finding:
    info = found.info
    return Finding(
        what="ledger",
        state=State.OK,
        fact=f"{path} (named by {named_by}): {_entries(found)}, tracking since {shown(info.tracking_from)}",
        values={
            "path": str(path),
            "named_by": named_by,
            "id": info.id,
            "schema": info.schema_version,
            "entries": found.head.number,
            "head": str(found.head),
        },
    )


def _entries(found: Condition) -> str:
    return "1 entry" if found.head.number == 1 else f"{found.head.number:,} entries"


def _rights(path: Path, found: Rights) -> Finding:
    mode = "kept by Windows in the file's security settings" if found.mode is None else f"{found.mode:04o}"
    may = "read and record" if found.may_write else "read, not record"
    who = "; every account of this computer has rights to it" if found.everybody else ""
    do = None
    if found.everybody:
        do = closing_to_others(path)
    elif not found.may_write:
        do = "nothing, if this account is only to read; else give it rights to the file and its folder"
    return Finding(
        what="file rights",
        state=State.LOOK if do else State.OK,
        fact=f"{mode}; this account may {may}{who}",
        do=do,
        values={"mode": None if found.mode is None else f"{found.mode:04o}", "may_write": found.may_write},
    )


def room(path: Path, place: Whereabouts | None, found: Condition | None) -> Iterator[Finding]:
    """Where the file lies, or would lie, and the room that is left there."""
    yield _place(place, found)
    free = bytes_free(path)
    if free is None:
        yield Finding(what="free space", state=State.LOOK, fact="the system does not say", values={"bytes": None})
        return
    state = State.TROUBLE if free < LEAST_ROOM else State.LOOK if free < LITTLE_ROOM else State.OK
    do = None if state is State.OK else "make room on that disk: a full disk refuses to record and to back up"
    yield Finding(
        what="free space", state=state, fact=f"{_size(free)} where the ledger lies", do=do, values={"bytes": free}
    )


def _place(place: Whereabouts | None, found: Condition | None) -> Finding:
    if place is None:
        return Finding(
            what="place", state=State.OK, fact="no network share and no synced folder", values={"kind": None}
        )
    allowed = found.allowed_places.get(place.place) if found else None
    since = f" (allowed on {shown(allowed.date())})" if allowed else ""
    return Finding(
        what="place",
        state=State.LOOK,
        fact=f"{place.words}{since}: {place.danger}",
        do="back up every night to another place, let one person record at a time, and move the ledger to a "
        "computer's own disk when you can: permtrack backup, then permtrack restore there",
        values={"kind": place.place.value, "known_by": place.known_by},
    )


def _size(free: int) -> str:
    return f"{free / MEGABYTE / 1000:,.1f} GB" if free >= 1000 * MEGABYTE else f"{free / MEGABYTE:,.0f} MB"


def _clock(found: Condition, now: datetime) -> Finding:
    last = found.last_recorded_at
    values: dict[str, str | int | None] = {"now": instant(now), "last_recorded_at": instant(last) if last else None}
    if last and now < last - SKEW:
        return Finding(
            what="clock",
            state=State.TROUBLE,
            fact=f"this computer says {_minute(now)}, but something was recorded at {_minute(last)}",
            do="set the clock before recording anything; if it was wrong then and is right now, there is nothing to do",
            values=values,
        )
    return Finding(what="clock", state=State.OK, fact=f"{_minute(now)}, after everything recorded", values=values)


def _minute(at: datetime) -> str:
    return f"{shown(at.date())} {at:%H:%M} UTC"


def _when(note: Upkeep, days: int) -> str:
    if note.about is not None:
        return f"{note.said}, {days_in_words(days)} ago; done {_minute(note.at)}"
    return f"{_minute(note.at)}, {days_in_words(days)} ago: {note.said}"


def _last(care: Care, note: Upkeep | None, now: datetime, today: date) -> Finding:
    """When something was last done; whoever knows of it from elsewhere makes the note.

    What told of a day is as old as that day is by the clock of this command, which a setting may have replaced.
    """
    if note is None:
        return Finding(what=care.name, state=State.LOOK, fact=care.never, do=care.do, values={"at": None})
    days = max(0, (today - note.about if note.about else now - note.at).days)
    late = days > care.most_days
    return Finding(
        what=care.name,
        state=State.LOOK if late else State.OK,
        fact=_when(note, days),
        do=care.do if late else None,
        values={"at": instant(note.at), "said": note.said, "age_days": days},
    )
