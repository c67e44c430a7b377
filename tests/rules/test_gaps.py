"""What is missing for most of the ledger is said once."""

from datetime import date
from itertools import repeat

from permtrack.domain.findings import Deadline, Status, Trigger
from permtrack.rules.gaps import gaps

START = Trigger(on=date(2026, 1, 5), event="E1", kind="entered-care")


def unknown(child: int, *, running: bool = True, status: Status = Status.CANNOT_ASSESS) -> Deadline:
    return Deadline(
        id=f"{child}:plan.permanence:E1", child=str(child), rule="plan.permanence", title="Permanence plan",
        set="permanence", tier="statutory-guidance", checked="secondary", citation="guidance", version="2011-04-01",
        status=status, trigger=START, running=running,
    )  # fmt: skip


def test_half_of_the_children_and_ten_of_them_make_a_gap() -> None:
    [gap] = gaps([unknown(n) for n in range(10)], {"plan.permanence": 20}, ())
    assert (gap.children, gap.of) == (10, 20)
    assert "cannot be assessed for 10 of 20 children" in gap.sentence


def test_nine_children_are_too_few_and_less_than_half_is_no_gap() -> None:
    assert gaps([unknown(n) for n in range(9)], {"plan.permanence": 9}, ()) == ()
    assert gaps([unknown(n) for n in range(10)], {"plan.permanence": 21}, ()) == ()


def test_a_child_counts_once_and_only_while_its_duty_runs() -> None:
    assert gaps([unknown(1) for _ in repeat(None, 12)], {"plan.permanence": 1}, ()) == ()
    assert gaps([unknown(n, running=False) for n in range(12)], {"plan.permanence": 12}, ()) == ()


def test_what_nobody_ever_recorded_is_a_gap_and_not_a_line_for_every_child() -> None:
    overdue = [unknown(n, status=Status.OVERDUE) for n in range(12)]
    assert gaps(overdue, {"plan.permanence": 12}, ()) == ()
    [gap] = gaps(overdue, {"plan.permanence": 12}, {"plan.permanence"})
    assert (gap.children, gap.of) == (12, 12)
