"""Runs what the README shows, and writes down what it really prints: `python -m tests.readme_examples` renews the file."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from permtrack.domain.minutes import column_named
from tests.app.secretary import filled

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
CONSOLE = re.compile(
    r"```console\n(?P<typed>.*?)```|<!-- filled in: (?P<form>\S+) -->\n\n(?P<table>(?:\|[^\n]*\n)+)", re.DOTALL
)
"""What happens in the README, in its order: commands that are typed, and forms that are filled in as a table says."""

WELL = frozenset({0, 20})
"""The exit codes of the examples; 20 is what `check` says of something new."""

COMMANDS = re.compile(r"(<!-- commands -->\n).*?(<!-- /commands -->)", re.DOTALL)


def renewed(text: str, folder: Path) -> str:
    """The README's text with every example's output, and the list of commands, as permtrack gives them now."""
    settings = {"COLUMNS": "100", "PYTHONPATH": str(ROOT)}
    run(["demo"], folder, settings)
    text = CONSOLE.sub(lambda found: _happened(found, folder, settings), text)
    return COMMANDS.sub(lambda found: f"{found[1]}\n```text\n{_commands(folder, settings)}```\n\n{found[2]}", text)


def _happened(found: re.Match[str], folder: Path, settings: dict[str, str]) -> str:
    if found["form"] is None:
        return f"```console\n{_replayed(found['typed'], folder, settings)}```"
    form = folder / found["form"]
    header, _, *rows = ([cell.strip() for cell in row.strip("|").split("|")] for row in found["table"].splitlines())
    columns = [column_named(heading) for heading in header]
    cells = (dict(zip(columns, row, strict=True)) for row in rows)
    form.write_bytes(filled(form.read_bytes(), {row.pop("ref"): {c: v for c, v in row.items() if v} for row in cells}))
    return found[0]


def _replayed(block: str, folder: Path, settings: dict[str, str]) -> str:
    lines = []
    for typed in re.findall(r"^\$ (.*)$", block, re.MULTILINE):
        lines.append(f"$ {typed}\n")
        if typed.startswith("export "):
            name, _, value = typed.removeprefix("export ").partition("=")
            settings[name] = value
        else:
            lines.append(run(_words(typed.removeprefix("permtrack ")), folder, settings))
    return "".join(lines)


def _words(typed: str) -> list[str]:
    return [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', typed)]


def _commands(folder: Path, settings: dict[str, str]) -> str:
    shown = run(["--help"], folder, {**settings, "COLUMNS": "120"})
    return shown[shown.index("Start:") : shown.index("`permtrack help")].strip() + "\n"


def run(words: list[str], folder: Path, settings: dict[str, str]) -> str:
    """What a command prints, on both streams."""
    # Nothing of the caller's environment decides what the README shows.
    environment = {**{n: v for n, v in os.environ.items() if not n.startswith("PERMTRACK")}, **settings}
    done = subprocess.run(
        [sys.executable, "-m", "permtrack", *words],
        cwd=folder, env=environment, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=120, check=False,
    )  # fmt: skip
    if done.returncode not in WELL:
        raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout)
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        README.write_text(renewed(README.read_text("utf-8"), Path(place)), "utf-8")
