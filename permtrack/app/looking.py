"""Looking at a ledger: what was known, of whom, and what follows from it on a day."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from permtrack.app.asking import Question
from permtrack.app.naming import kin_of
from permtrack.app.packaged import vocabulary
from permtrack.app.reigning import reign_on
from permtrack.app.working_out import Known, travelled_by, worked_out
from permtrack.domain.events import Child, Event, History
from permtrack.domain.findings import Outlook
from permtrack.domain.journey import Journey
from permtrack.domain.records import record
from permtrack.domain.standing import history, standing
from permtrack.ledger.store import Ledger
from permtrack.rules.drift.thresholds import Thresholds
from permtrack.rules.rulebook import Rulebook

MATCH, PANEL = "match-decision", "panel"


@record
class Survey:
    """Every child with a standing record, in the order of the refs, what was found for them, and by which rulebook and numbers.

    `journeys` are by the child's id, those of brothers and sisters among them.
    """

    histories: tuple[History, ...]
    journeys: Mapping[str, Journey]
    outlook: Outlook
    rulebook: Rulebook
    thresholds: Thresholds


def histories(ledger: Ledger, question: Question, children: Collection[str] | None = None) -> tuple[History, ...]:
    """The history of every child with a standing record, in the order of the refs; of some, by their ids."""
    by_child: dict[str, list[Event]] = {}
    for entry in ledger.entries(children=children, known_at=question.known_at):
        if entry.child is not None:
            by_child.setdefault(entry.child, []).append(entry)
    order = vocabulary().reading_order
    told = (history(entries, question.as_at, order) for entries in by_child.values())
    found = (replace(h, child=under_authority(h.child, ledger)) for h in told if h is not None)
    return tuple(sorted(found, key=lambda h: h.child.ref))


def under_authority(child: Child, ledger: Ledger) -> Child:
    """The child as readers are told of it: the ledger's authority is its own where its record names none."""
    return replace(child, authority=child.authority or ledger.info.authority)


def survey(ledger: Ledger, question: Question, children: Collection[str] | None = None) -> Survey:
    """What the ledger holds and what follows from it, for every child or for some by their ids."""
    with ledger.at_one_moment():
        found = known(ledger, question, children)
        reign = reign_on(ledger, question)
    journeys = travelled_by(found, question, reign)
    return Survey(
        histories=found.histories,
        journeys=journeys,
        outlook=worked_out(found, question, reign, journeys),
        rulebook=reign.rulebook,
        thresholds=reign.thresholds,
    )


def known(ledger: Ledger, question: Question, children: Collection[str] | None = None) -> Known:
    """What is known of every child or of some; asked `at_one_moment`, for an import may commit between two questions."""
    told = histories(ledger, question, children)
    return Known(
        histories=told,
        family=_family(ledger, question, told) if children is not None else told,
        imports=ledger.imports(known_at=question.known_at),
        tracking_from=ledger.info.tracking_from,
        panels_elsewhere=children is not None and _matched(told) and panels_recorded(ledger, question),
    )


def _family(ledger: Ledger, question: Question, told: tuple[History, ...]) -> tuple[History, ...]:
    """The children asked about with their brothers and sisters, whose journeys some alerts compare."""
    groups = {history.child.sibling_group for history in told} - {None}
    if not groups:
        return told
    kin = histories(ledger, question, kin_of(ledger, [history.child.id for history in told]))
    return tuple(history for history in kin if history.child.sibling_group in groups)


def _matched(told: tuple[History, ...]) -> bool:
    """Whether a match is recorded of any of the children: only then does it matter whether panels are."""
    return any(event.kind == MATCH for history in told for event in history.events)


def panels_recorded(ledger: Ledger, question: Question) -> bool:
    """Whether the ledger holds a panel of the day or before: the entries of one child with one usually tell."""
    seen: set[str] = set()
    for entry in ledger.entries(kinds=(PANEL,), known_at=question.known_at):
        if entry.child is not None and entry.child not in seen:
            seen.add(entry.child)
            own = standing(ledger.entries(children=(entry.child,), known_at=question.known_at))
            if any(event.kind == PANEL and event.on <= question.as_at for event in own):
                return True
    return False


def look(ledger: Ledger, question: Question, children: Collection[str] | None = None) -> Outlook:
    """Every deadline, in every state, and every alert, for every child or for some by their ids."""
    return survey(ledger, question, children).outlook
