"""Which events a rule means: a kind with conditions (`panel for=match outcome=recommended`) or a moment of the journey.

A condition names a field and its value; `a|b` is either, `*` any value at all. `answers=@` means that the event answers
the one that started the duty.
"""

from permtrack.domain.events import Event
from permtrack.domain.journey import MOMENTS, Journey
from permtrack.domain.records import record
from permtrack.domain.stretches import Moment


@record
class Selector:
    """Events of one kind whose fields have the values given; or, with `is_moment`, a moment of the journey."""

    name: str
    conditions: tuple[tuple[str, str], ...] = ()
    is_moment: bool = False

    def of(self, journey: Journey, began: Event | None = None) -> tuple[Moment, ...]:
        """What it selects from a journey, in time order; `began` is the event that started the duty."""
        if self.is_moment:
            return journey.moments(self.name)
        found = journey.of_kind(self.name)
        if not self.conditions:
            return found
        return tuple(m for m in found if all(_holds(c, m, journey, began) for c in self.conditions))


def _holds(condition: tuple[str, str], moment: Moment, journey: Journey, began: Event | None) -> bool:
    field, value = condition
    if field == "answers":
        return began is not None and journey.answers.get(moment.event.id) == began.id
    said = moment.event.word(field)
    return said is not None and (value == "*" or said in value.split("|"))


def parse_selector(text: str) -> Selector:
    """The selector that a text describes. Raises ValueError where it names a moment that the journey does not know."""
    name, *words = text.split()
    if name == "moment":
        if len(words) != 1 or words[0] not in MOMENTS:
            raise ValueError(f"{text!r} names no moment of the journey; there are: {', '.join(MOMENTS)}")
        return Selector(name=words[0], is_moment=True)
    conditions = tuple(word.partition("=")[::2] for word in words)
    if not all(field and value for field, value in conditions):
        raise ValueError(f"{text!r} is not a kind with field=value conditions")
    return Selector(name=name, conditions=conditions)


def parse_closing(text: str) -> Selector:
    """What closes a duty: a moment of the journey by its name, or events as in a selector."""
    return parse_selector(f"moment {text}" if text in MOMENTS else text)


def selected(selectors: tuple[Selector, ...], journey: Journey, began: Event | None = None) -> tuple[Moment, ...]:
    """What several selectors select together, in time order; `began` is the event that started the duty."""
    if len(selectors) == 1:
        return selectors[0].of(journey, began)
    found = [moment for selector in selectors for moment in selector.of(journey, began)]
    return tuple(sorted(found, key=lambda moment: (moment.on, moment.place)))
