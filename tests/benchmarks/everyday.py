"""The everyday costs of a council's ledger: a list that is kept and one worked out afresh, reading, recording."""

from pathlib import Path

from permtrack.app.asking import Question
from permtrack.app.looking import survey
from permtrack.domain.events import Event
from permtrack.ledger.store import open_ledger
from tests.benchmarks.journeys import make_ledger
from tests.benchmarks.measuring import AS_AT, BARE, child_seconds, own_seconds, permtrack, ratios

CHILDREN = 400


def measure(folder: Path) -> None:
    """Measure and print."""
    path, again = folder / "bench.db", folder / "again.db"
    print(f"{CHILDREN} children, {make_ledger(path, CHILDREN)} events, as at {AS_AT}")
    due = permtrack(path, "due", "--limit", "20")
    ratios(
        "due --limit 20, nothing changed, against importing typer, rich and sqlite3",
        lambda: child_seconds(due),
        lambda: child_seconds(BARE),
    )
    ratios(
        "due --limit 20, the first of a day, against importing typer, rich and sqlite3",
        lambda: _afresh(path, due),
        lambda: child_seconds(BARE),
    )
    with open_ledger(path) as ledger:
        ratios(
            "working everything out, reading included, against reading the events alone",
            lambda: own_seconds(lambda: survey(ledger, Question(as_at=AS_AT))),
            lambda: own_seconds(lambda: list(ledger.entries())),
        )
    rows = _rows(path)
    ratios(
        "adding the events to a new ledger, against adding as many rows with sqlite-utils",
        lambda: own_seconds(lambda: (again.unlink(missing_ok=True), make_ledger(again, CHILDREN))),
        lambda: own_seconds(lambda: _plain_rows(folder / "plain.db", rows)),
    )


def _afresh(path: Path, due: list[str]) -> float:
    path.with_name(path.name + "-outlook").unlink(missing_ok=True)
    return child_seconds(due)


def _rows(path: Path) -> list[dict[str, str]]:
    with open_ledger(path) as ledger:
        return [_row(event) for event in ledger.entries()]


def _row(event: Event) -> dict[str, str]:
    return {"id": event.id, "child": event.child or "", "kind": event.kind, "on": event.on.isoformat()}


def _plain_rows(path: Path, rows: list[dict[str, str]]) -> None:
    from sqlite_utils import Database  # noqa: PLC0415  (the yardstick, not part of what is measured)

    path.unlink(missing_ok=True)
    Database(path).table("event").insert_all(rows, pk="id")
