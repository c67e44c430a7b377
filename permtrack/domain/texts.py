"""Which texts may be recorded: what can be shown, and nothing that hides, reorders or drives a screen."""

import re
import unicodedata
from collections.abc import Iterable

from permtrack.errors import RequestRefused

LONGEST_FREE_TEXT = 1000
LONGEST_CODE = 64
LONGEST_FILE_NAME = 64
# Letters that draw nothing: they pass for empty cells and forge look-alike refs.
BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Joiners that scripts and emoji really need between visible letters.
JOINERS = frozenset("\u200c\u200d")
LAYOUT = frozenset("\n\t")
FORMULA_SIGNS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
FORMULA_LAYOUT = tuple("\t\r\n")
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def hidden_character(text: str) -> str | None:
    """The first character that cannot be shown, as `U+001B`; None where all can.

    A carriage return is named only where there is nothing worse: it is mostly an old line end, and says less.
    """
    hidden = [character for character in text if _is_hidden(character)]
    if not hidden:
        return None
    named = next((character for character in hidden if character != "\r"), "\r")
    return f"U+{ord(named):04X}"


def _is_hidden(character: str) -> bool:
    if character in LAYOUT or character in JOINERS:
        return False
    return character in BLANK_LETTERS or unicodedata.category(character) in HIDDEN


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: blanks and line ends alone. A hidden character is something, and is refused."""
    return all(character in "\r\n\t" or unicodedata.category(character) == "Zs" for character in text)


def is_taken_for_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula, whatever apostrophes stand before it."""
    bare = text.lstrip("'")
    return bare.lstrip().startswith(FORMULA_SIGNS) or bare.startswith(FORMULA_LAYOUT)


def recordable(text: str, name: str, longest: int) -> str:
    """The text as it is recorded: ends trimmed, Windows line ends and special blanks made plain.

    Raises RequestRefused where it is empty, too long or holds a character that cannot be shown.
    """
    plain = "".join(" " if unicodedata.category(c) == "Zs" else c for c in text.replace("\r\n", "\n"))
    hidden = hidden_character(plain)
    if hidden:
        raise RequestRefused(f"{name} contains a character that cannot be shown ({hidden}); take it out")
    plain = plain.strip()
    if not plain:
        raise RequestRefused(f"{name} is empty; leave it out or say something")
    if len(plain) > longest:
        raise RequestRefused(f"{name} is {len(plain):,} characters long; at most {longest:,} are kept")
    return plain


def file_names(words: Iterable[str]) -> list[str]:
    """A part of a file's name for each word: every character but A-Z, a-z and 0-9 made `-`, and no two alike.

    Names that differ in the case of their letters alone are alike: to Windows they are one file.
    """
    names: list[str] = []
    taken: set[str] = set()
    for word in words:
        plain = re.sub(r"[^A-Za-z0-9]", "-", word)[:LONGEST_FILE_NAME]
        name, number = plain, 1
        while name.lower() in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name.lower())
        names.append(name)
    return names
