"""Every hand-written story of an alert, and what must hold of all alerts on every day of every story."""

from pathlib import Path

import pytest

from tests.rules.reading_alerts import Family, answer, expected
from tests.rules.reading_cases import TESTS, rows

STORIES = sorted((TESTS / "stories_alerts").glob("*.csv"))


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_a_story_reads_as_told(path: Path) -> None:
    family = Family()
    wrong = []
    for line, row in enumerate(rows(path), start=2):
        if row["event"]:
            family.tell(row)
        if row["alert"]:
            got = answer(family, row)
            if got != expected(row):
                wrong.append(f"line {line}: {row['alert']}: {got}, not {expected(row)}: {row['why']}")
    assert not wrong, "\n".join(wrong)
