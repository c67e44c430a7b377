"""How often a property is tried."""

import os

ASKED = "PERMTRACK_CASES"


def cases(everyday: int) -> int:
    """So many cases, unless a setting asks for another number of every property."""
    return int(os.environ.get(ASKED, everyday))
