"""The table of commands: where each lives, and the one line that says what it does.

A command `add-child` is the function `add_child` of its module, `policy show` the function `policy_show`. Modules are
imported when their command runs, so that one command never pays for another.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: its name, the module that holds its function, and what `--help` says of it."""

    name: str
    module: str
    summary: str

    def function(self) -> Any:
        """The function that runs the command, its module imported now."""
        return getattr(import_module(f"permtrack.cli.{self.module}"), self.name.replace("-", "_").replace(" ", "_"))


COMMANDS = {
    "Start": (
        Entry("demo", "demo", "build a demonstration ledger and show what is due in it"),
        Entry("init", "init", "create a ledger"),
    ),
    "See": (
        Entry("due", "due", "what is overdue and due soon, worst first, then the alerts"),
        Entry("drift", "drift", "what is going wrong though no date is late"),
        Entry("actions", "actions", "what meetings agreed, by owner, and how often it was carried over"),
        Entry("chase", "chase", "a text for each worker of what is needed before the meeting"),
        Entry("why", "why", "how one date was reached"),
        Entry("children", "children", "the list of children"),
        Entry("child", "child", "one child on one screen"),
        Entry("timeline", "timeline", "one child's full history, struck-out events included"),
        Entry("pack", "pack", "what a tracking meeting needs: figures, exceptions, a page a child"),
    ),
    "Record": (
        Entry("add-child", "add_child", "open a child's record"),
        Entry("add-event", "add_event", "record an event and see what it changes"),
        Entry("done", "done", "an agreed action is done"),
        Entry("void", "void", "strike out an event"),
        Entry("correct", "correct", "replace what an event says"),
        Entry("amend-child", "amend_child", "change a child's details"),
        Entry("waive", "waive", "set a deadline or alert aside until a day"),
    ),
    "Bring in, take out": (
        Entry("import-903", "import_903", "bring in SSDA903 returns, CSV or XML"),
        Entry("import-annex-a", "import_annex_a", "bring in Annex A lists, XLSX, and see what differs"),
        Entry("import-events", "import_events", "bring in a sheet of events, CSV or XLSX"),
        Entry("import-minutes", "import_minutes", "bring in a meeting's minutes, CSV or XLSX"),
        Entry("reconcile", "reconcile", "another office's list beside the ledger: what differs"),
        Entry("export", "export", "events, children or deadlines as CSV or JSON, or a calendar"),
    ),
    "Local policy": (
        Entry("policy show", "policy", "what local policy may set, and what it has set"),
        Entry("policy apply", "policy", "let a policy hold from a day"),
        Entry("policy history", "policy", "every policy there was, and its text"),
    ),
    "Look up": (
        Entry("rules", "rules", "the rulebook, with citations"),
        Entry("kinds", "kinds", "the kinds of event and their fields"),
        Entry("completion", "completion", "lines that make a shell complete commands and refs"),
    ),
    "Every night": (Entry("check", "check", "the nightly check: what is new, worse, still open, cleared"),),
    "Trust the file": (
        Entry("verify", "verify", "check the ledger, and print its head"),
        Entry("backup", "backup", "copy the ledger, verified"),
        Entry("restore", "restore", "bring a backup back"),
        Entry("doctor", "doctor", "whether this installation and the ledger's file can be relied on"),
    ),
}
BY_NAME = {entry.name: entry for entries in COMMANDS.values() for entry in entries}
FAMILIES = frozenset(name.partition(" ")[0] for name in BY_NAME if " " in name)
"""The first words of the commands that have two."""
