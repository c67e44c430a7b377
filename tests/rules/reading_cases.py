"""Reads the hand-worked cases and stories, and asks the rules the question each row puts."""

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from permtrack.app.packaged import bank_holidays, rulebook, vocabulary
from permtrack.domain.events import Event, Precision, ReturnImported, Said, Span, Value
from permtrack.domain.findings import Deadline
from permtrack.domain.journey import journey
from permtrack.domain.sight import sight
from permtrack.domain.standing import history
from permtrack.rules.deadlines import deadlines
from permtrack.rules.surroundings import Surroundings

TESTS = Path(__file__).parent.parent
LONG_BEFORE = date(2000, 1, 1)
SEVERAL = {"parallel", "considered"}


@dataclass
class Told:
    """What has been told of a child so far."""

    entries: list[Event] = field(default_factory=list)
    imports: list[ReturnImported] = field(default_factory=list)
    tracking: date = LONG_BEFORE

    def tell(
        self, on: str, kind: str, details: dict[str, str], *, returned: bool = False, name: str | None = None
    ) -> None:
        if kind == "tracking":
            self.tracking = date.fromisoformat(on)
        elif kind == "import":
            self.imports.append(_import(details, len(self.imports)))
        else:
            self._record(on, "child-added" if kind == "child" else kind, details, returned=returned, known_as=name)

    def _record(self, on: str, kind: str, details: dict[str, str], *, returned: bool, known_as: str | None) -> None:
        number = len(self.entries) + 1
        values: dict[str, Value] = {n: tuple(v.split(",")) if n in SEVERAL else v for n, v in details.items()}
        for name, value in list(values.items()):
            if vocabulary().kinds[kind].fields.get(name) == "number":
                values[name] = int(str(value))
        if kind == "child-added":
            values["ref"] = "A1"
        self.entries.append(
            Event(
                id="CHILD" if kind == "child-added" else known_as or f"E{number}",
                child="CHILD",
                kind=kind,
                on=date.fromisoformat(on.lstrip("~")),
                precision=Precision.ON_OR_BEFORE if on.startswith("~") else Precision.EXACT,
                fields={**vocabulary().kinds[kind].defaults, **values},
                number=number,
                returned_by="RETURN" if returned else None,
            )
        )

    def deadlines(self, as_at: date) -> tuple[Deadline, ...]:
        told = history(self.entries, as_at, vocabulary().reading_order)
        assert told is not None
        surroundings = Surroundings(
            rulebook=rulebook().with_everything_on(), holidays=bank_holidays(), sight=sight(self.imports, self.tracking)
        )
        return deadlines(journey(told, as_at), surroundings, told.waivers)


def _import(details: dict[str, str], number: int) -> ReturnImported:
    said = details.pop("says", "").split()
    spans = {
        table: [Span(first=date.fromisoformat(first), last=date.fromisoformat(last))]
        for table, days in details.items()
        for first, last in [days.split("..")]
    }
    return ReturnImported(
        id=f"R{number}",
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
        covers=spans,
        year=max((span.last.year for of_table in spans.values() for span in of_table), default=0),
        said=(Said(name=said[0], ref="A1", words=tuple(said[1:])),) if said else (),
    )


def pairs(text: str, between: str) -> dict[str, str]:
    """`a=1; b=2` as a dictionary."""
    found = (part.partition("=") for part in text.split(between) if part.strip())
    return {name.strip(): value.strip() for name, _, value in found}


def told_of_case(row: dict[str, str]) -> Told:
    """What a case tells, before its question."""
    told = Told()
    told.tell("2000-01-01", "child", pairs(row["child"], ";"))
    for text in row["events"].split("|"):
        words = text.split()
        returned, name = "[return]" in words, name_in(words)
        words = [word for word in words if not word.startswith("[")]
        if not words:
            continue
        if words[0] in {"import", "tracking"}:
            on, kind, rest = (words[1], "tracking", []) if words[0] == "tracking" else ("", "import", words[1:])
        else:
            on, kind, rest = words[0], words[1], words[2:]
        told.tell(on, kind, dict(word.split("=", 1) for word in rest), returned=returned, name=name)
    return told


def tell_row(told: Told, row: dict[str, str]) -> None:
    """Record what a row of a story tells."""
    kind, *marks = row["event"].split()
    told.tell(row["date"], kind, pairs(row["details"], ";"), returned="[return]" in marks, name=name_in(marks))


def name_in(words: list[str]) -> str | None:
    """The name that `[id=A1]` gives an event, for later events to speak of."""
    return next((word[4:-1] for word in words if word.startswith("[id=")), None)


def answer(told: Told, as_at: date, row: dict[str, str]) -> str:
    """What the rules answer to the row's question, in the row's own words."""
    asked = [
        deadline
        for deadline in told.deadlines(as_at)
        if deadline.rule == row["rule"]
        and (not row["trigger"] or (deadline.trigger and deadline.trigger.on.isoformat() == row["trigger"]))
    ]
    return " / ".join(sorted(_words(deadline) for deadline in asked)) or "absent"


def expected(row: dict[str, str]) -> str:
    """What the row expects, in the same words."""
    if row["status"] == "absent":
        return "absent"
    return " ".join([row["status"], *(f"{name} {row[name]}" for name in ("opens", "due", "met") if row[name])])


def _words(deadline: Deadline) -> str:
    days = (("opens", deadline.opens_on), ("due", deadline.due_on), ("met", deadline.met_on))
    said = [f"{name} {day.isoformat()}" for name, day in days if day]
    if deadline.status == "cannot-assess":
        return str(deadline.status)
    return " ".join([str(deadline.status), *said])


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))
