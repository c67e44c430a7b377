"""Which texts may be recorded: what can be shown, and nothing that hides, reorders or drives a screen."""

import re
import unicodedata

from permtrack.errors import RequestRefused

LONGEST_FREE_TEXT = 1000
LONGEST_CODE = 64
# Letters that draw nothing: they pass for empty cells and forge look-alike refs.
BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Joiners that scripts and emoji really need between visible letters.
JOINERS = frozenset("\u200c\u200d")
LAYOUT = frozenset("\n\t")
WORD_OF_LETTERS = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
NO_NAMES = frozenset({
    "family", "families", "couple", "adopter", "adopters", "carer", "carers", "household", "relative", "relatives",
    "maternal", "paternal", "grandparents", "grandmother", "grandfather", "aunt", "uncle", "sister", "brother",
})  # fmt: skip
"""Words in which people describe a family without naming it."""
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


def looks_like_name(code: str) -> bool:
    """Whether a code is plainly a person's name: two capitalised words or more, none of which describes a family."""
    words = _words(code)
    return len(words) > 1 and all(word[0].isupper() for word in words) and NO_NAMES.isdisjoint(w.lower() for w in words)


def may_be_name(code: str) -> bool:
    """Whether a code is made of words alone, so that it may name somebody; an abbreviation in capitals does not."""
    return bool(_words(code)) and not code.isupper()


def _words(code: str) -> list[str]:
    """The words of a code that holds nothing else; a single letter or a digit makes it a code."""
    words = code.split()
    return words if all(len(word) > 1 and WORD_OF_LETTERS.fullmatch(word) for word in words) else []
