"""What every import of rows says of itself: what became of each row, and what was added."""

from collections.abc import Sequence
from typing import Any

from permtrack.app.drafting import Occasion
from permtrack.domain.accounting import ImportReport, RowAccount
from permtrack.ledger.rows import Draft

NO_EVENTS = frozenset({"child-added", "child-amended", "correction", "return-imported"})
"""Entries that are counted apart from the events that happened to children."""


def reported(
    rows: tuple[RowAccount, ...],
    drafts: Sequence[Draft],
    occasion: Occasion,
    *,
    refused: bool,
    dry_run: bool,
    **told: Any,
) -> ImportReport:
    """The report of an import that added these drafts; `told` are its findings, differences and notices."""
    kinds = [draft.event.kind for draft in drafts]
    return ImportReport(
        returns=(),
        rows=rows,
        children_added=kinds.count("child-added"),
        children_amended=kinds.count("child-amended"),
        events_added=sum(kind not in NO_EVENTS for kind in kinds),
        events_corrected=kinds.count("correction"),
        refused=refused,
        dry_run=dry_run,
        written=bool(drafts) and not dry_run,
        imported_on=occasion.today,
        **told,
    )
