"""The tables of the outlook, what they call things, and how what is kept of children is counted in them."""

from collections import Counter
from collections.abc import Mapping, Sequence

from permtrack.domain.records import record
from permtrack.domain.shares import Share
from permtrack.ledger.outlook_rows import name_text

FORM = "3"
"""Goes with the tables below; a file of another form is thrown away."""
NAMES = ("named", "child_name")
"""The tables of the directory, which know of no day and stay when the answers are thrown away."""
WHOLE = "all"
SCOPES = ("team", "authority", "worker", "iro")
COUNTED_SCOPES = ("team", "authority")
"""Those of many children, whose figures are kept; those of few are added up when they are asked for."""

TABLES = (
    """CREATE TABLE basis (
  form TEXT NOT NULL, ledger TEXT NOT NULL, edition TEXT NOT NULL, as_at TEXT NOT NULL, panels INTEGER NOT NULL,
  number INTEGER NOT NULL, hash TEXT NOT NULL, overall TEXT NOT NULL
) STRICT""",
    "CREATE TABLE pending (child TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    """CREATE TABLE child (
  id TEXT PRIMARY KEY, ref TEXT NOT NULL, team TEXT, authority TEXT, worker TEXT, iro TEXT,
  share TEXT NOT NULL, content TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE line (
  child TEXT NOT NULL, number INTEGER NOT NULL, average INTEGER NOT NULL, standing INTEGER NOT NULL,
  days INTEGER NOT NULL, ref TEXT NOT NULL, rule TEXT NOT NULL, id TEXT NOT NULL, way TEXT NOT NULL,
  content TEXT NOT NULL, seal INTEGER NOT NULL, PRIMARY KEY (child, number)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE alert (
  child TEXT NOT NULL, number INTEGER NOT NULL, gravity INTEGER NOT NULL, since TEXT NOT NULL, ref TEXT NOT NULL,
  name TEXT NOT NULL, id TEXT NOT NULL, listed INTEGER NOT NULL, hint TEXT NOT NULL, content TEXT NOT NULL, seal INTEGER NOT NULL,
  PRIMARY KEY (child, number)
) STRICT, WITHOUT ROWID""",
    "CREATE TABLE elsewhere (child TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (child, id)) STRICT, WITHOUT ROWID",
    "CREATE TABLE waived (child TEXT NOT NULL, until TEXT NOT NULL) STRICT",
    """CREATE TABLE share (
  scope TEXT NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (scope, name)
) STRICT, WITHOUT ROWID""",
    "CREATE TABLE wording (number INTEGER PRIMARY KEY, content TEXT NOT NULL UNIQUE) STRICT",
)
OF_CHILDREN = {"child": "id", "line": "child", "alert": "child", "elsewhere": "child", "waived": "child"}
"""The tables that hold what is kept of each child, and where they name it."""
INDEXES = (
    *(f"CREATE INDEX IF NOT EXISTS child_by_{scope} ON child ({scope})" for scope in ("ref", *SCOPES)),
    "CREATE INDEX IF NOT EXISTS line_by_place ON line (average, standing, days, ref, rule, id, way)",
    "CREATE INDEX IF NOT EXISTS alert_by_place ON alert (gravity, since, ref, name, id)",
    "CREATE INDEX IF NOT EXISTS alert_listed ON alert (gravity, since, ref, name, id, hint) WHERE listed",
    "CREATE INDEX IF NOT EXISTS alert_by_id ON alert (id)",
    "CREATE INDEX IF NOT EXISTS waived_by_child ON waived (child)",
)
"""Made once everything is in: sorting once is quicker than keeping in order."""


@record
class Among:
    """Some of the children: those of one team, authority, worker or reviewing officer, by any letter case."""

    scope: str
    value: str

    @property
    def name(self) -> str:
        """The name under which their figures are kept."""
        return scope_name(self.scope, self.value)


def scope_name(scope: str, value: str) -> str:
    """The name under which the figures of some children are kept."""
    return f"{scope} {value.lower()}"


def marks(values: Sequence[object]) -> str:
    """As many places for values as there are values."""
    return ",".join("?" * len(values))


def count_in(changes: dict[str, Share], share: Share, of: Mapping[str, str | None], by: int) -> None:
    """Count a child's share, so many times, in the figures of everybody, of its team and of its authority."""
    named = (scope_name(scope, value) for scope in COUNTED_SCOPES if (value := of[scope]))
    for scope in (WHOLE, *named):
        told = changes.setdefault(scope, Counter())
        for name, count in share.items():
            told[name] += by * count


def rows_of(changes: Mapping[str, Share]) -> list[tuple[str, str, int]]:
    """The changes of the figures as rows."""
    return [
        (scope, name_text(name), count) for scope, share in changes.items() for name, count in share.items() if count
    ]
