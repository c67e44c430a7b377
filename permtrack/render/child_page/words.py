"""The page of one child in words, the same on a screen and in print: facts with their names, and rows of tables."""

from collections.abc import Iterable, Iterator

from permtrack.domain.agreed_actions import ActionState, AgreedAction
from permtrack.domain.alert_lines import AlertLine
from permtrack.domain.child_page.life import AgeAt, InCare
from permtrack.domain.child_page.meetings import Meeting
from permtrack.domain.child_page.page import ChildPage
from permtrack.domain.child_page.planning import Family, Planned
from permtrack.domain.child_page.search import FamilyStep, Search, Selection
from permtrack.domain.events import Event
from permtrack.domain.findings import GRAVEST_FIRST, Delay, Severity, Status
from permtrack.domain.own_lines import Line
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import Vocabulary
from permtrack.render import states
from permtrack.render.children import born_in_words, since_in_words
from permtrack.render.events import fields_in_words, label
from permtrack.render.states import NO_REASON, against_average, days_in_words

Fact = tuple[str, str]
ROLES = {"iro": "IRO", "family_finder": "family finder"}
MEETINGS = {"tracking-meeting": "tracking meeting", "ppm": "permanence planning meeting"}
STEPS_SHORT = {
    "entry": "entered care", "decision": "decision", "order": "order", "placed": "placed",
    "adopted": "adopted",
}  # fmt: skip


def about(page: ChildPage) -> Iterator[str]:
    """Who the child is."""
    child = page.situation.child
    yield born_in_words(page.situation)
    if child.sex:
        yield {"F": "girl", "M": "boy"}.get(child.sex, "sex not recorded")
    if child.authority:
        yield f"authority {child.authority}"
    if child.pathway != "standard":
        yield child.pathway
    if child.tracked == "no":
        yield "not tracked"
    if child.uasc == "yes":
        yield "unaccompanied"


def head_facts(page: ChildPage) -> Iterator[Fact]:
    """Where the child stands."""
    yield "Care", _care(page.care)
    standing = [since_in_words(fact) for fact in (page.legal_status, page.situation.placement) if fact]
    if standing:
        yield "Status and home", "; ".join(standing)
    yield "Plan", _plan(page)
    if page.early_permanence or page.planned.primary == "adoption" or "adoption" in page.planned.parallel:
        yield "Early permanence", _early(page)
    if page.family:
        yield "Brothers, sisters", "; ".join(_family(page.family))
    if page.people:
        yield "People", ", ".join(_people(page))
    known = [_age_at(age) for age in page.ages if age.age_months is not None]
    if known:
        yield "Age when", ", ".join(known)


def _care(care: InCare | None) -> str:
    if care is None:
        return "not in care"
    if care.ended_on:
        return f"left {shown(care.ended_on)} ({care.ended_by}) after {_long(care)}; {_moves(care)}"
    since = f"since {shown(care.started_on)}{'' if care.exact else ' or before'}"
    return f"{since}, {_long(care)}; {_moves(care)}"


def _long(care: InCare) -> str:
    months = f"{care.months} month{'' if care.months == 1 else 's'}"
    return f"{'' if care.exact else 'at least '}{months} ({days_in_words(care.days)})"


def _moves(care: InCare) -> str:
    if not care.placements:
        return "no placement recorded"
    placements = f"{care.placements} placement{'' if care.placements == 1 else 's'}"
    moves = f"{care.moves} move{'' if care.moves == 1 else 's'}"
    return f"{placements}, {moves}{'' if care.exact else ' seen'}"


def _plan(page: ChildPage) -> str:
    plan = page.planned
    if not plan.primary and not plan.parallel:
        return no_plan_in_words(plan)
    said = [plan.primary or "no primary plan"]
    if plan.since:
        said[0] += f" since {shown(plan.since)}"
    if plan.primary and page.situation.child.dob:
        said.append(_ratified(plan))
    if plan.parallel:
        said.append(f"parallel {', '.join(plan.parallel)}")
    return "; ".join(said)


def _ratified(plan: Planned) -> str:
    if plan.ratified_on:
        return f"ratified at the review of {shown(plan.ratified_on)}"
    if plan.silent_review:
        who = "returns do not say" if plan.silent_review.returned else "it is not recorded"
        return f"a review was held on {shown(plan.silent_review.on)}; {who} what it planned"
    return "no ratifying review recorded"


