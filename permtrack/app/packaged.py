"""What travels with permtrack: the vocabulary, the rulebook of England and its bank holidays, each read once."""

import pkgutil
from collections.abc import Mapping
from functools import cache

from permtrack.domain.days import BankHolidays, parse_bank_holidays
from permtrack.domain.vocabulary import Vocabulary, parse_vocabulary
from permtrack.rules.drift.thresholds import Thresholds, parse_thresholds
from permtrack.rules.rulebook import Rulebook, parse_rulebook

RULEBOOK = "england"
RULEBOOK_VERSION = "2026.11"
RULE_FILES = (
    "looked_after.toml",
    "adoption_decision.toml",
    "matching.toml",
    "placement.toml",
    "guardianship.toml",
    "planning.toml",
    "court.toml",
    "casework.toml",
    "records.toml",
)


@cache
def vocabulary() -> Vocabulary:
    """Every kind of event."""
    return parse_vocabulary(_text("permtrack.domain", "vocabulary.toml"))


@cache
def rulebook() -> Rulebook:
    """The rules of England, in the order of RULE_FILES."""
    return parse_rulebook(RULEBOOK, RULEBOOK_VERSION, {name: _england(name) for name in RULE_FILES})


@cache
def thresholds() -> Thresholds:
    """The drift alerts: their numbers, and on whose authority each stands."""
    return parse_thresholds(_england("alerts.toml"), vocabulary().kinds)


@cache
def bank_holidays() -> BankHolidays:
    """The bank holidays of England."""
    return parse_bank_holidays(_england("bank_holidays.toml"))


PAGES = ("child.html", "child.css", "pack.html", "pack.css", "night.html", "head.html")


@cache
def pages() -> Mapping[str, str]:
    """The templates of pages, and their looks, by file name."""
    return {name: _text("permtrack.render", f"pages/{name}") for name in PAGES}


def _england(name: str) -> str:
    return _text("permtrack.rules", f"england/{name}")


def _text(package: str, name: str) -> str:
    # importlib.resources does the same and loads zip files, temporary files and random numbers first: 3 ms a command.
    found = pkgutil.get_data(package, name)
    if found is None:
        raise FileNotFoundError(name)
    return found.decode("utf-8")
