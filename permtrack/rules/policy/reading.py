"""A policy read out of its file: every word known, every number sensible, and nothing in it that weakens the law.

[sets]                    a set of rules on or off
[rule."ppm.next"]         another length (weeks = 4), look-ahead = days, on = true or false
[alert."silent"]          another number of an alert, under the alert's own name for it; chairs is a list
[scope]                   age-under, age-under-with-siblings
[[rule]]                  a rule of the service's own, its id beginning with `local.`
[[meeting]]               a meeting of the service: id, title, first, and months or weeks
[reminders], [mail]       when people are reminded, and where reminders go (`reminding`)
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from permtrack.domain.scope import DEFAULT_SCOPE, Scope
from permtrack.domain.texts import LONGEST_CODE
from permtrack.domain.vocabulary import Vocabulary, nearest
from permtrack.rules.lengths import UNITS, Length
from permtrack.rules.policy.own_rules import own_id, read_own_rule
from permtrack.rules.policy.records import SETS_ON, Meeting, Number, Policy, RuleChange
from permtrack.rules.policy.reminding import read_reminding, read_routes
from permtrack.rules.policy.strictness import (
    Compared,
    compared,
    fewest_days,
    is_law,
    law_touched,
    most_days,
    own_length,
    touched,
)
from permtrack.rules.policy.tables import (
    LONGEST_TIME_IN_DAYS,
    OWN_RULES,
    Table,
    Where,
    day,
    flag,
    length,
    only,
    read_tables,
    table_of,
    tables_of,
    texts,
    whole,
    words,
)
from permtrack.rules.rulebook import Rule, Rulebook, Tier, Version

SECTIONS = ("sets", "rule", "alert", "scope", "meeting", "reminders", "mail", OWN_RULES)
CHAIRS = "chairs"
MEETING_WORDS = ("id", "title", "first", "months", "weeks", "look-ahead", "citation")
FURTHEST_AHEAD = 366
OLDEST = 18
MOST_MONTHS = 24
MOST_WEEKS = 104


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a policy may speak of: the rules, the kinds of event, and each alert's own numbers by their names.

    `alerts` is None where nothing says which alerts there are; any number is then taken. `fixed` are the names of the
    numbers of alerts that the law or a national source sets.
    """

    rulebook: Rulebook
    vocabulary: Vocabulary
    alerts: Mapping[str, Mapping[str, Number]] | None = None
    fixed: Mapping[str, Collection[str]] = field(default_factory=dict)

    def rule(self, name: str, where: Where) -> Rule:
        """The rule of an id. Raises RequestRefused with the nearest ids."""
        found = self.rulebook.rule(name)
        if found is None:
            close = nearest(name[:60], [rule.id for rule in self.rulebook.rules])
            raise where.refuse(f"there is no rule {name[:60]!r}{close}; see: permtrack rules")
        return found


def read_policy(text: str, file: str, known: Known, in_force_from: date) -> Policy:
    """The policy of a file's text, in force from a day. Raises RequestRefused naming the file and the place in it."""
    where = Where(file)
    read = read_tables(text, file)
    _only_sections(read, where)
    changes = _changes(table_of(read, "rule", where), where, known, in_force_from)
    rules, look_aheads = _own_rules(read, where, known, in_force_from)
    policy = Policy(
        in_force_from=in_force_from,
        sets=_sets(table_of(read, "sets", where), where.at("[sets]"), known, in_force_from),
        changes=changes | look_aheads,
        alerts=_alerts(table_of(read, "alert", where), where, known),
        scope=_scope(table_of(read, "scope", where), where.at("[scope]")),
        rules=rules,
        meetings=tuple(_meeting(one, where, known) for one in tables_of(read, "meeting", "[[meeting]]", where)),
        reminding=read_reminding(
            table_of(read, "reminders", where), where.at("[reminders]"), {*_rule_ids(known), *_ids(rules)}.__contains__
        ),
        routes=read_routes(table_of(read, "mail", where), where.at("[mail]")),
    )
    _refuse_names_used_twice(policy, where)
    return policy


def _rule_ids(known: Known) -> Iterator[str]:
    yield from _ids(known.rulebook.rules)
    yield from known.alerts or ()


