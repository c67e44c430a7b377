"""The rulebook: duties as data, each version with its period in force, tier, citation and the day it was last checked.

How a rule is written (one `[[rule]]` table, one or more `[[rule.version]]`):

id, title, set      the name used everywhere, the words people read, the set it belongs to (`off = true`: not by default)
starts              a stretch of the journey: the duty runs from its beginning and closes with its end; or a list of
                    events, each of which starts the duty
series, step        instead of starts: a repeating duty in each stretch of that name; step first, second or next
met-by              the events that meet it, or `moment ..`
implied-by          an event that shows it was met by then, though nobody recorded when
counts              from when an event counts: `trigger` (the default), an anchor of the journey, or so long before
                    the trigger: `28 days before`, `3 months before`
early-is-day-0      true: an event before the trigger meets the duty on the trigger day, after 0 days
closed-by           moments or events that close it, beside the end of its stretch, leaving care and turning 18
scope               `planning`: asked only of the children whom the planning follows
begins-with-event   true, for a series: it begins with the first event that would meet it
after-first         true, for a series: it begins only once it has been met before
outlives-care       true: neither leaving care nor turning 18 closes it
only-if, not-if     a condition on the trigger day
while               a stretch during which alone the duty is asked
seen-by             the kinds that must have been visible before it is called late (default: those of met-by)
chosen-by           `due`: the version in force on the due day, not on the trigger day
after-return-days   for a step `next`: after a return, due no sooner than so many days after it
doubted-with-first  true, for a step `second`: where the first could not be assessed, this one is named as unknown too
late-only-if-local  true: an event known only from a return never makes it late
never-late          true: a date to remember, not a duty
version.when        a condition under which the version applies; the first that fits is taken
version.met-by      what meets it under this version, where that differs
version.trigger     a later day than the event's own, from which the duty is counted
version.due, opens  how the due day, or the first day allowed, is found
version.relaxed     words for a time in which the duty was eased: not met is then not late, but cannot be assessed

A rule of local policy has `local policy` for its source, where it names no address of its own.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from permtrack.domain.journey import CONDITIONS, STRETCHES
from permtrack.domain.records import record
from permtrack.rules.lengths import DueDay, parse_due
from permtrack.rules.selectors import Selector, parse_closing, parse_selector


class Tier(StrEnum):
    """On whose authority a duty stands, the strictest first. Local practice is not law."""

    ACT = "act"
    REGULATION = "regulation"
    PRACTICE_DIRECTION = "practice-direction"
    STATUTORY_GUIDANCE = "statutory-guidance"
    MINIMUM_STANDARD = "minimum-standard"
    BENCHMARK = "benchmark"
    LOCAL_POLICY = "local-policy"


class Checked(StrEnum):
    """Whether the operative words themselves were read."""

    YES = "yes"
    SECONDARY = "secondary"
    NO = "no"


LOCAL_SOURCE = "local policy"
SETS = ("permanence", "court", "casework", "local")
STEPS = ("first", "second", "next")
RULE_WORDS = frozenset(
    [
        "id",
        "title",
        "set",
        "off",
        "starts",
        "series",
        "step",
        "met-by",
        "implied-by",
        "counts",
        "early-is-day-0",
        "closed-by",
        "outlives-care",
        "only-if",
        "not-if",
        "scope",
        "after-first",
        "begins-with-event",
        "while",
        "seen-by",
        "chosen-by",
        "after-return-days",
        "doubted-with-first",
        "late-only-if-local",
        "never-late",
        "version",
    ]
)
VERSION_WORDS = frozenset(
    [
        "met-by",
        "from",
        "to",
        "when",
        "trigger",
        "due",
        "opens",
        "relaxed",
        "tier",
        "checked",
        "checked-on",
        "citation",
        "source",
        "note",
    ]
)


@record
class Version:
    """A duty as it stood from a day, until another; with the provision, its address and the day it was read."""

    in_force_from: date
    in_force_to: date
    tier: Tier
    checked: Checked
    checked_on: date
    citation: str
    source: str
    note: str
    met_by: tuple[Selector, ...] = ()
    trigger: DueDay | None = None
    due: DueDay | None = None
    opens: DueDay | None = None
    when: str | None = None
    relaxed: str | None = None

    def in_force(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return self.in_force_from <= day <= self.in_force_to


@record
class Rule:
    """One duty. The module's docstring says what each word means.

    `chain` is given only to a repeating duty of local policy: it is followed beside the rulebook's own series in the
    same stretch, and never takes a step of it.
    """

    id: str
    title: str
    set: str
    place: int
    versions: tuple[Version, ...]
    off: bool = False
    stretch: str | None = None
    events: tuple[Selector, ...] = ()
    step: str | None = None
    met_by: tuple[Selector, ...] = ()
    implied_by: tuple[Selector, ...] = ()
    counts: str = "trigger"
    early_is_day_0: bool = False
    closed_by: tuple[Selector, ...] = ()
    closed_at_18: bool = False
    planning_only: bool = False
    after_first: bool = False
    begins_with_event: bool = False
    outlives_care: bool = False
    only_if: str | None = None
    not_if: str | None = None
    only_while: str | None = None
    seen_by: tuple[str, ...] = ()
    chosen_by_due: bool = False
    after_return_days: int | None = None
    doubted_with_first: bool = False
    late_only_if_local: bool = False
    never_late: bool = False
    chain: str | None = None

    @property
    def met_by_any_day(self) -> bool:
        """Whether what meets it meets it on whatever day it comes: no version has a window or other events."""
        return not any(version.opens or version.met_by for version in self.versions)

    def may_start(self, kinds: frozenset[str]) -> bool:
        """Whether something of these kinds could start it; a stretch or a moment of the journey always could."""
        starters = self.events
        return not starters or any(starter.is_moment or starter.name in kinds for starter in starters)

    def surely_in_force(self, day: date) -> bool:
        """Whether some version applies to a duty that began on the day, whatever the circumstances."""
        if self.chosen_by_due:
            return False
        return any(version.when is None and version.in_force(day) for version in self.versions)


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """Every rule, in the order in which the files give them."""

    id: str
    version: str
    rules: tuple[Rule, ...]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each rule in the rulebook's order, by id."""
        return {rule.id: rule.place for rule in self.rules}

    @cached_property
    def singles(self) -> tuple[Rule, ...]:
        """The rules that are on and owed once for each thing that starts them."""
        return tuple(rule for rule in self.rules if rule.step is None and not rule.off)

    def singles_for(self, kinds: frozenset[str]) -> tuple[Rule, ...]:
        """Those of the `singles` that anything could have started for a child of whom only such kinds are recorded."""
        found = self._singles_for.get(kinds)
        if found is None:
            found = self._singles_for[kinds] = tuple(rule for rule in self.singles if rule.may_start(kinds))
        return found

    @cached_property
    def _singles_for(self) -> dict[frozenset[str], tuple[Rule, ...]]:
        return {}

    @cached_property
    def series_on(self) -> tuple[str, ...]:
        """The names of the series of which a rule is on, in the rulebook's order."""
        names = dict.fromkeys(rule.stretch for rule in self.rules if rule.step and rule.stretch and not rule.off)
        return tuple(name for name in names if name is not None)

    @cached_property
    def off_ids(self) -> frozenset[str]:
        """The ids of the rules that are off."""
        return frozenset(rule.id for rule in self.rules if rule.off)

    @cached_property
    def has_chains(self) -> bool:
        """Whether local policy puts series of its own beside these."""
        return any(rule.chain for rule in self.rules)

    @cached_property
    def _series(self) -> dict[str, Mapping[str, Rule]]:
        return {}

    def rule(self, name: str) -> Rule | None:
        """The rule of an id, or None."""
        return next((rule for rule in self.rules if rule.id == name), None)

    def with_everything_on(self) -> "Rulebook":
        """The rulebook with every rule switched on."""
        return replace(self, rules=tuple(replace(rule, off=False) for rule in self.rules))

    def series(self, name: str) -> Mapping[str, Rule]:
        """The rules of a series, by step; those of local policy that are followed beside it are not of it."""
        found = self._series.get(name)
        if found is None:
            own = (rule for rule in self.rules if rule.step and rule.stretch == name and rule.chain is None)
            found = self._series[name] = {str(rule.step): rule for rule in own}
        return found


