"""The events of a sheet: which are already there, which are new, and which cannot be."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from permtrack.app.books import Books, named
from permtrack.app.drafting import Occasion, draft, event, more_said, refuse_reference
from permtrack.app.guards import ABOUT_ONE_THING, refuse_before_birth
from permtrack.app.packaged import vocabulary
from permtrack.app.rule_names import refuse_unknown_rule
from permtrack.app.sheet_children import BIRTH_DAYS, SheetChildren
from permtrack.domain.accounting import Outcome, Place, RowAccount
from permtrack.domain.events import Child, Event, Value
from permtrack.domain.recorded import every_version
from permtrack.domain.standing import apply_correction, describe_child
from permtrack.domain.typed_dates import shown
from permtrack.errors import RequestRefused
from permtrack.exchange.event_sheet import TABLE, Sheet
from permtrack.exchange.sheet_rows import SheetRow
from permtrack.ledger.rows import Draft

BY_SHEET = "by a sheet of events"
BRINGING = frozenset(BIRTH_DAYS)


class SheetEvents:
    """The rows of a sheet, each settled once: a row may name another of the sheet, which is then settled before it."""

    def __init__(
        self,
        books: Books,
        occasion: Occasion,
        sheet: Sheet,
        children: SheetChildren,
        settled: Mapping[int, RowAccount] | None = None,
    ) -> None:
        self._books = books
        self._occasion = occasion
        self._file = sheet.name
        self._children = children
        self._by_own_id = {row.own_id: row for row in sheet.rows if row.own_id}
        self._accounts = dict(settled or {})
        self._events: dict[int, Event] = {}
        self._settling: set[int] = set()
        self._recorded = every_version(books.entries)
        self._added: dict[tuple[str, str, str], list[Event]] = defaultdict(list)
        self._ended = {about: e for e in books.standing if (about := ends(e))}
        self._amended: set[str] = set()
        self._drafts: list[Draft] = []
        self._beside: list[str] = []
        self._unasked: list[str] = []

    def drafts(self) -> Iterable[Draft]:
        """The new events, and the corrections that add details to recorded ones."""
        return self._drafts

    def notices(self) -> Iterator[str]:
        """Where an event was recorded beside another of its child, kind and day, and where something is not said that is asked for."""
        if self._beside:
            yield f"recorded beside another of the same child, kind and day: {_first_few(self._beside)}"
        if self._unasked:
            yield f"recorded without what is asked of whoever types it: {_first_few(self._unasked)}"

    def account(self, row: SheetRow) -> RowAccount:
        """What became of a row."""
        if row.line not in self._accounts:
            self._settling.add(row.line)
            try:
                outcome, reason = self._settle(row)
                self._accounts[row.line] = self._told(row, outcome, reason)
            except RequestRefused as refused:
                field, _, reason = str(refused).partition(": ")
                known = field in {"ref", "dob", "edd", "on", "new_ref", *row.kind.fields}
                reason = reason if known else str(refused)
                self._accounts[row.line] = self._told(row, Outcome.REFUSED, reason, field if known else "")
            finally:
                self._settling.discard(row.line)
        return self._accounts[row.line]

    def _told(self, row: SheetRow, outcome: Outcome, reason: str, field: str = "") -> RowAccount:
        place = Place(file=self._file, line=row.line, table=TABLE)
        return RowAccount(place=place, child=row.ref, outcome=outcome, field=field, reason=reason)

    def _settle(self, row: SheetRow) -> tuple[Outcome, str]:
        struck = self._children.struck_out(row.ref)
        if struck:
            return Outcome.ALREADY_THERE, f"the child's record was struck out here (#{struck.number}); it stays so"
        child = self._children.of(row)
        if row.kind.kind == "child-added" or (row.kind.kind == "child-amended" and self._children.is_new(row)):
            return (Outcome.IMPORTED, "") if self._children.is_new(row) else (Outcome.ALREADY_THERE, "")
        if row.kind.kind == "child-amended" and self._has_brought(row, child):
            return Outcome.ALREADY_THERE, ""
        return self._settle_event(row, child)

    def _has_brought(self, row: SheetRow, child: Child) -> bool:
        """Whether a row that could bring a child says only what the record says: an earlier import had it do so."""
        if not BRINGING & row.fields.keys() or child.id in self._amended:
            return False
        then = describe_child(self._books.of_child(child.id), row.on or self._occasion.today)
        said = {name: value for name, value in row.fields.items() if name != "note"}
        return then is not None and all(str(getattr(then, name, None)) == value for name, value in said.items())

    def _settle_event(self, row: SheetRow, child: Child) -> tuple[Outcome, str]:
        on = row.on or self._occasion.today
        _check_birth(child, row)
        _check_rule(row)
        fields = {**row.fields, **dict(self._references(row, child))}
        key = (child.id, row.kind.kind, on.isoformat())
        for versions in self._recorded.get(key, ()):
            if any(agrees(fields, version) for version in versions):
                self._events[row.line] = versions[-1]
                return self._there(row, fields, versions)
        for earlier in self._added[key]:
            if earlier.fields == fields:
                self._events[row.line] = earlier
                return Outcome.ALREADY_THERE, f"stands twice in the sheet ({earlier.source})"
        self._refuse_second_end(fields)
        return self._add(row, child, fields, key)

    def _add(
        self, row: SheetRow, child: Child, fields: Mapping[str, Value], key: tuple[str, str, str]
    ) -> tuple[Outcome, str]:
        if row.kind.kind == "child-amended":
            self._children.amended(child, fields)
            self._amended.add(child.id)
        recorded = event(self._at(row), child.id, row.kind.kind, row.on or self._occasion.today, fields, row.precision)
        earlier = [
            *(versions[-1].source for versions in self._recorded.get(key, ())),
            *(e.source for e in self._added[key]),
        ]
        if earlier and not ABOUT_ONE_THING.get(row.kind.kind) and row.kind.kind not in SEVERAL_A_DAY:
            self._beside.append(f"line {row.line} ({row.ref} {row.kind.kind})")
        if unasked := row.kind.unasked(recorded.fields):
            self._unasked.append(f"line {row.line} ({row.ref} {row.kind.kind}: {', '.join(unasked)})")
        self._added[key].append(recorded)
        self._events[row.line] = recorded
        if about := ends(recorded):
            self._ended[about] = recorded
        self._drafts.append(draft(vocabulary(), recorded))
        return Outcome.IMPORTED, ""

    def _at(self, row: SheetRow) -> Occasion:
        return replace(self._occasion, source=f"{self._file}:{row.line}")

    def _there(self, row: SheetRow, fields: Mapping[str, Value], versions: list[Event]) -> tuple[Outcome, str]:
        """What becomes of a row whose event is recorded: what it says beyond the event is added to the event."""
        last = versions[-1]
        if last.id in self._books.struck:
            return Outcome.ALREADY_THERE, f"struck out here: {named(last)}; it stays so"
        known = {name for version in versions for name in version.fields}
        more = {n: v for n, v in fields.items() if n not in known and row.kind.defaults.get(n) != v}
        if not more:
            return Outcome.ALREADY_THERE, ""
        added = more_said(vocabulary(), self._at(row), last, more, BY_SHEET)
        self._drafts.append(added)
        versions.append(apply_correction(last, added.event))
        return Outcome.IMPORTED, f"added to {named(last)}: {', '.join(sorted(more))}"

    def _references(self, row: SheetRow, child: Child) -> Iterator[tuple[str, Value]]:
        """The fields that name other events, as ids."""
        for name, type_of_field in row.kind.fields.items():
            if type_of_field == "event" and name in row.fields:
                target = self._named(name, str(row.fields[name]))
                refuse_reference(row.kind, name, target, child.id)
                yield name, target.id

    def _named(self, name: str, typed: str) -> Event:
        """The event that a row names: another row of the sheet by its own id, or an event of the ledger."""
        other = self._by_own_id.get(typed)
        if other is None:
            try:
                return self._books.standing_event(typed)
            except RequestRefused as refused:
                raise RequestRefused(f"{name}: {refused}") from refused
        if other.line in self._settling or self.account(other).outcome is Outcome.REFUSED:
            raise RequestRefused(f"{name}: it names the row of line {other.line}, which cannot be used")
        if other.line not in self._events:
            raise RequestRefused(f"{name}: it names the row of line {other.line}, which is no event")
        return self._events[other.line]

    def _refuse_second_end(self, fields: Mapping[str, Value]) -> None:
        action = fields.get("action_id")
        earlier = self._ended.get(str(action)) if action else None
        if earlier:
            raise RequestRefused(f"action_id: the action has ended already, on {shown(earlier.on)}")


def _first_few(said: Sequence[str]) -> str:
    return "; ".join(said[:3]) + (f" and {len(said) - 3} more" if len(said) > 3 else "")


SEVERAL_A_DAY = frozenset({"action-agreed", "parents-told", "note", "family-finding", "worker-changed", "link"})
"""Kinds of which several on one day are nothing to wonder at."""


def _check_birth(child: Child, row: SheetRow) -> None:
    if row.on is not None:
        try:
            refuse_before_birth(child, row.kind.kind, row.on)
        except RequestRefused as refused:
            raise RequestRefused(f"on: {refused}") from refused
    if row.kind.kind == "child-amended" and "dob" in row.fields and child.dob is None:
        raise RequestRefused(f"dob: {child.ref} is unborn by the record; use a row of kind born")


def _check_rule(row: SheetRow) -> None:
    if row.kind.kind == "waiver":
        try:
            refuse_unknown_rule(str(row.fields["rule"]))
        except RequestRefused as refused:
            raise RequestRefused(f"rule: {refused}") from refused


def ends(recorded: Event) -> str | None:
    """The id of the agreed action that an event ends; None where it ends none."""
    return recorded.word("action_id") if recorded.kind in {"action-done", "action-cancelled"} else None


def agrees(fields: Mapping[str, Value], version: Event) -> bool:
    """Whether nothing that a row says contradicts an event."""
    return all(version.fields.get(name, value) == value for name, value in fields.items())
