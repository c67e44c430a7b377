"""What an import adds, what it leaves as it is, and how it accounts for every row: on small invented returns."""

from datetime import date
from pathlib import Path

import pytest

from permtrack.app.asking import Question
from permtrack.app.child_records import add_child
from permtrack.app.drafting import Occasion
from permtrack.app.looking import histories
from permtrack.app.recording import add_event
from permtrack.app.striking_out import correct, void
from permtrack.errors import RequestRefused, SystemRefused
from permtrack.ledger.store import open_ledger
from tests.app.importing import NOW, TODAY, books, bring_in, episode, found, new_ledger, rules, stands, write_return

BY_HAND = Occasion(today=TODAY, now=NOW, account="tester")
HEADER = ["0071,F,09/08/2023,WBRI,UN1,0,"]
# In care from 6 Jan 2025 with foster carers, interim order on 3 Feb, home on 30 May.
EARLIER_ROWS = [
    episode("0071", "06/01/2025", "S V2 U6", "03/02/2025", "X1"),
    episode("0071", "03/02/2025", "L C1 U6"),
]
# The second child's DECOM is what tells the year of the later return.
OTHER = ["0099,M,01/01/2015,WBRI,UN1,,"]
OTHER_ROWS = [episode("0099", "02/06/2025", "S C1 K2")]
LATER_ROWS = [episode("0071", "03/02/2025", "L C1 U6", "30/05/2025", "E4A"), *OTHER_ROWS]
HISTORY = [
    ("0071", "entered-care", "2025-01-06", "exact", "basis=s20"),
    ("0071", "left-care", "2025-05-30", "exact", "outcome=returned-home-planned"),
    ("0071", "legal-status", "2025-02-03", "exact", "status=ico"),
    ("0071", "placement-started", "2025-01-06", "exact", "type=foster"),
]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return new_ledger(tmp_path / "permtrack.db")


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    return write_return(
        tmp_path / "2025", header=HEADER, episodes=EARLIER_ROWS, reviews=["0071,09/08/2023,24/01/2025,PN0"]
    )


@pytest.fixture
def later(tmp_path: Path) -> Path:
    return write_return(tmp_path / "2026", header=[*HEADER, *OTHER], episodes=LATER_ROWS)


def history(ledger: Path) -> list[tuple[str, ...]]:
    """What stands of the first child, reviews aside."""
    return [said for said in stands(ledger) if said[0] == "0071" and said[1] != "review"]


def outcomes(report) -> list[tuple[str, int, str]]:
    return [(row.place.table, row.place.line, row.outcome.value) for row in report.rows]


def test_a_return_brings_children_and_their_history(ledger: Path, earlier: Path) -> None:
    report = bring_in(ledger, earlier)
    assert report.written
    assert (report.children_added, report.events_added) == (1, 4)
    assert [row[:3] for row in stands(ledger)] == [
        ("0071", "entered-care", "2025-01-06"),
        ("0071", "legal-status", "2025-02-03"),
        ("0071", "placement-started", "2025-01-06"),
        ("0071", "review", "2025-01-24"),
    ]
    child = books(ledger).child("0071")
    assert (child.dob, child.sex) == (date(2023, 8, 9), "F")


def test_the_leading_zero_of_a_ref_is_kept(ledger: Path, earlier: Path) -> None:
    bring_in(ledger, earlier)
    assert set(books(ledger).refs_ever) == {"0071"}


def test_nothing_private_of_the_return_is_kept(ledger: Path, tmp_path: Path) -> None:
    rows = ["0071,06/01/2025,S,V2,N1,U6,PR1,,,,SW1A 1AA,SW1A 2AA,1234567"]
    bring_in(ledger, write_return(tmp_path / "r", header=["0071,F,09/08/2023,WBRI,H801200001001,0,"], episodes=rows))
    kept = ledger.read_bytes()
    assert not any(secret in kept for secret in (b"SW1A", b"H801200001001", b"WBRI", b"1234567"))


def test_the_import_is_an_entry_of_the_chain_with_what_it_covers(ledger: Path, earlier: Path) -> None:
    bring_in(ledger, earlier)
    (entry,) = (entry for entry in books(ledger).entries if entry.kind == "return-imported")
    assert entry.child is None
    assert entry.fields["covers"] == ("episodes 2024-04-01..2025-03-31", "reviews 2024-04-01..2025-03-31")
    assert entry.fields["years"] == ("2025",)
    assert {event.returned_by for event in books(ledger).entries if event.child} == {entry.id}


