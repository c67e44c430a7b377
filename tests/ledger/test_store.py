import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from permtrack.domain.events import Event, Precision, Span
from permtrack.errors import LedgerBusy, LedgerUnsound, RequestRefused
from permtrack.ledger.identity import new_id
from permtrack.ledger.rows import SELECT_EVENTS, Draft
from permtrack.ledger.store import MOST_NAMED, Ledger, LedgerInfo, open_ledger
from tests.ledger.given import NOW, TODAY, TRACKING_FROM, draft, new_ledger, raw, record, tamper, ten_events


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_ledger(tmp_path)


def test_a_new_ledger_tells_its_beginning_as_its_first_event(path: Path) -> None:
    with open_ledger(path) as ledger:
        (first,) = ledger.entries()
        assert ledger.info == LedgerInfo(
            id=first.origin, tracking_from=TRACKING_FROM, authority="Ashdale", schema_version=2
        )
    assert (first.number, first.child, first.kind, first.on) == (1, None, "tracking-started", TRACKING_FROM)
    assert first.fields == {"tracking_from": "2024-04-01", "authority": "Ashdale"}
    assert (first.recorded_at, first.recorded_by) == (NOW, "mira")


def test_an_event_comes_back_as_it_was_appended(path: Path) -> None:
    child, imported = new_id(NOW), new_id(NOW)
    at = datetime(2026, 11, 21, 9, 30, 0, 123456, tzinfo=UTC)
    event = Event(
        id=new_id(at),
        child=child,
        kind="review",
        on=date(2024, 2, 29),
        fields={
            "note": "Ł said “no”\n\tand left 👩‍👧",
            "plans": ("adoption", "return-home"),
            "weeks": 12,
            "chair": "[b]O'Neil",
        },
        precision=Precision.ON_OR_BEFORE,
        recorded_at=at,
        recorded_by="mira",
        source="reviews.csv:41",
        returned_by=imported,
    )
    with open_ledger(path, writing=True) as ledger, ledger.transaction():
        (appended,) = ledger.append([Draft(event=event, private=frozenset({"note"}))])
        origin = ledger.info.id
    with open_ledger(path) as ledger:
        stored = list(ledger.entries())[1]
    assert stored == appended
    assert stored.number == 2
    assert stored.origin == origin
    assert {**stored.fields} == {**event.fields}
    for same in ("id", "child", "kind", "on", "precision", "recorded_at", "recorded_by", "source", "returned_by"):
        assert getattr(stored, same) == getattr(event, same)


def test_an_event_of_another_ledger_keeps_its_origin(path: Path) -> None:
    elsewhere = new_id(NOW)
    event = Event(
        id=new_id(NOW), child=None, kind="review", on=TODAY, origin=elsewhere, recorded_at=NOW, recorded_by="x"
    )
    record(path, Draft(event=event))
    with open_ledger(path) as ledger:
        assert list(ledger.entries())[1].origin == elsewhere


def test_an_instant_of_another_time_zone_is_kept_as_utc(path: Path) -> None:
    summer = datetime.fromisoformat("2026-06-30T00:30:00+01:00")
    record(path, draft(at=summer))
    with open_ledger(path) as ledger:
        assert list(ledger.entries())[1].recorded_at == datetime(2026, 6, 29, 23, 30, tzinfo=UTC)
    with raw(path) as connection:
        stored = connection.execute("SELECT recorded_at FROM event WHERE number = 2").fetchone()
    assert stored == ("2026-06-29T23:30:00.000000Z",)


def test_a_free_text_stands_in_its_own_table_only(path: Path) -> None:
    record(path, draft(fields={"note": "the quick brown canary", "chair": "DO"}))
    with raw(path) as connection:
        assert "canary" not in str(connection.execute("SELECT * FROM event").fetchall())
        assert connection.execute("SELECT event, name, text FROM free_text").fetchall() == [
            (2, "note", "the quick brown canary")
        ]


def test_every_text_has_a_salt_of_its_own(path: Path) -> None:
    record(path, draft(fields={"note": "same"}), draft(fields={"note": "same"}))
    with raw(path) as connection:
        salts = {salt for (salt,) in connection.execute("SELECT salt FROM free_text")}
        commitments = {said for (said,) in connection.execute("SELECT commitments FROM event WHERE number > 1")}
    assert len(salts) == len(commitments) == 2


