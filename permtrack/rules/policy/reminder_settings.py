"""What a policy says of reminders and of mail, in the words of `policy show`."""

from collections.abc import Iterator, Mapping

from permtrack.domain.reminders import Leads, Reminding, Routes

Said = tuple[str, str, str | None, str | None]
"""Section, name, what holds by default, and what the policy says instead."""


def reminder_settings(reminding: Reminding, routes: Routes) -> Iterator[Said]:
    """Everything of reminders and mail that a policy may set."""
    yield from _leads("", reminding.leads, Leads())
    for heading, own in (("tier", reminding.by_tier), ("rule", reminding.by_rule)):
        for name, leads in own.items():
            yield from _leads(f"{heading} {name} ", leads, reminding.leads)
    yield "reminders", "weekends", "yes", None if reminding.weekends else "no"
    yield "mail", "from", None, routes.sender or None
    yield "mail", "to", None, ", ".join(routes.to) or None
    yield "mail", "by", None, routes.by
    yield "mail", "escalate-to", None, ", ".join(routes.escalate_to) or None
    yield "mail", "addresses", None, _addresses(routes.addresses)


def _addresses(addresses: Mapping[str, str]) -> str | None:
    return ", ".join(f"{name}: {address}" for name, address in sorted(addresses.items())) or None


def _leads(whose: str, leads: Leads, otherwise: Leads) -> Iterator[Said]:
    names = ("days-before", "every-days-overdue", "escalate-after")
    for name, own, usual in zip(names, _words(leads), _words(otherwise), strict=True):
        if not whose or own != usual:
            yield "reminders", f"{whose}{name}", usual, None if own == usual else own


def _words(leads: Leads) -> tuple[str, str, str]:
    after = "never" if leads.escalate_after is None else f"{leads.escalate_after} days overdue"
    return ", ".join(map(str, leads.days_before)), f"{leads.every_days_overdue} days", after
