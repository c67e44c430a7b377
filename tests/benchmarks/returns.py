"""A coherent invented return of any size: one year's files, each row following from the one before as it does in life."""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

YEAR = 2026
FIRST_DAY, LAST_DAY = date(YEAR - 1, 4, 1), date(YEAR, 3, 31)
STATUSES = ("V2", "C1", "C1", "C2", "C2", "C2")
PLACES = ("U6", "U6", "U6", "U4", "U3", "K2", "P1")
LEAVINGS = ("E4A", "E4A", "E4B", "E13", "E41", "E46", "E8")
HEADS = {
    "header": ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"),
    "episodes": (
        "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
        "HOME_POST", "PL_POST", "URN",
    ),
    "reviews": ("CHILD", "DOB", "REVIEW", "REVIEW_CODE"),
    "uasc": ("CHILD", "SEX", "DOB", "DUC"),
    "placed_for_adoption": ("CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"),
    "ad1": ("CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
    "previous_permanence": ("CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"),
}  # fmt: skip
ADOPTION_TO_AGE = timedelta(days=6 * 365)

Cells = tuple[str, ...]
Told = Iterator[tuple[str, Cells]]


def write_returns(folder: Path, children: int, seed: int = 3) -> dict[str, int]:
    """Write one year's return of so many children; how many rows each table has."""
    folder.mkdir()
    chance = random.Random(seed)
    rows: dict[str, list[Cells]] = {name: [] for name in HEADS}
    for number in range(children):
        for table, cells in _child(chance, f"{number:06}"):
            rows[table].append(cells)
    for table, head in HEADS.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\r\n").writerows([head, *rows[table]])
    return {table: len(of_table) for table, of_table in rows.items()}


def _child(chance: random.Random, child: str) -> Told:
    """Everything that the return says of one child."""
    entered = FIRST_DAY + timedelta(days=chance.randrange(-900, 330))
    dob = entered - timedelta(days=chance.randrange(60, 5200))
    alone = dob < FIRST_DAY - timedelta(days=15 * 365) and chance.random() < 0.3
    sex = chance.choice("MF")
    yield "header", (child, sex, _day(dob), "WBRI", "UN1", "", "")
    yield "previous_permanence", (child, _day(dob), "Z1", "", "")
    if alone:
        yield "uasc", (child, sex, _day(dob), _day(dob + timedelta(days=18 * 365 + 5)))
    adoptable = entered - dob < ADOPTION_TO_AGE and entered < FIRST_DAY - timedelta(days=300)
    walk = _adopted if adoptable and chance.random() < 0.3 else _fostered
    left = LAST_DAY
    for table, cells in walk(chance, child, dob, entered):
        yield table, cells
        if table == "episodes" and cells[7]:
            left = _read(cells[7])
    yield from _reviews(chance, child, dob, entered, left)


def _fostered(chance: random.Random, child: str, _dob: date, entered: date) -> Told:
    """Care with one to four placements in the year; a third of the children leave it."""
    status, place = chance.choice(STATUSES), chance.choice(PLACES)
    began, rne = max(entered, FIRST_DAY - timedelta(days=chance.randrange(1, 400))), "P"
    if began <= entered:
        began, rne = entered, "S"
    since = max(began, FIRST_DAY)
    moves = sorted(
        {since + timedelta(days=chance.randrange(20, 250)) for _ in range(chance.choice((0, 0, 1, 1, 2, 3)))}
    )
    for moved in (day for day in moves if day <= LAST_DAY):
        yield _episode(child, began, rne, status, place, moved, "X1")
        began, rne, status, place = moved, *_change(chance, status, place)
    leaves = began + timedelta(days=chance.randrange(30, 500))
    if max(FIRST_DAY, began) < leaves <= LAST_DAY:
        reason = "E4A" if place not in {"U6", "U4", "U3"} else chance.choice(LEAVINGS)
        yield _episode(child, began, rne, status, place, leaves, reason)
    else:
        yield _episode(child, began, rne, status, place)


def _change(chance: random.Random, status: str, place: str) -> tuple[str, str, str]:
    """How the next episode begins: its RNE, status and place."""
    if status == "C1" and chance.random() < 0.5:
        return "L", "C2", place
    return "P", status, chance.choice([other for other in PLACES if other != place])


def _adopted(chance: random.Random, child: str, dob: date, entered: date) -> Told:
    """The way to adoption: decision, placement order, match, placement, and for some the order itself."""
    decided = FIRST_DAY - timedelta(days=chance.randrange(10, 200))
    ordered = max(decided, FIRST_DAY) + timedelta(days=chance.randrange(20, 80))
    placed = ordered + timedelta(days=chance.randrange(60, 200))
    adopted = placed + timedelta(days=chance.randrange(75, 200))
    began = max(entered, FIRST_DAY - timedelta(days=500))
    yield "placed_for_adoption", (child, _day(dob), _day(decided), "", "")
    yield _episode(child, began, "S" if began == entered else "P", "C2", "U6", ordered, "X1")
    if placed > LAST_DAY:
        yield _episode(child, ordered, "L", "E1", "U6")
        return
    yield _episode(child, ordered, "L", "E1", "U6", placed, "X1")
    if adopted > LAST_DAY:
        yield _episode(child, placed, "P", "E1", "A6")
        return
    yield _episode(child, placed, "P", "E1", "A6", adopted, "E11")
    matched = placed - timedelta(days=20)
    yield "ad1", (child, _day(dob), _day(decided), _day(matched), "0", "2", "MF", "L11")


def _reviews(chance: random.Random, child: str, dob: date, entered: date, left: date) -> Told:
    """Within twenty working days of entering care, three months later, then at least every six months."""
    held, gap = entered + timedelta(days=chance.randrange(15, 28)), 85
    if entered < FIRST_DAY:
        held, gap = FIRST_DAY + timedelta(days=chance.randrange(100)), 150
    fourth = dob.replace(year=dob.year + 4, day=min(dob.day, 28))
    while held <= left:
        if not fourth <= held <= fourth + timedelta(days=3):
            yield "reviews", (child, _day(dob), _day(held), "PN1" if held > fourth else "PN0")
        held += timedelta(days=gap + chance.randrange(-20, 5))
        gap = 150


def _episode(
    child: str, began: date, rne: str, status: str, place: str, ended: date | None = None, reason: str = ""
) -> tuple[str, Cells]:
    moved = "PLAN" if reason == "X1" else ""
    until = _day(ended) if ended else ""
    return "episodes", (
        child, _day(began), rne, status, "N1", place, "PR1", until, reason, moved, "B1 1AA", "B2 2BB", "SC123456",
    )  # fmt: skip


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _read(written: str) -> date:
    day, month, year = (int(part) for part in written.split("/"))
    return date(year, month, day)
