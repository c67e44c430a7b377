"""What the rules answer with local policies laid over them, for a child whose story is told in a few lines."""

from datetime import date
from pathlib import Path

from permtrack.app.local_policy import known
from permtrack.app.packaged import bank_holidays, rulebook, vocabulary
from permtrack.domain.findings import Deadline
from permtrack.domain.journey import journey
from permtrack.domain.sight import sight
from permtrack.domain.standing import history
from permtrack.rules.deadlines import deadlines
from permtrack.rules.policy.laying import laid
from permtrack.rules.policy.reading import read_policy
from permtrack.rules.policy.records import NO_POLICY, Policy
from permtrack.rules.rulebook import Rulebook
from permtrack.rules.surroundings import Surroundings
from tests.rules.reading_cases import Told

POLICIES = Path(__file__).parent.parent / "policies"


def policy(text: str, since: str = "2026-04-01") -> Policy:
    """The policy of a text."""
    return read_policy(text, "local.toml", known(), date.fromisoformat(since))


def policy_of(name: str, since: str = "2026-04-01") -> Policy:
    """The policy of a file."""
    return policy((POLICIES / name).read_text(encoding="utf-8"), since)


def told(*events: str, dob: str = "2024-01-01") -> Told:
    """A child and its events, each `2026-03-30 entered-care basis=s20`."""
    child = Told()
    child.tell("2000-01-01", "child", {"dob": dob})
    for text in events:
        on, kind, *details = text.split()
        child.tell(on, kind, dict(detail.split("=", 1) for detail in details))
    return child


def found(child: Told, as_at: str, *policies: Policy, book: Rulebook | None = None) -> tuple[Deadline, ...]:
    """Every deadline of the child on a day, under the policies that hold by then."""
    day = date.fromisoformat(as_at)
    story = history(child.entries, day, vocabulary().reading_order)
    assert story is not None
    surroundings = Surroundings(
        rulebook=laid(book or rulebook(), policies),
        holidays=bank_holidays(),
        sight=sight(child.imports, child.tracking),
    )
    return deadlines(journey(story, day, (policies or (NO_POLICY,))[-1].scope), surroundings)


def answers(child: Told, rule: str, as_at: str, *policies: Policy, book: Rulebook | None = None) -> list[str]:
    """The answers of one rule, each `trigger day: status due day`, by their trigger days."""
    asked = [d for d in found(child, as_at, *policies, book=book) if d.rule == rule]
    asked.sort(key=lambda d: d.trigger.on if d.trigger else date.min)
    return [f"{d.trigger.on if d.trigger else '-'}: {d.status} {d.due_on}" for d in asked]
