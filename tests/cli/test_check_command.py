"""`permtrack check` as a scheduler and a reader meet it: exit codes, files of every format, what it replaces."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import html5lib
import pytest

from tests.cli.running import Ran, environment, permtrack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A child in care since Thursday 1 October 2026: the first review is due on the 20th working day after, 29 October."""
    assert run(tmp_path, "init", "--tracking-from", "1/9/2026").code == 0
    added = run(tmp_path, "add-child", "A-1", "--dob", "1/3/2012", "--initials", "QX", "--entered-care", "1/10/2026",
                "--basis", "s20")  # fmt: skip
    assert added.code == 0, added.err
    return tmp_path


def run(folder: Path, *words: str, day: str = "2026-10-28") -> Ran:
    return permtrack(*words, env=environment(PERMTRACK_TODAY=day, PERMTRACK_LEDGER=str(folder / "p.db")), cwd=folder)


def test_it_ends_with_20_for_what_is_new_or_worse_and_with_0_for_what_is_only_open(folder: Path) -> None:
    assert run(folder, "check", day="2026-10-30").code == 20
    again = run(folder, "check", day="2026-10-31")
    assert again.code == 0
    assert "Still open" in again.out
    assert "OVERDUE by 2 days" in again.out
    assert "first reported on 30 Oct 2026" in again.out
    assert again.out.splitlines()[-1].endswith("since 30 Oct 2026; as at 31 Oct 2026")


def test_quiet_says_nothing_where_all_is_as_it_was(folder: Path) -> None:
    news = run(folder, "check", "--quiet", day="2026-10-30").out
    assert "review.first" in news
    assert "Still open" not in news
    assert run(folder, "check", "--quiet", day="2026-10-31").out == ""


@pytest.mark.parametrize("name", ["night.txt", "night.json", "night.csv", "night.html"])
def test_its_file_is_whole_its_owners_alone_and_replaced_by_the_next_night(folder: Path, name: str) -> None:
    assert run(folder, "check", "--to", name).code == 20
    file = folder / name
    assert file.stat().st_mode & 0o777 == 0o600
    assert "review.first" in file.read_text("utf-8-sig")
    assert run(folder, "check", "--to", name, day="2026-10-29").code == 20
    assert "2026" in file.read_text("utf-8-sig")


def test_a_file_of_somebody_else_is_not_replaced_and_the_night_does_not_count(folder: Path) -> None:
    (folder / "night.csv").write_text("my own list\n", "utf-8")
    refused = run(folder, "check", "--to", "night.csv")
    assert refused.code == 4
    assert "night.csv exists; --force replaces it" in refused.err
    assert (folder / "night.csv").read_text("utf-8") == "my own list\n"
    last = json.loads(run(folder, "check", "--last", "--format", "json").out)
    assert (last["latest"]["outcome"], last["done"]) == ("failed", None)


def test_the_page_is_whole_html_without_scripts_and_shows_what_is_new(folder: Path) -> None:
    run(folder, "check", "--to", "night.html")
    page = (folder / "night.html").read_text("utf-8")
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert '<th scope="row">A-1 (QX)</th><td><time datetime="2026-10-29">29 Oct 2026</time></td>' in page


def test_the_json_holds_every_change_with_stable_words(folder: Path) -> None:
    answer = json.loads(run(folder, "check", "--format", "json").out)
    assert (answer["as_at"], answer["compared_with"]) == ("2026-10-28", None)
    [review] = [change for change in answer["changes"] if change["rule"] == "review.first"]
    assert (review["turn"], review["state"], review["due_on"], review["because_of_policy"]) == (
        "new", "due-soon", "2026-10-29", False,
    )  # fmt: skip


def test_within_narrows_what_is_shown_and_not_the_exit_code(folder: Path) -> None:
    shown = run(folder, "check", "--within", "0")
    assert "review.first" not in shown.out
    assert shown.code == 20


def test_the_calendar_beside_it_is_replaced_every_night(folder: Path) -> None:
    for day in ("2026-10-28", "2026-10-29"):
        assert run(folder, "check", "--quiet", "--calendar", "due.ics", day=day).code == 20
    assert (folder / "due.ics").read_text("utf-8").count("BEGIN:VCALENDAR") == 1
    (folder / "mine.ics").write_text("BEGIN:VCALENDAR\n", "utf-8")
    assert run(folder, "check", "--calendar", "mine.ics").code == 4


def test_due_says_when_the_check_was_last_done_and_every_command_when_it_stopped(folder: Path) -> None:
    assert "nightly check" not in run(folder, "due").out
    run(folder, "check", day="2026-10-30")
    assert "Last nightly check: 30 Oct 2026: 1 new" in run(folder, "due", day="2026-10-31").out.replace(
        "2 new", "1 new"
    )
    # Friday 30 October: two working days later is Tuesday 3 November.
    assert "NOT BEEN DONE" not in run(folder, "children", day="2026-11-03").err
    assert "THE NIGHTLY CHECK HAS NOT BEEN DONE since 30 Oct 2026" in run(folder, "children", day="2026-11-04").err
    assert "NOT BEEN DONE" not in run(folder, "check", day="2026-11-04").err


def test_the_past_that_was_known_then_is_not_what_it_is_for(folder: Path) -> None:
    refused = run(folder, "check", "--known-at", "2026-10-01")
    assert (refused.code, refused.err) == (
        2,
        "permtrack: check is about what is known now; leave --known-at out, or ask: permtrack due --known-at\n",
    )


def test_after_it_the_list_of_the_day_is_at_hand(folder: Path) -> None:
    run(folder, "check", day="2026-10-30")
    with closing(sqlite3.connect(folder / "p.db-outlook")) as kept:
        assert kept.execute("SELECT as_at FROM basis").fetchone() == ("2026-10-30",)
        assert kept.execute("SELECT count(*) FROM pending").fetchone() == (0,)
    assert "OVERDUE by 1 day" in run(folder, "due", day="2026-10-30").out


def test_a_check_of_another_day_leaves_the_list_of_the_day_alone(folder: Path) -> None:
    run(folder, "check", day="2026-10-30")
    run(folder, "check", "--as-at", "2026-10-29", day="2026-10-30")
    with closing(sqlite3.connect(folder / "p.db-outlook")) as kept:
        assert kept.execute("SELECT as_at FROM basis").fetchone() == ("2026-10-30",)


def test_when_the_check_last_ran_is_no_sheet_and_no_page(folder: Path) -> None:
    refused = run(folder, "check", "--last", "--format", "csv")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "permtrack: --format cannot be 'csv'; one of: table, json\n"
