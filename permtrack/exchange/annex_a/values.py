"""What the cells of the lists say: codes that stand alone or before their words (`C2: FCO`, `b) Adoption`, `RD2`)."""

import re
from collections.abc import Mapping

from permtrack.exchange.cells import plain_words
from permtrack.exchange.ssda903 import codes

STATUS_WORDS: Mapping[str, str] = {
    r"placement order": "E1",
    r"freeing": "D1",
    r"interim care|\bico\b": "C1",
    r"care order|\bfco\b": "C2",
    r"section 20|\bs20\b|single period": "V2",
    r"short break|series of": "V4",
    r"emergency protection|\bepo\b": "L2",
    r"police protection": "L1",
    r"remand": "J1",
}
PLAN_WORDS: Mapping[str, str] = {
    r"adoption": "adoption",
    r"special guardian|\bsgo\b": "special-guardianship",
    r"child arrangement|\bcao\b|residence order": "child-arrangements",
    r"return|rehabilit|reunif": "return-home",
    r"foster": "long-term-fostering",
    r"residential": "residential",
    r"supported|independen": "independence",
    r"connected|kinship|relative": "connected-person",
    r"^([a-z] )?other$": "other",
}
PLAN_LETTERS: Mapping[str, tuple[str, ...]] = {
    "a": ("return-home",),
    "b": ("adoption",),
    "c": ("special-guardianship", "child-arrangements"),
    "d": ("independence",),
    "e": ("residential",),
    "f": ("long-term-fostering",),
    "g": ("other",),
}
REASON_LETTERS = {"a": "RD1", "b": "RD2", "c": "RD3", "d": "RD4"}


def status_code(typed: str) -> str | None:
    """The national code of a legal status; None where it cannot be told."""
    found = re.search(r"\b([CDELVJ][1-4])\b", typed.upper())
    if found:
        return found[1] if found[1] in codes.STATUS or found[1] in codes.SHORT_BREAKS else None
    words = plain_words(typed)
    return next((code for pattern, code in STATUS_WORDS.items() if re.search(pattern, words)), None)


def placement_code(typed: str) -> str | None:
    """The national code of a type of placement; None where it cannot be told."""
    found = re.search(r"\b([AHKPRSTUZ][0-9]{1,2})\b", typed.upper())
    return found[1] if found and found[1] in codes.PLACES else None


def ceased_code(typed: str) -> str | None:
    """The national code of a reason why care ended; None where it cannot be told."""
    found = re.search(r"\b(E[0-9]{1,2}[AB]?)\b", typed.upper())
    known = codes.REASONS_FOR_CEASING - codes.INVENTED_ENDINGS
    return found[1] if found and found[1] in known else None


def reversal_code(typed: str) -> str | None:
    """The national code of a reason why a child is no longer to be placed: RD1 to RD4, or the letter for it."""
    found = re.search(r"\bRD ?([1-4])\b", typed.upper())
    return f"RD{found[1]}" if found else REASON_LETTERS.get(_letter(typed))


def plans(typed: str) -> tuple[str, ...]:
    """The plans that a cell may mean: one, several where the list has one code for them, none where it is not known."""
    words = plain_words(typed)
    said = tuple(plan for pattern, plan in PLAN_WORDS.items() if re.search(pattern, words))
    return said or PLAN_LETTERS.get(_letter(typed), ())


def sex(typed: str) -> str | None:
    """M or F; None where the list does not say."""
    words = plain_words(typed).split()
    if {"female", "f", "girl"} & set(words[-1:]):
        return "F"
    return "M" if {"male", "m", "boy"} & set(words[-1:]) else None


def says_yes(typed: str) -> bool:
    """Whether a yes-or-no cell says yes."""
    return plain_words(typed).split()[-1:] in (["yes"], ["y"], ["1"])


def _letter(typed: str) -> str:
    found = re.fullmatch(r"\s*([a-gA-G])\s*(?:[).:].*)?", typed, re.DOTALL)
    return found[1].lower() if found else ""
