"""One defective sheet for every message: `tests/rejects/rejects.csv` says what each is told."""

import csv
from pathlib import Path

import pytest

from permtrack.errors import RequestRefused
from permtrack.render.import_report import refusal_lines
from tests.app.desk import Desk

REJECTS = Path(__file__).parents[1] / "rejects"


def cases() -> list[tuple[str, str]]:
    with (REJECTS / "rejects.csv").open(encoding="utf-8", newline="") as file:
        return [(row["file"], row["says"]) for row in csv.DictReader(file)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Two children, 0001 (#2) and 0002 (#3), born on 12 March 2020."""
    desk = Desk(tmp_path)
    desk.add_child("0001")
    desk.add_child("0002")
    return desk


def told(desk: Desk, file: str) -> list[str]:
    try:
        report = desk.sheet((REJECTS / file).read_bytes(), name=file)
    except RequestRefused as refused:
        return [str(refused)]
    return list(refusal_lines(report)) if report.refused else []


@pytest.mark.parametrize(("file", "says"), cases(), ids=[file for file, _ in cases()])
def test_a_defective_sheet_is_refused_in_these_words_and_nothing_is_written(desk: Desk, file: str, says: str) -> None:
    before = desk.path.read_bytes()
    assert says in told(desk, file)
    assert desk.path.read_bytes() == before


def test_every_defective_sheet_has_its_message() -> None:
    assert {file for file, _ in cases()} == {path.name for path in REJECTS.iterdir()} - {"rejects.csv"}
