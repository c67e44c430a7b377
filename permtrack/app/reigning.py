"""What holds on a day: the rulebook with local policy laid over it, whom planning follows, and the alerts' numbers.

Most ledgers have no policy, and finding that out is all they should pay for.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from permtrack.app.packaged import rulebook, thresholds
from permtrack.domain.findings import Deadline
from permtrack.domain.records import record
from permtrack.domain.scope import DEFAULT_SCOPE, Scope
from permtrack.ledger.store import Ledger
from permtrack.rules.drift.thresholds import Thresholds
from permtrack.rules.rulebook import Rulebook

if TYPE_CHECKING:
    from permtrack.domain.reminders import Reminding, Routes
    from permtrack.rules.policy.records import Policy

POLICY_SET = "policy-set"


class Asked(Protocol):
    """The day a question is about, and the instant by which things had been recorded."""

    @property
    def as_at(self) -> date:
        """The day."""

    @property
    def known_at(self) -> datetime | None:
        """The instant; None for everything recorded."""


@record
class Reign:
    """What holds on a day; `since` is the day from which the present policy holds, None where there is none.

    `meetings` are the next days of the service's own recurring meetings; `reminding` and `routes` are None without a
    policy.
    """

    rulebook: Rulebook
    scope: Scope = DEFAULT_SCOPE
    since: date | None = None
    look_ahead: Mapping[str, int] = field(default_factory=dict)
    thresholds: Thresholds = field(default_factory=thresholds)
    casework_from: date | None = None
    meetings: tuple[Deadline, ...] = ()
    reminding: "Reminding | None" = None
    routes: "Routes | None" = None


def reign_on(ledger: Ledger, asked: Asked) -> Reign:
    """What holds on the day asked about. Raises RequestRefused where a stored policy cannot be followed."""
    entries = ledger.about_itself(known_at=asked.known_at)
    if not any(entry.kind == POLICY_SET for entry in entries):
        return Reign(rulebook=rulebook())
    # Only a ledger with a policy pays for reading one.
    from permtrack.app.local_policy import in_force  # noqa: PLC0415
    from permtrack.rules.policy.calendar import meeting_days  # noqa: PLC0415
    from permtrack.rules.policy.laying import set_on_since  # noqa: PLC0415

    force = in_force(ledger, asked.as_at, asked.known_at)
    if not force.policies:
        return Reign(rulebook=rulebook())
    policy = force.policy
    return Reign(
        rulebook=force.rulebook(),
        scope=policy.scope,
        since=policy.in_force_from,
        look_ahead={r: c.look_ahead_days for r, c in policy.changes.items() if c.look_ahead_days is not None},
        thresholds=_with_local_numbers(policy),
        casework_from=set_on_since(force.policies, "casework"),
        meetings=tuple(meeting_days(policy, asked.as_at)),
        reminding=policy.reminding,
        routes=policy.routes,
    )


def _with_local_numbers(policy: "Policy") -> Thresholds:
    local = thresholds()
    for name, numbers in policy.alerts.items():
        if policy.in_force_from is not None:
            local = local.with_policy(name, numbers, policy.in_force_from)
    return local
