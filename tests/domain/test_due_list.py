"""Which findings `due` lists, in which order, and how they are counted."""

from dataclasses import replace
from datetime import date

from permtrack.domain.due_list import Counts, Wanted, due_list
from permtrack.domain.events import Child, Event, History
from permtrack.domain.findings import Alert, Deadline, Gap, Outlook, Severity, Status, Trigger

AS_AT = date(2026, 3, 31)


def deadline(child: str, rule: str, status: Status, days: int | None = None, **other: object) -> Deadline:
    fields = {
        "id": f"{child}:{rule}:1",
        "child": child,
        "rule": rule,
        "title": rule,
        "set": "permanence",
        "tier": "regulation",
        "checked": "yes",
        "citation": "reg 1",
        "version": "2011-04-01",
        "status": status,
        "trigger": Trigger(on=date(2026, 1, 1), event="1", kind="review"),
        "days": days,
        **other,
    }
    return Deadline(**fields)


def alert(child: str, name: str, severity: Severity, since: date = AS_AT, tier: str = "regulation") -> Alert:
    return Alert(id=name, child=child, alert=name, severity=severity, since=since, sentence="x", tier=tier)


def history(ref: str, events: tuple[Event, ...] = (), **about: str) -> History:
    return History(child=Child(id=f"id-{ref}", ref=ref, **about), events=events)


HISTORIES = (history("A", team="North", worker="AB"), history("B", team="south", iro="HM"), history("C"))


def listed(
    *deadlines: Deadline,
    wanted: Wanted | None = None,
    alerts: tuple[Alert, ...] = (),
    waived: tuple[Alert, ...] = (),
    gaps: tuple[Gap, ...] = (),
):
    outlook = Outlook(
        as_at=AS_AT,
        known_at=None,
        rulebook="england",
        version="2026.11",
        policy_from=None,
        children=3,
        deadlines=deadlines,
        alerts=alerts,
        waived_alerts=waived,
        gaps=gaps,
    )
    return due_list(outlook, HISTORIES, wanted or Wanted())


def rules(listing) -> list[tuple[str, str]]:
    return [(line.deadline.child, line.deadline.rule) for line in listing.lines]


def test_worst_first_then_by_ref():
    listing = listed(
        deadline("B", "soon", Status.DUE_SOON, 5),
        deadline("B", "today", Status.DUE_TODAY, 0),
        deadline("B", "late", Status.OVERDUE, -3),
        deadline("A", "late", Status.OVERDUE, -3),
        deadline("A", "later", Status.OVERDUE, -20),
        deadline("A", "soon", Status.DUE_SOON, 2),
    )
    assert rules(listing) == [
        ("A", "later"),
        ("A", "late"),
        ("B", "late"),
        ("B", "today"),
        ("A", "soon"),
        ("B", "soon"),
    ]


def test_history_is_listed_only_when_everything_is_asked_for():
    items = (
        deadline("A", "upcoming", Status.UPCOMING, 90),
        deadline("A", "met", Status.MET, -4, running=False),
        deadline("A", "late", Status.MET_LATE, -4, running=False),
        deadline("A", "missed", Status.MISSED, -4, running=False),
        deadline("A", "waived", Status.WAIVED, -4),
        deadline("A", "unknown-now", Status.CANNOT_ASSESS, reason="r"),
        deadline("A", "unknown-then", Status.CANNOT_ASSESS, reason="r", running=False),
    )
    assert rules(listed(*items)) == [("A", "unknown-now")]
    assert {rule for _, rule in rules(listed(*items, wanted=Wanted(everything=True)))} == {item.rule for item in items}
    assert rules(listed(*items, wanted=Wanted(coming=True))) == [("A", "unknown-now"), ("A", "upcoming")]


def test_two_duties_of_one_cause_are_one_line_but_both_are_found():
    first = deadline("A", "review.next", Status.OVERDUE, -12)
    second = deadline("A", "adoption-review.waiting-next", Status.OVERDUE, -12, same_as=first.id)
    listing = listed(second, first)
    assert [(line.deadline.rule, [also.rule for also in line.also]) for line in listing.lines] == [
        ("review.next", ["adoption-review.waiting-next"])
    ]
    assert {found.rule for found in listing.found} == {"review.next", "adoption-review.waiting-next"}
    assert listing.counts.overdue == 1


