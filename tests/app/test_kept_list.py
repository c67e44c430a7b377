"""The list that is looked up is the list that is worked out, whatever was recorded, by whomever, on whatever day."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
import zipimport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permtrack.app import keeping
from permtrack.app import kept_list as kept_lists
from permtrack.app.asking import Question
from permtrack.app.edition import archive_marks, edition_of
from permtrack.app.finding_children import children_typed
from permtrack.app.kept_list import kept_list
from permtrack.app.listing_due import listed_due
from permtrack.app.local_policy import POLICY_SET
from permtrack.domain.due_list import DueList, Wanted
from permtrack.domain.events import Event
from permtrack.ledger.identity import new_id
from permtrack.ledger.store import open_ledger
from permtrack.render.due import due_parts
from permtrack.render.due_records import due_record
from permtrack.render.screen import Screen
from tests.app.lived import Life, empty_ledger, lived_by_many, of_child, record, whole_lives
from tests.benchmarks.journeys import make_ledger

EVERYDAY = whole_lives("PERMTRACK_KEPT_HISTORIES", everyday=6)
SHOWN = (
    "found",
    "alerts",
    "lines",
    "alert_lines",
    "shared_hints",
    "gaps",
    "counts",
    "authorities",
    "lines_left",
    "alerts_left",
)
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
        return kept_list(ledger, Question(as_at=day), wanted, silent, whole=True)


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
    assert due_record(kept) == due_record(fresh)


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


class Work:
    """Hears how many children are worked out."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, done: int, _of: int) -> None:
        self.done = done


def look(path: Path, wanted: Wanted | None = None) -> tuple[DueList | None, int]:
    """The list, and how many children were worked out for it."""
    work = Work()
    with open_ledger(path) as ledger:
        return kept_list(ledger, Question(as_at=AS_AT), wanted or Wanted(), work, whole=True), work.done


def child_of(path: Path, ref: str) -> str:
    with open_ledger(path) as ledger:
        (child,) = children_typed(ledger, Question(as_at=AS_AT), [ref])
        return child.id


def test_only_the_child_that_changed_is_worked_out_again(ledger: Path) -> None:
    assert look(ledger)[1] == 60
    assert look(ledger)[1] == 0
    record(ledger, of_child(child_of(ledger, "000007"), "ppm", date(2026, 3, 30), {"chair": "TM"}))
    assert look(ledger)[1] == 1
    assert_same(ledger, AS_AT, Wanted())


def test_brothers_and_sisters_are_worked_out_again_with_it(ledger: Path) -> None:
    look(ledger)
    for ref in ("000003", "000004"):
        group = of_child(child_of(ledger, ref), "child-amended", date(2026, 1, 5), {"sibling_group": "G1"})
        record(ledger, group)
    assert look(ledger)[1] == 2
    record(ledger, of_child(child_of(ledger, "000004"), "ppm", date(2026, 3, 30), {"chair": "TM"}))
    assert look(ledger)[1] == 2
    # Who leaves the group concerns those who stay.
    record(ledger, of_child(child_of(ledger, "000004"), "child-amended", date(2026, 2, 5), {"sibling_group": "G2"}))
    assert look(ledger)[1] == 2
    assert_same(ledger, AS_AT, Wanted())


def test_what_may_concern_every_child_has_everything_worked_out_again(ledger: Path) -> None:
    look(ledger)
    with open_ledger(ledger) as opened:
        first = next(opened.entries())
    record(ledger, policy(Random(1), date(2026, 1, 1), first))  # noqa: S311  (any policy will do)
    assert look(ledger)[1] == 60
    # The first panel of all makes panels something that is recorded here.
    record(ledger, of_child(child_of(ledger, "000007"), "panel", date(2026, 3, 30), {"about": "plan"}))
    assert look(ledger)[1] == 60
    record(ledger, of_child(child_of(ledger, "000008"), "panel", date(2026, 3, 30), {"about": "plan"}))
    assert look(ledger)[1] == 1
    assert_same(ledger, AS_AT, Wanted())