def _ids(rules: Iterable[Rule]) -> Iterator[str]:
    return (rule.id for rule in rules)


def _only_sections(read: Table, where: Where) -> None:
    for name in read:
        if name not in SECTIONS:
            known = [section for section in SECTIONS if section != OWN_RULES]
            raise where.refuse(
                f"there is no section {name[:40]!r}{nearest(name, known)}; there are: {', '.join(known)}"
            )


def _sets(read: Table, where: Where, known: Known, first: date) -> Mapping[str, bool]:
    only(read, SETS_ON, where)
    sets = {name: bool(flag(read, name, where)) for name in read}
    for name, on in sets.items():
        law = [
            rule.id for rule in known.rulebook.rules if rule.set == name and not rule.off and law_touched(rule, first)
        ]
        if not on and SETS_ON[name] and law:
            raise where.refuse(
                f"{name} cannot be off: {', '.join(law[:3])} rest on an Act or a regulation, which no policy can weaken"
            )
    return sets


def _changes(read: Table, where: Where, known: Known, first: date) -> dict[str, RuleChange]:
    changes = {}
    for name, table in read.items():
        here = where.at(f'[rule."{name[:60]}"]')
        if not isinstance(table, dict):
            raise where.at("[rule]").refuse('a rule has a heading of its own, as in [rule."ppm.next"]')
        changes[name] = _change(table, known.rule(name, here), here, first)
    return changes


def _change(read: Table, rule: Rule, where: Where, first: date) -> RuleChange:
    only(read, (*UNITS, "look-ahead", "on"), where)
    on = flag(read, "on", where)
    if on is False and not rule.off and law_touched(rule, first):
        raise where.refuse(f"{rule.id} rests on {_authority(rule, first)}, and no policy can switch it off")
    local = length(read, where)
    if local is not None:
        _refuse_length(rule, local, where, first)
    ahead = whole(read, "look-ahead", where, least=0, most=FURTHEST_AHEAD)
    return RuleChange(length=local, look_ahead_days=ahead, on=on)


def _refuse_length(rule: Rule, local: Length, where: Where, first: date) -> None:
    """Raise RequestRefused where a rule cannot have another length, or not one that weakens the law."""
    versions = touched(rule, first)
    if not versions:
        raise where.refuse(f"{rule.id} is not in force from then on")
    for version in versions:
        _refuse_no_length(rule, version, local, where)
    # Where the law itself asks more on a condition, its own number stays on that condition.
    for version in versions:
        if law_touched(rule, first) and version.when is None and (standard := own_length(version.due)) is not None:
            _refuse_laxer(version, local, standard, where)


def _refuse_no_length(rule: Rule, version: Version, local: Length, where: Where) -> None:
    if version.tier is Tier.BENCHMARK:
        raise where.refuse(
            f"{rule.id} is a national average and not a number of yours; write a [[rule]] of your own for a local aim"
        )
    if rule.never_late or own_length(version.due) is None:
        raise where.refuse(f"{rule.id} has no length of its own that could be another: {_found(version)}")
    opens = own_length(version.opens)
    if opens is not None and fewest_days(local) < most_days(opens):
        raise where.refuse(f"{local.words()} would end before {rule.id} opens, after {opens.words()}")


def _found(version: Version) -> str:
    return f"it is due {version.due.words()}" if version.due is not None else "it only opens"


def _refuse_laxer(version: Version, local: Length, standard: Length, where: Where) -> None:
    if compared(local, standard) is Compared.NOT_STRICTER:
        raise where.refuse(
            f"{local.words()} can end later than {standard.words()}, which {version.citation} gives ({version.tier}); "
            "a policy cannot weaken an Act or a regulation, only be stricter beside it"
        )


def _authority(rule: Rule, first: date) -> str:
    version = next(version for version in touched(rule, first) if is_law(version))
    return f"{version.citation} ({version.tier})"


def _alerts(read: Table, where: Where, known: Known) -> Mapping[str, Mapping[str, Number]]:
    return {name: _alert(name, table, where.at(f'[alert."{name[:60]}"]'), known) for name, table in read.items()}


