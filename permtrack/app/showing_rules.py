"""The rulebook in words, for whoever wants to know what is asked and on whose authority."""

from datetime import date

from permtrack.app.packaged import rulebook, vocabulary
from permtrack.domain.vocabulary import nearest
from permtrack.errors import RequestRefused
from permtrack.render.rules import RuleWords, VersionWords
from permtrack.rules.rulebook import Rule, Version
from permtrack.rules.selectors import Selector

STEPS = {"first": "the beginning of", "second": "the first review in", "next": "the second and each later review in"}


def rules_in_words() -> tuple[RuleWords, ...]:
    """Every rule, in the order of the rulebook."""
    return tuple(_rule_words(rule) for rule in rulebook().rules)


def rule_in_words(name: str) -> RuleWords:
    """One rule. Raises RequestRefused with the nearest names."""
    rule = rulebook().rule(name.strip().lower())
    if rule is None:
        close = nearest(name.strip().lower(), (known.id for known in rulebook().rules))
        raise RequestRefused(f"there is no rule {name[:60]!r}{close}; see: permtrack rules")
    return _rule_words(rule)


def _rule_words(rule: Rule) -> RuleWords:
    return RuleWords(
        id=rule.id,
        title=rule.title,
        set=rule.set,
        on=not rule.off,
        of_whom="children whom the planning follows" if rule.planning_only else "every child",
        starts=_starts(rule),
        met_by=" or ".join(_selector_words(selector) for selector in rule.met_by),
        closed_by=_closed_by(rule),
        versions=tuple(_version_words(version) for version in rule.versions),
    )


def _starts(rule: Rule) -> str:
    if rule.stretch is None:
        return "each " + " or ".join(_selector_words(selector) for selector in rule.events)
    return f"{STEPS.get(rule.step or 'first', 'the beginning of')} the time called {rule.stretch}"


def _closed_by(rule: Rule) -> str:
    named = [_selector_words(selector) for selector in rule.closed_by]
    if rule.stretch is not None:
        named.insert(0, "the end of that time")
    if not rule.outlives_care:
        named.append("leaving care")
    if rule.closed_at_18 or not rule.outlives_care:
        named.append("turning 18")
    return ", ".join(dict.fromkeys(named)) or "nothing but meeting it"


def _selector_words(selector: Selector) -> str:
    kind = vocabulary().kinds.get(selector.name)
    conditions = ", ".join(f"{field} {value}" for field, value in selector.conditions)
    name = selector.name if kind else selector.name.replace("-", " ")
    return f"{name} ({conditions})" if conditions else name


def _version_words(version: Version) -> VersionWords:
    return VersionWords(
        first=version.in_force_from,
        last=None if version.in_force_to == date.max else version.in_force_to,
        due=version.due.words() if version.due else None,
        opens=version.opens.words() if version.opens else None,
        tier=version.tier.value,
        checked=version.checked.value,
        checked_on=version.checked_on,
        citation=version.citation,
        source=version.source,
        note=version.note,
        when=version.when,
        met_by=" or ".join(_selector_words(selector) for selector in version.met_by) or None,
        relaxed=version.relaxed,
    )