def no_plan_in_words(plan: Planned) -> str:
    """What is said where no plan stands: what was achieved, or which plan stood until care ended without it."""
    if plan.ended_on is None:
        return "none recorded"
    if plan.achieved:
        return f"{plan.achieved} on {shown(plan.ended_on)}"
    return "none since care ended" + (f"; until then {plan.until_then}" if plan.until_then else "")


def _early(page: ChildPage) -> str:
    found = page.early_permanence
    if found is None:
        return "consideration not recorded"
    return f"considered {shown(found.on)}" + (f", {found.outcome}" if found.outcome else "")


def _family(family: Family) -> Iterator[str]:
    yield f"group {family.group}" + (f" with {', '.join(family.others)}" if family.others else ", no other recorded")
    if family.decided_on:
        yield f"{family.outcome or 'decision without an outcome'}, decided {shown(family.decided_on)}"
    else:
        yield "together or apart: not decided"
    if family.searched_together:
        yield f"searched together with {', '.join(family.searched_together)}"


def _people(page: ChildPage) -> Iterator[str]:
    for person in page.people:
        since = f" since {shown(person.since)}" if person.since else ""
        yield f"{ROLES.get(person.role, person.role)} {person.who}{since}"


def _age_at(age: AgeAt) -> str:
    years, months = divmod(age.age_months or 0, 12)
    return f"{STEPS_SHORT[age.step]} {years}y {months}m"


def what_is_due(line: Line) -> str:
    """A duty by its title and its rule, with whatever else has the same cause, and the reason for its delay."""
    graver = (f"{alert.severity.upper()} {alert.alert}" for alert in line.alerts)
    names = ", ".join([line.deadline.rule, *(f"also {name}" for name in (*(d.rule for d in line.also), *graver))])
    return _with_delay(line, f"{line.deadline.title} ({names})")


def duty(line: Line) -> str:
    """A duty as on a screen, which names every alert among its alerts: by its title, its rule and those of its cause."""
    names = ", also ".join((line.deadline.rule, *(also.rule for also in line.also)))
    return _with_delay(line, f"{line.deadline.title} ({names})")


def duty_in_brief(line: Line) -> str:
    """A duty by its title alone, with the reason for its delay."""
    return _with_delay(line, line.deadline.title)


def _with_delay(line: Line, said: str) -> str:
    lacking = NO_REASON if line.lacks_a_reason else ""
    delay = states.delay_in_words(line.deadline.delay) if line.deadline.delay else ""
    return "; ".join(part for part in (said, lacking, delay, line.deadline.reason) if part)


def what_is_wrong(line: AlertLine) -> str:
    """An alert by its name and its sentence, with whatever else has the same cause."""
    also = f" ({line.others})" if line.others else ""
    return f"{line.alert.alert}: {line.alert.sentence}{also}"


def alerts(page: ChildPage) -> tuple[AlertLine, ...]:
    """The alerts, gravest first: those in lines of their own, and the red and amber ones that a duty's line names."""
    beside = (alert for line in _duties(page) for alert in line.alerts if alert.severity is not Severity.INFO)
    told = (*page.next.alert_lines, *(AlertLine(alert=alert) for alert in beside))
    return tuple(sorted(told, key=lambda line: (_gravity(line), line.alert.since)))


def every_alert(page: ChildPage) -> tuple[AlertLine, ...]:
    """All alerts, gravest first and of equally grave ones those last whose duty is listed: it says much the same."""
    beside = [AlertLine(alert=alert) for line in _duties(page) for alert in line.alerts]
    own = [*page.next.alert_lines]
    return tuple(sorted((*own, *beside), key=lambda line: (_gravity(line), line not in own, line.alert.since)))


def _gravity(line: AlertLine) -> int:
    return GRAVEST_FIRST.index(line.alert.severity)


def dated(page: ChildPage) -> tuple[Line, ...]:
    """The duties with a day, the most pressing first."""
    return tuple(line for line in _duties(page) if line.deadline.status is not Status.CANNOT_ASSESS)


def in_doubt(page: ChildPage) -> tuple[Line, ...]:
    """The duties that cannot be assessed."""
    return tuple(line for line in _duties(page) if line.deadline.status is Status.CANNOT_ASSESS)


def averages(page: ChildPage) -> tuple[Line, ...]:
    """The comparisons with national averages, which are nobody's deadline."""
    return tuple(line for line in page.next.lines if line.deadline.is_benchmark)


def compared(line: Line) -> str:
    """One comparison with a national average: `order to match: 229 days over`."""
    title = line.deadline.title.removesuffix(" (national average)")
    stands = against_average(line.deadline).replace(" the national average", "")
    return f"{title[:1].lower()}{title[1:]}: {stands}"


