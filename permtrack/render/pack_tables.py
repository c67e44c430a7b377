"""A section of the pack: one table with what is to be known about it, drawn alike in HTML, in a workbook and on a terminal."""

from collections.abc import Sequence
from datetime import date

from permtrack.domain.events import Child
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.render.states import child_in_words

ORDINARY_WIDTH, WIDTH_OF_SENTENCES = 14, 60
SPEAKING = ("Child", "Stage", "Rule")
Cell = str | int | float | date | Child | None
Groups = tuple[tuple[int, ...], ...]


@record
class Heading:
    """A column: what it is called, whether its words are never folded, and how wide a workbook makes it.

    One that `speaks` needs no name beside it where columns are stacked: its words say what they are.
    """

    name: str
    whole: bool = False
    speaks: bool = False
    width: int = ORDINARY_WIDTH


@record
class Section:
    """One table. `says` stands before it, `notes` below it.

    `stacked` groups its columns for a screen of less than `room` columns, `narrow` for one on which even that does not
    fit. `sheet` is its name in a workbook; where there are no rows `empty` is said instead.
    """

    id: str
    title: str
    sheet: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    stacked: Groups = ()
    narrow: Groups = ()
    room: int = 110
    says: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = "None."


def headings(
    *names: str, whole: Sequence[str] = (), wide: Sequence[str] = (), speaks: Sequence[str] = ()
) -> tuple[Heading, ...]:
    """The columns of these names; those that are `whole` are not folded, those that are `wide` hold sentences."""
    return tuple(
        Heading(
            name=name,
            whole=name in whole,
            speaks=name in {*SPEAKING, *wide, *speaks},
            width=WIDTH_OF_SENTENCES if name in wide else ORDINARY_WIDTH,
        )
        for name in names
    )


def in_words(cell: Cell) -> str:
    """A cell as people read it: `12 Mar 2025`, `41.5`, a ref with its initials; nothing for None."""
    match cell:
        case None:
            return ""
        case Child():
            return child_in_words(cell)
        case date():
            return shown(cell)
        case float():
            return f"{cell:g}"
        case _:
            return str(cell)


def listed(words: Sequence[str], most: int = 12) -> str:
    """Some words in a row, and how many more there are: `0001, 0002 and 40 more`."""
    more = len(words) - most
    return ", ".join(words[:most]) + (f" and {more} more" if more > 0 else "")


def counted(number: int, thing: str, things: str = "") -> str:
    """`1 child`, `12 children`."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"
