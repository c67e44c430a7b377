"""Children in words and as records."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields as record_fields
from datetime import date
from typing import TYPE_CHECKING

from permtrack.domain.events import Child
from permtrack.domain.situations import Since, Situation
from permtrack.domain.typed_dates import shown
from permtrack.render.machine import Record
from permtrack.render.screen import Screen
from permtrack.render.sheets import Value, sheet
from permtrack.render.states import child_in_words
from permtrack.render.tables import Cell, Column, Layout, first_that_fits, paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType

ROOM_FOR_A_LINE_EACH = 110
CHILD_COLUMNS = tuple(field.name for field in record_fields(Child))
SITUATION_COLUMNS = ("in_care_since", "left_care_on", "legal_status", "placement", "placed_on", "plan", "parallel")


def children_parts(situations: Sequence[Situation], as_at: date, screen: Screen) -> "Iterator[RenderableType]":
    """The list of children, and a last line that counts them."""
    if situations:
        yield from first_that_fits(_layouts(situations), screen)
        yield paragraph("")
    looked_after = sum(1 for one in situations if one.care)
    count = len(situations)
    yield paragraph(f"{count} {'child' if count == 1 else 'children'}, {looked_after} in care, as at {shown(as_at)}")


def _layouts(situations: Sequence[Situation]) -> Sequence[Layout]:
    child, care, lives, plan = Column("Child", whole=True), Column("Care"), Column("Lives"), Column("Plan")
    beside = (child, Column("Age", whole=True), care, lives, plan, Column("Team, worker"))
    return (
        Layout(columns=beside, rows=[_beside(one) for one in situations], room=ROOM_FOR_A_LINE_EACH),
        Layout(columns=(child, care, lives, plan), rows=[_stacked(one) for one in situations], apart=True),
    )


def _beside(one: Situation) -> Sequence[Cell]:
    return (
        child_in_words(one.child),
        _age(one),
        "; ".join(_care(one)),
        _placement(one),
        plan_in_words(one),
        _people(one),
    )


def _stacked(one: Situation) -> Sequence[Cell]:
    about = (child_in_words(one.child), _age(one), _people(one))
    plan = (one.plan or "none recorded", *(f"or {plan}" for plan in one.parallel))
    return (tuple(part for part in about if part), _care(one), _placement(one), plan)


def born_in_words(one: Situation) -> str:
    """The day of birth with the age on the day asked about, or when the child is expected."""
    if one.child.dob:
        return f"born {shown(one.child.dob)}" + (f", {_age(one)} old" if one.age_months is not None else "")
    return f"expected {shown(one.child.edd)}" if one.child.edd else "day of birth not recorded"


def since_in_words(fact: Since) -> str:
    """A fact and its day: `foster since 3 May 2024`; `since or before` where it may be older."""
    return f"{fact.what} since {shown(fact.on)}" + ("" if fact.exact else " or before")


def plan_in_words(one: Situation) -> str:
    """The plan and its parallels, or that none is recorded."""
    parallel = f"parallel {', '.join(one.parallel)}" if one.parallel else ""
    return "; ".join(part for part in (one.plan, parallel) if part) or "none recorded"


def _age(one: Situation) -> str:
    if one.age_months is None:
        return "unborn" if one.child.edd else ""
    years, months = divmod(one.age_months, 12)
    return f"{years}y {months}m"


def _care(one: Situation) -> tuple[str, ...]:
    if one.care:
        since = f"since {shown(one.care.on)}{'' if one.care.exact else ' or before'}"
        return (since, one.legal_status.what) if one.legal_status else (since,)
    return (f"left {shown(one.left_care_on)}",) if one.left_care_on else ("not in care",)


def _placement(one: Situation) -> str:
    return since_in_words(one.placement) if one.placement else ""


def _people(one: Situation) -> str:
    return ", ".join(part for part in (one.child.team, one.child.worker) if part)


def child_record(child: Child) -> Record:
    """The child's own fields, under their names in the vocabulary."""
    return {name: getattr(child, name) for name in CHILD_COLUMNS}


def situation_record(one: Situation) -> Record:
    """The child's own fields, then where it stands on the day asked about."""
    return child_record(one.child) | {
        "in_care_since": one.care.on if one.care else None,
        "left_care_on": one.left_care_on if not one.care else None,
        "legal_status": one.legal_status.what if one.legal_status else None,
        "placement": one.placement.what if one.placement else None,
        "placed_on": one.placement.on if one.placement else None,
        "plan": one.plan,
        "parallel": list(one.parallel),
    }


def situation_sheet(situations: Iterable[Situation]) -> str:
    """The list as CSV: one row a child."""
    rows = (_cells(situation_record(one)) for one in situations)
    return sheet((*CHILD_COLUMNS, *SITUATION_COLUMNS), rows)


def child_sheet(children: Iterable[Child]) -> str:
    """The children's own fields as CSV, in columns that `import-events` reads."""
    return sheet(CHILD_COLUMNS, (_cells(child_record(child)) for child in children))


def _cells(record: Record) -> Sequence[Value]:
    return [";".join(value) if isinstance(value, list) else value for value in record.values()]  # type: ignore[misc]