def parse_rulebook(identity: str, version: str, texts: Mapping[str, str]) -> Rulebook:
    """The rulebook made of several TOML texts, named for messages.

    Raises ValueError, naming the text and the rule, for a word that means nothing, a version without a citation or
    address, or an id used twice.
    """
    rules: list[Rule] = []
    for name, text in texts.items():
        for table in tomllib.loads(text).get("rule", []):
            rules.append(_parsed(f"{name}: {table.get('id', 'a rule without id')}", table, len(rules)))
    ids = [rule.id for rule in rules]
    twice = sorted({rule for rule in ids if ids.count(rule) > 1})
    if twice:
        raise ValueError(f"rulebook: ids used twice: {', '.join(twice)}")
    return Rulebook(id=identity, version=version, rules=tuple(rules))


def _parsed(where: str, table: Mapping[str, Any], place: int) -> Rule:
    try:
        return parse_rule(table, place)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{where}: {error}") from error


def parse_rule(table: Mapping[str, Any], place: int) -> Rule:
    """The rule that a table describes. Raises KeyError, TypeError or ValueError where it describes none."""
    _only(table, RULE_WORDS)
    stretch, events = _start(table)
    met_by = tuple(parse_selector(text) for text in table.get("met-by", []))
    versions = tuple(_version(version) for version in table["version"])
    closers = table.get("closed-by", [])
    if not versions:
        raise ValueError("no version")
    return Rule(
        id=table["id"],
        title=table["title"],
        set=_known(table["set"], SETS),
        place=place,
        versions=versions,
        off=table.get("off", False),
        stretch=stretch,
        events=events,
        step=_known(table["step"], STEPS) if "series" in table else None,
        met_by=met_by,
        implied_by=tuple(parse_selector(text) for text in table.get("implied-by", [])),
        counts=table.get("counts", "trigger"),
        early_is_day_0=table.get("early-is-day-0", False),
        closed_by=tuple(parse_closing(name) for name in closers if name != "turned-18"),
        closed_at_18="turned-18" in closers,
        planning_only="scope" in table and _known(table["scope"], ("planning",)) == "planning",
        after_first=table.get("after-first", False),
        begins_with_event=table.get("begins-with-event", False),
        outlives_care=table.get("outlives-care", False),
        only_if=_optional(table, "only-if", CONDITIONS),
        not_if=_optional(table, "not-if", CONDITIONS),
        only_while=_optional(table, "while", STRETCHES),
        seen_by=tuple(table.get("seen-by", [selector.name for selector in met_by])),
        chosen_by_due=table.get("chosen-by") == "due",
        after_return_days=table.get("after-return-days"),
        doubted_with_first=table.get("doubted-with-first", False),
        late_only_if_local=table.get("late-only-if-local", False),
        never_late=table.get("never-late", False),
    )


