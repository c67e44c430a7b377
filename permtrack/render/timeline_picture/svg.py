"""The picture as a drawing that stands by itself: no script, nothing from outside, readable in black and white."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from html import escape
from textwrap import wrap

from permtrack.domain.child_page.picture import Picture
from permtrack.domain.typed_dates import shown
from permtrack.render.timeline_picture.layout import Canvas, Placed, PlacedBar, PlacedMark, PlacedRow, placed
from permtrack.render.visible import visible

WIDTH, MARGIN, EDGE = 760, 74, 8
LETTER = 6.7
"""The width of a letter at 11 units, taken wide: what fits so fits in any plain typeface."""
LINE, LANE, BAR, GAP = 15, 15, 15, 4
BASE = 12
"""How far below the top of a bar its words stand."""
KEY_LETTERS = 120
GRAVE = 3


def picture_svg(picture: Picture) -> str:
    """The drawing; empty where there is nothing to show. It is as wide as the page it stands on."""
    if not picture.rows:
        return ""
    canvas = Canvas(width=WIDTH - MARGIN - EDGE, room=_room, apart=15, lanes=2)
    laid = placed(picture, canvas)
    tops, height = _tops(laid)
    key = list(_key(laid, height + BASE))
    whole = height + LINE * len(key) + GAP
    parts = [
        _opened(whole),
        f"<title>{_text('The years in one picture')}</title>",
        f"<desc>{_text(_described(picture))}</desc>",
        *_days(laid, height),
        *(part for row, top in zip(laid.rows, tops, strict=True) for part in _row(row, top)),
        *key,
        "</svg>",
    ]
    return "\n".join(parts)


def _opened(height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" viewBox="0 0 {WIDTH} {_number(height)}" '
        'width="100%" font-family="Arial, Helvetica, sans-serif" font-size="11" fill="#000">'
    )


def _room(text: str) -> float:
    return len(text) * LETTER


@lru_cache(maxsize=4096)
def _text(words: str) -> str:
    """Words as they stand in a drawing. Kept: the same happens to many children on the same days."""
    return escape(visible(words))


@cache
def _number(value: float) -> str:
    """A length. Kept: a drawing has some thousand places."""
    return f"{value:.1f}".removesuffix(".0")


def _write(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{_number(x)}" y="{_number(y)}"{more}>{_text(words)}</text>'


def _tops(laid: Placed) -> tuple[list[float], float]:
    """The upper edge of each row, and the lower edge of the last."""
    tops, top = [], float(LINE + GAP)
    for row in laid.rows:
        tops.append(top)
        top += max(BAR, row.lanes * LANE) + GAP
    return tops, top


def _days(laid: Placed, height: float) -> Iterator[str]:
    for label in laid.labels:
        x = _number(MARGIN + label.at)
        yield f'<line x1="{x}" y1="{LINE}" x2="{x}" y2="{_number(height)}" stroke="#bbb" stroke-width="0.5"/>'
        yield _write(MARGIN + label.at, LINE - 4, label.text)
    now = _number(MARGIN + laid.now)
    yield f'<line x1="{now}" y1="{LINE}" x2="{now}" y2="{_number(height)}" stroke="#000" stroke-dasharray="4 3"/>'


def _row(row: PlacedRow, top: float) -> Iterator[str]:
    yield _write(0, top + BASE, row.row.name, ' font-weight="bold"')
    for place, bar in enumerate(row.bars):
        yield from _bar(bar, top, shaded=place % 2 == 1)
    if row.marks:
        yield from _marks(row.marks, top)


def _bar(placed_bar: PlacedBar, top: float, *, shaded: bool) -> Iterator[str]:
    """A box with its words; its left edge is broken where it may have begun earlier, neighbours differ in shade."""
    bar = placed_bar.bar
    x, width = MARGIN + placed_bar.left, max(placed_bar.right - placed_bar.left, 1)
    fill = "#ddd" if shaded else "#fff"
    dashes = ' stroke-dasharray="3 2"' if bar.open_start else ""
    began = f"{'by ' if bar.open_start else ''}{shown(bar.first)}"
    until = f" to {shown(bar.last)}" if bar.last else ", still"
    yield (
        f'<rect x="{_number(x)}" y="{_number(top)}" width="{_number(width)}" height="{BAR}" fill="{fill}" '
        f'stroke="#000"{dashes}><title>{_text(f"{bar.what}, {began}{until}")}</title></rect>'
    )
    if placed_bar.text:
        yield _write(x + 3, top + BASE, placed_bar.text)


def _marks(marks: Sequence[PlacedMark], top: float) -> Iterator[str]:
    """Letters in rings; in black squares where they are grave. What all of them look like is said once."""
    yield '<g fill="#fff" stroke="#000">'
    yield from [_ring(mark, top) for mark in marks]
    yield '</g><g text-anchor="middle" font-size="10">'
    yield from [_letter(mark, top) for mark in marks]
    yield "</g>"


def _ring(mark: PlacedMark, top: float) -> str:
    x, y = MARGIN + mark.at, _middle(mark, top)
    title = f"<title>{_text('; '.join([f'{one.what}, {shown(one.on)}' for one in mark.marks]))}</title>"
    if mark.gravity < GRAVE:
        return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="7">{title}</circle>'
    left, upper = _number(x - 6.5), _number(y - 6.5)
    return f'<rect x="{left}" y="{upper}" width="13" height="13" fill="#000">{title}</rect>'


def _letter(mark: PlacedMark, top: float) -> str:
    white = ' fill="#fff"' if mark.gravity >= GRAVE else ""
    return _write(MARGIN + mark.at, _middle(mark, top) + 4, mark.text, white)


def _middle(mark: PlacedMark, top: float) -> float:
    return top + 7.5 + mark.lane * LANE


def _key(laid: Placed, top: float) -> Iterator[str]:
    said = [f"{name}: {letters}" for name, letters in laid.key]
    said.append("Dashed: the line is the day asked about, a box may have begun earlier.")
    for place, line in enumerate(wrap("; ".join(said), KEY_LETTERS)):
        yield _write(0, top + place * LINE, line)


def _described(picture: Picture) -> str:
    """The picture in words, for those who cannot see it."""
    parts = []
    for row in picture.rows:
        bars = [f"{bar.what} from {shown(bar.first)}" for bar in row.bars]
        marks = [f"{mark.what} {shown(mark.on)}" for mark in row.marks]
        parts.append(f"{row.name}: {', '.join([*bars, *marks])}.")
    return f"From {shown(picture.first)} to {shown(picture.last)}. {' '.join(parts)}"
