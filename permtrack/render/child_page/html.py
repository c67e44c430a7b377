"""The page of one child as `pages/child.html` sets it out: its words, its tables and its picture."""

from collections.abc import Iterator, Mapping, Sequence

from permtrack.domain.child_page.page import ChildPage
from permtrack.domain.events import Event
from permtrack.domain.findings import Severity, Status
from permtrack.domain.own_lines import Line
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import Vocabulary
from permtrack.render.child_page import words
from permtrack.render.child_page.stages import has_stages, no_stages, stage_notes, stage_rows
from permtrack.render.events import day_in_words
from permtrack.render.states import child_in_words, state, tier_in_words
from permtrack.render.timeline_picture.svg import picture_svg

TEMPLATE, STYLE = "child.html", "child.css"
LOOKS = {Status.OVERDUE: "overdue", Status.DUE_TODAY: "soon", Status.DUE_SOON: "soon"}
MOST_EVENTS = 12
ENDS = (".", "?", "!")


@record
class ShownRow:
    """One row of a table; `look` repeats what its words say."""

    cells: Sequence[str]
    look: str = ""


@record
class ShownTable:
    """A table: the first cell of a row names the row. `look` is for tables that paper has more room for."""

    title: str
    headings: Sequence[str]
    rows: Sequence[ShownRow]
    look: str = ""


@record
class Part:
    """A part of the page under its own heading; empty parts are not shown."""

    title: str
    says: tuple[str, ...] = ()
    facts: tuple[words.Fact, ...] = ()
    tables: tuple[ShownTable, ...] = ()
    notes: tuple[str, ...] = ()


@record
class ChildView:
    """What the template shows. `picture` is a drawing of ours, its texts escaped; everything else is plain text."""

    name: str
    ref: str
    about: str
    head: tuple[words.Fact, ...]
    parts: tuple[Part, ...]
    picture: str


def child_view(page: ChildPage, vocabulary: Vocabulary) -> ChildView:
    """The page in the words and tables in which it is printed."""
    child = page.situation.child
    parts = (_due(page), _wrong(page), _way(page), _meeting(page), _since(page, vocabulary), _doubts(page))
    return ChildView(
        name=child_in_words(child),
        ref=child.ref,
        about="; ".join(words.about(page)),
        head=tuple(words.head_facts(page)),
        parts=tuple(part for part in parts if part.says or part.facts or part.tables),
        picture=picture_svg(page.picture),
    )


def child_html(view: ChildView, templates: Mapping[str, str]) -> str:
    """The page by itself, as it stands inside a larger one."""
    from permtrack.render.pages.environment import environment  # noqa: PLC0415  (only pages need templates)

    module = environment(templates).get_template(TEMPLATE).module
    return str(module.child_page(view))  # type: ignore[attr-defined]


def _whole(day: str) -> str:
    """A day that is not broken at its blanks."""
    return day.replace(" ", "\u00a0")


def _due(page: ChildPage) -> Part:
    rows = [_duty(line) for line in words.dated(page)]
    table = ShownTable(title="What is due", headings=("Due", "State", "What", "Authority"), rows=rows, look="duties")
    left = page.next.lines_left
    averages = "; ".join(words.compared(line) for line in words.averages(page))
    return Part(
        title="What is due",
        says=() if rows else ("No deadline is running.",),
        tables=(table,) if rows else (),
        notes=(
            *([f"{left} more are further off."] if left else []),
            *([f"National averages, nobody's deadline: {averages}"] if averages else []),
        ),
    )


def _duty(line: Line) -> ShownRow:
    deadline = line.deadline
    day = deadline.due_on or deadline.opens_on
    tier = tier_in_words(deadline.tier)
    cells = (_whole(shown(day)) if day else "", state(deadline), words.what_is_due(line), tier)
    return ShownRow(cells=cells, look=LOOKS.get(deadline.status, ""))


def _wrong(page: ChildPage) -> Part:
    rows = [
        ShownRow(
            cells=(
                _whole(shown(line.alert.since)),
                line.alert.severity.upper(),
                words.what_is_wrong(line),
            ),
            look="red" if line.alert.severity is Severity.RED else "",
        )
        for line in words.alerts(page)
    ]
    table = ShownTable(title="What is going wrong", headings=("Since", "Alert", "What is going wrong"), rows=rows)
    return Part(title="What is going wrong", tables=(table,) if rows else ())


def _way(page: ChildPage) -> Part:
    facts = list(words.search_facts(page))
    rows, notes = [], []
    if has_stages(page.stages):
        current = page.stages.current
        rows = [
            ShownRow(cells=(name, _whole(began), _whole(until), days), look="now" if current and until == "now" else "")
            for name, began, until, days in stage_rows(page.stages)
        ]
        notes = list(stage_notes(page.stages))
    elif none := no_stages(page.stages):
        facts.insert(0, ("Stages", none))
    table = ShownTable(title="Stages and days", headings=("Stage", "From", "To", "Days"), rows=rows)
    return Part(title="The way to adoption", facts=tuple(facts), tables=(table,) if rows else (), notes=tuple(notes))


def _meeting(page: ChildPage) -> Part:
    followed = page.followed
    said = words.meeting_in_words(followed.meeting) if followed.meeting else words.no_meeting(page)
    told = [words.action_row(action) for action in followed.actions]
    rows = [ShownRow(cells=(number, what, who, _whole(due), stands)) for number, what, who, due, stands in told]
    table = ShownTable(title="Agreed actions", headings=("Action", "What", "Owner", "Due", "State"), rows=rows)
    if followed.meeting is not None and not followed.since:
        said = f"{said}{'' if said.endswith(ENDS) else '.'} Nothing is recorded since."
    delays = tuple(map(words.delay_fact, page.delays))
    return Part(title="The last meeting", says=(said,), facts=delays, tables=(table,) if rows else ())


def _since(page: ChildPage, vocabulary: Vocabulary) -> Part:
    meeting = page.followed.meeting
    told: Sequence[Event] = page.followed.since if meeting else page.events
    rows = [
        ShownRow(cells=(f"#{event.number}", _whole(day_in_words(event)), words.happened(event, page, vocabulary)))
        for event in told[-MOST_EVENTS:]
    ]
    title = "Since the last meeting" if meeting else "What happened last"
    table = ShownTable(title=title, headings=("Event", "On", "What happened"), rows=rows)
    return Part(title=title, tables=(table,) if rows else ())


def _doubts(page: ChildPage) -> Part:
    """What the record contradicts, and what cannot be assessed for want of it."""
    return Part(title="The record", says=tuple(_doubted(page)))


def _doubted(page: ChildPage) -> Iterator[str]:
    for alert in page.warnings:
        yield f"Contradiction, {alert.alert}: {alert.sentence}"
    doubted: dict[str, list[str]] = {}
    for line in words.in_doubt(page):
        doubted.setdefault(line.deadline.reason or "", []).append(line.deadline.rule)
    for reason, rules in doubted.items():
        yield f"Cannot be assessed, {', '.join(dict.fromkeys(rules))}: {reason}"
    if page.next.outlook.data_age:
        yield page.next.outlook.data_age
