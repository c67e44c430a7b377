"""One child on one screen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from permtrack.domain.due_list import DueList
from permtrack.domain.events import Event
from permtrack.domain.situations import Situation
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import Vocabulary
from permtrack.render.children import head_parts
from permtrack.render.due import sections
from permtrack.render.screen import Screen
from permtrack.render.tables import Styled, paragraph
from permtrack.render.timeline import event_rows

if TYPE_CHECKING:
    from rich.console import RenderableType


def child_parts(
    situation: Situation,
    coming: DueList,
    last_events: Sequence[Event],
    earlier_events: int,
    vocabulary: Vocabulary,
    screen: Screen,
) -> "Iterator[RenderableType]":
    """Who the child is and where it stands, then what comes next, what is wrong, and what happened last."""
    yield from head_parts(situation)
    yield paragraph("")
    yield from sections(coming.lines, coming.alert_lines, coming, screen)
    if not coming.lines:
        yield paragraph("No deadline is running.")
        yield paragraph("")
    if coming.lines_left:
        yield paragraph(f"{coming.lines_left} more; `permtrack due {situation.child.ref} --all` lists them")
        yield paragraph("")
    yield paragraph(Styled("What happened last", "bold"))
    yield from event_rows(last_events, _numbers(last_events), vocabulary, screen)
    if earlier_events:
        yield paragraph(f"{earlier_events} earlier; `permtrack timeline {situation.child.ref}` shows them")
    yield paragraph("")
    yield paragraph(f"As at {shown(coming.outlook.as_at)}")


def _numbers(events: Sequence[Event]) -> Mapping[str, int]:
    return {event.id: event.number for event in events}
