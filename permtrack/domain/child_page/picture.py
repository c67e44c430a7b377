"""What a picture of a child's years shows: bars for what lasted, marks for what happened, and the days they reach over.

Only days are here; `render.timeline_picture` turns them into places on a line.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from permtrack.domain.days import years_after
from permtrack.domain.findings import Deadline, Status
from permtrack.domain.journey import Journey
from permtrack.domain.records import record
from permtrack.domain.stretches import Moment, Stretch

AHEAD_DAYS = 90
"""How far ahead a duty still belongs to the picture."""
LEAST_DAYS = 28
"""The shortest time a picture reaches over, so that a newborn's days are not drawn as years."""


@record
class Bar:
    """Something that lasted; `last` is None while it does. `open_start` where it may have begun earlier."""

    what: str
    code: str
    first: date
    last: date | None
    open_start: bool = False


@record
class Mark:
    """Something on one day. Of several in one place the gravest is shown; of equals their number."""

    what: str
    code: str
    on: date
    gravity: int = 0


@record
class Row:
    """One line of the picture."""

    name: str
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()


@record
class Picture:
    """The rows that hold anything, and the days from `first` to `last` that they reach over."""

    first: date
    last: date
    as_at: date
    rows: tuple[Row, ...]


LIVES = {
    "foster": "F", "connected-person": "K", "connected-person-temporary": "T", "early-permanence": "E", "parent": "P",
    "residential": "R", "secure": "S", "supported": "U", "adoptive": "A", "other": "O",
}  # fmt: skip
STATUSES = {
    "s20": "S", "police-protection": "P", "epo": "E", "ico": "I", "co": "C", "placement-order": "O",
    "freeing-order": "F", "remand": "R", "other": "X",
}  # fmt: skip
PLANS = {
    "return-home": "H", "connected-person": "K", "special-guardianship": "S", "child-arrangements": "C",
    "adoption": "A", "long-term-fostering": "L", "residential": "R", "independence": "I", "other": "O",
}  # fmt: skip
MEETINGS = {
    "review": ("R", "review"),
    "ppm": ("P", "planning meeting"),
    "tracking-meeting": ("T", "tracking meeting"),
}
STEPS = {
    "adm-decision": ("D", "decision"),
    "adm-decision-reversed": ("X", "reversed or revoked"),
    "placement-order": ("O", "placement order"),
    "placement-order-revoked": ("X", "reversed or revoked"),
    "match-decision": ("M", "match"),
    "introductions-started": ("I", "introductions"),
    "placed-for-adoption": ("P", "placed"),
    "adoption-order": ("A", "adoption order"),
    "guardianship-order": ("G", "guardianship order"),
}
DUTIES = {
    Status.MET: ("+", "met", 1),
    Status.UPCOMING: ("o", "to come", 2),
    Status.DUE_SOON: ("o", "to come", 2),
    Status.DUE_TODAY: ("o", "to come", 2),
    Status.MET_LATE: ("-", "met late", 3),
    Status.MISSED: ("!", "missed or overdue", 4),
    Status.OVERDUE: ("!", "missed or overdue", 4),
}
"""The states that have a day; averages are nobody's duty and not among them."""


def picture(journey: Journey, deadlines: Iterable[Deadline]) -> Picture:
    """The picture of a child up to the journey's day, and of what falls due soon after it."""
    rows = (
        Row(name="Care", bars=_care(journey)),
        Row(name="Lives", bars=tuple(_bar(p.type, LIVES, p.stretch) for p in journey.placements)),
        Row(name="Status", bars=tuple(_statuses(journey))),
        Row(name="Plan", bars=tuple(_plans(journey))),
        Row(name="Meetings", marks=_of_kinds(journey, MEETINGS)),
        Row(name="Steps", marks=(*_births(journey), *_of_kinds(journey, STEPS))),
        Row(name="Duties", marks=tuple(_duties(deadlines, journey.as_at))),
    )
    told = tuple(row for row in rows if row.bars or row.marks)
    first, last = _reach(told, journey.as_at)
    return Picture(first=first, last=last, as_at=journey.as_at, rows=told)


def _reach(rows: Sequence[Row], as_at: date) -> tuple[date, date]:
    days = [as_at, *(bar.first for row in rows for bar in row.bars), *(m.on for row in rows for m in row.marks)]
    return min(*days, max(days) - timedelta(days=LEAST_DAYS)), max(days)


def _care(journey: Journey) -> tuple[Bar, ...]:
    return tuple(_bar("in care", {"in care": "C"}, care) for care in journey.stretches("care"))


def _births(journey: Journey) -> Iterator[Mark]:
    """The birth, done or expected, where the picture need not reach far for it."""
    born = journey.child.dob or journey.child.edd
    began = min((event.on for event in journey.events), default=journey.as_at)
    if born is not None and years_after(born, 1) >= began and born <= years_after(journey.as_at, 1):
        yield Mark(what="birth" if journey.child.dob else "birth expected", code="B", on=born)


def _bar(what: str, codes: dict[str, str], stretch: Stretch) -> Bar:
    end = stretch.end.on if stretch.end else None
    return Bar(what=what, code=codes.get(what, "?"), first=stretch.started_on, last=end, open_start=not stretch.exact)


def _statuses(journey: Journey) -> Iterator[Bar]:
    """One bar for each run of a legal status within a period of care."""
    for care in journey.stretches("care"):
        told = [s for s in journey.statuses if care.touches(s.on) and s.place >= care.place and _before_end(s, care)]
        by_day = list({status.on: status for status in told}.values())
        until = care.end.on if care.end else None
        yield from _runs([(s.on, s.why, s.exact) for s in by_day], STATUSES, until)


def _before_end(moment: Moment, care: Stretch) -> bool:
    return care.end is None or moment.place < care.end.place


def _plans(journey: Journey) -> Iterator[Bar]:
    """One bar for each run of a primary plan."""
    by_day = {plan.on: plan for plan in journey.plans}.values()
    yield from _runs([(p.on, p.primary, p.event.is_exact) for p in by_day], PLANS, None)


def _runs(told: Sequence[tuple[date, str | None, bool]], codes: dict[str, str], until: date | None) -> Iterator[Bar]:
    """The runs of the same word, the last until the day given; a time without a word has no bar."""
    starts = [one for place, one in enumerate(told) if place == 0 or told[place - 1][1] != one[1]]
    for place, (first, what, exact) in enumerate(starts):
        last = starts[place + 1][0] if place + 1 < len(starts) else until
        if what is not None:
            yield Bar(what=what, code=codes.get(what, "?"), first=first, last=last, open_start=not exact)


def _of_kinds(journey: Journey, kinds: dict[str, tuple[str, str]]) -> tuple[Mark, ...]:
    return tuple(
        Mark(what=kinds[event.kind][1], code=kinds[event.kind][0], on=event.on)
        for event in journey.events
        if event.kind in kinds and event.word("outcome") != "no"
    )


def _duties(deadlines: Iterable[Deadline], as_at: date) -> Iterator[Mark]:
    last = as_at + timedelta(days=AHEAD_DAYS)
    for deadline in deadlines:
        said, day = DUTIES.get(deadline.status), deadline.due_on
        if day is not None and deadline.met_on is not None and day > as_at:
            # What is done already does not lie ahead.
            day = deadline.met_on
        if said is None or day is None or day > last or deadline.is_benchmark:
            continue
        code, what, gravity = said
        yield Mark(what=what, code=code, on=day, gravity=gravity)