def test_a_duty_whose_other_line_is_not_listed_stands_for_itself():
    first = deadline("A", "review.next", Status.OVERDUE, -12)
    second = deadline("A", "adoption-review.waiting-next", Status.OVERDUE, -12, same_as=first.id)
    listing = listed(first, second, wanted=Wanted(rule="adoption-review.waiting-next"))
    assert rules(listing) == [("A", "adoption-review.waiting-next")]


def test_averages_are_never_counted_come_last_and_do_not_use_up_the_limit():
    average = deadline("A", "benchmark.x", Status.OVERDUE, -400, tier="benchmark")
    listing = listed(average, deadline("A", "late", Status.OVERDUE, -1), wanted=Wanted(limit=1))
    assert rules(listing) == [("A", "late")]
    assert listing.counts == Counts(
        overdue=1, due_today=0, due_soon=0, cannot_assess=0, waived=0, waived_until=None, children=3
    )
    assert listing.lines_left == 1


def test_the_counts_are_of_all_lines_whatever_the_limit():
    items = [deadline("A", f"rule-{n}", Status.OVERDUE, -n) for n in range(1, 6)]
    listing = listed(*items, wanted=Wanted(limit=2))
    assert rules(listing) == [("A", "rule-5"), ("A", "rule-4")]
    assert len(listing.found) == 2
    assert (listing.counts.overdue, listing.lines_left) == (5, 3)


def test_waived_items_are_counted_with_the_first_day_one_comes_back():
    listing = listed(
        deadline("A", "a", Status.WAIVED, -4, waived_until=date(2026, 6, 1)),
        deadline("B", "b", Status.WAIVED, -4, waived_until=date(2026, 5, 4)),
    )
    assert (listing.counts.waived, listing.counts.waived_until) == (2, date(2026, 5, 4))
    assert listing.lines == ()


def test_alerts_set_aside_are_counted_for_the_children_and_the_rule_asked_about():
    waived = tuple(alert(ref, name, Severity.RED) for ref in "ABC" for name in ("conflict", "plan.none"))

    def counted(**asked: str) -> int:
        return listed(wanted=Wanted(**asked), waived=waived).counts.waived

    assert counted() == 6
    assert counted(team="north") == 2
    assert counted(rule="conflict") == 3
    assert counted(rule="conflict", team="South") == 1


def test_an_alert_that_a_brothers_alert_tells_is_listed_where_the_brother_is_not_asked_about():
    told = replace(
        alert("A", "siblings.diverge", Severity.AMBER), id="A:siblings.diverge:1", covers=("B:siblings.diverge:2",)
    )
    other = replace(alert("B", "siblings.diverge", Severity.AMBER), id="B:siblings.diverge:2")
    both = listed(alerts=(told, other))
    assert [line.alert.child for line in both.alert_lines] == ["A"]
    assert [found.child for found in both.alerts] == ["A", "B"]
    assert [line.alert.child for line in listed(alerts=(told, other), wanted=Wanted(team="south")).alert_lines] == ["B"]


def test_people_and_rules_filter_deadlines_and_alerts_alike():
    late = [deadline(ref, "review.next", Status.OVERDUE, -1) for ref in "ABC"]
    red = tuple(alert(ref, "conflict", Severity.RED) for ref in "ABC")
    for wanted, refs in (
        (Wanted(team="north"), "A"),
        (Wanted(team="South"), "B"),
        (Wanted(worker="ab"), "A"),
        (Wanted(iro="HM"), "B"),
        (Wanted(authority="Wendlebury"), ""),
        (Wanted(refs=("C", "A")), "AC"),
    ):
        listing = listed(*late, wanted=wanted, alerts=red)
        assert "".join(line.deadline.child for line in listing.lines) == refs
        assert "".join(one.child for one in listing.alerts) == refs
        assert listing.counts.children == len(refs)
    by_rule = listed(*late, wanted=Wanted(rule="conflict"), alerts=red)
    assert (by_rule.lines, len(by_rule.alerts)) == ((), 3)
    by_set = listed(*late, wanted=Wanted(set="permanence"), alerts=red)
    assert (len(by_set.lines), by_set.alerts) == (3, ())
    by_tier = listed(*late, wanted=Wanted(tier="act"), alerts=red)
    assert (by_tier.lines, by_tier.alerts) == ((), ())


