"""`doctor`: what it says of an installation and of a ledger, sound or not, and that it changes nothing."""

import json
import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from permtrack.app.examining import Examined, examine
from permtrack.cli.output import drawn
from permtrack.ledger import schema
from permtrack.ledger.store import open_ledger
from permtrack.ledger.upkeep import BACKUP, note_upkeep
from permtrack.render.doctor import Finding, State, doctor_parts
from permtrack.render.screen import Screen
from tests.cli.running import environment, permtrack
from tests.ledger.given import NOW, TODAY, draft, raw, record, tamper, ten_events

WHATS = [
    "versions", "time zone", "rulebook", "bank holidays", "ledger", "file rights", "place", "free space", "clock",
    "last backup", "last verify", "last check",
]  # fmt: skip
LATER = NOW + timedelta(hours=1)
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX rights and names")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ten_events(tmp_path)


def found(examined: Examined, what: str) -> Finding:
    (finding,) = (finding for finding in examined.findings if finding.what == what)
    return finding


def looked(path: Path, now: datetime = LATER) -> Examined:
    return examine(path, "--ledger", TODAY, now, None)


def asked(path: Path, *, code: int = 0, **settings: str) -> dict[str, Any]:
    """What the command answers about a ledger, as JSON, by what each finding is about."""
    ran = permtrack("doctor", "--format", "json", "--ledger", str(path), env=environment(**settings))
    assert ran.code == code, ran.err
    told = json.loads(ran.out)
    return {finding["what"]: finding for finding in told["findings"]} | {"whole": told, "err": ran.err}


def test_a_sound_ledger(path: Path) -> None:
    examined = looked(path)
    assert [finding.what for finding in examined.findings] == WHATS
    assert examined.failure is None
    worth_a_look = {finding.what for finding in examined.findings if finding.state is not State.OK}
    assert worth_a_look <= {"last backup", "last verify", "last check", "free space"}
    assert found(examined, "ledger").fact == f"{path} (named by --ledger): 10 entries, tracking since 1 Apr 2024"
    assert found(examined, "last check").fact == "never ran"
    assert found(examined, "place").fact == "no network share and no synced folder"


def test_the_answer_for_machines_and_that_nothing_is_changed(path: Path) -> None:
    before = path.read_bytes()
    told = asked(path)
    assert told["err"] == ""
    assert told["whole"]["ledger"] == str(path)
    assert list(told["whole"]) == ["permtrack", "ledger", "state", "findings"]
    assert all(set(finding) == {"what", "state", "fact", "do", "values"} for finding in told["whole"]["findings"])
    assert told["ledger"]["values"]["entries"] == 10
    assert told["versions"]["values"]["schema"] == schema.SCHEMA_VERSION
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_without_a_ledger_it_says_so_and_ends_with_0(tmp_path: Path) -> None:
    told = asked(tmp_path / "none.db")
    assert told["ledger"]["state"] == "look"
    assert told["ledger"]["fact"] == f"there is none at {tmp_path / 'none.db'} (named by --ledger)"
    assert "permtrack init" in told["ledger"]["do"]
    assert "clock" not in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", 3, "it is empty"),
        (b"minutes of the meeting" * 50, 3, "is not a permtrack ledger"),
        (None, 4, "is a folder"),
    ],
)
def test_what_is_no_ledger_is_trouble(content: bytes | None, code: int, says: str, tmp_path: Path) -> None:
    path = tmp_path / "permtrack.db"
    path.mkdir() if content is None else path.write_bytes(content)
    told = asked(path, code=code)
    assert told["ledger"]["state"] == told["whole"]["state"] == "trouble"
    assert says in told["ledger"]["fact"]
    assert says in told["err"]