def test_entries_come_in_the_order_of_the_chain_whatever_their_days(path: Path) -> None:
    record(path, draft(on=TODAY), draft(on=date(2020, 1, 1)), draft(on=date(2025, 1, 1)))
    with open_ledger(path) as ledger:
        assert [event.number for event in ledger.entries()] == [1, 2, 3, 4]


def test_entries_of_some_children_are_theirs_alone(path: Path) -> None:
    ann, ben, cal = (new_id(NOW) for _ in range(3))
    record(path, *(draft(child=child) for child in (ann, ben, cal, ann)))
    with open_ledger(path) as ledger:
        assert [event.child for event in ledger.entries(children=[ann, cal])] == [ann, cal, ann]
        assert list(ledger.entries(children=[])) == []
        many = {new_id(NOW) for _ in range(MOST_NAMED)} | {ben}
        assert [event.child for event in ledger.entries(children=many)] == [ben]


def test_entries_of_some_kinds(path: Path) -> None:
    ann = new_id(NOW)
    record(path, draft("child-added", child=ann), draft("review", child=ann), draft("child-amended", child=ann))
    with open_ledger(path) as ledger:
        found = ledger.entries(kinds={"child-added", "child-amended"})
        assert [event.kind for event in found] == ["child-added", "child-amended"]
        assert [event.kind for event in ledger.entries(kinds=["review"], children=[ann])] == ["review"]


def test_entries_known_by_an_instant(path: Path) -> None:
    for minutes in (0, 5, 10):
        record(path, draft(at=NOW + timedelta(minutes=minutes)))
    with open_ledger(path) as ledger:
        assert [e.number for e in ledger.entries(known_at=NOW + timedelta(minutes=5))] == [1, 2, 3]
        assert [e.number for e in ledger.entries(known_at=NOW - timedelta(microseconds=1))] == []


def test_the_head_known_at_an_instant_stays_the_same_when_the_ledger_grows(path: Path) -> None:
    record(path, draft(at=NOW + timedelta(minutes=5)), draft(at=NOW + timedelta(minutes=2)))
    with open_ledger(path) as ledger:
        head, known_at = ledger.head_known_at(None)
        assert head == ledger.head()
        # The clock had gone back: the latest instant is not the last event's.
        assert (head.number, known_at) == (3, NOW + timedelta(minutes=5))
        assert ledger.head_known_at(NOW + timedelta(minutes=4))[0].number == 3
    record(path, draft(at=NOW + timedelta(minutes=10)))
    with open_ledger(path) as ledger:
        assert ledger.head_known_at(known_at) == (head, known_at)
        assert ledger.head_known_at(None)[0].number == 4
        with pytest.raises(RequestRefused, match="nothing had been recorded by then"):
            ledger.head_known_at(NOW - timedelta(minutes=1))


def test_entries_about_the_ledger_itself(path: Path) -> None:
    record(path, draft(child=new_id(NOW)), draft("return-imported"))
    with open_ledger(path) as ledger:
        assert [event.kind for event in ledger.about_itself()] == ["tracking-started", "return-imported"]


def test_imports_say_what_each_table_can_show(path: Path) -> None:
    covers = ("reviews 2024-04-01..2025-03-31", "reviews 2025-10-01..2026-03-31", "ad1 2024-04-01..2025-03-31")
    (entry,) = record(path, draft("return-imported", fields={"covers": covers, "years": "2024-25"}))
    with open_ledger(path) as ledger:
        (imported,) = ledger.imports()
        assert ledger.imports(known_at=NOW - timedelta(days=1)) == ()
    assert (imported.id, imported.recorded_at) == (entry.id, NOW)
    assert imported.covers == {
        "reviews": (
            Span(first=date(2024, 4, 1), last=date(2025, 3, 31)),
            Span(first=date(2025, 10, 1), last=date(2026, 3, 31)),
        ),
        "ad1": (Span(first=date(2024, 4, 1), last=date(2025, 3, 31)),),
    }


def test_an_import_that_was_struck_out_shows_nothing(path: Path) -> None:
    (entry,) = record(path, draft("return-imported", fields={"covers": ("ad1 2024-04-01..2025-03-31",)}))
    record(path, draft("void", fields={"event": entry.id, "reason": "wrong file"}))
    with open_ledger(path) as ledger:
        assert ledger.imports() == ()


