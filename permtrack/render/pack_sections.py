"""The sections of the pack, in the order in which a meeting goes through them."""

from collections.abc import Iterator

from permtrack.domain.delays import reason_in_words
from permtrack.domain.meeting.cohort import PLACES as ALL_PLACES
from permtrack.domain.meeting.exceptions import Exceptional, Rank
from permtrack.domain.meeting.movement import Move, Movement
from permtrack.domain.meeting.pack import MeetingPack
from permtrack.domain.meeting.pipeline import PipelineRow, WaitingList
from permtrack.domain.stages import Bound
from permtrack.domain.typed_dates import shown
from permtrack.render import pack_words as words
from permtrack.render.pack_children import children_section
from permtrack.render.pack_tables import Cell, Section, counted, headings, listed
from permtrack.render.states import NO_REASON, days_in_words, delay_in_words, tier_in_words


def sections(pack: MeetingPack) -> tuple[Section, ...]:
    """Every section; one that has nothing to tell says so."""
    return (
        _headline(pack),
        _routes(pack),
        _movement(pack),
        _exceptions(pack),
        _pipeline(pack),
        _over(pack),
        _waiting(pack),
        _by_whose(pack),
        _delays(pack),
        _actions(pack),
        _waivers(pack),
        _gaps(pack),
        _early_alerts(pack),
        children_section(pack),
    )


def _headline(pack: MeetingPack) -> Section:
    head, waiting = pack.headline, pack.waiting
    moved = pack.movement
    rows: list[tuple[Cell, ...]] = [
        ("Children followed", head.followed, ""),
        ("Others with a red alert or an overdue duty", head.others, ""),
        ("Left out: neither", head.left_out, ""),
        ("Looked after with no plan recorded", len(head.no_plan), listed(head.no_plan)),
        ("Red alerts", head.red, ""),
        ("Amber alerts", head.amber, ""),
        ("Overdue", head.overdue, ""),
        (f"Falls due by the meeting, {shown(pack.meeting_on)}", head.by_the_meeting, ""),
        ("Cannot be assessed", head.cannot_assess, ""),
        ("Waiting with a placement order", len(waiting.waiting), ""),
        (f"of these more than {waiting.limit_days} days", len(waiting.long), ""),
        ("With a decision for adoption, not placed", waiting.decided, ""),
    ]
    if moved:
        named = (("New", moved.new), ("Moved", moved.moved), ("Achieved", moved.achieved), ("Left", moved.left))
        since = shown(moved.since)
        rows += [(f"{name} since {since}", len(moves), listed([m.child.ref for m in moves])) for name, moves in named]
    return Section(
        id="headline",
        title="Headline numbers",
        sheet="Headline",
        headings=headings("Figure", "Number", "Children", wide=("Figure", "Children")),
        rows=tuple(rows),
        notes=(words.WHOM, words.COUNTED),
    )


def _routes(pack: MeetingPack) -> Section:
    names = ("Before care", "1", "2", "3", "4", "5", "No stage", "All")
    rows: list[tuple[Cell, ...]] = [
        (words.route_in_words(row.route), *row.counts, row.total) for row in pack.headline.routes
    ]
    if rows:
        sums = [sum(row.counts[place] for row in pack.headline.routes) for place in range(len(ALL_PLACES))]
        rows.append(("All", *sums, pack.headline.followed))
    return Section(
        id="routes",
        title="By plan and stage",
        sheet="Plan and stage",
        headings=headings("Plan", *names, whole=names),
        rows=tuple(rows),
        notes=(words.ROUTE, words.STAGE),
        empty="No child is followed.",
    )


def _movement(pack: MeetingPack) -> Section:
    moved = pack.movement
    rows: list[tuple[Cell, ...]] = []
    says: tuple[str, ...] = ()
    if moved:
        for name, moves in (
            ("NEW", moved.new),
            ("MOVED", moved.moved),
            ("ACHIEVED", moved.achieved),
            ("LEFT", moved.left),
        ):
            rows += [_move(name, move) for move in moves]
        says = (_balance(moved),)
    unknown = "No earlier tracking meeting is recorded for these children: --since DATE says from which day to count."
    return Section(
        id="since",
        title=f"What moved since {shown(moved.since)}" if moved else "What moved since the last meeting",
        sheet="What moved",
        headings=headings(
            "What", "Child", "Before", "Now", "On", whole=("What", "Child", "On"), wide=("Before", "Now")
        ),
        rows=tuple(rows),
        stacked=((0, 1), (2,), (3, 4)),
        says=says,
        notes=(words.COMPARED, words.MOVED),
        empty="Nobody is new, moved, achieved permanence or left." if moved else unknown,
    )


def _balance(moved: Movement) -> str:
    return (
        f"Counted from {shown(moved.since)}: {moved.then} followed then + {len(moved.new)} new - "
        f"{len(moved.achieved)} achieved - {len(moved.left)} left = {moved.now} now; {len(moved.moved)} of them moved."
    )


