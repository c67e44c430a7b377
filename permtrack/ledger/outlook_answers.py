"""What the outlook answers: the first lines in the order of a list, the figures, and whom they are about."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from permtrack.domain.alert_lines import AlertLine
from permtrack.domain.events import Child
from permtrack.domain.findings import Alert, Status
from permtrack.domain.own_lines import ORDER, Line
from permtrack.domain.shares import Share
from permtrack.ledger.outlook_rows import (
    Wording,
    alert_line_of,
    child_of,
    line_of,
    name_of,
    seal,
    share_of,
    way_text,
    wording_of,
    wordings_in,
)  # fmt: skip
from permtrack.ledger.outlook_tables import COUNTED_SCOPES, SCOPES, WHOLE, Among, marks

FEW_CHILDREN = 2000
"""Up to so many, their lines are gathered child by child; of more, some of the next lines in order soon are theirs."""
EVERY = -1

__all__ = ["FEW_CHILDREN", "SCOPES", "Among", "OutlookAnswers"]


class OutlookAnswers:
    """The questions to an outlook that is whole, asked at one moment."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def overall(self) -> Mapping[str, object] | None:
        """What is true of all children together, as it was given; None while some are still to be worked out."""
        text = self._one("SELECT overall FROM basis")
        return json.loads(str(text)) if text else None

    def share(self, among: Among | None = None) -> Share:
        """What the children add up to."""
        if among is None or among.scope in COUNTED_SCOPES:
            query = "SELECT name, count FROM share WHERE scope = ? AND count <> 0"
            rows = self._connection.execute(query, (among.name if among else WHOLE,))
            return Share({name_of(name): count for name, count in rows})
        shares = Share()
        query = f"SELECT share FROM child WHERE {among.scope} = ?"
        for (text,) in self._connection.execute(query, (among.value.lower(),)):
            shares.update(share_of(text))
        return shares

    def lines(
        self,
        among: Among | None,
        limit: int | None,
        *,
        ways: Sequence[Sequence[str]],
        once: Sequence[tuple[Status, str]] = (),
        few: bool,
    ) -> tuple[Line, ...]:
        """The first lines in the order of a list.

        `ways` are those of being spoken for that leave a line in the list, `once` the states and rules that are said
        otherwise; `few` says that the children are few enough to be gone through.
        """
        source, where, values = _among("line", among, few=few)
        where.append(f"t.way IN ({marks(ways)})")
        values += [way_text(way) for way in ways]
        for status, rule in once:
            where.append("NOT (t.standing = ? AND t.rule = ?)")
            values += [ORDER.index(status), rule]
        rows = self._connection.execute(
            f"SELECT t.child, t.content, t.seal FROM {source} WHERE {' AND '.join(where)} "
            "ORDER BY t.average, t.standing, t.days, t.ref, t.rule, t.id LIMIT ?",
            (*values, EVERY if limit is None else limit),
        ).fetchall()
        told = [(child, _sealed(text, sealed)) for child, text, sealed in rows]
        wordings = self._wordings_of({number for _, text in told for number in wordings_in(text)})
        children = self.children({child for child, _ in told})
        return tuple(line_of(text, children[child], wordings) for child, text in told)

    def alerts(
        self, among: Among | None, limit: int | None, *, hidden: Sequence[str], few: bool
    ) -> tuple[AlertLine, ...]:
        """The first alerts in lines of their own in the order of a list, without these hints."""
        source, where, values = _among("alert", among, few=few)
        told, told_values = _told_elsewhere(among)
        where += ["t.listed", f"t.hint NOT IN ({marks(hidden)})", f"t.id NOT IN ({told})"]
        return self._alerts(source, where, [*values, *hidden, *told_values], limit)

    def every_alert(self, among: Among | None, limit: int | None, *, few: bool) -> tuple[Alert, ...]:
        """The first alerts in the order of a list, those without lines of their own among them."""
        return tuple(line.alert for line in self._alerts(*_among("alert", among, few=few), limit))

    def _alerts(
        self, source: str, where: Sequence[str], values: Sequence[object], limit: int | None
    ) -> tuple[AlertLine, ...]:
        rows = self._connection.execute(
            f"SELECT t.content, t.seal FROM {source} WHERE {' AND '.join(where)} "
            "ORDER BY t.gravity, t.since, t.ref, t.name, t.id LIMIT ?",
            (*values, EVERY if limit is None else limit),
        )
        return tuple(alert_line_of(_sealed(text, sealed)) for text, sealed in rows.fetchall())

    def alerts_told_elsewhere(self, among: Among | None) -> int:
        """How many alerts have no lines because those about brothers and sisters tell of them."""
        told, told_values = _told_elsewhere(among)
        source, where, values = _among("alert", among, few=False)
        query = f"SELECT count(*) FROM {source} WHERE {' AND '.join([*where, 't.listed', f't.id IN ({told})'])}"
        return int(str(self._one(query, (*values, *told_values))))

    def waived_until(self, among: Among | None) -> date | None:
        """The first day on which a waiver ends."""
        source, where, values = _among("waived", among, few=False)
        day = self._one(f"SELECT min(t.until) FROM {source} WHERE {' AND '.join(where)}", tuple(values))
        return date.fromisoformat(str(day)) if day else None

    def children(self, ids: Iterable[str]) -> dict[str, Child]:
        """The children of some ids."""
        query = "SELECT content FROM child WHERE id = ?"
        return {id_: child_of(str(self._one(query, (id_,)))) for id_ in ids}

    def children_called(self, refs: Iterable[str]) -> dict[str, Child]:
        """The children of some refs."""
        query = "SELECT content FROM child WHERE ref = ?"
        return {ref: child_of(str(self._one(query, (ref,)))) for ref in refs}

    def _wordings_of(self, numbers: Iterable[int]) -> dict[int, Wording]:
        query = "SELECT content FROM wording WHERE number = ?"
        return {number: wording_of(str(self._one(query, (number,)))) for number in numbers}

    def _one(self, query: str, values: Sequence[object] = ()) -> object:
        row = self._connection.execute(query, values).fetchone()
        return row[0] if row else None


def _among(table: str, among: Among | None, *, few: bool) -> tuple[str, list[str], list[object]]:
    """What to read from, with which conditions, for some of the children."""
    if among is None:
        return f"{table} AS t", ["TRUE"], []
    # The order of a CROSS JOIN is kept: either the few children first, or the lines in their order.
    joined = f"child AS c CROSS JOIN {table} AS t" if few else f"{table} AS t CROSS JOIN child AS c"
    return joined, ["c.id = t.child", f"c.{among.scope} = ?"], [among.value.lower()]


def _told_elsewhere(among: Among | None) -> tuple[str, list[object]]:
    source, where, values = _among("elsewhere", among, few=False)
    return f"SELECT t.id FROM {source} WHERE {' AND '.join(where)}", values


def _sealed(text: str, sealed: int) -> str:
    if seal(text) != sealed:
        raise sqlite3.DatabaseError("a line is not what was written")
    return text
