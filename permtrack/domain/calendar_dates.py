"""What a calendar holds: each open deadline on its day, and what earlier calendars held that is open no longer.

A calendar that is brought in again must put right what the one before it said, though nobody kept that one: so what was
open at earlier moments, as it was known then, is laid beside what is open now.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from permtrack.domain.action_list import RULE
from permtrack.domain.due_list import Wanted, is_child_wanted, same_word
from permtrack.domain.events import History
from permtrack.domain.findings import Deadline, Outlook, Status
from permtrack.domain.own_lines import PRESSING
from permtrack.domain.records import record

OPEN = frozenset({*PRESSING, Status.UPCOMING})
SERVICE = "(service)"

REMINDERS: Mapping[str, tuple[int, ...]] = {
    "act": (28, 7, 1),
    "regulation": (28, 7, 1),
    "practice-direction": (28, 7, 1),
    "statutory-guidance": (14, 3),
    "minimum-standard": (14, 3),
    "local-policy": (7, 1),
}
"""How many days before the day a calendar reminds, by tier: what the law asks, early enough to hold a meeting for it."""


@record
class Dated:
    """One deadline in a calendar. `key` stays the same whatever the child's ref and the day become.

    `child` is the child's own identity, empty for the service itself; `action` the number of the agreed action whose
    day it is.
    """

    key: str
    child: str
    deadline: Deadline
    on: date
    cancelled: bool = False
    action: int | None = None
    sequence: int = 0

    @property
    def ref(self) -> str:
        """Whom it is about."""
        return self.deadline.child or SERVICE

    def reminders(self, as_at: date) -> tuple[int, ...]:
        """The days before it on which to be reminded, those that still lie ahead."""
        if self.cancelled:
            return ()
        ahead = (self.on - as_at).days
        return tuple(days for days in REMINDERS.get(self.deadline.tier, ()) if days < ahead)


@record
class CalendarDates:
    """What a calendar holds, by day; `restricted` says in words to whose deadlines, empty for all of them."""

    as_at: date
    ledger: str
    dates: tuple[Dated, ...]
    restricted: str = ""


@record
class Choice:
    """Whose deadlines, whose actions alone where `owner` is named, and how many days ahead."""

    wanted: Wanted
    owner: str | None
    within: int

    def in_words(self) -> str:
        """The restrictions: `worker SW2, owner FF1`."""
        said = [self.wanted.in_words()] if self.wanted.some_children else []
        return ", ".join([*said, *([f"owner {self.owner}"] if self.owner is not None else [])])


def open_dates(outlook: Outlook, histories: Iterable[History], choice: Choice) -> Iterator[Dated]:
    """Every open deadline that has a day and is chosen, however far ahead. Averages are nobody's deadline."""
    chosen = {h.child.ref: h for h in histories if is_child_wanted(h, outlook.as_at, choice.wanted)}
    for deadline in outlook.deadlines:
        day = deadline.due_on or deadline.opens_on
        if deadline.status not in OPEN or day is None or deadline.is_benchmark:
            continue
        if deadline.child in chosen:
            yield from _of_child(deadline, day, chosen[deadline.child], choice.owner)
        elif not deadline.child and not choice.in_words():
            yield Dated(key=deadline.id.replace(":", "-"), child="", deadline=deadline, on=day)


def _of_child(deadline: Deadline, day: date, history: History, owner: str | None) -> Iterator[Dated]:
    action = None
    if deadline.rule == RULE and deadline.trigger:
        action = next((event for event in history.events if event.id == deadline.trigger.event), None)
    if owner is not None and (action is None or not same_word(owner, action.word("owner"))):
        return
    # The ref that a deadline's id begins with may change; the child's own identity does not.
    rest = deadline.id.removeprefix(f"{deadline.child}:")
    yield Dated(
        key=f"{history.child.id}-{rest.replace(':', '-')}",
        child=history.child.id,
        deadline=deadline,
        on=day,
        action=action.number if action else None,
    )


def is_near(dated: Dated, as_at: date, within: int) -> bool:
    """Whether a calendar made on a day, looking so many days ahead, holds the date; what is overdue it always holds."""
    return (dated.on - as_at).days <= within


def listed_dates(now: Sequence[Dated], near: Collection[str], earlier: Mapping[str, Dated]) -> Iterator[Dated]:
    """The dates near enough, those that an earlier calendar held and that moved further off, and those now cancelled.

    `now` is what is open, `near` the keys of what is near enough, `earlier` what earlier calendars held, by key.
    """
    for dated in now:
        if dated.key in near or dated.key in earlier:
            yield dated
    still_open = {dated.key for dated in now}
    for key, gone in earlier.items():
        if key not in still_open:
            yield Dated(
                key=key, child=gone.child, deadline=gone.deadline, on=gone.on, cancelled=True, action=gone.action
            )
