"""What a list leaves unbuilt is the history and nothing else."""

from datetime import date
from pathlib import Path

import pytest

from permtrack.app.asking import Question
from permtrack.app.looking import survey
from permtrack.ledger.store import open_ledger
from tests.benchmarks.journeys import make_ledger

DAYS = [date(2023, 5, 31), date(2024, 2, 29), date(2025, 1, 1), date(2026, 3, 31)]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("running") / "p.db"
    make_ledger(path, 60, seed=7)
    return path


@pytest.mark.parametrize("day", DAYS)
def test_without_the_history_the_running_deadlines_alerts_and_gaps_are_the_same(ledger: Path, day: date) -> None:
    with open_ledger(ledger) as opened:
        whole = survey(opened, Question(as_at=day)).outlook
        running = survey(opened, Question(as_at=day, history=False)).outlook
    assert [d for d in whole.deadlines if d.running] == list(running.deadlines)
    assert whole.alerts == running.alerts
    assert whole.gaps == running.gaps
    assert len(whole.deadlines) > len(running.deadlines) > 0
