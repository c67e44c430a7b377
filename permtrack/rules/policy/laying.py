"""Policies laid over a rulebook: what a service asks, from each policy's day until the next one's.

A number of an Act or a regulation stays as it is, and a stricter local rule stands beside it. Any other number gives way
to the local one from the policy's day. Which duties that reaches is the rule's own to say: those that begin from that
day, or, for a rule whose version is chosen by the due day, those that fall due from it. What had fallen due before a
policy's day is judged by the number that then held, for good.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from permtrack.domain.days import day_before
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.rules.lengths import DueDay, Length, Term
from permtrack.rules.policy.records import LOCAL, SETS_ON, Policy
from permtrack.rules.policy.strictness import Compared, compared, is_law, law_touched, own_length, touched
from permtrack.rules.rulebook import LOCAL_SOURCE, Checked, Rule, Rulebook, Tier, Version

BESIDE = "beside"
TITLE_BESIDE = "{} (local, stricter)"


@record
class Reign:
    """A policy and the days on which it holds."""

    policy: Policy
    first: date
    last: date

    def length(self, rule: Rule) -> Length | None:
        """The length that the policy gives a rule; None where it gives none."""
        change = self.policy.changes.get(rule.id)
        return change.length if change else None

    def meets_law(self, rule: Rule) -> bool:
        """Whether an Act or a regulation protects the rule while the policy holds."""
        return law_touched(rule, self.first, self.last)


@record
class _Stage:
    """A time in which a rule has one number: that of its versions, or the policy's in place of it."""

    first: date
    last: date
    versions: tuple[Version, ...]
    length: Length | None = None

    def until(self, last: date) -> tuple[Version, ...]:
        """What holds from the stage's first day up to another day."""
        versions = clipped(self.versions, self.first, last)
        length = self.length
        return tuple(_local(v, length, self.first) for v in versions) if length else versions


def laid(book: Rulebook, policies: Sequence[Policy]) -> Rulebook:
    """The rulebook with policies laid over it: those in force by some day, in the order of their days."""
    reigns = reigns_of(policies)
    if not reigns:
        return book
    rules = [rule for national in book.rules for rule in _with_numbers(national, reigns)]
    rules += _own_rules(reigns)
    switched = (_switched(rule, reigns[-1].policy) for rule in rules)
    return replace(book, rules=tuple(replace(rule, place=place) for place, rule in enumerate(switched)))


def reigns_of(policies: Sequence[Policy]) -> tuple[Reign, ...]:
    """Each policy with the days on which it holds; one that a later one replaces from the same day holds on none."""
    by_day = {policy.in_force_from: policy for policy in policies if policy.in_force_from is not None}
    days = sorted(by_day)
    ends = {day: day_before(following) for day, following in pairwise(days)}
    return tuple(Reign(policy=by_day[day], first=day, last=ends.get(day, date.max)) for day in days)


def set_on_since(policies: Sequence[Policy], name: str) -> date | None:
    """The day from which a set that is off by default has been on without a break; None while it is off."""
    since = None
    for reign in reigns_of(policies):
        on = reign.policy.sets.get(name, SETS_ON[name])
        since = (since or reign.first) if on else None
    return since


def clipped(versions: Iterable[Version], first: date, last: date) -> tuple[Version, ...]:
    """The versions that touch a time, each no longer than that time."""
    return tuple(
        replace(v, in_force_from=max(v.in_force_from, first), in_force_to=min(v.in_force_to, last))
        for v in versions
        if v.in_force_from <= last and v.in_force_to >= first
    )


def _with_numbers(rule: Rule, reigns: Sequence[Reign]) -> Iterator[Rule]:
    """The rule with its local numbers; where the law protects it, the stricter one of today's policy stands before it."""
    if _is_beside(rule, reigns[-1]):
        beside = [_stage(rule, reign, reign.length(rule)) for reign in reigns if _is_beside(rule, reign)]
        yield replace(
            rule,
            id=f"{LOCAL}{rule.id}",
            title=TITLE_BESIDE.format(rule.title),
            versions=_arranged(rule, beside),
            chain=BESIDE if rule.step else None,
        )
    stages = _stages(rule, reigns)
    if len(stages) == 1:
        yield rule
    elif rule.chosen_by_due:
        yield replace(rule, versions=_arranged(rule, stages))
    else:
        local = [stage for stage in stages if stage.length]
        yield replace(rule, versions=(*_arranged(rule, local), *rule.versions))


