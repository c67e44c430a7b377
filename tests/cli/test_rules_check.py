"""`permtrack rules --check`: what each rule rests on, whether its words were read, and on which day."""

import os
import subprocess
import sys
from pathlib import Path

from permtrack.app.packaged import rulebook

ROOT = Path(__file__).parent.parent.parent


def check(*words: str) -> str:
    settings = {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-m", "permtrack", "rules", *words, "--check"],
        env={**os.environ, **settings}, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.stdout


def test_every_version_of_every_rule_has_its_line() -> None:
    lines = check().splitlines()
    for rule in rulebook().rules:
        of_rule = [line for line in lines if line.startswith(f"{rule.id} ")]
        assert len(of_rule) == len(rule.versions)
        for version, line in zip(rule.versions, of_rule, strict=True):
            assert version.citation in line
            assert f"{version.tier.value}; words read: {version.checked.value}" in line


def test_the_last_line_counts_what_was_read() -> None:
    versions = [version for rule in rulebook().rules for version in rule.versions]
    read = sum(1 for version in versions if version.checked == "yes")
    last = check().splitlines()[-1]
    assert last.endswith("not read")
    assert f"the words of {read} read" in last


def test_one_rule_alone() -> None:
    shown = check("review.first")
    assert "from 14 Oct 1991 to 31 Mar 2011" in shown
    assert "CPPCR 2010 reg 33(1)" in shown
