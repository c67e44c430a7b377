"""JSON, CSV and files: their names are relied on by scripts."""

import csv
import io
import json
import os
import stat

import pytest

from tests.cli.hand_written import write_by_hand
from tests.cli.running import permtrack

DEADLINE = [
    "id",
    "child",
    "rule",
    "title",
    "set",
    "tier",
    "checked",
    "status",
    "trigger",
    "opens_on",
    "due_on",
    "met_on",
    "days",
    "reason",
    "citation",
]


def read(ledger, *args):
    ran = permtrack("--ledger", str(ledger), *args, "--format", "json")
    assert ran.code == 0, ran.err
    assert ran.out.isascii()
    return json.loads(ran.out)


def rows(text):
    return list(csv.DictReader(io.StringIO(text), strict=True))


def test_due_as_json_has_the_names_that_were_promised(ledger):
    answer = read(ledger, "due", "--all")
    assert list(answer)[:7] == ["permtrack", "as_at", "known_at", "rulebook", "children", "deadlines", "alerts"]
    assert (answer["as_at"], answer["known_at"], answer["children"]) == ("2026-03-31", None, 5)
    assert list(answer["rulebook"]) == ["id", "version", "policy_from"]
    assert all(list(item)[: len(DEADLINE)] == DEADLINE for item in answer["deadlines"])
    match = next(item for item in answer["deadlines"] if item["rule"] == "match.six-months")
    assert (match["child"], match["status"], match["due_on"], match["days"]) == (
        "000123",
        "overdue",
        "2025-09-20",
        -192,
    )
    assert (match["trigger"]["kind"], match["trigger"]["on"]) == ("adm-decision", "2025-03-20")


def test_machine_formats_hold_what_the_table_lists_and_both_duties_of_one_cause(ledger):
    listed = [(item["child"], item["rule"], item["status"]) for item in read(ledger, "due")["deadlines"]]
    assert ("000123", "review.next", "due-soon") in listed
    assert ("000123", "adoption-review.waiting-next", "due-soon") in listed
    assert {status for _, _, status in listed} <= {"overdue", "due-today", "due-soon", "cannot-assess"}
    sheet = rows(permtrack("--ledger", str(ledger), "due", "--format", "csv").out)
    assert [(row["child"], row["rule"], row["status"]) for row in sheet] == listed
    assert list(sheet[0]) == [
        *[
            "id",
            "child",
            "rule",
            "title",
            "set",
            "tier",
            "checked",
            "status",
            "trigger_event",
            "trigger_kind",
            "trigger_on",
        ],
        *["opens_on", "due_on", "met_on", "days", "reason", "citation"],
        *["delay_reason", "delay_whose", "delay_on", "delay_until", "delay_event"],
    ]
    assert next(row for row in sheet if row["rule"] == "match.six-months")["days"] == "-192"


@pytest.mark.parametrize(
    "asked",
    [
        ["--team", "North"],
        ["--worker", "cd"],
        ["--rule", "review.first"],
        ["--tier", "regulation"],
        ["--limit", "2"],
        ["1005"],
    ],
)
def test_filters_act_alike_on_every_format(asked, ledger):
    machine = {(item["child"], item["rule"]) for item in read(ledger, "due", *asked)["deadlines"]}
    sheet = {
        (row["child"], row["rule"])
        for row in rows(permtrack("--ledger", str(ledger), "due", *asked, "--format", "csv").out)
    }
    # A limit counts deadlines and alerts apart: an alert may be another child's.
    table, _, alerts = permtrack("--ledger", str(ledger), "due", *asked).out.partition("\nAlerts\n")
    assert machine == sheet
    assert machine
    # A duty in doubt of which an alert tells is named in the alert's line.
    assert all(child in table + alerts and rule in table + alerts for child, rule in machine)
    everyone = {item["child"] for item in read(ledger, "due")["deadlines"]}
    assert all(child not in table for child in everyone - {child for child, _ in machine})


