"""A small ledger of what meetings agreed, written by hand, as at Tuesday 31 March 2026.

The numbers of the entries follow from their order: #1 begins the ledger.
"""

from pathlib import Path

from tests.cli.hand_written import Pen


def write_meetings(path: Path) -> None:
    """Write the ledger: child M-1 of worker SW1 with six actions, child M/2 of nobody with one of another's."""
    pen = Pen(path)
    pen.opens(
        "M-1", dob="2020-05-05", initials="KL", team="North", worker="SW1", iro="IRO1", authority="Wendlebury"
    )  # 2
    first = pen.writes("ppm", "2026-01-12", chair="HOS1")  # 3
    # Due on Friday 27 February: 1 day left of that month and 31 of March, 32 days late. Two planning meetings since.
    pen.writes("action-agreed", "2026-01-12", action="Chase the medical", owner="SW1", due="2026-02-27", at=first)  # 4
    # Agreed at no meeting; due yesterday. Planning and tracking meetings since: 16 February, 3 and 16 March.
    pen.writes(
        "action-agreed", "2026-01-15", action="Ask for the birth certificate", owner="FF1", due="2026-03-30"
    )  # 5
    needs = pen.writes("needs-meeting", "2026-01-20")  # 6
    # No planning meeting of 20 January; done on 3 February.
    photos = pen.writes("action-agreed", "2026-01-20", action="Photos", owner="FF1", due="2026-01-30", at=needs)  # 7
    # Names no meeting, and one was held on its day. No review since.
    pen.writes("review", "2026-02-02")  # 8
    pen.writes("action-agreed", "2026-02-02", action="Explain the plan to the school")  # 9
    pen.writes("action-done", "2026-02-03", action_id=photos)  # 10
    pen.writes("ppm", "2026-02-16")  # 11
    tracked = pen.writes("tracking-meeting", "2026-03-03")  # 12
    pen.writes("action-agreed", "2026-03-03", action="Book the panel", owner="sw1", due="2026-03-31", at=tracked)  # 13
    chosen = pen.writes("selection-meeting", "2026-03-10", considered=("F1", "F2"))  # 14
    pen.writes("action-agreed", "2026-03-10", action="Tell family F2", owner="FF1", due="2026-04-14", at=chosen)  # 15
    pen.writes("ppm", "2026-03-16")  # 16
    pen.writes("entered-care", "2025-01-06", basis="co")  # 17
    pen.opens("M/2", edd="2026-06-01")  # 18
    met = pen.writes("ppm", "2026-03-24")  # 19
    dropped = pen.writes("action-agreed", "2026-03-24", action="Visit the hospital", owner="SW1", at=met)  # 20
    pen.writes("action-cancelled", "2026-03-26", action_id=dropped, reason="Already arranged")  # 21
