"""Which alerts quote what somebody typed: what is sent by e-mail must not. Asked of every story, its words made plain to see."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from permtrack.app.packaged import vocabulary
from permtrack.domain.chasing import OWN_WORDS
from permtrack.domain.events import Event, Value
from permtrack.domain.findings import Status
from tests.rules.reading_alerts import Family
from tests.rules.reading_cases import rows
from tests.rules.test_drift import STORIES

SIGN = "Zz"
TYPED = {"text", "free-text", "codes", "initials"}


def signed(event: Event) -> Event:
    """The event with every word that somebody typed marked; words chosen from a list are the vocabulary's own."""
    types = dict(vocabulary().kinds[event.kind].fields)
    if event.kind == "correction":
        types |= {f"set.{name}": of for kind in vocabulary().kinds.values() for name, of in kind.fields.items()}
    own = {"ref", "new_ref", "event", "rule", "set.event"}
    return replace(
        event,
        fields={n: _signed(v) if types.get(n) in TYPED and n not in own else v for n, v in event.fields.items()},
    )


def _signed(value: Value) -> Value:
    return tuple(SIGN + one for one in value) if isinstance(value, tuple) else f"{SIGN}{value}"


def families() -> Iterator[tuple[Family, list[date]]]:
    for path in STORIES:
        family, days = Family(), []
        for row in rows(path):
            if row["event"]:
                family.tell(row)
            if row["alert"]:
                days.append(date.fromisoformat(row["date"]))
        for told in family.told.values():
            told.entries[:] = [signed(event) for event in told.entries]
        yield family, days


def test_only_these_alerts_quote_what_somebody_typed():
    quoting = {
        alert.alert
        for family, days in families()
        for day in days
        for child in family.told
        for alert in family.alerts(day, child)
        if SIGN in alert.sentence
    }
    assert quoting == OWN_WORDS


def test_no_deadline_quotes_what_somebody_typed_but_who_set_it_aside():
    quoting = {
        deadline.reason
        for family, days in families()
        for day in days
        for told in family.told.values()
        for deadline in told.deadlines(day)
        if SIGN in f"{deadline.title} {deadline.reason}" and deadline.status is not Status.WAIVED
    }
    assert quoting == set()
