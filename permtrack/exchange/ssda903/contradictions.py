"""What the whole record of a child says against itself once a return has been taken in.

Only what this import had a row for is named, so that an old contradiction is told once.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from permtrack.domain.accounting import ImportFinding
from permtrack.domain.days import ADULT_AGE, years_after
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.exchange.ssda903.facts import Fact

FIRST_PLACEMENT_ORDERS = date(2005, 12, 30)
ORDERS = frozenset({("placement-order",), ("freeing-order",)})
CARED_FOR = frozenset({"foster", "connected-person", "early-permanence", "connected-person-temporary"})


@record
class Record:
    """A child's facts in the order of their days.

    `decisions_seen`: whether this import held the table of decisions, and no row refused that may be the child's;
    `episodes_lost`: whether a row of its episodes was refused.
    """

    child: str
    dob: date | None
    facts: Sequence[Fact]
    decisions_seen: bool
    episodes_lost: bool = False

    def of(self, *kinds: str) -> list[Fact]:
        """The facts of some kinds."""
        return [fact for fact in self.facts if fact.kind in kinds]

    def findings(
        self, id_: str, rule: str, sentence: str, *about: Fact, said: tuple[str, ...] = ()
    ) -> Iterator[ImportFinding]:
        """The finding, at the first row of this import that it is about; none where the import has no such row."""
        claim = next((fact.claims[-1] for fact in about if fact.claims), None)
        if claim is not None:
            yield ImportFinding(
                id=id_,
                rule=rule,
                child=self.child,
                place=claim.place,
                sentence=sentence,
                said=said,
                year=claim.year,
            )


def contradictions(record: Record) -> Iterator[ImportFinding]:
    """The findings about one child's whole record."""
    yield from _decision_times(record)
    yield from _decisions_wanted(record)
    yield from _several_decisions(record)
    yield from _reversals(record)
    yield from _matches(record)
    if not record.episodes_lost:
        yield from _entries(record)
        yield from _earlier_carers(record)
        yield from _reviews_after_care(record)
    yield from _orders(record)


def _decision_times(r: Record) -> Iterator[ImportFinding]:
    entries = r.of("entered-care")
    for decision in r.of("adm-decision"):
        if r.dob is not None and decision.on < r.dob:
            yield from r.findings("decision-before-birth", "184", f"decided before birth, {shown(r.dob)}", decision)
        if entries and entries[0].exact and decision.on < entries[0].on:
            sentence = f"decided on {shown(decision.on)}, before care began on {shown(entries[0].on)}"
            yield from r.findings("decision-before-care", "1003", sentence, decision, entries[0])


def _decisions_wanted(r: Record) -> Iterator[ImportFinding]:
    """A placement order and a placement for adoption each rest on a decision made by then."""
    decisions = r.of("adm-decision")
    wanting = [
        ("placement-order", "decision-after-order", "554", "553", "a placement order"),
        ("placed-for-adoption", "decision-after-placement", "552", "551", "a placement for adoption"),
    ]
    for kind, late, late_rule, none_rule, what in wanting:
        for fact in r.of(kind):
            if any(decision.on <= fact.on for decision in decisions):
                continue
            if decisions and fact.exact:
                sentence = f"decided on {shown(decisions[0].on)}, after {what} of {shown(fact.on)}"
                yield from r.findings(late, late_rule, sentence, decisions[0], fact)
            elif not decisions and r.decisions_seen:
                sentence = f"{what} of {shown(fact.on)}, and no decision that the child should be placed"
                yield from r.findings("no-decision", none_rule, sentence, fact)


def _several_decisions(r: Record) -> Iterator[ImportFinding]:
    endings = [*r.of("adm-decision-reversed"), *r.of("left-care", "adoption-order", "guardianship-order")]
    for first, second in pairwise(r.of("adm-decision")):
        if any(first.on <= ending.on <= second.on for ending in endings):
            continue
        days = f"{shown(first.on)} and {shown(second.on)}"
        if first.is_local or second.is_local:
            sentence = f"decisions of {days}, one of them recorded here: are they one decision with two dates?"
            yield from r.findings("decision-date-differs-here", "560", sentence, second, first)
        elif first.years & second.years:
            sentence = f"two decisions open at once, of {days}"
            yield from r.findings("two-decisions-open", "579", sentence, second, first)
        else:
            sentence = f"the decision is of {shown(first.on)} in one return and of {shown(second.on)} in another"
            said = (first.on.isoformat(), second.on.isoformat())
            yield from r.findings("decision-date-changed", "560", sentence, second, first, said=said)


