"""The rules against a second, independent reading of the rulebook, on invented journeys.

A few hundred run with the everyday tests; `PERMTRACK_JOURNEYS=5000` asks for more, and
`python -m tests.independent.test_independent 20000` prints every difference, journey by journey.
"""

import os
import sys
from datetime import UTC, date, datetime

import pytest

from permtrack.app.packaged import bank_holidays, rulebook, vocabulary
from permtrack.domain.events import Event, Precision, ReturnImported, Span
from permtrack.domain.journey import journey as engine_journey
from permtrack.domain.sight import sight
from permtrack.domain.standing import history
from permtrack.rules.deadlines import deadlines
from permtrack.rules.surroundings import Surroundings
from tests.independent.calendar_of_england import holidays
from tests.independent.journeys import journey
from tests.independent.oracle import RULES, Item, items

JOURNEYS = int(os.environ.get("PERMTRACK_JOURNEYS", "320"))
BATCH = 40
CHILD, RETURN = "the-child", "the-return"
MADE = datetime(2026, 11, 20, 9, tzinfo=UTC)


def as_recorded(case):
    """The case as entries of a ledger."""
    about = {"ref": "A1", "dob": case.dob.isoformat(), "pathway": case.pathway}
    entries = [Event(id=CHILD, child=CHILD, kind="child-added", on=case.dob, fields=about, number=1)]
    for event in case.events:
        fields = {name: v.isoformat() if isinstance(v, date) else v for name, v in event.fields.items()}
        entries.append(
            Event(
                id=event.id,
                child=CHILD,
                kind=event.kind,
                on=event.on,
                fields={**vocabulary().kinds[event.kind].defaults, **fields},
                precision=Precision.ON_OR_BEFORE if event.on_or_before else Precision.EXACT,
                number=event.order + 1,
                returned_by=RETURN if event.from_return else None,
            )
        )
    return entries


def engine(case):
    """What the rules find, in the oracle's form."""
    told = history(as_recorded(case), case.as_at, vocabulary().reading_order)
    covers = {table: [Span(first=a, last=b) for a, b in spans] for table, spans in case.coverage.items()}
    imports = [ReturnImported(id=RETURN, recorded_at=MADE, covers=covers)] if covers else []
    seen = sight(imports, case.tracking_from)
    surroundings = Surroundings(rulebook=rulebook(), holidays=bank_holidays(), sight=seen)
    found = deadlines(engine_journey(told, case.as_at), surroundings, told.waivers)
    read = [d for d in found if d.rule in RULES]
    return [comparable(Item(d.rule, d.trigger.on, str(d.status), d.opens_on, d.due_on, d.met_on)) for d in read]


def comparable(item):
    """An item as it is compared: of one that cannot be assessed, only which it is."""
    return Item(*item[:3]) if item.status == "cannot-assess" else item


def differences(seed):
    """What only one of the two says of a journey, as lines; none where they agree."""
    case = journey(seed)
    ours, theirs = engine(case), [comparable(item) for item in items(case)]
    lines = [f"  engine only  {show(item)}" for item in unmatched(ours, theirs)]
    return lines + [f"  oracle only  {show(item)}" for item in unmatched(theirs, ours)]


def unmatched(some, others):
    left = list(others)
    found = []
    for item in some:
        if item in left:
            left.remove(item)
        else:
            found.append(item)
    return found


def show(item):
    days = (
        f"{name} {day}" for name, day in (("opens", item.opens_on), ("due", item.due_on), ("met", item.met_on)) if day
    )
    return " ".join([item.rule, f"from {item.trigger}", item.status, *days])


def describe(seed):
    """A journey in lines, for whoever looks into a difference."""
    case = journey(seed)
    head = f"journey {seed}: born {case.dob}, {case.pathway}, as at {case.as_at}, tracking from {case.tracking_from}"
    spans = [f"  {table} {a}..{b}" for table, spans in sorted(case.coverage.items()) for a, b in spans]
    told = sorted(case.events, key=lambda event: (event.on, event.order))
    return [head, *spans, *(f"  {describe_event(event)}" for event in told if event.on <= case.as_at)]


def describe_event(event):
    marks = ("~" if event.on_or_before else "", " [return]" if event.from_return else "")
    return f"{marks[0]}{event.on} {event.kind} {' '.join(f'{k}={v}' for k, v in event.fields.items())}{marks[1]}"


@pytest.mark.parametrize("first", range(0, JOURNEYS, BATCH))
def test_the_rules_and_the_second_reading_agree(first):
    different = []
    for seed in range(first, min(first + BATCH, JOURNEYS)):
        found = differences(seed)
        if found:
            different += [*describe(seed), *found]
    assert different == []


def test_every_status_and_rule_occurs_among_the_journeys():
    found = [item for seed in range(400) for item in items(journey(seed))]
    assert {item.rule for item in found} == RULES
    assert {rule.id for rule in rulebook().rules} >= RULES
    assert len({item.status for item in found}) == 9


def test_the_packaged_holidays_are_those_of_the_fixed_rules():
    for year in range(2005, 2027):
        packaged = {day for day in bank_holidays().days if day.year == year}
        assert {d for d in holidays(year) if d.weekday() < 5} == {d for d in packaged if d.weekday() < 5}


if __name__ == "__main__":
    many = int(sys.argv[1]) if sys.argv[1:] else JOURNEYS
    start = int(sys.argv[2]) if sys.argv[2:] else 0
    wrong = 0
    for number in range(start, start + many):
        said = differences(number)
        if said:
            wrong += 1
            sys.stdout.write("\n".join([*describe(number), *said, ""]))
    sys.stdout.write(f"{wrong} of {many} journeys differ\n")
