"""Every contradiction is named: two small invented returns that agree, and one thing changed in the later at a time."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from permtrack.app.asking import Question
from permtrack.app.looking import survey
from permtrack.domain.accounting import ImportReport
from permtrack.ledger.store import open_ledger
from tests.app.importing import bring_in, changed, episode, new_ledger, stands, write_return

HEADER = [
    "0501,F,04/02/2024,WBRI,UN1,0,",  # adopted by strangers
    "0502,M,11/03/2024,WBRI,UN1,,",  # to be adopted by her foster carer, not yet adopted
    "0503,M,20/08/2018,WBRI,UN1,,",  # special guardianship
    "0504,F,15/01/2023,WBRI,UN1,0,",  # decision reversed
    "0505,F,02/12/2014,WBRI,UN1,0,",  # home, then back
    "0506,M,09/09/2023,WBRI,UN1,,",  # placement order, waiting
]
EARLIER = {
    "header": HEADER,
    "episodes": [
        episode("0501", "13/05/2024", "S C1 U6", "04/02/2025", "X1"),
        episode("0501", "04/02/2025", "L E1 U6"),
        episode("0502", "10/06/2024", "S C1 U5", "18/03/2025", "X1"),
        episode("0502", "18/03/2025", "L E1 U5"),
        episode("0503", "07/10/2024", "S C2 U6"),
        episode("0504", "12/08/2024", "S C1 U6"),
        episode("0505", "13/01/2025", "S V2 U6"),
        episode("0506", "17/06/2024", "S C1 U6", "11/03/2025", "X1"),
        episode("0506", "11/03/2025", "L E1 U6"),
    ],
    "placed_for_adoption": [
        "0501,04/02/2024,09/12/2024,,",
        "0502,11/03/2024,20/01/2025,,",
        "0506,09/09/2023,27/01/2025,,",
    ],
    "reviews": ["0503,20/08/2018,25/10/2024,PN1"],
}
LATER = {
    "header": HEADER,
    "episodes": [
        episode("0501", "04/02/2025", "L E1 U6", "07/07/2025", "X1"),
        episode("0501", "07/07/2025", "P E1 A6", "02/02/2026", "E12"),
        episode("0502", "18/03/2025", "L E1 U5", "06/10/2025", "X1"),
        episode("0502", "06/10/2025", "T E1 A5"),
        episode("0503", "07/10/2024", "S C2 U6", "15/09/2025", "E46"),
        episode("0504", "12/08/2024", "S C1 U6", "03/11/2025", "X1"),
        episode("0504", "03/11/2025", "L C2 U6"),
        episode("0505", "13/01/2025", "S V2 U6", "12/05/2025", "E4B"),
        episode("0505", "01/09/2025", "S C1 U6"),
        episode("0506", "11/03/2025", "L E1 U6"),
    ],
    "placed_for_adoption": [
        "0501,04/02/2024,09/12/2024,,",
        "0502,11/03/2024,20/01/2025,,",
        "0504,15/01/2023,16/06/2025,03/11/2025,RD2",
        "0506,09/09/2023,27/01/2025,,",
    ],
    "ad1": ["0501,04/02/2024,09/12/2024,02/06/2025,0,2,MF,L11"],
    "reviews": ["0503,20/08/2018,14/04/2025,PN1", "0504,15/01/2023,12/05/2025,PN0"],
}

Rows = list[dict[str, str]]
Change = Callable[[Rows], Rows]


def put(child: str, row: int = 0, **to: str) -> Change:
    """One row of the child, counted from 0, with some of its cells replaced."""

    def change(rows: Rows) -> Rows:
        [each for each in rows if each["CHILD"] == child][row].update(to)
        return rows

    return change


def drop(child: str) -> Change:
    return lambda rows: [row for row in rows if row["CHILD"] != child]


def more(child: str, **to: str) -> Change:
    return lambda rows: [*rows, next(row for row in rows if row["CHILD"] == child) | to]


def decisions(change: Change) -> dict[str, Change]:
    return {"placed_for_adoption": change}


def episodes(change: Change) -> dict[str, Change]:
    return {"episodes": change}


NAMED = [
    (decisions(put("0504", DATE_PLACED="05/08/2024")), "0504 decision-before-care 1003"),
    (decisions(put("0504", DATE_PLACED="10/01/2023")), "0504 decision-before-birth 184"),
    (decisions(put("0504", DATE_PLACED_CEASED="02/06/2025")), "0504 reversal-before-decision 522"),
    (decisions(put("0504", REASON_PLACED_CEASED="")), "0504 reversal-without-reason 119"),
    (decisions(put("0504", DATE_PLACED_CEASED="")), "0504 reversal-without-day 119"),
    (decisions(put("0504", DATE_PLACED="")), "0504 reversal-without-decision 563"),
    (decisions(put("0506", DATE_PLACED_CEASED="08/09/2025", REASON_PLACED_CEASED="RD3")), "0506 reversed-order-open "),
    (decisions(put("0501", DATE_PLACED_CEASED="08/09/2025", REASON_PLACED_CEASED="RD1")), "0501 reversed-yet-adopted 525"),
    (decisions(more("0506", DATE_PLACED="08/09/2025")), "0506 two-decisions-open 579"),
    (decisions(put("0506", DATE_PLACED="28/01/2025")), "0506 decision-date-changed 560"),
    (decisions(put("0506", DATE_PLACED="2025-01-27")), "0506 iso-date 115"),
    (decisions(put("0504", DATE_PLACED_CEASED="", REASON_PLACED_CEASED="") ) | episodes(put("0504", 1, DEC="02/02/2026", REC="E4A")), "0504 left-with-decision-open 557"),
    ({"ad1": put("0501", DATE_MATCH="14/07/2025")}, "0501 match-after-placement 331"),
    ({"ad1": put("0501", DATE_MATCH="02/12/2024")}, "0501 match-before-decision 333"),
    ({"ad1": put("0501", DATE_MATCH="02/02/2026")}, "0501 match-on-order-day 582"),
    ({"ad1": put("0501", DATE_MATCH="")}, "0501 ad1-incomplete 151"),
    ({"ad1": put("0501", DATE_INT="04/02/2025")}, "0501 decision-date-differs 523"),
    ({"ad1": put("0501", FOSTER_CARE="1")}, "0501 foster-carer-flag 335"),
    ({"ad1": put("0501", FOSTER_CARE="")}, "0501 foster-carer-flag 114"),
    ({"ad1": drop("0501")}, "0501 adopted-without-ad1 601"),
    ({"ad1": more("0501", CHILD="0506", DOB="09/09/2023")}, "0506 ad1-not-adopted 602"),
    (episodes(put("0501", 1, PLACE="U6")), "0501 adopted-not-placed 390"),
    (episodes(put("0501", 1, LS="C2")), "0501 no-placement-order 408"),
    (episodes(put("0502", 0, PLACE="K2")), "0502 changed-between-returns 503"),
    (episodes(put("0504", 1, PLACE="K2")), "0504 more-changed 434"),
    (episodes(put("0502", 1, RNE="P")), "0502 same-carer-yet-moved 217"),
    (episodes(put("0503", PLACE="K2")), "0503 guardian-not-carer 516"),
    (episodes(put("0503", REC="")), "0503 ending-without-reason 148"),
    (episodes(put("0503", DEC="")), "0503 ending-without-day 148"),
    (episodes(put("0505", DEC="13/01/2025")), "0505 same-day-episode 355"),
    (episodes(put("0504", DEC="27/10/2025")), "0504 gap 388"),
    (episodes(put("0504", DEC="10/11/2025")), "0504 overlap 501"),
    (episodes(put("0504", DEC="", REC="")), "0504 episode-before-open 142"),
    (episodes(put("0504", 1, RNE="S")), "0504 start-while-in-care 431"),
    (episodes(put("0504", 1, LS="C1")), "0504 nothing-changed 434"),
    (episodes(put("0504", 1, RNE="P")), "0504 more-changed 435"),
    (episodes(put("0504", 1, LS="V4")), "0504 care-into-short-breaks "),
    (episodes(put("0505", 1, RNE="P")), "0505 return-without-start 435"),
    (episodes(put("0503", REC="E44")), "0503 code-of-another-year 149"),
    (episodes(put("0503", PLACE="P2", REC="E41")), "0503 code-of-another-year 146"),
    (episodes(put("0503", REC="E99")), "0503 invented-ending 149"),
    (episodes(drop("0506")), "0506 missing-from-return NoE"),
    (episodes(put("0501", LS="C2")), "0501 changed-between-returns 503"),
    (episodes(put("0503", DECOM="08/10/2024")), "0503 started-twice 502"),
    ({"header": put("0506", SEX="1")}, "0506 code-of-another-year 101"),
    ({"header": put("0506", SEX="X")}, "0506 sex-unknown 101"),
    ({"header": drop("0506")}, "0506 child-not-in-header INT02"),
    ({"reviews": put("0503", DOB="21/08/2018")}, "0503 dob-differs INT11"),
    ({"reviews": put("0503", REVIEW_CODE="PN0")}, "0503 participation-age 440"),
    ({"reviews": put("0504", REVIEW_CODE="PN1")}, "0504 participation-age 441"),
    ({"reviews": put("0503", REVIEW="14/03/2024")}, "0503 review-outside-year "),
]  # fmt: skip


@pytest.fixture
def returns(tmp_path: Path) -> tuple[Path, Path]:
    return write_return(tmp_path / "earlier", **EARLIER), write_return(tmp_path / "later", **LATER)


def test_the_two_returns_agree(tmp_path: Path, returns: tuple[Path, Path]) -> None:
    report = bring_in(new_ledger(tmp_path / "p.db"), *returns)
    assert report.findings == ()
    assert report.unseen == ()
    assert report.events_added == 32


@pytest.mark.parametrize("together", [True, False], ids=["together", "one after the other"])
@pytest.mark.parametrize(("changes", "named"), NAMED, ids=[named for _, named in NAMED])
def test_a_contradiction_is_named(
    tmp_path: Path, returns: tuple[Path, Path], changes: dict[str, Change], named: str, *, together: bool
) -> None:
    earlier, later = returns
    contradictory = changed(later, tmp_path / "changed", **changes)
    ledger = new_ledger(tmp_path / "p.db")
    if not together:
        bring_in(ledger, earlier)
    report = bring_in(ledger, *([earlier, contradictory] if together else [contradictory]))
    assert named in {f"{finding.child} {finding.id} {finding.rule}" for finding in report.findings}
    assert all(finding.place.line >= 1 and finding.sentence for finding in report.findings)
    assert not report.refused
    again = bring_in(ledger, earlier, contradictory)
    assert again.events_added + again.events_corrected + again.events_struck_out == 0


@pytest.mark.parametrize("later_first", [True, False])
def test_a_child_missing_from_the_earlier_return(
    tmp_path: Path, returns: tuple[Path, Path], *, later_first: bool
) -> None:
    earlier = changed(returns[0], tmp_path / "e", episodes=drop("0503"), reviews=drop("0503"), header=drop("0503"))
    ledger = new_ledger(tmp_path / "p.db")
    first, second = (returns[1], earlier) if later_first else (earlier, returns[1])
    bring_in(ledger, first)
    report = bring_in(ledger, second)
    assert [(f.child, f.id, f.rule) for f in report.findings] == [("0503", "missing-from-return", "NoE")]


def test_a_child_back_in_care_after_an_end_that_an_earlier_return_saw(
    tmp_path: Path, returns: tuple[Path, Path]
) -> None:
    earlier = changed(returns[0], tmp_path / "e", episodes=put("0505", DEC="03/02/2025", REC="E4A"))
    row = {"DECOM": "03/03/2025", "RNE": "P", "LS": "V2"}
    later = changed(returns[1], tmp_path / "l", episodes=put("0505", **row))
    report = bring_in(new_ledger(tmp_path / "p.db"), earlier, later)
    assert {(f.child, f.id) for f in report.findings} == {("0505", "changed-between-returns")}


def test_decisions_that_only_an_order_and_a_placement_tell_of(tmp_path: Path, returns: tuple[Path, Path]) -> None:
    earlier = changed(returns[0], tmp_path / "e", placed_for_adoption=drop("0502"))
    later = changed(returns[1], tmp_path / "l", placed_for_adoption=drop("0502"))
    report = bring_in(new_ledger(tmp_path / "p.db"), earlier, later)
    assert {(f.child, f.id, f.rule) for f in report.findings} == {
        ("0502", "no-decision", "551"), ("0502", "no-decision", "553")
    }  # fmt: skip


def test_a_decision_made_after_what_rests_on_it(tmp_path: Path, returns: tuple[Path, Path]) -> None:
    earlier = changed(returns[0], tmp_path / "e", placed_for_adoption=drop("0502"))
    later = changed(returns[1], tmp_path / "l", placed_for_adoption=put("0502", DATE_PLACED="13/10/2025"))
    report = bring_in(new_ledger(tmp_path / "p.db"), earlier, later)
    assert {f.rule for f in report.findings} == {"552", "554"}


def test_an_adopting_carer_who_was_no_carer_before(tmp_path: Path, returns: tuple[Path, Path]) -> None:
    earlier = changed(
        returns[0], tmp_path / "e", episodes=lambda rows: put("0502", 1, PLACE="K2")(put("0502", PLACE="K2")(rows))
    )
    later = changed(returns[1], tmp_path / "l", episodes=put("0502", PLACE="K2"))
    report = bring_in(new_ledger(tmp_path / "p.db"), earlier, later)
    assert {(f.child, f.id, f.rule) for f in report.findings} == {("0502", "carer-not-earlier", "336")}


def test_the_day_of_the_decision_is_kept_where_ad1_has_another(tmp_path: Path, returns: tuple[Path, Path]) -> None:
    later = changed(returns[1], tmp_path / "l", ad1=put("0501", DATE_INT="04/02/2025"))
    ledger = new_ledger(tmp_path / "p.db")
    bring_in(ledger, returns[0], later)
    assert [said[2] for said in stands(ledger, kinds=("adm-decision",)) if said[0] == "0501"] == ["2024-12-09"]


KEPT = [
    (decisions(put("0506", DATE_PLACED="28/01/2025")), "0506", "record.decision-date-changed"),
    ({"ad1": put("0501", DATE_INT="04/02/2025")}, "0501", "record.decision-date-differs"),
    ({"ad1": put("0501", FOSTER_CARE="1")}, "0501", "record.foster-carer-flag"),
]


def alerts(ledger: Path) -> set[tuple[str, str]]:
    with open_ledger(ledger) as opened:
        found = survey(opened, Question(as_at=date(2026, 5, 1))).outlook.alerts
    return {(alert.child, alert.alert) for alert in found}


@pytest.mark.parametrize("together", [True, False], ids=["together", "one after the other"])
@pytest.mark.parametrize(("changes", "child", "alert"), KEPT, ids=[alert for *_, alert in KEPT])
def test_what_no_event_holds_is_kept_with_the_import_and_is_an_alert(
    tmp_path: Path, returns: tuple[Path, Path], changes: dict[str, Change], child: str, alert: str, *, together: bool
) -> None:
    earlier, later = returns
    contradictory = changed(later, tmp_path / "changed", **changes)
    ledger = new_ledger(tmp_path / "p.db")
    for paths in [(earlier, contradictory)] if together else [(earlier,), (contradictory,)]:
        bring_in(ledger, *paths)
    assert (child, alert) in alerts(ledger)
    assert (child, "record.two-decisions-open") not in alerts(ledger)
    assert not bring_in(ledger, earlier, contradictory).written


def test_an_amended_return_takes_back_what_the_first_said(tmp_path: Path, returns: tuple[Path, Path]) -> None:
    earlier, later = returns
    wrong = changed(later, tmp_path / "wrong", ad1=put("0501", FOSTER_CARE="1"))
    ledger = new_ledger(tmp_path / "p.db")
    bring_in(ledger, earlier, wrong)
    assert ("0501", "record.foster-carer-flag") in alerts(ledger)
    assert bring_in(ledger, later).written
    assert ("0501", "record.foster-carer-flag") not in alerts(ledger)
    assert not bring_in(ledger, later).written


def test_an_episode_placed_on_an_order_that_there_is_not_is_an_alert(tmp_path: Path) -> None:
    rows = [
        episode("0507", "13/05/2024", "S C2 U6", "06/01/2025", "X1"),
        episode("0507", "06/01/2025", "P C2 A6"),
    ]
    folder = write_return(
        tmp_path / "r",
        header=["0507,F,01/03/2022,WBRI,UN1,,"],
        episodes=rows,
        placed_for_adoption=["0507,01/03/2022,14/10/2024,,"],
    )
    ledger = new_ledger(tmp_path / "p.db")
    assert "no-placement-order" in {finding.id for finding in bring_in(ledger, folder).findings}
    assert ("0507", "record.no-placement-order") in alerts(ledger)
    assert not bring_in(ledger, folder).written


def test_the_children_whose_start_of_care_is_unknown_are_named(tmp_path: Path) -> None:
    refs = [f"06{number:02}" for number in range(1, 13)]
    folder = write_return(
        tmp_path / "2026",
        header=[f"{ref},F,04/02/2016,WBRI,UN1,," for ref in reversed(refs)],
        episodes=[episode(ref, "03/06/2025", "P C1 U6") for ref in reversed(refs)],
    )
    (said,) = bring_in(new_ledger(tmp_path / "p.db"), folder).unseen
    named = "0601, 0602, 0603, 0604, 0605, 0606, 0607, 0608, 0609, 0610 and 2 more"
    assert said == f"start of care unknown for 12 children ({named}): import earlier returns"


def told(report: ImportReport, finding: str) -> list[str]:
    return [f"{f.place}: {f.child}: {f.sentence}" for f in report.findings if f.id == finding]


def test_days_of_birth_that_contradict_each_other_are_named_where_bad_rows_are_skipped(tmp_path: Path) -> None:
    births = ["0601,F,11/07/2015,WBRI,UN1,,", "0601,F,21/03/2012,WBRI,UN1,,", "0601,M,21/03/2012,WBRI,UN1,,"]
    older = write_return(tmp_path / "2025", header=births, episodes=[episode("0601", "03/06/2024", "S C1 U6")])
    ledger = new_ledger(tmp_path / "p.db")
    several = "header.csv:2: 0601: Header has several days of birth: 11 Jul 2015, 21 Mar 2012"
    alone = bring_in(ledger, older, skip_bad_rows=True)
    assert told(alone, "dob-in-doubt") == [f"{several}; 11 Jul 2015 is used, and may be wrong"]
    newer = write_return(tmp_path / "2026", header=births[1:2], episodes=[episode("0601", "03/06/2025", "P C1 U6")])
    together = bring_in(new_ledger(tmp_path / "both.db"), older, newer, skip_bad_rows=True)
    assert told(together, "dob-in-doubt") == [f"2025/{several}; 21 Mar 2012 is used, and may be wrong"]


def test_a_review_after_care_ended_is_named_until_care_begins_again(tmp_path: Path) -> None:
    episodes = [
        episode("0601", "03/06/2024", "S C1 U6", "22/08/2024", "E4B"),
        episode("0601", "02/01/2025", "S C1 U6"),
    ]
    days = ["28/06/2024", "22/08/2024", "28/10/2024", "28/01/2025"]
    reviews = [f"0601,04/02/2016,{day},PN1" for day in days]
    folder = write_return(
        tmp_path / "2025", header=["0601,F,04/02/2016,WBRI,UN1,,"], episodes=episodes, reviews=reviews
    )
    assert told(bring_in(new_ledger(tmp_path / "p.db"), folder), "review-not-in-care") == [
        "reviews.csv:4: 0601: a review held on 28 Oct 2024, after care ended on 22 Aug 2024"
    ]