def test_coverage_ends_on_the_day_of_the_import(ledger: Path, tmp_path: Path) -> None:
    rows = [episode("0071", "06/04/2026", "S V2 U6")]
    report = bring_in(ledger, write_return(tmp_path / "2027", header=HEADER, episodes=rows))
    (returned,) = report.returns
    assert returned.name == "2026-27"
    assert (returned.covers["episodes"].first, returned.covers["episodes"].last) == (date(2026, 4, 1), TODAY)


def test_the_same_return_again_adds_nothing(ledger: Path, earlier: Path) -> None:
    bring_in(ledger, earlier)
    before = len(books(ledger).entries)
    again = bring_in(ledger, earlier)
    assert not again.written
    assert {row.outcome.value for row in again.rows} == {"already there"}
    assert len(books(ledger).entries) == before


def test_a_rehearsal_reports_the_same_and_writes_nothing(ledger: Path, earlier: Path) -> None:
    content = ledger.read_bytes()
    rehearsed = bring_in(ledger, earlier, dry_run=True)
    assert ledger.read_bytes() == content
    assert rehearsed.dry_run
    assert rehearsed.rows == bring_in(ledger, earlier).rows


def test_an_older_return_sharpens_what_a_newer_one_could_not_see(ledger: Path, earlier: Path, later: Path) -> None:
    bring_in(ledger, later)
    assert ("0071", "entered-care", "2025-02-03", "on-or-before", "") in stands(ledger)
    report = bring_in(ledger, earlier)
    assert history(ledger) == HISTORY
    corrected = [entry for entry in books(ledger).entries if entry.kind == "correction"]
    assert [(c.fields["new_on"], c.fields["new_precision"]) for c in corrected] == [("2025-01-06", "exact")] * 2
    assert report.events_corrected == 2


def test_a_newer_return_ends_what_an_older_one_left_open(ledger: Path, earlier: Path, later: Path) -> None:
    bring_in(ledger, earlier)
    report = bring_in(ledger, later)
    assert report.events_added == 3
    assert history(ledger) == HISTORY


@pytest.mark.parametrize("newer_first", [True, False])
def test_an_end_of_care_that_a_newer_return_moves(
    ledger: Path, tmp_path: Path, later: Path, *, newer_first: bool
) -> None:
    ended = [EARLIER_ROWS[0], episode("0071", "03/02/2025", "L C1 U6", "15/03/2025", "E4A")]
    wrong = write_return(tmp_path / "wrong", header=HEADER, episodes=ended)
    for folder in (later, wrong) if newer_first else (wrong, later):
        bring_in(ledger, folder)
    assert history(ledger) == HISTORY
    assert not bring_in(ledger, wrong, later).written


@pytest.mark.parametrize("newer_first", [True, False])
def test_an_end_of_care_that_a_newer_return_denies(ledger: Path, tmp_path: Path, *, newer_first: bool) -> None:
    ended = [EARLIER_ROWS[0], episode("0071", "03/02/2025", "L C1 U6", "15/03/2025", "E4A")]
    wrong = write_return(tmp_path / "wrong", header=HEADER, episodes=ended)
    right = write_return(
        tmp_path / "right",
        header=HEADER,
        episodes=[
            episode("0071", "03/02/2025", "L C1 U6", "05/05/2025", "X1"),
            episode("0071", "05/05/2025", "P C1 K2"),
        ],
    )
    for folder in (right, wrong) if newer_first else (wrong, right):
        bring_in(ledger, folder)
    assert "left-care" not in {said[1] for said in stands(ledger)}
    assert not bring_in(ledger, wrong, right).written


@pytest.mark.parametrize("newer_first", [True, False])
def test_a_placement_code_that_a_newer_return_mends(
    ledger: Path, tmp_path: Path, earlier: Path, *, newer_first: bool
) -> None:
    mended = write_return(tmp_path / "2026", header=HEADER, episodes=[episode("0071", "06/01/2025", "S V2 U4")])
    open_row = write_return(tmp_path / "open", header=HEADER, episodes=[episode("0071", "06/01/2025", "S V2 U6")])
    for folder in (mended, open_row) if newer_first else (open_row, mended):
        bring_in(ledger, folder, year=2026 if folder == mended else None)
    placements = stands(ledger, kinds=("placement-started",))
    assert placements == [("0071", "placement-started", "2025-01-06", "exact", "type=foster;until_18=yes")]


def strike(ledger: Path, kind: str) -> None:
    number = next(event.number for event in books(ledger).standing if event.kind == kind)
    with open_ledger(ledger, writing=True) as opened:
        void(opened, BY_HAND, [str(number)], "entered by mistake")


