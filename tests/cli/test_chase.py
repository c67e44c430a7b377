"""`permtrack chase`: texts for e-mail. The whole answer is in tests/golden; the days of this ledger in tests/cli/meetings.py."""

import json
import stat
from pathlib import Path

import pytest

from tests.cli.hand_written import Pen
from tests.cli.meetings import write_meetings
from tests.cli.running import TODAY, Ran, in_this_process

ACTIONS_OF_SW1 = """\
ACTIONS AGREED
- M-1: action #4, due 27 Feb 2026, OVERDUE by 32 days; agreed 12 Jan 2026
  at ppm #3, carried over 2 times
- M-1: action #13, due 31 Mar 2026, DUE TODAY; agreed 3 Mar 2026 at
  tracking-meeting #12, 1 meeting of another kind since
- M-1: action #9, no due day; agreed 2 Feb 2026 at review #8, 3 meetings of
  another kind since
"""


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PERMTRACK_TODAY", raising=False)


@pytest.fixture(scope="module")
def meetings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chase") / "meetings.db"
    write_meetings(path)
    return path


def ran(ledger: Path, *words: str) -> Ran:
    return in_this_process("chase", "--ledger", str(ledger), "--as-at", TODAY, *words)


def asked(ledger: Path, *words: str) -> str:
    answer = ran(ledger, *words)
    assert answer.code == 0, answer.err
    return answer.out


def needed(ledger: Path, *words: str) -> dict[str | None, dict[str, object]]:
    told = json.loads(asked(ledger, *words, "--format", "json"))
    return {each["who"]: each for each in told["needed"]}


def test_a_worker_is_asked_for_the_actions_that_are_theirs_or_nobody_s(meetings):
    answer = ran(meetings, "--meeting", "10/4/2026")
    assert answer.out.startswith("Worker SW1: needed before the meeting of 10 Apr 2026\n")
    assert ACTIONS_OF_SW1 in answer.out
    assert "2 open actions are for somebody who is no worker of these children, and in no worker's text" in answer.err
    assert "chase --by owner" in answer.err


@pytest.mark.parametrize("by", ["worker", "team", "iro", "owner"])
def test_a_text_fits_an_e_mail_and_tells_nothing_typed(meetings, by):
    page = asked(meetings, "--by", by)
    assert max(map(len, page.splitlines())) <= 75
    assert page.isascii()
    for private in ("KL", "HOS1", "Chase", "Book the panel", "birth certificate", "F2"):
        assert private not in page
    assert page.count("HOW TO ANSWER") == page.count("needed ")


def test_each_owner_is_asked_for_actions_alone(meetings):
    told = needed(meetings, "--by", "owner")
    assert {who: [action["number"] for action in each["actions"]] for who, each in told.items()} == {
        "FF1": [5, 15],
        "SW1": [4, 13],
        None: [9],
    }
    assert not any(each["overdue"] or each["due"] or each["alerts"] for each in told.values())


def test_what_is_asked_depends_on_the_meeting_s_day(ledger):
    # 1005: the first planning meeting is due on Tuesday 14 April; 000123: the next review on 28 April.
    assert [d["due_on"] for d in needed(ledger, "--meeting", "13/4/2026")["CD"]["due"]] == ["2026-03-31"]
    assert [d["due_on"] for d in needed(ledger, "--meeting", "14/4/2026")["CD"]["due"]] == ["2026-03-31", "2026-04-14"]
    # Without a day: four weeks, 28 April.
    assert asked(ledger, "--worker", "CD").startswith("Worker CD: needed by 28 Apr 2026\n")
    rules = {d["rule"] for d in needed(ledger)["AB"]["due"]}
    assert rules == {"review.next", "adoption-review.waiting-next"}


