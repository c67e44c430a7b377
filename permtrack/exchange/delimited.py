"""From the text of a CSV file to its numbered lines, whichever of the usual signs stands between the columns."""

import csv
import io
from collections.abc import Iterator

from permtrack.errors import RequestRefused

DELIMITERS = (",", "\t", ";")


def numbered_lines(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not an empty line, after the number of the line of the file on which it begins, from 1.

    A strict reader: an unclosed quote otherwise swallows the rows after it. Raises RequestRefused, naming the file and
    the line, from which on the rows cannot be told apart.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begins = 1
    try:
        for cells in reader:
            if cells:
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise RequestRefused(
            f"{name}: from line {begins} on the rows cannot be told apart ({error}); look for a stray quotation mark"
        ) from error


def _delimiter(text: str) -> str:
    """The sign between the columns: Excel writes tabs into its "Unicode text" and, by country, semicolons."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=header.count)
