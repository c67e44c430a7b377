"""What the rules find: deadlines, alerts and gaps, as records. Rules make them; everything else only holds them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from permtrack.domain.records import record


class Status(StrEnum):
    """The state of a deadline on the as-at day. Due today is not overdue; unknown is neither overdue nor met."""

    OVERDUE = "overdue"
    DUE_TODAY = "due-today"
    DUE_SOON = "due-soon"
    UPCOMING = "upcoming"
    MET = "met"
    MET_LATE = "met-late"
    MISSED = "missed"
    WAIVED = "waived"
    CANNOT_ASSESS = "cannot-assess"


class Severity(StrEnum):
    """How grave an alert is. Red: the law or the plan itself is contradicted. Amber: progress has stopped."""

    RED = "red"
    AMBER = "amber"
    INFO = "info"


GRAVEST_FIRST = (Severity.RED, Severity.AMBER, Severity.INFO)


@record
class Trigger:
    """The event, and its day, from which a duty runs.

    `event` is None where the day is not an event's own: the last unseen day, from which a repeating duty starts again.
    """

    on: date
    event: str | None
    kind: str | None


@record
class Delay:
    """The reason recorded for a delay, and whose delay it is; None where the event does not say.

    `event` is the event that recorded it, `on` that event's day; `is_over` says that `until` has passed; `rule` is the duty
    that it names, where it names one.
    """

    reason: str | None
    whose: str | None
    on: date
    until: date | None
    event: str
    is_over: bool = False
    rule: str | None = None

    @property
    def is_purposeful(self) -> bool:
        """Whether the delay is meant, for the child's sake: to be seen, and nobody's fault."""
        return self.whose == "purposeful"


@record
class Deadline:
    """One duty owed to one child, and how it stands.

    `days` is due_on minus the as-at day: negative when overdue, None where there is no due day. `reason` is a sentence
    where the state needs one (always for cannot-assess). `running` is False for a duty that has closed or been met:
    such a line belongs to the history. `version` is the day from which the version of the rule is in force; `same_as` is
    the id of another deadline with the same trigger and due day, under which a table names this one;
    `edition` is the place of the version among those of its rule; `opened` says that
    `opens_on` has come; `delay` is the reason recorded for an overdue duty.
    """

    id: str
    child: str
    rule: str
    title: str
    set: str
    tier: str
    checked: str
    citation: str
    version: str
    status: Status
    trigger: Trigger | None
    opens_on: date | None = None
    due_on: date | None = None
    met_on: date | None = None
    met_by: str | None = None
    closed_on: date | None = None
    days: int | None = None
    reason: str | None = None
    running: bool = True
    waived_until: date | None = None
    same_as: str | None = None
    edition: int = 0
    opened: bool = False
    delay: Delay | None = None

    @property
    def is_benchmark(self) -> bool:
        """Whether this is a national average: never an individual's deadline, never counted among the overdue."""
        return self.tier == "benchmark"

    @property
    def owes_a_reason(self) -> bool:
        """Whether a reason for its delay is asked for: it is overdue, owed to a child, and no average."""
        return self.status is Status.OVERDUE and self.child != "" and not self.is_benchmark


@record
class Alert:
    """Something going wrong, or a contradiction in the record: its reason in one sentence, and the day it began."""

    id: str
    child: str
    alert: str
    severity: Severity
    since: date
    sentence: str
    tier: str
    covers: tuple[str, ...] = ()


@record
class Gap:
    """Something missing for half or more of the children a rule applies to: said once, not once a child.

    `silent` marks a rule of which nothing that meets it was ever recorded for anybody: its overdue lines belong to the gap.
    """

    id: str
    children: int
    of: int
    sentence: str
    silent: bool = False


@record
class Outlook:
    """Everything found for a set of children on one day: what `due` shows and exports.

    `data_age` says, in one sentence, how old imported data is where unseen days lie between it and the start of
    tracking; `imported_to` is the last day that imported returns cover. `policy_from` is the day local policy last changed, None while there is none.
    """

    as_at: date
    known_at: str | None
    rulebook: str
    version: str
    policy_from: date | None
    children: int
    deadlines: tuple[Deadline, ...]
    alerts: tuple[Alert, ...] = ()
    waived_alerts: tuple[Alert, ...] = ()
    gaps: tuple[Gap, ...] = ()
    data_age: str | None = None
    imported_to: date | None = None
    today_is_set: bool = False
    people: Mapping[str, str] | None = None
