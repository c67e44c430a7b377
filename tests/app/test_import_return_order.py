"""Whatever the order in which returns come, the same history stands: for many invented journeys through care."""

import itertools
import re
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.app.importing import bring_in, new_ledger, stands
from tests.app.invented_journeys import Journey, invent, tables

YEARS = (2023, 2024, 2025, 2026)
CHILDREN = 40


def journeys(seed: int) -> list[Journey]:
    chance = (Random(seed * 1000 + number) for number in range(CHILDREN))  # noqa: S311  (the same journeys each time)
    return [invent(random, f"C{number:03}") for number, random in enumerate(chance)]


def write_years(journeys: list[Journey], folder: Path) -> dict[int, Path]:
    for year in YEARS:
        (folder / str(year)).mkdir(parents=True)
        for name, text in tables(journeys, year).items():
            (folder / str(year) / name).write_text(text, encoding="utf-8")
    return {year: folder / str(year) for year in YEARS}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("order", [*itertools.permutations(YEARS)][1::3], ids=lambda order: "-".join(map(str, order)))
def test_the_order_of_imports_does_not_matter(tmp_path: Path, seed: int, order: tuple[int, ...]) -> None:
    years = write_years(journeys(seed), tmp_path)
    together = new_ledger(tmp_path / "together.db")
    bring_in(together, *years.values())
    apart = new_ledger(tmp_path / "apart.db")
    for year in order:
        assert not bring_in(apart, years[year]).refused
    assert stands(apart) == stands(together)
    again = bring_in(apart, *years.values())
    assert not again.written
    assert len(again.rows) == sum(
        len(file.read_text().splitlines()) - 1 for y in years.values() for file in y.iterdir()
    )


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_four_windows_on_a_history_show_what_one_window_would(tmp_path: Path, seed: int) -> None:
    """A return that held every year in one, seen from the first day of care, has nothing to reconstruct."""
    made = [journey for journey in journeys(seed) if journey.rows[0].began >= date(2022, 4, 1)]
    assert len(made) > CHILDREN // 2
    years = write_years(made, tmp_path)
    windows = new_ledger(tmp_path / "windows.db")
    for path in reversed(years.values()):
        bring_in(windows, path)
    whole = new_ledger(tmp_path / "whole.db")
    (tmp_path / "whole").mkdir()
    for name, text in whole_history(made).items():
        (tmp_path / "whole" / name).write_text(text, encoding="utf-8")
    bring_in(whole, tmp_path / "whole")
    care = ("entered-care", "left-care", "legal-status", "placement-order", "placement-started")
    care += ("placed-for-adoption", "adoption-order", "guardianship-order")
    assert stands(windows, kinds=care) == stands(whole, kinds=care)


def whole_history(made: list[Journey]) -> dict[str, str]:
    """Header and Episodes as they would be if a return's year had no first day."""
    every = [tables(made, year) for year in YEARS]
    latest: dict[tuple[str, str], str] = {}
    for year in every:
        for row in year["episodes.csv"].splitlines()[1:]:
            child, began = row.split(",")[:2]
            latest[child, began] = row
    headers = {row for year in every for row in year["header.csv"].splitlines()[1:]}
    head = {name: every[0][name].splitlines()[0] for name in ("header.csv", "episodes.csv")}
    return {
        "header.csv": "\n".join([head["header.csv"], *sorted(headers)]) + "\n",
        "episodes.csv": "\n".join([head["episodes.csv"], *latest.values()]) + "\n",
    }


def test_the_invented_journeys_hold_what_they_are_meant_to_try() -> None:
    made = [row for seed in (1, 2) for journey in journeys(seed) for row in journey.rows]
    assert {row.rne for row in made} == set("SLPTBU")
    assert {"A5", "A6", "T1"} <= {row.place for row in made}
    assert any(re.fullmatch("E1[12]", row.rec) for row in made)


def spoilt(random: Random, text: str) -> str:
    """A table with one cell in about eight rows replaced by another of the same column, or by nothing."""
    head, *rows = text.splitlines()
    cells = [row.split(",") for row in rows]
    for row in random.sample(cells, len(cells) // 8):
        column = random.randrange(1, len(row))
        row[column] = random.choice(["", *(other[column] for other in cells)])
    return "\n".join([head, *map(",".join, cells)]) + "\n"


@pytest.mark.parametrize("seed", range(6, 12))
def test_spoilt_returns_are_accounted_for_and_taken_once(tmp_path: Path, seed: int) -> None:
    ledger = new_ledger(tmp_path / "p.db")
    random = Random(seed)  # noqa: S311  (the same cells each time)
    made = journeys(seed)
    for year in random.sample(YEARS, len(YEARS)):
        folder = tmp_path / str(year)
        folder.mkdir()
        rows = 0
        for name, text in tables(made, year).items():
            (folder / name).write_text(spoilt(random, text), encoding="utf-8")
            rows += len(text.splitlines()) - 1
        report = bring_in(ledger, folder, year=year, skip_bad_rows=True)
        assert len(report.rows) == rows
        assert report.findings
        again = bring_in(ledger, folder, year=year, skip_bad_rows=True)
        assert not again.written
        assert len(again.rows) == rows
