"""One row of a sheet of events, held against the vocabulary: everything that is wrong with it is named at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from permtrack.domain.events import Precision, Value
from permtrack.domain.records import record
from permtrack.domain.typed_dates import parse_date
from permtrack.domain.vocabulary import Kind, Vocabulary, choose, nearest, ref
from permtrack.errors import RequestRefused


@record
class SheetRow:
    """One row that can be used. `about_child` are the child's columns that it carries beside its event.

    `own_id` is the id that the event has in the ledger it was exported from, by which other rows may name it;
    `returned` is True where a national return brought it there.
    """

    line: int
    ref: str
    kind: Kind
    on: date | None
    precision: Precision = Precision.EXACT
    fields: Mapping[str, Value] = field(default_factory=dict)
    about_child: Mapping[str, Value] = field(default_factory=dict)
    own_id: str = ""
    returned: bool = False


@dataclass(slots=True, kw_only=True)
class RowCheck:
    """The checking of one row: goes through all of it, and keeps everything that is wrong."""

    vocabulary: Vocabulary
    today: date
    problems: list[tuple[str, str]] = field(default_factory=list)

    def wrong(self, column: str, reason: str) -> None:
        """Keep what is wrong with one cell."""
        self.problems.append((column, reason))

    def row(self, line: int, cells: dict[str, str]) -> SheetRow | None:
        """The row, or None where anything is wrong with it."""
        own_id = cells.pop("id", "")
        returned = self._returned(cells.pop("returned", "no"))
        name = self._ref(cells.pop("ref", ""))
        kind = self._kind(cells.pop("kind", "child-added"))
        on = self._on(cells.pop("on", ""), kind)
        precision = self._precision(cells.pop("precision", Precision.EXACT.value))
        if kind is None:
            return None
        apart = {n: text for n, text in cells.items() if n in self.vocabulary.child_fields and n not in kind.fields}
        own = self._fields(kind, {n: text for n, text in cells.items() if n not in apart})
        about_child = self._values(self.vocabulary.child_fields, apart)
        if self.problems:
            return None
        return SheetRow(
            line=line,
            ref=name,
            kind=kind,
            on=on,
            precision=precision,
            fields=own,
            about_child=about_child,
            own_id=own_id,
            returned=returned,
        )

    def _ref(self, typed: str) -> str:
        try:
            return ref(typed.strip())
        except RequestRefused as refused:
            self.wrong("ref", str(refused) if typed else "which child? the ref is missing")
            return ""

    def _kind(self, typed: str) -> Kind | None:
        try:
            kind = self.vocabulary.kind(typed)
        except RequestRefused as refused:
            self.wrong("kind", str(refused))
            return None
        if kind.kind == "correction":
            self.wrong("kind", "a correction cannot come from a sheet; use: permtrack correct")
        return kind

    def _on(self, typed: str, kind: Kind | None) -> date | None:
        if not typed and kind and kind.kind != "child-added":
            self.wrong("on", "the day is missing; nothing is invented")
        if not typed or kind is None:
            return None
        try:
            return parse_date(typed, self.today, name="on", ahead=kind.future)
        except RequestRefused as refused:
            self.wrong("on", str(refused))
            return None

    def _precision(self, typed: str) -> Precision:
        try:
            return Precision(choose("precision", typed, list(Precision)))
        except RequestRefused as refused:
            self.wrong("precision", str(refused))
            return Precision.EXACT

    def _returned(self, typed: str) -> bool:
        try:
            return self.vocabulary.value("returned", "yes-no", typed, self.today) == "yes"
        except RequestRefused as refused:
            self.wrong("returned", str(refused))
            return False

    def _values(self, types: Mapping[str, str | tuple[str, ...]], cells: Mapping[str, str]) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for name, text in cells.items():
            try:
                values[name] = self.vocabulary.value(name, types[name], text, self.today)
            except RequestRefused as refused:
                self.wrong(name, str(refused))
        return values

    def _fields(self, kind: Kind, cells: Mapping[str, str]) -> dict[str, Value]:
        """The fields of the event; each cell is checked by itself first, so that every wrong one is named."""
        self._values(
            kind.fields, {n: t for n, t in cells.items() if n in kind.fields and not kind.recorded_elsewhere(n, t)}
        )
        strange = [name for name in cells if name not in kind.fields]
        for name in strange:
            known = ", ".join(kind.fields)
            self.wrong(name, f"{kind.kind} has no field {name!r}{nearest(name, kind.fields)}; its fields: {known}")
        if self.problems:
            return {}
        try:
            return self.vocabulary.fields(kind, cells, self.today)
        except RequestRefused as refused:
            self.wrong(_first_named(str(refused), kind.fields), str(refused))
            return {}


def _first_named(sentence: str, names: Iterable[str]) -> str:
    words = sentence.replace(",", " ").split()
    return next((word for word in words if word in set(names)), "")
