"""Keeping what was worked out: the outlook beside a ledger is brought up to date, child by child, where that is possible.

What is kept of a child follows from its own entries and those of its brothers and sisters, from the entries about the
ledger itself (policy, imports), from the rulebook and the code, and from the day. What has changed since is worked out
again; where it is not one child that changed, everything is. A run that is cut off goes on where it stopped.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from permtrack.app.asking import Question
from permtrack.app.looking import histories, panels_recorded
from permtrack.app.naming import name_everybody
from permtrack.app.reigning import Reign, reign_on
from permtrack.app.working_out import Found, Known, data_age, each_worked_out, imported_to
from permtrack.domain.due_list import SERVICE, Wanted, alert_place, listed_of
from permtrack.domain.events import ReturnImported
from permtrack.domain.findings import Status
from permtrack.domain.own_lines import own_lines
from permtrack.domain.records import record
from permtrack.domain.shares import share_of
from permtrack.domain.sight import sight
from permtrack.ledger.outlook import Basis, Kept, OutlookFile
from permtrack.ledger.store import SHARED_FOLDER_ALLOWED, Ledger
from permtrack.rules.gaps import counted, gaps

CHILDREN_AT_A_TIME = 200
MATTERS_TO_NO_CHILD = frozenset({SHARED_FOLDER_ALLOWED})
Tell = Callable[[int, int], None]


@record
class _Scene:
    """What every child is held against in one run."""

    question: Question
    reign: Reign
    imports: tuple[ReturnImported, ...]
    tracking_from: date
    panels: bool


def bring_up_to_date(ledger: Ledger, outlook: OutlookFile, question: Question, code: str, tell: Tell) -> None:
    """Work out again whatever has changed, and keep it. Raises OutlookUnusable where it cannot be kept."""
    while True:
        with ledger.at_one_moment():
            scene = _scene(ledger, question)
            with outlook.at_one_moment(writing=True):
                basis = _await_what_changed(ledger, outlook, scene, code)
                pending = outlook.pending()
                if not pending:
                    _finish(outlook, scene)
                    return
        _work_out(ledger, outlook, scene, basis, pending, tell)


def _scene(ledger: Ledger, question: Question) -> _Scene:
    return _Scene(
        question=replace(question, history=False, alerts=True),
        reign=reign_on(ledger, question),
        imports=ledger.imports(),
        tracking_from=ledger.info.tracking_from,
        panels=panels_recorded(ledger, question),
    )


def _await_what_changed(ledger: Ledger, outlook: OutlookFile, scene: _Scene, code: str) -> Basis:
    """Have the outlook stand for the ledger as it is now, and await every child of whom that may change an answer."""
    now = Basis(
        ledger=ledger.info.id, edition=code, as_at=scene.question.as_at, panels=scene.panels, head=ledger.head()
    )
    directory = name_everybody(ledger, outlook, now.head)
    kept = outlook.basis()
    changed = _changed_since(ledger, kept, now)
    if changed is None:
        outlook.begin(now, ledger.children())
    elif kept != now:
        outlook.move(now.head)
        outlook.await_again({*changed, *directory.of_groups(directory.groups_of(changed))})
    return now


def _changed_since(ledger: Ledger, kept: Basis | None, now: Basis) -> frozenset[str] | None:
    """The ids of the children about whom something was recorded since; None where everything may be another."""
    if kept is None or replace(kept, head=now.head) != now or ledger.head_at(kept.head.number) != kept.head:
        return None
    changed: set[str] = set()
    for kind, child in ledger.recorded_since(kept.head.number):
        if child is not None:
            changed.add(child)
        elif kind not in MATTERS_TO_NO_CHILD:
            return None
    return frozenset(changed)


def _work_out(
    ledger: Ledger, outlook: OutlookFile, scene: _Scene, basis: Basis, pending: Sequence[str], tell: Tell
) -> None:
    """Work out the children that are awaited, some at a time, each time keeping what is done.

    Where another has meanwhile brought the outlook to another basis, nothing more is kept: what was read may be older.
    """
    rest = iter(pending)
    done = 0
    while ids := tuple(islice(rest, CHILDREN_AT_A_TIME)):
        with outlook.at_one_moment():
            kin = outlook.directory().of_groups(outlook.directory().groups_of(ids))
        kept = [_kept(found) for found in each_worked_out(_known(ledger, scene, ids, kin), scene.question, scene.reign)]
        with outlook.at_one_moment(writing=True):
            if outlook.basis() != basis:
                return
            outlook.replace(ids, kept)
        done += len(ids)
        tell(done, len(pending))


def _known(ledger: Ledger, scene: _Scene, ids: Sequence[str], kin: frozenset[str]) -> Known:
    """The children of some ids with their brothers and sisters, as the ledger knows them now."""
    wanted = frozenset(ids)
    with ledger.at_one_moment():
        told = histories(ledger, scene.question, wanted | kin)
    return Known(
        histories=tuple(history for history in told if history.child.id in wanted),
        family=told,
        imports=scene.imports,
        tracking_from=scene.tracking_from,
        panels_elsewhere=scene.panels,
    )


def _kept(found: Found) -> Kept:
    """What is kept of a child: what a list may show of it, and what it adds to the figures."""
    child = found.history.child
    own = own_lines(child, listed_of(found.deadlines, Wanted()), sorted(found.alerts, key=alert_place))
    waived = [deadline for deadline in found.deadlines if deadline.status is Status.WAIVED]
    share = share_of(child, own, len(waived) + len(found.waived))
    share.update(counted(found.deadlines, found.asked, found.kinds))
    return Kept(
        child=child,
        lines=own,
        share=share,
        waived_until=tuple(d.waived_until for d in waived if d.waived_until is not None),
    )


def _finish(outlook: OutlookFile, scene: _Scene) -> None:
    """Keep what the service itself owes, and what is true of all children together."""
    reign, as_at = scene.reign, scene.question.as_at
    meetings = own_lines(SERVICE, listed_of(reign.meetings, Wanted()), ())
    outlook.replace([SERVICE.id], [Kept(child=None, lines=meetings, share=share_of(None, meetings, 0))])
    outlook.finish(
        {
            "rulebook": reign.rulebook.id,
            "version": reign.rulebook.version,
            "policy_from": reign.since.isoformat() if reign.since else None,
            "gaps": [
                [gap.id, gap.children, gap.of, gap.sentence, gap.silent]
                for gap in gaps(outlook.share(), reign.rulebook.rules)
            ],
            "data_age": data_age(scene.imports, sight(scene.imports, scene.tracking_from), as_at),
            "imported_to": day.isoformat() if (day := imported_to(scene.imports)) else None,
        }
    )
