"""What `doctor` finds, one fact a line, with what to do about it. Whoever examines fills in the records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from permtrack import __version__
from permtrack.domain.records import record
from permtrack.render.machine import Record
from permtrack.render.screen import Screen
from permtrack.render.tables import Cell, Column, Styled, paragraph, table

if TYPE_CHECKING:
    from rich.console import RenderableType


class State(StrEnum):
    """Whether a fact is as it should be, is worth a look, or is in the way."""

    OK = "ok"
    LOOK = "look"
    TROUBLE = "trouble"


STYLES = {State.OK: "", State.LOOK: "yellow", State.TROUBLE: "bold red"}
WORST_LAST = (State.OK, State.LOOK, State.TROUBLE)


@record
class Finding:
    """One fact, how it stands, what to do about it where it is not as it should be, and the same in plain values."""

    what: str
    state: State
    fact: str
    do: str | None = None
    values: Mapping[str, str | int | None] = field(default_factory=dict)


def worst(findings: Sequence[Finding]) -> State:
    """The state of the whole."""
    return max((finding.state for finding in findings), key=WORST_LAST.index, default=State.OK)


def doctor_parts(findings: Sequence[Finding], screen: Screen) -> "Iterator[RenderableType]":
    """A table of the findings, and one line that counts them."""
    columns = (Column("State", whole=True), Column("What", whole=True), Column("What was found, and what to do"))
    yield from table(columns, [_row(finding) for finding in findings], screen)
    yield paragraph("")
    yield paragraph(_summary(findings))


def _row(finding: Finding) -> tuple[Cell, Cell, Cell]:
    said = (finding.fact, f"To do: {finding.do}") if finding.do else finding.fact
    return Styled(finding.state.value, STYLES[finding.state]), finding.what, said


def _summary(findings: Sequence[Finding]) -> str:
    states = [finding.state for finding in findings]
    troubles, looks = states.count(State.TROUBLE), states.count(State.LOOK)
    return f"{troubles} in trouble, {looks} to look at, {states.count(State.OK)} ok"


def doctor_record(findings: Sequence[Finding], ledger: str) -> Record:
    """The findings as JSON, each with its plain values."""
    return {
        "permtrack": __version__,
        "ledger": ledger,
        "state": worst(findings).value,
        "findings": [
            {"what": f.what, "state": f.state.value, "fact": f.fact, "do": f.do, "values": dict(f.values)}
            for f in findings
        ],
    }
