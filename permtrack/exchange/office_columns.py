"""What the columns of another office's list mean: kinds of event and their aliases, details of a child, how things stand.

The headings of Annex A are known too, and those of our own list of children. A heading may say `date` before or after:
`Date of placement order`, `match date`, `placed on`.
"""

from collections.abc import Mapping, Sequence

from permtrack.domain.reconciling import ListColumn, Sort
from permtrack.domain.vocabulary import Vocabulary
from permtrack.errors import RequestRefused
from permtrack.exchange.annex_a.headings import List, heading_of
from permtrack.exchange.cells import plain_words

REFS = ("ref", "child", "child ref", "child id", "child unique id", "childs unique id", "unique id", "child reference")
"""The headings under which a ref is looked for where none is named."""
OF_OUR_LIST = "placed_on"
"""In our own list of children the start of the placement that runs; other offices call so the placing for adoption."""
STATES = {
    "plan": "plan",
    "permanence plan": "plan",
    "parallel": "parallel",
    "parallel plan": "parallel",
    "placement": "placement",
    "placement type": "placement",
    "status": "legal-status",
    "legal status": "legal-status",
    "in care since": "in-care-since",
    "left care on": "left-care",
    "what is the permanence plan for this child": "plan",
    "child s legal status": "legal-status",
}
DETAILS = {"date of birth": "dob", "gender": "sex", "siblings": "sibling_group", "expected date of delivery": "edd"}
EVENTS = {"decision": "adm-decision"}
NO_DAY_OF_A_LIST = frozenset({"note", "action-agreed", "action-done", "action-cancelled", "worker-changed"})
BESIDE_THE_NAME = frozenset({"date", "of", "on", "the"})


def column_of(heading: str, vocabulary: Vocabulary) -> ListColumn | None:
    """What a heading means; None where it means nothing that can be compared."""
    words = plain_words(heading)
    if heading == OF_OUR_LIST:
        return ListColumn(heading=heading, about="placement-since", sort=Sort.STATE)
    if words in STATES:
        return ListColumn(heading=heading, about=STATES[words], sort=Sort.STATE)
    detail = DETAILS.get(words, words.replace(" ", "_"))
    if detail in vocabulary.child_fields:
        return ListColumn(heading=heading, about=detail, sort=Sort.DETAIL)
    return _event(heading, words, vocabulary)


def _event(heading: str, words: str, vocabulary: Vocabulary) -> ListColumn | None:
    for list_ in List:
        known = heading_of(heading, list_)
        if known and known.kind and len(words.split()) > 2:
            return ListColumn(
                heading=heading, about=known.kind, sort=Sort.EVENT, fields=tuple((known.fields or {}).items())
            )
    kind = _kind(words, vocabulary)
    if kind is None:
        return None
    fields = tuple((name, value) for name, value in MEANT.get(kind, {}).items())
    return ListColumn(heading=heading, about=kind, sort=Sort.EVENT, fields=fields)


MEANT: Mapping[str, Mapping[str, str]] = {
    "adm-decision": {"outcome": "yes"},
    "match-decision": {"outcome": "yes"},
}
"""What is meant by the day of a decision: that it was a yes."""


def _kind(words: str, vocabulary: Vocabulary) -> str | None:
    for name in (words, " ".join(_bare(words.split()))):
        try:
            kind = vocabulary.kind(EVENTS.get(name, name))
        except RequestRefused:
            continue
        if not kind.about_the_record and kind.kind not in NO_DAY_OF_A_LIST:
            return kind.kind
    return None


def _bare(words: Sequence[str]) -> Sequence[str]:
    """The words of a heading without `date of` before them or `date` behind."""
    while words and words[0] in BESIDE_THE_NAME:
        words = words[1:]
    while words and words[-1] in BESIDE_THE_NAME:
        words = words[:-1]
    return words
