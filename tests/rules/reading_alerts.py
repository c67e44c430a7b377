"""Reads the hand-written stories of the alerts, and asks which alerts hold at the end of a day."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources

from permtrack.app.packaged import bank_holidays, rulebook, vocabulary
from permtrack.domain.events import Event, History, ReturnImported
from permtrack.domain.findings import Alert
from permtrack.domain.journey import Journey, journey
from permtrack.domain.sight import sight
from permtrack.domain.standing import history
from permtrack.rules.contradictions import contradictions
from permtrack.rules.deadlines import deadlines
from permtrack.rules.drift import Circumstances, Thresholds, drift, parse_thresholds
from permtrack.rules.surroundings import Surroundings
from tests.rules.reading_cases import LONG_BEFORE, Told, pairs

MARK = re.compile(r"\[(\w+)(?:=([^\]]*))?\]")


@cache
def packaged_thresholds() -> Thresholds:
    """The alerts as permtrack brings them."""
    text = resources.files("permtrack.rules").joinpath("england", "alerts.toml").read_text("utf-8")
    return parse_thresholds(text, vocabulary().kinds)


@dataclass
class Family:
    """What has been told of a child, the one asked about, and of its brothers and sisters."""

    told: dict[str, Told] = field(default_factory=lambda: {"A1": Told()})
    tracking: date = LONG_BEFORE
    thresholds: Thresholds = field(default_factory=packaged_thresholds)
    casework_from: date | None = None
    panels_recorded: bool = False

    def tell(self, row: dict[str, str]) -> None:
        """Record one row."""
        kind = row["event"].split()[0]
        marks = dict(MARK.findall(row["event"]))
        if kind == "tracking":
            self.tracking = date.fromisoformat(row["date"])
        elif kind == "policy":
            self._policy(date.fromisoformat(row["date"]), pairs(row["details"], ";"))
        else:
            self._event(row, kind, marks)

    def _event(self, row: dict[str, str], kind: str, marks: dict[str, str]) -> None:
        told = self.told.setdefault(marks.get("of", "A1"), Told())
        before = len(told.entries)
        told.tell(row["date"], kind, pairs(row["details"], ";"), returned="return" in marks)
        if len(told.entries) > before:
            told.entries[-1] = _marked(told.entries[-1], marks)

    def _policy(self, day: date, changes: dict[str, str]) -> None:
        for name, value in changes.items():
            if name == "sets.casework":
                self.casework_from = day if value == "true" else None
                continue
            alert, _, number = name.removeprefix("alert.").rpartition(".")
            changed = tuple(value.split(",")) if number == "chairs" else int(value)
            self.thresholds = self.thresholds.with_policy(alert, {number: changed}, since=day)

    def alerts(self, as_at: date, of: str = "A1") -> tuple[Alert, ...]:
        """Every alert of a child at the end of a day, contradictions too."""
        told = {child: self._journey(told, as_at) for child, told in self.told.items()}
        own = told.pop(of)
        if own is None:
            return ()
        history_of, travelled = own
        imports = [imported for each in self.told.values() for imported in each.imports]
        return found(
            history_of,
            travelled,
            tuple(other[1] for other in told.values() if other is not None),
            imports,
            self.tracking,
            self.thresholds,
            self.casework_from,
            panels_recorded=self.panels_recorded,
        )

    def _journey(self, told: Told, as_at: date) -> tuple[History, Journey] | None:
        stands = history(told.entries, as_at, vocabulary().reading_order)
        return (stands, journey(stands, as_at)) if stands is not None else None


def found(
    stands: History,
    travelled: Journey,
    siblings: tuple[Journey, ...],
    imports: list[ReturnImported],
    tracking: date,
    thresholds: Thresholds,
    casework_from: date | None = None,
    *,
    panels_recorded: bool = False,
) -> tuple[Alert, ...]:
    """The alerts of one child among its circumstances."""
    seen = sight(imports, tracking).of_child(stands.refs)
    surroundings = Surroundings(rulebook=rulebook(), holidays=bank_holidays(), sight=seen)
    circumstances = Circumstances(
        sight=seen,
        thresholds=thresholds,
        siblings=siblings,
        deadlines=deadlines(travelled, surroundings, stands.waivers),
        casework_from=casework_from,
        panels_recorded=panels_recorded,
    )
    return (*drift(travelled, circumstances), *contradictions(travelled, seen))


def _marked(event: Event, marks: dict[str, str]) -> Event:
    """The event with the id and the day of recording that its row gives it; a sibling's keep apart from the child's."""
    child = marks.get("of", "A1")
    fields = {**event.fields, "ref": child} if event.kind == "child-added" else dict(event.fields)
    for name in ("set.parallel", "set.considered"):
        if fields.get(name):
            fields[name] = tuple(str(fields[name]).split(","))
    recorded = marks.get("recorded")
    return replace(
        event,
        id=marks.get("id", event.id if child == "A1" else f"{child}-{event.id}"),
        child=child,
        fields=fields,
        recorded_at=datetime.combine(date.fromisoformat(recorded), datetime.min.time(), UTC)
        if recorded
        else event.recorded_at,
    )


def answer(family: Family, row: dict[str, str]) -> str:
    """Whether the row's alert holds, since when and how grave, in the row's own words."""
    asked = [alert for alert in family.alerts(date.fromisoformat(row["date"])) if alert.alert == row["alert"]]
    return " / ".join(sorted(f"{alert.severity} {alert.since}" for alert in asked)) or "absent"


def expected(row: dict[str, str]) -> str:
    """What the row expects, in the same words."""
    return "absent" if row["severity"] == "absent" else f"{row['severity']} {row['since']}"


def telling(text: str) -> Family:
    """A family told in lines of day, event and details, `2025-02-03 | plan-set [id=P1] | plan=adoption`."""
    family = Family()
    for line in text.strip().splitlines():
        day, event, details = (part.strip() for part in f"{line}||".split("|")[:3])
        family.tell({"date": day, "event": event, "details": details})
    return family
