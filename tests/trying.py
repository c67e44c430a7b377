"""How often a property is tried."""

import os

from hypothesis import HealthCheck, settings

ASKED = "PERMTRACK_CASES"


def cases(everyday: int) -> int:
    """So many cases, unless a setting asks for another number of every property."""
    return int(os.environ.get(ASKED, everyday))


def whole_lives(asked_by: str, everyday: int) -> settings:
    """So many invented lives, dear as they are; the same ones every day, unless a setting of this name asks for more."""
    return settings(
        max_examples=int(os.environ.get(asked_by, everyday)),
        deadline=None,
        derandomize=asked_by not in os.environ,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