def _alert(name: str, read: object, where: Where, known: Known) -> Mapping[str, Number]:
    if not isinstance(read, dict):
        raise where.refuse("an alert has a heading of its own, and its numbers below it")
    if known.alerts is not None:
        _refuse_unknown_number(name, read, where, known, known.alerts)
    return {word: _alert_number(read, word, where) for word in read}


def _refuse_unknown_number(
    name: str, read: Table, where: Where, known: Known, alerts: Mapping[str, Mapping[str, Number]]
) -> None:
    if name not in alerts:
        raise where.refuse(f"there is no alert {name[:60]!r}{nearest(name[:60], alerts)}")
    for word in read:
        if word in known.fixed.get(name, ()):
            raise where.refuse(f"{word} is not local: the law or a national source sets it")
    if not alerts[name]:
        raise where.refuse("the alert has no number that could be another")
    only(read, alerts[name], where)


def _alert_number(read: Table, word: str, where: Where) -> Number:
    """A number, or the list that `chairs` is."""
    if word == CHAIRS:
        return texts(read, word, where)
    return whole(read, word, where, least=1, most=LONGEST_TIME_IN_DAYS) or 0


def _scope(read: Table, where: Where) -> Scope:
    only(read, ("age-under", "age-under-with-siblings"), where)
    alone = whole(read, "age-under", where, least=1, most=OLDEST)
    with_siblings = whole(read, "age-under-with-siblings", where, least=1, most=OLDEST)
    scope = Scope(
        age_under=DEFAULT_SCOPE.age_under if alone is None else alone,
        age_under_with_siblings=DEFAULT_SCOPE.age_under_with_siblings if with_siblings is None else with_siblings,
    )
    if scope.age_under_with_siblings < scope.age_under:
        raise where.refuse(
            f"age-under-with-siblings ({scope.age_under_with_siblings}) is below age-under ({scope.age_under}): "
            "children with brothers and sisters would be followed less"
        )
    return scope


def _own_rules(read: Table, where: Where, known: Known, first: date) -> tuple[tuple[Rule, ...], dict[str, RuleChange]]:
    rules: list[Rule] = []
    changes: dict[str, RuleChange] = {}
    for number, table in enumerate(tables_of(read, OWN_RULES, "[[rule]]", where), start=1):
        here = where.at(f"[[rule]] {str(table.get('id', number))[:60]}")
        rule = read_own_rule(table, here, known.rulebook, known.vocabulary, first)
        rules.append(rule)
        ahead = whole(table, "look-ahead", here, least=0, most=FURTHEST_AHEAD)
        if ahead is not None:
            changes[rule.id] = RuleChange(look_ahead_days=ahead)
    return tuple(rules), changes


def _meeting(read: Table, where: Where, known: Known) -> Meeting:
    here = where.at(f"[[meeting]] {str(read.get('id', ''))[:60]}".rstrip())
    only(read, MEETING_WORDS, here)
    first_on = day(read, "first", here)
    title = words(read, "title", here, longest=LONGEST_CODE)
    months = whole(read, "months", here, least=1, most=MOST_MONTHS)
    weeks = whole(read, "weeks", here, least=1, most=MOST_WEEKS)
    if first_on is None or title is None or (months is None) == (weeks is None):
        raise here.refuse("a meeting needs id, title, first (a day), and how often it comes: months or weeks")
    return Meeting(
        id=own_id(read, here, known.rulebook),
        title=title,
        first_on=first_on,
        months=months or 0,
        weeks=weeks or 0,
        look_ahead_days=whole(read, "look-ahead", here, least=0, most=FURTHEST_AHEAD),
        citation=words(read, "citation", here) or "",
    )


def _refuse_names_used_twice(policy: Policy, where: Where) -> None:
    names = [rule.id for rule in policy.rules] + [meeting.id for meeting in policy.meetings]
    steps = [(rule.stretch, rule.step) for rule in policy.rules if rule.step]
    for name in names:
        if names.count(name) > 1:
            raise where.refuse(f"{name} is the name of two")
    for stretch, step in steps:
        if steps.count((stretch, step)) > 1:
            raise where.refuse(f"two rules of your own are the {step} step of the series {stretch}")
        if (stretch, "next") not in steps:
            raise where.refuse(f'the series {stretch} needs a rule with step = "next"')
