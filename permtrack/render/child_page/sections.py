"""The sections of one child's page on a screen, each in as many lines as it is given."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from permtrack.domain.agreed_actions import ActionState
from permtrack.domain.alert_lines import AlertLine
from permtrack.domain.child_page.page import ChildPage
from permtrack.domain.events import Event
from permtrack.domain.findings import GRAVEST_FIRST, Severity, Status
from permtrack.domain.own_lines import Line
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import Vocabulary
from permtrack.render.child_page import words
from permtrack.render.child_page.stages import has_stages, no_stages, stage_notes, stage_rows, stage_strip
from permtrack.render.due import SEVERITY_STYLES
from permtrack.render.events import day_in_words
from permtrack.render.screen import Screen
from permtrack.render.states import state, style_of
from permtrack.render.tables import Cell, Column, Layout, Styled, first_that_fits, named, packed, paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType

ROOM_FOR_A_TABLE = 76


@record
class Amount:
    """How many duties, alerts told in a sentence, actions and events are shown; None is all of them.

    `stage_rows` gives each stage a row with its days from and to; `brief` names duties by their titles alone, and lets
    facts, alerts and events follow each other in the same line, `close` leaves no line between sections.
    """

    duties: int | None = None
    alerts: int | None = None
    actions: int | None = None
    events: int | None = None
    stage_rows: bool = False
    brief: bool = False
    close: bool = False

    def facts(self, facts: Iterable[words.Fact], screen: Screen) -> "Iterator[RenderableType]":
        """Facts by their names, one below the other or as many in a line as it holds."""
        yield from packed(facts, screen) if self.brief else (named([fact]) for fact in facts)


def duties_part(page: ChildPage, amount: Amount, screen: Screen) -> "Iterator[RenderableType]":
    """What is due, the most pressing first; what cannot be assessed; how the child's times compare."""
    dated = words.dated(page)[: amount.duties]
    if dated:
        yield from first_that_fits(_duty_layouts(dated, amount), screen)
    else:
        yield paragraph("No deadline is running.")
    yield from amount.facts(_doubts(page, amount), screen)


def _duty_layouts(lines: Sequence[Line], amount: Amount) -> Sequence[Layout]:
    days = [shown(day) if (day := line.deadline.due_on or line.deadline.opens_on) else "" for line in lines]
    said = [words.duty_in_brief(line) if amount.brief else words.duty(line) for line in lines]
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


def _doubts(page: ChildPage, amount: Amount) -> Iterator[words.Fact]:
    if doubt := words.in_doubt(page):
        why = "" if amount.brief else f" (`permtrack due {page.situation.child.ref}` says why)"
        yield "Cannot be assessed", ", ".join(dict.fromkeys(line.deadline.rule for line in doubt)) + why
    if averages := words.averages(page):
        yield "National averages, nobody's deadline", "; ".join(words.compared(line) for line in averages)


def alerts_part(page: ChildPage, amount: Amount, screen: Screen) -> "Iterator[RenderableType]":
    """What is going wrong, gravest first: red alerts in their sentences, others as far as there is room, else by name."""
    told = words.every_alert(page)
    reds = sum(line.alert.severity is Severity.RED for line in told)
    whole = len(told) if amount.alerts is None else max(reds, amount.alerts)
    if amount.brief:
        yield from (_alert_in_brief(line) for line in told[:whole])
    elif told[:whole]:
        rows = [_alert_row(line) for line in told[:whole]]
        columns = (Column("Since", whole=True), Column("Alert", whole=True), Column("What is going wrong"))
        under = (Column("Alert", whole=True), Column("What is going wrong"))
        layouts = (
            Layout(columns=columns, rows=rows, room=ROOM_FOR_A_TABLE),
            Layout(columns=under, rows=[(_both(day, how), what) for day, how, what in rows]),
        )
        yield from first_that_fits(layouts, screen)
    if told[whole:]:
        yield named([("By name only (--full says why)", "; ".join(_by_name(told[whole:])))])


def _alert_in_brief(line: AlertLine) -> "RenderableType":
    alert = line.alert
    name = f"{alert.severity.upper()} since {shown(alert.since)}"
    return named([(name, words.what_is_wrong(line))], SEVERITY_STYLES[alert.severity] or "bold")


