"""Invented lives of a child and a sibling, as rows of a story: plausible in outline, muddled in detail."""

from datetime import date, timedelta
from random import Random

BEGIN = date(2023, 1, 2)
PLANS = ("adoption", "adoption", "long-term-fostering", "special-guardianship", "return-home")
FAMILIES = ("F1", "F2")

LIKELY = (
    "review", "review", "review", "plan-set", "plan-set", "ppm", "tracking-meeting", "visit", "note", "action-agreed",
    "adm-decision", "adm-decision", "placement-order", "placement-order", "match-decision", "placed-for-adoption",
    "placement-started", "placement-started", "worker-changed", "delay-recorded", "family-finding", "link",
    "proceedings-issued", "legal-status",
)  # fmt: skip
POSSIBLE = (
    "adm-decision-reversed", "revocation-applied", "revocation-refused", "placement-order-revoked", "match-ended",
    "placement-order-refused", "placement-order-applied", "proceedings-extended", "proceedings-concluded",
    "consent-given", "consent-withdrawn", "placement-ended", "left-care", "entered-care", "adoption-application",
    "selection-meeting", "parents-told", "sibling-decision", "long-term-match", "guardianship-notice",
    "discharge-applied", "temporary-approval", "temporary-approval-extended", "panel", "support-plan",
    "placement-report-sent", "family-group-conference", "early-permanence-considered", "adoption-order",
    "pre-proceedings-started", "pre-proceedings-ended",
)  # fmt: skip


def life(seed: int) -> list[dict[str, str]]:
    """The rows of one invented story, in time order."""
    return life_by(Random(seed))  # noqa: S311


def life_by(chosen: Random) -> list[dict[str, str]]:
    """The rows of the story that the choices make."""
    group = "G1" if chosen.random() < 0.4 else ""
    told = _child(chosen, BEGIN, group, "")
    if group:
        told += _child(chosen, BEGIN + timedelta(days=chosen.randrange(40)), group, " [of=B2]")
    told += _sight(chosen)
    return sorted(told, key=lambda row: row["date"])


def _row(day: date, event: str, **details: str) -> dict[str, str]:
    return {
        "date": day.isoformat(),
        "event": event,
        "details": "; ".join(f"{name}={value}" for name, value in details.items() if value),
    }


def _child(chosen: Random, day: date, group: str, mark: str) -> list[dict[str, str]]:
    start = day + timedelta(days=chosen.randrange(60))
    unborn = chosen.random() < 0.15
    born = start - timedelta(days=chosen.randrange(5000))
    about = {"edd": start.isoformat()} if unborn else {"dob": born.isoformat()}
    about["pathway"] = chosen.choice(("standard", "standard", "relinquished"))
    rows = [_row(day, f"child{mark}", **about, sibling_group=group)]
    rows.append(_row(start, f"born{mark}")) if unborn else None
    late = chosen.random() < 0.15
    basis = chosen.choice(("s20", "s20", "ico", "co", "remand", "epo"))
    rows.append({**_row(start, f"entered-care{mark}", basis=basis), "date": f"{'~' if late else ''}{start}"})
    step = chosen.randrange(5, 90)
    for _ in range(chosen.randrange(4, 24)):
        start += timedelta(days=chosen.choice((0, 1, chosen.randrange(step), chosen.randrange(20, 150))))
        rows.append(_something(chosen, start, mark))
    return rows


def _something(chosen: Random, day: date, mark: str) -> dict[str, str]:
    kind = chosen.choice(LIKELY) if chosen.random() < 0.65 else chosen.choice(POSSIBLE)
    details = DETAILS[kind](chosen, day) if kind in DETAILS else {}
    back = chosen.random() < 0.1
    recorded = f" [recorded={day + timedelta(days=chosen.randrange(40))}]" if back else ""
    return _row(day, f"{kind}{mark}{recorded}", **details)


def _plan(chosen: Random, _day: date) -> dict[str, str]:
    said = {"plan": chosen.choice(PLANS)} if chosen.random() < 0.8 else {}
    beside = {"parallel": chosen.choice(PLANS)} if chosen.random() < 0.4 else {}
    return {**said, **beside}


DETAILS = {
    "plan-set": _plan,
    "review": lambda chosen, day: _plan(chosen, day) if chosen.random() < 0.4 else {},
    "ppm": lambda chosen, day: {"chair": "TM", **(_plan(chosen, day) if chosen.random() < 0.3 else {})},
    "action-agreed": lambda _, day: {"action": "call", "due": (day + timedelta(days=30)).isoformat()},
    "adm-decision": lambda chosen, _: {"outcome": chosen.choice(("yes", "yes", "yes", "no"))},
    "match-decision": lambda chosen, _: {"outcome": chosen.choice(("yes", "yes", "no")), "family": "F1"},
    "match-ended": lambda chosen, _: {"family": chosen.choice(FAMILIES), "reason": "x"},
    "link": lambda chosen, _: {"family": chosen.choice(FAMILIES)},
    "placement-started": lambda chosen, _: {
        "type": chosen.choice(("foster", "foster", "parent", "early-permanence", "connected-person-temporary")),
        "carer": chosen.choice(("C1", "C2", "C3", "C4", "")),
        "until_18": chosen.choice(("", "", "", "yes")),
    },
    "worker-changed": lambda chosen, _: {"role": "worker", "to": chosen.choice(("W1", "W2", "W3"))},
    "delay-recorded": lambda chosen, day: {
        "reason": "health",
        "whose": "family",
        "until": chosen.choice(("", (day + timedelta(days=40)).isoformat())),
    },
    "legal-status": lambda chosen, _: {"status": chosen.choice(("co", "ico", "s20", "remand", "placement-order"))},
    "proceedings-extended": lambda chosen, day: {"until": (day + timedelta(days=chosen.randrange(60))).isoformat()},
    "parents-told": lambda _, __: {"of": "reversal", "how": "orally"},
    "sibling-decision": lambda chosen, _: {"outcome": chosen.choice(("together", "undecided"))},
    "panel": lambda _, __: {"for": "match", "outcome": "recommended"},
    "left-care": lambda chosen, _: {"outcome": chosen.choice(("relatives", "returned-home-planned"))},
    "entered-care": lambda chosen, _: {"basis": chosen.choice(("s20", "ico"))},
    "temporary-approval-extended": lambda _, __: {"weeks": "8"},
    "adm-decision-reversed": lambda _, __: {"reason": "RD2"},
}


def _sight(chosen: Random) -> list[dict[str, str]]:
    """Most are seen from the beginning; some are tracked from a later day, with or without returns before it."""
    if chosen.random() < 0.6:
        return []
    tracking = BEGIN + timedelta(days=chosen.choice((30, 89, 200, 454)))
    rows = [_row(BEGIN, "tracking") | {"date": tracking.isoformat()}]
    if chosen.random() < 0.6:
        year = "2023-04-01..2024-03-31"
        rows.append(_row(BEGIN, "import", episodes=year, reviews=year, placed_for_adoption=year))
    return rows
