"""Whose each row of an Annex A list is: a child the ledger knows, one that the list brings, or nobody for sure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from permtrack.app.books import Books
from permtrack.app.child_records import child_added, described
from permtrack.app.drafting import Occasion, draft
from permtrack.app.guards import refuse_before_birth
from permtrack.app.packaged import vocabulary
from permtrack.domain.events import Child, Event, Value
from permtrack.domain.vocabulary import nearest, very_like
from permtrack.errors import RequestRefused
from permtrack.exchange.annex_a.rows import ListRow
from permtrack.ledger.rows import Draft


class AnnexChildren:
    """The children of the lists. A new child comes of the first row that can be used and has a date of birth."""

    def __init__(self, books: Books, occasion: Occasion, authority: str | None = None) -> None:
        self._books = books
        self._occasion = occasion
        self._authority = authority
        self._added: dict[str, Event] = {}
        self._struck = {
            str(entry.fields["ref"]): entry
            for entry in books.entries
            if entry.kind == "child-added" and entry.id in books.struck
        }

    @property
    def added(self) -> tuple[str, ...]:
        """The refs of the children that the lists bring."""
        return tuple(self._added)

    def drafts(self) -> Iterator[Draft]:
        """The events that open their records."""
        return (draft(vocabulary(), added) for added in self._added.values())

    def struck_out(self, row: ListRow) -> Event | None:
        """The opening of a record that was struck out here, where the ref has no other child."""
        return None if row.ref in self._books.refs_ever else self._struck.get(row.ref)

    def of(self, row: ListRow) -> Child:
        """The child of a row. Raises RequestRefused, the field first, where nobody can be sure, or before a birth."""
        known = self._books.refs_ever.get(row.ref)
        like = very_like(row.ref, self._books.refs_ever)
        if like and (row.is_number or not known):
            raise RequestRefused(_unsure(row, like, is_known=bool(known)))
        child = self._books.described(known) if known else None
        if child is None:
            child = self._new(row)
        for claim in row.claims:
            refuse_before_birth(child if child.dob else replace(child, dob=row.dob), claim.kind, claim.on)
        return child

    def opened(self, child: Child, row: ListRow) -> Child:
        """The child, its record opened where the row is the first of a new one."""
        if child.id:
            return child
        occasion = replace(self._occasion, source=str(row.place))
        self._added[row.ref] = child_added(occasion, row.ref, self._description(row))
        return described(self._added[row.ref], self._occasion.today)

    def births(self, child: Child) -> frozenset[str]:
        """Every day of birth that the record ever gave the child."""
        entries = self._books.recorded_of(child.id)
        told = {str(entry.fields.get(name, "")) for entry in entries for name in ("dob", "set.dob")}
        own = {child.dob.isoformat()} if child.dob else set()
        return frozenset((told | own | {entry.on.isoformat() for entry in entries if entry.kind == "born"}) - {""})

    def _new(self, row: ListRow) -> Child:
        if row.ref in self._added:
            return described(self._added[row.ref], self._occasion.today)
        if row.dob is None:
            near = nearest(row.ref, self._books.refs_ever)
            raise RequestRefused(f"ref: no child {row.ref!r} is known{near}; a row with a date of birth would bring it")
        return Child(id="", ref=row.ref, dob=row.dob)

    def _description(self, row: ListRow) -> Mapping[str, Value]:
        birth: dict[str, Value] = {"dob": row.dob.isoformat()} if row.dob else {}
        return birth | dict(row.about) | ({"authority": self._authority} if self._authority else {})


def _unsure(row: ListRow, like: tuple[str, ...], *, is_known: bool) -> str:
    others = " or ".join(like)
    if row.is_number:
        either = f"{row.ref} or {others}" if is_known else others
        return (
            f"ref: the workbook holds the number {row.ref}, and a number has no leading zeros: it may be {either}; "
            "format the column as text and type the whole id"
        )
    return (
        f"ref: no child {row.ref!r} is known, and {others} is very like it; give the whole id, "
        "or if they are two children open its record first: permtrack add-child"
    )
