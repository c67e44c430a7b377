"""Local policy in words: what is set, since when, by whom and why; what a new one changes; and every one there was."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING

from permtrack import __version__
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.render.machine import Record
from permtrack.render.screen import Screen
from permtrack.render.sheets import sheet
from permtrack.render.tables import Cell, Column, Styled, paragraph, table
from permtrack.render.visible import visible

if TYPE_CHECKING:
    from rich.console import RenderableType

SECTIONS = {
    "set": "Sets of rules",
    "rule": "Rules of the rulebook",
    "switch": "Single rules on and off",
    "local rule": "Rules of our own",
    "look-ahead": "Days ahead at which a duty counts as due soon",
    "alert": "Numbers of alerts",
    "scope": "Ages, at the start of care, under which the planning rules follow a child",
    "meeting": "Meetings of the service",
    "reminders": "Reminders (days)",
    "mail": "Mail of the nightly check",
}


@record
class PolicyRow:
    """One thing that may be set. `default` is None for what only a policy brings, `local` where the policy is silent."""

    section: str
    name: str
    default: str | None
    local: str | None
    rests_on: str
    beside: bool
    since: date | None
    by: str | None
    reason: str | None


@record
class PolicyShown:
    """Everything that may be set, as it stands on a day."""

    as_at: date
    known_at: datetime | None
    policy_from: date | None
    rows: tuple[PolicyRow, ...]

    def only_local(self) -> "PolicyShown":
        """The same without what no policy has set."""
        rows = tuple(row for row in self.rows if row.local is not None)
        return PolicyShown(as_at=self.as_at, known_at=self.known_at, policy_from=self.policy_from, rows=rows)


@record
class PolicyChange:
    """What a policy changes: `was` and `now` are what holds, None where nothing does.

    `stands` is the law's own number where a stricter one stands, or stood, beside it.
    """

    section: str
    name: str
    was: str | None
    now: str | None
    stands: str | None
    rests_on: str


@record
class PolicyApplied:
    """A policy just recorded, or rehearsed: what it changes, which one it follows, and until when it holds."""

    number: int
    since: date
    today: date
    changes: tuple[PolicyChange, ...]
    earlier: int | None
    earlier_since: date | None
    until: date | None
    rehearsed: bool


@record
class PolicyPast:
    """One policy of the history."""

    event: str
    number: int
    since: date
    recorded_at: datetime
    by: str
    reason: str
    text: str
    holds: bool
    changes: tuple[PolicyChange, ...]


@record
class PolicyHistory:
    """Every policy there was, in the order of recording."""

    as_at: date
    known_at: datetime | None
    policies: tuple[PolicyPast, ...]


def policy_parts(policy: PolicyShown, screen: Screen) -> "Iterator[RenderableType]":
    """Everything that may be set, section by section, and at the end which policy holds."""
    columns = (Column("What", whole=True), Column("National or default"), Column("Local"), Column("Since, by, why"))
    for section, heading in SECTIONS.items():
        rows = [_cells(row) for row in policy.rows if row.section == section]
        if rows:
            yield paragraph(Styled(heading, "bold"))
            yield from table(columns, rows, screen)
            yield paragraph("")
    yield paragraph(_holding(policy))


def _cells(row: PolicyRow) -> tuple[Cell, ...]:
    usual = "; ".join(part for part in (row.default, row.rests_on) if part) if row.default else "-"
    return row.name, usual, _local(row), _provenance(row)


def _local(row: PolicyRow) -> str:
    if row.local is None:
        return ""
    if row.beside:
        return f"{row.local}, beside it"
    return f"{row.local} ({row.rests_on})" if row.default is None and row.rests_on else row.local


def _provenance(row: PolicyRow) -> str:
    if row.since is None:
        return ""
    return f"{shown(row.since)}, {row.by}: {row.reason}"


def _holding(policy: PolicyShown) -> str:
    if policy.policy_from is None:
        return f"No local policy holds on {shown(policy.as_at)}; `permtrack policy apply FILE.toml` sets one"
    local = sum(row.local is not None for row in policy.rows)
    return (
        f"{local} set by the local policy from {shown(policy.policy_from)}, as at {shown(policy.as_at)}; "
        "a number beside the law's is stricter and takes nothing from it"
    )


def policy_record(policy: PolicyShown) -> Record:
    """The same as JSON."""
    return {
        "permtrack": __version__,
        "as_at": policy.as_at,
        "known_at": policy.known_at,
        "policy_from": policy.policy_from,
        "settings": [asdict(row) for row in policy.rows],
    }


def policy_sheet(policy: PolicyShown) -> str:
    """The same as CSV: one row a setting."""
    header = ("section", "name", "default", "local", "beside", "rests_on", "since", "by", "reason")
    rows = (
        (
            *(row.section, row.name, row.default, row.local, "yes" if row.beside else "no", row.rests_on),
            *(row.since, row.by, row.reason),
        )
        for row in policy.rows
    )
    return sheet(header, rows)


def change_words(change: PolicyChange) -> str:
    """One change in a sentence: `ppm.next: 6 weeks becomes 4 weeks`."""
    name = f"{change.section} {change.name}" if change.section in {"set", "look-ahead", "alert"} else change.name
    if change.stands is not None:
        return f"{name}: {_beside(change, change.stands)}"
    if change.was is None:
        return f"{name}: new, {change.now}"
    if change.now is None:
        return f"{name}: no longer ({change.was})"
    return f"{name}: {change.was} becomes {change.now}"


def _beside(change: PolicyChange, stands: str) -> str:
    law = f"{stands} stands ({change.rests_on})"
    if change.now in {None, stands}:
        return f"{law}; the stricter {change.was} beside it is dropped"
    if change.was in {None, stands}:
        return f"{law}; {change.now} is asked beside it"
    return f"{law}; beside it {change.was} becomes {change.now}"


def applied_lines(applied: PolicyApplied) -> Iterator[str]:
    """The answer to `policy apply`, line by line."""
    verb = "Would record" if applied.rehearsed else "Recorded"
    yield f"{verb} #{applied.number} policy-set: local policy from {shown(applied.since)}"
    for change in applied.changes:
        yield f"Changed: {visible(change_words(change))}"
    if not applied.changes:
        yield "Nothing changes: what holds on that day says the same."
    if applied.since > applied.today:
        yield f"It holds from {shown(applied.since)}; until then nothing changes."
    if applied.until is not None:
        yield f"Warning: the policy from {shown(applied.until)} takes its place on that day"
    yield "Nothing was saved (--dry-run)." if applied.rehearsed else f"To undo: {_undoing(applied)}"


def _undoing(applied: PolicyApplied) -> str:
    file = "empty.toml" if applied.earlier is None else "earlier.toml"
    again = f"permtrack policy apply {file} --from {applied.since.isoformat()} --reason ..."
    if applied.earlier is None:
        return f"{again} with an empty file"
    return f"permtrack policy history {applied.earlier} --to {file}, then {again}"


def history_parts(history: PolicyHistory) -> "Iterator[RenderableType]":
    """Every policy with what it changed, the latest recorded first."""
    for past in reversed(history.policies):
        holds = f", holds on {shown(history.as_at)}" if past.holds else ""
        yield paragraph(Styled(f"#{past.number} from {shown(past.since)}{holds}", "bold"))
        yield paragraph(f"Recorded {shown(past.recorded_at.date())} by {past.by}: {past.reason}")
        for change in past.changes:
            yield paragraph(f"  {change_words(change)}")
        if not past.changes:
            yield paragraph("  changed nothing")
        yield paragraph("")
    count = len(history.policies)
    yield paragraph(
        f"{count} local {'policy' if count == 1 else 'policies'}; `permtrack policy history NUMBER` gives its text"
        if count
        else "No local policy was ever applied; `permtrack policy apply FILE.toml` sets one"
    )


def history_record(history: PolicyHistory) -> Record:
    """The same as JSON, oldest first."""
    return {
        "permtrack": __version__,
        "as_at": history.as_at,
        "known_at": history.known_at,
        "policies": [
            {
                "event": past.event,
                "number": past.number,
                "from": past.since,
                "recorded_at": past.recorded_at,
                "recorded_by": past.by,
                "reason": past.reason,
                "holds": past.holds,
                "changes": [asdict(change) | {"words": change_words(change)} for change in past.changes],
                "policy": past.text,
            }
            for past in history.policies
        ],
    }