def test_grouping_names_the_group_in_machine_formats(ledger):
    groups = [item["team"] for item in read(ledger, "due", "--by", "team")["deadlines"]]
    assert groups == sorted(groups, key=lambda team: (team == "", team))
    assert set(groups) == {"North", "South", ""}


def test_nothing_due_says_what_was_searched(ledger):
    ran = permtrack("--ledger", str(ledger), "due", "--plan", "child-arrangements")
    assert ran.code == 0
    assert "Nothing is overdue, and nothing falls due within 28 days. Searched: plan child-arrangements" in ran.out
    assert read(ledger, "due", "--plan", "child-arrangements")["deadlines"] == []


@pytest.mark.parametrize("command", [["due"], ["chase"], ["actions"], ["export", "due"], ["export", "calendar"]])
def test_a_name_that_no_child_ever_had_is_no_answer(ledger, command):
    ran = permtrack("--ledger", str(ledger), *command, "--team", "Nroth")
    assert (ran.code, ran.out) == (2, "")
    assert (
        ran.err == "permtrack: no child is of team Nroth, did you mean 'North' or 'South'?; see: permtrack children\n"
    )


def test_an_empty_ledger_says_what_to_do_next(ledger):
    ran = permtrack("--ledger", str(ledger), "due", "--known-at", "2026-03-29")
    assert ran.code == 0
    assert "No children are recorded yet; bring them in with import-903" in ran.out


def test_an_earlier_day_knows_nothing_of_later_events(ledger):
    answer = read(ledger, "due", "--as-at", "1/2/2026")
    assert answer["children"] == 5
    assert not [item for item in answer["deadlines"] if item["child"] in {"1005", "C/7"}]


def test_an_earlier_instant_knows_nothing_of_later_records(ledger):
    answer = read(ledger, "due", "--known-at", "2026-03-29")
    assert (answer["children"], answer["deadlines"]) == (0, [])
    assert answer["known_at"] == "2026-03-29T23:59:59.999999+00:00"


def test_events_as_json_are_the_whole_ledger_oldest_first(ledger):
    events = read(ledger, "export", "events")["events"]
    promised = [
        "id",
        "child",
        "kind",
        "on",
        "precision",
        "fields",
        "note",
        "recorded_at",
        "recorded_by",
        "source",
        "voided_by",
    ]
    assert all(list(event)[: len(promised)] == promised for event in events)
    assert [event["number"] for event in events] == list(range(1, len(events) + 1))
    assert (events[0]["kind"], events[0]["child"]) == ("tracking-started", None)
    review = next(event for event in events if event["kind"] == "review")
    assert (review["child"], review["note"]) == ("000123", "Seen at home, all well.")
    assert review["fields"] == {"plan": "adoption", "parallel": ["special-guardianship"]}
    struck = next(event for event in events if event["kind"] == "placed-for-adoption")
    assert struck["voided_by"] == next(event["id"] for event in events if event["kind"] == "void")
    corrected = next(event for event in events if event["corrected_by"])
    assert corrected["on"] == "2025-04-28"


def test_events_as_csv_are_a_sheet_that_comes_back(ledger, tmp_path):
    sheet = tmp_path / "events.csv"
    assert permtrack("--ledger", str(ledger), "export", "events", "--to", str(sheet)).code == 0
    other = str(tmp_path / "other.db")
    assert permtrack("init", "--tracking-from", "1/1/2025", "--ledger", other).code == 0
    brought = permtrack("import-events", str(sheet), "--ledger", other)
    assert brought.code == 0, brought.err
    deadlines = [
        [
            (item["child"], item["rule"], item["due_on"], item["status"])
            for item in read(path, "due", "--all")["deadlines"]
        ]
        for path in (ledger, other)
    ]
    assert deadlines[0] == deadlines[1]