def test_what_was_struck_out_here_stays_so(ledger: Path, earlier: Path) -> None:
    bring_in(ledger, earlier)
    strike(ledger, "review")
    again = bring_in(ledger, earlier)
    assert not again.written
    (review,) = (row for row in again.rows if row.place.table == "Reviews")
    assert (review.outcome.value, review.reason) == ("already there", "struck out or corrected here")


def test_what_was_corrected_here_stays_so(ledger: Path, earlier: Path, later: Path) -> None:
    bring_in(ledger, earlier)
    number = next(event.number for event in books(ledger).standing if event.kind == "legal-status")
    with open_ledger(ledger, writing=True) as opened:
        correct(opened, BY_HAND, str(number), {}, "the order says so", on="4/2/2025")
    assert not bring_in(ledger, earlier).written
    bring_in(ledger, later)
    assert stands(ledger, kinds=("legal-status",)) == [("0071", "legal-status", "2025-02-04", "exact", "status=ico")]


def test_a_childs_record_that_was_struck_out_does_not_come_back(ledger: Path, earlier: Path) -> None:
    bring_in(ledger, earlier)
    numbers = [str(event.number) for event in books(ledger).standing if event.child is not None]
    with open_ledger(ledger, writing=True) as opened:
        void(opened, BY_HAND, [*numbers[1:], numbers[0]], "not our child")
    again = bring_in(ledger, earlier)
    assert not again.written
    assert {row.reason for row in again.rows} == {"the child's record was struck out here"}


def test_a_row_is_already_there_when_people_recorded_the_same(ledger: Path, tmp_path: Path, earlier: Path) -> None:
    header = write_return(tmp_path / "h", header=HEADER, episodes=EARLIER_ROWS)
    bring_in(ledger, header)
    with open_ledger(ledger, writing=True) as opened:
        add_event(opened, BY_HAND, "0071", "review", "24/1/2025", {"plan": ["adoption"]})
    report = bring_in(ledger, earlier)
    assert ("Reviews", 2, "already there") in outcomes(report)
    assert stands(ledger, kinds=("review",)) == [("0071", "review", "2025-01-24", "exact", "plan=adoption")]


def test_a_bad_row_keeps_everything_out(ledger: Path, tmp_path: Path) -> None:
    reviews = ["0071,09/08/2023,24/01/2025,PN0", "0071,09/08/2023,24/01/25,PN0"]
    folder = write_return(tmp_path / "r", header=HEADER, episodes=EARLIER_ROWS, reviews=reviews)
    report = bring_in(ledger, folder)
    assert report.refused
    assert not report.written
    assert stands(ledger) == []
    (refusal,) = report.refusals()
    assert (str(refusal.place), refusal.field) == ("reviews.csv:3", "REVIEW")
    assert refusal.reason == "REVIEW '24/01/25' has a year of two digits; dates are dd/mm/yyyy"


def test_the_other_rows_come_in_when_bad_ones_may_be_skipped(ledger: Path, tmp_path: Path) -> None:
    reviews = ["0071,09/08/2023,24/01/2025,PN0", "0071,09/08/2023,24/01/25,PN0"]
    folder = write_return(tmp_path / "r", header=HEADER, episodes=EARLIER_ROWS, reviews=reviews)
    report = bring_in(ledger, folder, skip_bad_rows=True)
    assert not report.refused
    assert report.written
    assert len(report.refusals()) == 1
    assert len(stands(ledger)) == 4


def test_every_row_of_every_table_is_accounted_for(ledger: Path, tmp_path: Path) -> None:
    folder = write_return(
        tmp_path / "r",
        header=[*HEADER, "0072,M,01/02/2015,WBRI,UN1,,"],
        episodes=[*EARLIER_ROWS, episode("0073", "06/01/2025", "S V4 U6", "09/01/2025", "X1"), ",,,,,,,,,,,,"],
        previous_permanence=["0071,09/08/2023,Z1,,"],
        reviews=["0072,01/02/2015,24/01/2025,PN1"],
    )
    report = bring_in(ledger, folder)
    assert outcomes(report) == [
        ("Episodes", 2, "imported"),
        ("Episodes", 3, "imported"),
        ("Episodes", 4, "not needed"),
        ("Episodes", 5, "not needed"),
        ("Header", 2, "imported"),
        ("Header", 3, "not needed"),
        ("PrevPerm", 2, "not needed"),
        ("Reviews", 2, "not needed"),
    ]
    assert report.children_added == 1


