"""Repeating duties of local policy, followed beside the rulebook's own: a chain of theirs takes no step of another's."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from permtrack.domain.findings import Deadline
from permtrack.rules.policy.laying import BESIDE
from permtrack.rules.rulebook import Rule, Rulebook, Tier
from permtrack.rules.series import series_deadlines
from permtrack.rules.surroundings import Case


def every_series(case: Case) -> list[Deadline]:
    """The deadlines of every series that is on: the rulebook's own, and the chains that local policy puts beside them."""
    off = case.surroundings.rulebook.off_ids
    return [deadline for deadline in (*_national(case), *local_chains(case)) if deadline.rule not in off]


def _national(case: Case) -> list[Deadline]:
    """The rulebook's own series. What they show of reviews whose number is not known is noted in the case itself."""
    book = case.surroundings.rulebook
    if not book.has_chains:
        return series_deadlines(case)
    alone = replace(book, rules=tuple(rule for rule in book.rules if rule.chain is None))
    return series_deadlines(replace(case, surroundings=replace(case.surroundings, rulebook=alone)))


def local_chains(case: Case) -> Iterator[Deadline]:
    """The deadlines of the repeating duties that a laid rulebook holds beside its own series.

    Where the law asks more than the local number, the chain goes on by the law's, which is said once, by the law's rule.
    """
    book = case.surroundings.rulebook
    if not book.has_chains:
        return
    for chain in dict.fromkeys(rule.chain for rule in book.rules if rule.chain and not rule.off):
        alone = replace(case.surroundings, rulebook=_alone(book, str(chain)))
        asked = {rule.id for rule in book.rules if rule.chain == chain}
        # A review that is taken to have been held is so for every chain; which reviews have no number is the chain's own.
        followed = series_deadlines(replace(case, surroundings=alone, unnumbered=set()))
        yield from (d for d in followed if d.rule in asked and d.tier == Tier.LOCAL_POLICY)


def _alone(book: Rulebook, chain: str) -> Rulebook:
    """A rulebook of one chain. A stricter number for one step still needs the others, to know which review is the second."""
    local = [rule for rule in book.rules if rule.chain == chain]
    others = _steps_of(book, local) if chain == BESIDE else ()
    return replace(book, rules=tuple(replace(rule, chain=None) for rule in (*local, *others)))


def _steps_of(book: Rulebook, local: Iterable[Rule]) -> Iterator[Rule]:
    """The rulebook's own steps of the series in which the local rules are, without those that they take."""
    taken = {(rule.stretch, rule.step) for rule in local}
    for stretch in dict.fromkeys(rule.stretch for rule in local):
        own = book.series(str(stretch)).values()
        yield from (rule for rule in own if (rule.stretch, rule.step) not in taken)
