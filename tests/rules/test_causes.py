"""Alerts of one cause on one line, the duties that say the same, and what is read of an alert."""

from dataclasses import replace
from datetime import date

from permtrack.domain.findings import Alert, Deadline, Severity, Status
from permtrack.rules.drift import one_line_a_cause, parse_thresholds
from permtrack.rules.drift.causes import one_open_order, with_deadlines
from permtrack.rules.rulebook import Checked, Tier

DATA = parse_thresholds(
    """
[alert."plan.missing"]
title = "No plan"
severity = "amber"
same-as = ["plan.permanence"]
cause = "plan"
tier = "statutory-guidance"
checked = "secondary"
checked-on = 2026-11-21
citation = "Guidance 2.72"
source = "https://www.gov.uk/guidance"
planning = true
[alert."silent"]
title = "Nothing recorded"
severity = "amber"
cause = "plan"
[alert."search.silent"]
title = "No search recorded"
severity = "amber"
cause = "search"
""",
    (),
)


def alert(name: str, severity: Severity = Severity.AMBER) -> Alert:
    return Alert(
        id=f"A1:{name}:E1", child="A1", alert=name, severity=severity, since=date(2025, 3, 3), sentence="", tier=""
    )


def duty(rule: str, status: Status = Status.OVERDUE) -> Deadline:
    return Deadline(
        id=f"A1:{rule}:E2", child="A1", rule=rule, title="", set="", tier="", checked="", citation="", version="",
        status=status, trigger=None, running=status is Status.OVERDUE,
    )  # fmt: skip


def test_an_alert_names_the_running_duties_that_say_the_same() -> None:
    duties = (duty("plan.permanence"), duty("plan.permanence", Status.MISSED), duty("review.first"))
    assert with_deadlines(alert("plan.missing"), duties, DATA).covers == ("A1:plan.permanence:E2",)
    assert with_deadlines(alert("silent"), duties, DATA).covers == ()
    assert with_deadlines(alert("record.decision-before-care"), duties, DATA).covers == ()
    known = replace(alert("plan.missing"), covers=("X",))
    assert with_deadlines(known, duties, DATA) is known


def test_of_two_alerts_of_one_cause_the_graver_covers_the_other() -> None:
    missing, silent = alert("plan.missing"), alert("silent", Severity.RED)
    assert one_line_a_cause((missing, silent), DATA) == (missing, replace(silent, covers=(missing.id,)))


def test_an_alert_covers_those_of_its_own_child_in_whatever_order_they_come() -> None:
    mine = alert("plan.missing"), alert("silent")
    theirs = tuple(replace(a, id=a.id.replace("A1", "B2"), child="B2") for a in mine)
    told = one_line_a_cause((mine[0], theirs[0], mine[1], theirs[1]), DATA)
    covers = {one.id: one.covers for one in told}
    assert covers == {
        "A1:plan.missing:E1": ("A1:silent:E1",),
        "B2:plan.missing:E1": ("B2:silent:E1",),
        "A1:silent:E1": (),
        "B2:silent:E1": (),
    }


def test_an_alert_of_another_cause_between_them_is_let_be() -> None:
    missing, search, silent = alert("plan.missing"), alert("search.silent"), alert("silent")
    covered = replace(missing, covers=(silent.id,))
    assert one_line_a_cause((missing, search, silent), DATA) == (covered, search, silent)


def test_of_two_as_grave_the_one_given_first_covers_the_other_and_what_that_covers() -> None:
    missing, silent = alert("plan.missing"), replace(alert("silent"), covers=("X",))
    assert one_line_a_cause((silent, missing), DATA) == (silent, replace(missing, covers=(silent.id, "X")))


def test_an_order_left_open_says_that_the_plan_has_left_it_too() -> None:
    left, against, silent = alert("return.order-open"), alert("order.plan-not-adoption"), alert("silent")
    assert one_open_order((left, against, silent)) == (replace(left, covers=(against.id,)), against, silent)
    assert one_open_order((left, silent)) == (left, silent)


def test_what_is_read_of_an_alert() -> None:
    missing, silent = DATA["plan.missing"], DATA["silent"]
    assert (missing.tier, missing.checked, missing.checked_on) == (
        Tier.STATUTORY_GUIDANCE, Checked.SECONDARY, date(2026, 11, 21),
    )  # fmt: skip
    assert (missing.citation, missing.source) == ("Guidance 2.72", "https://www.gov.uk/guidance")
    assert (missing.title, missing.place, silent.place) == ("No plan", 0, 1)
    assert (missing.planning, missing.remanded, missing.after_care) == (True, False, False)
    assert (silent.planning, silent.tier, silent.checked, silent.source) == (False, Tier.LOCAL_POLICY, None, None)