def _duties(page: ChildPage) -> Iterable[Line]:
    return (line for line in page.next.lines if not line.deadline.is_benchmark)


def search_facts(page: ChildPage) -> Iterator[Fact]:
    """Family finding at a glance; nothing for a child for whom no family is sought."""
    search = page.search
    if not search.has_begun:
        if page.planned.primary == "adoption":
            since = f" since the return of {shown(search.returned_on)}" if search.returned_on else ""
            yield "Family finding", f"nothing recorded{since}"
        return
    yield "Family finding", "; ".join(_sought(search))
    if search.selection:
        yield "Selection meeting", _selection(search.selection)
    steps = (("match", search.match), ("introductions", search.introductions), ("placed", search.placed))
    said = [f"{name} {_with(step)}" for name, step in steps if step]
    if said:
        yield "Family", "; ".join(said)
    if search.last_activity_on and search.placed is None:
        days = days_in_words(search.last_activity_days or 0)
        yield "Last family-finding step", f"{shown(search.last_activity_on)} ({days} before)"


def _sought(search: Search) -> Iterator[str]:
    if search.channels:
        first, *later = search.channels
        told = [f"{first.name or 'channel not recorded'} {shown(first.on)}"]
        told += [f"{c.name or 'channel not recorded'} {shown(c.on)} (day {c.days})" for c in later]
        yield ", ".join(told)
    else:
        yield "no channel recorded"
    if search.widened_on:
        yield f"decision to widen {shown(search.widened_on)}"
    links = f"{search.links_open} link{'' if search.links_open == 1 else 's'} open"
    yield links + (f" ({', '.join(search.open_families)})" if search.open_families else "")


def _selection(selection: Selection) -> str:
    considered = f"considered {', '.join(selection.considered)}" if selection.considered else "none considered recorded"
    chosen = f"chosen {selection.chosen}" if selection.chosen else "none chosen"
    chair = f"; chair {selection.chair}" if selection.chair else "; chair not recorded" if selection.chosen else ""
    return f"{shown(selection.on)}: {considered}; {chosen}{chair}"


def _with(step: FamilyStep) -> str:
    return shown(step.on) + (f" with {step.family}" if step.family else "")


def meeting_in_words(meeting: Meeting) -> str:
    """The last meeting and what it decided."""
    chair = f", chair {meeting.chair}" if meeting.chair else ""
    decided = f": {meeting.decision}" if meeting.decision else "; no decision recorded"
    return f"{MEETINGS[meeting.event.kind]} {shown(meeting.on)}{chair}{decided}"


def no_meeting(page: ChildPage) -> str:
    """That no meeting is recorded, and since when none could belong to the page."""
    return "none recorded" if page.care is None or page.care.ended_on is None else "none recorded since care ended"


def delay_fact(delay: Delay) -> Fact:
    """One reason for delay: whose it is, and why, until when, since when and of what."""
    whose = states.whose_delay_in_words(delay)
    of = f", explains {delay.rule}" if delay.rule else ""
    return f"{whose[:1].upper()}{whose[1:]}", f"{states.cause_in_words(delay)}; recorded {shown(delay.on)}{of}"


def happened(event: Event, page: ChildPage, vocabulary: Vocabulary) -> str:
    """What happened, and what is said of it; other events by their number."""
    numbers = {told.id: told.number for told in page.events}
    said = fields_in_words(event, numbers, vocabulary)
    return f"{label(event, vocabulary)}: {said}" if said else label(event, vocabulary)


STATES = {
    ActionState.OVERDUE: "OVERDUE",
    ActionState.DUE_TODAY: "DUE TODAY",
    ActionState.DUE_LATER: "open",
    ActionState.NO_DUE_DAY: "open, no day agreed",
    ActionState.DONE: "done",
    ActionState.CANCELLED: "cancelled",
}


def action_row(action: AgreedAction) -> tuple[str, str, str, str, str]:
    """One agreed action: its number, what is to be done, by whom, by when, and how it stands."""
    state = STATES[action.state]
    if action.state is ActionState.OVERDUE and action.days is not None:
        state += f" by {days_in_words(action.days)}"
    if action.ended:
        state += f" {shown(action.ended.on)}"
    if action.is_open and action.carried:
        state += f", carried {len(action.carried)} time{'' if len(action.carried) == 1 else 's'}"
    due = shown(action.due_on) if action.due_on else ""
    return f"#{action.agreed.number}", action.agreed.word("action") or "", action.owner or "", due, state
