"""What a table is drawn for: how wide, with or without lines and colour."""

from dataclasses import dataclass

NARROWEST_TABLE = 60


@dataclass(frozen=True, slots=True)
class Screen:
    """`width` is None where nothing is wrapped: a pipe or a file, read by other tools line by line."""

    width: int | None = None
    lines: bool = False
    colour: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether a table would fold its columns to pieces, so that records are shown one below the other."""
        return self.width is not None and self.width < NARROWEST_TABLE
