"""A small cohort written by hand for the tracking meeting of Tuesday 16 June 2026, as at Monday 15 June.

The last meeting was on Tuesday 19 May 2026. Each child's figures are worked out from the calendar in the comment above it.
"""

from collections.abc import Sequence
from pathlib import Path

from tests.cli.hand_written import Pen

MEETING, AS_AT, LAST_MEETING = "2026-06-16", "2026-06-15", "2026-05-19"
FOLLOWED_THEN = {"0102", "0103", "0104", "0105", "0106", "0107", "0108", "UB-1"}
FOLLOWED_NOW = {"0101", "0102", "0103", "0107", "0108", "UB-1"}


def write_meeting(path: Path, actions: Sequence[str] = ("Chase the medical",), reason: str = "Both carers ill") -> None:
    """Write the ledger. 8 followed then + 2 new - 3 achieved - 1 left = 6 now; one more child is left out."""
    pen = Pen(path)
    # New: in care since Tuesday 26 May, 20 days. First review: 27-29 May (3), 1-5 (8), 8-12 (13), 15-19 (18), 23 June (20).
    pen.opens("0101", dob="2024-02-10", team="North", worker="AB", iro="HM")
    pen.writes("entered-care", "2026-05-26", basis="ico")
    _planned_anew(pen)
    _waiting(pen)
    _adopted(pen)
    # Left: home without a plan on 28 May.
    pen.opens("0105", dob="2021-07-01", team="South", worker="CD")
    pen.writes("entered-care", "2026-02-02", basis="s20")
    pen.writes("review", "2026-02-24", plan="return-home")
    pen.writes("tracking-meeting", LAST_MEETING)
    pen.writes("left-care", "2026-05-28", outcome="returned-home-unplanned")
    _settled(pen)
    _plan_against_order(pen)
    _with_actions(pen, actions, reason)
    # Came and went: in care from 21 May to 3 June, home as planned. New and achieved, though at neither meeting.
    pen.opens("0109", dob="2022-03-03", team="South", worker="CD")
    pen.writes("entered-care", "2026-05-21", basis="s20")
    pen.writes("left-care", "2026-06-03", outcome="returned-home-planned")
    # Left out: thirteen when care began, so the planning rules do not follow; reviewed in time, next by 6 October.
    pen.opens("0110", dob="2011-01-05", team="South", worker="CD")
    pen.writes("entered-care", "2025-01-06", basis="ico")
    for day in ("2025-01-31", "2025-04-28", "2025-10-20", "2026-04-06"):
        pen.writes("review", day, plan="long-term-fostering")
    # Awaited: Monday 20 July is 35 days after 15 June.
    pen.opens("UB-1", edd="2026-07-20", team="North", worker="AB")
    pen.writes("early-alert", "2026-04-01", source="midwife")
    pen.writes("ppm", "2026-05-05", chair="TM")
    pen.writes("early-permanence-considered", "2026-05-05", outcome="yes")


def _planned_anew(pen: Pen) -> None:
    # Moved: return home until the review of 2 June made adoption the plan, 13 days ago: from no stage to plan-to-decision.
    pen.opens("0102", dob="2023-09-09", initials="KT", team="North", worker="AB", iro="HM")
    pen.writes("entered-care", "2025-12-01", basis="ico")
    pen.writes("review", "2025-12-22", plan="return-home")
    pen.writes("review", "2026-03-09", plan="return-home")
    pen.writes("tracking-meeting", LAST_MEETING)
    pen.writes("review", "2026-06-02", plan="adoption", parallel=("special-guardianship",))


def _waiting(pen: Pen) -> None:
    # 126 days to the plan (7 April to 11 August), 56 to the decision (6 October), 91 to the order (5 January), and since
    # then 26 + 28 + 31 + 30 + 31 + 15 = 161: over the 121 of the national average, and over 90.
    pen.opens("0103", dob="2024-01-01", initials="MK", sex="F", team="North", worker="AB", iro="HM")
    pen.writes("entered-care", "2025-04-07", basis="ico")
    pen.writes("review", "2025-05-02", plan="return-home")
    pen.writes("review", "2025-08-11", plan="adoption")
    pen.writes("adm-decision", "2025-10-06", outcome="yes")
    pen.writes("placement-order", "2026-01-05")
    pen.writes("review", "2026-02-02")
    pen.writes("link", "2026-03-02", family="F7")
    pen.writes("search-widened", "2026-02-16")
    pen.writes("delay-recorded", "2026-05-19", reason="no-family-found", whose="agency", until="2026-06-30")
    pen.writes("tracking-meeting", LAST_MEETING)


def _adopted(pen: Pen) -> None:
    # Achieved: adopted on 1 June.
    pen.opens("0104", dob="2023-05-05", team="North", worker="AB")
    pen.writes("entered-care", "2025-01-06", basis="ico")
    pen.writes("review", "2025-01-31", plan="adoption")
    pen.writes("adm-decision", "2025-03-03", outcome="yes")
    pen.writes("placement-order", "2025-05-06")
    pen.writes("match-decision", "2025-08-04", outcome="yes", family="F1")
    pen.writes("placed-for-adoption", "2025-09-01", family="F1")
    pen.writes("tracking-meeting", LAST_MEETING)
    pen.writes("adoption-order", "2026-06-01")


def _settled(pen: Pen) -> None:
    # Achieved: matched with long-term foster carers on 8 June, and still in care.
    pen.opens("0106", dob="2019-02-02", team="South", worker="CD")
    pen.writes("entered-care", "2025-06-02", basis="ico")
    pen.writes("placement-started", "2025-06-02", type="foster", carer="C1")
    for day in ("2025-06-27", "2025-09-22", "2026-03-16"):
        pen.writes("review", day, plan="long-term-fostering")
    pen.writes("tracking-meeting", LAST_MEETING)
    pen.writes("long-term-match", "2026-06-08", carer="C1")


def _plan_against_order(pen: Pen) -> None:
    # Red: the order of 7 July 2025 is in force, and since 20 April the plan is long-term fostering. 343 days since the
    # order (24 + 31 + 30 + 31 + 30 + 31 + 31 + 28 + 31 + 30 + 31 + 15); past the 14 days for reversing the decision too.
    pen.opens("0107", dob="2022-08-08", team="South", worker="CD")
    pen.writes("entered-care", "2025-01-06", basis="ico")
    pen.writes("review", "2025-01-31", plan="adoption")
    pen.writes("adm-decision", "2025-03-03", outcome="yes")
    pen.writes("placement-order", "2025-07-07")
    pen.writes("review", "2026-04-20", plan="long-term-fostering")
    pen.writes("tracking-meeting", LAST_MEETING)


def _with_actions(pen: Pen, actions: Sequence[str], reason: str) -> None:
    # Overdue action: due Monday 1 June, 14 days ago. Special guardianship, so at no stage on the way to adoption.
    pen.opens("0108", dob="2022-12-12", team="South", worker="EF")
    pen.writes("entered-care", "2026-01-05", basis="ico")
    pen.writes("review", "2026-01-30", plan="special-guardianship")
    pen.writes("review", "2026-04-27", plan="special-guardianship")
    pen.writes("guardianship-notice", "2026-05-04")
    pen.writes("tracking-meeting", LAST_MEETING)
    for action in actions:
        pen.writes("action-agreed", LAST_MEETING, action=action, owner="EF", due="2026-06-01")
    pen.writes(
        "waiver", LAST_MEETING, rule="ppm.first", until="2026-07-31", reason=reason, authorised_by="HM"
    )  # planning meetings are held at the authority next door
