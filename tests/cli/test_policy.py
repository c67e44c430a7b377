"""`permtrack policy` as it is typed."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.running import ROOT, Ran, environment, permtrack

POLICIES = ROOT / "tests" / "policies"
EXAMPLE = POLICIES / "example.toml"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "permtrack.db"
    assert permtrack("init", "--ledger", str(path), "--tracking-from", "1/1/2025").code == 0
    return path


def apply(ledger: Path, file: Path, since: str = "1/4/2026", *more: str) -> Ran:
    reason = "Management team, 12 March"
    return permtrack("policy", "apply", str(file), "--from", since, "--reason", reason, *more, "--ledger", str(ledger))


def recorder(ledger: Path) -> str:
    shown = permtrack("policy", "show", "--local", "--as-at", "1/4/2026", "--format", "json", "--ledger", str(ledger))
    return str(json.loads(shown.out)["settings"][0]["by"])


def test_the_example_of_the_contract_applies(ledger: Path) -> None:
    ran = apply(ledger, EXAMPLE)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "Recorded #2 policy-set: local policy from 1 Apr 2026",
        "Changed: set casework: off becomes on",
        "Changed: ppm.next: 6 weeks becomes 4 weeks",
        "Changed: local.profile-updated: new, Profile updated: due 1 month",
        "Changed: look-ahead ppm.next: 28 days becomes 14 days",
        "Changed: alert silent: 8 weeks becomes 6 weeks",
        "It holds from 1 Apr 2026; until then nothing changes.",
        "To undo: permtrack policy apply empty.toml --from 2026-04-01 --reason ... with an empty file",
        "PERMTRACK_TODAY is set: today is taken to be 31 Mar 2026",
    ]


def test_a_rehearsal_saves_nothing(ledger: Path) -> None:
    before = ledger.read_bytes()
    ran = apply(ledger, EXAMPLE, "1/4/2026", "--dry-run")
    assert ran.code == 0
    assert ran.out.startswith("Would record #2 policy-set")
    assert "Nothing was saved (--dry-run)." in ran.out
    assert ledger.read_bytes() == before


def test_the_undo_that_is_named_works(ledger: Path, tmp_path: Path) -> None:
    apply(ledger, EXAMPLE)
    ran = apply(ledger, POLICIES / "service.toml")
    assert (
        "To undo: permtrack policy history 2 --to earlier.toml, "
        "then permtrack policy apply earlier.toml --from 2026-04-01 --reason ...\n"
    ) in ran.out
    earlier = tmp_path / "earlier.toml"
    saved = permtrack("policy", "history", "2", "--to", str(earlier), "--ledger", str(ledger))
    assert saved.code == 0
    assert earlier.read_bytes() == EXAMPLE.read_bytes()
    assert apply(ledger, earlier).code == 0
    assert "ppm.next  6 weeks" in _squeezed(_shown(ledger, "--local").out)


def _shown(ledger: Path, *more: str) -> Ran:
    return permtrack("policy", "show", "--as-at", "1/4/2026", "--ledger", str(ledger), *more)


def _squeezed(text: str) -> str:
    """The columns with two blanks between them, however wide they are."""
    return "\n".join("  ".join(cell.strip() for cell in line.split("  ") if cell.strip()) for line in text.splitlines())


def test_show_says_for_each_number_what_is_national_what_local_since_when_by_whom_and_why(ledger: Path) -> None:
    apply(ledger, EXAMPLE)
    ran = _shown(ledger)
    by = f"1 Apr 2026, {recorder(ledger)}: Management team, 12 March"
    shown = _squeezed(ran.out)
    assert f"ppm.next  6 weeks; Local practice (Coram and Harrow) (local-policy)  4 weeks  {by}" in shown
    assert "review.next  6 months; CPPCR 2010 reg 33(2) (regulation)\n" in shown
    assert f"casework  off  on  {by}" in shown
    assert f"local.profile-updated  -  Profile updated: due 1 month (Service standard 7, 2026)  {by}" in shown
    assert f"silent  8 weeks  6 weeks  {by}" in shown
    assert "5 set by the local policy from 1 Apr 2026, as at 1 Apr 2026; " in shown


def test_show_before_any_policy_and_before_its_day(ledger: Path) -> None:
    none = "No local policy holds on 31 Mar 2026; `permtrack policy apply FILE.toml` sets one"
    assert none in permtrack("policy", "show", "--ledger", str(ledger)).out
    apply(ledger, EXAMPLE)
    assert none in permtrack("policy", "show", "--ledger", str(ledger)).out


@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_no_name_and_no_day_is_cut_at_any_width(ledger: Path, width: str) -> None:
    apply(ledger, EXAMPLE)
    env = environment(PERMTRACK_TODAY="2026-04-01", COLUMNS=width)
    ran = permtrack("policy", "show", "--ledger", str(ledger), env=env)
    assert max(map(len, ran.out.splitlines())) <= int(width)
    for name in ("adoption-review.waiting-first", "local.profile-updated", "age-under-with-siblings", "ppm.next"):
        assert name in ran.out
    assert "1 Apr 2026" in ran.out


def test_show_as_json_and_csv(ledger: Path) -> None:
    apply(ledger, POLICIES / "shorter-intervals.toml")
    told = json.loads(_shown(ledger, "--format", "json").out)
    assert (told["as_at"], told["policy_from"], told["known_at"]) == ("2026-04-01", "2026-04-01", None)
    review = next(row for row in told["settings"] if row["name"] == "review.first")
    assert review == {
        "section": "rule",
        "name": "review.first",
        "default": "20 working days",
        "local": "2 weeks",
        "rests_on": "CPPCR 2010 reg 33(1) (regulation)",
        "beside": True,
        "since": "2026-04-01",
        "by": recorder(ledger),
        "reason": "Management team, 12 March",
    }
    rows = list(csv.DictReader(io.StringIO(_shown(ledger, "--format", "csv").out)))
    assert [(row["name"], row["local"], row["beside"]) for row in rows if row["local"]] == [
        ("review.first", "2 weeks", "yes"),
        ("adoption-review.waiting-next", "3 months", "yes"),
        ("ppm.first", "4 weeks", "no"),
        ("ppm.first", "14 days", "no"),
    ]


def test_known_at_answers_with_the_policies_known_then(ledger: Path) -> None:
    apply(ledger, EXAMPLE)
    ran = _shown(ledger, "--known-at", "2020-01-01", "--format", "json")
    assert json.loads(ran.out)["policy_from"] is None


def test_history(ledger: Path) -> None:
    apply(ledger, EXAMPLE)
    apply(ledger, POLICIES / "shorter-intervals.toml", "1/3/2026")
    lines = permtrack("policy", "history", "--ledger", str(ledger)).out.splitlines()
    assert lines[1] == "#3 from 1 Mar 2026, holds on 31 Mar 2026"
    assert (
        lines[3]
        == "  review.first: 20 working days stands (CPPCR 2010 reg 33(1) (regulation)); 2 weeks is asked beside it"
    )
    assert "#2 from 1 Apr 2026" in lines
    assert lines[-1] == "2 local policies; `permtrack policy history NUMBER` gives its text"
    told = json.loads(permtrack("policy", "history", "--format", "json", "--ledger", str(ledger)).out)
    assert [(past["number"], past["from"], past["holds"]) for past in told["policies"]] == [
        (2, "2026-04-01", False),
        (3, "2026-03-01", True),
    ]
    assert told["policies"][0]["policy"] == EXAMPLE.read_text(encoding="utf-8")
    assert told["policies"][0]["changes"][1]["words"] == "ppm.next: 6 weeks becomes 4 weeks"


def test_a_policy_that_is_refused_is_refused_in_one_line(ledger: Path) -> None:
    before = ledger.read_bytes()
    ran = apply(ledger, POLICIES / "rejects" / "laxer_than_regulation.toml")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        'permtrack: laxer_than_regulation.toml: [rule."review.next"]: 7 months can end later than 6 months, which CPPCR '
        "2010 reg 33(2) gives (regulation); a policy cannot weaken an Act or a regulation, only be stricter beside it\n"
    )
    assert ledger.read_bytes() == before


def test_files_that_are_not_there_or_not_text(ledger: Path, tmp_path: Path) -> None:
    assert apply(ledger, tmp_path / "none.toml").code == 4
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"# caf\xe9\n")
    ran = apply(ledger, latin)
    assert (ran.code, ran.err) == (2, "permtrack: latin.toml: is not UTF-8 at byte 5; save it as UTF-8\n")
    marked = tmp_path / "marked.toml"
    marked.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.read_bytes())
    assert apply(ledger, marked).code == 0


def test_a_day_that_cannot_be_read_is_refused(ledger: Path) -> None:
    ran = apply(ledger, EXAMPLE, "1/13/2026")
    assert ran.code == 2
    assert "--from" in ran.err


def test_shared_options_stand_anywhere(ledger: Path) -> None:
    apply(ledger, EXAMPLE)
    for typed in (
        ["--ledger", str(ledger), "--as-at=2026-04-01", "policy", "show", "--format", "json"],
        ["--format", "json", "policy", "--ledger", str(ledger), "show", "--as-at", "2026-04-01"],
    ):
        assert json.loads(permtrack(*typed).out)["policy_from"] == "2026-04-01"


@pytest.mark.parametrize("typed", [["policy", "--help"], ["help", "policy"], ["policy", "-h"]])
def test_help_lists_the_three(typed: list[str]) -> None:
    ran = permtrack(*typed)
    assert (ran.code, ran.err) == (0, "")
    assert [line.split(":")[0] for line in ran.out.splitlines()] == [
        "permtrack policy show",
        "permtrack policy apply",
        "permtrack policy history",
    ]


@pytest.mark.parametrize("typed", [["policy"], ["policy", "aply"], ["help", "policy", "aply"]])
def test_half_a_command_is_refused_with_the_three(typed: list[str]) -> None:
    ran = permtrack(*typed)
    assert (ran.code, ran.out) == (2, "")
    assert "there are: policy show, policy apply, policy history; see: permtrack help policy" in ran.err


def test_help_of_one_begins_with_its_example() -> None:
    ran = permtrack("help", "policy", "apply")
    assert ran.code == 0
    assert ran.out.startswith("Example: permtrack policy apply local.toml --from 1/4/2026 --reason")
