"""Alerts about a birth that is awaited."""

from collections.abc import Iterator

from permtrack.domain.drift_facts import is_unborn, this_period
from permtrack.domain.typed_dates import shown
from permtrack.rules.drift.clock import Found, Start, Step, Watch


def no_meeting(watch: Watch) -> Iterator[Found]:
    """The birth is near, and neither a planning meeting was held nor early permanence considered."""
    expected = watch.journey.child.edd
    met = this_period(watch.journey, "ppm", "early-permanence-considered")
    if expected is None or met or not is_unborn(watch.journey):
        return
    first = expected - (watch.reached(expected, "weeks") - expected)
    start = watch.tracked(Start(on=first, event=watch.journey.child.id))
    yield Found(
        event=start.event,
        steps=(Step(on=start.on),),
        sentence=f"The birth is expected on {shown(expected)}; no planning meeting is recorded, and early permanence "
        "has not been considered.",
    )


def expected(watch: Watch) -> Iterator[Found]:
    """The expected day has passed, and no birth is recorded."""
    day = watch.journey.child.edd
    if day is None or not is_unborn(watch.journey):
        return
    start = watch.tracked(Start(on=watch.reached(day, "days"), event=watch.journey.child.id))
    yield Found(
        event=start.event,
        steps=(Step(on=start.on),),
        sentence=f"The birth was expected on {shown(day)} ({(watch.day - day).days} days ago) and is not recorded: "
        "record it, or that the child is no longer followed.",
    )