def test_a_ledger_of_a_newer_permtrack_cannot_be_used(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert "newer version" in asked(path, code=3)["ledger"]["fact"]


def test_a_damaged_ledger_is_found_although_its_first_pages_are_whole(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) - len(whole) // 2))
    assert "is damaged" in asked(path, code=3)["ledger"]["fact"]


def test_damage_where_nothing_of_the_answer_is_read_is_found_too(path: Path) -> None:
    with raw(path) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'free_text'").fetchone()
    whole = path.read_bytes()
    path.write_bytes(whole[: (page - 1) * size] + b"\xff" * size + whole[page * size :])
    assert "is damaged" in asked(path, code=3)["ledger"]["fact"]


def test_protection_that_is_gone_cannot_be_relied_on(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("DROP TRIGGER event_no_delete")
    told = asked(path, code=3)
    assert told["protection"]["state"] == "trouble"
    assert "event_no_delete has been taken away" in told["protection"]["fact"]
    assert told["clock"]["state"] == "ok"


def test_somebody_who_is_writing_is_no_trouble(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("permtrack.ledger.condition.PATIENCE_SECONDS", 0.1)
    with raw(path) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        examined = looked(path)
        connection.execute("ROLLBACK")
    assert examined.failure is None
    assert found(examined, "ledger").state is State.LOOK
    assert "in use by another permtrack" in found(examined, "ledger").fact


@posix
@pytest.mark.parametrize(
    ("mode", "state"), [(0o600, "ok"), (0o660, "ok"), (0o640, "ok"), (0o644, "look"), (0o602, "look")]
)
def test_rights(mode: int, state: str, path: Path) -> None:
    path.chmod(mode)
    rights = found(looked(path), "file rights")
    assert rights.state == state
    assert rights.fact.startswith(f"{mode:04o}; this account may read and record")
    assert rights.do == (f"chmod o-rwx {path}" if state == "look" else None)


def test_a_synced_folder_is_told_and_since_when_it_is_allowed(tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive - Wendlebury"
    folder.mkdir()
    path = folder / "permtrack.db"
    ran = permtrack("init", "--ledger", str(path), "--allow-shared-folder")
    assert ran.code == 0, ran.err
    place = asked(path)["place"]
    assert place["state"] == "look"
    today = datetime.now(UTC)
    assert f"OneDrive copies to other computers (allowed on {today.day} {today:%b %Y}):" in place["fact"]
    assert place["values"] == {"kind": "synced-folder", "known_by": "OneDrive"}
    unasked = shutil.copy(ten_events(tmp_path), folder / "unasked.db")
    assert "allowed" not in asked(Path(unasked))["place"]["fact"]
    assert asked(folder / "none.db")["place"]["state"] == "look"


def test_a_clock_behind_the_ledger_is_trouble(path: Path) -> None:
    """The last of the ten events was recorded at 9:39 on 21 November."""
    last = NOW + timedelta(minutes=9)
    assert found(looked(path, last - timedelta(seconds=50)), "clock").state is State.OK
    behind = found(looked(path, last - timedelta(days=2)), "clock")
    assert behind.state is State.TROUBLE
    assert behind.fact == (
        "this computer says 19 Nov 2026 09:39 UTC, but something was recorded at 21 Nov 2026 09:39 UTC"
    )
    assert looked(path, last - timedelta(days=2)).failure is None


def test_a_day_that_a_setting_replaces_is_told(path: Path) -> None:
    told = asked(path, PERMTRACK_TODAY="2026-06-15")
    assert told["today"]["state"] == "look"
    assert "15 Jun 2026" in told["today"]["fact"]


def test_the_rulebook_s_age_and_the_end_of_the_bank_holidays(path: Path) -> None:
    """Read on 21 November 2026; holidays known to 31 December 2028. A year on, and twelve months before that end."""
    for today, rulebook, holidays in (
        ("2027-11-21", "ok", "ok"),
        ("2027-11-22", "look", "ok"),
        ("2027-12-31", "look", "ok"),
        ("2028-01-01", "look", "look"),
    ):
        told = asked(path, PERMTRACK_TODAY=today)
        assert (told["rulebook"]["state"], told["bank holidays"]["state"]) == (rulebook, holidays), today
    assert "read on 21 Nov 2026, 406 days ago" in told["rulebook"]["fact"]
    assert told["bank holidays"]["fact"] == "known to 31 Dec 2028, which is less than twelve months ahead"


def test_when_the_ledger_was_last_backed_up(path: Path) -> None:
    with open_ledger(path) as ledger:
        note_upkeep(ledger, BACKUP, NOW, "head 10:0123456789abcdef")
    backup = found(looked(path, NOW + timedelta(days=7, hours=5)), "last backup")
    assert backup.state is State.OK
    assert backup.fact == "21 Nov 2026 09:30 UTC, 7 days ago: head 10:0123456789abcdef"
    assert found(looked(path, NOW + timedelta(days=8)), "last backup").state is State.LOOK


def test_nothing_about_a_child_is_in_it(path: Path) -> None:
    canary = "CANARY"
    record(
        path,
        draft(
            "child-added", fields={"ref": f"{canary}1", "initials": "CY", "team": f"{canary}2", "note": f"{canary}3"}
        ),
    )
    for form in ("table", "json"):
        ran = permtrack("doctor", "--format", form, "--ledger", str(path))
        assert canary not in ran.out + ran.err
    tamper(path, f"UPDATE event SET source = '{canary}4' WHERE number = 3")
    assert canary not in permtrack("doctor", "--ledger", str(path)).out


@pytest.mark.parametrize("width", [60, 80, 120])
def test_it_fits_the_screen(width: int, path: Path) -> None:
    short = shutil.copy(path, path.with_name("a.db"))
    ran = permtrack("doctor", "--ledger", "a.db", env=environment(COLUMNS=str(width)), cwd=Path(short).parent)
    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) <= width
    assert ran.out.isascii()
    for whole in ("10 entries, tracking since", "england 2026.11", "permtrack backup FOLDER --keep 30, every night"):
        assert whole in " ".join(ran.out.split())
    assert re.fullmatch("[0-9] in trouble, [0-9] to look at, [0-9]+ ok", ran.out.splitlines()[-1])


def test_a_finding_and_what_to_do_about_it_on_lines_of_their_own() -> None:
    findings = (
        Finding(what="place", state=State.LOOK, fact="on a network share (cifs)", do="move it"),
        Finding(what="clock", state=State.OK, fact="22 Nov 2026 06:15 UTC"),
    )
    assert drawn(doctor_parts(findings, Screen(width=60)), Screen(width=60)) == (
        "State  What   What was found, and what to do\n"
        "look   place  on a network share (cifs)\n"
        "              To do: move it\n"
        "ok     clock  22 Nov 2026 06:15 UTC\n"
        "\n"
        "0 in trouble, 1 to look at, 1 ok\n"
    )


@posix
@pytest.mark.parametrize("name", ["a ?#% b", "two\nlines", "\u0142\u00f3d\u017a \u202etxt", "-rf", "it's"])
def test_names_that_need_care(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    path = ten_events(folder, f"{name}.db")
    assert asked(path)["whole"]["ledger"] == str(path)
    ran = permtrack("doctor", "--ledger", str(path))
    assert ran.code == 0
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", ran.out)
    assert len([line for line in ran.out.splitlines() if line.startswith("ok ")]) >= 8


def test_the_last_check_is_as_old_as_the_day_it_told_of(path: Path) -> None:
    """From Monday 15 to Thursday 18 June are three days, whatever the real clock says."""
    for day, command in (("2026-06-15", "check"), ("2026-06-18", "doctor")):
        ran = permtrack("--ledger", str(path), command, env=environment(PERMTRACK_TODAY=day, COLUMNS="200"))
    (line,) = (line for line in ran.out.splitlines() if "last check" in line)
    assert line.split()[:1] == ["look"]
    assert "for 15 Jun 2026, 3 days ago; done " in line