def _move(name: str, move: Move) -> tuple[Cell, ...]:
    before = _standing(move.route_before, move.place_before) if move.place_before else ""
    now = _standing(move.route, move.place) if move.place else move.why
    return (name, move.child, before, now, move.on)


def _standing(route: str | None, place: str | None) -> str:
    return f"plan {words.route_in_words(route)}; {words.place_in_words(place or '')}"


def _exceptions(pack: MeetingPack) -> Section:
    return Section(
        id="exceptions",
        title="Exceptions first",
        sheet="Exceptions",
        headings=headings(
            *("Why listed", "Child", "Team, worker", "Since or due", "Rule", "What is wrong", "On whose authority"),
            whole=("Why listed", "Child", "Since or due", "Rule"),
            wide=("What is wrong",),
            speaks=("Why listed", "Team, worker", "Since or due", "On whose authority"),
        ),
        rows=tuple(_exception(line, pack.movement) for line in pack.exceptions),
        stacked=((1, 3, 0), (4, 5), (2, 6)),
        narrow=((1, 3, 0), (4, 5, 2, 6)),
        room=140,
        notes=(words.EXCEPTIONS,),
        empty="No red alert, nothing overdue, and nothing falls due by the meeting.",
    )


def _exception(line: Exceptional, moved: Movement | None) -> tuple[Cell, ...]:
    also = f" (also {', '.join(line.also)})" if line.also else ""
    delay = delay_in_words(line.delay) if line.delay else NO_REASON if line.lacks_a_reason else ""
    says = "; ".join(said for said in (f"{line.says}{also}", delay) if said)
    people = ", ".join(part for part in (line.child.team, line.child.worker) if part)
    return (_rank(line, moved), line.child, people, line.on, line.name, says, tier_in_words(line.tier))


def _rank(line: Exceptional, moved: Movement | None) -> str:
    if line.rank is Rank.RED:
        return "RED, new" if moved is not None and moved.counted.is_new(line.on) else "RED"
    if line.rank is Rank.OVERDUE:
        return f"OVERDUE by {days_in_words(line.days or 0)}"
    return "due today" if not line.days else f"due in {days_in_words(line.days)}"


def _pipeline(pack: MeetingPack) -> Section:
    return Section(
        id="pipeline",
        title="Pipeline",
        sheet="Pipeline",
        headings=headings(
            *("Stage", "Now in it", "Median days so far", "n", "Longest", "Limit", "Over it", "In doubt"),
            *("Median days it took", "of n"),
            whole=("Stage",),
        ),
        rows=tuple(_stage(row) for row in pack.pipeline),
        stacked=((0, 5), (1, 6, 7), (2, 3, 4), (8, 9)),
        narrow=((0, 5), (1, 6, 7), (2, 3, 4, 8, 9)),
        notes=(words.DAYS, words.LIMITS),
    )


def _stage(row: PipelineRow) -> tuple[Cell, ...]:
    limit = f"{row.limit.words} ({row.limit.source})" if row.limit else "none set"
    days = [one.stage.days for one in row.inside if one.stage.days is not None]
    return (
        words.STAGES[row.name],
        len(row.inside),
        row.so_far.days,
        row.so_far.n,
        max(days, default=None),
        limit,
        len(row.over) if row.limit else None,
        row.in_doubt,
        row.took.days,
        row.took.n,
    )


def _over(pack: MeetingPack) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for row in pack.pipeline:
        for one in row.over:
            days = f"at least {one.stage.days}" if one.stage.bound is Bound.AT_LEAST else one.stage.days
            limit = row.limit.words if row.limit else ""
            rows.append((words.STAGES[row.name], one.child, one.stage.started_on, days, limit))
    return Section(
        id="over",
        title="Over a stage's limit",
        sheet="Over the limit",
        headings=headings("Stage", "Child", "In it since", "Days", "Limit", whole=("Stage", "Child", "In it since")),
        rows=tuple(rows),
        stacked=((0, 1), (2, 3), (4,)),
        empty="No child is over the limit of its stage.",
    )


def _waiting(pack: MeetingPack) -> Section:
    waiting = pack.waiting
    rows = tuple(
        (
            one.child,
            one.ordered_on,
            one.days if one.exact else f"at least {one.days}",
            one.matched_on,
            "yes" if one.linked else "no",
            one.widened_on,
        )
        for one in waiting.long
    )
    return Section(
        id="waiting",
        title=f"Waiting more than {waiting.limit_days} days after the placement order",
        sheet="Waiting",
        headings=headings(
            *("Child", "Order made", "Days waited", "Matched", "Family linked", "Search widened"),
            whole=("Child", "Order made", "Matched", "Search widened"),
        ),
        rows=rows,
        stacked=((0,), (1, 2), (3, 4), (5,)),
        narrow=((0,), (1, 2, 3, 4, 5)),
        says=(_waits(waiting),),
        notes=(words.WAITING,),
        empty="Nobody waits so long.",
    )


