"""What is missing for most of the ledger, said once instead of once a child."""

from collections.abc import Iterable, Iterator, Mapping

from permtrack.domain.findings import Deadline, Gap, Status
from permtrack.rules.rulebook import Rule

FEWEST_CHILDREN = 10
HOW_TO_CLOSE = "record it with import-events, or import the returns that show it"
APPLIES, UNKNOWN, UNKNOWN_OR_LATE, RECORDED = "applies", "unknown", "unknown-or-late", "recorded"

Kept = tuple[str, ...]
"""What is counted of children: under which of the four words, and of which rule, or kind of event."""


def counted(deadlines: Iterable[Deadline], asked: Iterable[str], kinds: Iterable[str]) -> Iterator[Kept]:
    """What one child adds, each once: the rules that apply, those not answered, and the kinds of event recorded.

    `asked` are the rules whose duty has not closed. Only duties that are still running are missing.
    """
    unknown, late = set[str](), set[str]()
    for deadline in deadlines:
        if deadline.running and deadline.status is Status.CANNOT_ASSESS:
            unknown.add(deadline.rule)
        elif deadline.running and deadline.status is Status.OVERDUE:
            late.add(deadline.rule)
    yield from ((APPLIES, rule) for rule in asked)
    yield from ((UNKNOWN, rule) for rule in unknown)
    yield from ((UNKNOWN_OR_LATE, rule) for rule in unknown | late)
    yield from ((RECORDED, kind) for kind in kinds)


def gaps(children: Mapping[Kept, int], rules: Iterable[Rule]) -> tuple[Gap, ...]:
    """Each rule that is not answered for half or more of the children it applies to, and for at least ten.

    `children` is how many of them add what. Where nothing that meets a rule was ever recorded for anybody, and such a
    duty is overdue for most children, it is the record that is missing.
    """
    found = (_gap(rule, children) for rule in sorted(rules, key=lambda rule: rule.id))
    return tuple(gap for gap in found if gap is not None)


def _gap(rule: Rule, children: Mapping[Kept, int]) -> Gap | None:
    silent = not any(children.get((RECORDED, kind)) for kind in rule.seen_by)
    missing = children.get((UNKNOWN_OR_LATE if silent else UNKNOWN, rule.id), 0)
    of = children.get((APPLIES, rule.id), 0)
    if missing < FEWEST_CHILDREN or missing < of / 2:
        return None
    what = "is recorded for none, and is due or unknown for" if silent else "cannot be assessed for"
    sentence = f"{rule.title} ({rule.id}) {what} {missing} of {of} children: {HOW_TO_CLOSE}."
    return Gap(id=rule.id, children=missing, of=of, sentence=sentence, silent=silent)
