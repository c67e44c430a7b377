"""One child's full history as a table: what happened, what was struck out or corrected, who recorded it and when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from permtrack.domain.recorded import Recorded
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import Vocabulary
from permtrack.render.events import day_in_words, fields_in_words, label
from permtrack.render.screen import Screen
from permtrack.render.tables import Cell, Column, Layout, Styled, first_that_fits, lines, paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType

COLUMNS = (
    Column("Event", whole=True),
    Column("On", whole=True),
    Column("What"),
    Column("Details"),
    Column("Recorded"),
)

STACKED = (Column("Event", whole=True), Column("What"), Column("Details"))
Row = tuple[Styled, Styled, Styled, Styled, str]


def timeline_parts(
    entries: Sequence[Recorded], numbers: Mapping[str, int], vocabulary: Vocabulary, screen: Screen
) -> "Iterator[RenderableType]":
    """The history, oldest first. `numbers` gives the number under which each event of the child is printed."""
    rows = [_row(entry, numbers, vocabulary) for entry in entries]
    layouts = (
        Layout(columns=COLUMNS, rows=rows, room=76),
        Layout(columns=STACKED, rows=[_stacked(*row) for row in rows], apart=True),
    )
    yield from first_that_fits(layouts, screen)
    yield paragraph("")
    struck = sum(1 for entry in entries if entry.voided_by)
    corrected = sum(1 for entry in entries if entry.corrected_by)
    yield paragraph(f"{len(entries)} entries, {struck} struck out, {corrected} corrected")


def _row(entry: Recorded, numbers: Mapping[str, int], vocabulary: Vocabulary) -> Row:
    event = entry.event
    style = "dim" if entry.voided_by else ""
    return (
        Styled(f"#{event.number}", style),
        Styled(day_in_words(event), style),
        Styled(label(event, vocabulary), style),
        Styled(_details(entry, numbers, vocabulary), style),
        f"{shown(event.recorded_at.date())} by {event.recorded_by}, {event.source}",
    )


def _stacked(number: Styled, day: Styled, what: Styled, details: Styled, by: str) -> Sequence[Cell]:
    """The day under the number, and who recorded it under what was recorded."""
    return (
        Styled((*lines(number), *lines(day)), number.style),
        what,
        Styled((*lines(details), f"recorded {by}"), details.style),
    )


def _details(entry: Recorded, numbers: Mapping[str, int], vocabulary: Vocabulary) -> tuple[str, ...]:
    """What the entry says, below it what became of it."""
    said = [fields_in_words(entry.event, numbers, vocabulary)]
    if entry.corrected_by:
        by = ", ".join(f"#{correction.number}" for correction in entry.corrected_by)
        said.append(f"CORRECTED by {by}; before: {_before(entry, numbers, vocabulary)}")
    if entry.voided_by:
        said.append(f"STRUCK OUT by #{entry.voided_by.number}")
    return tuple(line for line in said if line)


def _before(entry: Recorded, numbers: Mapping[str, int], vocabulary: Vocabulary) -> str:
    """What the entry said at first, as far as it says something else now."""
    first, now = entry.first, entry.event
    other = {name: value for name, value in first.fields.items() if now.fields.get(name) != value}
    parts = [day_in_words(first)] if day_in_words(first) != day_in_words(now) else []
    if said := fields_in_words(replace(first, fields=other), numbers, vocabulary):
        parts.append(said)
    parts += [f"no {name.replace('_', ' ')}" for name in now.fields if name not in first.fields]
    return "; ".join(parts) or "the same"
