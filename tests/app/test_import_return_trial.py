"""The returns kept for trials, where there are any: two coherent years, and large, dirty and contradictory ones.

The folder is named by PERMTRACK_TRIAL_DATA. Without it these tests are left out and say so; the invented returns of
the other tests cover the same ground in small.
"""

import csv
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from permtrack.errors import RequestRefused
from tests.app.importing import bring_in, changed, found, new_ledger, stands

NAMED = os.environ.get("PERMTRACK_TRIAL_DATA")
if not NAMED:
    pytest.skip("PERMTRACK_TRIAL_DATA names no folder of trial returns", allow_module_level=True)
TRIAL = Path(NAMED) / "ssda903"
EARLIER, LATER = TRIAL / "coherent-2024-25", TRIAL / "coherent-2025-26"
EXPECTED = Path(__file__).parent.parent / "exchange" / "coherent_expected.csv"

Rows = list[dict[str, str]]


def expected(returns: str) -> list[tuple[str, ...]]:
    with EXPECTED.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["returns"] == returns]
    return sorted((r["child"], r["kind"], r["on"], r["precision"], r["fields"] or "") for r in rows)


@pytest.mark.parametrize("steps", [[[EARLIER], [LATER]], [[LATER], [EARLIER]], [[LATER, EARLIER]], [[EARLIER, LATER]]])
def test_both_returns_give_one_history_whichever_comes_first(tmp_path: Path, steps: list[list[Path]]) -> None:
    ledger = new_ledger(tmp_path / "p.db")
    for paths in steps:
        report = bring_in(ledger, *paths)
        assert not report.findings
    assert stands(ledger) == expected("both")
    again = bring_in(ledger, EARLIER, LATER)
    assert not again.written
    assert again.events_added + again.events_corrected + again.events_struck_out == 0


def test_the_later_return_alone_says_what_it_cannot_see(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path / "p.db")
    report = bring_in(ledger, LATER)
    assert stands(ledger) == expected("later")
    assert report.unseen == (
        "start of care unknown for 4 children (000123, 1005, 1006, 1007): import earlier returns",
        "day of the placement order unknown for 2 children (1006, 1007): import earlier returns",
    )


def the(rows: Rows, child: str, **where: str) -> dict[str, str]:
    return next(r for r in rows if r["CHILD"] == child and all(r[name] == value for name, value in where.items()))


def setting(child: str, where: dict[str, str], **to: str) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        the(rows, child, **where).update(to)
        return rows

    return change


def without(child: str) -> Callable[[Rows], Rows]:
    return lambda rows: [row for row in rows if row["CHILD"] != child]


def adding(child: str, where: dict[str, str], **to: str) -> Callable[[Rows], Rows]:
    return lambda rows: [*rows, the(rows, child, **where) | to]


def several(*changes: Callable[[Rows], Rows]) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        for one in changes:
            rows = one(rows)
        return rows

    return change


