"""From days to places on a line: where every bar and mark stands, which words fit, what is said in the key.

Lengths are in whatever the drawer counts in: columns of a terminal, or the units of a drawing. No two labels of a row
meet: a bar's words are shortened to its letter or left out, marks that would touch are told as one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from permtrack.domain.child_page.picture import Bar, Mark, Picture, Row
from permtrack.domain.days import months_after
from permtrack.domain.typed_dates import shown

MANY = 9
MONTHS_BETWEEN = (1, 3, 6, 12, 24, 60)
"""The steps, in months, at which the line of days may be labelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """What is drawn on: its width, how wide a text is, how far apart marks stand, in how many lanes.

    In `whole` places only whole columns are left to stand in.
    """

    width: float
    room: Callable[[str], float]
    apart: float
    lanes: int = 1
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBar:
    """A bar from `left` to `right`, and the words that fit into it."""

    bar: Bar
    left: float
    right: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedMark:
    """One mark, or several told as one, in its lane."""

    marks: tuple[Mark, ...]
    at: float
    lane: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRow:
    """One row with everything in its place, and the number of lanes its marks need."""

    row: Row
    bars: tuple[PlacedBar, ...]
    marks: tuple[PlacedMark, ...]
    lanes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A day written at a place of the line of days."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The whole picture, the place of the as-at day, and the key: a line for each row that uses letters."""

    labels: tuple[Label, ...]
    rows: tuple[PlacedRow, ...]
    now: float
    key: tuple[tuple[str, str], ...]


def placed(picture: Picture, canvas: Canvas) -> Placed:
    """The picture laid out on a canvas."""
    rows = tuple(_row(row, picture, canvas) for row in picture.rows)
    return Placed(
        labels=tuple(_labels(picture, canvas)),
        rows=rows,
        now=_place(picture.as_at, picture, canvas),
        key=tuple((row.row.name, said) for row in rows if (said := _key(row))),
    )


def _place(day: date, picture: Picture, canvas: Canvas) -> float:
    days = (picture.last - picture.first).days
    # The last column is a place too, and the end of a drawing is none.
    place = (day - picture.first).days / days * (canvas.width - (1 if canvas.whole else 0))
    place = min(max(place, 0), canvas.width)
    return round(place) if canvas.whole else round(place, 1)


def _row(row: Row, picture: Picture, canvas: Canvas) -> PlacedRow:
    bars = tuple(_bar(bar, picture, canvas) for bar in row.bars)
    marks = tuple(_marks(row.marks, picture, canvas))
    return PlacedRow(row=row, bars=bars, marks=marks, lanes=max((mark.lane + 1 for mark in marks), default=1))


def _bar(bar: Bar, picture: Picture, canvas: Canvas) -> PlacedBar:
    left = _place(bar.first, picture, canvas)
    right = _place(bar.last or picture.as_at, picture, canvas)
    room = right - left - canvas.room("|")
    text = next((words for words in (bar.what, bar.code) if canvas.room(words) <= room), "")
    return PlacedBar(bar=bar, left=left, right=right, text=text)


def _marks(marks: Sequence[Mark], picture: Picture, canvas: Canvas) -> Iterator[PlacedMark]:
    """The marks in as many lanes as they need and there are; where these are full, told together."""
    lanes: list[list[tuple[float, list[Mark]]]] = [[] for _ in range(canvas.lanes)]
    for mark in sorted(marks, key=lambda mark: mark.on):
        at = _place(mark.on, picture, canvas)
        free = next((lane for lane in lanes if not lane or lane[-1][0] + canvas.apart <= at), None)
        if free is not None:
            free.append((at, [mark]))
        else:
            max(lanes, key=lambda lane: lane[-1][0])[-1][1].append(mark)
    for number, lane in enumerate(lanes):
        for at, together in lane:
            yield PlacedMark(marks=tuple(together), at=at, lane=number, text=_told(together))


def _told(marks: Sequence[Mark]) -> str:
    """The letter of a mark; of several the gravest one's, of equally grave ones their number."""
    gravest = max(mark.gravity for mark in marks)
    codes = {mark.code for mark in marks if mark.gravity == gravest}
    if len(marks) == 1 or gravest:
        return next(iter(codes))
    return str(min(len(marks), MANY))


def _labels(picture: Picture, canvas: Canvas) -> Iterator[Label]:
    """The first days of months or years, as close as they can be read; of a short time, its first day."""
    for months in MONTHS_BETWEEN:
        found = list(_every(months, picture, canvas))
        if not _meet(found, canvas) and found:
            yield from found
            return
    yield Label(at=0, text=shown(picture.first))


def _every(months: int, picture: Picture, canvas: Canvas) -> Iterator[Label]:
    day = picture.first.replace(day=1)
    day = months_after(day, -((day.year * 12 + day.month - 1) % months))
    while day <= picture.last:
        if day >= picture.first:
            at = _place(day, picture, canvas)
            text = f"{day:%Y}" if months >= 12 else f"{day:%b %Y}"
            if at + canvas.room(text) <= canvas.width:
                yield Label(at=at, text=text)
        day = months_after(day, months)


def _meet(labels: Sequence[Label], canvas: Canvas) -> bool:
    return any(earlier.at + canvas.room(earlier.text + " ") > later.at for earlier, later in pairwise(labels))


def _key(row: PlacedRow) -> str:
    """What the letters of a row mean, those that stand in it: `F foster, A adoptive`."""
    bars = {bar.text: bar.bar.what for bar in row.bars if bar.text and bar.text != bar.bar.what}
    alone = [mark for mark in row.marks if not mark.text.isdigit()]
    marks = {mark.text: next(m.what for m in mark.marks if m.code == mark.text) for mark in alone}
    said = [f"{code} {what}" for code, what in (bars | marks).items()]
    if any(mark.text.isdigit() for mark in row.marks):
        said.append(f"2-{MANY} so many together")
    return ", ".join(said)
