"""What is due as JSON and CSV: every deadline behind the lines, in the order of the table."""

from permtrack import __version__
from permtrack.domain.due_list import DueList
from permtrack.domain.findings import Deadline
from permtrack.render.machine import Record, alert_record, deadline_record
from permtrack.render.sheets import Value, sheet

DELAY = ("delay_reason", "delay_whose", "delay_on", "delay_until", "delay_event")
SHEET = (
    "id", "child", "rule", "title", "set", "tier", "checked", "status", "trigger_event", "trigger_kind", "trigger_on",
    "opens_on", "due_on", "met_on", "days", "reason", "citation",
    *DELAY,
)  # fmt: skip


def due_record(listing: DueList) -> Record:
    """What `due --format json` holds."""
    outlook = listing.outlook
    return {
        "permtrack": __version__,
        "as_at": outlook.as_at,
        "known_at": outlook.known_at,
        "rulebook": {"id": outlook.rulebook, "version": outlook.version, "policy_from": outlook.policy_from},
        "children": listing.counts.children,
        "deadlines": [_grouped(listing, deadline.child) | deadline_record(deadline) for deadline in listing.found],
        "alerts": [_grouped(listing, alert.child) | alert_record(alert) for alert in listing.alerts],
        "gaps": [
            {"id": gap.id, "children": gap.children, "of": gap.of, "sentence": gap.sentence} for gap in listing.gaps
        ],
        "data_age": outlook.data_age,
        "imported_to": outlook.imported_to,
    }


def due_sheet(listing: DueList) -> str:
    """What `due --format csv` holds: one row a deadline."""
    by = (listing.wanted.by,) if listing.wanted.by else ()
    rows = ((*(listing.group_of(d.child) for _ in by), *_row(d)) for d in listing.found)
    return sheet((*by, *SHEET), rows)


def _row(deadline: Deadline) -> tuple[Value, ...]:
    start, delay = deadline.trigger, deadline.delay
    return (
        *(deadline.id, deadline.child, deadline.rule, deadline.title, deadline.set, deadline.tier, deadline.checked),
        deadline.status.value,
        *((start.event, start.kind, start.on) if start else (None, None, None)),
        *(deadline.opens_on, deadline.due_on, deadline.met_on, deadline.days, deadline.reason, deadline.citation),
        *((delay.reason, delay.whose, delay.on, delay.until, delay.event) if delay else (None,) * len(DELAY)),
    )


def _grouped(listing: DueList, ref: str) -> Record:
    by = listing.wanted.by
    return {by: listing.group_of(ref)} if by else {}