def _stage(rule: Rule, reign: Reign, length: Length | None) -> _Stage:
    return _Stage(first=reign.first, last=reign.last, versions=rule.versions, length=length)


def _is_beside(rule: Rule, reign: Reign) -> bool:
    """Whether a policy puts a stricter number beside a rule of the law; the law's own number adds nothing."""
    length = reign.length(rule)
    if length is None or not reign.meets_law(rule):
        return False
    national = (own_length(version.due) for version in touched(rule, reign.first, reign.last))
    return any(each is None or compared(length, each) is not Compared.EQUAL for each in national)


def _stages(rule: Rule, reigns: Sequence[Reign]) -> list[_Stage]:
    """The times in which the rule itself has one number, beginning with the rulebook's own."""
    stages = [_Stage(first=date.min, last=date.max, versions=rule.versions)]
    for reign in reigns:
        length = None if reign.meets_law(rule) else reign.length(rule)
        if length == stages[-1].length:
            stages[-1] = replace(stages[-1], last=reign.last)
        else:
            stages[-1] = replace(stages[-1], last=day_before(reign.first))
            stages.append(_stage(rule, reign, length))
    return stages


def _arranged(rule: Rule, stages: Sequence[_Stage]) -> tuple[Version, ...]:
    """The versions of all stages, in the order in which the engine takes them.

    By the trigger day it takes the first that is in force. By the due day it takes the last that is in force on its own
    due day: first stands each number as though it never ended, so that a shorter one which would have fallen due before
    its own time does not leave a duty without any; then, backwards, each within its time, so that what fell due in an
    earlier time stays judged by that time's number.
    """
    ended = [stage.until(stage.last) for stage in stages]
    if rule.chosen_by_due:
        lasting = [stage.until(date.max) for stage in stages]
        ended = [*lasting, *reversed(ended[:-1])]
    return tuple(version for versions in ended for version in versions)


def _local(version: Version, length: Length, policy_from: date) -> Version:
    """A version of the rulebook with a local number, named for what it is; itself where the law asks more."""
    beside = is_law(version)
    standard = own_length(version.due)
    if beside and standard is not None and compared(length, standard) is Compared.NOT_STRICTER:
        return version
    national = f"{version.citation}: {version.due.words()}" if version.due else version.citation
    return replace(
        version,
        due=DueDay(terms=(Term(anchor="trigger", length=length),)),
        tier=Tier.LOCAL_POLICY,
        checked=Checked.YES,
        checked_on=policy_from,
        citation=f"Local policy from {shown(policy_from)}, {'beside' if beside else 'instead of'} {version.citation}",
        source=LOCAL_SOURCE,
        note=f"{'Stricter than' if beside else 'Instead of'} {national}.",
    )


def _own_rules(reigns: Sequence[Reign]) -> Iterator[Rule]:
    """The service's own rules: those of the policy that holds, each as that policy and the ones before it had it."""
    for rule in reigns[-1].policy.rules:
        stages = [
            _Stage(first=reign.first, last=reign.last, versions=own.versions)
            for reign in reigns
            for own in reign.policy.rules
            if own.id == rule.id
        ]
        yield replace(rule, versions=_arranged(rule, stages))


def _switched(rule: Rule, policy: Policy) -> Rule:
    """The rule on or off as the policy has its set and itself; a rule that is off within a set that is on stays off."""
    off = rule.off
    on = policy.sets.get(rule.set)
    if on is not None and on is not SETS_ON.get(rule.set, True):
        off = not on
    change = policy.changes.get(rule.id.removeprefix(LOCAL))
    if change is not None and change.on is not None:
        off = not change.on
    return replace(rule, off=off)