def test_other_code_or_rules_have_everything_worked_out_again(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look(ledger)
    monkeypatch.setattr(kept_lists, "this_edition", lambda: "another")
    assert look(ledger)[1] == 60


def test_an_edition_is_another_when_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    rule = tmp_path / "rules" / "one.toml"
    rule.write_text("a = 1\n", "utf-8")
    before = edition_of(tmp_path)
    assert edition_of(tmp_path) == before
    rule.write_text("a = 12\n", "utf-8")
    assert edition_of(tmp_path) != before


def test_an_edition_in_one_file_is_another_when_that_file_is(tmp_path: Path) -> None:
    file = tmp_path / "permtrack.pyz"
    marks = []
    for content in ("a = 1\n", "a = 12345\n"):
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("thing.py", content)
        marks.append(archive_marks(zipimport.zipimporter(str(file))))
    assert len(marks[0]) == 1
    assert marks[0] != marks[1]
    assert edition_of(file / "permtrack") == []


def test_work_that_was_cut_off_goes_on_where_it_stopped(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "CHILDREN_AT_A_TIME", 10)

    def interrupted(done: int, _of: int) -> None:
        if done == 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_ledger(ledger) as opened:
        kept_list(opened, Question(as_at=AS_AT), Wanted(), interrupted)
    record(ledger, of_child(child_of(ledger, "000007"), "ppm", date(2026, 3, 30), {"chair": "TM"}))
    found, done = look(ledger)
    assert found is not None
    assert done == 31, "the other thirty, and the one that has changed since"
    assert_same(ledger, AS_AT, Wanted())


def test_what_is_recorded_while_the_work_goes_on_is_in_the_answer(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "CHILDREN_AT_A_TIME", 10)
    other = child_of(ledger, "000007")

    def meanwhile(done: int, of: int) -> None:
        if (done, of) == (30, 60):
            record(ledger, of_child(other, "ppm", date(2026, 3, 30), {"chair": "TM"}))

    with open_ledger(ledger) as opened:
        kept = kept_list(opened, Question(as_at=AS_AT), Wanted(), meanwhile)
    assert kept is not None
    assert said(kept) == said(worked_out(ledger, AS_AT, Wanted()))


def test_another_day_is_worked_out_for_itself(ledger: Path) -> None:
    for day in (AS_AT, date(2025, 6, 30), AS_AT):
        assert_same(ledger, day, Wanted())


def test_a_ledger_that_went_another_way_finds_nothing_of_its_own(ledger: Path, made: bytes) -> None:
    record(ledger, of_child(child_of(ledger, "000007"), "ppm", date(2026, 3, 30), {"chair": "TM"}))
    look(ledger)
    ledger.write_bytes(made)
    assert_same(ledger, AS_AT, Wanted())
    record(ledger, of_child(child_of(ledger, "000009"), "ppm", date(2026, 3, 29), {"chair": "TM"}))
    assert_same(ledger, AS_AT, Wanted())


def test_a_file_that_is_no_outlook_is_thrown_away(ledger: Path) -> None:
    outlook(ledger).write_bytes(b"not a database at all, though it is long enough" * 100)
    assert look(ledger)[1] == 60
    assert_same(ledger, AS_AT, Wanted())


def test_a_commit_that_broke_off_is_rolled_back(ledger: Path) -> None:
    look(ledger)
    record(ledger, of_child(child_of(ledger, "000007"), "ppm", date(2026, 3, 30), {"chair": "TM"}))
    code = (
        "import os, sqlite3, sys\n"
        "broken = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "broken.execute('PRAGMA cache_size = 1')\n"
        "broken.execute('BEGIN IMMEDIATE')\n"
        "broken.execute('UPDATE line SET days = 0, content = content || content')\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", code, outlook(ledger)], check=True)
    assert outlook(ledger).with_name("p.db-outlook-journal").exists()
    assert look(ledger)[1] == 1
    assert_same(ledger, AS_AT, Wanted())


def test_a_line_that_is_not_what_was_written_is_never_shown(ledger: Path) -> None:
    look(ledger)
    with sqlite3.connect(outlook(ledger)) as changed:
        changed.execute("UPDATE line SET content = replace(content, 'overdue', 'due-today')")
    changed.close()
    assert look(ledger)[1] == 60, "everything is worked out afresh"
    assert_same(ledger, AS_AT, Wanted())


def test_while_another_brings_it_up_to_date_the_answer_is_worked_out(ledger: Path) -> None:
    look(ledger)
    record(ledger, of_child(child_of(ledger, "000007"), "ppm", date(2026, 3, 30), {"chair": "TM"}))
    other = sqlite3.connect(outlook(ledger), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert look(ledger)[0] is None
    other.execute("ROLLBACK")
    other.close()
    assert look(ledger) == (looked_up(ledger, AS_AT, Wanted()), 1)


def test_where_no_file_can_be_made_the_answer_is_worked_out(ledger: Path) -> None:
    outlook(ledger).mkdir()
    assert look(ledger)[0] is None
    assert outlook(ledger).is_dir()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_in_its_place_is_not_followed(ledger: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine", "utf-8")
    outlook(ledger).symlink_to(elsewhere)
    assert look(ledger)[0] is None
    assert elsewhere.read_text("utf-8") == "mine"


@pytest.mark.skipif(os.name == "nt", reason="rights are kept elsewhere there")
@pytest.mark.parametrize("rights", [0o600, 0o640, 0o660])
def test_whoever_may_read_the_ledger_may_read_the_outlook_and_nobody_else(ledger: Path, rights: int) -> None:
    ledger.chmod(rights)
    look(ledger)
    assert outlook(ledger).stat().st_mode & 0o777 == rights


def test_looking_changes_nothing_of_the_ledger(ledger: Path, made: bytes) -> None:
    look(ledger)
    assert ledger.read_bytes() == made
    assert sorted(path.name for path in ledger.parent.iterdir()) == ["p.db", "p.db-outlook"]


def test_who_was_overtaken_does_not_write_what_is_no_longer_so(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One has read a child's entries; another records something of it and keeps the answer; then the first writes."""
    other, first_kept, overtaken = child_of(ledger, "000000"), keeping._kept, []

    def kept(found: object) -> object:
        if not overtaken:
            overtaken.append(True)
            record(ledger, of_child(other, "ppm", date(2026, 3, 30), {"chair": "TM"}))
            assert look(ledger)[1] == 60
        return first_kept(found)

    monkeypatch.setattr(keeping, "_kept", kept)
    look(ledger)
    assert_same(ledger, AS_AT, Wanted())
    assert look(ledger)[1] == 0
