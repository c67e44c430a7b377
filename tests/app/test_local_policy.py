"""Local policy in the ledger: recorded whole, the latest whose day has come holds, and everything says since when and why."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from permtrack.app.local_policy import (
    apply_policy,
    policies_in_force,
    policy_history,
    policy_in_force,
    policy_text,
    show_policy,
)
from permtrack.domain.events import Event
from permtrack.errors import RequestRefused
from permtrack.ledger.identity import new_id
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import open_ledger
from permtrack.ledger.trust import verify
from permtrack.render.policy import PolicyApplied, PolicyRow, change_words
from permtrack.rules.lengths import Length
from permtrack.rules.policy.records import NO_POLICY
from tests.app.desk import OCCASION, Desk

FOUR = '[rule."ppm.next"]\nweeks = 4\n'
FIVE = '[rule."ppm.next"]\nweeks = 5\n'
FOUR_AND_SILENT = FOUR + '[alert."silent"]\nweeks = 6\n'


class PolicyDesk(Desk):
    """A desk at which policies are applied."""

    def apply(
        self, text: str, since: str, *, reason: str = "Agreed", by: str = "mira", dry_run: bool = False, hour: int = 9
    ) -> PolicyApplied:
        occasion = replace(OCCASION, account=by, now=datetime(2026, 11, 21, hour, tzinfo=UTC))
        with open_ledger(self.path, writing=True) as ledger:
            return apply_policy(
                ledger, occasion, text, "local.toml", date.fromisoformat(since), reason, dry_run=dry_run
            )

    def weeks(self, as_at: str, known_at: datetime | None = None) -> int | None:
        """The weeks between planning meetings that the policy of a day gives."""
        with open_ledger(self.path) as ledger:
            change = policy_in_force(ledger, date.fromisoformat(as_at), known_at).changes.get("ppm.next")
        return change.length.weeks if change and change.length else None

    def row(self, name: str, as_at: str) -> PolicyRow:
        with open_ledger(self.path) as ledger:
            shown = show_policy(ledger, date.fromisoformat(as_at))
        return next(row for row in shown.rows if row.name == name and row.section in {"rule", "alert", "set"})


@pytest.fixture
def desk(tmp_path: Path) -> PolicyDesk:
    return PolicyDesk(tmp_path)


def test_a_policy_holds_from_its_day(desk: PolicyDesk) -> None:
    desk.apply(FOUR, "2026-04-01")
    assert (desk.weeks("2026-03-31"), desk.weeks("2026-04-01")) == (None, 4)
    with open_ledger(desk.path) as ledger:
        assert policy_in_force(ledger, date(2026, 3, 31)) is NO_POLICY
        assert policies_in_force(ledger, date(2026, 3, 31)) == ()


def test_the_latest_takes_the_place_of_the_earlier_ones_whole(desk: PolicyDesk) -> None:
    desk.apply(FOUR_AND_SILENT, "2026-04-01")
    desk.apply(FIVE, "2026-07-01")
    assert (desk.weeks("2026-06-30"), desk.weeks("2026-07-01")) == (4, 5)
    with open_ledger(desk.path) as ledger:
        assert policy_in_force(ledger, date(2026, 7, 1)).alerts == {}
        assert [p.in_force_from for p in policies_in_force(ledger, date(2026, 7, 1))] == [
            date(2026, 4, 1),
            date(2026, 7, 1),
        ]


def test_one_recorded_later_for_earlier_days_holds_until_the_other_begins(desk: PolicyDesk) -> None:
    desk.apply(FIVE, "2026-07-01")
    told = desk.apply(FOUR, "2026-04-01")
    assert told.until == date(2026, 7, 1)
    assert (desk.weeks("2026-05-01"), desk.weeks("2026-07-01")) == (4, 5)


def test_of_two_from_one_day_the_one_recorded_last_holds(desk: PolicyDesk) -> None:
    desk.apply(FOUR, "2026-04-01")
    desk.apply(FIVE, "2026-04-01")
    assert desk.weeks("2026-04-01") == 5
    with open_ledger(desk.path) as ledger:
        assert len(policies_in_force(ledger, date(2026, 4, 1))) == 1


def test_what_was_known_by_an_instant_is_answered_with_the_policy_known_then(desk: PolicyDesk) -> None:
    desk.apply(FOUR, "2026-04-01", hour=9)
    desk.apply(FIVE, "2026-04-01", hour=11)
    assert desk.weeks("2026-05-01", datetime(2026, 11, 21, 8, tzinfo=UTC)) is None
    assert desk.weeks("2026-05-01", datetime(2026, 11, 21, 10, tzinfo=UTC)) == 4
    assert desk.weeks("2026-05-01", datetime(2026, 11, 21, 12, tzinfo=UTC)) == 5


def test_the_entry_is_about_the_ledger_and_keeps_its_reason_apart(desk: PolicyDesk) -> None:
    desk.apply(FOUR.replace("\n", "\r\n"), "2026-04-01", reason="Management team, 12 March")
    entry = desk.entries()[-1]
    assert (entry.child, entry.kind, entry.on, entry.recorded_by) == (None, "policy-set", date(2026, 4, 1), "mira")
    assert entry.fields == {"policy": FOUR, "from": "2026-04-01", "reason": "Management team, 12 March"}
    with open_ledger(desk.path) as ledger:
        assert policy_text(ledger, f"#{entry.number}") == policy_text(ledger, entry.id) == FOUR
    assert not verify(desk.path).problems


def test_a_rehearsal_says_the_same_and_saves_nothing(desk: PolicyDesk) -> None:
    before = desk.path.read_bytes()
    rehearsed = desk.apply(FOUR, "2026-04-01", dry_run=True)
    assert desk.path.read_bytes() == before
    assert replace(desk.apply(FOUR, "2026-04-01"), rehearsed=True) == rehearsed


def test_a_refused_policy_leaves_nothing(desk: PolicyDesk) -> None:
    before = desk.path.read_bytes()
    with pytest.raises(RequestRefused, match="the reason is empty"):
        desk.apply(FOUR, "2026-04-01", reason=" ")
    with pytest.raises(RequestRefused, match=r'local.toml: \[rule."ppm.nxt"\]'):
        desk.apply('[rule."ppm.nxt"]\nweeks = 4\n', "2026-04-01")
    assert desk.path.read_bytes() == before


def words(told: PolicyApplied) -> list[str]:
    return [change_words(change) for change in told.changes]


def test_the_difference_is_told_against_what_holds_on_that_day(desk: PolicyDesk) -> None:
    assert words(desk.apply(FOUR_AND_SILENT, "2026-04-01")) == [
        "ppm.next: 6 weeks becomes 4 weeks",
        "alert silent: 8 weeks becomes 6 weeks",
    ]
    assert words(desk.apply(FIVE, "2026-07-01")) == [
        "ppm.next: 4 weeks becomes 5 weeks",
        "alert silent: 6 weeks becomes 8 weeks",
    ]
    assert words(desk.apply(FIVE, "2026-08-01")) == []


def test_a_stricter_number_is_told_as_standing_beside_the_laws(desk: PolicyDesk) -> None:
    law = "review.next: 6 months stands (CPPCR 2010 reg 33(2) (regulation)); "
    five, four = ('[rule."review.next"]\nmonths = ' + number for number in "54")
    assert words(desk.apply(five, "2026-04-01")) == [law + "5 months is asked beside it"]
    assert words(desk.apply(four, "2026-05-01")) == [law + "beside it 5 months becomes 4 months"]
    assert words(desk.apply("", "2026-06-01")) == [law + "the stricter 4 months beside it is dropped"]


def test_rules_and_meetings_of_ones_own_come_and_go(desk: PolicyDesk) -> None:
    service = (Path(__file__).parents[1] / "policies" / "service.toml").read_text(encoding="utf-8")
    told = words(desk.apply(service, "2026-04-01"))
    assert told == [
        "set casework: off becomes on",
        "disruption.meeting: on becomes off",
        "hearing.case-management: off becomes on",
        "alert silent: 8 weeks becomes 6 weeks",
        "alert ppm.chair: nobody named becomes IRO, SM",
        "age-under: 9 becomes 10",
        "age-under-with-siblings: 11 becomes 12",
        "local.partnership-group: new, Partnership group: every 3 months from 13 Jan 2026",
        "local.managers-meeting: new, Managers' meeting: every 2 months from 29 Jan 2026",
    ]
    assert words(desk.apply("", "2026-05-01"))[-1] == (
        "local.managers-meeting: no longer (Managers' meeting: every 2 months from 29 Jan 2026)"
    )


def test_each_number_says_since_when_by_whom_and_why(desk: PolicyDesk) -> None:
    desk.apply(FOUR, "2026-04-01", reason="Too many drifted", by="ann")
    desk.apply(FOUR_AND_SILENT, "2026-07-01", reason="Silence noticed late", by="bob")
    ppm, silent, reviews = (desk.row(name, "2026-08-01") for name in ("ppm.next", "silent", "review.next"))
    assert (ppm.default, ppm.local, ppm.since, ppm.by, ppm.reason) == (
        "6 weeks", "4 weeks", date(2026, 4, 1), "ann", "Too many drifted",
    )  # fmt: skip
    assert (silent.local, silent.since, silent.by, silent.reason) == (
        "6 weeks", date(2026, 7, 1), "bob", "Silence noticed late",
    )  # fmt: skip
    assert (reviews.default, reviews.local, reviews.since) == ("6 months", None, None)
    assert reviews.rests_on == "CPPCR 2010 reg 33(2) (regulation)"


def test_a_number_that_was_away_for_a_while_is_as_old_as_its_return(desk: PolicyDesk) -> None:
    desk.apply(FOUR, "2026-04-01")
    desk.apply(FIVE, "2026-05-01")
    desk.apply(FOUR, "2026-06-01")
    assert desk.row("ppm.next", "2026-06-15").since == date(2026, 6, 1)


def test_the_history_keeps_every_policy_even_one_that_another_replaced(desk: PolicyDesk) -> None:
    desk.apply(FOUR, "2026-04-01", reason="First")
    desk.apply(FIVE, "2026-04-01", reason="Second thoughts")
    with open_ledger(desk.path) as ledger:
        told = policy_history(ledger, date(2026, 5, 1))
    assert [(past.reason, past.holds, past.text) for past in told.policies] == [
        ("First", False, FOUR),
        ("Second thoughts", True, FIVE),
    ]
    assert [change_words(change) for change in told.policies[1].changes] == ["ppm.next: 4 weeks becomes 5 weeks"]


def test_there_is_no_policy_of_that_number(desk: PolicyDesk) -> None:
    with open_ledger(desk.path) as ledger, pytest.raises(RequestRefused, match="no policy '1'; there are: none yet"):
        policy_text(ledger, "1")


def test_a_policy_that_this_permtrack_cannot_follow_is_named_and_can_be_replaced(desk: PolicyDesk) -> None:
    _record_foreign(desk)
    with open_ledger(desk.path) as ledger, pytest.raises(RequestRefused) as refused:
        policy_in_force(ledger, date(2026, 5, 1))
    assert str(refused.value) == (
        "the policy from 1 Apr 2026 (#2): [rule.\"of.tomorrow\"]: there is no rule 'of.tomorrow'; see: permtrack rules\n"
        "put one in its place that this permtrack can follow: permtrack policy apply FILE.toml --from 2026-04-01 --reason ..."
    )
    assert words(desk.apply(FOUR, "2026-04-01")) == ["ppm.next: 6 weeks becomes 4 weeks"]
    assert desk.weeks("2026-05-01") == 4
    with open_ledger(desk.path) as ledger:
        assert len(policy_history(ledger, date(2026, 5, 1)).policies) == 2


def _record_foreign(desk: PolicyDesk) -> None:
    """What a later permtrack, with a rule of its own, might have recorded."""
    entry = Event(
        id=new_id(OCCASION.now),
        child=None,
        kind="policy-set",
        on=date(2026, 4, 1),
        fields={"policy": '[rule."of.tomorrow"]\nweeks = 1\n', "from": "2026-04-01", "reason": "Agreed"},
        recorded_at=OCCASION.now,
        recorded_by="mira",
    )
    with open_ledger(desk.path, writing=True) as ledger, ledger.transaction():
        ledger.append([Draft(event=entry, private=frozenset({"reason"}))])


def test_the_policy_of_the_file_is_the_policy_of_the_ledger(desk: PolicyDesk) -> None:
    desk.apply(FOUR, "2026-04-01")
    with open_ledger(desk.path) as ledger:
        policy = policy_in_force(ledger, date(2026, 4, 1))
    assert policy.in_force_from == date(2026, 4, 1)
    assert policy.changes["ppm.next"].length == Length(weeks=4)
