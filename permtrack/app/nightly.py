"""The nightly check: what was found is held against the last night that was done, and kept for the next.

The order is what makes it reliable. What people asked to see is written first; only then does the night count as done,
so that a run that was cut off, or could not write its file, is told again in full the next night.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from permtrack.app.asking import Question
from permtrack.app.looking import known
from permtrack.app.packaged import RULEBOOK_VERSION
from permtrack.app.posting import queue_reminders
from permtrack.app.reigning import Reign, reign_on
from permtrack.app.working_out import Known, worked_out
from permtrack.domain.due_list import LOOK_AHEAD_DAYS, Wanted, due_list
from permtrack.domain.events import Child
from permtrack.domain.findings import Outlook
from permtrack.domain.night import Comparison, Finding, compared, findings_of, kept, recalled, why_cleared
from permtrack.domain.records import record
from permtrack.domain.reminders import Reminding, Routes
from permtrack.domain.typed_dates import shown
from permtrack.errors import PermtrackError
from permtrack.ledger.kept import DONE, FAILED, Night
from permtrack.ledger.store import Ledger

LONGEST_REASON = 200


@record
class Checked:
    """One night's answer, and what its reader should know of how it came about.

    `routes` are where its reminders go; None where none are made.
    """

    comparison: Comparison
    children: Mapping[str, Child]
    remarks: tuple[str, ...]
    reign: Reign
    routes: Routes | None = None


def check(
    ledger: Ledger,
    as_at: date,
    clock: Callable[[], datetime],
    told: Callable[[Checked], None],
    routes: Callable[[Routes], Routes] | None = None,
) -> Checked:
    """Compare a day with the last night done, have it told, and keep it for the next night.

    What `told` raises ends the run without its counting as done. With `routes`, which is given those of local policy,
    reminders are queued with the night: a night that is done has them all, one that is not has none.
    """
    with ledger.transaction():
        number = ledger.kept().begin_night(as_at, clock())
    try:
        answer = compared_with_last(ledger, as_at)
        if routes is not None:
            answer = replace(answer, routes=routes(answer.reign.routes or Routes()))
        told(answer)
    except BaseException as error:
        _end_badly(ledger, number, clock(), error)
        raise
    with ledger.transaction():
        ledger.kept().end_night(
            number,
            clock(),
            DONE,
            answer.comparison.counted(),
            {"rulebook": RULEBOOK_VERSION, "head": str(ledger.head())},
            map(kept, answer.comparison.findings),
        )
        if answer.routes is not None:
            reminding, found = answer.reign.reminding or Reminding(), answer.comparison.findings
            queue_reminders(ledger, found, answer.children, as_at, reminding, answer.routes, clock())
    return answer


def _end_badly(ledger: Ledger, number: int, ended_at: datetime, error: BaseException) -> None:
    """Keep why a run was not done; a ledger that cannot even take that keeps the run as one that was cut off."""
    reason = str(error).partition("\n")[0][:LONGEST_REASON] if isinstance(error, PermtrackError) else "cut off"
    with contextlib.suppress(PermtrackError, ValueError), ledger.transaction():
        ledger.kept().end_night(number, ended_at, FAILED, reason)


def compared_with_last(ledger: Ledger, as_at: date) -> Checked:
    """What became, by the end of a day, of what was open on the last night done of an earlier day."""
    with ledger.at_one_moment():
        reign = reign_on(ledger, Question(as_at=as_at))
        question = Question(as_at=as_at, within=_furthest(reign))
        everything = known(ledger, question)
        baseline = ledger.kept().night_before(as_at)
        then = _reign_of(ledger, baseline) if baseline else None
        latest = ledger.kept().last_done()
    found = worked_out(everything, question, reign)
    children = {history.child.ref: history.child for history in everything.histories}
    policy_moved = then is not None and not _same(then, reign)
    otherwise = _otherwise(everything, question, then, children) if then is not None and policy_moved else None
    comparison = compared(
        _open(found, everything, children, question.within),
        [recalled(finding) for finding in baseline.findings] if baseline else (),
        as_at=as_at,
        since=baseline.as_at if baseline else None,
        reasons=why_cleared(found.deadlines, found.waived_alerts),
        otherwise=otherwise,
    )
    remarks = tuple(_remarks(as_at, baseline, latest, policy_moved=policy_moved))
    return Checked(comparison=comparison, children=children, remarks=remarks, reign=reign)


def _furthest(reign: Reign) -> int:
    """How far ahead the check looks: as far as the longest lead time of local policy, and no less than any list."""
    return max(LOOK_AHEAD_DAYS, reign.reminding.longest_days if reign.reminding else 0)


def _open(found: Outlook, everything: Known, children: Mapping[str, Child], within: int) -> tuple[Finding, ...]:
    return findings_of(due_list(found, everything.histories, Wanted(within=within)), children, found.as_at)


def _reign_of(ledger: Ledger, night: Night) -> Reign:
    return reign_on(ledger, Question(as_at=night.as_at, known_at=night.began_at))


def _same(one: Reign, other: Reign) -> bool:
    """Whether two reigns ask the same. The service's own meetings move by themselves, and mail is about no child."""
    return _asks(one) == _asks(other)


def _asks(reign: Reign) -> Reign:
    return replace(reign, meetings=(), since=None, reminding=None, routes=None)


def _otherwise(everything: Known, question: Question, then: Reign, children: Mapping[str, Child]) -> Mapping[str, str]:
    """The state of all that would be open today under the policy of then, by key."""
    found = worked_out(everything, question, then)
    return {finding.key: finding.state for finding in _open(found, everything, children, question.within)}


def _remarks(as_at: date, baseline: Night | None, latest: Night | None, *, policy_moved: bool) -> Iterator[str]:
    if baseline is None:
        yield "The first check: everything that is open counts as new."
    elif (as_at - baseline.as_at).days > 1:
        yield f"Compared with {shown(baseline.as_at)}, the last night that was done."
    if policy_moved:
        yield "Local policy has changed since then; what moved only because of that says so."
    if baseline is not None and baseline.standing.get("rulebook") != RULEBOOK_VERSION:
        yield f"The rulebook has changed since then, from {baseline.standing.get('rulebook')} to {RULEBOOK_VERSION}."
    if latest is not None and latest.as_at > as_at:
        yield f"A check of a later day, {shown(latest.as_at)}, has been done already; is the clock right?"
