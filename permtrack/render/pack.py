"""The pack on a terminal: every section as a table that loses nothing, and a last line that sums up."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from permtrack.domain.meeting.pack import MeetingPack
from permtrack.render.pack_sections import sections
from permtrack.render.pack_tables import Section, in_words
from permtrack.render.pack_words import Source, summary, title
from permtrack.render.screen import Screen
from permtrack.render.tables import Cell, Column, Layout, Styled, first_that_fits, paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType


def pack_parts(pack: MeetingPack, source: Source, screen: Screen) -> "Iterator[RenderableType]":
    """The whole answer."""
    yield paragraph(Styled(title(pack), "bold"))
    if pack.searched:
        yield paragraph(f"Only {pack.searched}")
    for sentence in source.sentences(pack):
        yield paragraph(sentence)
    for section in sections(pack):
        yield paragraph("")
        yield from _section(section, screen)
    yield paragraph("")
    yield paragraph(f"To make it again: {source.again}")
    yield paragraph("A page a child: --to FILE.html; a workbook: --to FILE.xlsx")
    yield paragraph(summary(pack))


def _section(section: Section, screen: Screen) -> "Iterator[RenderableType]":
    yield paragraph(Styled(section.title, "bold"))
    for sentence in section.says:
        yield paragraph(sentence)
    if section.rows:
        yield from first_that_fits(_layouts(section), screen)
    else:
        yield paragraph(section.empty)
    for note in section.notes:
        yield paragraph(Styled(f"* {note}", "dim"))


def _layouts(section: Section) -> tuple[Layout, ...]:
    columns = tuple(Column(heading.name, whole=heading.whole) for heading in section.headings)
    rows = [tuple(in_words(cell) for cell in row) for row in section.rows]
    room = section.room if section.stacked else 0
    beside = Layout(columns=columns, rows=rows, room=room)
    if not section.stacked:
        return (beside,)
    return (
        beside,
        Layout(columns=_stacked_columns(section), rows=[_stacked(section, row) for row in rows], apart=True),
    )


def _stacked_columns(section: Section) -> tuple[Column, ...]:
    """The columns of a narrow screen, each named by the first of its cells; the others say their names themselves."""
    first = [section.headings[group[0]] for group in section.stacked]
    return tuple(Column(heading.name, whole=heading.whole) for heading in first)


def _stacked(section: Section, row: tuple[str, ...]) -> tuple[Cell, ...]:
    return tuple(tuple(_lines(section, group, row)) for group in section.stacked)


def _lines(section: Section, group: tuple[int, ...], row: tuple[str, ...]) -> Iterator[str]:
    yield row[group[0]]
    for place in group[1:]:
        if row[place]:
            yield f"{section.headings[place].name.lower()}: {row[place]}"