OPEN_456 = {"DECOM": "05/01/2026"}
# What is changed, in which table, and the finding that must name it; `refused FIELD` where the row is refused.
MUTATIONS: list[tuple[str, dict[str, Callable[[Rows], Rows]], str]] = [
    ("decision before care", {"placed_for_adoption": setting("000456", {}, DATE_PLACED="01/06/2025")}, "decision-before-care 1003"),
    ("decision before birth", {"placed_for_adoption": setting("000456", {}, DATE_PLACED="01/05/2025")}, "decision-before-birth 184"),
    ("decision after the order", {"placed_for_adoption": setting("000456", {}, DATE_PLACED="01/11/2025")}, "decision-after-order 554"),
    ("decision after placement", {"placed_for_adoption": setting("000456", {}, DATE_PLACED="10/01/2026")}, "decision-after-placement 552"),
    ("no decision: order", {"placed_for_adoption": without("000456")}, "no-decision 553"),
    ("no decision: placement", {"placed_for_adoption": without("000456")}, "no-decision 551"),
    ("reversal before decision", {"placed_for_adoption": setting("A789", {}, DATE_PLACED_CEASED="01/07/2025")}, "reversal-before-decision 522"),
    ("reversal without reason", {"placed_for_adoption": setting("A789", {}, REASON_PLACED_CEASED="")}, "reversal-without-reason 119"),
    ("reason without reversal", {"placed_for_adoption": setting("A789", {}, DATE_PLACED_CEASED="")}, "reversal-without-day 119"),
    ("bad reason", {"placed_for_adoption": setting("A789", {}, REASON_PLACED_CEASED="RD9")}, "refused REASON_PLACED_CEASED"),
    ("reversal while the order is open", {"placed_for_adoption": setting("1005", {}, DATE_PLACED_CEASED="01/12/2025", REASON_PLACED_CEASED="RD3")}, "reversed-order-open "),
    ("adopted, yet reversed", {"placed_for_adoption": setting("000123", {}, DATE_PLACED_CEASED="01/06/2025", REASON_PLACED_CEASED="RD1")}, "reversed-yet-adopted 525"),
    ("match after placement", {"ad1": setting("000123", {}, DATE_MATCH="20/04/2025")}, "match-after-placement 331"),
    ("match before decision", {"ad1": setting("000123", {}, DATE_MATCH="01/12/2024")}, "match-before-decision 333"),
    ("match on the day of the order", {"ad1": setting("000123", {}, DATE_MATCH="12/12/2025")}, "match-on-order-day 582"),
    ("another decision date in AD1", {"ad1": setting("000123", {}, DATE_INT="14/01/2025")}, "decision-date-differs 523"),
    ("adopted, no AD1 row", {"ad1": without("000123")}, "adopted-without-ad1 601"),
    ("AD1 row, not adopted", {"ad1": adding("000123", {}, CHILD="1005", DOB="25/12/2022")}, "ad1-not-adopted 602"),
    ("foster carer flag", {"ad1": setting("000123", {}, FOSTER_CARE="1")}, "foster-carer-flag 335"),
    ("adopted from a foster placement", {"episodes": setting("000123", {"REC": "E12"}, PLACE="U6")}, "adopted-not-placed 390"),
    ("A6 without an order", {"episodes": setting("000123", {"REC": "E12"}, LS="C2")}, "no-placement-order 408"),
    ("A5 without a foster placement", {"episodes": several(setting("000456", {"RNE": "S"}, PLACE="K2"), setting("000456", {"RNE": "L"}, PLACE="K2"))}, "carer-not-earlier 336"),
    ("A5 with RNE P", {"episodes": setting("000456", OPEN_456, RNE="P")}, "same-carer-yet-moved 217"),
    ("guardianship from a children's home", {"episodes": setting("1001", {}, PLACE="K2")}, "guardian-not-carer 516"),
    ("DEC without REC", {"episodes": setting("1002", {}, REC="")}, "ending-without-reason 148"),
    ("REC without DEC", {"episodes": setting("1002", {}, DEC="")}, "ending-without-day 148"),
    ("same-day episode", {"episodes": setting("1002", {}, DEC="14/04/2025")}, "same-day-episode 355"),
    ("gap after X1", {"episodes": setting("A789", {"RNE": "S"}, DEC="10/11/2025")}, "gap 388"),
    ("overlap", {"episodes": setting("A789", {"RNE": "S"}, DEC="20/11/2025")}, "overlap 501"),
    ("S after X1 on the same day", {"episodes": setting("A789", {"RNE": "L"}, RNE="S")}, "start-while-in-care 431"),
    ("back without S", {"episodes": setting("1004", {"DECOM": "10/09/2025"}, RNE="P")}, "return-without-start 435"),
    ("RNE L, same LS", {"episodes": setting("A789", {"RNE": "L"}, LS="C1")}, "nothing-changed 434"),
    ("not in Header", {"header": without("1002")}, "child-not-in-header INT02"),
    ("two live decisions", {"placed_for_adoption": adding("1005", {}, DATE_PLACED="01/09/2025")}, "two-decisions-open 579"),
    ("PN0 at four or over", {"reviews": setting("1003", {}, REVIEW_CODE="PN0")}, "participation-age 440"),
    ("ISO date", {"placed_for_adoption": setting("1005", {}, DATE_PLACED="2024-07-01")}, "iso-date 115"),
    ("two-digit year", {"episodes": setting("1002", {}, DEC="22/08/25")}, "refused DEC"),
    ("obsolete REC", {"episodes": setting("1001", {}, REC="E43")}, "code-of-another-year 149"),
    ("old SEX", {"header": setting("1001", {}, SEX="1")}, "code-of-another-year 101"),
    ("obsolete PLACE", {"episodes": setting("1002", {}, PLACE="H5")}, "code-of-another-year 146"),
    ("another decision date than last year", {"placed_for_adoption": setting("1005", {}, DATE_PLACED="02/07/2024")}, "decision-date-changed 560"),
]  # fmt: skip


