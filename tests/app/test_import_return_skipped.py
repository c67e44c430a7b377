"""Rows that were refused and skipped: what they would have shown is not known, and is neither accused nor taken as seen."""

from datetime import date
from pathlib import Path

from permtrack.app.asking import Question
from permtrack.app.child_records import amend_child
from permtrack.app.drafting import Occasion
from permtrack.app.looking import look
from permtrack.domain.findings import Status
from permtrack.ledger.store import open_ledger
from tests.app.importing import NOW, TODAY, bring_in, episode, found, new_ledger, stands, write_return

HEADER = ["0601,F,04/02/2016,WBRI,UN1,,", "0602,M,11/03/2015,WBRI,UN1,,"]
EPISODES = [episode("0601", "03/06/2024", "S C1 U6"), episode("0602", "03/06/2024", "S C1 U6")]
REVIEWED = ["0602,11/03/2015,28/06/2024,PN1", "0602,11/03/2015,20/09/2024,PN1", "0602,11/03/2015,3/3/2025,PN1"]
BAD_REVIEW = "0601,04/02/2016,28/06/24,PN1"


def covers(ledger: Path) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    with open_ledger(ledger) as opened:
        entries = [entry for entry in opened.entries() if entry.kind == "return-imported"]
    return [(entry.words("covers") or (), entry.words("unseen") or ()) for entry in entries]


def first_reviews(ledger: Path) -> dict[str, Status]:
    with open_ledger(ledger) as opened:
        found = look(opened, Question(as_at=date(2025, 3, 31))).deadlines
    return {deadline.child: deadline.status for deadline in found if deadline.rule == "review.first" and deadline.child}


def imported(tmp_path: Path, *reviews: str, name: str = "p.db") -> Path:
    ledger = new_ledger(tmp_path / name, tracking_from=date(2025, 4, 1))
    folder = write_return(tmp_path / f"{name}-2025", header=HEADER, episodes=EPISODES, reviews=list(reviews))
    bring_in(ledger, folder, skip_bad_rows=True)
    return ledger


def test_of_a_child_who_lost_a_row_the_table_shows_nothing(tmp_path: Path) -> None:
    ledger = imported(tmp_path, *REVIEWED, BAD_REVIEW)
    ((_, unseen),) = covers(ledger)
    assert unseen == ("reviews 0601",)
    assert first_reviews(ledger) == {"0601": Status.CANNOT_ASSESS, "0602": Status.MET}
    whole = imported(tmp_path, *REVIEWED, name="whole.db")
    assert first_reviews(whole)["0601"] is Status.OVERDUE


def test_a_table_with_a_refused_row_of_an_unknown_child_is_not_covered(tmp_path: Path) -> None:
    ledger = imported(tmp_path, *REVIEWED, "06 01,04/02/2016,28/06/2024,PN1")
    assert covers(ledger) == [(("episodes 2024-04-01..2025-03-31",), ())]
    assert first_reviews(ledger)["0601"] is Status.CANNOT_ASSESS


def test_a_table_of_which_every_row_was_refused_is_not_covered(tmp_path: Path) -> None:
    ledger = imported(tmp_path, BAD_REVIEW)
    assert covers(ledger) == [(("episodes 2024-04-01..2025-03-31",), ())]


def test_the_mended_return_shows_what_was_lost(tmp_path: Path) -> None:
    ledger = imported(tmp_path, *REVIEWED, BAD_REVIEW)
    folder = write_return(tmp_path / "mended", header=HEADER, episodes=EPISODES, reviews=REVIEWED)
    assert bring_in(ledger, folder).written
    assert first_reviews(ledger)["0601"] is Status.OVERDUE
    assert not bring_in(ledger, folder).written
    assert not bring_in(ledger, tmp_path / "p.db-2025", skip_bad_rows=True).written


def test_a_lost_row_stays_lost_under_another_ref(tmp_path: Path) -> None:
    ledger = imported(tmp_path, *REVIEWED, BAD_REVIEW)
    renamed(ledger, "0601", "9601")
    assert first_reviews(ledger)["9601"] is Status.CANNOT_ASSESS


def test_refused_rows_breed_no_findings_about_what_they_would_have_said(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path / "p.db")
    episodes = [
        episode("0601", "03/06/24", "S C1 U6"),  # the child's only row
        episode("0602", "03/06/2024", "S C1 U6", "09/09/2024", "X1"),
        episode("0602", "09/09/2024", "P C1 R1", "1/1/25", "X1"),  # between two others
        episode("0602", "01/01/2025", "P E1 A6"),
    ]
    reviews = ["0601,04/02/2016,28/06/2024,PN1"]
    decisions = ["0602,11/03/2015,10/10/24,,"]
    folder = write_return(
        tmp_path / "2025", header=HEADER, episodes=episodes, reviews=reviews, placed_for_adoption=decisions
    )
    report = bring_in(ledger, folder, skip_bad_rows=True)
    assert len(report.refusals()) == 3
    assert found(report) == set()
    assert [said[:3] for said in stands(ledger, kinds=("review",))] == [("0601", "review", "2024-06-28")]


def test_a_child_of_an_earlier_return_is_not_missing_from_one_whose_row_of_it_was_refused(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path / "p.db")
    bring_in(ledger, write_return(tmp_path / "2025", header=HEADER, episodes=EPISODES))
    later = [episode("0602", "03/06/2024", "S C1 U6", "01/05/2025", "X1"), episode("0602", "01/05/2025", "P C1 U6")]
    bad = episode("0601", "03/06/24", "S C1 U6")
    report = bring_in(
        ledger, write_return(tmp_path / "2026", header=HEADER, episodes=[*later, bad]), year=2026, skip_bad_rows=True
    )
    assert found(report) == set()
    gone = bring_in(ledger, write_return(tmp_path / "gone", header=HEADER[1:], episodes=later), dry_run=True)
    assert found(gone) == {"missing-from-return"}


def renamed(ledger: Path, ref: str, new_ref: str) -> None:
    occasion = Occasion(today=TODAY, now=NOW, account="tester")
    with open_ledger(ledger, writing=True) as opened:
        amend_child(opened, occasion, ref, {"new_ref": [new_ref]}, on="2024-06-03")
