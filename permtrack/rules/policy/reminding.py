"""The part of a policy that says when people are reminded, and where reminders go.

[reminders]               days-before = [28, 14, 7, 1, 0], every-days-overdue, weekends = false, escalate-after (days)
[reminders.tier.act]      the same words but weekends, for the duties of one tier
[reminders.rule."..."]    the same, for one rule
[mail]                    from, to and escalate-to (addresses); by = "worker", "team" or "authority"
[mail.addresses]          an address for each worker, team or authority
"""

import re
from collections.abc import Callable, Mapping

from permtrack.domain.reminders import Leads, Reminding, Routes
from permtrack.domain.vocabulary import nearest
from permtrack.rules.policy.tables import Table, Where, flag, only, table_of, whole, words
from permtrack.rules.rulebook import Tier

LEAD_WORDS = ("days-before", "every-days-overdue", "escalate-after")
MAIL_WORDS = ("from", "to", "escalate-to", "by", "addresses")
ROUTES = ("worker", "team", "authority")
FURTHEST_AHEAD = 366
MOST_LEADS = 12
ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9-]{1,63}")
"""Plain addresses only: what is in one goes into a header."""


def read_reminding(read: Table, where: Where, is_rule: Callable[[str], bool]) -> Reminding:
    """When people are reminded. Raises RequestRefused, naming the place, for what makes no sense."""
    only(read, (*LEAD_WORDS, "weekends", "tier", "rule"), where)
    general = _leads(read, where, Leads())
    tiers = {name: _leads(_table(t, where), where.at(f"[reminders.tier.{name}]"), general)
             for name, t in table_of(read, "tier", where).items()}  # fmt: skip
    rules = {name: _leads(_table(t, where), where.at(f'[reminders.rule."{name[:60]}"]'), general)
             for name, t in table_of(read, "rule", where).items()}  # fmt: skip
    for name in tiers:
        if name not in set(Tier):
            raise where.refuse(f"there is no tier {name[:40]!r}{nearest(name, list(Tier))}")
    for name in rules:
        if not is_rule(name):
            raise where.refuse(f"there is no rule {name[:60]!r}; see: permtrack rules")
    weekends = flag(read, "weekends", where)
    return Reminding(leads=general, by_rule=rules, by_tier=tiers, weekends=weekends is not False)


def _table(read: object, where: Where) -> Table:
    if not isinstance(read, dict):
        raise where.refuse("tier and rule have headings of their own, as in [reminders.tier.act]")
    return read


def _leads(read: Table, where: Where, otherwise: Leads) -> Leads:
    only(read, (*LEAD_WORDS, "weekends", "tier", "rule"), where)
    every = whole(read, "every-days-overdue", where, least=1, most=FURTHEST_AHEAD)
    escalate = whole(read, "escalate-after", where, least=0, most=FURTHEST_AHEAD)
    return Leads(
        days_before=_days(read, where) if "days-before" in read else otherwise.days_before,
        every_days_overdue=every or otherwise.every_days_overdue,
        escalate_after=escalate if escalate is not None else otherwise.escalate_after,
    )


def _days(read: Table, where: Where) -> tuple[int, ...]:
    days = read["days-before"]
    good = isinstance(days, list) and 0 < len(days) <= MOST_LEADS
    if not good or not all(type(day) is int and 0 <= day <= FURTHEST_AHEAD for day in days):
        raise where.refuse(
            f"days-before is a list of whole numbers from 0 to {FURTHEST_AHEAD}, as in [28, 14, 7, 1, 0]"
        )
    return tuple(sorted(set(days), reverse=True))


def read_routes(read: Table, where: Where) -> Routes:
    """Where reminders go. Raises RequestRefused, naming the place, for what makes no sense."""
    only(read, MAIL_WORDS, where)
    by = words(read, "by", where)
    if by is not None and by not in ROUTES:
        raise where.refuse(f"by is one of {', '.join(ROUTES)}, not {by[:40]!r}")
    addresses = table_of(read, "addresses", where)
    return Routes(
        sender=_addresses(read, "from", where)[0] if "from" in read else "",
        by=by,
        to=_addresses(read, "to", where),
        escalate_to=_addresses(read, "escalate-to", where),
        addresses=_named(addresses, where.at("[mail.addresses]")),
    )


def _named(read: Table, where: Where) -> Mapping[str, str]:
    return {name: _addresses(read, name, where)[0] for name in read}


def _addresses(read: Table, name: str, where: Where) -> tuple[str, ...]:
    """An address, or a list of them."""
    given = read.get(name, [])
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or (name in read and not listed):
        raise where.refuse(f"{name} is an address, or a list of addresses")
    for one in listed:
        if not isinstance(one, str) or not is_address(one):
            raise where.refuse(f"{name}: {ascii(one)[:60]} is no plain address, like tracking@example.gov.uk")
    return tuple(dict.fromkeys(listed))


def is_address(text: str) -> bool:
    """Whether a text is one plain address and nothing else."""
    return ADDRESS.fullmatch(text) is not None
