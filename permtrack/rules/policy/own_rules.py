"""A rule of the service's own, in the rulebook's words, read so strictly that no journey can trip over it later."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from permtrack.domain.vocabulary import Vocabulary, nearest
from permtrack.rules.lengths import UNITS, DueDay
from permtrack.rules.policy.records import LOCAL
from permtrack.rules.policy.tables import Table, Where, day, flag, length, only, texts, whole, words
from permtrack.rules.rulebook import LOCAL_SOURCE, Checked, Rule, Rulebook, Tier, parse_rule
from permtrack.rules.selectors import Selector

OWN_ID = re.compile(r"local\.[a-z0-9]+([.-][a-z0-9]+)*")
LONGEST_ID = 60
LONGEST_TITLE = 60
TEXTS = ("title", "set", "series", "step", "counts", "scope", "only-if", "not-if", "while", "chosen-by")
LISTS = ("met-by", "implied-by", "closed-by", "seen-by")
FLAGS = (
    "early-is-day-0",
    "outlives-care",
    "after-first",
    "doubted-with-first",
    "late-only-if-local",
    "never-late",
    "off",
)
DUE_WORDS = ("trigger", "due", "opens")
VERSION_TEXTS = ("tier", "citation", "source", "note", "when", "relaxed", "checked")
VERSION_DAYS = ("from", "to", "checked-on")
VERSION_WORDS = (*VERSION_DAYS, *DUE_WORDS, *VERSION_TEXTS, "met-by")
RULE_WORDS = (
    "id", "starts", *TEXTS, *LISTS, *FLAGS, "after-return-days", "look-ahead", "version", *DUE_WORDS, *VERSION_TEXTS,
)  # fmt: skip
COUNTS = ("trigger", "care", "match", "adoption-order", "since-last-placing")
COUNTS_IN_A_STRETCH = ("period", "pre-care")
ANCHORS = ("trigger", "birth")
ANCHORS_IN_A_STRETCH = (
    "first-review", "second-review", "first-placed-review", "second-placed-review", "first-review-due", "carer-since",
    "extended-until",
)  # fmt: skip
CHAIN = "own"


def own_id(read: Table, where: Where, rulebook: Rulebook) -> str:
    """The id of something of the service's own. Raises RequestRefused where it could be taken for the rulebook's."""
    name = words(read, "id", where, longest=LONGEST_ID)
    if name is None:
        raise where.refuse("an id is missing; it begins with local.")
    if not OWN_ID.fullmatch(name):
        raise where.refuse(f"the id {name!a} must begin with {LOCAL} and go on in small letters, digits, dots, hyphens")
    if rulebook.rule(name.removeprefix(LOCAL)) is not None:
        raise where.refuse(f"{name} is the name of a stricter number beside {name.removeprefix(LOCAL)}; choose another")
    return name


def read_own_rule(read: Table, where: Where, rulebook: Rulebook, vocabulary: Vocabulary, first: date) -> Rule:
    """The rule that a table describes, in force from a day. Raises RequestRefused where the engine could not follow it."""
    name = own_id(read, where, rulebook)
    _check_types(read, where)
    table = _full(read, name, where, first)
    try:
        rule = parse_rule(table, 0)
    except KeyError as error:
        raise where.refuse(f"{error.args[0]} is missing") from error
    except (TypeError, ValueError) as error:
        raise where.refuse(str(error)) from error
    _check_tier(rule, where)
    _check_met(rule, where)
    for selector in _selectors(rule):
        _check_selector(selector, vocabulary, where)
    _one_of(rule.counts, (*COUNTS, *(COUNTS_IN_A_STRETCH if rule.stretch else ())), "counts", where)
    for due in _due_days(rule):
        _check_anchors(due, rule, vocabulary, where)
    return replace(rule, chain=CHAIN if rule.step else None)


def _check_types(read: Table, where: Where) -> None:
    only(read, RULE_WORDS, where)
    for name in (*TEXTS, *VERSION_TEXTS):
        words(read, name, where, **({"longest": LONGEST_TITLE} if name == "title" else {}))
    for name in LISTS:
        texts(read, name, where)
    if not isinstance(read.get("starts", ""), str):
        texts(read, "starts", where)
    for name in FLAGS:
        flag(read, name, where)
    whole(read, "after-return-days", where, least=0, most=366)
    _check_due_words(read, where)


def _check_due_words(read: Table, where: Where) -> None:
    for name in DUE_WORDS:
        if name in read:
            _check_due_word(read[name], name, where)


def _check_due_word(value: object, name: str, where: Where) -> None:
    if not isinstance(value, dict):
        raise where.refuse(f"{name} is a length, as in {name} = {{ months = 1 }}")
    terms: list[Any] = [value.get("otherwise", {})]
    for pick in ("earliest", "latest"):
        terms += value[pick] if isinstance(value.get(pick, []), list) and pick in value else []
    plain = {word: part for word, part in value.items() if word not in {"otherwise", "earliest", "latest"}}
    for term in (plain, *terms):
        if not isinstance(term, dict):
            raise where.refuse(f"{name} is a length, as in {name} = {{ months = 1 }}")
        only(term, (*UNITS, "after"), where)
        words(term, "after", where)
        length(term, where)


def _full(read: Table, name: str, where: Where, first: date) -> Table:
    """The table as the rulebook has it, with versions, and what goes without saying in a local policy said."""
    short = [word for word in (*DUE_WORDS, *VERSION_TEXTS) if word in read]
    if "version" in read and short:
        raise where.refuse(f"{short[0]} belongs below [[rule.version]], where there is one")
    given = read.get("version", [{word: read[word] for word in short}])
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given) or not given:
        raise where.refuse("each version begins with [[rule.version]], in double brackets")
    if ("starts" in read) == ("series" in read):
        raise where.refuse("either starts or series says what begins it: exactly one of them")
    own = {word: value for word, value in read.items() if word not in {*short, "version", "look-ahead"}}
    title = name.removeprefix(LOCAL).replace("-", " ").replace(".", ", ").capitalize()
    return {"title": title, "set": "local", **own, "version": [_version(one, where, first) for one in given]}


def _version(read: Table, where: Where, first: date) -> Table:
    only(read, VERSION_WORDS, where)
    for name in VERSION_TEXTS:
        words(read, name, where)
    for name in VERSION_DAYS:
        day(read, name, where)
    texts(read, "met-by", where)
    _check_due_words(read, where)
    if not read.get("citation"):
        raise where.refuse("citation is missing: where it is written down, or who decided it")
    if "due" not in read and "opens" not in read:
        raise where.refuse("due is missing: how long, as in due = { months = 1 }")
    usual = {"from": first, "tier": Tier.LOCAL_POLICY.value, "checked": Checked.YES.value, "checked-on": first}
    return usual | {"source": LOCAL_SOURCE} | dict(read)


def _check_tier(rule: Rule, where: Where) -> None:
    for version in rule.versions:
        if version.tier is not Tier.LOCAL_POLICY:
            raise where.refuse(f"its tier is {Tier.LOCAL_POLICY}: a rule of your own is not {version.tier}")


def _check_met(rule: Rule, where: Where) -> None:
    if rule.stretch is None and not rule.events:
        raise where.refuse("starts names no event")
    if not rule.met_by and not rule.never_late:
        raise where.refuse("met-by is missing: nothing could ever meet it")


def _selectors(rule: Rule) -> Iterator[Selector]:
    yield from (*rule.events, *rule.met_by, *rule.implied_by, *rule.closed_by)
    for version in rule.versions:
        yield from version.met_by
    yield from (Selector(name=name) for name in rule.seen_by if name not in {met.name for met in rule.met_by})


def _check_selector(selector: Selector, vocabulary: Vocabulary, where: Where) -> None:
    if selector.is_moment:
        return
    kind = vocabulary.kinds.get(selector.name)
    if kind is None:
        close = nearest(selector.name, vocabulary.kinds)
        raise where.refuse(f"there is no kind of event {selector.name[:60]!r}{close}; see: permtrack kinds")
    for field, value in selector.conditions:
        if (field, value) != ("answers", "@"):
            _one_of(field, kind.fields, f"a field of {kind.kind}", where)
            _check_values(kind.fields[field], value, f"{kind.kind} {field}", where)


def _check_values(type_of_field: object, value: str, name: str, where: Where) -> None:
    if isinstance(type_of_field, tuple) and value != "*":
        for one in value.split("|"):
            _one_of(one, type_of_field, name, where)


def _due_days(rule: Rule) -> Iterator[DueDay]:
    for version in rule.versions:
        yield from (found for found in (version.trigger, version.due, version.opens) if found is not None)


def _check_anchors(due: DueDay, rule: Rule, vocabulary: Vocabulary, where: Where) -> None:
    known = [*ANCHORS, *(ANCHORS_IN_A_STRETCH if rule.stretch else ()), *_own_days(rule, vocabulary)]
    for term in (*due.terms, *((due.otherwise,) if due.otherwise else ())):
        _one_of(term.anchor, known, "after", where)


def _own_days(rule: Rule, vocabulary: Vocabulary) -> Iterable[str]:
    """The days that every event that starts the rule carries in a field of its own."""
    if rule.stretch is not None or any(selector.is_moment for selector in rule.events):
        return ()
    fields = [_day_fields(vocabulary.kinds[selector.name].fields) for selector in rule.events]
    return [f"own {name}" for name in sorted(set.intersection(*fields))] if fields else ()


def _day_fields(fields: Mapping[str, object]) -> set[str]:
    return {name for name, type_of_field in fields.items() if type_of_field in {"date", "future-date"}}


def _one_of(word: str, known: Iterable[str], name: str, where: Where) -> None:
    known = list(known)
    if word not in known:
        raise where.refuse(f"{name} cannot be {word[:60]!r}{nearest(word, known)}; it can be: {', '.join(known)}")
