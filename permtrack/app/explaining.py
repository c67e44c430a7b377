"""How one date was reached."""

from permtrack.app.asking import Question
from permtrack.app.finding_children import child_typed
from permtrack.app.looking import Survey, survey
from permtrack.app.packaged import bank_holidays, vocabulary
from permtrack.domain.findings import Alert, Deadline
from permtrack.domain.vocabulary import nearest
from permtrack.errors import RequestRefused
from permtrack.ledger.store import Ledger
from permtrack.render.working import Working
from permtrack.rules.explain import Telling, deadline_meant, explain
from permtrack.rules.explain_alert import explain_alert


def working(ledger: Ledger, question: Question, typed: str, rule: str) -> Working:
    """The working behind a child's deadline, or the sentence behind an alert. Raises RequestRefused where there is none."""
    child = child_typed(ledger, question, typed)
    found = survey(ledger, question, children=[child.id])
    name = rule.strip().lower()
    deadline = deadline_meant(found.outlook.deadlines, name)
    if deadline is not None:
        return Working(child=child, rule=name, deadline=deadline, lines=_lines(found, deadline))
    for alert in found.outlook.alerts:
        if alert.alert == name:
            return Working(child=child, rule=name, deadline=None, lines=_alert_lines(found, alert))
    raise _nothing_of(name, child.ref, found)


def _alert_lines(found: Survey, alert: Alert) -> tuple[tuple[str, str], ...]:
    threshold = found.thresholds.alerts.get(alert.alert)
    return explain_alert(alert, threshold, found.outlook.deadlines, _telling(found))


def _lines(found: Survey, deadline: Deadline) -> tuple[tuple[str, str], ...]:
    return explain(deadline, found.rulebook, bank_holidays(), _telling(found)).lines


def _telling(found: Survey) -> Telling:
    return Telling(
        events={event.id: event for event in found.histories[0].events},
        labels={kind.kind: kind.label for kind in vocabulary().kinds.values()},
    )


def _nothing_of(name: str, ref: str, found: Survey) -> RequestRefused:
    has = sorted({deadline.rule for deadline in found.outlook.deadlines} | {a.alert for a in found.outlook.alerts})
    known = [rule.id for rule in found.rulebook.rules]
    if name not in known:
        return RequestRefused(f"there is no rule {name[:60]!r}{nearest(name, [*known, *has])}; see: permtrack rules")
    return RequestRefused(f"{name} does not apply to {ref}; what does: {', '.join(has) or 'nothing yet'}")
