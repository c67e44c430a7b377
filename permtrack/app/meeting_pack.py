"""The tracking meeting's pack: everything gathered from the ledger at one moment, for all children or for some."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from permtrack.app.asking import Question
from permtrack.app.child_page import child_pages, sight_of
from permtrack.app.finding_children import refuse_people_unknown
from permtrack.app.looking import Survey, histories, survey
from permtrack.app.packaged import bank_holidays
from permtrack.app.reigning import Reign, reign_on
from permtrack.domain.child_page.page import ChildPage
from permtrack.domain.due_list import DueList, Wanted, due_list
from permtrack.domain.journey import journey
from permtrack.domain.meeting.cohort import Standing, standing
from permtrack.domain.meeting.movement import CountedFrom, Movement, counted_from, last_meeting, movement
from permtrack.domain.meeting.pack import MeetingPack, Numbers, meeting_pack
from permtrack.domain.meeting.pipeline import Limit
from permtrack.domain.records import record
from permtrack.domain.sight import Sight
from permtrack.domain.stages import StageName
from permtrack.domain.typed_dates import shown
from permtrack.errors import RequestRefused
from permtrack.ledger.store import Head, Ledger
from permtrack.rules.policy.strictness import own_length, touched

LIMITS_BY_ALERT = {
    StageName.ENTRY_TO_PLAN: ("plan.missing", "months"),
    StageName.ORDER_TO_PLACEMENT: ("order.no-match", "amber-days"),
    StageName.PLACEMENT_TO_ADOPTION: ("placed.no-order", "months"),
}
"""The alert whose number is a stage's limit. Between decision and order the rulebook has none."""
DECISION_RULE = "decision.two-months"
WAITING = ("order.no-match", "days")


@record
class Prepared:
    """The pack with what is needed to trust it and to make it again.

    `head` is the last entry that the pack knows of and `known_at` the instant by which everything in it had been
    recorded: with them as `--as-at` and `--known-at` the same pack comes out of a ledger that has grown.
    """

    pack: MeetingPack
    found: Survey
    sight: Sight
    head: Head
    known_at: datetime
    authority: str | None

    def pages(self, question: Question) -> Iterator[ChildPage]:
        """A page for each child of the pack, in its order; each is worked out when it is asked for."""
        inside = {one.child.id for one in self.pack.standings}
        of_pack = tuple(history for history in self.found.histories if history.child.id in inside)
        return child_pages(replace(self.found, histories=of_pack), self.sight, question)


def prepare_pack(
    ledger: Ledger, question: Question, wanted: Wanted, meeting_on: date, since: date | None = None
) -> Prepared:
    """The pack for a meeting; `since` is the day from whose end movement is counted, else what the last meeting saw.

    A question without the history is enough for a pack without pages. Raises RequestRefused where no child is of the
    team, worker, reviewing officer or authority asked for, and where `since` lies after the day asked about.
    """
    if since is not None and since > question.as_at:
        raise RequestRefused(
            f"--since {shown(since)} lies after {shown(question.as_at)}, the day of which the pack tells"
        )
    # At one moment, so that the head is that of what the pack holds.
    with ledger.at_one_moment():
        refuse_people_unknown(ledger, question, wanted)
        head, known_at = ledger.head_known_at(question.known_at)
        found = survey(ledger, question)
        listing = due_list(found.outlook, found.histories, wanted)
        reign = reign_on(ledger, question)
        seen = sight_of(ledger, question)
        everyone = _standings(found, listing, seen)
        events = (event for one in everyone.values() for event in one.journey.events)
        counted = counted_from(since, last_meeting(events, meeting_on))
        moved = _movement(ledger, question, everyone, counted, reign, seen)
    _refuse_nobody(everyone, wanted)
    pack = meeting_pack(meeting_on, tuple(everyone.values()), listing, _numbers(reign, question.as_at), moved)
    return Prepared(pack=pack, found=found, sight=seen, head=head, known_at=known_at, authority=ledger.info.authority)


def _standings(found: Survey, listing: DueList, seen: Sight) -> dict[str, Standing]:
    """The children asked for, by their identity, in the order of the refs."""
    asked = (history for history in found.histories if history.child.ref in listing.children)
    return {h.child.id: standing(h, found.journeys[h.child.id], seen) for h in asked}


def _movement(
    ledger: Ledger,
    question: Question,
    everyone: Mapping[str, Standing],
    counted: CountedFrom | None,
    reign: Reign,
    seen: Sight,
) -> Movement | None:
    """What moved since a day, by today's scope, so that a change of policy moves nobody; None where no day is known."""
    if counted is None:
        return None
    told = histories(ledger, replace(question, as_at=counted.end_of), children=list(everyone))
    earlier = {h.child.id: standing(h, journey(h, counted.end_of, reign.scope), seen) for h in told}
    return movement(everyone.values(), earlier, counted)


def _refuse_nobody(everyone: Mapping[str, Standing], wanted: Wanted) -> None:
    if not everyone and wanted.some_children:
        raise RequestRefused(f"no child is of {wanted.in_words()}; see: permtrack children")


def _numbers(reign: Reign, on: date) -> Numbers:
    """The numbers that hold on a day, local policy included."""
    limits = {stage: _alert_limit(reign, *named) for stage, named in LIMITS_BY_ALERT.items()}
    decided = _decision_limit(reign, on)
    if decided is not None:
        limits[StageName.PLAN_TO_DECISION] = decided
    name, unit = WAITING
    return Numbers(limits=limits, waiting_days=reign.thresholds[name].count(unit))


def _alert_limit(reign: Reign, name: str, unit: str) -> Limit:
    threshold = reign.thresholds[name]
    return Limit(words=threshold.words(unit), source=name, last_day=lambda start: threshold.after(start, unit))


def _decision_limit(reign: Reign, on: date) -> Limit | None:
    rule = reign.rulebook.rule(DECISION_RULE)
    versions = touched(rule, on, on) if rule is not None else ()
    length = own_length(versions[-1].due) if versions else None
    if length is None:
        return None
    return Limit(
        words=length.words(), source=DECISION_RULE, last_day=lambda start: length.after(start, bank_holidays())
    )
