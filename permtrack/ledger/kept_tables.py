"""What permtrack keeps for itself beside the record: its nightly checks, the mail to send, and its upkeep.

These tables are no evidence: they carry no triggers and stand outside the chain. They hold no free text, no initials
and no address of a child: refs, names of rules, days and states, and the addresses of those who are written to.
"""

NIGHT_TABLE = """\
CREATE TABLE night (
  number INTEGER PRIMARY KEY,
  as_at TEXT NOT NULL CHECK (as_at IS date(as_at, '+0 days')),
  began_at TEXT NOT NULL,
  ended_at TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('running', 'done', 'failed')),
  said TEXT NOT NULL,
  standing TEXT NOT NULL CHECK (standing GLOB '{*}'),
  findings TEXT NOT NULL CHECK (findings GLOB '[[]*]')
) STRICT"""
NIGHT_BY_DAY = "CREATE INDEX night_by_day ON night (outcome, as_at, number)"
OUTBOX_TABLE = """\
CREATE TABLE outbox (
  message_id TEXT PRIMARY KEY,
  recipient TEXT NOT NULL,
  as_at TEXT NOT NULL CHECK (as_at IS date(as_at, '+0 days')),
  text TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'refused')),
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  changed_at TEXT NOT NULL,
  said TEXT NOT NULL
) STRICT"""
REMINDER_TABLE = """\
CREATE TABLE reminder (
  key TEXT PRIMARY KEY,
  message_id TEXT NOT NULL REFERENCES outbox (message_id)
) STRICT, WITHOUT ROWID"""
UPKEEP_TABLE = """\
CREATE TABLE upkeep (
  what TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  said TEXT NOT NULL
) STRICT, WITHOUT ROWID"""

KEPT = ("night", "outbox", "reminder", "upkeep")
M002 = (NIGHT_TABLE, NIGHT_BY_DAY, OUTBOX_TABLE, REMINDER_TABLE, UPKEEP_TABLE)
