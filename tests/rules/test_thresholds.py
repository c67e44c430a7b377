"""The alerts as data, letter for letter: what a table of the file becomes, what is refused, how lengths are counted."""

import re
from datetime import date

import pytest

from permtrack.domain.findings import Severity
from permtrack.rules.drift import Threshold, Thresholds, parse_thresholds
from permtrack.rules.rulebook import Checked, Tier

KINDS = ("ppm", "review")


def exactly(said: str) -> str:
    """A pattern for these words and no others."""
    return rf"\A{re.escape(said)}\Z"


WHOLE = """
[alert."first"]
title = "First"
severity = "info"

[alert."order.waits"]
title = "An order waits"
severity = "red"
numbers = { weeks = 8, red-months = 3, changes = 2, chairs = ["TM", "SM"] }
fixed = { days = 14 }
planning = true
remanded = true
after-care = true
needs = ["review", "ppm"]
seen-by = ["review", "left-care"]
cause = "order"
same-as = ["match.six-months", "plan.permanence"]
tier = "regulation"
checked = "yes"
checked-on = 2026-01-05
citation = "An Act s.1"
source = "https://www.legislation.gov.uk/"
"""


def test_a_table_becomes_an_alert() -> None:
    read = parse_thresholds(WHOLE, KINDS)
    assert list(read.alerts) == ["first", "order.waits"]
    assert read["order.waits"] == Threshold(
        id="order.waits",
        title="An order waits",
        severity=Severity.RED,
        place=1,
        tier=Tier.REGULATION,
        numbers={"weeks": 8, "red-months": 3, "changes": 2, "chairs": ("TM", "SM")},
        fixed={"days": 14},
        planning=True,
        remanded=True,
        after_care=True,
        needs=("review", "ppm"),
        seen_by=("review", "left-care"),
        cause="order",
        same_as=("match.six-months", "plan.permanence"),
        checked=Checked.YES,
        checked_on=date(2026, 1, 5),
        citation="An Act s.1",
        source="https://www.legislation.gov.uk/",
        since=None,
    )


def test_what_a_table_leaves_out() -> None:
    first = parse_thresholds(WHOLE, KINDS)["first"]
    assert first == Threshold(
        id="first",
        title="First",
        severity=Severity.INFO,
        place=0,
        tier=Tier.LOCAL_POLICY,
        numbers={},
        fixed={},
        planning=False,
        remanded=False,
        after_care=False,
        needs=(),
        seen_by=(),
        cause=None,
        same_as=(),
        checked=None,
        checked_on=None,
        citation=None,
        source=None,
        since=None,
    )
    assert (first.planning, first.remanded, first.after_care) == (False, False, False)


def test_no_alerts_are_no_alerts() -> None:
    assert parse_thresholds("", KINDS).alerts == {}


COUNTED = Threshold(
    id="counted",
    title="Counted",
    severity=Severity.AMBER,
    place=0,
    numbers={"days": 10, "weeks": 1, "months": 1, "years": 1, "red-months": 6, "workers": 1, "chairs": ("TM",)},
    fixed={"placements": 3},
)


@pytest.mark.parametrize(
    ("name", "reached", "words"),
    [
        ("days", "2024-02-10", "10 days"),
        ("weeks", "2024-02-07", "1 week"),
        ("months", "2024-02-29", "1 month"),  # 31 January + a month: the last day of February, a leap year
        ("red-months", "2024-07-31", "6 months"),
        ("years", "2025-01-31", "1 year"),
    ],
)
def test_a_length_is_counted_from_day_0_in_its_own_unit(name: str, reached: str, words: str) -> None:
    assert COUNTED.after(date(2024, 1, 31), name) == date.fromisoformat(reached)
    assert COUNTED.words(name) == words


def test_a_year_from_the_last_of_february_ends_on_the_first_of_march() -> None:
    assert COUNTED.after(date(2024, 2, 29), "years") == date(2025, 3, 1)


def test_a_number_is_one_of_local_policy_or_a_fixed_one() -> None:
    assert COUNTED.count("workers") == 1
    assert COUNTED.count("placements") == 3
    assert COUNTED.listed("chairs") == ("TM",)
    assert COUNTED.listed("workers") == ()


@pytest.mark.parametrize("name", ["chairs", "meetings"])
def test_what_is_no_number_cannot_be_counted(name: str) -> None:
    with pytest.raises(KeyError) as refused:
        COUNTED.count(name)
    assert refused.value.args == (name,)


ASKED = """
[alert."always"]
title = "Always"
severity = "info"
[alert."of-reviews"]
title = "Of reviews"
severity = "info"
needs = ["review"]
[alert."of-both"]
title = "Of both"
severity = "info"
needs = ["review", "ppm"]
"""


def test_an_alert_is_asked_where_something_could_have_started_it() -> None:
    read = parse_thresholds(ASKED, KINDS)
    for _ in range(2):  # the second time from memory
        assert read.asked_of(frozenset()) == {"always"}
        assert read.asked_of(frozenset({"ppm", "visit"})) == {"always", "of-both"}
        assert read.asked_of(frozenset({"review"})) == {"always", "of-reviews", "of-both"}


