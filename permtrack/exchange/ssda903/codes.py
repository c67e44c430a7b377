"""The code lists of the return: what a code means here, and in which years the return itself allows it.

Years are named by the 31 March that ends them. A code is taken in any year, for old returns are read beside new ones;
one that its own year does not have is remarked on, nothing more.
"""

from collections.abc import Mapping

from permtrack.domain.events import Value

RNE = frozenset("SLPTBU")
STATUS_BEGAN = frozenset("SLBU")
PLACEMENT_BEGAN = frozenset("SPBTU")
CARER_BEGAN = frozenset("SPB")
SAME_CARER = frozenset("TU")

STATUS: Mapping[str, str] = {
    "C1": "ico",
    "C2": "co",
    "D1": "freeing-order",
    "E1": "placement-order",
    "V2": "s20",
    "L1": "police-protection",
    "L2": "epo",
    "L3": "other",
    "J1": "remand",
    "J2": "other",
    "J3": "other",
}
BASES = frozenset({"s20", "epo", "police-protection", "ico", "co", "placement-order", "remand"})
SHORT_BREAKS = frozenset({"V3", "V4"})

ADOPTIVE = frozenset({"A3", "A4", "A5", "A6"})
ADOPTED_BY_CARER = frozenset({"A3", "A5"})
ON_ORDER = frozenset({"A5", "A6"})
FOSTERED = frozenset({"U1", "U2", "U3", "U4", "U5", "U6"})
TEMPORARY = frozenset({"T0", "T1", "T2", "T3", "T4"})
UNTIL_18 = frozenset({"U1", "U4"})
_TYPES = {
    "early-permanence": ("U2", "U5"),
    "connected-person": ("U1", "U3"),
    "foster": ("U4", "U6"),
    "parent": ("P1",),
    "secure": ("K1",),
    "residential": ("K2", "R1"),
    "supported": ("P2", "H5", "K3"),
    "other": ("P3", "R2", "R3", "R5", "S1", "Z1", "Z11", "Z12", "Z13", "Z14"),
}
PLACEMENT: Mapping[str, str] = {code: kind for kind, codes in _TYPES.items() for code in codes}
PLACES = frozenset(PLACEMENT) | ADOPTIVE | TEMPORARY

CONTINUES = "X1"
ADOPTED = frozenset({"E11", "E12"})
GUARDIANSHIP = frozenset({"E43", "E44", "E45", "E46", "E47", "E48"})
GUARDIANSHIP_OF_FORMER_CARER = frozenset({"E45", "E46"})
GROWN_UP = frozenset({"E5", "E6", "E7", "E17"})
LEFT: Mapping[str, str] = {
    "E41": "child-arrangements",
    "E4A": "returned-home-planned",
    "E4B": "returned-home-unplanned",
    "E13": "relatives",
    "E3": "other-authority",
    "E2": "died",
    "E8": "other",
    "E9": "other",
    "E14": "other",
    "E15": "other",
    "E16": "other",
}
INVENTED_ENDINGS = frozenset({"E99"})
"""Endings that a joining tool writes where it found none; they say nothing of the child."""
REASONS_FOR_CEASING = ADOPTED | GUARDIANSHIP | GROWN_UP | frozenset(LEFT) | INVENTED_ENDINGS | {CONTINUES}

PARTICIPATION = frozenset(f"PN{number}" for number in range(8))
REVERSAL_REASONS = frozenset({"RD1", "RD2", "RD3", "RD4"})
SEX: Mapping[str, str] = {"1": "M", "2": "F", "M": "M", "F": "F", "U": "U"}

NATIONAL_RULE = {"SEX": "101", "RNE": "143", "LS": "144", "REC": "149", "PLACE": "146", "REVIEW_CODE": "167"}
_FIRST_YEAR = {
    ("SEX", "M"): 2025,
    ("SEX", "F"): 2025,
    ("SEX", "U"): 2025,
    ("PLACE", "K3"): 2025,
    **{("PLACE", code): 2026 for code in ("Z11", "Z12", "Z13", "Z14")},
    **{("REC", code): 2019 for code in ("E45", "E46", "E47", "E48")},
}
# 2024-25 is the year of passage: H5 and P2 were still taken beside K3.
_LAST_YEAR = {
    ("SEX", "1"): 2024,
    ("SEX", "2"): 2024,
    ("PLACE", "H5"): 2025,
    ("PLACE", "P2"): 2025,
    ("PLACE", "Z1"): 2025,
    ("REC", "E43"): 2018,
    ("REC", "E44"): 2018,
}


def is_of_the_year(field: str, code: str, year: int) -> bool:
    """Whether the return of that year has the code."""
    return _FIRST_YEAR.get((field, code), 0) <= year <= _LAST_YEAR.get((field, code), 9999)


def basis(legal_status: str) -> str:
    """The legal basis on which care began under a legal-status code."""
    status = STATUS[legal_status]
    return status if status in BASES else "other"


def placement(place: str) -> tuple[str, dict[str, Value]] | None:
    """The kind of event and the fields that a placement code stands for; None for a temporary absence."""
    if place in TEMPORARY:
        return None
    if place in ADOPTIVE:
        return "placed-for-adoption", {"same_carer": "yes"} if place in ADOPTED_BY_CARER else {}
    fields: dict[str, Value] = {"type": PLACEMENT[place]}
    if place in UNTIL_18:
        fields["until_18"] = "yes"
    return "placement-started", fields


def ending(reason: str, *, grown_up: bool) -> tuple[str, dict[str, Value]]:
    """The kind of event and the fields that a reason for ceasing stands for; `grown_up`: 18 by that day."""
    if reason in ADOPTED:
        return "adoption-order", {"opposed": "yes" if reason == "E12" else "no"}
    if reason in GUARDIANSHIP:
        return "guardianship-order", {}
    if reason in GROWN_UP:
        return "left-care", {"outcome": "turned-18" if grown_up else "other"}
    return "left-care", {"outcome": LEFT[reason]}
