"""The alerts as data: how grave each is, on whose authority, and the numbers at which it speaks.

How an alert is written (one `[alert."<id>"]` table):

title          the words people read
severity       red, amber or info: its own severity; where it can have another, its function says so
numbers        the local numbers, `{ weeks = 8 }`: lengths in days, weeks, months or years, counts of things, or, for
               `chairs`, a list; a word before the unit (`red-months`) is a second number of the same alert
fixed          numbers that the law or a national source sets, which local policy cannot change
planning       true: asked only of the children whom the planning follows
remanded       true: asked of remanded children too, for whom only reviews count
after-care     true: asked of children who have left care
needs          kinds of events of which one at least must be recorded of the child, or the alert is not asked: nothing
               else could start it
seen-by        kinds of events that could end or mend it: the alert counts only to the day before the first on which, since
               what started it, one of them could not have been seen
cause          alerts of one cause are listed as one line, the gravest
same-as        rules whose deadlines say the same as this alert
tier           on whose authority it stands; `local-policy` where none is given
checked, checked-on, citation, source
               as in a rule; needed unless the tier is local-policy
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from permtrack.domain.days import months_after, years_after
from permtrack.domain.findings import Severity
from permtrack.domain.records import record
from permtrack.domain.sight import TABLE_OF_KIND
from permtrack.rules.lengths import Length
from permtrack.rules.rulebook import Checked, Tier

LENGTHS = ("days", "weeks", "months", "years")
COUNTS = frozenset({"changes", "placements", "meetings", "workers"})
LISTS = frozenset({"chairs"})
AUTHORITY = ("checked", "checked-on", "citation", "source")
ALERT_WORDS = frozenset(
    {
        "title", "severity", "numbers", "fixed", "planning", "remanded", "after-care", "needs", "seen-by", "cause",
        "same-as", "tier", *AUTHORITY,
    }
)  # fmt: skip

Number = int | tuple[str, ...]


@record
class Threshold:
    """One alert as data. `since` is the day from which local policy gave it its present numbers, None by default."""

    id: str
    title: str
    severity: Severity
    place: int
    tier: Tier = Tier.LOCAL_POLICY
    numbers: Mapping[str, Number] = field(default_factory=dict)
    fixed: Mapping[str, Number] = field(default_factory=dict)
    planning: bool = False
    remanded: bool = False
    after_care: bool = False
    needs: tuple[str, ...] = ()
    seen_by: tuple[str, ...] = ()
    cause: str | None = None
    same_as: tuple[str, ...] = ()
    checked: Checked | None = None
    checked_on: date | None = None
    citation: str | None = None
    source: str | None = None
    since: date | None = None

    def count(self, name: str) -> int:
        """The number of a name. Raises KeyError where the alert has none."""
        number = self.numbers[name] if name in self.numbers else self.fixed[name]
        if not isinstance(number, int):
            raise KeyError(name)
        return number

    def listed(self, name: str) -> tuple[str, ...]:
        """The list of a name."""
        found = self.numbers[name]
        return found if isinstance(found, tuple) else ()

    def after(self, day: date, name: str) -> date:
        """The day on which the length of a name, counted from a day that is day 0, is reached."""
        count, unit = self.count(name), name.rpartition("-")[2]
        if unit == "months":
            return months_after(day, count)
        if unit == "years":
            return years_after(day, count)
        return day + timedelta(**{unit: count})

    def words(self, name: str) -> str:
        """The length of a name in words, `8 weeks`."""
        return Length(**{name.rpartition("-")[2]: self.count(name)}).words()


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Every alert as data, by its id, in the order in which they are listed."""

    alerts: Mapping[str, Threshold]

    def __getitem__(self, name: str) -> Threshold:
        return self.alerts[name]

    def asked_of(self, kinds: frozenset[str]) -> frozenset[str]:
        """The alerts that anything could have started for a child of whom only events of such kinds are recorded."""
        found = self._asked_of.get(kinds)
        if found is None:
            asked = (one.id for one in self.alerts.values() if not one.needs or not kinds.isdisjoint(one.needs))
            found = self._asked_of[kinds] = frozenset(asked)
        return found

    @cached_property
    def _asked_of(self) -> dict[frozenset[str], frozenset[str]]:
        return {}

    def with_policy(self, name: str, numbers: Mapping[str, Any], since: date) -> "Thresholds":
        """The same with other numbers for one alert, in force from a day.

        Raises ValueError, naming the alert, for an alert or a number that there is not, or one that is fixed.
        """
        known = self.alerts.get(name)
        if known is None:
            raise ValueError(f"there is no alert {name!r}")
        fixed = sorted(set(numbers) & set(known.fixed))
        if fixed:
            raise ValueError(f"{name}: {', '.join(fixed)} cannot be changed locally")
        unknown = sorted(set(numbers) - set(known.numbers))
        if unknown:
            raise ValueError(f"{name}: {', '.join(unknown)} mean nothing; it has {', '.join(known.numbers) or 'none'}")
        changed = {**known.numbers, **_numbers(name, numbers)}
        return Thresholds(alerts={**self.alerts, name: replace(known, numbers=changed, since=since)})


