"""A desk to record at: a ledger in a folder of its own, and a day that stands still."""

from datetime import UTC, date, datetime
from pathlib import Path

from permtrack.app.child_records import add_child, amend_child
from permtrack.app.drafting import Occasion
from permtrack.app.import_sheet import import_sheet
from permtrack.app.packaged import vocabulary
from permtrack.app.recording import add_event, done, waive
from permtrack.app.striking_out import correct, void
from permtrack.domain.accounting import ImportReport, Outcome
from permtrack.domain.changes import Change, Written
from permtrack.domain.events import Child, Event
from permtrack.domain.standing import describe_child, standing
from permtrack.exchange.event_sheet import read_sheet
from permtrack.ledger.store import create, open_ledger

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
OCCASION = Occasion(today=TODAY, now=NOW, account="mira")


class Desk:
    """What a person at the command line does, without the command line."""

    def __init__(
        self,
        folder: Path,
        authority: str | None = None,
        name: str = "permtrack.db",
        tracking_from: date = date(2024, 4, 1),
    ) -> None:
        self.path = folder / name
        create(self.path, tracking_from=tracking_from, authority=authority, recorded_at=NOW, recorded_by="mira")

    def add_child(
        self,
        ref: str = "0001",
        /,
        *,
        dry_run: bool = False,
        care: str | None = None,
        basis: str | None = None,
        **typed: str,
    ) -> Written:
        fields = {name: [value] for name, value in (typed or {"dob": "12/3/2020"}).items()}
        with open_ledger(self.path, writing=True) as ledger:
            return add_child(ledger, OCCASION, ref, fields, entered_care=care, basis=basis, dry_run=dry_run)

    def add_event(
        self,
        kind: str,
        when: str | None = None,
        *,
        ref: str = "0001",
        actions: tuple[str, ...] = (),
        dry_run: bool = False,
        **typed: str | list[str],
    ) -> Written:
        fields = {name: [value] if isinstance(value, str) else value for name, value in typed.items()}
        with open_ledger(self.path, writing=True) as ledger:
            return add_event(ledger, OCCASION, ref, kind, when, fields, actions=actions, dry_run=dry_run)

    def done(self, action: str, when: str | None = None) -> Written:
        with open_ledger(self.path, writing=True) as ledger:
            return done(ledger, OCCASION, action, when)

    def void(self, *events: str, reason: str = "a slip", dry_run: bool = False) -> Written:
        with open_ledger(self.path, writing=True) as ledger:
            return void(ledger, OCCASION, events, reason, dry_run=dry_run)

    def correct(
        self, event: str, on: str | None = None, *, why: str = "a slip", dry_run: bool = False, **typed: str
    ) -> Written:
        fields = {name: [value] for name, value in typed.items()}
        with open_ledger(self.path, writing=True) as ledger:
            return correct(ledger, OCCASION, event, fields, why, on=on, dry_run=dry_run)

    def amend(self, ref: str = "0001", /, on: str | None = None, **typed: str) -> Written:
        fields = {name: [value] for name, value in typed.items()}
        with open_ledger(self.path, writing=True) as ledger:
            return amend_child(ledger, OCCASION, ref, fields, on=on)

    def waive(self, rule: str, ref: str = "0001", **typed: str) -> Written:
        fields = {name: [value] for name, value in typed.items()}
        with open_ledger(self.path, writing=True) as ledger:
            return waive(ledger, OCCASION, ref, rule, fields)

    def sheet(
        self, content: str | bytes, *, skip: bool = False, dry_run: bool = False, name: str = "events.csv"
    ) -> ImportReport:
        raw = content.encode() if isinstance(content, str) else content
        sheet = read_sheet(raw, name, vocabulary(), TODAY)
        with open_ledger(self.path, writing=True) as ledger:
            return import_sheet(ledger, OCCASION, sheet, skip_bad_rows=skip, dry_run=dry_run)

    def entries(self) -> tuple[Event, ...]:
        with open_ledger(self.path) as ledger:
            return tuple(ledger.entries())

    def standing(self, *kinds: str) -> list[Event]:
        return [event for event in standing(self.entries()) if event.kind in kinds]

    def child(self, ref: str = "0001") -> Child:
        for added in self.standing("child-added"):
            told = describe_child([e for e in standing(self.entries()) if e.child == added.id], TODAY)
            if told and told.ref == ref:
                return told
        raise LookupError(ref)


def changes(written: Written, change: Change) -> list[tuple[str, str]]:
    """The rules that a writing changed in this way, with their due days."""
    found = [changed.deadline for changed in written.difference.deadlines if changed.change is change]
    return [(d.rule, d.due_on.isoformat() if d.due_on else "") for d in found]


def outcomes(report: ImportReport) -> dict[int, Outcome]:
    """What became of each line."""
    return {row.place.line: row.outcome for row in report.rows}


def reasons(report: ImportReport) -> dict[int, tuple[str, str]]:
    """Field and reason of each refused line."""
    return {row.place.line: (row.field, row.reason) for row in report.refusals()}