def test_a_reason_for_ceasing_without_a_day_ends_nothing(ledger: Path, tmp_path: Path) -> None:
    rows = [episode("0071", "06/01/2025", "S V2 U6", "", "E4A")]
    report = bring_in(ledger, write_return(tmp_path / "r", header=HEADER, episodes=rows))
    assert "148" in rules(report)
    assert "left-care" not in {said[1] for said in stands(ledger)}


def test_a_child_outside_header_comes_with_the_day_of_birth_of_another_table(ledger: Path, tmp_path: Path) -> None:
    folder = write_return(tmp_path / "r", header=[], episodes=EARLIER_ROWS, reviews=["0071,09/08/2023,24/01/2025,PN0"])
    report = bring_in(ledger, folder)
    assert found(report) == {"child-not-in-header"}
    assert books(ledger).child("0071").dob == date(2023, 8, 9)


def test_a_child_without_any_day_of_birth_is_refused(ledger: Path, tmp_path: Path) -> None:
    report = bring_in(ledger, write_return(tmp_path / "r", header=[], episodes=EARLIER_ROWS))
    assert [(row.place.line, row.field) for row in report.refusals()] == [(2, "CHILD"), (3, "CHILD")]


def test_a_newer_header_amends_the_child_and_an_older_one_does_not(ledger: Path, tmp_path: Path, earlier: Path) -> None:
    newer = write_return(tmp_path / "n", header=["0071,F,09/07/2023,WBRI,UN1,0,", *OTHER], episodes=LATER_ROWS)
    bring_in(ledger, earlier)
    report = bring_in(ledger, newer)
    assert "dob-differs-from-record" in found(report)
    assert books(ledger).child("0071").dob == date(2023, 7, 9)
    bring_in(ledger, earlier)
    assert books(ledger).child("0071").dob == date(2023, 7, 9)


def test_a_worker_and_an_asylum_seeking_child(ledger: Path, tmp_path: Path) -> None:
    folder = write_return(
        tmp_path / "r",
        header=HEADER,
        episodes=EARLIER_ROWS,
        uasc=["0071,F,09/08/2023,09/08/2041"],
        sw_episodes=["0071,09/08/2023,SW41,06/01/2025,,"],
    )
    bring_in(ledger, folder)
    child = books(ledger).child("0071")
    assert (child.uasc, child.worker) == ("yes", "SW41")


def test_a_child_who_vanishes_from_the_next_return_is_named_and_not_discharged(
    ledger: Path, tmp_path: Path, earlier: Path
) -> None:
    other = write_return(
        tmp_path / "o", header=["0080,M,01/01/2020,WBRI,UN1,,"], episodes=[episode("0080", "02/06/2025", "S C1 U6")]
    )
    bring_in(ledger, earlier)
    report = bring_in(ledger, other)
    (finding,) = report.findings
    assert (finding.id, finding.child) == ("missing-from-return", "0071")
    assert "left-care" not in {said[1] for said in stands(ledger)}


def test_the_history_is_one_that_the_rest_of_permtrack_reads(ledger: Path, earlier: Path, later: Path) -> None:
    bring_in(ledger, earlier, later)
    with open_ledger(ledger) as opened:
        told, _ = histories(opened, Question(as_at=TODAY))
    assert [event.kind for event in told.events] == [
        "entered-care", "placement-started", "review", "legal-status", "left-care"
    ]  # fmt: skip


def test_one_folder_with_a_table_twice_is_refused(ledger: Path, earlier: Path) -> None:
    (earlier / "more.csv").write_text((earlier / "episodes.csv").read_text())
    with pytest.raises(RequestRefused, match="holds the table Episodes twice"):
        bring_in(ledger, earlier)


def test_xml_beside_csv_in_one_folder_is_refused(ledger: Path, earlier: Path) -> None:
    (earlier / "return.xml").write_text("<EXPSSDA903></EXPSSDA903>")
    with pytest.raises(RequestRefused, match="XML beside"):
        bring_in(ledger, earlier)


def test_files_named_one_by_one_make_a_return_each_time_a_table_comes_again(
    ledger: Path, earlier: Path, later: Path
) -> None:
    report = bring_in(ledger, *sorted(earlier.iterdir()), *sorted(later.iterdir()))
    assert [returned.name for returned in report.returns] == ["2024-25", "2025-26"]
    assert len(report.rows) == 8