def parse_thresholds(text: str, kinds: Collection[str]) -> Thresholds:
    """The alerts of a TOML text, which speaks of some kinds of events.

    Raises ValueError, naming the alert, for a word, number or kind that means nothing.
    """
    read = tomllib.loads(text)
    unknown = sorted(set(read) - {"alert"})
    if unknown:
        raise ValueError(f"alerts: words that mean nothing: {', '.join(unknown)}")
    tables = read.get("alert", {})
    return Thresholds(
        alerts={name: _parsed(name, table, place, kinds) for place, (name, table) in enumerate(tables.items())}
    )


def _parsed(name: str, table: Mapping[str, Any], place: int, kinds: Collection[str]) -> Threshold:
    try:
        _check_kinds(table, kinds)
        return _threshold(name, table, place)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"alert {name}: {error}") from error


def _threshold(name: str, table: Mapping[str, Any], place: int) -> Threshold:
    unknown = sorted(set(table) - ALERT_WORDS)
    if unknown:
        raise ValueError(f"words that mean nothing: {', '.join(unknown)}")
    tier = Tier(table.get("tier", Tier.LOCAL_POLICY))
    if tier is not Tier.LOCAL_POLICY:
        _needs_authority(table)
    return Threshold(
        id=name,
        title=table["title"],
        severity=Severity(table["severity"]),
        place=place,
        tier=tier,
        numbers=_numbers(name, table.get("numbers", {})),
        fixed=_numbers(name, table.get("fixed", {})),
        planning=table.get("planning", False),
        remanded=table.get("remanded", False),
        after_care=table.get("after-care", False),
        needs=tuple(table.get("needs", ())),
        seen_by=tuple(table.get("seen-by", ())),
        cause=table.get("cause"),
        same_as=tuple(table.get("same-as", ())),
        checked=Checked(table["checked"]) if "checked" in table else None,
        checked_on=table.get("checked-on"),
        citation=table.get("citation"),
        source=table.get("source"),
    )


def _check_kinds(table: Mapping[str, Any], kinds: Collection[str]) -> None:
    unknown = sorted(set(table.get("needs", ())) - set(kinds))
    if unknown:
        raise ValueError(f"there are no events of the kind {', '.join(unknown)}")
    unseen = sorted(set(table.get("seen-by", ())) - set(TABLE_OF_KIND))
    if unseen:
        raise ValueError(f"no return shows events of the kind {', '.join(unseen)}")


def _needs_authority(table: Mapping[str, Any]) -> None:
    for word in AUTHORITY:
        if not table.get(word):
            raise ValueError(f"an alert that is not local policy needs {word}")
    if not str(table["source"]).startswith("https://"):
        raise ValueError("a source is an address that begins with https://")


def _numbers(name: str, table: Mapping[str, Any]) -> dict[str, Number]:
    return {word: _number(name, word, value) for word, value in table.items()}


def _number(name: str, word: str, value: object) -> Number:
    unit = word.rpartition("-")[2]
    if unit in LISTS:
        if isinstance(value, (list, tuple)) and all(isinstance(text, str) for text in value):
            return tuple(value)
        raise ValueError(f"{name}: {word} is a list of texts, not {value!r}")
    if unit not in {*LENGTHS, *COUNTS}:
        raise ValueError(f"{name}: {word} is no number of an alert")
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{name}: {word} is a whole number from 1, not {value!r}")
    return value
