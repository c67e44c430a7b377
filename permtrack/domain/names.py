"""Which codes look like names: no names are held, and what is recorded stays for good."""

import re

WORD_OF_LETTERS = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
NO_NAMES = frozenset({
    "family", "families", "couple", "adopter", "adopters", "carer", "carers", "household", "relative", "relatives",
    "maternal", "paternal", "grandparents", "grandmother", "grandfather", "aunt", "uncle", "sister", "brother",
})  # fmt: skip
"""Words in which people describe a family without naming it."""

ROLES = frozenset({
    "manager", "worker", "officer", "team", "service", "head", "chair", "social", "nurse", "school", "panel", "adviser",
    "agency", "court", "legal", "solicitor", "health", "reviewing", "director", "finder",
})  # fmt: skip
"""Words in which people say who does something without naming anybody."""


def looks_like_name(code: str) -> bool:
    """Whether a code is plainly a person's name: two capitalised words or more, none of which describes a family."""
    words = _words(code)
    return len(words) > 1 and all(word[0].isupper() for word in words) and NO_NAMES.isdisjoint(w.lower() for w in words)


def may_name_person(code: str) -> bool:
    """Whether the code of somebody at work is plainly a person's name, and no title of a post."""
    return looks_like_name(code) and ROLES.isdisjoint(word.lower() for word in _words(code))


def may_be_name(code: str) -> bool:
    """Whether a code is made of words alone, so that it may name somebody; an abbreviation in capitals does not."""
    return bool(_words(code)) and not code.isupper()


def _words(code: str) -> list[str]:
    """The words of a code that holds nothing else; a single letter or a digit makes it a code."""
    words = code.split()
    return words if all(len(word) > 1 and WORD_OF_LETTERS.fullmatch(word) for word in words) else []
