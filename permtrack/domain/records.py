"""How the records are made that one answer needs by the thousand."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

Record = TypeVar("Record")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def passing_record(described: type[Record]) -> type[Record]:
    """A frozen, slotted record of an answer in the making: written down once, read, and forgotten with the answer.

    The type checker refuses to write to it, as to every record here. Running code is not asked again: a dataclass that
    is frozen at run time takes three times as long to make, which was an eighth of the time of a whole list.
    """
    return dataclass(slots=True, kw_only=True, unsafe_hash=True)(described)