def test_questions_asked_at_one_moment_see_nothing_that_was_saved_between_them(path: Path) -> None:
    with open_ledger(path) as ledger, open_ledger(path, writing=True, wait=0.1) as other:
        with ledger.at_one_moment():
            assert ledger.head().number == 1
            with pytest.raises(LedgerBusy), other.transaction():
                other.append([draft()])
            assert len(list(ledger.entries())) == 1
        with other.transaction():
            other.append([draft()])
            with other.at_one_moment():
                assert other.head().number == 2
        assert ledger.head().number == 2


def test_a_transaction_that_breaks_off_saves_nothing(path: Path) -> None:
    with open_ledger(path, writing=True) as ledger:
        with pytest.raises(ZeroDivisionError):
            _break_off(ledger)
        assert ledger.head().number == 1
        with ledger.transaction():
            ledger.append([draft(fields={"note": "after all"})])
        assert ledger.head().number == 2


def _break_off(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.append([draft()])
        assert 1 / 0


def test_several_appends_of_one_transaction_are_one(path: Path) -> None:
    with open_ledger(path, writing=True) as ledger, ledger.transaction():
        (first,) = ledger.append([draft()])
        assert ledger.append([]) == ()
        second, third = ledger.append([draft(fields={"note": "a"}), draft(fields={"note": "b"})])
    assert [first.number, second.number, third.number] == [2, 3, 4]
    with open_ledger(path) as ledger:
        assert [event.word("note") for event in ledger.entries()] == [None, None, "a", "b"]


def test_the_same_event_twice_is_refused(path: Path) -> None:
    again = draft()
    record(path, again)
    with pytest.raises(RequestRefused, match="NOT SAVED"):
        record(path, draft(), again)
    with open_ledger(path) as ledger:
        assert ledger.head().number == 2


@pytest.mark.parametrize("text", ["nul \0 inside", "half a pair \ud83d"])
@pytest.mark.parametrize("name", ["note", "chair"])
def test_a_text_that_cannot_be_kept_whole_is_refused(path: Path, name: str, text: str) -> None:
    with pytest.raises(RequestRefused, match=f"{name} contains a character that cannot be stored"):
        record(path, draft(fields={name: text}))
    with open_ledger(path) as ledger:
        assert ledger.head().number == 1


def test_an_instant_without_a_time_zone_is_a_mistake(path: Path) -> None:
    naive = Event(
        id=new_id(NOW), child=None, kind="review", on=TODAY, recorded_at=NOW.replace(tzinfo=None), recorded_by="x"
    )
    with pytest.raises(ValueError, match="known time zone"):
        record(path, Draft(event=naive))


def test_appending_needs_a_transaction_and_a_ledger_opened_for_writing(path: Path) -> None:
    with open_ledger(path, writing=True) as ledger, pytest.raises(ValueError, match="inside a transaction"):
        ledger.append([draft()])
    with open_ledger(path) as ledger, pytest.raises(ValueError, match="opened for reading"), ledger.transaction():
        pass


def test_one_childs_entries_are_found_without_reading_the_others(path: Path) -> None:
    with raw(path) as connection:
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN {SELECT_EVENTS} WHERE e.child IN (?, ?) ORDER BY e.number", ["a", "b"]
        ).fetchall()
    assert "SEARCH e USING INDEX event_by_child (child=?)" in str(plan)


def test_a_row_that_no_permtrack_wrote_is_damage_not_a_crash(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    tamper(path, """UPDATE event SET fields = '{"chair":' || '}' WHERE number = 5""")
    with open_ledger(path) as ledger, pytest.raises(LedgerUnsound, match="event 5 cannot be read") as refused:
        list(ledger.entries())
    assert refused.value.exit_code == 3


def test_a_text_that_is_not_utf8_is_damage_not_a_crash(tmp_path: Path) -> None:
    path = ten_events(tmp_path)
    tamper(path, "UPDATE event SET source = CAST(x'ff41' AS TEXT) WHERE number = 5")
    with open_ledger(path) as ledger, pytest.raises(LedgerUnsound, match="damaged"):
        list(ledger.entries())


def test_reading_does_not_load_sqlite_utils(path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from permtrack.ledger.store import open_ledger\n"
        "with open_ledger(Path(sys.argv[1])) as ledger: print(len(list(ledger.entries())))\n"
        "print('sqlite_utils' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["1", "False"]