@pytest.mark.parametrize("one_command", [True, False], ids=["together", "one after the other"])
@pytest.mark.parametrize(("what", "changes", "named"), MUTATIONS, ids=[mutation[0] for mutation in MUTATIONS])
def test_every_contradiction_is_named_or_refused(
    tmp_path: Path, what: str, changes: dict[str, Callable[[Rows], Rows]], named: str, *, one_command: bool
) -> None:
    ledger = new_ledger(tmp_path / "p.db")
    folder = changed(LATER, tmp_path / "later", **changes)
    if one_command:
        report = bring_in(ledger, EARLIER, folder)
    else:
        bring_in(ledger, EARLIER)
        report = bring_in(ledger, folder)
    if named.startswith("refused"):
        assert report.refused
        assert [row.field for row in report.refusals()] == [named.split()[1]]
    else:
        assert named in {f"{finding.id} {finding.rule}" for finding in report.findings}
        assert not report.refused


def rows_in(*files: Path) -> int:
    return sum(len(lines(file)) - 1 for file in files)


def lines(file: Path) -> list[list[str]]:
    return list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))


VALIDATOR_FILES = ["episodes", "header", "reviews", "ad1", "placed_for_adoption", "previous_permanence"]
VALIDATOR_FILES += ["oc2", "oc3", "uasc", "missing", "sw_episodes", "DoLo"]


def test_a_large_incoherent_return_is_accounted_for_row_by_row(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path / "p.db")
    files = [TRIAL / "validator-fake" / f"{name}.csv" for name in VALIDATOR_FILES]
    refused = bring_in(ledger, *files)
    assert refused.refused
    assert stands(ledger) == []
    report = bring_in(ledger, *files, skip_bad_rows=True)
    assert len(report.rows) == rows_in(*files)
    assert Counter(f.id for f in report.findings)["ending-without-day"] == 1413
    again = bring_in(ledger, *files, skip_bad_rows=True)
    assert not again.written


def test_its_xml_return_is_accounted_for(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path / "p.db")
    report = bring_in(ledger, TRIAL / "validator-fake" / "fake_903.xml", skip_bad_rows=True)
    counts = {table: sum(of_table.values()) for table, of_table in report.counts().items()}
    assert (counts["Header"], counts["Episodes"], counts["Reviews"]) == (253, 459, 1206)
    assert (counts["AD1"], counts["PlacedAdoption"]) == (3, 3)
    assert not bring_in(ledger, TRIAL / "validator-fake" / "fake_903.xml", skip_bad_rows=True).written


def test_five_years_in_one_folder_are_refused_but_taken_one_by_one(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path / "p.db")
    with pytest.raises(RequestRefused, match="Episodes twice"):
        bring_in(ledger, TRIAL / "five-years")
    files = sorted((TRIAL / "five-years").glob("*.csv"))
    report = bring_in(ledger, *files, skip_bad_rows=True)
    assert [returned.year for returned in report.returns] == [2018, 2019, 2020, 2021, 2022]
    assert len(report.rows) == rows_in(*files)
    assert not bring_in(ledger, *files, skip_bad_rows=True).written


@pytest.mark.parametrize(
    ("year", "still_open", "coming_again"), [(2017, 434, 346), (2018, 235, 195), (2019, 160, 135), (2020, 105, 84)]
)
def test_rows_open_at_the_end_of_a_year_come_again_in_the_next(
    tmp_path: Path, year: int, still_open: int, coming_again: int
) -> None:
    """The next return has the last word on them."""
    files = [f for y in (year, year + 1) for f in sorted((TRIAL / "five-years").glob(f"{y}-*.csv"))]
    report = bring_in(new_ledger(tmp_path / "p.db"), *files, skip_bad_rows=True)
    episodes = f"{year}-episodes.csv"
    accounts = {row.place.line: row.outcome.value for row in report.rows if row.place.file == episodes}
    ended = [cells[7] for cells in lines(TRIAL / "five-years" / episodes)]
    open_rows = [line for line, day in enumerate(ended, start=1) if day == ""]
    assert len(open_rows) == still_open
    assert sum(accounts[line] == "superseded" for line in open_rows) == coming_again


def test_dirty_files_are_refused_cell_by_cell(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path / "p.db")
    report = bring_in(
        ledger, TRIAL / "dirty" / "SSDA903_2020_episodes.csv", TRIAL / "dirty" / "SSDA903_2020_header.csv"
    )
    refused = [(row.place.line, row.place.table, row.field) for row in report.refusals()]
    assert refused == [
        (3, "Episodes", "LS"),
        (6, "Episodes", "RNE"),
        *((line, "Header", "CHILD") for line in (3, 4, 6)),
    ]
    assert "SSDA903_2020_episodes.csv: left out, not columns of Episodes: TEST_COLUMN" in report.notices
    cleaned = bring_in(ledger, TRIAL / "dirty" / "SSDA903_episodes_for_testing_fixes_INPUT.csv", skip_bad_rows=True)
    assert len(cleaned.refusals()) == 23
    assert "iso-date" in found(cleaned)
    assert any("approximate" in notice for notice in cleaned.notices)
