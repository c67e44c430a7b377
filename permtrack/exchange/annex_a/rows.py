"""One row of a list: the child, what the list says happened and when, and everything that is wrong with the row."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from permtrack.domain.accounting import ImportFinding, Outcome, Place, RowAccount
from permtrack.domain.comparing import Claim
from permtrack.domain.days import ADULT_AGE, years_after
from permtrack.domain.events import Value
from permtrack.domain.records import record
from permtrack.domain.texts import hidden_character
from permtrack.domain.typed_dates import shown
from permtrack.domain.vocabulary import ref as checked_ref
from permtrack.errors import RequestRefused
from permtrack.exchange.annex_a import values
from permtrack.exchange.annex_a.headings import HEADINGS, List
from permtrack.exchange.cells import day_of, text_of
from permtrack.exchange.grids import Cell
from permtrack.exchange.ssda903 import codes

LONGEST_SHOWN = 40


@record
class ListRow:
    """What one row of a list says of a child.

    `is_number`: the ref was a number in the workbook, so leading zeros are lost if there were any. `plans` are the plans
    that the list may mean, `blank` the columns that the list has and the row leaves empty.
    """

    place: Place
    of_list: List
    ref: str
    is_number: bool = False
    dob: date | None = None
    about: Mapping[str, Value] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    plans: tuple[str, ...] = ()
    blank: frozenset[str] = frozenset()


@record
class RowRead:
    """A row that can be used, or what became of it; and what was remarkable."""

    row: ListRow | None = None
    account: RowAccount | None = None
    findings: tuple[ImportFinding, ...] = ()


def read_row(
    list_: List, place: Place, cells: Mapping[str, Cell], faults: Mapping[str, str], today: date, *, is_number: bool
) -> RowRead:
    """One row, its cells by the names of their columns; what is wrong with any of them refuses it whole."""
    sound = {name: cell for name, cell in cells.items() if name not in faults}
    check = _Check(of_list=list_, place=place, cells=sound, today=today, problems=list(faults.items()))
    read = check.row(is_number=is_number)
    child = str(cells.get("ref", "")).strip()
    if check.problems:
        fields = ", ".join(dict.fromkeys(name for name, _ in check.problems))
        reason = "; ".join(reason for _, reason in check.problems)
        account = RowAccount(place=place, child=child, outcome=Outcome.REFUSED, field=fields, reason=reason)
        return RowRead(account=account)
    if read is None:
        reason = "short breaks (V3, V4) are not care here"
        return RowRead(account=RowAccount(place=place, child=child, outcome=Outcome.NOT_NEEDED, reason=reason))
    return RowRead(row=read, findings=tuple(check.findings(read)))


@dataclass(slots=True, kw_only=True)
class _Check:
    """The reading of one row: goes through all of it, and keeps everything that is wrong."""

    of_list: List
    place: Place
    cells: Mapping[str, Cell]
    today: date
    problems: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    undated: bool = False

    def row(self, *, is_number: bool) -> ListRow | None:
        """The row, None where it is not needed; what is wrong is left in `problems`."""
        ref = self._ref()
        days = {heading.name: self._day(heading.name) for heading in HEADINGS[self.of_list] if heading.kind}
        dob = self._day("dob")
        if self._status() in codes.SHORT_BREAKS:
            return None
        claims = self._adoption(days) if self.of_list is List.ADOPTION else self._looked_after(days, dob)
        return ListRow(
            place=self.place,
            of_list=self.of_list,
            ref=ref,
            is_number=is_number,
            dob=dob,
            about=dict(self._about()),
            claims=tuple(claims),
            plans=() if days.get("ceased") else self._plans(),
            blank=frozenset(name for name in self.cells if not self._text(name)),
        )

    def findings(self, row: ListRow) -> Iterator[ImportFinding]:
        """What the list says that is not understood, or against itself."""
        for name, typed in self.unknown:
            yield self._finding(
                "value-not-known", row, f"{name} {typed[:LONGEST_SHOWN]!a} is not known; it was left out"
            )
        if self.undated:
            yield self._finding(
                "reason-without-day", row, "a reason is given why adoption is no longer the plan, and no day"
            )
        days = {claim.kind: claim.on for claim in row.claims}
        for first, then in IN_ORDER:
            if first in days and then in days and days[then] < days[first]:
                said = f"{then} of {shown(days[then])} lies before {first} of {shown(days[first])}"
                yield self._finding("order-of-dates", row, said)
        if {"adoption-order", "adm-decision-reversed"} <= days.keys():
            yield self._finding("adopted-and-reversed", row, "the list has an adoption order and a decision reversed")

    def _finding(self, name: str, row: ListRow, sentence: str) -> ImportFinding:
        return ImportFinding(id=name, rule="", child=row.ref, place=self.place, sentence=sentence)

    def _wrong(self, name: str, reason: str) -> None:
        self.problems.append((name, reason))

    def _text(self, name: str) -> str:
        """What a cell says as text; nothing where it holds only a word for nothing."""
        return text_of(self.cells.get(name, ""))

    def _ref(self) -> str:
        typed = self._text("ref")
        if isinstance(self.cells.get("ref"), date):
            self._wrong("ref", "the workbook made a date of this ref; format the column as text and type it again")
            return ""
        try:
            return checked_ref(typed)
        except RequestRefused as refused:
            if not any(name == "ref" for name, _ in self.problems):
                self._wrong("ref", str(refused) if typed else "which child? the Child Unique ID is missing")
            return ""

    def _day(self, name: str) -> date | None:
        try:
            return day_of(self.cells.get(name, ""), self.today, name)
        except RequestRefused as refused:
            self._wrong(name, str(refused))
            return None

    def _code(self, name: str, read: Callable[[str], str | None]) -> str | None:
        """The code in a cell; one that is not known is kept as such, and refuses nothing."""
        typed = self._text(name)
        code = read(typed) if typed else None
        if typed and code is None:
            self.unknown.append((name, typed))
        if typed and (hidden := hidden_character(typed)):
            self._wrong(name, f"{name} contains a character that cannot be shown ({hidden}); take it out")
        return code

    def _status(self) -> str | None:
        return values.status_code(self._text("status"))

    def _about(self) -> Iterator[tuple[str, Value]]:
        if sex := values.sex(self._text("sex")):
            yield "sex", sex
        if values.says_yes(self._text("uasc")):
            yield "uasc", "yes"

    def _plans(self) -> tuple[str, ...]:
        self._code("plan", lambda typed: ", ".join(values.plans(typed)) or None)
        return values.plans(self._text("plan"))

    def _adoption(self, days: Mapping[str, date | None]) -> Iterator[Claim]:
        reason = self._code("reason reversed", values.reversal_code)
        if reason and not days["no longer to be placed"]:
            self.undated = True
        for heading in HEADINGS[self.of_list]:
            day = days.get(heading.name)
            if day:
                fields = {"reason": reason} if reason and heading.kind == "adm-decision-reversed" else {}
                yield Claim(kind=heading.kind, on=day, fields={**(heading.fields or {}), **fields})

    def _looked_after(self, days: Mapping[str, date | None], dob: date | None) -> Iterator[Claim]:
        started, since = days["started"], days["status since"]
        status = self._code("status", values.status_code)
        if started:
            yield Claim(kind="entered-care", on=started, fields=_basis(status) if since == started else {})
        if since and status and since != started:
            if status == "E1":
                yield Claim(kind="placement-order", on=since)
            else:
                yield Claim(kind="legal-status", on=since, fields={"status": codes.STATUS[status]})
        for name, kind in (("review", "review"), ("visit", "visit"), ("health", "health-assessment")):
            if day := days[name]:
                yield Claim(kind=kind, on=day)
        place = self._code("placement", values.placement_code)
        if place and days["placed since"] and (placed := codes.placement(place)):
            yield Claim(kind=placed[0], on=days["placed since"], fields=placed[1])
        reason = self._code("reason ceased", values.ceased_code)
        if ceased := days["ceased"]:
            yield _ending(ceased, reason, dob)


IN_ORDER = (
    ("entered-care", "adm-decision"),
    ("adm-decision", "placement-order"),
    ("adm-decision", "match-decision"),
    ("adm-decision", "adm-decision-reversed"),
    ("match-decision", "placed-for-adoption"),
    ("placed-for-adoption", "adoption-order"),
    ("entered-care", "left-care"),
)
"""What comes before what in the dates of one row."""


def _basis(status: str | None) -> Mapping[str, Value]:
    return {"basis": codes.basis(status)} if status else {}


def _ending(day: date, reason: str | None, dob: date | None) -> Claim:
    grown_up = dob is not None and years_after(dob, ADULT_AGE) <= day
    if reason is None or reason == codes.CONTINUES:
        return Claim(kind="left-care", on=day)
    kind, fields = codes.ending(reason, grown_up=grown_up)
    return Claim(kind=kind, on=day, fields=fields)