def _by_name(lines: Sequence[AlertLine]) -> Iterator[str]:
    """The alerts of each severity by their names: `AMBER silent since 23 Dec 2025, search.silent since ...`."""
    for severity in GRAVEST_FIRST:
        of_it = [line for line in lines if line.alert.severity is severity]
        if of_it:
            said = ", ".join(f"{line.alert.alert} since {shown(line.alert.since)}" for line in of_it)
            yield f"{severity.upper()} {said}"


def _alert_row(line: AlertLine) -> tuple[str, Styled, str]:
    alert = line.alert
    severity = Styled(alert.severity.upper(), SEVERITY_STYLES[alert.severity])
    return shown(alert.since), severity, words.what_is_wrong(line)


def _both(day: str, how: Styled) -> Styled:
    return Styled((day, str(how.words)), how.style)


def way_part(page: ChildPage, amount: Amount, screen: Screen) -> "Iterator[RenderableType]":
    """The stages of the way to adoption, and the search for a family."""
    facts = [*words.search_facts(page)]
    if has_stages(page.stages) and amount.stage_rows:
        columns = (Column("Stage"), Column("From", whole=True), Column("To", whole=True), Column("Days"))
        rows: list[Sequence[Cell]] = list(stage_rows(page.stages))
        yield from first_that_fits((Layout(columns=columns, rows=rows),), screen)
        for note in stage_notes(page.stages):
            yield named([("Stages", note)])
    elif has_stages(page.stages):
        facts.insert(0, ("Days in each stage", stage_strip(page.stages)))
    elif none := no_stages(page.stages):
        facts.insert(0, ("Stages to adoption", none))
    yield from amount.facts(facts, screen)


def meeting_part(page: ChildPage, amount: Amount, screen: Screen) -> "Iterator[RenderableType]":
    """The last meeting, the reasons for delay and the actions."""
    followed = page.followed
    said = words.meeting_in_words(followed.meeting) if followed.meeting else words.no_meeting(page)
    facts = [("Last meeting", said)]
    if followed.meeting and not followed.since:
        facts.append(("Since the meeting", "nothing recorded"))
    yield from amount.facts([*facts, *map(words.delay_fact, page.delays)], screen)
    rows = [words.action_row(action) for action in followed.actions[: amount.actions]]
    if rows:
        yield from first_that_fits(_action_layouts(rows), screen)


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


def since_part(page: ChildPage, vocabulary: Vocabulary, amount: Amount, screen: Screen) -> "Iterator[RenderableType]":
    """What happened since the last meeting; without one, what happened last."""
    meeting = page.followed.meeting
    told = _newest(_happened(page), amount.events)
    if not told:
        return
    rows = [(f"#{event.number}", day_in_words(event), words.happened(event, page, vocabulary)) for event in told]
    what = "Since the meeting" if meeting else "What happened last"
    if amount.brief:
        yield named([(what, "; ".join(" ".join(row) for row in rows))])
        return
    columns = (Column("Event", whole=True), Column("On", whole=True), Column(what))
    yield from first_that_fits((Layout(columns=columns, rows=rows),), screen)


def _happened(page: ChildPage) -> Sequence[Event]:
    return page.followed.since if page.followed.meeting else page.events


def _newest(events: Sequence[Event], most: int | None) -> Sequence[Event]:
    return events if most is None else events[-most:]


def left_out(page: ChildPage, amount: Amount) -> Iterator[str]:
    """What a screen does not show, counted: `5 more duties, 2 of them overdue`."""
    duties = words.dated(page)[: amount.duties]
    overdue = page.next.counts.overdue - sum(line.deadline.status is Status.OVERDUE for line in duties)
    yield from _more(len(words.dated(page)) - len(duties) + page.next.lines_left, "deadline", overdue)
    yield from _more(page.next.alerts_left, "alert", 0)
    actions = page.followed.actions[len(page.followed.actions[: amount.actions]) :]
    late = sum(action.state is ActionState.OVERDUE for action in actions)
    yield from _more(len(actions), "action", late)
    happened = _happened(page)
    yield from _more(len(happened) - len(_newest(happened, amount.events)), "event", 0)


def _more(count: int, what: str, overdue: int) -> Iterator[str]:
    if count:
        late = f" ({overdue} overdue)" if overdue else ""
        yield f"{count} {what}{'' if count == 1 else 's'}{late}"