def _reversals(r: Record) -> Iterator[ImportFinding]:
    for reversal in r.of("adm-decision-reversed"):
        later = [decision for decision in r.of("adm-decision") if decision.on > reversal.on]
        adopted = next((order for order in r.of("adoption-order") if order.on >= reversal.on), None)
        if adopted is not None and not later:
            sentence = f"reversed on {shown(reversal.on)}, yet adopted on {shown(adopted.on)}"
            yield from r.findings("reversed-yet-adopted", "525", sentence, reversal, adopted)
        order = _order_still_open(r)
        if order is not None and order.on <= reversal.on and not later and adopted is None:
            sentence = f"reversed on {shown(reversal.on)}, and the placement order is still in force"
            yield from r.findings("reversed-order-open", "", sentence, reversal, order)
    for left in r.of("left-care", "guardianship-order"):
        before = [fact for fact in r.of("adm-decision", "adm-decision-reversed") if fact.on <= left.on]
        since = max((fact.on for fact in r.of("entered-care") if fact.on <= left.on), default=None)
        if before and before[-1].kind == "adm-decision" and (since is None or before[-1].on >= since):
            sentence = f"left care on {shown(left.on)} with the decision of {shown(before[-1].on)} not reversed"
            yield from r.findings("left-with-decision-open", "557", sentence, left, before[-1])


def _order_still_open(r: Record) -> Fact | None:
    """The order for placement that is in force at the end of the record, if one is."""
    order: Fact | None = None
    for fact in r.facts:
        if fact.slot == "status":
            going_on = order is not None and fact.state in ORDERS
            order = order if going_on else fact if fact.state in ORDERS else None
        elif fact.slot == "exit" or fact.kind == "placement-order-revoked":
            order = None
    return order


def _matches(r: Record) -> Iterator[ImportFinding]:
    for match in r.of("match-decision"):
        adopted = next((order for order in r.of("adoption-order") if order.on >= match.on), None)
        placed = [fact for fact in r.of("placed-for-adoption") if adopted is None or fact.on <= adopted.on]
        decisions = r.of("adm-decision")
        if placed and placed[-1].exact and match.on > placed[-1].on:
            sentence = f"matched on {shown(match.on)}, after the placement of {shown(placed[-1].on)}"
            yield from r.findings("match-after-placement", "331", sentence, match, placed[-1])
        if decisions and match.on < decisions[0].on:
            sentence = f"matched on {shown(match.on)}, before the decision of {shown(decisions[0].on)}"
            yield from r.findings("match-before-decision", "333", sentence, match, decisions[0])
        if adopted is not None and adopted.on == match.on:
            yield from r.findings(
                "match-on-order-day", "582", "matched on the day of the adoption order", match, adopted
            )


def _entries(r: Record) -> Iterator[ImportFinding]:
    """A start of care while in care, an end of care after its end: two sources that differ about a day."""
    inside: Fact | None = None
    left: Fact | None = None
    for fact in r.facts:
        if fact.slot == "exit":
            if inside is None and left is not None and left.on != fact.on:
                sentence = f"care ended on {shown(left.on)} and again on {shown(fact.on)}, with no start between"
                yield from r.findings("ended-twice", "", sentence, fact, left)
            inside, left = None, fact
        elif fact.slot == "entry":
            if inside is not None and inside.on != fact.on:
                sentence = f"care began on {shown(inside.on)} and again on {shown(fact.on)}, with no end between"
                yield from r.findings("started-twice", "502", sentence, fact, inside)
            inside = inside or fact


def _reviews_after_care(r: Record) -> Iterator[ImportFinding]:
    left: Fact | None = None
    for fact in r.facts:
        if fact.slot in {"exit", "entry"}:
            left = fact if fact.slot == "exit" else None
        elif fact.kind == "review" and left is not None and fact.on > left.on:
            sentence = f"a review held on {shown(fact.on)}, after care ended on {shown(left.on)}"
            yield from r.findings("review-not-in-care", "", sentence, fact)


def _earlier_carers(r: Record) -> Iterator[ImportFinding]:
    before: Fact | None = None
    for fact in r.facts:
        if fact.slot in {"exit", "entry"}:
            before = None
        elif fact.slot == "placement":
            same_carer = fact.kind == "placed-for-adoption" and fact.fields.get("same_carer") == "yes" and fact.exact
            started = before is not None and before.kind == "placement-started"
            fostered = started and before is not None and before.fields.get("type") in CARED_FOR
            if same_carer and before is not None and before.kind != "placed-for-adoption" and not fostered:
                sentence = "placed for adoption with the child's own carer, but the placement before was not with foster carers"
                yield from r.findings("carer-not-earlier", "336", sentence, fact, before)
            before = fact


def _orders(r: Record) -> Iterator[ImportFinding]:
    for order in r.of("placement-order"):
        if order.on < FIRST_PLACEMENT_ORDERS:
            yield from r.findings("order-before-2005", "446", "no placement order is older than 30 Dec 2005", order)
    for order in r.of("adoption-order", "guardianship-order"):
        if r.dob is not None and order.on >= years_after(r.dob, ADULT_AGE):
            rule = "386" if order.kind == "adoption-order" else "407"
            yield from r.findings("order-at-18", rule, "the order was made at 18 or over", order)
