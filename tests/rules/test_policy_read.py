"""Policy files: what is read out of them, and what is refused in which words."""

import csv
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permtrack.app.local_policy import known
from permtrack.app.packaged import bank_holidays, rulebook
from permtrack.domain.findings import Status
from permtrack.domain.journey import STRETCHES
from permtrack.domain.scope import DEFAULT_SCOPE, Scope
from permtrack.errors import RequestRefused
from permtrack.rules.lengths import UNITS, Length
from permtrack.rules.policy.calendar import meeting_days
from permtrack.rules.policy.laying import laid
from permtrack.rules.policy.own_rules import ANCHORS_IN_A_STRETCH
from permtrack.rules.policy.reading import read_policy
from permtrack.rules.policy.records import NO_POLICY, Meeting, Policy, RuleChange
from permtrack.rules.policy.settings import settings
from permtrack.rules.policy.strictness import Compared, compared, law_touched
from tests.rules.under_policy import POLICIES, found, policy, policy_of, told

REJECTS = POLICIES / "rejects"
FIRST = date(2026, 4, 1)


def cases() -> list[tuple[str, str]]:
    with (REJECTS / "rejects.csv").open(encoding="utf-8", newline="") as file:
        return [(row["file"], row["says"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("file", "says"), cases(), ids=[file for file, _ in cases()])
def test_a_defective_policy_is_refused_in_these_words(file: str, says: str) -> None:
    with pytest.raises(RequestRefused) as refused:
        read_policy((REJECTS / file).read_text(encoding="utf-8"), file, known(), FIRST)
    assert str(refused.value).startswith(f"{file}: {says}")
    assert "\n" not in str(refused.value)


def test_every_defective_policy_has_its_message() -> None:
    assert {file for file, _ in cases()} == {path.name for path in REJECTS.iterdir()} - {"rejects.csv"}


def test_a_policy_too_long_is_refused() -> None:
    with pytest.raises(RequestRefused, match="60,001 characters are more than a policy may have"):
        policy("#" * 60_001)


def test_a_list_too_deep_is_refused() -> None:
    with pytest.raises(RequestRefused, match="a list too deep"):
        policy("a = " + "[" * 20_000)


def test_a_file_may_hold_rules_of_both_sorts() -> None:
    example = policy_of("example.toml")
    assert example.sets == {"casework": True}
    assert example.changes == {"ppm.next": RuleChange(length=Length(weeks=4), look_ahead_days=14)}
    assert example.alerts == {"silent": {"weeks": 6}}
    assert example.scope == DEFAULT_SCOPE
    assert [rule.id for rule in example.rules] == ["local.profile-updated"]
    assert example.in_force_from == FIRST


def test_windows_line_ends_make_no_difference() -> None:
    text = (POLICIES / "example.toml").read_text(encoding="utf-8")
    assert policy(text.replace("\n", "\r\n")) == policy(text)


def test_an_empty_file_is_a_policy_that_says_nothing() -> None:
    assert settings(rulebook(), {}, policy(""), FIRST) == settings(rulebook(), {}, NO_POLICY, FIRST)


def test_what_is_no_number_of_a_rule() -> None:
    service = policy_of("service.toml")
    assert service.changes == {
        "hearing.case-management": RuleChange(on=True),
        "disruption.meeting": RuleChange(on=False),
    }
    assert service.alerts == {"silent": {"weeks": 6}, "ppm.chair": {"chairs": ("IRO", "SM")}}
    assert service.scope == Scope(age_under=10, age_under_with_siblings=12)
    assert service.meetings[0] == Meeting(
        id="local.partnership-group",
        title="Partnership group",
        first_on=date(2026, 1, 13),
        months=3,
        citation="Partnership agreement, 2025",
    )


def test_a_version_of_ones_own_below_its_rule() -> None:
    text = """
        [[rule]]
        id = "local.profile-updated"
        starts = ["adm-decision outcome=yes"]
        met-by = ["family-finding"]
        [[rule.version]]
        due = { months = 2 }
        to = 2026-12-31
        citation = "Service standard 7, 2026"
        [[rule.version]]
        from = 2027-01-01
        due = { earliest = [{ weeks = 4 }, { after = "birth", years = 2 }] }
        citation = "Service standard 7, 2027"
    """
    (rule,) = policy(text).rules
    assert [(v.in_force_from, v.in_force_to, v.citation) for v in rule.versions] == [
        (FIRST, date(2026, 12, 31), "Service standard 7, 2026"),
        (date(2027, 1, 1), date.max, "Service standard 7, 2027"),
    ]


# Monthly from 31 January: 28 February, 31 March; every day counted from the first.
@pytest.mark.parametrize(
    ("first", "pace", "day", "expected"),
    [
        ("2026-01-31", {"months": 1}, "2025-12-01", "2026-01-31"),
        ("2026-01-31", {"months": 1}, "2026-01-31", "2026-01-31"),
        ("2026-01-31", {"months": 1}, "2026-02-01", "2026-02-28"),
        ("2026-01-31", {"months": 1}, "2026-02-28", "2026-02-28"),
        ("2026-01-31", {"months": 1}, "2026-03-01", "2026-03-31"),
        ("2026-01-13", {"months": 3}, "2026-04-13", "2026-04-13"),
        ("2026-01-13", {"months": 3}, "2026-04-14", "2026-07-13"),
        ("2025-12-31", {"months": 2}, "2026-01-01", "2026-02-28"),
        ("2025-12-31", {"months": 2}, "2026-03-01", "2026-04-30"),
        ("2026-01-01", {"weeks": 2}, "2026-01-02", "2026-01-15"),
        ("2026-01-01", {"weeks": 2}, "2026-01-15", "2026-01-15"),
        ("2026-01-01", {"weeks": 2}, "2026-01-16", "2026-01-29"),
    ],
)
def test_the_next_day_of_a_recurring_meeting(first: str, pace: dict[str, int], day: str, expected: str) -> None:
    meeting = Meeting(id="local.m", title="M", first_on=date.fromisoformat(first), **pace)
    assert meeting.next_on(date.fromisoformat(day)) == date.fromisoformat(expected)


def test_the_calendar_of_the_service() -> None:
    days = {d.rule: d for d in meeting_days(policy_of("service.toml"), date(2026, 4, 2))}
    group, managers = days["local.partnership-group"], days["local.managers-meeting"]
    # 13 April is 11 days ahead. 29 January + 4 months = 29 May, 57 days ahead.
    assert (group.due_on, group.days, group.status) == (date(2026, 4, 13), 11, Status.DUE_SOON)
    assert (managers.due_on, managers.days, managers.status) == (date(2026, 5, 29), 57, Status.UPCOMING)
    assert (group.trigger, group.child, group.citation) == (None, "", "Partnership agreement, 2025")
    assert managers.citation == "Local policy: every 2 months"
    assert group.id == "service:local.partnership-group:2026-04-13"


def test_a_meeting_of_today_is_due_today_and_one_with_a_look_ahead_of_its_own_waits_for_it() -> None:
    service = policy_of("service.toml")
    statuses = {d.rule: d.status for d in meeting_days(service, date(2026, 4, 13))}
    assert statuses["local.partnership-group"] is Status.DUE_TODAY
    # 7 days ahead of 29 May is 22 May.
    assert [
        next(d.status for d in meeting_days(service, day) if d.rule == "local.managers-meeting")
        for day in (date(2026, 5, 21), date(2026, 5, 22))
    ] == [Status.UPCOMING, Status.DUE_SOON]


@pytest.mark.parametrize(
    ("local", "other", "expected"),
    [
        (Length(months=5), Length(months=6), Compared.STRICTER),
        (Length(months=6), Length(months=6), Compared.EQUAL),
        (Length(months=7), Length(months=6), Compared.NOT_STRICTER),
        (Length(years=1), Length(months=12), Compared.NOT_STRICTER),
        # Six months are 181 days at the fewest: 25 weeks are 175, 26 are 182.
        (Length(weeks=25), Length(months=6), Compared.STRICTER),
        (Length(weeks=26), Length(months=6), Compared.NOT_STRICTER),
        (Length(days=28), Length(weeks=4), Compared.EQUAL),
        (Length(days=27), Length(weeks=4), Compared.STRICTER),
        (Length(working_days=19), Length(working_days=20), Compared.STRICTER),
        (Length(working_days=20), Length(working_days=20), Compared.EQUAL),
        # Twenty working days never end before the 26th day, from a Sunday.
        (Length(days=26), Length(working_days=20), Compared.STRICTER),
        (Length(weeks=4), Length(working_days=20), Compared.NOT_STRICTER),
        (Length(working_days=5), Length(weeks=4), Compared.STRICTER),
        (Length(months_end=1), Length(months=3), Compared.STRICTER),
        (Length(months_end=1), Length(weeks=4), Compared.NOT_STRICTER),
    ],
)
def test_stricter_means_never_later(local: Length, other: Length, expected: Compared) -> None:
    assert compared(local, other) is expected


COUNTS = {"working_days": 60, "days": 400, "weeks": 60, "months": 14, "months_end": 4, "years": 2}
LENGTHS = st.sampled_from(sorted(COUNTS)).flatmap(
    lambda unit: st.integers(1, COUNTS[unit]).map(lambda count: Length(**{unit: count}))
)
DAYS = st.dates(date(2016, 1, 1), date(2023, 12, 31))


@given(local=LENGTHS, other=LENGTHS, day=DAYS)
def test_what_is_called_stricter_never_ends_later_and_what_is_called_equal_ends_on_the_same_day(
    local: Length, other: Length, day: date
) -> None:
    ends = [length.after(day, bank_holidays()) for length in (local, other)]
    verdict = compared(local, other)
    assert verdict is not Compared.STRICTER or ends[0] <= ends[1]
    assert verdict is not Compared.EQUAL or ends[0] == ends[1]


LAW = [rule.id for rule in rulebook().rules if law_touched(rule, FIRST) and not rule.never_late]


@given(rule=st.sampled_from(LAW), unit=st.sampled_from(UNITS), count=st.integers(1, 40), on=st.booleans())
def test_no_number_a_policy_can_carry_weakens_the_law(rule: str, unit: str, count: int, *, on: bool) -> None:
    try:
        local = policy(f'[rule."{rule}"]\n{unit} = {count}\n' + ("on = true\n" if on else ""))
    except RequestRefused:
        return
    book = laid(rulebook(), (local,))
    kept, national = book.rule(rule), rulebook().rule(rule)
    assert kept is not None
    assert national is not None
    assert kept.versions == national.versions
    assert kept.off <= national.off


PLACED = told(
    "2024-06-03 entered-care basis=ico",
    "2024-06-20 review plan=adoption",
    "2024-07-01 ppm chair=IRO",
    "2024-09-10 review",
    "2025-01-10 placement-order",
    "2025-03-10 review",
    "2025-07-01 placed-for-adoption family=F1",
    "2025-07-20 review",
)
BACK_IN_CARE = told(
    "2024-06-03 action-agreed action=Report due=2025-02-01",
    "2025-01-06 entered-care basis=s20",
    "2025-01-20 adm-decision outcome=yes",
    "2025-02-01 match-decision outcome=yes family=F2",
    "2025-02-03 placement-order",
    "2025-02-10 placed-for-adoption family=F2",
    "2025-03-10 review",
    "2025-05-01 placement-ended reason=disrupted",
    "2025-06-01 ppm",
    "2025-09-01 left-care destination=home",
    "2026-01-05 entered-care basis=s20",
    "2026-01-20 review",
)
PIECES = st.sampled_from([
    "", "true", "0", "-1", '"x"', "[]", "[1]", '["review"]', "{}", "{ weeks = 1 }", "{ after = 1 }", "{ latest = 3 }",
    "{ earliest = [1] }", '{ otherwise = 3, after = "birth" }', "2026-04-01", "2026-04-01T10:00:00", "1.5", "nan", '"moment x"', '["moment"]', '["review of="]',
])  # fmt: skip
WORDS = st.sampled_from([
    "id", "title", "set", "starts", "series", "step", "met-by", "implied-by", "closed-by", "seen-by", "counts", "scope",
    "only-if", "not-if", "while", "chosen-by", "after-return-days", "off", "version", "due", "opens", "trigger", "tier",
    "citation", "source", "note", "when", "relaxed", "checked", "from", "to", "look-ahead", "early-is-day-0", "first",
])  # fmt: skip


@given(
    section=st.sampled_from(
        ["[[rule]]", '[rule."ppm.first"]', "[[meeting]]", "[scope]", "[sets]", '[alert."silent"]', "[rule]", "rule = 1"]
    ),
    words=st.dictionaries(WORDS, PIECES, max_size=6),
    whole=st.booleans(),
)
def test_whatever_a_file_says_it_is_refused_with_its_name_or_can_be_followed(
    section: str, words: dict[str, str], *, whole: bool
) -> None:
    usual = {"id": '"local.x"', "starts": '["review"]', "met-by": '["ppm"]', "due": "{ weeks = 1 }", "citation": '"c"'}
    written = (usual if whole else {}) | words
    text = section + "\n" + "".join(f"{name} = {value}\n" for name, value in written.items())
    refusal = ""
    try:
        read = policy(text, "2025-01-01")
    except RequestRefused as refused:
        refusal = str(refused)
    if refusal:
        assert refusal.startswith("local.toml: ")
    else:
        assert {d.child for d in found(PLACED, "2026-06-01", read)} == {"A1"}


BEGINNINGS = st.one_of(
    st.sampled_from([*STRETCHES]).map(lambda name: f'starts = "{name}"'),
    st.sampled_from([*STRETCHES]).map(lambda name: f'series = "{name}"\nstep = "next"'),
    st.sampled_from(["review", "ppm", "action-agreed due=*", "moment left-care", "placement-order"]).map(
        lambda event: f'starts = ["{event}"]'
    ),
)
TERMS = st.builds(
    lambda anchor, unit, count: f"{{ {f'after = {anchor!r}, ' if anchor else ''}{unit} = {count} }}",
    st.sampled_from(["", "", "trigger", "birth", "own due", *ANCHORS_IN_A_STRETCH]),
    st.sampled_from(UNITS),
    st.integers(1, 9),
)
DUE = st.one_of(
    TERMS,
    st.builds(
        lambda pick, terms, otherwise: f"{{ {pick} = [{', '.join(terms)}], otherwise = {otherwise} }}",
        st.sampled_from(["earliest", "latest"]),
        st.lists(TERMS, min_size=1, max_size=2),
        TERMS,
    ),
)
MORE = st.lists(
    st.sampled_from([
        'counts = "care"', 'counts = "period"', 'counts = "pre-care"', 'counts = "match"', 'counts = "adoption-order"',
        'counts = "since-last-placing"', 'closed-by = ["placed-for-adoption"]', 'closed-by = ["turned-18"]',
        "outlives-care = true", "after-first = true", "never-late = true", "after-return-days = 42",
        'while = "waiting"', 'scope = "planning"', 'chosen-by = "due"', "early-is-day-0 = true",
        'implied-by = ["placed-for-adoption"]', "late-only-if-local = true", "opens = { days = 3 }",
        'seen-by = ["review"]', "trigger = { weeks = 1 }", 'relaxed = "eased"', "doubted-with-first = true",
    ]),
    max_size=4, unique_by=lambda word: word.split()[0],
)  # fmt: skip


@given(
    begins=BEGINNINGS,
    met=st.sampled_from(["review", "ppm", "moment plan-recorded", "action-done answers=@"]),
    due=DUE,
    more=MORE,
)
def test_every_rule_of_ones_own_that_is_read_can_be_followed(begins: str, met: str, due: str, more: list[str]) -> None:
    lines = ["[[rule]]", 'id = "local.x"', 'citation = "c"', begins, f'met-by = ["{met}"]', f"due = {due}", *more]
    read = policy_or_none("\n".join(lines))
    if read is not None:
        assert {d.child for d in found(PLACED, "2026-06-01", read)} == {"A1"}
        assert {d.child for d in found(BACK_IN_CARE, "2026-06-01", read)} == {"A1"}


def policy_or_none(text: str) -> Policy | None:
    try:
        return policy(text, "2025-01-01")
    except RequestRefused:
        return None