def test_the_meeting_that_policy_names_is_the_one_that_is_meant(tmp_path):
    path, policy = tmp_path / "permtrack.db", tmp_path / "policy.toml"
    policy.write_text('[[meeting]]\nid = "local.ptm"\ntitle = "Tracking"\nfirst = 2026-04-07\nweeks = 4\n', "utf-8")
    write_meetings(path)
    typed = ("policy", "apply", str(policy), "--from", "1/1/2026", "--reason", "x", "--ledger", str(path))
    assert in_this_process(*typed).code == 0
    assert asked(path).startswith("Worker SW1: needed before Tracking of 7 Apr 2026\n")


def test_one_file_each_that_only_its_owner_may_read(ledger, tmp_path):
    folder = tmp_path / "letters"
    answer = ran(ledger, "--to", str(folder))
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == f"permtrack: wrote 4 files in {folder}\n"
    names = ["chase-AB.txt", "chase-CD.txt", "chase-EF.txt", "chase-no-worker-recorded.txt"]
    assert sorted(file.name for file in folder.iterdir()) == names
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    page = "".join((folder / name).read_text("utf-8") for name in names)
    assert page == asked(ledger).replace("-" * 75 + "\n\n", "").replace("\n\n\n", "\n\n").replace(
        "addresses.\n\n", "addresses.\n"
    )


def test_files_that_are_there_are_left_whole_without_force(ledger, tmp_path):
    (tmp_path / "chase-EF.txt").write_text("mine", "utf-8")
    answer = ran(ledger, "--to", str(tmp_path))
    assert (answer.code, answer.out) == (4, "")
    assert "chase-EF.txt exists; --force replaces it. Nothing was written" in answer.err
    assert [file.name for file in tmp_path.iterdir()] == ["chase-EF.txt"]
    assert ran(ledger, "--to", str(tmp_path), "--force").code == 0
    assert (tmp_path / "chase-EF.txt").read_text("utf-8").startswith("Worker EF")


def test_codes_that_make_one_name_get_files_of_their_own(tmp_path):
    pen = Pen(tmp_path / "permtrack.db")
    workers = ("A/B", "A B", "no worker recorded", "\u00c9L", "..", "AUX", "a-b", None)
    for number, worker in enumerate(workers):
        pen.opens(f"W{number}", dob="2020-01-01", **({"worker": worker} if worker else {}))
        pen.writes("entered-care", "2026-03-02", basis="co")
    assert ran(pen.path, "--to", str(tmp_path / "letters")).code == 0
    assert sorted(file.name for file in (tmp_path / "letters").iterdir()) == [
        "chase---.txt",
        "chase--L.txt",
        "chase-A-B-3.txt",
        "chase-A-B.txt",
        "chase-AUX.txt",
        "chase-a-b-2.txt",
        "chase-no-worker-recorded-2.txt",
        "chase-no-worker-recorded.txt",
    ]


def test_an_owner_as_long_as_a_note_still_gets_a_file(tmp_path):
    pen = Pen(tmp_path / "permtrack.db")
    pen.opens("N1", dob="2020-01-01")
    for letter in "ab":
        pen.writes("action-agreed", "2026-03-02", action="x", owner="o" * 900 + letter)
    assert ran(pen.path, "--by", "owner", "--to", str(tmp_path / "letters")).code == 0
    names = sorted(file.name for file in (tmp_path / "letters").iterdir())
    assert names == [f"chase-{'o' * 64}-2.txt", f"chase-{'o' * 64}.txt"]


def test_who_has_nothing_to_do_gets_nothing(tmp_path):
    pen = Pen(tmp_path / "permtrack.db")
    pen.opens("N1", dob="2020-01-01", worker="SW1")
    assert asked(pen.path) == "Nothing is needed of anybody by 28 Apr 2026.\n"
    assert needed(pen.path) == {}
    answer = ran(pen.path, "--to", str(tmp_path / "letters"))
    assert answer.err == "permtrack: Nothing is needed of anybody by 28 Apr 2026. No file was written\n"
    assert not (tmp_path / "letters").exists()


