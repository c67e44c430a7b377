"""The names of everything that can be due or wrong, for those who type one."""

from permtrack.app.packaged import rulebook
from permtrack.domain.vocabulary import nearest
from permtrack.errors import RequestRefused
from permtrack.rules.contradictions import CHECKS
from permtrack.rules.drift import ALERTS as DRIFT_ALERTS

ALERTS = (*DRIFT_ALERTS, *CHECKS, "return.order-open")


def refuse_unknown_rule(typed: str) -> None:
    """Raise RequestRefused, with the nearest, where no rule and no alert has this name."""
    known = (*(rule.id for rule in rulebook().rules), *ALERTS)
    if typed not in known:
        raise RequestRefused(f"there is no rule {typed[:60]!r}{nearest(typed[:60], known)}; see: permtrack rules")
