"""Local policy: recorded whole with the day it holds from and the reason for it, shown, and compared with the one before.

The latest policy whose day has come takes the place of every earlier one; of two from the same day, the one recorded last.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from permtrack.app.drafting import Occasion, event
from permtrack.app.packaged import rulebook, vocabulary
from permtrack.app.rehearsing import rehearsal
from permtrack.domain.events import Event
from permtrack.domain.records import record
from permtrack.domain.texts import LONGEST_FREE_TEXT, recordable
from permtrack.domain.typed_dates import shown
from permtrack.errors import RequestRefused
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import Ledger
from permtrack.render.policy import PolicyApplied, PolicyChange, PolicyHistory, PolicyPast, PolicyRow, PolicyShown
from permtrack.rules.policy.laying import laid
from permtrack.rules.policy.reading import Known, read_policy
from permtrack.rules.policy.records import NO_POLICY, Number, Policy
from permtrack.rules.policy.settings import Change, Setting, changes, settings
from permtrack.rules.rulebook import Rulebook

POLICY_SET = "policy-set"


@record
class Applied:
    """A policy as it was recorded: when, by whom, and why."""

    entry: Event

    @property
    def in_force_from(self) -> date:
        """The day from which it holds."""
        return self.entry.day("from") or self.entry.on

    @property
    def policy(self) -> Policy:
        """What it says. Raises RequestRefused where this permtrack's rulebook no longer knows what it speaks of."""
        since = self.in_force_from
        name = f"the policy from {shown(since)} (#{self.entry.number})"
        try:
            return _read(self.text, name, since)
        except RequestRefused as refused:
            again = f"permtrack policy apply FILE.toml --from {since.isoformat()} --reason ..."
            raise RequestRefused(
                f"{refused}\nput one in its place that this permtrack can follow: {again}"
            ) from refused

    @property
    def text(self) -> str:
        """What it says, as it was written."""
        return str(self.entry.fields["policy"])


@cache
def known() -> Known:
    """What a policy may speak of."""
    alerts = _alerts()
    return Known(
        rulebook=rulebook(),
        vocabulary=vocabulary(),
        alerts=None if alerts is None else {name: _numbers(table.get("numbers", {})) for name, table in alerts.items()},
        fixed={name: frozenset(table.get("fixed", ())) for name, table in (alerts or {}).items()},
    )


def _alerts() -> Mapping[str, Mapping[str, Any]] | None:
    """The alerts as data; None while there are none."""
    file = resources.files("permtrack.rules").joinpath("england", "alerts.toml")
    return tomllib.loads(file.read_text("utf-8"))["alert"] if file.is_file() else None


def _numbers(table: Mapping[str, Any]) -> Mapping[str, Number]:
    return {name: tuple(number) if isinstance(number, list) else number for name, number in table.items()}


def policies_applied(ledger: Ledger, known_at: datetime | None = None) -> tuple[Applied, ...]:
    """Every policy ever recorded, in the order of recording."""
    entries = ledger.about_itself(known_at=known_at)
    return tuple(Applied(entry=entry) for entry in entries if entry.kind == POLICY_SET)


@cache
def _read(text: str, name: str, since: date) -> Policy:
    return read_policy(text, name, known(), since)


def policies_in_force(ledger: Ledger, as_at: date, known_at: datetime | None = None) -> tuple[Policy, ...]:
    """Every policy that held on some day up to one, in the order of their days: what `laid` lays over the rulebook."""
    return in_force(ledger, as_at, known_at).policies


def policy_in_force(ledger: Ledger, as_at: date, known_at: datetime | None = None) -> Policy:
    """The policy that holds on a day; one that says nothing where there is none."""
    return in_force(ledger, as_at, known_at).policy


@record
class InForce:
    """What local policy makes of the rulebook on a day. `policies` held on some day up to it; the last of them holds."""

    policies: tuple[Policy, ...]

    @property
    def policy(self) -> Policy:
        """The policy that holds; one that says nothing where there is none."""
        return self.policies[-1] if self.policies else NO_POLICY

    def rulebook(self) -> Rulebook:
        """The rulebook with the policies laid over it."""
        return laid(rulebook(), self.policies)


def in_force(ledger: Ledger, as_at: date, known_at: datetime | None = None) -> InForce:
    """What local policy makes of the rulebook on a day."""
    turn = _in_turn(policies_applied(ledger, known_at), as_at)
    return InForce(policies=tuple(applied.policy for applied in turn))


def _in_turn(applied: Sequence[Applied], as_at: date) -> list[Applied]:
    """Those that held on some day up to one, in the order of their days."""
    by_day = {each.in_force_from: each for each in applied if each.in_force_from <= as_at}
    return [by_day[day] for day in sorted(by_day)]


def apply_policy(
    ledger: Ledger, occasion: Occasion, text: str, file: str, since: date, reason: str, *, dry_run: bool = False
) -> PolicyApplied:
    """Record a policy that holds from a day, and say what it changes. Raises RequestRefused where it cannot hold."""
    plain = text.replace("\r\n", "\n")
    policy = read_policy(plain, file, known(), since)
    why = recordable(reason, "the reason", LONGEST_FREE_TEXT)
    recorded = event(occasion, None, POLICY_SET, since, {"policy": plain, "from": since.isoformat(), "reason": why})
    with rehearsal(ledger) if dry_run else ledger.transaction():
        applied = policies_applied(ledger)
        (entry,) = ledger.append([Draft(event=recorded, private=frozenset({"reason"}))])
    return _told(applied, entry, policy, occasion.today, rehearsed=dry_run)


