"""Contradictions in what returns say and no event can hold: the ledger keeps their words with the import.

Each is held against the record as it stands, so that a correction here ends it, as an amended return does.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from permtrack.domain.events import Event
from permtrack.domain.journey import Journey
from permtrack.domain.sight import Sight
from permtrack.domain.typed_dates import shown
from permtrack.rules.panels import Contradiction


def _two_decisions_open(journey: Journey, sight: Sight) -> Iterator[Contradiction]:
    for event, first in _second_decisions(journey):
        if not _dated_otherwise(event, first, sight):
            sentence = f"A decision dated {shown(event.on)} while that of {shown(first.on)} is still in force [579]."
            yield Contradiction(event=event, since=event.on, sentence=sentence)


def _second_decisions(journey: Journey) -> Iterator[tuple[Event, Event]]:
    for oddity in journey.oddities:
        if oddity.name == "two-decisions-open" and oddity.other is not None:
            yield oddity.event, oddity.other


def _words(sight: Sight, name: str) -> Iterator[tuple[str, ...]]:
    """What returns say of the child under the name of a contradiction."""
    return (said.words for said in sight.said if said.name == name)


def _dated_otherwise(event: Event, first: Event, sight: Sight) -> bool:
    """Whether the returns of two years gave one decision these two days."""
    days = {event.on.isoformat(), first.on.isoformat()}
    return any(days == set(words) for words in _words(sight, "decision-date-changed"))


def _decision_date_changed(journey: Journey, sight: Sight) -> Iterator[Contradiction]:
    for event, first in _second_decisions(journey):
        if _dated_otherwise(event, first, sight):
            sentence = (
                f"The decision is of {shown(first.on)} in the return of one year and of {shown(event.on)} in that of "
                "another, and was not reversed between: strike out the one that is wrong [560]."
            )
            yield Contradiction(event=event, since=event.on, sentence=sentence)


def _decision_date_differs(journey: Journey, sight: Sight) -> Iterator[Contradiction]:
    adopted_on = journey.adopted_on
    made = [d for d in journey.stretches("decision") if adopted_on is not None and d.started_on <= adopted_on]
    for (day,) in _words(sight, "decision-date-differs"):
        if adopted_on is None or not made or any(d.started_on.isoformat() == day for d in made):
            continue
        sentence = (
            f"The decision is recorded on {shown(made[-1].started_on)}, and the adopters' row of the return dates it "
            f"{shown(date.fromisoformat(day))} [523]."
        )
        yield Contradiction(event=made[-1].start, since=adopted_on, sentence=sentence)


def _foster_carer_flag(journey: Journey, sight: Sight) -> Iterator[Contradiction]:
    placed = journey.stretches("placed")
    for flag, where in _words(sight, "foster-carer-flag"):
        if journey.adopted_on is None or not placed:
            continue
        by_carer = "yes" if flag == "1" else "no"
        if placed[-1].start.word("same_carer") != by_carer:
            says = "says that a foster carer adopted the child" if flag == "1" else "knows of no adopting foster carer"
            sentence = f"The adopters' row of the return {says}, and its episodes have the placement {where} [335]."
            yield Contradiction(event=placed[-1].start, since=journey.adopted_on, sentence=sentence)


def _no_placement_order(journey: Journey, sight: Sight) -> Iterator[Contradiction]:
    for began, where in _words(sight, "no-placement-order"):
        day = date.fromisoformat(began)
        stretches = journey.stretches("placed") if day <= journey.as_at else ()
        placed = next((stretch for stretch in stretches if stretch.touches(day)), None)
        if placed is not None and not any(order.touches(day) for order in journey.stretches("order")):
            sentence = (
                f"The return has the child placed for adoption on a placement order ({where}) on {shown(day)}, and no "
                "placement order is recorded on that day [408]."
            )
            yield Contradiction(event=placed.start, since=max(day, placed.started_on), sentence=sentence)


SAID_BY_RETURNS: Mapping[str, Callable[[Journey, Sight], Iterator[Contradiction]]] = {
    "record.two-decisions-open": _two_decisions_open,
    "record.decision-date-changed": _decision_date_changed,
    "record.decision-date-differs": _decision_date_differs,
    "record.foster-carer-flag": _foster_carer_flag,
    "record.no-placement-order": _no_placement_order,
}
