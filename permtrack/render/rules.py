"""The rulebook in words: each duty with the provision it rests on. Whoever reads the rulebook fills in the records."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.render.machine import Record
from permtrack.render.screen import Screen
from permtrack.render.sheets import sheet
from permtrack.render.tables import Column, Layout, Styled, first_that_fits, paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType

ROOM_FOR_A_LINE_EACH = 110
CHECKED_ON = Column("Checked on", whole=True)
CHECKED = {
    "yes": "the words of the provision were read",
    "secondary": "taken from a source that quotes the provision",
    "no": "the words were not read: a working rule, not law",
}


@record
class VersionWords:
    """A duty as it stands in a time, in words."""

    first: date
    last: date | None
    due: str | None
    opens: str | None
    tier: str
    checked: str
    checked_on: date
    citation: str
    source: str
    note: str
    when: str | None
    met_by: str | None
    relaxed: str | None


@record
class RuleWords:
    """One duty in words: what it is, what starts, meets and closes it, and its versions in time."""

    id: str
    title: str
    set: str
    on: bool
    of_whom: str
    starts: str
    met_by: str
    closed_by: str
    versions: tuple[VersionWords, ...]

    def now(self, as_at: date) -> VersionWords:
        """The version in force on a day, else the latest: the last of those that apply unconditionally comes first."""
        known = [v for v in self.versions if v.first <= as_at and (v.last is None or as_at <= v.last)]
        return next((v for v in known if v.when is None), (known or list(self.versions))[-1])


def rules_parts(rules: Sequence[RuleWords], name: str, as_at: date, screen: Screen) -> "Iterator[RenderableType]":
    """Every rule with the time it gives and its citation, as in force on a day."""
    what, within, authority = Column("What"), Column("Within"), Column("Rests on")
    beside = [(rule.id, _what(rule), *_time_and_authority(rule, as_at)) for rule in rules]
    stacked = [((rule.id, _what(rule)), *_time_and_authority(rule, as_at)) for rule in rules]
    layouts = (
        Layout(columns=(Column("Rule", whole=True), what, within, authority), rows=beside, room=ROOM_FOR_A_LINE_EACH),
        Layout(columns=(Column("Rule"), within, authority), rows=stacked, apart=True),
    )
    yield from first_that_fits(layouts, screen)
    yield paragraph("")
    yield paragraph(
        f"{len(rules)} rules of the rulebook {name}, as in force on {shown(as_at)}; `permtrack rules RULE` shows one"
    )


def check_parts(rules: Sequence[RuleWords], name: str, screen: Screen) -> "Iterator[RenderableType]":
    """Every version of every rule with what it rests on, since when, whether its words were read, and the day."""
    rows = [
        (rule.id, _in_force(version), version.citation, f"{version.tier}; words read: {version.checked}", _day(version))
        for rule in rules
        for version in rule.versions
    ]
    stacked = [((rule, force), (citation, tier), day) for rule, force, citation, tier, day in rows]
    layouts = (
        Layout(
            columns=(Column("Rule", whole=True), Column("In force"), Column("Rests on"), Column("Tier"), CHECKED_ON),
            rows=rows,
            room=ROOM_FOR_A_LINE_EACH,
        ),
        Layout(columns=(Column("Rule and time"), Column("Rests on"), CHECKED_ON), rows=stacked, apart=True),
    )
    yield from first_that_fits(layouts, screen)
    yield paragraph("")
    said = [version.checked for rule in rules for version in rule.versions]
    counts = f"{said.count('yes')} read, {said.count('secondary')} from other sources, {said.count('no')} not read"
    yield paragraph(f"Rules of the rulebook {name}: {len(rules)}, in versions: {len(said)}; the words of {counts}")


def _in_force(version: VersionWords) -> str:
    until = f" to {shown(version.last)}" if version.last else ""
    return f"from {shown(version.first)}{until}"


def _day(version: VersionWords) -> str:
    return shown(version.checked_on)


def rule_parts(rule: RuleWords) -> "Iterator[RenderableType]":
    """One rule with every version it has had."""
    yield paragraph(Styled(f"{rule.id}: {rule.title}", "bold"))
    yield paragraph(f"Set: {rule.set}{'' if rule.on else ' (off until switched on)'}")
    yield paragraph(f"Asked of: {rule.of_whom}")
    yield paragraph(f"The clock starts with: {rule.starts}")
    yield paragraph(f"Met by: {rule.met_by or 'nothing; a day to remember'}")
    yield paragraph(f"Closed by: {rule.closed_by}")
    for version in rule.versions:
        yield paragraph("")
        yield from _version_parts(version)


def _version_parts(version: VersionWords) -> "Iterator[RenderableType]":
    until = f" to {shown(version.last)}" if version.last else ""
    yield paragraph(
        Styled(f"From {shown(version.first)}{until}", "bold")
        if until
        else Styled(f"Since {shown(version.first)}", "bold")
    )
    if version.when:
        yield paragraph(f"Where: {version.when.replace('-', ' ')}")
    yield paragraph(f"Time: {_time(version)}")
    if version.met_by:
        yield paragraph(f"Met by: {version.met_by}")
    yield paragraph(f"Rests on: {version.citation} ({version.tier})")
    yield paragraph(f"Checked: {version.checked}, on {shown(version.checked_on)}: {CHECKED[version.checked]}")
    yield paragraph(f"Read at: {version.source}")
    if version.relaxed:
        yield paragraph(f"Relaxed: {version.relaxed}")
    if version.note:
        yield paragraph(version.note)


def _time_and_authority(rule: RuleWords, as_at: date) -> tuple[str, str]:
    version = rule.now(as_at)
    return _time(version), _authority(version)


def _what(rule: RuleWords) -> str:
    return rule.title if rule.on else f"{rule.title} (off)"


def _time(version: VersionWords) -> str:
    parts = [f"opens after {version.opens}" if version.opens else "", version.due or ""]
    return "; due within ".join(part for part in parts if part) if version.opens else version.due or ""


def _authority(version: VersionWords) -> str:
    doubt = "" if version.checked == "yes" else f", checked: {version.checked}"
    return f"{version.citation} ({version.tier}{doubt})"


def rule_record(rule: RuleWords) -> Record:
    """One rule as JSON."""
    versions = [{"from": v["first"], "to": v["last"]} | v for v in (asdict(version) for version in rule.versions)]
    for version in versions:
        del version["first"], version["last"]
    return asdict(rule) | {"versions": versions}


def rules_sheet(rules: Sequence[RuleWords]) -> str:
    """The rulebook as CSV: one row a version."""
    header = (
        "rule",
        "title",
        "set",
        "from",
        "to",
        "due",
        "opens",
        "tier",
        "checked",
        "checked_on",
        "citation",
        "source",
    )
    rows = (
        (
            *(rule.id, rule.title, rule.set, version.first, version.last, version.due, version.opens),
            *(version.tier, version.checked, version.checked_on, version.citation, version.source),
        )
        for rule in rules
        for version in rule.versions
    )
    return sheet(header, rows)
