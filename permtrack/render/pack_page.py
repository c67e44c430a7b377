"""The pack as one HTML page: no script, nothing from outside, every stored text shown and never obeyed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from permtrack.domain.events import Child
from permtrack.domain.meeting.exceptions import Rank
from permtrack.domain.meeting.pack import MeetingPack
from permtrack.domain.records import record
from permtrack.render.child_page.html import ChildView
from permtrack.render.pack_sections import sections
from permtrack.render.pack_tables import ORDINARY_WIDTH, Cell, Section, in_words
from permtrack.render.pack_words import Source, summary, title
from permtrack.render.states import child_in_words

PAGE, STYLES = "pack.html", ("pack.css", "child.css")
MARKS = {"RED": "red", "OVERDUE": "overdue", "due": "soon"}
"""The look of a cell by its first word, which says already what the look says."""


@record
class ShownCell:
    """A cell: its words, and the child or the day that it is about. `heads` marks the cell that names its row."""

    words: str
    heads: bool = False
    ref: str | None = None
    iso: str | None = None
    look: str = ""


@record
class ShownSection:
    """A section as the page shows it; each heading with the look of its column."""

    section: Section
    headings: tuple[tuple[str, str], ...]
    rows: tuple[tuple[ShownCell, ...], ...]


def pack_page(pack: MeetingPack, source: Source, views: Iterable[ChildView], templates: Mapping[str, str]) -> str:
    """The page, with a page for each child in it. The same pack gives the same page, byte for byte."""
    from permtrack.render.pages.environment import environment  # noqa: PLC0415  (only pages need templates)

    return environment(templates).get_template(PAGE).render(page_values(pack, source, views, templates))


def page_values(
    pack: MeetingPack, source: Source, views: Iterable[ChildView], templates: Mapping[str, str]
) -> Mapping[str, object]:
    """What the template is filled with."""
    marks = _marks(pack)
    inside = frozenset(one.child.ref for one in pack.standings)
    return {
        "title": title(pack),
        "css": "".join(templates[name] for name in STYLES),
        "authority": source.authority,
        "searched": pack.searched,
        "source": source.sentences(pack),
        "summary": summary(pack),
        "sections": [_shown(section, inside) for section in sections(pack)],
        "children": [(child_in_words(one.child), one.child.ref, marks[one.child.ref]) for one in pack.standings],
        "views": views,
        "marks": marks,
        "versions": source.versions(pack),
        "again": source.again,
        "head": source.head,
    }


def _marks(pack: MeetingPack) -> Mapping[str, str]:
    """What is said of each child in the contents: `1 red, 2 overdue`."""
    reds = Counter(line.child.ref for line in pack.exceptions if line.rank is Rank.RED)
    refs = (one.child.ref for one in pack.standings)
    counted = {ref: {"red": reds[ref], "overdue": pack.overdue.get(ref, 0)} for ref in refs}
    return {ref: ", ".join(f"{n} {word}" for word, n in found.items() if n) for ref, found in counted.items()}


def _shown(section: Section, inside: frozenset[str]) -> ShownSection:
    looks = [_look(section, place) for place in range(len(section.headings))]
    return ShownSection(
        section=section,
        headings=tuple(zip((heading.name for heading in section.headings), looks, strict=True)),
        rows=tuple(tuple(_cells(row, looks, inside)) for row in section.rows),
    )


def _look(section: Section, place: int) -> str:
    """How a column looks: numbers stand under one another, sentences have room."""
    cells = [row[place] for row in section.rows]
    if any(isinstance(cell, int | float) for cell in cells) and all(not isinstance(cell, str) for cell in cells):
        return "number"
    heading = section.headings[place]
    return "wide" if heading.width > ORDINARY_WIDTH else "whole" if heading.whole else ""


def _cells(row: Sequence[Cell], looks: Sequence[str], inside: frozenset[str]) -> Iterator[ShownCell]:
    for place, (cell, look) in enumerate(zip(row, looks, strict=True)):
        words = in_words(cell)
        yield ShownCell(
            words=words,
            heads=place == 0,
            ref=cell.ref if isinstance(cell, Child) and cell.ref in inside else None,
            iso=cell.isoformat() if isinstance(cell, date) else None,
            look=MARKS.get(words.partition(" ")[0].rstrip(","), look) if place == 0 else look,
        )
