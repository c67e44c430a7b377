"""A small ledger written by hand: five children whose every date is worked out in the comments beside it."""

from datetime import UTC, date, datetime
from pathlib import Path

from permtrack.app.packaged import vocabulary
from permtrack.domain.events import Event, Precision
from permtrack.ledger.identity import new_id
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import create, open_ledger

AS_AT = "2026-03-31"
RECORDED_AT = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
RECORDED_BY = "desk"


class Pen:
    """Writes events of one child after another into a new ledger."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.child = ""
        create(
            path,
            tracking_from=date(2025, 1, 1),
            authority="Wendlebury",
            recorded_at=RECORDED_AT,
            recorded_by=RECORDED_BY,
        )

    def opens(self, ref: str, **fields: str) -> None:
        """Open a child's record; what follows is about this child."""
        self.child = self._written("child-added", "2026-03-30", {"ref": ref, **fields}, new=True)

    def writes(self, kind: str, on: str, *, precision: Precision = Precision.EXACT, **fields: object) -> str:
        """Record an event; its id."""
        return self._written(kind, on, fields, precision)

    def _written(
        self,
        kind: str,
        on: str,
        fields: dict[str, object],
        precision: Precision = Precision.EXACT,
        *,
        new: bool = False,
    ) -> str:
        identity = new_id(RECORDED_AT)
        event = Event(
            id=identity,
            child=identity if new else self.child,
            kind=kind,
            on=date.fromisoformat(on),
            fields=fields,
            precision=precision,
            recorded_at=RECORDED_AT,
            recorded_by=RECORDED_BY,
        )
        free = frozenset(vocabulary().kinds[kind].free_texts())
        with open_ledger(self.path, writing=True) as ledger, ledger.transaction():
            ledger.append([Draft(event=event, private=free & frozenset(fields))])
        return identity


def write_by_hand(path: Path, note: str = "Seen at home, all well.") -> None:
    """Write the ledger. Days are counted from the calendar of 2025 and 2026, as at 31 March 2026."""
    pen = Pen(path)
    _waiting_for_a_match(pen, note)
    # Tuesday 3 March: working days 4-6 (3), 9-13 (8), 16-20 (13), 23-27 (18), 30, 31 March (20): due today.
    # Planning meeting in six weeks: 28 days to 31 March, 14 April; tracked by the end of the month after: 30 April.
    pen.opens("1005", dob="2024-01-01", team="South", worker="CD")
    pen.writes("entered-care", "2026-03-03", basis="ico")
    # Known only by 31 December 2024: no firm basis for the first review, nor for the first planning meeting.
    # Five when first seen; tracked each month from the start of tracking, 1 January 2025: 28 February 2025, 396 days ago.
    pen.opens("A789", dob="2019-05-05", initials="ZZ", team="North", worker="AB")
    pen.writes("entered-care", "2024-12-31", precision=Precision.ON_OR_BEFORE, basis="s20")
    # Monday 12 January: 13-16 (4), 19-23 (9), 26-30 (14), 2-6 February (19), 9 February (20); set aside until 4 May.
    # Planning meeting: 19 days to 31 January, 23 February, 36 days ago; tracked by 28 February, 31 days ago.
    pen.opens("B1", dob="2025-06-01", team="South", worker="EF")
    pen.writes("entered-care", "2026-01-12", basis="s20")
    reason = "Both carers ill"
    pen.writes("waiver", "2026-02-06", rule="review.first", until="2026-05-04", reason=reason, authorised_by="HM")
    # Monday 2 February: 3-6 (4), 9-13 (9), 16-20 (14), 23-27 (19), 2 March (20): 29 days overdue.
    # Planning meeting: 26 days to 28 February, 16 March, 15 days ago; tracked by 31 March: today.
    pen.opens("C/7", dob="2020-02-29", initials="QQ")
    pen.writes("entered-care", "2026-02-02", basis="police-protection")


def _waiting_for_a_match(pen: Pen, note: str) -> None:
    pen.opens("000123", dob="2024-03-03", initials="MK", sex="F", team="North", worker="AB", iro="HM")
    # Monday 6 January: 7-10 (4), 13-17 (9), 20-24 (14), 27-31 (19), 3 February (20): the review of 31 January is in time.
    # Care to placed, national average: 6 January 2025 + 426 days = 8 March 2026, 23 days ago.
    # Planning meeting: 25 days to 31 January, 17 February 2025, 407 days ago; tracked by 28 February 2025, 396 days ago.
    pen.writes("entered-care", "2025-01-06", basis="s20")
    # The plan becomes adoption: decision within two months, by 31 March. Family finding and needs meeting within four
    # weeks, by 28 February, 396 days ago: one line for two.
    pen.writes("review", "2025-01-31", plan="adoption", parallel=("special-guardianship",), note=note)
    # Thursday 20 March: told orally by Monday 24 (2 working days), in writing by Thursday 27 (5): a day late.
    # Match within six months: 20 September 2025, 192 days before 31 March 2026; the search wider by 20 June, 284 days.
    pen.writes("adm-decision", "2025-03-20", outcome="yes")
    pen.writes("parents-told", "2025-03-21", how="orally", of="should-be-placed")
    pen.writes("parents-told", "2025-03-28", how="in-writing", of="should-be-placed")
    # Order to match, national average: 15 April + 121 days = 14 August 2025, 229 days ago.
    pen.writes("placement-order", "2025-04-15")
    # Second review by 30 April, first review while waiting by 15 July: both met by the one of 28 April.
    typed_wrong = pen.writes("review", "2025-04-30")
    pen.writes("correction", "2026-03-30", event=typed_wrong, reason="Typed from memory", new_on="2025-04-28")
    # Six months on, both next reviews: 28 October, held. Six months on again: 28 April 2026, in 28 days, one line for two.
    pen.writes("review", "2025-10-28")
    another_child = pen.writes("placed-for-adoption", "2025-12-01", family="F12")
    pen.writes("void", "2026-03-30", event=another_child, reason="Another child")
