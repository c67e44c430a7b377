"""What was recorded before, in every version it ever had: how an import finds that it has nothing to add."""

from collections import defaultdict
from collections.abc import Mapping

from permtrack.app.books import Books
from permtrack.app.drafting import Occasion, event
from permtrack.app.packaged import vocabulary
from permtrack.domain.events import Event, Value
from permtrack.domain.minutes import ENDS_OF_ACTIONS
from permtrack.domain.standing import apply_correction
from permtrack.ledger.rows import Draft

Key = tuple[str, str, str]
"""A child's identity, a kind and an ISO day."""


def versions_by_day(books: Books) -> dict[Key, list[list[Event]]]:
    """Every event as it was recorded and as each correction left it, by child, kind and every day it ever had."""
    told: dict[str, list[Event]] = {}
    for entry in books.entries:
        if entry.kind == "correction":
            versions = told.get(str(entry.fields["event"]))
            if versions and entry.id not in books.struck:
                versions.append(apply_correction(versions[-1], entry))
        elif entry.kind != "void" and entry.child is not None:
            told[entry.id] = [entry]
    by_day: dict[Key, list[list[Event]]] = defaultdict(list)
    for versions in told.values():
        for day in dict.fromkeys(version.on.isoformat() for version in versions):
            by_day[str(versions[0].child), versions[0].kind, day].append(versions)
    return by_day


def agrees(fields: Mapping[str, Value], version: Event) -> bool:
    """Whether nothing that a row says contradicts an event."""
    return all(version.fields.get(name, value) == value for name, value in fields.items())


def more_said(occasion: Occasion, recorded: Event, more: Mapping[str, Value], reason: str) -> Draft:
    """The correction that adds to an event what an import says beyond it."""
    changes: dict[str, Value] = {"event": recorded.id, "reason": reason, **{f"set.{n}": v for n, v in more.items()}}
    correction = event(occasion, recorded.child, "correction", occasion.today, changes)
    free = vocabulary().kinds[recorded.kind].free_texts()
    return Draft(event=correction, private=frozenset({"reason", *(f"set.{name}" for name in free)} & changes.keys()))


def ends(recorded: Event) -> str | None:
    """The id of the agreed action that an event ends; None where it ends none."""
    return recorded.word("action_id") if recorded.kind in ENDS_OF_ACTIONS else None
