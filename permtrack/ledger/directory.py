"""Who is named in a ledger, kept in the outlook's file: which children ever bore a ref, initials or a group.

It only ever grows with the ledger, struck-out entries included: whoever looks here reads the children's own entries
afterwards. So it need not know of days, rules or corrections, and a child too many does no harm.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from permtrack.domain.events import Event
from permtrack.ledger.outlook_tables import NAMES
from permtrack.ledger.store import Head

FORM = "1"
TABLES = (
    "CREATE TABLE named (form TEXT NOT NULL, ledger TEXT NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL) STRICT",
    """CREATE TABLE child_name (
  what TEXT NOT NULL, name TEXT NOT NULL, child TEXT NOT NULL, PRIMARY KEY (what, name, child)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX group_of_child ON child_name (child) WHERE what = 'group'",
)
OF_CHILDREN = {"ref": "ref", "new_ref": "ref", "initials": "initials", "sibling_group": "group"}
LAST = "\U0010ffff"
"""Sorts behind whatever a name goes on with."""


class Directory:
    """The names, read and added to within the outlook's `at_one_moment`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def stands_for(self, ledger: str) -> Head | None:
        """The event up to which the names of a ledger are kept; None where they are not."""
        query = "SELECT count(*) FROM sqlite_master WHERE name = 'named'"
        if not self._connection.execute(query).fetchone()[0]:
            return None
        row = self._connection.execute("SELECT form, ledger, number, hash FROM named").fetchone()
        return Head(number=row[2], hash=row[3]) if row and row[:2] == (FORM, ledger) else None

    def begin(self) -> None:
        """Throw every name away."""
        for name in NAMES:
            self._connection.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in TABLES:
            self._connection.execute(statement)

    def add(self, entries: Iterable[Event], ledger: str, head: Head) -> None:
        """Add the names in these entries, the last of which `head` follows or is."""
        children = set[tuple[str, str, str]]()
        for entry in entries:
            children.update((what, name.lower(), entry.child or "") for what, name in _names(entry.fields))
        self._connection.executemany("INSERT OR IGNORE INTO child_name VALUES (?, ?, ?)", sorted(children))
        self._connection.execute("DELETE FROM named")
        self._connection.execute("INSERT INTO named VALUES (?, ?, ?, ?)", (FORM, ledger, head.number, head.hash))

    def called(self, typed: str) -> frozenset[str]:
        """The ids of the children with a ref that begins so, or with such initials, now or ever."""
        begun = "SELECT child FROM child_name WHERE what = 'ref' AND name >= ? AND name < ?"
        same = "SELECT child FROM child_name WHERE what = 'initials' AND name = ?"
        name = typed.lower()
        rows = self._connection.execute(f"{begun} UNION {same}", (name, name + LAST, name))
        return frozenset(child for (child,) in rows)

    def groups_of(self, children: Iterable[str]) -> frozenset[str]:
        """The sibling groups of which any of these children is or ever was."""
        query = "SELECT name FROM child_name WHERE child = ? AND what = 'group'"
        return frozenset(name for one in children for (name,) in self._connection.execute(query, (one,)))

    def of_groups(self, groups: Iterable[str]) -> frozenset[str]:
        """The ids of the children who are or ever were of these sibling groups."""
        query = "SELECT child FROM child_name WHERE what = 'group' AND name = ?"
        return frozenset(child for group in groups for (child,) in self._connection.execute(query, (group.lower(),)))


def _names(fields: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for field, value in fields.items():
        what = OF_CHILDREN.get(field.removeprefix("set."))
        if what is not None and isinstance(value, str) and value:
            yield what, value
