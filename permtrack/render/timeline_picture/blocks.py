"""The picture in characters, for a terminal or a pipe."""

from collections.abc import Iterator

from permtrack.domain.child_page.picture import Picture
from permtrack.render.screen import Screen
from permtrack.render.timeline_picture.layout import Canvas, Placed, PlacedRow, placed

MARGIN = 10
WIDEST = 120
ON_A_PIPE = 80
NARROWEST = 30
"""In fewer columns nothing can be told apart."""


def picture_lines(picture: Picture, screen: Screen) -> Iterator[str]:
    """The picture, line by line, with its key; nothing where there is nothing to show or no room for it."""
    width = min(screen.width or ON_A_PIPE, WIDEST) - MARGIN
    if not picture.rows or width < NARROWEST:
        return
    laid = placed(picture, Canvas(width=width, room=len, apart=1, whole=True))
    yield (" " * MARGIN + _line_of_days(laid, width)).rstrip()
    for row in laid.rows:
        yield (f"{row.row.name:<{MARGIN}}" + _drawn(row, width, screen)).rstrip()
    yield "; ".join(f"{name}: {said}" for name, said in laid.key)


def _line_of_days(laid: Placed, width: int) -> str:
    line = [" "] * width
    for label in laid.labels:
        _write(line, int(label.at), label.text)
    return "".join(line)


def _drawn(row: PlacedRow, width: int, screen: Screen) -> str:
    start, open_start, along = ("\u251c", "\u2508", "\u2500") if screen.lines else ("|", "<", "-")
    line = [" "] * width
    for bar in row.bars:
        left, right = int(bar.left), max(int(bar.right), int(bar.left) + 1)
        _write(line, left, along * (right - left))
        _write(line, left, open_start if bar.bar.open_start else start)
        _write(line, left + 1, bar.text)
    for mark in row.marks:
        _write(line, int(mark.at), mark.text)
    return "".join(line)


def _write(line: list[str], at: int, text: str) -> None:
    """Put a text into a line; what would stand beyond its end is left out."""
    for place, character in enumerate(text, start=at):
        if place < len(line):
            line[place] = character
