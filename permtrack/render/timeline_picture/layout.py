"""From days to places on a line: where every bar and mark stands, which words fit, what is said in the key.

Lengths are in whatever the drawer counts in: columns of a terminal, or the units of a drawing. No two labels of a row
meet: a bar's words are shortened to its letter or left out, marks that would touch are told as one.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from permtrack.domain.child_page.picture import Bar, Mark, Picture, Row
from permtrack.domain.days import months_after
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown

MANY = 9
YEAR = 12
MONTHS_BETWEEN = (1, 3, 6, YEAR, 2 * YEAR, 5 * YEAR)
"""The steps, in months, at which the line of days may be labelled."""


@record
class Canvas:
    """What is drawn on: its width, how wide a text is, how far apart marks stand, in how many lanes.

    In `whole` places only whole columns are left to stand in.
    """

    width: float
    room: Callable[[str], float]
    apart: float
    lanes: int = 1
    whole: bool = False


@record
class PlacedBar:
    """A bar from `left` to `right`, and the words that fit into it."""

    bar: Bar
    left: float
    right: float
    text: str


@record
class PlacedMark:
    """One mark, or several told as one, in its lane; `gravity` is that of the gravest."""

    marks: tuple[Mark, ...]
    at: float
    lane: int
    text: str
    gravity: int


@record
class PlacedRow:
    """One row with everything in its place, and the number of lanes its marks need."""

    row: Row
    bars: tuple[PlacedBar, ...]
    marks: tuple[PlacedMark, ...]
    lanes: int


@record
class Label:
    """A day written at a place of the line of days."""

    at: float
    text: str


@record
class Placed:
    """The whole picture, the place of the as-at day, and the key: a line for each row that uses letters."""

    labels: tuple[Label, ...]
    rows: tuple[PlacedRow, ...]
    now: float
    key: tuple[tuple[str, str], ...]


@record
class _Line:
    """The days of one picture along a canvas: `first` is the first as a number, `days` how many follow, `places` the last place."""

    canvas: Canvas
    first: int
    days: int
    places: float

    def place(self, day: date) -> float:
        """Where a day stands; days beyond the line stand at its end."""
        place = min(max((day.toordinal() - self.first) / self.days * self.places, 0), self.canvas.width)
        return round(place) if self.canvas.whole else round(place, 1)


def placed(picture: Picture, canvas: Canvas) -> Placed:
    """The picture laid out on a canvas."""
    line = _Line(
        canvas=canvas,
        first=picture.first.toordinal(),
        days=(picture.last - picture.first).days,
        # The last column is a place too, and the end of a drawing is none.
        places=canvas.width - (1 if canvas.whole else 0),
    )
    rows = tuple(_row(row, line, picture.as_at) for row in picture.rows)
    return Placed(
        labels=_labels(picture, line),
        rows=rows,
        now=line.place(picture.as_at),
        key=tuple((row.row.name, said) for row in rows if (said := _key(row))),
    )


def _row(row: Row, line: _Line, as_at: date) -> PlacedRow:
    bars = tuple([_bar(bar, line, as_at) for bar in row.bars])
    marks = tuple(_marks(row.marks, line))
    return PlacedRow(row=row, bars=bars, marks=marks, lanes=max([mark.lane + 1 for mark in marks], default=1))


def _bar(bar: Bar, line: _Line, as_at: date) -> PlacedBar:
    left, right = line.place(bar.first), line.place(bar.last or as_at)
    room = right - left - line.canvas.room("|")
    text = next((words for words in (bar.what, bar.code) if line.canvas.room(words) <= room), "")
    return PlacedBar(bar=bar, left=left, right=right, text=text)


def _marks(marks: Sequence[Mark], line: _Line) -> Iterator[PlacedMark]:
    """The marks in as many lanes as they need and there are; where these are full, told together."""
    apart = line.canvas.apart
    lanes: list[list[tuple[float, list[Mark]]]] = [[] for _ in range(line.canvas.lanes)]
    for mark in sorted(marks, key=lambda mark: mark.on):
        at = line.place(mark.on)
        for lane in lanes:
            if not lane or lane[-1][0] + apart <= at:
                lane.append((at, [mark]))
                break
        else:
            max(lanes, key=lambda lane: lane[-1][0])[-1][1].append(mark)
    for number, lane in enumerate(lanes):
        for at, together in lane:
            # Of several the first of the gravest.
            gravest = together[0] if len(together) == 1 else max(together, key=lambda mark: mark.gravity)
            text = _told(gravest, len(together))
            yield PlacedMark(marks=tuple(together), at=at, lane=number, text=text, gravity=gravest.gravity)


def _told(gravest: Mark, marks: int) -> str:
    """The letter of a mark; of several the gravest one's, of equally grave ones their number."""
    return gravest.code if marks == 1 or gravest.gravity else str(min(marks, MANY))


def _labels(picture: Picture, line: _Line) -> tuple[Label, ...]:
    """The first days of months or years, as close as they can be read; of a short time, its first day."""
    readable = (_every(months, picture, line) for months in MONTHS_BETWEEN)
    return next((labels for labels in readable if labels), None) or (Label(at=0, text=shown(picture.first)),)


def _every(months: int, picture: Picture, line: _Line) -> tuple[Label, ...]:
    """The labels so many months apart; none where two would meet."""
    found: list[Label] = []
    taken = 0.0
    for day in _first_days(months, picture):
        at, text = line.place(day), f"{day:%Y}" if months >= YEAR else f"{day:%b %Y}"
        if at + line.canvas.room(text) > line.canvas.width:
            break
        if at < taken:
            return ()
        found.append(Label(at=at, text=text))
        taken = at + line.canvas.room(text + " ")
    return tuple(found)


def _first_days(months: int, picture: Picture) -> Iterator[date]:
    """The first days of every so many months that the picture reaches over, counted from a January."""
    day = picture.first.replace(day=1)
    day = months_after(day, -((day.year * YEAR + day.month - 1) % months))
    while day <= picture.last:
        if day >= picture.first:
            yield day
        day = months_after(day, months)


def _key(row: PlacedRow) -> str:
    """What the letters of a row mean, those that stand in it: `F foster, A adoptive`."""
    bars = {bar.text: bar.bar.what for bar in row.bars if bar.text and bar.text != bar.bar.what}
    alone = [mark for mark in row.marks if not mark.text.isdigit()]
    marks = {mark.text: next(m.what for m in mark.marks if m.code == mark.text) for mark in alone}
    said = [f"{code} {what}" for code, what in (bars | marks).items()]
    if any(mark.text.isdigit() for mark in row.marks):
        said.append(f"2-{MANY} so many together")
    return ", ".join(said)
