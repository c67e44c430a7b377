"""`permtrack import-903` as it is typed: what it prints, what it writes, how it ends."""

import csv
import os
from pathlib import Path

import pytest

from tests.app.importing import episode, write_return
from tests.cli.running import Ran, environment, permtrack

HEADER = ["0071,F,09/08/2023,WBRI,UN1,0,"]
ROWS = [episode("0071", "06/01/2025", "S V2 U6", "03/02/2025", "X1"), episode("0071", "03/02/2025", "L C1 U6")]
BAD = episode("0071", "03/02/25", "L C1 U6")


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    made = environment(PERMTRACK_TODAY="2026-05-01", PERMTRACK_LEDGER=str(tmp_path / "permtrack.db"))
    assert permtrack("init", "--tracking-from", "2024-04-01", env=made).code == 0
    return made


def import_903(env: dict[str, str], *args: object) -> Ran:
    return permtrack("import-903", *map(str, args), env=env)


def test_a_return_comes_in_and_its_rows_are_counted(env: dict[str, str], tmp_path: Path) -> None:
    ran = import_903(env, write_return(tmp_path / "2025", header=HEADER, episodes=ROWS))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[:4] == [
        "Return 2024-25: episodes, header",
        "Episodes: 2 rows: 2 imported",
        "Header: 1 row: 1 imported",
        "Recorded 1 children added, 3 events.",
    ]
    again = import_903(env, tmp_path / "2025")
    assert again.code == 0
    assert "Nothing new; nothing was written." in again.out


def test_a_bad_row_is_told_with_its_place_and_nothing_is_written(env: dict[str, str], tmp_path: Path) -> None:
    before = (tmp_path / "permtrack.db").read_bytes()
    folder = write_return(tmp_path / "2025", header=HEADER, episodes=[*ROWS, BAD])
    ran = import_903(env, folder, "--report", tmp_path / "report.csv")
    assert ran.code == 2
    assert "episodes.csv:4: 0071: DECOM '03/02/25' has a year of two digits; dates are dd/mm/yyyy" in ran.err
    assert (tmp_path / "permtrack.db").read_bytes() == before
    rows = list(csv.DictReader((tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["line"], row["outcome"], row["field"]) for row in rows if row["file"] == "episodes.csv"] == [
        ("2", "not written", ""),
        ("3", "not written", ""),
        ("4", "refused", "DECOM"),
    ]


def test_the_sheet_of_a_dry_run_does_not_say_that_rows_were_imported(env: dict[str, str], tmp_path: Path) -> None:
    folder = write_return(tmp_path / "2025", header=HEADER, episodes=ROWS)
    import_903(env, folder, "--dry-run", "--report", tmp_path / "dry.csv")
    import_903(env, folder, "--report", tmp_path / "real.csv")
    assert told(tmp_path / "dry.csv") == ["would be imported"] * 3
    assert told(tmp_path / "real.csv") == ["imported"] * 3


def told(report: Path) -> list[str]:
    return [row["outcome"] for row in csv.DictReader(report.read_text(encoding="utf-8-sig").splitlines())]


def test_bad_rows_are_skipped_on_request_and_counted(env: dict[str, str], tmp_path: Path) -> None:
    folder = write_return(tmp_path / "2025", header=HEADER, episodes=[*ROWS, BAD])
    ran = import_903(env, folder, "--skip-bad-rows")
    assert ran.code == 0
    assert "1 of 4 rows refused and skipped" in ran.err


def test_findings_are_grouped_with_a_few_of_each(env: dict[str, str], tmp_path: Path) -> None:
    reviews = [f"0071,09/08/2023,{day:02}/02/2025,PN1" for day in range(1, 15)]
    ran = import_903(env, write_return(tmp_path / "2025", header=HEADER, episodes=ROWS, reviews=reviews), "--dry-run")
    lines = ran.out.splitlines()
    begins = lines.index("Finding participation-age (national rule 441): 14 rows")
    assert lines[begins + 1] == "  reviews.csv:2: 0071: PN1 is for a child of four or over, and this one was not"
    assert lines[begins + 11] == "  and 4 more: --report FILE.csv lists every one"


def test_what_is_no_return_is_refused_in_one_sentence(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "photo.csv").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "letter.csv").write_text("Dear all,\nplease find attached\n")
    (tmp_path / "page.xml").write_text("<html><body/></html>")
    (tmp_path / "empty.csv").write_text("\n")
    for name in ("photo.csv", "letter.csv", "page.xml", "empty.csv"):
        ran = import_903(env, tmp_path / name)
        assert ran.code == 2, name
        assert len(ran.err.splitlines()) <= 2
    assert import_903(env, tmp_path / "nowhere").code == 4
    assert import_903(env, tmp_path / "letter.csv", "--encoding", "base64").code == 2
    (tmp_path / "hollow").mkdir()
    assert import_903(env, tmp_path / "hollow").code == 2
    assert import_903(env).code == 2


def test_a_cell_that_would_drive_a_screen_is_spelled_out(env: dict[str, str], tmp_path: Path) -> None:
    rows = ["\x1b[31m0071,06/01/2025,S,V2,N1,U6,PR1,,,,,,", "0071,\x1b]0;x\x07,S,V2,N1,U6,PR1,,,,,,"]
    ran = import_903(env, write_return(tmp_path / "2025", header=HEADER, episodes=[*ROWS, *rows]))
    assert ran.code == 2
    assert "\x1b" not in ran.out + ran.err
    assert "\x07" not in ran.out + ran.err


@pytest.mark.skipif(os.name == "nt", reason="Windows names files in Unicode only")
def test_a_file_whose_name_is_no_text(env: dict[str, str], tmp_path: Path) -> None:
    folder = write_return(tmp_path / "2025", header=HEADER, episodes=ROWS)
    os.rename(folder / "episodes.csv", os.fsencode(folder) + b"/epis\xff\x1bodes.csv")  # noqa: PTH104  (bytes)
    ran = import_903(env, folder)
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "\x1b" not in permtrack("timeline", "0071", env=env).out


def test_the_help_says_how(env: dict[str, str]) -> None:
    ran = permtrack("import-903", "--help", env=env)
    assert ran.code == 0
    for option in ("--year", "--encoding", "--skip-bad-rows", "--report", "--dry-run"):
        assert option in ran.out