def _waits(waiting: WaitingList) -> str:
    many = counted(len(waiting.waiting), "child waits", "children wait")
    consented = counted(waiting.by_consent, "more child", "more children")
    consent = f" {consented} may be placed by consent." if waiting.by_consent else ""
    return (
        f"{many} with a placement order, {len(waiting.long)} of them for more than {waiting.limit_days} days.{consent}"
    )


def _by_whose(pack: MeetingPack) -> Section:
    rows = tuple((words.WHOSE[one.whose], one.duties, len(one.refs), listed(one.refs)) for one in pack.by_whose)
    return Section(
        id="whose",
        title="Overdue by whose delay it is",
        sheet="Whose delay",
        headings=headings("Whose delay", "Overdue duties", "Children", "Who", whole=("Whose delay",), wide=("Who",)),
        rows=rows,
        notes=(words.WHOSE_NOTE,),
        empty="Nothing is overdue, so no delay needs a reason.",
    )


def _delays(pack: MeetingPack) -> Section:
    rows = tuple(
        (
            one.whose or words.UNSAID,
            one.child,
            reason_in_words(one.reason),
            one.recorded_on,
            one.until,
            "passed" if one.is_over else ("runs" if one.until else "no end said"),
            one.rule,
        )
        for one in pack.delays
    )
    return Section(
        id="delays",
        title="Reasons for delay as recorded",
        sheet="Delays",
        headings=headings(
            *("Whose", "Child", "Reason", "Recorded", "Until", "Its day", "Rule"),
            whole=("Whose", "Child", "Recorded", "Until"),
        ),
        rows=rows,
        stacked=((0, 1), (2, 6), (3, 4, 5)),
        notes=(words.DELAYS,),
        empty="No reason for delay is recorded.",
    )


def _actions(pack: MeetingPack) -> Section:
    rows = tuple(
        (one.owner or "no owner", one.child, one.action, one.agreed_on, one.due_on, abs(one.days), one.carried)
        for one in pack.actions
    )
    return Section(
        id="actions",
        title="Overdue actions by owner",
        sheet="Overdue actions",
        headings=headings(
            *("Owner", "Child", "Action", "Agreed", "Due", "Days overdue", "Times carried"),
            whole=("Owner", "Child", "Agreed", "Due"),
            wide=("Action",),
        ),
        rows=rows,
        stacked=((0, 1), (2,), (4, 5, 6)),
        empty="No agreed action is overdue.",
    )


def _waivers(pack: MeetingPack) -> Section:
    rows = tuple((one.until, one.child, one.rule, one.set_on, one.authorised_by, one.reason) for one in pack.waivers)
    return Section(
        id="waivers",
        title="Waivers in force",
        sheet="Waivers",
        headings=headings(
            *("Until", "Child", "Rule", "Set on", "By the word of", "Reason"),
            whole=("Until", "Child", "Rule", "Set on"),
            wide=("Reason",),
        ),
        rows=rows,
        stacked=((0, 1), (2, 3), (4, 5)),
        empty="Nothing is set aside.",
    )


def _gaps(pack: MeetingPack) -> Section:
    rows: Iterator[tuple[Cell, ...]] = (
        (gap.name, gap.says, ", ".join(gap.refs) or counted(gap.children, "child", "children")) for gap in pack.gaps
    )
    return Section(
        id="gaps",
        title="What the record cannot say",
        sheet="Record gaps",
        headings=headings("Rule", "Why not", "Children", whole=("Rule",), wide=("Why not", "Children")),
        rows=tuple(rows),
        stacked=((0, 1), (2,)),
        notes=("Unknown is neither overdue nor met. What a record contradicts is listed here too.",),
        empty="Nothing is missing, and nothing contradicts itself.",
    )


def _early_alerts(pack: MeetingPack) -> Section:
    rows = tuple(
        (
            one.child,
            one.expected_on,
            "born" if one.expected_on is None else _expected(one.days or 0),
            one.alerted_on,
            one.pre_proceedings_from,
            one.met_on,
            one.early_permanence or "not recorded",
        )
        for one in pack.early_alerts
    )
    return Section(
        id="early-alerts",
        title="Early alerts, by the day expected",
        sheet="Early alerts",
        headings=headings(
            *("Child", "Expected", "In days", "Alert", "Pre-proceedings since", "Last planning meeting"),
            "Early permanence considered",
            whole=("Child", "Expected", "Alert"),
        ),
        rows=rows,
        stacked=((0,), (1, 2), (3, 4), (5, 6)),
        empty="No child is awaited, and none is followed before care.",
    )


def _expected(days: int) -> str:
    return f"{days_in_words(days)} ago" if days < 0 else ("today" if days == 0 else days_in_words(days))
