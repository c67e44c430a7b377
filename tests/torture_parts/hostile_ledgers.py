"""Ledgers full of hostile texts: put straight into the file past every check, and typed at the front door.

Each has a twin with harmless texts in the same places: what differs between the two answers but for the texts
themselves was done by a text.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from permtrack.app.packaged import vocabulary
from permtrack.domain.events import Event
from permtrack.ledger.identity import new_id
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import create, open_ledger
from tests.app.test_hostile_texts import KEPT, MADE_PLAIN, REFUSED
from tests.cli.corpus import entries, value_of
from tests.cli.test_hostile import OWN_SAMPLE
from tests.torture_parts.furnished import Furnished

RECORDED_AT = datetime.fromisoformat("2026-06-01T09:00:00+00:00")
LONGEST = 1000
TEXT = "a text"
"""Stands in a story where somebody's text belongs."""
EARLIER = "earlier "
"""Before the kind of an earlier event of the story, which is meant."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A ledger, and the texts in it in the order of their children."""

    place: Furnished
    texts: tuple[str, ...]
    taken: tuple[frozenset[int], ...] = ()
    """Of a ledger that was typed: the doors that took each text."""

    @property
    def accepted(self) -> tuple[str, ...]:
        """The texts that any door took."""
        return tuple(text for text, doors in zip(self.texts, self.taken, strict=True) if doors)


def corpus(*, every: int = 1) -> tuple[str, ...]:
    """All hostile texts at hand that a file can hold, each once; or one of so many."""
    told = [*OWN_SAMPLE, *KEPT, *MADE_PLAIN, *REFUSED, *(value_of(entry) for entry in entries("text"))]
    found = dict.fromkeys(text[:LONGEST] for text in told if text.strip())
    # SQLite holds no half of a surrogate pair, and the ledger no null.
    return tuple(text for text in found if not any(0xD800 <= ord(c) < 0xE000 or c == "\0" for c in text))[::every]


def harmless(count: int) -> tuple[str, ...]:
    """As many texts that nobody could object to."""
    return tuple(f"X{number:04}" for number in range(count))


def planted(folder: Path, texts: Sequence[str]) -> Planted:
    """A ledger with a child for each text, which stands in every place of that child's record that holds a text."""
    folder.mkdir()
    place = Furnished(folder, {})
    create(
        place.ledger, tracking_from=date(2026, 1, 1), authority=texts[0], recorded_at=RECORDED_AT, recorded_by=texts[0]
    )
    drafts = [draft for number, text in enumerate(texts) for draft in _life(number, text)]
    with open_ledger(place.ledger, writing=True) as ledger, ledger.transaction():
        ledger.append(drafts)
    return Planted(place, tuple(texts))


def _life(number: int, text: str) -> Iterator[Draft]:
    """What is recorded of one child, told in the one text."""
    return life(number, lambda _: text)


def life(number: int, say: Callable[[str], str]) -> Iterator[Draft]:
    """What is recorded of one child; `say` gives the text of a place, named by its kind and field."""
    child = new_id(RECORDED_AT + timedelta(seconds=number))
    identities: dict[str, str] = {}
    for place, (kind, on, fields) in enumerate(_story()):
        identity = child if kind == "child-added" else new_id(RECORDED_AT + timedelta(seconds=number))
        identities.setdefault(kind, identity)
        told = {name: _value(value, identities, f"{kind}.{name}", say) for name, value in fields.items()}
        event = Event(
            id=identity, child=child, kind=kind, on=date.fromisoformat(on), fields=told, source=say("source"),
            recorded_at=RECORDED_AT + timedelta(seconds=number, milliseconds=place), recorded_by=say("recorded_by"),
        )  # fmt: skip
        free = frozenset(vocabulary().kinds[kind].free_texts()) if kind in vocabulary().kinds else frozenset()
        yield Draft(event=event, private=free & frozenset(told))


def _value(value: str, identities: Mapping[str, str], place: str, say: Callable[[str], str]) -> str:
    if value == TEXT:
        return say(place)
    return identities[value.removeprefix(EARLIER)] if value.startswith(EARLIER) else value


