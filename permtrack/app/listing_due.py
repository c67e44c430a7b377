"""What is due: the findings as at a day, and those of them that were asked for."""

from collections.abc import Sequence
from dataclasses import replace

from permtrack.app.asking import Question
from permtrack.app.finding_children import children_typed, refuse_people_unknown
from permtrack.app.looking import Survey, survey
from permtrack.app.packaged import vocabulary
from permtrack.app.rule_names import ALERTS
from permtrack.domain.due_list import GROUPS, DueList, Wanted, due_list
from permtrack.domain.vocabulary import choose, nearest
from permtrack.errors import RequestRefused
from permtrack.ledger.store import Ledger
from permtrack.rules.rulebook import SETS, Tier


def listed_due(ledger: Ledger, question: Question, wanted: Wanted, typed: Sequence[str]) -> DueList:
    """The list of `due`; `typed` are refs, beginnings of refs or initials. Raises RequestRefused for an unknown one."""
    refuse_people_unknown(ledger, question, wanted)
    meant = children_typed(ledger, question, typed)
    found = survey(
        ledger,
        replace(question, history=wanted.everything),
        children=[child.id for child in meant] or None,
    )
    _refuse_unknown_rule(wanted.rule, found)
    return due_list(found.outlook, found.histories, replace(wanted, refs=tuple(child.ref for child in meant)))


def checked(wanted: Wanted) -> Wanted:
    """What is wanted in the words of the rulebook and the vocabulary. Raises RequestRefused for other words."""
    if wanted.delays and wanted.by:
        raise RequestRefused(
            "--delays lists by whose delay it is; leave --by out, or choose with --team or --authority"
        )
    plan = wanted.plan
    if plan is not None:
        plan = vocabulary().plan_aliases.get(plan.lower()) or choose("--plan", plan, vocabulary().plans)
    return replace(
        wanted,
        plan=plan,
        tier=wanted.tier and choose("--tier", wanted.tier, [tier.value for tier in Tier]),
        set=wanted.set and choose("--set", wanted.set, SETS),
        by=wanted.by and choose("--by", wanted.by, GROUPS),
    )


def _refuse_unknown_rule(rule: str | None, found: Survey) -> None:
    """An alert's name passes too, so it is the findings and the rulebook together that know every name."""
    if rule is None:
        return
    known = {*(known.id for known in found.rulebook.rules), *ALERTS}
    if rule.lower() not in known:
        raise RequestRefused(
            f"there is no rule {rule[:60]!r}{nearest(rule.lower(), sorted(known))}; see: permtrack rules"
        )
