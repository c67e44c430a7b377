"""What became of every row of the returns: as many accounts as there are rows."""

from collections.abc import Hashable, Iterable, Sequence

from permtrack.app.import_return_children import ChildDecided, Decided
from permtrack.domain.accounting import Outcome, Place, RowAccount
from permtrack.exchange.ssda903.returns import Return, row_key
from permtrack.exchange.ssda903.rows import AdoptedRow, EpisodeRow, HeaderRow, ReviewRow, Row, UasRow, WorkerRow

SUPERSEDED = "a newer return has the same row"
UNDONE = "struck out or corrected here"


def account_for(returns: Sequence[Return], decided: Decided) -> tuple[RowAccount, ...]:
    """The account of every row, in the order of files and lines."""
    accounts = [account for returned in returns for account in returned.accounts]
    for child in decided.children:
        accounts += _accounts(child)
    order = {file: place for place, file in enumerate(f for returned in returns for f in returned.read.files)}
    return tuple(sorted(accounts, key=lambda a: (order.get(a.place.file, 0), a.place.line, a.place.element)))


def _accounts(child: ChildDecided) -> Iterable[RowAccount]:
    taken = _taken(child)
    newest: dict[Hashable, int] = {}
    for number, (_, rows) in enumerate(child.rows):
        newest |= {row_key(row): number for row in rows.all()}
    for number, (returned, rows) in enumerate(child.rows):
        for row in rows.all():
            if child.refused:
                yield _account(row, Outcome.REFUSED, child.refused, "CHILD")
            elif newest[row_key(row)] > number:
                yield _account(row, Outcome.SUPERSEDED, SUPERSEDED)
            elif child.left_out:
                yield _account(row, Outcome.NOT_NEEDED, child.left_out)
            else:
                yield _one(child, returned, row, taken)


def _account(row: Row, outcome: Outcome, reason: str = "", name: str = "") -> RowAccount:
    return RowAccount(place=row.place, child=row.child, outcome=outcome, field=name, reason=reason)


def _taken(child: ChildDecided) -> dict[Place, tuple[Outcome, str]]:
    """What became of the claims of each row that made any."""
    settled = child.settled
    taken: dict[Place, tuple[Outcome, str]] = {
        claim.place: (Outcome.ALREADY_THERE, UNDONE) for claim in settled.blocked
    }
    taken |= {claim.place: (Outcome.SUPERSEDED, "a newer return says otherwise") for claim in settled.superseded}
    new = [*settled.new, *(fact for _, fact in settled.changed)]
    taken |= {claim.place: (Outcome.IMPORTED, "") for fact in new for claim in fact.claims}
    return taken


def _one(child: ChildDecided, returned: Return, row: Row, taken: dict[Place, tuple[Outcome, str]]) -> RowAccount:
    if row.place in taken:
        return _account(row, *taken[row.place])
    unused = _unused(child, returned, row)
    if unused:
        return _account(row, Outcome.NOT_NEEDED, unused)
    tells = {HeaderRow: {"dob", "sex"}, UasRow: {"uasc"}}.get(type(row), set())
    if tells and (child.is_new or tells & child.amended.keys() or (child.born and isinstance(row, HeaderRow))):
        return _account(row, Outcome.IMPORTED)
    return _account(row, Outcome.ALREADY_THERE)


def _unused(child: ChildDecided, returned: Return, row: Row) -> str:
    """Why a row makes no claim at all; empty where it made some."""
    if row.place in child.claimed:
        return ""
    match row:
        case EpisodeRow() if not row.is_care:
            return "a short break, which is not care"
        case EpisodeRow():
            return "nothing that is recorded begins or ends with it"
        case ReviewRow() | WorkerRow() if not returned.may_be_in_care(row.child):
            return "the child has no episode of care in this return"
        case AdoptedRow():
            return "it has no day of the match"
        case _:
            return ""
