"""Tells lives in a few words, and writes the stretches and moments of a journey in as few."""

from collections.abc import Iterable
from datetime import date

from permtrack.app.packaged import vocabulary
from permtrack.domain.journey import Journey, journey
from permtrack.domain.scope import Scope
from permtrack.domain.standing import history
from permtrack.domain.stretches import Moment, Stretch
from tests.rules.reading_cases import Told, pairs


def told(life: str, *, child: str = "dob=2020-01-01", as_at: str = "2025-06-01", scope: Scope | None = None) -> Journey:
    """The journey of events told as `2025-03-03 left-care outcome=relatives`, separated by ` | `."""
    so_far = Told()
    so_far.tell("2000-01-01", "child", pairs(child, ";"))
    for text in filter(None, life.split(" | ")):
        on, kind, *details = text.split()
        so_far.tell(on, kind, dict(detail.split("=", 1) for detail in details))
    day = date.fromisoformat(as_at)
    story = history(so_far.entries, day, vocabulary().reading_order)
    assert story is not None
    return journey(story, day, *([scope] if scope else []))


def stretches(travelled: Journey, name: str) -> list[str]:
    """The stretches of a name, each in one line."""
    return lines(travelled, travelled.stretches(name))


def lines(travelled: Journey, found: Iterable[Stretch]) -> list[str]:
    """Stretches, each as `2025-03-03 placement-order to 2025-04-07 placement-order-revoked: why`.

    A day known only as on or before it has a `~`. A part that goes on after a return is `resumed`, one in which the
    circumstances changed `continued`.
    """
    return [_line(travelled, stretch) for stretch in found]


def _line(travelled: Journey, stretch: Stretch) -> str:
    end = f" to {line(travelled, stretch.end)}" if stretch.end is not None else ""
    marks = [name for name in ("resumed", "continued") if getattr(stretch, name)]
    return " ".join([line(travelled, stretch.beginning()) + end, *marks])


def moments(travelled: Journey, name: str) -> list[str]:
    """The moments of a name, each in one line: as the end of a stretch, with the day until which it counts."""
    return [line(travelled, moment) for moment in travelled.moments(name)]


def line(travelled: Journey, moment: Moment) -> str:
    """A moment as `2025-03-03 left-care: why until 2025-04-01`; its place follows as `@3` where it is not its event's."""
    about = "" if moment.exact is True else "~" if moment.exact is False else repr(moment.exact)
    events = travelled.events
    its_own = moment.place < len(events) and events[moment.place].id == moment.event.id
    place = "" if its_own else f" @{moment.place}"
    why = f": {moment.why}" if moment.why else ""
    until = f" until {moment.until}" if moment.until else ""
    return f"{about}{moment.on} {moment.event.kind}{place}{why}{until}"
