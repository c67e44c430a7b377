"""Bringing in the minutes of a meeting: all or nothing, every row accounted for, and the same form twice adds nothing."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from permtrack.app.books import Books
from permtrack.app.drafting import Occasion
from permtrack.app.import_reporting import reported
from permtrack.app.minutes_children import Gathered, RowAtWork, gathered
from permtrack.app.minutes_events import MinutesEvents
from permtrack.app.rehearsing import rehearsal
from permtrack.app.writing import all_books, concerned, outlook_of
from permtrack.domain import changes
from permtrack.domain.accounting import ImportFinding, ImportReport, Outcome, Place, RowAccount
from permtrack.domain.minutes import TABLE, FormFacts
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.errors import RequestRefused
from permtrack.exchange.minutes_form import WRITE_AGAIN, Minutes
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import Ledger

Changes = tuple[changes.Difference, ...] | None
Recorded = tuple[tuple[str, tuple[int, ...]], ...]
Progress = Callable[[int, int], None]
HEAD = re.compile(r"[0-9]{1,12}:[0-9a-f]{16}")
COUNTED = {
    "tracking-meeting": ("child discussed", "children discussed"),
    "plan-set": ("plan changed", "plans changed"),
    "action-agreed": ("action agreed", "actions agreed"),
    "action-done": ("action done", "actions done"),
    "delay-recorded": ("reason for delay", "reasons for delay"),
}


@record
class _Settled:
    """What became of the rows that could be read, and what they add."""

    accounts: tuple[RowAccount, ...]
    findings: tuple[ImportFinding, ...]
    notices: tuple[str, ...]
    drafts: tuple[Draft, ...]
    books: Books


def import_minutes(
    ledger: Ledger,
    occasion: Occasion,
    minutes: Minutes,
    *,
    meeting_on: date | None = None,
    dry_run: bool = False,
    progress: Progress = lambda _done, _of: None,
) -> ImportReport:
    """Take a meeting's minutes into the ledger. Nothing is written where any row is refused.

    Raises RequestRefused where the form was made for another ledger, or for another meeting than that of `meeting_on`.
    """
    with rehearsal(ledger) if dry_run else ledger.transaction():
        _refuse_other_form(ledger, minutes.facts, occasion.today, meeting_on)
        settled = _settled(ledger, occasion, minutes, progress)
        accounts = tuple(sorted((*minutes.accounts, *settled.accounts), key=lambda account: account.place.line))
        refused = any(account.outcome is Outcome.REFUSED for account in accounts)
        drafts = () if refused else settled.drafts
        changed, recorded = _appended(ledger, occasion.today, settled.books, drafts)
    kinds = [draft.event.kind for draft in drafts]
    notices = (*minutes.notices, *settled.notices, *_counted(kinds))
    return reported(
        accounts,
        drafts,
        occasion,
        refused=refused,
        dry_run=dry_run,
        notices=notices,
        findings=settled.findings,
        changed=changed,
        recorded=() if dry_run else recorded,
    )


def _appended(ledger: Ledger, today: date, books: Books, drafts: Sequence[Draft]) -> tuple[Changes, Recorded]:
    """Write the drafts; what that changed in what is due, child by child, and the numbers that each child's have."""
    if not drafts:
        return None, ()
    about = dict.fromkeys(str(draft.event.child) for draft in drafts)
    children = tuple(dict.fromkeys(one for child in about for one in concerned(child, books)))
    before = outlook_of(ledger, today, children)
    events = ledger.append(drafts)
    difference = changes.difference(before, outlook_of(ledger, today, children))
    refs = {child: described.ref for child in children if (described := books.described(child))}
    numbers = {refs[child]: tuple(e.number for e in events if e.child == child) for child in about}
    return changes.by_child(difference), tuple(numbers.items())


def _refuse_other_form(ledger: Ledger, facts: FormFacts, today: date, meeting_on: date | None) -> None:
    """Raise RequestRefused where the form was made for another ledger or meeting, or the meeting lies ahead."""
    if facts.ledger != ledger.info.id:
        raise RequestRefused(
            f"the form was made for another ledger ({facts.ledger[:40]}); this one is {ledger.info.id}. "
            "Name the right one with --ledger"
        )
    if not HEAD.fullmatch(facts.head):
        raise RequestRefused(f"column 'head' says {facts.head[:40]!a}, which no form was written with; {WRITE_AGAIN}")
    if str(ledger.head_at(int(facts.head.partition(":")[0]))) != facts.head:
        raise RequestRefused(
            f"the form was written when the ledger had another history (head {facts.head}): was a backup restored "
            f"since? {WRITE_AGAIN}"
        )
    if meeting_on is not None and meeting_on != facts.meeting_on:
        raise RequestRefused(
            f"the form was made for the meeting of {shown(facts.meeting_on)}, not of {shown(meeting_on)}; leave "
            "--meeting out, or, where the meeting was moved, write its day into the column 'meeting' on every row"
        )
    if facts.meeting_on > today:
        raise RequestRefused(
            f"the meeting of {shown(facts.meeting_on)} lies ahead (today is {shown(today)}); bring its minutes in from "
            "that day on"
        )


