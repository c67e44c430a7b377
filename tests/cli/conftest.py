from pathlib import Path

import pytest

from tests.cli.hand_written import write_by_hand


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-written ledger, for reading only."""
    path = tmp_path_factory.mktemp("ledger") / "hand.db"
    write_by_hand(path)
    return path
