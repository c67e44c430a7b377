"""How records are made: dataclasses with slots and named fields, which nobody writes to once they are made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

WATCHED = False
"""Whether writing to a record fails while running too. Set by the tests before anything else is loaded."""

Record = TypeVar("Record")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(described: type[Record]) -> type[Record]:
    """A frozen record, equal to another of its class where all fields are.

    The type checker refuses to write to it, and the tests find whoever does. A command is not asked again: a class that
    checks takes three times as long to load, and its records as long to make; that was a tenth of the time of a short
    list and an eighth of that of a whole one. For the same reason `__init__` alone is compiled for each class.
    """
    made: Any = dataclass(frozen=WATCHED, slots=True, kw_only=True, repr=False, eq=False)(described)
    names = tuple(made.__dataclass_fields__)
    values: Callable[[Any], object] = attrgetter(*names)

    def equal(one: Any, other: object) -> bool:
        return values(one) == values(other) if other.__class__ is made else NotImplemented

    def in_words(one: Any) -> str:
        return f"{made.__qualname__}({', '.join(f'{name}={getattr(one, name)!r}' for name in names)})"

    made.__eq__, made.__repr__ = equal, in_words
    made.__hash__ = lambda one: hash(values(one))
    return made  # type: ignore[no-any-return]