def _story() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Kinds, days and fields."""
    whose = dict.fromkeys(("authority", "team", "worker", "iro", "family_finder"), TEXT)
    own = {"ref": TEXT, "initials": TEXT, "dob": "2024-05-05", "sibling_group": TEXT}
    yield "child-added", "2026-01-05", own | whose
    yield "entered-care", "2026-01-05", {"basis": "s20", "note": TEXT}
    yield "placement-started", "2026-01-05", {"type": "foster", "carer": TEXT, "note": TEXT}
    yield "review", "2026-01-30", {"plan": "adoption", "note": TEXT}
    yield "ppm", "2026-02-10", {"chair": TEXT, "plan": "adoption", "note": TEXT}
    yield "action-agreed", "2026-02-10", {"action": TEXT, "owner": TEXT, "due": "2026-03-01", "at": f"{EARLIER}ppm"}
    yield "adm-decision", "2026-03-02", {"outcome": "yes", "reason": TEXT, "note": TEXT}
    yield "tracking-meeting", "2026-03-10", {"decision": TEXT, "chair": TEXT, "note": TEXT}
    yield "link", "2026-03-12", {"family": TEXT, "note": TEXT}
    yield "placement-ended", "2026-03-20", {"reason": TEXT}
    delay = {"reason": "health", "whose": "court", "rule": "review.next"}
    yield "delay-recorded", "2026-04-01", {**delay, "note": TEXT, "until": "2026-12-01"}
    waiver = {"rule": "match.six-months", "until": "2026-12-01"}
    yield "waiver", "2026-04-02", {**waiver, "reason": TEXT, "authorised_by": TEXT}
    yield "note", "2026-04-03", {"note": TEXT}
    yield "correction", "2026-04-04", {"event": f"{EARLIER}note", "set.note": TEXT, "reason": TEXT}
    yield "visit", "2026-04-05", {"note": TEXT}
    yield "void", "2026-04-06", {"event": f"{EARLIER}visit", "reason": TEXT}


DOORS = (
    ("add-event", "{ref}", "note", "1/4/2026", "--note={text}"),
    ("add-event", "{ref}", "ppm", "10/2/2026", "--chair={text}", "--plan", "adoption"),
    ("add-event", "{ref}", "action", "10/2/2026", "--set=action={text}", "--set=owner={text}", "--set=due=1/3/2026"),
    ("add-event", "{ref}", "tracking-meeting", "10/3/2026", "--set=decision={text}"),
    ("add-event", "{ref}", "placement", "5/1/2026", "--set=type=foster", "--set=carer={text}"),
    ("add-event", "{ref}", "link", "12/3/2026", "--family={text}"),
    ("amend-child", "{ref}", "--set=worker={text}", "--set=team={text}"),
    ("amend-child", "{ref}", "--set=new_ref={text}"),
)
"""The ways in that take a text, each with a place of its own for it."""


def typed(folder: Path, texts: Sequence[str], open_doors: Sequence[frozenset[int]] | None = None) -> Planted:
    """A ledger of what the front door takes of the texts: each through every door, or through those given for it."""
    folder.mkdir()
    place = Furnished(folder, {})
    place.run("init", "--tracking-from", "1/1/2026")
    everywhere = frozenset(range(len(DOORS)))
    wanted = open_doors or [everywhere] * len(texts)
    taken = [_typed(place, f"T{n}", text, doors) for n, (text, doors) in enumerate(zip(texts, wanted, strict=True))]
    return Planted(place, tuple(texts), tuple(taken))


def _typed(place: Furnished, ref: str, text: str, doors: frozenset[int]) -> frozenset[int]:
    """The doors that took the text."""
    added = place.run("add-child", ref, "--dob", "5/5/2024", "--entered-care", "5/1/2026", "--basis", "s20")
    if added.code:
        raise RuntimeError(added.err)
    codes = {n: place.run(*(word.format(ref=ref, text=text) for word in DOORS[n])).code for n in sorted(doors)}
    if not set(codes.values()) <= {0, 2}:
        raise RuntimeError(f"{ref} {text!a}: {codes}")
    return frozenset(n for n, code in codes.items() if code == 0)
