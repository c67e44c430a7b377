"""What looks wrong about the families of a search, though it may be right: codes that may be names, or do not agree."""

from collections.abc import Iterator

from permtrack.app.books import Books
from permtrack.domain.events import Event
from permtrack.domain.names import may_be_name
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import FAMILY_CODES

FOLLOWS_A_MATCH = frozenset({"placement-report-sent", "introductions-started", "placed-for-adoption"})


def warnings_of_families(books: Books, recorded: Event) -> Iterator[str]:
    """The warnings about one event."""
    named = [name for name in sorted(FAMILY_CODES) if any(may_be_name(code) for code in _codes(recorded, name))]
    if named:
        yield (
            f"{' and '.join(named)} may be a name; if it is, strike this out and record a code, like F-12: "
            "no names are held"
        )
    if recorded.kind == "selection-meeting":
        yield from _of_selection(recorded)
    elif recorded.kind == "match-decision" and recorded.word("outcome") != "no":
        yield from _of_match(books, recorded)
    elif recorded.kind in FOLLOWS_A_MATCH:
        yield from _of_later_step(books, recorded)


def _codes(recorded: Event, name: str) -> tuple[str, ...]:
    word = recorded.word(name)
    return recorded.words(name) or ((word,) if word else ())


def _of_selection(recorded: Event) -> Iterator[str]:
    chosen, considered = recorded.word("chosen"), recorded.words("considered") or ()
    if chosen is None:
        return
    if considered and chosen not in considered:
        yield f"{chosen} was chosen and is not among the families considered ({', '.join(considered)}); check the codes"


def _of_match(books: Books, recorded: Event) -> Iterator[str]:
    meeting = _last(books, recorded, "selection-meeting")
    chosen, family = meeting.word("chosen") if meeting else None, recorded.word("family")
    if meeting and chosen and family and chosen != family:
        yield f"the selection meeting of {shown(meeting.on)} chose {chosen}, not {family}; check the code"


def _of_later_step(books: Books, recorded: Event) -> Iterator[str]:
    match, ended = _last(books, recorded, "match-decision"), _last(books, recorded, "match-ended")
    if match is None or match.word("outcome") == "no" or (ended and ended.on >= match.on):
        return
    matched, family = match.word("family"), recorded.word("family")
    if matched and family and matched != family:
        yield f"the match of {shown(match.on)} is with {matched}, not {family}; check the code"


def _last(books: Books, recorded: Event, kind: str) -> Event | None:
    """The latest event of a kind of the same child, up to the day of the one recorded."""
    told = [event for event in books.of_child(recorded.child or "") if event.kind == kind and event.on <= recorded.on]
    return max(told, key=lambda event: (event.on, event.number), default=None)
