"""Every hand-worked case and story, held against the rules."""

from datetime import date
from pathlib import Path

import pytest

from permtrack.app.packaged import rulebook
from tests.rules.reading_cases import TESTS, Told, answer, expected, rows, tell_row, told_of_case

CASES = [(path, row) for path in sorted((TESTS / "cases").glob("*.csv")) for row in rows(path)]
STORIES = sorted((TESTS / "stories").glob("*.csv"))


@pytest.mark.parametrize(("path", "row"), CASES, ids=[f"{path.stem}: {row['case']}" for path, row in CASES])
def test_a_hand_worked_case_is_answered_as_worked(path: Path, row: dict[str, str]) -> None:
    assert answer(told_of_case(row), date.fromisoformat(row["as_at"]), row) == expected(row), row["why"]


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_a_story_reads_as_told(path: Path) -> None:
    told = Told()
    wrong = []
    for line, row in enumerate(rows(path), start=2):
        if row["event"]:
            tell_row(told, row)
        if row["rule"]:
            got = answer(told, date.fromisoformat(row["date"]), row)
            if got != expected(row):
                wrong.append(
                    f"line {line}: {row['rule']} from {row['trigger']}: {got}, not {expected(row)}: {row['why']}"
                )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("rule", [rule.id for rule in rulebook().rules])
def test_every_rule_has_a_case_and_a_story(rule: str) -> None:
    assert any(row["rule"] == rule for _, row in CASES)
    assert any(row["rule"] == rule for path in STORIES for row in rows(path))
