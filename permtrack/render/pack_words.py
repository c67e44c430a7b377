"""The words of the pack: what its figures mean, and what is said of where it comes from."""

from datetime import datetime

from permtrack import __version__
from permtrack.domain.delays import NO_REASON, NOT_SAID
from permtrack.domain.meeting.cohort import BEFORE_CARE, NO_STAGE
from permtrack.domain.meeting.pack import MeetingPack
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.render.child_page.stages import STAGES as STAGE_NAMES
from permtrack.render.pack_tables import counted

STAGES = {name: f"{number} {said}" for number, (name, said) in enumerate(STAGE_NAMES.items(), start=1)}
PLACES = {BEFORE_CARE: "Before care", **{name.value: words for name, words in STAGES.items()}, NO_STAGE: "No stage"}

WHOM = (
    "Followed are the children whom the planning rules follow (by age when care began, by a plan of adoption, or by a "
    "manager's word), from the first alert, before birth or before care, until permanence is achieved; not on remand, "
    "and not from 18. Also in the pack: any other child with a red alert or an overdue duty. Left out: everybody else."
)
COUNTED = (
    "Alerts and duties are counted of the children in the pack alone; drift and due count those left out as well. Not in "
    "Cannot be assessed, though due counts it, is what a gap of the record says once for many children, further down. Both "
    "leave out a duty in doubt of which an alert tells. An alert that a graver one covers is named there and not counted."
)
ROUTE = (
    "The route is the primary plan as recorded on the day; parallel plans stand on the child's own page. No plan is "
    "counted for children who are looked after; before care none is owed yet."
)
STAGE = (
    "The stages: from entering care to the review that planned adoption (1), to the decision-maker's decision (2), to the "
    "placement order or consent (3), to the placing (4), to the adoption order (5). No stage: another route than adoption."
)
COMPARED = (
    "Two days are compared, both as the ledger knows them now and by the present scope: the end of the day before the "
    "last meeting, so that what it decided is counted as moved, or of the day given, and the end of the as-at day: "
    "then + new - achieved - left = now. Who came and went in between is counted as new and as achieved or left."
)
MOVED = (
    "New: followed now and not then. Moved: another primary plan or another stage. Achieved: an adoption, special "
    "guardianship or child arrangements order, a planned return home, or settled with long-term foster carers. Left: "
    "every other end. The last meeting is the latest day before this one on which any of these children was discussed."
)
DAYS = (
    "Days are counted from the day the stage began, which is day 0, to the as-at day. A median is the middle length, of "
    "the n whose length is known exactly; no average is given. The days a stage took are asked of every child asked for "
    "who finished it within the last 12 months, followed still or not, an earlier search or a decision reversed since "
    "included. A child is over the limit from the day after its "
    "last day. In doubt: the step that ends the stage may have happened where no return shows it. A child whose plan "
    "has left adoption stays in its stage until the order or the decision is ended."
)
LIMITS = (
    "The limits are the rulebook's, with local policy where there is one. None of them is a legal limit for one child. "
    "Stage 4 is held against the national average from order to match: none is set for the placing."
)
WAITING = (
    "Waiting: a placement order in force, not placed for adoption, looked after, and the decision not reversed since. "
    "After an adoptive placement that ended, the days are counted from its end."
)
EXCEPTIONS = (
    "Red: the law or the plan itself is contradicted; new where the last meeting did not see it, or, with --since, where it began after that day. Overdue: the due day has passed; due today is not overdue. "
    "A duty that a red alert tells of is named in its line, and counted with the overdue. A local number is not the law: each line says on whose "
    "authority it stands. Duties waived are listed further down."
)
WHOSE = {
    "court": "the court's",
    "authority": "the authority's",
    "family": "the family's",
    "agency": "the agency's",
    "purposeful": "purposeful",
    NOT_SAID: "whose is not said",
    NO_REASON: "no reason recorded",
}
WHOSE_NOTE = (
    "Every overdue duty once, by the reason that speaks of it: one that names the duty, else one recorded for the child "
    "while the duty was overdue, or four weeks before, or running by its own day."
)
DELAYS = (
    "Each child's last recorded reason for delay in this period of care, and every earlier one that still runs by its "
    "day. Purposeful delay is listed, and is nobody's fault."
)
UNSAID = "not said"


@record
class Source:
    """Where a pack comes from: the ledger's head, the instant known at, and the command line that makes it again."""

    head: str
    known_at: datetime
    again: str
    authority: str | None = None
    today_is_set: str | None = None

    def versions(self, pack: MeetingPack) -> str:
        """With what it was worked out: another version may count otherwise."""
        policy = f", local policy from {shown(pack.policy_from)}" if pack.policy_from else ", no local policy"
        return f"Worked out by permtrack {__version__} with the rulebook {pack.rulebook}{policy}."

    def sentences(self, pack: MeetingPack) -> tuple[str, ...]:
        """What must be known to trust the pack."""
        known = f"{shown(self.known_at.date())} {self.known_at:%H:%M} UTC"
        said = (
            self.today_is_set,
            f"As at the end of {shown(pack.as_at)}, by what had been recorded by {known}. Ledger head {self.head}.",
            _imported(pack),
            pack.data_age,
        )
        return tuple(sentence for sentence in said if sentence)


def _imported(pack: MeetingPack) -> str:
    if pack.imported_to is None:
        return ""
    days = (pack.as_at - pack.imported_to).days
    return f"Imported returns end on {shown(pack.imported_to)}" + (
        f", {counted(days, 'day')} before." if days > 0 else "."
    )


def route_in_words(route: str | None) -> str:
    """A plan as people say it."""
    if route is None:
        return "none recorded"
    return route.replace("-", " ").replace("long term", "long-term")


def place_in_words(place: str) -> str:
    """Where a child is, within a sentence: `before care`, `stage 2 plan to decision`."""
    said = PLACES[place].lower()
    return said if place in {BEFORE_CARE, NO_STAGE} else f"stage {said}"


def title(pack: MeetingPack) -> str:
    """The pack's title."""
    return f"Tracking meeting, {shown(pack.meeting_on)}"


def summary(pack: MeetingPack) -> str:
    """One line that sums up: `31 followed, 2 others; 3 red, 7 overdue; 2 with no plan; 120 left out`."""
    head = pack.headline
    return (
        f"{head.followed} followed, {counted(head.others, 'other')} in the pack, {head.left_out} left out; "
        f"{head.red} red, {head.overdue} overdue, {head.by_the_meeting} due by the meeting; "
        f"{len(head.no_plan)} with no plan"
    )
