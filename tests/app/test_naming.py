"""A child found by the directory beside the ledger is the child that is found by reading everybody's entries."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from permtrack.app import naming
from permtrack.app.asking import Question
from permtrack.app.drafting import Occasion
from permtrack.app.finding_children import child_typed
from permtrack.app.kept_list import kept_list
from permtrack.app.naming import children_called, kin_of
from permtrack.app.recording import add_event
from permtrack.domain.due_list import Wanted
from permtrack.errors import RequestRefused
from permtrack.ledger.outlook import open_outlook
from permtrack.ledger.store import Head, Ledger, open_ledger
from tests.app.lived import of_child, record
from tests.benchmarks.journeys import make_ledger

AS_AT = date(2026, 3, 31)
QUESTION = Question(as_at=AS_AT)
TYPED = (
    "000003", "000004", "NEW-4", "new", "00000", "0", "", "000059", "000060", "QX", "qx", "QQ", "Z9", "00003", "%", "000005",
)  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Sixty children: one was given another ref, two have the same initials, one was struck out, one corrected."""
    path = tmp_path / "p.db"
    make_ledger(path, 60, seed=11)
    ids = {ref: found(path, ref) for ref in ("000003", "000004", "000005", "000006", "000007")}
    record(
        path,
        of_child(ids["000004"], "child-amended", date(2026, 1, 5), {"new_ref": "NEW-4"}),
        of_child(ids["000006"], "child-amended", date(2026, 1, 5), {"initials": "QX", "sibling_group": "G1"}),
        of_child(ids["000007"], "child-amended", date(2026, 1, 6), {"initials": "Qx", "sibling_group": "G1"}),
        of_child(ids["000005"], "void", date(2026, 1, 7), {"event": ids["000005"], "reason": "twice"}),
    )
    record(path, of_child(ids["000003"], "correction", date(2026, 1, 8), corrected(ids["000003"], "Z9")))
    return path


def corrected(child: str, initials: str) -> dict[str, str]:
    return {"event": child, "reason": "a slip", "set.initials": initials}


def found(path: Path, typed: str) -> str:
    with open_ledger(path) as opened:
        try:
            return child_typed(opened, QUESTION, typed).id
        except RequestRefused as refused:
            return str(refused)


def test_with_and_without_a_directory_the_same_child_is_meant(ledger: Path) -> None:
    without = [found(ledger, typed) for typed in TYPED]
    with open_ledger(ledger) as opened:
        assert children_called(opened, "000003") is None, "there is none yet"
        kept_list(opened, QUESTION, Wanted(), lambda _done, _of: None)
        assert children_called(opened, "000003") is not None
    assert [found(ledger, typed) for typed in TYPED] == without
    assert len({each for each in without if len(each) == 26}) == 3, "000003 (also Z9), NEW-4, 000059, and no others"


def test_what_was_recorded_since_is_known_at_once(ledger: Path) -> None:
    with open_ledger(ledger) as opened:
        kept_list(opened, QUESTION, Wanted(), lambda _done, _of: None)
    other = found(ledger, "000009")
    record(ledger, of_child(other, "child-amended", date(2026, 2, 1), {"initials": "YY"}))
    assert found(ledger, "yy") == other


def test_kin_are_those_who_ever_were_of_one_group(ledger: Path) -> None:
    with open_ledger(ledger) as opened:
        kept_list(opened, QUESTION, Wanted(), lambda _done, _of: None)
    sixth, seventh, eighth = (found(ledger, ref) for ref in ("000006", "000007", "000008"))
    record(ledger, of_child(seventh, "child-amended", date(2026, 2, 1), {"sibling_group": "G2"}))
    with open_ledger(ledger) as opened:
        assert kin_of(opened, [sixth]) == {sixth, seventh}
        assert kin_of(opened, [eighth]) == {eighth}


def test_a_large_ledger_has_one_made_for_whoever_looks_for_a_child(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "WORTH_A_DIRECTORY", 1000)
    assert found(ledger, "000009") == found(ledger, "000009")
    assert ledger.with_name("p.db-outlook").exists()


def test_what_is_only_tried_is_not_named(ledger: Path) -> None:
    with open_ledger(ledger, writing=True) as opened:
        kept_list(opened, QUESTION, Wanted(), lambda _done, _of: None)
        occasion = Occasion(today=AS_AT, now=datetime(2026, 3, 31, 9, tzinfo=UTC), account="mira")
        add_event(opened, occasion, "000006", "ppm", "30/3/2026", {"chair": ["TM"]}, dry_run=True)
        assert named_up_to(opened) == opened.head()
        add_event(opened, occasion, "000006", "ppm", "30/3/2026", {"chair": ["TM"]})
        assert children_called(opened, "000006") == {found(ledger, "000006")}
        assert named_up_to(opened) == opened.head()


def named_up_to(opened: Ledger) -> Head | None:
    outlook = open_outlook(opened.path)
    assert outlook is not None
    with outlook, outlook.at_one_moment():
        return outlook.directory().stands_for(opened.info.id)


def test_recording_by_the_directory_says_what_recording_without_it_says(ledger: Path) -> None:
    said = []
    for _ in range(2):
        with open_ledger(ledger, writing=True) as opened:
            occasion = Occasion(today=AS_AT, now=datetime(2026, 3, 31, 9, tzinfo=UTC), account="mira")
            for ref in ("000006", "000060", "000005", "000004"):
                try:
                    written = add_event(opened, occasion, ref, "ppm", "30/3/2026", {"chair": ["TM"]}, dry_run=True)
                    said.append((written.ref, written.warnings, written.difference))
                except RequestRefused as refused:
                    said.append(str(refused))
            kept_list(opened, QUESTION, Wanted(), lambda _done, _of: None)
    assert said[:4] == said[4:]
    assert isinstance(said[0], tuple)
    assert "000060" in said[1]