def test_local_policy_changes_some_numbers_of_one_alert_from_a_day() -> None:
    read = parse_thresholds(WHOLE, KINDS)
    changed = read.with_policy("order.waits", {"weeks": 6, "chairs": ["XY"]}, since=date(2026, 4, 1))
    assert changed["first"] == read["first"]
    assert changed["order.waits"].numbers == {"weeks": 6, "red-months": 3, "changes": 2, "chairs": ("XY",)}
    assert changed["order.waits"].since == date(2026, 4, 1)
    assert changed["order.waits"].fixed == {"days": 14}
    assert changed["order.waits"].title == "An order waits"
    assert list(changed.alerts) == ["first", "order.waits"]
    assert isinstance(changed, Thresholds)


@pytest.mark.parametrize(
    ("alert", "numbers", "said"),
    [
        ("second", {"weeks": 1}, "there is no alert 'second'"),
        ("order.waits", {"days": 1}, "order.waits: days cannot be changed locally"),
        (
            "order.waits",
            {"years": 1, "meetings": 1, "weeks": 2},
            "order.waits: meetings, years mean nothing; it has weeks, red-months, changes, chairs",
        ),
        ("first", {"weeks": 1}, "first: weeks mean nothing; it has none"),
        ("order.waits", {"weeks": 0}, "order.waits: weeks is a whole number from 1, not 0"),
        ("order.waits", {"weeks": -1}, "order.waits: weeks is a whole number from 1, not -1"),
        ("order.waits", {"weeks": "2"}, "order.waits: weeks is a whole number from 1, not '2'"),
        ("order.waits", {"weeks": True}, "order.waits: weeks is a whole number from 1, not True"),
        ("order.waits", {"chairs": 3}, "order.waits: chairs is a list of texts, not 3"),
        ("order.waits", {"chairs": ["TM", 3]}, "order.waits: chairs is a list of texts, not ['TM', 3]"),
    ],
)
def test_a_policy_is_refused_in_these_words(alert: str, numbers: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=exactly(said)):
        parse_thresholds(WHOLE, KINDS).with_policy(alert, numbers, since=date(2026, 4, 1))


def test_several_fixed_numbers_are_named_together() -> None:
    text = WHOLE.replace("{ days = 14 }", "{ years = 1, days = 14 }")
    with pytest.raises(ValueError, match=exactly("order.waits: days, years cannot be changed locally")):
        parse_thresholds(text, KINDS).with_policy("order.waits", {"years": 2, "days": 3}, since=date(2026, 4, 1))


@pytest.mark.parametrize("number", [1, 2])
def test_one_is_a_number_and_the_least(number: int) -> None:
    changed = parse_thresholds(WHOLE, KINDS).with_policy("order.waits", {"weeks": number}, since=date(2026, 4, 1))
    assert changed["order.waits"].count("weeks") == number


LAW = """tier = "regulation"
checked = "yes"
checked-on = 2026-01-05
citation = "An Act s.1"
source = "https://www.legislation.gov.uk/"
"""
SHORT = '[alert."silent"]\ntitle = "Nothing"\nseverity = "amber"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[other]\n[alerts]\n", "alerts: words that mean nothing: alerts, other"),
        (SHORT + "shape = 1\ncolour = 2", "alert silent: words that mean nothing: colour, shape"),
        ('[alert."silent"]\nseverity = "amber"', "alert silent: 'title'"),
        ('[alert."silent"]\ntitle = "Nothing"', "alert silent: 'severity'"),
        (SHORT + 'needs = ["tea", "pm"]', "alert silent: there are no events of the kind pm, tea"),
        (SHORT + 'seen-by = ["tea", "ppm"]', "alert silent: no return shows events of the kind ppm, tea"),
        (SHORT + "numbers = { fortnights = 3 }", "alert silent: silent: fortnights is no number of an alert"),
        (SHORT + "fixed = { fortnights = 3 }", "alert silent: silent: fortnights is no number of an alert"),
        (SHORT + 'numbers = { red-chairs = "TM" }', "alert silent: silent: red-chairs is a list of texts, not 'TM'"),
        (SHORT + LAW.replace('checked = "yes"\n', ""), "alert silent: an alert that is not local policy needs checked"),
        (
            SHORT + LAW.replace("checked-on = 2026-01-05\n", ""),
            "alert silent: an alert that is not local policy needs checked-on",
        ),
        (SHORT + LAW.replace("An Act s.1", ""), "alert silent: an alert that is not local policy needs citation"),
        (
            SHORT + LAW.replace('source = "https://www.legislation.gov.uk/"\n', ""),
            "alert silent: an alert that is not local policy needs source",
        ),
        (
            SHORT + LAW.replace("https://", "http://"),
            "alert silent: a source is an address that begins with https://",
        ),
        (SHORT + 'tier = "habit"', "alert silent: 'habit' is not a valid Tier"),
        (SHORT + 'checked = "perhaps"', "alert silent: 'perhaps' is not a valid Checked"),
        (SHORT + "needs = 1", "alert silent: 'int' object is not iterable"),
    ],
)
def test_a_table_is_refused_in_these_words(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=exactly(said)):
        parse_thresholds(text, KINDS)
