"""The tables, for both databases, as ordered steps. A step once released never changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Step = tuple[str | Mapping[str, str], ...]
"""Statements in order; a mapping holds one statement per dialect."""

_WORDS: Mapping[str, Mapping[str, str]] = {
    "sqlite": {"text": "TEXT", "integer": "INTEGER", "strict": "STRICT"},
    "postgresql": {"text": 'TEXT COLLATE "C"', "integer": "BIGINT", "strict": ""},
}
"""Types per dialect; collation C makes PostgreSQL sort as SQLite does, by code point."""


def statements(step: Step, dialect: str) -> Iterator[str]:
    """Yield the statements of a step as this dialect reads them."""
    for statement in step:
        if isinstance(statement, str):
            yield statement.format(**_WORDS[dialect])
        elif dialect in statement:
            yield statement[dialect]


_META = """
CREATE TABLE meta (
  key {text} NOT NULL PRIMARY KEY,
  value {text} NOT NULL
) {strict}
"""

_EVENT = """
CREATE TABLE event (
  id {text} NOT NULL PRIMARY KEY,
  session {text} NOT NULL,
  seq {integer} NOT NULL CHECK (seq >= 1),
  kind {text} NOT NULL,
  at {text} NOT NULL,
  monotonic {integer} NOT NULL,
  actor {text} NOT NULL CHECK (actor <> ''),
  device {text} NOT NULL,
  payload {text},
  salt {text} NOT NULL,
  commitment {text} NOT NULL,
  previous {text} NOT NULL,
  digest {text} NOT NULL,
  UNIQUE (session, seq)
) {strict}
"""

_DRAFT = """
CREATE TABLE draft (
  session {text} NOT NULL PRIMARY KEY,
  item {text} NOT NULL,
  participant {text} NOT NULL,
  round {integer} NOT NULL,
  text {text} NOT NULL,
  at {text} NOT NULL
) {strict}
"""

_TYPED = """
CREATE TABLE typed (
  session {text} NOT NULL,
  item {text} NOT NULL,
  participant {text} NOT NULL,
  round {integer} NOT NULL,
  text {text} NOT NULL,
  at {text} NOT NULL,
  PRIMARY KEY (session, item, participant, round)
) {strict}
"""

_SESSION = """
CREATE TABLE session (
  id {text} NOT NULL PRIMARY KEY,
  instrument {text} NOT NULL,
  version {text} NOT NULL,
  sha256 {text} NOT NULL,
  kind {text} NOT NULL,
  "case" {text} NOT NULL,
  municipality {text} NOT NULL,
  interviewer {text} NOT NULL,
  opened_at {text} NOT NULL,
  closed_at {text} NOT NULL,
  last_at {text} NOT NULL,
  synthetic {integer} NOT NULL,
  source {text} NOT NULL,
  seq {integer} NOT NULL,
  digest {text} NOT NULL
) {strict}
"""

_PARTICIPANT = """
CREATE TABLE participant (
  session {text} NOT NULL,
  id {text} NOT NULL,
  role {text} NOT NULL,
  pseudonym {text} NOT NULL,
  "case" {text} NOT NULL,
  municipality {text} NOT NULL,
  PRIMARY KEY (session, id)
) {strict}
"""

_RESPONSE = """
CREATE TABLE response (
  session {text} NOT NULL,
  participant {text} NOT NULL,
  item {text} NOT NULL,
  round {integer} NOT NULL,
  value {text},
  missing {text} NOT NULL,
  event {text} NOT NULL,
  PRIMARY KEY (session, participant, item, round)
) {strict}
"""

_WRITER = """
CREATE TABLE writer (
  session {text} NOT NULL PRIMARY KEY,
  owner {text} NOT NULL,
  device {text} NOT NULL,
  at {text} NOT NULL
) {strict}
"""

_KEEP_EVENTS_SQLITE = (
    """
    CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
    """,
    """
    CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
    WHEN NEW.payload IS NOT NULL OR NEW.salt <> ''
      OR (NEW.id, NEW.session, NEW.seq, NEW.kind, NEW.at, NEW.monotonic, NEW.actor, NEW.device,
          NEW.commitment, NEW.previous, NEW.digest)
      IS NOT (OLD.id, OLD.session, OLD.seq, OLD.kind, OLD.at, OLD.monotonic, OLD.actor, OLD.device,
          OLD.commitment, OLD.previous, OLD.digest)
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
    """,
)

_KEEP_EVENTS_POSTGRESQL = (
    """
    CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'events are append-only'; END $$
    """,
    """
    CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION refuse_event_change()
    """,
    """
    CREATE TRIGGER event_is_never_emptied BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()
    """,
    """
    CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event FOR EACH ROW
    WHEN (NEW.payload IS NOT NULL OR NEW.salt <> ''
      OR (NEW.id, NEW.session, NEW.seq, NEW.kind, NEW.at, NEW.monotonic, NEW.actor, NEW.device,
          NEW.commitment, NEW.previous, NEW.digest)
      IS DISTINCT FROM (OLD.id, OLD.session, OLD.seq, OLD.kind, OLD.at, OLD.monotonic, OLD.actor,
          OLD.device, OLD.commitment, OLD.previous, OLD.digest))
    EXECUTE FUNCTION refuse_event_change()
    """,
)

STEPS: tuple[Step, ...] = (
    (
        _META,
        _EVENT,
        _DRAFT,
        _SESSION,
        _PARTICIPANT,
        _RESPONSE,
        *({"sqlite": trigger} for trigger in _KEEP_EVENTS_SQLITE),
        *({"postgresql": trigger} for trigger in _KEEP_EVENTS_POSTGRESQL),
    ),
    (
        "ALTER TABLE session ADD COLUMN mode {text} NOT NULL DEFAULT ''",
        "ALTER TABLE session ADD COLUMN again {text} NOT NULL DEFAULT ''",
        _WRITER,
    ),
    (
        _TYPED,
        # An older version kept one draft a session; what was typed then is not lost now.
        """INSERT INTO typed SELECT session, item, participant, round, text, at FROM draft
        WHERE text <> '""'""",
    ),
)
"""Step 1 makes the tables, step 2 knows paper, second entries and who writes now, step 3 keeps what
is typed at every question; whatever comes later is appended."""
