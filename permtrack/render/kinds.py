"""The vocabulary as people look it up, and as records."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from permtrack.domain.vocabulary import FieldType, Kind, Vocabulary
from permtrack.render.machine import Record
from permtrack.render.screen import Screen
from permtrack.render.sheets import sheet
from permtrack.render.tables import Column, Styled, paragraph, table

if TYPE_CHECKING:
    from rich.console import RenderableType

TYPES = {
    "text": "a short code or word",
    "free-text": "free text, at most 1,000 characters",
    "date": "a day",
    "future-date": "a day, which may lie ahead",
    "yes-no": "yes or no",
    "number": "a whole number",
    "plan": "a plan",
    "plans": "one plan or several",
    "codes": "one code or several",
    "event": "an event's number or id",
}


def kinds_parts(kinds: Sequence[Kind], screen: Screen) -> "Iterator[RenderableType]":
    """Every kind under the heading of its group."""
    columns = (Column("Kind", whole=True), Column("What it records"), Column("Also typed as"))
    for group, members in groupby(kinds, lambda kind: kind.group):
        yield paragraph(Styled(group, "bold"))
        rows = [(kind.kind, kind.label, ", ".join(kind.aliases)) for kind in members]
        yield from table(columns, rows, screen)
        yield paragraph("")
    yield paragraph(f"{len(kinds)} kinds; `permtrack kinds KIND` shows the fields of one")


def kind_parts(kind: Kind, vocabulary: Vocabulary, screen: Screen) -> "Iterator[RenderableType]":
    """One kind with its fields."""
    yield paragraph(Styled(f"{kind.kind}: {kind.label}", "bold"))
    yield paragraph(f"Group: {kind.group}")
    if kind.aliases:
        yield paragraph(f"Also typed as: {', '.join(kind.aliases)}")
    yield paragraph("The day may lie ahead." if kind.future else "The day is today or in the past.")
    yield paragraph("")
    rows = [(name, type_in_words(of, vocabulary), _needed(kind, name)) for name, of in kind.fields.items()]
    yield from table((Column("Field", whole=True), Column("Takes"), Column("Needed")), rows, screen)


def type_in_words(of: FieldType, vocabulary: Vocabulary) -> str:
    """What a field takes: its values, or the sort of thing."""
    if isinstance(of, tuple):
        return ", ".join(of)
    if of in {"plan", "plans"}:
        return f"{TYPES[of]}: {', '.join(vocabulary.plans)}"
    return TYPES.get(of, of)


def _needed(kind: Kind, name: str) -> str:
    if name in kind.required:
        return "always"
    for conditions, but in ((kind.required_when, ""), (kind.asked_when, "; a sheet may lack it")):
        if when := [condition.replace("=", " is ") for condition, names in conditions.items() if name in names]:
            return f"when {' or '.join(when)}{but}"
    return f"no; {kind.defaults[name]} where none is given" if name in kind.defaults else "no"


def kind_record(kind: Kind) -> Record:
    """One kind as JSON."""
    return {
        "kind": kind.kind,
        "label": kind.label,
        "group": kind.group,
        "aliases": list(kind.aliases),
        "future": kind.future,
        "fields": {name: list(of) if isinstance(of, tuple) else of for name, of in kind.fields.items()},
        "required": list(kind.required),
        "required_when": {condition: list(names) for condition, names in kind.required_when.items()},
        "asked_when": {condition: list(names) for condition, names in kind.asked_when.items()},
        "defaults": dict(kind.defaults),
    }


def kinds_sheet(kinds: Sequence[Kind]) -> str:
    """The kinds as CSV: one row a kind."""
    rows = ((k.kind, k.label, k.group, ";".join(k.aliases), ";".join(k.fields), ";".join(k.required)) for k in kinds)
    return sheet(("kind", "label", "group", "aliases", "fields", "required"), rows)
