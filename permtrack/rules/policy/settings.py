"""Everything a policy may set, in words: what holds without it, and what the policy says instead or beside."""

from collections.abc import Iterator, Mapping
from datetime import date

from permtrack.domain.records import record
from permtrack.domain.reminders import Reminding, Routes
from permtrack.domain.scope import DEFAULT_SCOPE
from permtrack.domain.typed_dates import shown
from permtrack.rules.lengths import Length
from permtrack.rules.policy.records import LOCAL, LOOK_AHEAD_DAYS, SETS_ON, Number, Policy
from permtrack.rules.policy.reminder_settings import reminder_settings
from permtrack.rules.policy.strictness import Compared, compared, is_law, own_length, touched
from permtrack.rules.rulebook import Rule, Rulebook, Tier, Version

Alerts = Mapping[str, Mapping[str, Number]]


@record
class Setting:
    """One thing that a policy may set. `local` is None where the policy says nothing of it.

    `default` is None for what only a policy can bring. `beside` marks a local number that does not replace the law's
    but stands beside it; `rests_on` is the authority of what holds without the policy.
    """

    section: str
    name: str
    default: str | None
    local: str | None
    rests_on: str = ""
    beside: bool = False

    @property
    def value(self) -> str | None:
        """What holds."""
        return self.default if self.local is None else self.local


def settings(book: Rulebook, alerts: Alerts, policy: Policy, on: date) -> tuple[Setting, ...]:
    """Everything that may be set, as a policy sets it, beside what the rulebook and the defaults have on a day."""
    return (
        *_sets(policy),
        *(setting for rule in book.rules for setting in _rule(rule, policy, on)),
        *_own_rules(policy),
        *_look_aheads(policy),
        *_alerts(alerts, policy),
        *_scope(policy),
        *_meetings(policy),
        *(
            Setting(section=section, name=name, default=usual, local=local)
            for section, name, usual, local in reminder_settings(
                policy.reminding or Reminding(), policy.routes or Routes()
            )
        ),
    )


def _sets(policy: Policy) -> Iterator[Setting]:
    for name, on in SETS_ON.items():
        local = policy.sets.get(name)
        yield Setting(section="set", name=name, default=_switch(on), local=None if local is None else _switch(local))


def _switch(on: bool) -> str:  # noqa: FBT001  (a word for a value, not a choice of behaviour)
    return "on" if on else "off"


def _rule(rule: Rule, policy: Policy, on: date) -> Iterator[Setting]:
    change = policy.changes.get(rule.id)
    version = _now(rule, on)
    if version is not None and _may_be_another(rule, version):
        length = change.length if change else None
        yield Setting(
            section="rule",
            name=rule.id,
            default=version.due.words() if version.due else None,
            local=length.words() if length else None,
            rests_on=f"{version.citation} ({version.tier})",
            beside=length is not None and _stands_beside(version, length),
        )
    asked = change.on if change else None
    if asked is not None or (rule.off and SETS_ON.get(rule.set, True)):
        yield Setting(
            section="switch",
            name=rule.id,
            default=_switch(not rule.off),
            local=None if asked is None else _switch(asked),
        )


def _may_be_another(rule: Rule, version: Version) -> bool:
    """Whether the rule has a length that a policy may set; a national average is nobody's to set."""
    counted = own_length(version.due) is not None and not rule.never_late
    return counted and version.tier is not Tier.BENCHMARK


def _stands_beside(version: Version, length: Length) -> bool:
    standard = own_length(version.due)
    return is_law(version) and (standard is None or compared(length, standard) is not Compared.EQUAL)


def _now(rule: Rule, on: date) -> Version | None:
    """The version that holds on a day where no condition is made, else any that holds."""
    versions = touched(rule, on, on)
    return next((version for version in versions if version.when is None), versions[0] if versions else None)


def _own_rules(policy: Policy) -> Iterator[Setting]:
    for rule in policy.rules:
        version = rule.versions[-1]
        opens = f"opens {version.opens.words()}" if version.opens else ""
        due = f"due {version.due.words()}" if version.due else ""
        days = ", ".join(said for said in (opens, due) if said)
        yield Setting(
            section="local rule", name=rule.id, default=None, local=f"{rule.title}: {days}", rests_on=version.citation
        )


def _look_aheads(policy: Policy) -> Iterator[Setting]:
    usual = f"{LOOK_AHEAD_DAYS} days"
    yield Setting(section="look-ahead", name="every rule", default=usual, local=None)
    for name, change in policy.changes.items():
        if change.look_ahead_days is not None:
            yield Setting(
                section="look-ahead",
                name=name,
                default=None if name.startswith(LOCAL) else usual,
                local=_counted(change.look_ahead_days, "days"),
            )


def _alerts(alerts: Alerts, policy: Policy) -> Iterator[Setting]:
    for name in dict.fromkeys((*alerts, *policy.alerts)):
        usual, local = alerts.get(name, {}), policy.alerts.get(name, {})
        for word in dict.fromkeys((*usual, *local)):
            yield Setting(
                section="alert",
                name=name if len(usual) == 1 else f"{name} {word}",
                default=_counted(usual[word], word) if word in usual else None,
                local=_counted(local[word], word) if word in local else None,
            )


def _counted(number: Number, word: str) -> str:
    """`6 weeks`, `1 week`, `3 placements`; the names in a list."""
    if isinstance(number, tuple):
        return ", ".join(number) or "nobody named"
    unit = word.rpartition("-")[2]
    return f"{number} {unit.removesuffix('s') if number == 1 else unit}"


def _scope(policy: Policy) -> Iterator[Setting]:
    for name, field in (("age-under", "age_under"), ("age-under-with-siblings", "age_under_with_siblings")):
        usual, local = getattr(DEFAULT_SCOPE, field), getattr(policy.scope, field)
        yield Setting(section="scope", name=name, default=str(usual), local=None if local == usual else str(local))


def _meetings(policy: Policy) -> Iterator[Setting]:
    for meeting in policy.meetings:
        words = f"{meeting.title}: every {meeting.words()} from {shown(meeting.first_on)}"
        yield Setting(section="meeting", name=meeting.id, default=None, local=words, rests_on=meeting.citation)


@record
class Change:
    """One setting before and after; `was` or `now` is None where it was not there."""

    was: Setting | None
    now: Setting | None


def changes(before: tuple[Setting, ...], after: tuple[Setting, ...]) -> tuple[Change, ...]:
    """What differs between two states of everything that may be set, in the order of the later one."""
    was = {(setting.section, setting.name): setting for setting in before}
    now = {(setting.section, setting.name): setting for setting in after}
    keys = [*now, *(key for key in was if key not in now)]
    found = (Change(was=was.get(key), now=now.get(key)) for key in keys)
    return tuple(change for change in found if _holds(change.was) != _holds(change.now))


def _holds(setting: Setting | None) -> tuple[str | None, bool]:
    return (None, False) if setting is None else (setting.value, setting.beside)
