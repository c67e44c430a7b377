"""What must hold of every answer, deadlines and alerts alike, whatever life is recorded: through a real ledger.

`PERMTRACK_LIVES` asks for more lives than the everyday tests try.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from permtrack.app.asking import Question
from permtrack.app.looking import survey
from permtrack.domain.events import Event
from permtrack.domain.findings import Outlook
from permtrack.ledger.store import RETURN_IMPORTED, open_ledger
from tests.app.desk import Desk
from tests.app.lived import (
    CHANGES,
    Life,
    answers,
    changed,
    empty_ledger,
    lived,
    of_child,
    reading_place,
    record,
    whole_lives,
    worked_out_of,
)

EVERYDAY = whole_lives("PERMTRACK_LIVES", everyday=12)
CHOICES = st.randoms(use_true_random=False) | st.integers(0, 2**64).map(Random)
"""Choices that can be made simpler where something fails, and choices that differ more from one another."""


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder for each example: a fixture would be one for them all."""
    with tempfile.TemporaryDirectory(prefix="permtrack-lives-") as place:
        yield Path(place)


def differences(left: Sequence[Outlook], right: Sequence[Outlook]) -> list[tuple[date, object]]:
    """What only one side says, day by day, for a reader of a failure."""
    found: list[tuple[date, object]] = []
    for one, other in zip(left, right, strict=True):
        mine, theirs = {*one.deadlines, *one.alerts, *one.gaps}, {*other.deadlines, *other.alerts, *other.gaps}
        found += [(one.as_at, finding) for finding in mine ^ theirs]
        if one != other and mine == theirs:
            found.append((one.as_at, (one, other)))
    return found


@EVERYDAY
@given(CHOICES)
def test_recording_changes_no_answer_to_what_was_known_before(chosen: Random) -> None:
    life = lived(chosen)
    cut = chosen.randrange(1, len(life.entries) + 1)
    before, after = life.entries[:cut], life.entries[cut:]
    known_at = before[-1].recorded_at
    with a_folder() as folder:
        path = empty_ledger(folder, life)
        record(path, *before)
        then = answers(path, life.days())
        record(path, *after)
        again = answers(path, life.days(), known_at)
    assert differences(then, [replace(outlook, known_at=None) for outlook in again]) == []


@EVERYDAY
@given(CHOICES)
def test_a_day_is_answered_from_what_happened_by_then(chosen: Random) -> None:
    life = lived(chosen)
    # A correction or a striking-out says what was so all along, whenever it is made.
    told = [event for event in life.entries if event.kind not in CHANGES]
    for day in life.days():
        cut = [e for e in told if e.on <= day or e.kind in {"child-added", RETURN_IMPORTED}]
        assert differences([worked_out_of(life, told, day)], [worked_out_of(life, cut, day)]) == []


@EVERYDAY
@given(CHOICES)
def test_the_order_of_recording_matters_only_within_a_day(chosen: Random) -> None:
    life = lived(chosen)
    plain = [event for event in life.entries if event.kind not in CHANGES]
    changes = [event for event in life.entries if event.kind in CHANGES]
    with a_folder() as folder:
        one, other = empty_ledger(folder, life), empty_ledger(folder, life)
        record(one, *plain, *changes)
        record(other, *_otherwise(chosen, plain), *changes)
        assert differences(answers(one, life.days()), answers(other, life.days())) == []


def _otherwise(chosen: Random, entries: list[Event]) -> list[Event]:
    """The entries in another order, in which those that only the order of recording tells apart keep theirs."""
    mixed = list(entries)
    chosen.shuffle(mixed)
    waiting: dict[object, list[Event]] = {}
    for event in entries:
        waiting.setdefault(_place(event), []).append(event)
    return [waiting[_place(event)].pop(0) for event in mixed]


def _place(event: Event) -> object:
    return RETURN_IMPORTED if event.kind == RETURN_IMPORTED else reading_place(event)


@EVERYDAY
@given(CHOICES)
def test_striking_out_gives_back_the_answers_before_and_striking_that_out_those_after(chosen: Random) -> None:
    life = lived(chosen)
    days = life.days()
    last = life.entries[-1]
    at = max(event.on for event in life.entries)
    more = _one_more(chosen, life, at)
    void = of_child(str(more.child), "void", at, {"event": more.id, "reason": "a slip"})
    back = of_child(str(more.child), "void", at, {"event": void.id, "reason": "not a slip"})
    with a_folder() as folder:
        path = empty_ledger(folder, life)
        record(path, *life.entries)
        before = answers(path, days)
        told = []
        for number, entry in enumerate((more, void, back), start=1):
            record(path, replace(entry, recorded_at=last.recorded_at.replace(microsecond=number), recorded_by="mira"))
            told.append(answers(path, days))
    assert differences(before, told[1]) == []
    assert differences(told[0], told[2]) == []


def _one_more(chosen: Random, life: Life, at: date) -> Event:
    """Another event, from another life, or a change to an event of this one."""
    standing = [e for e in life.entries if e.kind not in {"child-added", RETURN_IMPORTED}]
    child = next(e.id for e in life.entries if e.kind == "child-added")
    if standing and chosen.random() < 0.4:
        return changed(chosen, chosen.choice(standing), at)
    others = [e for e in lived(chosen).entries if e.kind not in {"child-added", RETURN_IMPORTED, *CHANGES}]
    return replace(chosen.choice(others), child=child, returned_by=None)


@EVERYDAY
@given(CHOICES)
def test_asking_again_and_asking_of_one_child_give_the_same(chosen: Random) -> None:
    life = lived(chosen)
    days = life.days()
    with a_folder() as folder:
        path = empty_ledger(folder, life)
        record(path, *life.entries)
        assert answers(path, days) == answers(path, days)
        with open_ledger(path) as ledger:
            for day in days:
                whole = survey(ledger, Question(as_at=day))
                assert survey(ledger, Question(as_at=day)) == whole
                for history in whole.histories:
                    own = survey(ledger, Question(as_at=day), children=[history.child.id]).outlook
                    ref = history.child.ref
                    assert own.deadlines == tuple(d for d in whole.outlook.deadlines if d.child == ref)
                    assert own.alerts == tuple(a for a in whole.outlook.alerts if a.child == ref)


def test_of_one_child_too_it_is_known_that_panels_are_recorded_at_all(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for ref in ("A1", "B2"):
        desk.add_child(ref, care="1/6/2026", basis="s20", dob="12/3/2024")
    desk.add_event("panel", "1/9/2026", ref="B2", **{"for": "match"})
    desk.add_event("match", "1/10/2026", ref="A1", outcome="yes", family="F1")
    of_a1 = desk.child("A1").id

    def alerts(day: date) -> set[str]:
        with open_ledger(desk.path) as ledger:
            return {alert.alert for alert in survey(ledger, Question(as_at=day), children=[of_a1]).outlook.alerts}

    assert "match.pack-incomplete" in alerts(date(2026, 10, 1))
    desk.void(*(f"#{event.number}" for event in desk.standing("panel")))
    assert "match.pack-incomplete" not in alerts(date(2026, 10, 1))
