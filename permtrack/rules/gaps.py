"""What is missing for most of the ledger, said once instead of once a child."""

from collections.abc import Collection, Iterable, Mapping

from permtrack.domain.findings import Deadline, Gap, Status

FEWEST_CHILDREN = 10
HOW_TO_CLOSE = "record it with import-events, or import the returns that show it"


def gaps(deadlines: Iterable[Deadline], applies: Mapping[str, int], unrecorded: Collection[str]) -> tuple[Gap, ...]:
    """Each rule that is not answered for half or more of the children it applies to, and for at least ten.

    Only duties that are still running are counted as missing. `applies` is the number of children by rule;
    `unrecorded` are the rules of which nothing that meets them was ever recorded for anybody: where such a duty is
    overdue for most children, it is the record that is missing.
    """
    missing: dict[str, set[str]] = {}
    titles: dict[str, str] = {}
    for deadline in deadlines:
        silent = deadline.status is Status.OVERDUE and deadline.rule in unrecorded
        if (deadline.status is Status.CANNOT_ASSESS or silent) and deadline.running:
            missing.setdefault(deadline.rule, set()).add(deadline.child)
            titles[deadline.rule] = deadline.title
    shared = (rule for rule in sorted(missing) if FEWEST_CHILDREN <= len(missing[rule]) >= applies[rule] / 2)
    return tuple(
        _gap(rule, titles[rule], len(missing[rule]), applies[rule], silent=rule in unrecorded) for rule in shared
    )


def _gap(rule: str, title: str, missing: int, applies: int, *, silent: bool) -> Gap:
    what = "is recorded for none, and is due or unknown for" if silent else "cannot be assessed for"
    sentence = f"{title} ({rule}) {what} {missing} of {applies} children: {HOW_TO_CLOSE}."
    return Gap(id=rule, children=missing, of=applies, sentence=sentence, silent=silent)
