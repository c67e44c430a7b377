"""The tables of the return, the columns that tell one from another, and which of them are used here."""

from collections.abc import Iterable

from permtrack.domain.records import record


@record
class Table:
    """One table of the return: the columns by which it is known, and of those the few that are ever looked at."""

    name: str
    title: str
    columns: tuple[str, ...]
    known_by: frozenset[str]
    used: tuple[str, ...] = ()

    @property
    def is_needed(self) -> bool:
        """Whether the table says anything that is kept."""
        return bool(self.used)


def _table(name: str, title: str, columns: str, known_by: str, used: str = "") -> Table:
    return Table(
        name=name,
        title=title,
        columns=tuple(columns.split()),
        known_by=frozenset(known_by.split()),
        used=tuple(used.split()),
    )


HEADER = _table(
    "header", "Header", "CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB", "CHILD SEX DOB ETHNIC UPN", "CHILD SEX DOB"
)
EPISODES = _table(
    "episodes",
    "Episodes",
    "CHILD DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE HOME_POST PL_POST URN",
    "CHILD DECOM RNE LS PLACE DEC REC",
    "CHILD DECOM RNE LS PLACE DEC REC",
)
REVIEWS = _table(
    "reviews",
    "Reviews",
    "CHILD DOB REVIEW REVIEW_CODE",
    "CHILD REVIEW REVIEW_CODE",
    "CHILD DOB REVIEW REVIEW_CODE",
)
PLACED_FOR_ADOPTION = _table(
    "placed_for_adoption",
    "PlacedAdoption",
    "CHILD DOB DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
    "CHILD DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
    "CHILD DOB DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
)
AD1 = _table(
    "ad1",
    "AD1",
    "CHILD DOB DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR",
    "CHILD DATE_INT DATE_MATCH FOSTER_CARE",
    "CHILD DOB DATE_INT DATE_MATCH FOSTER_CARE",
)
WORKERS = _table(
    "sw_episodes",
    "SWEpisodes",
    "CHILD DOB SW_ID SW_DECOM SW_DEC SW_REASON",
    "CHILD SW_ID SW_DECOM",
    "CHILD DOB SW_ID SW_DECOM",
)
UASC = _table("uasc", "UASC", "CHILD SEX DOB DUC", "CHILD DOB DUC", "CHILD DOB")

TABLES = (
    HEADER,
    EPISODES,
    REVIEWS,
    PLACED_FOR_ADOPTION,
    AD1,
    WORKERS,
    UASC,
    _table("previous_permanence", "PrevPerm", "CHILD DOB PREV_PERM LA_PERM DATE_PERM", "CHILD PREV_PERM LA_PERM"),
    _table("missing", "Missing", "CHILD DOB MISSING MIS_START MIS_END", "CHILD MISSING MIS_START"),
    _table(
        "oc2",
        "OC2",
        "CHILD DOB SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK HEALTH_ASSESSMENT"
        " SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED",
        "CHILD SDQ_SCORE CONVICTED HEALTH_CHECK",
    ),
    _table("oc3", "OC3", "CHILD DOB IN_TOUCH ACTIV ACCOM", "CHILD IN_TOUCH ACTIV ACCOM"),
    _table("dolo", "DoLo", "CHILD DOB DOLO_START DOLO_END", "CHILD DOLO_START"),
)
BY_NAME = {table.name: table for table in TABLES}
BY_TITLE = {table.title: table for table in TABLES}
COVERING = ("episodes", "reviews", "placed_for_adoption", "ad1")
"""The tables whose presence in a return says that what they do not hold did not happen in its year."""

DEGRADED = frozenset({"LA", "YEAR"})
"""Columns that a regional cleaning tool adds, where it also moves days of birth to the first of their month."""


def recognise(columns: Iterable[str]) -> Table | None:
    """The table whose columns these are, in any order and among any others; None where no table is like it."""
    given = frozenset(columns)
    fitting = [table for table in TABLES if table.known_by <= given]
    return max(fitting, key=lambda table: len(given.intersection(table.columns)), default=None)
