"""The columns of List 8 and List 10 that are read, by the words of their headings, which differ from system to system.

Which column becomes what:

List 10, children in the adoption process
    Date the Child Entered Care                         entered-care
    Date of Decision that Child Should be Placed ...    adm-decision, outcome yes
    Date of Placement Order                             placement-order
    Date of Matching Child and Prospective Adopters     match-decision, outcome yes
    Date Placed for Adoption                            placed-for-adoption
    Date of Adoption Order                              adoption-order
    Date of Decision that Child Should No Longer ...    adm-decision-reversed
    Reason Why Child No Longer ... (RD1-RD4 or a-d)     its reason
    Date ... placed for fostering in FFA or concurrent  placement-started, type early-permanence; the list does not say
                                                        whether a later placing for adoption is with the same carers

List 8, children looked after
    Date Started to be Looked After                     entered-care, its basis where the legal status began that day
    Start date of current legal status, Legal Status    legal-status; E1 is placement-order; V3 and V4 are not care here
    Date of Latest Statutory Review                     review
    Date of Last Social Work Visit                      visit
    Date of Last Health Assessment                      health-assessment
    What is the permanence plan for this child?         plan-set, known to stand on or before the day the list is of
    Start Date of Most Recent Placement, its Type       placement-started; A3-A6 placed-for-adoption; T0-T4 nothing
    Date and Reason Ceased to be Looked After           left-care, adoption-order or guardianship-order, by the code

Both: Child Unique ID, the ref; Date of Birth; Gender and UASC for a child that is new. Nothing else is kept, least of
all names of workers, adopters' identifiers and postcodes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from permtrack.domain.events import Value
from permtrack.exchange.cells import plain_words


class List(IntEnum):
    """A list of the workbook, by the number that Ofsted gives it."""

    LOOKED_AFTER = 8
    ADOPTION = 10

    def __str__(self) -> str:
        """The list as people call it."""
        return f"List {self.value}"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that is read: how it is called here, and the words by which its heading is known.

    `kind` and `fields` are what a date in it stands for; a column without a kind is read with another.
    """

    name: str
    words: str
    kind: str = ""
    fields: Mapping[str, Value] | None = None


REF = Heading("ref", r"^child('s)? unique id|^child id\b|^unique id")
_OF_THE_CHILD = (REF, Heading("dob", r"^date of birth|^dob$"), Heading("sex", r"^gender|^sex$"))
REASON_REVERSED = Heading("reason reversed", r"^reason .*no longer")
HEADINGS: Mapping[List, Sequence[Heading]] = {
    List.ADOPTION: (
        *_OF_THE_CHILD,
        REASON_REVERSED,
        Heading("entered care", r"^date .*entered care", "entered-care"),
        Heading(
            "early permanence",
            r"^date .*(ffa|fostering for adoption|concurren|early permanence)",
            "placement-started",
            {"type": "early-permanence"},
        ),
        Heading("no longer to be placed", r"^date .*no longer", "adm-decision-reversed"),
        Heading("should be placed", r"^date .*should be placed", "adm-decision", {"outcome": "yes"}),
        Heading("placement order", r"^date .*placement order", "placement-order"),
        Heading("matched", r"^date .*match", "match-decision", {"outcome": "yes"}),
        Heading("placed", r"^date .*placed (for|with) adopt", "placed-for-adoption"),
        Heading("adoption order", r"^date .*adoption order", "adoption-order"),
    ),
    List.LOOKED_AFTER: (
        *_OF_THE_CHILD,
        Heading("uasc", r"^unaccompanied asylum"),
        Heading("started", r"^date (started to be|became|first) looked after|^date .*entered care", "entered-care"),
        Heading("status since", r"^start date of (current )?legal status", "legal-status"),
        Heading("status", r"^(child s |current )*legal status"),
        Heading("review", r"^date of (latest|last) (statutory )?review", "review"),
        Heading("visit", r"^date of (latest|last) social work(er)? visit", "visit"),
        Heading("plan", r"permanence plan"),
        Heading("health", r"^date of (latest|last) health assessment", "health-assessment"),
        Heading("ceased", r"^date ceased", "left-care"),
        Heading("reason ceased", r"^reason ceased"),
        Heading("placed since", r"^start date of (most recent |current )?placement", "placement-started"),
        Heading("placement", r"^placement type"),
    ),
}
SIGNATURES: Mapping[List, frozenset[str]] = {
    List.ADOPTION: frozenset({"should be placed"}),
    List.LOOKED_AFTER: frozenset({"started"}),
}
"""The columns by which a list is known, whatever its sheet is called: no other list of the workbook has them."""


def heading_of(typed: str, list_: List) -> Heading | None:
    """The column that a heading stands for in a list; None for one that is not read."""
    words = plain_words(typed)
    return next((heading for heading in HEADINGS[list_] if re.search(heading.words, words)), None)


def list_of(headings: Sequence[str]) -> List | None:
    """The list that a row of headings belongs to; None where it belongs to none that is read."""
    for list_, signature in SIGNATURES.items():
        names = {heading.name for typed in headings if (heading := heading_of(typed, list_))}
        if names >= {"ref", *signature}:
            return list_
    return None
