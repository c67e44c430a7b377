"""The rules of the house, held against the tree itself."""

import ast
import csv
import re
from pathlib import Path

import pytest

from permtrack.app.packaged import bank_holidays, rulebook, vocabulary
from permtrack.domain.events import Child
from permtrack.domain.journey import CONDITIONS, MOMENTS, STRETCHES
from permtrack.domain.own_lines import PRESSING
from permtrack.errors import LedgerBusy, LedgerUnsound, PermtrackError, RequestRefused, SystemRefused
from permtrack.rules.anchors import ANCHORS, COUNTS

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "permtrack").rglob("*.py"))
MOST_LINES = 400
MOST_FUNCTION_LINES = 45
RULES = (ROOT / "tests" / "rule_ids.txt").read_text("utf-8").split()


@pytest.mark.parametrize("path", SOURCES, ids=[str(path.relative_to(ROOT)) for path in SOURCES])
def test_a_module_says_what_it_is_for_and_stays_small(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a module begins with what it decides"
    assert text.count("\n") <= MOST_LINES
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno >= MOST_FUNCTION_LINES
    }
    assert long == {}


def test_no_rule_was_lost_or_added_without_a_word() -> None:
    assert [rule.id for rule in rulebook().rules] == RULES


def test_every_rule_is_cited_with_an_address_and_the_day_it_was_read() -> None:
    for rule in rulebook().rules:
        for version in rule.versions:
            assert version.citation, rule.id
            assert version.source.startswith("https://"), rule.id
            assert version.checked_on.year >= 2026, rule.id


def test_the_words_of_rules_are_words_of_the_journey_and_the_vocabulary() -> None:
    kinds = vocabulary().kinds
    for rule in rulebook().rules:
        assert rule.stretch is None or rule.stretch in STRETCHES
        assert rule.counts in COUNTS
        assert {word for word in (rule.only_if, rule.not_if) if word} <= set(CONDITIONS)
        for selector in (*rule.events, *rule.met_by, *rule.implied_by, *rule.closed_by):
            assert selector.name in (MOMENTS if selector.is_moment else kinds), rule.id
        assert set(rule.seen_by) - {s.name for s in rule.met_by if s.is_moment} <= set(kinds), rule.id
        for version in rule.versions:
            for due in (version.trigger, version.due, version.opens):
                terms = (*due.terms, *([due.otherwise] if due.otherwise else [])) if due else ()
                for term in terms:
                    assert term.anchor in {"trigger", *ANCHORS} or term.anchor.startswith("own "), rule.id


def test_every_kind_has_a_label_a_place_in_the_day_and_known_fields() -> None:
    words = vocabulary()
    for kind in words.kinds.values():
        assert kind.label
        assert kind.reads in words.same_day_order
        for name in (*kind.required, *kind.defaults):
            assert name in kind.fields, kind.kind


def test_every_alias_stands_for_its_kind_in_any_letter_case() -> None:
    words = vocabulary()
    for kind in words.kinds.values():
        for name in (kind.kind, *kind.aliases):
            assert words.kind(name.upper()).kind == kind.kind
            assert words.kind(name.replace("-", "_")).kind == kind.kind


def test_what_can_be_said_of_a_child_is_what_a_child_record_holds() -> None:
    held = set(Child.__dataclass_fields__) - {"id", "ref"}
    assert set(vocabulary().child_fields) == held
    assert set(vocabulary().kinds["child-added"].fields) == held | {"ref", "note"}
    assert set(vocabulary().kinds["child-amended"].fields) == held | {"new_ref", "note"}


def test_failures_have_the_exit_codes_of_the_command_line() -> None:
    codes = {kind.exit_code for kind in (RequestRefused, LedgerUnsound, SystemRefused, LedgerBusy)}
    assert codes == {2, 3, 4, 5}
    assert PermtrackError.exit_code == 1


def test_bank_holidays_reach_far_enough_for_what_may_fall_due_soon() -> None:
    holidays = bank_holidays()
    assert holidays.complete_from.isoformat() == "2005-01-01"
    assert holidays.complete_to.year >= 2028
    assert len(PRESSING) == 3


def test_no_file_of_the_project_names_a_machine_or_a_place_of_work() -> None:
    elsewhere = re.compile(r"/(?:root|home/[a-z]+)/|[A-Z]:\\Users\\")
    for path in (*SOURCES, *(ROOT / "tests").rglob("*.py"), ROOT / "README.md", ROOT / "CHANGELOG.md"):
        assert not elsewhere.search(path.read_text("utf-8")), path


@pytest.mark.parametrize("folder", ["cases", "stories"])
def test_cases_open_in_a_spreadsheet(folder: str) -> None:
    for path in (ROOT / "tests" / folder).glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            widths = {len(row) for row in csv.reader(lines, strict=True)}
        assert len(widths) == 1, path.name
