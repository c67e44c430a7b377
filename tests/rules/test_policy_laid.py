"""Policies laid over the rulebook. Every day is counted from the calendars of 2025 and 2026."""

from dataclasses import replace
from datetime import date

import pytest

from permtrack.app.packaged import rulebook
from permtrack.rules.policy.laying import laid, set_on_since
from permtrack.rules.policy.records import LOOK_AHEAD_DAYS, NO_POLICY
from permtrack.rules.rulebook import Rulebook, Tier
from tests.rules.under_policy import answers, found, policy, policy_of, told

PPM_FOUR_WEEKS = '[rule."ppm.first"]\nweeks = 4\n'
NEXT_PPM = '[rule."ppm.next"]\nweeks = {}\n'


def chosen_by_due(rule: str) -> Rulebook:
    """The rulebook with one rule that asks which version is in force on the due day."""
    book = rulebook()
    return replace(book, rules=tuple(replace(r, chosen_by_due=r.chosen_by_due or r.id == rule) for r in book.rules))


def test_without_a_policy_the_rulebook_is_as_it_was() -> None:
    assert laid(rulebook(), ()) is rulebook()
    assert laid(rulebook(), (policy(""),)) == rulebook()


# 30 March + 6 weeks = 11 May; 1 April + 4 weeks = 29 April.
@pytest.mark.parametrize(
    ("entered", "expected"), [("2026-03-31", "2026-05-12"), ("2026-04-01", "2026-04-29"), ("2026-04-02", "2026-04-30")]
)
def test_a_meeting_is_due_by_the_number_in_force_when_its_clock_started(entered: str, expected: str) -> None:
    child = told(f"{entered} entered-care basis=s20")
    assert answers(child, "ppm.first", "2026-04-10", policy(PPM_FOUR_WEEKS)) == [f"{entered}: {_ahead(expected)}"]


def _ahead(due: str) -> str:
    """28 days ahead of 10 April is 8 May."""
    return f"{'due-soon' if due <= '2026-05-08' else 'upcoming'} {due}"


def test_before_its_day_a_policy_changes_nothing_and_after_the_next_one_its_number_holds_for_what_began_under_it() -> (
    None
):
    child = told("2026-06-30 entered-care basis=s20")
    first, second = policy(PPM_FOUR_WEEKS), policy("", "2026-07-01")
    # 30 June + 4 weeks = 28 July, whatever the policy from 1 July says; 1 July + 6 weeks = 12 August.
    assert answers(child, "ppm.first", "2026-07-10", first, second) == ["2026-06-30: due-soon 2026-07-28"]
    later = told("2026-07-01 entered-care basis=s20")
    assert answers(later, "ppm.first", "2026-07-20", first, second) == ["2026-07-01: due-soon 2026-08-12"]


def test_of_two_policies_from_one_day_the_last_recorded_holds() -> None:
    child = told("2026-04-01 entered-care basis=s20")
    again = policy('[rule."ppm.first"]\nweeks = 5\n')
    # 1 April + 5 weeks = 6 May.
    assert answers(child, "ppm.first", "2026-04-10", policy(PPM_FOUR_WEEKS), again) == [
        "2026-04-01: due-soon 2026-05-06"
    ]


# From 6 to 4 weeks on 1 April. 3 March: 14 April, for 31 March would lie before the new number's time. 10 March: 7 April.
# From 6 to 8 weeks on 1 April. 10 February: 24 March, fallen due before. 24 February: 7 April would be; so 21 April.
@pytest.mark.parametrize(
    ("weeks", "held", "due"),
    [
        (4, "2026-03-03", "2026-04-14"),
        (4, "2026-03-04", "2026-04-01"),
        (4, "2026-03-10", "2026-04-07"),
        (4, "2026-04-20", "2026-05-18"),
        (8, "2026-02-10", "2026-03-24"),
        (8, "2026-02-17", "2026-03-31"),
        (8, "2026-02-18", "2026-04-15"),
        (8, "2026-02-24", "2026-04-21"),
        (8, "2026-04-20", "2026-06-15"),
    ],
)
def test_an_interval_takes_the_number_in_force_when_it_falls_due(weeks: int, held: str, due: str) -> None:
    child = told("2026-01-05 entered-care basis=s20", f"{held} ppm plan=adoption")
    (answer,) = answers(child, "ppm.next", "2026-04-21", policy(NEXT_PPM.format(weeks)), book=chosen_by_due("ppm.next"))
    assert answer.startswith(f"{held}: ")
    assert answer.endswith(due)


def test_a_meeting_missed_under_the_old_number_is_not_excused_by_a_longer_one() -> None:
    child = told("2026-01-05 entered-care basis=s20", "2026-02-10 ppm plan=adoption", "2026-03-28 ppm")
    book = chosen_by_due("ppm.next")
    longer = policy(NEXT_PPM.format(8))
    # 10 February + 6 weeks = 24 March: 28 March was late, and stays so. 28 March + 8 weeks = 23 May.
    assert answers(child, "ppm.next", "2026-03-31", book=book)[0] == "2026-02-10: met-late 2026-03-24"
    assert answers(child, "ppm.next", "2026-04-30", longer, book=book) == [
        "2026-02-10: met-late 2026-03-24",
        "2026-03-28: due-soon 2026-05-23",
    ]