def _start(table: Mapping[str, Any]) -> tuple[str | None, tuple[Selector, ...]]:
    if ("starts" in table) == ("series" in table):
        raise ValueError("exactly one of starts and series")
    start = table.get("series", table.get("starts"))
    if isinstance(start, list):
        return None, tuple(parse_selector(text) for text in start)
    return _known(start, STRETCHES), ()


def _version(table: Mapping[str, Any]) -> Version:
    _only(table, VERSION_WORDS)
    for word in ("citation", "source", "checked-on", "tier", "checked"):
        if not table.get(word):
            raise ValueError(f"a version needs {word}")
    if table["source"] != LOCAL_SOURCE and not str(table["source"]).startswith("https://"):
        raise ValueError("a source is an address that begins with https://")
    if "due" not in table and "opens" not in table:
        raise ValueError("a version needs due or opens")
    return Version(
        in_force_from=table["from"],
        in_force_to=table.get("to", date.max),
        tier=Tier(table["tier"]),
        checked=Checked(table["checked"]),
        checked_on=table["checked-on"],
        citation=table["citation"],
        source=table["source"],
        note=table.get("note", ""),
        met_by=tuple(parse_selector(text) for text in table.get("met-by", [])),
        trigger=parse_due(table["trigger"]) if "trigger" in table else None,
        due=parse_due(table["due"]) if "due" in table else None,
        opens=parse_due(table["opens"]) if "opens" in table else None,
        when=_optional(table, "when", CONDITIONS),
        relaxed=table.get("relaxed"),
    )


def _only(table: Mapping[str, Any], words: Iterable[str]) -> None:
    unknown = sorted(set(table) - set(words))
    if unknown:
        raise ValueError(f"words that mean nothing: {', '.join(unknown)}")


def _known(word: str, words: Iterable[str]) -> str:
    if word not in words:
        raise ValueError(f"{word!r} is none of {', '.join(words)}")
    return word


def _optional(table: Mapping[str, Any], name: str, words: Iterable[str]) -> str | None:
    return _known(table[name], words) if name in table else None
