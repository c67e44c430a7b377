"""What a local policy says: records only. `reading` makes them out of a file, `laying` lays them over the rulebook.

A policy is whole: what it does not name stands as the rulebook and the defaults have it, whatever an earlier policy said.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from permtrack.domain.days import months_after
from permtrack.domain.records import record
from permtrack.domain.scope import DEFAULT_SCOPE, Scope
from permtrack.rules.lengths import Length
from permtrack.rules.rulebook import Rule

if TYPE_CHECKING:
    from permtrack.domain.reminders import Reminding, Routes

LOCAL = "local."
LOOK_AHEAD_DAYS = 28
SETS_ON = {"permanence": True, "court": True, "casework": False, "local": True}
"""The sets of rules, and whether each is on where no policy says otherwise."""
Number = int | tuple[str, ...]
"""A number of an alert; for `chairs` the list of those who may chair."""


@record
class RuleChange:
    """What a policy says of a rule of the rulebook: another length, another look-ahead, on or off."""

    length: Length | None = None
    look_ahead_days: int | None = None
    on: bool | None = None


@record
class Meeting:
    """A meeting of the service itself that comes round again and again, whatever happens to any child.

    Every day is counted from the first one, never from the one before, so that a short month shortens only itself.
    """

    id: str
    title: str
    first_on: date
    months: int = 0
    weeks: int = 0
    look_ahead_days: int | None = None
    citation: str = ""

    def next_on(self, day: date) -> date:
        """The first of its days that is not before a day."""
        if day <= self.first_on:
            return self.first_on
        if self.weeks:
            between = self.weeks * 7
            return self.first_on + timedelta(days=-((self.first_on - day).days // between) * between)
        passed = (day.year - self.first_on.year) * 12 + day.month - self.first_on.month
        times = passed // self.months
        reached = months_after(self.first_on, times * self.months)
        return reached if reached >= day else months_after(self.first_on, (times + 1) * self.months)

    def words(self) -> str:
        """How often it comes round."""
        return Length(months=self.months, weeks=self.weeks).words()


@record
class Policy:
    """One local policy, and the day from which it holds; `in_force_from` is None for the want of any.

    `changes` are by rule, `alerts` by alert and the name of its number. `rules` are the service's own, each with a
    `look_ahead` in `changes` where it has one. `reminding` and `routes` are for the nightly check; None where there is no
    policy.
    """

    in_force_from: date | None = None
    sets: Mapping[str, bool] = field(default_factory=dict)
    changes: Mapping[str, RuleChange] = field(default_factory=dict)
    alerts: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)
    scope: Scope = DEFAULT_SCOPE
    rules: tuple[Rule, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    reminding: "Reminding | None" = None
    routes: "Routes | None" = None

    def look_ahead(self, rule: str, otherwise: int = LOOK_AHEAD_DAYS) -> int:
        """How many days ahead a rule counts as due soon; a stricter number beside a rule looks as far as the rule."""
        for name in (rule, rule.removeprefix(LOCAL)):
            change = self.changes.get(name)
            if change is not None and change.look_ahead_days is not None:
                return change.look_ahead_days
        return otherwise

    @property
    def longest_look_ahead(self) -> int:
        """The furthest that any rule or meeting looks ahead."""
        said = [change.look_ahead_days for change in self.changes.values()]
        said += [meeting.look_ahead_days for meeting in self.meetings]
        return max([LOOK_AHEAD_DAYS, *(days for days in said if days is not None)])


NO_POLICY = Policy()
