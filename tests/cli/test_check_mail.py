"""The mail of the nightly check, through a real server: each reminder once, kept while it cannot go, nothing in a header."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from tests.cli.letterbox import Letterbox, served
from tests.cli.running import Ran, environment, permtrack

CANARY = "ZZ-canary"
TO = "tracking@example.org"


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def server(letterbox: Letterbox) -> Iterator[str]:
    with served(letterbox) as address:
        yield address


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A child in care since 1 October 2026: the first review is due on the 20th working day after, 29 October."""
    assert run(tmp_path, "init", "--tracking-from", "1/9/2026").code == 0
    added = run(tmp_path, "add-child", "A-1", "--dob", "1/3/2012", "--initials", "QX", "--worker", "SW2",
                "--entered-care", "1/10/2026", "--basis", "s20")  # fmt: skip
    assert added.code == 0, added.err
    assert run(tmp_path, "add-event", "A-1", "note", "2/10/2026", "--note", CANARY).code == 0
    return tmp_path


def run(folder: Path, *words: str, day: str = "2026-10-28") -> Ran:
    return permtrack(*words, env=settings(folder, day), cwd=folder)


def settings(folder: Path, day: str) -> dict[str, str]:
    return environment(PERMTRACK_TODAY=day, PERMTRACK_LEDGER=str(folder / "p.db"))


def check(folder: Path, server: str, *words: str, day: str = "2026-10-28", to: str = TO) -> Ran:
    mail = ("--smtp", server, "--mail-to", to, "--mail-from", "permtrack@example.org")
    return run(folder, "check", "--quiet", *mail, *words, day=day)


def lines(letter: Message) -> list[str]:
    return [line for line in str(letter.get_payload()).splitlines() if "review.first" in line]


def test_a_reminder_goes_once_a_step_and_says_refs_rules_and_days(
    folder: Path, server: str, letterbox: Letterbox
) -> None:
    assert check(folder, server).code == 20
    [(recipient, letter)] = letterbox.letters
    assert recipient == TO
    assert lines(letter) == ["A-1  review.first: due in 1 day, 29 Oct 2026"]
    check(folder, server)
    assert len(letterbox.letters) == 1
    check(folder, server, day="2026-10-29")
    check(folder, server, day="2026-10-30")
    assert lines(letterbox.letters[1][1]) == ["A-1  review.first: due today, 29 Oct 2026"]
    assert lines(letterbox.letters[2][1]) == ["A-1  review.first: OVERDUE by 1 day, 29 Oct 2026"]
    for day in ("2026-10-31", "2026-11-05"):
        check(folder, server, day=day)
    assert not any(lines(letter) for _, letter in letterbox.letters[3:])
    # A week after the first day overdue: 6 November.
    check(folder, server, day="2026-11-06")
    assert lines(letterbox.letters[-1][1]) == ["A-1  review.first: OVERDUE by 8 days, 29 Oct 2026"]


def test_nothing_of_the_data_stands_in_a_header_and_no_note_or_initials_in_the_text(
    folder: Path, server: str, letterbox: Letterbox
) -> None:
    check(folder, server)
    [(_, letter)] = letterbox.letters
    assert letter["Subject"] == "permtrack: reminders"
    headers = " ".join(f"{name}: {value}" for name, value in letter.items())
    assert "A-1" not in headers
    assert not any(word in letter.as_string() for word in (CANARY, "QX", "SW2", "2012"))


def test_a_server_that_is_down_ends_with_4_and_the_next_run_sends_the_same_message(
    folder: Path, server: str, letterbox: Letterbox
) -> None:
    down = check(folder, "127.0.0.1:1")
    assert down.code == 4
    assert "1 kept for the next run: the mail server cannot be reached: connection refused" in down.err
    check(folder, server, day="2026-10-29")
    assert [lines(letter)[0].split(": ")[1] for _, letter in letterbox.letters] == [
        "due in 1 day, 29 Oct 2026",
        "due today, 29 Oct 2026",
    ]


@pytest.mark.parametrize(
    ("answer", "said", "sent_later"),
    [
        ("550 no such user", "refused for good, not tried again: tracking@example.org", 0),
        ("451 try later", "kept for the next run: the mail server refused the message (451)", 1),
    ],
)
def test_a_refusal_for_good_is_told_from_one_for_now(
    folder: Path, server: str, letterbox: Letterbox, answer: str, said: str, sent_later: int
) -> None:
    letterbox.answers = [answer]
    refused = check(folder, server)
    assert refused.code == 4
    assert said in refused.err
    check(folder, server)
    assert len(letterbox.letters) == sent_later


