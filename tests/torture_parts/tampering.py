"""A large ledger tampered with in every way that there is: found by `verify`, or by `verify` and a head kept elsewhere.

What only the head shows is passed by `verify` alone, and then it must say that it looked at the chain only.
"""

import contextlib
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from permtrack.ledger import trust
from tests.cli.running import Ran
from tests.ledger.given import raw, rechain, tamper
from tests.torture_parts.furnished import at_home, in_this_process
from tests.torture_parts.outcome import Outcome, chance_of, fresh_ledger

Harm = Callable[[Path, random.Random, int], str]
"""What is done to a ledger of so many events; it returns what `verify` must say of it."""


@dataclass(frozen=True, slots=True)
class Case:
    """A way of tampering, and whether the chain alone cannot show it."""

    name: str
    harm: Harm
    needs_anchor: bool = False


def _sql(*statements: str, says: str) -> Harm:
    def harm(path: Path, chosen: random.Random, count: int) -> str:
        n = chosen.randrange(2, count - 2)
        tamper(path, *(statement.format(n=n, m=n + 1) for statement in statements))
        return says.format(n=n, m=n + 1, before=n - 1)

    return harm


def _cut(path: Path, chosen: random.Random, count: int) -> str:
    left = chosen.randrange(2, count - 1)
    tamper(path, f"DELETE FROM event WHERE number > {left}", f"DELETE FROM free_text WHERE event > {left}")
    return "is shorter than the head"


def _rewritten(path: Path, chosen: random.Random, count: int) -> str:
    tamper(path, f"UPDATE event SET happened_on = '2020-02-29' WHERE number = {chosen.randrange(2, count)}")
    rechain(path)
    return "differs from the head"


def _raw(statement: str, says: str) -> Harm:
    def harm(path: Path, chosen: random.Random, count: int) -> str:
        with raw(path) as connection:
            connection.execute(statement)
        return says

    return harm


CASES = (
    Case("a day edited", _sql("UPDATE event SET happened_on = '2020-02-29' WHERE number = {n}", says="event {n} has been changed")),
    Case("a recorder edited", _sql("UPDATE event SET recorded_by = 'x' WHERE number = {n}", says="event {n} has been changed")),
    Case("a field edited", _sql("UPDATE event SET fields = '{{}}' WHERE number = {n}", says="event {n} has been changed")),
    Case("a text edited", _sql("UPDATE free_text SET text = text || '.' WHERE event = {n}", says="a text of event {n} has been changed")),
    Case("a text taken away", _sql("DELETE FROM free_text WHERE event = {n}", says="a text of event {n} is missing")),
    Case("one deleted from the middle", _sql("DELETE FROM free_text WHERE event = {n}", "DELETE FROM event WHERE number = {n}", says="event {n} is missing")),
    Case("one deleted and the rest renumbered", _sql(
        "DELETE FROM free_text WHERE event = {n}", "DELETE FROM event WHERE number = {n}",
        "UPDATE event SET number = number - 1 WHERE number > {n}", says="event {n}")),
    Case("two swapped", _sql(
        "UPDATE event SET number = 9999999 WHERE number = {n}", "UPDATE event SET number = {n} WHERE number = {m}",
        "UPDATE event SET number = {m} WHERE number = 9999999", says="event {n} has been changed")),
    Case("the tail cut off", _cut, needs_anchor=True),
    Case("everything chained anew", _rewritten, needs_anchor=True),
    Case("a trigger dropped", _raw("DROP TRIGGER event_no_replace", "protection event_no_replace has been taken away")),
    Case("a trigger added", _raw("CREATE TRIGGER more AFTER INSERT ON event BEGIN SELECT 1; END", "unexpected trigger 'more'")),
    Case("a view added", _raw("CREATE VIEW more AS SELECT 1", "unexpected view 'more'")),
    Case("a table added", _raw("CREATE TABLE more (x)", "unexpected table 'more'")),
)  # fmt: skip


def tampering(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """Each way some times over on a ledger of 10,000 events; then with a verify that walks no chain."""
    count, times = (300, 1) if quick else (10_000, 3)
    whole = fresh_ledger(folder, count)
    anchor = folder / "heads.txt"
    noted = _verify(whole, "--anchor", str(anchor))
    yield Outcome(noted.code == 0, f"{count + 1} events, sound, their head noted in another file")
    missed = [f"{case.name}: {found}" for case, found in _tried(whole, anchor, CASES, times) if found]
    listed = "".join(f"\n       {one}" for one in missed[:10])
    yield Outcome(
        not missed,
        f"{len(CASES)} ways of tampering, {times} times each: {len(missed)} not told as they must be{listed}",
    )
    with _walking_no_chain():
        missed = [case.name for case, found in _tried(whole, anchor, CASES[:4], 1) if found]
    yield Outcome(len(missed) == 4, f"bites: without the walk along the chain {len(missed)} of 4 edits pass")


def _tried(whole: Path, anchor: Path, cases: Sequence[Case], times: int) -> Iterator[tuple[Case, str]]:
    """Each case, and what was wrong with what was said of it."""
    chosen = chance_of(5)
    copy = whole.with_name("copy.db")
    count = _count(whole)
    for case in cases:
        for _ in range(times):
            shutil.copy2(whole, copy)
            says = case.harm(copy, chosen, count)
            yield case, _what_is_wrong(case, copy, anchor, says)


def _what_is_wrong(case: Case, copy: Path, anchor: Path, says: str) -> str:
    alone, anchored = _verify(copy), _verify(copy, "--against", str(anchor))
    if anchored.code != 3 or says not in anchored.err:
        return f"with the head: {anchored.code} {anchored.err[:200]!r}, not {says!r}"
    if case.needs_anchor and (alone.code != 0 or "chain only" not in alone.out):
        return f"without the head: {alone.code} {alone.out[:200]!r}{alone.err[:200]!r}"
    if not case.needs_anchor and (alone.code != 3 or says not in alone.err):
        return f"alone: {alone.code} {alone.err[:200]!r}, not {says!r}"
    return ""


def _verify(path: Path, *words: str) -> Ran:
    with at_home(path.parent):
        return in_this_process("verify", "--ledger", str(path), *words)


def _count(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM event").fetchone()
    return int(count)


@contextlib.contextmanager
def _walking_no_chain() -> Iterator[None]:
    """A verify that asks SQLite alone whether the file is sound."""
    kept = trust._Inspection._chain
    trust._Inspection._chain = lambda self: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        trust._Inspection._chain = kept  # type: ignore[method-assign]
