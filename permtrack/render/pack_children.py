"""The children of a pack, one row each: where each stands, and what is wrong or falls due next."""

from collections import Counter
from collections.abc import Mapping

from permtrack.domain.child_page.planning import planned
from permtrack.domain.days import age_in_months
from permtrack.domain.meeting.cohort import Standing
from permtrack.domain.meeting.exceptions import Rank
from permtrack.domain.meeting.pack import MeetingPack
from permtrack.render import pack_words as words
from permtrack.render.child_page.words import no_plan_in_words
from permtrack.render.pack_tables import Cell, Section, headings


def children_section(pack: MeetingPack) -> Section:
    """One row a child, in the order of the refs."""
    ranks = Counter((line.child.ref, line.rank) for line in pack.exceptions)
    return Section(
        id="children",
        title="The children, one by one",
        sheet="Children",
        headings=headings(
            *("Child", "Age", "Team", "Worker", "IRO", "Plan", "Parallel", "Stage", "Days in it"),
            *("Red", "Overdue", "Due by the meeting", "Why in the pack"),
            whole=("Child", "Age", "Stage"),
        ),
        rows=tuple(_child(one, ranks, pack.overdue) for one in pack.standings),
        stacked=((0, 2), (5, 7), (8,), (9,), (10,)),
        empty="No child is in the pack.",
    )


def _child(one: Standing, ranks: Mapping[tuple[str, Rank], int], overdue: Mapping[str, int]) -> tuple[Cell, ...]:
    current = one.stages.current
    ref = one.child.ref
    return (
        one.child,
        age_in_words(one),
        one.child.team,
        one.child.worker,
        one.child.iro,
        _plan(one),
        ", ".join(words.route_in_words(plan) for plan in one.parallel),
        words.PLACES[one.place],
        current.days if current else None,
        ranks.get((ref, Rank.RED), 0),
        overdue.get(ref, 0),
        ranks.get((ref, Rank.BY_THE_MEETING), 0),
        "followed" if one.followed else "red or overdue",
    )


def _plan(one: Standing) -> str:
    """The plan, or where none stands since care ended what was achieved."""
    return words.route_in_words(one.route) if one.route else no_plan_in_words(planned(one.journey))


def age_in_words(one: Standing) -> str:
    """`2y 3m`, `unborn`, or nothing where it is not known."""
    born = one.child.dob
    if born is None:
        return "unborn" if one.child.edd else ""
    if born > one.journey.as_at:
        return ""
    years, months = divmod(age_in_months(born, one.journey.as_at), 12)
    return f"{years}y {months}m"
