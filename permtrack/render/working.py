"""The working behind one date, line by line."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from permtrack.domain.events import Child
from permtrack.domain.findings import Deadline
from permtrack.domain.records import record
from permtrack.render.machine import Record, deadline_record
from permtrack.render.states import child_in_words
from permtrack.render.tables import paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType


@record
class Working:
    """How a date was reached: headings, each with its sentence. `deadline` is None where an alert was asked about."""

    child: Child
    rule: str
    deadline: Deadline | None
    lines: tuple[tuple[str, str], ...]


def working_parts(working: Working) -> "Iterator[RenderableType]":
    """The lines; the first names the child and the rule."""
    for number, (heading, sentence) in enumerate(working.lines):
        yield paragraph(
            f"{child_in_words(working.child)}, {working.rule}: {sentence}" if number == 0 else f"{heading}: {sentence}"
        )


def working_record(working: Working) -> Record:
    """The working as JSON."""
    return {
        "child": working.child.ref,
        "rule": working.rule,
        "deadline": deadline_record(working.deadline) if working.deadline else None,
        "lines": [{"heading": heading, "sentence": sentence} for heading, sentence in working.lines],
    }
