"""What has been set aside, and until when."""

from collections.abc import Iterable
from datetime import date

from permtrack.domain.events import Event


def waiver_over(waivers: Iterable[Event], name: str, cause: str | None, day: date) -> Event | None:
    """The waiver that reaches furthest of those that hold on a day over a rule or alert, for every cause or this one.

    `cause` is the id of the event from which the deadline or alert runs.
    """
    holding = [waiver for waiver in waivers if _holds(waiver, name, cause, day)]
    return max(holding, key=lambda waiver: waiver.word("until") or "", default=None)


def _holds(waiver: Event, name: str, cause: str | None, day: date) -> bool:
    until = waiver.day("until")
    if waiver.word("rule") != name or until is None or not waiver.on <= day <= until:
        return False
    return waiver.word("event") in {None, cause}
