"""The table of what is due. Colour only repeats what the words say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from permtrack.domain.alert_lines import AlertLine
from permtrack.domain.delays import NO_REASON as UNEXPLAINED
from permtrack.domain.delays import NOT_SAID, WHOSE, whose_delay
from permtrack.domain.due_list import Counts, DueList
from permtrack.domain.events import Child
from permtrack.domain.findings import Outlook, Severity, Status
from permtrack.domain.own_lines import Line
from permtrack.domain.typed_dates import shown
from permtrack.render.screen import Screen
from permtrack.render.states import NO_REASON, against_average, child_in_words, delay_in_words, state, style_of
from permtrack.render.tables import Cell, Column, Layout, Styled, first_that_fits, paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType

ROOM_FOR_A_LINE_EACH = 110
SEVERAL = 3
DELAY_HEADINGS = {name: f"{name.capitalize()}'s delay" for name in WHOSE} | {
    "purposeful": "Purposeful delay",
    NOT_SAID: "Delay, whose is not said",
    UNEXPLAINED: "No reason recorded",
}
SEVERITY_STYLES = {Severity.RED: "bold red", Severity.AMBER: "yellow", Severity.INFO: ""}


class LastCheck(Protocol):
    """The last nightly check that was done: the day it was about, and what it found."""

    @property
    def as_at(self) -> date:
        """The day it was about."""

    @property
    def said(self) -> str:
        """What it found."""


def due_parts(listing: DueList, screen: Screen, last_check: LastCheck | None = None) -> "Iterator[RenderableType]":
    """The whole answer: whom it is about, the lines, what cannot be assessed, alerts, and a last line that sums up.

    Where there ever was a nightly check, the line before says when it was last done.
    """
    yield paragraph(heading(listing))
    for group, lines, alerts in _groups(listing):
        if group:
            yield paragraph(Styled(group, "bold"))
        yield from sections(lines, alerts, listing, screen)
    yield from _left_out(listing)
    for sentence in _about_the_record(listing):
        yield paragraph(sentence)
    if not (listing.lines or listing.alert_lines or listing.shared_hints):
        yield paragraph(_nothing(listing))
    if last_check:
        yield paragraph(f"Last nightly check: {shown(last_check.as_at)}: {last_check.said}")
    yield paragraph(summary(listing))


def summary(listing: DueList) -> str:
    """The line that sums up: `7 overdue, 2 due today, 11 due within 28 days, ...`."""
    counts, within = listing.counts, listing.wanted.within
    if listing.wanted.delays:
        return f"{counts.overdue} overdue; {_children(counts)}, as at {shown(listing.outlook.as_at)}"
    return (
        f"{counts.overdue} overdue, {counts.due_today} due today, {counts.due_soon} due within {_days(within)}, "
        f"{counts.cannot_assess} cannot be assessed; {_children(counts)}, as at {shown(listing.outlook.as_at)}"
    )


def _groups(listing: DueList) -> Iterator[tuple[str, Sequence[Line], Sequence[AlertLine]]]:
    if listing.wanted.delays:
        yield from _by_delay(listing)
    elif listing.wanted.by:
        yield from _by_child(listing, listing.wanted.by)
    else:
        yield "", listing.lines, listing.alert_lines


def _by_delay(listing: DueList) -> Iterator[tuple[str, Sequence[Line], Sequence[AlertLine]]]:
    counts = dict(listing.delays)
    for name, lines in groupby(listing.lines, lambda line: whose_delay(line.deadline)):
        yield f"{DELAY_HEADINGS[name]}: {counts[name]} overdue", tuple(lines), ()
    yield "", (), listing.alert_lines


def _by_child(listing: DueList, by: str) -> Iterator[tuple[str, Sequence[Line], Sequence[AlertLine]]]:
    lines = {
        name: tuple(found) for name, found in groupby(listing.lines, lambda line: listing.group_of(line.child.ref))
    }
    alerts = {
        name: tuple(found)
        for name, found in groupby(listing.alert_lines, lambda line: listing.group_of(line.alert.child))
    }
    for name in sorted({*lines, *alerts}, key=lambda name: (name == "", name)):
        called = f"{by.capitalize()} {name}" if name else f"No {by} recorded"
        yield called, lines.get(name, ()), alerts.get(name, ())


def sections(
    lines: Sequence[Line], alerts: Sequence[AlertLine], listing: DueList, screen: Screen
) -> "Iterator[RenderableType]":
    """The deadlines, the comparisons and the alerts, each under its own heading."""
    averages = [line for line in lines if line.deadline.is_benchmark]
    duties = [line for line in lines if not line.deadline.is_benchmark]
    unknown = [line for line in duties if line.deadline.status is Status.CANNOT_ASSESS]
    dated = [line for line in duties if line.deadline.status is not Status.CANNOT_ASSESS]
    if dated:
        yield from _dated(dated, screen)
        yield paragraph("")
    if unknown:
        yield paragraph(Styled("Cannot be assessed", "bold"))
        yield from _unknown(unknown, screen)
        yield paragraph("")
    if averages:
        yield paragraph(Styled("Compared with the national average (nobody's deadline)", "bold"))
        yield from _averages(averages, screen)
        yield paragraph("")
    if alerts:
        yield paragraph(Styled("Alerts", "bold"))
        yield from alert_table(alerts, listing.children, screen)
        yield paragraph("")


CHILD = Column("Child", whole=True)


def _dated(lines: Sequence[Line], screen: Screen) -> "Iterator[RenderableType]":
    """One line each where there is room; else the title under the rule, and at last the day under the child.

    That no reason for a delay is recorded, which may be true of every line, stands where it takes the fewest lines.
    """
    due, dated, under = Column("Due", whole=True), Column("State", whole=True), Column("Rule and what it is")
    beside = (CHILD, due, dated, Column("Rule", whole=True), Column("What"))
    stacked = (Column("Child and day", whole=True), under)
    layouts = (
        Layout(columns=beside, rows=_rows(lines, _child, _day, _state, _rule, _what), room=ROOM_FOR_A_LINE_EACH),
        Layout(columns=(CHILD, due, dated, under), rows=_rows(lines, _child, _day, _states, _rule_and_title), room=76),
        Layout(columns=stacked, rows=_rows(lines, _child_and_day, _rule_and_what), apart=True),
    )
    yield from first_that_fits(layouts, screen)


def _rows(lines: Sequence[Line], *cells: Callable[[Line], Cell]) -> Sequence[Sequence[Cell]]:
    return [[cell(line) for cell in cells] for line in lines]


def _unknown(lines: Sequence[Line], screen: Screen) -> "Iterator[RenderableType]":
    """A line for each rule and reason, with the children of whom it is true: imported records lack the same for many."""
    children: dict[tuple[str, str], dict[str, None]] = {}
    for line in lines:
        children.setdefault((line.deadline.rule, line.deadline.reason or ""), {})[line.child.ref] = None
    told = [(rule, why, ", ".join(refs)) for (rule, why), refs in children.items()]
    columns = (Column("Rule"), Column("Why not"), Column("Children"))
    stacked = (Column("Rule and why not"), Column("Children"))
    layouts = (
        Layout(columns=columns, rows=told, room=ROOM_FOR_A_LINE_EACH),
        Layout(columns=stacked, rows=[((rule, why), refs) for rule, why, refs in told]),
    )
    yield from first_that_fits(layouts, screen)


def _averages(lines: Sequence[Line], screen: Screen) -> "Iterator[RenderableType]":
    beside = (CHILD, Column("Average"), Column("How it stands"))
    layouts = (
        Layout(columns=beside, rows=_rows(lines, _child, _average, _compared), room=76),
        Layout(columns=(CHILD, Column("Average and how it stands")), rows=_rows(lines, _child, _average_and_compared)),
    )
    yield from first_that_fits(layouts, screen)


def _child(line: Line) -> str:
    return child_in_words(line.child)


def _day(line: Line) -> str:
    day = line.deadline.due_on or line.deadline.opens_on
    return shown(day) if day else ""


def _state(line: Line) -> Cell:
    return Styled(state(line.deadline), style_of(line.deadline))


def _states(line: Line) -> Cell:
    lacking = (NO_REASON,) if line.lacks_a_reason else ()
    return Styled((state(line.deadline), *lacking), style_of(line.deadline))


def _child_and_day(line: Line) -> Cell:
    parts = (_child(line), _day(line), state(line.deadline))
    return Styled(tuple(part for part in parts if part), style_of(line.deadline))


def _rule(line: Line) -> str:
    return line.deadline.rule


def _title(line: Line) -> str:
    """What is due, and what must be known of it; another duty of the same cause is named here, not in a line of its own."""
    return "; ".join([_named(line), *_told(line)])


def _what(line: Line) -> str:
    lacking = [NO_REASON] if line.lacks_a_reason else []
    return "; ".join([_named(line), *lacking, *_told(line)])


def _named(line: Line) -> str:
    graver = (f"{alert.severity.upper()} {alert.alert}" for alert in line.alerts)
    also = ", ".join([*(deadline.rule for deadline in line.also), *graver])
    return f"{line.deadline.title} (also {also})" if also else line.deadline.title


def _told(line: Line) -> list[str]:
    delay = [delay_in_words(line.deadline.delay)] if line.deadline.delay else []
    return [*delay, line.deadline.reason] if line.deadline.reason else delay


def _rule_and_title(line: Line) -> Cell:
    return (line.deadline.rule, _title(line))


def _rule_and_what(line: Line) -> Cell:
    lacking = (NO_REASON,) if line.lacks_a_reason else ()
    return (line.deadline.rule, _title(line), *lacking)


def _average(line: Line) -> tuple[str, ...]:
    return (line.deadline.rule, line.deadline.title)


def _compared(line: Line) -> str:
    return against_average(line.deadline)


def _average_and_compared(line: Line) -> Cell:
    return (*_average(line), _compared(line))


def alert_table(
    alerts: Sequence[AlertLine], children: Mapping[str, Child], screen: Screen
) -> "Iterator[RenderableType]":
    """The alerts, each with the day it began and its reason; side by side where there is room."""
    beside: list[Sequence[Cell]] = []
    stacked: list[Sequence[Cell]] = []
    for line in alerts:
        alert, child = line.alert, child_in_words(children[line.alert.child])
        said = f"{alert.sentence} ({line.others})" if line.others else alert.sentence
        severity, style = alert.severity.upper(), SEVERITY_STYLES[alert.severity]
        beside.append((child, shown(alert.since), Styled((severity, alert.alert), style), said))
        stacked.append((Styled((child, shown(alert.since), severity), style), (alert.alert, said)))
    columns = (CHILD, Column("Since", whole=True), Column("Alert"), Column("What is going wrong"))
    under = (Column("Child and since", whole=True), Column("Alert and what is going wrong"))
    layouts = (
        Layout(columns=columns, rows=beside, room=ROOM_FOR_A_LINE_EACH),
        Layout(columns=under, rows=stacked, apart=True),
    )
    yield from first_that_fits(layouts, screen)


def _left_out(listing: DueList) -> "Iterator[RenderableType]":
    if listing.lines_left:
        yield paragraph(f"{listing.lines_left} more; --limit shows the first {listing.wanted.limit}")
    if listing.alerts_left:
        yield paragraph(f"{listing.alerts_left} more alerts; --limit shows the first {listing.wanted.limit}")


def _about_the_record(listing: DueList) -> Iterator[str]:
    yield from (gap.sentence for gap in listing.gaps)
    for name, children in listing.shared_hints:
        yield f"{name} is true of {children} children; permtrack due --rule {name} lists them"
    if listing.outlook.data_age:
        yield listing.outlook.data_age
    counts = listing.counts
    if counts.waived and not listing.wanted.everything:
        until = f", the next until {shown(counts.waived_until)}" if counts.waived_until else ""
        yield f"{counts.waived} waived{until}; --all lists them"


def heading(listing: DueList) -> str:
    """The line that says whom the answer is about, and how old imported data is."""
    counts, outlook = listing.counts, listing.outlook
    about = _authorities(listing)
    some = "" if counts.children == outlook.children else f"{counts.children} of "
    children = f"{some}{_number_of_children(outlook.children)}"
    return f"{about}{': ' if about else ''}{children}, as at {shown(outlook.as_at)}{_age(outlook)}"


def _authorities(listing: DueList) -> str:
    names = listing.authorities
    return " and ".join(names) if len(names) < SEVERAL else f"{len(names)} authorities"


def _age(outlook: Outlook) -> str:
    if outlook.imported_to is None:
        return ""
    days = (outlook.as_at - outlook.imported_to).days
    return f"; returns end {shown(outlook.imported_to)}" + (f" ({_days(days)} ago)" if days > 0 else "")


def _nothing(listing: DueList) -> str:
    if listing.wanted.delays:
        return "Nothing is overdue, so no delay needs a reason."
    if not listing.outlook.children and not listing.wanted.in_words():
        return "No children are recorded yet; bring them in with import-903 or import-events, or with add-child."
    searched = listing.wanted.in_words()
    return f"Nothing is overdue, and nothing falls due within {_days(listing.wanted.within)}. Searched: {searched or 'every child and rule'}"


def _days(days: int) -> str:
    return f"{days} day" if days == 1 else f"{days} days"


def _children(counts: Counts) -> str:
    return _number_of_children(counts.children)


def _number_of_children(number: int) -> str:
    return f"{number} child" if number == 1 else f"{number} children"