def _settled(ledger: Ledger, occasion: Occasion, minutes: Minutes, progress: Progress) -> _Settled:
    books = all_books(ledger, occasion.today)
    found = gathered(books, minutes)
    chair = _chair(found)
    events = MinutesEvents(books, occasion, minutes.name, minutes.facts, chair)
    for done, child in enumerate(found.children, start=1):
        events.take(child)
        progress(done, len(found.children))
    drafts = tuple(events.drafts)
    return _Settled(
        accounts=tuple(_account(row, minutes.name) for row in found.at_work),
        findings=(*_about_refs(found, minutes.name), *events.findings),
        notices=tuple(_notices(found, minutes.accounts, drafts, chair)),
        drafts=drafts,
        books=books,
    )


def _chair(found: Gathered) -> str | None:
    """Who chaired, as one row of the form says or several alike; a row that says another is refused."""
    first: RowAtWork | None = None
    for row in found.at_work:
        if (said := row.text("chair")) is None:
            continue
        if first is None:
            first = row
        elif said != first.text("chair"):
            row.wrong("chair", f"another chair stands in line {first.row.line}; write the chair once")
    return first.text("chair") if first else None


def _account(row: RowAtWork, file: str) -> RowAccount:
    """What became of a row."""
    problems = row.problems
    if problems:
        outcome, reason = Outcome.REFUSED, "; ".join(reason for _, reason in problems)
    elif row.added:
        outcome, reason = Outcome.IMPORTED, ""
    elif row.differs:
        outcome, reason = Outcome.DIFFERS, "; ".join(row.differs)
    elif row.there:
        outcome, reason = Outcome.ALREADY_THERE, "; ".join(row.there)
    else:
        outcome, reason = Outcome.NOT_NEEDED, "nothing to record"
    return RowAccount(
        place=Place(file=file, line=row.row.line, table=TABLE),
        child=row.row.ref,
        outcome=outcome,
        field=", ".join(dict.fromkeys(column for column, _ in problems if column)),
        reason=reason,
    )


def _about_refs(found: Gathered, file: str) -> Iterator[ImportFinding]:
    """What looks wrong about the refs of rows that are used all the same."""
    for row, child in found.renamed:
        yield _finding("child-renamed", child.ref, row, file, f"{row.row.ref} is now known as {child.ref}")
    for row, other in found.doubtful:
        said = f"{other} is another child's ref and not in this form: make sure that no spreadsheet took its zeros"
        yield _finding("ref-doubtful", row.row.ref, row, file, said)


def _finding(id_: str, ref: str, row: RowAtWork, file: str, sentence: str) -> ImportFinding:
    place = Place(file=file, line=row.row.line, table=TABLE)
    return ImportFinding(id=id_, rule="", child=ref, place=place, sentence=sentence)


def _notices(
    found: Gathered, unread: Sequence[RowAccount], drafts: Sequence[Draft], chair: str | None
) -> Iterator[str]:
    """What people should know of the whole form; of children whose rows could not be read it is not known."""
    discussed = {child.child.id for child in found.children if any(r.says("discussed") == "yes" for r in child.rows)}
    refused = {row.child for row in unread if row.child} | {row.row.ref for row in found.at_work if row.problems}
    read = [child for child in found.children if refused.isdisjoint(row.row.ref for row in child.rows)]
    left = sum(child.child.id not in discussed for child in read)
    if left:
        apart = f", and {len(refused)} with rows refused" if refused else ""
        yield (
            f"{left} of {len(read) + len(refused)} children not marked as discussed{apart}: no meeting is recorded for "
            "them"
        )
    if chair is None and not unread and any(draft.event.kind == "tracking-meeting" for draft in drafts):
        yield "no row names the chair, so the meeting is recorded without one"


def _counted(kinds: Sequence[str]) -> Iterator[str]:
    """What is recorded, in numbers."""
    counts = Counter(kinds)
    said = [
        f"{counts[kind]:,} {one if counts[kind] == 1 else many}"
        for kind, (one, many) in COUNTED.items()
        if counts[kind]
    ]
    if said:
        yield ", ".join(said)