def test_back_to_the_default_means_back_to_its_number_for_what_falls_due_from_then() -> None:
    child = told("2026-01-05 entered-care basis=s20", "2026-04-20 ppm plan=adoption", "2026-06-10 ppm")
    book = chosen_by_due("ppm.next")
    # 20 April + 4 weeks = 18 May, under the policy: late on 10 June. 10 June + 6 weeks = 22 July, after it.
    assert answers(
        child, "ppm.next", "2026-07-02", policy(NEXT_PPM.format(4)), policy("", "2026-07-01"), book=book
    ) == ["2026-04-20: met-late 2026-05-18", "2026-06-10: due-soon 2026-07-22"]


def test_a_local_number_is_named_for_what_it_is() -> None:
    child = told("2026-04-01 entered-care basis=s20")
    (meeting,) = [d for d in found(child, "2026-04-10", policy(PPM_FOUR_WEEKS)) if d.rule == "ppm.first"]
    assert meeting.tier == "local-policy"
    assert meeting.citation == "Local policy from 1 Apr 2026, instead of Local practice (Coram and Harrow)"
    assert meeting.version == "2026-04-01"


def test_a_number_of_guidance_gives_way_and_is_then_local_policy() -> None:
    book = laid(rulebook(), (policy('[rule."decision.two-months"]\nmonths = 3\n'),))
    rule = book.rule("decision.two-months")
    assert rule is not None
    assert [(v.in_force_from, v.tier, v.due.words()) for v in rule.versions[:1] if v.due] == [
        (date(2026, 4, 1), Tier.LOCAL_POLICY, "3 months")
    ]
    assert rule.versions[1:] == rulebook().rule("decision.two-months").versions  # type: ignore[union-attr]


def test_a_number_of_the_law_stays_and_the_stricter_one_stands_before_it() -> None:
    book = laid(rulebook(), (policy('[rule."review.next"]\nmonths = 5\n'),))
    ids = [rule.id for rule in book.rules]
    assert ids.index("local.review.next") == ids.index("review.next") - 1
    assert [rule.place for rule in book.rules] == list(range(len(book.rules)))
    national = rulebook().rule("review.next")
    kept = book.rule("review.next")
    assert national is not None
    assert kept is not None
    assert kept.versions == national.versions
    assert book.series("looked-after") == {step: book.rule(f"review.{step}") for step in ("first", "second", "next")}


def test_the_laws_own_number_adds_nothing() -> None:
    assert laid(rulebook(), (policy('[rule."review.next"]\nmonths = 6\n'),)) == rulebook()


def test_a_stricter_number_that_is_dropped_is_no_longer_asked() -> None:
    book = laid(rulebook(), (policy('[rule."review.next"]\nmonths = 5\n'), policy("", "2026-07-01")))
    assert book == rulebook()


def test_sets_and_single_rules_are_on_and_off_as_the_policy_of_the_day_says() -> None:
    book = laid(rulebook(), (policy_of("service.toml"),))
    off = {rule.id for rule in book.rules if rule.off}
    assert "disruption.meeting" in off
    assert "hearing.case-management" not in off
    assert "hearing.issues-resolution" in off
    assert not {rule.id for rule in book.rules if rule.set == "casework"} & off
    after = laid(rulebook(), (policy_of("service.toml"), policy("", "2026-07-01")))
    assert after == rulebook()


def test_the_local_set_can_be_off_as_a_whole() -> None:
    book = laid(rulebook(), (policy("[sets]\nlocal = false\n"),))
    assert {rule.off for rule in book.rules if rule.set == "local"} == {True}
    assert {rule.off for rule in book.rules if rule.set == "permanence"} == {False}


def test_since_when_a_set_is_on_is_the_start_of_an_unbroken_run() -> None:
    on, off = "[sets]\ncasework = true\n", "[sets]\ncasework = false\n"
    run = (policy(on, "2026-01-01"), policy(on, "2026-02-01"))
    assert set_on_since(run, "casework") == date(2026, 1, 1)
    assert set_on_since((*run, policy(off, "2026-03-01")), "casework") is None
    again = (*run, policy(off, "2026-03-01"), policy(on, "2026-04-01"))
    assert set_on_since(again, "casework") == date(2026, 4, 1)
    assert set_on_since((), "casework") is None


def test_the_scope_is_the_policys() -> None:
    # Nine years old at entry: followed only where the policy follows children under ten.
    child = told("2026-04-01 entered-care basis=s20", dob="2016-12-01")
    assert answers(child, "ppm.first", "2026-04-10") == []
    # 1 April + 6 weeks = 13 May.
    assert answers(child, "ppm.first", "2026-04-10", policy_of("service.toml")) == ["2026-04-01: upcoming 2026-05-13"]


def test_look_aheads() -> None:
    local = policy_of("shorter-intervals.toml")
    assert local.look_ahead("ppm.first") == 14
    assert local.look_ahead("review.next") == LOOK_AHEAD_DAYS
    assert local.look_ahead("review.next", 7) == 7
    assert policy('[rule."review.next"]\nmonths = 5\nlook-ahead = 40\n').look_ahead("local.review.next") == 40
    assert NO_POLICY.longest_look_ahead == LOOK_AHEAD_DAYS
    assert policy('[rule."review.next"]\nlook-ahead = 56\n').longest_look_ahead == 56
    # A shorter one does not shorten what every other rule looks ahead.
    assert local.longest_look_ahead == LOOK_AHEAD_DAYS
