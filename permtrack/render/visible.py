"""Stored text made safe to show: nothing in it can drive a screen, hide itself or turn the words around it."""

import unicodedata

from permtrack.domain.texts import BLANK_LETTERS, HIDDEN

PICTURES = 0x2400
PICTURE_OF_DELETE = "\u2421"


def visible(text: str, keep: str = "") -> str:
    """The text with every control character as its picture and every hidden one as `<U+202E>`.

    `keep` names characters that the place it is going to can bear, such as the line ends of a message.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if character in keep else _shown(character) for character in text)


def _shown(character: str) -> str:
    code = ord(character)
    if code < ord(" "):
        return chr(PICTURES + code)
    if character == "\x7f":
        return PICTURE_OF_DELETE
    if character in BLANK_LETTERS or unicodedata.category(character) in HIDDEN:
        return f"<U+{code:04X}>"
    return character