def test_children_as_csv_and_json(ledger):
    children = read(ledger, "children")["children"]
    assert [child["ref"] for child in children] == ["000123", "1005", "A789", "B1", "C/7"]
    first = children[0]
    assert (first["legal_status"], first["plan"], first["parallel"]) == (
        "placement-order",
        "adoption",
        ["special-guardianship"],
    )
    assert first["in_care_since"] == "2025-01-06"
    exported = rows(permtrack("--ledger", str(ledger), "export", "children", "--format", "csv").out)
    assert [(row["ref"], row["dob"], row["team"]) for row in exported][:2] == [
        ("000123", "2024-03-03", "North"),
        ("1005", "2024-01-01", "South"),
    ]


def test_one_child_and_one_date_as_json(ledger):
    child = read(ledger, "child", "000123")
    assert (child["child"]["ref"], child["as_at"]) == ("000123", "2026-03-31")
    assert "match.six-months" in [item["rule"] for item in child["deadlines"]]
    why = read(ledger, "why", "000123", "match.six-months")
    assert (why["child"], why["deadline"]["due_on"]) == ("000123", "2025-09-20")
    assert 1 <= len(why["lines"]) <= 12


def test_why_takes_at_most_twelve_lines(ledger):
    for item in read(ledger, "due", "--all")["deadlines"]:
        ran = permtrack("--ledger", str(ledger), "--as-at", "31/3/2026", "why", item["child"], item["rule"], env=None)
        assert ran.code == 0, ran.err
        lines = [line for line in ran.out.splitlines() if not line.startswith("PERMTRACK_TODAY")]
        assert 3 <= len(lines) <= 12


def test_a_file_is_private_whole_and_never_replaced_unasked(ledger, tmp_path):
    file = tmp_path / "due.csv"
    first = permtrack("--ledger", str(ledger), "due", "--to", str(file))
    assert (first.code, first.out) == (0, "")
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,child,rule")
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("mine")
    again = permtrack("--ledger", str(ledger), "due", "--to", str(file))
    assert again.code == 4
    assert "--force" in again.err
    assert file.read_text() == "mine"
    assert permtrack("--ledger", str(ledger), "due", "--to", str(file), "--force").code == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,child,rule")
    assert [found.name for found in tmp_path.iterdir()] == ["due.csv"]


def test_a_csv_on_standard_output_has_no_mark(ledger):
    assert permtrack("--ledger", str(ledger), "due", "--format", "csv").out.startswith("id,child,rule")


def test_a_table_in_a_file_names_the_set_day(ledger, tmp_path):
    file = tmp_path / "due.txt"
    assert permtrack("--ledger", str(ledger), "due", "--to", str(file)).code == 0
    assert file.read_text("utf-8").startswith("PERMTRACK_TODAY is set")


def test_the_ledger_is_never_replaced_by_an_answer(tmp_path):
    path = tmp_path / "hand.db"
    write_by_hand(path)
    before = path.read_bytes()
    ran = permtrack("--ledger", str(path), "export", "events", "--format", "csv", "--to", str(path), "--force")
    assert ran.code == 2
    assert "is the ledger" in ran.err
    assert path.read_bytes() == before


@pytest.mark.parametrize("where", ["nowhere/due.csv", "."])
def test_a_file_that_cannot_be_written_ends_with_4(where, ledger, tmp_path):
    ran = permtrack("--ledger", str(ledger), "due", "--to", where, "--force", cwd=tmp_path)
    assert ran.code == 4
    assert len(ran.err.splitlines()) == 1


def test_kinds_and_rules_need_no_ledger(tmp_path):
    kinds = json.loads(permtrack("kinds", "--format", "json", cwd=tmp_path).out)["kinds"]
    assert next(kind for kind in kinds if kind["kind"] == "adm-decision")["aliases"] == ["adm", "shobpa", "sbpfa"]
    rules = json.loads(permtrack("rules", "--format", "json", cwd=tmp_path).out)["rules"]
    review = next(rule for rule in rules if rule["id"] == "review.first")
    assert [version["due"] for version in review["versions"]] == ["4 weeks", "20 working days"]
    assert all(version["citation"] and version["source"] for rule in rules for version in rule["versions"])
