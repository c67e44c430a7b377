"""What could be seen: on which days the record could have shown an event of a kind, had it happened.

A national return shows what its tables hold, for the days it covers. From the day tracking starts the ledger itself is
the record, and silence means that it did not happen. Elsewhere silence means nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from permtrack.domain.days import day_after, day_before
from permtrack.domain.events import Event, ReturnImported, Said, Span
from permtrack.domain.typed_dates import shown

TABLE_OF_KIND = {
    **dict.fromkeys(
        (
            "entered-care", "left-care", "legal-status", "placement-started", "placement-ended", "placement-order",
            "placed-for-adoption", "adoption-order", "guardianship-order",
        ),
        "episodes",
    ),
    "review": "reviews",
    "adm-decision": "placed_for_adoption",
    "adm-decision-reversed": "placed_for_adoption",
    "match-decision": "ad1",
    "worker-changed": "sw_episodes",
}  # fmt: skip
"""The table of the national return that shows each kind; a kind that is not here only local recording can show."""

ADOPTERS_TABLE = "ad1"
TABLE_OF_SAID = {
    "decision-date-changed": "placed_for_adoption",
    "decision-date-differs": ADOPTERS_TABLE,
    "foster-carer-flag": ADOPTERS_TABLE,
    "no-placement-order": "episodes",
}
"""The table in which a return says what contradicts the rest and no event holds."""
LOCAL_ONLY = ""
"""No table of a return shows the kind."""


@dataclass(frozen=True, kw_only=True)
class Sight:
    """The days that could be seen, by table, and the day from which the ledger is its own record.

    The `imports` show less of the children whose refs are `incomplete`: rows of theirs were refused.
    """

    tracking_from: date
    spans: Mapping[str, tuple[Span, ...]]
    imports: tuple[ReturnImported, ...] = ()
    incomplete: frozenset[str] = frozenset()
    contradicted: frozenset[str] = frozenset()
    said: tuple[Said, ...] = ()

    def of_child(self, refs: frozenset[str]) -> "Sight":
        """What could be seen of one child: of a table of which it lost a row, not what that import covers.

        And what returns say of the child that no event holds.
        """
        if self.incomplete.isdisjoint(refs) and self.contradicted.isdisjoint(refs):
            return self
        return replace(self, spans=_spans(self.imports, refs), said=_said(self.imports, refs))

    def seen_spans(self, kind: str, adopted: Collection[date]) -> tuple[Span, ...]:
        """The days on which an event of the kind would be known, in order, none touching the next.

        The adopters' table shows the match, whenever it was, of the children adopted in its year and of no other child;
        `adopted` are the days on which this one was.
        """
        table = TABLE_OF_KIND.get(kind, LOCAL_ONLY)
        if table == ADOPTERS_TABLE:
            return self._matches_seen(sorted(adopted))
        found = self._seen.get(table)
        if found is None:
            found = self._seen[table] = _joined((*self.spans.get(table, ()), *self._since_tracking))
        return found

    def _matches_seen(self, adopted: Sequence[date]) -> tuple[Span, ...]:
        """The days up to each adoption in view, from the adoption before it on: of a match after it nothing is shown."""
        covered = self.spans.get(ADOPTERS_TABLE, ())
        since, in_view = date.min, []
        for day in adopted:
            if any(span.holds(day) for span in covered):
                in_view.append(Span(first=since, last=day))
            since = day_after(day)
        return _joined((*in_view, *self._since_tracking))

    @cached_property
    def _since_tracking(self) -> tuple[Span, ...]:
        return (Span(first=self.tracking_from, last=date.max),)

    @cached_property
    def _seen(self) -> dict[str, tuple[Span, ...]]:
        return {}

    def shown_to(self, kinds: Iterable[str], began: Event, last: date, adopted: Collection[date]) -> date:
        """The last day, up to `last`, before the first on which events of these kinds were hidden after an event.

        What people recorded themselves shows all that came after it. What a return brings from before its own days
        lasted into them, or it would not be in that return.
        """
        if began.is_local:
            return last
        return min(last, *(self._shown_to(self.seen_spans(kind, adopted), began.on) for kind in kinds))

    def _shown_to(self, seen: tuple[Span, ...], start: date) -> date:
        span = next((span for span in seen if start <= span.last), None)
        if span is None or (start < span.first and span.first >= self.tracking_from):
            return day_before(start)
        return span.last


def as_far_as_seen(sentence: str, last: date, as_at: date) -> str:
    """A sentence that is true by a day, and up to which day that is where it is not the as-at day."""
    return sentence if last >= as_at else f"As far as could be seen, to {shown(last)}: {sentence}"


def unseen_run(seen: tuple[Span, ...], first: date, last: date) -> Span | None:
    """The latest run of unseen days that begins on or before `last` and touches the days from `first`; else None.

    The run is given whole, even where it reaches beyond `last`.
    """
    latest: Span | None = None
    unseen_from = date.min
    for span in seen:
        if unseen_from < span.first and unseen_from <= last and day_before(span.first) >= first:
            latest = Span(first=unseen_from, last=day_before(span.first))
        if span.last == date.max:
            return latest
        unseen_from = day_after(span.last)
    if unseen_from <= last:
        latest = Span(first=unseen_from, last=date.max)
    return latest


def sight(imports: Iterable[ReturnImported], tracking_from: date) -> Sight:
    """What the imports and the start of tracking let the ledger see."""
    imports = tuple(imports)
    incomplete = frozenset(ref for imported in imports for refs in imported.unseen.values() for ref in refs)
    contradicted = frozenset(said.ref for imported in imports for said in imported.said)
    return Sight(
        tracking_from=tracking_from,
        spans=_spans(imports),
        imports=imports,
        incomplete=incomplete,
        contradicted=contradicted,
    )


def _said(imports: Iterable[ReturnImported], refs: frozenset[str]) -> tuple[Said, ...]:
    """What returns say of a child: of one year and table the last import's word, so that an amended return mends it."""
    last: dict[tuple[str, int], tuple[Said, ...]] = {}
    for imported in imports:
        for name, table in TABLE_OF_SAID.items():
            if table in imported.covers and refs.isdisjoint(imported.unseen.get(table, ())):
                last[name, imported.year] = tuple(s for s in imported.said if s.name == name and s.ref in refs)
    return tuple(dict.fromkeys(said for of_year in last.values() for said in of_year))


def _spans(imports: Iterable[ReturnImported], refs: frozenset[str] = frozenset()) -> Mapping[str, tuple[Span, ...]]:
    """The days that the imports cover, by table; without those that lost a row of a child of these refs."""
    spans: dict[str, list[Span]] = {}
    for imported in imports:
        for table, covered in imported.covers.items():
            if refs.isdisjoint(imported.unseen.get(table, ())):
                spans.setdefault(table, []).extend(covered)
    return {table: _joined(tuple(found)) for table, found in spans.items()}


def _joined(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.first):
        if joined and (joined[-1].last == date.max or span.first <= day_after(joined[-1].last)):
            joined[-1] = Span(first=joined[-1].first, last=max(joined[-1].last, span.last))
        else:
            joined.append(span)
    return tuple(joined)