def _told(applied: Sequence[Applied], entry: Event, policy: Policy, today: date, *, rehearsed: bool) -> PolicyApplied:
    since = entry.on
    before = _in_turn(applied, since)
    was = _readable(before[-1]) if before else NO_POLICY
    later = [each.in_force_from for each in applied if each.in_force_from > since]
    return PolicyApplied(
        number=entry.number,
        since=since,
        today=today,
        changes=_changes(was, policy, since),
        earlier=before[-1].entry.number if before else None,
        earlier_since=before[-1].in_force_from if before else None,
        until=min(later, default=None),
        rehearsed=rehearsed,
    )


def _readable(applied: Applied) -> Policy:
    """The policy, or one that says nothing where it cannot be followed: it is being replaced because of that."""
    try:
        return applied.policy
    except RequestRefused:
        return NO_POLICY


def show_policy(ledger: Ledger, as_at: date, known_at: datetime | None = None) -> PolicyShown:
    """Everything a policy may set, as it stands on a day: without it, with it, and since when, by whom and why."""
    turn = _in_turn(policies_applied(ledger, known_at), as_at)
    states = [_settings(each.policy, as_at) for each in turn]
    present = states[-1] if states else _settings(NO_POLICY, as_at)
    return PolicyShown(
        as_at=as_at,
        known_at=known_at,
        policy_from=turn[-1].in_force_from if turn else None,
        rows=tuple(_row(setting, _set_by(setting, states, turn)) for setting in present),
    )


def _settings(policy: Policy, on: date) -> tuple[Setting, ...]:
    return settings(rulebook(), known().alerts or {}, policy, on)


def _set_by(setting: Setting, states: Sequence[Sequence[Setting]], turn: Sequence[Applied]) -> Applied | None:
    """The first of the unbroken run of policies that set it as it is now; None where no policy does."""
    if setting.local is None:
        return None
    found = None
    for state, applied in zip(reversed(states), reversed(turn), strict=True):
        if not any(_same(setting, other) for other in state):
            break
        found = applied
    return found


def _same(one: Setting, other: Setting) -> bool:
    return (one.section, one.name, one.local) == (other.section, other.name, other.local)


def _row(setting: Setting, applied: Applied | None) -> PolicyRow:
    return PolicyRow(
        section=setting.section,
        name=setting.name,
        default=setting.default,
        local=setting.local,
        rests_on=setting.rests_on,
        beside=setting.beside,
        since=applied.in_force_from if applied else None,
        by=applied.entry.recorded_by if applied else None,
        reason=applied.entry.word("reason") if applied else None,
    )


def policy_history(ledger: Ledger, as_at: date, known_at: datetime | None = None) -> PolicyHistory:
    """Every policy ever recorded, with what each changed, in the order of recording."""
    applied = policies_applied(ledger, known_at)
    turn = _in_turn(applied, as_at)
    holding = turn[-1].entry.id if turn else None
    past = []
    for place, each in enumerate(applied):
        before = _in_turn(applied[:place], each.in_force_from)
        past.append(_past(each, _readable(before[-1]) if before else NO_POLICY, holds=each.entry.id == holding))
    return PolicyHistory(as_at=as_at, known_at=known_at, policies=tuple(past))


def _past(each: Applied, before: Policy, *, holds: bool) -> PolicyPast:
    return PolicyPast(
        event=each.entry.id,
        number=each.entry.number,
        since=each.in_force_from,
        recorded_at=each.entry.recorded_at,
        by=each.entry.recorded_by,
        reason=each.entry.word("reason") or "",
        text=each.text,
        holds=holds,
        changes=_changes(before, _readable(each), each.in_force_from),
    )


def policy_text(ledger: Ledger, typed: str, known_at: datetime | None = None) -> str:
    """The text of a policy by its number (#41), as it was applied. Raises RequestRefused where there is none."""
    wanted = typed.strip().removeprefix("#")
    applied = policies_applied(ledger, known_at)
    for each in applied:
        if wanted in {str(each.entry.number), each.entry.id}:
            return each.text
    numbers = ", ".join(f"#{each.entry.number}" for each in applied) or "none yet"
    raise RequestRefused(f"there is no policy {typed[:40]!r}; there are: {numbers}")


def _changes(before: Policy, after: Policy, on: date) -> tuple[PolicyChange, ...]:
    return tuple(_change(change) for change in changes(_settings(before, on), _settings(after, on)))


def _change(change: Change) -> PolicyChange:
    named = change.now or change.was
    if named is None:
        raise ValueError("a change is a change of something")
    was, now = change.was, change.now
    return PolicyChange(
        section=named.section,
        name=named.name,
        was=was.value if was else named.default,
        now=now.value if now else named.default,
        stands=named.default if (was and was.beside) or (now and now.beside) else None,
        rests_on=named.rests_on,
    )