def test_a_plan_filters_by_the_plan_and_by_parallel_plans():
    plan = Event(
        id="1",
        child="id-A",
        kind="plan-set",
        on=date(2026, 1, 2),
        fields={"plan": "return-home", "parallel": ("adoption",)},
    )
    care = Event(id="0", child="id-A", kind="entered-care", on=date(2026, 1, 1), fields={"basis": "s20"})
    told = (history("A", (care, plan)), history("B", (replace(care, child="id-B"),)))
    late = tuple(deadline(ref, "review.next", Status.OVERDUE, -1) for ref in "AB")
    outlook = Outlook(
        as_at=AS_AT, known_at=None, rulebook="e", version="1", policy_from=None, children=2, deadlines=late
    )
    for plan_asked, refs in (("adoption", ["A"]), ("return-home", ["A"]), ("residential", [])):
        listing = due_list(outlook, told, Wanted(plan=plan_asked))
        assert [line.deadline.child for line in listing.lines] == refs


def test_alerts_are_gravest_first_then_oldest():
    alerts = (
        alert("A", "info", Severity.INFO, date(2020, 1, 1)),
        alert("A", "amber", Severity.AMBER, date(2026, 1, 1)),
        alert("B", "red-new", Severity.RED, date(2026, 2, 1)),
        alert("C", "red-old", Severity.RED, date(2025, 2, 1)),
    )
    assert [one.alert for one in listed(alerts=alerts).alerts] == ["red-old", "red-new", "amber", "info"]


def test_groups_come_in_order_and_children_of_none_last():
    late = [deadline(ref, "review.next", Status.OVERDUE, -1) for ref in "CAB"]
    listing = listed(*late, wanted=Wanted(by="team"))
    assert [(listing.group_of(line.child.ref), line.child.ref) for line in listing.lines] == [
        ("North", "A"),
        ("south", "B"),
        ("", "C"),
    ]


def test_a_gap_says_once_what_lines_would_repeat():
    unknown = deadline("A", "plan.permanence", Status.CANNOT_ASSESS, reason="r")
    gap = Gap(id="plan.permanence", children=12, of=14, sentence="s")
    listing = listed(unknown, gaps=(gap,))
    assert listing.lines == ()
    assert listing.lines_left == 0
    assert [found.rule for found in listing.found] == ["plan.permanence"]
    everything = listed(unknown, gaps=(gap,), wanted=Wanted(everything=True))
    assert [line.deadline.rule for line in everything.lines] == ["plan.permanence"]


def test_an_alert_speaks_for_the_duty_of_its_cause_that_cannot_be_assessed():
    unknown = deadline("A", "plan.permanence", Status.CANNOT_ASSESS, reason="r")
    missing = replace(alert("A", "plan.missing", Severity.RED), covers=(unknown.id,))
    listing = listed(unknown, alerts=(missing,))
    assert listing.lines == ()
    (told,) = listing.alert_lines
    assert (told.alert.alert, told.also, told.doubted) == ("plan.missing", (), ("plan.permanence",))
    assert told.others == "cannot be assessed: plan.permanence"
    assert replace(told, also=("silent",)).others == "also silent; cannot be assessed: plan.permanence"
    assert [found.rule for found in listing.found] == ["plan.permanence"]
    assert listing.counts.cannot_assess == 0
    everything = listed(unknown, alerts=(missing,), wanted=Wanted(everything=True))
    assert [line.deadline.rule for line in everything.lines] == ["plan.permanence"]
    assert [line.also for line in everything.alert_lines] == [()]
    asked = listed(unknown, alerts=(missing,), wanted=Wanted(rule="plan.permanence"))
    assert [line.deadline.rule for line in asked.lines] == ["plan.permanence"]


def test_an_overdue_line_belongs_to_a_gap_only_where_nothing_was_ever_recorded():
    late = deadline("A", "tracking.monthly", Status.OVERDUE, -3)
    gap = Gap(id="tracking.monthly", children=12, of=14, sentence="s")
    assert len(listed(late, gaps=(gap,)).lines) == 1
    silent = Gap(id="tracking.monthly", children=12, of=14, sentence="s", silent=True)
    assert listed(late, gaps=(silent,)).lines == ()


def test_gaps_of_rules_that_were_not_asked_for_are_not_said():
    unknown = deadline("A", "plan.permanence", Status.CANNOT_ASSESS, reason="r")
    gap = Gap(id="plan.permanence", children=12, of=14, sentence="s")
    assert listed(unknown, gaps=(gap,), wanted=Wanted(rule="review.next")).gaps == ()


def test_what_was_searched_is_said_in_words():
    assert Wanted(refs=("A",), team="North", rule="review.next").in_words() == "A, team North, rule review.next"
    assert Wanted().in_words() == ""
