"""Actions agreed at a meeting, and the one end that each may have."""

from collections.abc import Iterator, Sequence

from permtrack.app.books import Books, named
from permtrack.app.drafting import Occasion, event, fields_of
from permtrack.app.packaged import vocabulary
from permtrack.domain.events import Event
from permtrack.domain.typed_dates import parse_date, shown
from permtrack.domain.vocabulary import Kind
from permtrack.errors import RequestRefused

WRITTEN = 'write an action as "text; owner; due date", like "Chase the medical; AB; 12 Mar 2026"'
AGREED_AT = frozenset({"meeting", "review"})
ENDS = frozenset({"action-done", "action-cancelled"})


def agreed_actions(occasion: Occasion, books: Books, meeting: Event, written: Sequence[str]) -> Iterator[Event]:
    """The actions agreed at a meeting, each an event of its own that names the meeting."""
    if written and vocabulary().kinds[meeting.kind].reads not in AGREED_AT:
        raise RequestRefused(
            f"actions are agreed at a meeting or a review, not at {meeting.kind}; "
            "record one by itself with: permtrack add-event REF action --set action=..."
        )
    kind = vocabulary().kinds["action-agreed"]
    for one in written:
        typed = {name: [value] for name, value in _parts(occasion, one).items()}
        fields = fields_of(vocabulary(), books, kind, typed, meeting.child)
        yield event(occasion, meeting.child, kind.kind, meeting.on, {**fields, "at": meeting.id})


def _parts(occasion: Occasion, written: str) -> dict[str, str]:
    """The parts of `text; owner; due`. The last two are taken from the end: the text itself may hold a semicolon."""
    parts = [part.strip(" ") for part in written.rsplit(";", 2)]
    if not parts[0]:
        raise RequestRefused(f"an action has no text; {WRITTEN}")
    if len(parts) == 2 and _is_day(occasion, parts[1]):
        parts.insert(1, "")
    return dict(zip(("action", "owner", "due"), parts, strict=False))


def _is_day(occasion: Occasion, text: str) -> bool:
    try:
        parse_date(text, occasion.today, ahead=True)
    except RequestRefused:
        return False
    return True


def refuse_second_end(books: Books, recorded: Event) -> None:
    """Raise RequestRefused where an action has ended already, or would end before it was agreed."""
    if recorded.kind not in ENDS:
        return
    action = books.standing_by_id[str(recorded.fields["action_id"])]
    if recorded.on < action.on:
        raise RequestRefused(f"#{action.number} was agreed on {shown(action.on)}, after {shown(recorded.on)}")
    for earlier in books.of_child(str(action.child)):
        if earlier.kind in ENDS and earlier.fields.get("action_id") == action.id:
            raise RequestRefused(f"#{action.number} has ended already: {named(earlier)}")


def action_meant(books: Books, typed: str) -> Event:
    """The agreed action that a number or id names. Raises RequestRefused."""
    action = books.standing_event(typed)
    if action.kind != "action-agreed":
        raise RequestRefused(f"{named(action)} is not an agreed action; `permtrack timeline REF` shows their numbers")
    return action


def is_meeting(kind: Kind) -> bool:
    """Whether actions are agreed at an event of this kind."""
    return kind.reads in AGREED_AT