def test_to_another_machine_nothing_goes_unencrypted(folder: Path, letterbox: Letterbox) -> None:
    # 127.0.0.2 is this machine under a name that permtrack does not count as its own.
    with served(letterbox, "127.0.0.2") as elsewhere:
        refused = check(folder, elsewhere)
    assert refused.code == 4
    assert "offers no encryption (STARTTLS), so nothing was handed over" in refused.err
    assert letterbox.letters == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_sender_killed_while_it_hands_a_message_over_loses_none_and_repeats_only_under_the_same_message_id(
    folder: Path, server: str, letterbox: Letterbox, moment: str
) -> None:
    sender: list[subprocess.Popen[bytes]] = []
    started = threading.Event()

    def kill() -> None:
        started.wait(10)
        os.kill(sender[0].pid, signal.SIGKILL)
        sender[0].wait()

    setattr(letterbox, moment, kill)
    words = ["check", "--quiet", "--smtp", server, "--mail-to", TO, "--mail-from", "p@example.org"]
    sender.append(
        subprocess.Popen(
            [sys.executable, "-m", "permtrack", *words],
            env=settings(folder, "2026-10-28"), cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
    )  # fmt: skip
    started.set()
    assert sender[0].wait(30) == -signal.SIGKILL
    setattr(letterbox, moment, None)
    held = run(folder, *words)
    # The claim of the dead sender is still held; it is let go of after a while.
    assert held.code == 4
    assert "1 kept for the next run: held by another run" in held.err
    _let_go_of_claims(folder)
    assert run(folder, *words).code == 20
    assert len(letterbox.letters) == (1 if moment == "before" else 2)
    assert len({letter["Message-ID"] for _, letter in letterbox.letters}) == 1


def _let_go_of_claims(folder: Path) -> None:
    """As if a quarter of an hour had gone by."""
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
        "c.execute(\"UPDATE outbox SET changed_at = '2026-01-01T00:00:00.000000Z'\"); c.commit()"
    )
    subprocess.run([sys.executable, "-c", script, str(folder / "p.db")], check=True)


def test_two_checks_at_once_send_one_message(folder: Path, server: str, letterbox: Letterbox) -> None:
    words = ["check", "--quiet", "--smtp", server, "--mail-to", TO, "--mail-from", "p@example.org"]
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "permtrack", *words],
            env=settings(folder, "2026-10-28"), cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    for one in both:
        one.communicate(timeout=60)
    assert {one.returncode for one in both} <= {20, 4}
    assert len(letterbox.letters) == 1


def test_the_routes_of_local_policy_and_the_second_address(folder: Path, server: str, letterbox: Letterbox) -> None:
    policy = folder / "local.toml"
    policy.write_text(
        "[reminders]\ndays-before = [7, 0]\nweekends = false\nescalate-after = 3\n"
        '[mail]\nfrom = "permtrack@example.org"\nto = "all@example.org"\nby = "worker"\n'
        'escalate-to = "manager@example.org"\n[mail.addresses]\nSW2 = "sw2@example.org"\n',
        "utf-8",
    )
    applied = run(folder, "policy", "apply", "local.toml", "--from", "1/10/2026", "--reason", "trial")
    assert applied.code == 0, applied.err

    def reminded(day: str) -> list[tuple[str, str]]:
        letterbox.letters.clear()
        run(folder, "check", "--quiet", "--smtp", server, day=day)
        return sorted((to, line) for to, letter in letterbox.letters for line in lines(letter))

    assert reminded("2026-10-21") == []
    assert reminded("2026-10-22") == [("sw2@example.org", "A-1  review.first: due in 7 days, 29 Oct 2026")]
    # Saturday 31 October is the second day overdue: nothing goes before Monday.
    assert reminded("2026-10-31") == []
    assert reminded("2026-11-02") == [
        ("manager@example.org", "A-1  review.first: OVERDUE by 4 days, 29 Oct 2026 (second address)"),
        ("sw2@example.org", "A-1  review.first: OVERDUE by 4 days, 29 Oct 2026"),
    ]
