"""The list that is looked up is the list that is worked out, whatever was recorded, by whomever, on whatever day."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from permtrack.app.asking import Question
from permtrack.app.kept_list import kept_list
from permtrack.app.listing_due import listed_due
from permtrack.app.local_policy import POLICY_SET
from permtrack.domain.due_list import DueList, Wanted
from permtrack.domain.events import Event
from permtrack.ledger.identity import new_id
from permtrack.ledger.store import open_ledger
from permtrack.render.due import due_parts
from permtrack.render.screen import Screen
from tests.app.lived import Life, empty_ledger, lived_by_many, record
from tests.benchmarks.journeys import make_ledger

HISTORIES = int(os.environ.get("PERMTRACK_KEPT_HISTORIES", "6"))
EVERYDAY = settings(
    max_examples=HISTORIES,
    deadline=None,
    derandomize="PERMTRACK_KEPT_HISTORIES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)
SHOWN = ("lines", "alert_lines", "shared_hints", "gaps", "counts", "authorities", "lines_left", "alerts_left")
ASKED = (
    Wanted(), Wanted(limit=1), Wanted(limit=7), Wanted(team="north"), Wanted(team="South", limit=2),
    Wanted(authority="wendlebury"), Wanted(worker="AB", limit=3),
)  # fmt: skip
POLICIES = [path.read_text("utf-8") for path in sorted((Path(__file__).parents[1] / "policies").glob("*.toml"))]
AS_AT = date(2026, 3, 31)


@contextmanager
def a_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="permtrack-kept-") as place:
        yield Path(place)


def silent(_done: int, _of: int) -> None:
    """Nobody listens."""


def looked_up(path: Path, day: date, wanted: Wanted) -> DueList | None:
    with open_ledger(path) as ledger:
        return kept_list(ledger, Question(as_at=day), wanted, silent)


def worked_out(path: Path, day: date, wanted: Wanted) -> DueList:
    with open_ledger(path) as ledger:
        return listed_due(ledger, Question(as_at=day), wanted, ())


def said(listing: DueList) -> str:
    """What a reader sees."""
    from permtrack.cli.output import drawn  # noqa: PLC0415

    return drawn(due_parts(listing, Screen()), Screen())


def assert_same(path: Path, day: date, wanted: Wanted) -> None:
    kept = looked_up(path, day, wanted)
    if kept is None:
        assert wanted.some_children, "only a restriction that fits nobody is left to the other way"
        return
    fresh = worked_out(path, day, wanted)
    for part in SHOWN:
        assert getattr(kept, part) == getattr(fresh, part), part
    assert said(kept) == said(fresh)


def asked_of(chosen: Random, path: Path, life: Life) -> None:
    """Some questions, most of them about one day, as people ask them."""
    day = chosen.choice(life.days())
    for wanted in chosen.sample(ASKED, 3):
        assert_same(path, day if chosen.random() < 0.8 else chosen.choice(life.days()), wanted)


def policy(chosen: Random, on: date, entry: Event) -> Event:
    fields = {"policy": chosen.choice(POLICIES), "from": on.isoformat(), "reason": "agreed"}
    return replace(entry, id=new_id(entry.recorded_at), child=None, kind=POLICY_SET, on=on, fields=fields)


@EVERYDAY
@given(st.integers(0, 2**64).map(Random))
def test_whatever_is_recorded_the_kept_list_is_the_fresh_one(chosen: Random) -> None:
    life = lived_by_many(chosen, chosen.randrange(1, 14))
    rest = list(life.entries)
    with a_folder() as folder:
        path = empty_ledger(folder, life)
        while rest:
            some = chosen.choice((1, 1, 2, 5, len(rest)))
            record(path, *rest[:some])
            del rest[:some]
            if chosen.random() < 0.4:
                asked_of(chosen, path, life)
            if chosen.random() < 0.05:
                record(path, policy(chosen, chosen.choice(life.days()), life.entries[0]))
            if chosen.random() < 0.05:
                path.with_name(path.name + "-outlook").unlink(missing_ok=True)
        asked_of(chosen, path, life)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("kept") / "p.db"
    make_ledger(path, 60, seed=11)
    return path.read_bytes()


@pytest.fixture
def ledger(made: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "p.db"
    path.write_bytes(made)
    return path


def outlook(path: Path) -> Path:
    return path.with_name(path.name + "-outlook")


def test_gaps_and_hints_of_many_children_are_said_alike(ledger: Path) -> None:
    for wanted in (Wanted(), Wanted(limit=20), Wanted(team="t3"), Wanted(worker="sw7"), Wanted(authority="wendlebury")):
        assert_same(ledger, AS_AT, wanted)
        assert looked_up(ledger, AS_AT, wanted) is not None
    assert looked_up(ledger, AS_AT, Wanted()).gaps or looked_up(ledger, AS_AT, Wanted()).shared_hints


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(plan="adoption"), Wanted(rule="review.next"), Wanted(tier="regulation"), Wanted(set="permanence"),
        Wanted(within=14), Wanted(everything=True), Wanted(delays=True), Wanted(by="team"), Wanted(coming=True),
        Wanted(refs=("000001",)), Wanted(team="t1", worker="sw1"), Wanted(team="nobody"),
    ],
)  # fmt: skip
def test_what_is_not_kept_is_left_to_the_other_way(ledger: Path, wanted: Wanted) -> None:
    assert looked_up(ledger, AS_AT, Wanted()) is not None
    assert looked_up(ledger, AS_AT, wanted) is None
