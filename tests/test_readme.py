"""What the README shows is what permtrack does."""

import re
from pathlib import Path

from permtrack.cli.commands import COMMANDS, FAMILIES
from tests.readme_examples import README, renewed

TEXT = README.read_text("utf-8")
NAMES = {entry.name for entries in COMMANDS.values() for entry in entries}


def test_the_examples_and_the_list_of_commands_are_what_permtrack_prints(tmp_path: Path) -> None:
    assert renewed(TEXT, tmp_path) == TEXT, "renew it: python -m tests.readme_examples"


def test_every_command_the_readme_names_exists_and_every_command_is_named() -> None:
    named = set(re.findall(r"^(?:\$ )?permtrack ([a-z][a-z0-9-]+)", TEXT, re.MULTILINE))
    named |= set(re.findall(r"`permtrack ([a-z][a-z0-9-]+)[^`]*`", TEXT))
    assert named - NAMES - FAMILIES - {"help"} == set()
    assert {name for name in NAMES if not re.search(rf"\b{name}\b", TEXT)} == set()


def test_the_policy_that_the_readme_shows_is_the_sample_s_own() -> None:
    assert (README.parent / "sample_data" / "policy.toml").read_text("utf-8").rstrip() in TEXT
