"""The tables of a policy file: read from its text, and checked word by word. Each refusal says where, and what to write.

The file is TOML with one liberty, which people take without noticing: `[[rule]]` for rules of one's own may stand in
one file with `[rule."ppm.next"]` for a rule of the rulebook.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from permtrack.domain.texts import LONGEST_FREE_TEXT, hidden_character, recordable
from permtrack.domain.vocabulary import nearest
from permtrack.errors import RequestRefused
from permtrack.rules.lengths import UNITS, Length

Table = Mapping[str, Any]
OWN_RULES = "own rules"
OWN_RULE_HEADING = re.compile(
    r'^([ \t]*\[\[[ \t]*)(?:rule|"rule")(?=[ \t]*(?:\.[ \t]*version[ \t]*)?\]\])', re.MULTILINE
)
LONGEST_POLICY = 60_000
LONGEST_TIME_IN_DAYS = 3660
DAYS_IN = {"working-days": 2, "days": 1, "weeks": 7, "months": 31, "months-end": 31, "years": 366}


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a policy file, for messages."""

    file: str
    heading: str = ""

    def refuse(self, words: str) -> RequestRefused:
        """The refusal that names the place."""
        return RequestRefused(f"{self.file}: {self.heading}{': ' if self.heading else ''}{words}")

    def at(self, heading: str) -> "Where":
        """A place of the same file."""
        return Where(self.file, heading)


def read_tables(text: str, file: str) -> Table:
    """The tables of a policy's text. Raises RequestRefused where it is no TOML or holds what cannot be kept."""
    where = Where(file)
    if len(text) > LONGEST_POLICY:
        raise where.refuse(f"{len(text):,} characters are more than a policy may have ({LONGEST_POLICY:,})")
    hidden = hidden_character(text.replace("\r\n", "\n"))
    if hidden:
        raise where.refuse(f"contains a character that cannot be shown ({hidden}); take it out")
    try:
        return tomllib.loads(OWN_RULE_HEADING.sub(rf'\1"{OWN_RULES}"', text))
    except tomllib.TOMLDecodeError as error:
        raise where.refuse(f"cannot be read as TOML: {str(error)[:1].lower()}{str(error)[1:]}") from error
    except (ValueError, RecursionError) as error:
        raise where.refuse("cannot be read as TOML: a number too long or a list too deep") from error


def table_of(read: Table, name: str, where: Where) -> Table:
    """A table of the file by its name, empty where it is not there."""
    found = read.get(name, {})
    if not isinstance(found, dict):
        raise where.refuse(f"{name} is a table: [{name}]")
    return found


def tables_of(read: Table, name: str, heading: str, where: Where) -> tuple[Table, ...]:
    """The tables of a list in the file, none where it is not there."""
    found = read.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise where.refuse(f"each one begins with {heading}, in double brackets")
    return tuple(found)


def only(read: Table, words: Iterable[str], where: Where) -> None:
    """Raise RequestRefused on a word that means nothing here."""
    known = list(words)
    for word in read:
        if word not in known:
            raise where.refuse(
                f"there is no word {word[:40]!r} here{nearest(word, known)}; there are: {', '.join(known)}"
            )


def flag(read: Table, name: str, where: Where) -> bool | None:
    """True or false; None where the word is not there."""
    value = read.get(name)
    if value is not None and not isinstance(value, bool):
        raise where.refuse(f"{name} is true or false, not {_shown(value)}")
    return value


def whole(read: Table, name: str, where: Where, *, least: int, most: int) -> int | None:
    """A whole number between two; None where the word is not there."""
    value = read.get(name)
    if value is None:
        return None
    if type(value) is not int or not least <= value <= most:
        raise where.refuse(f"{name} is a whole number from {least} to {most}, not {_shown(value)}")
    return value


def words(read: Table, name: str, where: Where, *, longest: int = LONGEST_FREE_TEXT) -> str | None:
    """A text; None where the word is not there."""
    value = read.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise where.refuse(f"{name} is a text in quotation marks, not {_shown(value)}")
    try:
        return recordable(value, name, longest)
    except RequestRefused as refused:
        raise where.refuse(str(refused)) from refused


def texts(read: Table, name: str, where: Where) -> tuple[str, ...]:
    """A list of texts, empty where the word is not there."""
    value = read.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise where.refuse(f'{name} is a list of texts, as in {name} = ["one", "another"]')
    return tuple(value)


def day(read: Table, name: str, where: Where) -> date | None:
    """A day; None where the word is not there."""
    value = read.get(name)
    if value is not None and type(value) is not date:
        raise where.refuse(f"{name} is a day without quotation marks, as in {name} = 2026-04-14, not {_shown(value)}")
    return value


def length(read: Table, where: Where) -> Length | None:
    """The length of time that the units among the words give; None where there is none."""
    counts = {unit: whole(read, unit, where, least=1, most=LONGEST_TIME_IN_DAYS) for unit in UNITS if unit in read}
    days = sum(DAYS_IN[unit] * count for unit, count in counts.items() if count)
    if days > LONGEST_TIME_IN_DAYS:
        raise where.refuse("a time of more than ten years makes no sense here")
    return Length(**{unit.replace("-", "_"): count for unit, count in counts.items() if count}) if counts else None


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else ascii(value)[:40]
