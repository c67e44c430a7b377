"""Brothers and sisters: the children of one sibling group, as their journeys tell."""

from collections.abc import Iterable, Mapping, Sequence

from permtrack.domain.journey import Journey

Groups = Mapping[str, Sequence[Journey]]
"""The journeys of those who have brothers or sisters, by the group's name."""


def sibling_groups(journeys: Iterable[Journey]) -> Groups:
    """The sibling groups among the children given; those of no group are in none."""
    groups: dict[str, list[Journey]] = {}
    for travelled in journeys:
        if travelled.child.sibling_group:
            groups.setdefault(travelled.child.sibling_group, []).append(travelled)
    return groups


def siblings(travelled: Journey, groups: Groups) -> tuple[Journey, ...]:
    """The other children of a child's group."""
    group = groups.get(travelled.child.sibling_group or "", ())
    return tuple(other for other in group if other.child.id != travelled.child.id)
