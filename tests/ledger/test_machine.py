"""A ledger and a plain list are told the same things in any order; at every step they must agree."""

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from permtrack.domain.events import Event
from permtrack.errors import RequestRefused
from permtrack.ledger.backup import backup, restore
from permtrack.ledger.identity import new_id
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import Ledger, open_ledger
from permtrack.ledger.trust import verify
from tests.ledger.given import NOW, new_ledger
from tests.trying import cases

CHILDREN = [None, *(new_id(NOW) for _ in range(3))]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
VALUES = TEXTS | st.integers(0, 9999) | st.lists(TEXTS, max_size=3).map(tuple)
FIELDS = st.dictionaries(st.sampled_from(["chair", "plans", "weeks", "set.note", "reason"]), VALUES, max_size=4)
DRAFTS = st.builds(
    lambda child, kind, on, minutes, fields, note: Draft(
        event=Event(
            id=new_id(NOW + timedelta(minutes=minutes)),
            child=child,
            kind=kind,
            on=on,
            fields={**fields, **({"note": note} if note is not None else {})},
            recorded_at=NOW + timedelta(minutes=minutes),
            recorded_by="mira",
        ),
        private=frozenset({"note"}),
    ),
    st.sampled_from(CHILDREN),
    st.sampled_from(["review", "placement", "child-added"]),
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.integers(-5, 5),
    FIELDS,
    st.none() | TEXTS,
)


class LedgerAndList(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="permtrack-machine-"))
        self.path = new_ledger(self.folder)
        self.events = self._read()
        self.heads = [str(verify(self.path).head)]

    def teardown(self) -> None:
        noted = self.folder / "heads.txt"
        noted.write_text("\n".join(self.heads), "utf-8")
        assert verify(self.path, str(noted)).sound
        shutil.rmtree(self.folder)

    def _read(self) -> list[Event]:
        with open_ledger(self.path) as ledger:
            return list(ledger.entries())

    @rule(drafts=st.lists(DRAFTS, max_size=4))
    def append(self, drafts: list[Draft]) -> None:
        with open_ledger(self.path, writing=True) as ledger, ledger.transaction():
            stored = ledger.append(drafts)
            self.heads.append(str(ledger.head()))
        assert [event.fields for event in stored] == [draft.event.fields for draft in drafts]
        assert [event.number for event in stored] == list(
            range(len(self.events) + 1, len(self.events) + 1 + len(drafts))
        )
        self.events += stored

    @rule(drafts=st.lists(DRAFTS, max_size=3))
    def break_off(self, drafts: list[Draft]) -> None:
        with open_ledger(self.path, writing=True) as ledger, pytest.raises(ZeroDivisionError):
            self._append_and_fail(ledger, drafts)

    def _append_and_fail(self, ledger: Ledger, drafts: list[Draft]) -> None:
        with ledger.transaction():
            ledger.append(drafts)
            assert 1 / 0

    @precondition(lambda self: len(self.events) > 1)
    @rule(data=st.data(), draft=DRAFTS)
    def append_one_again(self, data: st.DataObject, draft: Draft) -> None:
        again = data.draw(st.sampled_from(self.events))
        with (
            open_ledger(self.path, writing=True) as ledger,
            pytest.raises(RequestRefused, match="NOT SAVED"),
            ledger.transaction(),
        ):
            ledger.append([draft, Draft(event=again)])

    @rule()
    def back_up_and_restore(self) -> None:
        backup(self.path, self.folder / "copy.db", force=True)
        restored = restore(self.folder / "copy.db", self.path)
        assert restored.aside is not None
        restored.aside.unlink()

    @invariant()
    def the_ledger_reads_as_the_list(self) -> None:
        assert self._read() == self.events

    @rule(minutes=st.integers(-6, 6), child=st.sampled_from(CHILDREN))
    def questions_are_answered_as_from_the_list(self, minutes: int, child: str | None) -> None:
        known_at = NOW + timedelta(minutes=minutes)
        with open_ledger(self.path) as ledger:
            assert list(ledger.entries(known_at=known_at)) == [e for e in self.events if e.recorded_at <= known_at]
            assert list(ledger.entries(kinds=["review"])) == [e for e in self.events if e.kind == "review"]
            theirs = ledger.about_itself() if child is None else ledger.entries(children=[child])
            assert list(theirs) == [e for e in self.events if e.child == child]


STEPS = 12 if cases(40) == 40 else 5
"""Long stories every day; where very many are asked for, short ones."""
LedgerAndList.TestCase.settings = settings(max_examples=cases(40), stateful_step_count=STEPS, deadline=None)
TestLedgerAndList = LedgerAndList.TestCase
