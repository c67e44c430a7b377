"""What else a tracking meeting goes through: delays by whose, overdue actions by owner, waivers, births awaited."""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date

from permtrack.domain.agreed_actions import agreed_actions
from permtrack.domain.delays import WHOSE, counted_delays, whose_delay
from permtrack.domain.drift_facts import is_unborn, pre_proceedings, this_period
from permtrack.domain.due_list import DueList
from permtrack.domain.events import Child
from permtrack.domain.findings import Status
from permtrack.domain.meeting.cohort import Standing, awaits_care
from permtrack.domain.own_lines import Line
from permtrack.domain.records import record

ACTION = "action"
FAR_OFF = date.max


@record
class WhoseDelay:
    """The overdue duties that are one party's delay, by how many, and the refs of the children they are owed to."""

    whose: str
    duties: int
    refs: tuple[str, ...]


@record
class Delayed:
    """A reason for delay that was recorded: whose delay it is, and until when it was expected to last."""

    child: Child
    whose: str | None
    reason: str | None
    recorded_on: date
    until: date | None
    rule: str | None
    is_over: bool


@record
class OpenAction:
    """An agreed action past its day: who owns it, what it is, since when it is overdue, and how often carried over."""

    child: Child
    owner: str | None
    action: str
    agreed_on: date
    due_on: date
    days: int
    carried: int


@record
class Waived:
    """A deadline or alert set aside: which, until when, why and by whose word."""

    child: Child
    rule: str
    set_on: date
    until: date
    reason: str
    authorised_by: str


@record
class EarlyAlert:
    """A child not yet looked after: when expected, since when known of, and what was done before birth or care."""

    child: Child
    expected_on: date | None
    days: int | None
    alerted_on: date | None
    pre_proceedings_from: date | None
    met_on: date | None
    early_permanence: str | None


def overdue_by_whose(lines: Sequence[Line]) -> tuple[WhoseDelay, ...]:
    """The overdue duties by whose delay they are, those without a recorded reason last; groups without any are left out."""
    refs: dict[str, dict[str, None]] = {}
    for line in lines:
        refs.setdefault(whose_delay(line.deadline), {})[line.child.ref] = None
    counts = counted_delays(line.deadline for line in lines)
    return tuple(WhoseDelay(whose=whose, duties=duties, refs=tuple(sorted(refs[whose]))) for whose, duties in counts)


def delays(standings: Iterable[Standing]) -> tuple[Delayed, ...]:
    """The delays recorded in the present period that still run, and each child's last one, by whose delay it is."""
    found = [delayed for one in standings for delayed in _delays(one)]
    return tuple(sorted(found, key=lambda one: (_order(one.whose), one.child.ref, one.recorded_on)))


def _order(whose: str | None) -> int:
    return WHOSE.index(whose) if whose in WHOSE else len(WHOSE)


def _delays(one: Standing) -> Iterator[Delayed]:
    recorded = this_period(one.journey, "delay-recorded")
    for moment in recorded:
        until = moment.event.day("until")
        is_over = until is not None and until < one.journey.as_at
        runs = until is not None and not is_over
        if runs or moment is recorded[-1]:
            yield Delayed(
                child=one.child,
                whose=moment.event.word("whose"),
                reason=moment.event.word("reason"),
                recorded_on=moment.on,
                until=until,
                rule=moment.event.word("rule"),
                is_over=is_over,
            )


def overdue_actions(listing: DueList, standings: Iterable[Standing]) -> tuple[OpenAction, ...]:
    """The agreed actions that are listed as overdue: by owner, the longest overdue first; no owner comes last."""
    listed = {
        deadline.trigger.event
        for deadline in listing.found
        if deadline.rule == ACTION and deadline.status is Status.OVERDUE and deadline.trigger is not None
    }
    found = [action for one in standings for action in _actions(one, listed)]
    return tuple(sorted(found, key=lambda one: (one.owner is None, one.owner or "", one.days, one.child.ref)))


def _actions(one: Standing, listed: Container[str | None]) -> Iterator[OpenAction]:
    for action in agreed_actions(one.journey):
        if action.agreed.id in listed and action.due_on is not None:
            yield OpenAction(
                child=one.child,
                owner=action.owner,
                action=action.agreed.word("action") or "",
                agreed_on=action.agreed.on,
                due_on=action.due_on,
                days=action.days or 0,
                carried=len(action.carried),
            )


def waivers(standings: Iterable[Standing]) -> tuple[Waived, ...]:
    """The waivers in force, the next to end first."""
    found = [waived for one in standings for waived in _waivers(one)]
    return tuple(sorted(found, key=lambda one: (one.until, one.child.ref, one.rule)))


def _waivers(one: Standing) -> Iterator[Waived]:
    for waiver in one.history.waivers:
        until = waiver.day("until")
        if until is not None and waiver.on <= one.journey.as_at <= until:
            yield Waived(
                child=one.child,
                rule=waiver.word("rule") or "",
                set_on=waiver.on,
                until=until,
                reason=waiver.word("reason") or "",
                authorised_by=waiver.word("authorised_by") or "",
            )


def early_alerts(standings: Sequence[Standing]) -> tuple[EarlyAlert, ...]:
    """The followed children who are not looked after yet, by the day they are expected; children born come last."""
    found = [_early(one) for one in standings if one.followed and awaits_care(one.journey)]
    return tuple(sorted(found, key=lambda one: (one.expected_on or FAR_OFF, one.child.ref)))


def _early(one: Standing) -> EarlyAlert:
    travelled = one.journey
    expected = one.child.edd if is_unborn(travelled) else None
    alerts = this_period(travelled, "early-alert")
    met = this_period(travelled, "ppm")
    considered = this_period(travelled, "early-permanence-considered")
    started = [stretch for stretch in pre_proceedings(travelled) if stretch.lasts_on(travelled.as_at)]
    return EarlyAlert(
        child=one.child,
        expected_on=expected,
        days=(expected - travelled.as_at).days if expected else None,
        alerted_on=alerts[0].on if alerts else None,
        pre_proceedings_from=started[-1].started_on if started else None,
        met_on=met[-1].on if met else None,
        early_permanence=considered[-1].event.word("outcome") if considered else None,
    )
