"""The pack on a terminal: every section as a table that loses nothing, and a last line that sums up."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from permtrack.domain.meeting.pack import MeetingPack
from permtrack.render.pack_sections import sections
from permtrack.render.pack_tables import Groups, Section, in_words
from permtrack.render.pack_words import Source, summary, title
from permtrack.render.screen import Screen
from permtrack.render.tables import Column, Layout, Styled, first_that_fits, paragraph

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
    yield paragraph(source.versions(pack))
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
    beside = Layout(columns=columns, rows=rows, room=section.room if section.stacked else 0)
    stacked = (_stacked(section, groups, rows) for groups in (section.stacked, section.narrow) if groups)
    return (beside, *stacked)


def _stacked(section: Section, groups: Groups, rows: Sequence[Sequence[str]]) -> Layout:
    """Each column named by the first of its cells; the others say their names themselves."""
    columns = tuple(
        Column(section.headings[group[0]].name, whole=all(section.headings[place].whole for place in group))
        for group in groups
    )
    told = [tuple(tuple(_lines(section, group, row)) for group in groups) for row in rows]
    return Layout(columns=columns, rows=told, apart=True)


def _lines(section: Section, group: tuple[int, ...], row: Sequence[str]) -> Iterator[str]:
    yield row[group[0]]
    for place in group[1:]:
        heading = section.headings[place]
        if row[place]:
            yield row[place] if heading.speaks else f"{_named(heading.name)}: {row[place]}"


def _named(name: str) -> str:
    """A column's name within a line: `team`, but `IRO`."""
    return name if name.isupper() else name[0].lower() + name[1:]