def test_files_that_do_not_say_which_return_they_belong_to_are_refused(
    ledger: Path, earlier: Path, later: Path
) -> None:
    with pytest.raises(RequestRefused, match="no Episodes table among these"):
        bring_in(ledger, earlier / "episodes.csv", later / "episodes.csv", earlier / "header.csv", later / "header.csv")


def test_a_folder_of_folders_is_one_return_each(ledger: Path, earlier: Path, later: Path) -> None:
    assert earlier.parent == later.parent
    assert len(bring_in(ledger, earlier.parent).returns) == 2


def test_a_path_that_does_not_exist(ledger: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemRefused, match="there is no file or folder"):
        bring_in(ledger, tmp_path / "nowhere")


def test_a_year_that_the_latest_episode_does_not_tell(ledger: Path, tmp_path: Path) -> None:
    folder = write_return(tmp_path / "r", header=HEADER, episodes=LATER_ROWS[:1])
    report = bring_in(ledger, folder, dry_run=True)
    assert report.returns[0].name == "2024-25"
    (notice,) = report.notices
    assert notice.startswith("episodes.csv: an episode began or ended after 31 Mar 2025")
    assert notice.endswith("say --year")
    assert bring_in(ledger, folder, year=2026).returns[0].name == "2025-26"


def test_a_return_without_episodes_needs_its_year(ledger: Path, tmp_path: Path) -> None:
    folder = write_return(tmp_path / "r", header=HEADER, reviews=["0071,09/08/2023,24/01/2025,PN0"])
    with pytest.raises(RequestRefused, match="--year"):
        bring_in(ledger, folder)
    report = bring_in(ledger, folder, year=2025)
    assert report.returns[0].name == "2024-25"
    assert [said[1] for said in stands(ledger)] == ["review"]


def test_a_child_added_before_birth_is_born_by_the_return(ledger: Path, earlier: Path) -> None:
    with open_ledger(ledger, writing=True) as opened:
        add_child(opened, BY_HAND, "0071", {"edd": ["9/6/2026"]})
    report = bring_in(ledger, earlier)
    assert report.children_added == 0
    assert books(ledger).child("0071").dob == date(2023, 8, 9)
    assert ("0071", "born", "2023-08-09", "exact", "") in stands(ledger)
    assert not bring_in(ledger, earlier).written


def test_what_people_recorded_of_a_child_is_kept_and_what_they_did_not_is_added(ledger: Path, earlier: Path) -> None:
    with open_ledger(ledger, writing=True) as opened:
        add_child(opened, BY_HAND, "0071", {"dob": ["8/8/2023"]})
    report = bring_in(ledger, earlier)
    child = books(ledger).child("0071")
    assert (child.dob, child.sex) == (date(2023, 8, 8), "F")
    assert "dob-differs-from-record" in found(report)
    assert not bring_in(ledger, earlier).written


def test_an_entry_people_recorded_with_the_same_day_is_the_same_entry(ledger: Path, earlier: Path) -> None:
    with open_ledger(ledger, writing=True) as opened:
        add_child(opened, BY_HAND, "0071", {"dob": ["9/8/2023"]}, entered_care="6/1/2025", basis="s20")
    bring_in(ledger, earlier)
    assert len(stands(ledger, kinds=("entered-care",))) == 1


def test_an_end_of_care_recorded_here_is_kept_against_a_return_and_said(
    ledger: Path, earlier: Path, later: Path
) -> None:
    bring_in(ledger, earlier)
    with open_ledger(ledger, writing=True) as opened:
        add_event(opened, BY_HAND, "0071", "left-care", "28/4/2025", {"outcome": ["other"]})
    report = bring_in(ledger, later)
    assert {"ended-here-only", "ended-twice"} <= found(report)
    assert "2025-04-28" in {said[2] for said in stands(ledger, kinds=("left-care",))}


def test_two_returns_of_one_year_share_an_entry_and_the_later_named_is_believed(
    ledger: Path, tmp_path: Path, earlier: Path
) -> None:
    amended = write_return(tmp_path / "amended", header=HEADER, episodes=[episode("0071", "06/01/2025", "S V2 K2")])
    report = bring_in(ledger, earlier, amended)
    (entry,) = (entry for entry in books(ledger).entries if entry.kind == "return-imported")
    assert entry.fields["covers"] == ("episodes 2024-04-01..2025-03-31", "reviews 2024-04-01..2025-03-31")
    assert "changed-between-returns" in found(report)
    assert ("0071", "placement-started", "2025-01-06", "exact", "type=residential") in stands(ledger)
    assert not bring_in(ledger, amended).written
