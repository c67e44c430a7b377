"""The clock and the account: London's day, and a name that no environment variable can change."""

import getpass
import os
from datetime import UTC, date, datetime

import pytest

from permtrack.cli.session import _in_london, account, read_known_at


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 3, 28, 23, 59, tzinfo=UTC), date(2026, 3, 28)),  # the night the clocks go forward
        (datetime(2026, 3, 29, 23, 0, tzinfo=UTC), date(2026, 3, 30)),
    ],
)
def test_today_is_the_day_in_london(instant, day):
    assert _in_london(instant) == day


def test_the_account_is_the_systems_own(monkeypatch):
    true_name = account()
    monkeypatch.setenv("LOGNAME", "someone-else")
    monkeypatch.setenv("USER", "someone-else")
    assert getpass.getuser() == "someone-else"
    assert account() == true_name


@pytest.mark.skipif(os.name == "nt", reason="Windows has no user numbers")
def test_an_account_without_a_name_is_told_by_its_number(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    assert account() == "uid 4000000"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-31", datetime(2026, 3, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
        ("2026-03-31T17:00", datetime(2026, 3, 31, 17, 0, tzinfo=UTC)),
        ("2026-03-31T17:00:30.5Z", datetime(2026, 3, 31, 17, 0, 30, 500_000, tzinfo=UTC)),
        ("2026-07-01T00:30+01:00", datetime(2026, 6, 30, 23, 30, tzinfo=UTC)),
    ],
)
def test_known_at_is_a_day_or_an_instant_in_utc(typed, meant):
    assert read_known_at(typed) == meant
