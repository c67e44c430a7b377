"""The children of a sheet of events: those the ledger knows, and those that the sheet itself brings."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from permtrack.app.books import Books
from permtrack.app.child_records import child_added, described
from permtrack.app.drafting import Occasion, draft
from permtrack.app.packaged import vocabulary
from permtrack.domain.events import Child, Event, Value
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import nearest
from permtrack.errors import RequestRefused
from permtrack.exchange.event_sheet import Sheet
from permtrack.exchange.sheet_rows import SheetRow
from permtrack.ledger.rows import Draft

BIRTH_DAYS = ("dob", "edd")


class SheetChildren:
    """Whom each row of a sheet is about. A new ref's first row with a date of birth describes the child."""

    def __init__(
        self, books: Books, occasion: Occasion, sheet: Sheet, authority: str | None, unfit: Collection[int] = ()
    ) -> None:
        """Hold what is known. The lines in `unfit` are refused, so that no child can come of them."""
        self._books = books
        self._authority = authority
        self._occasion = occasion
        self._file = sheet.name
        self._known: dict[str, Child] = {}
        self._added: dict[str, Event] = {}
        self._describing = _first_descriptions(row for row in sheet.rows if row.line not in unfit)
        self._refused = _first_descriptions(row for row in sheet.rows if row.line in unfit)
        self._struck = {
            str(entry.fields["ref"]): entry
            for entry in books.entries
            if entry.kind == "child-added" and entry.id in books.struck
        }
        self._unlike: list[int] = []

    def drafts(self) -> Iterator[Draft]:
        """The events that open the records of the children the sheet brings."""
        return (draft(vocabulary(), added) for added in self._added.values())

    def bringing(self) -> frozenset[int]:
        """The lines that bring the children the sheet brings."""
        return frozenset(self._describing[ref].line for ref in self._added)

    def notices(self) -> Iterator[str]:
        """Where the sheet describes known children otherwise than the ledger does."""
        if self._unlike:
            yield (
                f"{len(self._unlike)} rows describe a child otherwise than the ledger, which was not changed "
                f"(first: line {self._unlike[0]}); use rows of kind child-amended"
            )

    def struck_out(self, ref: str) -> Event | None:
        """The opening of a record that was struck out here, where the ref has no other child."""
        return None if ref in self._books.refs_ever else self._struck.get(ref)

    def is_new(self, row: SheetRow) -> bool:
        """Whether it is this row that brings the child."""
        return row.ref in self._added and self._describing[row.ref].line == row.line

    def of(self, row: SheetRow) -> Child:
        """The child that a row is about. Raises RequestRefused where nobody knows it, or where it is another child."""
        child = self._known.get(row.ref) or self._found(row)
        self._known[row.ref] = child
        self._compare(row, child)
        return child

    def amended(self, child: Child, fields: Mapping[str, Value]) -> None:
        """Keep what a row of the sheet changes about a child, for the rows after it."""
        new_ref = str(fields.get("new_ref", child.ref))
        holder = self._known.get(new_ref) or self._by_former_ref(new_ref)
        if holder and holder.id != child.id:
            raise RequestRefused(f"new_ref: {new_ref} is already a child's ref; a ref is one child's for good")
        self._known[new_ref] = self._known[child.ref] = replace(child, ref=new_ref)

    def _by_former_ref(self, ref: str) -> Child | None:
        identity = self._books.refs_ever.get(ref)
        return self._books.described(identity) if identity else None

    def _found(self, row: SheetRow) -> Child:
        known = self._by_former_ref(row.ref)
        if known:
            return known
        describing = self._describing.get(row.ref)
        if describing is None and row.ref in self._refused:
            line = self._refused[row.ref].line
            raise RequestRefused(f"ref: no child {row.ref!r} is known; line {line}, which would bring it, is refused")
        if describing is None:
            near = nearest(row.ref, self._books.refs_ever)
            raise RequestRefused(
                f"ref: no child {row.ref!r} is known{near}; a row with dob or edd would bring the child"
            )
        occasion = replace(self._occasion, source=f"{self._file}:{describing.line}")
        self._added[row.ref] = child_added(occasion, row.ref, _description(describing))
        return described(self._added[row.ref], occasion.today)

    def _compare(self, row: SheetRow, child: Child) -> None:
        """Raise RequestRefused where a row's date of birth is another than any the child ever had by the record."""
        said = _description(row)
        dob = str(said.get("dob", ""))
        if dob and row.kind.kind != "child-amended" and row.ref not in self._added and dob not in self._births(child):
            own = shown(child.dob) if child.dob else "not recorded"
            raise RequestRefused(f"dob: the birth of {child.ref} is {own} by the record; is this the same child?")
        if row.kind.kind != "child-amended" and any(self._differs(child, name, value) for name, value in said.items()):
            self._unlike.append(row.line)

    def _differs(self, child: Child, name: str, value: Value) -> bool:
        """Whether a child is otherwise described; a birth has replaced the expected day, and a note describes nobody."""
        if name in {*BIRTH_DAYS, "note"}:
            return False
        kept = getattr(child, name) or (self._authority if name == "authority" else None)
        return bool(kept != value)

    def _births(self, child: Child) -> frozenset[str]:
        entries = self._books.recorded_of(child.id)
        told = {str(entry.fields.get(name, "")) for entry in entries for name in ("dob", "set.dob")}
        return frozenset(told | {entry.on.isoformat() for entry in entries if entry.kind == "born"})


def _first_descriptions(rows: Iterable[SheetRow]) -> Mapping[str, SheetRow]:
    describing: dict[str, SheetRow] = {}
    for row in rows:
        if any(name in _description(row) for name in BIRTH_DAYS):
            describing.setdefault(row.ref, row)
    return describing


def _description(row: SheetRow) -> Mapping[str, Value]:
    """What a row says of its child, in columns of the child or as a row about the child."""
    own = row.fields if row.kind.kind in {"child-added", "child-amended"} else row.about_child
    return {name: value for name, value in own.items() if name != "new_ref"}
