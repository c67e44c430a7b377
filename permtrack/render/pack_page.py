"""The pack as one HTML page: no script, nothing from outside, every stored text shown and never obeyed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from permtrack.domain.events import Child
from permtrack.domain.meeting.pack import MeetingPack
from permtrack.render.pack_sections import sections
from permtrack.render.pack_tables import Cell, Section, in_words
from permtrack.render.pack_words import Source, summary, title
from permtrack.render.states import child_in_words
from permtrack.render.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

PAGE, STYLE = "pack.html", "pack.css"
MARKS = {"RED": "red", "OVERDUE": "overdue", "due": "soon"}
"""The look of a cell by its first word, which says already what the look says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A cell: its words, and the child or the day that it is about. `heads` marks the cell that names its row."""

    words: str
    heads: bool = False
    ref: str | None = None
    iso: str | None = None
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSection:
    """A section as the page shows it."""

    section: Section
    rows: tuple[tuple[ShownCell, ...], ...]


def pack_page(pack: MeetingPack, source: Source, templates: Mapping[str, str]) -> str:
    """The page. The same pack gives the same page, byte for byte."""
    marks = _marks(pack)
    inside = frozenset(one.child.ref for one in pack.standings)
    return (
        _environment(templates)
        .get_template(PAGE)
        .render(
            title=title(pack),
            css=templates[STYLE],
            authority=source.authority,
            searched=pack.searched,
            source=source.sentences(pack),
            summary=summary(pack),
            sections=[_shown(section, inside) for section in sections(pack)],
            children=[(child_in_words(one.child), one.child.ref, marks[one.child.ref]) for one in pack.standings],
            again=source.again,
            head=source.head,
        )
    )


def _environment(templates: Mapping[str, str]) -> "Environment":
    from jinja2 import DictLoader, Environment, StrictUndefined  # noqa: PLC0415  (only pages need it)

    return Environment(
        loader=DictLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_safe,
    )


def _safe(value: object) -> object:
    """A text with what could hide in it or turn the words around it made visible; what is markup of ours stays."""
    return visible(value, keep="\n") if type(value) is str else value


def _marks(pack: MeetingPack) -> Mapping[str, str]:
    """What is said of each child in the contents: `1 red, 2 overdue`."""
    counted = {one.child.ref: {"red": 0, "overdue": 0} for one in pack.standings}
    for line in pack.exceptions:
        if line.rank.value in counted[line.child.ref]:
            counted[line.child.ref][line.rank.value] += 1
    return {ref: ", ".join(f"{n} {word}" for word, n in found.items() if n) for ref, found in counted.items()}


def _shown(section: Section, inside: frozenset[str]) -> ShownSection:
    return ShownSection(section=section, rows=tuple(tuple(_cells(row, inside)) for row in section.rows))


def _cells(row: Iterable[Cell], inside: frozenset[str]) -> Iterator[ShownCell]:
    for place, cell in enumerate(row):
        words = in_words(cell)
        look = (
            "number" if isinstance(cell, int | float) else MARKS.get(words.partition(" ")[0], "") if not place else ""
        )
        yield ShownCell(
            words=words,
            heads=place == 0,
            ref=cell.ref if isinstance(cell, Child) and cell.ref in inside else None,
            iso=cell.isoformat() if isinstance(cell, date) else None,
            look=look,
        )
