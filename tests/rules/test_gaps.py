"""What is missing for most of the ledger is said once."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import repeat

from permtrack.app.packaged import rulebook
from permtrack.domain.findings import Deadline, Gap, Status, Trigger
from permtrack.rules.gaps import counted, gaps

START = Trigger(on=date(2026, 1, 5), event="E1", kind="entered-care")


def unknown(child: int, *, running: bool = True, status: Status = Status.CANNOT_ASSESS) -> Deadline:
    return Deadline(
        id=f"{child}:plan.permanence:E1", child=str(child), rule="plan.permanence", title="Permanence plan",
        set="permanence", tier="statutory-guidance", checked="secondary", citation="guidance", version="2011-04-01",
        status=status, trigger=START, running=running,
    )  # fmt: skip


def found(deadlines: Iterable[Deadline], applies: int, *, recorded: bool = True) -> tuple[Gap, ...]:
    """The gaps where the rule applies to so many children; of the last of them what meets it may be recorded."""
    of_child: dict[str, list[Deadline]] = {}
    for deadline in deadlines:
        of_child.setdefault(deadline.child, []).append(deadline)
    children = Counter(one for owed in of_child.values() for one in counted(owed, ["plan.permanence"], ()))
    silent = applies - len(of_child)
    children.update(one for _ in range(silent) for one in counted((), ["plan.permanence"], ()))
    children.update(counted((), (), ["plan-set"] if recorded else ()))
    rule = rulebook().rule("plan.permanence")
    assert rule is not None
    assert rule.seen_by == ("plan-set",)
    return gaps(children, [rule])


def test_half_of_the_children_and_ten_of_them_make_a_gap() -> None:
    [gap] = found([unknown(n) for n in range(10)], 20)
    assert (gap.children, gap.of) == (10, 20)
    assert "cannot be assessed for 10 of 20 children" in gap.sentence


def test_nine_children_are_too_few_and_less_than_half_is_no_gap() -> None:
    assert found([unknown(n) for n in range(9)], 9) == ()
    assert found([unknown(n) for n in range(10)], 21) == ()


def test_a_child_counts_once_and_only_while_its_duty_runs() -> None:
    assert found([unknown(1) for _ in repeat(None, 12)], 1) == ()
    assert found([unknown(n, running=False) for n in range(12)], 12) == ()


def test_what_nobody_ever_recorded_is_a_gap_and_not_a_line_for_every_child() -> None:
    overdue = [unknown(n, status=Status.OVERDUE) for n in range(12)]
    assert found(overdue, 12) == ()
    [gap] = found(overdue, 12, recorded=False)
    assert (gap.children, gap.of) == (12, 12)
