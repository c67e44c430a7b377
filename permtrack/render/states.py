"""The words in which people read a child and the state of a deadline."""

from typing import assert_never

from permtrack.domain.delays import reason_in_words
from permtrack.domain.events import Child
from permtrack.domain.findings import Deadline, Delay, Status
from permtrack.domain.typed_dates import shown

STYLES = {Status.OVERDUE: "bold red", Status.DUE_TODAY: "bold yellow", Status.DUE_SOON: "yellow"}


def child_in_words(child: Child) -> str:
    """The ref, with the initials where there are any."""
    return f"{child.ref} ({child.initials})" if child.initials else child.ref


def tier_in_words(tier: str) -> str:
    """On whose authority something stands: `Act`, `statutory guidance`."""
    return "Act" if tier == "act" else tier.replace("-", " ")


def days_in_words(days: int) -> str:
    """A number of days without its sign: `1 day`, `12 days`."""
    return f"{abs(days)} day" if abs(days) == 1 else f"{abs(days)} days"


def style_of(deadline: Deadline) -> str:
    """The style in which a state is shown: an average is nobody's deadline, a purposeful delay nobody's fault."""
    meant = deadline.delay is not None and deadline.delay.is_purposeful
    return "" if deadline.is_benchmark or meant else STYLES.get(deadline.status, "")


def state(deadline: Deadline) -> str:
    """How a deadline stands: `OVERDUE by 12 days`, `due in 5 days`, `met 3 Mar 2025`."""
    if deadline.is_benchmark:
        return against_average(deadline)
    match deadline.status:
        case Status.OVERDUE:
            return f"OVERDUE by {days_in_words(deadline.days or 0)}"
        case Status.DUE_TODAY:
            return "DUE TODAY"
        case Status.DUE_SOON | Status.UPCOMING:
            if deadline.days is None:
                return "open since then" if deadline.opened else "opens on that day"
            return f"due in {_far(deadline.days)}"
        case Status.MET | Status.MET_LATE | Status.MISSED | Status.WAIVED | Status.CANNOT_ASSESS:
            return _settled(deadline)
        case _:
            assert_never(deadline.status)


def _far(days: int) -> str:
    """How long it is, `99 years` where it is more than two: nobody counts the days of a duty to keep records."""
    return f"{int(days / DAYS_OF_A_YEAR)} years" if days > 2 * DAYS_OF_A_YEAR else days_in_words(days)


DAYS_OF_A_YEAR = 365.25
NO_REASON = "no reason recorded"


def delay_in_words(delay: Delay) -> str:
    """The reason for a delay: `delay (family): late relative, until 17 Jul 2026`; one that is meant is called so."""
    return f"{whose_delay_in_words(delay)}: {cause_in_words(delay)}"


def whose_delay_in_words(delay: Delay) -> str:
    """Whose delay it is: `delay (family)`; one that is meant, for the child's sake, is called so."""
    if delay.is_purposeful:
        return "purposeful delay"
    return f"delay ({delay.whose})" if delay.whose else "delay"


def cause_in_words(delay: Delay) -> str:
    """Why it is, and until when: `late relative, until 17 Jul 2026`."""
    until = f", until {shown(delay.until)}" if delay.until else ""
    return f"{reason_in_words(delay.reason)}{until}{' (passed)' if delay.is_over else ''}"


def _settled(deadline: Deadline) -> str:
    words = {
        Status.MET: "met",
        Status.MET_LATE: "met late",
        Status.MISSED: "missed",
        Status.WAIVED: "waived",
        Status.CANNOT_ASSESS: "cannot be assessed",
    }[deadline.status]
    if deadline.met_on is None:
        return words
    late = deadline.due_on is not None and deadline.met_on > deadline.due_on
    by = f" ({days_in_words((deadline.met_on - deadline.due_on).days)})" if late and deadline.due_on else ""
    return f"{words} {shown(deadline.met_on)}{by}"


def against_average(deadline: Deadline) -> str:
    """How a child's time compares with the national average: never late, only longer or shorter."""
    if deadline.met_on is not None and deadline.due_on is not None:
        return _compared((deadline.due_on - deadline.met_on).days)
    if deadline.days is None:
        return deadline.reason or "cannot be compared"
    if deadline.days >= 0:
        return f"{days_in_words(deadline.days)} below the national average so far"
    return _compared(deadline.days)


def _compared(days: int) -> str:
    if days == 0:
        return "exactly the national average"
    return f"{days_in_words(days)} {'over' if days < 0 else 'under'} the national average"
