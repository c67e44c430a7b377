"""What is missing for most of the ledger, said once instead of once a child."""

from collections.abc import Iterable, Mapping

from permtrack.domain.findings import Deadline, Gap, Status

FEWEST_CHILDREN = 10
HOW_TO_CLOSE = "record it with import-events, or import the returns that show it"


def gaps(deadlines: Iterable[Deadline], applies: Mapping[str, int]) -> tuple[Gap, ...]:
    """Each rule that cannot be assessed for half or more of the children it applies to, and for at least ten.

    Only duties that are still running are counted as missing; `applies` is the number of children by rule.
    """
    missing: dict[str, set[str]] = {}
    titles: dict[str, str] = {}
    for deadline in deadlines:
        if deadline.status is Status.CANNOT_ASSESS and deadline.running:
            missing.setdefault(deadline.rule, set()).add(deadline.child)
            titles[deadline.rule] = deadline.title
    shared = (rule for rule in sorted(missing) if FEWEST_CHILDREN <= len(missing[rule]) >= applies[rule] / 2)
    return tuple(_gap(rule, titles[rule], len(missing[rule]), applies[rule]) for rule in shared)


def _gap(rule: str, title: str, missing: int, applies: int) -> Gap:
    sentence = f"{title} ({rule}) cannot be assessed for {missing} of {applies} children: {HOW_TO_CLOSE}."
    return Gap(id=rule, children=missing, of=applies, sentence=sentence)
