"""What is missing for most of the ledger, said once instead of once a child."""

from collections.abc import Iterable
from itertools import groupby

from permtrack.domain.findings import Deadline, Gap, Status

FEWEST_CHILDREN = 10
HOW_TO_CLOSE = "record it with import-events, or import the returns that show it"


def gaps(deadlines: Iterable[Deadline]) -> tuple[Gap, ...]:
    """Each rule that cannot be assessed for half or more of the children it applies to, and for at least ten.

    Only duties that are still running are counted as missing; a rule applies to every child with an item of it.
    """
    by_rule = sorted(deadlines, key=lambda deadline: deadline.rule)
    found = [_gap(rule, list(items)) for rule, items in groupby(by_rule, key=lambda deadline: deadline.rule)]
    return tuple(gap for gap in found if gap is not None)


def _gap(rule: str, items: list[Deadline]) -> Gap | None:
    applies = {item.child for item in items}
    missing = {item.child for item in items if item.status is Status.CANNOT_ASSESS and item.running}
    if len(missing) < FEWEST_CHILDREN or len(missing) * 2 < len(applies):
        return None
    sentence = (
        f"{items[0].title} ({rule}) cannot be assessed for {len(missing)} of {len(applies)} children: {HOW_TO_CLOSE}."
    )
    return Gap(id=rule, children=len(missing), of=len(applies), sentence=sentence)
