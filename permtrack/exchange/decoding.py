"""From the bytes of a text file to its text: a byte-order mark is believed, an encoding that was named is used.

Otherwise the file must be UTF-8. Nothing is guessed: a guess turns `Zoë` into `ZoÃ«` without a word.
"""

import codecs

from permtrack.errors import RequestRefused

# The longer marks first: the mark of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(content: bytes, encoding: str | None, name: str) -> str:
    """The text of a file's bytes, without its byte-order mark.

    Raises RequestRefused naming the file, the first line that cannot be read, and what to say instead.
    """
    marked = next((codec for mark, codec in MARKS if content.startswith(mark)), None)
    codec = marked or _known(encoding) or "utf-8"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise RequestRefused(_unreadable(content, error, codec, name)) from error
    if "\0" in text:
        raise RequestRefused(f"{name} is not a text file, or is UTF-16 without its mark; try --encoding utf-16-le")
    return text.removeprefix("\ufeff")


def _known(encoding: str | None) -> str | None:
    if encoding is None:
        return None
    try:
        codec = codecs.lookup(encoding)
    except (LookupError, ValueError):
        codec = None
    # Python also calls things like base64 and rot13 codecs; only those of character sets read bytes as text.
    if codec is None or not getattr(codec, "_is_text_encoding", True):
        raise RequestRefused(f"there is no encoding {encoding!r}; try utf-8, cp1252 or utf-16")
    return codec.name


def _unreadable(content: bytes, error: UnicodeDecodeError, codec: str, name: str) -> str:
    line = content[: error.start].count(b"\n") + 1
    meant = 'cp1252 (Excel\'s "CSV" on Windows)' if codec.startswith("utf") else "utf-8"
    return f"{name}: line {line} is not {codec}; if the file is {meant}, say --encoding {meant.split(maxsplit=1)[0]}"
