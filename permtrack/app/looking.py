"""Looking at a ledger: what was known, of whom, and what follows from it on a day."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from permtrack.app.packaged import bank_holidays, vocabulary
from permtrack.app.reigning import Reign, reign_on
from permtrack.domain.events import Child, Event, History, ReturnImported
from permtrack.domain.findings import Alert, Deadline, Outlook
from permtrack.domain.journey import journey
from permtrack.domain.sight import Sight, sight
from permtrack.domain.standing import history
from permtrack.domain.typed_dates import shown
from permtrack.ledger.store import Ledger
from permtrack.rules.contradictions import contradictions
from permtrack.rules.deadlines import found_for
from permtrack.rules.gaps import gaps
from permtrack.rules.rulebook import Rulebook
from permtrack.rules.surroundings import LOOK_AHEAD_DAYS, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: as at the end of which day, with what had been recorded by which instant, how far ahead.

    Without `history` only deadlines that are still running are answered, which takes less work.
    """

    as_at: date
    known_at: datetime | None = None
    within: int = LOOK_AHEAD_DAYS
    history: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Every child with a standing record, in the order of the refs, what was found for them, and by which rulebook."""

    histories: tuple[History, ...]
    outlook: Outlook
    rulebook: Rulebook


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
    # At one moment: an import that commits between the two would give events without what they cover.
    with ledger.at_one_moment():
        told = histories(ledger, question, children)
        imports = ledger.imports(known_at=question.known_at)
        reign = reign_on(ledger, question)
    seen = sight(imports, ledger.info.tracking_from)
    return Survey(histories=told, outlook=_outlook(told, imports, seen, question, reign), rulebook=reign.rulebook)


def look(ledger: Ledger, question: Question, children: Collection[str] | None = None) -> Outlook:
    """Every deadline, in every state, and every alert, for every child or for some by their ids."""
    return survey(ledger, question, children).outlook


def _outlook(
    told: tuple[History, ...], imports: Iterable[ReturnImported], seen: Sight, question: Question, reign: Reign
) -> Outlook:
    surroundings = Surroundings(
        rulebook=reign.rulebook,
        holidays=bank_holidays(),
        sight=seen,
        within=question.within,
        # A look-ahead that was typed is meant as typed; otherwise local policy may set one for a rule.
        look_ahead=reign.look_ahead if question.within == LOOK_AHEAD_DAYS else {},
    )
    found: list[Deadline] = []
    alerts: list[Alert] = []
    applies: Counter[str] = Counter()
    for child in told:
        travelled = journey(child, question.as_at, reign.scope)
        of_child = found_for(travelled, surroundings, child.waivers, running_only=not question.history)
        found += of_child.deadlines
        applies.update(of_child.asked)
        alerts += contradictions(travelled, seen)
    found += reign.meetings
    return Outlook(
        as_at=question.as_at,
        known_at=question.known_at.isoformat() if question.known_at else None,
        rulebook=reign.rulebook.id,
        version=reign.rulebook.version,
        policy_from=reign.since,
        children=len(told),
        deadlines=tuple(found),
        alerts=tuple(alerts),
        gaps=gaps(found, applies),
        data_age=_data_age(imports, seen, question.as_at),
    )


def _data_age(imports: Iterable[ReturnImported], seen: Sight, as_at: date) -> str | None:
    """How old imported data is, where unseen days lie between it and the start of tracking; None where none do."""
    covered = [span.last for imported in imports for spans in imported.covers.values() for span in spans]
    last = max(covered, default=None)
    if last is None or last >= as_at or (seen.tracking_from - last).days <= 1:
        return None
    until = f"tracking began on {shown(seen.tracking_from)}"
    if as_at < seen.tracking_from:
        until = f"tracking begins on {shown(seen.tracking_from)}"
    return (
        f"Imported data ends on {shown(last)} and {until}: what happened between is not known. "
        "Import the next return, or record it with import-events."
    )
