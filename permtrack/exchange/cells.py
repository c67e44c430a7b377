"""What a cell of a sheet or of another office's list says, whatever the program that wrote it made of it."""

import re
from datetime import date

from permtrack.domain.texts import JOINERS, is_blank, is_taken_for_formula
from permtrack.domain.typed_dates import parse_date
from permtrack.exchange.grids import Cell

MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
NOTHING = frozenset({"n a", "na", "none", "null", "not applicable", "nan"})
SHOWN_JOINERS = {f"<U+{ord(joiner):04X}>": joiner for joiner in JOINERS}
SIGNS_OF_NOTHING = " -\u2013\u2014./"


def plain_words(typed: str) -> str:
    """A heading or a value in small letters, with single blanks for whatever stands between its words."""
    return " ".join(re.findall(r"[a-z0-9]+", typed.lower()))


def is_nothing(typed: str) -> bool:
    """Whether a text holds only a word or a sign for an empty cell."""
    return plain_words(typed) in NOTHING or not typed.strip(SIGNS_OF_NOTHING)


def text_of(cell: Cell) -> str:
    """The cell as text; nothing where it holds only a word for nothing."""
    text = cell.isoformat() if isinstance(cell, date) else cell
    return "" if is_blank(text) or is_nothing(text) else text.strip()


def day_of(cell: Cell, today: date, name: str, *, ahead: bool = False) -> date | None:
    """The day in a cell; None where it says nothing. Raises RequestRefused where it is no day."""
    typed = MIDNIGHT.sub("", text_of(cell))
    return parse_date(typed, today, name=name, ahead=ahead) if typed else None


def before_export(cell: Cell) -> str:
    """The cell as text, as it was before our exports made it harmless.

    They put an apostrophe before what Excel would take for a formula, and show the joiners that some scripts need.
    """
    if isinstance(cell, date):
        return cell.isoformat()
    bare = cell[1:] if cell.startswith("'") and is_taken_for_formula(cell) else cell
    for shown, joiner in SHOWN_JOINERS.items():
        bare = bare.replace(shown, joiner)
    return bare
