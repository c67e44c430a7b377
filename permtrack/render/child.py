"""One child on one screen."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from permtrack.domain.alert_lines import AlertLine
from permtrack.domain.child_page.page import ChildPage
from permtrack.domain.own_lines import Line
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import Vocabulary
from permtrack.render.child_page import words
from permtrack.render.due import SEVERITY_STYLES
from permtrack.render.events import day_in_words
from permtrack.render.screen import Screen
from permtrack.render.states import child_in_words, state, style_of
from permtrack.render.tables import Cell, Column, Layout, Styled, first_that_fits, paragraph
from permtrack.render.timeline_picture.blocks import picture_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

ROOM_FOR_A_LINE_EACH = 110
ROOM_FOR_A_TABLE = 76
MOST_DUTIES = 6
MOST_ALERTS = 6
MOST_ACTIONS = 5
MOST_EVENTS = 4


def child_parts(page: ChildPage, vocabulary: Vocabulary, screen: Screen) -> "Iterator[RenderableType]":
    """Who the child is and where it stands; what is due and what is wrong; the way to adoption; meetings; the years."""
    yield paragraph(f"{child_in_words(page.situation.child)}: {'; '.join(words.about(page))}")
    yield from _facts(words.head_facts(page))
    yield paragraph("")
    yield from _due(page, screen)
    yield from _alerts(page, screen)
    yield from _way(page, screen)
    yield from _meeting(page, screen)
    yield from _happened(page, vocabulary, screen)
    yield paragraph("")
    for line in picture_lines(page.picture, screen):
        yield paragraph(line)
    yield paragraph("")
    yield paragraph(f"As at {shown(page.next.outlook.as_at)}")


def _facts(facts: "Iterator[words.Fact]") -> "Iterator[RenderableType]":
    for name, said in facts:
        yield paragraph(f"{name}: {said}")


def _due(page: ChildPage, screen: Screen) -> "Iterator[RenderableType]":
    ref = page.situation.child.ref
    dated, doubt = words.dated(page), words.in_doubt(page)
    if dated:
        yield from first_that_fits(_duty_layouts(dated[:MOST_DUTIES]), screen)
    else:
        yield paragraph("No deadline is running.")
    left = len(dated[MOST_DUTIES:]) + page.next.lines_left
    if left:
        yield paragraph(f"{left} more; `permtrack due {ref} --all` lists them")
    if doubt:
        rules = ", ".join(dict.fromkeys(line.deadline.rule for line in doubt))
        yield paragraph(f"Cannot be assessed (`permtrack due {ref}` says why): {rules}")
    if averages := words.averages(page):
        said = "; ".join(words.compared(line) for line in averages)
        yield paragraph(f"National averages, nobody's deadline: {said}")
    yield paragraph("")


def _duty_layouts(lines: Sequence[Line]) -> Sequence[Layout]:
    days = [shown(day) if (day := line.deadline.due_on or line.deadline.opens_on) else "" for line in lines]
    said = [words.what_is_due(line) for line in lines]
    states = [Styled(state(line.deadline), style_of(line.deadline)) for line in lines]
    beside = (Column("Due", whole=True), Column("State", whole=True), Column("What"))
    under = (Column("Day and state", whole=True), Column("What"))
    return (
        Layout(columns=beside, rows=list(zip(days, states, said, strict=True)), room=ROOM_FOR_A_TABLE),
        Layout(
            columns=under,
            rows=[
                (Styled((day, str(how.words)), how.style), what)
                for day, how, what in zip(days, states, said, strict=True)
            ],
        ),
    )


def _alerts(page: ChildPage, screen: Screen) -> "Iterator[RenderableType]":
    told = words.alerts(page)
    if not told:
        return
    rows = [_alert_row(line) for line in told[:MOST_ALERTS]]
    columns = (Column("Since", whole=True), Column("Alert", whole=True), Column("What is going wrong"))
    under = (Column("Alert", whole=True), Column("What is going wrong"))
    layouts = (
        Layout(columns=columns, rows=rows, room=ROOM_FOR_A_TABLE),
        Layout(columns=under, rows=[(_both(day, how), what) for day, how, what in rows]),
    )
    yield from first_that_fits(layouts, screen)
    left = len(told[MOST_ALERTS:]) + page.next.alerts_left
    if left:
        yield paragraph(
            f"{left} more alert{'' if left == 1 else 's'}; `permtrack drift {page.situation.child.ref}` lists them"
        )
    yield paragraph("")


def _alert_row(line: AlertLine) -> tuple[str, Styled, str]:
    alert = line.alert
    severity = Styled(alert.severity.upper(), SEVERITY_STYLES[alert.severity])
    return shown(alert.since), severity, words.what_is_wrong(line)


def _both(day: str, how: Styled) -> Styled:
    return Styled((day, str(how.words)), how.style)


def _way(page: ChildPage, screen: Screen) -> "Iterator[RenderableType]":
    """The stages of the way to adoption, and the search for a family."""
    facts = [*words.search_facts(page)]
    if words.has_stages(page):
        columns = (Column("Stage"), Column("From", whole=True), Column("To", whole=True), Column("Days"))
        rows: list[Sequence[Cell]] = list(words.stage_rows(page.stages))
        yield from first_that_fits((Layout(columns=columns, rows=rows),), screen)
        for note in words.stage_notes(page.stages):
            yield paragraph(f"Stages: {note}")
    elif page.stages.none_because:
        facts.insert(0, ("Stages to adoption", f"none; {page.stages.none_because}"))
    yield from _facts(iter(facts))
    if words.has_stages(page) or facts:
        yield paragraph("")


def _meeting(page: ChildPage, screen: Screen) -> "Iterator[RenderableType]":
    """The last meeting, the actions and the reasons for delay."""
    followed = page.followed
    meeting = words.meeting_in_words(followed.meeting) if followed.meeting else words.no_meeting(page)
    yield paragraph(f"Last meeting: {meeting}")
    rows = [words.action_row(action) for action in followed.actions]
    if rows:
        yield from first_that_fits(_action_layouts(rows[:MOST_ACTIONS]), screen)
    if len(rows) > MOST_ACTIONS:
        yield paragraph(f"{len(rows) - MOST_ACTIONS} more; `permtrack timeline {page.situation.child.ref}` shows them")
    for delay in page.delays:
        yield paragraph(f"Delay: {words.delay_in_words(delay)}")


def _action_layouts(rows: Sequence[tuple[str, str, str, str, str]]) -> Sequence[Layout]:
    columns = (
        Column("Action", whole=True),
        Column("What"),
        Column("Owner"),
        Column("Due", whole=True),
        Column("State"),
    )
    stacked = (Column("Action", whole=True), Column("What, by whom, and state"))
    below = [
        (tuple(part for part in (number, due) if part), (what, "; ".join(part for part in (owner, stands) if part)))
        for number, what, owner, due, stands in rows
    ]
    return (Layout(columns=columns, rows=rows, room=ROOM_FOR_A_TABLE), Layout(columns=stacked, rows=below))


def _happened(page: ChildPage, vocabulary: Vocabulary, screen: Screen) -> "Iterator[RenderableType]":
    """What happened since the last meeting; without one, what happened last."""
    meeting, ref = page.followed.meeting, page.situation.child.ref
    told = page.followed.since if meeting else page.events
    yield paragraph("")
    if meeting and not told:
        yield paragraph("Since the meeting: nothing recorded")
        return
    told = told[-MOST_EVENTS:]
    rows = [(f"#{event.number}", day_in_words(event), words.happened(event, page, vocabulary)) for event in told]
    what = "Since the meeting" if meeting else "What happened last"
    columns = (Column("Event", whole=True), Column("On", whole=True), Column(what))
    yield from first_that_fits((Layout(columns=columns, rows=rows),), screen)
    yield paragraph(f"`permtrack timeline {ref}` shows the whole history")
