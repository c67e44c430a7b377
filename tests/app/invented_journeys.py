"""Coherent journeys through care, invented day by day, and the returns that an authority would make of them."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

FIRST_DAY = date(2021, 6, 1)
LAST_DAY = date(2026, 3, 31)
CARE = ("V2", "C1", "C2", "E1", "L1", "J1")
FOSTER = ("U6", "U4", "U5", "U3", "K2", "R1", "P1", "H5")
ENDINGS = ("E4A", "E4B", "E13", "E3", "E46", "E48", "E41", "E8")


@dataclass
class Row:
    began: date
    rne: str
    ls: str
    place: str
    ended: date | None = None
    rec: str = ""


@dataclass
class Journey:
    child: str
    dob: date
    rows: list[Row] = field(default_factory=list)
    decisions: list[tuple[date, date | None, str]] = field(default_factory=list)
    reviews: list[date] = field(default_factory=list)
    match: date | None = None


def invent(random: Random, child: str) -> Journey:
    """One child's journey: periods of care with changes of status, carer, type and absences, some ending in adoption."""
    journey = Journey(child, date(2020, 1, 1) + timedelta(days=random.randrange(500)))
    day = FIRST_DAY + timedelta(days=random.randrange(900))
    while day <= LAST_DAY and len(journey.rows) < 14:
        day = _period(random, journey, day)
    _reviews(random, journey)
    return journey


def _period(random: Random, journey: Journey, day: date) -> date:
    row = Row(day, "S", random.choice(CARE[:3] + CARE[4:]), random.choice(FOSTER))
    journey.rows.append(row)
    entered, decided = day, None
    for _ in range(random.randrange(7)):
        day = row.began + timedelta(days=random.randrange(1, 260))
        if day > LAST_DAY:
            return day
        row.ended, row.rec = day, "X1"
        after = _change(random, replace(row, began=day, ended=None, rec=""), journey.rows)
        if after.ls == "E1" and decided is None:
            decided = max(entered, day - timedelta(days=random.randrange(1, 30)))
            journey.decisions.append((decided, None, ""))
        journey.rows.append(after)
        row = after
    day = row.began + timedelta(days=random.randrange(1, 400))
    if day > LAST_DAY or random.random() < 0.25:
        return LAST_DAY + timedelta(days=1)
    return _end(random, journey, row, day)


def _change(random: Random, row: Row, before: list[Row]) -> Row:
    if row.place.startswith("T"):
        return replace(row, rne="P", place=before[-2].place)
    adoptive = row.place.startswith("A")
    kind = random.choice("LPTBU") if not adoptive else "P"
    others = [code for code in CARE if code != row.ls]
    ls = random.choice([*others, *[code for code in others if code == "E1"] * 4]) if kind in "LBU" else row.ls
    place = row.place
    if kind in "PB":
        place = random.choice(FOSTER if adoptive or ls != "E1" else (*FOSTER, *["A6"] * 8))
        if kind == "P" and random.random() < 0.2:
            place = "T1"
    elif kind in "TU":
        own = ("A5",) * 8 if ls == "E1" and row.place in {"U4", "U5", "U6"} else ()
        place = random.choice([code for code in (*FOSTER, *own) if code != row.place])
    return replace(row, rne=kind, ls=ls, place=place)


def _end(random: Random, journey: Journey, row: Row, day: date) -> date:
    row.ended = day
    row.rec = random.choice(ENDINGS)
    if row.place.startswith("A") and random.random() < 0.8:
        row.rec = random.choice(("E11", "E12"))
        journey.match = row.began - timedelta(days=1)
        return LAST_DAY + timedelta(days=1)
    if journey.decisions and journey.decisions[-1][1] is None:
        decided = journey.decisions[-1][0]
        journey.decisions[-1] = (decided, max(decided, day - timedelta(days=5)), "RD4")
    return day + timedelta(days=random.randrange(200))


def _reviews(random: Random, journey: Journey) -> None:
    for row in journey.rows:
        until = row.ended or LAST_DAY
        if random.random() < 0.7 and row.began < until:
            journey.reviews.append(row.began + timedelta(days=random.randrange((until - row.began).days)))
    journey.reviews = sorted(set(journey.reviews))


def written(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def tables(journeys: list[Journey], year: int) -> dict[str, str]:
    """The CSV files of one year's return, by file name."""
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    header, episodes, reviews, decisions, adopted = [], [], [], [], []
    for j in journeys:
        open_rows = [r for r in j.rows if r.began <= last and (r.ended is None or r.ended >= first)]
        if not open_rows:
            continue
        dob = written(j.dob)
        header.append(f"{j.child},F,{dob},WBRI,UN1,,")
        for r in open_rows:
            ended = r.ended if r.ended and r.ended <= last else None
            rec = r.rec if ended else ""
            episodes.append(f"{j.child},{written(r.began)},{r.rne},{r.ls},N1,{r.place},PR1,{written(ended)},{rec},,,,")
        reviews += [f"{j.child},{dob},{written(day)},PN0" for day in j.reviews if first <= day <= last]
        for decided, ended, reason in j.decisions:
            if decided <= last and (ended is None or ended >= first):
                told = ended if ended and ended <= last else None
                decisions.append(f"{j.child},{dob},{written(decided)},{written(told)},{reason if told else ''}")
        order = next((r for r in open_rows if r.rec in {"E11", "E12"} and r.ended and r.ended <= last), None)
        if order and j.match:
            by = "1" if order.place == "A5" else "0"
            adopted.append(f"{j.child},{dob},{written(j.decisions[-1][0])},{written(j.match)},{by},1,F1,L0")
    columns = {
        "header": ("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB", header),
        "episodes": (
            "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
            episodes,
        ),
        "reviews": ("CHILD,DOB,REVIEW,REVIEW_CODE", reviews),
        "placed_for_adoption": ("CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED", decisions),
        "ad1": ("CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR", adopted),
    }
    return {f"{name}.csv": "\n".join([head, *rows]) + "\n" for name, (head, rows) in columns.items()}