def test_one_worker_s_text_is_the_same_alone_as_among_all(tmp_path):
    """An action for another worker's child is in it as well."""
    pen = Pen(tmp_path / "permtrack.db")
    pen.opens("N1", dob="2020-01-01", worker="SW1")
    pen.opens("N2", dob="2020-01-01", worker="SW2")
    pen.writes("action-agreed", "2026-03-02", action="x", owner="SW1")
    alone = asked(pen.path, "--worker", "sw1")
    assert alone == asked(pen.path)
    assert "- N2: action #4, no due day; agreed 2 Mar 2026\n" in alone
    assert asked(pen.path, "N1") == "Nothing is needed of anybody by 28 Apr 2026.\n"


def test_an_action_due_after_the_meeting_is_asked_for_later(tmp_path):
    pen = Pen(tmp_path / "permtrack.db")
    pen.opens("N1", dob="2020-01-01", worker="SW1")
    pen.writes("action-agreed", "2026-03-02", action="x", due="2026-04-28")
    pen.writes("action-agreed", "2026-03-02", action="y", due="2026-04-29")
    assert (
        "ACTIONS AGREED\n- N1: action #3, due 28 Apr 2026, in 28 days; agreed 2 Mar 2026\n\n"
        "ACTIONS AGREED, DUE LATER\n- N1: action #4, due 29 Apr 2026, in 29 days; agreed 2 Mar 2026\n"
    ) in asked(pen.path)


def test_a_recorded_delay_is_not_asked_for_again_and_an_alert_says_how_grave_it_is(tmp_path):
    pen = Pen(tmp_path / "permtrack.db")
    pen.opens("N1", dob="2020-01-01", worker="SW1")
    pen.writes("entered-care", "2025-09-01", basis="ico")
    pen.writes("proceedings-issued", "2025-09-01")
    pen.writes("delay-recorded", "2026-03-02", reason="late-relative", whose="family", until="2026-04-30", note="K")
    # 26 weeks beginning with 1 September 2025 end on 1 March 2026, 30 days ago.
    page = asked(pen.path).replace("\n  ", " ")
    assert (
        "(proceedings.26-weeks), due 1 Mar 2026, OVERDUE by 30 days; also RED proceedings.long; delay (family): late "
        "relative, until 30 Apr 2026\n"
    ) in page


def test_an_action_carried_over_is_told_once_by_itself(meetings):
    drift = in_this_process("drift", "--ledger", str(meetings), "--as-at", TODAY, "--format", "csv")
    assert "action.rolled" in drift.out
    assert "action.rolled" not in asked(meetings)


def test_a_replaced_today_is_named_in_every_file(ledger, tmp_path, monkeypatch):
    monkeypatch.setenv("PERMTRACK_TODAY", TODAY)
    assert ran(ledger, "--to", str(tmp_path)).code == 0
    for file in tmp_path.iterdir():
        assert file.read_text("utf-8").startswith("PERMTRACK_TODAY is set: today is taken to be 31 Mar 2026\n\n")


def test_json_holds_what_the_texts_are_made_of(ledger):
    told = json.loads(asked(ledger, "--format", "json", "--meeting", "14/4/2026"))
    assert (told["by"], told["meeting_on"], told["actions_elsewhere"]) == ("worker", "2026-04-14", 0)
    (unknown,) = needed(ledger)["AB"]["cannot_assess"]
    assert (unknown["rule"], unknown["record"]) == ("ppm.first", "the exact day of entered-care (#17)")
    texts = "".join(each["text"] for each in told["needed"])
    assert [line for line in texts.splitlines() if line.startswith("- B1: First permanence")]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--by", "child"], 2, "--by cannot be 'child'"),
        (["--meeting", "30/3/2026"], 2, "--meeting 30 Mar 2026 is past"),
        (["--meeting", "31/31/2026"], 2, "there is no month 31"),
        (["--format", "csv"], 2, "table, json"),
        (["--to", "letters.csv"], 2, "cannot be written as csv"),
        (["NOBODY"], 2, "there is no child"),
        (["--to", "/dev/null"], 4, "is not a folder"),
    ],
)
def test_what_cannot_be_is_refused(ledger, words, code, says):
    answer = ran(ledger, *words)
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err
    assert len(answer.err.splitlines()) <= 2
