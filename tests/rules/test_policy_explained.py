"""How `why` tells of local policy, beside each number it touches."""

from datetime import date

from permtrack.app.packaged import bank_holidays, rulebook
from permtrack.rules.explain import Telling, explain
from permtrack.rules.policy.laying import laid
from permtrack.rules.policy.records import Policy
from tests.rules.under_policy import found, policy_of, told


def lines(rule: str, *policies: Policy) -> dict[str, str]:
    """The lines of the explanation of a rule's deadline, for a child in care since 2 April 2026."""
    child = told("2026-04-02 entered-care basis=s20", "2026-04-07 adm-decision outcome=yes")
    deadline = next(d for d in found(child, "2026-04-10", *policies) if d.rule == rule)
    return dict(explain(deadline, laid(rulebook(), policies), bank_holidays(), Telling(events={}, labels={})).lines)


def test_a_number_that_policy_put_there() -> None:
    said = lines("ppm.first", policy_of("shorter-intervals.toml"))
    # 2 April + 4 weeks = 30 April.
    assert said["Answer"].endswith("due 30 Apr 2026")
    assert said["Local policy"] == "Instead of Local practice (Coram and Harrow): 6 weeks."
    assert said["Authority"].startswith(
        "Local policy from 1 Apr 2026, instead of Local practice (Coram and Harrow): local"
    )
    assert "Source" not in said
    assert "Note" not in said


def test_a_number_of_the_law_with_a_stricter_one_beside_it_and_that_one_itself() -> None:
    local = policy_of("shorter-intervals.toml")
    assert lines("review.first", local)["Local policy"] == (
        "the number is the national one; a stricter one stands beside it: permtrack why REF local.review.first"
    )
    said = lines("local.review.first", local)
    assert said["Local policy"] == "Stricter than CPPCR 2010 reg 33(1): 20 working days."
    assert said["Counting"] == "due 2 weeks after 2 Apr 2026, which is day 0"


def test_a_rule_of_ones_own_and_a_number_that_no_policy_touched() -> None:
    assert lines("local.profile-updated", policy_of("example.toml"))["Local policy"] == "a rule of our own"
    plain = lines("ppm.first")
    assert plain["Local policy"] == "none; the number is the national or default one"
    assert plain["Source"].startswith("https://")


def test_the_day_a_policy_holds_from_is_the_day_of_its_version() -> None:
    assert lines("ppm.first", policy_of("shorter-intervals.toml"))["In force"] == "from 1 Apr 2026"
    assert policy_of("shorter-intervals.toml").in_force_from == date(2026, 4, 1)
