"""One child on one screen: as much of each section as there is room for, and what was left out counted and named."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from permtrack.domain.child_page.page import ChildPage
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import Vocabulary
from permtrack.render.child_page import words
from permtrack.render.child_page.sections import (
    Amount,
    alerts_part,
    duties_part,
    left_out,
    meeting_part,
    since_part,
    way_part,
)
from permtrack.render.screen import Screen
from permtrack.render.states import child_in_words
from permtrack.render.tables import height, paragraph
from permtrack.render.timeline_picture.blocks import picture_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

LONGEST, LONGEST_WHERE_WIDE = 40, 36
WIDE = 110
LONGEST_RULE = 100
EVERYTHING = Amount(stage_rows=True)
AMOUNTS = (
    Amount(duties=6, alerts=6, actions=5, events=4, stage_rows=True),
    Amount(duties=6, alerts=6, actions=5, events=4),
    Amount(duties=5, alerts=4, actions=4, events=3),
    Amount(duties=5, alerts=4, actions=4, events=3, brief=True),
    Amount(duties=5, alerts=3, actions=4, events=2, brief=True),
    Amount(duties=5, alerts=2, actions=3, events=2, brief=True),
    Amount(duties=5, alerts=1, actions=3, events=1, brief=True),
    Amount(duties=5, alerts=1, actions=3, events=1, brief=True, close=True),
    Amount(duties=4, alerts=1, actions=3, events=1, brief=True, close=True),
    Amount(duties=3, alerts=1, actions=2, events=1, brief=True, close=True),
)
"""How much is shown of each section, the most first: the first that fits the screen is taken, else the last."""


def child_parts(
    page: ChildPage, vocabulary: Vocabulary, screen: Screen, *, full: bool = False
) -> "Iterator[RenderableType]":
    """Who the child is and where it stands; what is due and what is wrong; the way to adoption; meetings; the years."""
    if full:
        yield from _parts(page, vocabulary, screen, EVERYTHING)
        return
    for amount in AMOUNTS:
        parts = list(_parts(page, vocabulary, screen, amount))
        if _is_one_screen(parts, screen):
            break
    yield from parts


def _is_one_screen(parts: "Sequence[RenderableType]", screen: Screen) -> bool:
    """Whether the lines are no more than a usual screen has; a pipe has none that they could fill."""
    longest = LONGEST if screen.width is None or screen.width < WIDE else LONGEST_WHERE_WIDE
    return screen.width is None or height(parts, screen) <= longest


def _parts(page: ChildPage, vocabulary: Vocabulary, screen: Screen, amount: Amount) -> "Iterator[RenderableType]":
    # Rules under the headings would take a line from every table.
    plain = replace(screen, lines=False)
    yield paragraph(f"{child_in_words(page.situation.child)}: {'; '.join(words.about(page))}")
    yield from amount.facts(words.head_facts(page), plain)
    yield from _apart(duties_part(page, amount, plain))
    for part in (alerts_part(page, amount, plain), way_part(page, amount, plain)):
        yield from part if amount.close else _apart(part)
    after = (meeting_part(page, amount, plain), since_part(page, vocabulary, amount, plain), _years(page, screen))
    for part in after:
        yield from part if amount.brief else _apart(part)
    yield from _ending(page, amount, plain)


def _apart(part: "Iterator[RenderableType]") -> "Iterator[RenderableType]":
    """A section with a line between it and the one before; an empty one leaves none."""
    for place, one in enumerate(part):
        if not place:
            yield paragraph("")
        yield one


def _years(page: ChildPage, screen: Screen) -> "Iterator[RenderableType]":
    yield from (paragraph(line) for line in picture_lines(page.picture, screen))


def _ending(page: ChildPage, amount: Amount, screen: Screen) -> "Iterator[RenderableType]":
    """The day, how old imported data is and what is left out; and room for what is decided."""
    outlook = page.next.outlook
    facts = [("As at", "; ".join(said for said in (shown(outlook.as_at), outlook.data_age) if said))]
    if left := "; ".join(left_out(page, amount)):
        facts.append(("Not shown", f"{left} (--full shows all)"))
    yield from amount.facts(facts, screen)
    yield paragraph(_today(screen))


def _today(screen: Screen) -> str:
    """Room for what the meeting decides."""
    room = min(screen.width or LONGEST_RULE, LONGEST_RULE) - len("Decision today:  Owner:  By: ")
    return f"Decision today: {'_' * (room * 3 // 5)} Owner: {'_' * (room // 5)} By: {'_' * (room // 5)}"
